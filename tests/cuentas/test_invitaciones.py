"""The key with which a person enters for the first time: by mail or on paper, once, for a while, and told to nobody else."""

import datetime
import logging
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.cuentas import invitaciones
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import Rol
from municipios import acciones
from tests.carreras import a_la_vez
from tests.factories import CONTRASENA, make_invitacion, make_usuario

pytestmark = pytest.mark.django_db
CLAVE = "un-huerto-de-papas"
DOS_VECES = {"password1": CLAVE, "password2": CLAVE}
ELEGIR = "/cuenta/activar/clave/"


@pytest.fixture
def nueva(ugel) -> Usuario:
    """An account that waits for its person."""
    return make_usuario(Rol.ESPECIALISTA, ugel=ugel, username="nueva", nombre="Nora Nueva", email="nora@ejemplo.pe", password=None)


def con_enlace(cliente: Client, secreto: str):
    return cliente.get(reverse("activar_enlace", args=[secreto]), follow=True)


def con_codigo(cliente: Client, usuario: str, codigo: str):
    return cliente.post(reverse("activar"), {"usuario": usuario, "codigo": codigo})


def cuerpo(respuesta) -> str:
    """Its text without what changes at each page: the security token, the instant, what the person typed."""
    texto = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", respuesta.content.decode())
    return re.sub(r"Datos al [^<]+|value=\"[^\"]*\"", "", texto)


# ── Entering ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_link_opens_the_page_of_the_password_and_then_the_portal(client, nueva, administrador):
    _, secreto = make_invitacion(nueva, clase="correo", por=administrador)
    pagina = con_enlace(client, secreto)
    assert pagina.redirect_chain[-1][0] == ELEGIR
    assert "Nora Nueva" in pagina.content.decode()
    antes = client.session.session_key

    assert client.post(ELEGIR, DOS_VECES).url == "/"

    nueva.refresh_from_db()
    assert nueva.check_password(CLAVE)
    assert client.session["_auth_user_id"] == str(nueva.pk)
    assert client.session.session_key not in (None, antes)
    assert "invitacion" not in client.session


def test_a_code_opens_the_same_however_it_is_typed(client, nueva):
    _, codigo = make_invitacion(nueva)
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{5}-){3}[2-9A-HJKMNP-Z]{5}", codigo)
    assert con_codigo(client, " NUEVA ", codigo.replace("-", " ").lower()).url == ELEGIR
    assert client.post(ELEGIR, DOS_VECES).url == "/"
    nueva.refresh_from_db()
    assert nueva.check_password(CLAVE)


def test_who_activates_on_the_device_of_another_person_enters_as_themselves(como, nueva, administrador):
    _, secreto = make_invitacion(nueva, clase="correo")
    cliente = como(administrador)
    con_enlace(cliente, secreto)
    cliente.post(ELEGIR, DOS_VECES)
    assert cliente.session["_auth_user_id"] == str(nueva.pk)


def test_a_link_that_a_mail_program_looked_at_still_works(client, nueva):
    _, secreto = make_invitacion(nueva, clase="correo")
    for _ in range(3):
        con_enlace(Client(), secreto)
    assert "Nora Nueva" in con_enlace(client, secreto).content.decode()


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        ({"password1": "corta", "password2": "corta"}, "demasiado corta"),
        ({"password1": CLAVE, "password2": "otra"}, "no son iguales"),
        ({"password1": "convenio-2026", "password2": "convenio-2026"}, "la conoce cualquiera"),
        ({"password1": "Nora Nueva", "password2": "Nora Nueva"}, "similar"),
        ({}, "obligatorio"),
    ],
)
def test_a_password_that_the_rules_refuse_uses_nothing_up(client, nueva, datos, dice):
    _, secreto = make_invitacion(nueva, clase="correo")
    con_enlace(client, secreto)
    respuesta = client.post(ELEGIR, datos | {"x": "y"})
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert CLAVE not in respuesta.content.decode()
    assert client.post(ELEGIR, DOS_VECES).status_code == 302


