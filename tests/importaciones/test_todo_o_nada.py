"""P8 and P9: an import leaves all of its rows or none, whatever stops it: a bad row, a fault half way, kill −9 of the program or of the database."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from base.bitacora import gestos
from base.bitacora.models import Lote
from convenios.models import Alcance, Compromiso
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import Tabla, leer
from portal.importaciones.lugares import lugar_de, persona_llamada
from portal.importaciones.motor import Lugar, Rechazado, aplicar

from .corpus.caso import en_csv, fila
from .corpus.mundo import CONVENIO, hacer_mundo

RAIZ = Path(__file__).resolve().parents[2]
PADRON = PADRONES["compromisos"]


def matriz(cuantas: int, *, prefijo: str = "M", **ultima: str) -> bytes:
    """So many new rows, one in three with a percentage; `ultima` changes the last one."""
    filas = [fila(codigo=f"{prefijo}-{n}", distrito="TODOS", avance="10" if n % 3 == 0 else "") for n in range(cuantas)]
    filas[-1] |= ultima
    return en_csv(*filas)


def tabla_de(contenido: bytes) -> Tabla:
    return ubicar_tabla(leer(contenido, conocida=conocida), PADRON)


def donde() -> Lugar:
    return lugar_de(PADRON, por=persona_llamada("admin.corpus"), convenio=CONVENIO)


# ── P8 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
class Corte(Exception):
    """Something that fails in the middle."""


class Cortadora:
    """Raises right before or right after one statement (of those that read or write, in their order); `None` only counts the moments."""

    def __init__(self, momento: int | None) -> None:
        self.momento, self.pasados = momento, 0

    def __call__(self, ejecutar: Any, sql: str, *resto: Any) -> Any:
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return ejecutar(sql, *resto)
        self._pasar()
        hecho = ejecutar(sql, *resto)
        self._pasar()
        return hecho

    def _pasar(self) -> None:
        self.pasados += 1
        if self.pasados == self.momento:
            raise Corte


def aplicar_con(cortadora: Cortadora, tabla: Tabla, lugar: Lugar) -> None:
    with connection.execute_wrapper(cortadora):
        aplicar(PADRON, tabla, lugar=lugar, motivo="Matriz")


@pytest.mark.promesa("P8")
def test_one_bad_row_at_the_end_and_nothing_is_written(db, huella_de_la_base, promesa):
    hacer_mundo()
    antes, cuantas = huella_de_la_base(), promesa.veces(500, 5000)
    with pytest.raises(Rechazado):
        aplicar(PADRON, tabla_de(matriz(cuantas, fecha_limite="31/11/2027")), lugar=donde(), motivo="Matriz")
    assert huella_de_la_base() == antes
    promesa.anotar("archivo cuya última fila está mal", filas=cuantas, escritas=0)


@pytest.mark.promesa("P8")
def test_whatever_statement_fails_nothing_is_written(db, huella_de_la_base, promesa):
    hacer_mundo()
    lugar, tabla, antes = donde(), tabla_de(matriz(promesa.veces(100, 5000))), huella_de_la_base()
    contadora = Cortadora(None)
    with transaction.atomic():
        aplicar_con(contadora, tabla, lugar)
        transaction.set_rollback(True)
    puntos = sorted({1 + n * (contadora.pasados - 1) // 19 for n in range(20)})
    for punto in puntos:
        with pytest.raises(Corte):
            aplicar_con(Cortadora(punto), tabla, lugar)
        assert huella_de_la_base() == antes, f"el corte en {punto} dejó algo"
    promesa.anotar("falla en una sentencia de la carga", puntos=len(puntos), con_restos=0)
    assert len(puntos) == 20


@pytest.mark.promesa("P8")
@pytest.mark.control
def test_control_without_the_transaction_of_the_gesture_a_part_stays(db, huella_de_la_base, monkeypatch):
    hacer_mundo()
    antes = huella_de_la_base()
    monkeypatch.setattr(gestos, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
    monkeypatch.setattr(PADRON.operacion, "_cargas", lambda *_: (_ for _ in ()).throw(Corte))
    with pytest.raises(Corte):
        aplicar(PADRON, tabla_de(matriz(20)), lugar=donde(), motivo="Matriz")
    assert huella_de_la_base() != antes


# ── P9 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def direccion() -> str:
    """The database of the tests, for another process."""
    datos = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{datos['NAME']}"
    return f"postgres://{datos['USER']}:{datos['PASSWORD']}@{datos['HOST']}:{datos['PORT']}/{datos['NAME']}"


def empezar(archivo: Path) -> subprocess.Popen[bytes]:
    orden = [
        sys.executable,
        "manage.py",
        "importar",
        "compromisos",
        str(archivo),
        "--convenio",
        CONVENIO,
        "--por",
        "admin.corpus",
        "--aplicar",
        "--json",
    ]
    entorno = {**os.environ, "DATABASE_URL": direccion(), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    return subprocess.Popen(orden, cwd=RAIZ, env=entorno, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def terminar(archivo: Path) -> dict[str, Any]:
    """Run it to its end."""
    salida, _ = empezar(archivo).communicate(timeout=300)
    return json.loads(salida)


def restos(prefijo: str) -> set[int]:
    """How many there are of each thing that a row of the file writes."""
    connection.close()
    compromisos = Compromiso.objects.filter(codigo__startswith=f"{prefijo}-")
    historia = Compromiso.history.filter(codigo__startswith=f"{prefijo}-").count()
    return {compromisos.count(), historia, Alcance.objects.filter(compromiso__in=compromisos).count() / 3}


def medir_cortes(promesa: Any, carpeta: Path, cortar: Any, *, vueltas: int, que: str) -> None:
    """Start an import, cut it at a random moment, look; then run it again to its end."""
    hacer_mundo()
    cuantas, azar = promesa.veces(400, 5000), random.Random(9)  # noqa: S311
    archivo, inicio = carpeta / "matriz.csv", time.monotonic()
    archivo.write_bytes(matriz(cuantas, prefijo="T"))
    terminar(archivo)
    dura, enteras, ninguna = time.monotonic() - inicio, 0, 0
    for vuelta in range(vueltas):
        prefijo = f"K{vuelta}"
        archivo.write_bytes(matriz(cuantas, prefijo=prefijo))
        proceso = empezar(archivo)
        time.sleep(azar.uniform(0.3, 1.0) * dura)
        cortar(proceso)
        proceso.communicate(timeout=60)
        quedan = restos(prefijo)
        assert quedan in ({0}, {cuantas}), f"vuelta {vuelta}: {quedan}"
        enteras, ninguna = enteras + (quedan == {cuantas}), ninguna + (quedan == {0})
        dicho = terminar(archivo)
        assert (dicho["resultado"], dicho["nuevos"] + dicho["iguales"]) == ("aplicado", cuantas)
        assert restos(prefijo) == {cuantas}
    assert not Lote.objects.filter(tipo=Lote.Tipo.IMPORTACION, creados=0, cambiados=0).exclude(motivo__startswith="Importación").exists()
    promesa.anotar(que, filas=cuantas, vueltas=vueltas, todas=enteras, ninguna=ninguna, a_medias=0)


@pytest.mark.promesa("P9")
@pytest.mark.django_db(transaction=True)
def test_kill_9_leaves_all_or_nothing_and_the_file_can_be_brought_again(tmp_path, promesa):
    medir_cortes(
        promesa, tmp_path, lambda p: p.send_signal(signal.SIGKILL), vueltas=promesa.veces(2, 50), que="kill −9 en medio de una carga"
    )


@pytest.mark.promesa("P9")
@pytest.mark.django_db(transaction=True)
def test_kill_9_of_the_database_leaves_all_or_nothing(tmp_path, promesa):
    """PostgreSQL's own process, killed outright: it recovers from its log. Only in the full run: the server is shared by all the tests."""
    vueltas = promesa.veces(0, 20)
    if connection.vendor != "postgresql" or not vueltas:
        pytest.skip("solo en PostgreSQL, en la corrida completa")

    def matar(proceso: subprocess.Popen[bytes]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            for (pid,) in cursor.fetchall():
                os.kill(pid, signal.SIGKILL)
        connection.close()
        time.sleep(1)  # until the server has noticed, it still takes connections
        esperar_a_la_base()

    medir_cortes(promesa, tmp_path, matar, vueltas=vueltas, que="kill −9 de la base en medio de una carga")


def esperar_a_la_base() -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        with contextlib.suppress(Exception):
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        time.sleep(0.2)
