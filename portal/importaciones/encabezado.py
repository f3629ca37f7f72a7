"""Where a table begins: the row of headings, among the first ones of the one visible sheet that has the columns of the padrón."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from base.comun.padron import Celda, Marcada, Padron
from base.comun.padron.celdas import en_una_linea, mostrar

from . import limites
from .lectura import Archivo, ArchivoInvalido, FilaCruda, Hoja, Tabla, muchas_filas


def titulos_de(fila: FilaCruda) -> list[str]:
    """The headings of a row; what follows a line break in one is a note."""
    return [_titulo(celda) for celda in fila.celdas]


def _titulo(celda: Celda) -> str:
    valor = celda.valor if isinstance(celda, Marcada) else celda
    return en_una_linea(valor[: limites.TITULO] if isinstance(valor, str) else mostrar(celda))


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
    filas: int = limites.FILAS,
) -> Tabla:
    """The table of the padrón in the file, under the row `encabezado` when a person said which one holds the headings.

    Raises `ArchivoInvalido` when there is none, or more than one.
    """
    manual = manual or {}
    if encabezado is not None:
        return _bajo(archivo, *_fila_elegida(archivo, padron, manual, encabezado), filas)
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
    return _bajo(archivo, hoja, fila, filas)


def candidatas(archivo: Archivo, padron: Padron, manual: Mapping[str, str]) -> tuple[Hoja, list[FilaCruda]]:
    """The sheet that most looks like the padrón, and its rows that may hold the headings, the likeliest first: by the columns they name, then
    by how many texts they have.
    """

    def cuanto(fila: FilaCruda) -> tuple[int, int, int]:
        titulos = titulos_de(fila)
        requeridas, todas = puntaje(padron, titulos, manual)
        return todas, requeridas, len({t for t in titulos if t})

    primeras = [(hoja, [fila for fila in hoja.filas[: limites.ENCABEZADO] if fila.numero <= limites.ENCABEZADO]) for hoja in archivo.hojas]
    con_algo = [(hoja, sorted(filas, key=cuanto, reverse=True)) for hoja, filas in primeras if filas]
    if not con_algo:
        raise ArchivoInvalido("sin_encabezado", f"No hay nada en las primeras {limites.ENCABEZADO} filas.")
    return max(con_algo, key=lambda par: cuanto(par[1][0]))


def _fila_elegida(archivo: Archivo, padron: Padron, manual: Mapping[str, str], numero: int) -> tuple[Hoja, FilaCruda]:
    hoja, primeras = candidatas(archivo, padron, manual)
    elegida = next((fila for fila in primeras if fila.numero == numero), None)
    if elegida is None:
        raise ArchivoInvalido("sin_encabezado", f"La fila {numero} no está entre las primeras {limites.ENCABEZADO}.")
    return hoja, elegida


def _bajo(archivo: Archivo, hoja: Hoja, fila: FilaCruda, filas: int) -> Tabla:
    titulos = titulos_de(fila)
    datos = [_a_la_medida(f, len(titulos), archivo.formato) for f in hoja.filas if f.numero > fila.numero]
    if not datos:
        raise ArchivoInvalido("sin_filas", "El archivo solo tiene los títulos: no hay filas que cargar.")
    if len(datos) > filas:
        raise muchas_filas(filas)
    avisos = [*archivo.avisos, *_sin_titulo(titulos, hoja, fila.numero, archivo.formato)]
    return Tabla(titulos, datos, avisos, fila.numero, archivo.formato, hoja.nombre)


def seguir(tabla: Tabla, filas: Iterable[FilaCruda]) -> Tabla:
    """More rows under the same headings."""
    return replace(tabla, filas=[_a_la_medida(fila, len(tabla.titulos), tabla.formato) for fila in filas], avisos=[])


def _a_la_medida(fila: FilaCruda, ancho: int, formato: str) -> FilaCruda:
    """As many cells as headings. In a CSV, one beyond the last heading means a separator too many: the whole row may have moved."""
    de_mas = formato == "csv" and any(celda is not None for celda in fila.celdas[ancho:])
    return FilaCruda(fila.numero, [*fila.celdas[:ancho], *[None] * (ancho - len(fila.celdas))], de_mas)


def _sin_titulo(titulos: list[str], hoja: Hoja, desde: int, formato: str) -> list[str]:
    """A notice when something stands where there is no heading."""
    sueltas = {i for f in hoja.filas if f.numero > desde for i, celda in enumerate(f.celdas) if celda is not None}
    ancho = len(titulos) if formato == "csv" else limites.COLUMNAS
    letras = [_letras(i) for i in sorted(sueltas) if i < ancho and not (i < len(titulos) and titulos[i])]
    return [f"Hay datos sin título en la columna {', '.join(letras)}: no se toman."] if letras else []


def _letras(indice: int) -> str:
    """0 → A, 27 → AB."""
    return (_letras(indice // 26 - 1) if indice >= 26 else "") + chr(65 + indice % 26)
