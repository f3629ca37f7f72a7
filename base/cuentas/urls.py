"""Addresses about one's own sessions; those of signing in stand in `portal.urls`."""

from django.urls import path

from . import views

urlpatterns = [
    path("cuenta/sesiones/", views.mis_sesiones, name="mis_sesiones"),
    path("cuenta/sesiones/cerrar-las-demas/", views.cerrar_las_demas, name="sesiones_cerrar_las_demas"),
    path("cuenta/sesiones/<int:pk>/cerrar/", views.cerrar_sesion, name="sesion_cerrar"),
]
