"""P38, first part: the database stops while the real server runs. Its server on PostgreSQL (the wire to it is cut), its file on SQLite."""

import contextlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from base.comun.fechas import hoy
from tests.factories import dias, make_compromiso
from tests.intermediario import cable
from tests.servidores import Persona, Portal, base_de_las_pruebas, esperar, portal, sesion_de

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promesa("P38")]
CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"
ESCRITO = "Se techó el patio con calamina, CANARIO-38"


@dataclass
class Base:
    """A database that can be taken away."""

    url: str
    quitar: Callable[[], None]
    reponer: Callable[[], None]
    callar: Callable[[], None] | None


@pytest.fixture
def compromiso(convenio, municipalidad_a):
    return make_compromiso(convenio, distritos=(municipalidad_a.distrito,), descripcion="Techar el patio", plazo=dias(90))


@contextlib.contextmanager
def una_base(carpeta: Path) -> Iterator[Base]:
    """The database of the tests behind a wire; of SQLite, a copy of its file, which is carried off with its folder."""
    if connection.vendor == "postgresql":
        partes = urlsplit(base_de_las_pruebas())
        with cable(partes.port) as hilo:
            url = partes._replace(netloc=f"{partes.username}:{partes.password}@127.0.0.1:{hilo.puerto}").geturl()
            yield Base(url, hilo.cortar, hilo.reponer, hilo.callar)
        return
    sitio, lejos = carpeta / "datos", carpeta / "lejos"
    sitio.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(sitio / "portal.sqlite3")])
    yield Base(f"sqlite:///{sitio / 'portal.sqlite3'}", lambda: _mover(sitio, lejos), lambda: _mover(lejos, sitio), None)


def _mover(de: Path, a: Path) -> None:
    shutil.rmtree(a, ignore_errors=True)
    de.rename(a)


def pedir(persona: Persona, ruta: str, *resto, **mas) -> tuple[int, float]:
    inicio = time.monotonic()
    return persona.pedir(ruta, *resto, **mas), time.monotonic() - inicio


def test_while_the_database_is_gone_everybody_is_told_so_at_once_and_it_comes_back_by_itself(
    compromiso, como, coordinador, tmp_path, promesa
):
    galleta, mia = sesion_de(como(coordinador)), compromiso.get_absolute_url()
    with una_base(tmp_path) as base, portal(base.url, tmp_path) as servidor:
        persona, visita = Persona(servidor.puerto, galleta), Persona(servidor.puerto)
        assert (persona.pedir(mia), visita.pedir(CONVENIO)) == (200, 200)
        base.quitar()
        tardanzas = [_nadie_entra(persona, mia), _lo_publico_sigue(visita), _lo_escrito_vuelve(persona, mia), *_otras_formas(servidor)]
        if base.callar is not None:
            base.reponer()
            esperar(lambda: persona.pedir(mia) == 200, segundos=10)
            _todos_conectados(servidor, galleta, mia)
            base.callar()
            time.sleep(0.1)
            tardanzas += [pedir(persona, mia)[1], _lo_publico_sigue(visita), _nadie_entra(persona, mia)]
        base.reponer()
        vuelta = esperar(lambda: persona.pedir(mia) == 200, segundos=10)
        visita.pedir("/salud/lista")
        assert json.loads(visita.texto)["base_de_datos"]
        visita.pedir(CONVENIO)
        assert "Así estaba" not in visita.texto
        assert persona.pedir(f"{mia}avances/nuevo/", _avance()) == 302
    registro = (tmp_path / "registro.jsonl").read_text()
    assert "Traceback" not in registro
    assert all(json.loads(linea) for linea in registro.splitlines())
    promesa.anotar(
        "base detenida con el servidor en marcha, y vuelta",
        pedidos=len(tardanzas),
        peor_respuesta_s=round(max(tardanzas), 2),
        vuelve_en_s=round(vuelta, 2),
    )
    assert max(tardanzas) <= 3


def _todos_conectados(servidor: Portal, galleta: str, ruta: str) -> None:
    """Every thread of the server has an open connection, so that the next request is on one that falls silent."""
    with ThreadPoolExecutor(8) as varios:
        assert set(varios.map(lambda _: Persona(servidor.puerto, galleta).pedir(ruta), range(24))) == {200}


def _avance() -> dict[str, str]:
    return {"clave": str(uuid.uuid4()), "descripcion": ESCRITO, "fecha": hoy().isoformat(), "accion": "guardar"}


def _nadie_entra(persona: Persona, ruta: str) -> float:
    estado, tarda = pedir(persona, ruta)
    assert (estado, persona.cabeceras["Retry-After"]) == (503, "10")
    assert "El portal no llega a sus datos" in persona.texto
    assert "default-src 'none'" in persona.cabeceras["Content-Security-Policy"]
    return tarda


def _lo_publico_sigue(visita: Persona) -> float:
    estado, tarda = pedir(visita, CONVENIO)
    assert (estado, visita.cabeceras["Cache-Control"]) == (200, "no-store")
    assert "Así estaba esta página el" in visita.texto
    assert "Techar el patio" in visita.texto
    assert 0 <= int(visita.cabeceras["Age"]) < 3600
    sin_copia, tarda_mas = pedir(visita, "/publico/990001/planes/")
    assert sin_copia == 503
    return max(tarda, tarda_mas)


def _lo_escrito_vuelve(persona: Persona, ruta: str) -> float:
    estado, tarda = pedir(persona, f"{ruta}avances/nuevo/", _avance())
    assert estado == 503
    assert ESCRITO in persona.texto
    assert "no se guardó" in persona.texto
    return tarda


def _otras_formas(servidor: Portal) -> list[float]:
    cualquiera = Persona(servidor.puerto)
    viva, tarda = pedir(cualquiera, "/salud/viva")
    assert viva == 200
    lista, tarda_lista = pedir(cualquiera, "/salud/lista")
    assert (lista, json.loads(cualquiera.texto)["lista"]) == (503, False)
    api, tarda_api = pedir(cualquiera, "/api/v1/convenios/")
    assert (api, json.loads(cualquiera.texto)["error"]["codigo"], cualquiera.cabeceras["Retry-After"]) == (503, "sin_datos", "10")
    return [tarda, tarda_lista, tarda_api]
