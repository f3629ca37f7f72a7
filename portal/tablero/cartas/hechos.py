"""What there is in a UGEL today, read once for all of its people: a fixed number of queries, whatever the number of people and rows."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from base.avisos.habiles import Calendario
from base.comun.fechas import ahora, hoy
from convenios.models import Avance, Compromiso, Consulta, Convenio, Ejecucion, Parte, PlanTrabajo
from convenios.reportado import con_lo_que_esperan
from encuentros.models import Acuerdo, Encuentro, Invitado
from municipios.models import Ugel

ANTES_DE_UN_CONVENIO = 90  # days: how far ahead the end of a convenio is told
ANTES_DE_UN_PLAZO = 7
UNA_SEMANA = datetime.timedelta(days=7)


@dataclass
class Hechos:
    """All that anybody of a UGEL may be told of."""

    ugel: Ugel
    calendario: Calendario
    dia: datetime.date
    compromisos: list[Any]  # open, due within its days of «por vencer» or overdue
    acuerdos: list[Any]  # open, of the encuentros
    avances: list[Any]  # sent, with their author, or verified during the last week
    ejecuciones: list[Any]
    consultas: list[Any]
    convenios: list[Any]  # that end soon
    partes: dict[int, set[int]]  # of those, by convenio: the municipalities that are party to it
    planes: list[Any]  # with what waits for their municipality
    encuentro: Any | None
    respuestas: dict[int, str]  # to its invitation, by municipality
    situaciones: dict[str, int]

    def espera(self, reporte: Any) -> int:
        """Working days that a sent report has waited."""
        return self.calendario.entre(timezone.localdate(reporte.enviado_en), self.dia)

    @cached_property
    def vencidos(self) -> list[Any]:
        """Commitments past their date."""
        return [c for c in self.compromisos if c.plazo < self.dia]

    @cached_property
    def por_vencer(self) -> list[Any]:
        """Commitments that the UGEL calls «por vencer»."""
        return [c for c in self.compromisos if self.vence_pronto(c)]

    def vence_pronto(self, compromiso: Any) -> bool:
        """Within the days that the UGEL set."""
        return 0 <= (compromiso.plazo - self.dia).days <= self.ugel.dias_por_vencer

    @cached_property
    def por_verificar(self) -> list[Any]:
        """Sent reports, those that have waited longest first."""
        return sorted((r for r in [*self.avances, *self.ejecuciones] if r.estado == r.Estado.ENVIADO), key=lambda r: (r.enviado_en, r.pk))

    @cached_property
    def que_terminan(self) -> list[Any]:
        """Convenios that end within ninety days."""
        return [c for c in self.convenios if (c.fin - self.dia).days <= ANTES_DE_UN_CONVENIO]


def reunir(ugel: Ugel, calendario: Calendario | None = None) -> Hechos:
    """Ask for everything."""
    dia, encuentro = hoy(), Encuentro.objects.filter(ugel=ugel).proximos().select_related("distrito").first()
    convenios = _convenios(ugel, dia)
    invitados = Invitado.objects.filter(encuentro=encuentro, municipalidad__isnull=False)
    return Hechos(
        ugel=ugel,
        calendario=calendario or Calendario.de(ugel.codigo),
        dia=dia,
        compromisos=_de(ugel, _compromisos(ugel, dia)),
        acuerdos=_acuerdos(ugel),
        avances=_de(ugel, _avances(ugel)),
        ejecuciones=_ejecuciones(ugel),
        consultas=_consultas(ugel),
        convenios=convenios,
        partes=_partes(convenios),
        planes=_planes(ugel),
        encuentro=_con(ugel, encuentro),
        respuestas=dict(invitados.order_by("pk").values_list("municipalidad", "respuesta")) if encuentro else {},
        situaciones=Compromiso.objects.filter(convenio__ugel=ugel).por_situacion(),
    )


def _con(ugel: Ugel, fila: Any) -> Any:
    if fila is not None:
        fila.ugel = ugel
    return fila


def _compromisos(ugel: Ugel, dia: datetime.date) -> Any:
    hasta = dia + datetime.timedelta(days=max(ugel.dias_por_vencer, ANTES_DE_UN_PLAZO + 7))
    filas = Compromiso.objects.abiertos().filter(convenio__ugel=ugel, convenio__estado=Convenio.Estado.SUSCRITO, plazo__lte=hasta)
    return (
        filas.filter(convenio__eliminado_en=None)
        .select_related("convenio", "obligada__municipalidad__distrito")
        .order_by("plazo", "codigo", "pk")
    )


def _acuerdos(ugel: Ugel) -> list[Any]:
    filas = Acuerdo.objects.filter(encuentro__ugel=ugel, encuentro__eliminado_en=None, compromiso=None, estado=Acuerdo.Estado.ABIERTO)
    acuerdos = list(
        filas.select_related("encuentro", "distrito", "municipalidad__distrito").order_by("plazo", "encuentro__numero", "numero")
    )
    for acuerdo in acuerdos:
        acuerdo.encuentro.ugel = ugel
    return acuerdos


def _avances(ugel: Ugel) -> Any:
    vivos = Avance.objects.filter(compromiso__eliminado_en=None, compromiso__convenio__eliminado_en=None, compromiso__convenio__ugel=ugel)
    suyos = Q(estado=Avance.Estado.ENVIADO) | Q(estado__in=Avance.Estado.editables(), origen=Avance.Origen.REPORTE)
    nuevos = Q(estado=Avance.Estado.VERIFICADO, verificado_en__gte=ahora() - UNA_SEMANA)
    return vivos.filter(suyos | nuevos).select_related("compromiso__convenio", "distrito", "creado_por").order_by("enviado_en", "pk")


def _ejecuciones(ugel: Ugel) -> list[Any]:
    vivas = Ejecucion.objects.filter(
        actividad__eliminado_en=None, actividad__plan__eliminado_en=None, actividad__plan__convenio__eliminado_en=None
    ).filter(actividad__plan__convenio__ugel=ugel)
    nuevas = Q(estado=Ejecucion.Estado.VERIFICADO, verificado_en__gte=ahora() - UNA_SEMANA)
    filas = vivas.filter(Q(estado=Ejecucion.Estado.ENVIADO) | Q(estado__in=Ejecucion.Estado.editables()) | nuevas)
    return list(filas.select_related("actividad__plan__municipalidad__distrito", "creado_por").order_by("enviado_en", "pk"))


def _consultas(ugel: Ugel) -> list[Any]:
    filas = Consulta.objects.abiertas().filter(compromiso__eliminado_en=None, compromiso__convenio__ugel=ugel)
    return _de(
        ugel, filas.filter(compromiso__convenio__eliminado_en=None).select_related("compromiso__convenio").order_by("hecha_en", "pk")
    )


def _convenios(ugel: Ugel, dia: datetime.date) -> list[Any]:
    hasta = dia + datetime.timedelta(days=ANTES_DE_UN_CONVENIO + 7)  # a notice goes before a day on which nobody works
    convenios = list(Convenio.objects.filter(ugel=ugel, estado=Convenio.Estado.SUSCRITO, fin__range=(dia, hasta)).order_by("fin", "codigo"))
    for convenio in convenios:
        convenio.ugel = ugel
    return convenios


def _partes(convenios: list[Any]) -> dict[int, set[int]]:
    partes: dict[int, set[int]] = {convenio.pk: set() for convenio in convenios}
    for convenio, municipalidad in Parte.objects.siguen().filter(convenio__in=list(partes)).values_list("convenio", "municipalidad"):
        partes[convenio].add(municipalidad)
    return partes


def _planes(ugel: Ugel) -> list[Any]:
    abiertos = [PlanTrabajo.Estado.PROPUESTO, PlanTrabajo.Estado.EN_EJECUCION]
    filas = PlanTrabajo.objects.filter(convenio__ugel=ugel, convenio__eliminado_en=None, estado__in=abiertos)
    return list(con_lo_que_esperan(filas).select_related("municipalidad__distrito").order_by("-anio", "municipalidad__distrito__ubigeo"))


def _de(ugel: Ugel, filas: Any) -> list[Any]:
    """The rows, whose convenio knows its UGEL without asking."""
    todas = list(filas)
    for fila in todas:
        convenio = fila.convenio if isinstance(fila, Compromiso) else fila.compromiso.convenio
        convenio.ugel = ugel
    return todas


def por_municipalidad(compromisos: list[Any]) -> Counter[Any]:
    """How many of these each municipality owes."""
    return Counter(c.obligada.municipalidad for c in compromisos if c.obligada is not None)
