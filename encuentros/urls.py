"""Addresses of the encuentros."""

from django.urls import path

from . import views

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", views.lista, name="encuentros"),
    path("<ubigeo:ugel>/encuentros/<int:numero>/", views.ver, name="encuentro"),
]
