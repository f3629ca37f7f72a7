"""How a record goes from one state to another: under a lock, only along a written path, with who and when."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso


def exigir(por: Usuario, permiso: Permiso, mensaje: str) -> None:
    """Raise `ValidationError` unless the role of `por` allows `permiso`: the model's own door, whoever calls."""
    if not por.puede(permiso):
        raise ValidationError(mensaje, code="rol")


def exigir_texto(texto: str, mensaje: str) -> str:
    """The text without outer blanks; raise `ValidationError` when nothing is left."""
    limpio = texto.strip()
    if not limpio:
        raise ValidationError(mensaje, code="falta")
    return limpio


def tomar(registro: Any, *, desde: tuple[str, ...], mensaje: str) -> None:
    """Lock the row, read it again, and raise `ValidationError` unless its state is still one of `desde`.

    Two people who press at the same moment pass one after the other, and the second one meets the state the first one left.
    """
    modelo: type[Model] = type(registro)
    registro.refresh_from_db(from_queryset=modelo._base_manager.select_for_update(no_key=True))
    if registro.eliminado_en is not None:
        raise ValidationError("Está en la papelera: restáurelo primero.", code="eliminado")
    exigir_estado(registro, desde=desde, mensaje=mensaje)


def exigir_estado(registro: Any, *, desde: tuple[str, ...], mensaje: str) -> None:
    """Raise `ValidationError` unless the state of `registro`, which is held already or only looked at, is one of `desde`."""
    if registro.estado not in desde:
        raise ValidationError(f"{mensaje} Ahora está «{registro.get_estado_display().lower()}».", code="estado")
