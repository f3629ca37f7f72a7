"""Many commitments at once: the same laws as one at a time, all or none, once, and only what the person saw."""

import datetime
import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora import masiva
from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.revisiones import revision_de
from convenios.models import Alcance, Compromiso, Reprogramacion
from convenios.models.compromiso import CompromisoQuerySet
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_convenio, make_distrito
from tests.formularios import leer

MOTIVO = "Oficio 12-2026"
PLAZO = {"operacion": "plazo", "plazo": dias(200).isoformat(), "documento": "Oficio 12", "motivo": MOTIVO}
RESPONSABLE = {"operacion": "responsable", "responsable": "Jefatura nueva", "motivo": MOTIVO}


def direccion(ugel, campos: dict[str, Any], *filas, ruta: str = "masiva_ensayo") -> str:
    elegidas = {"ids": ",".join(str(f.pk) for f in filas)} if filas else {"cuales": "todos", "filtro": ""}
    return reverse(ruta, args=[ugel.codigo, "compromisos"], query=elegidas | campos)


def ensayar(cliente: Client, ugel, campos, *filas) -> tuple[Any, dict[str, Any]]:
    """The preview, and what its form would post."""
    respuesta = cliente.get(direccion(ugel, campos, *filas))
    return respuesta, {n: v for n, v in leer(respuesta).items() if n != "solo"}


def aplicar(cliente: Client, ugel, campos, *filas, **mas) -> Any:
    _, datos = ensayar(cliente, ugel, campos, *filas)
    return cliente.post(direccion(ugel, campos, *filas), datos | mas)


@pytest.fixture
def tres(convenio, municipalidad_a, municipalidad_b):
    """One for A, one for B, one for both."""
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    return [
        make_compromiso(convenio, codigo=f"C-{n}", distritos=d, plazo=dias(30), responsable="Antes", linea="otros")
        for n, d in enumerate([(a,), (b,), (a, b)], start=1)
    ]


@pytest.fixture
def cerrado(convenio, municipalidad_a):
    return make_compromiso(convenio, codigo="C-CERRADO", distritos=(municipalidad_a.distrito,), estado="cumplido", plazo=dias(30))


def frescos(filas):
    return list(Compromiso.objects.filter(pk__in=[f.pk for f in filas]).order_by("pk"))


# ── Every operation ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_responsible_for_all_in_one_lote_with_reason_history_and_counts(como, coordinador, ugel, tres):
    antes = [c.history.count() for c in tres]
    respuesta = aplicar(como(coordinador), ugel, RESPONSABLE, *tres)

    lote = Lote.objects.get(tipo="masiva")
    assert respuesta.status_code == 302
    assert respuesta.url == f"/lotes/{lote.pk}/"
    assert (lote.por, lote.motivo, lote.ambito, lote.cambiados, lote.creados) == (coordinador, MOTIVO, ugel.codigo, 3, 0)
    assert {c.responsable for c in frescos(tres)} == {"Jefatura nueva"}
    assert [c.history.count() for c in tres] == [n + 1 for n in antes]
    assert {(c.history.first().lote, c.history.first().history_change_reason) for c in tres} == {(lote, MOTIVO)}
    assert Compromiso.objects.buscar("jefatura nueva").count() == 3


def test_one_line_for_all(como, coordinador, ugel, tres):
    aplicar(como(coordinador), ugel, {"operacion": "linea", "linea": "proyectos", "motivo": MOTIVO}, *tres)
    assert {c.linea for c in frescos(tres)} == {"proyectos"}


def test_one_due_date_for_all_keeps_every_earlier_one_with_its_document(como, coordinador, ugel, tres):
    aplicar(como(coordinador), ugel, PLAZO, *tres)

    lote = Lote.objects.get(tipo="masiva")
    assert {c.plazo for c in frescos(tres)} == {dias(200)}
    movidas = Reprogramacion.objects.filter(compromiso__in=tres)
    assert [(r.plazo_anterior, r.plazo_nuevo, r.motivo, r.documento, r.por) for r in movidas] == [
        (dias(30), dias(200), MOTIVO, "Oficio 12", coordinador)
    ] * 3
    assert {r.history.get().lote for r in movidas} == {lote}
    assert (lote.creados, lote.cambiados) == (3, 3)


