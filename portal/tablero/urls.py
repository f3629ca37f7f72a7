"""Addresses of the inside pages that combine floors."""

from django.urls import path

from . import views
from .views import cambios, enlaces, incidente, personas

urlpatterns = [
    path("bandeja/", views.bandeja, name="bandeja"),
    path("buscar/", views.buscar, name="buscar"),
    path("mi-municipio/", views.mi_municipio, name="mi_municipio"),
    path("mi-municipio/enlaces/", enlaces.enlaces, name="enlaces"),
    path("mi-municipio/enlaces/<int:pk>/anular/", enlaces.anular, name="enlace_anular"),
    path("bitacora/lecturas/", incidente.lecturas, name="lecturas"),
    path("bitacora/personas/<int:pk>/", personas.persona, name="persona"),
    path("bitacora/personas/<int:pk>/datos.json", personas.persona_datos, name="persona_datos"),
    path("bitacora/personas/<int:pk>/borrar/", personas.persona_olvidar, name="persona_olvidar"),
    path("que-cambio/", cambios.que_cambio, name="que_cambio"),
    path("municipios/", views.distritos, name="distritos"),
    path("municipios/<ubigeo:ubigeo>/", views.distrito, name="distrito"),
    path("provincia/", views.provincia, name="provincia"),
    path("<ubigeo:ugel>/provincia/", views.provincia_ugel, name="provincia_ugel"),
    path("dre/<ubigeo:dre>/", views.dre, name="dre"),
    path("nacional/", views.nacional, name="nacional"),
    # reports
    path("informes/", views.informes, name="informes"),
    path("informes/<int:pk>/", views.informe_emitido, name="informe_emitido"),
    path("informes/<int:pk>/<slug:formato>/", views.informe_archivo, name="informe_archivo"),
    path("municipios/<ubigeo:ubigeo>/informe/", views.informe_distrito, name="informe_distrito"),
    path("<ubigeo:ugel>/convenios/<codigo:codigo>/informe/", views.informe_convenio, name="informe_convenio"),
    path("<ubigeo:ugel>/encuentros/<int:numero>/consolidado/", views.informe_provincia, name="informe_provincia"),
    path("<ubigeo:ugel>/plantillas-de-informe/", views.plantillas_informe, name="plantillas_informe"),
    path("<ubigeo:ugel>/plantillas-de-informe/<int:pk>/", views.plantilla_informe, name="plantilla_informe"),
    path("<ubigeo:ugel>/plantillas-de-informe/<int:pk>/archivo/", views.plantilla_informe_archivo, name="plantilla_informe_archivo"),
    path("<ubigeo:ugel>/plantillas-de-informe/<int:pk>/retirar/", views.plantilla_informe_retirar, name="plantilla_informe_retirar"),
    path("<ubigeo:ugel>/avisos/", views.por_enviar, name="avisos_por_enviar"),
]
