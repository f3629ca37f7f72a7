"""What a person is told."""

from django.apps import AppConfig


class AvisosConfig(AppConfig):
    name = "base.avisos"
    label = "avisos"
    verbose_name = "avisos"
