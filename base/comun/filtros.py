"""What may be asked of a list, in the words of its address: forms that never fail a page."""

from typing import Any, ClassVar

from django import forms


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
