"""What is decided on the page of the notices of a UGEL."""

from django import forms

from base.bitacora.formularios import ConClave


class EnvioDeAvisosForm(ConClave):
    """Look, turn on, turn off. The day is the one that the page showed."""

    acto = forms.ChoiceField(choices=[("previa", "Vista previa"), ("encender", "Encender"), ("apagar", "Apagar")], widget=forms.HiddenInput)
    desde = forms.DateField(required=False, widget=forms.HiddenInput)