def test_those_without_a_due_date_are_given_one_and_lose_it_again_when_it_is_undone(como, coordinador, ugel, convenio, tres):
    sin_plazo = make_compromiso(convenio, codigo="C-4", plazo=None)
    respuesta, _ = ensayar(como(coordinador), ugel, PLAZO, *tres, sin_plazo)
    assert "sin plazo" in respuesta.text
    aplicar(como(coordinador), ugel, PLAZO, *tres, sin_plazo)
    assert [(r.plazo_anterior, r.plazo_nuevo) for r in sin_plazo.reprogramaciones.all()] == [(None, dias(200))]

    deshacer(Lote.objects.get(tipo="masiva"), por=coordinador, motivo="Fue un error")
    assert [c.plazo for c in frescos([*tres, sin_plazo])] == [dias(30)] * 3 + [None]
    assert not Reprogramacion.objects.exists()


def test_each_mayor_is_told_once_how_many_moved(como, coordinador, ugel, tres, alcalde_a, alcalde_b):
    aplicar(como(coordinador), ugel, PLAZO, *tres)

    de_a = Aviso.objects.get(usuario=alcalde_a)
    assert "Se reprogramaron 2 compromisos de su distrito" in de_a.texto
    assert como(alcalde_a).get(de_a.enlace).status_code == 200
    assert Aviso.objects.filter(usuario=alcalde_b).count() == 1


def test_nobody_is_told_of_a_change_that_moves_no_date(como, coordinador, ugel, tres, alcalde_a):
    aplicar(como(coordinador), ugel, RESPONSABLE, *tres)
    assert not Aviso.objects.exists()


def test_districts_are_added_where_they_were_not(como, coordinador, ugel, tres, municipalidad_b):
    revisiones = [revision_de(c) for c in tres]
    aplicar(como(coordinador), ugel, {"operacion": "distritos-agregar", "distritos": "990102", "motivo": MOTIVO}, *tres)

    lote = Lote.objects.get(tipo="masiva")
    assert all(c.alcances.filter(distrito=municipalidad_b.distrito).count() == 1 for c in tres)
    assert (lote.creados, lote.cambiados) == (1, 1)
    assert revision_de(tres[0]) > revisiones[0]  # an open form of the first one has to see it
    assert [revision_de(c) for c in tres[1:]] == revisiones[1:]


def test_districts_are_taken_off_to_the_papelera(como, coordinador, ugel, tres, municipalidad_a):
    aplicar(como(coordinador), ugel, {"operacion": "distritos-quitar", "distritos": "990101", "motivo": MOTIVO}, *tres)

    assert not Alcance.objects.filter(compromiso__in=tres, distrito=municipalidad_a.distrito).exists()
    assert Alcance.todos.filter(compromiso__in=tres, eliminado_por=coordinador).count() == 2
    assert Lote.objects.get(tipo="masiva").eliminados == 2


def test_stopping_and_taking_up_again_says_who_when_and_why(como, coordinador, ugel, tres):
    cliente = como(coordinador)
    aplicar(cliente, ugel, {"operacion": "suspender", "motivo": "Emergencia"}, *tres)
    assert {(c.estado, c.estado_por, c.estado_motivo) for c in frescos(tres)} == {("suspendido", coordinador, "Emergencia")}
    assert all(c.estado_en for c in frescos(tres))

    aplicar(cliente, ugel, {"operacion": "reanudar", "motivo": "Pasó"}, *tres)
    assert {(c.estado, c.estado_motivo) for c in frescos(tres)} == {("abierto", "Pasó")}


# ── What is refused, and why ─────────────────────────────────────────────────────────────────────────────────────────────
def razones(cliente, ugel, campos, *filas) -> str:
    respuesta, datos = ensayar(cliente, ugel, campos, *filas)
    assert "solo" in respuesta.text or "no cambiaría ninguno" in respuesta.text
    return respuesta.text


def test_what_one_commitment_refuses_alone_it_refuses_among_many(como, coordinador, ugel, cerrado, convenio):
    tarde = make_compromiso(convenio, codigo="C-TARDE", inicio=dias(300), plazo=dias(400))
    texto = razones(como(coordinador), ugel, PLAZO, cerrado, tarde)
    assert "Un compromiso cerrado no se reprograma. Ahora está «cumplido»." in texto
    assert "El plazo no puede ser anterior al inicio." in texto
    assert "No se puede" in texto
    for campos, dicho in (
        ({"operacion": "suspender", "motivo": MOTIVO}, "Solo se suspende un compromiso abierto."),
        ({"operacion": "reanudar", "motivo": MOTIVO}, "Aquí solo se reanuda lo suspendido"),
    ):
        assert dicho in razones(como(coordinador), ugel, campos, cerrado)


