"""The keys of the API: made once, shown once, of a person and a role, and of no use from the moment that either changes (P26)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from base.cuentas import llaves
from base.cuentas.llaves import LlaveDeApi, LlaveDeApiQuerySet
from base.cuentas.models import Cupo
from base.cuentas.sesiones import CONFIRMACION, MARCAS
from convenios.models import Avance
from convenios.models.avance import AvanceQuerySet
from municipios.models import Gestion, MiembroUgel
from portal.publico.api import limites
from portal.publico.api.tablas import TABLAS
from portal.publico.tareas import olvidar_cupos

from .mundo import CANARIO

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api_llaves")]
NUEVA = {"nombre": "Informe mensual", "dias": "90"}


@pytest.fixture
def dentro(mundo) -> Client:
    cliente = Client()
    cliente.force_login(mundo["coordinador"])
    return cliente


# ── Making one ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_its_secret_is_shown_once_and_kept_nowhere(dentro, mundo):
    hecha = dentro.post(reverse("llave_nueva"), NUEVA)
    secreto = hecha.context["secreto"]
    llave = LlaveDeApi.objects.get()

    assert secreto in hecha.text
    assert hecha["Cache-Control"] == "private, no-store"
    assert secreto not in dentro.get(reverse("mis_llaves")).text
    assert not any(secreto in str(valor) for valor in vars(llave).values())
    assert (llave.usuario, llave.rol, llave.vence_en - llave.creada_en) == (mundo["coordinador"], "coordinador", datetime.timedelta(90))
    assert Client().get("/api/v1/privado/ugeles", headers={"Authorization": f"Bearer {secreto}"}).status_code == 200


@pytest.mark.promesa("P2")
def test_pressing_twice_makes_one(dentro):
    primera, segunda = (dentro.post(reverse("llave_nueva"), NUEVA) for _ in range(2))
    assert (primera.status_code, segunda.status_code, LlaveDeApi.objects.count()) == (200, 422, 1)
    assert "Ya tiene una llave con ese nombre" in segunda.text


def test_whoever_finds_a_session_open_makes_none(dentro):
    sesion = dentro.session
    sesion[MARCAS] = sesion[MARCAS] | {"confirmo": sesion[MARCAS]["confirmo"] - CONFIRMACION - 1800}
    sesion.save()
    assert dentro.get(reverse("llave_nueva")).url.startswith("/cuenta/confirmar/")
    assert "secreto" not in (dentro.post(reverse("llave_nueva"), NUEVA).context or {})
    assert not LlaveDeApi.objects.exists()


def test_a_person_has_ten_at_most_and_voiding_one_makes_room(dentro, mundo):
    for numero in range(llaves.CUANTAS):
        llaves.crear(mundo["coordinador"], nombre=f"Llave {numero}", dias=30)
    assert dentro.post(reverse("llave_nueva"), NUEVA).status_code == 422
    dentro.post(reverse("llave_anular", args=[LlaveDeApi.objects.first().pk]))
    assert dentro.post(reverse("llave_nueva"), NUEVA).status_code == 200


def test_nobody_voids_the_key_of_another_person(dentro, mundo):
    ajena, _ = llaves.crear(mundo["alcalde_a"], nombre=f"{CANARIO} llave", dias=30)
    assert dentro.post(reverse("llave_anular", args=[ajena.pk])).status_code == 404
    assert CANARIO not in dentro.get(reverse("mis_llaves")).text.replace(mundo["coordinador"].nombre, "")
    ajena.refresh_from_db()
    assert ajena.anulada_en is None


# ── What it opens ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_opens_what_its_person_sees_and_nothing_more(api, mundo):
    """The staff read what waits to be verified; the mayor of the other district and the stranger do not, and neither do drafts leave."""
    leido = {quien: api.datos("privado/avances", mundo[quien]) for quien in ("coordinador", "alcalde_a")}
    for quien, filas in leido.items():
        assert {f["id"] for f in filas} == set(Avance.objects.for_user(mundo[quien]).values_list("pk", flat=True))
    assert {f["estado"] for f in leido["coordinador"]} == {"verificado", "enviado", "observado"}
    assert f"{CANARIO} responsable" in {f["responsable"] for f in api.datos("privado/compromisos", mundo["coordinador"])}


@pytest.mark.promesa("P24")
def test_the_key_of_a_stranger_reads_nothing_of_here(api, mundo, promesa):
    dichas = {clave: api(f"privado/{clave}?formato={formato}", mundo["ajeno"]) for clave in TABLAS for formato in ("json", "csv")}
    assert {r.status_code for r in dichas.values()} == {200}
    halladas = [clave for clave, r in dichas.items() if CANARIO.encode() in (r.getvalue() if r.streaming else r.content)]
    promesa.anotar("llave de otra UGEL sobre la API", tablas=len(TABLAS), canarios=len(halladas))
    assert halladas == []
    assert api.datos("privado/compromisos", mundo["ajeno"]) == []


@pytest.mark.promesa("P24")
@pytest.mark.control
def test_the_scope_is_what_keeps_them_out(api, mundo, monkeypatch):
    """Control."""
    monkeypatch.setattr(AvanceQuerySet, "for_user", lambda self, user: self)
    assert CANARIO in api("privado/avances", mundo["ajeno"]).text


def test_a_session_opens_nothing_that_asks_for_a_key(dentro):
    assert {dentro.get(f"/api/v1/privado/{clave}").status_code for clave in TABLAS} == {401}


# ── What ends it (P26) ───────────────────────────────────────────────────────────────────────────────────────────────────
def _cambiar(**campos: Any) -> Callable[[Any], Any]:
    return lambda persona: type(persona).objects.filter(pk=persona.pk).update(**campos)


ACTOS: dict[str, Callable[[Any], Any]] = {
    "otro rol": _cambiar(rol="especialista"),
    "cuenta cerrada": _cambiar(is_active=False),
    "debe cambiar su contraseña": _cambiar(renovar_clave=True),
    "se acabó su cargo": lambda persona: MiembroUgel.objects.filter(usuario=persona).update(fin=datetime.date(2020, 1, 1), inicio=None),
    "llave anulada": lambda persona: llaves.anular(LlaveDeApi.objects.for_user(persona)),
    "llave vencida": lambda persona: LlaveDeApi.objects.update(creada_en="2020-01-01T00:00Z", vence_en="2020-02-01T00:00Z"),
}


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("acto", ACTOS)
def test_what_is_withdrawn_opens_nothing_at_the_next_request(api, mundo, acto):
    persona = mundo["coordinador"]
    assert api("privado/avances", persona).status_code == 200
    ACTOS[acto](persona)
    negada = api("privado/avances", persona)
    assert (negada.status_code, negada["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert CANARIO not in negada.text


@pytest.mark.promesa("P26")
def test_a_mayor_whose_term_ended_reads_nothing(api, mundo):
    assert api("privado/avances", mundo["alcalde_a"]).status_code == 200
    Gestion.objects.filter(usuario=mundo["alcalde_a"]).update(inicio=datetime.date(2019, 1, 1), fin=datetime.date(2020, 1, 1))
    assert api("privado/avances", mundo["alcalde_a"]).status_code == 401


@pytest.mark.promesa("P26")
def test_what_ends_it_is_asked_of_the_database_each_time(api, mundo, monkeypatch):
    """Control: with any key taken for one that opens, the voided one still does."""
    api.llave(mundo["coordinador"])
    llaves.anular(LlaveDeApi.objects.for_user(mundo["coordinador"]))
    monkeypatch.setattr(LlaveDeApiQuerySet, "publicos", lambda self: self)
    assert api("privado/avances", mundo["coordinador"]).status_code == 200


@pytest.mark.parametrize(
    "cabecera", ["", "Bearer", "Bearer ", "Bearer convenios_inventada", "Basic YTpi", "bearer\tx", "Bearer " + "x" * 9000]
)
def test_what_is_no_key_is_refused_alike(api, cabecera):
    respuesta = api("privado/ugeles", headers={"Authorization": cabecera})
    assert (respuesta.status_code, respuesta.json()["error"]["codigo"]) == (401, "sin_llave")


# ── How often ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def reloj():
    with time_machine.travel(datetime.datetime(2026, 3, 2, 15, 0, 10, tzinfo=datetime.UTC), tick=False) as viaje:
        yield viaje


def cuantos(pedir: Callable[[], Any], hasta: int, *, procesos: int = 1) -> tuple[int, Any]:
    """How many are answered before one is not; several processes share the database and not their memory."""
    memorias: list[dict[str, Any]] = [{} for _ in range(procesos)]
    for numero in range(hasta):
        limites._reservas = memorias[numero % procesos]
        respuesta = pedir()
        if respuesta.status_code == 429:
            return numero, respuesta
    return hasta, respuesta


@pytest.mark.parametrize("procesos", [1, 3])
def test_an_address_asks_so_often_a_minute_whatever_the_processes(api, reloj, monkeypatch, procesos):
    monkeypatch.setattr(limites, "POR_DIRECCION", 80)
    veces, negada = cuantos(lambda: api("ugeles"), 200, procesos=procesos)
    assert 80 - limites.A_LA_VEZ * (procesos - 1) <= veces <= 80
    assert (negada["Retry-After"], negada["Cache-Control"], negada["Access-Control-Allow-Origin"]) == ("51", "no-store", "*")
    assert negada.json()["error"]["codigo"] == "demasiados_pedidos"
    assert api("ugeles", REMOTE_ADDR="10.0.0.9").status_code == 200  # another address is another count
    reloj.shift(60)
    assert api("ugeles").status_code == 200


def test_a_key_has_its_own_count_and_its_use_is_written_down(api, mundo, reloj, monkeypatch):
    monkeypatch.setattr(limites, "POR_LLAVE", 40)
    veces, negada = cuantos(lambda: api("privado/ugeles", mundo["coordinador"]), 200, procesos=2)
    assert 20 <= veces <= 40
    assert "Retry-After" in negada
    assert LlaveDeApi.objects.get().usada_en == datetime.datetime(2026, 3, 2, 15, 0, 10, tzinfo=datetime.UTC)
    assert api("privado/ugeles", mundo["alcalde_a"]).status_code == 200


def test_guessing_keys_is_counted_by_address(api, reloj):
    veces, _ = cuantos(lambda: api("privado/ugeles", headers={"Authorization": "Bearer convenios_x"}), 100, procesos=3)
    assert veces <= limites.FALLIDAS


def test_what_limits_is_the_shared_counter(api, reloj, monkeypatch):
    """Control: with a counter that always has some, nothing is refused."""
    monkeypatch.setattr(limites, "POR_DIRECCION", 5)
    monkeypatch.setattr(limites, "_tomar", lambda *_: True)
    assert cuantos(lambda: api("ugeles"), 30)[0] == 30


def test_a_counter_is_forgotten_when_it_means_nothing(api, reloj):
    api("ugeles")
    assert Cupo.objects.count() == 1  # of an address, however many minutes it asks in
    reloj.shift(60)
    limites.olvidar()
    api("ugeles")
    assert Cupo.objects.count() == 1
    olvidar_cupos(None)
    assert Cupo.objects.count() == 1
    reloj.shift(86_400)
    assert olvidar_cupos(None) == {"olvidados": 1}
