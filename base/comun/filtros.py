"""What may be asked of a list, in the words of its address: forms that never fail a page."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model


class Filtro(forms.Form):
    """A form of the address: what cannot be understood is as if it had not been asked."""

    no_filtran: ClassVar[frozenset[str]] = frozenset()  # how the page is drawn or ordered, which rows it shows is not

    @property
    def elegido(self) -> dict[str, Any]:
        """What was asked and understood."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {nombre: dicho for nombre, dicho in self.cleaned_data.items() if dicho not in ("", None)}

    @property
    def activos(self) -> int:
        """How many filters are set."""
        return len(self.elegido.keys() - self.no_filtran)


def puestos(formulario: Any) -> list[tuple[str, str, str]]:
    """What is asked of a list, told to a person: the name of each filter, its label, what was chosen."""
    if not formulario.is_bound:
        return []
    formulario.is_valid()
    no_filtran = getattr(formulario, "no_filtran", {"orden"})
    dichos = ((campo, formulario.cleaned_data.get(campo.name)) for campo in formulario if campo.name not in no_filtran)
    return [(campo.name, str(campo.label), _decir(campo, valor)) for campo, valor in dichos if valor not in (None, "", False)]


def _decir(campo: forms.BoundField, valor: Any) -> str:
    if valor is True:
        return "sí"
    if isinstance(valor, datetime.date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, Model):
        return str(valor)
    elegibles = {str(opcion): etiqueta for opcion, etiqueta in getattr(campo.field, "choices", [])}
    return str(elegibles.get(str(campo.value()), valor))
