"""Rows and sums of the inside pages that combine floors. Each answers with one query, whatever the number of rows.

What a page shows first of all it asks by `primeras` and the functions that give lists, which are written once a day (`base/comun/preparadas.py`). Those
that give a queryset take the UGEL, the district or the municipality, or its key.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.preparadas import traer_para
from base.cuentas.roles import MUNICIPALES
from convenios.filtros import FaltaAlgo
from convenios.models import (
    Alcance,
    Avance,
    Compromiso,
    Consulta,
    Convenio,
    Designacion,
    Ejecucion,
    Parte,
    PlanTrabajo,
)
from convenios.models.compromiso import porcentaje
from convenios.models.reporte import Reporte
from convenios.models.situacion import Situacion, expresion, por_urgencia
from convenios.models.situacion import reparto as partes
from convenios.reportado import con_lo_que_esperan
from encuentros import seguimiento
from encuentros.models import Acuerdo, Encuentro
from municipios.models import Distrito, Municipalidad, Ugel

DEUDAS = ("plazo", "medida", "evidencia")  # what a commitment may lack, in the words of the list's own filter


def primeras(user: Usuario, hacer: "Callable[..., QuerySet[Any]]", cuantas: int, **donde: int) -> list[Any]:
    """The first of `hacer(user, …)`, each with `total`: how many there are before the list is cut."""

    def preguntar(quien: Usuario, **donde: Any) -> Any:
        return hacer(quien, **donde).annotate(total=Window(Count("pk")))[:cuantas]

    return traer_para(user, ("primeras", hacer, cuantas), preguntar, **donde)


def compromisos_url(ugel: Ugel, **filtros: str) -> str:
    """The list of commitments of a UGEL, filtered."""
    direccion = reverse("compromisos", args=[ugel.codigo])
    return f"{direccion}?{urlencode(filtros)}" if filtros else direccion


def reparto(cuenta: dict[str, int], ugel: Ugel, **filtros: str) -> list[dict[str, Any]]:
    """How many commitments stand in each situation, each number leading to its rows."""
    return partes(cuenta, lambda situacion: compromisos_url(ugel, **filtros, situacion=situacion))


# ── The inbox of work ────────────────────────────────────────────────────────────────────────────────────────────────────
def _de(user: Usuario, ugel: Ugel | int) -> Any:
    """Commitments of a UGEL that this person reads."""
    return Compromiso.objects.for_user(user).filter(convenio__ugel=ugel)


def por_situacion(user: Usuario, ugel: Ugel) -> dict[str, int]:
    """How many commitments of the UGEL stand in each situation; one that reaches several districts counts once."""
    filas = traer_para(user, "situaciones de una UGEL", lambda quien, ugel: _de(quien, ugel).contados(), ugel=ugel.pk)
    return por_urgencia(dict(filas))


def las_primeras(user: Usuario, ugel: Ugel, situaciones: Collection[str], cuantas: int) -> dict[str, list[Any]]:
    """The `cuantas` most urgent commitments of each of those situations, all in one query."""
    orden = ("plazo", "codigo", "pk")

    def preguntar(quien: Usuario, *, ugel: int) -> Any:
        cuales = Q(pk__in=())
        for situacion in situaciones:
            cuales |= Q(pk__in=_de(quien, ugel).en_situacion(situacion).order_by(*orden).values("pk")[:cuantas])
        return _de(quien, ugel).filter(cuales).para_lista().order_by(*orden)

    filas: dict[str, list[Any]] = {situacion: [] for situacion in situaciones}
    if situaciones:
        for compromiso in traer_para(user, ("las primeras", tuple(situaciones), cuantas), preguntar, ugel=ugel.pk):
            filas[compromiso.situacion].append(compromiso)
    return filas


OBSERVADOS_PRIMERO = Case(When(estado=Reporte.Estado.OBSERVADO, then=Value(0)), default=Value(1))


def por_verificar(user: Usuario, ugel: Ugel | int) -> "QuerySet[Avance]":
    """Avances that wait for this person, the oldest first."""
    return Avance.objects.por_verificar(user).filter(compromiso__convenio__ugel=ugel).para_lista().order_by("enviado_en", "pk")


def por_terminar(user: Usuario, ugel: Ugel | int) -> "QuerySet[Avance]":
    """Drafts and returned avances that this person finishes, their own or of the charge they received; the returned ones first."""
    pendientes = Avance.objects.pendientes_de(user).filter(compromiso__convenio__ugel=ugel).para_lista()
    return pendientes.order_by(OBSERVADOS_PRIMERO, "-creado_en", "-pk")


def ejecuciones_por_verificar(user: Usuario, ugel: Ugel | int) -> "QuerySet[Ejecucion]":
    """The same of the executions of plans."""
    return Ejecucion.objects.por_verificar(user).filter(actividad__plan__convenio__ugel=ugel).para_lista().order_by("enviado_en", "pk")


def ejecuciones_por_terminar(user: Usuario, ugel: Ugel | int) -> "QuerySet[Ejecucion]":
    """The same."""
    pendientes = Ejecucion.objects.pendientes_de(user).filter(actividad__plan__convenio__ugel=ugel).para_lista()
    return pendientes.order_by(OBSERVADOS_PRIMERO, "-creado_en", "-pk")


Cuales = Callable[[Usuario, int], "QuerySet[Any]"]


def de_los_dos(user: Usuario, ugel: Ugel, verificar: Cuales, terminar: Cuales, cuantas: int) -> tuple[list[Any], list[Any]]:
    """The first `cuantas` of both lists of one kind of report, in their order and each with the `total` of its own, in one query."""

    def preguntar(quien: Usuario, *, ugel: int) -> Any:
        return _de_los_dos(quien, verificar(quien, ugel), terminar(quien, ugel), cuantas)

    todas = traer_para(user, ("de los dos", verificar, terminar, cuantas), preguntar, ugel=ugel.pk)
    return [fila for fila in todas if fila.por_verificar], [fila for fila in todas if not fila.por_verificar]


def _de_los_dos(user: Usuario, verificar: "QuerySet[Any]", terminar: "QuerySet[Any]", cuantas: int) -> "QuerySet[Any]":
    modelo: Any = verificar.model
    enviado = Q(estado=Reporte.Estado.ENVIADO)
    toca = Case(When(enviado, then=Value(True)), default=Value(False), output_field=BooleanField())
    orden = [Case(When(enviado, then=F("enviado_en"))), OBSERVADOS_PRIMERO, F("creado_en").desc(), F("pk").desc()]
    pendientes = verificar.order_by().values("pk").union(terminar.order_by().values("pk"), all=True)  # no row waits for both
    return (
        modelo.objects.for_user(user)
        .filter(pk__in=pendientes)
        .para_lista()
        .annotate(por_verificar=toca)
        .annotate(
            total=Window(Count("pk"), partition_by=F("por_verificar")),
            puesto=Window(RowNumber(), partition_by=F("por_verificar"), order_by=orden),
        )
        .filter(puesto__lte=cuantas)
        .order_by("puesto")
    )


def por_responder(user: Usuario, ugel: Ugel | int) -> "QuerySet[Consulta]":
    """Questions that wait for the answer of this person's side, the oldest first."""
    abiertas = Consulta.objects.por_responder(user).filter(compromiso__convenio__ugel=ugel)
    return abiertas.select_related("compromiso__convenio__ugel", "distrito", "hecha_por").order_by("hecha_en", "pk")


