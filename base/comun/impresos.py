"""Printed documents: a template of `templates/impresos/` and plain data become a tagged PDF.

    pdf = componer_pdf("acta_de_transferencia", datos, titulo="Acta de transferencia", demostracion=True)

Data travel to typst as JSON and are drawn as text, so nothing that a person typed is ever read as code. Only the fonts that typst
brings are used, nothing is asked of the network, and the same data give the same bytes, whatever the hour.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.http import HttpResponse

TIPO_PDF = "application/pdf"
ACCESIBLE = {"pdf_standards": ["ua-1"]}  # PDF/UA: title, language, tags, alternative texts
# What no printer draws: controls, halves of a character, and the marks that turn the direction of the text around them.
_SIN_DIBUJO = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def _carpeta() -> Path:
    return Path(settings.RAIZ) / "templates" / "impresos"


def limpio(valor: Any) -> Any:
    """The same data without the characters that cannot be drawn; lines end as on any machine."""
    if isinstance(valor, str):
        return _SIN_DIBUJO.sub("", valor.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(valor, dict):
        return {clave: limpio(dentro) for clave, dentro in valor.items()}
    if isinstance(valor, list | tuple):
        return [limpio(dentro) for dentro in valor]
    return valor


@lru_cache(maxsize=32)
def _plantilla(nombre: str) -> Path:
    ruta = _carpeta() / f"{nombre}.typ"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", nombre) or not ruta.is_file():
        raise ValueError(f"No hay un impreso «{nombre}».")
    return ruta


def componer_pdf(
    plantilla: str, datos: dict[str, Any], *, titulo: str, demostracion: bool = False, membrete: dict[str, str] | None = None
) -> bytes:
    """The document. `datos` holds what JSON holds: dates and figures arrive already written as people read them. `membrete`: what
    stands at the head (`encabezado`, its lines; `anio`, the name of the year) and at the foot (`pie`); what is empty is not printed.

    It is PDF/UA-1, but for a character that no font of typst can draw (Chinese, an emoji): then it is a tagged PDF all the same, with
    an empty box where the character goes.
    """
    ruta = _plantilla(plantilla)
    entrada = {"titulo": titulo, "demostracion": demostracion, "portal": settings.PORTAL_NOMBRE, "datos": datos, "membrete": membrete or {}}
    opciones: dict[str, Any] = {
        "root": str(_carpeta()),
        "format": "pdf",
        "ignore_system_fonts": True,
        "font_paths": [],
        "timestamp": 0,
        "sys_inputs": {"entrada": json.dumps(limpio(entrada))},
    }
    try:
        return _compilar(ruta, opciones | ACCESIBLE)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compilar(ruta, opciones)


def _compilar(ruta: Path, opciones: dict[str, Any]) -> bytes:
    return cast("bytes", typst.compile(str(ruta), **opciones))  # without an `output` it answers with the document itself


def respuesta_pdf(nombre: str, pdf: bytes, *, demostracion: bool = False) -> HttpResponse:
    """The document as a download called `nombre`.pdf; a private one: no cache keeps it."""
    respuesta = HttpResponse(pdf, content_type=TIPO_PDF)
    respuesta["Content-Disposition"] = f'attachment; filename="{"demostracion-" if demostracion else ""}{nombre}.pdf"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta
