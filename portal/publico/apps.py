"""What anyone may see, without an account."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse


class PublicoConfig(AppConfig):
    name = "portal.publico"
    label = "publico"
    verbose_name = "público"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        from . import salud
        from .api import enlaces

        registrar_entrada(
            Entrada(
                clave="publico_riesgo_lista",
                etiqueta="Cómo la ve cualquiera",
                destino=_lista_decidida,
                icono="ojo",
                lugar="lista:decidida",
                visible=lambda _: True,
            )
        )
        registrar_entrada(
            Entrada(
                clave="publico_diagnostico",
                etiqueta="Cómo lo ve cualquiera",
                destino=_diagnostico,
                icono="ojo",
                lugar="diagnostico",
                visible=lambda _: True,
            )
        )
        registrar_entrada(
            Entrada(
                clave="publico_encuentro",
                etiqueta="Cómo lo ve cualquiera",
                destino=_encuentro,
                icono="ojo",
                lugar="encuentro",
                visible=lambda _: True,
            )
        )
        registrar_entrada(
            Entrada(
                clave="publico_buscar",
                etiqueta="Buscar en lo público",
                destino="publico_buscar",
                icono="lupa",
                lugar="buscar",
                visible=lambda user: not user.is_authenticated,
            )
        )
        registrar_entrada(
            Entrada(clave="publico", etiqueta="Ver lo público", destino="publico", icono="ojo", lugar="pie", visible=lambda _: True)
        )
        registrar_entrada(
            Entrada(
                clave="datos", etiqueta="Datos abiertos", destino="publico_datos", icono="descargar", lugar="pie", visible=lambda _: True
            )
        )
        enlaces.registrar()
        salud.registrar()


def _lista_decidida(request: HttpRequest) -> str | None:
    """The public side of the list that the page shows."""
    ruta = _ruta(request)
    return reverse("publico_riesgo_lista", kwargs=ruta) if ruta.keys() == {"ugel", "pk"} else None


def _diagnostico(request: HttpRequest) -> str | None:
    """The public side of the diagnosis that the page shows."""
    from municipios.ugeles import ugel_del_menu

    ruta, ugel = _ruta(request), ugel_del_menu(request)
    return reverse("publico_diagnostico", args=[ugel, ruta["ubigeo"]]) if ugel and "ubigeo" in ruta else None


def _encuentro(request: HttpRequest) -> str | None:
    """The public side of the encuentro that the page shows."""
    ruta = _ruta(request)
    return reverse("publico_encuentro", kwargs=ruta) if ruta.keys() == {"ugel", "numero"} else None


def _ruta(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}
