"""Nobody reads a backup without its key, and nothing of it can be changed without being seen."""

import io
import os
import random
import re

import pytest

from base.comun.respaldo import ErrorDeRespaldo, claves, verificar
from base.comun.respaldo.cifrado import ConHuella, cerrando
from base.comun.respaldo.formato import ARCHIVOS, CABEZA, RESUMEN, Escritor

TROZO = 64 * 1024 + 16  # of age: 64 KiB and their seal
NO_ABRE = "El respaldo no se abre"


def hacer(*piezas: tuple[str, bytes], cabeza: dict | None = None) -> bytes:
    """A backup with these pieces, and what every one has."""
    salida = io.BytesIO()
    with cerrando(ConHuella(salida), claves.de_la_instalacion()) as claro, Escritor(claro) as escritor:
        escritor.agregar_json(CABEZA, {"formato": 1, "motor": "sqlite", "tablas": {}, "migraciones": {}, "testigos": {}} | (cabeza or {}))
        for nombre, octetos in piezas:
            escritor.agregar(nombre, len(octetos), io.BytesIO(octetos))
        escritor.agregar_json(RESUMEN, {"archivos": 1, "faltan": [], "alterados": []})
    return salida.getvalue()


@pytest.fixture
def bueno(equipo) -> bytes:
    """Four pieces of age, with a word that must not be read."""
    return hacer(("base.sqlite3.gz", b"SECRETO" * 20_000), (ARCHIVOS + "evidencias/2026/11/x.pdf", os.urandom(50_000)))


@pytest.fixture
def abre(tmp_path):
    """Whether the octets open, and why not."""

    def probar(octetos: bytes) -> str:
        ruta = tmp_path / "uno.tar.age"
        ruta.write_bytes(octetos)
        try:
            verificar(ruta)
        except ErrorDeRespaldo as error:
            return str(error)
        return ""

    return probar


@pytest.mark.promesa("P13")
def test_whatever_is_cut_off_or_altered_is_refused(bueno, abre, promesa):
    azar = random.Random(13)  # noqa: S311 -- the same places in every run
    assert abre(bueno) == ""  # the control: as it was made it opens
    assert b"SECRETO" not in bueno
    bordes = {len(bueno) - n * TROZO - resto for n in range(4) for resto in (1, 0) if n or resto}
    encabezado = bueno.index(b"\n---")
    cortes = bordes | {0, encabezado, len(bueno) // 2} | {azar.randrange(len(bueno)) for _ in range(promesa.veces(20, 1000))}
    cambios = [azar.randrange(encabezado + 60) if n % 3 == 0 else azar.randrange(len(bueno)) for n in range(promesa.veces(40, 200))]
    abiertos = [corte for corte in cortes if not abre(bueno[:corte]).startswith(NO_ABRE)]
    abiertos += [lugar for lugar in cambios if not abre(cambiado(bueno, lugar, azar)).startswith(NO_ABRE)]
    trozos = [bueno[: -3 * TROZO], bueno[-3 * TROZO : -2 * TROZO], bueno[-2 * TROZO : -TROZO], bueno[-TROZO:]]
    desordenados = [trozos[0] + trozos[2] + trozos[1] + trozos[3], trozos[0] + trozos[1] + trozos[1] + trozos[3], bueno + b"x"]
    abiertos += [n for n, otro in enumerate(desordenados) if not abre(otro).startswith(NO_ABRE)]
    promesa.anotar("cortado o alterado", cortes=len(cortes), octetos_cambiados=len(cambios), abiertos=len(abiertos))
    assert abiertos == []


def cambiado(octetos: bytes, lugar: int, azar: random.Random) -> bytes:
    return octetos[:lugar] + bytes([octetos[lugar] ^ (1 << azar.randrange(8))]) + octetos[lugar + 1 :]


@pytest.mark.promesa("P13")
def test_another_key_opens_nothing_and_the_public_one_only_makes_it(bueno, abre, settings):
    privada = settings.CLAVE_DE_RESPALDO
    settings.CLAVE_DE_RESPALDO = claves.crear()[0]
    assert abre(bueno).startswith(NO_ABRE)

    settings.CLAVE_DE_RESPALDO = str(claves.leer(privada).privadas[0].to_public())
    suyo = hacer(("base.sql.gz", b"x"))
    assert abre(suyo).startswith("Para abrir un respaldo hace falta la clave privada")
    settings.CLAVE_DE_RESPALDO = f"# la del servidor nuevo\n{claves.crear()[0]}, {privada}"
    assert abre(suyo) == ""


@pytest.mark.parametrize("texto", ["", "  \n# solo una nota", "AGE-SECRET-KEY-1CORTA", "age1noes", "una frase cualquiera"])
def test_without_a_key_that_is_one_nothing_is_made(texto, equipo, settings):
    settings.CLAVE_DE_RESPALDO = texto
    with pytest.raises(ErrorDeRespaldo, match=r"--crear-clave"):
        hacer(("base.sql.gz", b"x"))


def test_what_is_closed_with_the_right_key_and_is_not_a_backup_is_refused(equipo, abre):
    for piezas, cabeza, por in (
        ([("base.sql.gz", b"x"), (ARCHIVOS + "../../etc/passwd", b"x")], {}, "quiere salir de la carpeta"),
        ([("base.sql.gz", b"x"), (ARCHIVOS + "/etc/passwd", b"x")], {}, "quiere salir de la carpeta"),
        ([("base.sql.gz", b"x"), ("otra.cosa", b"x")], {}, "no es un respaldo"),
        ([("base.sql.gz", b"x"), ("base.sql.gz", b"x")], {}, "no es un respaldo"),
        ([], {}, "no es un respaldo"),
        ([("base.sql.gz", b"x")], {"formato": 2}, "no es un respaldo"),
    ):
        assert re.search(por, abre(hacer(*piezas, cabeza=cabeza))), por


def test_a_manifest_that_does_not_fit_is_seen(equipo, abre, monkeypatch):
    """The control of what no key protects from: a portal that writes other than it read."""
    monkeypatch.setattr(ConHuella, "sha256", property(lambda self: "0" * 64))
    roto = hacer(("base.sql.gz", b"x"))
    monkeypatch.undo()
    assert "no es lo que dice su manifiesto" in abre(roto)
