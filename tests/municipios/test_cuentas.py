"""The pages where an administrator invites, closes and scopes accounts, and what they refuse."""

import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from base.bitacora.models import Lote
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import Rol
from municipios.forms.cuentas import usuario_propuesto
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel
from tests.carreras import a_la_vez
from tests.factories import CONTRASENA, dias, make_gestion, make_invitacion, make_municipalidad, make_sesion, make_usuario
from tests.formularios import leer

pytestmark = pytest.mark.django_db
INVITAR = "/cuentas/invitar/"


@pytest.fixture
def admin_(como, administrador) -> Client:
    return como(administrador)


def datos_de(ugel, **otros) -> dict[str, str]:
    base = {
        "clave": str(uuid.uuid4()),
        "nombre": "Nora Nueva Núñez",
        "email": "nora@ejemplo.pe",
        "rol": "especialista",
        "lugar": f"ugel-{ugel.codigo}",
        "cargo": "Especialista de Primaria",
        "inicio": "",
        "fin": "",
        "username": "nora.nueva",
        "clase": "correo",
    }
    return base | otros


def de_municipalidad(municipalidad, **otros) -> dict[str, str]:
    return {"lugar": f"municipalidad-{municipalidad.distrito.ubigeo}", "cargo": "", **otros}


def nora() -> Usuario:
    return Usuario.objects.get(nombre="Nora Nueva Núñez")


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_shows_the_ugel_and_its_municipalities_and_nobody_else(admin_, coordinador, alcalde_a, coordinador_otra_ugel, ugel):
    make_usuario(Rol.ADMINISTRADOR, username="instalacion", nombre="Inés Instalación", is_superuser=True)
    texto = admin_.get("/cuentas/").content.decode()
    assert "Carlos Coordinador" in texto
    assert "Alba Alcaldesa" in texto
    assert ugel.nombre in texto
    assert "Otto Ajeno" not in texto
    assert "Inés Instalación" not in texto


def cuales(cliente, **pregunta) -> set[str]:
    return {c.username for c in cliente.get("/cuentas/", pregunta).context["pagina"]}


def test_the_list_is_filtered_and_searched_without_accents(admin_, coordinador, director, enlace_a, ugel):
    Usuario.objects.filter(pk=coordinador.pk).update(entro_en=coordinador.creado_en)
    Usuario.objects.filter(pk=director.pk).update(is_active=False, renovar_clave=True)
    EnlaceMunicipal.objects.filter(usuario=enlace_a).update(fin=dias(-1))
    make_invitacion(enlace_a)
    assert cuales(admin_, texto="DARIO director") == {"director"}
    assert cuales(admin_, rol="enlace") == {"enlace.a"}
    assert cuales(admin_, situacion="cerrada") == cuales(admin_, situacion="renovar") == {"director"}
    assert cuales(admin_, situacion="abierta") == {"administrador", "coordinador", "enlace.a"}
    assert cuales(admin_, situacion="nunca") == {"administrador", "enlace.a"}
    assert cuales(admin_, situacion="sin_cargo") == cuales(admin_, situacion="invitada") == {"enlace.a"}
    assert cuales(admin_, rol="nada", situacion="'", texto="%") == set()
    assert len(cuales(admin_, rol="nada", situacion="'")) == 4  # a word it does not know filters nothing


def test_a_charge_that_the_role_does_not_use_is_no_charge(admin_, enlace_a, ugel):
    MiembroUgel.objects.create(usuario=enlace_a, ugel=ugel)
    EnlaceMunicipal.objects.filter(usuario=enlace_a).update(fin=dias(-1))
    assert cuales(admin_, situacion="sin_cargo") == {"enlace.a"}


def test_the_list_costs_the_same_for_one_account_or_a_thousand(admin_, ugel, django_assert_max_num_queries):
    nuevas = Usuario.objects.bulk_create(
        [Usuario(username=f"u{n}", nombre=f"Persona {n:04d}", rol="especialista", password="!") for n in range(1000)]
    )
    MiembroUgel.objects.bulk_create([MiembroUgel(usuario=u, ugel=ugel, cargo="Cargo") for u in nuevas])
    with django_assert_max_num_queries(8):
        assert admin_.get("/cuentas/", {"pagina": 3}).context["pagina"].paginator.count == 1001


