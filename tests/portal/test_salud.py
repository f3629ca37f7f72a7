"""P44: the health tells the truth, to anyone, and says nothing else; the figures, only to whoever brings the key."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families

from base.comun.salud import registrar_salud
from portal.publico import salud
from tests.promesas import RAIZ

pytestmark = pytest.mark.promesa("P44")
CLAVE = "una-clave-larga-para-el-vigilante"


def test_the_process_answers_without_asking_the_database(client):
    assert client.get("/salud/viva").json() == {"viva": True}


def test_a_sound_portal_is_ready_and_says_whether_files_are_scanned(db, client, settings):
    for antivirus in (False, True):
        settings.CLAMAV_URL = "tcp://127.0.0.1:3310" if antivirus else ""
        respuesta = client.get("/salud/lista")
        assert (respuesta.status_code, respuesta.json()["antivirus"]) == (200, antivirus)


def test_without_room_for_files_it_is_not_ready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archivo"
    settings.MEDIA_ROOT.write_text("no es una carpeta")
    respuesta = client.get("/salud/lista")
    assert (respuesta.status_code, respuesta.json()["archivos"]) == (503, False)


def test_with_a_migration_to_apply_it_is_not_ready(db, client, settings):
    settings.MIGRATION_MODULES = {}  # those of the portal: the tables of these tests are made from the models, and none was applied
    salud.escritas.cache_clear()
    respuesta = client.get("/salud/lista")
    salud.escritas.cache_clear()
    assert (respuesta.status_code, respuesta.json()["migraciones"]) == (503, False)


def test_without_a_database_it_is_not_ready_and_says_nothing_more(db, client, monkeypatch):
    def caida(*_: object) -> None:
        raise OperationalError("no hay base en 10.0.0.7")

    with monkeypatch.context() as sin_base:
        sin_base.setattr(connection, "cursor", caida)
        respuesta = client.get("/salud/lista")
        assert client.get("/salud/viva").status_code == 200
    dicho = respuesta.json()
    assert (respuesta.status_code, dicho["base_de_datos"], dicho["colas_s"]) == (503, False, None)
    assert "10.0.0.7" not in respuesta.text


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def pedir(client, clave: str = CLAVE):
    return client.get("/salud/metricas", headers={"Authorization": f"Bearer {clave}"} if clave else {})


@pytest.mark.parametrize(("puesta", "traida"), [("", ""), ("", CLAVE), (CLAVE, ""), (CLAVE, CLAVE + "x"), ("", "Bearer ")])
def test_without_the_key_there_is_no_such_page(db, client, settings, puesta, traida):
    settings.METRICAS_CLAVE = puesta
    assert pedir(client, traida).status_code == 404


def cifras(client, settings) -> dict[tuple[str, ...], float]:
    settings.METRICAS_CLAVE = CLAVE
    familias = text_string_to_metric_families(pedir(client).text)
    return {(muestra.name, *sorted(muestra.labels.values())): muestra.value for familia in familias for muestra in familia.samples}


def test_a_request_is_counted_under_its_route_and_not_under_its_address(db, client, settings, ugel):
    antes = cifras(client, settings)
    client.get(f"/publico/{ugel.codigo}/distritos/999999/")
    client.get("/un/lugar/que/no/existe/")
    despues = cifras(client, settings)
    for pagina in ("publico_distrito", "sin_ruta"):
        llave = ("portal_pedido_segundos_count", *sorted((pagina, "GET", "4xx")))
        assert despues[llave] == antes.get(llave, 0) + 1
    assert not any(ugel.codigo in parte or "lugar" in parte for llave in despues for parte in llave)


def test_what_happened_is_counted(db, client, settings):
    antes = cifras(client, settings).get(("portal_sucesos_total", "negado"), 0)
    client.get("/un/lugar/que/no/existe/")
    assert cifras(client, settings)["portal_sucesos_total", "negado"] == antes + 1


def test_the_health_is_there_as_numbers(db, client, settings, monkeypatch):
    settings.CLAMAV_URL = ""
    registrar_salud("de_prueba", lambda: {"minutos": 7, "palabra": "sin número"})
    leidas = cifras(client, settings)
    assert leidas["portal_salud_lista",] == 1
    assert leidas["portal_salud_antivirus",] == 0
    assert leidas["portal_salud_colas_s_correos",] >= 0
    assert leidas["portal_salud_de_prueba_minutos",] == 7
    assert not any("palabra" in nombre for nombre, *_ in leidas)


def test_with_several_processes_the_health_is_said_once_and_kept_in_no_folder(tmp_path):
    orden = 'from base.comun.metricas import escribir; escribir({"lista": True}); print(escribir({"lista": False})[0].decode())'
    entorno = {"PATH": os.environ["PATH"], "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    dicho = subprocess.run([sys.executable, "-c", orden], check=True, cwd=RAIZ, env=entorno, capture_output=True, text=True, timeout=60)
    assert [linea for linea in dicho.stdout.splitlines() if linea.startswith("portal_salud")] == ["portal_salud_lista 0.0"]
