"""What anyone may see, without an account."""

from django.apps import AppConfig


class PublicoConfig(AppConfig):
    name = "portal.publico"
    label = "publico"
    verbose_name = "público"
