"""P36: a person's data are given, corrected and erased, wherever they stand; a pseudonym stays and the chain of the history holds."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from base.avisos.models import Envio
from base.bitacora.models import Declaracion, Lote
from base.bitacora.sellos import declarar
from base.bitacora.sellos.sellar import sellar_todo
from base.bitacora.sellos.verificar import verificar
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from base.cuentas.sesiones import CONFIRMACION, MARCAS
from convenios.models import Designacion, Parte
from municipios.models import Gestion
from portal.tablero.personas.inventario import LUGARES, Lugar, Persona
from portal.tablero.personas.olvidar import olvidar
from tests.factories import make_aviso, make_envio, make_institucion, make_proyecto, make_sesion, make_usuario
from tests.factories_encuentros import make_asistencia, make_encuentro, make_invitado, make_participante
from tests.formularios import leer

pytestmark = pytest.mark.django_db
NOMBRE, CORREO, TELEFONO, USUARIO = "Canaria Quispe Ñahui", "canaria.quispe@ejemplo.pe", "976-CANARIO", "canaria.q"
CANARIOS = (NOMBRE, CORREO, TELEFONO, USUARIO, "Canaria Antes")


def donde() -> set[str]:
    """Tables of the whole database where a canary is still written, whoever reads them."""
    halladas = set()
    with connection.cursor() as cursor:
        for tabla in connection.introspection.table_names(cursor):
            if tabla.startswith("sqlite_"):
                continue
            cursor.execute(f'SELECT * FROM "{tabla}"')  # noqa: S608 -- our own names
            texto = str(cursor.fetchall()).casefold()
            if any(canario.casefold() in texto for canario in CANARIOS):
                halladas.add(tabla)
    return halladas


@pytest.fixture
def canaria(ugel, municipalidad_a, convenio, coordinador):
    """Somebody whose data stand in every personal field that the portal has, under two names."""
    cuenta = make_usuario(Rol.ALCALDE, municipalidad=municipalidad_a, username=USUARIO, nombre="Canaria Antes", email=CORREO)
    cuenta.nombre = NOMBRE
    cuenta.save()
    gestion = Gestion.objects.filter(usuario=cuenta).get()
    gestion.alcalde, gestion.correo, gestion.telefono = NOMBRE, CORREO, TELEFONO
    gestion.save()
    Designacion.objects.create(convenio=convenio, nombre=NOMBRE.upper(), cargo="Especialista")
    parte = Parte.objects.filter(convenio=convenio).first()
    parte.firmante = NOMBRE
    parte.save()
    encuentro = make_encuentro(ugel)
    make_invitado(encuentro, institucion="Oficina", nombre=NOMBRE, correo=CORREO)
    make_asistencia(encuentro, municipalidad_a, quien="delegado", representante=NOMBRE)
    make_participante(encuentro, nombre=NOMBRE)
    make_proyecto(make_institucion(municipalidad_a.distrito), asesor=NOMBRE)
    make_envio(para=CORREO, usuario=cuenta, asunto=f"Para {NOMBRE}", texto=f"Estimada {NOMBRE}")
    make_aviso(cuenta)
    make_sesion(cuenta)
    sellar_todo()
    return cuenta


@pytest.mark.promesa("P36")
def test_an_erased_person_is_nowhere_and_the_chain_holds(canaria, administrador, promesa):
    antes = donde()
    assert len(antes) > 12
    historias = Usuario.history.model.objects.filter(id=canaria.pk).count()
    dejados = olvidar(canaria, por=administrador, motivo="Lo pidió", documento="Carta 3-2026")
    quedan = donde()
    promesa.anotar("borrado de una persona puesta en cada campo personal", tablas=len(antes), con_rastro=len(quedan))
    assert (dejados, quedan) == ([], set())
    informe = verificar()
    assert informe.bien, informe.hallazgos
    assert Declaracion.objects.filter(motivo="Lo pidió · Carta 3-2026").count() >= historias
    canaria.refresh_from_db()
    assert (canaria.nombre, canaria.is_active, canaria.has_usable_password()) == (f"Persona {canaria.pk}", False, False)
    assert Usuario.history.model.objects.filter(id=canaria.pk, nombre=canaria.nombre).count() > historias
    assert Lote.objects.filter(tipo="retencion", por=administrador).count() == 1
    sellar_todo()
    assert verificar().bien


@pytest.mark.promesa("P36")
@pytest.mark.control
def test_what_erases_the_history_is_the_act(canaria, administrador, monkeypatch):
    """Control: where the history is left as it was, the names are still found in it."""
    monkeypatch.setattr("portal.tablero.personas.olvidar.reescribir", lambda *a, **k: 0)
    olvidar(canaria, por=administrador, motivo="Lo pidió", documento="Carta")
    assert {"bitacora_historicalusuario", "municipios_historicalgestion"} <= donde()


def test_somebody_else_is_left_alone(canaria, administrador, coordinador):
    otra = make_envio(para=coordinador.email or "carlos@ejemplo.pe", usuario=coordinador, texto="Hola Carlos")
    nombre = coordinador.nombre
    olvidar(canaria, por=administrador, motivo="Lo pidió", documento="Carta")
    coordinador.refresh_from_db()
    assert (coordinador.nombre, Envio.objects.get(pk=otra.pk).texto) == (nombre, "Hola Carlos")


@pytest.mark.promesa("P36")
def test_all_that_is_held_is_given_as_a_file(canaria, como, administrador):
    pagina = como(administrador).get(f"/bitacora/personas/{canaria.pk}/")
    assert "Descargar todo" in pagina.text
    assert {n for _, n in pagina.context["lugares"]} == {1}  # one of each kind: what `canaria` put there
    respuesta = como(administrador).get(f"/bitacora/personas/{canaria.pk}/datos.json")
    datos = json.loads(respuesta.content)
    assert (datos["cuenta"]["correo"], datos["cuenta"]["otros_nombres"]) == (CORREO, ["Canaria Antes"])
    assert {r["clase"] for r in datos["registros"]} == {str(lugar.modelo._meta.verbose_name) for lugar in LUGARES}
    assert TELEFONO in respuesta.content.decode()
    assert len(datos["correos"]) == 1


# ── Two people with one name ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def tocaya(canaria, otra_ugel):
    """Somebody of another UGEL with the very same name, whose contact is not for the administrator of this one."""
    return make_invitado(make_encuentro(otra_ugel), institucion="Oficina lejana", nombre=NOMBRE, correo="tocaya@ejemplo.pe")


@pytest.mark.promesa("P24")
def test_a_namesake_of_another_ugel_is_neither_told_nor_erased(canaria, tocaya, como, administrador):
    cliente, pagina = como(administrador), f"/bitacora/personas/{canaria.pk}/"
    assert not administrador.is_superuser
    for direccion in (pagina, f"{pagina}datos.json", f"{pagina}borrar/"):
        assert "tocaya@ejemplo.pe" not in (texto := cliente.get(direccion).content.decode()), direccion
        assert "Oficina lejana" not in texto, direccion
    olvidar(canaria, por=administrador, motivo="Lo pidió", documento="Carta")
    tocaya.refresh_from_db()
    assert (tocaya.nombre, tocaya.correo) == (NOMBRE, "tocaya@ejemplo.pe")
    assert set(tocaya.history.values_list("nombre", flat=True)) == {NOMBRE}


@pytest.mark.promesa("P24")
@pytest.mark.control
def test_what_leaves_a_namesake_out_is_the_reach_of_who_asks(canaria, tocaya, administrador, monkeypatch):
    monkeypatch.setattr(Lugar, "al_alcance", lambda lugar, por: lugar.modelo.todos.all())
    olvidar(canaria, por=administrador, motivo="Lo pidió", documento="Carta")
    tocaya.refresh_from_db()
    assert tocaya.nombre == f"Persona {canaria.pk}"


def test_a_mail_that_one_wrote_into_an_account_opens_nobody_s_mails(canaria, como, administrador, otra_ugel):
    """Whoever corrects the mail of an account chooses by which address its mails are looked for."""
    make_envio(para="victima@ejemplo.pe", asunto="Solo para ella", texto="Reservado")
    Usuario.objects.filter(pk=canaria.pk).update(email="victima@ejemplo.pe")
    assert "Solo para ella" not in como(administrador).get(f"/bitacora/personas/{canaria.pk}/datos.json").content.decode()


def test_who_erases_sees_what_and_leaves_out_what_is_of_a_namesake(canaria, como, administrador, ugel):
    vecina = make_participante(make_encuentro(ugel), nombre=NOMBRE)
    cliente, url = como(administrador), f"/bitacora/personas/{canaria.pk}/borrar/"
    pagina = cliente.get(url)
    assert "Por su cuenta: Gestión municipal" in pagina.text
    enviado = leer(pagina) | {"motivo": "Lo pidió", "documento": "Carta 3", "palabra": "BORRAR"}
    clave = f"encuentros.participante:{vecina.pk}"
    assert clave in enviado["suyas"]
    cliente.post(url, enviado | {"suyas": [una for una in enviado["suyas"] if una != clave]})
    vecina.refresh_from_db()
    assert vecina.nombre == NOMBRE
    assert not Parte.objects.filter(firmante=NOMBRE).exists()
    lote = Lote.objects.get(tipo="retencion")
    assert lote.motivo == "Lo pidió"


def test_whoever_finds_a_session_open_takes_and_erases_nothing(canaria, como, administrador):
    cliente = como(administrador)
    sesion = cliente.session
    sesion[MARCAS] = sesion[MARCAS] | {"confirmo": sesion[MARCAS]["confirmo"] - CONFIRMACION - 1800}
    sesion.save()
    for que in ("datos.json", "borrar/"):
        assert cliente.get(f"/bitacora/personas/{canaria.pk}/{que}").url.startswith("/cuenta/confirmar/")


def test_the_command_says_what_it_would_erase_and_leaves_out_what_it_is_told(canaria, administrador):
    def mandar(*opciones: str) -> str:
        salida = io.StringIO()
        call_command("olvidar_persona", USUARIO, *opciones, por="administrador", motivo="Lo pidió", documento="Carta", stdout=salida)
        return salida.getvalue()

    lineas = mandar("--ensayo").splitlines()
    [clave] = [linea.split()[0] for linea in lineas if linea.startswith("encuentros.participante:")]
    assert any(linea.startswith("de su cuenta") for linea in lineas)
    assert Usuario.objects.get(pk=canaria.pk).nombre == NOMBRE
    with pytest.raises(CommandError, match="No se halló encuentros.participante:0"):
        mandar("--salvo", "encuentros.participante:0")
    mandar("--salvo", clave)
    assert donde() == {"encuentros_participante", "encuentros_historicalparticipante"}


def test_the_page_erases_with_reason_document_and_word(canaria, como, administrador):
    cliente, url = como(administrador), f"/bitacora/personas/{canaria.pk}/borrar/"
    dicho = {"motivo": "Lo pidió", "documento": "Carta 3"}
    assert cliente.post(url, leer(cliente.get(url)) | dicho | {"palabra": "no"}).status_code == 422
    assert NOMBRE in Usuario.objects.get(pk=canaria.pk).nombre
    assert cliente.post(url, leer(cliente.get(url)) | dicho | {"palabra": "borrar"}).status_code == 302
    assert Usuario.objects.get(pk=canaria.pk).nombre == f"Persona {canaria.pk}"


def test_where_the_portal_may_not_rewrite_the_page_says_who_does_and_the_command_does(canaria, como, administrador, monkeypatch):
    cliente, url = como(administrador), f"/bitacora/personas/{canaria.pk}/borrar/"
    dicho = {"motivo": "Lo pidió", "documento": "Carta 3", "palabra": "BORRAR"}
    with monkeypatch.context() as m:
        m.setattr("portal.tablero.personas.olvidar.puede_reescribir", lambda: False)
        respuesta = cliente.post(url, leer(cliente.get(url)) | dicho)
        assert f"manage.py olvidar_persona {USUARIO}" in respuesta.text
    salida = io.StringIO()
    call_command("olvidar_persona", USUARIO, por="administrador", motivo="Lo pidió", documento="Carta", stdout=salida)
    assert f"Persona {canaria.pk}" in salida.getvalue()
    with pytest.raises(CommandError, match="No existe"):
        call_command("olvidar_persona", USUARIO, por="administrador", motivo="x", documento="y")


def test_nobody_erases_themselves(administrador):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="propia cuenta"):
        olvidar(administrador, por=administrador, motivo="x", documento="y")
    assert Persona.de(administrador).nombres == {administrador.nombre}
    assert declarar.puede_reescribir()
