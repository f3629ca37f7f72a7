"""A municipality shares a read-only page of its district: for some days, counted, voided at once, and telling nothing that was not decided."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.comun.fechas import ahora, como_si_fuera
from base.comun.registro import ocultar
from base.cuentas.limites import REGLAS, Clase
from base.cuentas.models import Usuario
from municipios.models import EnlaceCompartido, Gestion
from municipios.models import enlace as modulo
from municipios.models.enlace import EnlaceCompartidoQuerySet
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_convenio
from tests.formularios import leer

pytestmark = pytest.mark.django_db

TELEFONO = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36"}


@pytest.fixture
def mundo(convenio, municipalidad_a, municipalidad_b, especialista):
    """What is public of A, what is not, and what is B's."""
    distrito = municipalidad_a.distrito
    vencido = make_compromiso(
        convenio, codigo="C-1", distritos=(distrito,), plazo=dias(-3), descripcion="Reparar techos", responsable="CANARIO responsable"
    )
    medido = make_compromiso(convenio, codigo="C-2", meta=100, unidad="talleres", descripcion="Dar talleres")
    make_alcance(medido, distrito, meta=20)
    make_avance(
        medido, estado="verificado", por=especialista, distrito=distrito, cantidad=5, descripcion="CANARIO texto", expediente="CANARIO-1"
    )
    make_avance(vencido, estado="enviado", por=especialista, distrito=distrito, descripcion="CANARIO sin verificar")
    make_compromiso(convenio, codigo="C-B", distritos=(municipalidad_b.distrito,), descripcion="CANARIO de B")
    make_compromiso(make_convenio(convenio.ugel, estado="borrador"), distritos=(distrito,), descripcion="CANARIO sin firmar")


@pytest.fixture
def enlace(municipalidad_a, alcalde_a) -> EnlaceCompartido:
    return EnlaceCompartido.hacer(municipalidad_a, por=alcalde_a, dias=7)


def direccion(enlace: EnlaceCompartido) -> str:
    return reverse("compartido", args=[enlace.secreto])


# ── What the mayor does ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_mayor_makes_a_link_from_mi_municipio_sends_it_and_sees_how_often_it_was_opened(mundo, alcalde_a, client, como):
    suyo, pagina = como(alcalde_a), reverse("enlaces")
    assert pagina in suyo.get(reverse("mi_municipio")).text
    datos = leer(suyo.get(pagina))
    suyo.post(pagina, datos | {"dias": "30"})
    suyo.post(pagina, datos | {"dias": "30"})  # pressed twice

    (fila,) = suyo.get(pagina).context["enlaces"]
    assert fila.vence_en - fila.creado_en == datetime.timedelta(days=30)
    assert fila.mensaje.splitlines()[:3] == [fila.mensaje.splitlines()[0], "• Vencido: 1", "• Sin plazo: 1"]
    assert fila.mensaje.startswith("Distrito A: compromisos por la educación, al ")
    assert fila.url in fila.mensaje
    assert fila.whatsapp.startswith("https://wa.me/?text=Distrito+A")
    assert "Alba" not in fila.mensaje

    for _ in range(2):
        assert client.get(direccion(fila), headers=TELEFONO).status_code == 200
    assert "Abierto <strong" in suyo.get(pagina).text
    assert suyo.get(pagina).context["enlaces"][0].abierto == 2


def test_each_person_sees_and_voids_only_their_own(enlace, alcalde_a, enlace_a, alcalde_b, coordinador, client, como):
    anular = reverse("enlace_anular", args=[enlace.pk])
    for otro in (enlace_a, alcalde_b, coordinador):
        assert como(otro).get(anular).status_code == 404
    assert como(alcalde_b).get(reverse("enlaces")).context["enlaces"] == []
    assert como(coordinador).get(reverse("enlaces")).status_code == 404
    suyo = como(alcalde_a)
    suyo.post(anular, leer(suyo.get(anular)))
    assert client.get(direccion(enlace)).status_code == 404
    assert "Anulado" in suyo.get(reverse("enlaces")).text


