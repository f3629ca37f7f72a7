"""The rehearsal and the application of a file: what would happen row by row, and exactly that made true.

    tabla = ubicar_tabla(leer(contenido, conocida=…), padron)                         (lectura.py, encabezado.py)
    ensayo = ensayar(padron, tabla, lugar=Lugar(por, ugel, convenio), opciones=…)     nothing is written
    lote, ensayo = aplicar(padron, tabla, lugar=…, opciones=…, mostrado=ensayo.huella, motivo=…, clave=…)

Applying rehearses again while it holds the place (the UGEL's row), so that two imports go one after the other, and what the person saw is
what happens: a row that somebody changed meanwhile stops it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.padron import Celda, Columna, Fila, Leido, Operacion, Padron, plano
from base.comun.padron.celdas import mostrar
from base.cuentas.models import Usuario
from convenios.models import Convenio
from municipios.models import Ugel

from .lectura import ArchivoInvalido, FilaCruda, Tabla

REQUERIDA = "Falta: esta columna es obligatoria."
DE_MAS = "Tiene más celdas que títulos: revise si le sobra una coma o un separador."
# what the portal itself adds, side by side, to a file that it gives back marked (marcado.py), as headings are compared
PROPIAS = {("estado", "motivo"), ("estadodelafila", "motivodelafila")}


@dataclass
class Lugar:
    """Where a file goes in: the person, their UGEL and, for a padrón of a convenio, the convenio."""

    por: Usuario
    ugel: Any = None
    convenio: Any = None

    @property
    def ambito(self) -> str:
        """The UGEL whose records it touches, as a lote says it."""
        return str(self.ugel.codigo) if self.ugel is not None else ""


@dataclass
class Opciones:
    """What the person settled on the rehearsal page."""

    columnas: Mapping[str, str] = field(default_factory=dict)  # heading of the file → column of the padrón ("": ignore it)
    celdas: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # row → column → text typed instead
    fuera: Collection[int] = ()  # rows left out by choice
    separadores: Mapping[str, str] = field(default_factory=dict)  # column → "miles" or "decimal"


@dataclass
class Ensayo:
    """What would happen."""

    padron: Padron
    filas: list[Fila]
    presentes: list[Columna]  # the columns of the padrón that the file brings
    avisos: list[str]  # about the file as a whole
    fuera: list[int]
    dudosas: dict[str, Leido] = field(default_factory=dict)  # column → a figure of it that can be read in two ways

    @property
    def cuentas(self) -> dict[str, int]:
        """How many rows are new, change, stay the same, have errors."""
        cuentas = Counter(fila.estado for fila in self.filas)
        return {estado: cuentas.get(estado, 0) for estado in ("nuevo", "cambia", "igual", "error")}

    @property
    def aceptado(self) -> bool:
        """Nothing stands in the way."""
        return not any(fila.errores for fila in self.filas)

    def huella_de(self, fila: Fila) -> str:
        """Sums up what was shown of one row: what it does, to which revision of what."""
        cambios = [(columna, _fijo(antes), _fijo(despues)) for columna, antes, despues in fila.cambios]
        valores = sorted((columna, _fijo(valor)) for columna, valor in fila.valores.items())
        que = (fila.numero, fila.estado, fila.revision, cambios, fila.errores, valores)
        return hashlib.sha256(repr(que).encode()).hexdigest()[:16]

    @property
    def huella(self) -> str:
        """Sums up what was shown of all of them."""
        return huella_de_todas(self.huella_de(fila) for fila in self.filas)


def huella_de_todas(huellas: Iterable[str]) -> str:
    """Sums up rows whose own sums are these, in the order of the file."""
    return hashlib.sha256("".join(huellas).encode()).hexdigest()


def _fijo(valor: Any) -> str:
    """The same writing in every process: a set has no order of its own."""
    return repr(sorted(valor) if isinstance(valor, frozenset) else valor)


class Rechazado(Exception):
    """There are errors: nothing was written."""

    def __init__(self, ensayo: Ensayo) -> None:
        super().__init__("el archivo tiene errores")
        self.ensayo = ensayo


class Cambio(Exception):
    """Somebody wrote in between: what would happen now is not what was shown. Nothing was written."""

    def __init__(self, ensayo: Ensayo) -> None:
        super().__init__("los registros cambiaron después del ensayo")
        self.ensayo = ensayo


# ── The rehearsal ────────────────────────────────────────────────────────────────────────────────────────────────────────
def ensayar(
    padron: Padron,
    tabla: Tabla,
    *,
    lugar: Lugar,
    opciones: Opciones | None = None,
    solo: Collection[int] | None = None,
    con_candado: bool = False,
) -> Ensayo:
    """What would happen to each row (of those numbers, when `solo` says which). Writes nothing.

    Raises `ArchivoInvalido` for a fault of the file as a whole.
    """
    opciones = opciones or Opciones()
    _exigir_derecho(padron, lugar)
    columnas, avisos = ubicar(padron, tabla, opciones.columnas)
    fuera = set(opciones.fuera)
    con_algo = [fila for fila in tabla.filas if fila.de_mas or any(fila.celdas[indice] is not None for indice in columnas.values())]
    if not con_algo:
        raise ArchivoInvalido("sin_filas", "El archivo solo tiene los títulos: no hay filas que cargar.")
    elegidas = [fila for fila in con_algo if fila.numero not in fuera and (solo is None or fila.numero in solo)]
    filas = [Fila(numero=fila.numero) for fila in elegidas]
    dudosas: dict[str, Leido] = {}
    for columna, indice in columnas.items():
        crudas = [opciones.celdas.get(fila.numero, {}).get(columna.nombre, fila.celdas[indice]) for fila in elegidas]
        leidos = columna.leer_todas(crudas, separador=opciones.separadores.get(columna.nombre, ""))
        _repartir(columna, crudas, leidos, filas)
        if dudosa := next((leido for leido in leidos if leido.lecturas), None):
            dudosas[columna.nombre] = dudosa
    enteras = _sin_las_movidas(filas, elegidas)
    repetidas = _repetidas(padron, enteras)
    operacion = padron.operacion(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio)
    con_llave = [fila for fila in enteras if fila.llave is not None]
    operacion.buscar(con_llave, con_candado=con_candado)
    for fila, primera in repetidas:
        fila.registro, fila.actual, fila.extra = primera.registro, primera.actual, primera.extra | fila.extra
    operacion.contrastar(enteras)
    _comparar(padron, enteras, columnas)
    _derechos(padron, con_llave, lugar)
    malas = [fila for fila in enteras if fila.errores]
    operacion.comprobar([fila for fila in con_llave if not fila.errores])
    operacion.senalar(malas)
    return Ensayo(padron, filas, list(columnas), [*tabla.avisos, *avisos], sorted(fuera & {fila.numero for fila in tabla.filas}), dudosas)


def _exigir_derecho(padron: Padron, lugar: Lugar) -> None:
    if padron.de_un_convenio and (lugar.convenio is None or lugar.convenio.eliminado_en is not None):
        raise ArchivoInvalido(
            "falta_convenio", "El convenio de este archivo ya no existe: alguien lo eliminó. Restáurelo, o descarte el archivo."
        )
    if padron.de_la_instalacion and not lugar.por.is_superuser:
        raise ArchivoInvalido("sin_permiso", f"El padrón de {padron.nombre.lower()} solo lo carga quien administra toda la instalación.")
    if not (lugar.por.puede(padron.crear) or lugar.por.puede(padron.cambiar)):
        raise ArchivoInvalido("sin_permiso", f"Su rol no carga el padrón de {padron.nombre.lower()}.")


def ubicar(padron: Padron, tabla: Tabla, manual: Mapping[str, str]) -> tuple[dict[Columna, int], list[str]]:
    """Which column of the file is which of the padrón; raises `ArchivoInvalido` when one is missing or stands twice."""
    nombradas = [
        padron.columna(manual[t]) if manual.get(t) else None if t in manual else padron.reconocer(t, entre=tabla.titulos)
        for t in tabla.titulos
    ]
    columnas: dict[Columna, int] = {}
    avisos, nuestras = [], propias(tabla.titulos)
    for indice, (titulo, columna) in enumerate(zip(tabla.titulos, nombradas, strict=True)):
        if columna is None:
            if titulo and indice not in nuestras:
                avisos.append(f"La columna «{mostrar(titulo)}» no es de este padrón: no se toma.")
        elif columna in columnas:
            raise ArchivoInvalido("columna_repetida", f"La columna «{columna.nombre}» está dos veces: deje una sola.")
        else:
            columnas[columna] = indice
    faltan = [c.nombre for c in padron.columnas if c.requerida and c not in columnas]
    if faltan:
        cuales = ", ".join(f"«{nombre}»" for nombre in faltan)
        raise ArchivoInvalido("falta_columna", f"Al archivo le falta{'n' * (len(faltan) > 1)} {cuales}.", faltan=faltan)
    return columnas, avisos


def propias(titulos: Sequence[str]) -> set[int]:
    """Where the two columns stand that the portal added when it gave the file back."""
    planos = [plano(titulo) for titulo in titulos]
    return {i + paso for i, par in enumerate(zip(planos, planos[1:], strict=False)) if par in PROPIAS for paso in (0, 1)}


def _repartir(columna: Columna, crudas: Sequence[Celda], leidos: Sequence[Leido], filas: list[Fila]) -> None:
    for fila, cruda, leido in zip(filas, crudas, leidos, strict=True):
        if cruda is not None and cruda != "":
            fila.celdas[columna.nombre] = cruda
        if leido.error:
            fila.error(columna.nombre, leido.error)
        elif leido.valor is not None:
            fila.valores[columna.nombre] = leido.valor
        for aviso in leido.avisos:
            fila.aviso(columna.nombre, aviso)


def _llave(fila: Fila, padron: Padron) -> Any:
    """What tells its record, whatever the capitals; None when a part of it is missing or was not understood."""
    partes = []
    for nombre in padron.llave:
        valor = fila.valores.get(nombre)
        if valor is None and padron.columna(nombre).requerida:
            return None
        partes.append(valor.lower() if isinstance(valor, str) else valor)
    return tuple(partes) if len(partes) > 1 else partes[0]


def _sin_las_movidas(filas: list[Fila], crudas: Sequence[FilaCruda]) -> list[Fila]:
    """The rows that can be trusted; of one that has a cell too many nothing is believed, and that is its one error."""
    enteras = []
    for fila, cruda in zip(filas, crudas, strict=True):
        if cruda.de_mas:
            fila.errores, fila.avisos, fila.valores = [(None, DE_MAS)], [], {}
        else:
            enteras.append(fila)
    return enteras


def _repetidas(padron: Padron, filas: list[Fila]) -> list[tuple[Fila, Fila]]:
    """Say which key is missing or stands twice; return each repeated row with the first one of its key."""
    vistas: dict[Any, Fila] = {}
    repetidas = []
    for fila in filas:
        con_error = {columna for columna, _ in fila.errores}
        for nombre in padron.llave:
            if nombre not in con_error and fila.valores.get(nombre) is None and padron.columna(nombre).requerida:
                fila.error(nombre, REQUERIDA)
        fila.llave = None if con_error & set(padron.llave) else _llave(fila, padron)
        if fila.llave is None:
            continue
        fila.extra["llave"] = _fijo(fila.llave)
        primera = vistas.setdefault(fila.llave, fila)
        if primera is not fila:
            marcar_repetida(padron, fila, primera.numero)
            repetidas.append((fila, primera))
    return repetidas


def marcar_repetida(padron: Padron, fila: Fila, primera: int) -> None:
    """Its key stands already in the row `primera` of the same file."""
    fila.error(padron.llave[0], f"Está repetido: ya aparece en la fila {primera}.")
    fila.llave = None


def _comparar(padron: Padron, filas: list[Fila], columnas: Collection[Columna]) -> None:
    """Cell by cell against what its record says now; an empty cell of an existing record changes nothing."""
    for fila in filas:
        con_error = {columna for columna, _ in fila.errores}
        for columna in columnas:
            nombre = columna.nombre
            if nombre in con_error or columna.auxiliar or nombre in padron.llave:
                continue
            nuevo = fila.valores.get(nombre)
            if fila.registro is None:
                if nuevo is None and columna.requerida:
                    fila.error(nombre, REQUERIDA)
            elif nuevo is None:
                if columna.requerida and fila.actual.get(nombre):
                    fila.error(nombre, "Falta: no se puede dejar vacío lo que ya tiene un valor.")
            elif nuevo != fila.actual.get(nombre):
                fila.cambios.append((nombre, fila.actual.get(nombre), nuevo))


def _derechos(padron: Padron, filas: list[Fila], lugar: Lugar) -> None:
    crea, cambia = lugar.por.puede(padron.crear), lugar.por.puede(padron.cambiar)
    for fila in filas:
        if fila.registro is None and not crea:
            fila.error(None, "Su rol no agrega filas nuevas a este padrón.")
        elif fila.cambios and not cambia:
            fila.error(None, "Su rol no cambia filas de este padrón.")


# ── Making it true ───────────────────────────────────────────────────────────────────────────────────────────────────────
def aplicar(
    padron: Padron,
    tabla: Tabla,
    *,
    lugar: Lugar,
    opciones: Opciones | None = None,
    mostrado: str = "",
    motivo: str,
    clave: UUID | None = None,
) -> tuple[Lote, Ensayo]:
    """Write what the rehearsal showed, all or nothing, in one lote. `mostrado` is the `huella` of what the person saw.

    Raises `Rechazado` when there are errors, `Cambio` when it is no longer what was shown, `YaHecho` when `clave` was already received.
    """
    with gesto(por=lugar.por, tipo=Lote.Tipo.IMPORTACION, ambito=lugar.ambito, motivo=motivo[:200], clave=clave) as lote:
        ocupar(lugar)
        ensayo = ensayar(padron, tabla, lugar=lugar, opciones=opciones, con_candado=True)
        if mostrado and ensayo.huella != mostrado:
            raise Cambio(ensayo)
        if not ensayo.aceptado:
            raise Rechazado(ensayo)
        escribir(ensayo, lugar)
        cuentas = ensayo.cuentas
        lote.contar(creados=cuentas["nuevo"], cambiados=cuentas["cambia"])
    return lote, ensayo


def escribir(ensayo: Ensayo, lugar: Lugar) -> None:
    """Make true what a rehearsal without errors shows, in the gesture in course."""
    por_escribir = [fila for fila in ensayo.filas if fila.estado in ("nuevo", "cambia")]
    operacion: Operacion = ensayo.padron.operacion(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio)
    if por_escribir:
        operacion.escribir(por_escribir)


def ocupar(lugar: Lugar) -> None:
    """Hold the place until the gesture ends: imports of one UGEL go one after the other, in whatever order their rows come."""
    filas = Ugel.objects.select_for_update().order_by("pk")
    list((filas.filter(pk=lugar.ugel.pk) if lugar.ugel is not None else filas).values_list("pk", flat=True))
    if lugar.convenio is not None:
        lugar.convenio = Convenio.todos.select_for_update(of=("self",)).select_related("ugel").get(pk=lugar.convenio.pk)