def test_the_fields_of_the_form_are_all_it_takes(client, nueva):
    """P25: role, scope and key posted beside the password change nothing."""
    _, secreto = make_invitacion(nueva, clase="correo")
    otra = make_usuario(Rol.ADMINISTRADOR)
    con_enlace(client, secreto)
    client.post(ELEGIR, DOS_VECES | {"rol": "administrador", "is_superuser": "on", "pk": otra.pk, "usuario": otra.pk, "username": "x"})
    nueva.refresh_from_db()
    otra.refresh_from_db()
    assert (nueva.rol, nueva.is_superuser, nueva.username) == (Rol.ESPECIALISTA, False, "nueva")
    assert otra.check_password(CONTRASENA)


# ── What no longer opens ─────────────────────────────────────────────────────────────────────────────────────────────────
def usar(i, cuenta):
    i.aceptar(CLAVE)


def vencer(i, cuenta):
    pasado = i.creada_en - datetime.timedelta(days=30)
    Invitacion.objects.filter(pk=i.pk).update(creada_en=pasado, vence_en=pasado + datetime.timedelta(hours=1))


def anular(i, cuenta):
    i.anular(por=cuenta)


def reemplazar(i, cuenta):
    make_invitacion(cuenta, clase=i.clase)


def cerrar(i, cuenta):
    Usuario.objects.filter(pk=cuenta.pk).update(is_active=False)


def cambiar_clave(i, cuenta):
    cuenta.set_password("otra-clave-larga-55")
    cuenta.save()


def cambiar_correo(i, cuenta):
    Usuario.objects.filter(pk=cuenta.pk).update(email="otra@ejemplo.pe")


MUERTES = [usar, vencer, anular, reemplazar, cerrar, cambiar_clave, cambiar_correo]


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("muerte", MUERTES, ids=lambda m: m.__name__)
def test_a_link_that_no_longer_opens_says_the_same_as_one_that_never_did(client, nueva, muerte):
    invitacion, secreto = make_invitacion(nueva, clase="correo")
    muerte(invitacion, nueva)
    ninguna, suya = con_enlace(Client(), "inventada"), con_enlace(client, secreto)
    assert suya.status_code == ninguna.status_code == 200
    assert cuerpo(suya) == cuerpo(ninguna)
    assert "Esta invitación no vale" in suya.content.decode()
    assert client.post(ELEGIR, DOS_VECES).content.decode().count("Esta invitación no vale") > 0
    assert "_auth_user_id" not in client.session


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("muerte", MUERTES, ids=lambda m: m.__name__)
def test_what_ends_while_the_password_is_being_typed_has_ended(client, nueva, muerte):
    invitacion, secreto = make_invitacion(nueva, clase="correo")
    assert "Nora Nueva" in con_enlace(client, secreto).content.decode()
    muerte(invitacion, nueva)
    assert (
        "Esta invitación no vale"
        in client.post(ELEGIR, DOS_VECES | {"password1": "de-un-intruso-1", "password2": "de-un-intruso-1"}).content.decode()
    )
    nueva.refresh_from_db()
    assert not nueva.check_password("de-un-intruso-1")


@pytest.mark.promesa("P26")
def test_what_refuses_a_key_that_ended_is_the_key(client, nueva, monkeypatch):
    """Control: with a key that is always believed, one that has expired still takes a password."""
    invitacion, secreto = make_invitacion(nueva, clase="correo")
    con_enlace(client, secreto)
    vencer(invitacion, nueva)
    monkeypatch.setattr(Invitacion, "vale", True)
    client.post(ELEGIR, DOS_VECES)
    nueva.refresh_from_db()
    assert nueva.check_password(CLAVE)