def test_nobody_shares_a_municipality_that_is_not_theirs_nor_more_than_ten_at_once(
    municipalidad_a, municipalidad_b, alcalde_b, monkeypatch, como
):
    with pytest.raises(ValidationError, match="cargo"):
        EnlaceCompartido.hacer(municipalidad_a, por=alcalde_b, dias=7)
    cliente, pagina = como(alcalde_b), reverse("enlaces")
    assert cliente.post(pagina, leer(cliente.get(pagina)) | {"municipalidad": municipalidad_a.pk}).status_code == 422
    assert cliente.post(pagina, leer(cliente.get(pagina)) | {"dias": "3650"}).status_code == 422
    monkeypatch.setattr(modulo, "A_LA_VEZ", 1)
    EnlaceCompartido.hacer(municipalidad_b, por=alcalde_b, dias=7)
    with pytest.raises(ValidationError, match="Ya tiene 1"):
        EnlaceCompartido.hacer(municipalidad_b, por=alcalde_b, dias=7)


# ── What whoever holds it sees ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P27")
def test_the_page_tells_what_is_public_of_the_district_and_nothing_else(mundo, enlace, client, promesa, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        respuesta = client.get(direccion(enlace))
    texto = respuesta.text
    assert (respuesta.status_code, texto.count("CANARIO"), "Alba" in texto, "Persona " in texto) == (200, 0, False, False)
    assert [(p["situacion"], p["cuantos"]) for p in respuesta.context["reparto"]] == [("vencido", 1), ("sin_plazo", 1)]
    assert {c.codigo: c.progreso_aqui for c in respuesta.context["compromisos"]} == {"C-1": None, "C-2": 25}
    assert "Talleres: 5" in texto
    assert '<meta property="og:title" content="Distrito A: compromisos por la educación">' in texto
    promesa.anotar("enlace compartido", canarios=texto.count("CANARIO"))


@pytest.mark.promesa("P27")
def test_the_page_is_of_no_session_no_cache_and_no_index(mundo, enlace, alcalde_b, client, como):
    anonima, de_otro = client.get(direccion(enlace)), como(alcalde_b).get(direccion(enlace))
    assert not anonima.cookies
    assert not de_otro.cookies
    assert "cookie" not in anonima.get("Vary", "").lower()
    assert de_otro.content == anonima.content  # whoever is signed in is nobody here
    assert {"private", "no-store"} <= set(re.split(r"[,\s]+", anonima["Cache-Control"]))
    assert (anonima["Referrer-Policy"], anonima["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert client.post(direccion(enlace)).status_code == 405


def cambiar_de_rol(enlace) -> None:
    Usuario.objects.filter(pk=enlace.creado_por_id).update(rol="especialista")


def volver_con_otro_rol(enlace) -> None:
    """A former mayor who is the liaison of the same municipality today: the link was the mayor's."""
    from tests.factories import EnlaceMunicipal, guardar

    Usuario.objects.filter(pk=enlace.creado_por_id).update(rol="enlace")
    guardar(EnlaceMunicipal(municipalidad=enlace.municipalidad, usuario=enlace.creado_por, inicio=dias(-1)))


def cerrar_la_cuenta(enlace) -> None:
    Usuario.objects.filter(pk=enlace.creado_por_id).update(is_active=False)


def terminar_su_cargo(enlace) -> None:
    Gestion.objects.filter(usuario=enlace.creado_por_id).update(inicio=dias(-90), fin=dias(-1))


RETIROS = {
    "cambiar de rol": cambiar_de_rol,
    "volver con otro rol": volver_con_otro_rol,
    "cerrar la cuenta": cerrar_la_cuenta,
    "terminar su cargo": terminar_su_cargo,
    "anularlo": EnlaceCompartido.anular,
}


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("retiro", RETIROS)
def test_what_is_withdrawn_opens_nothing_at_the_next_request(mundo, enlace, client, promesa, retiro):
    url = direccion(enlace)
    assert client.get(url).status_code == 200
    RETIROS[retiro](enlace)
    muerto, inventado = client.get(url), client.get(reverse("compartido", args=["1-inventado"]))
    assert (muerto.status_code, muerto.content) == (404, inventado.content)
    assert muerto["Referrer-Policy"] == "no-referrer"
    assert not muerto.cookies
    promesa.anotar(f"enlace compartido: {retiro}", pedidos_de_mas=0)


@pytest.mark.promesa("P26")
def test_a_link_dies_at_its_hour_and_a_key_of_another_row_opens_nothing(mundo, enlace, municipalidad_b, alcalde_b, client):
    otro = EnlaceCompartido.hacer(municipalidad_b, por=alcalde_b, dias=30)
    cruzada = f"{otro.pk}-{enlace.secreto.partition('-')[2]}"
    assert client.get(reverse("compartido", args=[cruzada])).status_code == 404
    with como_si_fuera(ahora() + datetime.timedelta(days=7, minutes=-1)):
        assert client.get(direccion(enlace)).status_code == 200
    with como_si_fuera(ahora() + datetime.timedelta(days=7, minutes=1)):
        assert client.get(direccion(enlace)).status_code == 404
        assert client.get(direccion(otro)).status_code == 200


@pytest.mark.promesa("P26")
@pytest.mark.control
def test_control_with_the_charge_left_unasked_it_goes_on_opening(mundo, enlace, client, monkeypatch):
    terminar_su_cargo(enlace)
    monkeypatch.setattr(EnlaceCompartido, "con_cargo", True)
    assert client.get(direccion(enlace)).status_code == 200


@pytest.mark.promesa("P26")
@pytest.mark.control
def test_control_with_voided_links_let_through_it_goes_on_opening(mundo, enlace, client, monkeypatch):
    enlace.anular()
    monkeypatch.setattr(EnlaceCompartidoQuerySet, "vigentes", lambda self: self)
    assert client.get(direccion(enlace)).status_code == 200


@pytest.mark.parametrize(
    ("cabeceras", "metodo"),
    [
        ({"user-agent": "WhatsApp/2.23.20.0 A"}, "get"),
        ({"user-agent": "facebookexternalhit/1.1"}, "get"),
        ({"user-agent": "TelegramBot (like TwitterBot)"}, "get"),
        (TELEFONO | {"sec-purpose": "prefetch;prerender"}, "get"),
        (TELEFONO, "head"),
    ],
)
def test_a_preview_shows_the_page_and_is_no_opening(mundo, enlace, client, cabeceras, metodo):
    assert getattr(client, metodo)(direccion(enlace), headers=cabeceras).status_code == 200
    enlace.refresh_from_db()
    assert (enlace.abierto, enlace.abierto_en, enlace.en_el_rato) == (0, None, 1)


def test_who_tries_keys_waits_and_so_does_who_opens_one_without_end(mundo, enlace, client, monkeypatch):
    falsa = reverse("compartido", args=[f"{enlace.pk}-{'0' * 40}"])
    veces = REGLAS[Clase.ENLACE]["direccion"].veces
    assert {client.get(falsa).status_code for _ in range(veces)} == {404}
    assert client.get(falsa).status_code == 429
    assert client.get(direccion(enlace)).status_code == 200  # the right one is looked at first: a shared line locks nobody out

    monkeypatch.setattr(modulo, "SEGUIDAS", 3)
    assert [client.get(direccion(enlace)).status_code for _ in range(3)] == [200, 200, 429]
    with como_si_fuera(ahora() + datetime.timedelta(minutes=6)):
        assert client.get(direccion(enlace)).status_code == 200


@pytest.mark.promesa("P32")
def test_the_links_point_home_whatever_the_request_says(mundo, enlace, alcalde_a, como):
    suyo = como(alcalde_a)
    for cabeceras in ({"host": "malo.example"}, {"x-forwarded-host": "malo.example"}):
        assert suyo.get(reverse("enlaces"), headers=cabeceras).status_code == 400


def test_the_key_is_in_no_row_and_in_no_log(enlace):
    assert enlace.secreto.partition("-")[2] not in str(EnlaceCompartido.objects.values().get())
    assert enlace.secreto not in ocultar(f"GET {direccion(enlace)} 200")
