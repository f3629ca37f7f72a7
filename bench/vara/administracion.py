"""The yardstick of the lists: what a user would pick instead. Django's own administration over the same rows, with django-import-export and
django-simple-history: the same fifty rows a page, the same filter, the same search.
"""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from import_export.admin import ImportExportModelAdmin
from simple_history.admin import SimpleHistoryAdmin

from convenios.models import Compromiso

sitio = admin.AdminSite(name="admin")


@admin.register(Compromiso, site=sitio)
class CompromisoAdmin(ImportExportModelAdmin, SimpleHistoryAdmin):
    """The columns of the portal's own list that are stored; situation and progress, which it works out, this one does not have."""

    list_display = ("codigo", "descripcion", "linea", "obligada", "responsable", "plazo", "estado")
    list_select_related = ("obligada__municipalidad__distrito", "convenio")
    list_filter = ("estado", "linea", "convenio__ugel")
    search_fields: ClassVar = ["codigo", "descripcion", "responsable"]
    ordering: ClassVar = ["plazo", "pk"]
    list_per_page = 50

    def has_view_or_change_permission(self, request: HttpRequest, obj: Compromiso | None = None) -> bool:
        """Asked by no rule of the portal: whoever signed in."""
        return True


urlpatterns = [path("admin/", sitio.urls)]
