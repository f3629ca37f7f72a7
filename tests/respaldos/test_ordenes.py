"""What the commands answer, what is noted down, and what whoever watches is told."""

import datetime
import os
import time
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from base.avisos import cuidado, obrero
from base.avisos.models import Aviso, Operacion, Tarea
from base.comun.fechas import ahora
from base.comun.respaldo import ErrorDeRespaldo, olvidar_viejos, programas, sha256_de
from base.comun.respaldo.reponer import exigir_que_sirva
from tests.factories import make_usuario
from tests.respaldos.test_sellado import hacer
from tests.respaldos.test_simulacro import ordenar

pytestmark = [pytest.mark.django_db, pytest.mark.con_base]


@pytest.fixture
def a_mano(equipo, monkeypatch):
    """Backups made without looking at the database, which these tests have in a transaction: what is told of them is the question here."""
    from base.comun import respaldo

    def respaldar(destino, *, avance):
        ruta = destino / f"respaldo-{time.monotonic_ns()}.tar.age"
        ruta.write_bytes(hacer(("base.sql.gz", b"x"), cabeza={"hecho_en": ahora().isoformat()}))
        cabeza = {"hecho_en": ahora().isoformat(), "tablas": {"una": 3}}
        return respaldo.Hecho(ruta, ruta.stat().st_size, sha256_de(ruta), cabeza, 0)

    monkeypatch.setattr(respaldo, "respaldar", respaldar)
    return equipo


def salud(client):
    respuesta = client.get("/salud/lista")
    assert respuesta.status_code == 200  # said, never required
    return respuesta.json()["respaldo"]


@pytest.mark.promesa("P13")
def test_health_says_how_old_the_backup_and_its_copy_elsewhere_are(a_mano, tmp_path, client):
    assert salud(client) == "sin respaldo"
    copia = tmp_path / "disco"
    copia.mkdir()
    ordenar("respaldar", str(a_mano), copia=str(copia))
    with time_machine.travel(ahora() + datetime.timedelta(hours=30), tick=False):
        assert salud(client) == {"hace_h": 30.0, "verificado_h": 30.0, "copia_h": 30.0, "bien": True}
        ordenar("respaldar", str(a_mano))
        assert salud(client) == {"hace_h": 0.0, "verificado_h": 0.0, "copia_h": 30.0, "bien": True}


def test_a_copy_made_by_other_means_is_noted_once_it_is_the_same(a_mano, tmp_path, client):
    hecho = ordenar("respaldar", str(a_mano))
    fuera = tmp_path / "fuera.tar.age"
    fuera.write_bytes(Path(hecho["archivo"]).read_bytes() + b"x")
    rechazo = ordenar("respaldar", anotar_copia=str(fuera))
    assert (rechazo["fin"], "su SHA-256 es otro" in rechazo["motivo"]) == (1, True)
    assert salud(client)["copia_h"] is None
    assert ordenar("respaldar", anotar_copia=hecho["sha256"], donde="DRE")["fin"] == 0
    assert salud(client)["copia_h"] == 0.0


def test_a_backup_that_fails_is_an_error_told_to_whoever_runs_the_installation(equipo, client, settings, caplog):
    manda = make_usuario("administrador", username="manda", is_superuser=True)
    settings.RESPALDO_EN = str(equipo / "no-esta")
    obrero.Horario()()
    Tarea.objects.exclude(nombre="avisos.respaldar").delete()
    assert obrero.hacer_una()
    assert "No existe la carpeta" in Tarea.objects.get().error
    assert "No existe la carpeta" in Aviso.objects.get(usuario=manda).texto
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == ["respaldo_fallido"]
    assert salud(client) == {"hace_h": None, "verificado_h": None, "copia_h": None, "bien": False}


