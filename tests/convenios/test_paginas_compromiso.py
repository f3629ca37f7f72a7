"""The page of a commitment and what people write and decide on it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from base.bitacora.models import Lote
from convenios.models import Compromiso, Convenio, Parte
from tests.factories import (
    dias,
    make_alcance,
    make_avance,
    make_clausula,
    make_compromiso,
    make_convenio,
    make_hito,
    make_municipalidad,
    make_parte,
)
from tests.formularios import leer


def pagina(nombre: str, compromiso, *resto) -> str:
    convenio = compromiso.convenio
    return reverse(nombre, args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo, *resto])


@pytest.fixture
def compromiso(convenio, municipalidad_a, municipalidad_b):
    """Ten workshops, six in A and four in B."""
    hecho = make_compromiso(convenio, codigo="C-1", meta=10, unidad="talleres", plazo=dias(90), responsable="Jefatura")
    make_alcance(hecho, municipalidad_a.distrito, meta=6)
    make_alcance(hecho, municipalidad_b.distrito, meta=4)
    return hecho


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_tells_the_promise_and_its_figures(como, director, compromiso, especialista, coordinador, municipalidad_a):
    make_avance(compromiso, estado="verificado", por=especialista, verificador=coordinador, cantidad=3, distrito=municipalidad_a.distrito)
    texto = como(director).get(compromiso.get_absolute_url()).text
    for dicho in (
        "UGEL de la prueba",
        "Jefatura",
        "3 de 10 talleres",
        "30 %",
        "50 %",
        "faltan 90 días",
        "Sin evidencia",
        "https://wa.me/?text=",
    ):
        assert dicho in texto
    assert "sin dato" in texto  # its start, its clause, its money


def test_every_earlier_due_date_stays_in_sight_with_its_reason(como, coordinador, compromiso):
    compromiso.reprogramar(por=coordinador, plazo=dias(120), motivo="Lluvias", documento="Oficio 12")
    compromiso.reprogramar(por=coordinador, plazo=dias(150), motivo="Huelga", documento="Oficio 40")
    texto = como(coordinador).get(compromiso.get_absolute_url()).text
    for dicho in ("Reprogramado 2 veces", "Lluvias", "Oficio 12", "Huelga", "Oficio 40"):
        assert dicho in texto


def test_a_municipality_does_not_see_the_drafts_of_another(como, compromiso, alcalde_a, alcalde_b, municipalidad_a):
    make_avance(compromiso, por=alcalde_a, descripcion="Canario en borrador", distrito=municipalidad_a.distrito)
    assert "Canario" in como(alcalde_a).get(compromiso.get_absolute_url()).text
    assert "Canario" not in como(alcalde_b).get(compromiso.get_absolute_url()).text


@pytest.mark.parametrize(
    ("quien", "puede", "no_puede"),
    [
        ("coordinador", ["Registrar avance", "Editar", "Reprogramar", "Dar por cumplido", "Eliminar", "Últimos cambios"], ["Reabrir"]),
        ("administrador", ["Registrar avance", "Editar", "Eliminar"], ["Dar por cumplido"]),
        ("especialista", ["Registrar avance", "Últimos cambios"], ["Editar", "Reprogramar", "Dar por cumplido", "Eliminar"]),
        ("director", ["Últimos cambios"], ["Registrar avance", "Editar"]),
        ("alcalde_a", ["Registrar avance"], ["Editar", "Últimos cambios", "Dar por cumplido"]),
        ("dre", [], ["Registrar avance", "Editar", "Últimos cambios"]),
    ],
)
def test_each_role_is_offered_what_it_may_do(request, como, compromiso, quien, puede, no_puede):
    texto = como(request.getfixturevalue(quien)).get(compromiso.get_absolute_url()).text.partition("<main")[2]
    assert [accion for accion in puede if accion not in texto] == []
    assert [accion for accion in no_puede if accion in texto] == []


def test_a_mayor_is_not_offered_to_report_where_the_commitment_does_not_reach(como, convenio, alcalde_b, municipalidad_a):
    ajeno = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    assert "Registrar avance" not in como(alcalde_b).get(ajeno.get_absolute_url()).text


@pytest.mark.parametrize("cuantos", [2, 30])
def test_the_page_costs_no_more_than_twelve_queries(
    como, coordinador, especialista, compromiso, municipalidad_a, cuantos, django_assert_max_num_queries
):
    for n in range(cuantos):
        make_hito(compromiso, orden=n)
        make_avance(
            compromiso,
            por=especialista,
            estado="verificado",
            verificador=coordinador,
            con_evidencia=n < 2,
            distrito=municipalidad_a.distrito,
        )
    compromiso.reprogramar(por=coordinador, plazo=dias(120), motivo="Lluvias", documento="Oficio 12")
    cliente, url = como(coordinador), compromiso.get_absolute_url()
    with django_assert_max_num_queries(12):
        respuesta = cliente.get(url)
    assert len(respuesta.context["avances"]) == min(cuantos, 20)


@pytest.mark.parametrize(("pedida", "vistos"), [("2", 1), ("99", 0), ("x", 20), ("-1", 20), ("٢", 20)])
def test_older_avances_are_a_page_away(como, coordinador, especialista, compromiso, pedida, vistos):
    for _ in range(21):
        make_avance(compromiso, por=especialista)
    respuesta = como(coordinador).get(compromiso.get_absolute_url(), {"avances": pedida})
    assert len(respuesta.context["avances"]) == vistos


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_writes_a_commitment_down(como, coordinador, convenio, municipalidad_a, municipalidad_b):
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    ruta = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente = como(coordinador)
    datos = leer(cliente.get(ruta)) | {
        "codigo": "N-1", "descripcion": "Dictar talleres", "obligada": parte.pk, "unidad": "talleres", "meta": "10", "plazo": "2027-03-01",
        "d_990101": "on", "m_990101": "6", "d_990102": "on", "m_990102": "4", "hitos": "Plan aprobado | 30/06/2026\n\nInforme  final",
    }  # fmt: skip
    respuesta = cliente.post(ruta, datos)
    nuevo = Compromiso.objects.get(codigo="N-1")
    assert respuesta.url == nuevo.get_absolute_url()
    assert {a.distrito: a.meta for a in nuevo.alcances.all()} == {
        municipalidad_a.distrito: Decimal(6),
        municipalidad_b.distrito: Decimal(4),
    }
    assert [(h.descripcion, h.plazo and f"{h.plazo:%Y-%m-%d}") for h in nuevo.hitos.all()] == [
        ("Plan aprobado", "2026-06-30"),
        ("Informe final", None),
    ]
    assert {f.history_user for f in (nuevo.history.first(), nuevo.alcances.first().history.first())} == {coordinador}
    assert nuevo.history.first().lote == nuevo.alcances.first().history.first().lote


def test_pressed_twice_it_is_written_once(como, coordinador, convenio):
    ruta = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente = como(coordinador)
    datos = leer(cliente.get(ruta)) | {"codigo": "N-1", "descripcion": "Dictar talleres"}
    assert cliente.post(ruta, datos).url == cliente.post(ruta, datos).url
    assert Compromiso.objects.filter(codigo="N-1").count() == 1


def test_all_the_districts_of_the_convenio_are_marked_at_once(como, coordinador, convenio):
    ruta = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente = como(coordinador)
    cliente.post(ruta, leer(cliente.get(ruta)) | {"codigo": "N-1", "descripcion": "Para todos", "todos": "on"})
    assert [str(a) for a in Compromiso.objects.get(codigo="N-1").alcances.all()] == ["Distrito A", "Distrito B"]


@pytest.mark.parametrize(
    ("cambio", "dicho"),
    [
        ({"codigo": "c-1"}, "ya tiene un compromiso con ese código"),
        ({"hitos": "Plan | 31/02/2026"}, "Línea 1: «31/02/2026» no es una fecha"),
        ({"hitos": "Plan\nPlan"}, "está dos veces"),
        ({"hitos": "| 30/06/2026"}, "falta el texto"),
        ({"m_990102": "4"}, "quite su parte"),
        ({"meta": "10", "unidad": ""}, "necesita su unidad"),
        ({"meta": "10", "unidad": "x", "d_990101": "on", "m_990101": "11"}, "suman 11"),
        ({"inicio": "2027-01-02", "plazo": "2027-01-01"}, "no puede ser anterior al inicio"),
    ],
)
def test_what_cannot_be_is_refused_with_everything_typed_still_there(como, coordinador, convenio, compromiso, cambio, dicho):
    ruta = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente = como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"codigo": "N-1", "descripcion": "Texto que no se pierde"} | cambio)
    assert respuesta.status_code == 422
    assert dicho in respuesta.text
    assert "Texto que no se pierde" in respuesta.text
    assert Compromiso.objects.count() == 1


def test_state_progress_and_a_due_date_that_stands_are_nobodys_to_type(como, coordinador, compromiso):
    ruta, cliente = pagina("compromiso_editar", compromiso), como(coordinador)
    datos = leer(cliente.get(ruta))
    assert not {"plazo", "estado", "convenio", "hecho", "demostracion"} & datos.keys()
    colado = {
        "plazo": "2030-01-01",
        "estado": "cumplido",
        "estado_motivo": "x",
        "convenio": make_convenio().pk,
        "demostracion": "on",
        "id": "999",
    }
    assert cliente.post(ruta, datos | colado | {"responsable": "Otra"}).status_code == 302
    despues = Compromiso.objects.get(pk=compromiso.pk)
    assert (despues.plazo, despues.estado, despues.convenio, despues.demostracion, despues.responsable) == (
        compromiso.plazo, "abierto", compromiso.convenio, False, "Otra",
    )  # fmt: skip


def test_clauses_and_parties_of_another_convenio_cannot_be_chosen(como, coordinador, compromiso, ugel):
    otro = make_convenio(ugel)
    clausula, parte = make_clausula(otro), make_parte(otro, make_municipalidad(ugel))
    ruta, cliente = pagina("compromiso_editar", compromiso), como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"clausula": clausula.pk, "obligada": parte.pk})
    assert respuesta.status_code == 422
    assert set(respuesta.context["form"].errors) == {"clausula", "obligada"}


def test_an_edition_keeps_its_districts_and_milestones(como, coordinador, compromiso):
    make_hito(compromiso, orden=1, descripcion="Plan", plazo=dias(5))
    ruta, cliente = pagina("compromiso_editar", compromiso), como(coordinador)
    antes = [(a.pk, a.meta) for a in compromiso.alcances.all()], [(h.pk, h.plazo) for h in compromiso.hitos.all()]
    assert cliente.post(ruta, leer(cliente.get(ruta)) | {"fuente": "Acta 3"}).status_code == 302
    assert ([(a.pk, a.meta) for a in compromiso.alcances.all()], [(h.pk, h.plazo) for h in compromiso.hitos.all()]) == antes


def test_the_second_of_two_who_edit_sees_both_texts(como, coordinador, coordinadora, compromiso):
    ruta = pagina("compromiso_editar", compromiso)
    uno, otra = como(coordinador), como(coordinadora)
    de_uno, de_otra = leer(uno.get(ruta)), leer(otra.get(ruta))
    assert uno.post(ruta, de_uno | {"m_990101": "5", "m_990102": "5"}).status_code == 302
    respuesta = otra.post(ruta, de_otra | {"responsable": "Gerencia", "m_990101": "4", "m_990102": "6"})
    assert respuesta.status_code == 409
    for dicho in ("Gerencia", "Jefatura", "Parte de la meta: Distrito A"):
        assert dicho in respuesta.text
    assert [a.meta for a in compromiso.alcances.all()] == [Decimal(5), Decimal(5)]


def test_a_district_with_avances_cannot_be_dropped(como, coordinador, especialista, compromiso, municipalidad_a):
    make_avance(compromiso, por=especialista, distrito=municipalidad_a.distrito)
    ruta, cliente = pagina("compromiso_editar", compromiso), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"m_990101": "", "m_990102": "10"}
    del datos["d_990101"]
    respuesta = cliente.post(ruta, datos)
    assert respuesta.status_code == 422
    assert "ya tiene avances" in respuesta.text


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_due_date_moves_with_reason_and_document(como, coordinador, compromiso):
    ruta, cliente = pagina("compromiso_reprogramar", compromiso), como(coordinador)
    datos = leer(cliente.get(ruta))
    assert cliente.post(ruta, datos | {"plazo": dias(100).isoformat()}).status_code == 422

    completos = datos | {"plazo": dias(100).isoformat(), "motivo": "Lluvias", "documento": "Oficio 12-2026"}
    assert cliente.post(ruta, completos).url == compromiso.get_absolute_url()
    cambio = compromiso.reprogramaciones.get()
    assert (cambio.plazo_anterior, cambio.plazo_nuevo, cambio.por) == (dias(90), dias(100), coordinador)
    assert Lote.objects.get(pk=compromiso.history.first().lote_id).motivo == "Lluvias"


def test_a_commitment_without_a_due_date_is_given_one_by_its_page(como, coordinador, convenio):
    compromiso = make_compromiso(convenio, plazo=None)
    ruta, cliente = pagina("compromiso_reprogramar", compromiso), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"plazo": dias(40).isoformat(), "motivo": "Se acordó", "documento": "Acta 3-2026"}
    respuesta = cliente.post(ruta, datos, follow=True)

    cambio = compromiso.reprogramaciones.get()
    assert (cambio.plazo_anterior, cambio.plazo_nuevo, str(cambio)) == (None, dias(40), f"sin plazo → {dias(40)}")
    assert respuesta.redirect_chain == [(compromiso.get_absolute_url(), 302)]
    assert "Sin plazo <ins>" in respuesta.text


def test_who_reprograms_what_somebody_just_changed_is_asked_again(como, coordinador, coordinadora, compromiso):
    ruta, cliente = pagina("compromiso_reprogramar", compromiso), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"plazo": dias(100).isoformat(), "motivo": "Lluvias", "documento": "Oficio 12"}
    compromiso.reprogramar(por=coordinadora, plazo=dias(200), motivo="Huelga", documento="Oficio 13")

    respuesta = cliente.post(ruta, datos)
    assert respuesta.status_code == 422
    assert "Otra persona cambió" in respuesta.text
    assert "Lluvias" in respuesta.text
    assert "faltan 200 días" in respuesta.text
    revision = respuesta.context["form"]["revision"].value()
    assert cliente.post(ruta, datos | {"revision": revision}).status_code == 302


@pytest.mark.parametrize(
    ("desde", "decision", "motivo", "queda"),
    [
        ("abierto", "cumplir", "Acta del 3 de marzo", "cumplido"),
        ("abierto", "no-cumplir", "Sin presupuesto", "no_cumplido"),
        ("abierto", "suspender", "Emergencia", "suspendido"),
        ("suspendido", "reabrir", "Terminó la emergencia", "abierto"),
        ("abierto", "cumplir", "", "abierto"),
        ("abierto", "suspender", "", "abierto"),
        ("abierto", "reabrir", "Porque sí", "abierto"),
    ],
)
def test_a_coordinator_decides_with_a_reason(como, coordinador, convenio, desde, decision, motivo, queda):
    compromiso = make_compromiso(convenio, estado=desde, por=coordinador)
    ruta, cliente = pagina("compromiso_decidir", compromiso, decision), como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"motivo": motivo})
    compromiso.refresh_from_db()
    assert compromiso.estado == queda
    assert respuesta.status_code == (302 if queda != desde else 422)
    if queda != desde:
        assert (compromiso.estado_por, compromiso.estado_motivo) == (coordinador, motivo)


def test_a_proved_commitment_is_fulfilled_without_a_reason(como, coordinador, especialista, compromiso):
    make_avance(compromiso, estado="verificado", por=especialista, verificador=coordinador, cantidad=10, con_evidencia=True)
    ruta, cliente = pagina("compromiso_decidir", compromiso, "cumplir"), como(coordinador)
    assert cliente.post(ruta, leer(cliente.get(ruta))).status_code == 302
    compromiso.refresh_from_db()
    assert compromiso.estado == "cumplido"


def test_an_unknown_decision_does_not_exist(como, coordinador, compromiso):
    assert como(coordinador).get(pagina("compromiso_decidir", compromiso, "borrar")).status_code == 404


def test_a_commitment_may_be_called_as_a_word_of_the_address(como, coordinador, convenio):
    for codigo in ("12", "nuevo", "a/b", "editar"):
        compromiso = make_compromiso(convenio, codigo=codigo, descripcion=f"Se llama {codigo}")
        assert f"Se llama {codigo}" in como(coordinador).get(compromiso.get_absolute_url()).text


def test_the_menu_leads_to_the_ugel_of_the_page_or_to_the_first_of_the_person(como, coordinador, director, compromiso, ugel):
    for cliente, ruta in ((como(coordinador), compromiso.get_absolute_url()), (como(director), reverse("avisos"))):
        assert f'href="/{ugel.codigo}/compromisos/"' in cliente.get(ruta).text


def test_nothing_of_a_convenio_in_the_papelera_is_found(como, coordinador, compromiso):
    convenio = Convenio.objects.get(pk=compromiso.convenio_id)
    convenio.eliminar(por=coordinador)
    assert como(coordinador).get(compromiso.get_absolute_url()).status_code == 404
