"""How the office's tables come in, and go out."""

from django.apps import AppConfig


class ImportacionesConfig(AppConfig):
    name = "portal.importaciones"
    label = "importaciones"
    verbose_name = "importaciones"
