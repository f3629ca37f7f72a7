"""Where a table begins: the row of headings, among the first ones of the one visible sheet that has the columns of the padrón."""

from collections.abc import Iterable, Mapping, Sequence

from base.comun.padron import Celda, Padron
from base.comun.padron.celdas import limpiar, mostrar

from . import limites
from .lectura import Archivo, ArchivoInvalido, FilaCruda, Hoja, Tabla


def titulos_de(fila: FilaCruda) -> list[str]:
    """The headings of a row; what follows a line break in one is a note."""
    return [_titulo(celda) for celda in fila.celdas]


def _titulo(celda: Celda) -> str:
    return limpiar(mostrar(celda)).replace("\n", " ")


def puntaje(padron: Padron, titulos: Iterable[str], manual: Mapping[str, str]) -> tuple[int, int]:
    """How many required columns, and how many in all, these headings name."""
    vistas = {manual.get(t) or getattr(padron.reconocer(t), "nombre", None) for t in titulos} - {None, ""}
    return sum(1 for c in padron.columnas if c.requerida and c.nombre in vistas), len(vistas)


def _mejor_fila(hoja: Hoja, padron: Padron, manual: Mapping[str, str]) -> tuple[tuple[int, int], FilaCruda | None]:
    mejor: tuple[tuple[int, int], FilaCruda | None] = ((0, 0), None)
    for fila in hoja.filas[: limites.ENCABEZADO]:
        if fila.numero > limites.ENCABEZADO:
            break
        cuanto = puntaje(padron, titulos_de(fila), manual)
        if cuanto > mejor[0]:
            mejor = (cuanto, fila)
    return mejor


def reconocer(archivo: Archivo, padrones: Sequence[Padron], *, mas_de: int = 0) -> Padron | None:
    """The padrón whose columns the file has: all the required ones, the most in all, and more than `mas_de`."""
    hallado, mejor = None, (mas_de, 99)
    for padron in padrones:
        requeridas = sum(1 for c in padron.columnas if c.requerida)
        for hoja in archivo.hojas:
            cuanto, _ = _mejor_fila(hoja, padron, {})
            if cuanto[0] == requeridas and (cuanto[1], cuanto[0]) > mejor:
                hallado, mejor = padron, (cuanto[1], cuanto[0])
    return hallado


def parecido(archivo: Archivo, padrones: Sequence[Padron]) -> Padron | None:
    """The padrón that the file most looks like, though it lacks some required column: three columns of it or more, half of the required."""
    hallado, mejor = None, (2, 0)
    for padron in padrones:
        requeridas = sum(1 for c in padron.columnas if c.requerida)
        for hoja in archivo.hojas:
            (cuantas, todas), _ = _mejor_fila(hoja, padron, {})
            if 2 * cuantas >= requeridas and (todas, cuantas) > mejor:
                hallado, mejor = padron, (todas, cuantas)
    return hallado


def ubicar_tabla(
    archivo: Archivo,
    padron: Padron,
    *,
    manual: Mapping[str, str] | None = None,
    otros: Sequence[Padron] = (),
    encabezado: int | None = None,
) -> Tabla:
    """The table of the padrón in the file, under the row `encabezado` when a person said which one holds the headings.

    Raises `ArchivoInvalido` when there is none, or more than one.
    """
    manual = manual or {}
    if encabezado is not None:
        return _bajo(archivo, *_fila_elegida(archivo, encabezado))
    requeridas = sum(1 for c in padron.columnas if c.requerida)
    halladas = [(*_mejor_fila(hoja, padron, manual), hoja) for hoja in archivo.hojas]
    completas = [h for h in halladas if h[0][0] == requeridas]
    if len(completas) > 1:
        nombres = ", ".join(f"«{mostrar(h[2].nombre)}»" for h in completas)
        raise ArchivoInvalido("varias_hojas", f"Hay varias hojas con estas columnas ({nombres}): deje una sola visible.")
    propias = max((h[0][1] for h in halladas), default=0)
    otro = None if completas else reconocer(archivo, [p for p in otros if p.clave != padron.clave], mas_de=propias)
    if otro is not None:
        raise ArchivoInvalido(
            "otro_padron", f"Este archivo parece el padrón de {otro.nombre.lower()}, no el de {padron.nombre.lower()}.", padron=otro.clave
        )
    cuanto, fila, hoja = (completas or [max(halladas, key=lambda h: h[0], default=((0, 0), None, Hoja("", [])))])[0]
    if fila is None:
        raise ArchivoInvalido("sin_encabezado", f"No se encuentra la fila de títulos en las primeras {limites.ENCABEZADO} filas.")
    return _bajo(archivo, hoja, fila)


def candidatas(archivo: Archivo, padron: Padron, manual: Mapping[str, str]) -> list[tuple[Hoja, FilaCruda]]:
    """The rows that may hold the headings, the likeliest first: by the columns they name, then by how many texts they have."""

    def cuanto(par: tuple[Hoja, FilaCruda]) -> tuple[int, int, int]:
        titulos = titulos_de(par[1])
        requeridas, todas = puntaje(padron, titulos, manual)
        return todas, requeridas, len({t for t in titulos if t})

    filas = [(hoja, fila) for hoja in archivo.hojas for fila in hoja.filas[: limites.ENCABEZADO] if fila.numero <= limites.ENCABEZADO]
    if not filas:
        raise ArchivoInvalido("sin_encabezado", f"No hay nada en las primeras {limites.ENCABEZADO} filas.")
    return sorted(filas, key=cuanto, reverse=True)


def _fila_elegida(archivo: Archivo, numero: int) -> tuple[Hoja, FilaCruda]:
    for hoja in archivo.hojas:
        for fila in hoja.filas[: limites.ENCABEZADO]:
            if fila.numero == numero:
                return hoja, fila
    raise ArchivoInvalido("sin_encabezado", f"La fila {numero} no está entre las primeras {limites.ENCABEZADO}.")


def _bajo(archivo: Archivo, hoja: Hoja, fila: FilaCruda) -> Tabla:
    titulos = titulos_de(fila)
    datos = [_a_la_medida(f, len(titulos)) for f in hoja.filas if f.numero > fila.numero]
    if not datos:
        raise ArchivoInvalido("sin_filas", "El archivo solo tiene los títulos: no hay filas que cargar.")
    return Tabla(titulos, datos, list(archivo.avisos), fila.numero, archivo.formato, hoja.nombre)


def _a_la_medida(fila: FilaCruda, ancho: int) -> FilaCruda:
    """As many cells as headings; a cell beyond the last heading moves everything, so it is an error of the file."""
    if any(celda is not None for celda in fila.celdas[ancho:]):
        raise ArchivoInvalido("celdas_de_mas", f"La fila {fila.numero} tiene más celdas que títulos: revise comas o separadores de más.")
    return FilaCruda(fila.numero, [*fila.celdas[:ancho], *[None] * (ancho - len(fila.celdas))])
