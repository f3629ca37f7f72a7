"""The pages of the avance: who reports, who corrects, who verifies, and what each of them can no longer do."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora, hoy
from convenios import acciones
from convenios.models import Avance, Evidencia
from tests.factories import dias, make_avance, make_compromiso, make_evidencia, make_foto, make_hito, make_pdf
from tests.formularios import leer


@pytest.fixture
def compromiso(convenio, municipalidad_a, municipalidad_b):
    """Measured in talleres, in districts A and B."""
    return make_compromiso(convenio, codigo="C-1", meta=10, distritos=(municipalidad_a.distrito, municipalidad_b.distrito))


@pytest.fixture
def avance(compromiso, especialista, coordinador, coordinadora, municipalidad_a):
    """Sent by the especialista, about district A; both coordinators may verify it."""
    return make_avance(compromiso, por=especialista, estado="enviado", con_evidencia=True, distrito=municipalidad_a.distrito, cantidad=2)


def nuevo(compromiso) -> str:
    convenio = compromiso.convenio
    return reverse("avance_nuevo", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo])


def pagina(nombre: str, avance) -> str:
    return reverse(nombre, args=[avance.compromiso.convenio.ugel.codigo, avance.pk])


def campos(cliente, url, **valores):
    """What the form of the page would post, with `valores` typed over it."""
    return leer(cliente.get(url)) | valores


def taller(municipalidad, **otros):
    base = {"descripcion": "Se hizo un taller", "cantidad": "2", "fecha": hoy().isoformat(), "distrito": municipalidad.distrito.pk}
    return base | {"sin_evidencia_motivo": "Se hizo de palabra"} | otros


def textos(respuesta) -> list[str]:
    return [str(m) for m in get_messages(respuesta.wsgi_request)]


# ── Registering ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_avance_is_kept_as_a_draft_with_all_that_was_said(como, especialista, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    respuesta = cliente.post(url, campos(cliente, url, **taller(municipalidad_a, expediente="EXP-7", accion="borrador")))

    avance = Avance.objects.get()
    assert respuesta.url == avance.get_absolute_url()
    assert (avance.estado, avance.creado_por, avance.cantidad, avance.expediente) == ("borrador", especialista, 2, "EXP-7")
    assert avance.distrito == municipalidad_a.distrito
    assert not Aviso.objects.exists()


def test_save_and_send_tells_the_verifiers_once_each(como, especialista, coordinador, coordinadora, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    datos = campos(cliente, url, **taller(municipalidad_a, accion="enviar", archivos=[make_pdf(), make_foto()], firmado="on"))
    cliente.post(url, datos)

    avance = Avance.objects.get()
    assert (avance.estado, avance.enviado_por) == ("enviado", especialista)
    assert {e.clase for e in avance.evidencias.all()} == {"documento_firmado", "foto"}
    assert not any(e.publica for e in avance.evidencias.all())
    assert set(Aviso.objects.values_list("usuario__username", flat=True)) == {"coordinador", "coordinadora"}


@pytest.mark.parametrize("accion", ["borrador", "enviar"])
def test_pressing_twice_makes_one_avance_and_one_notice(como, especialista, coordinador, compromiso, municipalidad_a, accion):
    cliente, url = como(especialista), nuevo(compromiso)
    datos = campos(cliente, url, **taller(municipalidad_a, accion=accion))
    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)

    assert primera.status_code == segunda.status_code == 302
    assert primera.url == segunda.url
    assert Avance.objects.count() == 1
    assert Aviso.objects.count() == (1 if accion == "enviar" else 0)
    assert Lote.objects.filter(por=especialista).count() == 1


def test_the_page_it_leads_to_tells_the_device_that_the_draft_arrived(como, especialista, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    assert f'data-borrador="avance-nuevo-{compromiso.pk}"' in cliente.get(url).content.decode()
    respuesta = cliente.post(url, campos(cliente, url, **taller(municipalidad_a)), follow=True)
    assert f'data-recibido="avance-nuevo-{compromiso.pk}"' in respuesta.content.decode()


def test_an_error_keeps_every_text_and_says_that_the_files_must_be_chosen_again(como, especialista, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    datos = taller(municipalidad_a, fecha=dias(1).isoformat(), expediente="EXP-9", enlace="https://ejemplo.pe/acta", archivos=make_pdf())
    respuesta = cliente.post(url, campos(cliente, url, **datos))

    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert all(
        texto in html for texto in ("Se hizo un taller", "EXP-9", "https://ejemplo.pe/acta", "no puede ser futura", "elíjalos otra vez")
    )
    assert not Avance.todos.exists()


def test_a_file_that_is_not_what_it_says_stops_all_of_it(como, especialista, compromiso, municipalidad_a):
    from django.core.files.uploadedfile import SimpleUploadedFile

    cliente, url = como(especialista), nuevo(compromiso)
    falso = SimpleUploadedFile("acta.pdf", b"<html></html>", content_type="application/pdf")
    respuesta = cliente.post(url, campos(cliente, url, **taller(municipalidad_a, archivos=[make_foto(), falso])))
    assert respuesta.status_code == 422
    assert "«acta.pdf»" in respuesta.content.decode()
    assert not Avance.todos.exists()
    assert not Evidencia.todos.exists()


def test_sending_without_proof_nor_reason_saves_nothing(como, especialista, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    respuesta = cliente.post(url, campos(cliente, url, **taller(municipalidad_a, sin_evidencia_motivo=" ", accion="enviar")))
    assert respuesta.status_code == 422
    assert "diga por qué no la hay" in respuesta.content.decode()
    assert not Avance.todos.exists()


def test_more_files_than_the_portal_takes_end_in_a_page_in_spanish(como, especialista, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    datos = campos(cliente, url, **taller(municipalidad_a))
    once = cliente.post(url, datos | {"archivos": [make_foto(f"f{n}.jpg") for n in range(11)]})
    assert (once.status_code, "como máximo 10 archivos" in once.content.decode()) == (422, True)
    muchos = cliente.post(url, datos | {"archivos": [make_foto(f"f{n}.jpg") for n in range(21)]})
    assert (muchos.status_code, "como máximo 10 a la vez" in muchos.content.decode()) == (400, True)
    largo = cliente.post(url, datos | {"descripcion": "x" * (6 * 1024 * 1024)})
    assert largo.status_code in (400, 413)
    assert not Avance.todos.exists()


def test_only_what_the_commitment_measures_is_asked(como, especialista, convenio, compromiso, municipalidad_a):
    sin_medida = make_compromiso(convenio, codigo="C-2", distritos=(municipalidad_a.distrito,))
    con_hitos = make_compromiso(convenio, codigo="C-3", distritos=(municipalidad_a.distrito,), hitos=2)
    cliente = como(especialista)
    visto = {c.codigo: set(leer(cliente.get(nuevo(c)))) & {"cantidad", "hito"} for c in (compromiso, sin_medida, con_hitos)}
    assert visto == {"C-1": {"cantidad"}, "C-2": set(), "C-3": {"hito"}}
    assert "talleres" in cliente.get(nuevo(compromiso)).content.decode()


def test_the_district_of_a_municipality_is_its_own_and_never_all_of_them(
    como, alcalde_a, especialista, compromiso, municipalidad_a, municipalidad_b
):
    cliente, url = como(alcalde_a), nuevo(compromiso)
    datos = campos(cliente, url, **taller(municipalidad_a))
    for ajeno in (municipalidad_b.distrito.pk, ""):
        assert cliente.post(url, datos | {"distrito": ajeno}).status_code == 422
    assert "Todo el ámbito" not in cliente.get(url).content.decode()

    todos = como(especialista)
    todos.post(url, campos(todos, url, **taller(municipalidad_a, distrito="")))
    assert Avance.objects.get().distrito is None


def test_a_milestone_of_another_commitment_is_no_choice(como, especialista, convenio, municipalidad_a):
    mio = make_compromiso(convenio, codigo="C-3", distritos=(municipalidad_a.distrito,), hitos=1)
    ajeno = make_hito(make_compromiso(convenio, codigo="C-4"))
    cliente, url = como(especialista), nuevo(mio)
    assert cliente.post(url, campos(cliente, url, **taller(municipalidad_a, hito=ajeno.pk))).status_code == 422


def test_a_closed_commitment_takes_no_new_avance_and_keeps_what_was_typed(como, especialista, coordinador, compromiso, municipalidad_a):
    cliente, url = como(especialista), nuevo(compromiso)
    datos = campos(cliente, url, **taller(municipalidad_a))
    with gesto(por=coordinador):
        compromiso.cumplir(por=coordinador, motivo="Así consta")

    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Se hizo un taller" in respuesta.content.decode()) == (422, True)
    assert cliente.get(url).url == compromiso.get_absolute_url()
    with pytest.raises(ValidationError, match="no recibe avances"):
        Avance(compromiso=compromiso, creado_por=especialista, fecha=hoy(), descripcion="x").full_clean()
    assert not Avance.todos.exists()


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_may_not_report_gets_403_and_a_stranger_404(
    como, convenio, municipalidad_a, alcalde_a, alcalde_b, director, dre, coordinador_otra_ugel
):
    url = nuevo(make_compromiso(convenio, distritos=(municipalidad_a.distrito,)))
    visto = {p.username: como(p).get(url).status_code for p in (alcalde_a, alcalde_b, director, dre, coordinador_otra_ugel)}
    assert visto == {"alcalde.a": 200, "alcalde.b": 403, "director": 403, "dre": 403, "coordinador.ajeno": 404}


def test_a_municipality_reads_the_verified_avances_of_another_without_its_inner_side(
    como, avance, alcalde_a, alcalde_b, dre, coordinador, coordinador_otra_ugel
):
    with gesto(por=coordinador):
        avance.observar(por=coordinador, observacion="Falta la lista de asistencia")
    assert como(alcalde_a).get(pagina("avance", avance)).status_code == 200
    assert {como(p).get(pagina("avance", avance)).status_code for p in (alcalde_b, dre, coordinador_otra_ugel)} == {404}

    acciones.enviar_avance(avance, por=avance.creado_por)
    acciones.verificar_avance(avance, por=coordinador)
    for ajeno in (alcalde_b, dre):
        html = como(ajeno).get(pagina("avance", avance)).content.decode()
        assert "Falta la lista" not in html
        assert "acta.pdf" not in html
        assert "1 evidencia reservada" in html
    propio = como(alcalde_a).get(pagina("avance", avance)).content.decode()
    assert "Falta la lista" in propio
    assert "acta.pdf" in propio
    assert como(coordinador_otra_ugel).get(pagina("avance", avance)).status_code == 404


def test_a_draft_is_finished_by_who_registered_it_or_by_their_municipality(
    como, compromiso, municipalidad_a, enlace_a, alcalde_a, alcalde_b, especialista, coordinador, administrador
):
    municipal = make_avance(compromiso, por=enlace_a, distrito=municipalidad_a.distrito)
    de_la_ugel = make_avance(compromiso, por=especialista, distrito=municipalidad_a.distrito)
    gente = (enlace_a, alcalde_a, alcalde_b, especialista, coordinador, administrador)

    def quienes(avance):
        return [como(p).get(pagina("avance_editar", avance)).status_code for p in gente]

    assert quienes(municipal) == [200, 200, 404, 403, 403, 403]
    assert quienes(de_la_ugel) == [403, 403, 404, 200, 403, 403]
    assert [como(p).post(pagina("avance_enviar", municipal)).status_code for p in (alcalde_b, especialista, coordinador)] == [404, 403, 403]


def test_the_mayor_sends_what_the_liaison_wrote_and_either_takes_it_back(
    como, compromiso, municipalidad_a, enlace_a, alcalde_a, alcalde_b, coordinador
):
    avance = make_avance(compromiso, por=enlace_a, distrito=municipalidad_a.distrito)
    cliente = como(alcalde_a)
    cliente.post(pagina("avance_enviar", avance), leer_claves(cliente, avance))
    avance.refresh_from_db()
    assert (avance.estado, avance.enviado_por) == ("enviado", alcalde_a)
    assert [como(p).post(pagina("avance_retirar", avance)).status_code for p in (alcalde_b, coordinador)] == [404, 403]

    del_enlace = como(enlace_a)
    del_enlace.post(pagina("avance_retirar", avance), leer_claves(del_enlace, avance))
    avance.refresh_from_db()
    assert (avance.estado, avance.enviado_por) == ("borrador", None)


def leer_claves(cliente, avance) -> dict[str, str]:
    """The key of the buttons on the page of the avance."""
    return {"clave": str(cliente.get(pagina("avance", avance)).context["form"]["clave"].value())}


def test_a_button_pressed_in_vain_says_why(como, compromiso, especialista):
    avance = make_avance(compromiso, por=especialista, sin_evidencia_motivo="")
    cliente = como(especialista)
    respuesta = cliente.post(pagina("avance_enviar", avance), leer_claves(cliente, avance))
    assert (respuesta.status_code, "diga por qué no la hay" in respuesta.content.decode()) == (422, True)


# ── Correcting ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_observed_avance_is_corrected_sent_again_and_verified(como, avance, especialista, coordinador):
    acciones.observar_avance(avance, por=coordinador, observacion="Falta la lista de asistencia")
    cliente, url = como(especialista), pagina("avance_editar", avance)
    assert "Falta la lista de asistencia" in cliente.get(url).content.decode()
    vieja = avance.evidencias.get()
    datos = campos(
        cliente, url, descripcion="Con lista", quitar=[str(vieja.pk)], archivos=make_foto(), motivo="Puse la lista", accion="enviar"
    )
    assert cliente.post(url, datos).status_code == 302

    avance.refresh_from_db()
    assert (avance.estado, avance.descripcion) == ("enviado", "Con lista")
    assert [e.clase for e in avance.evidencias.all()] == ["foto"]
    assert Evidencia.todos.get(pk=vieja.pk).eliminado_por == especialista
    acciones.verificar_avance(avance, por=coordinador)
    assert [v.observacion for v in avance.observaciones()] == ["Falta la lista de asistencia"]
    assert Avance.objects.verificados().get() == avance


@pytest.mark.parametrize("estado", ["enviado", "verificado"])
def test_what_was_sent_or_verified_stays_as_it_was_through_every_door(como, especialista, compromiso, estado, coordinador):
    avance = make_avance(compromiso, por=especialista)
    cliente, url = como(especialista), pagina("avance_editar", avance)
    datos = campos(cliente, url, descripcion="Otra cosa", archivos=make_pdf())
    acciones.enviar_avance(avance, por=especialista)
    if estado == "verificado":
        acciones.verificar_avance(avance, por=coordinador)
    antes = avance.descripcion

    assert cliente.get(url).status_code == 403
    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Otra cosa" in respuesta.content.decode()) == (409, True)
    avance.descripcion = "Otra cosa"
    with pytest.raises(ValidationError, match="no se edita"):
        acciones.guardar_avance(avance, por=especialista)
    with pytest.raises(ValidationError, match="no se cambia"):
        acciones.adjuntar(Avance.objects.get(pk=avance.pk), por=especialista, enlace="https://ejemplo.pe")
    with pytest.raises(ValidationError):
        avance.enviar(por=especialista)
    guardado = Avance.objects.get(pk=avance.pk)
    assert (guardado.descripcion, guardado.estado, guardado.evidencias.count()) == (antes, estado, 0)


def test_a_verified_avance_neither_goes_to_the_papelera_nor_loses_its_proof(avance, coordinador):
    acciones.verificar_avance(avance, por=coordinador)
    for registro in (avance, avance.evidencias.get()):
        with pytest.raises(ValidationError):
            registro.eliminar(por=coordinador)


def test_two_tabs_on_one_draft_lose_nothing(como, compromiso, especialista):
    avance = make_avance(compromiso, por=especialista)
    cliente, url = como(especialista), pagina("avance_editar", avance)
    una, otra = campos(cliente, url, descripcion="De la primera"), campos(cliente, url, descripcion="De la segunda")
    assert cliente.post(url, una).status_code == 302
    respuesta = cliente.post(url, otra | {"archivos": make_pdf()})

    html = respuesta.content.decode()
    assert respuesta.status_code == 409
    assert all(texto in html for texto in ("De la primera", "De la segunda", "súbalos después"))
    assert Avance.objects.get().descripcion == "De la primera"


def test_sending_twice_from_the_form_leads_to_the_same_page(como, compromiso, especialista, coordinador):
    avance = make_avance(compromiso, por=especialista)
    cliente, url = como(especialista), pagina("avance_editar", avance)
    datos = campos(cliente, url, accion="enviar")
    assert cliente.post(url, datos).url == cliente.post(url, datos).url == avance.get_absolute_url()
    assert Aviso.objects.count() == 1


# ── Verifying ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def decidir(cliente, avance, accion, **otros):
    url = pagina("avance_verificar", avance)
    return cliente.post(url, campos(cliente, url, accion=accion, **otros))


def test_verify_and_next_walks_the_queue_from_the_oldest_sent_and_ends_at_the_tray(como, compromiso, especialista, coordinador):
    primero, segundo, tercero = (make_avance(compromiso, por=especialista, estado="enviado") for _ in range(3))
    cliente = como(coordinador)

    respuesta = decidir(cliente, segundo, "verificar-siguiente")
    assert (respuesta.url, "Quedan 2 por verificar." in textos(respuesta)[-1]) == (pagina("avance_verificar", tercero), True)
    respuesta = decidir(cliente, tercero, "observar-siguiente", observacion="Falta la foto")
    assert (respuesta.url, "Queda 1 por verificar." in textos(respuesta)[-1]) == (pagina("avance_verificar", primero), True)
    respuesta = decidir(cliente, primero, "verificar-siguiente")
    assert (respuesta.url, "No queda ninguno por verificar." in textos(respuesta)[-1]) == (reverse("bandeja"), True)
    assert [Avance.objects.get(pk=a.pk).estado for a in (primero, segundo, tercero)] == ["verificado", "verificado", "observado"]


def test_verify_alone_stays_on_the_avance(como, avance, coordinador):
    assert decidir(como(coordinador), avance, "verificar").url == avance.get_absolute_url()
    avance.refresh_from_db()
    assert (avance.estado, avance.verificado_por) == ("verificado", coordinador)
    assert Aviso.objects.filter(usuario=avance.creado_por).count() == 1


def test_returning_needs_a_reason_and_its_author_is_told_once(como, avance, coordinador):
    cliente = como(coordinador)
    sin_motivo = decidir(cliente, avance, "observar", observacion="  ")
    assert (sin_motivo.status_code, "Escriba qué falta" in sin_motivo.content.decode()) == (422, True)
    assert not Aviso.objects.exists()

    url = pagina("avance_verificar", avance)
    datos = campos(cliente, url, accion="observar", observacion="Falta la lista")
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]
    avance.refresh_from_db()
    assert (avance.estado, avance.observacion, avance.observado_por) == ("observado", "Falta la lista", coordinador)
    assert avance.history.first().history_change_reason == "Falta la lista"
    assert [a.texto for a in Aviso.objects.filter(usuario=avance.creado_por)] == [f"{coordinador} observó el avance de C-1: Falta la lista"]


def test_the_second_of_two_coordinators_is_told_what_the_first_did(como, avance, coordinador, coordinadora):
    de_ella, url = como(coordinadora), pagina("avance_verificar", avance)
    datos = campos(de_ella, url, accion="observar", observacion="A mí me falta la lista")
    decidir(como(coordinador), avance, "verificar")

    respuesta = de_ella.post(url, datos)
    html = respuesta.content.decode()
    assert respuesta.status_code == 409
    assert all(texto in html for texto in (str(coordinador), "Pasó a «Verificado»", "A mí me falta la lista", "no se guardó"))
    avance.refresh_from_db()
    assert (avance.estado, avance.verificado_por) == ("verificado", coordinador)


def test_nobody_verifies_a_text_that_changed_after_they_read_it(como, avance, especialista, coordinador):
    cliente, url = como(coordinador), pagina("avance_verificar", avance)
    datos = campos(cliente, url, accion="verificar")
    with gesto(por=especialista):
        avance.retirar(por=especialista)
    retirado = cliente.post(url, datos)
    assert (retirado.status_code, "Ya no está por verificar" in retirado.content.decode()) == (409, True)
    avance.descripcion = "Otra cosa"
    acciones.guardar_avance(avance, por=especialista, enviar=True)

    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Otra cosa" in respuesta.content.decode()) == (409, True)
    avance.refresh_from_db()
    assert avance.estado == "enviado"
    assert decidir(cliente, avance, "verificar").status_code == 302


def test_who_reported_never_verifies(como, compromiso, coordinador, coordinadora):
    propio = make_avance(compromiso, por=coordinador, estado="enviado")
    cliente, url = como(coordinador), pagina("avance_verificar", propio)
    html = cliente.get(url).content.decode()
    assert "lo verifica otra persona" in html
    assert 'name="accion"' not in html

    respuesta = cliente.post(
        url, {"clave": "7b0f6b3e-1111-4111-8111-111111111111", "revision": propio.history.first().history_id, "accion": "verificar"}
    )
    assert (respuesta.status_code, "otra persona" in respuesta.content.decode()) == (422, True)
    propio.refresh_from_db()
    assert propio.estado == "enviado"
    with pytest.raises(IntegrityError), transaction.atomic():
        Avance.objects.filter(pk=propio.pk).update(estado="verificado", verificado_en=ahora(), verificado_por=coordinador)
    assert decidir(como(coordinadora), propio, "verificar").status_code == 302


def test_only_a_coordinator_verifies(
    como, avance, alcalde_a, alcalde_b, especialista, director, administrador, dre, coordinador, coordinador_otra_ugel
):
    gente = (alcalde_a, alcalde_b, especialista, director, administrador, dre, coordinador, coordinador_otra_ugel)
    url = pagina("avance_verificar", avance)
    assert [como(p).get(url).status_code for p in gente] == [403, 404, 403, 403, 403, 404, 200, 404]
    datos = {"accion": "verificar"}
    assert [como(p).post(url, datos).status_code for p in gente if p != coordinador] == [403, 404, 403, 403, 403, 404, 404]


def test_a_verified_avance_can_be_returned_but_not_while_its_commitment_stands_fulfilled(como, avance, coordinador):
    acciones.verificar_avance(avance, por=coordinador)
    compromiso = avance.compromiso
    compromiso.cumplir(por=coordinador, motivo="Se hizo todo")
    cliente = como(coordinador)
    firme = decidir(cliente, avance, "observar", observacion="Era otro taller")
    assert (firme.status_code, "reábralo primero" in firme.content.decode()) == (422, True)

    compromiso.reabrir(por=coordinador, motivo="Se revisa")
    assert decidir(cliente, avance, "observar", observacion="Era otro taller").status_code == 302
    avance.refresh_from_db()
    assert (avance.estado, avance.verificado_por) == ("observado", None)


def test_a_draft_is_not_there_to_be_verified(como, compromiso, especialista, coordinador):
    avance = make_avance(compromiso, por=especialista)
    assert como(coordinador).get(pagina("avance_verificar", avance)).url == avance.get_absolute_url()
    assert como(coordinador).post(pagina("avance_verificar", avance), {"accion": "borrar"}).status_code == 400


# ── What the page offers, and what it costs ──────────────────────────────────────────────────────────────────────────────
def test_each_state_offers_each_person_what_they_can_do(como, compromiso, especialista, coordinador, administrador):
    def ofrece(quien, **como_esta):
        puede = como(quien).get(pagina("avance", make_avance(compromiso, por=especialista, **como_esta))).context["puede"]
        return {que for que, si in puede.items() if si}

    assert ofrece(especialista) == {"terminar", "historia"}
    assert ofrece(especialista, estado="enviado") == {"retirar", "historia"}
    assert ofrece(especialista, estado="observado") == {"terminar", "historia"}
    assert ofrece(especialista, estado="verificado") == {"historia"}
    assert ofrece(coordinador) == {"historia", "eliminar"}
    assert ofrece(coordinador, estado="enviado") == {"verificar", "historia", "eliminar"}
    assert ofrece(coordinador, estado="verificado") == {"observar", "historia"}
    assert ofrece(administrador, estado="enviado") == {"historia", "eliminar"}


@pytest.mark.parametrize("nombre", ["avance", "avance_verificar"])
def test_a_page_costs_the_same_with_one_evidence_or_fifty(
    como, compromiso, especialista, coordinador, nombre, django_assert_max_num_queries
):
    def con(cuantas):
        avance = make_avance(compromiso, por=especialista)
        for n in range(cuantas):
            make_evidencia(avance, enlace=f"https://ejemplo.pe/{n}")
        acciones.enviar_avance(avance, por=especialista)
        return avance

    costos = []
    cliente = como(coordinador)
    for cuantas in (1, 50):
        url = pagina(nombre, con(cuantas))
        with django_assert_max_num_queries(12) as consultas:
            cliente.get(url)
        costos.append(len(consultas))
    assert costos[0] == costos[1]


def test_the_form_costs_the_same_with_one_evidence_or_fifty(como, compromiso, especialista, django_assert_max_num_queries):
    costos = []
    cliente = como(especialista)
    for cuantas in (1, 50):
        avance = make_avance(compromiso, por=especialista)
        for n in range(cuantas):
            make_evidencia(avance, enlace=f"https://ejemplo.pe/{n}")
        url = pagina("avance_editar", avance)
        with django_assert_max_num_queries(12) as consultas:
            cliente.get(url)
        costos.append(len(consultas))
    assert costos[0] == costos[1]


def test_the_notices_that_wait_are_counted_beside_the_name(como, avance, coordinador):
    acciones.observar_avance(avance, por=coordinador, observacion="Falta la lista")
    html = como(avance.creado_por).get(pagina("avance", avance)).content.decode()
    assert '<span class="cuenta">1<span class="visually-hidden"> sin leer</span></span>' in html