def por_completar(user: Usuario, ugel: Ugel) -> "list[Convenio]":
    """Convenios that lack data: signature dates, people designated, and commitments without due date, measure or evidence."""
    return traer_para(user, "por completar", _por_completar, ugel=ugel.pk)


def _por_completar(user: Usuario, *, ugel: int) -> "QuerySet[Convenio]":
    def cuantos(filas: "QuerySet[Any]") -> Coalesce:
        suyas = filas.filter(convenio=OuterRef("pk")).order_by()
        return Coalesce(Subquery(suyas.values("convenio").annotate(n=Count("pk")).values("n")), 0)

    anotados = (
        Convenio.objects.for_user(user)
        .filter(ugel=ugel, estado__in=Convenio.Estado.firmados())
        .annotate(
            sin_firma=cuantos(Parte.objects.for_user(user).filter(firmado_el=None, separado_el=None)),
            designados=cuantos(Designacion.objects.for_user(user).vigentes()),
            **{f"sin_{falta}": cuantos(_de(user, ugel).filter(FaltaAlgo.condicion(falta))) for falta in DEUDAS},
        )
    )
    falta = Q(sin_firma__gt=0) | ~Q(designados=Designacion.CUANTAS) | Q(sin_plazo__gt=0) | Q(sin_medida__gt=0) | Q(sin_evidencia__gt=0)
    return anotados.filter(falta).select_related("ugel").order_by("demostracion", "codigo")[:10]


