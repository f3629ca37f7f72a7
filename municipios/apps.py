"""Who and where: UGEL, districts, municipalities, terms of office."""

from typing import Any

from django.apps import AppConfig

from base.comun.paneles import Entrada, Panel, registrar_entrada, registrar_panel
from base.cuentas.roles import Permiso


class MunicipiosConfig(AppConfig):
    name = "municipios"
    verbose_name = "territorio y municipalidades"

    def ready(self) -> None:
        from base.avisos import alcance
        from base.bitacora import ambitos
        from base.bitacora.lecturas import registrar_paginas
        from base.comun.buscador import indices

        from . import deshacer, diagnostico, hallables, historia, menu, paneles, proyectos
        from .cuentas import cuentas_administradas
        from .models import Ugel

        registrar_paginas(
            *("cuentas", "cuenta", "cuenta_editar", "cuenta_rol", "admin:cuentas_usuario_changelist", "admin:cuentas_usuario_change"),
            "admin:municipios_municipalidad_change",
        )
        ambitos.registrar(
            lambda user: Ugel.objects.atendidas_por(user).values("codigo"),
            alcance=lambda user: Ugel.objects.for_user(user).order_by("pk").values_list("codigo", flat=True),
        )
        alcance.registrar(cuentas_administradas)
        deshacer.registrar_reglas()
        historia.registrar()
        registrar_entrada(
            Entrada(clave="instituciones", etiqueta="Escuelas", destino=menu.instituciones, icono="casa", orden=55, visible=_lee_escuelas)
        )
        diagnostico.registrar()
        hallables.declarar()
        indices.registrar(self)
        proyectos.registrar()
        registrar_entrada(Entrada(clave="riesgo", etiqueta="Riesgo", destino=menu.riesgo, icono="alarma", orden=58, visible=_lee_escuelas))
        for clave, modelo, plantilla, contexto in (
            ("riesgo", "municipios.LocalEscolar", "municipios/_panel_riesgo.html", paneles.riesgo_del_local),
            ("riesgo_de_la_escuela", "municipios.InstitucionEducativa", "municipios/_panel_riesgo.html", paneles.riesgo_de_la_institucion),
            ("escuelas", "municipios.Distrito", "municipios/_panel_escuelas.html", paneles.escuelas_del_distrito),
        ):
            registrar_panel(Panel(clave=clave, modelo=modelo, plantilla=plantilla, contexto=contexto, orden=10))
        registrar_entrada(
            Entrada(clave="cuentas", etiqueta="Cuentas", destino="cuentas", icono="persona", orden=85, visible=_administra_cuentas)
        )
        registrar_entrada(
            Entrada(
                clave="limites",
                etiqueta="Límites del mapa",
                destino="limites",
                lugar="admin:municipios.distrito",
                visible=_edita_territorio,
            )
        )


def _edita_territorio(user: Any) -> bool:
    """May load the boundaries of districts."""
    return user.is_authenticated and user.puede(Permiso.EDITAR_TERRITORIO)


def _lee_escuelas(user: Any) -> bool:
    """Reads the inside pages of a UGEL."""
    return user.is_authenticated and user.puede(Permiso.VER)


def _administra_cuentas(user: Any) -> bool:
    """May open, close and change accounts."""
    return user.is_authenticated and user.puede(Permiso.EDITAR_CUENTAS)
