"""Who signs in, and what a role may do."""

from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "base.cuentas"
    label = "cuentas"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        from . import reglas, sesiones  # noqa: F401  (register the system check, and what a sign-in is noted with)

        registrar_entrada(Entrada(clave="sesiones", etiqueta="Mis sesiones", destino="mis_sesiones", icono="ojo", lugar="cuenta"))
