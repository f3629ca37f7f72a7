"""What a migration may not do by itself: lose what is there, stop those who work, or have no way back."""

import threading

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from base.comun.management.commands import migrate as orden

NUESTRAS = ("base.", "municipios", "convenios", "encuentros", "portal.")
# Without a way back, each with its reason: the way back of an upgrade is the backup taken before it (docs/operacion.md)
SIN_VUELTA: dict[str, str] = {}
# What loses or renames something, each with the reason why nobody who still runs the release before would miss it
DECLARADAS: dict[str, str] = {}
# The last of each app in the release before (`versiones/`): what came until then has been through an upgrade already
HASTA_AQUI = {
    "avisos": "0003",
    "bitacora": "0006",
    "convenios": "0009",
    "cuentas": "0004",
    "encuentros": "0005",
    "importaciones": "0004",
    "municipios": "0012",
    "tablero": "0001",
}


@pytest.fixture(scope="module")
def pasos():
    """Every migration of the portal."""
    suyas = {c.label for c in apps.get_app_configs() if c.name.startswith(NUESTRAS)}
    antes, settings.MIGRATION_MODULES = settings.MIGRATION_MODULES, {}  # those of the portal
    try:
        todas = MigrationLoader(None).disk_migrations
    finally:
        settings.MIGRATION_MODULES = antes
    return {f"{app}.{nombre}": una for (app, nombre), una in todas.items() if app in suyas}


def peligros(operacion) -> str:
    """What an operation does to a table that is in use by the release before; empty: nothing."""
    if isinstance(operacion, migrations.RemoveField | migrations.DeleteModel):
        return "quita lo que la versión anterior todavía lee"
    if isinstance(operacion, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        return "cambia el nombre de lo que la versión anterior todavía lee"
    if not isinstance(operacion, migrations.AddField) or operacion.field.null or operacion.field.many_to_many or operacion.field.generated:
        return ""
    # a default of the code is one that older code does not write
    return "pide un valor que la versión anterior no escribe" if operacion.field.db_default is NOT_PROVIDED else ""


def nuevos(pasos):
    return {nombre: una for nombre, una in pasos.items() if nombre.split(".")[1][:4] > HASTA_AQUI.get(nombre.split(".")[0], "")}


def test_every_migration_has_a_way_back_or_says_why_not(pasos):
    sin_vuelta = {nombre for nombre, una in pasos.items() if not all(operacion.reversible for operacion in una.operations)}
    assert len(pasos) > 40
    assert sin_vuelta == set(SIN_VUELTA)


@pytest.mark.promesa("P41")
def test_no_new_migration_takes_away_what_the_release_before_reads(pasos, promesa):
    hallados = {n: [dicho for operacion in una.operations if (dicho := peligros(operacion))] for n, una in nuevos(pasos).items()}
    hallados = {nombre: dichos for nombre, dichos in hallados.items() if dichos}
    promesa.anotar("migraciones nuevas revisadas", revisadas=len(nuevos(pasos)), peligros=len(hallados) - len(DECLARADAS))
    assert set(hallados) == set(DECLARADAS), hallados


@pytest.mark.promesa("P41")
@pytest.mark.control
def test_what_is_dangerous_is_seen():
    """The control."""
    from django.db import models

    for operacion, dice in (
        (migrations.RemoveField("uno", "campo"), "quita"),
        (migrations.DeleteModel("Uno"), "quita"),
        (migrations.RenameField("uno", "campo", "otro"), "cambia el nombre"),
        (migrations.AddField("uno", "campo", models.TextField()), "pide un valor"),
        (migrations.AddField("uno", "campo", models.TextField(default="")), "pide un valor"),
        (migrations.AddField("uno", "campo", models.TextField(db_default="")), ""),
        (migrations.AddField("uno", "campo", models.TextField(null=True)), ""),
    ):
        assert peligros(operacion).startswith(dice), operacion
        assert bool(peligros(operacion)) == bool(dice)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite tiene un solo escritor, y espera su turno")
@pytest.mark.con_base
def test_a_migration_does_not_wait_for_a_table_that_somebody_keeps(monkeypatch):
    """Behind a migration that waits for a table, everybody who reads it waits too."""
    monkeypatch.setattr(orden, "ESPERA", "200ms")

    def cambiar(self, *args, **opciones):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [opciones["tope"] * 2])
            cursor.execute("ALTER TABLE avisos_aviso ADD COLUMN de_mas integer")

    monkeypatch.setattr(orden.DeDjango, "handle", cambiar)
    tomada, soltar = threading.Event(), threading.Event()

    def tener() -> None:
        otra = connection.copy()
        with otra.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE avisos_aviso IN ACCESS SHARE MODE")
            tomada.set()
            soltar.wait(30)
        otra.close()

    hilo = threading.Thread(target=tener)
    hilo.start()
    try:
        assert tomada.wait(30)
        with pytest.raises(CommandError, match="ocupada una tabla"):
            call_command("migrate")
        with pytest.raises(CommandError, match="pasó de 1 segundos"):
            call_command("migrate", tope=1)
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "0"
    finally:
        soltar.set()
        hilo.join()
