"""The administration of the decreed days. Those of the country are kept by who runs the whole installation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from base.bitacora.admin import PortalAdmin
from base.cuentas.roles import Permiso

from .campos import campo_de_ambito
from .models import DiaNoLaborable


@admin.register(DiaNoLaborable)
class DiaNoLaborableAdmin(PortalAdmin):
    """Days on which nobody works, each with its norm."""

    permiso = Permiso.CONFIGURAR
    list_display = ("fecha", "nombre", "norma", "ambito")
    list_filter = ("ambito",)
    search_fields = ("nombre", "norma")
    fields = ("fecha", "nombre", "norma", "ambito", "fuente")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Where it holds is chosen among what this person may decide."""
        if db_field.name == "ambito":
            return campo_de_ambito(request.user)  # type: ignore[arg-type]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._es_suyo(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._es_suyo(request, obj) and super().has_delete_permission(request, obj)

    def _es_suyo(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser) or obj is None or bool(obj.ambito)
