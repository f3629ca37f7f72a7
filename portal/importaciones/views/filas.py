"""Which file, which row of it, and which UGEL a page is about."""

from typing import Any

from django.shortcuts import get_object_or_404

from base.cuentas.permisos import Pedido
from municipios.models import Ugel
from municipios.ugeles import recordar_ugel
from portal.importaciones.models import FilaImportada, Importacion


def elegir_ugel(request: Pedido) -> tuple[Ugel | None, list[Ugel]]:
    """The UGEL asked for with `?ugel=` (or the first), and all those that this person works for."""
    ugeles = list(Ugel.objects.atendidas_por(request.user))
    elegida = next((u for u in ugeles if u.codigo == request.GET.get("ugel")), None) or next(iter(ugeles), None)
    recordar_ugel(request, elegida)
    return elegida, ugeles


def una_importacion(user: Any, *, pk: int) -> Importacion:
    """A file of the person's UGEL, of a padrón that their role brings in."""
    suyas = Importacion.objects.for_user(user).select_related("ugel", "convenio__ugel", "por", "aplicada_por", "lote", "tarea")
    return get_object_or_404(suyas.defer("contenido"), pk=pk)


def una_fila(user: Any, *, pk: int, numero: int) -> FilaImportada:
    """One row of it."""
    importacion = una_importacion(user, pk=pk)
    fila = get_object_or_404(FilaImportada.objects.for_user(user), importacion=importacion, numero=numero)
    fila.importacion = importacion
    return fila
