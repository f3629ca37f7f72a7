"""How the pages of the encuentros reach their rows: within the scope of who asks, or the 404 of a row that does not exist."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from .. import seguimiento
from ..models import Acuerdo, ComentarioActa, DocumentoPunto, Encuentro, FotoExpuesta, Invitado, ProyectoExpuesto, PuntoAgenda

PERSONAS = ("convocado_por", "iniciado_por", "terminado_por", "firmado_por")


def con_su_acta(encuentros: Any) -> Any:
    """With what a page of one asks of it: whether its acta closed it too, not what that says."""
    return encuentros.select_related("ugel", "distrito", "acta").defer("acta__contenido")


def un_encuentro(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """An encuentro of such a UGEL."""
    return get_object_or_404(con_su_acta(Encuentro.objects.for_user(user)), ugel__codigo=ugel, numero=numero)


def un_encuentro_por_dentro(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """One whose inner side (contacts, notes, drafts) this person reads."""
    filas = Encuentro.objects.for_user(user).internos_de(user).select_related("ugel", "distrito")
    return get_object_or_404(filas, ugel__codigo=ugel, numero=numero)


def un_invitado(user: Any, *, ugel: str, numero: int, pk: int) -> Invitado:
    """A guest of such an encuentro, for whoever reads its inner side: a contact is nobody else's."""
    filas = Invitado.objects.for_user(user).internos_de(user)
    filas = filas.select_related("encuentro__ugel", "encuentro__distrito", "municipalidad__distrito", "anotada_por")
    return get_object_or_404(filas, encuentro__ugel__codigo=ugel, encuentro__numero=numero, pk=pk)


def un_oficio(user: Any, *, formato: str, **ruta: Any) -> Invitado:
    """The guest whose oficio is asked for, as one of the two kinds of document there are."""
    if formato not in ("pdf", "docx"):
        raise Http404
    return un_invitado(user, **ruta)


def un_encuentro_con_sus_pasos(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """The same with who took each of its steps."""
    filas = con_su_acta(Encuentro.objects.for_user(user)).select_related(*PERSONAS)
    return get_object_or_404(filas, ugel__codigo=ugel, numero=numero)


def un_acuerdo(user: Any, *, ugel: str, numero: int, acuerdo: int) -> Acuerdo:
    """An acuerdo of such an encuentro, with how it stands."""
    filas = seguimiento.con_lo_suyo(seguimiento.para_lista(Acuerdo.objects.for_user(user)), user)
    filas = filas.select_related("punto", "decidido_por", "compromiso__estado_por", "encuentro__acta").defer("encuentro__acta__contenido")
    return get_object_or_404(filas, encuentro__ugel__codigo=ugel, encuentro__numero=numero, numero=acuerdo)


def un_proyecto_expuesto(user: Any, *, ugel: str, numero: int, pk: int) -> ProyectoExpuesto:
    """What a school showed at such an encuentro."""
    filas = ProyectoExpuesto.objects.for_user(user).select_related("encuentro__ugel", "distrito", "proyecto")
    return get_object_or_404(filas, encuentro__ugel__codigo=ugel, encuentro__numero=numero, pk=pk)


def una_foto(user: Any, *, pk: Any) -> FotoExpuesta:
    """A photo whose inner side this person reads; who sees it only because it is public does not reach it here."""
    filas = FotoExpuesta.objects.for_user(user).internos_de(user)
    return get_object_or_404(filas.select_related("proyecto", "encuentro__ugel"), pk=pk)


def un_punto(user: Any, *, ugel: str, numero: int, pk: int) -> PuntoAgenda:
    """A point of an encuentro that this person reads."""
    filas = PuntoAgenda.objects.for_user(user).select_related("encuentro__ugel", "encuentro__distrito")
    return get_object_or_404(filas, pk=pk, encuentro__ugel__codigo=ugel, encuentro__numero=numero)


def un_documento(user: Any, *, pk: Any) -> DocumentoPunto:
    """A document of such a point that is still on the agenda."""
    filas = DocumentoPunto.objects.for_user(user).filter(punto__eliminado_en=None)
    return get_object_or_404(filas.select_related("encuentro__ugel", "punto"), pk=pk)


def un_comentario(user: Any, *, ugel: str, numero: int, pk: int) -> ComentarioActa:
    """A comment that this person reads."""
    filas = ComentarioActa.objects.for_user(user).select_related("encuentro__ugel", "municipalidad__distrito", "hecho_por", "atendido_por")
    return get_object_or_404(filas, pk=pk, encuentro__ugel__codigo=ugel, encuentro__numero=numero)
