"""Addresses of the accounts: for who administers them, and for who enters for the first time."""

from django.urls import path

from .views import activacion, cuentas

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
    path("cuenta/activar/", activacion.con_codigo, name="activar"),
    path("cuenta/activar/clave/", activacion.elegir_clave, name="activar_clave"),
    path("cuenta/activar/<str:llave>/", activacion.con_enlace, name="activar_enlace"),
]
