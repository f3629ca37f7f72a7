"""Addresses of the accounts (for who administers them, for who enters for the first time) and of the schools."""

from django.urls import path

from .views import activacion, cuentas, instituciones

CUENTA = "cuentas/<int:pk>/"

urlpatterns = [
    path("cuentas/", cuentas.lista, name="cuentas"),
    path("cuentas/invitar/", cuentas.invitar, name="cuenta_invitar"),
    path(CUENTA, cuentas.ver, name="cuenta"),
    path(CUENTA + "editar/", cuentas.editar, name="cuenta_editar"),
    path(CUENTA + "invitacion/", cuentas.emitir, name="cuenta_invitacion"),
    path(CUENTA + "rol/", cuentas.rol, name="cuenta_rol"),
    path(CUENTA + "cargos/nuevo/", cuentas.cargo_nuevo, name="cuenta_cargo_nuevo"),
    path(CUENTA + "cargos/<slug:clase>/<int:cargo>/", cuentas.cargo, name="cuenta_cargo"),
    path(CUENTA + "decidir/<slug:decision>/", cuentas.decidir, name="cuenta_decidir"),
    path("<ubigeo:ugel>/instituciones/", instituciones.instituciones, name="instituciones"),
    path("<ubigeo:ugel>/instituciones-nueva/", instituciones.institucion_nueva, name="institucion_nueva"),
    path("instituciones/<slug:codigo>/", instituciones.institucion, name="institucion"),
    path("instituciones/<slug:codigo>/editar/", instituciones.institucion_editar, name="institucion_editar"),
    path("<ubigeo:ugel>/locales/", instituciones.locales, name="locales"),
    path("<ubigeo:ugel>/locales-nuevo/", instituciones.local_nuevo, name="local_nuevo"),
    path("locales/<int:pk>/", instituciones.local, name="local"),
    path("locales/<int:pk>/editar/", instituciones.local_editar, name="local_editar"),
    path("cuenta/activar/", activacion.con_codigo, name="activar"),
    path("cuenta/activar/clave/", activacion.elegir_clave, name="activar_clave"),
    path("cuenta/activar/<str:llave>/", activacion.con_enlace, name="activar_enlace"),
]
