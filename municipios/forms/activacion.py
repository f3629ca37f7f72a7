"""What a person types to enter for the first time."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError

from base.cuentas.models import Usuario


class CodigoForm(forms.Form):
    """The user and the code of the printed sheet."""

    usuario = forms.CharField(
        label="Usuario", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    codigo = forms.CharField(
        label="Código de activación",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="Está en su hoja: cuatro grupos de cinco letras y cifras. Los guiones no hacen falta.",
    )


def _clave(autocompletar: str, **campo: Any) -> forms.CharField:
    return forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": autocompletar}), **campo)


class ClaveForm(forms.Form):
    """A first password, typed twice."""

    password1 = _clave("new-password", label="Contraseña", help_text=password_validators_help_text_html())
    password2 = _clave("new-password", label="La misma, otra vez")

    def __init__(self, *args: Any, usuario: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usuario = usuario

    def clean_password1(self) -> str:
        """One that the portal's rules accept, and not the one that is being left."""
        clave = str(self.cleaned_data["password1"])
        validate_password(clave, self.usuario)
        if self.usuario.has_usable_password() and self.usuario.check_password(clave):
            raise ValidationError("Es la misma que tiene: elija una distinta.", code="la_misma")
        return clave

    def clean(self) -> dict[str, Any] | None:
        """Twice the same."""
        datos = super().clean()
        primera = self.cleaned_data.get("password1")
        if primera and primera != self.cleaned_data.get("password2"):
            self.add_error("password2", "Las dos contraseñas no son iguales.")
        return datos
