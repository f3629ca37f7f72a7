"""The demonstration, loaded once for all the files of this folder: they share one transaction, so each wears the group «demo»."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from base.bitacora.models import Registro

REGISTROS = [modelo for modelo in apps.get_models() if issubclass(modelo, Registro)]


def todo_lo_escrito() -> dict[type[Registro], list[dict[str, Any]]]:
    """Every record, column by column."""
    return {modelo: list(modelo.todos.order_by("pk").values()) for modelo in REGISTROS}


def demo() -> str:
    """What the command says."""
    salida = io.StringIO()
    with override_settings(DEMOSTRACION=True):
        call_command("demo", stdout=salida)
    return salida.getvalue()


@pytest.fixture(scope="package")
def cargada(django_db_setup, django_db_blocker) -> Iterator[dict[type[Registro], list[dict[str, Any]]]]:
    """The facts as they were before the year was told on top of them; the year stands."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("cargar_inicial", stdout=io.StringIO())
        hechos = todo_lo_escrito()
        demo()
        yield hechos
        transaction.set_rollback(True)


@pytest.fixture
def hechos(cargada, db):
    """The same, for one test."""
    return cargada
