"""What is told of closed quarters, and of those about to be: the figures as they were kept, what was rectified since, what is missing.

Nothing of a closed quarter is worked out again: its page, its paper and the answer about its code read what the `Cierre` kept.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Coalesce, NullIf

from base.cuentas.models import Usuario
from base.cuentas.roles import QUIEN, Permiso
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel

from .metas import CuentaDePlan, cuentas
from .models import Avance, Cierre, PlanTrabajo, Rectificacion
from .models.cierre import LARGO_DE_CODIGO, sello
from .models.plan import ROMANOS, fin_de_trimestre
from .plan_de_trabajo import en_datos, por_que_no_se_cierra
from .reportado import Conteo, contar

CERO = Decimal(0)


# ── The figures that were kept ───────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Cambio:
    """A rectificación beside the figures that it changes: what they said before it and what they say since."""

    rectificacion: Any
    antes: tuple[Decimal, Decimal]

    @property
    def despues(self) -> tuple[Decimal, Decimal]:
        """Físico and soles as it left them."""
        return self.antes[0] + self.rectificacion.fisica, self.antes[1] + self.rectificacion.financiera


@dataclass
class Linea:
    """One activity of a closed quarter, as it was kept."""

    dicho: dict[str, Any]
    cambios: list[Cambio] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """Of which activity."""
        return int(self.dicho["id"])

    def _suma(self, clase: str, cual: int) -> Decimal:
        return sum((Decimal(par[cual]) for par in self.dicho[clase]), CERO)

    @property
    def programado(self) -> Decimal:
        """How much was to be done up to the quarter."""
        return self._suma("fisico", 0)

    @property
    def hecho(self) -> Decimal:
        """How much was done."""
        return self._suma("fisico", 1)

    @property
    def presupuesto(self) -> Decimal:
        """Soles programmed up to the quarter."""
        return self._suma("financiero", 0)

    @property
    def gastado(self) -> Decimal:
        """Soles spent."""
        return self._suma("financiero", 1)

    @property
    def trimestres(self) -> list[dict[str, Any]]:
        """Each quarter with its four figures."""
        pares = zip(self.dicho["fisico"], self.dicho["financiero"], strict=True)
        return [
            {"romano": ROMANOS[t], "meta": fis[0], "hecho": fis[1], "presupuesto": fin[0], "gastado": fin[1]}
            for t, (fis, fin) in enumerate(pares, start=1)
        ]

    @property
    def del_trimestre(self) -> tuple[Decimal, Decimal]:
        """What was done and spent in the quarter itself."""
        return Decimal(self.dicho["fisico"][-1][1]), Decimal(self.dicho["financiero"][-1][1])

    @property
    def hoy(self) -> tuple[Decimal, Decimal]:
        """The same with its rectificaciones."""
        return self.cambios[-1].despues if self.cambios else self.del_trimestre


def lineas(contenido: dict[str, Any]) -> list[Linea]:
    """The activities of a quarter, as they are written in it."""
    return [Linea(dicho) for dicho in contenido["actividades"]]


@dataclass(frozen=True)
class Cerrado:
    """A closed quarter with what was rectified in it, and what was rectified later in the quarters before it."""

    cierre: Cierre
    lineas: list[Linea]
    anteriores: list[Any]
    romano: str


def cerrado(cierre: Cierre, rectificaciones: Any) -> Cerrado:
    """Put beside each figure its `rectificaciones`: those of the plan that the reader sees."""
    por_actividad = {linea.pk: linea for linea in lineas(cierre.contenido)}
    anteriores = []
    filas = rectificaciones.filter(cierre__plan=cierre.plan_id, cierre__trimestre__lte=cierre.trimestre)
    for fila in filas.select_related("cierre", "actividad").order_by("pk"):
        if fila.cierre_id != cierre.pk:
            anteriores += [fila] if fila.en > cierre.cerrado_en else []
            continue
        linea = por_actividad.get(fila.actividad_id) or _sin_linea(por_actividad, fila.actividad, cierre.trimestre)
        linea.cambios.append(Cambio(fila, linea.hoy))
    return Cerrado(cierre, list(por_actividad.values()), anteriores, ROMANOS[cierre.trimestre])


def _sin_linea(por_actividad: dict[int, Linea], actividad: Any, trimestre: int) -> Linea:
    """An activity that came into the plan after the quarter was closed: nothing was kept of it."""
    nada = [["0", "0"]] * trimestre
    dicho = {"id": actividad.pk, "codigo": actividad.codigo, "nombre": actividad.nombre, "unidad": actividad.unidad, "peso": None}
    dicho |= {"fisico": nada, "financiero": nada, "meta_anual": "0", "avance": None, "avance_anual": None}
    return por_actividad.setdefault(actividad.pk, Linea(dicho))


def de_codigo(cierres: Any, codigo: str) -> Any | None:
    """Among these, the one whose figures carry that code; None where the paper's figures are of no closed quarter."""
    cifras = re.sub(r"[\s-]", "", codigo).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{LARGO_DE_CODIGO}}}", cifras):
        return None
    return cierres.filter(sha256__startswith=cifras).select_related("plan__convenio__ugel", "plan__municipalidad__distrito").first()


