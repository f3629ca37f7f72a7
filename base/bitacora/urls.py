"""Addresses of the papelera and of histories."""

from django.urls import path

from .views import historia, papelera

urlpatterns = [
    path("papelera/", papelera.papelera, name="papelera"),
    path("papelera/<str:clave>/<str:pk>/restaurar/", papelera.restaurar, name="restaurar"),
    path("registros/<str:clave>/<str:pk>/eliminar/", papelera.eliminar, name="eliminar"),
    path("registros/<str:clave>/<str:pk>/historia/", historia.historia, name="historia"),
]
