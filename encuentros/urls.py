"""Addresses of the encuentros."""

from django.urls import path

from .views import (
    acta,
    acta_actos,
    acuerdos,
    agenda,
    asistencia,
    calendario,
    convocatoria,
    en_vivo,
    encuentros,
    expuestos,
    informe,
    invitados,
    respuestas,
)

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"
ACUERDO = UNO + "acuerdos/<int:acuerdo>/"
EXPUESTO = UNO + "expuestos/<int:pk>/"

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
    path(f"{UNO}acta/definitiva/", acta_actos.definitiva, name="acta_definitiva"),
    path(f"{UNO}acta/borrador/", acta_actos.borrador, name="acta_borrador"),
    path(f"{UNO}acta/escaneo/", acta_actos.escaneo, name="acta_escaneo"),
    path(f"{UNO}acta/firmar/", acta_actos.firmar, name="acta_firmar"),
    path(f"{UNO}acta/archivo/", acta.archivo, name="acta_archivo"),
    path(f"{UNO}acta/comentarios/<int:pk>/", acta_actos.atender, name="acta_comentario"),
    path("encuentros/documentos/<uuid:pk>/", agenda.documento, name="punto_documento"),
    path("encuentros/documentos/<uuid:pk>/quitar/", agenda.documento_quitar, name="punto_documento_quitar"),
    # the day itself
    path(f"{UNO}en-vivo/", en_vivo.ver, name="en_vivo"),
    path(f"{UNO}asistencia/", asistencia.ver, name="encuentro_asistencia"),
    path(f"{UNO}asistencia/lista.pdf", asistencia.lista, name="asistencia_lista"),
    path(f"{UNO}asistencia/codigo/<ubigeo:ubigeo>/", asistencia.codigo, name="asistencia_codigo"),
    path("presencia/<str:secreto>/", asistencia.presencia, name="presencia"),
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
    path(f"{UNO}convocatoria/cambio/", convocatoria.cambio, name="convocatoria_cambio"),
    path(f"{UNO}convocatoria/<int:pk>/", invitados.ver, name="invitado"),
    path(f"{UNO}convocatoria/<int:pk>/editar/", invitados.editar, name="invitado_editar"),
    path(f"{UNO}convocatoria/<int:pk>/respuesta/", invitados.respuesta, name="invitado_respuesta"),
    path(f"{UNO}convocatoria/<int:pk>/papel/", invitados.papel, name="invitado_papel"),
    path(f"{UNO}convocatoria/<int:pk>/reintentar/", invitados.reintentar, name="invitado_reintentar"),
    path(f"{UNO}convocatoria/<int:pk>/oficio.<slug:formato>", invitados.oficio, name="invitado_oficio"),
    path("convocatoria/<str:secreto>/", respuestas.responder, name="convocatoria_responder"),
    # the encuentro itself and what becomes of it
    path("<ubigeo:ugel>/encuentros/nuevo/", encuentros.nuevo, name="encuentro_nuevo"),
    path(UNO + "editar/", encuentros.editar, name="encuentro_editar"),
    path(UNO + "informar/", encuentros.informar, name="encuentro_informar"),
    path(UNO + "seguimiento/", encuentros.que_fue, name="encuentro_seguimiento"),
    path("<ubigeo:ugel>/acuerdos/", acuerdos.lista, name="acuerdos"),
    path(ACUERDO, acuerdos.ver, name="acuerdo"),
    path(ACUERDO + "editar/", acuerdos.editar, name="acuerdo_editar"),
    path(ACUERDO + "compromiso/", acuerdos.pasar_a_compromiso, name="acuerdo_compromiso"),
    path(ACUERDO + "<slug:decision>/", acuerdos.decidir, name="acuerdo_decidir"),
    # what schools showed
    path(UNO + "expuestos/nuevo/", expuestos.nuevo, name="expuesto_nuevo"),
    path(EXPUESTO + "editar/", expuestos.editar, name="expuesto_editar"),
    path(EXPUESTO + "quitar/", expuestos.quitar, name="expuesto_quitar"),
    path(EXPUESTO + "fotos/", expuestos.adjuntar, name="expuesto_fotos"),
    path("encuentros/fotos/<uuid:pk>/", expuestos.foto, name="foto_expuesta"),
    path("encuentros/fotos/<uuid:pk>/publicar/", expuestos.publicar, name="foto_expuesta_publicar"),
    path("encuentros/fotos/<uuid:pk>/quitar/", expuestos.quitar_foto, name="foto_expuesta_quitar"),
    # each person's calendar
    path("mi-calendario/", calendario.mio, name="mi_calendario"),
    path("calendario/<slug:secreto>.ics", calendario.suscripcion, name="calendario"),
]
