"""Where a person is signed in, and how that ends: by themselves, by an administrator, by what was taken from them."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from base.cuentas import mis_sesiones as sesiones
from base.cuentas.entrada import Entrada
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso, Rol
from municipios import acciones
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel
from municipios.models.municipalidad import CargoQuerySet
from tests.factories import CONTRASENA, dias, make_sesion
from tests.formularios import leer

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"


def entra(usuario: Usuario, clave: str = CONTRASENA, **cabeceras) -> Client:
    """A real session, through the door."""
    cliente = Client(headers=cabeceras or None)
    assert cliente.post("/entrar/", {"login": usuario.username, "password": clave}).status_code == 302
    return cliente


def dentro(cliente: Client) -> bool:
    """Whether the next request still finds somebody signed in."""
    return cliente.get("/avisos/").status_code == 200


# ── What is known of each ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("agente", "dice"),
    [
        (ANDROID, "Chrome en Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge en Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605 Version/17.2 Mobile/15E148 Safari/604.1",
            "Safari en iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox en Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 OPR/106.0", "Opera en macOS"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36", "Samsung Internet en Android"),
        ("", "Un equipo que no dice cuál es"),
        ("<script>alert(1)</script>", "Un equipo que no dice cuál es"),
    ],
)
def test_a_device_is_told_in_words(agente, dice):
    assert sesiones.dispositivo(agente) == dice


def test_a_person_sees_their_own_sessions_and_which_one_this_is(coordinador, coordinadora):
    telefono, oficina = entra(coordinador, **{"user-agent": ANDROID}), entra(coordinador)
    entra(coordinadora, **{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/121.0"})
    texto = telefono.get("/cuenta/sesiones/").content.decode()
    assert texto.count("Chrome en Android") >= 1
    assert texto.count("esta sesión") == 1
    assert "127.0.0.1" in texto
    assert "Firefox en Windows" not in texto
    assert "esta sesión" in oficina.get("/cuenta/sesiones/").content.decode()


def test_signing_in_says_when_and_writes_no_history(coordinador):
    filas = coordinador.history.count()
    entra(coordinador)
    coordinador.refresh_from_db()
    assert ahora() - coordinador.entro_en < datetime.timedelta(minutes=1)
    assert coordinador.history.count() == filas
    assert not hasattr(coordinador.history.first(), "entro_en")


def test_last_seen_is_written_each_five_minutes_and_not_each_time(coordinador, django_assert_num_queries, monkeypatch):
    cliente = entra(coordinador)
    cliente.get("/avisos/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def escrituras() -> list[str]:
        with CaptureQueriesContext(connection) as capturadas:
            cliente.get("/cuenta/contrasena/")
        return [q["sql"] for q in capturadas if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]

    assert escrituras() == []
    UserSession.objects.update(last_seen_at=ahora() - datetime.timedelta(hours=1))
    sesion = cliente.session
    sesion[sesiones.VISTA] -= 301
    sesion.save()
    assert len(escrituras()) == 2  # the row, and the session that remembers when
    assert ahora() - UserSession.objects.get().last_seen_at < datetime.timedelta(minutes=1)
    assert escrituras() == []


def test_the_list_costs_the_same_for_one_session_or_twenty(coordinador, django_assert_max_num_queries):
    cliente = entra(coordinador)
    for _ in range(20):
        make_sesion(coordinador)
    with django_assert_max_num_queries(8):
        assert cliente.get("/cuenta/sesiones/").content.decode().count("Chrome en Android") > 19


# ── Ending them ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_person_closes_one_session_and_the_next_request_there_finds_nobody(coordinador):
    aqui, alla = entra(coordinador), entra(coordinador)
    otra = UserSession.objects.get(session_key=alla.session.session_key)
    assert dentro(alla)
    assert aqui.post(f"/cuenta/sesiones/{otra.pk}/cerrar/").status_code == 302
    assert not dentro(alla)
    assert dentro(aqui)


def test_closing_all_the_others_leaves_this_one(coordinador, coordinadora):
    aqui, alla, mas, ajena = entra(coordinador), entra(coordinador), entra(coordinador), entra(coordinadora)
    assert aqui.post("/cuenta/sesiones/cerrar-las-demas/").status_code == 302
    assert "Se cerraron 2 sesiones" in aqui.get("/cuenta/sesiones/").content.decode()
    assert (dentro(aqui), dentro(alla), dentro(mas), dentro(ajena)) == (True, False, False, True)


def test_a_session_of_another_person_is_a_missing_one(coordinador, coordinadora):
    suya = make_sesion(coordinadora)
    cliente = entra(coordinador)
    assert cliente.post(f"/cuenta/sesiones/{suya.pk}/cerrar/").status_code == 404
    assert cliente.post("/cuenta/sesiones/999999/cerrar/").status_code == 404
    assert UserSession.objects.filter(pk=suya.pk).exists()


def test_a_new_password_ends_the_other_sessions_and_the_list_says_so(coordinador):
    aqui, alla = entra(coordinador), entra(coordinador)
    datos = {"oldpassword": CONTRASENA, "password1": "un-huerto-de-papas", "password2": "un-huerto-de-papas"}
    assert aqui.post("/cuenta/contrasena/", datos).status_code == 302
    assert (dentro(aqui), dentro(alla)) == (True, False)
    assert UserSession.objects.filter(user=coordinador).count() == 1
    assert aqui.get("/cuenta/sesiones/").content.decode().count("esta sesión") == 1


# ── P26: what is taken away is gone at the next request ──────────────────────────────────────────────────────────────────
def por_la_accion(accion, **otros):
    def quitar(cuenta, administrador):
        with gesto(por=administrador, motivo="prueba"):
            accion(por=administrador, cuenta=cuenta, **otros)

    return quitar


def terminar(modelo):
    def quitar(cuenta, administrador):
        with gesto(por=administrador):
            acciones.terminar_cargo(modelo.objects.get(usuario=cuenta), por=administrador)

    return quitar


def mover(cuenta, administrador):
    from municipios.models import Municipalidad

    otra = (
        Municipalidad.objects.exclude(pk=Gestion.objects.get(usuario=cuenta).municipalidad_id).filter(distrito__nombre="Distrito B").get()
    )
    Gestion.objects.filter(usuario=cuenta).update(municipalidad=otra)


RETIROS = {
    "cerrar la cuenta": ("coordinador", por_la_accion(acciones.cerrar), "convenio"),
    "cerrar sus sesiones": ("coordinador", por_la_accion(acciones.cerrar_sesiones), "convenio"),
    "cambiar de rol a uno que no edita": ("coordinador", por_la_accion(acciones.cambiar_rol, rol=Rol.DIRECTOR), "convenio_editar"),
    "cambiar de rol a otro lugar": ("coordinador", por_la_accion(acciones.cambiar_rol, rol=Rol.ALCALDE), "convenio"),
    "terminar el cargo en la UGEL": ("coordinador", terminar(MiembroUgel), "convenio"),
    "terminar la gestión": ("alcalde_a", terminar(Gestion), "convenio"),
    "terminar el enlace": ("enlace_a", terminar(EnlaceMunicipal), "convenio"),
    "pedir que renueve su contraseña": ("coordinador", por_la_accion(acciones.pedir_renovacion), "convenio"),
}


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("retiro", RETIROS)
def test_what_is_taken_away_is_refused_at_the_next_request(request, convenio, administrador, retiro, promesa):
    quien, quitar, ruta = RETIROS[retiro]
    cuenta = request.getfixturevalue(quien)
    cliente, url = entra(cuenta), reverse(ruta, args=[convenio.ugel.codigo, convenio.codigo])
    assert cliente.get(url).status_code == 200  # the session was good

    quitar(cuenta, administrador)

    pedidos = 0
    for _ in range(3):
        if cliente.get(url).status_code == 200:
            pedidos += 1
    assert pedidos == 0
    assert cliente.post(url, {"titulo": "Cambiado"}).status_code != 302
    promesa.anotar(f"{retiro}, con la sesión abierta", pedidos_atendidos_despues=pedidos)


@pytest.mark.promesa("P26")
def test_who_moves_to_another_district_reaches_the_former_no_more(alcalde_a, municipalidad_a, municipalidad_b, convenio, administrador):
    cliente = entra(alcalde_a)
    assert "Distrito A" in cliente.get("/mi-municipio/").content.decode()
    mover(alcalde_a, administrador)
    assert "Distrito A" not in cliente.get("/mi-municipio/").content.decode()
    assert "Distrito B" in cliente.get("/mi-municipio/").content.decode()


@pytest.mark.promesa("P26")
def test_a_charge_that_begins_tomorrow_reaches_nothing_today(coordinador, convenio):
    cliente, url = entra(coordinador), reverse("convenio", args=[convenio.ugel.codigo, convenio.codigo])
    MiembroUgel.objects.filter(usuario=coordinador).update(inicio=dias(1))
    assert cliente.get(url).status_code == 404


@pytest.mark.promesa("P26")
def test_what_refuses_who_left_is_the_date_and_the_open_account(coordinador, convenio, monkeypatch):
    """Control: with every charge believed in force and every account believed open, both go on reading."""
    cliente, url = entra(coordinador), reverse("convenio", args=[convenio.ugel.codigo, convenio.codigo])
    otro = entra(coordinador)  # the refusal ends the session of the first
    MiembroUgel.objects.filter(usuario=coordinador).update(fin=dias(-1))
    assert cliente.get(url).status_code == 404
    with monkeypatch.context() as m:
        m.setattr(CargoQuerySet, "vigentes", lambda self: self)
        assert cliente.get(url).status_code == 200
    MiembroUgel.objects.filter(usuario=coordinador).update(fin=None)
    Usuario.objects.filter(pk=coordinador.pk).update(is_active=False)
    assert cliente.get(url).status_code == 302
    with monkeypatch.context() as m:
        m.setattr(Entrada, "user_can_authenticate", lambda self, user: True)
        m.setattr(Usuario, "puede", lambda self, permiso: permiso == Permiso.VER)
        assert otro.get("/avisos/").status_code == 200


# ── Forced renewal ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def por_renovar(coordinador) -> Client:
    cliente = entra(coordinador)
    Usuario.objects.filter(pk=coordinador.pk).update(renovar_clave=True)
    return cliente


@pytest.mark.parametrize("ruta", ["/", "/bandeja/", "/avisos/", "/administracion/", "/publico/", "/cuenta/sesiones/", "/no-existe-tal/"])
def test_every_page_leads_to_the_change_of_password(por_renovar, ruta):
    respuesta = por_renovar.get(ruta)
    assert (respuesta.status_code, respuesta.headers.get("Location")) in [(302, "/cuenta/contrasena/"), (404, None)]
    assert (respuesta.status_code == 404) == (ruta == "/no-existe-tal/")


def test_what_was_being_typed_is_given_back(por_renovar, convenio):
    url = reverse("convenio_nuevo", args=[convenio.ugel.codigo])
    respuesta = por_renovar.post(url, {"titulo": "Dos horas escribiendo esto", "clave": "x"})
    assert respuesta.status_code == 403
    assert "Dos horas escribiendo esto" in respuesta.content.decode()
    assert f"/cuenta/contrasena/?next={url}" in respuesta.content.decode()


def test_a_part_of_a_page_takes_the_whole_page_there(por_renovar, ugel):
    respuesta = por_renovar.get(f"/{ugel.codigo}/compromisos/", headers={"HX-Request": "true"})
    assert (respuesta.status_code, respuesta.headers["HX-Redirect"]) == (204, "/cuenta/contrasena/")


def test_a_new_password_and_only_a_new_one_ends_it(por_renovar, coordinador):
    datos = leer(por_renovar.get("/cuenta/contrasena/")) | {"oldpassword": CONTRASENA}
    misma = por_renovar.post("/cuenta/contrasena/", datos | {"password1": CONTRASENA, "password2": CONTRASENA})
    assert "elija una distinta" in misma.content.decode()
    assert por_renovar.get("/bandeja/").status_code == 302

    nueva = "un-huerto-de-papas"
    assert por_renovar.post("/cuenta/contrasena/", datos | {"password1": nueva, "password2": nueva}).status_code == 302
    assert por_renovar.get("/bandeja/").status_code == 200
    coordinador.refresh_from_db()
    assert coordinador.check_password(nueva)


def test_who_must_renew_can_still_leave(por_renovar):
    assert por_renovar.post("/salir/").status_code == 302
    assert por_renovar.get("/publico/").status_code == 200


def test_who_enters_with_a_password_that_an_administrator_typed_chooses_another(como, administrador, coordinador):
    cliente = como(administrador)
    url = f"/administracion/cuentas/usuario/{coordinador.pk}/change/"
    datos = leer(cliente.get(url)) | {"password1": "la-que-le-dicto-hoy", "password2": "la-que-le-dicto-hoy"}
    assert cliente.post(url, datos).status_code == 302
    coordinador.refresh_from_db()
    assert coordinador.renovar_clave
    assert entra(coordinador, "la-que-le-dicto-hoy").get("/bandeja/").url == "/cuenta/contrasena/"


def test_what_leads_there_is_the_middleware(por_renovar, coordinador, settings, como):
    """Control."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("RenovarClaveMiddleware")]
    assert como(coordinador).get("/bandeja/").status_code == 200


def test_the_reason_for_closing_stays_in_the_history(coordinador, administrador):
    por_la_accion(acciones.cerrar)(coordinador, administrador)
    ultima = coordinador.history.first()
    assert (ultima.is_active, ultima.history_change_reason, ultima.history_user) == (False, "prueba", administrador)
    assert Lote.objects.filter(por=administrador, motivo="prueba").exists()
