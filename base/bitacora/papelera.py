"""The papelera: what was deleted, by whom, when. Each app says which of its records people look for there."""

from typing import Any

from django.db.models import Model

_modelos: list[type[Model]] = []


def registrar(*modelos: type[Model]) -> None:
    """Show the deleted rows of these models in the papelera."""
    _modelos.extend(modelo for modelo in modelos if modelo not in _modelos)


def modelo_de(clave: str) -> type[Model] | None:
    """The registered model called `app.modelo` in an address."""
    return next((modelo for modelo in _modelos if modelo._meta.label_lower == clave), None)


def eliminados(user: Any) -> list[Any]:
    """Deleted records this person may restore, newest first."""
    filas = [
        fila
        for modelo in _modelos
        for fila in modelo.todos.for_user(user).eliminados().select_related("eliminado_por").order_by("-eliminado_en")[:200]  # type: ignore[attr-defined]
    ]
    return sorted(filas, key=lambda fila: fila.eliminado_en, reverse=True)
