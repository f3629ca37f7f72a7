"""Addresses of the papelera, of histories and of the bulk edit."""

from django.urls import path

from . import views, views_masiva

urlpatterns = [
    path("papelera/", views.papelera, name="papelera"),
    path("papelera/<str:clave>/<str:pk>/restaurar/", views.restaurar, name="restaurar"),
    path("registros/<str:clave>/<str:pk>/eliminar/", views.eliminar, name="eliminar"),
    path("registros/<str:clave>/<str:pk>/historia/", views.historia, name="historia"),
    path("<ubigeo:ugel>/cambiar/<slug:lista>/", views_masiva.elegir, name="masiva"),
    path("<ubigeo:ugel>/cambiar/<slug:lista>/ensayo/", views_masiva.ensayar, name="masiva_ensayo"),
]
