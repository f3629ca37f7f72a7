"""Who signs in, and what a role may do."""

from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "base.cuentas"
    label = "cuentas"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        from . import (
            mis_sesiones,  # noqa: F401  (notes each sign-in)
            reglas,  # noqa: F401  (registers the system check)
            sesiones,
        )

        registrar_entrada(
            Entrada(
                clave="segundo_factor", etiqueta="Mi segundo factor", destino="segundo_factor", icono="escudo", lugar="cuenta", orden=40
            )
        )
        registrar_entrada(Entrada(clave="sesiones", etiqueta="Mis sesiones", destino="mis_sesiones", icono="ojo", lugar="cuenta"))
        registrar_entrada(Entrada(clave="llaves", etiqueta="Mis llaves de la API", destino="mis_llaves", icono="candado", lugar="cuenta"))
        sesiones.conectar()
