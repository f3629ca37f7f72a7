"""Forms of the second factor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from . import acceso, aplicacion

_NUMEROS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class CodigoForm(forms.Form):
    """The six digits of the telephone, or (`papel`) a code of recovery."""

    otp = forms.CharField(label="Código de seis cifras", max_length=40, widget=forms.TextInput(attrs=_NUMEROS))


class PapelForm(forms.Form):
    """A code of recovery."""

    otp = forms.CharField(
        label="Código de recuperación",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="Doce letras y cifras; los guiones no hacen falta. Cada código sirve una sola vez.",
    )


class PasoForm(forms.Form):
    """What came: digits, a code of paper or the answer of a passkey."""

    otp = forms.CharField(max_length=40, required=False)
    credencial = forms.CharField(max_length=acceso.LARGO, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        datos: dict[str, Any] = super().clean() or {}
        if not datos.get("otp") and not datos.get("credencial"):
            raise ValidationError("Escriba el código.", code="vacio")
        return datos


class AplicacionForm(CodigoForm):
    """The first code of an application: it proves that the telephone has the secret, and that both clocks agree."""

    def __init__(self, *args: Any, secreto: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secreto = secreto
        del self.fields["otp"].widget.attrs["autofocus"]  # on a telephone it would scroll past the square

    def clean_otp(self) -> int:
        """The step of time of the code."""
        escrito = "".join(letra for letra in self.cleaned_data["otp"] if not letra.isspace())
        paso = aplicacion.paso_de(self.secreto, escrito)
        if paso is None:
            raise ValidationError(
                "No es el código que muestra ahora la aplicación. Escriba el que ve en este momento; si tampoco coincide, ponga la fecha y la "
                "hora del teléfono en automático.",
                code="no_coincide",
            )
        return paso


class LlaveForm(forms.Form):
    """A passkey that the browser has just made."""

    nombre = forms.CharField(label="Cómo la llamará", max_length=60, help_text="Por ejemplo: mi celular, la laptop de la oficina.")
    credencial = forms.CharField(max_length=acceso.LARGO, widget=forms.HiddenInput, required=False)