def test_at_night_it_is_made_copied_and_the_old_ones_go(a_mano, settings, tmp_path):
    copia = tmp_path / "disco"
    copia.mkdir()
    settings.RESPALDO_EN, settings.RESPALDO_COPIA_EN, settings.DIAS_DE_RESPALDOS = str(a_mano), str(copia), 7
    for carpeta in (a_mano, copia):
        viejo = carpeta / "respaldo-20260101-010101.tar.age"
        viejo.write_bytes(b"x")
        os.utime(viejo, (0, time.time() - 8 * 86400))
        (carpeta / "otro.tar.age").write_bytes(b"x")
    cuidado.respaldo_de_la_noche(lambda *_: None)
    for carpeta in (a_mano, copia):
        assert len(list(carpeta.glob("respaldo-*"))) == 1
        assert (carpeta / "otro.tar.age").exists()
        assert [ruta for ruta in carpeta.iterdir() if ruta.name.endswith(".parcial")] == []
    assert set(Operacion.objects.filter(bien=True).values_list("clase", flat=True)) == {"respaldo", "verificacion", "copia"}
    assert olvidar_viejos(a_mano, 0) == 0  # the last one stays, however old


def test_a_copy_that_does_not_come_out_is_no_copy(a_mano, tmp_path, monkeypatch):
    from base.comun.respaldo import hacer as modulo

    monkeypatch.setattr(modulo.shutil, "copyfileobj", lambda de, a, _: a.write(de.read()[:-1]))
    (tmp_path / "disco").mkdir()
    dicho = ordenar("respaldar", str(a_mano), copia=str(tmp_path / "disco"))
    assert (dicho["fin"], "no salió igual" in dicho["motivo"]) == (1, True)
    assert list((tmp_path / "disco").iterdir()) == []


@pytest.mark.parametrize(
    ("orden", "dice"),
    [
        (("respaldar",), "Diga dónde"),
        (("respaldar", "/no/hay.tar.age"), "No existe la carpeta /no"),
        (("respaldar", "/no/hay"), "No existe la carpeta"),
        (("restaurar", "/no/hay.tar.age"), "No existe el archivo"),
    ],
)
def test_what_is_asked_wrong_is_refused_in_plain_words(orden, dice, equipo):
    dicho = ordenar(*orden)
    assert (dicho["fin"], dice in dicho["motivo"]) == (1, True)


def test_without_a_key_nothing_is_made_and_the_command_that_makes_one_gives_a_good_one(equipo, settings, capsys):
    settings.CLAVE_DE_RESPALDO = ""
    assert "--crear-clave" in ordenar("respaldar", str(equipo))["motivo"]
    call_command("respaldar", crear_clave=True)
    settings.CLAVE_DE_RESPALDO = capsys.readouterr().out
    assert len(hacer(("base.sql.gz", b"x"))) > 300
    assert list(equipo.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing_half_done(equipo, settings, monkeypatch):
    from base.comun.respaldo import cifrado

    escritos = []

    def casi_lleno(self, octetos):
        escritos.append(octetos)
        if len(escritos) > 2:
            raise OSError(28, "No space left on device")
        return len(octetos)

    monkeypatch.setattr(cifrado.ConHuella, "_contar", casi_lleno)
    dicho = ordenar("respaldar", str(equipo))
    assert (dicho["fin"], dicho["motivo"]) == (1, "No se pudo escribir el respaldo: No space left on device. No quedó ninguno a medias.")
    assert [*equipo.iterdir(), *settings.VAR.iterdir()] == []


def test_a_backup_of_another_engine_or_of_a_newer_portal_is_refused(db):
    otro = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    bueno = {"motor": connection.vendor, "tablas": {"una": 1}, "migraciones": {}}
    exigir_que_sirva(bueno)  # the control
    for cabeza, por in (
        (bueno | {"motor": otro}, "en el mismo motor"),
        (bueno | {"migraciones": {"avisos": ["9999_del_futuro"]}}, "más nueva"),
        (bueno | {"tablas": {'una"; DROP TABLE': 1}}, "no es un respaldo"),
    ):
        with pytest.raises(ErrorDeRespaldo, match=por):
            exigir_que_sirva(cabeza)


def test_a_program_of_postgresql_that_is_missing_or_too_old_is_named(monkeypatch):
    monkeypatch.setattr(programas, "version_del_servidor", lambda: 99)
    with pytest.raises(ErrorDeRespaldo, match=r"Falta el programa pg_dump de PostgreSQL 99 .*apt-get install postgresql-client-99"):
        programas.programa("pg_dump")
