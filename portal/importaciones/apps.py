"""How the office's tables come in, and go out."""

from typing import Any

from django.apps import AppConfig

from base.cuentas.roles import Permiso


class ImportacionesConfig(AppConfig):
    name = "portal.importaciones"
    label = "importaciones"
    verbose_name = "importaciones"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        from .menu import botones

        for boton in botones():
            registrar_entrada(boton)
        registrar_entrada(
            Entrada(clave="importaciones", etiqueta="Importaciones", destino="importaciones", icono="documento", orden=80, visible=_importa)
        )


def _importa(user: Any) -> bool:
    """Brings the office's files in."""
    return user.is_authenticated and user.puede(Permiso.IMPORTAR)
