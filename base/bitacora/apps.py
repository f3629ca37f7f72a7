"""The history of every record, and the gestures that changed it."""

from django.apps import AppConfig


class BitacoraConfig(AppConfig):
    name = "base.bitacora"
    label = "bitacora"
    verbose_name = "bitácora"

    def ready(self) -> None:
        from . import historia  # noqa: F401, PLC0415  (connects the writer of history rows)
