"""Provincia: the director can stand in front of the mayors, and every number leads to its rows."""

import re
from html import unescape

import pytest

from base.cuentas.models import Usuario
from convenios.resumen import recontar_lo_que_falte
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_convenio, make_distrito, make_dre, make_ugel
from tests.factories_encuentros import make_encuentro

pytestmark = pytest.mark.django_db


@pytest.fixture
def varios(convenio, municipalidad_a, municipalidad_b, especialista):
    """Something of each that a cell tells, and something that changed."""
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    uno = make_compromiso(convenio, meta=10, plazo=dias(3), linea="proyectos")
    for distrito in (a, b):
        make_alcance(uno, distrito, meta=5)
    make_avance(uno, estado="verificado", por=especialista, distrito=a, cantidad=5)
    make_compromiso(convenio, distritos=(a,), plazo=dias(-1))
    make_compromiso(convenio, distritos=(b,), estado="cumplido")
    make_compromiso(convenio, distritos=(b,), estado="no_cumplido", plazo=None)
    return convenio


def superusuario():
    return Usuario.objects.create_superuser(username="nacional", password=None, nombre="Nadia Nacional")


def enlaces_de_compromisos(texto):
    """Each number that leads to a list of commitments, with its address."""
    celdas = re.findall(r'<a (?:class="\w+-de-celda" )?href="([^"]*/compromisos/[^"]*)">(.*?)</a>', texto, re.DOTALL)
    dichos = [(unescape(url), re.sub(r"<[^>]+>|,", " ", dicho)) for url, dicho in celdas]
    return [(url, int(re.search(r"\d+", dicho)[0])) for url, dicho in dichos if re.search(r"\d", dicho)]


def test_every_number_leads_to_that_many_rows(director, varios, como):
    make_encuentro(varios.ugel, numero=1, fecha=dias(-30), estado="acta_en_borrador")
    cliente = como(director)
    enlaces = enlaces_de_compromisos(cliente.get("/provincia/").text)

    assert {nombre for url, _ in enlaces for nombre in re.findall(r"[?&](\w+)=", url)} >= {
        *("distrito", "linea", "situacion", "falta"),
        *("plazo_desde", "decidido_desde", "avance_desde"),
    }
    for url, cuantos in dict(enlaces).items():
        assert cliente.get(url).context["pagina"].paginator.count == cuantos, url


def test_a_cell_says_in_words_what_presses_and_how_much_is_done(director, varios, municipalidad_a, como):
    pagina = como(director).get("/provincia/")
    fila = next(f for f in pagina.context["cuadro"].filas if f.nombre == municipalidad_a.distrito.nombre)

    assert fila.lineas["proyectos"].situaciones == {"por_vencer": 1}
    assert fila.lineas["proyectos"].promedio == 100
    assert pagina.context["cuadro"].todo.lineas["proyectos"].promedio == 50
    assert "1 por vencer" in pagina.text
    assert "1 vencido" in pagina.text
    assert "cuenta una vez" in pagina.text


def test_changes_are_told_since_the_last_encuentro_or_the_last_quarter(director, varios, como):
    cliente = como(director)
    assert not cliente.get("/provincia/").context["desde"].encuentro
    make_encuentro(varios.ugel, numero=1, fecha=dias(-3), estado="acta_en_borrador")
    make_encuentro(varios.ugel, numero=2, fecha=dias(-1))  # nobody has said that it was held
    pagina = cliente.get("/provincia/")

    assert (pagina.context["desde"].dia, pagina.context["desde"].dicho) == (dias(-3), "Desde el I Encuentro")
    conjunto = pagina.context["cuadro"].todo.conjunto
    assert (conjunto.avanzaron, conjunto.cumplidos, conjunto.no_cumplidos, conjunto.vencieron) == (1, 1, 1, 1)
    assert cliente.get("/provincia/?desde=trimestre").context["desde"].dia.day == 1


