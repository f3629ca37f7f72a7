"""When they meet."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse

PANEL = "encuentros/_convocatoria_panel.html"


class EncuentrosConfig(AppConfig):
    name = "encuentros"
    verbose_name = "encuentros de alcaldes"

    def ready(self) -> None:
        from base.comun import candados
        from base.comun.paneles import Entrada, Panel, registrar_entrada, registrar_panel

        from . import deshacer, historia, paneles
        from .candados import candados as de_encuentros

        registrar_entrada(Entrada(clave="encuentros", etiqueta="Encuentros", destino=_encuentros, icono="calendario", orden=50))
        registrar_panel(Panel(clave="convocatoria", modelo="encuentros.Encuentro", plantilla=PANEL, contexto=_su_invitacion, orden=10))
        registrar_entrada(
            Entrada(clave="mi_calendario", etiqueta="Mi calendario", destino="mi_calendario", icono="calendario", lugar="cuenta")
        )
        paneles.registrar()
        historia.registrar()
        deshacer.registrar_reglas()
        candados.registrar(self, de_encuentros)


def _encuentros(request: HttpRequest) -> str | None:
    """The encuentros of the UGEL that the page is about."""
    from municipios.ugeles import ugel_del_menu

    codigo = ugel_del_menu(request)
    return reverse("encuentros", args=[codigo]) if codigo else None


def _su_invitacion(encuentro: Any, user: Any) -> dict[str, Any] | None:
    """What a municipality was sent and answered, for its own people."""
    from .models import Invitado

    if not getattr(user, "es_municipal", False):
        return None
    invitados = list(Invitado.objects.for_user(user).filter(encuentro=encuentro).select_related("municipalidad__distrito", "anotada_por"))
    return {"invitados": invitados} if invitados else None
