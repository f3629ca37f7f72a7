"""Addresses of the encuentros."""

from django.urls import path

from .views import acuerdos, calendario, encuentros, expuestos

UNO = "<ubigeo:ugel>/encuentros/<int:numero>/"
ACUERDO = UNO + "acuerdos/<int:acuerdo>/"
EXPUESTO = UNO + "expuestos/<int:pk>/"

urlpatterns = [
    path("<ubigeo:ugel>/encuentros/", encuentros.lista, name="encuentros"),
    path(UNO, encuentros.ver, name="encuentro"),
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