def test_the_summary_and_the_rows_draw_the_same_page(director, varios, como):
    def sin_hora():
        return cliente.get("/provincia/").text.partition("<main")[2].partition("</main>")[0]

    cliente = como(director)
    de_las_filas = sin_hora()
    recontar_lo_que_falte()
    assert sin_hora() == de_las_filas


def test_a_party_sees_what_it_prepares_and_the_dre_does_not(alcalde_a, alcalde_b, dre, ugel, varios, municipalidad_a, como):
    borrador = make_convenio(ugel, estado="borrador", partes=(municipalidad_a,))
    make_compromiso(borrador, distritos=(municipalidad_a.distrito,))
    recontar_lo_que_falte()

    totales = [como(quien).get("/provincia/").context["cuadro"].todo.conjunto.total for quien in (alcalde_a, alcalde_b, dre)]
    assert totales == [5, 4, 4]


# ── Levels ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_person_begins_at_their_level(director, dre, ugel, municipalidad_ajena, como):
    assert como(director).get("/provincia/").context["nivel"] == "ugel"
    assert como(dre).get("/provincia/").context["nivel"] == "ugel"
    segunda = make_ugel(dre=ugel.dre)
    assert como(dre).get("/provincia/").url == f"/dre/{ugel.dre.codigo}/"
    assert como(superusuario()).get("/provincia/").url == "/nacional/"
    assert como(dre).get(f"/{segunda.codigo}/provincia/").context["nivel"] == "ugel"


def test_the_levels_add_up_what_their_rows_say(dre, ugel, varios, otra_ugel, municipalidad_ajena, como):
    make_compromiso(make_convenio(otra_ugel, partes=(municipalidad_ajena,)), plazo=dias(-5))
    make_ugel(dre=ugel.dre, nombre="UGEL sin nada")
    recontar_lo_que_falte()
    todo = superusuario()

    de_dre, pais = (como(todo).get(url).context["cuadro"] for url in (f"/dre/{ugel.dre.codigo}/", "/nacional/"))

    assert {f.nombre: f.conjunto.total for f in de_dre.filas} == {ugel.nombre: 4, "UGEL sin nada": 0}
    assert {f.nombre: f.conjunto.total for f in pais.filas} == {ugel.dre.nombre: 4, otra_ugel.dre.nombre: 1}
    assert pais.todo.conjunto.situaciones["vencido"] == 2
    assert como(dre).get("/nacional/").status_code == 404
    cliente = como(todo)
    for url, cuantos in enlaces_de_compromisos(cliente.get(f"/dre/{ugel.dre.codigo}/").text):
        assert cliente.get(url).context["pagina"].paginator.count == cuantos, url


def test_an_empty_place_says_what_to_do_next(director, ugel, como):
    assert "Todavía no hay distritos" in como(director).get("/provincia/").text
    make_distrito(ugel)
    assert "Todavía no hay compromisos" in como(director).get("/provincia/").text


@pytest.mark.parametrize("contado", [False, True])
def test_the_country_costs_the_same_for_two_ugel_or_for_twenty(otra_ugel, varios, como, django_assert_max_num_queries, contado):
    for _ in range(18):
        make_ugel(dre=make_dre())
    if contado:
        recontar_lo_que_falte()
    cliente = como(superusuario())
    cliente.get("/nacional/")
    with django_assert_max_num_queries(5 if contado else 9):
        cliente.get("/nacional/")


@pytest.mark.parametrize("quien", ["director", "alcalde_a", "dre"])
def test_a_ugel_costs_at_most_twelve_queries_also_while_its_rows_are_counted(request, varios, como, quien, django_assert_max_num_queries):
    for n in range(20):
        make_compromiso(varios, plazo=dias(n))
    cliente = como(request.getfixturevalue(quien))
    cliente.get("/provincia/")
    with django_assert_max_num_queries(12):
        cliente.get("/provincia/")
    recontar_lo_que_falte()
    cliente.get("/provincia/")
    with django_assert_max_num_queries(9):
        cliente.get("/provincia/")
