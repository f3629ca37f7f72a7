"""What is sent by WhatsApp of one commitment: what its public page says, or that it is not public."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from base.bitacora.gestos import gesto
from tests.factories import dias, make_avance, make_compromiso, make_convenio, make_hito


def recado(pagina, compromiso):
    return parse_qs(urlsplit(pagina.get(compromiso.get_absolute_url()).context["whatsapp"]).query)["text"][0]


def publica(compromiso):
    convenio = compromiso.convenio
    return reverse("publico_compromiso", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo])


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


@pytest.fixture
def medido(convenio, distrito):
    """Ten workshops for the district, with time left."""
    return make_compromiso(convenio, codigo="C/1-2026", distritos=(distrito,), meta=10, unidad="talleres", plazo=dias(90))


@pytest.mark.promesa("P27")
def test_it_tells_what_the_public_page_tells_and_where(medido, distrito, enlace_a, alcalde_a, coordinador, como, client, settings):
    """Four workshops verified; two more wait, and are nobody else's business yet."""
    settings.PORTAL_URL = "https://convenios.ejemplo.gob.pe"
    make_avance(medido, estado="verificado", por=enlace_a, verificador=coordinador, cantidad=4, distrito=distrito)
    make_avance(medido, estado="enviado", por=enlace_a, cantidad=2, distrito=distrito)

    for quien in (alcalde_a, coordinador):
        _titulo, como_va, avance, direccion = recado(como(quien), medido).splitlines()
        visto = client.get(urlsplit(direccion).path)
        assert visto.status_code == 200
        assert direccion == f"https://convenios.ejemplo.gob.pe{publica(medido)}"
        assert f": {visto.context['c'].situacion_etiqueta}. Plazo: " in como_va
        assert "En proceso" in como_va
        assert avance == f"Avance verificado: 40 % ({visto.context['c'].progreso_detalle})"
        assert quien.nombre not in recado(como(quien), medido)


@pytest.mark.parametrize(
    ("datos", "reportes", "dicho"),
    [
        ({"plazo": dias(90)}, ["enviado"], "Por iniciar"),
        ({"plazo": dias(5)}, ["enviado"], "Por vencer"),
        ({"plazo": None}, ["enviado"], "Sin plazo"),
        ({"plazo": dias(-1)}, ["verificado"], "Vencido"),
        ({"plazo": dias(90), "estado": "cumplido"}, [], "Cumplido"),
    ],
)
def test_whatever_waits_inside_it_says_the_public_situation(
    convenio, distrito, enlace_a, coordinador, como, client, datos, reportes, dicho
):
    compromiso = make_compromiso(convenio, distritos=(distrito,), **datos)
    for estado in reportes:
        make_avance(compromiso, estado=estado, por=enlace_a, verificador=coordinador, distrito=distrito)

    linea = recado(como(coordinador), compromiso).splitlines()[1]
    assert f": {dicho}." in linea
    assert linea.lower().count("plazo") == 1
    assert client.get(publica(compromiso)).context["c"].situacion_etiqueta == dicho


def test_where_nothing_can_be_computed_it_says_so(convenio, distrito, coordinador, como):
    assert "Avance verificado: sin dato (sin meta ni hitos)" in recado(como(coordinador), make_compromiso(convenio, distritos=(distrito,)))
    con_hitos = make_compromiso(convenio, codigo="H-1", distritos=(distrito,))
    make_hito(con_hitos)
    assert "Avance verificado: 0 % (0 de 1 hitos)" in recado(como(coordinador), con_hitos)


def test_of_one_that_nobody_signed_it_tells_no_figure_and_that_it_takes_an_account(ugel, distrito, coordinador, enlace_a, como, client):
    borrador = make_convenio(ugel, codigo="EN-PREPARACION", estado="borrador", partes=(distrito.municipalidad,))
    compromiso = make_compromiso(borrador, distritos=(distrito,), meta=10, unidad="talleres", plazo=dias(90))
    pagina = como(coordinador)

    dicho = recado(pagina, compromiso)

    assert "Todavía no es público: su convenio no está firmado. Solo lo abre quien tiene una cuenta" in dicho
    assert dicho.endswith(compromiso.get_absolute_url())
    assert "/publico/" not in dicho
    assert not any(palabra in dicho for palabra in ("Avance", "Plazo", "talleres"))
    assert "Cómo lo ve cualquiera" not in pagina.get(compromiso.get_absolute_url()).text
    assert client.get(publica(compromiso)).status_code == 404
    assert client.get(compromiso.get_absolute_url()).status_code == 302


def test_one_of_the_demonstration_is_marked_and_a_long_promise_is_cut(convenio, distrito, coordinador, como):
    compromiso = make_compromiso(convenio, codigo="D-1", distritos=(distrito,), descripcion="palabra " * 60)
    with gesto(por=coordinador):
        compromiso.demostracion = True
        compromiso.save()

    titulo = recado(como(coordinador), compromiso).splitlines()[0]

    assert titulo.startswith("D-1 (")
    assert "(demostración): palabra" in titulo
    assert titulo.endswith("…")
    assert len(titulo) < 260


def test_the_page_leads_to_how_anyone_sees_it_whatever_capitals_were_typed(medido, coordinador, como, client):
    pagina = como(coordinador).get(medido.get_absolute_url().replace("C~1", "c~1"))
    assert f'href="{publica(medido)}"' in pagina.text
    assert client.get(publica(medido)).status_code == 200


@pytest.mark.control
@pytest.mark.promesa("P27")
def test_control_the_situation_of_inside_would_tell_that_a_report_waits(medido, distrito, enlace_a, coordinador, como, monkeypatch):
    from convenios import recado as modulo

    make_avance(medido, estado="enviado", por=enlace_a, distrito=distrito)
    assert "En verificación" not in recado(como(coordinador), medido)
    de_dentro = modulo.Situacion.EN_VERIFICACION
    monkeypatch.setattr(modulo, "Situacion", type("S", (), {"__new__": lambda *_: de_dentro, "SIN_PLAZO": "sin_plazo"}))
    assert "En verificación" in recado(como(coordinador), medido)
