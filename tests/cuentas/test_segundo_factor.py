"""P29: administrators and coordinators use two factors, and no path goes around it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from base.bitacora.gestos import gesto
from base.cuentas import limites, llaves
from base.cuentas.factores import aplicacion, estado, recuperacion
from base.cuentas.factores.etapa import SegundoPaso
from base.cuentas.factores.middleware import SegundoFactorMiddleware
from base.cuentas.invitaciones import emitir
from base.cuentas.limites import Clase
from base.cuentas.models import Usuario
from base.cuentas.roles import CON_SEGUNDO_FACTOR, Rol
from tests.carreras import a_la_vez
from tests.cuentas.con_factor import codigo, dar, dentro, entra, errado, primer_paso
from tests.factories import SECRETO, make_aplicacion
from tests.test_casa import RUTAS

pytestmark = [pytest.mark.django_db, pytest.mark.segundo_factor, pytest.mark.promesa("P29")]
OTRA = "otra-clave-larga-77"


@pytest.fixture(autouse=True)
def _sin_espera(monkeypatch) -> None:
    monkeypatch.setattr("base.cuentas.views.olvido.Olvido.piso", 0)


# ── The paths: each brings a client as far as the password, a link or somebody else's act brings it ──────────────────────
def por_la_entrada(usuario: Usuario, **_) -> Client:
    return primer_paso(usuario)


def por_la_administracion(usuario: Usuario, **_) -> Client:
    cliente = Client()
    assert cliente.get("/administracion/login/").status_code == 302
    return primer_paso(usuario, cliente=cliente, next="/administracion/")


def por_el_olvido(usuario: Usuario, *, mailoutbox, **_) -> Client:
    cliente = Client()
    Usuario.objects.filter(pk=usuario.pk).update(email="c@ejemplo.pe")
    cliente.post("/cuenta/olvido/", {"email": "c@ejemplo.pe"})
    enlace = re.search(r"(/cuenta/olvido/\S+)", mailoutbox[0].body).group(1)
    formulario = cliente.get(enlace, follow=True).redirect_chain[-1][0]
    cliente.post(formulario, {"password1": OTRA, "password2": OTRA})
    assert not dentro(cliente)  # the link by itself signs nobody in
    return primer_paso(usuario, clave=OTRA, cliente=cliente)


def por_una_invitacion(usuario: Usuario, *, administrador, **_) -> Client:
    cliente = Client()
    with gesto(por=administrador):
        _, secreto = emitir(usuario=usuario, clase="codigo", por=administrador)
    cliente.post(reverse("activar"), {"usuario": usuario.username, "codigo": secreto})
    assert cliente.post(reverse("activar_clave"), {"password1": OTRA, "password2": OTRA}).status_code == 302
    return cliente


def por_un_ascenso(usuario: Usuario, **_) -> Client:
    """A session that was open, without a second factor, before the role asked for one."""
    Usuario.objects.filter(pk=usuario.pk).update(rol=Rol.DIRECTOR)
    factores = list(Authenticator.objects.filter(user=usuario))
    Authenticator.objects.filter(user=usuario).delete()
    cliente = primer_paso(usuario)
    assert dentro(cliente)
    Authenticator.objects.bulk_create(factores)
    Usuario.objects.filter(pk=usuario.pk).update(rol=Rol.COORDINADOR)
    return cliente


def por_otra_puerta(usuario: Usuario, **_) -> Client:
    """However a session began that did not go through the sign-in."""
    cliente = Client()
    cliente.force_login(usuario)
    return cliente


CAMINOS = (por_la_entrada, por_la_administracion, por_el_olvido, por_una_invitacion, por_un_ascenso, por_otra_puerta)


@pytest.fixture
def camino(request, coordinador, administrador, mailoutbox, reloj):
    def seguir(por, *, con_factor: bool) -> Client:
        if con_factor:
            make_aplicacion(coordinador)
        return por(coordinador, administrador=administrador, mailoutbox=mailoutbox)

    return seguir


@pytest.mark.parametrize("por", CAMINOS, ids=lambda f: f.__name__)
def test_without_a_factor_every_path_ends_where_it_is_set_up(camino, por, promesa):
    cliente = camino(por, con_factor=False)
    negados = {
        "página": cliente.get("/avisos/"),
        "administración": cliente.get("/administracion/"),
        "llave de la API": cliente.post(reverse("llave_nueva"), {"nombre": "una", "dias": 30}),
        "página pública": cliente.get("/publico/"),
    }
    assert {que: r.status_code for que, r in negados.items()} == {que: 403 if "llave" in que else 302 for que in negados}
    assert negados["página"].url == f"{reverse('segundo_factor')}?next=%2Favisos%2F"
    assert cliente.get(reverse("segundo_factor")).status_code == 200
    promesa.anotar(f"{por.__name__}, sin segundo factor", entra="no")


CASOS = {
    "sin darlo": lambda cliente: None,
    "errado": lambda cliente: dar(cliente, errado()),
    "viejo": lambda cliente: dar(cliente, codigo(-2)),
    "bueno": lambda cliente: dar(cliente, codigo()),
}


@pytest.mark.parametrize("caso", CASOS)
@pytest.mark.parametrize("por", CAMINOS, ids=lambda f: f.__name__)
def test_every_path_asks_for_the_second_factor_and_takes_the_right_one_only(camino, por, caso, promesa):
    cliente = camino(por, con_factor=True)
    assert not dentro(cliente)
    CASOS[caso](cliente)
    assert dentro(cliente) == (caso == "bueno")
    assert (cliente.get("/administracion/").status_code == 200) == (caso == "bueno")
    promesa.anotar(f"{por.__name__}, segundo factor {caso}", entra="sí" if caso == "bueno" else "no")


@pytest.mark.parametrize("por", CAMINOS, ids=lambda f: f.__name__)
def test_a_used_code_opens_no_path(camino, coordinador, por):
    cliente = camino(por, con_factor=True)
    assert aplicacion.usar(coordinador, codigo())
    assert dar(cliente, codigo()).status_code == 422
    assert not dentro(cliente)


@pytest.mark.parametrize("escrito", ["", " ", "ABCD-EFGH-JKMN", "12345", "1234567", "０００００００", "\0", "١٢٣٤٥٦", "x" * 41])
def test_what_is_no_code_opens_nothing_and_breaks_nothing(coordinador, reloj, escrito):
    make_aplicacion(coordinador)
    recuperacion.hacer(coordinador)
    cliente = primer_paso(coordinador)
    assert dar(cliente, escrito).status_code in (400, 422)
    assert not dentro(cliente)


@pytest.mark.parametrize("con_factor", [False, True])
def test_a_session_that_has_not_proved_it_reaches_no_route_but_the_few_it_needs(coordinador, con_factor):
    if con_factor:
        make_aplicacion(coordinador)
    guardia, pedido, abiertas = SegundoFactorMiddleware(lambda _: None), RequestFactory().get("/x/"), set()
    pedido.user, pedido.session = coordinador, {}
    for _ruta, patron in RUTAS:
        pedido.resolver_match = resolve("/").__class__(patron.callback, (), {}, patron.name)
        if guardia.process_view(pedido, patron.callback, (), {}) is None:
            abiertas.add(patron.name)
    ponerlo = {"segundo_factor", "segundo_factor_aplicacion", "segundo_factor_llave", "account_reauthenticate"}
    assert abiertas == {"account_logout", "salud_viva", "salud_lista", "salud_metricas"} | (
        {"segundo_factor_probar"} if con_factor else ponerlo
    )


def test_who_can_do_harm_is_who_may_do_what_cannot_be_taken_lightly():
    assert {Rol.ADMINISTRADOR, Rol.COORDINADOR} == CON_SEGUNDO_FACTOR


def test_who_may_only_report_enters_with_the_password(alcalde_a, especialista, director):
    for persona in (alcalde_a, especialista, director):
        assert dentro(primer_paso(persona))


def test_whoever_set_one_up_of_their_own_will_is_asked_too(alcalde_a, reloj):
    make_aplicacion(alcalde_a)
    cliente = primer_paso(alcalde_a)
    assert not dentro(cliente)
    dar(cliente, codigo())
    assert dentro(cliente)


def test_the_form_that_was_being_typed_comes_back(coordinador):
    cliente = por_otra_puerta(coordinador)
    respuesta = cliente.post("/avisos/leidos/", {"nota": "Dos horas <b>escribiendo</b>", "otp": "123456"})
    texto = respuesta.content.decode()
    assert (respuesta.status_code, "escribiendo&lt;/b&gt;" in texto, "123456" in texto) == (403, True, False)
    assert cliente.get("/avisos/", headers={"HX-Request": "true"})["HX-Redirect"] == reverse("segundo_factor")


def test_who_is_held_sees_no_menu_of_what_is_inside(coordinador):
    cliente = por_otra_puerta(coordinador)
    assert 'class="menu"' not in cliente.get(reverse("segundo_factor")).content.decode()


# ── What waits between the two steps ─────────────────────────────────────────────────────────────────────────────────────
def test_the_second_step_ends_with_the_password_of_the_first(coordinador, reloj):
    make_aplicacion(coordinador)
    cliente = primer_paso(coordinador)
    coordinador.set_password(OTRA)
    coordinador.save()
    dar(cliente, codigo())
    assert not dentro(cliente)


def test_the_second_step_ends_with_the_account(coordinador, reloj):
    make_aplicacion(coordinador)
    cliente = primer_paso(coordinador)
    Usuario.objects.filter(pk=coordinador.pk).update(is_active=False)
    dar(cliente, codigo())
    assert not dentro(cliente)


def test_the_second_step_waits_a_quarter_of_an_hour(coordinador, reloj):
    make_aplicacion(coordinador)
    cliente = primer_paso(coordinador)
    reloj.shift(15 * 60 + 1)
    assert dar(cliente, codigo()).url == "/entrar/"
    assert not dentro(cliente)


def test_the_second_step_is_of_whoever_gave_the_password(coordinador, coordinadora, reloj):
    make_aplicacion(coordinador)
    make_aplicacion(coordinadora)
    cliente = primer_paso(coordinador)
    dar(cliente, codigo())
    assert cliente.session["_auth_user_id"] == str(coordinador.pk)
    sesion = cliente.session
    assert sesion[estado.MARCA]["de"] == coordinador.pk


def test_the_session_of_both_steps_is_new_and_lasts_what_the_role_says(coordinador, reloj, settings):
    make_aplicacion(coordinador)
    cliente = primer_paso(coordinador)
    antes = cliente.cookies[settings.SESSION_COOKIE_NAME].value
    dar(cliente, codigo())
    assert cliente.cookies[settings.SESSION_COOKIE_NAME].value != antes
    assert cliente.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 30 * 60
    assert settings.EQUIPO_COOKIE_NAME in cliente.cookies


def test_giving_it_in_an_open_session_changes_its_key(coordinador, reloj, settings):
    make_aplicacion(coordinador)
    cliente = por_otra_puerta(coordinador)
    antes = cliente.cookies[settings.SESSION_COOKIE_NAME].value
    assert dar(cliente, codigo(), next="/avisos/").url == "/avisos/"
    assert cliente.cookies[settings.SESSION_COOKIE_NAME].value != antes
    assert dentro(cliente)


@pytest.mark.parametrize("ajeno", ["https://ejemplo.org/", "//ejemplo.org", "javascript:alert(1)"])
def test_what_comes_after_is_of_the_portal(coordinador, reloj, ajeno):
    make_aplicacion(coordinador)
    assert dar(por_otra_puerta(coordinador), codigo(), next=ajeno).url == "/"


# ── Programs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_key_of_the_api_opens_only_while_its_person_has_a_second_factor(coordinador, especialista, convenio):
    def abre(secreto: str) -> int:
        return Client().get("/api/v1/privado/compromisos", headers={"Authorization": f"Bearer {secreto}"}).status_code

    secreto, de_otro = (llaves.crear(quien, nombre="una", dias=30)[1] for quien in (coordinador, especialista))
    assert (abre(secreto), abre(de_otro)) == (401, 200)
    factor = make_aplicacion(coordinador)
    assert abre(secreto) == 200
    factor.delete()
    recuperacion.hacer(coordinador)  # codes of recovery alone are no factor
    assert abre(secreto) == 401


# ── Once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_code_works_for_a_step_before_and_one_after_and_never_again(coordinador, reloj):
    make_aplicacion(coordinador)
    assert [bool(aplicacion.usar(coordinador, codigo(n))) for n in (-2, 2, -1, -1, 0, -1, 0, 1, 1)] == [
        *(False, False, True, False, True, False, False, True, False)
    ]
    reloj.shift(30)
    assert not aplicacion.usar(coordinador, codigo())  # it was used as the one after


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_code_opens_once(coordinador, promesa):
    make_aplicacion(coordinador)
    codigos = recuperacion.hacer(coordinador)
    for ronda in range(promesa.veces(2, 30)):
        Authenticator.objects.filter(user=coordinador, type="totp").delete()
        make_aplicacion(coordinador)
        bueno = codigo()
        abiertos = a_la_vez(*[lambda: aplicacion.usar(coordinador, bueno)] * 4)  # noqa: B023 -- run before the next round
        de_papel = a_la_vez(*[lambda: recuperacion.usar(coordinador, codigos[0])] * 4)
        assert [sum(isinstance(r, Authenticator) for r in rs) for rs in (abiertos, de_papel)] == [1, 1 if ronda == 0 else 0]
    promesa.anotar("el mismo código cuatro veces a la vez", abre=1)


@pytest.mark.control
def test_without_the_step_that_was_used_a_code_opens_twice(coordinador, reloj, monkeypatch):
    """Control: what refuses it is the step that stands in the row."""
    make_aplicacion(coordinador)
    mirar = aplicacion.paso_de
    monkeypatch.setattr(aplicacion, "paso_de", lambda secreto, escrito, **_: mirar(secreto, escrito))
    assert [bool(aplicacion.usar(coordinador, codigo())) for _ in range(2)] == [True, True]


def test_a_code_of_recovery_opens_once_and_is_kept_as_a_hash(coordinador, reloj):
    make_aplicacion(coordinador)
    codigos = recuperacion.hacer(coordinador)
    guardado = repr(Authenticator.objects.get(user=coordinador, type="recovery_codes").data)
    assert len(set(codigos)) == 10
    assert not any(c in guardado or c.replace("-", "") in guardado for c in codigos)
    assert dentro(entra(coordinador, codigos[0].lower().replace("-", " ")))
    assert dar(primer_paso(coordinador), codigos[0]).status_code == 422
    assert recuperacion.quedan(coordinador) == 9
    nuevos = recuperacion.hacer(coordinador)
    assert not recuperacion.usar(coordinador, codigos[1])
    assert recuperacion.usar(coordinador, nuevos[1])


def test_the_secret_of_an_application_is_not_in_its_row(coordinador, settings):
    factor = make_aplicacion(coordinador)
    assert SECRETO not in repr(factor.data)
    settings.SECRET_KEY = "otra" * 20
    assert aplicacion.usar(coordinador, codigo()) is None  # nor readable with another key of the portal


# ── Guessing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def adivinar(cliente: Client, veces: int) -> list[int]:
    return [dar(cliente, errado()).status_code for _ in range(veces)]


def test_five_wrong_ones_in_five_minutes_twenty_an_hour_fifty_a_day(reloj, promesa):
    miradas = {}
    for minuto in range(0, 24 * 60, 5):
        tomados = [limites.intentar(Clase.FACTOR, cuenta="1").permitido for _ in range(7 if minuto < 60 else minuto % 15 == 0)]
        miradas[minuto] = tomados.count(True)
        reloj.shift(5 * 60)
    en_una_hora, en_un_dia = sum(v for m, v in miradas.items() if m < 60), sum(miradas.values())
    promesa.anotar("códigos errados que se miran", en_5_minutos=miradas[0], en_una_hora=en_una_hora, en_un_dia=en_un_dia)
    assert (miradas[0], en_una_hora, en_un_dia) == (5, 20, 50)


def test_the_right_one_is_not_looked_at_while_there_are_no_more_tries_whatever_the_door(coordinador, reloj):
    make_aplicacion(coordinador)
    codigos = recuperacion.hacer(coordinador)
    abierta = por_otra_puerta(coordinador)
    assert adivinar(abierta, 3) + adivinar(primer_paso(coordinador), 2) == [422] * 5
    for cliente in (abierta, primer_paso(coordinador), primer_paso(coordinador)):
        respuesta = dar(cliente, codigo())
        assert (respuesta.status_code, "Demasiados intentos" in respuesta.content.decode()) == (429, True)
        assert dar(cliente, codigos[0]).status_code == 429
        assert not dentro(cliente)
    assert recuperacion.quedan(coordinador) == 10
    reloj.shift(5 * 60)
    assert dentro(entra(coordinador))


def test_a_new_password_gives_no_more_tries(coordinador, mailoutbox, reloj):
    make_aplicacion(coordinador)
    adivinar(primer_paso(coordinador), 5)
    assert dar(por_el_olvido(coordinador, mailoutbox=mailoutbox), codigo()).status_code == 429


def test_the_right_ones_do_not_count(coordinador, reloj):
    make_aplicacion(coordinador)
    for _ in range(7):
        assert dentro(entra(coordinador))
        reloj.shift(30)


def test_the_tries_of_one_account_are_not_those_of_another(coordinador, coordinadora, reloj):
    make_aplicacion(coordinador)
    make_aplicacion(coordinadora)
    adivinar(primer_paso(coordinador), 6)
    assert dentro(entra(coordinadora))


# ── Controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.control
def test_without_the_middleware_a_session_that_began_otherwise_is_inside(coordinador, settings):
    """Control: what holds it is the middleware."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("SegundoFactorMiddleware")]
    make_aplicacion(coordinador)
    assert dentro(por_otra_puerta(coordinador))


@pytest.mark.control
def test_without_the_second_step_the_password_signs_in(coordinador, monkeypatch):
    """Control: what asks at the sign-in is the step."""
    make_aplicacion(coordinador)
    monkeypatch.setattr(SegundoPaso, "handle", lambda self: (None, True))
    assert "_auth_user_id" in primer_paso(coordinador).session


@pytest.mark.control
def test_without_the_limits_guessing_is_endless(coordinador, reloj, monkeypatch):
    """Control: what refuses is the count."""
    make_aplicacion(coordinador)
    monkeypatch.setattr(limites, "_negado", lambda *_: None)
    assert set(adivinar(primer_paso(coordinador), 12)) == {422}


def test_the_demonstration_asks_for_the_password_alone_and_says_so(coordinador, settings):
    settings.DEMOSTRACION = True
    assert "se entra solo con la contraseña" in Client().get("/entrar/").content.decode()
    cliente = primer_paso(coordinador)
    assert dentro(cliente)
    settings.DEMOSTRACION = False
    assert not dentro(cliente)  # what was opened there is worth nothing here
    assert "se entra solo" not in Client().get("/entrar/").content.decode()
