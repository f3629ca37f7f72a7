"""P21: whatever bytes arrive, the importer ends in an answer: a rehearsal, or one declared error; and soon."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.comun.padron import Leido
from base.comun.padron.celdas import Marcada
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import ArchivoInvalido, leer
from portal.importaciones.motor import ensayar

from .corpus import casos
from .corpus.mundo import hacer_mundo
from .test_todo_o_nada import PADRON, donde

SEGUNDOS = 2
COLUMNAS = [columna for padron in PADRONES.values() for columna in padron.columnas]
CELDAS = st.one_of(
    st.none(), st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.decimals(allow_nan=False), st.dates(), st.datetimes(), st.times(),
    st.text(alphabet="0123456789.,/-% S_x#TODOS", max_size=40), st.text(max_size=3).map(lambda t: t * 2000),
    st.builds(Marcada, st.one_of(st.none(), st.text(max_size=20), st.floats(), st.booleans(), st.integers()), porcentaje=st.booleans(),
              formula=st.booleans(), error=st.sampled_from(["", "", "#N/A"]), combinada=st.booleans()),
)  # fmt: skip


@pytest.mark.promesa("P21")
def test_no_column_of_any_padron_raises_whatever_its_cells_hold(promesa):
    veces, peor = promesa.veces(200, 5000), [0.0]

    @settings(max_examples=veces)
    @given(st.lists(CELDAS, max_size=4), st.sampled_from(COLUMNAS), st.sampled_from(["", "miles", "decimal"]))
    def leen(celdas, columna, separador):
        inicio = time.process_time()
        leidas = columna.leer_todas(celdas, separador=separador)
        peor[0] = max(peor[0], time.process_time() - inicio)
        assert len(leidas) == len(celdas)
        assert all(isinstance(leida, Leido) and not (leida.error and leida.valor is not None) for leida in leidas)

    leen()
    promesa.anotar("columnas de todos los padrones", ejemplos=veces, excepciones=0, segundos_a_lo_mas=round(peor[0], 2))
    assert peor[0] < SEGUNDOS


# ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
MAGIA = [
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"\r", b"\n", b"\r\n", b",", b";", b"\t", b"|", b"sep=;\n",
    b"<!DOCTYPE a>", b"&a;", b"]]>", b"<row/>",
    b"<c/>", b"-1", b"1e999", b"\xed\xa0\x80", b"\xc3", b"PK\x03\x04", b"PK\x05\x06", b"\x7f\xff\xff\xff", b"=", b"#N/A", b"'", b"\xe2\x80\xae", b"9" * 400,
]  # fmt: skip


def mutar(contenido: bytes, azar: random.Random, otros: list[bytes]) -> bytes:
    """The same bytes after a few accidents."""
    datos = bytearray(contenido)
    for _ in range(azar.randint(1, 6)):
        lugar = azar.randrange(len(datos) + 1)
        hasta = min(len(datos), lugar + azar.choice([1, 2, 4, 30, 300]))
        accidente = azar.randrange(6)
        if accidente == 0 and lugar < len(datos):
            datos[lugar] ^= 1 << azar.randrange(8)
        elif accidente == 1:
            del datos[lugar:hasta]
        elif accidente == 2:
            datos[lugar:lugar] = azar.choice(MAGIA)
        elif accidente == 3:
            datos[lugar:hasta] = azar.choice(MAGIA)
        elif accidente == 4:
            datos[lugar:lugar] = datos[lugar:hasta] * azar.randint(1, 20)
        else:
            otro = azar.choice(otros)
            desde = azar.randrange(len(otro) + 1)
            datos[lugar:lugar] = otro[desde : desde + 200]
    return bytes(datos)


def mutantes(azar: random.Random, *, libros: bool, segundos: float) -> Iterator[bytes]:
    """Mutants of the small files of the corpus, for so long."""
    de_aqui = [caso.contenido() for caso in casos() if (caso.extension == "xlsx") == libros and not caso.hostil]
    semillas = [dato for dato in de_aqui if 0 < len(dato) < 20_000]
    limite = time.monotonic() + segundos
    while time.monotonic() < limite:
        yield mutar(azar.choice(semillas), azar, semillas)


def traer(contenido: bytes, lugar: Any) -> bool:
    """Rehearse it: whether it could be read at all. Anything but the declared error comes out of here."""
    try:
        ensayar(PADRON, ubicar_tabla(leer(contenido, conocida=conocida), PADRON, otros=list(PADRONES.values())), lugar=lugar)
    except ArchivoInvalido:
        return False
    return True


def probar(promesa: Any, *, libros: bool, segundos: float, que: str, reloj: Callable[[], float], tope: float) -> None:
    hacer_mundo()
    azar, lugar, cuantos, leidos, peor = random.Random(21), donde(), 0, 0, 0.0  # noqa: S311
    for contenido in mutantes(azar, libros=libros, segundos=segundos):
        inicio = reloj()
        leidos += traer(contenido, lugar)
        cuantos, peor = cuantos + 1, max(peor, reloj() - inicio)
    promesa.anotar(que, archivos=cuantos, leidos=leidos, excepciones=0, segundos_a_lo_mas=round(peor, 2))
    assert cuantos
    assert peor < tope


@pytest.mark.promesa("P21")
def test_no_mutant_of_a_csv_raises(db, promesa):
    probar(promesa, libros=False, segundos=promesa.veces(2, 600), que="CSV con bytes cambiados", reloj=time.process_time, tope=SEGUNDOS)


@pytest.mark.promesa("P21")
def test_no_mutant_of_a_workbook_raises(db, promesa):
    probar(promesa, libros=True, segundos=promesa.veces(2, 1200), que="libros con bytes cambiados", reloj=time.monotonic, tope=15)
