"""The day itself, as the secretary lives it: a whole encuentro in a browser without JavaScript, two secretaries at once, pressing twice."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from encuentros import en_vivo
from encuentros.models import Acuerdo, Asistencia, Encuentro, PuntoAgenda, RevisionAcuerdo
from tests.carreras import a_la_vez
from tests.factories import dias, make_municipalidad
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acta,
    make_acuerdo,
    make_asistencia,
    make_encuentro,
    make_invitado,
    make_punto,
)

pytestmark = pytest.mark.django_db


def url(encuentro: Encuentro) -> str:
    return reverse("en_vivo", args=[encuentro.ugel.codigo, encuentro.numero])


@pytest.fixture
def hoy_mismo(ugel, municipalidad_a, municipalidad_b, coordinador) -> Encuentro:
    """Convoked for today, A and B on the list."""
    encuentro = make_encuentro(ugel, numero=2, fecha=dias(0))
    for municipalidad in (municipalidad_a, municipalidad_b):
        make_invitado(encuentro, municipalidad)
    return encuentro


@pytest.fixture
def en_curso(hoy_mismo, coordinador) -> Encuentro:
    with gesto(por=coordinador):
        return llevar_encuentro(hoy_mismo, "en_curso", por=coordinador)


def hacer(cliente: Client, encuentro: Encuentro, que: str, **datos: Any) -> Any:
    return cliente.post(url(encuentro), {"que": que, "clave": str(uuid.uuid4()), **datos})


def parte(respuesta: Any, clave: str) -> dict[str, list[dict[str, str]]]:
    """What the forms of a part of the page would post, as they are drawn."""
    trozo = respuesta.text.split(f'id="{clave}"', 1)[1].split("data-trozo", 2)[1]
    formularios = re.findall(r"<form.*?</form>", trozo, re.S)
    return [_campos(f) for f in formularios]


def _campos(formulario: str) -> dict[str, str]:
    campos = dict(re.findall(r'<input[^>]*?name="([^"]+)" value="([^"]*)"', formulario))
    campos |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', formulario, re.S))
    for nombre, cuerpo in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', formulario, re.S):
        campos[nombre] = next(
            iter(re.findall(r'value="([^"]*)" selected', cuerpo)), "" if 'value=""' in cuerpo else re.findall(r'value="([^"]*)"', cuerpo)[0]
        )
    campos.pop("csrfmiddlewaretoken", None)
    return campos


def test_the_delegate_that_was_announced_waits_in_the_form(en_curso, municipalidad_a, municipalidad_b, coordinador, como):
    for invitado in en_curso.invitados.select_related("encuentro"):
        invitado.responder("delegara", por=coordinador, delegado="Persona ficticia, Gerente de obras, encargado")
    cliente, aqui = como(coordinador), url(en_curso)
    clave_a, clave_b = (f"asistencia-{m.pk}" for m in (municipalidad_a, municipalidad_b))
    for clave, quien in ((clave_a, "delegado"), (clave_b, "no_asistio")):
        cliente.post(aqui, parte(cliente.get(aqui), clave)[0] | {"quien": quien})

    pagina = cliente.get(aqui)
    detalle = parte(pagina, clave_a)[1]
    assert (detalle["representante"], detalle["cargo"]) == ("Persona ficticia", "Gerente de obras, encargado")
    assert not Asistencia.objects.exclude(representante="").exists()  # nobody has said yet that it is that person who came
    assert "falta guardar su nombre" in pagina.text
    assert "Quién falta por llegar" not in pagina.text  # who is not coming is not waited for
    assert f"No vinieron: {municipalidad_b}." in pagina.text
    cliente.post(aqui, detalle)
    assert Asistencia.objects.get(municipalidad=municipalidad_a).representante == "Persona ficticia"
    cliente.post(aqui, parte(cliente.get(aqui), clave_a)[0] | {"quien": "titular"})
    assert parte(cliente.get(aqui), clave_a)[1]["representante"] == ""  # the mayor is not called like the delegate


def test_a_whole_encuentro_is_run_without_javascript(hoy_mismo, convenio, municipalidad_a, municipalidad_b, coordinador, como):
    anterior = make_acuerdo(make_encuentro(hoy_mismo.ugel, numero=1, estado="en_curso", fecha=dias(-90)), texto="Enviar la lista de aulas")
    repaso = make_punto(hoy_mismo, orden=1, clase="acuerdos", titulo="Acuerdos abiertos")
    tema = make_punto(hoy_mismo, orden=2, titulo="Plan de lectura")
    cliente, aqui = como(coordinador), url(hoy_mismo)

    pagina = cliente.get(aqui)
    iniciar = parte(pagina, "cabeza")[0]
    assert cliente.post(aqui, iniciar)["Location"] == f"{aqui}#cabeza"
    toque = parte(cliente.get(aqui), f"asistencia-{municipalidad_a.pk}")[0]
    assert cliente.post(aqui, toque | {"quien": "titular"})["Location"] == f"{aqui}#asistencia-{municipalidad_a.pk}"
    toque = parte(cliente.get(aqui), f"asistencia-{municipalidad_b.pk}")[0]
    cliente.post(aqui, toque | {"quien": "delegado"})
    detalle = parte(cliente.get(aqui), f"asistencia-{municipalidad_b.pk}")[1]
    assert re.fullmatch(r"\d\d:\d\d", detalle["hora_llegada"])
    cliente.post(
        aqui, detalle | {"hora_llegada": "09:05", "representante": "Persona ficticia", "cargo": "Gerente", "acreditacion": "Carta 3"}
    )
    persona = parte(cliente.get(aqui), "participante")[0]
    cliente.post(aqui, persona | {"nombre": "Otra persona", "cargo": "DRE"})

    revisar = parte(cliente.get(aqui), f"anterior-{anterior.pk}")[0]
    cliente.post(aqui, revisar | {"nota": "Llegó en mayo", "decision": "cumplido", "motivo": "Oficio 9-2026"})
    notas = parte(cliente.get(aqui), f"notas-{tema.pk}")[0]
    assert cliente.post(aqui, notas | {"notas": "Se leyó el informe\r\ny se discutió"})["Location"] == f"{aqui}#punto-{tema.pk}"
    nuevo = parte(cliente.get(aqui), f"nuevo-{tema.pk}")[0]
    cliente.post(
        aqui,
        nuevo
        | {
            "texto": "Comprar libros",
            "debe": f"m{municipalidad_a.pk}",
            "responsable": "Gerencia",
            "plazo": f"{dias(60)}",
            "convenio": convenio.pk,
        },
    )
    fuera = parte(cliente.get(aqui), "nuevo-0")[0]
    cliente.post(aqui, fuera | {"texto": "Reunirse en marzo", "debe": "ambas"})
    for punto in (repaso, tema):
        cliente.post(aqui, parte(cliente.get(aqui), f"tratado-{punto.pk}")[0] | {"tratado": "1"})
    terminar = parte(cliente.get(aqui), "cabeza")[0]
    cliente.post(aqui, terminar | {"comentarios_hasta": f"{dias(2)}T18:00"})

    hoy_mismo.refresh_from_db()
    assert (hoy_mismo.estado, hoy_mismo.comentarios_hasta is not None) == ("acta_en_borrador", True)
    de_a, de_b = hoy_mismo.asistencias.all()
    assert (de_a.quien, de_a.hora_llegada is not None) == ("titular", True)
    assert (de_b.quien, f"{de_b.hora_llegada:%H:%M}", de_b.representante, de_b.acreditacion) == (
        "delegado",
        "09:05",
        "Persona ficticia",
        "Carta 3",
    )
    assert [p.nombre for p in hoy_mismo.participantes.all()] == ["Otra persona"]
    uno, otro = hoy_mismo.acuerdos.all()
    assert (uno.punto, uno.municipalidad, uno.compromiso.convenio) == (tema, municipalidad_a, convenio)
    assert (otro.punto, otro.obligado, otro.compromiso) == (None, "ambas", None)
    assert RevisionAcuerdo.objects.get(encuentro=hoy_mismo, acuerdo=anterior).situacion == "cumplido"
    assert PuntoAgenda.objects.get(pk=tema.pk).notas == "Se leyó el informe\ny se discutió"
    assert all(p.tratado_por == coordinador for p in hoy_mismo.puntos.all())
    assert parte(cliente.get(aqui), "cabeza")[0]["que"] == "retomar"


# ── Two secretaries ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def escritos(en_curso, municipalidad_a, ugel) -> dict[str, tuple[str, int, str, Any]]:
    """What two people can write at once: the part of the page, which of its forms, the field, and how what is saved in it is read."""
    make_punto(en_curso, orden=1, clase="acuerdos")
    punto = make_punto(en_curso, notas="Lo que había")
    acuerdo = make_acuerdo(en_curso, texto="Lo que había")
    anterior = make_acuerdo(make_encuentro(ugel, numero=1, estado="en_curso", fecha=dias(-90)))
    asistencia = make_asistencia(en_curso, municipalidad_a, quien="delegado", representante="Lo que había")
    clave = f"asistencia-{municipalidad_a.pk}"
    return {
        "notas": (f"notas-{punto.pk}", 0, "notas", lambda: PuntoAgenda.objects.get(pk=punto.pk).notas),
        "acuerdo": (f"acuerdo-{acuerdo.pk}", 0, "texto", lambda: Acuerdo.objects.get(pk=acuerdo.pk).texto),
        "delegado": (clave, 1, "representante", lambda: Asistencia.objects.get(pk=asistencia.pk).representante),
        "revision": (f"anterior-{anterior.pk}", 0, "nota", lambda: "".join(RevisionAcuerdo.objects.values_list("nota", flat=True))),
    }


CUALES = ["notas", "acuerdo", "delegado", "revision"]


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("por_partes", [False, True])
@pytest.mark.parametrize("cual", CUALES)
def test_the_second_secretary_is_shown_both_texts(escritos, en_curso, coordinador, coordinadora, como, cual, por_partes):
    clave, cual_de_la_parte, campo, guardado = escritos[cual]
    una, otra = como(coordinador), como(coordinadora)
    de_una, de_otra = (parte(c.get(url(en_curso)), clave)[cual_de_la_parte] for c in (una, otra))
    assert una.post(url(en_curso), de_una | {campo: "Texto de la primera"}).status_code == 302
    respuesta = otra.post(url(en_curso), de_otra | {campo: "Texto de la segunda"}, headers={"HX-Request": "true"} if por_partes else {})
    assert respuesta.status_code == 409
    assert all(texto in respuesta.text for texto in ("Texto de la primera", "Texto de la segunda", "Carlos Coordinador"))
    assert guardado() == "Texto de la primera"
    elegido = parte(respuesta, clave)[cual_de_la_parte]  # who has seen both, chooses
    assert (elegido[campo], elegido[f"visto-{campo}"]) == ("Texto de la segunda", "Texto de la primera")
    assert otra.post(url(en_curso), elegido).status_code == 302
    assert guardado() == "Texto de la segunda"


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("cual", CUALES)
@pytest.mark.parametrize("visto", [None, "otra cosa"])
def test_who_does_not_say_what_was_there_overwrites_nothing(escritos, en_curso, coordinador, como, cual, visto):
    clave, cual_de_la_parte, campo, guardado = escritos[cual]
    if cual == "revision":
        return  # where nobody has written there is nothing to overwrite
    cliente = como(coordinador)
    datos = parte(cliente.get(url(en_curso)), clave)[cual_de_la_parte] | {campo: "Sin haber visto"}
    del datos[f"visto-{campo}"]
    if visto is not None:
        datos[f"visto-{campo}"] = visto
    assert cliente.post(url(en_curso), datos).status_code == 409
    assert guardado() == "Lo que había"


@pytest.mark.promesa("P1")
@pytest.mark.control
def test_without_the_comparison_a_text_is_lost(escritos, en_curso, coordinador, coordinadora, como, monkeypatch):
    """Control: with everything that is sent taken as new, both are told "saved" and one text is gone."""
    monkeypatch.setattr(en_vivo, "juntar", lambda escrito, visto, guardado, de: dict(escrito))
    clave, _, campo, guardado = escritos["notas"]
    clientes = como(coordinador), como(coordinadora)
    abiertos = [(c, parte(c.get(url(en_curso)), clave)[0]) for c in clientes]
    assert [c.post(url(en_curso), d | {campo: f"Texto {n}"}).status_code for n, (c, d) in enumerate(abiertos)] == [302, 302]
    assert guardado() == "Texto 1"


@pytest.mark.promesa("P1")
def test_what_two_wrote_in_different_fields_is_joined(escritos, en_curso, coordinador, coordinadora, como):
    clave = escritos["acuerdo"][0]
    una, otra = como(coordinador), como(coordinadora)
    de_una, de_otra = (parte(c.get(url(en_curso)), clave)[0] for c in (una, otra))
    assert una.post(url(en_curso), de_una | {"responsable": "Gerencia"}).status_code == 302
    assert otra.post(url(en_curso), de_otra | {"texto": "Más corto", "debe": "todas"}).status_code == 302
    acuerdo = Acuerdo.objects.get(encuentro=en_curso)
    assert (acuerdo.responsable, acuerdo.texto, acuerdo.obligado) == ("Gerencia", "Más corto", "todas")


@pytest.mark.promesa("P1")
def test_two_taps_on_one_municipality_are_asked_and_the_same_tap_is_one(en_curso, municipalidad_a, coordinador, coordinadora, como):
    clave = f"asistencia-{municipalidad_a.pk}"
    una, otra, tercera = como(coordinador), como(coordinadora), como(coordinadora)
    toques = [(c, parte(c.get(url(en_curso)), clave)[0]) for c in (una, otra, tercera)]
    estados = [
        c.post(url(en_curso), t | {"quien": q}).status_code for (c, t), q in zip(toques, ["titular", "titular", "no_asistio"], strict=True)
    ]
    assert estados == [302, 302, 409]
    fila = Asistencia.objects.get(encuentro=en_curso)
    assert (fila.quien, fila.history.count()) == ("titular", 1)


def test_what_somebody_took_away_comes_back_as_text_to_copy(escritos, en_curso, coordinador, como):
    for cual, quitar in (("acuerdo", Acuerdo), ("notas", PuntoAgenda)):
        clave, _, campo, _ = escritos[cual]
        cliente = como(coordinador)
        datos = parte(cliente.get(url(en_curso)), clave)[0] | {campo: "Lo que se iba a guardar"}
        quitar.objects.filter(encuentro=en_curso).last().eliminar(por=coordinador)
        for cabeceras in ({}, {"HX-Request": "true"}):
            respuesta = cliente.post(url(en_curso), datos | {"clave": str(uuid.uuid4())}, headers=cabeceras)
            assert (respuesta.status_code, "Lo que se iba a guardar" in respuesta.text) == (409, True)


# ── Pressing twice ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
@pytest.mark.promesa("P2")
def test_pressing_twice_at_once_does_once(en_curso, municipalidad_a, coordinador, como, promesa):
    punto, cliente = make_punto(en_curso), como(coordinador)
    pulsan = {
        f"nuevo-{punto.pk}": ({"texto": "Una vez"}, lambda: Acuerdo.objects.filter(encuentro=en_curso)),
        "participante": ({"nombre": "Una persona"}, en_curso.participantes.all),
        f"asistencia-{municipalidad_a.pk}": ({"quien": "titular"}, lambda: Asistencia.history.filter(encuentro=en_curso)),
        f"notas-{punto.pk}": ({"notas": "Una vez"}, lambda: PuntoAgenda.history.filter(encuentro=en_curso, notas="Una vez")),
    }
    vueltas, de_mas, distintas = promesa.veces(1, 25), 0, 0
    for vuelta in range(vueltas):
        for clave, (escrito, filas) in pulsan.items():
            datos = parte(cliente.get(url(en_curso)), clave)[0] | escrito
            antes = filas().count()
            respuestas = a_la_vez(*[lambda datos=datos: cliente.post(url(en_curso), datos)] * 2)
            distintas += {(r.status_code, r.get("Location")) for r in respuestas} != {(302, respuestas[0].get("Location"))}
            una_mas = vuelta == 0 or clave.startswith(("nuevo", "participante"))  # what is written already has nothing to write
            de_mas += filas().count() - antes != una_mas
    promesa.anotar("cada forma de «En vivo», apretada dos veces a la vez", vueltas=vueltas, de_mas=de_mas, distintas=distintas)
    assert (de_mas, distintas) == (0, 0)


@pytest.mark.promesa("P2")
@pytest.mark.control
def test_without_the_key_pressing_twice_agrees_twice(en_curso, coordinador, como, monkeypatch):
    """Control: with the key of the form left out, the same press is done again."""
    vista = "encuentros.views.en_vivo.gesto"
    monkeypatch.setattr(vista, lambda *, por, clave: gesto(por=por))
    cliente = como(coordinador)
    datos = parte(cliente.get(url(en_curso)), "nuevo-0")[0] | {"texto": "Dos veces"}
    for _ in range(2):
        cliente.post(url(en_curso), datos)
    assert en_curso.acuerdos.count() == 2


# ── What it takes, and when ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P25")
def test_an_act_takes_only_what_it_asks_for(escritos, en_curso, coordinador, otra_ugel, municipalidad_ajena, como):
    cliente = como(coordinador)
    ajeno = make_acuerdo(make_encuentro(otra_ugel, estado="en_curso"), texto="CANARIO")
    for cual in CUALES:
        clave, cual_de_la_parte, campo, guardado = escritos[cual]
        pide = parte(cliente.get(url(en_curso)), clave)[cual_de_la_parte]
        columnas = {c.attname for m in (Acuerdo, PuntoAgenda, Asistencia, RevisionAcuerdo) for c in m._meta.fields}
        prohibido = dict.fromkeys(columnas - pide.keys() - {"quien", "hora_llegada", "cargo", "acreditacion", "motivo"}, "1")
        antes = {m: list(m.todos.order_by("pk").values()) for m in (Acuerdo, PuntoAgenda, Asistencia)}
        assert cliente.post(url(en_curso), prohibido | pide | {campo: "Solo esto"}).status_code == 302
        assert guardado() == "Solo esto"
        for modelo, filas in antes.items():
            despues = list(modelo.todos.order_by("pk").values())
            cambian = {c for a, d in zip(filas, despues, strict=True) for c in a if a[c] != d[c]}
            assert cambian <= {campo}
    for que, datos in (
        ("acuerdo", {"acuerdo": ajeno.pk, "texto": "x", "visto-texto": "CANARIO", "debe": "ugel", "visto-debe": "ugel"}),
        ("acuerdo", {"texto": "x", "debe": f"m{municipalidad_ajena.pk}"}),
        ("acuerdo-quitar", {"acuerdo": ajeno.pk}),
        ("asistencia", {"municipalidad": municipalidad_ajena.pk, "quien": "titular"}),
        ("asistencia", {"municipalidad": en_curso.invitados.first().municipalidad_id, "quien": "sin_dato"}),
        ("revisar", {"acuerdo": ajeno.pk, "nota": "x"}),
    ):
        respuesta = hacer(cliente, en_curso, que, **datos)
        assert (respuesta.status_code in (409, 422), "CANARIO" in respuesta.text) == (True, False), que
    ajeno.refresh_from_db()
    assert (ajeno.texto, ajeno.eliminado_en) == ("CANARIO", None)
    assert hacer(cliente, en_curso, "firmar").status_code == 400


@pytest.mark.parametrize("estado", ["convocado", "acta_definitiva", "acta_firmada", "informado"])
def test_nothing_is_written_before_it_begins_nor_after_its_acta_is_final(ugel, municipalidad_a, coordinador, como, estado):
    encuentro = make_encuentro(ugel, numero=2, fecha=dias(1) if estado == "convocado" else dias(0))
    punto = make_punto(encuentro)
    if estado == "acta_definitiva":
        llevar_encuentro(encuentro, "en_curso", por=coordinador).terminar(por=coordinador, comentarios_hasta=None)
        make_acta(encuentro, definitiva=True, por=coordinador)
    elif estado != "convocado":
        llevar_encuentro(encuentro, estado, por=coordinador)
    cliente = como(coordinador)
    pagina = cliente.get(url(encuentro)).text
    assert 'name="notas"' not in pagina
    assert 'name="quien"' not in pagina
    for que, datos in (
        ("notas", {"punto": punto.pk, "notas": "x", "visto-notas": ""}),
        ("tratado", {"punto": punto.pk, "tratado": "1"}),
        ("acuerdo", {"texto": "x", "debe": "ugel"}),
        ("asistencia", {"municipalidad": municipalidad_a.pk, "quien": "titular", "visto-quien": "sin_dato"}),
        ("participante", {"nombre": "x"}),
    ):
        assert hacer(cliente, encuentro, que, **datos).status_code == 409, que
    assert (encuentro.acuerdos.count(), encuentro.asistencias.count(), encuentro.participantes.count()) == (0, 0, 0)


def test_a_draft_that_is_not_final_is_still_corrected(en_curso, coordinador, como):
    acuerdo = make_acuerdo(en_curso)
    en_curso.terminar(por=coordinador, comentarios_hasta=None)
    cliente = como(coordinador)
    datos = parte(cliente.get(url(en_curso)), f"acuerdo-{acuerdo.pk}")[1]
    assert hacer(cliente, en_curso, **datos | {"clave": str(uuid.uuid4())}).status_code == 302
    assert en_curso.acuerdos.count() == 0


def test_an_acuerdo_that_is_a_commitment_is_not_taken_away_here(en_curso, convenio, coordinador, como):
    cliente = como(coordinador)
    hacer(cliente, en_curso, "acuerdo", texto="Comprar libros", debe="ugel", convenio=convenio.pk)
    acuerdo = en_curso.acuerdos.get()
    assert acuerdo.compromiso.codigo == "A-II-01"
    respuesta = hacer(cliente, en_curso, "acuerdo-quitar", acuerdo=acuerdo.pk)
    assert (respuesta.status_code, en_curso.acuerdos.count()) == (422, 1)


@pytest.mark.parametrize(("minutos", "vale"), [(-30, True), (-60 * 30, False), (30, False)])
def test_who_arrived_while_the_line_was_down_arrived_when_it_was_tapped(en_curso, municipalidad_a, coordinador, como, minutos, vale):
    """A clock that cannot be right is not believed."""
    tocado = ahora() + datetime.timedelta(minutes=minutos)
    datos = {
        "municipalidad": municipalidad_a.pk,
        "quien": "titular",
        "visto-quien": "sin_dato",
        "tocado_en": f"{tocado.timestamp() * 1000:.0f}",
    }
    hacer(como(coordinador), en_curso, "asistencia", **datos)
    hora = Asistencia.objects.get(encuentro=en_curso).hora_llegada
    assert (hora == en_vivo.al_minuto(tocado)) == vale


def test_who_is_no_delegate_after_all_has_no_accreditation(en_curso, municipalidad_a, coordinador, como):
    make_asistencia(en_curso, municipalidad_a, quien="delegado", representante="Persona ficticia", acreditacion="Carta 3")
    hacer(como(coordinador), en_curso, "asistencia", **{"municipalidad": municipalidad_a.pk, "quien": "titular", "visto-quien": "delegado"})
    fila = Asistencia.objects.get(encuentro=en_curso)
    assert (fila.quien, fila.representante, fila.acreditacion) == ("titular", "", "")


def test_the_quorum_is_told_in_words_with_who_is_missing(en_curso, municipalidad_a, municipalidad_b, coordinador, como):
    make_municipalidad(en_curso.ugel)  # was not convoked: it counts for nothing
    make_asistencia(en_curso, municipalidad_a, quien="titular")
    make_asistencia(en_curso, municipalidad_b, quien="no_asistio")
    texto = como(coordinador).get(url(en_curso)).text
    assert "Sin quórum" in texto
    assert "falta 1 municipalidad" in texto
    assert f"No vinieron: {municipalidad_b}" in texto
    assert f"<li>{municipalidad_a}</li>" not in texto
    Asistencia.objects.filter(municipalidad=municipalidad_b).update(quien="titular")
    assert "Hay quórum" in como(coordinador).get(url(en_curso)).text


def test_the_page_costs_the_same_with_few_rows_and_with_many(en_curso, ugel, coordinador, como, django_assert_max_num_queries):
    anterior = make_encuentro(ugel, numero=1, estado="en_curso", fecha=dias(-90))

    def llenar(cuantas: int) -> None:
        for _ in range(cuantas):
            municipalidad = make_municipalidad(ugel)
            make_invitado(en_curso, municipalidad)
            make_asistencia(en_curso, municipalidad, quien="titular")
            make_acuerdo(en_curso, punto=make_punto(en_curso), municipalidad=municipalidad, obligado="municipalidad")
            make_acuerdo(anterior, municipalidad=municipalidad, obligado="municipalidad")

    def contar() -> tuple[int, int]:
        cuentas = []
        for pedir in (lambda: cliente.get(url(en_curso)), lambda: notar(cliente, en_curso)):
            with django_assert_max_num_queries(45) as consultas:
                pedir()
            cuentas.append(len(consultas))
        return cuentas[0], cuentas[1]

    make_punto(en_curso, orden=1, clase="acuerdos")
    llenar(2)
    cliente = como(coordinador)
    contar()  # the first time, the session is written down
    pocas = contar()
    llenar(12)
    assert contar() == pocas
    assert pocas[0] <= 12


def notar(cliente: Client, encuentro: Encuentro) -> None:
    punto = encuentro.puntos.last()
    datos = {"punto": punto.pk, "notas": f"{punto.notas}.", "visto-notas": punto.notas}
    respuesta = cliente.post(url(encuentro), {"que": "notas", "clave": str(uuid.uuid4()), **datos}, headers={"HX-Request": "true"})
    assert respuesta.status_code == 200
