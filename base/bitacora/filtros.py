"""What is asked of a list of this floor: forms that travel in the address and never fail a page."""

import datetime
from typing import Any

from django import forms

from base.comun.campos import Fecha
from base.comun.fechas import hoy
from base.comun.filtros import Filtro


class FiltroDeLinea(Filtro):
    """A timeline by who did it, and by what it happened to: a kind of record, or one field."""

    por = forms.ChoiceField(label="Quién", required=False)
    que = forms.ChoiceField(label="Qué", required=False)

    def __init__(self, *args: Any, personas: list[tuple[str, str]], que: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["por"].choices = [("", "Cualquiera"), *personas]  # type: ignore[attr-defined]
        self.fields["que"].choices = [("", "Todo"), *que]  # type: ignore[attr-defined]


class FiltroDeFecha(forms.Form):
    """The day on which a record is to be shown."""

    al = forms.DateField(label="Día", widget=Fecha, error_messages={"required": "Elija un día.", "invalid": "Escriba un día que exista."})

    def clean_al(self) -> datetime.date:
        """A day that has already begun."""
        dia: datetime.date = self.cleaned_data["al"]
        if dia > hoy():
            raise forms.ValidationError("Ese día todavía no llega.")
        if dia.year < 1900:
            raise forms.ValidationError("Escriba un día que exista.")
        return dia


class FiltroDePapelera(Filtro):
    """The papelera by kind of record, by who deleted, by when and by name."""

    texto = forms.CharField(label="Nombre", required=False, max_length=100)
    clase = forms.ChoiceField(label="Clase", required=False)
    por = forms.ChoiceField(label="Lo eliminó", required=False)
    desde = forms.DateField(label="Desde", required=False, widget=Fecha)
    hasta = forms.DateField(label="Hasta", required=False, widget=Fecha)

    def __init__(self, *args: Any, clases: list[tuple[str, str]], personas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clase"].choices = [("", "Todas"), *clases]  # type: ignore[attr-defined]
        self.fields["por"].choices = [("", "Cualquiera"), *personas]  # type: ignore[attr-defined]
