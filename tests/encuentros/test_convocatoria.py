"""The convocatoria: one text with fields, each guest its own mail and only once, and what a stranger sees of it."""

import datetime
import re
from io import BytesIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from base.avisos.models import Envio
from base.avisos.obrero import hacer_una
from base.avisos.tareas import encolar_tarea
from base.bitacora.gestos import gesto
from encuentros import convocatoria
from encuentros.avisar_cambio import avisar_del_cambio
from encuentros.convocatoria import anotar_papel, invitar, numerar, recordar, reintentar
from encuentros.eventos import invitacion_en_ics
from encuentros.models import Comunicacion, Encuentro, Invitado, Llave
from encuentros.oficio import TEXTO_DEL_PORTAL, rellenar, valores_de
from tests.ataques.test_correos import AJENOS, NUESTRAS
from tests.factories import dias, make_municipalidad
from tests.factories_encuentros import make_encuentro, make_invitado, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
RAIZ = "https://testserver"


@pytest.fixture
def encuentro(ugel, coordinador) -> Encuentro:
    """In a week, at nine, with an agenda; convoked by the coordinator."""
    hecho = make_encuentro(
        ugel, numero=3, nombre="III Encuentro", fecha=dias(7), hora=datetime.time(9), lugar="Auditorio", convocado_por=coordinador,
        convocado_en=datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
    make_punto(hecho, titulo="Informe de lo hecho", minutos=40)
    make_punto(hecho, titulo="Acuerdos", minutos=50)
    return hecho


def invitados(encuentro: Encuentro, cuantos: int = 3) -> list[Invitado]:
    return [make_invitado(encuentro, correo=f"alcalde{n}@ejemplo.pe", nombre=f"Persona {n}") for n in range(cuantos)]


def url(encuentro: Encuentro, ruta: str = "convocatoria", *mas) -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


# ── The text with its fields ─────────────────────────────────────────────────────────────────────────────────────────────
def test_each_field_says_what_it_says_for_each_guest(encuentro):
    uno, otro = invitados(encuentro, 2)
    textos = [rellenar(TEXTO_DEL_PORTAL + "{municipalidad}", valores_de(i, ["Informe"])) for i in (uno, otro)]
    assert all("III Encuentro" in t and "09:00" in t and "Auditorio" in t and "1. Informe" in t for t in textos)
    assert [t.endswith(str(i)) for t, i in zip(textos, (uno, otro), strict=True)] == [True, True]


def test_what_a_field_says_is_not_looked_into_again(encuentro):
    invitado = make_invitado(encuentro, nombre="{agenda} {{ encuentro.pk }} {% now %}")
    assert rellenar("Señor {nombre}", valores_de(invitado, ["Punto"])) == "Señor {agenda} {{ encuentro.pk }} {% now %}"


@pytest.mark.parametrize(
    ("texto", "dice"), [("Hola {alcalde}", "{alcalde} no es un campo"), ("Hola {nombre", "suelta"), ("{nombre.pk}", "{nombre.pk} no es")]
)
def test_a_field_that_does_not_exist_is_told_by_its_name(como, coordinador, encuentro, texto, dice):
    cliente, donde = como(coordinador), url(encuentro, "convocatoria_oficio")
    respuesta = cliente.post(donde, leer(cliente.get(donde)) | {"oficio_texto": texto})
    assert respuesta.status_code == 422
    assert dice in respuesta.text
    encuentro.refresh_from_db()
    assert encuentro.oficio_texto == ""


def test_the_preview_keeps_nothing_and_saving_does(como, coordinador, encuentro):
    invitado = invitados(encuentro, 1)[0]
    cliente, donde = como(coordinador), url(encuentro, "convocatoria_oficio")
    datos = leer(cliente.get(donde)) | {"oficio_texto": "Venga, {nombre}."}
    previa = cliente.post(donde, datos | {"accion": "previa"})
    encuentro.refresh_from_db()
    assert (f"Venga, {invitado.nombre}." in previa.text, encuentro.oficio_texto) == (True, "")
    datos.pop("accion", None)
    assert cliente.post(donde, datos).status_code == 302
    encuentro.refresh_from_db()
    assert encuentro.oficio_texto == "Venga, {nombre}."


@pytest.mark.promesa("P1")
def test_the_second_of_two_who_write_the_text_is_shown_both(como, coordinador, coordinadora, encuentro):
    uno, otra, donde = como(coordinador), como(coordinadora), url(encuentro, "convocatoria_oficio")
    de_uno, de_otra = leer(uno.get(donde)), leer(otra.get(donde))
    assert uno.post(donde, de_uno | {"oficio_texto": "El primero"}).status_code == 302
    segundo = otra.post(donde, de_otra | {"oficio_texto": "El segundo"})
    assert segundo.status_code == 409
    assert "El primero" in segundo.text
    assert "El segundo" in segundo.text


# ── Numbers and papers ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_oficios_are_numbered_once_and_in_order(encuentro, coordinador):
    uno, otro = invitados(encuentro, 2)
    assert numerar(encuentro, por=coordinador, desde=12, sufijo="-2026-UGEL-JAEN") == 2
    with pytest.raises(ValidationError, match="ya tienen su número"):
        numerar(encuentro, por=coordinador, desde=90, sufijo="")
    nuevo = make_invitado(encuentro, institucion="DRE")
    with pytest.raises(ValidationError, match="ya lo tiene otro"):
        numerar(encuentro, por=coordinador, desde=13, sufijo="-2026-UGEL-JAEN")
    numerar(encuentro, por=coordinador, desde=14, sufijo="-2026-UGEL-JAEN")
    for invitado in (uno, otro, nuevo):
        invitado.refresh_from_db()
    assert [i.oficio for i in (uno, otro, nuevo)] == [f"{n}-2026-UGEL-JAEN" for n in (12, 13, 14)]


def test_the_oficio_comes_out_as_a_tagged_pdf_and_as_a_document_of_word(como, especialista, encuentro):
    encuentro.ugel.encabezado = "UGEL DE LA PRUEBA"
    encuentro.ugel.save()
    invitado = invitados(encuentro, 1)[0]
    cliente = como(especialista)
    pdf = PdfReader(BytesIO(cliente.get(url(encuentro, "invitado_oficio", invitado.pk, "pdf")).content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in pdf.xmp_metadata.stream.get_data().decode()
    word = Document(BytesIO(cliente.get(url(encuentro, "invitado_oficio", invitado.pk, "docx")).content))
    for texto in (" ".join(p.extract_text() for p in pdf.pages), "\n".join(p.text for p in word.paragraphs)):
        for dicho in ("UGEL DE LA PRUEBA", invitado.nombre, "III Encuentro", "Informe de lo hecho"):
            assert dicho in texto


def test_all_the_oficios_come_in_one_pdf_and_those_without_mail_apart(como, especialista, encuentro):
    invitados(encuentro, 2)
    make_invitado(encuentro, institucion="Institución sin correo")
    cliente = como(especialista)
    todos, sin = (PdfReader(BytesIO(cliente.get(url(encuentro, "convocatoria_oficios") + q).content)) for q in ("", "?cuales=sin_correo"))
    assert (len(todos.pages), len(sin.pages)) == (3, 1)
    lista = cliente.get(url(encuentro, "convocatoria_sin_correo")).text
    assert "Institución sin correo" in lista
    assert "Persona 0" not in lista


def test_what_was_delivered_on_paper_says_who_and_when(encuentro, coordinador):
    invitado = make_invitado(encuentro)
    comunicacion = anotar_papel(invitado, por=coordinador, dia=dias(-1))
    assert (comunicacion.clase, comunicacion.por, comunicacion.envio) == ("papel", coordinador, None)
    with pytest.raises(ValidationError, match="ya se le envió"):
        anotar_papel(invitado, por=coordinador, dia=dias(0))
    with pytest.raises(ValidationError, match="no ha llegado"):
        anotar_papel(make_invitado(encuentro), por=coordinador, dia=dias(1))


# ── Mails ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_guest_gets_one_mail_with_its_own_link_and_its_papers(como, coordinador, encuentro, mailoutbox):
    invitados(encuentro, 3)
    make_invitado(encuentro)  # without mail
    cliente, donde = como(coordinador), url(encuentro, "convocatoria_enviar")
    previa = cliente.get(donde)
    assert "alcalde2@ejemplo.pe" in previa.text
    assert "aquí va el enlace propio" in previa.text
    datos = leer(previa)
    assert [cliente.post(donde, datos).status_code for _ in range(2)] == [302, 302]
    assert sorted(m.to[0] for m in mailoutbox) == [f"alcalde{n}@ejemplo.pe" for n in range(3)]
    enlaces = {re.search(rf"{RAIZ}/convocatoria/\S+", m.body)[0] for m in mailoutbox}
    assert len(enlaces) == 3
    for mensaje in mailoutbox:
        assert {parte[0] for parte in mensaje.attachments} == {"encuentro.ics", "oficio.pdf"}
    assert set(Envio.objects.values_list("reservado", "estado", "texto")) == {(True, "enviado", "")}


@pytest.mark.promesa("P6")
def test_nobody_is_sent_the_invitation_twice(encuentro, coordinador, coordinadora):
    invitados(encuentro, 2)
    assert invitar(encuentro, por=coordinador, raiz=RAIZ) == 2
    with pytest.raises(ValidationError, match="ya se les envió"):
        invitar(encuentro, por=coordinadora, raiz=RAIZ)
    make_invitado(encuentro, correo="nueva@ejemplo.pe")
    assert invitar(encuentro, por=coordinadora, raiz=RAIZ) == 1
    assert Envio.objects.count() == 3


@pytest.mark.promesa("P6")
def test_past_the_list_of_who_is_left_the_database_still_lets_one(encuentro, coordinador, monkeypatch):
    """Control: with the list not looking at what was sent, it is the law of the database that refuses; without that row, two mails leave."""
    (invitado,) = invitados(encuentro, 1)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    monkeypatch.setattr(convocatoria, "por_invitar", lambda e: e.invitados.all())
    with pytest.raises(Exception, match=r"UNIQUE|duplicate|una_vez"):
        invitar(encuentro, por=coordinador, raiz=RAIZ)


def test_sending_waits_for_nothing_that_was_rolled_back(encuentro, coordinador, monkeypatch):
    """One of three that cannot be asked for leaves none sent: what is on the list of sent is in the outbox, and the other way round."""
    invitados(encuentro, 3)
    Invitado.objects.filter(correo="alcalde1@ejemplo.pe").update(correo="alcalde1@ejemplo.pe\nBcc: malo@example.com")
    with pytest.raises(ValidationError, match="no es válida"):
        invitar(encuentro, por=coordinador, raiz=RAIZ)
    assert (Envio.objects.count(), Comunicacion.objects.count(), Llave.objects.count()) == (0, 0, 0)


@pytest.mark.promesa("P6")
def test_a_reminder_goes_to_who_has_not_answered_once_a_day(encuentro, coordinador, mailoutbox):
    callado, dijo = invitados(encuentro, 2)
    make_invitado(encuentro, correo="sin-invitar@ejemplo.pe", respuesta="no_asistira", respondido_en=datetime.datetime.now(datetime.UTC))
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    with gesto(por=None):
        dijo.responder("asistira", por=None)
    assert recordar(encuentro, por=coordinador, raiz=RAIZ) == 1
    with pytest.raises(ValidationError, match="No queda a quién recordar hoy"):
        recordar(encuentro, por=coordinador, raiz=RAIZ)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)):
        assert recordar(encuentro, por=coordinador, raiz=RAIZ) == 1
        recordatorios = [m for m in mailoutbox if m.subject.startswith("Recordatorio")]
    assert [m.to for m in recordatorios] == [[callado.correo]] * 2
    assert list(callado.comunicaciones.filter(clase="recordatorio").values_list("vuelta", flat=True)) == [1, 2]


@pytest.mark.promesa("P6")
def test_who_was_told_another_day_is_told_the_new_one_once_when_it_is_saved(encuentro, coordinador, como, mailoutbox):
    """Saving leads to the offer; one mail for each guest that knows something else, its event takes the place of the former one."""
    uno, otro = invitados(encuentro, 2)
    papel, _ = make_invitado(encuentro), make_invitado(encuentro)  # the second one was never told anything
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    anotar_papel(papel, por=coordinador, dia=dias(0))
    cliente, editar, cambio = como(coordinador), url(encuentro, "encuentro_editar"), url(encuentro, "convocatoria_cambio")

    def guardar(**campos: str) -> str:
        return cliente.post(editar, leer(cliente.get(editar)) | campos).url

    assert guardar(proposito="Otro propósito") == encuentro.get_absolute_url()  # nothing that a guest was told
    assert guardar(fecha=dias(9).isoformat(), lugar="Coliseo") == cambio
    pagina = cliente.get(cambio)
    assert all(dicho in pagina.text for dicho in (uno.correo, otro.correo, str(papel), "Coliseo"))
    datos = leer(pagina)
    assert [cliente.post(cambio, datos).status_code for _ in range(2)] == [302, 302]
    avisos = [m for m in mailoutbox if m.subject.startswith("Cambio de día")]
    assert sorted(m.to[0] for m in avisos) == [uno.correo, otro.correo]
    antes, despues = (icalendar.Calendar.from_ical(_evento_de(m)).walk("VEVENT")[0] for m in (mailoutbox[0], avisos[0]))
    assert (antes["UID"], despues.decoded("dtstart").date()) == (despues["UID"], dias(9))
    assert despues["SEQUENCE"] > antes["SEQUENCE"]
    with pytest.raises(ValidationError, match="ya se les avisó"):
        avisar_del_cambio(encuentro, por=coordinador, raiz=RAIZ)
    lista = cliente.get(url(encuentro)).text
    assert "Aviso de cambio" in lista
    assert "(1 en papel)" in lista
    entrega = url(encuentro, "invitado_papel", papel.pk)
    assert cliente.post(entrega, leer(cliente.get(entrega))).status_code == 302
    assert "Avisar del cambio" not in cliente.get(url(encuentro)).text
    assert guardar(fecha=dias(7).isoformat()) == cambio  # another change is another mail
    assert guardar(fecha=dias(9).isoformat()) == encuentro.get_absolute_url()  # put back: nobody knows anything else


def _evento_de(correo) -> str:
    return next(contenido for nombre, contenido, _ in correo.attachments if nombre == "encuentro.ics")


@pytest.mark.promesa("P6")
@pytest.mark.parametrize(("antes", "manda"), [(8, 0), (7, 1), (6, 0), (2, 1), (1, 0), (0, 0)])
def test_the_portal_reminds_by_itself_seven_and_two_days_before(encuentro, coordinador, mailoutbox, antes, manda):
    invitados(encuentro, 1)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    Encuentro.objects.filter(pk=encuentro.pk).update(fecha=dias(antes))
    for vez in range(2):  # begun again after a death, it does it no more
        encolar_tarea("encuentros.recordar", {}, por=None, clave=f"prueba:{vez}")
        assert hacer_una()
    carta = [m for m in mailoutbox if m.subject.startswith("Recordatorio")]
    assert len(carta) == manda
    assert all(f"{RAIZ}/convocatoria/" in m.body for m in carta)


def test_one_encuentro_that_cannot_be_told_of_leaves_the_others_reminded(encuentro, coordinador, mailoutbox):
    otro = make_encuentro(encuentro.ugel, numero=4, fecha=dias(7))
    for cual in (encuentro, otro):
        invitados(cual, 1)
        invitar(cual, por=coordinador, raiz=RAIZ)
    Encuentro.objects.filter(pk=encuentro.pk).update(oficio_asunto="{inventado}")
    tarea = encolar_tarea("encuentros.recordar", {}, por=None, clave="prueba")
    assert hacer_una()
    tarea.refresh_from_db()
    assert "{inventado} no es un campo" in tarea.error
    assert len([m for m in mailoutbox if m.subject.startswith("Recordatorio")]) == 1


def test_a_guest_whose_invitation_failed_is_not_reminded_of_it(encuentro, coordinador):
    invitados(encuentro, 1)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    Envio.objects.update(estado="fallido")
    with pytest.raises(ValidationError, match="No queda a quién recordar"):
        recordar(encuentro, por=coordinador, raiz=RAIZ)


def test_a_failed_mail_is_seen_with_its_reason_and_sent_again_to_the_address_of_now(como, coordinador, encuentro, mailoutbox):
    (invitado,) = invitados(encuentro, 1)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    Envio.objects.update(estado="fallido", ultimo_error="550 no existe ese buzón")
    cliente = como(coordinador)
    assert "550 no existe ese buzón" in cliente.get(url(encuentro)).text
    donde = url(encuentro, "invitado_reintentar", invitado.pk)
    assert cliente.post(donde, leer(cliente.get(donde))).status_code == 302
    assert [(m.to) for m in mailoutbox] == [["alcalde0@ejemplo.pe"]]  # the same one
    Envio.objects.update(estado="fallido", enviado_en=None, ultimo_error="550")
    Invitado.objects.update(correo="otro@ejemplo.pe")
    invitado.refresh_from_db()
    reintentar(invitado, por=coordinador, raiz=RAIZ)
    assert [m.to for m in mailoutbox][1:] == [["otro@ejemplo.pe"]]
    assert f"{RAIZ}/convocatoria/" in mailoutbox[1].body
    assert sorted(Envio.objects.values_list("estado", flat=True)) == ["anulado", "enviado"]
    with pytest.raises(ValidationError, match="ningún correo fallido"):
        reintentar(invitado, por=coordinador, raiz=RAIZ)


def test_the_door_to_retry_opens_only_the_mails_of_the_convocatoria(encuentro, especialista, como, coordinador):
    (invitado,) = invitados(encuentro, 1)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    Envio.objects.update(estado="fallido")
    envio = Envio.objects.get()
    with pytest.raises(ValidationError, match="no lleva los encuentros"):
        reintentar(invitado, por=especialista, raiz=RAIZ)
    with pytest.raises(ValidationError, match="Solo un administrador"):
        envio.reenviar(por=coordinador)
    assert como(coordinador).get(reverse("correo", args=[envio.pk])).status_code == 404


def test_nothing_is_sent_of_an_encuentro_that_began_or_whose_day_went_by(encuentro, coordinador):
    invitados(encuentro, 1)
    Encuentro.objects.filter(pk=encuentro.pk).update(fecha=dias(-1))
    with pytest.raises(ValidationError, match="ya pasó"):
        invitar(encuentro, por=coordinador, raiz=RAIZ)
    Encuentro.objects.filter(pk=encuentro.pk).update(fecha=dias(0), estado="en_curso")
    with pytest.raises(ValidationError, match="ya empezó"):
        invitar(encuentro, por=coordinador, raiz=RAIZ)


@pytest.mark.promesa("P32")
@pytest.mark.parametrize("cabecera", AJENOS, ids=lambda c: "=".join(*c.items()))
def test_a_poisoned_host_convokes_nobody_elsewhere(como, coordinador, encuentro, cabecera):
    invitados(encuentro, 1)
    cliente, donde = como(coordinador), url(encuentro, "convocatoria_enviar")
    datos = leer(cliente.get(donde))
    assert cliente.post(donde, datos, **cabecera).status_code == 400
    assert not Envio.objects.exists()


@pytest.mark.promesa("P32")
def test_no_field_of_a_guest_writes_a_header(encuentro, coordinador, mailoutbox):
    veneno = "\r\nBcc: malo@example.com\r\nX-Malo: 1"
    (invitado,) = invitados(encuentro, 1)
    Invitado.objects.update(nombre=f"Ana{veneno}", cargo=f"Alcaldesa{veneno}", oficio=f"12{veneno}")
    Encuentro.objects.filter(pk=encuentro.pk).update(
        nombre=f"III{veneno}", lugar=f"Aquí{veneno}", lema=veneno, oficio_asunto="{oficio} {nombre} {cargo} {encuentro} {lema}"
    )
    encuentro.refresh_from_db()
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    (carta,) = mailoutbox
    assert carta.recipients() == [invitado.correo]
    for parte in carta.message().walk():
        assert {nombre.lower() for nombre in parte.keys()} <= NUESTRAS  # noqa: SIM118


# ── The calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def evento(encuentro: Encuentro):
    crudo = invitacion_en_ics(encuentro)
    calendario = icalendar.Calendar.from_ical(crudo)
    (hallado,) = calendario.walk("VEVENT")
    assert b"ATTENDEE" not in crudo
    assert b"@ejemplo.pe" not in crudo
    return hallado


def test_the_event_is_read_back_at_its_hour_in_lima(encuentro):
    invitados(encuentro, 1)
    leido = evento(encuentro)
    lima = datetime.datetime.combine(encuentro.fecha, datetime.time(9), tzinfo=ZoneInfo("America/Lima"))
    assert leido.start == lima
    assert leido["DTSTART"].params["TZID"] == "America/Lima"
    assert leido.end - leido.start == datetime.timedelta(minutes=90)
    assert (str(leido["SUMMARY"]), str(leido["LOCATION"])) == ("III Encuentro", "Auditorio")


def test_a_later_version_of_the_event_is_the_same_event_with_a_higher_sequence(encuentro):
    antes = evento(encuentro)
    encuentro.hora = None
    encuentro.save()
    despues = evento(encuentro)
    assert antes["UID"] == despues["UID"]
    assert despues["SEQUENCE"] > antes["SEQUENCE"]
    assert despues.start == encuentro.fecha  # all day


def test_without_a_day_there_is_no_event(ugel):
    assert invitacion_en_ics(make_encuentro(ugel)) is None


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P24")
def test_the_liaison_of_another_municipality_finds_no_contact(como, encuentro, municipalidad_a, alcalde_b, alcalde_a, coordinador):
    invitado = make_invitado(encuentro, municipalidad_a, correo="canario@ejemplo.pe", nombre="CANARIO")
    for ruta, mas in (("convocatoria", ()), ("invitado", (invitado.pk,)), ("convocatoria_sin_correo", ()), ("encuentro", ())):
        for quien in (alcalde_b, None):
            cliente = como(quien) if quien else Client()
            texto = cliente.get(url(encuentro, ruta, *mas)).text
            assert "CANARIO" not in texto
            assert "canario@" not in texto
    assert list(Invitado.objects.for_user(alcalde_b)) == []
    assert list(Invitado.objects.for_user(alcalde_a)) == [invitado]
    assert "CANARIO" in como(coordinador).get(url(encuentro)).text
    assert "Lo que se le pide a su municipalidad" in como(alcalde_a).get(url(encuentro, "encuentro")).text
    assert "Lo que se le pide a su municipalidad" not in como(alcalde_b).get(url(encuentro, "encuentro")).text


@pytest.mark.promesa("P25")
def test_editing_a_guest_takes_only_what_the_page_asks_for(como, coordinador, encuentro, municipalidad_a):
    invitado = make_invitado(encuentro, municipalidad_a)
    otro = make_encuentro(encuentro.ugel, numero=9)
    cliente, donde = como(coordinador), url(encuentro, "invitado_editar", invitado.pk)
    prohibido = {"respuesta": "asistira", "respondido_en": "2024-01-01", "anotada_por": coordinador.pk, "encuentro": otro.pk}
    prohibido |= {"municipalidad": make_municipalidad(encuentro.ugel).pk, "institucion": "Otra", "delegado": "X", "demostracion": "on"}
    antes = Invitado.objects.values().get(pk=invitado.pk)
    assert cliente.post(donde, prohibido | leer(cliente.get(donde)) | {"cargo": "Alcaldesa"}).status_code == 302
    despues = Invitado.objects.values().get(pk=invitado.pk)
    assert [c for c in antes if antes[c] != despues[c]] == ["cargo"]


def test_the_counts_lead_to_their_guests(como, especialista, encuentro, coordinador):
    uno, otro, _ = invitados(encuentro, 3)
    with gesto(por=coordinador):
        uno.responder("asistira", por=coordinador)
        otro.responder("delegara", por=coordinador, delegado="Ana, gerente")
    cliente = como(especialista)
    texto = re.sub(r"<[^>]+>|\s+", " ", cliente.get(url(encuentro)).text)
    for cuenta in ("Asistirán 1", "Delegarán 1", "No asistirán 0", "Sin respuesta 1"):
        assert cuenta in re.sub(" +", " ", texto)
    filtrado = cliente.get(url(encuentro) + "?respuesta=delegara").text
    assert "Ana, gerente" in filtrado
    assert "alcalde0@ejemplo.pe" not in filtrado


def test_the_list_costs_the_same_for_one_guest_or_twenty(como, coordinador, encuentro, django_assert_max_num_queries):
    invitados(encuentro, 20)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    cliente = como(coordinador)
    with django_assert_max_num_queries(12):
        cliente.get(url(encuentro))
