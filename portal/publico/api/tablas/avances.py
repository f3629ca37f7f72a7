"""What was done towards a commitment, once another person verified it. Its text and who wrote it are not told: they may name people."""

from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from convenios.models import Avance, Compromiso, Evidencia, EvidenciaEjecucion

from ..columnas import DEMOSTRACION, Tabla, de_ugel, decimal, entero, fecha, identidad, porciento, si_no, texto


def _cuantas(publicas: Any, avance: str) -> Coalesce:
    suyas = publicas.filter(**{avance: OuterRef("pk")}).order_by().values(avance).annotate(n=Count("pk"))
    return Coalesce(Subquery(suyas.values("n")), 0)


def _con_evidencias(filas: Any, publica: bool) -> Any:
    """With `publicas`: of an avance that a plan wrote, those of its execution."""
    propias, del_plan = (
        _cuantas(Evidencia.objects.publicos(), "avance"),
        _cuantas(EvidenciaEjecucion.objects.publicos(), "ejecucion__avance"),
    )
    filas = filas.annotate(propias=propias, del_plan=del_plan).annotate(publicas=F("propias") + F("del_plan"))
    return filas.select_related("compromiso__convenio__ugel", "distrito", "hito")


def _direccion(evidencia: Any) -> str:
    return evidencia.enlace or f"{settings.PORTAL_URL}{evidencia.get_absolute_url()}"


# What is told of every proof
LLAVE = texto(
    "id",
    "Identificador de la evidencia; no cambia, y la tabla viene en su orden",
    "8f14e45f-ceea-467f-ab1c-0c5b8d1f2a33",
    "pk",
    siempre=True,
)
PRUEBA = (
    texto("clase", "Qué clase de prueba es", "foto", opciones=Evidencia.Clase.choices, siempre=True),
    texto("direccion", "Dónde se abre", "https://convenios.ejemplo.gob.pe/evidencias/…/", _direccion, siempre=True),
    entero("tamano", "Tamaño del archivo; vacío si es un enlace", 245760, "archivo_bytes", unidad="bytes"),
    texto("sha256", "Huella del archivo", "9f86d081884c7d65…", "archivo_sha256"),
    DEMOSTRACION,
)  # fmt: skip
SI_ES_PUBLICA = (si_no("publica", "Si la puede abrir cualquiera", True, siempre=True),)

TABLAS = (
    Tabla(
        clave="avances",
        titulo="Avances verificados",
        descripcion="Cada cosa hecha para un compromiso que otra persona verificó. Su texto y sus autores no se publican: pueden nombrar personas.",
        tema="Convenios",
        publicas=Avance.objects.publicos,
        de_persona=Avance.objects.for_user,
        con=_con_evidencias,
        columnas=(
            identidad("del avance"),
            de_ugel("compromiso__convenio__ugel__codigo"),
            texto("convenio", "Código del convenio", "CM-2023-JAEN", "compromiso__convenio__codigo", siempre=True),
            texto("compromiso", "Código del compromiso", "C-01", "compromiso__codigo", siempre=True),
            texto("ubigeo", "Ubigeo del distrito; vacío: todo el ámbito del compromiso", "060806", "distrito__ubigeo"),
            fecha("fecha", "Día en que se hizo", "2024-03-15", siempre=True),
            decimal("cantidad", "Cuánto", 2, unidad="la de «unidad»"),
            texto("unidad", "Unidad del compromiso", "talleres", "compromiso__unidad"),
            texto("hito", "Hito alcanzado, si se mide por hitos", "Local entregado", "hito__descripcion"),
            porciento("porcentaje", "Porcentaje que traía la matriz de la oficina, si es una carga inicial", 40),
            texto("origen", "Cómo entró", "reporte", opciones=Avance.Origen.choices, siempre=True),
            fecha("verificado_el", "Día en que se verificó", "2024-03-20", "verificado_en"),
            entero("evidencias_publicas", "Cuántas de sus evidencias puede abrir cualquiera", 1, "publicas", siempre=True),
            DEMOSTRACION,
        ),
        internas=(
            texto("estado", "En qué paso está", "verificado", opciones=Avance.Estado.choices, siempre=True),
            texto("descripcion", "Qué se hizo", "Taller de lectura"),
        ),
        filtros={
            "ugel": "compromiso__convenio__ugel__codigo",
            "distrito": "distrito__ubigeo",
            "convenio": "compromiso__convenio__codigo",
            "linea": "compromiso__linea",
            "anio": "fecha__year",
            "desde": "fecha",
        },
        lineas=Compromiso.Linea.values,
        que_es_desde="fecha",
        no_vuelve="el texto de cada avance, que ese padrón pide, no se publica: puede nombrar personas",
    ),
    Tabla(
        clave="evidencias",
        titulo="Evidencias públicas",
        descripcion="Las pruebas de avances verificados que una persona decidió mostrar. Las demás son reservadas.",
        tema="Convenios",
        publicas=Evidencia.objects.publicos,
        de_persona=Evidencia.objects.for_user,
        con=lambda filas, publica: filas.select_related("avance__compromiso__convenio__ugel"),
        columnas=(
            LLAVE,
            de_ugel("avance__compromiso__convenio__ugel__codigo"),
            texto("convenio", "Código del convenio", "CM-2023-JAEN", "avance__compromiso__convenio__codigo", siempre=True),
            texto("compromiso", "Código del compromiso", "C-01", "avance__compromiso__codigo", siempre=True),
            entero("avance", "Número del avance, en la tabla de avances", 12, "avance_id", siempre=True),
            *PRUEBA,
        ),
        internas=SI_ES_PUBLICA,
        filtros={"ugel": "avance__compromiso__convenio__ugel__codigo", "convenio": "avance__compromiso__convenio__codigo", "desde": "avance__fecha"},
        que_es_desde="fecha",
    ),
)  # fmt: skip
