"""Addresses that need no account."""

from django.urls import path

from . import buscar, cadena, calculo, compartido, compromisos, declaraciones, encuentros, lugares, planes, salidas, salud, views
from .api import rutas as api

COMPROMISO = "publico/<ubigeo:ugel>/convenios/<codigo:codigo>/compromisos/<codigo:compromiso>/"
PLAN = "publico/<ubigeo:ugel>/planes/<ubigeo:ubigeo>/<int:anio>/"

urlpatterns = [
    path("", views.inicio, name="inicio"),
    path("publico/", views.portada, name="publico"),
    path("publico/<ubigeo:ugel>/", lugares.ugel, name="publico_ugel"),
    path("publico/<ubigeo:ugel>/distritos/", lugares.distritos, name="publico_distritos"),
    path("publico/<ubigeo:ugel>/distritos/<ubigeo:ubigeo>/", lugares.distrito, name="publico_distrito"),
    path("publico/<ubigeo:ugel>/convenios/<codigo:codigo>/", views.convenio, name="publico_convenio"),
    path("publico/<ubigeo:ugel>/compromisos/", compromisos.lista, name="publico_compromisos"),
    path(COMPROMISO, compromisos.compromiso, name="publico_compromiso"),
    path("publico/<ubigeo:ugel>/como-se-calcula/", calculo.indice, name="publico_calculo"),
    path("publico/<ubigeo:ugel>/como-se-calcula/<slug:cifra>/", calculo.cifra, name="publico_calculo_cifra"),
    path("publico/<ubigeo:ugel>/novedades.atom", salidas.novedades, name="publico_novedades"),
    path("publico/<ubigeo:ugel>/sitemap.xml", salidas.mapa, name="publico_mapa"),
    path("sitemap.xml", salidas.mapas, name="mapas"),
    path("robots.txt", salidas.robots, name="robots"),
    path("publico/<ubigeo:ugel>/proyectos/", views.proyectos, name="publico_proyectos"),
    path("publico/<ubigeo:ugel>/riesgo/", views.riesgo, name="publico_riesgo"),
    path("publico/<ubigeo:ugel>/riesgo/<int:pk>/", views.riesgo_lista, name="publico_riesgo_lista"),
    path("publico/<ubigeo:ugel>/diagnostico/<ubigeo:ubigeo>/", views.diagnostico, name="publico_diagnostico"),
    path("publico/privacidad/", declaraciones.privacidad, name="publico_privacidad"),
    path("publico/accesibilidad/", declaraciones.accesibilidad, name="publico_accesibilidad"),
    path("publico/buscar/", buscar.buscar, name="publico_buscar"),
    path("publico/bitacora/", cadena.bitacora, name="publico_bitacora"),
    path("publico/comprobar/", planes.comprobar, name="publico_comprobar"),
    path("publico/<ubigeo:ugel>/planes/", planes.lista, name="publico_planes"),
    path(PLAN, planes.plan, name="publico_plan"),
    path(PLAN + "cierres/<int:trimestre>/", planes.cierre, name="publico_cierre"),
    path("publico/<ubigeo:ugel>/encuentros/", encuentros.lista, name="publico_encuentros"),
    path("publico/<ubigeo:ugel>/encuentros/<int:numero>/", encuentros.encuentro, name="publico_encuentro"),
    path("compartido/<str:secreto>/", compartido.compartido, name="compartido"),
    *api.urlpatterns,
    path("salud/viva", salud.viva, name="salud_viva"),
    path("salud/lista", salud.lista, name="salud_lista"),
    path("salud/metricas", salud.cifras, name="salud_metricas"),
]
