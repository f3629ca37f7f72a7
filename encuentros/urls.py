"""Addresses of the encuentros."""

from django.urls import path

from .views import encuentros

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", encuentros.lista, name="encuentros"),
    path(UNO, encuentros.ver, name="encuentro"),
]
