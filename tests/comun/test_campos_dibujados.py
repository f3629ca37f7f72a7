"""A filter is drawn without templates, and says what crispy would say of it."""

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.test.html import parse_html

from base.comun.campos import Fecha
from base.comun.campos_dibujados import campos
from convenios.filtros import Lista


class DePrueba(forms.Form):
    """One of each kind that the lists of the portal have."""

    texto = forms.CharField(label="Buscar", required=False, max_length=100, help_text="Código o nombre.")
    peso = forms.IntegerField(label="A. Peso", min_value=1, max_value=100, initial=35, widget=forms.NumberInput(attrs={"class": "corto"}))
    clase = forms.ChoiceField(label="Clase <rara>", required=False, choices=[("", "Todas"), ("a", "Alta & baja"), ("g", [("b", "Baja")])])
    linea = forms.ChoiceField(label="Línea", required=False, choices=[("", "Todas"), ("x", "Equis")], widget=Lista)
    desde = forms.DateField(label="Desde", required=False, widget=Fecha)
    orden = forms.CharField(required=False, widget=forms.HiddenInput)


class ConCasilla(DePrueba):
    """With something to tick, which is left to crispy."""

    vigente = forms.BooleanField(label="Vigente", required=False)


@pytest.mark.parametrize("clase", [DePrueba, ConCasilla])
@pytest.mark.parametrize(
    "dicho",
    [
        None,
        {"peso": "20"},
        {"peso": "20", "texto": '"><script>', "clase": "b", "linea": "x", "desde": "2026-04-30", "orden": "-plazo"},
        {"peso": "mil", "texto": "jaén", "clase": "inventada"},  # with errors to tell
    ],
)
def test_the_fields_say_what_crispy_says(clase, dicho):
    dibujados = campos(clase(dicho))
    assert parse_html(dibujados) == parse_html(as_crispy_form(clase(dicho)))
    assert "<script>" not in dibujados
