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
        from base.bitacora.lecturas import registrar_paginas
        from base.comun.paneles import Entrada, registrar_entrada

        from .cartas import vigencia

        vigencia.registrar()
        registrar_entrada(
            Entrada(clave="bandeja", etiqueta="Mi bandeja", destino="bandeja", icono="bandeja", orden=10, visible=_trabaja_en_ugel)
        )
        registrar_entrada(
            Entrada(clave="mi_municipio", etiqueta="Mi municipio", destino="mi_municipio", icono="casa", orden=10, visible=_es_municipal)
        )
        registrar_entrada(
            Entrada(
                clave="lecturas",
                etiqueta="Qué leyó una cuenta",
                destino="lecturas",
                icono="ojo",
                lugar="bitacora",
                visible=_protege,
            )
        )
        registrar_entrada(
            Entrada(
                clave="persona",
                etiqueta="Datos de la persona",
                destino=_de_la_cuenta,
                icono="escudo",
                lugar="una_cuenta",
                visible=_protege,
            )
        )
        registrar_paginas("distrito", "persona")
        registrar_entrada(Entrada(clave="provincia", etiqueta="Provincia", destino="provincia", icono="lugar", orden=15))
        registrar_entrada(
            Entrada(
                clave="enlaces",
                etiqueta="Enlaces compartidos",
                destino="enlaces",
                icono="compartir",
                lugar="cuenta",
                visible=_es_municipal,
            )
        )
        registrar_entrada(Entrada(clave="distritos", etiqueta="Municipios", destino="distritos", icono="municipio", orden=20))
        registrar_entrada(Entrada(clave="que_cambio", etiqueta="¿Qué cambió?", destino="que_cambio", icono="historia", lugar="cuenta"))
        registrar_entrada(
            Entrada(clave="ver_distrito", etiqueta="Ver el distrito", destino=_distrito, icono="municipio", lugar="diagnostico")
        )
        registrar_entrada(Entrada(clave="informes", etiqueta="Informes", destino="informes", icono="documento", orden=62))
        registrar_entrada(
            Entrada(
                clave="plantillas_informe",
                etiqueta="Plantillas de la oficina",
                destino=_plantillas,
                icono="documento",
                lugar="lista:informes",
                visible=_configura,
            )
        )
        for lugar, destino in (("distrito", _informe_distrito), ("convenio:firmado", _informe_convenio), ("encuentro", _consolidado)):
            registrar_entrada(
                Entrada(
                    clave=f"informe_{lugar}",
                    etiqueta="Consolidado" if lugar == "encuentro" else "Informe",
                    destino=destino,
                    icono="documento",
                    lugar=lugar,
                )
            )
        registrar_entrada(
            Entrada(clave="por_enviar", etiqueta="Avisos por correo", destino=_avisos, icono="enviar", orden=87, visible=_envia_avisos)
        )
        registrar_entrada(Entrada(clave="buscar", etiqueta="Buscar en todo el portal", destino="buscar", icono="lupa", lugar="buscar"))
        registrar_entrada(
            Entrada(
                clave="administracion", etiqueta="Administración", destino="admin:index", icono="ajustes", orden=90, visible=_administra
            )
        )


def _de_la_cuenta(request: HttpRequest) -> str | None:
    """The rights of the person whose account the page shows."""
    ruta = request.resolver_match.kwargs if request.resolver_match else {}
    return reverse("persona", kwargs=ruta) if ruta.keys() == {"pk"} else None


def _protege(user: Any) -> bool:
    """Looks after the history and the personal data."""
    return user.is_authenticated and user.puede(Permiso.PROTEGER_DATOS)


def _avisos(request: HttpRequest) -> str | None:
    """The notices of the UGEL of the page."""
    from municipios.ugeles import ugel_del_menu

    codigo = ugel_del_menu(request)
    return reverse("avisos_por_enviar", args=[codigo]) if codigo else None


def _envia_avisos(user: Any) -> bool:
    """Turns the sending of notices on."""
    return user.is_authenticated and user.puede(Permiso.ENVIAR_AVISOS)


def _distrito(request: HttpRequest) -> str | None:
    """The page of the district that another page is about."""
    ubigeo = _ruta(request).get("ubigeo")
    return reverse("distrito", args=[ubigeo]) if ubigeo else None


def _ruta(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}


def _informe_distrito(request: HttpRequest) -> str | None:
    """Where the report of the district of the page is asked for: said by its address, or by the page (`distrito_de_la_pagina`)."""
    ubigeo = _ruta(request).get("ubigeo") or getattr(request, "distrito_de_la_pagina", None)
    return reverse("informe_distrito", args=[ubigeo]) if ubigeo else None


def _informe_convenio(request: HttpRequest) -> str | None:
    """The same of the convenio of the page."""
    ruta = _ruta(request)
    return reverse("informe_convenio", kwargs=ruta) if ruta.keys() == {"ugel", "codigo"} else None


def _consolidado(request: HttpRequest) -> str | None:
    """The same of the province, for the encuentro of the page."""
    ruta = _ruta(request)
    return reverse("informe_provincia", kwargs=ruta) if ruta.keys() == {"ugel", "numero"} else None


def _plantillas(request: HttpRequest) -> str | None:
    """The templates of the UGEL of the page."""
    from municipios.ugeles import ugel_del_menu

    codigo = ugel_del_menu(request)
    return reverse("plantillas_informe", args=[codigo]) if codigo else None


def _configura(user: Any) -> bool:
    """Sets what the UGEL has of its own."""
    return user.is_authenticated and user.puede(Permiso.CONFIGURAR)


def _trabaja_en_ugel(user: Any) -> bool:
    """Has an inbox of work: reports or verifies for a UGEL."""
    return user.is_authenticated and user.es_ugel and user.puede(Permiso.REPORTAR_AVANCES)


def _es_municipal(user: Any) -> bool:
    """Speaks for a municipality."""
    return user.is_authenticated and user.es_municipal


def _administra(user: Any) -> bool:
    """May enter the administration."""
    return user.is_authenticated and user.puede(Permiso.USAR_ADMINISTRACION)
