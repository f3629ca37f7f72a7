"""Which file, and which row of it, a page is about."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.importaciones.models import FilaImportada, Importacion


def una_importacion(user: Any, *, pk: int) -> Importacion:
    """A file of the person's UGEL, of a padrón that their role brings in."""
    suyas = Importacion.objects.for_user(user).select_related("ugel", "convenio__ugel", "por", "aplicada_por", "lote", "tarea")
    try:
        return get_object_or_404(suyas.defer("contenido"), pk=pk)
    except OverflowError:
        raise Http404 from None


def una_fila(user: Any, *, pk: int, numero: int) -> FilaImportada:
    """One row of it."""
    importacion = una_importacion(user, pk=pk)
    try:
        fila = get_object_or_404(FilaImportada.objects.for_user(user), importacion=importacion, numero=numero)
    except OverflowError:
        raise Http404 from None
    fila.importacion = importacion
    return fila