def acuerdos_pendientes(user: Usuario, ugel: Ugel | int) -> "QuerySet[Acuerdo]":
    """Acuerdos of the encuentros of the UGEL that wait, the overdue and the nearest first."""
    return seguimiento.abiertos_de(Acuerdo.objects.for_user(user).filter(encuentro__ugel=ugel))


def acuerdos_de(user: Usuario, ugel: int, municipalidad: int) -> "QuerySet[Acuerdo]":
    """Those that wait for a municipality: what it owes, alone or with the others, and what is of its district."""
    propias = Municipalidad.objects.propias_de(user).filter(pk=municipalidad)
    return acuerdos_pendientes(user, ugel).filter(seguimiento.de_la_municipalidad(propias))


# ── A municipality ───────────────────────────────────────────────────────────────────────────────────────────────────────
def inicio_del_trimestre_anterior() -> datetime.date:
    """First day of the quarter before this one."""
    dia = hoy()
    trimestre = (dia.month - 1) // 3
    return datetime.date(dia.year, 3 * trimestre - 2, 1) if trimestre else datetime.date(dia.year - 1, 10, 1)


def del_distrito(user: Usuario, distrito: Distrito | int) -> "QuerySet[Compromiso]":
    """Commitments that reach a district, with what is verified in it (`hecho_aqui` of `meta_aqui`); the open ones first, by due date."""
    abiertos_primero = Case(When(estado=Compromiso.Estado.ABIERTO, then=Value(0)), default=Value(1))
    aqui = Alcance.objects.for_user(user).filter(compromiso=OuterRef("pk"), distrito=distrito).con_avance().order_by()
    dinero = DecimalField(max_digits=14, decimal_places=2)
    return (
        Compromiso.objects.for_user(user)
        .en_distrito(distrito)
        .para_lista()
        .annotate(
            hecho_aqui=Subquery(aqui.values("hecho")[:1], output_field=dinero),
            meta_aqui=Subquery(aqui.values("meta")[:1], output_field=dinero),
        )
        .order_by(abiertos_primero, F("plazo").asc(nulls_last=True), "codigo", "pk")
    )


def los_primeros_del_distrito(user: Usuario, distrito: Distrito, cuantos: int) -> list[Any]:
    """The first of them, with `progreso_aqui`."""

    def preguntar(quien: Usuario, *, distrito: int) -> Any:
        return del_distrito(quien, distrito)[:cuantos]

    return _con_progreso_aqui(traer_para(user, ("del distrito", cuantos), preguntar, distrito=distrito.pk))


def _con_progreso_aqui(compromisos: list[Any]) -> list[Any]:
    """The rows with `progreso_aqui`: the district's own percentage where a share was agreed, else None."""
    for compromiso in compromisos:
        meta = compromiso.meta_aqui
        compromiso.progreso_aqui = min(porcentaje(compromiso.hecho_aqui or Decimal(0), meta), Decimal(100)) if meta else None
    return compromisos


def situacion_del_distrito(user: Usuario, distrito: Distrito) -> tuple[dict[str, int], dict[str, int], int]:
    """How many of its commitments stand in each situation; how many as anyone is told; and how many were fulfilled since the last quarter began."""

    def preguntar(quien: Usuario, *, distrito: int) -> Any:
        recientes = Count("pk", filter=Q(estado_en__date__gte=inicio_del_trimestre_anterior()))
        suyos = Compromiso.objects.for_user(quien).en_distrito(distrito).con_situacion().annotate(dicha=expresion(publica=True))
        return suyos.order_by().values_list("situacion", "dicha", "convenio__estado").annotate(n=Count("pk"), r=recientes)

    filas = traer_para(user, "situación de un distrito", preguntar, distrito=distrito.pk)
    todos, publicos, cumplidos = Counter[str](), Counter[str](), 0
    for situacion, dicha, de_convenio, cuantos, hace_poco in filas:
        todos[situacion] += cuantos
        publicos[dicha] += cuantos if de_convenio in Convenio.Estado.firmados() else 0
        cumplidos += hace_poco if situacion == Situacion.CUMPLIDO.value else 0
    return dict(todos), dict(publicos), cumplidos


