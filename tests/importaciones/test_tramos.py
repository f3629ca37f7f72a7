"""A text of any size, read by the command line as it goes in: the same answer as when it is read whole, and the memory of one stretch."""

import csv
import io
import json
import tracemalloc

import pytest
from django.core.management import call_command

from base.bitacora.models import Lote
from base.cuentas.roles import Rol
from convenios.models import Alcance, Avance, Compromiso
from portal.importaciones import limites, tramos
from tests.factories import make_usuario

pytestmark = pytest.mark.django_db
TITULOS = ["codigo", "distrito", "descripcion", "responsable", "fecha_limite", "estado", "avance"]
SE_ESPERAN = limites.FILAS + 1  # with so many the command reads by stretches


@pytest.fixture(autouse=True)
def de_a_tres(monkeypatch):
    """Stretches of three rows, so that ten rows are four of them."""
    monkeypatch.setattr(tramos, "TRAMO", 3)
    monkeypatch.setattr(limites, "ENCABEZADO", 2)


@pytest.fixture
def quien(convenio):
    return make_usuario(Rol.COORDINADOR, ugel=convenio.ugel).username


def filas(cuantas, *, desde=1, **cambios):
    return [
        {
            "codigo": f"T-{n}",
            "distrito": "TODOS",
            "descripcion": f"Talleres, niñez n.º {n}\ncon salto",
            "responsable": "Jefatura",
            "fecha_limite": "30/11/2026",
            "estado": "en proceso" if n % 2 else "pendiente",
            "avance": 10 if n % 2 else "",
        }
        | cambios
        for n in range(desde, desde + cuantas)
    ]


def como_csv(hechas, *, delimitador=",", titulos=TITULOS, antes=""):
    salida = io.StringIO(newline="")
    salida.write(antes)
    escritor = csv.DictWriter(salida, titulos, delimiter=delimitador)
    escritor.writeheader()
    escritor.writerows(hechas)
    return salida.getvalue()


@pytest.fixture
def importar(tmp_path, convenio, quien, capsys):
    def hacer(texto, *, codificacion="utf-8", aplicar=False, esperan=SE_ESPERAN, padron="compromisos"):
        ruta = tmp_path / "matriz.csv"
        ruta.write_bytes(texto if isinstance(texto, bytes) else texto.encode(codificacion))
        opciones = ["--aplicar"] if aplicar else []
        try:
            call_command(
                "importar", padron, ruta, f"--por={quien}", f"--convenio={convenio.codigo}", f"--filas={esperan}", "--json", *opciones
            )
        except SystemExit as salida:
            if salida.code != 1:
                raise
        return json.loads(capsys.readouterr().out)

    return hacer


@pytest.mark.parametrize(
    ("texto", "codificacion"),
    [
        (como_csv(filas(10)), "utf-8"),
        (como_csv(filas(10)), "utf-8-sig"),
        (como_csv(filas(10)), "utf-16"),
        (como_csv(filas(10), delimitador=";"), "cp1252"),
        (como_csv(filas(10), delimitador="|", antes="sep=|\r\n"), "utf-8"),
        (como_csv(filas(4) + filas(2, desde=20, fecha_limite="31/02/2026") + filas(3, desde=2)), "utf-8"),
        (como_csv(filas(7), titulos=[*TITULOS, "extra"]), "utf-8"),
        (como_csv([]), "utf-8"),
        ("", "utf-8"),
        ("<html><table>", "utf-8"),
        ('codigo,distrito\nT-1,"abierto', "utf-8"),
        ("hola,chau\n1,2\n3,4\n5,6\n7,8\n", "utf-8"),
    ],
)
def test_it_says_the_same_as_of_a_file_read_whole(importar, texto, codificacion):
    por_tramos = importar(texto, codificacion=codificacion)
    assert por_tramos == importar(texto, codificacion=codificacion, esperan=limites.FILAS)


