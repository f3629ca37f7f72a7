"""The pages of the execution of a plan: who reports a quarter, who verifies it, what it counts for, and what nobody can do any longer."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from convenios import plan_de_trabajo as planes
from convenios.filtros import FaltaAlgo
from convenios.models import Avance, Compromiso, Ejecucion, EvidenciaEjecucion
from tests.comun.corpus_archivos import CORPUS
from tests.factories import dias, llevar_plan, make_actividad, make_cierre, make_compromiso, make_ejecucion, make_foto, make_pdf, make_plan
from tests.formularios import leer

D = Decimal
UNA_DE_CADA = {caso.espera: caso for caso in CORPUS if caso.espera}  # one upload for each reason why one is refused


@pytest.fixture
def compromiso(convenio, municipalidad_a):
    return make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,), meta=D(40), unidad="Kits")


@pytest.fixture
def plan(convenio, municipalidad_a, compromiso, coordinador, coordinadora):
    """In execution: kits, which a commitment asks for too, and talleres, which none does."""
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1", unidad="kits", compromiso=compromiso, medio="Actas de entrega")
    make_actividad(plan, codigo="A-2", unidad="talleres")
    return llevar_plan(plan, "en_ejecucion", por=coordinador)


@pytest.fixture
def kits(plan):
    actividad = plan.actividades.get(codigo="A-1")
    actividad.plan = plan
    return actividad


@pytest.fixture
def enviada(kits, especialista):
    return make_ejecucion(kits, por=especialista, estado="enviado", fisica=D(8))


def pagina(nombre, actividad, trimestre=1) -> str:
    plan = actividad.plan
    return reverse(nombre, args=[plan.municipalidad.distrito.ubigeo, plan.anio, actividad.pk, trimestre])


def campos(cliente, url, **valores):
    return leer(cliente.get(url)) | valores


def entregados(**otros):
    return {"fisica": "8", "financiera": "95.50", "sin_evidencia_motivo": "Se entregaron de mano"} | otros


def textos(respuesta) -> list[str]:
    return [str(m) for m in get_messages(respuesta.wsgi_request)]


# ── Reporting ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_quarter_is_reported_as_a_draft_with_all_that_was_said(como, kits, enlace_a):
    cliente, url = como(enlace_a), pagina("ejecucion_editar", kits)
    vacia = campos(cliente, url)
    assert (vacia["fisica"], vacia["medio"]) == ("", "Actas de entrega")
    respuesta = cliente.post(url, vacia | entregados(accion="borrador"))

    hecha = Ejecucion.objects.get()
    assert respuesta.url == hecha.get_absolute_url() == pagina("ejecucion", kits)
    assert (hecha.estado, hecha.creado_por, hecha.fisica, hecha.financiera, hecha.medio) == (
        "borrador",
        enlace_a,
        8,
        D("95.50"),
        "Actas de entrega",
    )
    assert not Aviso.objects.exists()


def test_save_and_send_with_its_proof_tells_the_verifiers_once_each(como, kits, especialista):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    datos = campos(
        cliente, url, **entregados(accion="enviar", archivos=[make_pdf(), make_foto()], firmado="on", enlace="https://ejemplo.pe/acta")
    )
    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)

    assert primera.url == segunda.url == pagina("ejecucion", kits)
    hecha = Ejecucion.objects.get()
    assert (hecha.estado, hecha.enviado_por) == ("enviado", especialista)
    assert sorted(e.clase for e in hecha.evidencias.all()) == ["documento_firmado", "enlace", "foto"]
    assert sorted(Aviso.objects.values_list("usuario__username", flat=True)) == ["coordinador", "coordinadora"]
    assert Lote.objects.filter(por=especialista).count() == 1


def test_the_device_keeps_the_draft_until_the_portal_has_it(como, kits, especialista):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    html = cliente.get(url).content.decode()
    assert f'data-borrador="ejecucion-nueva-{kits.pk}-1"' in html
    assert "js/fotos" in html
    respuesta = cliente.post(url, campos(cliente, url, **entregados()), follow=True)
    assert f'data-recibido="ejecucion-nueva-{kits.pk}-1"' in respuesta.content.decode()


@pytest.mark.parametrize(
    ("mal", "dice"),
    [
        ({"sin_evidencia_motivo": " ", "accion": "enviar"}, "diga por qué no la hay"),
        ({"fisica": "-1"}, "mayor o igual"),
        ({"fisica": ""}, "obligatorio"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(como, kits, especialista, mal, dice):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    respuesta = cliente.post(
        url, campos(cliente, url, **entregados(financiera="77.10", archivos=[] if "accion" in mal else make_pdf()) | mal)
    )
    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert dice in html
    assert "77.10" in html
    assert not Ejecucion.todos.exists()


def test_two_people_who_begin_the_same_quarter_are_shown_both_texts(como, kits, enlace_a, alcalde_a):
    url = pagina("ejecucion_editar", kits)
    uno, otro = como(enlace_a), como(alcalde_a)
    de_uno, de_otro = campos(uno, url, **entregados(medio="Lista del enlace")), campos(otro, url, **entregados(medio="Lista del alcalde"))
    assert uno.post(url, de_uno).status_code == 302
    respuesta = otro.post(url, de_otro)
    html = respuesta.content.decode()
    assert respuesta.status_code == 409
    assert all(texto in html for texto in ("Lista del enlace", "Lista del alcalde"))
    assert Ejecucion.objects.get().medio == "Lista del enlace"


def test_a_quarter_that_does_not_receive_says_why_and_keeps_what_was_typed(como, kits, especialista, coordinador):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    datos = campos(cliente, url, **entregados(medio="Lo que escribí"))
    make_cierre(kits.plan, por=coordinador)
    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Lo que escribí" in respuesta.content.decode()) == (422, True)
    assert "rectificación" in respuesta.content.decode()
    visita = cliente.get(url)
    assert (visita.url, "está cerrado" in textos(visita)[-1]) == (pagina("ejecucion", kits), True)
    assert not Ejecucion.todos.exists()


def test_what_was_sent_is_not_rewritten_from_a_page_that_was_open(como, kits, especialista):
    hecha = make_ejecucion(kits, por=especialista)
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    datos = campos(cliente, url, medio="Otra cosa")
    planes.enviar_ejecucion(hecha, por=especialista)
    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Otra cosa" in respuesta.content.decode()) == (409, True)
    assert cliente.get(url).status_code == 403
    hecha.refresh_from_db()
    assert hecha.medio != "Otra cosa"


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_reports_on_a_plan_is_its_ugel_or_its_municipality(
    como, kits, alcalde_a, enlace_a, alcalde_b, especialista, coordinador, administrador, director, dre, coordinador_otra_ugel
):
    gente = (alcalde_a, enlace_a, alcalde_b, especialista, coordinador, administrador, director, dre, coordinador_otra_ugel)
    url = pagina("ejecucion_editar", kits)
    assert [como(p).get(url).status_code for p in gente] == [200, 200, 403, 200, 200, 200, 403, 403, 404]


def test_a_draft_is_finished_by_who_began_it_or_their_municipality_and_is_read_by_no_stranger(
    como, kits, alcalde_a, enlace_a, alcalde_b, especialista, coordinador, dre
):
    make_ejecucion(kits, por=enlace_a, medio="CANARIO")
    gente = (alcalde_a, enlace_a, alcalde_b, especialista, coordinador)
    assert [como(p).get(pagina("ejecucion_editar", kits)).status_code for p in gente] == [200, 200, 403, 403, 403]
    assert [como(p).post(pagina("ejecucion_enviar", kits)).status_code for p in (alcalde_b, especialista)] == [404, 403]
    for ajeno in (alcalde_b, dre):
        html = como(ajeno).get(pagina("ejecucion", kits)).content.decode()
        assert "CANARIO" not in html
        assert "sin reporte verificado" in html


def test_the_mayor_sends_what_the_liaison_wrote_and_takes_it_back(como, kits, enlace_a, alcalde_a):
    hecha = make_ejecucion(kits, por=enlace_a)
    cliente = como(alcalde_a)
    for paso, queda in (("enviar", "enviado"), ("retirar", "borrador")):
        clave = str(cliente.get(pagina("ejecucion", kits)).context["form"]["clave"].value())
        assert cliente.post(pagina(f"ejecucion_{paso}", kits), {"clave": clave}).status_code == 302
        hecha.refresh_from_db()
        assert hecha.estado == queda


# ── Verifying ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def decidir(cliente, actividad, accion, trimestre=1, **otros):
    url = pagina("ejecucion_verificar", actividad, trimestre)
    return cliente.post(url, campos(cliente, url, accion=accion, **otros))


def test_before_deciding_one_reads_the_target_the_quarters_before_and_whether_it_will_count(como, kits, enviada, especialista, coordinador):
    planes.verificar_ejecucion(enviada, por=coordinador)
    make_ejecucion(kits, trimestre=2, por=especialista, estado="enviado", fisica=D(6))
    html = como(coordinador).get(pagina("ejecucion_verificar", kits, 2)).content.decode()
    assert "8.00 de 10.00" in html.replace("8 de 10", "8.00 de 10.00")
    assert "se registra un avance de 6" in html
    sin_compromiso = kits.plan.actividades.get(codigo="A-2")
    sin_compromiso.plan = kits.plan
    make_ejecucion(sin_compromiso, por=especialista, estado="enviado")
    assert "no cumple ningún compromiso" in como(coordinador).get(pagina("ejecucion_verificar", sin_compromiso)).content.decode()


def test_verifying_says_what_it_wrote_and_the_avance_says_where_it_came_from(como, kits, enviada, compromiso, especialista, coordinador):
    cliente = como(coordinador)
    assert decidir(cliente, kits, "verificar").url == pagina("ejecucion", kits)
    avance = Avance.objects.get()
    html = cliente.get(pagina("ejecucion", kits)).content.decode()
    assert avance.get_absolute_url() in html
    assert compromiso.get_absolute_url() in html
    assert "Verificado" in html

    for persona in (coordinador, especialista):
        respuesta = como(persona).get(avance.get_absolute_url())
        html = respuesta.content.decode()
        assert pagina("ejecucion", kits) in html
        assert respuesta.context["puede"] == {"historia": True}
        for paso in ("editar", "verificar", "enviar", "retirar"):
            assert avance.direccion(paso) not in html
    assert "Su prueba está en el plan" in cliente.get(compromiso.get_absolute_url()).content.decode()
    assert cliente.get(avance.direccion("verificar")).url == avance.get_absolute_url()
    assert como(especialista).get(avance.direccion("editar")).status_code == 403
    assert como(especialista).post(avance.direccion("retirar")).status_code == 403


def test_the_queue_goes_on_to_the_next_one(como, plan, kits, enviada, especialista, coordinador):
    talleres = plan.actividades.get(codigo="A-2")
    talleres.plan = plan
    make_ejecucion(talleres, por=especialista, estado="enviado")
    cliente = como(coordinador)
    respuesta = decidir(cliente, kits, "verificar-siguiente")
    assert (respuesta.url, "Queda 1 por verificar." in textos(respuesta)[-1]) == (pagina("ejecucion_verificar", talleres), True)
    respuesta = decidir(cliente, talleres, "observar-siguiente", observacion="Falta la lista")
    assert (respuesta.url, "No queda ninguna por verificar." in textos(respuesta)[-1]) == (reverse("bandeja"), True)
    observada = Ejecucion.objects.get(actividad=talleres)
    assert (observada.estado, observada.observacion) == ("observado", "Falta la lista")
    assert "Falta la lista" in como(especialista).get(pagina("ejecucion_editar", talleres)).content.decode()


def test_the_second_of_two_coordinators_is_told_what_the_first_did(como, kits, enviada, coordinador, coordinadora):
    ella, url = como(coordinadora), pagina("ejecucion_verificar", kits)
    datos = campos(ella, url, accion="observar", observacion="A mí me falta la lista")
    decidir(como(coordinador), kits, "verificar")
    respuesta = ella.post(url, datos)
    html = respuesta.content.decode()
    assert respuesta.status_code == 409
    assert all(texto in html for texto in (str(coordinador), "A mí me falta la lista", "no se guardó"))
    enviada.refresh_from_db()
    assert enviada.estado == "verificado"


def test_who_reported_does_not_verify_and_nobody_does_in_a_closed_quarter(como, kits, coordinador, coordinadora, especialista):
    make_ejecucion(kits, por=coordinador, estado="enviado")
    html = como(coordinador).get(pagina("ejecucion_verificar", kits)).content.decode()
    assert "lo verifica otra persona" in html
    assert 'name="accion"' not in html

    ella, url = como(coordinadora), pagina("ejecucion_verificar", kits)
    decidir(ella, kits, "verificar")
    datos = campos(ella, url, accion="observar", observacion="Eran seis")
    make_cierre(kits.plan, por=coordinador)
    respuesta = ella.post(url, datos)
    assert (respuesta.status_code, "rectificación" in respuesta.content.decode()) == (422, True)
    assert ella.get(url).url == pagina("ejecucion", kits)
    assert ella.get(pagina("ejecucion", kits)).context["puede"] == {"historia": True}


@pytest.mark.parametrize("nombre", ["ejecucion", "ejecucion_verificar", "ejecucion_editar"])
def test_a_page_costs_the_same_with_one_evidence_or_fifty(como, kits, especialista, coordinador, nombre, django_assert_max_num_queries):
    costos = []
    for trimestre, cuantas in ((1, 1), (2, 50)):
        hecha = make_ejecucion(kits, trimestre=trimestre, por=especialista)
        planes.guardar_ejecucion(hecha, por=especialista, archivos=(), enlace="https://ejemplo.pe/0")
        for n in range(1, cuantas):
            EvidenciaEjecucion(ejecucion=hecha, clase="enlace", enlace=f"https://ejemplo.pe/{n}", subida_por=especialista).save()
        if nombre == "ejecucion_verificar":
            planes.enviar_ejecucion(hecha, por=especialista)
        cliente = como(especialista if nombre == "ejecucion_editar" else coordinador)
        with django_assert_max_num_queries(15) as consultas:
            assert cliente.get(pagina(nombre, kits, trimestre)).status_code == 200
        costos.append(len(consultas))
    assert costos[0] == costos[1]


def test_a_commitment_that_the_plan_fulfilled_has_the_proof_of_the_plan(kits, compromiso, especialista, coordinador):
    hecha = make_ejecucion(kits, por=especialista, fisica=D(40), sin_evidencia_motivo="")
    planes.guardar_ejecucion(hecha, por=especialista, enlace="https://ejemplo.pe/acta", enviar=True)
    planes.verificar_ejecucion(hecha, por=coordinador)
    with gesto(por=coordinador):
        compromiso.cumplir(por=coordinador)
    sin_prueba = Compromiso.objects.filter(FaltaAlgo.condicion("evidencia"))
    assert not sin_prueba.exists()
    EvidenciaEjecucion.objects.update(eliminado_en=hecha.creado_en, eliminado_por=coordinador)
    assert sin_prueba.all().get() == compromiso


# ── What is uploaded, and who is no longer there ─────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P33")
@pytest.mark.parametrize("caso", UNA_DE_CADA.values(), ids=lambda caso: caso.espera)
def test_what_the_door_of_files_refuses_is_refused_here_and_nothing_is_saved(como, kits, especialista, caso):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    malo = SimpleUploadedFile(caso.nombre, caso.hacer(), content_type=caso.declarado)
    respuesta = cliente.post(url, campos(cliente, url, **entregados(archivos=[make_foto(), malo], accion="enviar")))
    assert respuesta.status_code in (400, 422)
    assert not Ejecucion.todos.exists()
    assert not EvidenciaEjecucion.todos.exists()


@pytest.mark.promesa("P33")
def test_a_photo_is_rewritten_and_leaves_unable_to_run(como, kits, especialista):
    cliente, url = como(especialista), pagina("ejecucion_editar", kits)
    cliente.post(url, campos(cliente, url, **entregados(archivos=[make_foto("niños en el patio.jpg")])))
    foto = EvidenciaEjecucion.objects.get()
    assert "patio" not in foto.archivo.name
    assert (foto.publica, foto.subida_por) == (False, especialista)
    respuesta = cliente.get(foto.get_absolute_url())
    assert (respuesta["X-Content-Type-Options"], respuesta["Cache-Control"]) == ("nosniff", "private, no-store")
    assert b"".join(respuesta.streaming_content)


@pytest.mark.promesa("P26")
def test_who_left_office_reports_and_reads_no_more_from_an_open_page(como, kits, alcalde_a, municipalidad_a):
    cliente, url = como(alcalde_a), pagina("ejecucion_editar", kits)
    datos = campos(cliente, url, **entregados())
    municipalidad_a.gestiones.update(fin=dias(-1))
    assert cliente.post(url, datos).status_code in (302, 403, 404)
    assert not Ejecucion.todos.exists()
    assert cliente.get(url).status_code != 200