# ── What is missing before closing ───────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class PorCerrar:
    """A plan on the page that closes a quarter of several: what would be frozen, what it lacks, why it cannot be."""

    plan: PlanTrabajo
    cuentas: CuentaDePlan
    cifras: dict[str, Any]
    conteo: Conteo
    avances: int
    motivo: str  # why it cannot be closed now; empty: it can
    cierre: Any | None
    antes: list[int]  # quarters that are closed first

    @property
    def sello(self) -> str:
        """Of the figures that are shown."""
        return sello(self.cifras)

    @property
    def huecos(self) -> bool:
        """It would be closed with something missing."""
        return bool(self.conteo.sin_reporte or self.conteo.borrador or self.avances)


def por_cerrar(planes: Iterable[PlanTrabajo], trimestre: int) -> list[PorCerrar]:
    """These plans before a quarter of theirs is closed, in the same number of queries however many they are."""
    planes = list(planes)
    suyos: dict[int, dict[int, Any]] = defaultdict(dict)
    for cierre in Cierre.objects.filter(plan__in=planes).sin_contenido():
        suyos[cierre.plan_id][cierre.trimestre] = cierre
    conteos, esperan, cifras = contar(planes), _avances(planes, trimestre), cuentas(planes, trimestre=trimestre)
    filas = []
    for plan in planes:
        conteo, cierre = conteos[plan.pk, trimestre], suyos[plan.pk].get(trimestre)
        if cierre is not None:
            cierre.plan = plan
        error = por_que_no_se_cierra(plan, trimestre, cerrados=set(suyos[plan.pk]), esperan=conteo.enviado)
        motivo = "" if error is None else " ".join(error.messages)
        antes = sorted(set(range(1, trimestre)) - set(suyos[plan.pk]))
        filas.append(PorCerrar(plan, cifras[plan.pk], en_datos(cifras[plan.pk]), conteo, esperan[plan.pk], motivo, cierre, antes))
    return filas


def _avances(planes: list[PlanTrabajo], trimestre: int) -> Counter[int]:
    """How many avances to verify hang on the commitments that each plan carries out."""
    fin = max((fin_de_trimestre(plan.anio, trimestre) for plan in planes), default=None)
    de_cual = "compromiso__actividades__plan"
    enviados = Avance.objects.filter(estado=Avance.Estado.ENVIADO, fecha__lte=fin).filter(
        **{f"{de_cual}__in": planes, f"{de_cual}__municipalidad__distrito": F("distrito"), "compromiso__actividades__eliminado_en": None}
    )
    return Counter(dict(enviados.order_by().values_list(de_cual).annotate(n=Count("pk", distinct=True))))


@dataclass(frozen=True)
class Quienes:
    """Who can mend what a quarter lacks, by name."""

    coordinan: list[str]
    municipales: list[str]


def quienes(plan: PlanTrabajo) -> Quienes:
    """The coordinators of its UGEL, and who answers for its municipality: the mayor and the liaisons of today; in one query."""
    miembros = MiembroUgel.objects.vigentes().filter(
        ugel=plan.convenio.ugel_id, usuario__is_active=True, usuario__rol__in=QUIEN[Permiso.VERIFICAR_AVANCES]
    )
    alcaldes = Gestion.objects.vigentes().filter(municipalidad=plan.municipalidad_id)
    enlaces = EnlaceMunicipal.objects.vigentes().filter(municipalidad=plan.municipalidad_id, usuario__is_active=True)
    cuenta = Coalesce(NullIf(F("usuario__nombre"), Value("")), F("usuario__username"))
    partes = [
        filas.order_by().annotate(clase=Value(n), segun=segun, quien=quien).values_list("clase", "segun", "pk", "quien")
        for n, (filas, segun, quien) in enumerate(
            [
                (miembros, F("usuario__nombre"), cuenta),
                (alcaldes, Value("", output_field=CharField()), F("alcalde")),
                (enlaces, F("usuario__nombre"), cuenta),
            ]
        )
    ]
    dichos = list(partes[0].union(*partes[1:], all=True).order_by("clase", "segun", "pk"))
    return Quienes(
        coordinan=[quien for clase, _, _, quien in dichos if clase == 0],
        municipales=[f"{quien}, {'alcaldía' if clase == 1 else 'enlace'}" for clase, _, _, quien in dichos if clase],
    )


def rectificaciones_para(user: Usuario) -> Any:
    """What a person reads of rectificaciones, with who wrote them."""
    return Rectificacion.objects.for_user(user).select_related("por")
