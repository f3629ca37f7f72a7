"""Schools: the lists by risk that were decided, and what they produce, undertake, investigate and innovate."""

from municipios.models import ListaPriorizada, ProyectoEducativo

from ..columnas import DEMOSTRACION, Tabla, de_ugel, entero, fecha, identidad, soles, texto
from .direcciones import pagina

TABLAS = (
    Tabla(
        clave="listas_priorizadas",
        titulo="Listas priorizadas",
        descripcion="Las listas de locales escolares por riesgo que cada UGEL decidió. Orientativas; no reemplazan la evaluación técnica.",
        tema="Escuelas",
        publicas=ListaPriorizada.objects.publicos,
        de_persona=ListaPriorizada.objects.for_user,
        con=lambda filas, publica: filas.sin_contenido().select_related("ugel"),
        columnas=(
            identidad("de la lista"),
            de_ugel("ugel__codigo"),
            texto("titulo", "Título", "Lista priorizada, 2.º trimestre 2024", siempre=True),
            fecha("decidida_el", "Día en que se decidió", "2024-06-28", "decidida_en", siempre=True),
            texto("sha256", "Sello de sus filas", "9f86d081884c7d65…", siempre=True),
            pagina("/publico/060008/riesgo/1/", "publico_riesgo_lista", lambda f: (f.ugel.codigo, f.pk)),
            pagina("/publico/060008/riesgo/1/", "publico_riesgo_lista", lambda f: (f.ugel.codigo, f.pk), "?formato=csv"),
            pagina("/publico/060008/riesgo/1/", "publico_riesgo_lista", lambda f: (f.ugel.codigo, f.pk), "?formato=json"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "ugel__codigo", "anio": "decidida_en__year", "desde": "decidida_en"},
        que_es_desde="decidida_el",
    ),
    Tabla(
        clave="proyectos",
        titulo="Proyectos educativos",
        descripcion="Los proyectos de las escuelas que pasaron de la idea. Sin nombres; menos de cinco estudiantes no se cuentan.",
        tema="Escuelas",
        publicas=ProyectoEducativo.objects.publicos,
        de_persona=ProyectoEducativo.objects.for_user,
        con=lambda filas, publica: filas.select_related("institucion__distrito__ugel").defer("asesor"),
        columnas=(
            identidad("del proyecto"),
            texto("codigo_ugel", "Código de la UGEL", "060008", "institucion__distrito__ugel__codigo"),
            texto("ubigeo", "Ubigeo del distrito de la escuela", "060806", "institucion__distrito__ubigeo", siempre=True),
            texto("codigo", "Código", "PE-01", siempre=True),
            texto("codigo_modular", "Código modular de la escuela", "0123456", "institucion__codigo_modular"),
            texto("anexo", "Anexo; 0 si no lo es", "0", "institucion__anexo", siempre=True),
            texto("institucion", "Escuela", "I.E. 16001", "institucion__nombre", siempre=True),
            texto("titulo", "Título", "Yogur de la escuela", siempre=True),
            texto("tipo", "De qué es", "productivo", opciones=ProyectoEducativo.Tipo.choices, siempre=True),
            texto("etapa", "Hasta dónde llegó", "en_ejecucion", opciones=ProyectoEducativo.Etapa.choices),
            entero("anio", "Año", 2024),
            texto("estudiantes", "Cuántos participan, en palabras", "24 (12 hombres y 12 mujeres)", "estudiantes_en_publico"),
            texto("concurso", "Concurso", "eureka", opciones=ProyectoEducativo.Concurso.choices),
            texto("categoria", "Categoría de Crea y Emprende", "b", opciones=ProyectoEducativo.Categoria.choices),
            texto("etapa_concurso", "Última etapa del concurso a la que llegó", "regional", opciones=ProyectoEducativo.EtapaConcurso.choices),
            texto("resultado", "Resultado", "Segundo puesto"),
            DEMOSTRACION,
        ),
        internas=(soles("presupuesto", "Presupuesto", 3500),),
        filtros={"ugel": "institucion__distrito__ugel__codigo", "distrito": "institucion__distrito__ubigeo", "anio": "anio"},
        no_vuelve="un número de estudiantes menor que cinco no se publica, y ese padrón pide el número",
    ),
)  # fmt: skip
