"""The files and the database agree, and where they do not it is said: each file is read, and one that no row knows does not stay."""

import datetime
import os
import signal
import warnings
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from base.avisos import nocturnas, obrero
from base.avisos.models import Aviso, Operacion, Tarea
from base.avisos.tareas import Contexto
from base.comun.archivos import ConArchivo, revisar
from base.comun.fechas import ahora
from base.comun.respaldo import comparar, cotejar_todo, quitar_sobrantes, testigos
from base.comun.respaldo.guardas import consultar, guardas
from convenios.models import Evidencia
from tests.factories import make_avance, make_aviso, make_evidencia, make_foto, make_usuario

pytestmark = pytest.mark.django_db


@pytest.fixture
def fotos(equipo) -> list[Path]:
    """Three files, each with its row."""
    avance = make_avance()
    return [Path(make_evidencia(avance, archivo=make_foto(), clase="foto").archivo.path) for _ in range(3)]


def test_every_column_that_keeps_a_file_has_its_hash_beside_it(equipo):
    con_archivo = {m._meta.db_table for m in apps.get_models() if issubclass(m, ConArchivo)}
    assert con_archivo | {"tablero_archivoinforme"} <= {g.tabla for g in guardas()}
    assert all(g.sha256.endswith("sha256") for g in guardas())


@pytest.mark.promesa("P11")
def test_each_altered_octet_and_each_missing_file_is_found(fotos, promesa):
    assert cotejar_todo().bien  # the control
    bueno, hallados, cuantos = fotos[0].read_bytes(), 0, promesa.veces(30, 1000)
    for n in range(cuantos):
        lugar = n * len(bueno) // cuantos
        fotos[0].write_bytes(bueno[:lugar] + bytes([bueno[lugar] ^ 1 << n % 8]) + bueno[lugar + 1 :])
        hallados += len(cotejar_todo().alterados)
    fotos[0].write_bytes(bueno)
    fotos[1].unlink()
    cotejo = cotejar_todo()
    promesa.anotar("octetos cambiados en un archivo", cambiados=cuantos, hallados=hallados, faltan=len(cotejo.faltan))
    assert hallados == cuantos
    assert [uno.rpartition(" ")[2] for uno in cotejo.faltan] == [fotos[1].relative_to(fotos[1].parents[3]).as_posix()]
    assert cotejo.revisados == 3


@pytest.mark.promesa("P11")
def test_the_worker_looks_at_night_and_whoever_runs_the_installation_is_told(fotos, client, monkeypatch, caplog):
    monkeypatch.setattr(nocturnas, "SEGUNDOS_POR_TRAMO", 0.0)  # a file, and then somebody else's turn
    manda = make_usuario("administrador", username="manda", is_superuser=True)
    assert client.get("/salud/lista").json()["archivos_cotejados"] == "sin revisar"
    fotos[2].unlink()
    obrero.Horario()()
    Tarea.objects.exclude(nombre="avisos.cotejar").delete()
    vueltas = 0
    while obrero.hacer_una():
        vueltas += 1
    assert vueltas == 4
    assert not Tarea.objects.exclude(estado="hecha").exists()
    hecha = Operacion.objects.get()
    assert (hecha.clase, hecha.bien, hecha.datos["revisados"], hecha.datos["faltan"]) == ("cotejo", False, 3, 1)
    assert "faltan 1" in Aviso.objects.get(usuario=manda).texto
    assert any(r.levelname == "ERROR" and r.getMessage() == "archivos_no_coinciden" for r in caplog.records)
    salud = client.get("/salud/lista")
    assert (salud.status_code, salud.json()["archivos_cotejados"]) == (200, {"hace_h": 0.0, "bien": False})


