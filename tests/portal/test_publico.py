"""What anyone may see: the same bytes for everybody, and nothing that was not verified. And the health of the portal."""

import pytest

from tests.factories import dias, make_avance, make_compromiso, make_convenio, make_parte
from tests.factories_encuentros import make_encuentro, make_participante
from tests.portal.peso import pesar

CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"


@pytest.fixture
def cuerpo(settings):
    """The HTML without the minute at its foot."""
    return lambda respuesta: respuesta.text.split("Datos al")[0]


@pytest.mark.parametrize("ruta", ["/publico/", CONVENIO])
def test_a_public_page_sets_no_cookie_and_may_be_kept_by_a_cache(ruta, convenio, client):
    respuesta = client.get(ruta)

    assert respuesta.status_code == 200
    assert not respuesta.cookies
    assert "Cookie" not in respuesta.get("Vary", "")
    assert respuesta["Cache-Control"] == "public, max-age=30"


@pytest.mark.parametrize("ruta", ["/publico/", CONVENIO])
def test_who_signed_in_is_shown_the_same_page_as_anyone(ruta, convenio, coordinador, client, como, cuerpo):
    dentro = como(coordinador).get(ruta)

    assert cuerpo(dentro) == cuerpo(client.get(ruta))
    assert not dentro.cookies


def test_home_without_an_account_is_the_public_side(convenio, client):
    respuesta = client.get("/")
    assert "Qué se firmó y qué se cumplió" in respuesta.text
    assert not respuesta.cookies


def test_no_draft_no_report_and_no_person_is_public(convenio, municipalidad_a, especialista, coordinador, client):
    make_parte(convenio, firmante="CANARIO firmante", documento="CANARIO documento", nota="CANARIO nota")
    compromiso = make_compromiso(
        convenio, distritos=(municipalidad_a.distrito,), responsable="CANARIO responsable", meta=10, plazo=dias(90)
    )
    make_avance(compromiso, por=especialista, descripcion="CANARIO borrador", cantidad=9)
    make_avance(compromiso, estado="enviado", por=especialista, descripcion="CANARIO enviado", cantidad=8)
    make_avance(compromiso, estado="verificado", por=especialista, verificador=coordinador, descripcion="CANARIO verificado", cantidad=4)
    make_participante(make_encuentro(convenio.ugel), nombre="CANARIO participante")

    texto = client.get(CONVENIO).text

    assert "CANARIO" not in texto
    assert "4 de 10 talleres" in texto
    assert "En verificación" not in texto
    assert especialista.nombre not in texto
    assert coordinador.nombre not in texto


def test_a_convenio_that_was_not_signed_is_not_there(convenio, ugel, client):
    make_convenio(ugel, codigo="SIN-FIRMA", estado="aprobado")

    assert "SIN-FIRMA" not in client.get("/publico/").text
    assert client.get("/publico/990001/convenios/SIN-FIRMA/").status_code == 404


def test_the_counts_of_the_page_are_those_of_its_rows_also_for_one_district(convenio, municipalidad_a, municipalidad_b, client):
    make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito), plazo=dias(-1))
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,), estado="cumplido")

    for consulta, cuantos in (("", 2), ("?distrito=990101", 2), ("?distrito=990102", 1), ("?distrito=000000", 2)):
        pagina = client.get(CONVENIO + consulta).context
        assert pagina["pagina"].paginator.count == cuantos
        assert sum(parte["cuantos"] for parte in pagina["reparto"]) == cuantos
    assert [(d["nombre"], d["cuantos"]) for d in pagina["distritos"]] == [("Distrito A", 2), ("Distrito B", 1)]


def test_what_is_in_the_papelera_is_not_public(convenio, coordinador, client):
    compromiso = make_compromiso(convenio, descripcion="CANARIO")
    compromiso.eliminar(por=coordinador)
    assert "CANARIO" not in client.get(CONVENIO).text


def test_demonstration_data_are_marked(convenio, client):
    make_compromiso(convenio, demostracion=True)
    assert client.get(CONVENIO).text.count("etiqueta-demo") == 1


def test_the_public_page_costs_the_same_for_few_rows_or_many(convenio, municipalidad_a, client, django_assert_max_num_queries):
    for cuantos in (1, 30):
        for _ in range(cuantos):
            make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=3)
            make_encuentro(convenio.ugel)
        with django_assert_max_num_queries(12):
            client.get(CONVENIO)


def test_the_public_page_travels_in_forty_kilobytes(convenio, municipalidad_a, client):
    for _ in range(50):
        make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=3)
    assert pesar(client, CONVENIO)[0] <= 40 * 1024


def test_the_first_public_page_leads_to_the_schools_of_each_ugel_once(ugel, municipalidad_a, client):
    for codigo in ("CM-1", "CM-2"):
        make_convenio(ugel, codigo=codigo, partes=(municipalidad_a,))
    texto = client.get("/publico/").text
    for ruta in ("riesgo", "proyectos"):
        assert texto.count(f'href="/publico/{ugel.codigo}/{ruta}/"') == 1
        assert client.get(f"/publico/{ugel.codigo}/{ruta}/").status_code == 200
