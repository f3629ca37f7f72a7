"""Addresses of the papelera, of histories and of the bulk edit."""

from django.urls import path

from .views import depurar, historia, lotes, masiva, papelera, sellos

urlpatterns = [
    path("papelera/", papelera.papelera, name="papelera"),
    path("papelera/depurar/", depurar.depurar, name="papelera_depurar"),
    path("papelera/<str:clave>/<str:pk>/", papelera.ver, name="papelera_ver"),
    path("papelera/<str:clave>/<str:pk>/restaurar/", papelera.restaurar, name="restaurar"),
    path("registros/<str:clave>/<str:pk>/eliminar/", papelera.eliminar, name="eliminar"),
    path("registros/<str:clave>/<str:pk>/historia/", historia.historia, name="historia"),
    path("registros/<str:clave>/<str:pk>/al/", historia.al_dia, name="registro_al"),
    path("registros/<str:clave>/<str:pk>/volver/<int:linea>/", historia.volver_a, name="volver_a"),
    path("bitacora/sellos/", sellos.sellos, name="bitacora_sellos"),
    path("lotes/", lotes.lista, name="lotes"),
    path("lotes/<int:pk>/", lotes.ver, name="lote"),
    path("lotes/<int:pk>/cambios.<str:formato>", lotes.descargar, name="lote_descargar"),
    path("lotes/<int:pk>/deshacer/", lotes.deshacer_lote, name="lote_deshacer"),
    path("<ubigeo:ugel>/cambiar/<slug:lista>/", masiva.elegir, name="masiva"),
    path("<ubigeo:ugel>/cambiar/<slug:lista>/ensayo/", masiva.ensayar, name="masiva_ensayo"),
]