def test_a_district_with_avances_or_that_owes_it_or_whose_share_is_needed_stays(
    como, coordinador, ugel, convenio, municipalidad_a, municipalidad_b
):
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    con_avance = make_compromiso(convenio, codigo="C-1", distritos=(a, b))
    make_avance(con_avance, por=coordinador, distrito=a)
    debe_a = make_compromiso(convenio, codigo="C-2", distritos=(a, b), obligada=convenio.partes.get(municipalidad=municipalidad_a))
    repartido = make_compromiso(convenio, codigo="C-3", meta=10)
    make_alcance(repartido, a, meta=6)
    make_alcance(repartido, b, meta=4)
    campos = {"operacion": "distritos-quitar", "distritos": "990101", "motivo": MOTIVO}

    texto = razones(como(coordinador), ugel, campos, con_avance, debe_a, repartido)
    assert "Distrito A ya tiene avances en este compromiso: no se puede quitar." in texto
    assert "Lo debe una municipalidad: marque también su distrito, Distrito A" in texto
    assert "Las partes de los distritos suman 4.00, y la meta es 10.00." in texto


def test_a_district_whose_municipality_is_no_party_is_not_added(como, coordinador, ugel, tres):
    make_distrito(ugel, ubigeo="990103", nombre="Distrito C")
    campos = {"operacion": "distritos-agregar", "distritos": "990103", "motivo": MOTIVO}
    assert "No es de las municipalidades que son parte de su convenio: Distrito C." in razones(como(coordinador), ugel, campos, *tres)


def test_under_a_convenio_without_parties_any_district_of_the_ugel_is_added(como, coordinador, ugel, municipalidad_a):
    suelto = make_compromiso(make_convenio(ugel), codigo="C-SUELTO")
    aplicar(como(coordinador), ugel, {"operacion": "distritos-agregar", "distritos": "990101", "motivo": MOTIVO}, suelto)
    assert [a.distrito for a in suelto.alcances.all()] == [municipalidad_a.distrito]


def test_all_or_none_until_the_person_decides_to_leave_out_the_refused(como, coordinador, ugel, tres, cerrado):
    cliente = como(coordinador)
    respuesta = aplicar(cliente, ugel, PLAZO, *tres, cerrado)
    assert respuesta.status_code == 422
    assert "elija si cambia solo los demás" in respuesta.text
    assert {c.plazo for c in frescos(tres)} == {dias(30)}
    assert not Lote.objects.filter(tipo="masiva").exists()

    assert aplicar(cliente, ugel, PLAZO, *tres, cerrado, solo="on").status_code == 302
    lote = Lote.objects.get(tipo="masiva")
    assert {c.plazo for c in frescos(tres)} == {dias(200)}
    assert lote.dejados == [{"registro": "C-CERRADO", "motivo": "Un compromiso cerrado no se reprograma. Ahora está «cumplido»."}]


def test_rows_that_are_so_already_leave_no_history(como, coordinador, ugel, tres):
    make_compromiso(tres[0].convenio, codigo="C-YA", responsable="Jefatura nueva")
    ya = Compromiso.objects.get(codigo="C-YA")
    antes = ya.history.count()
    aplicar(como(coordinador), ugel, RESPONSABLE, *tres, ya)
    assert ya.history.count() == antes
    assert Lote.objects.get(tipo="masiva").cambiados == 3


