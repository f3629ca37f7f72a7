"""What was signed and promised: convenios, their parties, their commitments and whom each reaches."""

from typing import Any

from convenios.models import Alcance, Compromiso, Convenio, Parte
from convenios.models.situacion import Situacion

from ..columnas import DEMOSTRACION, Tabla, de_ugel, decimal, entero, fecha, identidad, porciento, si_no, soles, texto
from .direcciones import pagina

CUMPLE = "La suma de lo verificado; lo que falta verificar no cuenta"
SITUACIONES = [(s.value, s.label) for s in Situacion]


def en_distrito(filas: Any, ubigeo: str, _publica: bool) -> Any:
    """Those that reach a district; each counts once."""
    return filas.filter(alcances__distrito__ubigeo=ubigeo, alcances__eliminado_en=None)  # one living row a district


TABLAS = (
    Tabla(
        clave="convenios",
        titulo="Convenios",
        descripcion="Los convenios firmados entre una UGEL y municipalidades.",
        tema="Convenios",
        publicas=Convenio.objects.publicos,
        de_persona=Convenio.objects.for_user,
        con=lambda filas, publica: filas.select_related("ugel", "padre"),
        columnas=(
            identidad("del convenio"),
            de_ugel("ugel__codigo"),
            texto("codigo", "Código, único en su UGEL", "CM-2023-JAEN", siempre=True),
            texto("tipo", "Marco (intención general) o específico", "marco", opciones=Convenio.Tipo.choices, siempre=True),
            texto("titulo", "Título", "Convenio marco de cooperación", siempre=True),
            texto("objeto", "Para qué", "Trabajar juntos por la educación"),
            texto("convenio_padre", "Código del convenio marco del que deriva", "CM-2023-JAEN", "padre__codigo"),
            fecha("suscrito_el", "Día de la firma; vacío si ningún documento lo dice", "2023-09-07"),
            fecha("informado_el", "Fecha del documento que informa de la firma", "2023-09-07"),
            texto("lugar", "Dónde se firmó", "Jaén"),
            fecha("inicio", "Vigente desde", "2023-09-07"),
            fecha("fin", "Vigente hasta", "2026-12-31"),
            si_no("sin_fin", "Si su vigencia es indeterminada", False, siempre=True),
            texto("estado", "Lo que decidieron las personas", "suscrito", opciones=Convenio.Estado.choices, siempre=True),
            texto("situacion", "Cómo está hoy: sale del estado y de las fechas", "vigente", siempre=True),
            pagina("/publico/060008/convenios/CM-2023-JAEN/", "publico_convenio", lambda c: (c.ugel.codigo, c.codigo)),
            texto("fuente", "De qué documento sale", "Nota de prensa"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "ugel__codigo", "convenio": "codigo", "anio": "suscrito_el__year", "desde": "suscrito_el"},
        que_es_desde="suscrito_el",
        padron="convenios",
    ),
    Tabla(
        clave="partes",
        titulo="Partes de los convenios",
        descripcion="Las municipalidades que son parte de cada convenio. Quién firmó por ellas no se publica.",
        tema="Convenios",
        publicas=Parte.objects.publicos,
        de_persona=Parte.objects.for_user,
        con=lambda filas, publica: filas.select_related("convenio__ugel", "municipalidad__distrito"),
        columnas=(
            identidad("de la parte"),
            de_ugel("convenio__ugel__codigo"),
            texto("convenio", "Código del convenio", "CM-2023-JAEN", "convenio__codigo", siempre=True),
            texto("ubigeo", "Ubigeo del distrito de la municipalidad", "060801", "municipalidad__distrito__ubigeo", siempre=True),
            texto("municipalidad", "Municipalidad", "Municipalidad provincial de Jaén", lambda p: str(p.municipalidad), siempre=True),
            fecha("firmado_el", "Día en que firmó; vacío si ningún documento lo dice", "2023-09-07"),
            fecha("separado_el", "Día en que dejó el convenio", "2025-01-31"),
            DEMOSTRACION,
        ),
        internas=(texto("documento", "Documento que autorizó la firma", "Acuerdo de concejo 12-2023"),),
        filtros={
            "ugel": "convenio__ugel__codigo",
            "distrito": "municipalidad__distrito__ubigeo",
            "convenio": "convenio__codigo",
            "desde": "firmado_el",
        },
        que_es_desde="firmado_el",
        padron="partes",
    ),
    Tabla(
        clave="compromisos",
        titulo="Compromisos",
        descripcion="Lo prometido en los convenios firmados: quién lo debe, con qué meta y plazo, cómo está hoy y qué hay verificado.",
        tema="Convenios",
        publicas=Compromiso.objects.publicos,
        de_persona=Compromiso.objects.for_user,
        con=lambda filas, publica: filas.con_avance()
        .con_situacion(publica=publica)
        .con_distritos()
        .select_related("convenio__ugel", "obligada__municipalidad__distrito")
        .defer("busqueda"),
        columnas=(
            identidad("del compromiso"),
            de_ugel("convenio__ugel__codigo"),
            texto("convenio", "Código del convenio", "CM-2023-JAEN", "convenio__codigo", siempre=True),
            texto("codigo", "Código, único en su convenio", "C-01", siempre=True),
            texto("descripcion", "Qué se promete", "Capacitar a los docentes", siempre=True),
            texto("linea", "Línea de trabajo", "capacidades", opciones=Compromiso.Linea.choices, siempre=True),
            texto("nombre_de_linea", "Cómo llama su UGEL a esa línea", "Fortalecimiento de capacidades", siempre=True),
            texto("debe", "Quién lo debe", "Municipalidad distrital de Las Pirias", siempre=True),
            texto("ubigeo_debe", "Ubigeo de la municipalidad que lo debe; vacío: la UGEL", "060806", "obligada__municipalidad__distrito__ubigeo"),
            entero("distritos", "A cuántos distritos alcanza", 12, siempre=True),
            fecha("inicio", "Inicio", "2024-01-01"),
            fecha("plazo", "Último día para cumplir", "2024-12-31"),
            texto("unidad", "Unidad de la meta física", "talleres"),
            decimal("meta", "Meta física", 12, unidad="la de «unidad»"),
            soles("meta_financiera", "Meta financiera", 25000.5),
            texto("estado", "Lo que decidieron las personas", "abierto", opciones=Compromiso.Estado.choices, siempre=True),
            texto("situacion", "Cómo está hoy: sale del estado, del plazo, de lo verificado y de la fecha", "en_proceso", opciones=SITUACIONES, siempre=True),
            decimal("hecho", "Cantidad verificada", 5, unidad="la de «unidad»", fuente=CUMPLE),
            entero("hitos", "Cuántos hitos tiene", 0, "hitos_total", siempre=True),
            entero("hitos_hechos", "Cuántos hitos alcanzó, verificados", 0, siempre=True),
            porciento("avance", "Avance verificado, tope 100; vacío: no hay meta ni hitos", 41.7, "progreso"),
            DEMOSTRACION,
        ),
        internas=(texto("responsable", "Cargo que lo lleva", "Jefe de gestión pedagógica"),),
        filtros={
            "ugel": "convenio__ugel__codigo",
            "distrito": en_distrito,
            "convenio": "convenio__codigo",
            "linea": "linea",
            "situacion": lambda filas, situacion, publica: filas.en_situacion(situacion, publica=publica),
            "anio": "plazo__year",
            "desde": "plazo",
        },
        situaciones=Situacion.values,
        lineas=Compromiso.Linea.values,
        que_es_desde="plazo",
        no_vuelve="dice a cuántos distritos alcanza y no a cuáles, y su situación con otras palabras que la matriz. "
        "El archivo que vuelve es el que descarga la lista de compromisos, con cuenta",
    ),
    Tabla(
        clave="alcances",
        titulo="Alcances de los compromisos",
        descripcion="A qué distritos alcanza cada compromiso, con su parte de la meta y lo verificado allí.",
        tema="Convenios",
        publicas=Alcance.objects.publicos,
        de_persona=Alcance.objects.for_user,
        con=lambda filas, publica: filas.con_avance().select_related("compromiso__convenio__ugel", "distrito"),
        columnas=(
            identidad("del alcance"),
            de_ugel("compromiso__convenio__ugel__codigo"),
            texto("convenio", "Código del convenio", "CM-2023-JAEN", "compromiso__convenio__codigo", siempre=True),
            texto("compromiso", "Código del compromiso", "C-01", "compromiso__codigo", siempre=True),
            texto("ubigeo", "Ubigeo del distrito", "060806", "distrito__ubigeo", siempre=True),
            texto("distrito", "Distrito", "Las Pirias", "distrito__nombre", siempre=True),
            decimal("meta", "Parte de la meta que le toca; vacío: no se acordó", 3, unidad="la del compromiso"),
            decimal("hecho", "Cantidad verificada en el distrito", 1, unidad="la del compromiso", fuente=CUMPLE),
            entero("avances", "Cuántos avances verificados hay en el distrito", 1, "reportes", siempre=True),
            porciento("avance", "Avance contra su parte, tope 100", 33.3, "progreso"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "compromiso__convenio__ugel__codigo", "distrito": "distrito__ubigeo", "convenio": "compromiso__convenio__codigo"},
    ),
)  # fmt: skip