@pytest.mark.promesa("P31")
def test_nobody_learns_by_a_code_who_has_an_account(client, nueva, promesa):
    """Unknown user, wrong code, expired, closed, without a key: one status, one text."""
    vencida, cerrada, sin_llave = (make_usuario(username=n, password=None) for n in ("vencida", "cerrada", "sinllave"))
    codigos = {c.username: make_invitacion(c)[1] for c in (nueva, vencida, cerrada)}
    vencer(Invitacion.objects.get(usuario=vencida), vencida)
    cerrar(None, cerrada)
    respuestas = [
        con_codigo(client, "nadie", codigos["nueva"]),
        con_codigo(client, "nueva", "AAAAA-BBBBB-CCCCC-DDDDD"),
        con_codigo(client, "vencida", codigos["vencida"]),
        con_codigo(client, "cerrada", codigos["cerrada"]),
        con_codigo(client, sin_llave.username, codigos["nueva"]),
    ]
    assert {r.status_code for r in respuestas} == {422}
    assert len({cuerpo(r) for r in respuestas}) == 1
    promesa.anotar("código de activación: usuario que no existe, código malo, vencido, cuenta cerrada", distintas=1, casos=len(respuestas))


def test_five_wrong_codes_void_it_and_the_right_one_no_longer_opens(client, nueva):
    invitacion, codigo = make_invitacion(nueva)
    for _ in range(4):
        con_codigo(client, "nueva", "AAAAA-BBBBB-CCCCC-DDDDD")
    assert con_codigo(client, "nueva", codigo).status_code == 302  # the fifth could still be right
    con_codigo(client, "nueva", "AAAAA-BBBBB-CCCCC-DDDDD")
    assert con_codigo(client, "nueva", codigo).status_code == 422
    invitacion.refresh_from_db()
    assert (invitacion.intentos, invitacion.situacion) == (5, "agotada")


def test_a_code_of_one_account_opens_no_other(client, nueva):
    _, codigo = make_invitacion(nueva)
    make_invitacion(make_usuario(username="otra", password=None))
    assert con_codigo(client, "otra", codigo).status_code == 422


def test_a_code_is_not_a_link_nor_a_link_a_code(client, nueva):
    _, codigo = make_invitacion(nueva)
    for escrito in (codigo, codigo.replace("-", "")):
        assert "no vale" in con_enlace(client, escrito).content.decode()
    _, secreto = make_invitacion(nueva, clase="correo")
    assert con_codigo(client, "nueva", secreto[:40]).status_code == 422


