"""P16: every odd or hostile file ends as the importer policy says, through the command; and the corpus sees a rule that is broken."""

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from portal.importaciones import libro as modulo_libro
from portal.importaciones import motor

from .corpus import FAMILIAS, casos
from .corpus.caso import Caso
from .corpus.mundo import CONVENIO, dice, hacer_mundo, igual
from .test_todo_o_nada import empezar

CASOS = {caso.nombre: caso for caso in casos()}
LLAVES = {"resultado", "motivo", "filas", "nuevos", "cambian", "iguales", "errores", "avisos", "lote"}
Mandar = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def mundo(db) -> None:
    hacer_mundo()


@pytest.fixture
def mandar(mundo, tmp_path) -> Mandar:
    """A function that runs the command on a case: its exit code and what it says."""

    def mandar(caso: Caso, *opciones: str) -> tuple[int, dict[str, Any]]:
        archivo = tmp_path / f"matriz.{caso.extension}"
        archivo.write_bytes(caso.contenido())
        salida, codigo = io.StringIO(), 0
        por = [] if "--por" in caso.opciones else ["--por", "admin.corpus"]
        try:
            orden = ["importar", "compromisos", str(archivo), "--convenio", CONVENIO, *por, "--json", *opciones, *caso.opciones]
            call_command(*orden, stdout=salida, stderr=io.StringIO())
        except SystemExit as fin:
            codigo = fin.code
        return codigo, json.loads(salida.getvalue())

    return mandar


@contextlib.contextmanager
def de_paso() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lugares(dicho: list[dict[str, Any]]) -> set[tuple[int | None, str | None]]:
    return {(cosa["fila"], cosa["columna"]) for cosa in dicho}


def comprobar_contrato(codigo: int, dicho: dict[str, Any]) -> None:
    assert set(dicho) == LLAVES
    assert dicho["resultado"] in ("ensayo", "aplicado", "rechazado")
    assert codigo == (dicho["resultado"] == "rechazado")
    assert bool(dicho["motivo"]) == bool(dicho["errores"]) == (codigo == 1)
    for cosa in (*dicho["errores"], *dicho["avisos"]):
        assert set(cosa) == {"fila", "columna", "recibido", "mensaje"}
        assert cosa["mensaje"].strip().endswith((".", "?", ")"))
        assert all(c.isprintable() or c in "\n\t" for c in cosa["recibido"] + cosa["mensaje"])


def comprobar(caso: Caso, codigo: int, dicho: dict[str, Any]) -> None:
    comprobar_contrato(codigo, dicho)
    if caso.motivo:
        assert (dicho["motivo"], lugares(dicho["errores"])) == (caso.motivo, {(None, None)}), dicho["errores"][:3]
        return
    assert lugares(dicho["errores"]) == caso.errores, dicho["errores"][:3]
    assert dicho["motivo"] == ("errores_en_filas" if caso.errores else None)
    assert lugares(dicho["avisos"]) == caso.avisos, dicho["avisos"]


def recorrer(caso: Caso, mandar: Mandar) -> None:
    """Apply it. What is refused writes nothing (its family is summed up at the end); what is accepted says what it should, and the same again is no change."""
    codigo, dicho = mandar(caso, "--aplicar")
    comprobar(caso, codigo, dicho)
    if not caso.aceptado:
        return
    assert dicho["lote"]
    for cual, esperado in caso.registros.items():
        registro = dice(cual)
        assert {c: registro[c] for c in esperado if not igual(registro[c], esperado[c])} == {}
    if caso.extension == "csv":
        codigo, otra_vez = mandar(caso)
        comprobar_contrato(codigo, otra_vez)
        assert (otra_vez["nuevos"], otra_vez["cambian"], otra_vez["iguales"]) == (0, 0, dicho["filas"])


@pytest.mark.promesa("P16")
@pytest.mark.parametrize("familia", FAMILIAS)
def test_every_file_ends_as_the_policy_says(mandar, huella_de_la_base, familia, promesa):
    """How a workbook is opened does not know the database: in `make test` the second engine opens one in three."""
    de_a = promesa.veces(3, 1) if familia in ("libros", "hostiles") and connection.vendor == "postgresql" else 1
    antes, fallas = huella_de_la_base(), []
    for caso in FAMILIAS[familia].casos()[::de_a]:
        try:
            with de_paso() if caso.aceptado else contextlib.nullcontext():
                recorrer(caso, mandar)
        except Exception as error:  # one case that fails does not hide the next
            fallas.append(f"{caso.nombre}: {type(error).__name__} {error}")
    assert not fallas, "\n\n".join(fallas)
    assert huella_de_la_base() == antes, "lo que se rechazó escribió algo"


DE_VERDAD = ["todo mal en una fila", "escrito por openpyxl, con nota (.xlsx)"]


@pytest.mark.promesa("P16")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("nombre", DE_VERDAD)
def test_the_program_itself_ends_the_same(tmp_path, nombre):
    hacer_mundo()
    caso, archivo = CASOS[nombre], tmp_path / "matriz"
    archivo.write_bytes(caso.contenido())
    proceso = empezar(archivo)
    salida, _ = proceso.communicate(timeout=60)
    comprobar(caso, proceso.returncode, json.loads(salida))


@pytest.mark.promesa("P16")
def test_the_corpus_is_large_and_each_case_is_another(promesa):
    nombres = [caso.nombre for caso in casos()]
    assert {n for n in nombres if nombres.count(n) > 1} == set()
    assert len(nombres) >= 130
    promesa.anotar("archivos raros y hostiles, por el comando", archivos=len(nombres), aceptados=sum(c.aceptado for c in CASOS.values()))


# ── Controls: a rule that is broken turns the corpus red ─────────────────────────────────────────────────────────────────
def falla(mandar, caso: Caso) -> bool:
    with contextlib.suppress(AssertionError):
        comprobar(caso, *mandar(caso))
        return False
    return True


@pytest.mark.promesa("P16")
@pytest.mark.control
def test_control_without_the_look_at_the_zip_the_corpus_turns_red(mandar, monkeypatch):
    monkeypatch.setattr(modulo_libro, "comprobar_zip", lambda contenido: None)
    assert falla(mandar, CASOS["polígloto: comentario con HTML (.xlsx)"])


@pytest.mark.promesa("P16")
@pytest.mark.control
def test_control_without_the_look_for_repeated_keys_the_corpus_turns_red(mandar, monkeypatch):
    real = motor._repetidas
    monkeypatch.setattr(motor, "_repetidas", lambda padron, filas: [par for fila in filas for par in real(padron, [fila])])
    assert falla(mandar, CASOS["la llave dos veces"])
