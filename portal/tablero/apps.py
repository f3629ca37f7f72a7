"""Inside pages that combine floors: the inbox of work, my municipality, the district."""

from django.apps import AppConfig


class TableroConfig(AppConfig):
    name = "portal.tablero"
    label = "tablero"
    verbose_name = "tablero"
