"""Addresses of the papelera and of histories."""

from django.urls import path

from . import views, views_lotes

urlpatterns = [
    path("papelera/", views.papelera, name="papelera"),
    path("papelera/<str:clave>/<str:pk>/restaurar/", views.restaurar, name="restaurar"),
    path("registros/<str:clave>/<str:pk>/eliminar/", views.eliminar, name="eliminar"),
    path("registros/<str:clave>/<str:pk>/historia/", views.historia, name="historia"),
    path("lotes/", views_lotes.lista, name="lotes"),
    path("lotes/<int:pk>/", views_lotes.ver, name="lote"),
    path("lotes/<int:pk>/cambios.<str:formato>", views_lotes.descargar, name="lote_descargar"),
    path("lotes/<int:pk>/deshacer/", views_lotes.deshacer_lote, name="lote_deshacer"),
]
