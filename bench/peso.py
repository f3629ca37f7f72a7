"""What a visit weighs: the page and every file it names, compressed, headers included, as a browser with an empty cache asks for them."""

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from bench.cliente import Cliente, Respuesta

# Element and attribute by which a page names a file of its own; a link of these kinds is fetched, any other is only followed
NOMBRAN = {"script": "src", "img": "src", "use": "href", "source": "src", "image": "href"}
ENLACES = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass
class Visita:
    """Bytes of the first visit with an empty cache, and of the next one to the same page."""

    pagina: int
    archivos: int
    repetida: int

    @property
    def primera(self) -> int:
        return self.pagina + self.archivos


class _Nombrados(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.archivos: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        nombrado = a.get(NOMBRAN.get(tag, "")) or (a.get("href") if tag == "link" and set((a.get("rel") or "").split()) & ENLACES else None)
        if nombrado and not nombrado.startswith(("data:", "#", "blob:")):
            self.archivos.add(nombrado.partition("#")[0])


def _texto(respuesta: Respuesta) -> str:
    cuerpo = gzip.decompress(respuesta.cuerpo) if respuesta.cabeceras.get("content-encoding") == "gzip" else respuesta.cuerpo
    return cuerpo.decode()


def _que_nombra(direccion: str, respuesta: Respuesta) -> set[str]:
    tipo = respuesta.cabeceras.get("content-type", "")
    if tipo.startswith("text/html"):
        lector = _Nombrados()
        lector.feed(_texto(respuesta))
        nombrados = lector.archivos
    elif tipo.startswith("text/css"):
        nombrados = set(re.findall(r"url\([\"']?([^\"')#]+)", _texto(respuesta)))
    elif "javascript" in tipo:
        nombrados = set(re.findall(r"(?:from|import)\s*[(]?\s*[\"'](\.[^\"']+)", _texto(respuesta)))
    else:
        nombrados = set()
    return {urljoin(direccion, nombre) for nombre in nombrados if not nombre.startswith("data:")}


def pesar(cliente: Cliente, direccion: str) -> Visita:
    """Both visits. A file that its server calls immutable is not asked for again; any other is, with its validators."""
    pagina = _pedida(cliente, direccion)
    vistos: dict[str, Respuesta] = {}
    pendientes = _que_nombra(direccion, pagina)
    while pendientes:
        archivo = pendientes.pop()
        vistos[archivo] = _pedida(cliente, archivo)
        pendientes |= _que_nombra(archivo, vistos[archivo]) - vistos.keys()
    repetida = _otra_vez(cliente, direccion, pagina)
    repetida += sum(
        _otra_vez(cliente, archivo, visto)
        for archivo, visto in vistos.items()
        if "immutable" not in visto.cabeceras.get("cache-control", "")
    )
    return Visita(pagina.bytes_en_el_cable, sum(v.bytes_en_el_cable for v in vistos.values()), repetida)


def _pedida(cliente: Cliente, direccion: str) -> Respuesta:
    respuesta = cliente.pedir(direccion)
    if respuesta.estado != 200:
        raise RuntimeError(f"{direccion} respondió {respuesta.estado}")
    return respuesta


def _otra_vez(cliente: Cliente, direccion: str, antes: Respuesta) -> int:
    validadores = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    otras = {cabecera: antes.cabeceras[v] for v, cabecera in validadores.items() if v in antes.cabeceras}
    return cliente.pedir(direccion, **otras).bytes_en_el_cable
