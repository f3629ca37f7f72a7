"""Every history row learns which gesture wrote it, who made it and why."""

from typing import Any

from django.dispatch import receiver
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from .gestos import actual


@receiver(pre_create_historical_record)
def anotar_gesto(sender: Any, history_instance: Any, **_: Any) -> None:
    """Stamp the row with the current gesture; outside one (a shell, a migration) it has neither author nor reason."""
    lote = actual()
    if lote is not None:
        history_instance.lote = lote
        history_instance.history_user = lote.por
        history_instance.history_change_reason = history_instance.history_change_reason or lote.motivo or None


@receiver(post_create_historical_record)
def anotar_revision(sender: Any, instance: Any, history_instance: Any, **_: Any) -> None:
    """Whoever has just written a record has seen the last of it: its revision is at hand without asking."""
    instance.revision_vista = history_instance.history_id
