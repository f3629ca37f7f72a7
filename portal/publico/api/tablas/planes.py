"""What is done each year: approved plans, their activities and targets, what was executed and verified, what was closed."""

from typing import Any

from django.db.models import Exists, OuterRef

from convenios.models import Actividad, Cierre, Ejecucion, EvidenciaEjecucion, PlanTrabajo, Programacion, Rectificacion
from municipios.models import NudoCritico

from ..columnas import DEMOSTRACION, Tabla, de_ugel, decimal, entero, fecha, identidad, porciento, si_no, soles, texto
from .avances import LLAVE, PRUEBA, SI_ES_PUBLICA
from .direcciones import pagina

UGEL, UBIGEO = "convenio__ugel__codigo", "municipalidad__distrito__ubigeo"


def _de_plan(ruta: str) -> dict[str, Any]:
    return {"ugel": f"{ruta}{UGEL}", "distrito": f"{ruta}{UBIGEO}", "convenio": f"{ruta}convenio__codigo", "anio": f"{ruta}anio"}


def _lugar(ruta: str) -> tuple[Any, ...]:
    return (
        de_ugel(f"{ruta}{UGEL}"),
        texto("ubigeo", "Ubigeo del distrito del plan", "060806", f"{ruta}{UBIGEO}", siempre=True),
        entero("anio", "Año del plan", 2024, f"{ruta}anio", siempre=True),
    )


def _con_plan(filas: Any, ruta: str) -> Any:
    return filas.select_related(f"{ruta}convenio__ugel", f"{ruta}municipalidad__distrito")


def _plan(plan: Any) -> tuple[Any, ...]:
    return (plan.convenio.ugel.codigo, plan.municipalidad.distrito.ubigeo, plan.anio)


def _nudo(actividad: Any) -> str | None:
    """The code of the nudo that it answers, while that one is told."""
    nudo = actividad.nudo
    visible = nudo is not None and nudo.eliminado_en is None and nudo.estado != NudoCritico.Estado.DESCARTADO
    return nudo.codigo if visible else None


def _compromiso(actividad: Any) -> str | None:
    """The code of the commitment that it carries out, while that one is told."""
    compromiso = actividad.compromiso
    return (
        compromiso.codigo
        if compromiso is not None and compromiso.eliminado_en is None and compromiso.convenio.eliminado_en is None
        else None
    )


def _cerrado(filas: Any) -> Any:
    """With `cerrado`: whether its quarter is."""
    suyo = Cierre.objects.publicos().filter(plan=OuterRef("actividad__plan"), trimestre=OuterRef("trimestre"))
    return _con_plan(filas.annotate(cerrado=Exists(suyo)), "actividad__plan__")


TRIMESTRE = entero("trimestre", "Trimestre, de 1 a 4", 1, siempre=True)
FISICA = {"unidad": "la de «unidad»"}

