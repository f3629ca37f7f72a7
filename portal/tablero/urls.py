"""Addresses of the inside pages that combine floors."""

from django.urls import path

from . import views
from .views import cambios, enlaces

urlpatterns = [
    path("bandeja/", views.bandeja, name="bandeja"),
    path("mi-municipio/", views.mi_municipio, name="mi_municipio"),
    path("mi-municipio/enlaces/", enlaces.enlaces, name="enlaces"),
    path("mi-municipio/enlaces/<int:pk>/anular/", enlaces.anular, name="enlace_anular"),
    path("que-cambio/", cambios.que_cambio, name="que_cambio"),
    path("municipios/", views.distritos, name="distritos"),
    path("municipios/<ubigeo:ubigeo>/", views.distrito, name="distrito"),
]
