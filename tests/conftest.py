"""What every test may ask for. The world around the tests (settings, network, templates) is made by tests/entorno.py."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import mail

from base.comun import preparadas
from tests.promesas import SOLO, Promesa

# No deadline for one example: several workers share the processor, and what a page may cost is measured by bench/
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

pytest_plugins = ["tests.reparto", "tests.equipos"]  # the cast; a second machine for what is restored


@pytest.fixture
def promesa(request) -> Promesa:
    """The promise that this test measures: how many times to try, and where to write down what came out."""
    return Promesa(request.node.get_closest_marker("promesa").args[0])


@pytest.fixture(autouse=True)
def _preguntas_propias(request) -> None:
    """A test that changes what the portal does writes its questions anew, and leaves none of them to the others."""
    if "monkeypatch" in request.fixturenames:
        request.getfixturevalue("monkeypatch").setattr(preparadas, "_escritas", {})


@pytest.fixture(scope="module")
def modulo_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around all the tests of a file: what is written in it, each of them sees, and after the last one it is taken back.

    Such a file wears `xdist_group`, so that one worker runs all of it.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def _vaciar_sin_candados() -> None:
    """A test that other threads look into is followed by an emptying of every table, also of what the database keeps closed."""
    from django.test import TransactionTestCase

    from base.comun import candados

    vaciar = TransactionTestCase._fixture_teardown

    def sin_candados(prueba: Any) -> None:
        candados.quitar()
        try:
            vaciar(prueba)
        finally:
            candados.poner()

    TransactionTestCase._fixture_teardown = sin_candados


@pytest.fixture(autouse=True)
def _sin_caidas_de_antes() -> None:
    """A database that one test takes away is there again for the next, at once."""
    from base.comun import caidas

    caidas._caida_hasta = 0.0


@pytest.fixture(autouse=True, scope="session")
def _buzon_de_salida(django_test_environment) -> None:
    """Mails go to the outbox, as in production: Django's test environment has just replaced it."""
    settings.EMAIL_BACKEND = "base.avisos.correo.BuzonDeSalida"


@pytest.fixture(autouse=True)
def _segundo_factor_dado(request) -> Iterator[None]:
    """Whoever signs in gives a second factor at once: what the middleware reads stands in the session. The only relaxation there is.

    The tests that are about it wear `segundo_factor` and give it by themselves.
    """
    if request.node.get_closest_marker("segundo_factor"):
        yield
        return
    user_logged_in.connect(_dar_segundo_factor, dispatch_uid="tests.segundo_factor")
    yield
    user_logged_in.disconnect(dispatch_uid="tests.segundo_factor")


@pytest.fixture(autouse=True, scope="session")
def _codigos_de_papel_baratos(django_test_environment) -> None:
    """To hash a code of recovery is slow on purpose, as it is of a password; a test makes ten at once."""
    from base.cuentas.factores import recuperacion

    recuperacion.COSTO["n"] = 2


def _dar_segundo_factor(sender: Any, request: Any, user: Any, **_: Any) -> None:
    from base.cuentas.factores.estado import marcar

    marcar(request.session, user)


AQUI = Path(__file__).parent
# What a page says, who may ask for it and how many queries it asks: the same words on either engine. Races, sums, searches and laws run on both.
IGUAL_EN_LOS_DOS = ("test_permisos.py", "test_presupuestos.py", "administracion/", "portal/", "comun/")


class Buzon(Sequence):
    """The mails that have arrived. To look is to let the worker run first: a mail is asked for in one gesture and leaves in another."""

    def _recibidos(self) -> list[Any]:
        from base.avisos.cartero import repartir

        repartir()
        return mail.outbox

    def __len__(self) -> int:
        return len(self._recibidos())

    def __getitem__(self, cual: Any) -> Any:
        return self._recibidos()[cual]

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._recibidos()))


@pytest.fixture
def mailoutbox(db) -> Buzon:
    """What has arrived by mail (instead of pytest-django's: the outbox stands in between)."""
    mail.outbox = []
    return Buzon()


@pytest.fixture
def huella_de_la_base(db):
    """A function that sums up every row of every table of ours: equal before and after means that nothing changed.

    How often one asked is no record, and who read what changes nothing that is read: the counters of tries and of requests, and the
    readings, are left out.
    """
    import hashlib

    from django.apps import apps
    from django.db import connection

    todos = sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label)
    ajenas = {"sessions", "contenttypes", "auth", "account", "usersessions"}
    aparte = {"cuentas.Cupo", "bitacora.Lectura"}
    nuestros = [m._meta for m in todos if m._meta.app_label not in ajenas and m._meta.label not in aparte]
    # as they stand in the table, unread by the models: it is asked for after every request of some tests
    consultas = [f'SELECT * FROM "{meta.db_table}" ORDER BY "{meta.pk.column}"' for meta in nuestros]  # noqa: S608 -- our own names

    def huella() -> str:
        suma = hashlib.sha256()
        with connection.cursor() as cursor:
            for consulta in consultas:
                cursor.execute(consulta)
                filas = cursor.fetchall()
                if any(
                    isinstance(celda, memoryview) for fila in filas for celda in fila
                ):  # PostgreSQL hands bytes over as a place in memory
                    filas = [[bytes(celda) if isinstance(celda, memoryview) else celda for celda in fila] for fila in filas]
                suma.update(f"{consulta}{filas}".encode())
        return suma.hexdigest()

    return huella


def pytest_collection_modifyitems(items) -> None:
    """`con_base`: what may reach the database. The rest says the same on either engine, and needs no second time on PostgreSQL."""
    if solo := os.environ.get(SOLO):
        items[:] = [prueba for prueba in items if solo in _promesas(prueba)]
    for prueba in items:
        if prueba.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(prueba.fixturenames):
            prueba.add_marker(pytest.mark.con_base)
        pagina = prueba.path.name.startswith("test_paginas") and "a_la_vez" not in prueba.path.name
        if pagina or prueba.path.relative_to(AQUI).as_posix().startswith(IGUAL_EN_LOS_DOS):
            prueba.add_marker(pytest.mark.igual_en_los_dos)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In `make promesas` every test of a promise is counted, also those that annotate no figure of their own."""
    informe = yield
    if informe.when == "call":
        for codigo in _promesas(item):
            Promesa(codigo).contar(passed=informe.passed)
    return informe


def _promesas(prueba) -> set[str]:
    return {marca.args[0] for marca in prueba.iter_markers("promesa")}