TABLAS = (
    Tabla(
        clave="planes",
        titulo="Planes de trabajo",
        descripcion="El plan de cada municipalidad y su UGEL para un año, aprobado por las dos.",
        tema="Planes",
        publicas=PlanTrabajo.objects.publicos,
        de_persona=PlanTrabajo.objects.for_user,
        con=lambda filas, publica: _con_plan(filas, ""),
        columnas=(
            identidad("del plan"),
            *_lugar(""),
            texto("distrito", "Distrito", "Las Pirias", "municipalidad__distrito__nombre", siempre=True),
            texto("convenio", "Código del convenio bajo el que está", "CM-2023-JAEN", "convenio__codigo", siempre=True),
            texto("objetivo", "Objetivo", "Mejorar los aprendizajes"),
            texto("estado", "En qué paso está", "en_ejecucion", opciones=PlanTrabajo.Estado.choices, siempre=True),
            fecha("aprobado_ugel_el", "Día en que lo aprobó la UGEL", "2024-01-15", "aprobado_ugel_en"),
            fecha("aprobado_municipalidad_el", "Día en que lo aprobó la municipalidad", "2024-01-20", "aprobado_municipalidad_en"),
            pagina("/publico/060008/planes/060806/2024/", "publico_plan", _plan),
            DEMOSTRACION,
        ),
        internas=(
            texto("documento_ugel", "Documento con que lo aprobó la UGEL", "RD 12-2024"),
            texto("documento_municipalidad", "Documento con que lo aprobó la municipalidad", "Acuerdo de concejo 3-2024"),
        ),
        filtros={**_de_plan("")},
    ),
    Tabla(
        clave="actividades",
        titulo="Actividades de los planes",
        descripcion="Lo que cada plan hará: qué nudo crítico atiende y qué compromiso cumple.",
        tema="Planes",
        publicas=Actividad.objects.publicos,
        de_persona=Actividad.objects.for_user,
        con=lambda filas, publica: _con_plan(filas, "plan__").select_related("nudo", "compromiso__convenio"),
        columnas=(
            identidad("de la actividad"),
            *_lugar("plan__"),
            texto("codigo", "Código, único en su plan", "A-01", siempre=True),
            texto("actividad", "Qué se hará", "Taller de lectura para docentes", "nombre", siempre=True),
            texto("unidad", "Unidad de medida", "talleres", siempre=True),
            decimal("peso", "Peso en el avance de su plan; vacío: todas pesan igual", 25),
            texto("nudo", "Código del nudo crítico que atiende", "N-1", _nudo),
            texto("compromiso", "Código del compromiso que cumple", "C-01", _compromiso),
            DEMOSTRACION,
        ),
        internas=(
            texto("responsable", "Cargo que responde en la UGEL", "Jefe de gestión pedagógica"),
            texto("responsable_municipal", "Cargo que responde en la municipalidad", "Gerente de desarrollo social"),
            texto("medio", "Medio de verificación", "Lista de asistencia"),
        ),
        filtros={**_de_plan("plan__")},
        padron="actividades",
        de_un_convenio=True,
    ),
    Tabla(
        clave="metas",
        titulo="Metas por trimestre",
        descripcion="Cuánto se programó de cada actividad en cada trimestre. Donde no hay fila, nada se programó.",
        tema="Planes",
        publicas=Programacion.objects.publicos,
        de_persona=Programacion.objects.for_user,
        con=lambda filas, publica: _con_plan(filas, "actividad__plan__"),
        columnas=(
            identidad("de la meta"),
            *_lugar("actividad__plan__"),
            texto("actividad", "Código de la actividad", "A-01", "actividad__codigo", siempre=True),
            TRIMESTRE,
            texto("unidad", "Unidad de la actividad", "talleres", "actividad__unidad", siempre=True),
            decimal("fisica", "Meta física", 3, siempre=True, **FISICA),
            soles("financiera", "Meta financiera", 1500, siempre=True),
            DEMOSTRACION,
        ),
        filtros={**_de_plan("actividad__plan__")},
    ),
    Tabla(
        clave="ejecucion",
        titulo="Ejecución por trimestre",
        descripcion="Lo hecho y lo devengado de cada actividad, ya verificado. Lo rectificado después está en su propia tabla y se suma.",
        tema="Planes",
        publicas=Ejecucion.objects.publicos,
        de_persona=Ejecucion.objects.for_user,
        con=lambda filas, publica: _cerrado(filas),
        columnas=(
            identidad("de la ejecución"),
            *_lugar("actividad__plan__"),
            texto("codigo", "Código de la actividad", "A-01", "actividad__codigo", siempre=True),
            TRIMESTRE,
            texto("unidad", "Unidad de la actividad", "talleres", "actividad__unidad", siempre=True),
            decimal("fisica", "Ejecutado", 2, siempre=True, **FISICA),
            soles("financiera", "Devengado", 1200, siempre=True),
            fecha("verificado_el", "Día en que se verificó", "2024-04-10", "verificado_en"),
            si_no("cerrado", "Si su trimestre está cerrado: entonces ya no cambia", True, siempre=True),
            DEMOSTRACION,
        ),
        internas=(
            texto("estado", "En qué paso está", "verificado", opciones=Ejecucion.Estado.choices, siempre=True),
            texto("medio", "Qué lo muestra", "Lista de asistencia"),
        ),
        filtros={**_de_plan("actividad__plan__")},
        padron="ejecucion",
        de_un_convenio=True,
    ),
    Tabla(
        clave="evidencias_de_planes",
        titulo="Evidencias públicas de los planes",
        descripcion="Las pruebas de lo ejecutado y verificado que una persona decidió mostrar. Si contó en un compromiso, son también las de ese avance.",
        tema="Planes",
        publicas=EvidenciaEjecucion.objects.publicos,
        de_persona=EvidenciaEjecucion.objects.for_user,
        con=lambda filas, publica: _con_plan(filas, "ejecucion__actividad__plan__"),
        columnas=(
            LLAVE,
            *_lugar("ejecucion__actividad__plan__"),
            texto("actividad", "Código de la actividad", "A-01", "ejecucion__actividad__codigo", siempre=True),
            entero("trimestre", "Trimestre, de 1 a 4", 1, "ejecucion__trimestre", siempre=True),
            entero("ejecucion", "Número de la ejecución, en la tabla de ejecución", 12, "ejecucion_id", siempre=True),
            entero("avance", "Número del avance que escribió, en la tabla de avances; vacío: no contó en un compromiso", 12, "ejecucion__avance_id"),
            *PRUEBA,
        ),
        internas=SI_ES_PUBLICA,
        filtros={**_de_plan("ejecucion__actividad__plan__")},
    ),
    Tabla(
        clave="cierres",
        titulo="Cierres de trimestre",
        descripcion="Las cifras de cada trimestre como quedaron el día en que se cerró. No cambian; lo que aparece después es una rectificación.",
        tema="Planes",
        publicas=Cierre.objects.publicos,
        de_persona=Cierre.objects.for_user,
        con=lambda filas, publica: _con_plan(filas.sin_contenido(), "plan__"),
        columnas=(
            identidad("del cierre"),
            *_lugar("plan__"),
            TRIMESTRE,
            fecha("cerrado_el", "Día en que se cerró", "2024-04-15", "cerrado_en", siempre=True),
            porciento("fisico", "Avance físico contra lo programado; vacío: nada se programó", 85.5),
            porciento("fisico_anual", "Avance físico contra el año", 21.4),
            soles("programado", "Programado acumulado", 12000, siempre=True),
            soles("devengado", "Devengado acumulado", 11000, siempre=True),
            texto("codigo", "Código que se imprime junto a las cifras", "1A2B-3C4D-5E6F", siempre=True),
            texto("sha256", "Sello de las cifras", "9f86d081884c7d65…", siempre=True),
            pagina("/publico/060008/planes/060806/2024/cierres/1/", "publico_cierre", lambda c: (*_plan(c.plan), c.trimestre)),
            DEMOSTRACION,
        ),
        filtros={**_de_plan("plan__"), "desde": "cerrado_en"},
        que_es_desde="cerrado_el",
    ),
    Tabla(
        clave="rectificaciones",
        titulo="Rectificaciones",
        descripcion="Lo que se suma o se quita a una cifra cerrada, con su motivo y su documento.",
        tema="Planes",
        publicas=Rectificacion.objects.publicos,
        de_persona=Rectificacion.objects.for_user,
        con=lambda filas, publica: _con_plan(filas, "actividad__plan__").select_related("cierre").defer("cierre__contenido"),
        columnas=(
            identidad("de la rectificación"),
            *_lugar("actividad__plan__"),
            entero("trimestre", "Trimestre cerrado que rectifica", 1, "cierre__trimestre", siempre=True),
            texto("actividad", "Código de la actividad", "A-01", "actividad__codigo", siempre=True),
            texto("unidad", "Unidad de la actividad", "talleres", "actividad__unidad", siempre=True),
            decimal("fisica", "Diferencia física", -1, siempre=True, **FISICA),
            soles("financiera", "Diferencia en soles", 0, siempre=True),
            texto("motivo", "Motivo", "Se contó dos veces un taller", siempre=True),
            texto("documento", "Documento", "Informe 8-2024", siempre=True),
            fecha("fecha", "Día en que se registró", "2024-05-02", "en", siempre=True),
            DEMOSTRACION,
        ),
        filtros={**_de_plan("actividad__plan__"), "desde": "en"},
        que_es_desde="fecha",
    ),
)  # fmt: skip
