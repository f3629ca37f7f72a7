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

        como_lo_ve = (  # beside a page of inside, the same as anyone sees it
            ("publico_riesgo_lista", "Cómo la ve cualquiera", _lista_decidida, "lista:decidida"),
            ("publico_diagnostico", "Cómo lo ve cualquiera", _diagnostico, "diagnostico"),
            ("publico_encuentro", "Cómo lo ve cualquiera", _encuentro, "encuentro"),
            ("publico_compromiso", "Cómo lo ve cualquiera", _compromiso, "compromiso:publico"),
        )
        for clave, etiqueta, destino, lugar in como_lo_ve:
            registrar_entrada(Entrada(clave=clave, etiqueta=etiqueta, destino=destino, icono="ojo", lugar=lugar, visible=lambda _: True))
        for clave, etiqueta, ruta, icono in (
            ("publico", "Ver lo público", "publico", "ojo"),
            ("datos", "Datos abiertos", "publico_datos", "descargar"),
            ("bitacora", "Sellos de la bitácora", "publico_bitacora", "candado"),
        ):
            registrar_entrada(Entrada(clave=clave, etiqueta=etiqueta, destino=ruta, icono=icono, lugar="pie", visible=lambda _: True))
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
        for ruta, etiqueta in (("publico_privacidad", "Datos personales"), ("publico_accesibilidad", "Accesibilidad")):
            registrar_entrada(Entrada(clave=ruta, etiqueta=etiqueta, destino=ruta, lugar="pie", orden=70, visible=lambda _: True))
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


def _compromiso(request: HttpRequest) -> str | None:
    """The public side of the commitment that the page shows."""
    suyo = getattr(request, "compromiso_de_la_pagina", None)
    return reverse("publico_compromiso", args=[suyo.convenio.ugel.codigo, suyo.convenio.codigo, suyo.codigo]) if suyo else None


def _ruta(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}
