"""A guest answers by its link: without an account, once, and nobody learns anything from a link that is not theirs."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora.gestos import gesto
from base.comun.registro import ocultar
from encuentros.convocatoria import anotar_respuesta, invitar, llave_de, responder_con_llave
from encuentros.models import Encuentro, Invitado, Llave
from tests.carreras import a_la_vez
from tests.factories import dias
from tests.factories_encuentros import llevar_encuentro, make_encuentro, make_invitado, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
SI = {"respuesta": "asistira"}
DELEGA = {"respuesta": "delegara", "delegado_nombre": "Rosa Delegada", "delegado_cargo": "Gerente municipal"}


@pytest.fixture
def encuentro(ugel, coordinador) -> Encuentro:
    ahora = datetime.datetime.now(datetime.UTC)
    return make_encuentro(ugel, numero=3, nombre="III Encuentro", fecha=dias(7), convocado_por=coordinador, convocado_en=ahora)


@pytest.fixture
def invitado(encuentro, municipalidad_a) -> Invitado:
    return make_invitado(encuentro, municipalidad_a, correo="alba@ejemplo.pe", nombre="Alba Alcaldesa")


def pagina(llave: Llave) -> str:
    return reverse("convocatoria_responder", args=[llave.secreto])


def test_ten_mayors_answer_by_their_links(encuentro, coordinador, mailoutbox):
    diez = [make_invitado(encuentro, correo=f"alcalde{n}@ejemplo.pe") for n in range(10)]
    invitar(encuentro, por=coordinador, raiz="https://testserver")
    enlaces = {m.to[0]: next(p for p in m.body.split() if "/convocatoria/" in p).removeprefix("https://testserver") for m in mailoutbox}
    for n, invitado in enumerate(diez):
        cliente, donde = Client(), enlaces[invitado.correo]
        assert str(invitado) in cliente.get(donde).text
        datos = [SI, DELEGA, {"respuesta": "no_asistira"}][n % 3]
        assert cliente.post(donde, datos).status_code == 302
        assert "Su respuesta quedó registrada" in cliente.get(donde).text
    respuestas = list(Invitado.objects.order_by("pk").values_list("respuesta", "delegado", "anotada_por"))
    de_tres = [("asistira", "", None), ("delegara", "Rosa Delegada, Gerente municipal", None), ("no_asistira", "", None)]
    assert respuestas == [de_tres[n % 3] for n in range(10)]
    avisos = Aviso.objects.filter(usuario=coordinador, clave__startswith="convocatoria:respuesta")
    assert avisos.count() == 10
    assert avisos.first().enlace == reverse("convocatoria", args=[encuentro.ugel.codigo, 3])


def test_looking_uses_nothing_up_and_an_answer_does(client, invitado):
    llave = llave_de(invitado)
    for _ in range(3):
        assert "Asistirá el titular" in client.get(pagina(llave)).text
    assert client.post(pagina(llave), SI).status_code == 302
    assert client.post(pagina(llave), {"respuesta": "no_asistira"}).status_code == 200
    invitado.refresh_from_db()
    assert invitado.respuesta == "asistira"
    texto = client.get(pagina(llave)).text
    assert "Asistirá el titular" in texto
    assert "<form" not in texto
    assert "comuníquese con UGEL de la prueba" in texto


def test_what_lets_it_answer_once_is_the_key(client, invitado, monkeypatch):
    """Control: with the key not used up, the second answer takes the place of the first."""
    monkeypatch.setattr(Llave, "gastar", lambda self: None)
    llave = llave_de(invitado)
    client.post(pagina(llave), SI)
    client.post(pagina(llave), {"respuesta": "no_asistira"})
    invitado.refresh_from_db()
    assert invitado.respuesta == "no_asistira"


@pytest.mark.promesa("P2")
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_one_is_kept(encuentro, invitado):
    llave = llave_de(invitado)

    def contestar(respuesta: str) -> Invitado:
        return responder_con_llave(Llave.por_secreto(llave.secreto, "confirmar"), respuesta=respuesta)

    resultados = a_la_vez(lambda: contestar("asistira"), lambda: contestar("no_asistira"))
    assert sorted(isinstance(r, ValidationError) for r in resultados) == [False, True]
    (quedo,) = [r.respuesta for r in resultados if isinstance(r, Invitado)]
    invitado.refresh_from_db()
    assert invitado.respuesta == quedo
    assert Aviso.objects.count() == 1


@pytest.mark.promesa("P6")
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_send_once(encuentro, invitado, coordinador, coordinadora):
    resultados = a_la_vez(*[lambda p=p: invitar(encuentro, por=p, raiz="https://testserver") for p in (coordinador, coordinadora)])
    assert sorted(str(r) for r in resultados if isinstance(r, int)) == ["1"]
    assert invitado.comunicaciones.count() == 1
    assert invitado.llaves.count() == 1


@pytest.mark.parametrize("datos", [{}, {"respuesta": "quizas"}, {"respuesta": "sin_respuesta"}, DELEGA | {"delegado_cargo": " "}])
def test_what_is_no_answer_uses_nothing_up(client, invitado, datos):
    llave = llave_de(invitado)
    assert client.post(pagina(llave), datos).status_code == 422
    llave.refresh_from_db()
    assert llave.vale


def test_an_invented_link_and_one_of_a_key_that_never_was_look_the_same(client, invitado):
    llave = llave_de(invitado)
    numero = llave.secreto.partition("-")[0]
    presencia = Llave.dar(invitado, "presencia", vence_en=llave.vence_en)
    secretos = [f"{numero}-{'0' * 40}", f"99999999-{'0' * 40}", "nada", presencia.secreto, f"{'9' * 30}-{'0' * 40}"]
    respuestas = [client.get(reverse("convocatoria_responder", args=[s])) for s in secretos]
    assert {(r.status_code, r.content) for r in respuestas} == {(404, respuestas[0].content)}
    assert client.post(reverse("convocatoria_responder", args=[secretos[0]]), SI).status_code == 404
    assert "Alba" not in respuestas[0].text


@pytest.mark.parametrize("que", ["vencida", "anulada", "celebrado"])
def test_a_key_that_no_longer_opens_says_why(client, invitado, coordinador, que):
    llave = llave_de(invitado)
    if que == "anulada":
        Llave.objects.update(anulada_en=datetime.datetime.now(datetime.UTC), anulada_por=coordinador)
    elif que == "celebrado":
        Encuentro.objects.update(fecha=dias(0))
        llevar_encuentro(Encuentro.objects.get(), "acta_en_borrador", por=coordinador)
    dice = {"vencida": "Su plazo ya pasó", "anulada": "lo dejó sin efecto", "celebrado": "ya se celebró"}
    cuando = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=9 if que == "vencida" else 0)
    with time_machine.travel(cuando):
        respuesta = client.post(pagina(llave), SI)
    invitado.refresh_from_db()
    assert (respuesta.status_code, invitado.respuesta) == (200, "sin_respuesta")
    assert dice[que] in respuesta.text


def test_a_guest_that_was_taken_off_the_list_answers_no_more(client, invitado, coordinador):
    llave = llave_de(invitado)
    with gesto(por=coordinador):
        invitado.eliminar(por=coordinador)
    assert client.get(pagina(llave)).status_code == 404


def test_who_got_the_link_by_a_mistyped_mail_answers_no_more(client, invitado):
    """Nobody voided it: the mail was corrected, by whatever door, and the link was of the other address."""
    a_otro = pagina(llave_de(invitado))
    Invitado.objects.filter(pk=invitado.pk).update(correo="alba.correcta@ejemplo.pe")
    assert client.get(a_otro).status_code == 404
    assert client.post(a_otro, SI).status_code == 404
    invitado.refresh_from_db()
    assert invitado.respuesta == "sin_respuesta"
    assert client.post(pagina(llave_de(invitado)), SI).status_code == 302


def test_the_page_leaves_no_cookie_and_says_nothing_of_anybody_else(client, encuentro, invitado, coordinador):
    make_punto(encuentro, titulo="Informe de lo hecho")
    make_invitado(encuentro, correo="canario@ejemplo.pe", nombre="CANARIO")
    llave = llave_de(invitado)
    for respuesta in (client.get(pagina(llave)), client.post(pagina(llave), SI), client.get(pagina(llave)), client.get("/convocatoria/x/")):
        assert not respuesta.cookies
        assert respuesta["Referrer-Policy"] == "no-referrer"
        assert "noindex" in respuesta["X-Robots-Tag"]
        assert "no-store" in respuesta["Cache-Control"]
        assert not {"CANARIO", "canario@", coordinador.nombre, "alba@ejemplo.pe"} & set(respuesta.text.split())
    assert "Informe de lo hecho" in client.get(pagina(llave)).text


def test_it_answers_for_its_guest_whoever_is_signed_in(como, invitado, alcalde_b):
    """The key is the permission: no token of a form is asked for, and the person of that browser is nobody here."""
    cliente = Client(enforce_csrf_checks=True)
    cliente.force_login(alcalde_b)
    assert cliente.post(pagina(llave_de(invitado)), SI).status_code == 302
    invitado.refresh_from_db()
    assert (invitado.respuesta, invitado.anotada_por) == ("asistira", None)


def test_the_log_never_repeats_a_key(invitado):
    """Neither the address of the page nor the line of the server that served it. In letters: eight figures in a row are covered anyway."""
    firma = "abcdef" * 6 + "abcd"
    assert re.fullmatch(r"\d+-[0-9a-f]{40}", llave_de(invitado).secreto)
    camino = reverse("convocatoria_responder", args=[f"12-{firma}"])
    for linea in (f"GET {camino} HTTP/1.1", f"https://testserver{camino}", f"Not Found: {camino}"):
        assert firma not in ocultar(linea)
    assert "[oculto]" not in ocultar("/060008/encuentros/1/convocatoria/enviar/")


# ── By telephone ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_answer_by_telephone_says_who_wrote_it_and_ends_the_link(client, como, coordinador, encuentro, invitado):
    llave = llave_de(invitado)
    cliente, donde = como(coordinador), reverse("invitado_respuesta", args=[encuentro.ugel.codigo, 3, invitado.pk])
    datos = leer(cliente.get(donde)) | DELEGA
    assert cliente.post(donde, datos).status_code == 302
    invitado.refresh_from_db()
    assert (invitado.respuesta, invitado.delegado, invitado.anotada_por) == (
        "delegara",
        "Rosa Delegada, Gerente municipal",
        coordinador,
    )
    assert "La anotó la UGEL" in client.post(pagina(llave), SI).text
    invitado.refresh_from_db()
    assert invitado.respuesta == "delegara"


def test_an_answer_that_came_by_the_link_meanwhile_is_not_written_over(client, como, coordinador, encuentro, invitado):
    cliente, donde = como(coordinador), reverse("invitado_respuesta", args=[encuentro.ugel.codigo, 3, invitado.pk])
    datos = leer(cliente.get(donde)) | {"respuesta": "no_asistira"}
    client.post(pagina(llave_de(invitado)), SI)
    assert cliente.post(donde, datos).status_code == 409
    invitado.refresh_from_db()
    assert invitado.respuesta == "asistira"


@pytest.mark.promesa("P1")
@pytest.mark.django_db(transaction=True)
def test_a_call_and_a_link_at_the_same_moment_wait_for_each_other(como, coordinador, encuentro, invitado):
    """Both hold the encuentro first: one is kept, the other one is told, nobody meets a deadlock."""
    cliente, donde = como(coordinador), reverse("invitado_respuesta", args=[encuentro.ugel.codigo, 3, invitado.pk])
    for _ in range(4):
        Llave.objects.all().delete()
        abierta, datos = pagina(llave_de(invitado)), leer(cliente.get(donde)) | {"respuesta": "no_asistira"}
        llamada, enlace = a_la_vez(lambda d=datos: cliente.post(donde, d), lambda u=abierta: Client().post(u, SI))
        assert (llamada.status_code, enlace.status_code) in {(302, 302), (302, 200), (409, 302)}
        invitado.refresh_from_db()
        assert invitado.respuesta == ("asistira" if llamada.status_code == 409 else "no_asistira")


def test_a_delegate_without_a_name_is_no_answer(invitado, coordinador, especialista):
    with pytest.raises(ValidationError, match="a quién envía"):
        anotar_respuesta(invitado, por=coordinador, respuesta="delegara", delegado=" ")
    with pytest.raises(ValidationError, match="no lleva los encuentros"):
        anotar_respuesta(invitado, por=especialista, respuesta="asistira")


def test_a_day_that_is_put_off_lets_the_same_link_answer_longer(encuentro, invitado):
    antes = llave_de(invitado)
    encuentro.fecha = dias(30)
    encuentro.save()
    invitado.encuentro = encuentro
    despues = llave_de(invitado)
    assert (despues.pk, despues.secreto) == (antes.pk, antes.secreto)
    assert despues.vence_en > antes.vence_en
