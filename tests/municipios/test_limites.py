"""Boundaries from a file: keyed by INEI's ubigeo, refused with a plain sentence, and never losing what was there before."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from municipios import geojson as lectura
from municipios.datos.jaen import DISTRITOS
from municipios.geojson import Ilegible, leer
from municipios.limites import aplicar, ensayar
from municipios.models import CargaDeLimites, Distrito, Limite
from tests.factories import make_distrito, make_ugel
from tests.formularios import leer as leer_formulario
from tests.municipios.geojson import cuadro, figura, geojson

pytestmark = pytest.mark.django_db

DATOS = Path(os.environ.get("DATOS_DE_PRUEBA") or Path(__file__).resolve().parents[3] / "shared" / "datos")
JAEN = (-78.8, -5.7)
BIEN = cuadro(*JAEN)
AL_REVES = [[y, x] for x, y in BIEN]
EN_UTM = [[743_000 + 1000 * x, 9_369_000 + 1000 * y] for x, y in BIEN]
EN_MADRID = cuadro(-3.7, 40.4)
CORBATA = [[-78.8, -5.7], [-78.7, -5.6], [-78.7, -5.7], [-78.8, -5.6], [-78.8, -5.7]]
HONDO = b'{"type":"FeatureCollection","features":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


@pytest.fixture
def doce() -> list[Distrito]:
    ugel = make_ugel(codigo="060008")
    return [make_distrito(ugel, **h._asdict()) for h in DISTRITOS]


@pytest.fixture
def un_distrito() -> Distrito:
    return make_distrito(ubigeo="060801", nombre="Jaén", longitud=Decimal("-78.8"), latitud=Decimal("-5.7"))


def probar(contenido: bytes, *distritos: Distrito) -> CargaDeLimites:
    return ensayar(contenido, distritos=distritos, archivo="a.geojson", fuente="", licencia="", por=None)


HOSTILES = {
    "vacío": (b"", "no es JSON"),
    "no es texto": (b"PK\x03\x04\xff\xfe\x00", "no es texto UTF-8"),
    "cortado": (geojson(("060801", [BIEN]))[:-9], "cortado o dañado"),
    "otra cosa": (b"[1, 2]", "FeatureCollection"),
    "una topología": (b'{"type": "Topology", "objects": {}}', "FeatureCollection"),
    "sin figuras": (geojson(), "no trae ninguna figura"),
    "figuras que no lo son": (b'{"type": "FeatureCollection", "features": [1]}', "no es una figura"),
    "anidado sin fin": (HONDO, "anidado sin fin"),
    "NaN": (geojson(("060801", [BIEN])).replace(b"-5.65", b"NaN"), "dice NaN"),
    "Infinity": (geojson(("060801", [BIEN])).replace(b"-5.65", b"-Infinity"), "dice -Infinity"),
    "número sin fin": (geojson(("060801", [BIEN])).replace(b"-5.65", b"-1e999"), "no es un número que se pueda dibujar"),
    "entero de mil cifras": (geojson(("060801", [BIEN])).replace(b"-5.65", b"9" * 5000), "no es JSON bien escrito"),
    "entero de trescientas": (geojson(("060801", [BIEN])).replace(b"-5.65", b"9" * 300), "no es un número que se pueda dibujar"),
    "al revés": (geojson(("060801", [AL_REVES])), "la latitud antes que la longitud"),
    "en metros": (geojson(("060801", [EN_UTM])), "no está en grados"),
    "de otro país": (geojson(("060801", [EN_MADRID])), "cae en el Perú"),
    "otro sistema": (geojson(("060801", [BIEN]), crs={"type": "name", "properties": {"name": "EPSG:32717"}}), "otro sistema"),
    "un sistema ilegible": (geojson(("060801", [BIEN]), crs=7), "otro sistema"),
    "sin ubigeo": (geojson(figura(None, [BIEN], distrito="Jaén")), "Ninguna figura dice su ubigeo"),
    "ubigeo que no lo es": (
        geojson(figura({"a": 1}, [BIEN]), figura(True, [BIEN]), figura("06080X", [BIEN])),
        "Ninguna figura dice su ubigeo",
    ),
    "propiedades que no lo son": (b'{"type": "FeatureCollection", "features": [{"properties": [], "geometry": null}]}', "dice su ubigeo"),
    "sin formas": (geojson(("060801", None)), "no trae forma"),
    "de otros": (geojson(("140101", [BIEN])), "ninguno de los distritos que usted administra"),
    "se cruza": (geojson(("060801", [CORBATA])), "se cruza a sí mismo"),
    "no se cierra": (geojson(("060801", [BIEN[:-1]])), "no se cierra"),
    "una raya": (geojson(("060801", [[[-78.8, -5.7], [-78.7, -5.7], [-78.8, -5.7], [-78.8, -5.7]]])), "no encierra nada"),
    "un punto": (geojson(figura("060801", None) | {"geometry": {"type": "Point", "coordinates": [-78.8, -5.7]}}), "no es un polígono"),
    "texto por coordenadas": (geojson(("060801", ["hola"])), "menos de cuatro puntos"),
    "puntos de texto": (geojson(("060801", [[["a", "b"]] * 4])), "no es un número"),
    "puntos cortos": (geojson(("060801", [[[1]] * 4])), "longitud y latitud"),
    "lejos de su capital": (geojson(("060801", [cuadro(-77.0, -12.0)])), "de la capital del distrito"),
    "dos veces": (geojson(("060801", [BIEN]), ("060801", [BIEN])), "más de una vez"),
}


@pytest.mark.parametrize("cual", HOSTILES)
def test_a_hostile_file_gets_a_plain_sentence_and_nothing_is_lost(un_distrito, cual):
    aplicar(probar(geojson(("060801", [BIEN])), un_distrito), distritos=[un_distrito], por=None)
    antes = list(Limite.objects.values())
    contenido, dicho = HOSTILES[cual]

    with pytest.raises(Ilegible) as error:
        probar(contenido, un_distrito)

    assert dicho in " ".join(error.value.messages)
    assert list(Limite.objects.values()) == antes
    assert CargaDeLimites.objects.count() == 1


def test_a_huge_file_is_refused_before_it_is_read(un_distrito, monkeypatch):
    monkeypatch.setattr(lectura, "MAYOR", 100)
    with pytest.raises(Ilegible, match="pesa más"):
        probar(geojson(("060801", [BIEN])), un_distrito)
    monkeypatch.undo()
    monkeypatch.setattr(lectura, "PUNTOS", 2)
    monkeypatch.setattr(lectura.json, "loads", lambda *_, **__: pytest.fail("se leyó"))
    with pytest.raises(Ilegible, match="más de 2 puntos"):
        leer(geojson(("060801", [BIEN])))


def test_a_tangle_that_would_take_for_ever_is_called_so():
    """Combs whose every tooth reaches from side to side: each edge would be compared with each other one, and no file has time for forty."""
    peine = [[-78.9 + 0.2 * (i % 2), -5.75 + 0.0001 * i] for i in range(1000)]
    anillo = [*peine, [-79.0, -5.6], [-79.0, -5.8], peine[0]]
    figuras = leer(geojson(*(("060801", [anillo]) for _ in range(40))))
    assert (figuras[0].mal, figuras[-1].mal) == ("", "su forma está demasiado enredada")


def test_what_is_good_is_loaded_and_what_is_bad_keeps_what_it_had(doce):
    formas = [(d.ubigeo, [cuadro(float(d.longitud), float(d.latitud))]) for d in doce]
    aplicar(probar(geojson(*formas), *doce), distritos=doce, por=None)
    tenia = Limite.objects.get(distrito=doce[1]).anillos

    nuevas = [
        (doce[0].ubigeo, [cuadro(float(doce[0].longitud), float(doce[0].latitud), 0.2)]),
        (doce[1].ubigeo, [CORBATA]),
        ("140101", [BIEN]),
    ]
    carga = probar(geojson(*nuevas), *doce)

    assert [f[0] for f in carga.informe["hallados"]] == ["060801"]
    assert [f[0] for f in carga.informe["malas"]] == ["060802"]
    assert (carga.informe["cuantos_faltan"], carga.informe["ajenos"]) == (10, ["140101"])
    assert Limite.objects.get(distrito=doce[0]).carga != carga  # a rehearsal writes no boundary
    assert aplicar(carga, distritos=doce, por=None) == 1
    assert Limite.objects.get(distrito=doce[0]).carga == carga
    assert Limite.objects.get(distrito=doce[1]).anillos == tenia
    with pytest.raises(ValidationError, match="ya se cargó"):
        aplicar(carga, distritos=doce, por=None)


def test_a_file_with_the_codes_of_reniec_is_refused_by_its_names_and_by_its_capitals(doce):
    """RENIEC's 060804 is Chontalí, INEI's is Colasay: the same twelve codes, permuted."""
    de_reniec = [figura(d.ubigeo_reniec, [cuadro(float(d.longitud), float(d.latitud))], distrito=d.nombre_inei) for d in doce]
    with pytest.raises(Ilegible, match="códigos de RENIEC: llama Chontalí al 060804, que en el INEI es Colasay"):
        probar(geojson(*de_reniec), *doce)

    sin_nombres = [(d.ubigeo_reniec, [cuadro(float(d.longitud), float(d.latitud))]) for d in doce]
    informe = probar(geojson(*sin_nombres), *doce).informe
    assert {"060803", "060804"} <= {ubigeo for ubigeo, *_ in informe["malas"]}
    assert "RENIEC" in informe["malas"][0][2]


def test_a_name_is_no_key_and_a_lost_zero_is_put_back(doce):
    carga = probar(geojson(figura(60801, [cuadro(-78.81, -5.71)], distrito="Bellavista"), figura(None, [BIEN], distrito="Colasay")), *doce)
    assert [(f[0], f[4]) for f in carga.informe["hallados"]] == [("060801", "Bellavista")]


@pytest.mark.parametrize("archivo", ["jaen_distritos_mpl2.geojson", "peru_distritos_simple_mpl2.geojson"])
def test_the_command_loads_the_public_files(doce, archivo, capsys):
    if not (DATOS / archivo).exists():
        pytest.skip(f"No está la carpeta de datos {DATOS} (DATOS_DE_PRUEBA)")
    call_command("importar_limites", DATOS / archivo, ensayo=True)
    assert Limite.objects.count() == 0
    call_command("importar_limites", DATOS / archivo, fuente="INEI 2007", licencia="MPL-2.0")
    assert "Límites cargados: 12 distritos." in capsys.readouterr().out
    assert set(Limite.objects.values_list("distrito__ubigeo", flat=True)) == {d.ubigeo for d in doce}
    call_command("importar_limites", retirar=True)
    assert Limite.objects.count() == 0


def test_the_command_says_in_one_line_what_is_wrong(doce, tmp_path):
    malo = tmp_path / "malo.geojson"
    malo.write_bytes(b"{")
    for archivo, dicho in ((malo, "cortado o dañado"), (tmp_path / "no-esta", "No se pudo leer"), (None, "Diga qué archivo")):
        with pytest.raises(CommandError, match=dicho):
            call_command("importar_limites", *([archivo] if archivo else []))


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_administrator_rehearses_loads_and_takes_away(administrador, municipalidad_a, otra_ugel, como):
    suyo = municipalidad_a.distrito
    ajeno = make_distrito(otra_ugel, ubigeo="960199")
    cliente, pagina = como(administrador), reverse("limites")
    contenido = geojson((suyo.ubigeo, [BIEN]), (ajeno.ubigeo, [BIEN]))
    datos = leer_formulario(cliente.get(pagina)) | {"fuente": "INEI 2007", "licencia": "MPL-2.0"}
    respuesta = cliente.post(pagina, datos | {"archivo": SimpleUploadedFile("peru.geojson", contenido)})

    ensayo = cliente.get(respuesta["Location"])
    assert (Limite.objects.count(), "1</strong> distritos hallados" in ensayo.text, ajeno.ubigeo in ensayo.text) == (0, True, True)
    cliente.post(respuesta["Location"], leer_formulario(ensayo))
    assert list(Limite.objects.values_list("distrito", flat=True)) == [suyo.pk]  # the district of another UGEL is not theirs
    assert "Límites referenciales" in cliente.get(pagina).text
    assert "INEI 2007" in cliente.get(reverse("distritos")).text

    quitar = reverse("limites_retirar")
    Limite.objects.create(distrito=ajeno, carga=CargaDeLimites.objects.get(), anillos=[], huella="x")
    cliente.post(quitar, leer_formulario(cliente.get(quitar)))
    assert list(Limite.objects.values_list("distrito", flat=True)) == [ajeno.pk]


def test_the_page_says_why_a_file_is_refused_and_loads_nothing(administrador, municipalidad_a, como):
    cliente, pagina = como(administrador), reverse("limites")
    datos = leer_formulario(cliente.get(pagina)) | {"fuente": "x", "licencia": "x"}
    respuesta = cliente.post(pagina, datos | {"archivo": SimpleUploadedFile("a.geojson", json.dumps({"type": "Topology"}).encode())})
    assert (respuesta.status_code, "FeatureCollection" in respuesta.text, CargaDeLimites.objects.count()) == (422, True, 0)
