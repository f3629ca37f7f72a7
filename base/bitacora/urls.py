"""Addresses of the papelera and of histories."""

from django.urls import path

from . import views

urlpatterns = [
    path("papelera/", views.papelera, name="papelera"),
    path("papelera/<str:clave>/<str:pk>/restaurar/", views.restaurar, name="restaurar"),
    path("registros/<str:clave>/<str:pk>/eliminar/", views.eliminar, name="eliminar"),
    path("registros/<str:clave>/<str:pk>/historia/", views.historia, name="historia"),
]
