"""Addresses of the accounts (for who administers them, for who enters for the first time), of the diagnosis, and of the
schools, their risk and their projects.
"""

from django.urls import path

from .views import activacion, cuentas, diagnostico, fichas, indicadores, instituciones, limites, proyectos, riesgo

CUENTA = "cuentas/<int:pk>/"
PROYECTO = "<ubigeo:ugel>/proyectos/<int:pk>/"
EVIDENCIA = "proyectos/evidencias/<uuid:pk>/"
RIESGO = "<ubigeo:ugel>/riesgo/"
DIAGNOSTICO = "<ubigeo:ugel>/diagnostico/"
NUDO = "diagnostico/nudos/<int:pk>/"
INDICADOR = "indicadores/<int:pk>/"

urlpatterns = [
    path("cuentas/", cuentas.lista, name="cuentas"),
    path("cuentas/invitar/", cuentas.invitar, name="cuenta_invitar"),
    path(CUENTA, cuentas.ver, name="cuenta"),
    path(CUENTA + "editar/", cuentas.editar, name="cuenta_editar"),
    path(CUENTA + "invitacion/", cuentas.emitir, name="cuenta_invitacion"),
    path(CUENTA + "rol/", cuentas.rol, name="cuenta_rol"),
    path(CUENTA + "cargos/nuevo/", cuentas.cargo_nuevo, name="cuenta_cargo_nuevo"),
    path(CUENTA + "cargos/<slug:clase>/<int:cargo>/", cuentas.cargo, name="cuenta_cargo"),
    path(CUENTA + "decidir/<slug:decision>/", cuentas.decidir, name="cuenta_decidir"),
    path("<ubigeo:ugel>/instituciones/", instituciones.instituciones, name="instituciones"),
    path("<ubigeo:ugel>/instituciones-nueva/", instituciones.institucion_nueva, name="institucion_nueva"),
    path("instituciones/<slug:codigo>/", instituciones.institucion, name="institucion"),
    path("instituciones/<slug:codigo>/editar/", instituciones.institucion_editar, name="institucion_editar"),
    path("<ubigeo:ugel>/locales/", instituciones.locales, name="locales"),
    path("<ubigeo:ugel>/locales-nuevo/", instituciones.local_nuevo, name="local_nuevo"),
    path("locales/<int:pk>/", instituciones.local, name="local"),
    path("locales/<int:pk>/editar/", instituciones.local_editar, name="local_editar"),
    path("<ubigeo:ugel>/proyectos/", proyectos.lista, name="proyectos"),
    path("<ubigeo:ugel>/proyectos-nuevo/", proyectos.nuevo, name="proyecto_nuevo"),
    path(PROYECTO, proyectos.ver, name="proyecto"),
    path(PROYECTO + "editar/", proyectos.editar, name="proyecto_editar"),
    path(PROYECTO + "evidencias/", proyectos.adjuntar, name="proyecto_adjuntar"),
    path(EVIDENCIA, proyectos.evidencia, name="proyecto_evidencia"),
    path(EVIDENCIA + "publicar/", proyectos.publicar, name="proyecto_evidencia_publicar"),
    path(EVIDENCIA + "quitar/", proyectos.quitar, name="proyecto_evidencia_quitar"),
    path(RIESGO, riesgo.lista, name="riesgo"),
    path(RIESGO + "descarga.<slug:formato>", riesgo.descargar, name="riesgo_descargar"),
    path(RIESGO + "pautas/", riesgo.pautas, name="riesgo_pautas"),
    path(RIESGO + "pautas/nueva/", riesgo.pauta_nueva, name="riesgo_pauta_nueva"),
    path(RIESGO + "listas/nueva/", riesgo.decidir, name="riesgo_decidir"),
    path(RIESGO + "listas/<int:pk>/", riesgo.decidida, name="riesgo_lista"),
    path(RIESGO + "<int:pk>/porque/", riesgo.porque, name="riesgo_porque"),
    path("locales/<int:pk>/riesgo/", fichas.historial, name="local_riesgo"),
    path("locales/<int:pk>/riesgo/nueva/", fichas.nueva, name="ficha_riesgo_nueva"),
    path("locales/<int:pk>/visita/", fichas.visita, name="local_visita"),
    path("riesgo/fichas/<int:pk>/editar/", fichas.editar, name="ficha_riesgo_editar"),
    path("riesgo/evidencias/<uuid:pk>/", fichas.evidencia, name="riesgo_evidencia"),
    path(DIAGNOSTICO, diagnostico.lista, name="diagnosticos"),
    path(DIAGNOSTICO + "indicadores/", indicadores.lista, name="indicadores"),
    path(DIAGNOSTICO + "indicadores-nuevo/", indicadores.nuevo, name="indicador_nuevo"),
    path(INDICADOR, indicadores.ver, name="indicador"),
    path(INDICADOR + "editar/", indicadores.editar, name="indicador_editar"),
    path(INDICADOR + "valores/nuevo/", indicadores.medicion_nueva, name="medicion_nueva"),
    path("indicadores/valores/<int:pk>/editar/", indicadores.medicion_editar, name="medicion_editar"),
    path("diagnostico/<ubigeo:ubigeo>/", diagnostico.ver, name="diagnostico"),
    path("diagnostico/<ubigeo:ubigeo>/nudos/nuevo/", diagnostico.nudo_nuevo, name="nudo_nuevo"),
    path(NUDO, diagnostico.nudo, name="nudo"),
    path(NUDO + "editar/", diagnostico.nudo_editar, name="nudo_editar"),
    path(NUDO + "decidir/<slug:decision>/", diagnostico.nudo_decidir, name="nudo_decidir"),
    path("limites/", limites.inicio, name="limites"),
    path("limites/<int:pk>/", limites.ensayo, name="limites_ensayo"),
    path("limites/retirar/", limites.retirar, name="limites_retirar"),
    path("cuenta/activar/", activacion.con_codigo, name="activar"),
    path("cuenta/activar/clave/", activacion.elegir_clave, name="activar_clave"),
    path("cuenta/activar/<str:llave>/", activacion.con_enlace, name="activar_enlace"),
]
