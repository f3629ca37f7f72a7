"""Addresses of the inside pages that combine floors."""

from django.urls import path

from . import views

urlpatterns = [
    path("bandeja/", views.bandeja, name="bandeja"),
    path("mi-municipio/", views.mi_municipio, name="mi_municipio"),
    path("municipios/", views.distritos, name="distritos"),
    path("municipios/<ubigeo:ubigeo>/", views.distrito, name="distrito"),
    path("<ubigeo:ugel>/avisos/", views.por_enviar, name="avisos_por_enviar"),
]
