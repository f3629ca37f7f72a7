"""Which record a page is about, whatever its kind: an address names the model and the key, and the scope decides."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from base.bitacora import papelera
from base.bitacora.models import Registro


def un_registro(user: Any, *, clave: str, pk: str) -> Any:
    """A living record of any kind that has a history page."""
    try:
        modelo: Any = apps.get_model(clave)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(modelo, Registro):
        raise Http404
    return _uno(modelo.objects.for_user(user).internos_de(user).select_related(), pk)  # its page is named by what it hangs on


def un_borrable(user: Any, *, clave: str, pk: str) -> Any:
    """A living record that can go to the papelera."""
    return _uno(_modelo(clave).objects.for_user(user), pk)


def un_eliminado(user: Any, *, clave: str, pk: str) -> Any:
    """A record in the papelera."""
    return _uno(_modelo(clave).todos.for_user(user).eliminados().select_related(), pk)


def _modelo(clave: str) -> Any:
    modelo = papelera.modelo_de(clave)
    if modelo is None:
        raise Http404
    return modelo


def _uno(filas: Any, pk: str) -> Any:
    try:
        return get_object_or_404(filas, pk=pk)
    except (ValueError, OverflowError, ValidationError):  # each kind of key refuses nonsense in its own way
        raise Http404 from None
