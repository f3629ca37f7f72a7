"""Writes many records at once together with their history, as if each act had been done by its person on its day.

The verbs of the models live in the present: `ahora()` is when they happen. A year told through them would have happened this minute, one
query at a time. So the story is composed in memory, step by step, and written in bulk; a test walks it again and finds no step that
the verbs would have refused.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_save
from django.utils import timezone

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote, Registro
from base.comun.fechas import ahora, como_si_fuera
from base.cuentas.models import Usuario

FUENTE = "Dato de demostración: ficticio"


def instante(dia: datetime.date, hora: int = 10, minuto: int = 0) -> datetime.datetime:
    """A moment of a day in Lima, never later than now."""
    momento = datetime.datetime.combine(dia, datetime.time(hora, minuto), tzinfo=timezone.get_current_timezone())
    return min(momento, ahora())


@contextmanager
def vivido(por: Usuario, en: datetime.datetime, motivo: str) -> Iterator[None]:
    """One gesture told through the verbs themselves, by its person at its moment: for what is locked as soon as it is written.

    The clock of the portal stands at that moment, and so does the history, which asks another clock.
    """
    with como_si_fuera(en), _marcando(en), gesto(por=por, tipo=Lote.Tipo.DEMOSTRACION, motivo=motivo[:200]):
        yield


@contextmanager
def _marcando(en: datetime.datetime) -> Iterator[None]:
    def marcar(sender: Any, instance: Any, **_: Any) -> None:
        if isinstance(instance, Registro):
            instance.fuente = instance.fuente or FUENTE
            instance._history_date = en  # type: ignore[attr-defined]  # simple_history's own word for it

    pre_save.connect(marcar, weak=False, dispatch_uid="demostracion")
    try:
        yield
    finally:
        pre_save.disconnect(dispatch_uid="demostracion")


class Cronica:
    """The acts of the story and what each of them left written."""

    def __init__(self) -> None:
        self._actos: list[Lote] = []
        self._pasos: list[tuple[Model, Lote, str, dict[str, Any]]] = []

    def acto(self, por: Usuario | None, en: datetime.datetime, motivo: str = "") -> Lote:
        """One gesture of one person at one moment."""
        lote = Lote(tipo=Lote.Tipo.DEMOSTRACION, por=por, en=en, motivo=motivo[:200])
        self._actos.append(lote)
        return lote

    def nace(self, registro: Any, acto: Lote, **era: Any) -> Any:
        """`registro` is born in `acto`; `era` is what its fields said then, where they say something else now."""
        registro.demostracion = True
        if hasattr(registro, "fuente"):
            registro.fuente = FUENTE
        self._pasos.append((registro, acto, "+", era))
        return registro

    def cambia(self, registro: Any, acto: Lote, **queda: Any) -> None:
        """`acto` changed `registro`; `queda` is what its fields said after it, where they say something else now."""
        self._pasos.append((registro, acto, "~", queda))

    @staticmethod
    def guardar(registros: Iterable[Any]) -> None:
        """Write records of one or several models, whose keys point to records that are already written."""
        por_modelo: dict[Any, list[Any]] = defaultdict(list)
        for registro in registros:
            por_modelo[type(registro)].append(registro)
        for modelo, filas in por_modelo.items():
            modelo._base_manager.bulk_create(filas, batch_size=200)

    def cerrar(self) -> None:
        """Write the acts and the history, in the order in which they happened."""
        self._actos.sort(key=lambda acto: acto.en)
        Lote.objects.bulk_create(self._actos, batch_size=200)
        por_modelo: dict[Any, list[Any]] = defaultdict(list)
        for registro, acto, tipo, valores in sorted(self._pasos, key=lambda paso: paso[1].en):
            historia = type(registro).history.model  # type: ignore[attr-defined]
            por_modelo[historia].append(_fila(historia, registro, acto, tipo, valores))
        for historia, filas in por_modelo.items():
            historia.objects.bulk_create(filas, batch_size=200)


def _fila(historia: Any, registro: Model, acto: Lote, tipo: str, valores: dict[str, Any]) -> Any:
    campos = {campo.attname: getattr(registro, campo.attname) for campo in historia.tracked_fields if not campo.generated}
    return historia(
        **campos | valores,
        history_date=acto.en,
        history_user=acto.por,
        history_type=tipo,
        history_change_reason=acto.motivo or None,
        lote=acto,
    )
