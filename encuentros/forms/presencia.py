"""What a delegation says when it confirms that it is here."""

from typing import Any

from django import forms

from encuentros.models import Asistencia

QUIENES = [("titular", "El alcalde o la alcaldesa"), ("delegado", "Un delegado o una delegada")]


class PresenciaForm(forms.Form):
    """Who came and, where it is a delegate, by name, charge and accreditation."""

    quien = forms.ChoiceField(label="¿Quién está presente?", choices=QUIENES, widget=forms.RadioSelect)
    representante = forms.CharField(label="Nombre", max_length=150, required=False)
    cargo = forms.CharField(label="Cargo", max_length=120, required=False)
    acreditacion = forms.CharField(
        label="Acreditación", max_length=200, required=False, help_text="Documento que lo acredita. Puede entregarlo a la secretaría."
    )

    def clean(self) -> dict[str, Any] | None:
        """A delegate has a name and a charge."""
        datos = super().clean()
        if self.cleaned_data.get("quien") == Asistencia.Quien.DELEGADO:
            for campo, falta in (("representante", "Escriba su nombre."), ("cargo", "Escriba su cargo.")):
                if not self.cleaned_data.get(campo):
                    self.add_error(campo, falta)
        return datos

    def dicho(self) -> dict[str, str]:
        """What is written down."""
        quien = self.cleaned_data["quien"]
        suyo = {campo: self.cleaned_data[campo] for campo in ("representante", "cargo", "acreditacion")}
        return {"quien": quien, **(suyo if quien == Asistencia.Quien.DELEGADO else {})}
