"""What a page weighs on its way to a phone: its HTML and everything it names, as gzip carries them."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

NOMBRA = re.compile(r"""(?:href|src)="/static/([^"#?]+)""")
EN_LA_HOJA = re.compile(r"""url\("?([^")]+)"?\)""")
CABECERAS = 400  # octets of status line and headers, for each file


def _del_disco(nombre: str) -> Path:
    encontrado = finders.find(nombre)
    assert encontrado, nombre
    return Path(encontrado)


def _viaja(contenido: bytes) -> int:
    return min(len(contenido), len(gzip.compress(contenido, 9))) + CABECERAS


def pesar(cliente: Client, ruta: str) -> tuple[int, int]:
    """Octets of a first visit with an empty cache, and of a repeat visit (the HTML alone: what it names never changes its name)."""
    respuesta = cliente.get(ruta, headers={"accept-encoding": "gzip"})
    assert respuesta.status_code == 200, (ruta, respuesta.status_code)
    assert respuesta["Content-Encoding"] == "gzip"
    archivos = {_del_disco(nombre) for nombre in NOMBRA.findall(gzip.decompress(respuesta.content).decode())}
    for hoja in [archivo for archivo in archivos if archivo.suffix == ".css"]:
        archivos |= {(hoja.parent / nombre).resolve() for nombre in EN_LA_HOJA.findall(hoja.read_text()) if not nombre.startswith("data:")}
    html = len(respuesta.content) + CABECERAS
    return html + sum(_viaja(archivo.read_bytes()) for archivo in archivos), html
