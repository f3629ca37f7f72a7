"""Addresses of the encuentros."""

from django.urls import path

from .views import convocatoria, encuentros, invitados, respuestas

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", encuentros.lista, name="encuentros"),
    path(UNO, encuentros.ver, name="encuentro"),
    # the convocatoria
    path(f"{UNO}convocatoria/", convocatoria.ver, name="convocatoria"),
    path(f"{UNO}convocatoria/institucion/", convocatoria.institucion, name="convocatoria_institucion"),
    path(f"{UNO}convocatoria/municipalidades/", convocatoria.municipalidades, name="convocatoria_municipalidades"),
    path(f"{UNO}convocatoria/numerar/", convocatoria.numerar, name="convocatoria_numerar"),
    path(f"{UNO}convocatoria/oficio/", convocatoria.oficio, name="convocatoria_oficio"),
    path(f"{UNO}convocatoria/oficios.pdf", convocatoria.oficios, name="convocatoria_oficios"),
    path(f"{UNO}convocatoria/sin-correo/", convocatoria.sin_correo, name="convocatoria_sin_correo"),
    path(f"{UNO}convocatoria/enviar/", convocatoria.enviar, name="convocatoria_enviar"),
    path(f"{UNO}convocatoria/recordar/", convocatoria.recordar, name="convocatoria_recordar"),
    path(f"{UNO}convocatoria/<int:pk>/", invitados.ver, name="invitado"),
    path(f"{UNO}convocatoria/<int:pk>/editar/", invitados.editar, name="invitado_editar"),
    path(f"{UNO}convocatoria/<int:pk>/respuesta/", invitados.respuesta, name="invitado_respuesta"),
    path(f"{UNO}convocatoria/<int:pk>/papel/", invitados.papel, name="invitado_papel"),
    path(f"{UNO}convocatoria/<int:pk>/reintentar/", invitados.reintentar, name="invitado_reintentar"),
    path(f"{UNO}convocatoria/<int:pk>/oficio.<slug:formato>", invitados.oficio, name="invitado_oficio"),
    path("convocatoria/<str:secreto>/", respuestas.responder, name="convocatoria_responder"),
]
