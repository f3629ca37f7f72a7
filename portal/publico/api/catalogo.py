"""The catalogue of the tables in DCAT-AP, as JSON-LD: what other catalogues gather. It says of the licence what was declared, and no more."""

from typing import Any

from django.conf import settings

from .columnas import Columna, Tabla
from .salida import licencia
from .tablas import TABLAS

CONTEXTO = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "csvw": "http://www.w3.org/ns/csvw#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATOS = {"csv": "text/csv", "json": "application/json"}
DE_MEDIOS = "https://www.iana.org/assignments/media-types/"
ESPANOL = "http://publications.europa.eu/resource/authority/language/SPA"


def catalogo() -> dict[str, Any]:
    """All of it."""
    raiz = settings.PORTAL_URL
    quien = {"@type": "foaf:Agent", "foaf:name": settings.PORTAL_NOMBRE}
    return {
        "@context": CONTEXTO,
        "@id": f"{raiz}/api/v1/catalogo.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _texto(f"Datos abiertos de {settings.PORTAL_NOMBRE}"),
        "dct:description": _texto("Convenios, compromisos, planes y encuentros: lo firmado y lo verificado. Sin datos personales."),
        "dct:language": {"@id": ESPANOL},
        "dct:publisher": quien,
        **_licencia(),
        "dcat:dataset": [_tabla(tabla, raiz, quien) for tabla in TABLAS.values()],
    }


def _tabla(tabla: Tabla, raiz: str, quien: dict[str, Any]) -> dict[str, Any]:
    direccion = f"{raiz}/api/v1/{tabla.clave}"
    return {
        "@id": direccion,
        "@type": "dcat:Dataset",
        "dct:identifier": tabla.clave,
        "dct:title": _texto(tabla.titulo),
        "dct:description": _texto(tabla.descripcion),
        "dct:language": {"@id": ESPANOL},
        "dct:publisher": quien,
        "dcat:keyword": [_texto(tabla.tema)],
        "dcat:landingPage": {"@id": f"{raiz}/publico/datos/{tabla.clave}/"},
        "dcat:distribution": [_formato(direccion, formato, tipo) for formato, tipo in FORMATOS.items()],
        "csvw:tableSchema": {"csvw:column": [_columna(columna) for columna in tabla.columnas]},
        **_licencia(),
    }


def _formato(direccion: str, formato: str, tipo: str) -> dict[str, Any]:
    completa = f"{direccion}?formato={formato}"
    return {
        "@id": completa,
        "@type": "dcat:Distribution",
        "dct:title": _texto(formato.upper()),
        "dcat:accessURL": {"@id": direccion},
        "dcat:downloadURL": {"@id": completa},
        "dcat:mediaType": {"@id": DE_MEDIOS + tipo},
        "dct:conformsTo": {"@id": f"{settings.PORTAL_URL}/api/v1/openapi.json"},
        **_licencia(),
    }


def _columna(columna: Columna) -> dict[str, Any]:
    return {
        "csvw:name": columna.nombre,
        "dct:description": _texto(columna.descripcion),
        "csvw:datatype": {"@id": columna.tipo.xsd},
        "csvw:required": columna.siempre,
    }


def _licencia() -> dict[str, Any]:
    dicha: dict[str, Any] = {"dct:rights": _texto(licencia())}
    return dicha | ({"dct:license": {"@id": settings.LICENCIA_URL}} if settings.LICENCIA_URL else {})


def _texto(texto: str) -> dict[str, str]:
    return {"@value": texto, "@language": "es"}
