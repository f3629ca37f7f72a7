"""What was typed is given back under the names that people know."""

import pytest
from django.apps import apps
from django.http import QueryDict
from django.test import RequestFactory

from base.comun.rotulos import rotulo
from base.cuentas.views.respuestas import escrito


@pytest.mark.parametrize(
    ("nombre", "dicho"),
    [
        ("plazo", "Plazo"),
        ("usuario-username", "Usuario"),
        ("form-2-descripcion", "Descripción (fila 3)"),
        ("titulo", "Título"),
        ("acta-1-puntos-0-notas", "Notas (fila 1)"),
        ("lo_que_no_es_de_ningun_registro", "Lo que no es de ningun registro"),
        ("_", "_"),
    ],
)
def test_a_field_is_called_as_on_its_form(nombre, dicho):
    assert rotulo(nombre) == dicho


def test_no_field_of_a_record_is_told_by_its_name_in_the_database():
    nombres = {
        campo.name
        for modelo in apps.get_models()
        if modelo._meta.app_label in ("municipios", "convenios", "encuentros")
        for campo in modelo._meta.fields
    }
    assert len(nombres) > 100
    assert [nombre for nombre in nombres if "_" in rotulo(nombre)] == []


def test_buttons_and_tokens_are_not_given_back():
    pedido = RequestFactory().post("/", QueryDict("accion=guardar&clave=1&csrfmiddlewaretoken=2&descripcion=Techar+el+patio").dict())
    assert escrito(pedido) == [("Descripción", "Techar el patio")]
