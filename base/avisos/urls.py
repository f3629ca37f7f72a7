"""Addresses of the notices, the outbox and the jobs."""

from django.urls import path

from .views import avisos, calendario, cartas, correos, preferencias, respaldos, tareas

urlpatterns = [
    path("avisos/", avisos.avisos, name="avisos"),
    path("avisos/leidos/", avisos.avisos_leidos, name="avisos_leidos"),
    path("avisos/<int:pk>/", avisos.aviso_abrir, name="aviso_abrir"),
    path("avisos/preferencias/", preferencias.mis_avisos, name="mis_avisos"),
    path("avisos/baja/<slug:cual>/<str:dia>/<str:secreto>/", preferencias.baja, name="avisos_baja"),
    path("avisos/hojas/<int:pk>/", cartas.carta, name="carta"),
    path("dias-no-laborables/", calendario.dias, name="dias_no_laborables"),
    path("dias-no-laborables/<int:pk>/quitar/", calendario.quitar, name="dia_no_laborable_quitar"),
    path("correos/", correos.correos, name="correos"),
    path("correos/<int:pk>/", correos.correo, name="correo"),
    path("correos/<int:pk>/reenviar/", correos.correo_reenviar, name="correo_reenviar"),
    path("correos/<int:pk>/anular/", correos.correo_anular, name="correo_anular"),
    path("bitacora/copias/", respaldos.respaldos, name="respaldos"),
    path("bitacora/copias/hacer/", respaldos.respaldo_hacer, name="respaldo_hacer"),
    path("bitacora/copias/ensayar/", respaldos.respaldo_ensayar, name="respaldo_ensayar"),
    path("tareas/", tareas.tareas, name="tareas"),
    path("tareas/<int:pk>/", tareas.tarea, name="tarea"),
    path("tareas/<int:pk>/anular/", tareas.tarea_anular, name="tarea_anular"),
]
