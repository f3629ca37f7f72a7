"""Addresses of the inside pages that combine floors."""

from django.urls import path

from . import views

urlpatterns = [
    path("bandeja/", views.bandeja, name="bandeja"),
    path("buscar/", views.buscar, name="buscar"),
    path("mi-municipio/", views.mi_municipio, name="mi_municipio"),
    path("municipios/", views.distritos, name="distritos"),
    path("municipios/<ubigeo:ubigeo>/", views.distrito, name="distrito"),
]
