"""What anyone may see, without an account."""

from django.apps import AppConfig


class PublicoConfig(AppConfig):
    name = "portal.publico"
    label = "publico"
    verbose_name = "público"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        registrar_entrada(
            Entrada(clave="publico", etiqueta="Ver lo público", destino="publico", icono="ojo", lugar="pie", visible=lambda _: True)
        )
