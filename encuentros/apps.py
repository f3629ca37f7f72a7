"""When they meet."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse


class EncuentrosConfig(AppConfig):
    name = "encuentros"
    verbose_name = "encuentros de alcaldes"

    def ready(self) -> None:
        from base.bitacora.lecturas import registrar_paginas
        from base.comun import candados
        from base.comun.paneles import Entrada, registrar_entrada

        from . import deshacer, hallables, historia, paneles
        from .candados import candados as de_encuentros

        registrar_entrada(Entrada(clave="encuentros", etiqueta="Encuentros", destino=_encuentros, icono="calendario", orden=50))
        registrar_entrada(
            Entrada(clave="mi_calendario", etiqueta="Mi calendario", destino="mi_calendario", icono="calendario", lugar="cuenta")
        )
        paneles.registrar()
        registrar_paginas(
            *("convocatoria", "convocatoria_enviar", "convocatoria_sin_correo", "invitado", "invitado_editar", "encuentro_asistencia"),
            *("admin:encuentros_invitado_changelist", "admin:encuentros_invitado_change"),
        )
        hallables.declarar()
        historia.registrar()
        deshacer.registrar_reglas()
        candados.registrar(self, de_encuentros)


def _encuentros(request: HttpRequest) -> str | None:
    """The encuentros of the UGEL that the page is about."""
    from municipios.ugeles import ugel_del_menu

    codigo = ugel_del_menu(request)
    return reverse("encuentros", args=[codigo]) if codigo else None
