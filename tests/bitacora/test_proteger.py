"""P15, where the engine allows: the account of the portal adds to the history and cannot rewrite it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from base.bitacora.lecturas import Lectura
from base.bitacora.management.commands.proteger_bitacora import tablas_de_historia
from base.bitacora.sellos.declarar import puede_reescribir, quitar
from base.bitacora.sellos.sellar import sellar_todo
from base.bitacora.sellos.verificar import verificar
from tests.factories import make_compromiso

pytestmark = pytest.mark.django_db
ROL = "portal_de_prueba"
solo_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite no tiene roles")


@pytest.fixture
def rol():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROL}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROL}")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROL}")
    return ROL


def intentar(orden: str) -> None:
    """As the portal's own account would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROL}")
        cursor.execute(orden)
        cursor.execute("RESET ROLE")


ORDENES = ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"]


@solo_postgres
@pytest.mark.promesa("P15")
def test_the_account_of_the_portal_cannot_rewrite_history(rol, promesa):
    make_compromiso()
    assert {"bitacora_sello", "bitacora_tramo", "bitacora_declaracion", "bitacora_lectura"} < set(tablas_de_historia())
    call_command("proteger_bitacora", rol=rol)
    rechazadas = 0
    for tabla in tablas_de_historia():
        columna = "history_change_reason" if "_historical" in tabla else "id"
        for orden in ORDENES:
            with pytest.raises(ProgrammingError, match="permission denied"):
                intentar(orden.format(tabla, columna, columna))
            rechazadas += 1
        intentar("SELECT count(*) FROM {}".format(tabla))  # noqa: S608, UP032
    for orden in ("DELETE FROM bitacora_lote", "TRUNCATE bitacora_lote"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            intentar(orden)
    intentar("UPDATE bitacora_lote SET destino = ''")
    promesa.anotar("la cuenta del portal intenta reescribir la historia", intentos=rechazadas, escritas=0)


@solo_postgres
@pytest.mark.promesa("P15")
@pytest.mark.control
def test_what_refuses_is_the_command(rol):
    """Control: before it is run, the same account rewrites."""
    make_compromiso()
    sellar_todo()
    for tabla, columna in (("convenios_historicalcompromiso", "history_change_reason"), ("bitacora_sello", "total")):
        intentar(ORDENES[0].format(tabla, columna, columna))


@solo_postgres
@pytest.mark.promesa("P15")
def test_the_account_of_the_portal_seals_and_walks_and_the_maintenance_account_erases(rol, coordinador):
    make_compromiso()
    Lectura.objects.create(por=coordinador, clase="x.y", de="1")
    call_command("proteger_bitacora", rol=rol)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {rol}")
        assert sellar_todo() > 0
        assert verificar().bien
        assert not puede_reescribir()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            quitar(Lectura.objects.all(), motivo="Plazo cumplido", por=None)
        cursor.execute("RESET ROLE")
    assert puede_reescribir()
    assert quitar(Lectura.objects.all(), motivo="Plazo cumplido", por=None) == 1
    assert verificar().bien


@solo_postgres
def test_the_owner_of_the_tables_is_no_role_to_protect_from(rol):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (duenio,) = cursor.fetchone()
    with pytest.raises(CommandError, match="dueño"):
        call_command("proteger_bitacora", rol=duenio)
    with pytest.raises(CommandError, match="No existe ese rol"):
        call_command("proteger_bitacora", rol="no_existe")


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="es de los motores sin roles")
def test_an_engine_without_roles_says_so():
    with pytest.raises(CommandError, match="SQLite no tiene roles"):
        call_command("proteger_bitacora", rol="portal")


@pytest.fixture
def rol_sin_nada():
    """The account as it stands beside a base that was restored into a new database: tables, and not one grant."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROL}")
    return ROL


@solo_postgres
@pytest.mark.promesa("P12")
def test_after_a_restore_the_command_alone_lets_the_portal_work(rol_sin_nada):
    with pytest.raises(ProgrammingError, match="permission denied"):
        intentar("SELECT count(*) FROM convenios_compromiso")
    call_command("proteger_bitacora", rol=rol_sin_nada)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE de_una_migracion_posterior (id serial PRIMARY KEY)")
    for orden in (
        "DELETE FROM convenios_compromiso WHERE id = -1",
        "UPDATE bitacora_lote SET destino = ''",
        "SELECT nextval('convenios_compromiso_id_seq')",
        "INSERT INTO de_una_migracion_posterior DEFAULT VALUES",
    ):
        intentar(orden)
    with pytest.raises(ProgrammingError, match="permission denied"):
        intentar("DELETE FROM bitacora_sello")
