"""The history of every record, and the gestures that changed it."""

from typing import Any

from django.apps import AppConfig

from base.cuentas.roles import Permiso


class BitacoraConfig(AppConfig):
    name = "base.bitacora"
    label = "bitacora"
    verbose_name = "bitácora"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada
        from base.comun.salud import registrar_salud

        from . import historia  # noqa: F401  (connects the writer of history rows)

        registrar_salud("cadena", _cadena)
        registrar_entrada(Entrada(clave="papelera", etiqueta="Papelera", destino="papelera", icono="papelera", orden=80, visible=_restaura))
        registrar_entrada(
            Entrada(clave="bitacora_sellos", etiqueta="Bitácora", destino="bitacora_sellos", icono="candado", orden=86, visible=_protege)
        )
        registrar_entrada(Entrada(clave="lotes", etiqueta="Cambios", destino="lotes", icono="historia", orden=78, visible=_cambia_muchos))


def _cadena() -> Any:
    """What the last walk of the chain said."""
    from .sellos.anotar import salud

    return salud()


def _restaura(user: Any) -> bool:
    """May take records out of the papelera."""
    return user.is_authenticated and user.puede(Permiso.PAPELERA)


def _protege(user: Any) -> bool:
    """Looks after the history and the personal data."""
    return user.is_authenticated and user.puede(Permiso.PROTEGER_DATOS)


def _cambia_muchos(user: Any) -> bool:
    """May change many records at once, and so take such changes back."""
    return user.is_authenticated and user.puede(Permiso.CAMBIAR_MUCHOS)
