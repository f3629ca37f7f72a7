"""A report in sections: typed tables, which each writer draws in its own way, so that all of them say the same."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from base.comun.templatetags.comun import fecha, numero, porcentaje, soles
from convenios.models.plan import ROMANOS
from convenios.models.situacion import POR_URGENCIA, Situacion

from .cifras import Cifras, FilaActividad, FilaDistrito, FilaPlan

SIN_PROGRAMACION, SIN_PLAN = "sin programación", "sin plan"


# ── What a writer is given ───────────────────────────────────────────────────────────────────────────────────────────────
def _en_soles(valor: Decimal) -> str:
    """Under a heading that says (S/)."""
    return f"{valor.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}"


ESCRIBEN: dict[str, Callable[[Any], str]] = {"texto": str, "fecha": fecha, "numero": numero, "soles": _en_soles, "porcentaje": porcentaje}
CIFRAS = ("numero", "soles", "porcentaje")


@dataclass(frozen=True)
class Columna:
    """A column: its heading and what its cells hold."""

    titulo: str
    clase: str = "texto"
    vacio: str = ""  # what is said where there is nothing; empty: "sin dato"
    parte: float = 0  # of the width that is left; 0: as wide as what it holds

    def en_palabras(self, valor: Any) -> str:
        """A cell as people read it; empty stays empty, and is drawn as "sin dato". What is told in words instead of a figure stays so."""
        if isinstance(valor, str) and valor:
            return valor
        return self.vacio if valor is None or valor == "" else ESCRIBEN[self.clase](valor)


@dataclass(frozen=True)
class Tabla:
    """A table: `hoja`, how its sheet of a workbook is called."""

    rotulo: str
    hoja: str
    columnas: Sequence[Columna]
    filas: Sequence[Sequence[Any]]
    vacia: str = "Ninguno."


@dataclass(frozen=True)
class Seccion:
    """A heading with what stands under it."""

    titulo: str
    pares: Sequence[tuple[str, str]] = ()
    parrafos: Sequence[str] = ()
    tablas: Sequence[Tabla] = ()


T, N, S, P, F = ("texto", "numero", "soles", "porcentaje", "fecha")
LARGAS = {"Qué se prometió": 3, "Qué se hizo": 3, "Acuerdo": 3, "Nudo crítico": 3, "Actividad": 2.5}  # what is read, and not looked up
LARGAS |= dict.fromkeys(("Lo debe", "Responsable", "Distritos", "Lo reportó", "Verificado"), 1.5)


def _columnas(*dichas: str | tuple[str, str]) -> list[Columna]:
    pares = [(d, T) if isinstance(d, str) else d for d in dichas]
    return [Columna(titulo, clase, parte=LARGAS.get(titulo, 0)) for titulo, clase in pares]


# ── The sections ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def secciones_de(cifras: Cifras) -> list[Seccion]:
    """The report, from its summary to where its figures come from."""
    clase = cifras.de.clase
    return [
        Seccion("Resumen", pares=_resumen(cifras)),
        *([_partes(cifras)] if clase == "convenio" else []),
        *([_distritos(cifras)] if clase != "distrito" else []),
        _compromisos(cifras),
        *_planes(cifras),
        _avances(cifras),
        *([_nudos(cifras), _acuerdos(cifras)] if clase != "convenio" else []),
        _deudas(cifras),
        Seccion("De dónde sale", parrafos=list(cifras.fuentes) or ["Los registros del portal a la fecha de su corte."]),
        Seccion("Cómo se calcula", parrafos=como(cifras)),
    ]


def _resumen(cifras: Cifras) -> list[tuple[str, str]]:
    de = cifras.de
    dichos = ", ".join(f"{Situacion(s).label.lower()}: {numero(n)}" for s, n in cifras.situaciones.items())
    total = sum(cifras.situaciones.values())
    pares = [
        ("UGEL", de.ugel),
        *([("Municipalidad", de.municipalidad)] if de.clase == "distrito" else []),
        *([("Convenio", f"{de.convenio}, {de.titulo_convenio}")] if de.clase == "convenio" else []),
        ("Corte", cifras.corte),
        ("Compromisos", f"{numero(total)} ({dichos})" if total else "Ninguno."),
        ("Avances verificados", f"{numero(len(cifras.avances))}, hechos del {fecha(cifras.desde)} al {fecha(cifras.hasta)}"),
    ]
    if not cifras.planes:
        return [*pares, (f"Plan de trabajo {cifras.anio}", "Sin un plan aprobado.")]
    if len(cifras.planes) == 1:
        plan = cifras.planes[0]
        fisico = _fisico(plan.fisico)
        gasto = f" ({porcentaje(plan.gasto)})" if plan.gasto is not None else ""
        return [
            *pares,
            (f"Plan {cifras.anio}, avance físico", f"{fisico}: {plan.como}"),
            (f"Plan {cifras.anio}, devengado", f"{soles(plan.devengado)} de {soles(plan.programado)}{gasto}"),
        ]
    con = (
        f"{numero(len(cifras.planes))} planes; devengado {soles(cifras.devengado)} de {soles(cifras.programado)} programados hasta el corte"
    )
    return [*pares, (f"Planes de trabajo {cifras.anio}", con)]


def _fisico(valor: Decimal | None) -> str:
    return SIN_PROGRAMACION if valor is None else str(porcentaje(valor))


def _partes(cifras: Cifras) -> Seccion:
    filas = [(p.municipalidad, p.firmado_el, p.separado_el) for p in cifras.partes]
    columnas = [Columna("Municipalidad"), Columna("Firmó el", F), Columna("Se separó el", F, "–")]
    return Seccion("Quiénes lo suscriben", tablas=[Tabla("Partes del convenio", "Partes", columnas, filas)])


def _distritos(cifras: Cifras) -> Seccion:
    presentes = [s for s in POR_URGENCIA if any(d.situaciones.get(s.value) for d in cifras.distritos)]
    columnas = [
        *_columnas("Distrito", ("Compromisos", N), *((s.label, N) for s in presentes)),
        Columna("Físico del plan", P),
        Columna("Programado (S/)", S, SIN_PLAN),
        Columna("Devengado (S/)", S, SIN_PLAN),
    ]
    filas = [
        (d.nombre, d.compromisos, *(d.situaciones.get(s.value, 0) for s in presentes), _de_un_plan(d), d.programado, d.devengado)
        for d in cifras.distritos
    ]
    return Seccion("Por distrito", tablas=[Tabla("Cada distrito: compromisos por situación, y su plan", "Distritos", columnas, filas)])


def _de_un_plan(d: FilaDistrito) -> Decimal | str:
    """Its físico, or why there is none."""
    if d.fisico is not None:
        return d.fisico
    return SIN_PLAN if d.programado is None else SIN_PROGRAMACION


def _compromisos(cifras: Cifras) -> Seccion:
    con_distritos = cifras.de.clase != "distrito"
    columnas = _columnas(
        "Código", "Qué se prometió", *(["Distritos"] if con_distritos else []), "Lo debe", "Responsable", ("Plazo", F), "Unidad",
        ("Meta", N), ("Hecho", N), ("Avance", P), "Medido en", "Situación", ("Decidido el", F),
    )  # fmt: skip
    columnas[-1] = Columna("Decidido el", F, "–")
    filas = [
        (
            c.codigo, c.descripcion, *([c.distritos] if con_distritos else []), c.debe, c.responsable, c.plazo, c.unidad, c.meta, c.hecho,
            c.avance, "el distrito" if c.medido_en == "distrito" else "el conjunto", Situacion(c.situacion).label, c.decidido_el,
        )
        for c in cifras.compromisos
    ]  # fmt: skip
    return Seccion("Lo que se prometió y cómo está", tablas=[Tabla("Compromisos", "Compromisos", columnas, filas)])


# ── The plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _planes(cifras: Cifras) -> list[Seccion]:
    if not cifras.planes:
        return []
    hasta, uno = range(1, max(cifras.trimestre, 1) + 1), len(cifras.planes) == 1
    secciones = [Seccion(f"Plan de trabajo {cifras.anio}, por trimestre", tablas=[_trimestres(cifras.planes, uno=uno)])]
    actividades = list(cifras.actividades)
    pares = [("Avance físico de las actividades", _fisicas(actividades, hasta, uno=uno))]
    pares.append(("Avance financiero de las actividades, en soles", _financieras(actividades, hasta, uno=uno)))
    return secciones + [Seccion(titulo, tablas=[tabla]) for titulo, tabla in pares]


def _trimestres(planes: Iterable[FilaPlan], *, uno: bool) -> Tabla:
    columnas = [
        *([] if uno else [Columna("Distrito")]),
        Columna("Hasta el trimestre"),
        Columna("Físico", P, SIN_PROGRAMACION),
        *_columnas(("Programado (S/)", S), ("Devengado (S/)", S)),
        Columna("Gasto", P, SIN_PROGRAMACION),
        Columna("Cerrado el", F, "sin cerrar"),
        Columna("Código del cierre", "texto", "–"),
        Columna("Rectificaciones", N),
    ]
    filas = [
        (
            *([] if uno else [p.distrito]), ROMANOS[t.trimestre], t.fisico, t.programado, t.devengado, t.gasto, t.cerrado_el, t.codigo,
            t.rectificaciones,
        )
        for p in planes
        for t in p.trimestres
    ]  # fmt: skip
    return Tabla("Cada plan, acumulado hasta cada trimestre", "Trimestres", columnas, filas)


def _fisicas(actividades: list[FilaActividad], hasta: range, *, uno: bool) -> Tabla:
    por_trimestre = [columna for t in hasta for columna in ((f"{ROMANOS[t]} meta", N), (f"{ROMANOS[t]} hecho", N))]
    columnas = [
        *([] if uno else [Columna("Distrito")]),
        *_columnas("Código", "Actividad", "Unidad", *por_trimestre, ("Meta del año", N)),
        Columna("Avance", P, SIN_PROGRAMACION),
        *_columnas("Responsable"),
    ]
    filas = [
        (
            *([] if uno else [a.distrito]), a.codigo, a.nombre, a.unidad, *(cifra for t in hasta for cifra in a.fisico[t - 1]), a.meta_anual,
            a.avance, " · ".join(cargo for cargo in (a.responsable, a.responsable_municipal) if cargo),
        )
        for a in actividades
    ]  # fmt: skip
    return Tabla("Actividades: meta y hecho por trimestre", "Actividades (físico)", columnas, filas)


def _financieras(actividades: list[FilaActividad], hasta: range, *, uno: bool) -> Tabla:
    por_trimestre = [columna for t in hasta for columna in ((f"{ROMANOS[t]} programado", S), (f"{ROMANOS[t]} devengado", S))]
    columnas = _columnas(
        *([] if uno else ["Distrito"]), "Código", "Actividad", *por_trimestre, ("Programado al corte", S), ("Devengado al corte", S)
    )
    ultimo = hasta[-1]
    filas = [
        (
            *([] if uno else [a.distrito]), a.codigo, a.nombre, *(cifra for t in hasta for cifra in a.financiero[t - 1]),
            a.presupuesto(ultimo), a.devengado(ultimo),
        )
        for a in actividades
    ]  # fmt: skip
    return Tabla("Actividades: soles programados y devengados por trimestre", "Actividades (financiero)", columnas, filas)


# ── What was done, what is in the way, what is missing ───────────────────────────────────────────────────────────────────
def _avances(cifras: Cifras) -> Seccion:
    columnas = _columnas(("Hecho el", F), "Compromiso", "Distrito", "Qué se hizo", ("Cuánto", N), "Unidad", "Lo reportó", "Verificado")
    columnas[2], columnas[4], columnas[5] = Columna("Distrito", T, "todo el ámbito"), Columna("Cuánto", N, "–"), Columna("Unidad", T, "–")
    filas = [
        (
            a.fecha,
            a.compromiso,
            a.distrito,
            a.descripcion,
            a.cantidad,
            a.unidad,
            a.reporto,
            f"{fecha(a.verificado_el)}, {a.verifico or 'sin dato'}",
        )
        for a in cifras.avances
    ]
    que = f"Avances verificados, hechos del {fecha(cifras.desde)} al {fecha(cifras.hasta)}"
    return Seccion("Lo que se hizo", tablas=[Tabla(que, "Avances", columnas, filas)])


def _nudos(cifras: Cifras) -> Seccion:
    filas = [(n.distrito, n.codigo, n.texto, n.prioridad, n.estado) for n in cifras.nudos]
    columnas = _columnas("Distrito", "Código", "Nudo crítico", "Prioridad", "Estado")
    return Seccion("Nudos críticos", tablas=[Tabla("Nudos críticos", "Nudos críticos", columnas, filas)])


def _acuerdos(cifras: Cifras) -> Seccion:
    filas = [(a.encuentro, a.numero, a.texto, a.debe, a.responsable, a.plazo, a.situacion) for a in cifras.acuerdos]
    columnas = _columnas("Encuentro", ("N.º", N), "Acuerdo", "Lo debe", "Responsable", ("Plazo", F), "Situación")
    return Seccion("Acuerdos de los encuentros", tablas=[Tabla("Acuerdos", "Acuerdos", columnas, filas)])


def _deudas(cifras: Cifras) -> Seccion:
    filas = [(d.que, d.cuantos) for d in cifras.deudas]
    columnas = _columnas("Qué falta", ("Cuántos", N))
    return Seccion("Datos por completar", tablas=[Tabla("Datos por completar", "Por completar", columnas, filas, vacia="Nada falta.")])


# ── How it is worked out ─────────────────────────────────────────────────────────────────────────────────────────────────
def como(cifras: Cifras) -> list[str]:
    """In plain words."""
    entonces = (
        "Los compromisos, sus avances, los nudos y los acuerdos son los que la historia del portal guarda de ese instante; lo registrado, verificado "
        "o decidido después no cuenta. Las cifras de los planes son las que guardó el cierre del trimestre; donde un plan no cerró ese trimestre se "
        "dice «sin cerrar» y la cifra es la de sus registros del día de la emisión. Los cargos responsables de las actividades y los días de aviso "
        "de un vencimiento son los del día de la emisión."
    )
    ahora = (
        "Todo es como está el día del corte. Un trimestre cerrado se lee de su cierre; el que no, de los registros, y se dice «sin cerrar»."
    )
    return [
        "Solo cuentan cifras verificadas o cerradas, de convenios suscritos y planes aprobados: el informe es el mismo para quien lo pida.",
        entonces if cifras.cerrado else ahora,
        "Avance de un compromiso: lo verificado contra su meta o sus hitos, hasta 100 %. Donde el distrito acordó una parte de la meta se mide "
        "contra esa parte («el distrito»); si no, contra toda («el conjunto»). Una carga inicial vale hasta el primer avance verificado.",
        "Un compromiso que alcanza a varios distritos cuenta en cada uno de ellos, y una sola vez en el total. Los acuerdos son los de encuentros con "
        "el acta firmada, o que un documento informa.",
        "Físico de un plan: promedio de sus actividades contra lo programado hasta el trimestre, cada una hasta 100 %, por su peso si todas lo tienen "
        "y si no por igual. Gasto: devengado contra programado, en soles, que se suman. Las cantidades de unidades distintas no se suman. Donde "
        "nada se programó no hay porcentaje. La cifra de un cierre no cambia: lo que vino después figura como rectificación.",
    ]
