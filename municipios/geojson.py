"""A file of boundaries read with distrust: what it holds for each ubigeo, or one plain sentence about why it cannot be read.

Only WGS84 degrees of Peru are taken. Districts are told by INEI's six digits, which the properties must carry; a name is never a key. Nothing of
the file is kept but the shapes.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from base.comun.trazos import Anillo, DemasiadoEnredado, Gasto, area, se_cruza

MIB = 1024 * 1024
MAYOR = 12 * MIB
FIGURAS, PUNTOS, PUNTOS_DE_UNA = 5_000, 400_000, 40_000
PERU = (-82.0, -18.7, -68.4, 0.2)  # west, south, east, north: with some room around
LLAVES = ("ubigeo", "ubigeo_inei", "inei", "iddist", "id_dist", "coddist", "cod_dist")
NOMBRES = ("distrito", "nombdist", "nomb_dist", "nombre", "name")
CRS = re.compile(r"(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84|EPSG:[\d.]*:?4326)\Z", re.IGNORECASE)


class Ilegible(ValidationError):
    """The file as a whole says nothing of use: `message` tells why and what to do."""


@dataclass
class Figura:
    """What the file says of one district. `mal` is why its shape is of no use, when it is not."""

    ubigeo: str
    nombre: str
    anillos: list[Anillo] = field(default_factory=list)
    mal: str = ""


class _Mala(Exception):
    """Why one shape is of no use."""


def leer(contenido: bytes) -> list[Figura]:
    """Each figure of the file that says which district it is; raises `Ilegible`."""
    gasto = Gasto()
    figuras = [_figura(feature, gasto) for feature in _features(_objeto(contenido))]
    if not any(figura.ubigeo for figura in figuras):
        raise Ilegible(f"Ninguna figura dice su ubigeo del INEI: falta la propiedad «ubigeo» (o {', '.join(LLAVES[1:])}).")
    con_forma = [figura for figura in figuras if figura.anillos]
    if not con_forma:
        raise Ilegible(next((f.mal for f in figuras if f.mal), "Ninguna figura del archivo tiene forma."))
    if sum(len(anillo) for figura in con_forma for anillo in figura.anillos) > PUNTOS:
        raise Ilegible(f"El archivo tiene más de {PUNTOS} puntos: pida a quien lo hizo una versión simplificada.")
    _comprobar_lugar(con_forma)
    return figuras


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _objeto(contenido: bytes) -> dict[str, Any]:
    if len(contenido) > MAYOR:
        raise Ilegible(f"El archivo pesa más de {MAYOR // MIB} MB: recórtelo a su región o pida una versión simplificada.")
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Ilegible("El archivo no es texto UTF-8: no es un GeoJSON (¿es un ZIP o un shapefile?).") from None
    if texto.count("[") > 2 * PUNTOS:
        raise Ilegible(f"El archivo tiene más de {PUNTOS} puntos: pida a quien lo hizo una versión simplificada.")
    try:
        objeto = json.loads(texto, parse_constant=_constante)
    except RecursionError:
        raise Ilegible("El archivo está anidado sin fin: no es un GeoJSON.") from None
    except ValueError as error:
        raise Ilegible(
            str(error) if isinstance(error, _NoEsNumero) else "El archivo no es JSON bien escrito: está cortado o dañado."
        ) from None
    if not isinstance(objeto, dict) or objeto.get("type") != "FeatureCollection":
        raise Ilegible("El archivo no es una colección de figuras (FeatureCollection) de GeoJSON.")
    _comprobar_crs(objeto.get("crs"))
    return objeto


class _NoEsNumero(ValueError):
    pass


def _constante(nombre: str) -> Any:
    raise _NoEsNumero(f"El archivo dice {nombre} donde va un número.")


def _comprobar_crs(crs: Any) -> None:
    if crs is None:
        return
    propiedades = crs.get("properties") if isinstance(crs, dict) else None
    nombre = propiedades.get("name") if isinstance(propiedades, dict) else None
    dicho = re.sub(r"::", ":", nombre) if isinstance(nombre, str) else ""
    if not CRS.match(dicho):
        raise Ilegible("El archivo está en otro sistema de coordenadas: expórtelo en grados WGS84 (EPSG:4326).")


def _features(objeto: dict[str, Any]) -> list[dict[str, Any]]:
    features = objeto.get("features")
    if not isinstance(features, list) or not features:
        raise Ilegible("El archivo no trae ninguna figura.")
    if len(features) > FIGURAS:
        raise Ilegible(f"El archivo trae más de {FIGURAS} figuras: el Perú tiene menos de 2 000 distritos.")
    if not all(isinstance(feature, dict) for feature in features):
        raise Ilegible("El archivo trae algo que no es una figura.")
    return features


# ── One figure ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _figura(feature: dict[str, Any], gasto: Gasto) -> Figura:
    propiedades = feature.get("properties")
    suyas = {str(k).lower(): v for k, v in propiedades.items()} if isinstance(propiedades, dict) else {}
    nombre = next((suyas[n] for n in NOMBRES if isinstance(suyas.get(n), str)), "")
    figura = Figura(_ubigeo(suyas), " ".join(nombre.split())[:80])
    try:
        figura.anillos = list(_anillos(feature.get("geometry"), gasto))
    except _Mala as error:
        figura.mal = str(error)
    return figura


def _ubigeo(propiedades: dict[str, Any]) -> str:
    """Six digits; a zero that a spreadsheet took away is put back. Whatever else is no code."""
    dicho = next((propiedades[llave] for llave in LLAVES if propiedades.get(llave) not in (None, "")), "")
    if isinstance(dicho, bool) or not isinstance(dicho, int | str):
        return ""
    texto = str(dicho).strip() if isinstance(dicho, str) or 0 <= dicho < 10**6 else ""
    return texto.zfill(6) if texto.isascii() and texto.isdigit() and len(texto) in (5, 6) else ""


def _anillos(geometria: Any, gasto: Gasto) -> Iterator[Anillo]:
    if geometria is None:
        raise _Mala("no trae forma")
    clase = geometria.get("type") if isinstance(geometria, dict) else None
    if clase not in ("Polygon", "MultiPolygon"):
        raise _Mala("no es un polígono")
    poligonos = geometria.get("coordinates")
    poligonos = [poligonos] if clase == "Polygon" else poligonos
    if not isinstance(poligonos, list) or not poligonos or not all(isinstance(p, list) and p for p in poligonos):
        raise _Mala("su forma está vacía")
    puntos = sum(len(anillo) for poligono in poligonos for anillo in poligono if isinstance(anillo, list))
    if puntos > PUNTOS_DE_UNA:
        raise _Mala(f"tiene más de {PUNTOS_DE_UNA} puntos")
    for poligono in poligonos:
        for anillo in poligono:
            yield _anillo(anillo, gasto)


def _anillo(dicho: Any, gasto: Gasto) -> Anillo:
    if not isinstance(dicho, list) or len(dicho) < 4:
        raise _Mala("uno de sus anillos tiene menos de cuatro puntos")
    anillo = [_punto(punto) for punto in dicho]
    if anillo[0] != anillo[-1]:
        raise _Mala("uno de sus anillos no se cierra")
    limpio = [anillo[0], *(b for a, b in zip(anillo, anillo[1:], strict=False) if a != b)]
    try:
        cruzado = se_cruza(limpio, gasto)
    except DemasiadoEnredado:
        raise _Mala("su forma está demasiado enredada") from None
    if cruzado:
        raise _Mala("su borde se cruza a sí mismo")
    if len(limpio) < 4 or not area(limpio):
        raise _Mala("uno de sus anillos no encierra nada")
    return limpio


def _punto(dicho: Any) -> tuple[float, float]:
    """Longitude and latitude with four decimals, some eleven metres: no drawing of ours shows less."""
    if not isinstance(dicho, list) or len(dicho) < 2:
        raise _Mala("uno de sus puntos no tiene longitud y latitud")
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in dicho[:2]):
        raise _Mala("uno de sus puntos no es un número")
    if not all(-1e9 < n < 1e9 and math.isfinite(n) for n in dicho[:2]):
        raise _Mala("uno de sus puntos no es un número que se pueda dibujar")
    return round(float(dicho[0]), 4), round(float(dicho[1]), 4)


# ── Where on earth ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _comprobar_lugar(figuras: list[Figura]) -> None:
    """A figure outside of Peru is of no use; when all are, the file says in which way it is wrong."""
    dentro = al_reves = en_metros = 0
    for figura in figuras:
        puntos = [punto for anillo in figura.anillos for punto in anillo]
        if all(_en_el_peru(x, y) for x, y in puntos):
            dentro += 1
            continue
        al_reves += all(_en_el_peru(y, x) for x, y in puntos)
        en_metros += any(abs(x) > 180 or abs(y) > 90 for x, y in puntos)
        figura.anillos, figura.mal = [], "cae fuera del Perú"
    if dentro:
        return
    if al_reves:
        raise Ilegible("El archivo trae la latitud antes que la longitud: en GeoJSON va primero la longitud.")
    if en_metros:
        raise Ilegible("El archivo no está en grados (¿está en UTM?): expórtelo en grados WGS84 (EPSG:4326).")
    raise Ilegible("Ninguna figura del archivo cae en el Perú.")


def _en_el_peru(x: float, y: float) -> bool:
    oeste, sur, este, norte = PERU
    return oeste <= x <= este and sur <= y <= norte
