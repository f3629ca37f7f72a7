"""Addresses of convenios, compromisos, avances and evidence."""

from django.urls import path

from .views import (
    actividades,
    adenda_piezas,
    adendas,
    avances,
    cierres,
    compromisos,
    configuracion,
    consultas,
    convenios,
    cuadricula,
    ejecuciones,
    evidencias,
    planes,
    provincia_planes,
    traspasos,
)

CONVENIO = "<ubigeo:ugel>/convenios/<codigo:codigo>/"
COMPROMISO = CONVENIO + "compromisos/<codigo:compromiso>/"
ADENDA = CONVENIO + "adendas/<int:pk>/"
AVANCE = "<ubigeo:ugel>/avances/<int:pk>/"
PLAN = "planes/<ubigeo:ubigeo>/<int:anio>/"
ACTIVIDAD = PLAN + "actividades/<int:pk>/"

urlpatterns = [
    path("<ubigeo:ugel>/convenios/", convenios.lista, name="convenios"),
    path("<ubigeo:ugel>/convenios-nuevo/", convenios.nuevo, name="convenio_nuevo"),
    path(CONVENIO, convenios.ver, name="convenio"),
    path(CONVENIO + "editar/", convenios.editar, name="convenio_editar"),
    path(CONVENIO + "estado/<slug:paso>/", convenios.pasar, name="convenio_pasar"),
    path(CONVENIO + "documento/", convenios.documento, name="convenio_documento"),
    path(CONVENIO + "compromisos-nuevo/", compromisos.nuevo, name="compromiso_nuevo"),
    path(COMPROMISO, compromisos.ver, name="compromiso"),
    path(COMPROMISO + "editar/", compromisos.editar, name="compromiso_editar"),
    path(COMPROMISO + "reprogramar/", compromisos.reprogramar, name="compromiso_reprogramar"),
    path(COMPROMISO + "decidir/<slug:decision>/", compromisos.decidir, name="compromiso_decidir"),
    path(COMPROMISO + "avances/nuevo/", avances.nuevo, name="avance_nuevo"),
    path(COMPROMISO + "consultas/", consultas.ver, name="consultas"),
    path("<ubigeo:ugel>/consultas/<int:pk>/responder/", consultas.contestar, name="consulta_responder"),
    path(CONVENIO + "adendas-nueva/", adendas.nueva, name="adenda_nueva"),
    path(ADENDA, adendas.ver, name="adenda"),
    path(ADENDA + "registro/", convenios.parte_editar, {"parte": "adendas"}, name="adenda_registro"),
    path(ADENDA + "editar/", adendas.editar, name="adenda_editar"),
    path(ADENDA + "comparar/", adendas.comparar, name="adenda_comparar"),
    path(ADENDA + "anexo/", adendas.anexo, name="adenda_anexo"),
    path(ADENDA + "actualizar/", adendas.actualizar, name="adenda_actualizar"),
    path(ADENDA + "firmar/", adendas.firmar, name="adenda_firmar"),
    path(ADENDA + "estado/<slug:paso>/", adendas.pasar, name="adenda_pasar"),
    path(ADENDA + "terminos/", adenda_piezas.terminos, name="adenda_terminos"),
    path(ADENDA + "plazos/", adenda_piezas.plazos, name="adenda_plazos"),
    path(ADENDA + "<slug:clase>/nueva/", adenda_piezas.nueva, name="adenda_pieza_nueva"),
    path(ADENDA + "<slug:clase>/<slug:llave>/", adenda_piezas.editar, name="adenda_pieza"),
    path(ADENDA + "<slug:clase>/<slug:llave>/<slug:acto>/", adenda_piezas.hacer_con, name="adenda_pieza_acto"),
    # after the commitments: a commitment may be called 12, or nuevo
    path(CONVENIO + "<slug:parte>/nuevo/", convenios.parte_nueva, name="convenio_parte_nueva"),
    path(CONVENIO + "<slug:parte>/<int:pk>/", convenios.parte_editar, name="convenio_parte_editar"),
    path("<ubigeo:ugel>/compromisos/", compromisos.lista, name="compromisos"),
    path("<ubigeo:ugel>/compromisos/descarga.<slug:formato>", compromisos.descargar, name="compromisos_descargar"),
    path(AVANCE, avances.ver, name="avance"),
    path(AVANCE + "editar/", avances.editar, name="avance_editar"),
    path(AVANCE + "enviar/", avances.enviar, name="avance_enviar"),
    path(AVANCE + "retirar/", avances.retirar, name="avance_retirar"),
    path(AVANCE + "verificar/", avances.verificar, name="avance_verificar"),
    path("evidencias/<uuid:pk>/", evidencias.ver, name="evidencia"),
    path("<ubigeo:ugel>/traspasos/", traspasos.lista, name="traspasos"),
    path("<ubigeo:ugel>/traspasos/nuevo/<slug:clase>/<int:pk>/", traspasos.nuevo, name="traspaso_nuevo"),
    path("<ubigeo:ugel>/traspasos/<int:pk>/", traspasos.ver, name="traspaso"),
    path("<ubigeo:ugel>/traspasos/<int:pk>/acta.pdf", traspasos.acta, name="traspaso_acta"),
    path("<ubigeo:ugel>/configuracion/", configuracion.configuracion, name="configuracion"),
    path("evidencias/<uuid:pk>/publicar/", evidencias.publicar, name="evidencia_publicar"),
    path("<ubigeo:ugel>/planes/", provincia_planes.lista, name="planes"),
    path("<ubigeo:ugel>/planes-nuevo/", planes.nuevo, name="plan_nuevo"),
    path(PLAN, planes.ver, name="plan"),
    path(PLAN + "editar/", planes.editar, name="plan_editar"),
    path(PLAN + "cuadricula/", cuadricula.ver, name="plan_cuadricula"),
    path(PLAN + "copiar/", planes.copiar, name="plan_copiar"),
    path(PLAN + "estado/<slug:paso>/", planes.pasar, name="plan_pasar"),
    path(PLAN + "aprobar/<slug:lado>/", planes.aprobar, name="plan_aprobar"),
    path(PLAN + "actividades/nueva/", actividades.nueva, name="actividad_nueva"),
    path(ACTIVIDAD, actividades.ver, name="actividad"),
    path(ACTIVIDAD + "editar/", actividades.editar, name="actividad_editar"),
    path(ACTIVIDAD + "trimestres/<int:trimestre>/", ejecuciones.ver, name="ejecucion"),
    path(PLAN + "cierres/<int:trimestre>/", cierres.ver, name="cierre"),
]
