"""What a person chooses of a link to share."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave
from municipios.models import EnlaceCompartido, Municipalidad


class EnlaceForm(ConClave):
    """Of which municipality the link is, and for how many days it opens."""

    municipalidad = forms.ChoiceField(label="Municipalidad")
    dias = forms.TypedChoiceField(
        label="Abre durante", choices=EnlaceCompartido.Plazo.choices, coerce=int, initial=EnlaceCompartido.Plazo.SEMANA
    )

    def __init__(self, *args: Any, suyas: list[Municipalidad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipalidad"].choices = [(str(m.pk), str(m)) for m in suyas]  # type: ignore[attr-defined]
        if len(suyas) == 1:
            self.fields["municipalidad"].initial = str(suyas[0].pk)
            self.fields["municipalidad"].widget = forms.HiddenInput()
