"""Addresses of the portal: accounts here, the rest in the app that owns the page."""

from allauth.account import views as cuenta
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from base.comun.direcciones import CodigoConverter, UbigeoConverter
from base.cuentas.permisos import abierta, requires
from base.cuentas.roles import Permiso
from base.cuentas.views.olvido import Olvido, OlvidoNueva

register_converter(CodigoConverter, "codigo")
register_converter(UbigeoConverter, "ubigeo")

handler500 = "base.cuentas.views.caidas.error_del_portal"

ENTRAR = abierta("Para entrar no se puede pedir haber entrado.")
CLAVE = abierta("Quien olvidó su contraseña no puede entrar a cambiarla.")

cuentas: list[URLPattern | URLResolver] = [
    path("entrar/", ENTRAR(cuenta.login), name="account_login"),
    path("salir/", requires(Permiso.VER)(cuenta.logout), name="account_logout"),
    path("cuenta/contrasena/", requires(Permiso.VER)(cuenta.password_change), name="account_change_password"),
    path("cuenta/confirmar/", requires(Permiso.VER)(cuenta.reauthenticate), name="account_reauthenticate"),
    path("cuenta/cerrada/", ENTRAR(cuenta.account_inactive), name="account_inactive"),
    path("cuenta/olvido/", CLAVE(Olvido.as_view()), name="account_reset_password"),
    path("cuenta/olvido/enviado/", CLAVE(cuenta.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^cuenta/olvido/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        CLAVE(OlvidoNueva.as_view()),
        name="account_reset_password_from_key",
    ),
    path("cuenta/olvido/listo/", CLAVE(cuenta.password_reset_from_key_done), name="account_reset_password_from_key_done"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("administracion/", admin.site.urls),
    *cuentas,
    path("", include("portal.publico.urls")),
    path("", include("portal.tablero.urls")),
    path("", include("portal.importaciones.urls")),
    path("", include("base.cuentas.urls")),
    path("", include("base.bitacora.urls")),
    path("", include("base.avisos.urls")),
    path("", include("municipios.urls")),
    path("", include("encuentros.urls")),
    path("", include("convenios.urls")),
]
