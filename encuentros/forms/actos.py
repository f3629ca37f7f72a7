"""What every act of the page «En vivo» is: a form that is done once, with what its author saw in each field.

A field `x` comes with `visto-x`, what its author saw there. `tocado_en` is when it was done, where the line was down meanwhile.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from base.bitacora.formularios import ConClave
from base.comun.fechas import DESDE, HASTA
from base.cuentas.models import Usuario
from encuentros import en_vivo
from encuentros.models import Encuentro
from municipios.models import Distrito


class Lineas(forms.CharField):
    """A long text, its lines ended in one way."""

    def to_python(self, value: Any) -> str:
        """As it is compared."""
        return en_vivo.en_lineas(super().to_python(value) or "")


class Dia(forms.DateField):
    """A day of this century."""

    def clean(self, value: Any) -> Any:
        """Refuse a slip of the finger in the year."""
        dia = super().clean(value)
        if dia is not None and not DESDE <= dia.year <= HASTA:
            raise ValidationError(f"Escriba un año entre {DESDE} y {HASTA}.")
        return dia


class Acto(ConClave):
    """One act. `que` names it in what is posted; `campos` are those that two people may write at once."""

    que: ClassVar[str] = ""
    campos: ClassVar[tuple[str, ...]] = ()
    tocado_en = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, encuentro: Encuentro) -> None:
        self.encuentro = encuentro
        super().__init__(data)

    @property
    def parte(self) -> str:
        """The part of the page where it stands."""
        return "cabeza"

    @property
    def cambian(self) -> list[str]:
        """The parts of the page that it changes."""
        return [self.parte]

    @property
    def ancla(self) -> str:
        """Where the page is opened again afterwards."""
        return self.parte

    @property
    def en(self) -> Any:
        """When it was done."""
        dicho = str(self.data.get("tocado_en", ""))
        return en_vivo.instante(int(dicho) if dicho.isascii() and dicho.isdigit() and len(dicho) < 15 else None, self.encuentro)

    def escrito(self) -> dict[str, Any]:
        """What was sent of the fields that are compared."""
        return {campo: self._valor(self.cleaned_data[campo]) for campo in self.campos if campo in self.data}

    def visto(self) -> dict[str, Any]:
        """What its author says to have seen in them."""
        dicho = {}
        for campo in self.campos:
            if f"visto-{campo}" in self.data:
                try:
                    dicho[campo] = self._valor(self.fields[campo].clean(self.data[f"visto-{campo}"]))
                except ValidationError:
                    continue
        return dicho

    def _valor(self, valor: Any) -> Any:
        return valor.pk if isinstance(valor, Distrito) else valor

    def hacer(self, *, por: Usuario) -> None:
        """Do it, inside the caller's gesture."""
        raise NotImplementedError
