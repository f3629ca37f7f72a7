"""What can be found of this floor: convenios, adendas, commitments with what was done, plans with their activities and execution."""

from typing import Any

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat

from base.comun.buscador.declaracion import Hallable, registrar

from .models import Actividad, Adenda, Avance, Compromiso, Convenio, Ejecucion, PlanTrabajo
from .models.situacion import Situacion

DISTRITO_DEL_PLAN = "municipalidad__distrito__nombre"


def _texto(ruta: str) -> Cast:
    return Cast(ruta, TextField())


def _con_situacion(filas: Any) -> Any:
    return filas.con_situacion()


def _con_situacion_publica(filas: Any) -> Any:
    return filas.con_situacion(publica=True)


def declarar() -> None:
    """Called once, when the app is ready."""
    registrar(*_convenios(), *_compromisos(), *_planes())


def _convenios() -> list[Hallable]:
    estados = dict(Convenio.Estado.choices)
    return [
        Hallable(
            clave="convenio", singular="convenio", plural="convenios", icono="convenio", orden=15,
            modelo=Convenio, visibles=Convenio.objects.for_user, busca_en=(), indice=("codigo", "titulo", "objeto"),
            codigo="codigo", titulo="titulo", detalle="objeto", donde=("ugel__nombre",), estado="estado", estados=estados,
            ruta="convenio", llaves=("ugel__codigo", "codigo"),
            publicos=Convenio.objects.publicos, busca_en_publico=("codigo", "titulo", "objeto"),
        ),
        Hallable(
            clave="adenda", singular="adenda", plural="adendas", icono="documento", orden=17,
            modelo=Adenda, visibles=Adenda.objects.for_user,
            busca_en=(Value("adenda"), "numero", "objeto", "documento", "convenio__codigo"),
            titulo=Concat(Value("Adenda "), _texto("numero"), Value(": "), F("objeto"), output_field=TextField()),
            detalle="documento", donde=("convenio__codigo",), estado="estado", estados=dict(Adenda.Estado.choices),
            ruta="adenda", llaves=("convenio__ugel__codigo", "convenio__codigo", "pk"),
        ),
    ]  # fmt: skip


def _compromisos() -> list[Hallable]:
    return [
        Hallable(
            clave="compromiso", singular="compromiso", plural="compromisos", icono="lista", orden=20,
            modelo=Compromiso, visibles=Compromiso.objects.for_user, busca_en=(), indice=("codigo", "descripcion", "responsable"), columna="busqueda",
            codigo="codigo", titulo="descripcion", detalle="responsable", donde=("convenio__codigo", "obligada__municipalidad__distrito__nombre"),
            estado="situacion", con_estado=_con_situacion, estados=dict(Situacion.choices),
            ruta="compromiso", llaves=("convenio__ugel__codigo", "convenio__codigo", "codigo"),
            publicos=Compromiso.objects.publicos, busca_en_publico=("codigo", "descripcion"), con_estado_publico=_con_situacion_publica,
        ),
        Hallable(
            clave="avance", singular="avance", plural="avances", icono="visto", orden=22,
            modelo=Avance, visibles=Avance.objects.for_user, busca_en=(), indice=("descripcion", "expediente"),
            titulo="descripcion", detalle="expediente", donde=("compromiso__convenio__codigo", "compromiso__codigo", "distrito__nombre"),
            estado="estado", estados=dict(Avance.Estado.choices), ruta="avance", llaves=("compromiso__convenio__ugel__codigo", "pk"),
        ),
    ]  # fmt: skip


def _planes() -> list[Hallable]:
    del_plan = ("plan__municipalidad__distrito__ubigeo", "plan__anio")
    de_la_actividad = tuple(f"actividad__{llave}" for llave in del_plan)
    titulo = Concat(Value("Plan de trabajo "), _texto("anio"), Value(" de "), F(DISTRITO_DEL_PLAN), output_field=TextField())
    return [
        Hallable(
            clave="plan", singular="plan de trabajo", plural="planes de trabajo", icono="calendario", orden=30,
            modelo=PlanTrabajo, visibles=PlanTrabajo.objects.for_user,
            busca_en=(Value("plan de trabajo"), "anio", DISTRITO_DEL_PLAN, "objetivo"), titulo=titulo, detalle="objetivo",
            donde=("convenio__codigo",), estado="estado", estados=dict(PlanTrabajo.Estado.choices),
            ruta="plan", llaves=("municipalidad__distrito__ubigeo", "anio", "convenio__ugel__codigo"), de_la_ruta=2,
            publicos=PlanTrabajo.objects.publicos,
            busca_en_publico=(Value("plan de trabajo"), "anio", DISTRITO_DEL_PLAN, "objetivo"),
        ),
        Hallable(
            clave="actividad", singular="actividad de un plan", plural="actividades de los planes", icono="lista", orden=32,
            modelo=Actividad, visibles=Actividad.objects.for_user, busca_en=(), indice=("codigo", "nombre"),
            codigo="codigo", titulo="nombre", donde=(_texto("plan__anio"), f"plan__{DISTRITO_DEL_PLAN}"),
            ruta="actividad", llaves=(*del_plan, "pk"),
        ),
        Hallable(
            clave="ejecucion", singular="ejecución de una actividad", plural="ejecuciones de actividades", icono="visto", orden=34,
            modelo=Ejecucion, visibles=Ejecucion.objects.for_user, busca_en=(), indice=("medio",),
            titulo="actividad__nombre", detalle="medio",
            donde=("actividad__codigo", Concat(Value("trimestre "), _texto("trimestre"), output_field=TextField()),
                   _texto("actividad__plan__anio"), f"actividad__plan__{DISTRITO_DEL_PLAN}"),
            estado="estado", estados=dict(Ejecucion.Estado.choices), ruta="ejecucion", llaves=(*de_la_actividad, "actividad__pk", "trimestre"),
        ),
    ]  # fmt: skip