@pytest.mark.promesa("P12")
@pytest.mark.control
def test_a_restore_that_lost_a_row_a_file_or_the_chain_is_red(fotos, monkeypatch):
    """What the drill compares, with something broken on purpose."""
    make_aviso()
    monkeypatch.setitem(testigos._testigos, "cadena", lambda *_: "7:abc")
    tablas = {tabla: consultar(f'SELECT count(*) FROM "{tabla}"')[0][0] for tabla in connection.introspection.table_names()}  # noqa: S608 -- tables
    cabeza = {"tablas": tablas, "testigos": {"cadena": "7:abc"}, "faltan": [], "alterados": []}
    assert comparar(cabeza)["distintas"] == []
    monkeypatch.setitem(testigos._testigos, "cadena", lambda *_: "6:abd")
    fotos[0].write_bytes(fotos[0].read_bytes()[:-1] + b"x")
    Aviso.objects.all().delete()
    de_fila, de_cadena, de_archivo = comparar(cabeza)["distintas"]
    assert de_fila == "avisos_aviso: 0 filas en vez de 1"
    assert de_cadena == "cadena: no es el del respaldo"
    assert de_archivo.endswith(fotos[0].name)


def test_the_command_ends_in_1_and_names_what_is_missing(fotos, capsys):
    call_command("revisar_archivos")
    fotos[0].unlink()
    with pytest.raises(SystemExit) as fin:
        call_command("revisar_archivos")
    assert fin.value.code == 1
    assert fotos[0].name in capsys.readouterr().out


# ── A file without its row ───────────────────────────────────────────────────────────────────────────────────────────────
def muere_antes_de_la_fila(avance) -> None:
    """Another process brings a photo, and is killed after its file is written and before its row is."""
    fotografo = make_usuario("especialista")
    foto = Evidencia(avance=avance, clase="foto", subida_por=fotografo)
    foto.guardar_archivo(revisar(make_foto()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a copy of this process, for an instant
        hijo = os.fork()
    if hijo == 0:
        with connection.execute_wrapper(lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
            foto.save(force_insert=True)
        os._exit(1)
    _, como = os.waitpid(hijo, 0)
    assert os.WTERMSIG(como) == signal.SIGKILL


@pytest.mark.promesa("P11")
def test_the_file_of_somebody_who_died_is_gone_within_the_day_and_no_other(fotos, settings, promesa):
    avance = Evidencia.objects.first().avance
    muere_antes_de_la_fila(avance)
    raiz = Path(settings.MEDIA_ROOT)
    todos = {ruta for ruta in raiz.rglob("*") if ruta.is_file()}
    suelto = (todos - set(fotos)).pop()
    assert Evidencia.objects.count() == 3
    ajeno = raiz / "evidencias" / "2026" / "leame.txt"  # no name that the portal gives
    ajeno.parent.mkdir(parents=True, exist_ok=True)
    ajeno.write_text("de otro")
    assert quitar_sobrantes() == {"sobran": 0, "quitados": 0}  # its gesture may still be going on
    horas = 0
    with time_machine.travel(ahora(), tick=False) as reloj:
        horario = obrero.Horario()
        horario()
        while suelto.exists() and horas < 30:
            reloj.shift(datetime.timedelta(hours=1))
            horas += 1
            horario()
            for tarea in Tarea.objects.filter(nombre__startswith="avisos.quitar_sobrantes", estado="pendiente"):
                nocturnas.sobrantes(Contexto(tarea))
                tarea.delete()
    promesa.anotar("archivo de quien murió antes de su fila", horas_hasta_que_se_quita=horas)
    assert horas <= 24
    assert {ruta for ruta in raiz.rglob("*") if ruta.is_file()} == {*fotos, ajeno}


def test_what_history_remembers_stays_and_a_foreign_database_takes_nothing_away(fotos, monkeypatch):
    from base.comun.respaldo import cotejo

    with time_machine.travel(ahora() + datetime.timedelta(hours=2), tick=False):
        Evidencia.objects.all()._raw_delete("default")
        assert quitar_sobrantes()["sobran"] == 0  # their history is still there
        Evidencia.history.all()._raw_delete("default")
        monkeypatch.setattr(cotejo, "SOSPECHOSOS", 2)
        assert quitar_sobrantes() == {"sobran": 3, "quitados": 0}
        assert all(foto.exists() for foto in fotos)
        monkeypatch.setattr(cotejo, "SOSPECHOSOS", 3)
        assert quitar_sobrantes() == {"sobran": 3, "quitados": 3}
