"""A kept file on its way out, through the guarded view: it can be saved or looked at, never run."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from .modelo import ConArchivo

_POLITICA = "default-src 'none'; sandbox"
_PRIVADO = "private, no-store"
_PUBLICO = "public, max-age=60"  # what is withdrawn from the public page is gone within a minute


def responder(objeto: ConArchivo, *, descargar: bool = False, publico: bool = False) -> HttpResponseBase:
    """The file of `objeto`: a PDF always as a download, a picture also inside a page. The view has already asked who may see it.

    A public picture does not carry the name that it had in somebody's telephone: it may name a child.
    """
    if not objeto.archivo:
        raise Http404
    if objeto.archivo_en_cuarentena:
        espera = "El archivo espera el análisis del antivirus. Vuelva más tarde."
        return _con_cuidado(HttpResponse(espera, content_type="text/plain; charset=utf-8", status=423), publico=False)
    try:
        abierto = objeto.archivo.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    respuesta = FileResponse(
        abierto,
        as_attachment=descargar or not objeto.archivo_es_imagen,
        filename=f"foto{Path(str(objeto.archivo.name)).suffix}" if publico and objeto.archivo_es_imagen else objeto.archivo_nombre,
        content_type=objeto.archivo_tipo,
    )
    return _con_cuidado(respuesta, publico=publico)


def _con_cuidado(respuesta: HttpResponse | FileResponse, *, publico: bool) -> HttpResponse | FileResponse:
    """A file's own Content-Security-Policy: django-csp leaves a header that is already there as it is."""
    respuesta["Content-Security-Policy"] = _POLITICA
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cross-Origin-Resource-Policy"] = "same-origin"
    respuesta["Cache-Control"] = _PUBLICO if publico else _PRIVADO
    return respuesta
