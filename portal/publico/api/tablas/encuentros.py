"""When the mayors and the UGEL meet: the encuentros, which municipalities came, what was agreed once the acta is signed."""

from encuentros.models import Acuerdo, Asistencia, Encuentro
from encuentros.models.acuerdo import SITUACIONES

from ... import consultas
from ..columnas import DEMOSTRACION, Tabla, de_ugel, entero, fecha, identidad, texto
from .direcciones import pagina

NUMERO = entero("encuentro", "Número del encuentro", 1, "encuentro__numero", siempre=True)


def _hora(encuentro: Encuentro) -> str | None:
    return f"{encuentro.hora:%H:%M}" if encuentro.hora else None


TABLAS = (
    Tabla(
        clave="encuentros",
        titulo="Encuentros de alcaldes",
        descripcion="Las reuniones de cada UGEL con los alcaldes de su ámbito.",
        tema="Encuentros",
        publicas=Encuentro.objects.publicos,
        de_persona=Encuentro.objects.for_user,
        con=lambda filas, publica: filas.con_asistentes().select_related("ugel", "distrito"),
        columnas=(
            identidad("del registro"),
            de_ugel("ugel__codigo"),
            entero("numero", "Número del encuentro", 1, siempre=True),
            texto("nombre", "Nombre", "I Encuentro de Alcaldes de la Provincia de Jaén", siempre=True),
            texto("lema", "Lema", "por la Educación al 2026"),
            fecha("fecha", "Día; vacío si ningún documento lo dice", "2023-10-27"),
            texto("hora", "Hora de inicio, en Lima", "09:00", _hora),
            fecha("informado_el", "Fecha del documento que da cuenta de él", "2023-09-07"),
            texto("ubigeo", "Ubigeo del distrito anfitrión", "060801", "distrito__ubigeo"),
            texto("distrito", "Distrito anfitrión", "Jaén", "distrito__nombre"),
            texto("lugar", "Lugar", "Auditorio municipal"),
            texto("organizadores", "Instituciones que lo organizan", "UGEL Jaén"),
            texto("proposito", "Propósito", "Acordar planes de trabajo"),
            texto("resultado", "Qué ocurrió", "Se suscribió el convenio"),
            texto("estado", "En qué paso está", "acta_firmada", opciones=Encuentro.Estado.choices, siempre=True),
            entero("asistentes", "Cuántas municipalidades se sabe que vinieron", 9, siempre=True),
            pagina("/publico/060008/encuentros/1/", "publico_encuentro", lambda e: (e.ugel.codigo, e.numero)),
            texto("fuente", "De qué documento sale", "Nota de prensa"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "ugel__codigo", "distrito": "distrito__ubigeo", "anio": "fecha__year", "desde": "fecha"},
        que_es_desde="fecha",
    ),
    Tabla(
        clave="asistencias",
        titulo="Asistencia a los encuentros",
        descripcion="Por cada municipalidad de la lista, si vino su alcalde, un delegado o nadie. Los nombres no se publican.",
        tema="Encuentros",
        publicas=lambda: Asistencia.objects.publicos().filter(encuentro__estado__in=consultas.CERRADOS),
        de_persona=Asistencia.objects.for_user,
        con=lambda filas, publica: filas.select_related("encuentro__ugel", "municipalidad__distrito"),
        columnas=(
            identidad("de la asistencia"),
            de_ugel("encuentro__ugel__codigo"),
            NUMERO,
            texto("ubigeo", "Ubigeo del distrito de la municipalidad", "060806", "municipalidad__distrito__ubigeo", siempre=True),
            texto("municipalidad", "Municipalidad", "Municipalidad distrital de Las Pirias", lambda a: str(a.municipalidad), siempre=True),
            texto("quien", "Quién vino", "titular", opciones=Asistencia.Quien.choices, siempre=True),
            DEMOSTRACION,
        ),
        filtros={"ugel": "encuentro__ugel__codigo", "distrito": "municipalidad__distrito__ubigeo"},
    ),
    Tabla(
        clave="acuerdos",
        titulo="Acuerdos de los encuentros",
        descripcion="Lo acordado en cada encuentro, desde que su acta se firmó o un documento lo contó.",
        tema="Encuentros",
        publicas=lambda: Acuerdo.objects.publicos().filter(encuentro__estado__in=consultas.CERRADOS),
        de_persona=Acuerdo.objects.for_user,
        con=lambda filas, publica: filas.con_situacion().select_related("encuentro__ugel", "municipalidad__distrito", "distrito", "compromiso"),
        columnas=(
            identidad("del acuerdo"),
            de_ugel("encuentro__ugel__codigo"),
            NUMERO,
            entero("numero", "Número del acuerdo en su encuentro", 1, siempre=True),
            texto("texto", "Qué se acordó", "Elaborar los planes de trabajo", siempre=True),
            texto("obligado", "Quién lo debe", "todas", opciones=Acuerdo.Obligado.choices, siempre=True),
            texto("ubigeo_debe", "Ubigeo de la municipalidad, si lo debe una", "060806", "municipalidad__distrito__ubigeo"),
            texto("ubigeo", "Ubigeo del distrito para el que es; vacío: todos", "060806", "distrito__ubigeo"),
            fecha("plazo", "Plazo", "2024-01-31"),
            texto("situacion", "Cómo está hoy", "abierto", opciones=SITUACIONES, siempre=True),
            texto("compromiso", "Código del compromiso que es, si pasó a serlo", "C-01", "compromiso__codigo"),
            DEMOSTRACION,
        ),
        internas=(texto("responsable", "Cargo que responde", "Jefe de gestión pedagógica"),),
        filtros={
            "ugel": "encuentro__ugel__codigo",
            "distrito": "distrito__ubigeo",
            "situacion": lambda filas, situacion, _: filas.con_situacion().filter(situacion=situacion),
            "anio": "plazo__year",
            "desde": "plazo",
        },
        situaciones=[slug for slug, _ in SITUACIONES],
        que_es_desde="plazo",
    ),
)  # fmt: skip
