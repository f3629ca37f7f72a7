"""From the province to the proof: each count leads to as many rows, a closed quarter says the same for ever, and the page says since when."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from base.bitacora.gestos import gesto
from convenios import plan_de_trabajo as planes
from convenios.models import Actividad
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_avance,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_evidencia,
    make_evidencia_de_plan,
    make_plan,
)
from tests.portal.peso import pesar

CASA = "/publico/990001/"
DISTRITO = f"{CASA}distritos/990101/"
D = Decimal


@pytest.fixture
def compromisos(convenio, municipalidad_a, municipalidad_b):
    """Four that reach A, of which one B too: one overdue, one fulfilled, two in time."""
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    return [
        make_compromiso(convenio, codigo="C-1", distritos=(a, b), plazo=dias(-1)),
        make_compromiso(convenio, codigo="C-2", distritos=(a,), estado="cumplido"),
        make_compromiso(convenio, codigo="C-3", distritos=(a,), plazo=dias(90), meta=10),
        make_compromiso(convenio, codigo="C-4", distritos=(a,), plazo=dias(90)),
    ]


def _principal(cliente, ruta: str) -> str:
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    return respuesta.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "ruta", [CASA, f"{CASA}distritos/", DISTRITO, f"{CASA}convenios/CM-PRUEBA/", f"{CASA}compromisos/?distrito=990101"]
)
def test_every_count_leads_to_as_many_rows(ruta, compromisos, client):
    cuentas = re.findall(r'<a [^>]*href="([^"]*(?:situacion|distrito)=[^"]*)"[^>]*>(?:<span class="num">)?(\d+)<', _principal(client, ruta))
    assert len(cuentas) >= 3
    for destino, cuantos in cuentas:
        direccion = destino.replace("&amp;", "&")
        direccion = ruta.partition("?")[0] + direccion if direccion.startswith("?") else direccion
        assert client.get(direccion).context["pagina"].paginator.count == int(cuantos), direccion


def test_a_district_counts_what_reaches_it_and_the_ugel_counts_each_once(compromisos, client):
    filas = {f.distrito.nombre: (f.total, f.cumplidos, f.vencidos) for f in client.get(CASA).context["distritos"]}
    assert filas == {"Distrito A": (4, 1, 1), "Distrito B": (1, 0, 1)}
    assert sum(parte["cuantos"] for parte in client.get(CASA).context["reparto"]) == 4


def test_one_commitment_tells_each_verified_avance_with_the_proof_that_was_shown(
    compromisos, municipalidad_a, client, coordinador, especialista
):
    suyo = {"por": especialista, "verificador": coordinador, "distrito": municipalidad_a.distrito}
    con_foto = make_avance(compromisos[2], estado="verificado", con_evidencia=True, cantidad=4, descripcion="CANARIO", **suyo)
    make_avance(compromisos[2], estado="enviado", cantidad=5, por=especialista)
    privada, publica = con_foto.evidencias.get(), make_evidencia(con_foto, enlace="https://ejemplo.pe/acta", publica=True)
    texto = _principal(client, f"{CASA}convenios/CM-PRUEBA/compromisos/C-3/")
    for dicho in ("4 talleres", "4 de 10 talleres", publica.enlace, "Distrito A", 'rel="prev"', "C-2", 'rel="next"', "C-4"):
        assert dicho in texto
    for callado in ("CANARIO", "5 talleres", str(privada.pk), especialista.nombre, coordinador.nombre):
        assert callado not in texto
    assert client.get(f"{CASA}convenios/CM-PRUEBA/compromisos/NINGUNO/").status_code == 404


def test_an_avance_that_a_plan_wrote_shows_the_proof_that_was_shown_of_its_execution(
    convenio, municipalidad_a, client, coordinador, coordinadora, especialista, django_assert_max_num_queries
):
    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,), meta=40, unidad="kits")
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, unidad="kits", compromiso=compromiso)
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    actividad = Actividad.objects.select_related("plan", "compromiso").get(plan=plan)
    for trimestre in (1, 2):
        hecha = make_ejecucion(actividad, trimestre=trimestre, estado="verificado", por=especialista, verificador=coordinadora)
    publica, reservada = make_evidencia_de_plan(hecha, publica=True), make_evidencia_de_plan(hecha)
    with django_assert_max_num_queries(12):
        texto = _principal(client, f"{CASA}convenios/CM-PRUEBA/compromisos/C-1/")
    assert texto.count("viene de un plan de trabajo") == 2
    assert (publica.enlace in texto, reservada.enlace in texto) == (True, False)
    assert [a["evidencias_publicas"] for a in client.get("/api/v1/avances").json()["datos"]] == [0, 1]
    with gesto(por=coordinador):
        publica.publicar(por=coordinador, publica=False)
    assert publica.enlace not in _principal(client, f"{CASA}convenios/CM-PRUEBA/compromisos/C-1/")


# ── The cut ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def cierre(convenio, municipalidad_a, coordinador, coordinadora, especialista):
    """The first quarter of last year of A, closed with 7 of 10."""
    plan = make_plan(municipalidad_a, convenio=convenio)
    actividad = make_actividad(plan, unidad="kits")
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    actividad = Actividad.objects.select_related("plan").get(pk=actividad.pk)
    make_ejecucion(actividad, estado="verificado", por=especialista, verificador=coordinadora, fisica=D(7), financiera=D(50))
    return make_cierre(plan, por=coordinador)


def test_a_closed_quarter_says_the_same_for_ever_at_its_address(cierre, client, coordinadora):
    corte = f"{cierre.plan.anio}-T1"
    rutas = [f"{DISTRITO}?corte={corte}", f"{CASA}distritos/?corte={corte}"]
    antes = [_principal(client, ruta) for ruta in rutas]
    actividad = cierre.plan.actividades.get()
    planes.rectificar(cierre, actividad, por=coordinadora, fisica=D(9), financiera=D(80), motivo="Faltó", documento="Informe 9")
    assert [_principal(client, ruta) for ruta in rutas] == antes
    for texto in antes:
        assert "70 %" in texto
        assert cierre.codigo in texto
    assert f"corte al I trimestre de {cierre.plan.anio}" in antes[0]
    assert f"SHA-256 {cierre.sha256}" in antes[0]
    assert f"?corte={corte}" in client.get(rutas[0]).text.partition('rel="canonical"')[2][:200]


def test_a_quarter_that_nobody_closed_is_not_answered_with_the_figures_of_today(cierre, client):
    for corte in (f"{cierre.plan.anio}-T2", "2026-T9", "hoy"):
        assert client.get(f"{DISTRITO}?corte={corte}").status_code == 404
        assert client.get(f"{CASA}distritos/?corte={corte}").status_code == 404
    assert client.get(f"{CASA}distritos/990102/?corte={cierre.plan.anio}-T1").status_code == 404  # B has closed nothing
    assert client.get(f"{DISTRITO}?corte=").context["corte"] is None  # nothing was asked


# ── Since when ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_last_change_is_of_what_anyone_sees(compromisos, client, especialista, coordinador):
    ruta = f"{CASA}convenios/CM-PRUEBA/compromisos/C-3/"
    antes = client.get(ruta).context["ultima"]
    avance = make_avance(compromisos[2], estado="enviado", por=especialista, cantidad=3)
    assert client.get(ruta).context["ultima"] == antes
    with gesto(por=coordinador):
        avance.verificar(por=coordinador)
    verificado = client.get(ruta).context["ultima"]
    assert verificado == avance.verificado_en > antes
    with gesto(por=coordinador):
        avance.observar(por=coordinador, observacion="No era")
    assert client.get(ruta).context["ultima"] > verificado
    assert "Último cambio de lo que se ve aquí" in client.get(ruta).text


# ── What machines read ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_map_names_public_pages_and_all_of_them_open(compromisos, cierre, ugel, client, settings):
    make_convenio(ugel, codigo="SIN-FIRMA", estado="aprobado")
    indice = b"".join(client.get("/sitemap.xml")).decode()
    assert [n.text for n in ElementTree.fromstring(indice).iterfind(".//{*}loc")] == [f"{settings.PORTAL_URL}{CASA}sitemap.xml"]  # noqa: S314 -- ours
    mapa = b"".join(client.get(f"{CASA}sitemap.xml")).decode()
    rutas = [n.text.removeprefix(settings.PORTAL_URL) for n in ElementTree.fromstring(mapa).iterfind(".//{*}loc")]  # noqa: S314
    assert len(rutas) == len(set(rutas))
    assert {CASA, DISTRITO, f"{CASA}convenios/CM-PRUEBA/compromisos/C-1/", f"{CASA}planes/990101/{cierre.plan.anio}/cierres/1/"} <= set(
        rutas
    )
    assert [ruta for ruta in rutas if client.get(ruta).status_code != 200 or "SIN-FIRMA" in ruta] == []


def test_robots_walk_the_public_side_and_nothing_of_a_demonstration(client, db, settings):
    assert "Allow: /publico/" in client.get("/robots.txt").text
    settings.DEMOSTRACION = True
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_feed_tells_what_was_verified_last_in_figures(compromisos, client, especialista, coordinador):
    make_avance(compromisos[2], estado="verificado", por=especialista, verificador=coordinador, cantidad=4, descripcion="CANARIO")
    make_avance(compromisos[2], estado="enviado", por=especialista, cantidad=5)
    canal = client.get(f"{CASA}novedades.atom")
    titulos = [n.text for n in ElementTree.fromstring(canal.content).iter("{http://www.w3.org/2005/Atom}title")]  # noqa: S314
    assert titulos == ["Lo verificado en UGEL de la prueba", "C-3: 4 talleres"]
    assert "CANARIO" not in canal.text


# ── Of many UGEL ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_where_there_are_several_ugel_one_is_found_by_its_name_or_by_a_district(convenio, otra_ugel, municipalidad_ajena, client):
    make_convenio(otra_ugel, codigo="AJENO", partes=(municipalidad_ajena,))
    for texto, nombres in (
        ("", ["UGEL ajena", "UGEL de la prueba"]),
        ("PRUEBA", ["UGEL de la prueba"]),
        ("ajeno", ["UGEL ajena"]),
        ("xyz", []),
    ):
        pagina = client.get("/publico/", {"q": texto}).context["pagina"]
        assert [u.nombre for u in pagina] == nombres, texto
    assert client.get("/publico/960001/").status_code == 200
    assert client.get("/publico/111111/").status_code == 404


def test_the_first_page_travels_in_thirty_kilobytes_and_says_what_it_is(convenio, municipalidad_a, client):
    for _ in range(20):
        make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=3)
    assert pesar(client, "/")[0] <= 30 * 1024
    texto = client.get("/").text
    assert re.search(r'<meta property="og:title" content="Qué se firmó y qué se cumplió en [^"·]+">', texto)
    for dicho in ('<html lang="es-PE">', 'property="og:description" content="UGEL de la prueba', 'property="og:url"', 'rel="canonical"'):
        assert dicho in texto
    assert "Entrar" in texto
