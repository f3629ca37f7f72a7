"""From the portal of the release before to this one and back, with what that portal held: nothing is lost on either way.

What is kept in `versiones/` is a backup of that release, made as `docs/operacion.md` says before an upgrade.
"""

import hashlib
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from base.comun.respaldo import restaurar, verificar
from base.comun.respaldo.guardas import consultar
from base.cuentas.models import Usuario
from convenios.models import Evidencia
from tests.actualizacion.tablas import describir

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.con_base, pytest.mark.xdist_group("largas")]
VERSIONES = Path(__file__).parent / "versiones"
ANTERIOR = "paso-7"
# What every `migrate` writes, and what a restore notes; the index of the search of SQLite (busca_…) is made again
SIN_COMPARAR = {"django_migrations", "avisos_operacion", "auth_permission", "django_content_type"}


def contenido() -> dict[str, str]:
    """Each table, with the sum of its rows."""
    tablas = sorted(t for t in set(connection.introspection.table_names()) - SIN_COMPARAR if not t.startswith("busca_"))
    return {t: hashlib.sha256(repr(sorted(map(repr, consultar(f'SELECT * FROM "{t}"')))).encode()).hexdigest() for t in tablas}  # noqa: S608 -- tables


def filas() -> dict[str, int]:
    return {t: consultar(f'SELECT count(*) FROM "{t}"')[0][0] for t in connection.introspection.table_names()}  # noqa: S608 -- tables


def anadir(cuantas: int) -> None:
    """So many lines of history more, which an upgrade has to carry."""
    tabla = "convenios_historicalcompromiso"
    with connection.cursor() as cursor:
        columnas = [c.name for c in connection.introspection.get_table_description(cursor, tabla) if c.name != "history_id"]
        nombres = ", ".join(f'"{c}"' for c in columnas)
        numeros = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cuantas})"  # noqa: S608
        cursor.execute(f"{numeros} INSERT INTO {tabla} ({nombres}) SELECT {nombres} FROM (SELECT * FROM {tabla} LIMIT 1) una, n")  # noqa: S608


@pytest.mark.promesa("P41")
def test_the_portal_of_the_release_before_comes_forward_goes_back_and_loses_nothing(equipo, otro_equipo, settings, promesa):
    settings.CLAVE_DE_RESPALDO = (VERSIONES / "clave.txt").read_text()
    settings.MIGRATION_MODULES = {}  # those of the portal
    respaldo = VERSIONES / f"{ANTERIOR}.{connection.vendor}.tar.age"
    cabeza = verificar(respaldo)
    with otro_equipo("anterior"):
        dicho = restaurar(respaldo)
        assert (dicho["distintas"], dicho["archivos"]) == ([], 1)
        assert dicho["migraciones_pendientes"] > 0  # the control: there is something to bring forward
        if veces := promesa.veces(0, 100_000):
            anadir(veces)
        antes, tablas, habia = contenido(), describir(), filas()

        empezo = time.monotonic()
        call_command("migrate", verbosity=0, interactive=False)
        subio = time.monotonic() - empezo
        hay = filas()
        assert {t: n for t, n in habia.items() if hay.get(t, 0) < n and not t.startswith("busca_")} == {}
        if veces:  # each step back, and again: the way back of an installation is the other one, below
            bajar(cabeza["migraciones"])
            assert describir() == tablas
            assert {t: h for t, h in contenido().items() if h != antes[t]} == {}
            call_command("migrate", verbosity=0, interactive=False)
        cliente = Client()
        cliente.force_login(Usuario.objects.get(username="una.enlace"))
        assert cliente.get("/", follow=True).status_code == 200
        foto = Evidencia.objects.get()
        assert cliente.get(foto.get_absolute_url()).getvalue() == Path(foto.archivo.path).read_bytes()

        volvio = restaurar(respaldo, reemplazar=True)  # over the newer portal, with its newer tables
        assert volvio["distintas"] == []
        assert describir() == tablas
        if not veces:
            assert contenido() == antes
        assert verificar(respaldo)["sha256"] == cabeza["sha256"]
    promesa.anotar(
        f"de {ANTERIOR} a esta versión y de vuelta, con {veces} filas más",
        segundos_de_ida=round(subio, 1),
        segundos_de_vuelta=volvio["segundos"],
        filas_perdidas=0,
    )


def bajar(migraciones: dict[str, list[str]]) -> None:
    """Every app back to where it was."""
    from django.db.migrations.loader import MigrationLoader

    nuevas = {app for app, nombre in MigrationLoader(None).disk_migrations if nombre not in migraciones.get(app, [])}
    for app in sorted(nuevas):
        call_command("migrate", app, migraciones.get(app, ["zero"])[-1], verbosity=0, interactive=False)
