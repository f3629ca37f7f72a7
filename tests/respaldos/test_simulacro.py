"""The drill: a portal is brought back on an empty machine from one file and a key, and it is the same portal."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from base.avisos.models import Operacion, avisar
from base.comun.respaldo.guardas import consultar
from base.cuentas.models import Usuario
from convenios import acciones
from convenios.models import Evidencia
from tests.factories import CONTRASENA, make_avance, make_compromiso, make_evidencia, make_foto

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.con_base, pytest.mark.xdist_group("largas")]
ROLES = ("administrador", "coordinador", "especialista", "director", "alcalde_a", "enlace_a", "dre")


def ordenar(*orden: str, **opciones) -> dict:
    """What a command answers as JSON; `fin` is how it ended."""
    salida = io.StringIO()
    try:
        call_command(*orden, json=True, stdout=salida, **opciones)
        fin = 0
    except SystemExit as acabo:
        fin = acabo.code
    return {**json.loads(salida.getvalue()), "fin": fin}


@pytest.fixture
def portal(equipo, request, convenio, municipalidad_a):
    """Somebody of each role, a commitment, and an avance with its photo."""
    gente = {rol: request.getfixturevalue(rol) for rol in ROLES}
    avance = make_avance(
        make_compromiso(convenio, distritos=(municipalidad_a.distrito,)),
        por=gente["enlace_a"],
        distrito=municipalidad_a.distrito,
        sin_evidencia_motivo="",
    )
    foto = make_evidencia(avance, archivo=make_foto(), clase="foto")
    acciones.enviar_avance(avance, por=gente["enlace_a"])
    Client().force_login(gente["enlace_a"])  # a session: it does not travel
    return Evidencia.objects.get(pk=foto.pk)


def entra(usuario: str) -> Client:
    """Signed in by the door, with name and password."""
    cliente = Client()
    assert cliente.post("/entrar/", {"login": usuario, "password": CONTRASENA}).status_code == 302, usuario
    return cliente


def filas() -> dict[str, int]:
    tablas = set(connection.introspection.table_names())
    return {tabla: consultar(f'SELECT count(*) FROM "{tabla}"')[0][0] for tabla in tablas}  # noqa: S608 -- names of tables


@pytest.mark.promesa("P12")
def test_an_empty_machine_becomes_the_portal_of_the_backup(portal, equipo, otro_equipo, promesa):
    octetos = Path(portal.archivo.path).read_bytes()
    habia, usuarios = filas(), list(Usuario.objects.values_list("username", flat=True))
    with escribiendo(portal.subida_por) as escritos:
        hecho = ordenar("respaldar", str(equipo))
    assert escritos  # the portal went on
    assert (hecho["fin"], hecho["resultado"], hecho["archivos"], hecho["verificado"]) == (0, "hecho", 1, True)

    with otro_equipo():
        dicho = ordenar("restaurar", hecho["archivo"])
        assert (dicho["fin"], dicho["resultado"], dicho["distintas"]) == (0, "restaurado", [])
        assert Operacion.objects.get().clase == "restauracion"
        hay = filas()
        de_aqui = {"django_session", "usersessions_usersession", "avisos_operacion", "cache_portal", "avisos_aviso"}
        assert {t: n for t, n in hay.items() if t not in de_aqui} == {t: n for t, n in habia.items() if t not in de_aqui}
        assert hay["django_session"] == 0
        assert 0 <= hay["avisos_aviso"] <= len(escritos)
        for usuario in usuarios:
            assert entra(usuario).get("/", follow=True).status_code == 200, usuario
        foto = Evidencia.objects.get(pk=portal.pk)
        with contextlib.closing(entra("enlace.a").get(foto.get_absolute_url())) as respuesta:
            assert b"".join(respuesta.streaming_content) == octetos
        assert ordenar("restaurar", hecho["archivo"])["motivo"].startswith("La base de datos de este equipo ya tiene datos")
        with contextlib.closing(connection.copy()) as otra, otra.cursor() as cursor:
            cursor.execute("SELECT 1 FROM cuentas_usuario")
            assert "Otro programa tiene abierta" in ordenar("restaurar", hecho["archivo"], reemplazar=True, si=True)["motivo"]
        assert sorted(Usuario.objects.values_list("username", flat=True)) == sorted(usuarios)
    promesa.anotar("restaurado en un equipo vacío", segundos=dicho["segundos"], filas=dicho["filas"], diferencias=0)


@contextlib.contextmanager
def escribiendo(persona: Usuario) -> Iterator[list[int]]:
    """Somebody writes all the while; what was written so far is handed over."""
    escritos: list[int] = []
    parar = threading.Event()

    def escribir() -> None:
        while not parar.wait(0.05):
            avisar([persona], texto="Algo", enlace="/", clave=f"algo:{len(escritos)}")
            escritos.append(1)
        connection.close()

    hilo = threading.Thread(target=escribir)
    hilo.start()
    try:
        yield escritos
    finally:
        parar.set()
        hilo.join()
