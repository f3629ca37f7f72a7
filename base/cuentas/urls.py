"""Addresses about one's own sessions and keys; those of signing in stand in `portal.urls`."""

from django.urls import path

from .views import llaves, sesiones

urlpatterns = [
    path("cuenta/sesiones/", sesiones.mis_sesiones, name="mis_sesiones"),
    path("cuenta/sesiones/cerrar-las-demas/", sesiones.cerrar_las_demas, name="sesiones_cerrar_las_demas"),
    path("cuenta/sesiones/<int:pk>/cerrar/", sesiones.cerrar_sesion, name="sesion_cerrar"),
    path("cuenta/llaves/", llaves.mis_llaves, name="mis_llaves"),
    path("cuenta/llaves/nueva/", llaves.nueva, name="llave_nueva"),
    path("cuenta/llaves/<int:pk>/anular/", llaves.anular, name="llave_anular"),
]
