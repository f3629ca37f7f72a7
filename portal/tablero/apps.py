"""Inside pages that combine floors: the inbox of work, my municipality, the district."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse

from base.cuentas.roles import Permiso


class TableroConfig(AppConfig):
    name = "portal.tablero"
    label = "tablero"
    verbose_name = "tablero"

    def ready(self) -> None:
        from base.comun.paneles import Entrada, registrar_entrada

        registrar_entrada(
            Entrada(clave="bandeja", etiqueta="Mi bandeja", destino="bandeja", icono="bandeja", orden=10, visible=_trabaja_en_ugel)
        )
        registrar_entrada(
            Entrada(clave="mi_municipio", etiqueta="Mi municipio", destino="mi_municipio", icono="casa", orden=10, visible=_es_municipal)
        )
        registrar_entrada(Entrada(clave="distritos", etiqueta="Municipios", destino="distritos", icono="municipio", orden=20))
        registrar_entrada(
            Entrada(clave="ver_distrito", etiqueta="Ver el distrito", destino=_distrito, icono="municipio", lugar="diagnostico")
        )
        registrar_entrada(Entrada(clave="buscar", etiqueta="Buscar en todo el portal", destino="buscar", icono="lupa", lugar="buscar"))
        registrar_entrada(
            Entrada(
                clave="administracion", etiqueta="Administración", destino="admin:index", icono="ajustes", orden=90, visible=_administra
            )
        )


def _distrito(request: HttpRequest) -> str | None:
    """The page of the district that another page is about."""
    ruta = request.resolver_match.kwargs if request.resolver_match else {}
    return reverse("distrito", args=[ruta["ubigeo"]]) if "ubigeo" in ruta else None


def _trabaja_en_ugel(user: Any) -> bool:
    """Has an inbox of work: reports or verifies for a UGEL."""
    return user.is_authenticated and user.es_ugel and user.puede(Permiso.REPORTAR_AVANCES)


def _es_municipal(user: Any) -> bool:
    """Speaks for a municipality."""
    return user.is_authenticated and user.es_municipal


def _administra(user: Any) -> bool:
    """May enter the administration."""
    return user.is_authenticated and user.puede(Permiso.USAR_ADMINISTRACION)
