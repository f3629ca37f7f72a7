"""Who enters the administration, and which rows each person finds there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Compromiso, Convenio
from municipios.models import MiembroUgel
from municipios.priorizar import decidir_lista
from tests.factories import (
    make_adenda,
    make_avance,
    make_clausula,
    make_compromiso,
    make_convenio,
    make_ficha,
    make_hito,
    make_local,
    make_parte,
    make_usuario,
)
from tests.factories_encuentros import make_asistencia, make_encuentro
from tests.formularios import leer

MODELOS = sorted(admin.site._registry, key=lambda m: m._meta.label)


def lista(modelo) -> str:
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_changelist")


def pagina(obj, paso: str = "change") -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{paso}", args=[obj.pk])


@pytest.fixture
def ajenas(otra_ugel, municipalidad_ajena, coordinador_otra_ugel):
    """One row of every kind of another UGEL, each with the word CANARIO in it."""
    convenio = make_convenio(otra_ugel, codigo="CANARIO-1", titulo="Canario", partes=(municipalidad_ajena,))
    compromiso = make_compromiso(convenio, codigo="CANARIO-2", descripcion="Canario", distritos=(municipalidad_ajena.distrito,))
    encuentro = make_encuentro(otra_ugel, nombre="Canario")
    make_asistencia(encuentro, municipalidad_ajena)
    make_adenda(convenio)
    ficha = make_ficha(make_local(municipalidad_ajena.distrito, nombre="CANARIO-3"), nota="CANARIO-4")
    lista = decidir_lista(ugel=otra_ugel, por=coordinador_otra_ugel, titulo="CANARIO-5", motivo="CANARIO-6")
    return {
        "ficha": ficha,
        "lista": lista,
        "convenio": convenio,
        "compromiso": compromiso,
        "clausula": make_clausula(convenio, titulo="Canario"),
        "parte": convenio.partes.get(),
        "hito": make_hito(compromiso, descripcion="Canario"),
        "avance": make_avance(compromiso, por=coordinador_otra_ugel, descripcion="Canario"),
        "encuentro": encuentro,
        "distrito": municipalidad_ajena.distrito,
        "municipalidad": municipalidad_ajena,
        "ugel": otra_ugel,
        "dre": otra_ugel.dre,
        "usuario": coordinador_otra_ugel,
    }


@pytest.mark.parametrize("rol", [Rol.ESPECIALISTA, Rol.DIRECTOR, Rol.ALCALDE, Rol.ENLACE, Rol.DRE])
def test_who_has_no_business_there_is_refused(como, ugel, municipalidad_a, rol):
    persona = make_usuario(rol, ugel=ugel if rol in (Rol.ESPECIALISTA, Rol.DIRECTOR) else None, dre=ugel.dre if rol == Rol.DRE else None)
    cliente = como(persona)
    for direccion in [reverse("admin:index"), reverse("admin:autocomplete"), reverse("admin:jsi18n"), *[lista(m) for m in MODELOS]]:
        assert cliente.get(direccion).status_code == 403, direccion


@pytest.mark.django_db
@pytest.mark.parametrize("ruta", ["", "login/", "logout/", "password_change/", "convenios/convenio/", "no-existe/"])
def test_who_has_not_signed_in_is_sent_to_the_only_door(client, ruta):
    respuesta = client.get(f"/administracion/{ruta}")

    assert respuesta.status_code == 302
    assert respuesta.url.startswith(reverse("account_login"))


def test_every_address_says_what_it_asks_for():
    def callbacks(rutas):
        for ruta in rutas:
            yield from callbacks(ruta.url_patterns) if hasattr(ruta, "url_patterns") else [ruta]

    mudas = [str(ruta.pattern) for ruta in callbacks(admin.site.get_urls()) if not getattr(ruta.callback, "permisos", ())]

    assert mudas == []


def test_nothing_enters_that_does_not_stand_on_the_portal_admin():
    from base.bitacora.admin import PortalAdmin

    assert MODELOS
    assert all(isinstance(modelo_admin, PortalAdmin) for modelo_admin in admin.site._registry.values())
    assert not any(modelo_admin.list_editable for modelo_admin in admin.site._registry.values())


@pytest.mark.parametrize("quien", ["coordinador", "administrador"])
def test_lists_filters_and_searches_tell_nothing_of_another_ugel(request, como, ajenas, convenio, quien):
    cliente = como(request.getfixturevalue(quien))
    for modelo in MODELOS:
        for consulta in ("", "?q=canario", "?q=ajen"):
            respuesta = cliente.get(lista(modelo) + consulta)
            if respuesta.status_code == 403:  # accounts are not a coordinator's
                continue
            texto = respuesta.content.decode().lower()
            assert "canario-" not in texto, modelo
            assert "otto ajeno" not in texto, modelo
            assert "distrito ajeno" not in texto, modelo


@pytest.mark.parametrize("paso", ["change", "delete", "history"])
@pytest.mark.parametrize("quien", ["coordinador", "administrador"])
def test_a_row_of_another_ugel_is_a_missing_row(request, como, ajenas, quien, paso):
    cliente = como(request.getfixturevalue(quien))
    for nombre, obj in ajenas.items():
        suya, ninguna = cliente.get(pagina(obj, paso)), cliente.get(pagina(type(obj)(pk=999_999_999), paso))
        if suya.status_code == 403 == ninguna.status_code:
            continue
        assert suya.status_code == ninguna.status_code == 404, nombre
        assert suya.content == ninguna.content
        assert cliente.post(pagina(obj, paso), {"post": "yes"}).status_code in (403, 404, 405), nombre


def test_choices_are_of_ones_own_ugel_and_a_strangers_key_is_refused(como, coordinador, ugel, ajenas):
    cliente = como(coordinador)
    campos = leer(cliente.get(reverse("admin:convenios_convenio_add")))
    assert "UGEL ajena" not in cliente.get(reverse("admin:convenios_convenio_add")).content.decode()

    respuesta = cliente.post(
        reverse("admin:convenios_convenio_add"), campos | {"ugel": ajenas["ugel"].pk, "codigo": "X-1", "titulo": "Título"}
    )

    assert respuesta.status_code == 422
    assert not Convenio.objects.filter(codigo="X-1").exists()


def test_a_strangers_key_is_refused_in_a_searched_field_and_in_a_row_too(como, coordinador, convenio, ajenas):
    cliente = como(coordinador)
    nueva = reverse("admin:convenios_compromiso_add")
    campos = leer(cliente.get(nueva)) | {"codigo": "C-1", "descripcion": "Algo", "linea": "otros"}

    assert cliente.post(nueva, campos | {"convenio": ajenas["convenio"].pk}).status_code == 422

    filas = {"alcances-TOTAL_FORMS": "1", "alcances-0-distrito": ajenas["distrito"].pk, "alcances-0-id": "", "alcances-0-compromiso": ""}
    assert cliente.post(nueva, campos | {"convenio": convenio.pk} | filas).status_code == 422
    assert not Compromiso.objects.filter(codigo="C-1").exists()


def test_what_is_suggested_while_typing_is_of_ones_own_ugel(como, coordinador, convenio, ajenas):
    propio = make_compromiso(convenio, codigo="PROPIO")
    consulta = {"app_label": "convenios", "model_name": "avance", "field_name": "compromiso", "term": ""}

    respuesta = como(coordinador).get(reverse("admin:autocomplete"), consulta).json()

    assert [r["id"] for r in respuesta["results"]] == [str(propio.pk)]


def test_a_coordinator_looks_at_the_territory_and_does_not_write_it(como, coordinador, municipalidad_a):
    cliente = como(coordinador)

    assert cliente.get(pagina(municipalidad_a)).status_code == 200
    assert cliente.post(pagina(municipalidad_a), {"tipo": "distrital"}).status_code == 403
    assert cliente.get(reverse("admin:municipios_municipalidad_add")).status_code == 403
    assert cliente.get(reverse("admin:cuentas_usuario_changelist")).status_code == 403


def test_a_deleted_row_is_not_there(como, coordinador, convenio):
    compromiso = make_compromiso(convenio, codigo="BORRADO")
    compromiso.eliminar(por=coordinador)

    assert como(coordinador).get(pagina(compromiso)).status_code == 404
    assert "BORRADO" not in como(coordinador).get(lista(Compromiso)).content.decode()


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_administrator_sees_the_accounts_of_the_ugel_of_its_municipalities_and_of_nobody(
    como, administrador, coordinador, alcalde_a, enlace_a, dre, coordinador_otra_ugel
):
    sin_cargo = make_usuario(Rol.ESPECIALISTA, username="recien")
    make_usuario(Rol.ADMINISTRADOR, username="instalacion", is_superuser=True)

    filas = como(administrador).get(lista(Usuario)).context["cl"].result_list

    assert set(filas) == {administrador, coordinador, alcalde_a, enlace_a, sin_cargo}


def test_nobody_rises_by_the_administration(como, administrador, coordinador, ugel, otra_ugel):
    cliente = como(administrador)
    jefe = make_usuario(Rol.ADMINISTRADOR, ugel=ugel, username="instalacion", is_superuser=True)

    assert cliente.get(pagina(jefe)).status_code == 404

    cliente.post(pagina(administrador), leer(cliente.get(pagina(administrador))) | {"is_superuser": "on", "rol": "coordinador"})
    administrador.refresh_from_db()
    assert (administrador.is_superuser, administrador.rol) == (False, Rol.ADMINISTRADOR)

    assert cliente.get(pagina(otra_ugel)).status_code == 404
    propia = leer(cliente.get(pagina(ugel)))
    fila = {"miembros-TOTAL_FORMS": int(propia["miembros-TOTAL_FORMS"]) + 1}
    n = propia["miembros-TOTAL_FORMS"]
    cliente.post(
        pagina(ugel),
        propia | fila | {f"miembros-{n}-ugel": otra_ugel.pk, f"miembros-{n}-usuario": administrador.pk, f"miembros-{n}-id": ""},
    )
    assert not MiembroUgel.todos.filter(ugel=otra_ugel, usuario=administrador).exists()


def test_a_person_with_a_charge_elsewhere_too_is_nobodys_to_change(como, administrador, ugel, otra_ugel):
    doble = make_usuario(Rol.COORDINADOR, ugel=ugel, username="doble")
    MiembroUgel.objects.create(ugel=otra_ugel, usuario=doble)
    cliente = como(administrador)

    assert cliente.get(pagina(doble)).status_code == 200
    assert cliente.post(pagina(doble), {"rol": "administrador"}).status_code == 403


def test_an_account_is_made_with_its_first_password_and_changed_without_touching_it(como, administrador):
    cliente = como(administrador)
    nueva = reverse("admin:cuentas_usuario_add")
    campos = leer(cliente.get(nueva)) | {"username": "nueva", "nombre": "Nueva Persona", "rol": "especialista", "is_active": "on"}

    assert cliente.post(nueva, campos | {"password1": "corta", "password2": "corta"}).status_code == 422
    assert cliente.post(nueva, campos | {"password1": "un-huerto-de-papas", "password2": "un-huerto-de-papas"}).status_code == 302
    cuenta = Usuario.objects.get(username="nueva")
    assert cuenta.check_password("un-huerto-de-papas")

    assert cliente.post(pagina(cuenta), leer(cliente.get(pagina(cuenta))) | {"nombre": "Otro Nombre"}).status_code == 302
    cuenta.refresh_from_db()
    assert cuenta.nombre == "Otro Nombre"
    assert cuenta.check_password("un-huerto-de-papas")


def test_a_superuser_reaches_every_ugel(como, ajenas, convenio):
    jefe = make_usuario(Rol.ADMINISTRADOR, username="instalacion", is_superuser=True)
    make_parte(convenio)

    assert set(como(jefe).get(lista(Convenio)).context["cl"].result_list) == {convenio, ajenas["convenio"]}
