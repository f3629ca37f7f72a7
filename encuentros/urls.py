"""Addresses of the encuentros."""

from django.urls import path

from .views import asistencia, en_vivo, encuentros

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", encuentros.lista, name="encuentros"),
    path(UNO, encuentros.ver, name="encuentro"),
    # the day itself
    path(f"{UNO}en-vivo/", en_vivo.ver, name="en_vivo"),
    path(f"{UNO}asistencia/", asistencia.ver, name="encuentro_asistencia"),
    path(f"{UNO}asistencia/lista.pdf", asistencia.lista, name="asistencia_lista"),
    path(f"{UNO}asistencia/codigo/<ubigeo:ubigeo>/", asistencia.codigo, name="asistencia_codigo"),
    path("presencia/<str:secreto>/", asistencia.presencia, name="presencia"),
]
