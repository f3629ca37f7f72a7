"""What a person decides about the address of their calendar."""

from django import forms

from base.bitacora.formularios import ConClave


class CalendarioForm(ConClave):
    """Make it, make another one, or void it."""

    acto = forms.ChoiceField(choices=[("crear", "Crear"), ("cambiar", "Cambiar"), ("anular", "Anular")], widget=forms.HiddenInput)
