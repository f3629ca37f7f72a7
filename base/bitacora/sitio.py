"""The administration: Django's admin behind the portal's own door."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, reverse_lazy
from django.views.generic import RedirectView

from base.cuentas.permisos import requires
from base.cuentas.roles import Permiso

# The portal has one sign-in, one way out and one page to change a password: Django's own addresses lead there.
EN_EL_PORTAL = {
    "login": reverse_lazy("admin:index"),
    "logout": reverse_lazy("account_logout"),
    "password_change": reverse_lazy("account_change_password"),
}
NO_SE_USAN = {"password_change_done", "view_on_site"}
Ruta = URLPattern | URLResolver


class AdministracionConfig(AdminConfig):
    """`django.contrib.admin` with the portal's site."""

    default_site = "base.bitacora.sitio.PortalAdminSite"
    verbose_name = "administración"


class PortalAdminSite(AdminSite):
    """For administrators and coordinators. Who did not sign in is sent to the portal's page; who has no access here gets 403."""

    site_title = "Administración"
    site_header = "Administración"
    index_title = "Administración"
    empty_value_display = "sin dato"
    enable_nav_sidebar = False  # a list of eight columns needs the width; the index is one press away

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in what stands on `PortalAdmin` only: the groups of Django and the addresses of allauth are not run from here."""
        from .admin import PortalAdmin

        if admin_class is not None and issubclass(admin_class, PortalAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the administration wears the guard that every page of the portal wears."""
        return requires(Permiso.USAR_ADMINISTRACION)(super().admin_view(view, cacheable))

    def get_urls(self) -> list[Any]:
        """Django's addresses, less those the portal has a page of its own for, each saying which permission it asks."""
        rutas: list[Any] = []
        for ruta in super().get_urls():
            nombre = getattr(ruta, "name", None)
            if nombre in EN_EL_PORTAL:
                ruta.callback = self.admin_view(RedirectView.as_view(url=EN_EL_PORTAL[nombre]))
            if nombre not in NO_SE_USAN:
                rutas.append(ruta)
        _declarar(rutas)
        return rutas

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's own log is not kept: what was done stands in the history of each record."""
        return super().get_log_entries(request).none()


def _declarar(rutas: Iterable[Ruta]) -> None:
    for ruta in rutas:
        if isinstance(ruta, URLResolver):
            _declarar(ruta.url_patterns)
        else:
            vista: Any = ruta.callback
            vista.permisos = (Permiso.USAR_ADMINISTRACION,)
            vista.login_url = None  # Django's own sign-in page is not used
