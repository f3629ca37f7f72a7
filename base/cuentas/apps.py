"""Who signs in, and what a role may do."""

from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "base.cuentas"
    label = "cuentas"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from . import (
            reglas,  # noqa: F401  (registers the system check)
            sesiones,
        )

        sesiones.conectar()
