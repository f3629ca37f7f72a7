"""Which things are still as they were told: asked when a mail leaves, one query for each kind. What was settled, moved or taken away is not."""

from collections.abc import Callable
from typing import Any

from base.avisos import hojas
from base.comun.fechas import hoy
from convenios.models import Avance, Compromiso, Consulta, Convenio, Ejecucion
from encuentros.models import Acuerdo, Encuentro

from . import lineas


def _segun(filas: Callable[[list[int]], Any], cosa: Callable[[Any], str]) -> hojas.Siguen:
    """Those of the things whose record is still there and would be told with the same word."""

    def siguen(cosas: list[str]) -> set[str]:
        llaves = [int(c.split(":")[1]) for c in cosas]
        return {cosa(fila) for fila in filas(llaves)} & set(cosas)

    return siguen


def registrar() -> None:
    """Say it of every kind of which the sheets tell."""
    suscritos = Convenio.objects.filter(estado=Convenio.Estado.SUSCRITO)
    vivos = {"compromiso__eliminado_en": None, "compromiso__convenio__eliminado_en": None}
    vivas = {"actividad__eliminado_en": None, "actividad__plan__eliminado_en": None, "actividad__plan__convenio__eliminado_en": None}
    abierto = {"estado": Acuerdo.Estado.ABIERTO, "compromiso": None, "encuentro__eliminado_en": None}
    hojas.registrar(
        "compromiso",
        _segun(
            lambda pks: Compromiso.objects.abiertos().filter(pk__in=pks, convenio__in=suscritos.all()).only("plazo"),
            lambda c: f"compromiso:{c.pk}:{c.plazo}",
        ),
    )
    hojas.registrar(
        "acuerdo", _segun(lambda pks: Acuerdo.objects.filter(pk__in=pks, **abierto), lambda a: f"acuerdo:{a.pk}:{a.plazo or '-'}")
    )
    hojas.registrar("avance", _segun(lambda pks: Avance.objects.filter(pk__in=pks, **vivos), lineas.cosa_de_reporte))
    hojas.registrar("ejecucion", _segun(lambda pks: Ejecucion.objects.filter(pk__in=pks, **vivas), lineas.cosa_de_reporte))
    hojas.registrar("consulta", _segun(lambda pks: Consulta.objects.abiertas().filter(pk__in=pks, **vivos), lambda c: f"consulta:{c.pk}"))
    hojas.registrar("convenio", _segun(lambda pks: suscritos.filter(pk__in=pks), lambda c: f"convenio:{c.pk}:{c.fin}"))
    hojas.registrar(
        "encuentro",
        _segun(lambda pks: Encuentro.objects.filter(pk__in=pks, fecha__gte=hoy()), lambda e: f"encuentro:{e.pk}:{e.fecha}"),
    )
