"""What is asked of a list is said while its box is folded, and each filter is taken off by itself."""

import datetime
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines

from base.comun.filtros import Filtro
from base.comun.templatetags.comun import singular

FILTROS = '{% include "comun/_filtros.html" with form=form activos=form.activos only %}'


class DePrueba(Filtro):
    no_filtran = frozenset({"vista"})

    texto = forms.CharField(label="Buscar", required=False)
    nivel = forms.ChoiceField(label="Nivel", required=False, choices=[("", "Todos"), ("ini", "Inicial")])
    desde = forms.DateField(label="Desde", required=False)
    abiertos = forms.BooleanField(label="Solo abiertos", required=False)
    vista = forms.CharField(required=False, widget=forms.HiddenInput)


def puestos(rf, consulta: str, plantilla: str = FILTROS) -> dict[str, str]:
    """What each chip says, and where it leads."""
    pedido = rf.get(f"/?{consulta}")
    html = engines["django"].from_string(plantilla).render({"form": DePrueba(pedido.GET)}, pedido)
    assert '<details class="filtros">' in html
    chips = re.findall(r'<li><a href="([^"]*)">(.*?)</a></li>', html, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", "", dicho).split()): sin for sin, dicho in chips}


def test_each_filter_is_said_in_words_and_taken_off_alone(rf):
    assert puestos(rf, "texto=las+pirias&nivel=ini&pagina=3&vista=galeria") == {
        "Quitar Buscar: las pirias": "?nivel=ini&amp;vista=galeria",
        "Quitar Nivel: Inicial": "?texto=las+pirias&amp;vista=galeria",
    }


def test_days_and_marks_are_told_as_people_read_them(rf):
    dichos = puestos(rf, f"desde={datetime.date(2027, 3, 1)}&abiertos=on")
    assert list(dichos) == ["Quitar Desde: 01/03/2027", "Quitar Solo abiertos: sí"]


@pytest.mark.parametrize("consulta", ["", "nivel=nada", "vista=galeria", "texto="])
def test_what_filters_nothing_is_not_said(rf, consulta):
    assert puestos(rf, consulta) == {}


def test_a_list_that_is_renewed_in_part_says_them_there(rf):
    """Said beside the box, they would go stale as one chooses."""
    plantilla = FILTROS.replace(" only", ' objetivo="#resultados" only')
    assert puestos(rf, "nivel=ini", plantilla) == {}


def test_one_row_is_counted_in_the_singular(rf):
    plantilla = engines["django"].from_string('{% include "comun/_paginacion.html" with pagina=pagina que="filas" only %}')
    html = plantilla.render({"pagina": Paginator([1], 50).page(1)}, rf.get("/"))
    assert "<p><strong>1</strong> fila</p>" in html


def test_what_the_lists_count_has_a_singular():
    contadas = "archivos avisos cambios compromisos consultas convenios correos cuentas escuelas filas locales proyectos registros tareas"
    dichos = " ".join(singular(palabra) for palabra in contadas.split())
    assert dichos == "archivo aviso cambio compromiso consulta convenio correo cuenta escuela fila local proyecto registro tarea"