def por_corregir(user: Usuario, ugel: Ugel | int) -> "QuerySet[Avance]":
    """What people of the municipality have begun or got back, and not sent: it waits for any of them."""
    de_ellos = {"estado__in": Avance.Estado.editables(), "creado_por__rol__in": MUNICIPALES, "origen": Avance.Origen.REPORTE}
    suyos = Avance.objects.for_user(user).filter(compromiso__convenio__ugel=ugel, **de_ellos)
    propios = suyos.filter(distrito__in=Distrito.objects.propios_de(user))
    return propios.select_related("compromiso__convenio__ugel", "creado_por", "observado_por").order_by("-estado", "-creado_en", "-pk")


def por_corregir_y_verificados(user: Usuario, distrito: Distrito, cuantos: int) -> tuple[list[Any], list[Any]]:
    """The first `cuantos` of what waits for the people of a municipality, and of what was verified in its district since the last quarter began:
    each in its own order and with the `total` of its kind, in one query."""

    def preguntar(quien: Usuario, *, ugel: int, distrito: int) -> Any:
        return _por_corregir_y_verificados(quien, ugel, distrito, cuantos)

    clave = ("por corregir y verificados", cuantos)
    todas = traer_para(user, clave, preguntar, ugel=cast("Ugel", distrito.ugel).pk, distrito=distrito.pk)
    return [fila for fila in todas if not fila.listo], [fila for fila in todas if fila.listo]


def _por_corregir_y_verificados(user: Usuario, ugel: int, distrito: int, cuantos: int) -> "QuerySet[Avance]":
    desde = inicio_del_trimestre_anterior()
    suyos, hechos = por_corregir(user, ugel), verificados_en(user, distrito).filter(verificado_en__date__gte=desde)
    listo = Q(estado=Avance.Estado.VERIFICADO)
    orden = [Case(When(listo, then=F("verificado_en"))).desc(), Case(When(~listo, then=F("estado"))).desc()]
    orden += [Case(When(~listo, then=F("creado_en"))).desc(), F("pk").desc()]
    filas = (
        Avance.objects.for_user(user)
        .filter(pk__in=suyos.order_by().values("pk").union(hechos.order_by().values("pk")))
        .annotate(listo=Case(When(listo, then=Value(True)), default=Value(False), output_field=BooleanField()))
        .annotate(total=Window(Count("pk"), partition_by=F("listo")), puesto=Window(RowNumber(), partition_by=F("listo"), order_by=orden))
        .filter(puesto__lte=cuantos)
        .order_by("puesto")
    )
    return filas.select_related("compromiso__convenio__ugel", "creado_por", "observado_por", "verificado_por")


def ejecuciones_por_corregir(user: Usuario, ugel: Ugel | int) -> "QuerySet[Ejecucion]":
    """The same of the executions of its plans."""
    de_ellos = {"estado__in": Reporte.Estado.editables(), "creado_por__rol__in": MUNICIPALES}
    suyas = (
        Ejecucion.objects.for_user(user).internos_de(user).en_trimestre_abierto().filter(actividad__plan__convenio__ugel=ugel, **de_ellos)
    )
    return suyas.para_lista().order_by("-estado", "-creado_en", "-pk")


def planes_y_los_que_esperan(user: Usuario, municipalidad: Municipalidad) -> "tuple[list[PlanTrabajo], list[PlanTrabajo]]":
    """The plans of a municipality, the newest first; and those that wait for it: to be approved, with reports to finish or to correct, or
    with quarters over and no report.

    Each with `por_corregir` and `sin_reporte`, which counts activities and quarters that have a target and ended.
    """

    def preguntar(quien: Usuario, *, municipalidad: int) -> Any:
        suyos = con_lo_que_esperan(PlanTrabajo.objects.for_user(quien).filter(municipalidad=municipalidad))
        return suyos.select_related("municipalidad__distrito").order_by("-anio")

    planes = traer_para(user, "planes y lo que espera", preguntar, municipalidad=municipalidad.pk)
    return planes, [plan for plan in planes if _espera(plan)]


