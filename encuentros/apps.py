"""When they meet."""

from django.apps import AppConfig


class EncuentrosConfig(AppConfig):
    name = "encuentros"
    verbose_name = "encuentros de alcaldes"
