"""The situation of a commitment, told once: the same conditions filter a list, count a dashboard and label a row.

Nothing of it is stored: it follows from the decision of people (`estado`), the due date, the verified avances and today's date.
The order of `Situacion` is the order of the questions; the first condition that holds is the answer.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, CharField, DateField, Exists, F, Func, IntegerField, OuterRef, Q, TextChoices, Value, When
from django.db.models.lookups import LessThanOrEqual

from base.comun.fechas import hoy

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Situacion(TextChoices):
    """What a person reads beside a commitment."""

    SUSPENDIDO = "suspendido", "Suspendido"
    CUMPLIDO = "cumplido", "Cumplido"
    NO_CUMPLIDO = "no_cumplido", "No cumplido"
    VENCIDO = "vencido", "Vencido"
    EN_VERIFICACION = "en_verificacion", "En verificación"
    POR_VENCER = "por_vencer", "Por vencer"
    SIN_PLAZO = "sin_plazo", "Sin plazo"
    POR_INICIAR = "por_iniciar", "Por iniciar"
    EN_PROCESO = "en_proceso", "En proceso"


# The most urgent first: how a list is sorted and its counts are told.
POR_URGENCIA = [
    Situacion.VENCIDO,
    Situacion.POR_VENCER,
    Situacion.EN_VERIFICACION,
    Situacion.EN_PROCESO,
    Situacion.POR_INICIAR,
    Situacion.SIN_PLAZO,
    Situacion.SUSPENDIDO,
    Situacion.CUMPLIDO,
    Situacion.NO_CUMPLIDO,
]


def por_urgencia(cuentas: Mapping[str, int]) -> dict[str, int]:
    """How many there are of each situation that there is any of, the most urgent first."""
    return {situacion: cuentas[situacion] for situacion in POR_URGENCIA if situacion in cuentas}


def reparto(cuenta: Mapping[str, int], url: Callable[[str], str] = lambda _: "") -> list[dict[str, Any]]:
    """How many stand in each situation, as `comun/_reparto.html` draws it: the most urgent first, each with where its rows are (`url(situacion)`)."""
    return [
        {"situacion": s.value, "etiqueta": s.label, "cuantos": cuenta[s.value], "url": url(s.value)}
        for s in POR_URGENCIA
        if cuenta.get(s.value)
    ]


def avances(estado: str) -> "QuerySet[Any]":
    """Avances of the commitment of the outer query, in one state, not in the papelera."""
    modelo = apps.get_model("convenios", "Avance")
    return modelo.objects.filter(compromiso=OuterRef("pk"), estado=estado)


class DiasHasta(Func):
    """Days between two dates, later first, as a whole number on both engines."""

    template, arg_joiner, arity = "(%(expressions)s)", " - ", 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """SQLite keeps dates as text: it counts them by their Julian day."""
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) AS INTEGER)", arg_joiner=") - julianday(", **contexto
        )


def _por_vencer(dia: datetime.date) -> LessThanOrEqual:
    return LessThanOrEqual(DiasHasta(F("plazo"), Value(dia, DateField())), F("convenio__ugel__dias_por_vencer"))


def condicion(situacion: str, *, publica: bool = False) -> Any:
    """The condition of one situation on its own, as a filter: what the earlier questions would have caught is already excluded.

    `publica`, as in `expresion`, asks nothing of reports that wait for verification.
    """
    dia = hoy()
    if situacion in (Situacion.SUSPENDIDO, Situacion.CUMPLIDO, Situacion.NO_CUMPLIDO):
        return Q(estado=situacion)
    abierto, no_vencido = Q(estado="abierto"), Q(plazo=None) | Q(plazo__gte=dia)
    if situacion == Situacion.VENCIDO:
        return abierto & Q(plazo__lt=dia)
    if situacion == Situacion.EN_VERIFICACION:
        return Q(pk__in=[]) if publica else abierto & no_vencido & Q(Exists(avances("enviado")))
    quieto = abierto if publica else abierto & ~Q(Exists(avances("enviado")))
    if situacion == Situacion.SIN_PLAZO:
        return quieto & Q(plazo=None)
    if situacion == Situacion.POR_VENCER:
        return quieto & Q(plazo__gte=dia) & Q(_por_vencer(dia))
    tranquilo = quieto & Q(plazo__gte=dia) & ~Q(_por_vencer(dia))
    empezado = Q(Exists(avances("verificado")))
    return tranquilo & (empezado if situacion == Situacion.EN_PROCESO else ~empezado)


def expresion(*, publica: bool = False) -> Case:
    """The situation as a column: the same questions, in order. `publica` leaves out what is not yet verified."""
    dia = hoy()
    return Case(
        *[When(estado=s, then=Value(s)) for s in (Situacion.SUSPENDIDO.value, Situacion.CUMPLIDO.value, Situacion.NO_CUMPLIDO.value)],
        When(plazo__lt=dia, then=Value(Situacion.VENCIDO.value)),
        *([] if publica else [When(Exists(avances("enviado")), then=Value(Situacion.EN_VERIFICACION.value))]),
        When(plazo=None, then=Value(Situacion.SIN_PLAZO.value)),
        When(_por_vencer(dia), then=Value(Situacion.POR_VENCER.value)),
        When(~Exists(avances("verificado")), then=Value(Situacion.POR_INICIAR.value)),
        default=Value(Situacion.EN_PROCESO.value),
        output_field=CharField(),
    )
