"""P3: two imports of the same codes, in opposite order, at the same instant, act as if one came after the other."""

import threading
import time
from typing import Any

import pytest
from django.db import connection

from base.bitacora.models import Lote
from convenios.models import Compromiso
from convenios.padrones.carga_compromisos import Compromisos
from portal.importaciones import motor
from tests.carreras import a_la_vez

from .corpus.caso import en_csv, fila
from .corpus.mundo import hacer_mundo
from .test_todo_o_nada import PADRON, donde, tabla_de

pytestmark = pytest.mark.django_db(transaction=True)
CODIGOS = 200


def correr(vuelta: int) -> tuple[list[Any], list[float]]:
    """What each of the two gave (or raised), and how long each took."""
    codigos, lugar, esperas = [f"V{vuelta}-{n}" for n in range(CODIGOS)], donde(), []

    def cargar(quien: str, orden: list[str]) -> Any:
        tabla = tabla_de(en_csv(*(fila(codigo=codigo, responsable=f"El {quien}") for codigo in orden)))

        def aplicar() -> tuple[Lote, Any]:
            inicio = time.monotonic()
            try:
                return motor.aplicar(PADRON, tabla, lugar=lugar, motivo=f"Matriz del {quien}")
            finally:
                esperas.append(time.monotonic() - inicio)

        return aplicar

    return a_la_vez(cargar("primero", codigos), cargar("segundo", codigos[::-1])), esperas


def es_de_una_tras_otra(vuelta: int, hechos: list[Any]) -> bool:
    """All rows as the second of the two left them, each with the history of both."""
    if any(isinstance(hecho, BaseException) for hecho in hechos):
        return False
    lotes = [lote for lote, _ in hechos]
    cuentas = sorted((Lote.objects.get(pk=lote.pk).creados, Lote.objects.get(pk=lote.pk).cambiados) for lote in lotes)
    filas = Compromiso.objects.filter(codigo__startswith=f"V{vuelta}-")
    historias = Compromiso.history.filter(codigo__startswith=f"V{vuelta}-").count()
    return (
        cuentas == [(0, CODIGOS), (CODIGOS, 0)]
        and len(set(filas.values_list("responsable", flat=True))) == 1
        and (filas.count(), historias) == (CODIGOS, 2 * CODIGOS)
    )


@pytest.mark.promesa("P3")
def test_two_imports_at_once_act_as_if_one_came_after_the_other(promesa):
    hacer_mundo()
    vueltas, malas, esperas = promesa.veces(2, 50), 0, []
    for vuelta in range(vueltas):
        hechos, duraron = correr(vuelta)
        malas += not es_de_una_tras_otra(vuelta, hechos)
        esperas += duraron
    p95 = sorted(esperas)[int(len(esperas) * 0.95) - 1]
    promesa.anotar("dos cargas de los mismos 200 códigos, en orden contrario", vueltas=vueltas, mezcladas=malas, espera_p95_s=round(p95, 2))
    assert malas == 0
    assert p95 < 10


@pytest.mark.promesa("P3")
@pytest.mark.control
def test_control_without_the_place_held_both_make_the_same_rows(monkeypatch):
    """Without it, both rehearse before either writes, and one of them ends in an error. On SQLite the transaction itself begins one after the other."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite: BEGIN IMMEDIATE ya las pone una tras otra; sin el candado del lugar no hay carrera que mostrar")
    hacer_mundo()
    los_dos, real = threading.Barrier(2), Compromisos.escribir

    def escribir(operacion: Any, filas: Any) -> None:
        los_dos.wait(timeout=30)
        real(operacion, filas)

    monkeypatch.setattr(motor, "ocupar", lambda lugar: None)
    monkeypatch.setattr(Compromisos, "escribir", escribir)
    hechos, _ = correr(0)
    assert not es_de_una_tras_otra(0, hechos)
