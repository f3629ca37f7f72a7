"""A gesture: the one door through which people change records.

    with gesto(por=usuario, motivo="Oficio 12-2024", clave=formulario.clave) as lote:
        compromiso.reprogramar(...)
        lote.llevar_a(url)

All of it happens or none of it, every history row carries the same Lote, and the same key does it once.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, transaction

from base.cuentas.models import Usuario

from .ambitos import ambito_de_un_gesto
from .models import Lote

_actual: ContextVar[Lote | None] = ContextVar("lote_actual", default=None)


class YaHecho(Exception):
    """This form was already received: `lote` is what it did the first time."""

    def __init__(self, lote: Lote) -> None:
        super().__init__(f"ya hecho en el lote {lote.pk}")
        self.lote = lote


def actual() -> Lote | None:
    """The gesture in course, if any."""
    return _actual.get()


def ya_recibido(por: Usuario | None, clave: uuid.UUID | None) -> Lote | None:
    """What this person's form with that key did, if it was already received."""
    return Lote.objects.filter(por=por, clave=clave).first() if clave else None


def _abrir(lote: Lote) -> Lote:
    if lote.clave is None:  # of no form: nothing that was received before can be in its way
        lote.save(force_insert=True)
        return lote
    try:
        with transaction.atomic():
            lote.save(force_insert=True)
            return lote
    except IntegrityError:
        anterior = ya_recibido(lote.por, lote.clave)
        if anterior is None:
            raise
        raise YaHecho(anterior) from None


@contextmanager
def gesto(
    *,
    por: Usuario | None,
    motivo: str = "",
    clave: uuid.UUID | None = None,
    tipo: str = Lote.Tipo.EDICION,
    ambito: str = "",
    deshace: Lote | None = None,
) -> Iterator[Lote]:
    """One gesture, atomic. Inside another one it joins it. Raises `YaHecho` when `clave` was already received from this person.

    `ambito` is the code of the UGEL whose records it touches: unless it is said, the only one in which that person writes. `deshace`, the
    gesture it takes back.
    """
    en_curso = _actual.get()
    if en_curso is not None:
        yield en_curso
        return
    with transaction.atomic():
        suyo = ambito or ambito_de_un_gesto(por)
        lote = _abrir(Lote(por=por, motivo=motivo, clave=clave, tipo=tipo, ambito=suyo, deshace=deshace))
        marca = _actual.set(lote)
        try:
            yield lote
        finally:
            _actual.reset(marca)
