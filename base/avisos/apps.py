"""What a person is told."""

from typing import Any

from django.apps import AppConfig


class AvisosConfig(AppConfig):
    name = "base.avisos"
    label = "avisos"
    verbose_name = "avisos"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        registrar_entrada(Entrada(clave="avisos", etiqueta="Avisos", destino="avisos", icono="campana", lugar="persona", cuantos=sin_leer))


def sin_leer(user: Any) -> int:
    """How many notices wait to be read."""
    from .models import Aviso

    return Aviso.objects.for_user(user).sin_leer().count()
