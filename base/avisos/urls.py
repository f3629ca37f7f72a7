"""Addresses of the notices."""

from django.urls import path

from . import views

urlpatterns = [
    path("avisos/", views.avisos, name="avisos"),
    path("avisos/leidos/", views.avisos_leidos, name="avisos_leidos"),
    path("avisos/<int:pk>/", views.aviso_abrir, name="aviso_abrir"),
]
