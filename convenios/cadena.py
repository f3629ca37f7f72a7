"""The chain of a plan, from what holds a district back to the proof of what was done: nudo → indicador → actividad → compromiso → evidencia.

What is missing on the way is told in its place.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from municipios.models import Medicion, NudoCritico

from .metas import CuentaDePlan
from .models import Alcance, Compromiso, Ejecucion, EvidenciaEjecucion
from .models.plan import ROMANOS


@dataclass
class Eslabon:
    """One activity with the commitment that it carries out and what was done of it."""

    al: Any  # its figures up to the quarter
    compromiso: Any | None
    trimestres: list[dict[str, Any]]


@dataclass
class Tramo:
    """One nudo crítico (None: of the activities that answer none), its indicator with the value nearest to the district, and its activities."""

    nudo: Any | None
    medicion: Any | None = None
    eslabones: list[Eslabon] = field(default_factory=list)


@dataclass(frozen=True)
class Cadena:
    """All of it."""

    tramos: list[Tramo]
    sin_nudo: Tramo
    compromisos_sin_actividad: list[Any]


def cadena(user: Any, cuentas: CuentaDePlan) -> Cadena:
    """The chain of a plan as this person reads it, in six queries."""
    plan = cuentas.plan
    distrito = plan.municipalidad.distrito
    actividades = [al.actividad for al in cuentas.filas]
    usados = {a.nudo_id for a in actividades if a.nudo_id}
    nudos = NudoCritico.objects.for_user(user).filter(distrito=distrito).select_related("indicador").por_prioridad()
    tramos = {n.pk: Tramo(n) for n in nudos if n.pk in usados or n.estado == NudoCritico.Estado.ABIERTO}
    _medir(user, distrito, list(tramos.values()))
    alcanzan = Alcance.objects.filter(distrito=distrito).values("compromiso")
    suyos = Compromiso.objects.for_user(user).filter(pk__in=alcanzan).select_related("convenio__ugel").order_by("codigo")
    compromisos = {c.pk: c for c in suyos}
    hechos, sin_nudo = _hechos(user, cuentas), Tramo(None)
    for al in cuentas.filas:
        a = al.actividad
        if (compromiso := compromisos.get(a.compromiso_id)) is not None:
            a.compromiso = compromiso  # so that why it does not count there is told without asking again
        tramos.get(a.nudo_id, sin_nudo).eslabones.append(Eslabon(al, compromiso, _trimestres(al, hechos[a.pk])))
    con_actividad = {a.compromiso_id for a in actividades}
    faltan = [c for c in compromisos.values() if c.estado == Compromiso.Estado.ABIERTO and c.pk not in con_actividad]
    return Cadena(list(tramos.values()), sin_nudo, faltan)


def _medir(user: Any, distrito: Any, tramos: list[Tramo]) -> None:
    """The latest value of each indicator: the district's own where there is one, else that of what contains it, told as such."""
    indicadores = {t.nudo.indicador_id for t in tramos if t.nudo is not None and t.nudo.indicador_id}
    valores: dict[int, Any] = {}
    for medicion in Medicion.objects.for_user(user).que_tocan(distrito).filter(indicador__in=indicadores).order_by("anio"):
        antes = valores.get(medicion.indicador_id)
        if antes is None or _cercania(medicion) >= _cercania(antes):
            valores[medicion.indicador_id] = medicion
    for tramo in tramos:
        tramo.medicion = valores.get(tramo.nudo.indicador_id) if tramo.nudo is not None else None


def _cercania(medicion: Any) -> int:
    return list(reversed(Medicion.Alcance.values)).index(medicion.de_que)


def _hechos(user: Any, cuentas: CuentaDePlan) -> dict[int, dict[int, Any]]:
    """What was reported of each activity by quarter, each with its proof, as this person may read both."""
    reportes = list(Ejecucion.objects.for_user(user).filter(actividad__plan=cuentas.plan).select_related("creado_por"))
    pruebas: dict[int, list[Any]] = defaultdict(list)
    for prueba in EvidenciaEjecucion.objects.for_user(user).filter(ejecucion__in=[r.pk for r in reportes]):
        pruebas[prueba.ejecucion_id].append(prueba)
    hechos: dict[int, dict[int, Any]] = defaultdict(dict)
    for reporte in reportes:
        hechos[reporte.actividad_id][reporte.trimestre] = {"reporte": reporte, "pruebas": pruebas[reporte.pk]}
    return hechos


def _trimestres(al: Any, hechos: dict[int, Any]) -> list[dict[str, Any]]:
    """The quarters up to the cut that had a target or a report, each with what was done, or the gap."""
    dichos = []
    for t in range(1, al.trimestre + 1):
        fisica, soles = al.fisico.programado[t - 1], al.cuenta.financiero.programado[t - 1]
        if (hecho := hechos.get(t)) is not None:
            hecho["reporte"].actividad = al.actividad
        if hecho is not None or fisica or soles:
            dichos.append({"romano": ROMANOS[t], "trimestre": t, "meta": fisica, **(hecho or {"reporte": None, "pruebas": []})})
    return dichos
