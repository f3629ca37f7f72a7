"""`DATABASE_REPLICA_URL`: what is read where. And, in the full run, a real primary and its standby: the first killed, the second promoted."""

import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from base.avisos.models import Tarea
from base.comun import caidas, replicas
from base.comun.fechas import hoy
from convenios.models import Compromiso
from tests import cumulo
from tests.factories import dias, make_compromiso
from tests.servidores import Persona, esperar, portal, sesion_de

CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"


def test_only_what_is_told_in_public_is_read_from_the_standby_and_nothing_is_written_there():
    donde = replicas.Enrutador()
    assert donde.db_for_read(Compromiso) is None
    with replicas.leyendo():
        assert (donde.db_for_read(Compromiso), donde.db_for_read(Compromiso.history.model)) == ("replica", "replica")
        assert donde.db_for_read(Tarea) is None
        assert donde.db_for_write(Compromiso) == "default"
    assert not donde.allow_migrate("replica", "convenios")


@pytest.mark.parametrize(
    ("ruta", "lee"),
    [
        ("/publico/", True),
        ("/api/v1/convenios/", True),
        ("/api/v1/privado/avances/", False),
        ("/bandeja/", False),
        ("/compartido/x/", False),
    ],
)
def test_which_pages_read_from_it(ruta, lee, monkeypatch):
    monkeypatch.setattr(replicas, "hay", lambda: True)
    monkeypatch.setattr(replicas, "sirve", lambda: True)
    vistos: list[bool] = []

    def vista(_):
        vistos.append(replicas.en_uso())
        return type("Respuesta", (), {"status_code": 200})()

    medio = replicas.ReplicaMiddleware(vista)
    medio(RequestFactory().get(ruta))
    medio(RequestFactory().post(ruta))
    assert vistos == [lee, False]


def test_what_fails_in_the_standby_is_asked_of_the_primary_and_the_primary_is_not_blamed(monkeypatch):
    monkeypatch.setattr(replicas, "hay", lambda: True)
    monkeypatch.setattr(replicas._Mirada, "al_dia", True)
    monkeypatch.setattr(replicas._Mirada, "en", time.monotonic())

    def vista(_):
        if replicas.en_uso():
            caidas.reconocer(OperationalError("se fue"))
        return type("Respuesta", (), {"status_code": 503 if replicas.en_uso() else 200})()

    assert replicas.ReplicaMiddleware(vista)(RequestFactory().get("/publico/")).status_code == 200
    assert not caidas.no_responde()
    assert not replicas.sirve()


@pytest.mark.parametrize(("alcanzo", "sirve"), [(True, True), (False, False), (None, False)])
def test_a_standby_that_is_behind_or_gone_is_not_read(alcanzo, sirve, monkeypatch):
    monkeypatch.setattr(replicas._Mirada, "en", float("-inf"))
    monkeypatch.setattr(replicas._Mirada, "al_dia", True)

    def uno(alias, *_):
        if alias == "replica" and alcanzo is None:
            raise OperationalError
        return "0/1" if alias == "default" else alcanzo

    monkeypatch.setattr(replicas, "_uno", uno)
    assert replicas.sirve() is sirve


def test_without_the_primary_a_standby_that_was_up_to_date_goes_on_being_read(monkeypatch):
    def uno(*_):
        raise OperationalError

    monkeypatch.setattr(replicas, "_uno", uno)
    for antes in (True, False):
        monkeypatch.setattr(replicas._Mirada, "en", float("-inf"))
        monkeypatch.setattr(replicas._Mirada, "al_dia", antes)
        assert replicas.sirve() is antes


@pytest.mark.promesa("P10")
@pytest.mark.django_db(transaction=True)
def test_the_primary_killed_and_its_standby_promoted_lose_nothing_acknowledged(
    convenio, municipalidad_a, coordinador, como, tmp_path, promesa
):
    if connection.vendor != "postgresql" or not promesa.veces(0, 1):
        pytest.skip("arranca dos PostgreSQL propios: en la corrida completa")
    mia = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), descripcion="Techar el patio", plazo=dias(90)).get_absolute_url()
    galleta = sesion_de(como(coordinador))
    with cumulo.servidor() as principal:
        copia = principal.copia()
        principal.decir("ALTER SYSTEM SET synchronous_standby_names = '*'")
        principal.decir("SELECT pg_reload_conf()")
        esperar(lambda: principal.decir("SELECT sync_state FROM pg_stat_replication") == [("sync",)], segundos=20)
        acusadas: list[str] = []
        with portal(principal.url(), tmp_path, DATABASE_REPLICA_URL=copia.url()) as servidor:
            visita = Persona(servidor.puerto)
            assert visita.pedir(CONVENIO) == 200
            _escribir_hasta_que_se_caiga(Persona(servidor.puerto, galleta, seguida=True), mia, acusadas, principal)
            de_la_replica = _lo_publico_sigue(visita)
            assert Persona(servidor.puerto, galleta).pedir(mia) == 503
        copia.decir("SELECT pg_promote()")
        copia.decir("ALTER SYSTEM RESET synchronous_standby_names")
        copia.decir("SELECT pg_reload_conf()")
        guardadas = {texto for (texto,) in copia.decir("SELECT descripcion FROM convenios_avance")}
        with portal(copia.url(), tmp_path) as servidor:
            persona = Persona(servidor.puerto, galleta)
            assert persona.pedir(mia) == 200
            assert persona.pedir(f"{mia}avances/nuevo/", _avance("después")) == 302
    perdidas = len(set(acusadas) - guardadas)
    promesa.anotar(
        "kill −9 del PostgreSQL principal con una réplica sincrónica, que se promueve",
        acusadas=len(acusadas),
        perdidas=perdidas,
        paginas_publicas_mientras_tanto=de_la_replica,
    )
    assert perdidas == 0


def _avance(texto: str) -> dict[str, str]:
    return {"clave": str(uuid.uuid4()), "descripcion": texto, "fecha": hoy().isoformat(), "accion": "guardar"}


def _escribir_hasta_que_se_caiga(persona: Persona, ruta: str, acusadas: list[str], principal: cumulo.Servidor) -> None:
    def escribir() -> None:
        while True:
            texto = uuid.uuid4().hex
            if persona.pedir(f"{ruta}avances/nuevo/", _avance(texto)) != 302:
                return persona.conexion.close()
            acusadas.append(texto)

    hilo = threading.Thread(target=escribir)
    hilo.start()
    esperar(lambda: len(acusadas) >= 200, segundos=120)
    principal.matar()
    hilo.join(timeout=60)


def _lo_publico_sigue(visita: Persona) -> int:
    """Pages are read from the standby while the primary is gone: without the notice of an old copy."""
    for _ in range(5):
        assert visita.pedir(CONVENIO) == 200
        assert "Techar el patio" in visita.texto
        time.sleep(0.5)
    assert "Así estaba" not in visita.texto
    return 5
