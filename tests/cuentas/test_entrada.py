"""Signing in, and what happens to what one was typing."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from base.cuentas.entrada import CLAVE_DEMOSTRACION
from base.cuentas.models import Usuario
from base.cuentas.roles import QUIEN, Permiso, Rol
from tests.factories import CONTRASENA, dias, make_compromiso, make_usuario

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_with_user_and_password(client, coordinador):
    respuesta = client.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    assert (respuesta.status_code, respuesta.url) == (302, "/")


def test_a_closed_account_does_not_sign_in(client, coordinador):
    Usuario.objects.update(is_active=False)
    client.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    assert "_auth_user_id" not in client.session


def test_the_published_password_opens_nothing_outside_the_demonstration(client, coordinador, settings):
    coordinador.set_password(CLAVE_DEMOSTRACION)
    coordinador.save()
    datos = {"login": coordinador.username, "password": CLAVE_DEMOSTRACION}
    assert client.post("/entrar/", datos).status_code == 200

    settings.DEMOSTRACION = True
    assert client.post("/entrar/", datos).status_code == 302


def test_nobody_chooses_the_published_password(client, coordinador):
    client.force_login(coordinador)
    datos = {"oldpassword": CONTRASENA, "password1": CLAVE_DEMOSTRACION, "password2": CLAVE_DEMOSTRACION}
    respuesta = client.post(reverse("account_change_password"), datos)
    assert "la conoce cualquiera" in respuesta.content.decode()
    coordinador.refresh_from_db()
    assert coordinador.check_password(CONTRASENA)


def test_there_is_no_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_forgotten_password_is_set_again_by_a_link_that_works_once(client, coordinador, mailoutbox):
    Usuario.objects.filter(pk=coordinador.pk).update(email="coordinador@ejemplo.pe")
    client.post(reverse("account_reset_password"), {"email": "coordinador@ejemplo.pe"})
    (correo,) = mailoutbox
    enlace = re.search(r"https?://[^/]+(/cuenta/olvido/\S+)", correo.body).group(1)

    pagina = client.get(enlace, follow=True)
    nueva = "otra-clave-larga-77"
    respuesta = client.post(pagina.redirect_chain[-1][0], {"password1": nueva, "password2": nueva})
    assert respuesta.status_code == 302
    coordinador.refresh_from_db()
    assert coordinador.check_password(nueva)
    assert client.get(enlace, follow=True).context["token_fail"]


def test_a_form_that_arrives_after_its_session_ended_gets_its_text_back(client, convenio):
    compromiso = make_compromiso(convenio)
    url = reverse("avance_nuevo", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo])
    respuesta = client.post(url, {"descripcion": "Dos horas <b>escribiendo</b> esto", "password": "secreta", "clave": "x"})
    texto = respuesta.content.decode()
    assert respuesta.status_code == 401
    assert "Dos horas &lt;b&gt;escribiendo&lt;/b&gt; esto" in texto
    assert "secreta" not in texto
    assert f"next={url}" in texto


def test_a_form_whose_security_token_is_old_gets_its_text_back(convenio, coordinador):
    from django.test import Client

    cliente = Client(enforce_csrf_checks=True)
    cliente.force_login(coordinador)
    respuesta = cliente.post(reverse("convenio_nuevo", args=[convenio.ugel.codigo]), {"titulo": "Un título largo"})
    assert respuesta.status_code == 403
    assert "Un título largo" in respuesta.content.decode()


def test_access_ends_with_the_charge(como, coordinador, convenio):
    cliente = como(coordinador)
    url = reverse("convenio", args=[convenio.ugel.codigo, convenio.codigo])
    assert cliente.get(url).status_code == 200
    from municipios.models import MiembroUgel

    MiembroUgel.objects.filter(usuario=coordinador).update(fin=dias(-1))
    assert cliente.get(url).status_code == 404


def test_every_permission_is_of_somebody_and_every_role_reads():
    assert set(QUIEN) == set(Permiso)
    assert all(QUIEN.values())
    assert QUIEN[Permiso.VER] == set(Rol)


def test_who_reads_for_the_region_writes_nothing():
    assert {permiso for permiso, roles in QUIEN.items() if Rol.DRE in roles} == {Permiso.VER}


def test_only_an_administrator_may_run_the_whole_installation():
    with pytest.raises(ValidationError, match="Solo un administrador"):
        make_usuario(Rol.ALCALDE, is_superuser=True)


def test_createsuperuser_makes_an_administrator():
    usuario = Usuario.objects.create_superuser("raiz", nombre="Raíz", password="una-clave-larga-9")
    assert (usuario.rol, usuario.is_superuser, usuario.is_staff) == (Rol.ADMINISTRADOR, True, True)


@pytest.mark.parametrize("clave", ["123456789012", "corta"])
def test_createsuperuser_takes_no_weak_password_whatever_it_is_answered(clave):
    with pytest.raises(ValidationError):
        Usuario.objects.create_superuser("raiz", nombre="Raíz", password=clave)
    assert not Usuario.objects.exists()