def test_the_menu_leads_there_only_for_who_may(admin_, como, coordinador, alcalde_a):
    assert 'href="/cuentas/"' in admin_.get("/avisos/").content.decode()
    for persona in (coordinador, alcalde_a):
        texto = como(persona).get("/avisos/").content.decode()
        assert 'href="/cuentas/"' not in texto
        assert 'href="/cuenta/sesiones/"' in texto


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_gesture_makes_the_account_its_charge_and_the_mail(admin_, ugel, administrador, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        respuesta = admin_.post(INVITAR, datos_de(ugel, fin=str(dias(90))))
    cuenta = nora()
    assert respuesta.url == f"/cuentas/{cuenta.pk}/"
    assert (cuenta.username, cuenta.rol, cuenta.has_usable_password(), cuenta.is_active) == ("nora.nueva", "especialista", False, True)
    cargo = MiembroUgel.objects.get(usuario=cuenta)
    assert (cargo.ugel, cargo.cargo, cargo.fin) == (ugel, "Especialista de Primaria", dias(90))
    assert cuenta.history.get().lote == cargo.history.get().lote == Lote.objects.get(por=administrador)

    (correo,) = mailoutbox
    assert correo.to == ["nora@ejemplo.pe"]
    assert "nora.nueva" in correo.body
    enlace = re.search(r"https://testserver(/cuenta/activar/\S+/)", correo.body).group(1)
    assert enlace.split("/")[-2] not in admin_.get(respuesta.url).content.decode()
    cliente = Client()
    assert "Nora Nueva" in cliente.get(enlace, follow=True).content.decode()
    assert cliente.post("/cuenta/activar/clave/", {"password1": "un-huerto-de-papas", "password2": "un-huerto-de-papas"}).status_code == 302
    assert cliente.get("/bandeja/").status_code == 200


def test_who_has_no_mail_gets_a_sheet_with_a_code_that_is_shown_once(admin_, ugel, mailoutbox):
    respuesta = admin_.post(INVITAR, datos_de(ugel, email="", clase="codigo"))
    texto = respuesta.content.decode()
    assert respuesta.status_code == 200
    codigo = re.search(r"([2-9A-HJKMNP-Z]{5}-){3}[2-9A-HJKMNP-Z]{5}", texto).group(0)
    assert "https://testserver/cuenta/activar/" in texto
    assert "<svg" in texto
    assert "style=" not in texto
    assert "no-store" in respuesta["Cache-Control"]
    assert len(mailoutbox) == 0
    assert codigo not in admin_.get(f"/cuentas/{nora().pk}/").content.decode()
    assert Client().post("/cuenta/activar/", {"usuario": "nora.nueva", "codigo": codigo}).status_code == 302


def test_pressed_twice_it_invites_once(admin_, ugel, django_capture_on_commit_callbacks, mailoutbox):
    datos = datos_de(ugel)
    with django_capture_on_commit_callbacks(execute=True):
        primera, segunda = admin_.post(INVITAR, datos), admin_.post(INVITAR, datos)
    assert primera.url == segunda.url
    assert len(mailoutbox) == Usuario.objects.filter(username="nora.nueva").count() == 1
    hoja = datos_de(ugel, username="otra", email="", clase="codigo", nombre="Otra Persona")
    assert (admin_.post(INVITAR, hoja).status_code, admin_.post(INVITAR, hoja).status_code) == (200, 302)
    assert Invitacion.objects.filter(usuario__username="otra").count() == 1


def test_the_portal_proposes_a_user_and_the_administrator_confirms_it(admin_, ugel, municipalidad_a):
    respuesta = admin_.post(INVITAR, datos_de(ugel, username=""))
    assert respuesta.status_code == 422
    assert 'value="nora.nueva"' in respuesta.content.decode()
    assert not Usuario.objects.filter(nombre="Nora Nueva Núñez").exists()

    make_usuario(username="Nora.Nueva")
    assert usuario_propuesto("Nora  Nueva Núñez", "especialista", ugel) == "nora.nueva2"
    assert usuario_propuesto("Alba", "alcalde", municipalidad_a) == f"alcalde.{municipalidad_a.distrito.ubigeo}"
    assert usuario_propuesto("José Ángel Ñahui Pérez", "director", ugel) == "jose.nahui"
    assert usuario_propuesto("李", "director", ugel) == "persona"


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"username": "COORDINADOR"}, "Ya existe una cuenta con ese usuario"),
        ({"username": "con espacio"}, "Use letras sin tilde"),
        ({"username": "ñandú"}, "Use letras sin tilde"),
        ({"email": "CARLOS@ejemplo.pe"}, "Ya existe una cuenta con ese correo"),
        ({"email": ""}, "Escriba el correo, o elija la hoja"),
        ({"email": "no-es"}, "correo electrónico"),
        ({"email": "a@b.pe\nBcc: x@y.pe"}, "correo electrónico"),
        ({"rol": "dre"}, "opciones disponibles"),
        ({"rol": "superuser"}, "opciones disponibles"),
        ({"rol": "alcalde"}, "se sirve en una municipalidad"),
        ({"lugar": "ugel-960001"}, "opciones disponibles"),
        ({"lugar": "municipalidad-960101"}, "opciones disponibles"),
        ({"lugar": ""}, "obligatorio"),
        ({"inicio": "2026-02-31"}, "fecha"),
        ({"inicio": "2026-02-10", "fin": "2026-02-09"}, "antes de empezar"),
        ({"nombre": "x" * 151}, "150"),
        ({"clase": "paloma"}, "opciones disponibles"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(
    admin_, ugel, coordinador, municipalidad_ajena, cambio, dice, django_capture_on_commit_callbacks, mailoutbox
):
    Usuario.objects.filter(pk=coordinador.pk).update(email="carlos@ejemplo.pe")
    cuentas = Usuario.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        respuesta = admin_.post(INVITAR, datos_de(ugel, **cambio))
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert Usuario.objects.count() == cuentas
    assert len(mailoutbox) == 0


@pytest.mark.promesa("P32")
@pytest.mark.parametrize("cabecera", [{"host": "malo.ejemplo"}, {"x-forwarded-host": "malo.ejemplo"}, {"forwarded": "host=malo.ejemplo"}])
def test_a_poisoned_host_invites_nobody_elsewhere(admin_, ugel, cabecera, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        respuesta = admin_.post(INVITAR, datos_de(ugel), headers=cabecera)
    if respuesta.status_code == 400:
        assert len(mailoutbox) == 0
    else:
        assert "malo.ejemplo" not in mailoutbox[0].body


@pytest.mark.promesa("P32")
def test_a_line_break_in_a_name_adds_no_header(admin_, ugel, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        admin_.post(INVITAR, datos_de(ugel, nombre="Nora\r\nBcc: otro@malo.pe\r\n\r\nCuerpo"))
    (correo,) = mailoutbox
    assert correo.recipients() == ["nora@ejemplo.pe"]
    assert "\n" not in correo.subject
    assert set(correo.message().keys()) <= {
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
    }


def test_the_fields_that_the_form_does_not_show_change_nothing(admin_, ugel, administrador):
    """P25."""
    extra = {"is_superuser": "on", "pk": administrador.pk, "id": administrador.pk, "demostracion": "on", "is_active": "", "password": "x"}
    admin_.post(INVITAR, extra | datos_de(ugel))
    cuenta = nora()
    assert (cuenta.is_superuser, cuenta.demostracion, cuenta.is_active, cuenta.has_usable_password()) == (False, False, True, False)
    assert cuenta.pk != administrador.pk


# ── A mayor and a liaison ────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_mayor_is_invited_with_a_term(admin_, ugel, municipalidad_a):
    datos = datos_de(ugel, **de_municipalidad(municipalidad_a, rol="alcalde", inicio=str(dias(-10)), username="alcalde.x"))
    assert admin_.post(INVITAR, datos).status_code == 302
    gestion = Gestion.objects.get(municipalidad=municipalidad_a)
    assert (gestion.alcalde, gestion.usuario, gestion.inicio) == ("Nora Nueva Núñez", nora(), dias(-10))
    sin_fecha = datos_de(ugel, **de_municipalidad(municipalidad_a, rol="alcalde"))
    assert "desde qué día gobierna" in admin_.post(INVITAR, sin_fecha).content.decode()


def test_a_mayor_who_was_registered_without_an_account_gets_theirs(admin_, ugel, municipalidad_a):
    gestion = make_gestion(municipalidad_a, alcalde="NORA NUEVA NUÑEZ", inicio=dias(-300))
    datos = datos_de(ugel, **de_municipalidad(municipalidad_a, rol="alcalde", inicio=str(dias(-10))))
    assert admin_.post(INVITAR, datos).status_code == 302
    assert Gestion.objects.get().pk == gestion.pk
    assert (Gestion.objects.get().usuario, Gestion.objects.get().inicio) == (nora(), dias(-300))


def test_a_mayor_does_not_take_the_term_of_another(admin_, ugel, municipalidad_a, municipalidad_b, alcalde_b):
    make_gestion(municipalidad_a, alcalde="Otra Persona")
    for municipalidad, dice in ((municipalidad_a, "Hoy figura como alcalde «Otra Persona»"), (municipalidad_b, "Las fechas se cruzan")):
        datos = datos_de(ugel, **de_municipalidad(municipalidad, rol="alcalde", inicio=str(dias(-10))))
        respuesta = admin_.post(INVITAR, datos)
        assert respuesta.status_code == 422
        assert dice in respuesta.content.decode()
    assert not Usuario.objects.filter(nombre="Nora Nueva Núñez").exists()


# ── One account ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("ruta", ["", "editar/", "rol/", "invitacion/", "cargos/nuevo/", "decidir/cerrar/"])
def test_an_account_of_another_ugel_is_a_missing_one(admin_, coordinador_otra_ugel, ruta):
    suya, ninguna = (admin_.get(f"/cuentas/{pk}/{ruta}") for pk in (coordinador_otra_ugel.pk, 999_999))
    assert (suya.status_code, suya.content) == (404, ninguna.content)
    assert admin_.post(f"/cuentas/{coordinador_otra_ugel.pk}/{ruta}", {"rol": "director"}).status_code in (404, 405)


@pytest.mark.parametrize("ruta", ["rol/", "invitacion/", "cargos/nuevo/", "decidir/cerrar/", "decidir/renovar/"])
def test_nobody_changes_what_they_themselves_may_do(admin_, administrador, ruta):
    url = f"/cuentas/{administrador.pk}/{ruta}"
    assert (admin_.get(url).status_code, admin_.post(url, {"motivo": "x"}).status_code) == (403, 403)
    assert "Esta es su cuenta" in admin_.get(f"/cuentas/{administrador.pk}/").content.decode()
    assert admin_.get(f"/cuentas/{administrador.pk}/editar/").status_code == 200


@pytest.mark.parametrize("ruta", ["editar/", "rol/", "invitacion/", "cargos/nuevo/", "decidir/cerrar/"])
def test_a_person_with_a_charge_elsewhere_too_is_nobodys_to_change(admin_, ugel, otra_ugel, ruta):
    doble = make_usuario(Rol.COORDINADOR, ugel=ugel)
    MiembroUgel.objects.create(ugel=otra_ugel, usuario=doble)
    assert admin_.get(f"/cuentas/{doble.pk}/{ruta}").status_code == 403
    pagina = admin_.get(f"/cuentas/{doble.pk}/").content.decode()
    assert "un cargo fuera de su UGEL" in pagina
    assert otra_ugel.nombre not in pagina


def decidir(cliente, cuenta, decision, **datos):
    url = f"/cuentas/{cuenta.pk}/decidir/{decision}/"
    return cliente.post(url, leer(cliente.get(url)) | {"motivo": "Oficio 12-2026"} | datos)


def test_an_account_is_closed_and_opened_with_a_reason(admin_, coordinador):
    make_sesion(coordinador)
    make_invitacion(coordinador)
    assert decidir(admin_, coordinador, "cerrar", motivo="").status_code == 422
    assert decidir(admin_, coordinador, "cerrar").status_code == 302
    coordinador.refresh_from_db()
    assert not coordinador.is_active
    assert not Invitacion.objects.vigentes().exists()
    assert not coordinador.invitaciones.pendientes().exists()
    pagina = admin_.get(f"/cuentas/{coordinador.pk}/").content.decode()
    assert "Oficio 12-2026" in pagina
    assert "Cerrada" in pagina
    assert "ya estaba cerrada" in decidir(admin_, coordinador, "cerrar").content.decode()
    assert decidir(admin_, coordinador, "reabrir").status_code == 302
    coordinador.refresh_from_db()
    assert coordinador.is_active
    assert coordinador.check_password(CONTRASENA)


def test_a_decision_that_does_not_exist_is_missing(admin_, coordinador):
    assert admin_.get(f"/cuentas/{coordinador.pk}/decidir/borrar/").status_code == 404
    assert admin_.get(f"/cuentas/{coordinador.pk}/cargos/nada/1/").status_code == 404


def test_a_new_invitation_voids_the_former(admin_, coordinador, django_capture_on_commit_callbacks):
    vieja, _ = make_invitacion(coordinador)
    url = f"/cuentas/{coordinador.pk}/invitacion/"
    hoja = admin_.post(url, leer(admin_.get(url)) | {"clase": "codigo"})
    assert "hoja-codigo" in hoja.content.decode()
    vieja.refresh_from_db()
    assert vieja.situacion == "anulada"
    assert admin_.post(url, leer(admin_.get(url)) | {"clase": "correo"}).status_code == 422  # it has no mail
    assert decidir(admin_, coordinador, "anular-invitacion").status_code == 302
    assert "no tiene una invitación pendiente" in decidir(admin_, coordinador, "anular-invitacion").content.decode()


def test_data_are_corrected_and_a_new_mail_forgets_the_former(admin_, coordinador):
    EmailAddress.objects.create(user=coordinador, email="viejo@ejemplo.pe")
    url = f"/cuentas/{coordinador.pk}/editar/"
    datos = leer(admin_.get(url)) | {"nombre": "Carlos Cárdenas", "email": "nuevo@ejemplo.pe", "rol": "administrador", "is_superuser": "on"}
    assert admin_.post(url, datos).status_code == 302
    coordinador.refresh_from_db()
    assert (coordinador.nombre, coordinador.email, coordinador.rol) == ("Carlos Cárdenas", "nuevo@ejemplo.pe", Rol.COORDINADOR)
    assert not EmailAddress.objects.exists()
    assert admin_.post(url, datos | {"clave": str(uuid.uuid4()), "nombre": "Otro"}).status_code == 409  # an old revision


def test_a_role_changes_with_its_reason_and_ends_the_charges_it_does_not_use(admin_, coordinador, municipalidad_a):
    url = f"/cuentas/{coordinador.pk}/rol/"
    datos = leer(admin_.get(url)) | {"rol": "enlace"}
    assert admin_.post(url, datos).status_code == 422  # why?
    assert admin_.post(url, datos | {"motivo": "Pasa a la municipalidad", "clave": str(uuid.uuid4())}).status_code == 302
    coordinador.refresh_from_db()
    assert coordinador.rol == Rol.ENLACE
    assert MiembroUgel.objects.get(usuario=coordinador).fin == dias(-1)

    nuevo = f"/cuentas/{coordinador.pk}/cargos/nuevo/"
    lugar = f"municipalidad-{municipalidad_a.distrito.ubigeo}"
    assert admin_.post(nuevo, leer(admin_.get(nuevo)) | {"lugar": lugar, "cargo": "Enlace"}).status_code == 302
    assert EnlaceMunicipal.objects.vigentes().get().usuario == coordinador
    ajeno = leer(admin_.get(nuevo)) | {"lugar": "ugel-960001"}
    assert admin_.post(nuevo, ajeno).status_code == 422


def test_only_the_installation_names_who_reads_for_a_region(admin_, coordinador, como, ugel):
    url = f"/cuentas/{coordinador.pk}/rol/"
    assert admin_.post(url, leer(admin_.get(url)) | {"rol": "dre", "motivo": "x"}).status_code == 422
    jefe = como(make_usuario(Rol.ADMINISTRADOR, is_superuser=True))
    assert jefe.post(url, leer(jefe.get(url)) | {"rol": "dre", "motivo": "x"}).status_code == 302
    nuevo = f"/cuentas/{coordinador.pk}/cargos/nuevo/"
    assert jefe.post(nuevo, leer(jefe.get(nuevo)) | {"lugar": f"dre-{ugel.dre.codigo}"}).status_code == 302


def test_a_charge_gets_new_dates_and_two_people_do_not_overwrite_each_other(admin_, coordinador, ugel):
    cargo = MiembroUgel.objects.get(usuario=coordinador)
    url = f"/cuentas/{coordinador.pk}/cargos/ugel/{cargo.pk}/"
    datos = leer(admin_.get(url)) | {"fin": str(dias(30)), "ugel": "1", "usuario": "1"}
    assert admin_.post(url, datos).status_code == 302
    cargo.refresh_from_db()
    assert (cargo.fin, cargo.usuario, cargo.ugel) == (dias(30), coordinador, ugel)
    assert admin_.post(url, datos | {"clave": str(uuid.uuid4()), "fin": str(dias(9))}).status_code == 409
    assert admin_.post(url, leer(admin_.get(url)) | {"inicio": str(dias(9)), "fin": str(dias(1))}).status_code == 422


def test_a_charge_of_another_account_or_another_ugel_is_missing(admin_, coordinador, especialista, coordinador_otra_ugel):
    de_otra = MiembroUgel.objects.get(usuario=especialista)
    ajeno = MiembroUgel.objects.get(usuario=coordinador_otra_ugel)
    for cargo in (de_otra, ajeno):
        assert admin_.get(f"/cuentas/{coordinador.pk}/cargos/ugel/{cargo.pk}/").status_code == 404


def test_a_coordinator_and_a_mayor_open_and_close_nothing(como, coordinador, alcalde_a, especialista, ugel):
    for persona in (coordinador, alcalde_a):
        cliente = como(persona)
        assert cliente.post(INVITAR, datos_de(ugel)).status_code == 403
        for ruta in ("rol/", "decidir/cerrar/", "invitacion/"):
            assert cliente.post(f"/cuentas/{especialista.pk}/{ruta}", {"rol": "director", "motivo": "x"}).status_code in (403, 404)
    assert Usuario.objects.filter(nombre="Nora Nueva Núñez").count() == 0
    especialista.refresh_from_db()
    assert (especialista.rol, especialista.is_active) == (Rol.ESPECIALISTA, True)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_invite_the_same_person_make_one_account(ugel, administrador):
    otro = make_usuario(Rol.ADMINISTRADOR, ugel=ugel)
    municipalidad = make_municipalidad(ugel)

    def invita(persona):
        cliente = Client()
        cliente.force_login(persona)
        return cliente.post(INVITAR, datos_de(ugel, **de_municipalidad(municipalidad, rol="enlace"))).status_code

    assert sorted(a_la_vez(lambda: invita(administrador), lambda: invita(otro))) == [302, 422]
    assert Usuario.objects.filter(username="nora.nueva").count() == EnlaceMunicipal.objects.count() == Invitacion.objects.count() == 1
