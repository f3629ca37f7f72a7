"""Forms about closed quarters: closing one, or many; saying afterwards what a figure should have been; asking about a code."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave
from base.comun.filtros import Filtro

from .plan import CIFRA

HUECOS = "Marque que lo cierra con lo que falta, o vuelva cuando esté completo."
SE_PUBLICA = "Se publica junto a la cifra: no escriba nombres de personas."


class CerrarForm(ConClave):
    """Close a quarter as it was shown. With something missing, it is said on purpose."""

    nota = forms.CharField(
        label="Nota", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Lo que conviene saber de estas cifras. Queda en el cierre; no se publica.",
    )  # fmt: skip
    con_huecos = forms.BooleanField(label="Lo cierro con lo que falta", required=False)

    def __init__(self, *args: Any, huecos: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._huecos = huecos
        if not huecos:
            del self.fields["con_huecos"]

    @property
    def motivo_del_gesto(self) -> str:
        """The note, in history too."""
        return str(self.cleaned_data.get("nota") or "")[:200]

    def clean_con_huecos(self) -> bool:
        """Nobody closes over a gap without saying so."""
        if self._huecos and not self.cleaned_data["con_huecos"]:
            raise ValidationError(HUECOS)
        return True


class CerrarVariosForm(ConClave):
    """Close the quarter of the plans that were ticked, each with the seal of the figures that were shown."""

    nota = CerrarForm.base_fields["nota"]
    con_huecos = forms.BooleanField(
        label="También cierro los elegidos a los que les falta algo", required=False, help_text="Lo que falta está escrito en cada fila."
    )

    def __init__(self, *args: Any, filas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._de_plan = {str(fila.plan.pk): fila for fila in filas}
        elegidos = self.data.getlist("plan") if self.is_bound else []  # type: ignore[attr-defined]
        self.elegidos: dict[Any, str] = {}  # row → the seal that was shown
        for elegido in elegidos:
            plan, _, mostrado = str(elegido).partition(":")
            if plan in self._de_plan and mostrado:
                self.elegidos[self._de_plan[plan].plan] = mostrado

    def marcado(self, fila: Any) -> bool:
        """Whether its box is ticked when the page is drawn: what was chosen; at first, what lacks nothing."""
        return fila.plan in self.elegidos if self.is_bound else not fila.huecos

    @property
    def motivo_del_gesto(self) -> str:
        """The note, in history too."""
        return str(self.cleaned_data.get("nota") or "")[:200]

    def clean(self) -> dict[str, Any] | None:
        """At least one, and gaps only on purpose."""
        datos = super().clean()
        if not self.elegidos:
            raise ValidationError("Elija al menos un plan.")
        huecos = [fila for plan in self.elegidos if (fila := self._de_plan[str(plan.pk)]).huecos and not fila.motivo]
        if huecos and not self.cleaned_data.get("con_huecos"):
            nombres = ", ".join(fila.plan.municipalidad.distrito.nombre for fila in huecos)
            raise ValidationError(f"A {nombres} les falta algo: marque que los cierra así, o quíteles la marca.")
        return datos


class RectificarForm(ConClave):
    """What the closed figures of an activity should have said, why, and by which document. It carries what counted when it was shown."""

    fisica = forms.DecimalField(label="Cantidad que se hizo", min_value=Decimal(0), max_digits=14, decimal_places=2)
    financiera = forms.DecimalField(label="Devengado (S/)", min_value=Decimal(0), max_digits=14, decimal_places=2)
    motivo = forms.CharField(label="Por qué se rectifica", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=SE_PUBLICA)
    documento = forms.CharField(label="Documento con que se rectifica", max_length=200, help_text="Informe, oficio o acta: número y fecha.")
    antes_fisica = forms.DecimalField(widget=forms.HiddenInput, max_digits=14, decimal_places=2)
    antes_financiera = forms.DecimalField(widget=forms.HiddenInput, max_digits=14, decimal_places=2)

    def __init__(self, *args: Any, unidad: str, cuentan: tuple[Decimal, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fisica"].label = f"Cantidad que se hizo ({unidad})"
        for campo, valor in zip(("fisica", "financiera"), cuentan, strict=True):
            self.fields[campo].widget.attrs |= CIFRA
            self.fields[campo].initial = self.fields[f"antes_{campo}"].initial = valor

    @property
    def mostrado(self) -> tuple[Decimal, Decimal]:
        """What counted when the page was opened."""
        return self.cleaned_data["antes_fisica"], self.cleaned_data["antes_financiera"]

    @property
    def motivo_del_gesto(self) -> str:
        """As much of the reason as history keeps; the whole one stays in the rectificación."""
        return super().motivo_del_gesto[:200]


class CodigoForm(Filtro):
    """The code that is printed beside the figures of a closed quarter."""

    codigo = forms.CharField(
        label="Código impreso", required=False, max_length=20, help_text="Doce letras y cifras, como A1B2-C3D4-E5F6.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