@pytest.mark.parametrize(
    ("campos", "dicho"),
    [
        (PLAZO | {"motivo": ""}, "motivo"),
        (PLAZO | {"motivo": "x" * 201}, "200"),
        (PLAZO | {"plazo": "31/02/2026"}, "plazo"),
        (PLAZO | {"documento": ""}, "documento"),
        (RESPONSABLE | {"responsable": "   "}, "responsable"),
        ({"operacion": "linea", "linea": "inventada", "motivo": MOTIVO}, "linea"),
        ({"operacion": "distritos-agregar", "distritos": "960101", "motivo": MOTIVO}, "distritos"),
    ],
)
def test_what_is_typed_wrong_comes_back_with_all_that_was_typed(como, coordinador, ugel, tres, municipalidad_ajena, campos, dicho):
    respuesta = como(coordinador).get(direccion(ugel, campos, *tres))
    assert respuesta.status_code == 422
    assert "is-invalid" in respuesta.text
    assert dicho in respuesta.text
    assert "Lo escrito sigue aquí" in respuesta.text
    assert como(coordinador).post(direccion(ugel, campos, *tres)).status_code == 422


# ── Only what was seen, once ─────────────────────────────────────────────────────────────────────────────────────────────
def _cambia_el_responsable(fila, coordinador):
    fila.responsable = "Otra persona lo escribió"
    with gesto(por=coordinador):
        fila.save()


def _suspende(fila, coordinador):
    with gesto(por=coordinador):
        fila.suspender(por=coordinador, motivo="Se detuvo")


def _elimina(fila, coordinador):
    with gesto(por=coordinador):
        fila.eliminar(por=coordinador)


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("entretanto", [_cambia_el_responsable, _suspende, _elimina])
def test_what_changed_after_the_preview_is_shown_again_and_nothing_is_written(como, coordinador, ugel, tres, entretanto):
    cliente = como(coordinador)
    _, datos = ensayar(cliente, ugel, PLAZO, *tres)
    entretanto(tres[1], coordinador)
    antes = Reprogramacion.objects.count()

    respuesta = cliente.post(direccion(ugel, PLAZO, *tres), datos)
    assert respuesta.status_code == 409
    assert "No se escribió nada" in respuesta.text
    assert Reprogramacion.objects.count() == antes
    assert not Lote.objects.filter(tipo="masiva").exists()

    respuesta.status_code = 200  # the page as a browser reads it: pressed again, it is done
    assert cliente.post(direccion(ugel, PLAZO, *tres), leer(respuesta)).status_code == 302


def test_without_the_fingerprint_what_nobody_saw_would_be_written(como, coordinador, ugel, tres, monkeypatch):
    """Control of the guard."""
    cliente = como(coordinador)
    _, datos = ensayar(cliente, ugel, RESPONSABLE, *tres)
    monkeypatch.setattr(masiva.Mesa, "_huella", lambda self, operacion, resultados: datos["huella"])
    _cambia_el_responsable(tres[1], coordinador)
    assert cliente.post(direccion(ugel, RESPONSABLE, *tres), datos).status_code == 302


def test_a_filter_that_finds_one_more_row_is_shown_again(como, coordinador, ugel, tres):
    cliente = como(coordinador)
    _, datos = ensayar(cliente, ugel, RESPONSABLE)
    make_compromiso(tres[0].convenio, codigo="C-NUEVO")
    assert cliente.post(direccion(ugel, RESPONSABLE), datos).status_code == 409


@pytest.mark.parametrize("falta", ["clave", "huella"])
def test_a_post_that_cannot_say_what_it_saw_writes_nothing(como, coordinador, ugel, tres, falta):
    cliente = como(coordinador)
    _, datos = ensayar(cliente, ugel, RESPONSABLE, *tres)
    assert cliente.post(direccion(ugel, RESPONSABLE, *tres), datos | {falta: ""}).status_code in (409, 422)
    assert {c.responsable for c in frescos(tres)} == {"Antes"}


@pytest.mark.promesa("P2")
def test_pressed_again_it_leads_where_the_first_press_led(como, coordinador, ugel, tres):
    """Also when the filter finds none of them any more: what was done is what emptied it."""
    cliente = como(coordinador)
    url = direccion(ugel, RESPONSABLE | {"cuales": "todos", "filtro": "responsable=Antes"})
    datos = leer(cliente.get(url))
    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)
    assert (primera.status_code, segunda.status_code) == (302, 302)
    assert primera.url == segunda.url
    assert Lote.objects.filter(tipo="masiva").count() == 1


# ── Which rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_all_of_a_filter_are_those_that_the_list_shows(como, coordinador, ugel, tres):
    campos = RESPONSABLE | {"cuales": "todos", "filtro": "distrito=990101&orden=-plazo&pagina=7"}
    respuesta = como(coordinador).get(direccion(ugel, campos))
    assert "<strong>2</strong>cambian" in respuesta.text


