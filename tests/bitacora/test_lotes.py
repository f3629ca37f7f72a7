"""The pages of the lotes, the command, and two people at once."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote, LoteQuerySet
from convenios.models import Compromiso, Reprogramacion
from tests.bitacora.test_deshacer import despues, editar, importar
from tests.carreras import a_la_vez
from tests.factories import dias, make_compromiso, make_municipalidad
from tests.formularios import leer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tres(convenio):
    return [make_compromiso(convenio, codigo=f"C-{n}", responsable="Antes") for n in range(3)]


@pytest.fixture
def lote(tres, coordinador):
    return editar(tres, coordinador, responsable="Después")


def direccion(lote, accion=""):
    return reverse(f"lote_{accion}" if accion else "lote", args=[lote.pk])


def texto(respuesta):
    assert respuesta.status_code == 200, respuesta.status_code
    return respuesta.content.decode()


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_shows_deliberate_gestures_of_ones_own_ugel_newest_first(lote, tres, como, coordinador, otra_ugel):
    with gesto(por=coordinador, motivo="De un formulario"):
        tres[0].save()
    with gesto(por=None, tipo=Lote.Tipo.MASIVA, motivo="De otra UGEL", ambito=otra_ugel.codigo):
        pass
    segundo = deshacer(lote, por=coordinador, motivo="Me equivoqué")
    pagina = texto(como(coordinador).get(reverse("lotes")))
    assert "De un formulario" not in pagina
    assert "De otra UGEL" not in pagina
    assert pagina.index(f"lote {segundo.pk}") < pagina.index("Oficio 1-2026")


@pytest.mark.parametrize(
    ("pregunta", "cuantos"),
    [
        ({"tipo": "masiva"}, 1),
        ({"tipo": "importacion"}, 0),
        ({"desde": "2999-01-01"}, 0),
        ({"hasta": "2999-01-01"}, 1),
        ({"desde": "ayer", "tipo": "nada"}, 1),
    ],
)
def test_the_list_is_filtered_by_kind_and_dates(lote, como, coordinador, pregunta, cuantos):
    assert texto(como(coordinador).get(reverse("lotes"), pregunta)).count("Oficio 1-2026") == cuantos


def test_the_list_is_filtered_by_person(lote, como, coordinador, coordinadora):
    cliente = como(coordinadora)
    assert "Oficio 1-2026" in texto(cliente.get(reverse("lotes"), {"por": coordinador.pk}))
    with gesto(por=coordinadora, tipo=Lote.Tipo.MASIVA, motivo="Otro", ambito=lote.ambito):
        pass
    assert "Oficio 1-2026" not in texto(cliente.get(reverse("lotes"), {"por": coordinadora.pk}))


def test_the_menu_leads_to_the_lotes_only_who_may_change_many(como, coordinador, especialista):
    assert 'href="/lotes/"' in texto(como(coordinador).get(reverse("avisos")))
    assert 'href="/lotes/"' not in texto(como(especialista).get(reverse("avisos")))


# ── One lote ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_tells_every_change_in_words(convenio, municipalidad_a, como, coordinador):
    parte = convenio.partes.first()
    compromiso = make_compromiso(convenio, linea="otros", plazo=dias(3))
    lote = editar([compromiso], coordinador, linea="capacidades", obligada=parte, plazo=None)
    pagina = texto(como(coordinador).get(direccion(lote)))
    for dicho in ("Línea", "Otros", "Fortalecimiento de capacidades", "Quién lo debe", str(parte), f"{dias(3):%d/%m/%Y}", "Oficio 1-2026"):
        assert dicho in pagina, dicho


def test_the_page_tells_which_lote_undid_it_and_which_one_it_undoes(lote, como, coordinador):
    nuevo = deshacer(lote, por=coordinador, motivo="Me equivoqué")
    assert direccion(nuevo) in texto(como(coordinador).get(direccion(lote)))
    assert direccion(lote) in texto(como(coordinador).get(direccion(nuevo)))


def test_the_page_of_an_undo_shows_what_went_with_what_it_stood_on(convenio, como, coordinador):
    nuevo = deshacer(importar(convenio, coordinador)[0], por=coordinador, motivo="Era otra matriz")
    assert texto(como(coordinador).get(direccion(nuevo), {"clase": "convenios.alcance", "que": "eliminado"})).count('<th scope="row">') == 3


@pytest.mark.parametrize(
    ("pregunta", "cuantos"),
    [
        ({"texto": "c-1"}, 1),
        ({"texto": "no hay"}, 0),
        ({"que": "creado"}, 0),
        ({"que": "cambiado"}, 3),
        ({"clase": "convenios.compromiso"}, 3),
        ({"clase": "nada"}, 3),
    ],
)
def test_the_records_of_a_lote_are_searched_and_filtered(lote, como, coordinador, pregunta, cuantos):
    Compromiso.objects.filter(codigo="C-1").update(descripcion="Único c-1")
    assert texto(como(coordinador).get(direccion(lote), pregunta)).count('<th scope="row">') == cuantos


def test_what_happened_to_the_districts_of_a_commitment_is_found_by_its_code(convenio, como, coordinador):
    lote, _ = importar(convenio, coordinador)
    assert texto(como(coordinador).get(direccion(lote), {"texto": "N-1", "clase": "convenios.alcance"})).count('<th scope="row">') == 1


def test_the_download_is_a_row_a_field_and_no_formula(tres, como, coordinador):
    lote = editar(tres[:1], coordinador, responsable="=1+1")
    cuerpo = como(coordinador).get(reverse("lote_descargar", args=[lote.pk, "csv"])).getvalue().decode("utf-8-sig")
    filas = list(csv.reader(io.StringIO(cuerpo)))
    assert filas[1] == ["compromiso", "C-0", "Cambiado", "Responsable (cargo)", "Antes", "'=1+1"]
    libro = como(coordinador).get(reverse("lote_descargar", args=[lote.pk, "xlsx"]))
    assert libro.getvalue()[:2] == b"PK"


def test_the_page_asks_as_much_for_ten_as_for_a_hundred(convenio, como, coordinador):
    cliente = como(coordinador)
    cuentas = []
    for cuantos in (10, 100):
        _, nuevos = importar_en_otro(convenio, coordinador, cuantos)
        lote = editar(nuevos, coordinador, responsable="Después", plazo=dias(9))
        for url in (direccion(lote), direccion(lote, "deshacer")):
            cliente.get(url)
            with CaptureQueriesContext(connection) as consultas:
                assert cliente.get(url).status_code == 200
            cuentas.append(len(consultas))
    assert cuentas[:2] == cuentas[2:]


def importar_en_otro(convenio, por, cuantos):
    from tests.factories import make_convenio

    return importar(make_convenio(convenio.ugel, partes=(make_municipalidad(convenio.ugel),), por=por), por, cuantos)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("quien", "ve", "deshace"),
    [
        ("coordinador", 200, 200),
        ("administrador", 200, 200),
        ("director", 200, 403),
        ("especialista", 200, 403),
        ("alcalde_a", 404, 404),
        ("dre", 404, 404),
        ("coordinador_otra_ugel", 404, 404),
    ],
)
def test_who_sees_a_lote_and_who_takes_it_back(lote, como, request, quien, ve, deshace):
    cliente = como(request.getfixturevalue(quien))
    assert cliente.get(direccion(lote)).status_code == ve
    assert cliente.post(direccion(lote, "deshacer"), {"motivo": "x"}).status_code in (deshace, 422 if deshace == 200 else deshace)
    assert Compromiso.objects.filter(responsable="Antes").count() == 0


def test_the_scope_of_lotes_is_what_hides_them(lote, como, coordinador_otra_ugel, monkeypatch):
    """Control: with the scope opened, a stranger opens the page; and finds no record of the other UGEL on it."""
    monkeypatch.setattr(LoteQuerySet, "for_user", lambda self, user: self)
    pagina = texto(como(coordinador_otra_ugel).get(direccion(lote)))
    assert "No hay registros que usted pueda ver" in pagina
    assert "C-0" not in pagina


def test_a_form_of_one_record_has_no_page(tres, como, coordinador):
    with gesto(por=coordinador, ambito=tres[0].convenio.ugel.codigo) as uno:
        tres[0].save()
    assert como(coordinador).get(direccion(uno)).status_code == 404
    assert como(coordinador).get("/lotes/99999999999999999999999/").status_code == 404


# ── Taking it back ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_rehearsal_is_confirmed_and_leads_to_its_receipt(lote, como, coordinador):
    cliente = como(coordinador)
    datos = leer(cliente.get(direccion(lote, "deshacer")))
    respuesta = cliente.post(direccion(lote, "deshacer"), datos | {"motivo": "Me equivoqué"})
    nuevo = Lote.objects.get(tipo="deshacer")
    assert (respuesta.status_code, respuesta["Location"]) == (302, direccion(nuevo))
    assert (nuevo.deshace, nuevo.motivo, nuevo.por) == (lote, "Me equivoqué", coordinador)
    assert Compromiso.objects.filter(responsable="Antes").count() == 3


def test_pressed_twice_it_is_done_once(lote, como, coordinador):
    cliente = como(coordinador)
    datos = leer(cliente.get(direccion(lote, "deshacer"))) | {"motivo": "Me equivoqué"}
    destinos = {cliente.post(direccion(lote, "deshacer"), datos)["Location"] for _ in range(2)}
    assert len(destinos) == 1
    assert Lote.objects.filter(tipo="deshacer").count() == 1


def test_without_a_reason_nothing_is_written(lote, como, coordinador):
    cliente = como(coordinador)
    datos = leer(cliente.get(direccion(lote, "deshacer"))) | {"motivo": " "}
    assert cliente.post(direccion(lote, "deshacer"), datos).status_code == 422
    assert not Lote.objects.filter(tipo="deshacer").exists()


def test_what_changed_after_the_rehearsal_is_shown_again_and_then_confirmed(lote, tres, como, coordinador, coordinadora):
    cliente = como(coordinador)
    datos = leer(cliente.get(direccion(lote, "deshacer"))) | {"motivo": "Me equivoqué"}
    despues(tres[0], coordinadora, responsable="De Carla")
    respuesta = cliente.post(direccion(lote, "deshacer"), datos)
    assert respuesta.status_code == 422
    pagina = respuesta.content.decode()
    assert "Algo cambió después del ensayo" in pagina
    assert "De Carla" in pagina
    assert "Me equivoqué" in pagina
    assert Compromiso.objects.filter(responsable="Antes").count() == 0
    respuesta.status_code = 200
    assert cliente.post(direccion(lote, "deshacer"), leer(respuesta)).status_code == 302
    assert Compromiso.objects.filter(responsable="Antes").count() == 2


def test_the_fingerprint_is_what_stops_an_undo_of_something_else(lote, tres, como, coordinador, coordinadora, monkeypatch):
    """Control: with every rehearsal alike, what the person did not see is undone."""
    from base.bitacora.ensayo import Ensayo

    monkeypatch.setattr(Ensayo, "huella", "siempre")
    cliente = como(coordinador)
    datos = leer(cliente.get(direccion(lote, "deshacer"))) | {"motivo": "Me equivoqué"}
    despues(tres[0], coordinadora, responsable="De Carla")
    assert cliente.post(direccion(lote, "deshacer"), datos).status_code == 302


def test_an_undone_lote_says_that_nothing_is_left(lote, como, coordinador):
    deshacer(lote, por=coordinador, motivo="Me equivoqué")
    pagina = texto(como(coordinador).get(direccion(lote, "deshacer")))
    assert "Ya no queda nada por devolver" in pagina


@pytest.mark.django_db(transaction=True)
def test_two_people_undo_the_same_lote_at_once_and_it_is_undone_once(convenio, como, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, plazo=dias(5))
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio", ambito=convenio.ugel.codigo) as lote:
        compromiso.reprogramar(por=coordinador, plazo=dias(50), motivo="Oficio", documento="Oficio")
    clientes = [como(coordinador), como(coordinadora)]
    datos = [leer(c.get(direccion(lote, "deshacer"))) | {"motivo": "A la vez"} for c in clientes]
    respuestas = a_la_vez(*[lambda c=c, d=d: c.post(direccion(lote, "deshacer"), d) for c, d in zip(clientes, datos, strict=True)])
    assert sorted(r.status_code for r in respuestas) == [302, 422]
    assert Lote.objects.filter(deshace=lote).count() == 1
    assert (Compromiso.objects.get().plazo, Reprogramacion.objects.count()) == (dias(5), 0)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def ordenar(capsys, *partes):
    """Exit code and the JSON that was printed."""
    codigo = 0
    try:
        call_command("deshacer", *map(str, partes), "--json")
    except SystemExit as salida:
        codigo = salida.code
    return codigo, json.loads(capsys.readouterr().out)


def test_the_command_tells_what_returned_and_what_was_left(lote, tres, coordinador, coordinadora, capsys):
    despues(tres[0], coordinadora, responsable="De Carla")
    codigo, dicho = ordenar(capsys, lote.pk, "--por", coordinador.username, "--motivo", "Orden")
    assert (codigo, dicho["resultado"], dicho["lote"], len(dicho["devueltos"])) == (0, "deshecho", lote.pk, 2)
    (dejado,) = dicho["dejados"]
    assert (dejado["clase"], dejado["clave"], dejado["registro"], dejado["campo"], dejado["quien"]) == (
        "convenios.compromiso",
        str(tres[0].pk),
        "C-0",
        "Responsable (cargo)",
        "Carla Coordinadora",
    )
    assert (dejado["puso_el_lote"], dejado["dice_ahora"]) == ("Después", "De Carla")
    assert dejado["cuando"]
    assert dejado["motivo"]
    assert Lote.objects.get(pk=dicho["deshecho_en"]).motivo == "Orden"


def test_the_command_undoes_an_import_from_the_console_alone(convenio, coordinador, capsys):
    lote, _ = importar(convenio, coordinador)
    codigo, dicho = ordenar(capsys, lote.pk)
    assert (codigo, len(dicho["devueltos"]), Compromiso.objects.count()) == (0, 6, 0)
    assert {(c.eliminado_por, c.history.first().history_user) for c in Compromiso.todos.all()} == {(coordinador, None)}


def test_the_command_rehearses_without_writing(lote, capsys):
    codigo, dicho = ordenar(capsys, lote.pk, "--ensayo")
    assert (codigo, dicho["resultado"], dicho["devueltos"][0]["campos"]) == (
        0,
        "ensayo",
        [{"campo": "Responsable (cargo)", "ahora": "Después", "quedaria": "Antes"}],
    )
    assert not Lote.objects.filter(tipo="deshacer").exists()


@pytest.mark.parametrize("quien", ["nadie", "alcalde_a", "coordinador_otra_ugel", "especialista"])
def test_the_command_refuses_who_may_not(lote, request, capsys, quien):
    usuario = "no.existe" if quien == "nadie" else request.getfixturevalue(quien).username
    codigo, dicho = ordenar(capsys, lote.pk, "--por", usuario)
    assert (codigo, dicho["resultado"]) == (1, "rechazado")
    assert Compromiso.objects.filter(responsable="Antes").count() == 0


def test_the_command_refuses_what_is_no_lote_and_what_is_undone(lote, coordinador, capsys):
    assert ordenar(capsys, 999_999) == (1, {"resultado": "rechazado", "motivo": "No existe ese lote.", "lote": 999_999})
    deshacer(lote, por=coordinador, motivo="Me equivoqué")
    assert ordenar(capsys, lote.pk)[1]["motivo"] == "Ya no queda nada por devolver."
