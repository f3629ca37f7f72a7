"""What hangs on a charge the day it passes on, and the acta that tells it.

A municipal charge: what the municipality owes or what reaches its district. A charge at the UGEL: what the convenios for which the
person is designated promise; a coordinator or a director without designation answers for all of the UGEL.
"""

import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from base.comun.templatetags.comun import fecha, fecha_hora, porcentaje
from base.cuentas.models import Usuario
from base.cuentas.roles import MUNICIPALES, Rol
from convenios.models import Adenda, Alcance, Avance, Compromiso, Convenio, Designacion, Evidencia, Parte, Traspaso
from municipios.models import MiembroUgel

from .plan import Clase, Plan, Puesto, Tramo

MAXIMO = 1000  # rows of commitments on paper: the rest is told as a number
SIN_DATO = "sin dato"


# ── What hangs on it ─────────────────────────────────────────────────────────────────────────────────────────────────────
def convenios_del_cargo(puesto: Puesto, saliente: Usuario | None) -> "QuerySet[Convenio]":
    """The convenios in force under the charge."""
    firmados = Convenio.objects.filter(ugel=puesto.ugel, estado=Convenio.Estado.SUSCRITO)
    if puesto.clase != Clase.UGEL:
        partes = Parte.objects.filter(municipalidad=puesto.municipalidad, separado_el=None)
        return firmados.filter(pk__in=partes.values("convenio"))
    designaciones = Designacion.objects.filter(usuario=saliente, convenio__ugel=puesto.ugel)
    if designaciones.exists():
        return firmados.filter(pk__in=designaciones.values("convenio"))
    return firmados if puesto.rol in (Rol.COORDINADOR, Rol.DIRECTOR) else firmados.none()


def compromisos_del_cargo(puesto: Puesto, saliente: Usuario | None) -> "QuerySet[Compromiso]":
    """The open commitments under the charge, the nearest due date first."""
    abiertos = Compromiso.objects.abiertos()
    if puesto.clase == Clase.UGEL:
        suyos = abiertos.filter(convenio__in=convenios_del_cargo(puesto, saliente))
    else:
        firmados = abiertos.filter(convenio__ugel=puesto.ugel, convenio__estado=Convenio.Estado.SUSCRITO)
        aqui = Alcance.objects.filter(distrito__municipalidad=puesto.municipalidad)
        suyos = firmados.filter(Q(obligada__municipalidad=puesto.municipalidad) | Q(pk__in=aqui.values("compromiso")))
    return suyos.order_by(F("plazo").asc(nulls_last=True), "convenio__codigo", "codigo", "pk")


def avances_del_cargo(puesto: Puesto, saliente: Usuario | None) -> "QuerySet[Avance]":
    """What was begun or returned and not sent, that whoever receives the charge will finish."""
    pendientes = Avance.objects.filter(
        origen=Avance.Origen.REPORTE,
        estado__in=Avance.Estado.editables(),
        compromiso__convenio__ugel=puesto.ugel,
        compromiso__eliminado_en=None,
    )
    if puesto.clase == Clase.ALCALDIA:
        suyos = pendientes.filter(distrito__municipalidad=puesto.municipalidad, creado_por__rol__in=MUNICIPALES)
    elif puesto.clase == Clase.ENLACE or saliente is None:
        suyos = pendientes.filter(distrito__municipalidad=puesto.municipalidad, creado_por=saliente)
    else:
        ya_no = ~Q(creado_por__in=MiembroUgel.objects.vigentes().filter(ugel=puesto.ugel).values("usuario"))
        heredados = ya_no & Q(creado_por__in=Traspaso.objects.autores_para(saliente))
        suyos = pendientes.filter(Q(creado_por=saliente) | heredados)
    return suyos.select_related("compromiso__convenio__ugel", "distrito", "creado_por").order_by("estado", "-creado_en", "-pk")


