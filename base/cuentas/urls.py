"""Addresses about one's own sessions; those of signing in stand in `portal.urls`."""

from django.urls import path

from .views import sesiones

urlpatterns = [
    path("cuenta/sesiones/", sesiones.mis_sesiones, name="mis_sesiones"),
    path("cuenta/sesiones/cerrar-las-demas/", sesiones.cerrar_las_demas, name="sesiones_cerrar_las_demas"),
    path("cuenta/sesiones/<int:pk>/cerrar/", sesiones.cerrar_sesion, name="sesion_cerrar"),
]
