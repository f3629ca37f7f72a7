"""The administration of the diagnosis. The indicators that all UGEL share are kept here, by who runs the whole installation."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from base.bitacora.admin import FiltroAcotado, PortalAdmin, SegunPermiso, accion, persona
from base.cuentas.roles import Permiso

from .models import Indicador, Medicion, NudoCritico, TerritoriosDe


class DelDiagnostico(SegunPermiso):
    """Written by whoever keeps the diagnosis."""

    permiso = Permiso.EDITAR_DIAGNOSTICO


def _decision(verbo: str, etiqueta: str, hecho: str) -> Any:
    """One of the decisions about a nudo crítico, on the chosen rows."""
    return accion(
        lambda nudo, por, motivo: getattr(nudo, verbo)(por=por, motivo=motivo),
        nombre=verbo,
        etiqueta=etiqueta,
        permiso=Permiso.EDITAR_DIAGNOSTICO,
        hecho=hecho,
    )


@admin.register(Indicador)
class IndicadorAdmin(DelDiagnostico, PortalAdmin):
    """Indicators: those of all UGEL, and those that one keeps for itself."""

    list_display = ("codigo", "nombre", "unidad", "sentido", "nivel", "frecuencia", "ugel")
    list_filter = ("sentido", "nivel", ("ugel", FiltroAcotado))
    search_fields = ("codigo", "nombre")
    con_relaciones = ("ugel",)
    fields = ("codigo", "nombre", "unidad", "sentido", "nivel", "frecuencia", "definicion", "fuente")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new one here is of all UGEL; a UGEL registers its own on its pages."""
        return bool(request.user.is_superuser) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._es_suyo(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._es_suyo(request, obj) and super().has_delete_permission(request, obj)

    def _es_suyo(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser) or obj is None or obj.ugel_id is not None


@admin.register(Medicion)
class MedicionAdmin(DelDiagnostico, PortalAdmin):
    """Values of the indicators, each of one territory and year."""

    list_display = ("indicador", "ubigeo", "anio", "valor", "fuente")
    list_filter = (("indicador", FiltroAcotado), "anio")
    search_fields = ("indicador__codigo", "indicador__nombre", "ubigeo", "fuente")
    con_relaciones = ("indicador",)
    autocomplete_fields = ("indicador",)
    fields = ("indicador", "ubigeo", "anio", "valor", "medido_el", "fuente")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The value of one territory does not become that of another."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "indicador", "ubigeo")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only of a territory that this person answers for."""
        por: Any = request.user
        if reparo := TerritoriosDe(por).reparo(obj.ubigeo, ugel=obj.indicador.ugel_id):
            raise ValidationError(reparo, code="territorio")
        super().save_model(request, obj, form, change)


@admin.register(NudoCritico)
class NudoCriticoAdmin(DelDiagnostico, PortalAdmin):
    """Nudos críticos of the districts; their state is decided with the reason, in the actions of the list or on their page."""

    list_display = ("codigo", "texto", "distrito", "prioridad", "estado", "indicador", "planteado_el")
    list_filter = (("distrito", FiltroAcotado), "estado", "prioridad", "origen")
    search_fields = ("codigo", "texto", "causas")
    con_relaciones = ("distrito__ugel", "indicador", "estado_por")
    autocomplete_fields = ("distrito", "indicador")
    readonly_fields = ("estado", "estado_en", "lo_decidio", "estado_motivo")
    lo_decidio = persona("estado_por", "lo decidió")
    fieldsets = (
        (None, {"fields": ("codigo", "distrito", "texto", "causas", "indicador", "prioridad", "origen", "planteado_el")}),
        ("Qué se decidió", {"fields": ("estado", "estado_en", "lo_decidio", "estado_motivo")}),
        ("Fuente", {"fields": ("fuente",)}),
    )
    actions = (
        "delete_selected",
        _decision("atender", "Dar por atendidos", "Atendidos"),
        _decision("descartar", "Descartar", "Descartados"),
        _decision("reabrir", "Reabrir", "Abiertos otra vez"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A nudo crítico does not move to another district."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "distrito")
