"""Addresses that need no account."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.inicio, name="inicio"),
    path("publico/", views.portada, name="publico"),
    path("publico/<ubigeo:ugel>/convenios/<codigo:codigo>/", views.convenio, name="publico_convenio"),
    path("publico/<ubigeo:ugel>/proyectos/", views.proyectos, name="publico_proyectos"),
    path("publico/<ubigeo:ugel>/riesgo/", views.riesgo, name="publico_riesgo"),
    path("publico/<ubigeo:ugel>/riesgo/<int:pk>/", views.riesgo_lista, name="publico_riesgo_lista"),
    path("publico/<ubigeo:ugel>/diagnostico/<ubigeo:ubigeo>/", views.diagnostico, name="publico_diagnostico"),
    path("salud/viva", views.salud_viva, name="salud_viva"),
    path("salud/lista", views.salud_lista, name="salud_lista"),
]
