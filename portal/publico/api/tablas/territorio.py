"""Who and where: UGEL, districts, municipalities. No person is told."""

from municipios.models import Distrito, Municipalidad, Ugel

from ..columnas import DEMOSTRACION, Tabla, de_ugel, decimal, entero, identidad, texto

DICHA = "Fuente: la que dice cada fila en «fuente»"

TABLAS = (
    Tabla(
        clave="ugeles",
        titulo="UGEL",
        descripcion="Las unidades de gestión educativa local y la dirección regional de cada una.",
        tema="Territorio",
        publicas=Ugel.objects.publicos,
        de_persona=Ugel.objects.for_user,
        con=lambda filas, publica: filas.select_related("dre"),
        columnas=(
            identidad("de la UGEL"),
            de_ugel("codigo"),
            texto("nombre", "Nombre", "UGEL Jaén", siempre=True),
            texto("dre", "Dirección o gerencia regional de educación", "DRE Cajamarca", "dre__nombre", siempre=True),
            texto("codigo_dre", "Código de la dirección regional", "060000", "dre__codigo", siempre=True),
            DEMOSTRACION,
        ),
        filtros={"ugel": "codigo"},
        padron="ugeles",
    ),
    Tabla(
        clave="distritos",
        titulo="Distritos",
        descripcion="Los distritos con su ubigeo del INEI y las cifras que se conocen de cada uno.",
        tema="Territorio",
        publicas=Distrito.objects.publicos,
        de_persona=Distrito.objects.for_user,
        con=lambda filas, publica: filas.select_related("ugel"),
        columnas=(
            identidad("del distrito"),
            texto("ubigeo", "Código del INEI; es texto: conserve su cero", "060806", siempre=True),
            texto("distrito", "Nombre", "Las Pirias", "nombre", siempre=True),
            texto("provincia", "Provincia", "Jaén", siempre=True),
            texto("departamento", "Departamento", "Cajamarca", siempre=True),
            texto("codigo_ugel", "Código de su UGEL; parece un ubigeo y no lo es", "060008", "ugel__codigo"),
            texto("capital", "Capital", "Las Pirias", fuente=DICHA),
            entero("poblacion", "Población", 6495, unidad="personas", fuente=DICHA),
            entero("poblacion_anio", "Año de esa población", 2020),
            decimal("superficie_km2", "Superficie", 60.41, unidad="km²", fuente=DICHA),
            entero("altitud", "Altitud de la capital", 1620, unidad="metros sobre el nivel del mar"),
            decimal("latitud", "Latitud de la capital, WGS 84", -5.627222, unidad="grados"),
            decimal("longitud", "Longitud de la capital, WGS 84", -78.852778, unidad="grados"),
            texto("ubigeo_reniec", "Código de RENIEC: usa los mismos números para otros distritos", "060811"),
            texto("fuente", "De dónde salen las cifras de la fila", "ubigeo-peru-aumentado, población de 2020"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "ugel__codigo", "distrito": "ubigeo"},
        padron="distritos",
    ),
    Tabla(
        clave="municipalidades",
        titulo="Municipalidades",
        descripcion="El gobierno de cada distrito. Quién lo encabeza no está en esta tabla.",
        tema="Territorio",
        publicas=Municipalidad.objects.publicos,
        de_persona=Municipalidad.objects.for_user,
        con=lambda filas, publica: filas.select_related("distrito__ugel"),
        columnas=(
            identidad("de la municipalidad"),
            texto("ubigeo", "Ubigeo del distrito que gobierna", "060801", "distrito__ubigeo", siempre=True),
            texto("nombre", "Nombre", "Municipalidad provincial de Jaén", str, siempre=True),
            texto("tipo", "Provincial o distrital", "provincial", opciones=Municipalidad.Tipo.choices, siempre=True),
            texto("codigo_ugel", "Código de la UGEL de su distrito", "060008", "distrito__ugel__codigo"),
            DEMOSTRACION,
        ),
        filtros={"ugel": "distrito__ugel__codigo", "distrito": "distrito__ubigeo"},
    ),
)
