"""A document of the office, filled: fields by name wherever they stand (also cut into pieces by Word), one row of a table for each line of a list."""

import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from docx import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from base.comun.impresos import limpio

from ..cifras import Cifras
from ..escribir import Emision
from .campos import AVISO, DE_FILA, MARCA, NINGUNO, Examen, Fuente, buscar, clase_de_fila, filas_de_clase

TOPE_DE_FILAS = 5_000
ESPACIO = "{http://www.w3.org/XML/1998/namespace}space"


def _raices(documento: Any) -> Iterator[Any]:
    """The body, and whatever else of it is read: heads, feet, notes."""
    for parte in documento.part.package.iter_parts():
        if isinstance(parte, XmlPart) and parte.partname.startswith("/word/") and next(parte.element.iter(qn("w:p")), None) is not None:
            yield parte.element


def _dentro_de(nodo: Any, etiqueta: str) -> Any:
    """The nearest of that kind around it."""
    return next(nodo.iterancestors(qn(etiqueta)), None)


def _trozos(parrafo: Any) -> list[Any]:
    """The pieces of text of a paragraph, not those of one that stands inside it."""
    return [t for t in parrafo.iter(qn("w:t")) if _dentro_de(t, "w:p") is parrafo]


def _texto(parrafo: Any) -> str:
    return "".join(t.text or "" for t in _trozos(parrafo))


def _parrafos_de(fila: Any) -> list[Any]:
    """Those of a row of a table, not of a table inside it."""
    return [p for p in fila.iter(qn("w:p")) if _dentro_de(p, "w:tr") is fila]


def _clases(fila: Any) -> set[str]:
    return clase_de_fila(m[1] for p in _parrafos_de(fila) for m in MARCA.finditer(_texto(p)))


# ── What it carries ──────────────────────────────────────────────────────────────────────────────────────────────────────
def examinar(contenido: bytes) -> Examen:
    """Its fields, and what is wrong with them."""
    examen = Examen()
    for raiz in _raices(Document(io.BytesIO(contenido))):
        for parrafo in raiz.iter(qn("w:p")):
            texto = _texto(parrafo)
            suyos = examen.tomar(texto, f"Donde dice «{texto[:60]}»")
            if clase_de_fila(suyos) and _dentro_de(parrafo, "w:tr") is None:
                examen.errores.append(f"Donde dice «{texto[:60]}»: los campos de una lista van en una fila de una tabla.")
        for fila in raiz.iter(qn("w:tr")):
            if len(_clases(fila)) > 1:
                examen.errores.append("Una fila lleva campos de dos listas: repite compromisos o actividades, no los dos.")
            if _clases(fila) and any(v.get(qn("w:val")) != "restart" for v in fila.iter(qn("w:vMerge"))):
                examen.errores.append("La fila que se repite tiene celdas combinadas con otra fila: sepárelas.")
    return examen


# ── Filling it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def rellenar(contenido: bytes, cifras: Cifras, emision: Emision) -> bytes:
    """The document with the figures in it."""
    documento, fuente = Document(io.BytesIO(contenido)), Fuente(cifras, emision)
    for raiz in _raices(documento):
        for fila in list(raiz.iter(qn("w:tr"))):
            if clases := _clases(fila):
                _repetir(fila, next(iter(clases)), fuente)
        for parrafo in list(raiz.iter(qn("w:p"))):
            _llenar(parrafo, None, fuente)
    if cifras.demostracion:
        aviso = documento.add_paragraph()
        aviso.add_run(AVISO).bold = True
        documento.element.body.insert(0, aviso._p)
    salida = io.BytesIO()
    documento.save(salida)
    return salida.getvalue()


def _repetir(fila: Any, clase: str, fuente: Fuente) -> None:
    """A copy for each line of the list; where it has none, one that says so."""
    filas = filas_de_clase(clase, fuente.cifras)
    if len(filas) > TOPE_DE_FILAS:
        raise ValidationError(f"El informe tiene más de {TOPE_DE_FILAS:,} filas: no cabe en la plantilla.", code="muchas_filas")
    if not filas:
        dicho = NINGUNO
        for parrafo in _parrafos_de(fila):
            if clase_de_fila(m[1] for m in MARCA.finditer(_texto(parrafo))):
                _escribir(_trozos(parrafo), dicho)
                dicho = ""
        return
    for una in filas:
        copia = deepcopy(fila)
        fila.addprevious(copia)
        for parrafo in _parrafos_de(copia):
            _llenar(parrafo, una, fuente)
    fila.getparent().remove(fila)


def _llenar(parrafo: Any, una: Any, fuente: Fuente) -> None:
    """Each field of a paragraph, the last first: what it says goes where it begins, with the look that it had there."""
    trozos = _trozos(parrafo)
    texto = "".join(t.text or "" for t in trozos)
    for hallado in reversed(list(MARCA.finditer(texto))):
        campo = buscar(hallado[1])
        if campo is not None:
            es_de_fila = campo.nombre.partition(".")[0] in DE_FILA
            _poner(trozos, hallado.start(), hallado.end(), campo.en_palabras(una if es_de_fila else fuente))


def _poner(trozos: list[Any], desde: int, hasta: int, dicho: str) -> None:
    """Put `dicho` instead of the characters between two places of the text that these pieces make together."""
    lugar, puesto = 0, False
    for trozo in trozos:
        texto = trozo.text or ""
        a, b = max(desde - lugar, 0), min(hasta - lugar, len(texto))
        if a < b:
            nuevo = "" if puesto else " ".join(str(limpio(dicho)).split("\n"))
            trozo.text, puesto = texto[:a] + nuevo + texto[b:], True
            trozo.set(ESPACIO, "preserve")
        lugar += len(texto)


def _escribir(trozos: list[Any], dicho: str) -> None:
    """That alone, and nothing of what there was."""
    for n, trozo in enumerate(trozos):
        trozo.text = dicho if n == 0 else ""
