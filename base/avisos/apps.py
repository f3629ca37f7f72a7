"""What a person is told, and the work done behind the pages."""

from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from base.cuentas.roles import Permiso


class AvisosConfig(AppConfig):
    name = "base.avisos"
    label = "avisos"
    verbose_name = "avisos"

    def ready(self) -> None:
        from base.bitacora.lecturas import registrar_paginas
        from base.comun.paneles import Entrada, registrar_entrada
        from base.comun.respaldo import registrar_testigo
        from base.comun.salud import registrar_salud

        from . import cadena, ensayo, limpieza, nocturnas  # noqa: F401  (they declare their jobs)
        from .cuidado import cabeza_de_la_cadena, estado_de_los_archivos, estado_del_ensayo, estado_del_respaldo

        registrar_testigo("bitacora", cabeza_de_la_cadena)
        registrar_paginas("correos", "correo")
        autodiscover_modules("tareas")  # each app declares its jobs there
        registrar_salud("colas_s", _demoras)
        registrar_salud("respaldo", estado_del_respaldo)
        registrar_salud("ensayo", estado_del_ensayo)
        registrar_salud("archivos_cotejados", estado_de_los_archivos)
        registrar_entrada(Entrada(clave="avisos", etiqueta="Avisos", destino="avisos", icono="campana", lugar="persona", cuantos=sin_leer))
        registrar_entrada(Entrada(clave="mis_avisos", etiqueta="Mis avisos", destino="mis_avisos", icono="campana", lugar="cuenta"))
        registrar_entrada(Entrada(clave="correos", etiqueta="Correos", destino="correos", icono="enviar", orden=85, visible=_ve_correos))
        registrar_entrada(
            Entrada(
                clave="respaldos", etiqueta="Copias de seguridad", destino="respaldos", icono="escudo", lugar="bitacora", visible=_manda
            )
        )
        registrar_entrada(Entrada(clave="tareas", etiqueta="Tareas", destino="tareas", icono="reloj", orden=84, visible=_pide_tareas))


def _demoras() -> dict[str, int]:
    """For how many seconds the oldest of each queue has waited."""
    from .colas import demoras

    return demoras()


def sin_leer(user: Any) -> int:
    """How many notices wait to be read."""
    from .models import Aviso

    return Aviso.objects.for_user(user).sin_leer().count()


def _ve_correos(user: Any) -> bool:
    """Looks after the outbox."""
    return user.is_authenticated and user.puede(Permiso.VER_CORREOS)


def _pide_tareas(user: Any) -> bool:
    """Asks for long work now and then."""
    return user.is_authenticated and user.puede(Permiso.CAMBIAR_MUCHOS)


def _manda(user: Any) -> bool:
    """Administers the whole installation."""
    return user.is_authenticated and user.is_superuser