def test_the_rows_of_the_page_are_chosen_without_marking_them(como, coordinador, ugel, tres):
    url = reverse(
        "masiva", args=[ugel.codigo, "compromisos"], query={"cuales": "pagina", "de_la_pagina": f"{tres[0].pk},{tres[1].pk}", "filtro": ""}
    )
    assert "Eligió 2 compromisos" in como(coordinador).get(url).text


def test_a_key_of_another_ugel_is_a_key_of_nothing(como, coordinador, ugel, tres, otra_ugel, municipalidad_ajena):
    ajeno = make_compromiso(make_convenio(otra_ugel), codigo="CANARIO-1", responsable="CANARIO")
    con, sin = (como(coordinador).get(direccion(ugel, RESPONSABLE, tres[0], *mas)) for mas in ([ajeno], []))
    assert "CANARIO" not in con.text
    assert "<strong>1</strong>cambia<" in con.text
    assert leer(con)["huella"] == leer(sin)["huella"]

    aplicar(como(coordinador), ugel, RESPONSABLE, tres[0], ajeno)
    assert Compromiso.objects.get(pk=ajeno.pk).responsable == "CANARIO"


def test_the_scope_is_what_leaves_out_the_other_ugel(como, coordinador, ugel, tres, otra_ugel, monkeypatch):
    """Control: with the scope and the UGEL of the address opened, the stranger's row comes in."""
    ajeno = make_compromiso(make_convenio(otra_ugel), codigo="CANARIO-1")
    monkeypatch.setattr(CompromisoQuerySet, "for_user", lambda self, user: self)
    lista = masiva._listas["compromisos"]
    monkeypatch.setitem(
        masiva._listas, "compromisos", type(lista)(**{**vars(lista), "filas": lambda user, ambito: Compromiso.objects.all()})
    )
    assert "CANARIO-1" in como(coordinador).get(direccion(ugel, RESPONSABLE, tres[0], ajeno)).text


@pytest.mark.parametrize("ids", ["", "abc", "0", "-1", "99999999999999999999999", "1;2", "," * 50])
def test_nonsense_chooses_nothing(como, coordinador, ugel, tres, ids):
    for ruta in ("masiva", "masiva_ensayo"):
        respuesta = como(coordinador).get(reverse(ruta, args=[ugel.codigo, "compromisos"], query=RESPONSABLE | {"ids": ids}))
        assert respuesta.status_code == 200
        assert "No eligió ninguno" in respuesta.text


def test_more_marks_than_an_address_carries_are_refused_with_the_way_out(como, coordinador, ugel, tres):
    ids = ",".join(str(n) for n in range(1, masiva.MAXIMO_MARCADOS + 2))
    respuesta = como(coordinador).get(reverse("masiva", args=[ugel.codigo, "compromisos"], query={"ids": ids}))
    assert "elija todos los del filtro" in respuesta.text


def test_more_rows_than_one_gesture_takes_are_refused_also_when_posted(como, coordinador, ugel, tres, monkeypatch):
    cliente = como(coordinador)
    _, datos = ensayar(cliente, ugel, RESPONSABLE)
    monkeypatch.setattr(masiva, "MAXIMO", 2)
    assert "de una vez se cambian hasta 2" in cliente.get(direccion(ugel, RESPONSABLE)).text
    assert cliente.post(direccion(ugel, RESPONSABLE), datos).status_code in (409, 422)
    assert {c.responsable for c in frescos(tres)} == {"Antes"}


def test_a_list_that_nobody_declared_is_not_there(como, coordinador, ugel):
    assert como(coordinador).get(f"/{ugel.codigo}/cambiar/usuarios/").status_code == 404


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_only_who_may_change_many_sees_the_marks(como, coordinador, especialista, alcalde_a, ugel, tres):
    lista = reverse("compromisos", args=[ugel.codigo])
    assert 'aria-label="Elegir C-1"' in como(coordinador).get(lista).text
    for persona in (especialista, alcalde_a):
        assert 'name="ids"' not in como(persona).get(lista).text


