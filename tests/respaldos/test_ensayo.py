"""The drill that the worker makes by itself: what it finds, what it does not pretend, and that it touches nothing of the portal."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from base.avisos import cuidado, ensayo, obrero
from base.avisos.models import Aviso, Operacion, Tarea
from base.avisos.tareas import TareaPerdida, encolar_tarea
from base.bitacora.sellos.sellar import sellar_todo
from base.comun import candados
from base.comun.fechas import ahora
from base.comun.respaldo import claves, sha256_de
from base.comun.respaldo.hacer import en_silencio
from convenios.models import Avance
from tests.factories import make_avance, make_evidencia, make_foto, make_usuario
from tests.respaldos.test_simulacro import filas, ordenar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.con_base]


@pytest.fixture
def con_migraciones(transactional_db, settings):
    """The tables of the tests are made from the models: here they say of which version they are, as those of a portal do."""
    sin_ninguna, settings.MIGRATION_MODULES = settings.MIGRATION_MODULES, {}
    escritas = set(MigrationLoader(None).disk_migrations)
    settings.MIGRATION_MODULES = sin_ninguna
    registro = MigrationRecorder(connection)
    registro.ensure_schema()
    antes = set(registro.applied_migrations())
    for app, nombre in escritas - antes:
        registro.record_applied(app, nombre)
    yield
    for app, nombre in set(registro.applied_migrations()) - antes:
        registro.record_unapplied(app, nombre)


@pytest.fixture
def portal(equipo, settings, tmp_path, con_migraciones):
    """A portal with history, seals and a photo, where the worker leaves backups, with their copy elsewhere."""
    copia = tmp_path / "disco"
    copia.mkdir()
    settings.RESPALDO_EN, settings.RESPALDO_COPIA_EN = str(equipo), str(copia)
    make_evidencia(make_avance(), archivo=make_foto(), clase="foto")
    sellar_todo()
    make_usuario("administrador", username="manda", is_superuser=True)
    return equipo


@pytest.fixture
def respaldo(portal) -> Path:
    """The last one of them."""
    return Path(cuidado.respaldo_de_la_noche(en_silencio)["archivo"])


def restos(settings) -> list[str]:
    """What a drill left behind: folders, and on PostgreSQL databases."""
    hay = [ruta.name for ruta in settings.VAR.glob("ensayo-*")]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # of this portal only: others try their restores on the same server meanwhile
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_ensayo\\_%'")
            hay += [fila[0] for fila in cursor.fetchall()]
    return hay


def archivos(settings) -> dict[str, str]:
    """The stored files, each with what it says."""
    return {ruta.name: sha256_de(ruta) for ruta in Path(settings.MEDIA_ROOT).rglob("*") if ruta.is_file()}


@pytest.mark.promesa("P12")
def test_the_drill_brings_the_newest_backup_back_aside_and_touches_nothing_of_the_portal(respaldo, settings, client, promesa):
    habia, guardados = filas(), archivos(settings)
    hecho = ensayo.ensayar(en_silencio)
    assert (hecho.bien, hecho.datos["mal"], hecho.datos["alcance"], hecho.datos["cadena"]) == (True, [], "restaurado", "entera")
    anotado = Operacion.objects.get(clase="respaldo").datos
    assert (hecho.datos["filas"], hecho.datos["archivos"], hecho.datos["sha256"]) == (anotado["filas"], 1, anotado["sha256"])
    assert hecho.datos["copia"] == "igual"
    assert filas() == habia | {"avisos_operacion": habia["avisos_operacion"] + 1}
    assert archivos(settings) == guardados
    assert restos(settings) == []
    dicho = client.get("/salud/lista").json()["ensayo"]
    assert dicho == {"hace_h": 0.0, "al_dia": True, "bien": True, "restaurado": True} | {k: hecho.datos[k] for k in ("segundos", "filas")}
    promesa.anotar("ensayo de la restauración", segundos=hecho.datos["segundos"], filas=hecho.datos["filas"], diferencias=0)


@pytest.mark.promesa("P12")
@pytest.mark.control
def test_a_drill_that_skipped_the_restore_is_red(respaldo, settings, monkeypatch):
    """A restore that says that all went well and brings nothing back: whoever asked for it counts again."""
    anotado = Operacion.objects.get(clase="respaldo").datos
    bien = {"resultado": "restaurado", "distintas": [], "migraciones_pendientes": 0}
    dicho = bien | {clave: anotado[clave] for clave in ("filas", "tablas", "archivos")}
    monkeypatch.setattr(ensayo, "ordenar_restauracion", lambda *_: dicho)
    hecho = ensayo.ensayar(en_silencio)
    assert not hecho.bien
    assert f"dijo {anotado['filas']} filas y en la base restaurada hay 0" in hecho.datos["mal"][0]
    assert "dijo 1 archivos y en su carpeta hay 0" in hecho.datos["mal"][1]
    assert not Operacion.objects.ensayos_logrados().exists()


@pytest.mark.promesa("P12")
@pytest.mark.control
def test_a_backup_of_a_history_that_somebody_altered_makes_the_drill_red(portal, settings):
    """Every row comes back, every file is there, and the chain does not hold."""
    candados.quitar()
    Avance.history.update(descripcion="Otra cosa")
    candados.poner()
    cuidado.respaldo_de_la_noche(en_silencio)
    hecho = ensayo.ensayar(en_silencio)
    assert (hecho.bien, hecho.datos["mal"]) == (False, ["la bitácora no coincide con sus sellos: vea manage.py verificar_bitacora"])
    assert "encontró una falla" in Aviso.objects.get(usuario__username="manda").texto
    assert restos(settings) == []


@pytest.mark.promesa("P13")
def test_one_octet_changed_anywhere_makes_the_drill_red_with_or_without_what_was_noted(respaldo, settings, client, promesa):
    bueno, cuantos, rojos = respaldo.read_bytes(), promesa.veces(2, 40), 0
    settings.RESPALDO_COPIA_EN = ""
    for n in range(cuantos):
        lugar = n * len(bueno) // cuantos + 40
        respaldo.write_bytes(bueno[:lugar] + bytes([bueno[lugar] ^ 1]) + bueno[lugar + 1 :])
        hecho = ensayo.ensayar(en_silencio)
        assert any("su SHA-256 ya no es" in uno for uno in hecho.datos["mal"])
        assert any("no se abre" in uno for uno in hecho.datos["mal"])  # by its lock too: where nothing was noted
        rojos += not hecho.bien
    promesa.anotar("un octeto cambiado en el respaldo que se ensaya", cambiados=cuantos, rojos=rojos)
    assert rojos == cuantos
    assert client.get("/salud/lista").json()["ensayo"]["bien"] is False
    respaldo.write_bytes(bueno)
    assert ensayo.ensayar(en_silencio).bien  # it was the octet


@pytest.mark.promesa("P13")
@pytest.mark.control
def test_a_drill_that_neither_sums_nor_opens_the_backup_sees_no_changed_octet(respaldo, settings, monkeypatch):
    bueno, settings.RESPALDO_COPIA_EN = respaldo.read_bytes(), ""
    respaldo.write_bytes(bueno[:-1] + bytes([bueno[-1] ^ 1]))
    with monkeypatch.context() as ciego:
        ciego.setattr(ensayo, "_por_dentro", lambda *_: [])
        assert not ensayo.ensayar(en_silencio).bien  # the sum alone sees it
        ciego.setattr(ensayo.respaldo, "sha256_de", lambda *_, **__: Operacion.objects.get(clase="respaldo").datos["sha256"])
        assert ensayo.ensayar(en_silencio).bien  # the measure is red: nobody looked
    assert not ensayo.ensayar(en_silencio).bien


def test_the_copy_elsewhere_and_the_place_of_the_backup_are_looked_at(respaldo, settings, monkeypatch):
    monkeypatch.setattr(ensayo, "_por_dentro", lambda *_: [])
    copia = Path(settings.RESPALDO_COPIA_EN) / respaldo.name
    copia.write_bytes(copia.read_bytes()[:-1])
    assert "no es la que se hizo" in ensayo.ensayar(en_silencio).datos["mal"][0]
    copia.unlink()
    assert f"Su copia en {copia.parent} no está." in ensayo.ensayar(en_silencio).datos["mal"]
    copia.write_bytes(respaldo.read_bytes())
    respaldo.write_bytes(respaldo.read_bytes()[:-1])
    assert "sí es la que se hizo" in ensayo.ensayar(en_silencio).datos["mal"][1]  # the one that serves is told from the one that does not
    respaldo.write_bytes(copia.read_bytes())
    settings.RESPALDO_COPIA_EN = ""
    viejo = respaldo.rename(respaldo.with_name("respaldo-20260101-010101.tar.age"))
    assert "ya no está en su carpeta" in ensayo.ensayar(en_silencio).datos["mal"][0]  # an older one in its place is no reason to be calm
    viejo.unlink()
    assert "No hay ningún respaldo" in ensayo.ensayar(en_silencio).datos["mal"][1]


@pytest.mark.promesa("P13")
def test_without_the_private_key_it_says_so_and_does_not_count_as_a_restore(portal, settings, client):
    privada = settings.CLAVE_DE_RESPALDO
    settings.CLAVE_DE_RESPALDO = str(claves.leer(privada).privadas[0].to_public())
    cuidado.respaldo_de_la_noche(en_silencio)
    hecho = ensayo.ensayar(en_silencio)
    assert (hecho.bien, hecho.datos["alcance"], hecho.datos["porque"]) == (True, "huella", ensayo.SIN_PRIVADA)
    salud = client.get("/salud/lista").json()["ensayo"]
    assert (salud["hace_h"], salud["al_dia"], salud["restaurado"], salud["filas"]) == (None, False, False, None)
    anotado = ordenar("respaldar", anotar_ensayo=hecho.datos["sha256"], donde="la laptop de sistemas")
    assert (anotado["fin"], anotado["resultado"]) == (0, "ensayado")
    salud = client.get("/salud/lista").json()["ensayo"]
    assert (salud["hace_h"], salud["al_dia"], salud["restaurado"]) == (0.0, True, True)
    assert ordenar("respaldar", anotar_ensayo="0" * 64)["fin"] == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Una cuenta que puede o no crear bases es de PostgreSQL")
def test_an_account_that_may_make_no_database_reads_the_backup_and_says_that_it_was_not_restored(respaldo, settings, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE sin_bases LOGIN PASSWORD 'una-clave-de-prueba'")
    try:
        monkeypatch.setitem(connection.settings_dict, "USER", "sin_bases")
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "una-clave-de-prueba")
        hecho = ensayo.ensayar(en_silencio)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE sin_bases")
    assert (hecho.bien, hecho.datos["alcance"], hecho.datos["archivos"]) == (True, "leido", 1)
    assert "CREATEDB" in hecho.datos["porque"]
    assert not Operacion.objects.ensayos_logrados().exists()


def test_a_drill_that_is_told_to_stop_or_was_killed_leaves_nothing(respaldo, settings):
    def basta(hecho, total, texto):
        if texto.startswith("Restaurando"):
            raise TareaPerdida

    antes = Operacion.objects.count()
    with pytest.raises(TareaPerdida):
        ensayo.ensayar(basta)
    assert (restos(settings), Operacion.objects.count()) == ([], antes)
    (settings.VAR / "ensayo-deuna").mkdir(parents=True)  # one that was killed outright
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}_ensayo_0123456789ab"')
    assert ensayo.ensayar(en_silencio).bien
    assert restos(settings) == []


def test_a_drill_does_not_fill_the_disk(respaldo, settings, monkeypatch):
    from base.comun.respaldo import aparte

    monkeypatch.setattr(aparte.shutil, "disk_usage", lambda _: type("Disco", (), {"free": 10})())
    hecho = ensayo.ensayar(en_silencio)
    assert "No hay sitio en el disco" in hecho.datos["mal"][0]


# ── Its hour ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_is_asked_for_once_a_week_and_never_twice_at_once(portal):
    manda = Aviso._meta.get_field("usuario").related_model.objects.get(username="manda")
    domingo = datetime.datetime(2026, 11, 29, 10, 0, tzinfo=datetime.UTC)  # five in the morning in Lima
    with time_machine.travel(domingo - datetime.timedelta(minutes=1), tick=False) as reloj:
        horario = obrero.Horario()
        horario()
        Tarea.objects.all().delete()
        horario()
        assert not Tarea.objects.filter(nombre="avisos.pedir_ensayo").exists()
        reloj.shift(datetime.timedelta(minutes=2))
        for _ in range(3):
            horario()
        suya = Tarea.objects.get(nombre="avisos.pedir_ensayo")
        pedida = encolar_tarea("avisos.ensayar", {}, por=manda, clave="avisos.ensayar")  # and somebody presses the button
        Tarea.objects.exclude(pk__in=[suya.pk, pedida.pk]).delete()
        assert ensayo.pedir(ensayo.Contexto(suya)) == {"tarea": pedida.pk}
        assert Tarea.objects.filter(nombre="avisos.ensayar").count() == 1


def test_where_there_is_no_backup_yet_nothing_is_tried_and_nobody_is_alarmed(portal, client):
    assert ensayo.ensayar(en_silencio) is None
    assert client.get("/salud/lista").json()["ensayo"] == "sin ensayar"
    assert ensayo.vigilar(ensayo.Contexto(Tarea())) == {"dias": 0}
    assert not Aviso.objects.exists()


@pytest.mark.promesa("P12")
def test_whoever_runs_the_installation_is_told_each_week_that_no_drill_succeeds(portal, settings, client):
    with time_machine.travel(ahora(), tick=False) as reloj:
        cuidado.anotar(cuidado.Clase.RESPALDO, bien=True, hecho_en=ahora().isoformat())
        dichos = []
        for _ in range(24):
            ensayo.vigilar(ensayo.Contexto(Tarea()))
            dichos.append(Aviso.objects.count())
            reloj.shift(datetime.timedelta(days=1))
        assert dichos[: settings.DIAS_SIN_ENSAYO + 1] == [0] * 9
        assert dichos[9] == 1
        assert 3 <= dichos[-1] <= 4
        assert "No se ha hecho ninguno" in Aviso.objects.first().texto
        cuidado.anotar(cuidado.Clase.ENSAYO, bien=True, alcance="huella", porque=ensayo.SIN_PRIVADA, mal=[])
        assert ensayo.vigilar(ensayo.Contexto(Tarea()))["dias"] == 24  # what was not brought back does not count
        cuidado.anotar(cuidado.Clase.ENSAYO, bien=True, alcance="restaurado", mal=[])
        assert ensayo.vigilar(ensayo.Contexto(Tarea()))["dias"] == 0
