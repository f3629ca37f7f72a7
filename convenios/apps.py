"""What was promised, and what was done."""

from django.apps import AppConfig


class ConveniosConfig(AppConfig):
    name = "convenios"
    verbose_name = "convenios y compromisos"