def resumen(plan: Plan) -> dict[str, Any]:
    """What the preview shows of it: how many, and the first ones."""
    puesto, saliente = plan.solicitud.puesto, plan.saliente
    compromisos, avances = compromisos_del_cargo(puesto, saliente), avances_del_cargo(puesto, saliente)
    return {
        "compromisos_total": compromisos.count(),
        "compromisos": list(compromisos.para_lista()[:10]),  # type: ignore[attr-defined]
        "avances_total": avances.count(),
        "avances": list(avances[:10]),
        "convenios": list(convenios_del_cargo(puesto, saliente).select_related("ugel").order_by("codigo")[:20]),
    }


# ── The acta ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def armar_acta(plan: Plan, *, por: Usuario, en: datetime.datetime, motivo: str) -> dict[str, Any]:
    """Everything the paper says, as texts: what is kept is what will be drawn, today and in ten years."""
    s, puesto = plan.solicitud, plan.solicitud.puesto
    compromisos = compromisos_del_cargo(puesto, plan.saliente)
    total = compromisos.count()
    return {
        "version": 1,
        "membrete": puesto.ugel.membrete,
        "modalidad": "Encargatura" if s.es_encargatura else "Traspaso",
        "cargo": puesto.nombre,
        "ugel": f"{puesto.ugel.nombre} ({puesto.ugel.codigo})",
        "entrega": plan.saliente_nombre,
        "recibe": s.sucesor.nombre,
        "desde": str(fecha(s.desde)),
        "hasta": str(fecha(plan.hasta)) if plan.hasta else "",
        "documento": s.documento,
        "motivo": motivo,
        "hecho_en": str(fecha_hora(en)),
        "hecho_por": str(por),
        "terminan": [_tramo(t) for t in plan.terminan],
        "empiezan": [_tramo(t) for t in plan.empiezan],
        "cuentas": list(plan.cuentas),
        "compromisos": [_compromiso(c) for c in compromisos.para_lista()[:MAXIMO]],  # type: ignore[attr-defined]
        "compromisos_total": total,
        "avances": [_avance(a) for a in avances_del_cargo(puesto, plan.saliente)[:MAXIMO]],
        "convenios": _convenios(puesto, plan.saliente),
    }


def _tramo(tramo: Tramo) -> list[str]:
    return [tramo.que, tramo.quien, tramo.fechas, tramo.nota]


def _compromiso(c: Any) -> list[str]:
    avance = str(porcentaje(c.progreso)) if c.progreso is not None else SIN_DATO
    plazo = str(fecha(c.plazo)) if c.plazo else SIN_DATO
    return [f"{c.codigo} ({c.convenio.codigo})", c.descripcion, c.debe, plazo, c.situacion_etiqueta, avance]


def _avance(a: Avance) -> list[str]:
    return [a.compromiso.codigo, a.descripcion[:300], a.get_estado_display(), str(a.creado_por), str(fecha(a.fecha))]


def _convenios(puesto: Puesto, saliente: Usuario | None) -> list[list[str]]:
    evidencias = Evidencia.objects.filter(avance__compromiso__convenio=OuterRef("pk"), avance__eliminado_en=None)
    if puesto.clase != Clase.UGEL:
        evidencias = evidencias.filter(avance__distrito__municipalidad=puesto.municipalidad)
    adendas = Adenda.objects.filter(convenio=OuterRef("pk"))

    def cuantas(filas: "QuerySet[Any]", grupo: str) -> Coalesce:
        return Coalesce(Subquery(filas.order_by().values(grupo).annotate(n=Count("pk")).values("n")), 0)

    filas: QuerySet[Any] = convenios_del_cargo(puesto, saliente).select_related("ugel").order_by("codigo")
    filas = filas.annotate(n_adendas=cuantas(adendas, "convenio"), n_pruebas=cuantas(evidencias, "avance__compromiso__convenio"))
    return [[c.codigo, c.titulo, c.situacion_etiqueta, str(c.n_adendas), str(c.n_pruebas)] for c in filas]
