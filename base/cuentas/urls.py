"""Addresses about one's own sessions and keys; those of signing in stand in `portal.urls`."""

from django.urls import path

from .views import factores, llaves, sesiones

urlpatterns = [
    path("cuenta/sesiones/", sesiones.mis_sesiones, name="mis_sesiones"),
    path("cuenta/sesiones/cerrar-las-demas/", sesiones.cerrar_las_demas, name="sesiones_cerrar_las_demas"),
    path("cuenta/sesiones/<int:pk>/cerrar/", sesiones.cerrar_sesion, name="sesion_cerrar"),
    path("entrar/segundo-paso/", factores.segundo_paso, name="segundo_paso"),
    path("cuenta/segundo-factor/", factores.segundo_factor, name="segundo_factor"),
    path("cuenta/segundo-factor/probar/", factores.probar_en_la_sesion, name="segundo_factor_probar"),
    path("cuenta/segundo-factor/aplicacion/", factores.poner_aplicacion, name="segundo_factor_aplicacion"),
    path("cuenta/segundo-factor/llave-de-acceso/", factores.poner_llave, name="segundo_factor_llave"),
    path("cuenta/segundo-factor/codigos/", factores.codigos, name="segundo_factor_codigos"),
    path("cuenta/segundo-factor/<int:pk>/quitar/", factores.quitar, name="segundo_factor_quitar"),
    path("cuenta/llaves/", llaves.mis_llaves, name="mis_llaves"),
    path("cuenta/llaves/nueva/", llaves.nueva, name="llave_nueva"),
    path("cuenta/llaves/<int:pk>/anular/", llaves.anular, name="llave_anular"),
]