def _espera(plan: Any) -> bool:
    if plan.estado == PlanTrabajo.Estado.PROPUESTO:
        return plan.aprobado_municipalidad_en is None
    return plan.recibe_ejecucion and bool(plan.por_corregir or plan.sin_reporte)


def las_de_cada_lado(user: Usuario, municipalidad: Municipalidad, cuantas: int) -> tuple[list[Any], list[Any]]:
    """Of what is open in its district, the first `cuantas` that a municipality owes and the first that the UGEL owes it, each with the `total` of
    its side, in one query."""

    def preguntar(quien: Usuario, *, distrito: int, municipalidad: int) -> Any:
        return _las_de_cada_lado(del_distrito(quien, distrito).filter(estado=Compromiso.Estado.ABIERTO), municipalidad, cuantas)

    clave = ("las de cada lado", cuantas)
    todas = _con_progreso_aqui(traer_para(user, clave, preguntar, distrito=municipalidad.distrito_id, municipalidad=municipalidad.pk))
    return [fila for fila in todas if fila.suyo], [fila for fila in todas if not fila.suyo]


def _las_de_cada_lado(filas: "QuerySet[Compromiso]", municipalidad: int, cuantas: int) -> "QuerySet[Compromiso]":
    suyo = Case(When(obligada__municipalidad=municipalidad, then=Value(True)), default=Value(False), output_field=BooleanField())
    orden = [F("plazo").asc(nulls_last=True), F("codigo").asc(), F("pk").asc()]
    return (
        filas.filter(Q(obligada__municipalidad=municipalidad) | Q(obligada=None))
        .annotate(suyo=suyo)
        .annotate(total=Window(Count("pk"), partition_by=F("suyo")), puesto=Window(RowNumber(), partition_by=F("suyo"), order_by=orden))
        .filter(puesto__lte=cuantas)
        .order_by("puesto")
    )


def verificados_en(user: Usuario, distrito: Distrito | int) -> "QuerySet[Avance]":
    """What was verified in a district, the last first."""
    hechos = Avance.objects.for_user(user).verificados().filter(distrito=distrito)
    return hechos.select_related("compromiso__convenio__ugel", "verificado_por").order_by("-verificado_en", "-pk")


# ── All districts of a UGEL ──────────────────────────────────────────────────────────────────────────────────────────────
def distritos(user: Usuario, ugel: Ugel) -> "list[Any]":
    """Its districts, each with who governs it, the day of its last verified avance and its boundary."""

    def preguntar(quien: Usuario, *, ugel: int) -> Any:
        ultimo = Avance.objects.for_user(quien).verificados().filter(distrito=OuterRef("pk")).order_by("-fecha").values("fecha")[:1]
        suyos = Distrito.objects.for_user(quien).filter(ugel=ugel).con_alcalde().con_limite()
        return suyos.annotate(ultimo=Subquery(ultimo)).order_by("ubigeo")

    return traer_para(user, "distritos de una UGEL", preguntar, ugel=ugel.pk)


# ── One district ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def partes_de(user: Usuario, municipalidad: Municipalidad) -> "list[Parte]":
    """The convenios to which a municipality is party, with its signature."""

    def preguntar(quien: Usuario, *, municipalidad: int) -> Any:
        return Parte.objects.for_user(quien).filter(municipalidad=municipalidad).select_related("convenio__ugel")

    return traer_para(user, "partes de una municipalidad", preguntar, municipalidad=municipalidad.pk)


def encuentros_con(user: Usuario, municipalidad: Municipalidad) -> "list[Encuentro]":
    """Encuentros where this municipality is on the list, the last first, with `quien` came."""

    def preguntar(quien: Usuario, *, municipalidad: int) -> Any:
        con_ella = Encuentro.objects.for_user(quien).filter(asistencias__municipalidad=municipalidad, asistencias__eliminado_en=None)
        return con_ella.annotate(quien=F("asistencias__quien")).select_related("ugel").order_by("-numero")

    return traer_para(user, "encuentros con una municipalidad", preguntar, municipalidad=municipalidad.pk)