@pytest.mark.parametrize(
    ("quien", "responde"), [("alcalde_a", 403), ("especialista", 403), ("director", 403), ("dre", 403), ("coordinador_otra_ugel", 404)]
)
def test_who_may_not_changes_nothing(como, coordinador, ugel, tres, request, quien, responde):
    _, datos = ensayar(como(coordinador), ugel, RESPONSABLE, *tres)
    url = direccion(ugel, RESPONSABLE, *tres)
    cliente = como(request.getfixturevalue(quien))
    assert cliente.get(url).status_code == cliente.post(url, datos).status_code == responde
    assert {c.responsable for c in frescos(tres)} == {"Antes"}


def test_an_administrator_neither_sees_nor_takes_the_decisions_of_coordination(como, administrador, ugel, tres):
    cliente = como(administrador)
    assert "Suspender" not in cliente.get(direccion(ugel, {}, *tres, ruta="masiva")).text
    for ruta in ("masiva", "masiva_ensayo"):
        assert cliente.get(direccion(ugel, {"operacion": "suspender", "motivo": MOTIVO}, *tres, ruta=ruta)).status_code == 403


def test_the_administration_hands_over_the_rows_chosen_there(como, coordinador, ugel, tres):
    cliente = como(coordinador)
    respuesta = cliente.post(
        reverse("admin:convenios_compromiso_changelist"), {"action": "cambiar_muchos", "_selected_action": [c.pk for c in tres]}
    )
    assert respuesta.status_code == 302
    pagina = cliente.get(respuesta.url)
    assert "Eligió 3 compromisos" in pagina.text
    assert "Reprogramar" in pagina.text


# ── What it costs ────────────────────────────────────────────────────────────────────────────────────────────────────────
OPERACIONES = {
    "responsable": RESPONSABLE,
    "plazo": PLAZO,
    "distritos-agregar": {"operacion": "distritos-agregar", "distritos": "990102", "motivo": MOTIVO},
    "distritos-quitar": {"operacion": "distritos-quitar", "distritos": "990101", "motivo": MOTIVO},
    "suspender": {"operacion": "suspender", "motivo": MOTIVO},
}


def _llenar(convenio, distrito, cuantos: int) -> None:
    nuevos = Compromiso.objects.bulk_create(
        [
            Compromiso(convenio=convenio, codigo=f"DE{cuantos}-{n}", descripcion="Algo", plazo=dias(30), inicio=datetime.date(2020, 1, 1))
            for n in range(cuantos)
        ]
    )
    Alcance.objects.bulk_create([Alcance(compromiso=c, distrito=distrito) for c in nuevos])


@pytest.mark.parametrize("operacion", sorted(OPERACIONES))
def test_a_thousand_rows_cost_the_same_queries_as_ten(como, coordinador, ugel, convenio, municipalidad_a, municipalidad_b, operacion):
    cliente, campos, distrito = como(coordinador), OPERACIONES[operacion], municipalidad_a.distrito
    contadas = []
    for cuantos in (10, 1000):
        _llenar(convenio, distrito, cuantos)
        cliente.get("/papelera/")  # whatever the change before had to say is said
        url = direccion(ugel, campos | {"cuales": "todos", "filtro": f"texto=DE{cuantos}-"})
        with CaptureQueriesContext(connection) as al_ver:
            respuesta = cliente.get(url)
        with CaptureQueriesContext(connection) as al_hacer:
            assert cliente.post(url, leer(respuesta)).status_code == 302
        leidas = [q for q in al_hacer if q["sql"].startswith(("SELECT", "UPDATE"))]
        contadas.append((len(al_ver), len(leidas)))
        assert len(al_hacer) - len(leidas) < 20 + cuantos / 8  # an engine takes so many values a statement: never one a row
    assert contadas[0] == contadas[1]
    assert contadas[0][0] <= 12


def test_the_preview_of_two_thousand_rows_stays_light(como, coordinador, ugel, convenio, municipalidad_a):
    _llenar(convenio, municipalidad_a.distrito, 2000)
    respuesta = como(coordinador).get(direccion(ugel, PLAZO), headers={"accept-encoding": "gzip"})
    assert len(respuesta.content) < 15 * 1024
    texto = gzip.decompress(respuesta.content).decode()
    assert "<strong>2,000</strong>cambian" in texto
    assert "Página 1 de 40" in texto
    otra = como(coordinador).get(direccion(ugel, PLAZO | {"pagina": "40"}))
    assert "1,951 a 2,000" in otra.text
