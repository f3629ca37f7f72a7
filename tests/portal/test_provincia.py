"""Provincia: the director can stand in front of the mayors, and every number leads to its rows."""

import re
from contextlib import contextmanager
from html import unescape
from unittest.mock import patch

import pytest
from django.db import connection

from base.comun import candados
from base.comun.fechas import hoy
from base.comun.recuerdos import Recuerdos
from base.cuentas.models import Usuario
from convenios.models import Compromiso
from convenios.resumen import recontar_lo_que_falte
from municipios.models import Distrito, Ugel
from portal.tablero import dibujos
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_convenio, make_distrito, make_dre, make_plan, make_ugel
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


@contextmanager
def sin_memoria():
    """Where nothing was drawn before."""
    with patch.object(dibujos, "_dibujos", Recuerdos()):
        yield


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


def test_the_map_says_of_each_district_what_its_row_says(director, convenio, municipalidad_a, municipalidad_b, como):
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(-1))
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(400))
    cuadro = como(director).get("/provincia/").context["cuadro"]
    dichos = {fila.distrito.nombre: (fila.valor.etiqueta, fila.valor.url) for fila in cuadro.mapa.filas}
    url = {fila.nombre: fila.url for fila in cuadro.filas}
    assert dichos == {"Distrito A": ("Vencido: 1", url["Distrito A"]), "Distrito B": ("Sin compromisos", url["Distrito B"])}


# ── What is drawn once ───────────────────────────────────────────────────────────────────────────────────────────────────
def dibujo(cliente, direccion="/provincia/"):
    return cliente.get(direccion).text.partition("<main")[2].partition("</main>")[0]


CAMBIOS = {
    "un distrito se llama de otro modo": lambda m: Distrito.objects.filter(pk=m.distrito_id).update(nombre="Otro Nombre"),
    "una línea se llama de otro modo": lambda m: Ugel.objects.filter(pk=m.distrito.ugel_id).update(nombres_de_lineas="proyectos: Ferias"),
    "cambia la población": lambda m: Distrito.objects.filter(pk=m.distrito_id).update(poblacion=777, latitud=-5.5, longitud=-78.5),
    "la UGEL avisa antes": lambda m: Ugel.objects.filter(pk=m.distrito.ugel_id).update(dias_por_vencer=1),
}


@pytest.mark.promesa("P5")
@pytest.mark.parametrize("cambio", CAMBIOS)
def test_what_was_drawn_is_drawn_again_when_what_it_says_changes(director, varios, municipalidad_a, como, cambio):
    recontar_lo_que_falte()
    cliente = como(director)
    antes = dibujo(cliente)
    CAMBIOS[cambio](municipalidad_a)

    despues = dibujo(cliente)

    assert despues != antes
    with sin_memoria():
        assert dibujo(cliente) == despues


@pytest.mark.promesa("P5")
def test_what_was_drawn_is_drawn_again_when_rows_change_whoever_wrote_them(director, varios, como):
    recontar_lo_que_falte()
    cliente = como(director)
    antes = dibujo(cliente)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE convenios_compromiso SET linea = 'otros' WHERE linea = 'proyectos'")
    contado_de_las_filas = dibujo(cliente)
    recontar_lo_que_falte()

    assert contado_de_las_filas != antes
    assert dibujo(cliente) == contado_de_las_filas


@pytest.mark.control
def test_control_without_the_note_what_was_drawn_stays(director, varios, como):
    recontar_lo_que_falte()
    cliente = como(director)
    antes = dibujo(cliente)
    candados.quitar()
    Compromiso.objects.filter(linea="proyectos").update(linea="otros")

    assert dibujo(cliente) == antes
    candados.poner()
    assert dibujo(cliente) != antes


def test_the_plans_of_today_are_drawn_though_the_summary_is_that_of_yesterday(director, varios, municipalidad_a, como):
    recontar_lo_que_falte()
    cliente = como(director)
    assert "Sin plan que medir" in dibujo(cliente)
    make_plan(municipalidad_a, convenio=varios, estado="en_ejecucion", anio=hoy().year)

    assert f"/planes/{municipalidad_a.distrito.ubigeo}/" in dibujo(cliente)


def test_who_reads_only_what_is_signed_is_not_shown_what_was_drawn_for_the_staff(
    director, dre, alcalde_a, ugel, varios, municipalidad_a, como
):
    make_compromiso(make_convenio(ugel, estado="borrador"), distritos=(municipalidad_a.distrito,))
    recontar_lo_que_falte()
    dicho = [re.search(r'<h2 id="conjunto">.*?>(\d+)<', dibujo(como(quien)))[1] for quien in (director, dre, alcalde_a, director)]

    assert dicho == ["5", "4", "4", "5"]


def test_the_country_is_drawn_again_when_one_ugel_is_counted_again(otra_ugel, varios, como):
    recontar_lo_que_falte()
    cliente = como(superusuario())
    antes = dibujo(cliente, "/nacional/")
    Compromiso.objects.filter(linea="proyectos").update(linea="otros")
    recontar_lo_que_falte()

    assert dibujo(cliente, "/nacional/") != antes