@pytest.mark.parametrize(
    "malo", [b"codigo\n\xc3\x28ni\xf1ez\xc3\xb1\n", b"a\0b\n", b"%PDF-1.7 x", b"codigo,distrito\n" * 3 + b"ni\xa4ez\n"]
)
def test_what_is_no_text_is_refused_as_when_it_is_read_whole(importar, malo):
    dicho = importar(malo)
    assert (dicho["resultado"], dicho) == ("rechazado", importar(malo, esperan=limites.FILAS))


def test_all_of_it_goes_in_under_one_lote_with_its_history(importar, convenio):
    dicho = importar(como_csv(filas(10)), aplicar=True)

    lote = Lote.objects.get(pk=dicho["lote"])
    assert (dicho["resultado"], dicho["filas"], dicho["nuevos"]) == ("aplicado", 10, 10)
    assert lote.creados == 10
    suyos = Compromiso.objects.filter(convenio=convenio, codigo__startswith="T-")
    assert suyos.count() == 10
    assert Alcance.objects.filter(compromiso__in=suyos).values("compromiso").distinct().count() == 10
    assert Avance.objects.filter(compromiso__in=suyos).count() == 5
    assert Compromiso.history.filter(lote=lote.pk).count() == 10

    otra = importar(como_csv(filas(10)), aplicar=True)
    assert (otra["nuevos"], otra["cambian"], otra["iguales"]) == (0, 0, 10)


@pytest.mark.promesa("P1")
@pytest.mark.control
def test_an_error_in_the_last_stretch_leaves_nothing_and_every_error_is_told(importar, convenio):
    antes, lotes = Compromiso.todos.count(), Lote.objects.count()
    malas = filas(1, desde=50, fecha_limite="ayer")
    dicho = importar(como_csv(filas(4) + malas + filas(4, desde=60) + filas(1, desde=70, distrito="")), aplicar=True)

    assert dicho["resultado"] == "rechazado"
    assert [(e["fila"], e["columna"]) for e in dicho["errores"]] == [(6, "fecha_limite"), (11, "distrito")]
    assert (Compromiso.todos.count(), Lote.objects.count()) == (antes, lotes)


def test_a_key_that_stands_in_a_stretch_before_is_told_with_its_row(importar):
    dicho = importar(como_csv(filas(5) + filas(1, desde=9, codigo="t-1") + filas(3, desde=20, codigo="T-20")), aplicar=True)

    assert [(e["fila"], e["mensaje"]) for e in dicho["errores"]] == [
        (7, "Está repetido: ya aparece en la fila 2."),
        (9, "Está repetido: ya aparece en la fila 8."),
        (10, "Está repetido: ya aparece en la fila 9."),  # of its own stretch, the first
    ]


def test_more_rows_than_were_announced_are_refused(importar, monkeypatch):
    monkeypatch.setattr(limites, "FILAS", 5)
    dicho = importar(como_csv(filas(8)), esperan=7, aplicar=True)
    assert (dicho["resultado"], dicho["motivo"]) == ("rechazado", "muchas_filas")
    assert not Compromiso.objects.filter(codigo="T-1").exists()


def test_beyond_the_limit_messages_are_counted(importar, monkeypatch):
    monkeypatch.setattr(tramos, "MENSAJES", 4)
    dicho = importar(como_csv(filas(9, fecha_limite="ayer")))
    assert len(dicho["errores"]) == 5
    assert dicho["errores"][-1] == {"fila": None, "columna": None, "recibido": "", "mensaje": "Hay 5 errores más, que no se muestran."}


def test_rows_that_are_held_against_each_other_are_not_read_by_stretches(importar):
    dicho = importar("ubigeo,inicio,alcalde\n060801,01/01/2023,X\n", padron="autoridades")
    assert (dicho["resultado"], dicho["motivo"]) == ("rechazado", "muchas_filas")


def test_ten_times_the_rows_take_the_memory_of_one_stretch(importar, monkeypatch):
    monkeypatch.setattr(tramos, "TRAMO", 100)

    def pico(cuantas):
        texto = como_csv(filas(cuantas))
        tracemalloc.start()
        try:
            assert importar(texto)["nuevos"] == cuantas
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    pico(100)  # what is learnt once is not the file's
    assert pico(3000) < 1.7 * pico(300)