@pytest.mark.parametrize("llave", ["a", "%00", "ñ", "x" * 3000, "'; DROP TABLE--", "..", "clave2"])
def test_an_address_that_is_no_key_is_a_key_that_does_not_open(client, llave):
    respuesta = client.get(f"/cuenta/activar/{llave}/", follow=True)
    assert respuesta.status_code in (200, 400, 404)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_database_refuses_two_pending_keys_a_sixth_try_and_a_used_one_voided(nueva):
    primera, _ = make_invitacion(nueva)
    otra = Invitacion(usuario=nueva, clase="codigo", huella="x" * 64, sello="x" * 64, vence_en=primera.vence_en, creada_por=nueva)
    with pytest.raises(ValidationError, match="ya tiene una invitación pendiente"):
        otra.full_clean()
    for cambio in ({"intentos": 6}, {"usada_en": primera.creada_en, "anulada_en": primera.creada_en, "anulada_por": nueva}, {"clase": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitacion.objects.filter(pk=primera.pk).update(**cambio)
    with pytest.raises(IntegrityError), transaction.atomic():
        otra.save()


def test_a_mail_invitation_needs_a_mail_and_a_closed_account_gets_none(nueva):
    sin_correo = make_usuario(password=None)
    with pytest.raises(ValidationError, match="no tiene correo"):
        invitaciones.emitir(usuario=sin_correo, clase="correo", por=nueva)
    cerrar(None, nueva)
    with pytest.raises(ValidationError, match="cerrada"):
        invitaciones.emitir(usuario=nueva, clase="codigo", por=nueva)


def test_a_link_lives_two_days_and_a_code_seven(nueva):
    for clase, cuanto in (("correo", datetime.timedelta(hours=48)), ("codigo", datetime.timedelta(days=7))):
        invitacion, _ = make_invitacion(nueva, clase=clase)
        assert abs(invitacion.vence_en - invitacion.creada_en - cuanto) < datetime.timedelta(seconds=5)


def test_the_key_is_kept_nowhere(client, nueva, administrador, como, caplog):
    """Canary: neither in a row, nor in the history, nor in a log, nor in any page after the one that showed it."""
    caplog.set_level(logging.DEBUG)
    from django.apps import apps

    for clase in ("correo", "codigo"):
        _, secreto = make_invitacion(nueva, clase=clase, por=administrador)
        con_enlace(client, secreto) if clase == "correo" else con_codigo(client, "nueva", secreto)
        paginas = [client.post(ELEGIR, {"password1": "corta"}), client.get(ELEGIR), como(administrador).get(f"/cuentas/{nueva.pk}/")]
        filas = [repr(f) for m in apps.get_models(include_auto_created=True) for f in m._base_manager.values_list()]
        sueltos = {secreto, secreto.replace("-", "")} if clase == "codigo" else {secreto}
        for suelto in sueltos:
            assert not any(suelto in p.content.decode() for p in paginas)
            assert not any(suelto in fila for fila in filas)
            assert suelto not in caplog.text
            assert suelto not in str(dict(client.session))


# ── At the same instant ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_twice_at_once_sets_one_password():
    cuenta = make_usuario(username="nueva", nombre="Nora Nueva", email="nora@ejemplo.pe", password=None)
    for vuelta in range(5):
        _, secreto = make_invitacion(cuenta, clase="correo")
        cliente = Client()
        con_enlace(cliente, secreto)

        def elegir(clave, cookies=cliente.cookies):
            uno = Client()
            uno.cookies = cookies.copy()
            return uno.post(ELEGIR, {"password1": clave, "password2": clave})

        claves = [f"la-de-la-primera-{vuelta}", f"la-de-la-segunda-{vuelta}"]
        respuestas = a_la_vez(*(lambda c=c: elegir(c) for c in claves))
        estados = [getattr(r, "status_code", r) for r in respuestas]
        assert sorted(map(str, estados)) == ["200", "302"], estados
        perdedora = respuestas[estados.index(200)]
        assert "Esta invitación no vale" in perdedora.content.decode()
        cuenta.refresh_from_db()
        assert cuenta.check_password(claves[estados.index(302)])
        assert Invitacion.objects.filter(usada_en=None, anulada_en=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_codes_at_once_have_no_more_tries_than_one_by_one():
    cuenta = make_usuario(username="nueva", password=None)
    invitacion, codigo = make_invitacion(cuenta)
    a_la_vez(*(lambda: con_codigo(Client(), "nueva", "AAAAA-BBBBB-CCCCC-DDDDD") for _ in range(8)))
    invitacion.refresh_from_db()
    assert invitacion.intentos == 5
    assert con_codigo(Client(), "nueva", codigo).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_emissions_at_once_leave_one_key():
    cuenta = make_usuario(username="nueva", password=None)
    hechas = a_la_vez(*(lambda: make_invitacion(Usuario.objects.get(pk=cuenta.pk)) for _ in range(4)))
    assert all(isinstance(h, tuple) for h in hechas), hechas
    assert Invitacion.objects.pendientes().count() == 1


def test_no_mail_is_sent_by_what_was_undone(nueva, administrador, django_capture_on_commit_callbacks):
    def emitir_y_fallar():
        with gesto(por=administrador):
            acciones.emitir(por=administrador, cuenta=nueva, clase="correo", enlace=lambda s: f"https://x/{s}")
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        emitir_y_fallar()
    assert mail.outbox == []
