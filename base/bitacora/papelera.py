"""The papelera: what was deleted, by whom, when. Each app says which of its records people look for there, and by which name."""

from typing import Any

from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

_modelos: dict[type[Model], str] = {}


def registrar(modelos: dict[type[Model], str]) -> None:
    """Show the deleted rows of these models in the papelera, each called by the column that is given."""
    _modelos.update(modelos)


def modelo_de(clave: str) -> type[Model] | None:
    """The registered model called `app.modelo` in an address."""
    return next((modelo for modelo in _modelos if modelo._meta.label_lower == clave), None)


def eliminados(user: Any) -> "QuerySet[Any]":
    """What this person may restore, newest first: one query over every kind of record, whose rows are dictionaries."""
    primero, *otros = [_filas(modelo, nombre, user) for modelo, nombre in _modelos.items()]
    return primero.union(*otros, all=True).order_by("-eliminado_en", "fila_clave", "fila_pk")


def _filas(modelo: Any, nombre: str, user: Any) -> "QuerySet[Any]":
    """The deleted rows of one kind, in columns that all kinds have."""
    filas: QuerySet[Any] = modelo.todos.for_user(user).eliminados().order_by()
    return filas.annotate(
        fila_clave=Value(modelo._meta.label_lower, output_field=CharField()),
        fila_clase=Value(str(modelo._meta.verbose_name), output_field=CharField()),
        fila_pk=Cast("pk", TextField()),
        fila_nombre=Cast(F(nombre), TextField()),
        fila_quien=F("eliminado_por__nombre"),
    ).values("fila_clave", "fila_clase", "fila_pk", "fila_nombre", "fila_quien", "eliminado_en", "demostracion")
