"""Addresses of the encuentros."""

from django.urls import path

from .views import acta, agenda, asistencia, en_vivo, encuentros, informe

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", encuentros.lista, name="encuentros"),
    path(UNO, encuentros.ver, name="encuentro"),
    # agenda, informe de implementación, acta
    path(f"{UNO}agenda/", agenda.ver, name="agenda"),
    path(f"{UNO}agenda/preparar/", agenda.preparar, name="agenda_preparar"),
    path(f"{UNO}agenda/mover/", agenda.mover, name="agenda_mover"),
    path(f"{UNO}agenda/nuevo/", agenda.nuevo, name="punto_nuevo"),
    path(f"{UNO}agenda/<int:pk>/", agenda.editar, name="punto_editar"),
    path(f"{UNO}agenda/<int:pk>/quitar/", agenda.quitar, name="punto_quitar"),
    path(f"{UNO}agenda/<int:pk>/documentos/nuevo/", agenda.documento_nuevo, name="punto_documento_nuevo"),
    path(f"{UNO}informe/", informe.ver, name="informe"),
    path(f"{UNO}informe/pdf/", informe.pdf, name="informe_pdf"),
    path(f"{UNO}acta/", acta.ver, name="acta"),
    path(f"{UNO}acta/pdf/", acta.pdf, name="acta_pdf"),
    path(f"{UNO}acta/docx/", acta.docx, name="acta_docx"),
    path(f"{UNO}acta/definitiva/", acta.definitiva, name="acta_definitiva"),
    path(f"{UNO}acta/borrador/", acta.borrador, name="acta_borrador"),
    path(f"{UNO}acta/escaneo/", acta.escaneo, name="acta_escaneo"),
    path(f"{UNO}acta/firmar/", acta.firmar, name="acta_firmar"),
    path(f"{UNO}acta/archivo/", acta.archivo, name="acta_archivo"),
    path(f"{UNO}acta/comentarios/<int:pk>/", acta.atender, name="acta_comentario"),
    path("encuentros/documentos/<uuid:pk>/", agenda.documento, name="punto_documento"),
    path("encuentros/documentos/<uuid:pk>/quitar/", agenda.documento_quitar, name="punto_documento_quitar"),
    # the day itself
    path(f"{UNO}en-vivo/", en_vivo.ver, name="en_vivo"),
    path(f"{UNO}asistencia/", asistencia.ver, name="encuentro_asistencia"),
    path(f"{UNO}asistencia/lista.pdf", asistencia.lista, name="asistencia_lista"),
    path(f"{UNO}asistencia/codigo/<ubigeo:ubigeo>/", asistencia.codigo, name="asistencia_codigo"),
    path("presencia/<str:secreto>/", asistencia.presencia, name="presencia"),
]
