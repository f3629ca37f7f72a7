"""P18: the report names every error of a file, with the row as Excel shows it, the column, the value received and what is expected."""

import io
import json
import random

import pytest
from django.core.management import call_command

from .corpus.caso import TITULOS, en_csv, fila
from .corpus.crudo import libro
from .corpus.mundo import CONVENIO, hacer_mundo

MALAS = {
    "codigo": ["ñ-1", "C 1", "<b>C</b>", "x" * 31],
    "distrito": ["150101", "Jaén", "6080"],
    "descripcion": ["x" * 2001, "Plan\x07", "a\u202eb"],
    "responsable": ["y" * 151, "#N/A"],
    "fecha_inicio": ["31/04/2027", "s/f"],
    "fecha_limite": ["10/27/2027", "1/2/27", "=HOY()"],
    "estado": ["quizás", "1"],
    "avance": ["101", "-1", "NaN"],
    "meta_fisica": ["doce", "1e5"],
    "unidad": ["z" * 41],
    "meta_financiera": ["1.234", "-5", "1_000"],
}
INGLES = ("invalid", "error", "required", "must", "value", "none", "exception")


def con_errores(filas: int, errores: int, semilla: int) -> tuple[list[dict[str, str]], dict[tuple[int, str], str]]:
    """Sound rows in which so many cells, drawn by lot, were spoiled; and which ones, with what."""
    azar = random.Random(semilla)  # noqa: S311
    todas = [fila(codigo=f"P-{n}", unidad="talleres") for n in range(filas)]
    lugares = azar.sample([(n, columna) for n in range(filas) for columna in TITULOS], errores)
    puestos = {}
    for n, columna in lugares:
        todas[n][columna] = puestos[n + 2, columna] = azar.choice(MALAS[columna])
    return todas, puestos


@pytest.mark.promesa("P18")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_every_error_of_a_file_is_told(db, tmp_path, promesa, formato):
    hacer_mundo()
    puestos_en_total = 0
    for semilla in range(promesa.veces(1, 10)):
        filas, puestos = con_errores(500, 200, semilla)
        if formato == "xlsx":
            filas, puestos = sin_control(filas, puestos)
        archivo, salida = tmp_path / f"matriz.{formato}", io.StringIO()
        archivo.write_bytes(en_csv(*filas) if formato == "csv" else libro(*filas))
        orden = ["importar", "compromisos", str(archivo), "--convenio", CONVENIO, "--por", "admin.corpus", "--aplicar", "--json"]
        with pytest.raises(SystemExit) as fin:
            call_command(*orden, stdout=salida, stderr=io.StringIO())
        dichos = json.loads(salida.getvalue())["errores"]
        assert fin.value.code == 1
        assert {(e["fila"], e["columna"]) for e in dichos} == set(puestos)
        for e in dichos:
            visto = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in puestos[e["fila"], e["columna"]][:200])
            assert e["recibido"].startswith(visto)
            assert e["mensaje"].endswith((".", "?"))
            assert not any(palabra in e["mensaje"].lower() for palabra in INGLES)
        puestos_en_total += len(puestos)
    promesa.anotar(f"errores puestos al azar en archivos de 500 filas, {formato}", errores=puestos_en_total, dichos=puestos_en_total)


def sin_control(
    filas: list[dict[str, str]], puestos: dict[tuple[int, str], str]
) -> tuple[list[dict[str, str]], dict[tuple[int, str], str]]:
    """The same, with no character that XML cannot carry."""
    limpias = [{columna: celda.replace("\x07", "\u202e") for columna, celda in una.items()} for una in filas]
    return limpias, {lugar: celda.replace("\x07", "\u202e") for lugar, celda in puestos.items()}
