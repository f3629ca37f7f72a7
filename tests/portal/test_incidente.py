"""P37: what an account read or took away between two instants, answered from one page; and what is forgotten after its time."""

import csv
import datetime
import io
import time

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from base.bitacora import lecturas
from base.bitacora.lecturas import Lectura
from base.bitacora.models import Declaracion
from base.bitacora.sellos.sellar import sellar_todo
from base.bitacora.sellos.verificar import verificar
from base.comun.fechas import ahora
from base.cuentas import llaves
from base.cuentas.reglas import rutas
from base.cuentas.roles import Rol
from tests.factories import make_aplicacion, make_avance, make_compromiso, make_evidencia, make_usuario

pytestmark = pytest.mark.django_db
LAS_NUEVE = datetime.datetime(2026, 11, 2, 14, 0, tzinfo=datetime.UTC)  # nine in Lima


def a_las(hora: str) -> time_machine.travel:
    horas, minutos = map(int, hora.split(":"))
    return time_machine.travel(LAS_NUEVE + datetime.timedelta(hours=horas - 9, minutes=minutos), tick=False)


def preguntar(cliente, **datos):
    return cliente.get("/bitacora/lecturas/", {"cuenta": "coordinador", "desde": "2026-11-02T09:00", "hasta": "2026-11-02T10:00", **datos})


@pytest.fixture
def dia(como, coordinador, especialista, convenio):
    """What two accounts did on a morning; two of the coordinator's acts stand outside the hour that is asked for."""
    evidencia = make_evidencia(make_avance(make_compromiso(convenio=convenio)))
    exportar = reverse("importar_exportar", args=["compromisos", "csv"]) + f"?convenio={convenio.pk}"
    persona, otra, anonimo = como(coordinador), como(especialista), Client()
    make_aplicacion(coordinador)  # without it a key of theirs opens nothing
    _, secreto = llaves.crear(coordinador, nombre="programa", dias=30)
    with a_las("8:50"):
        persona.get(exportar).getvalue()  # before
    with a_las("9:10"):
        assert persona.get(evidencia.get_absolute_url()).getvalue()
        assert otra.get(evidencia.get_absolute_url()).getvalue()  # somebody else
    with a_las("9:20"):
        assert persona.get(exportar, REMOTE_ADDR="203.0.113.7").getvalue()
    with a_las("9:30"):
        assert anonimo.get("/api/v1/privado/convenios", headers={"Authorization": f"Bearer {secreto}"}).status_code == 200
    with a_las("9:40"):
        assert persona.get(f"/municipios/{convenio.partes.first().municipalidad.distrito.ubigeo}/").status_code == 200
        persona.get("/bandeja/")  # shows nobody's data
        anonimo.get("/publico/")
    with a_las("10:00"):
        persona.get(exportar).getvalue()  # after
    return evidencia


@pytest.mark.promesa("P37")
def test_the_page_answers_exactly_what_was_read_between_two_instants(dia, como, administrador, promesa):
    empezo = time.monotonic()
    filas = list(csv.reader(io.StringIO(preguntar(como(administrador), formato="csv").getvalue().decode("utf-8-sig")), delimiter=","))
    promesa.anotar("simulacro: qué leyó una cuenta entre dos momentos", actos=len(filas) - 1, segundos=round(time.monotonic() - empezo, 2))
    assert [fila[1] for fila in filas[1:]] == [
        "Abrió un documento reservado",
        "Descargó o exportó",
        "Leyó con una llave de la API",
        "Abrió una página con datos personales",
    ]
    assert filas[2][3:] == ["1", "203.0.113.7"]
    assert "09:20" in filas[2][0]


@pytest.mark.promesa("P37")
@pytest.mark.control
def test_what_answers_is_what_was_written_down(dia, como, administrador):
    """Control: without what the portal keeps of downloads, the page would not know of them."""
    Lectura.objects.filter(acto="descarga").delete()
    assert "Descargó o exportó</td>" not in preguntar(como(administrador)).text


def test_one_kind_alone_is_asked_for_and_the_question_is_written_down_too(dia, como, administrador):
    texto = preguntar(como(administrador), acto="api").text
    assert "/api/v1/privado/convenios" in texto
    assert "203.0.113.7" not in texto
    preguntas = Lectura.objects.filter(por=administrador, acto="consulta")
    assert ["Qué leyó coordinador" in fila.nombre for fila in preguntas] == [True]


def test_only_an_account_that_one_administers_is_told_of(dia, como, administrador, otra_ugel):
    ajeno = make_usuario(Rol.COORDINADOR, ugel=otra_ugel, username="ajeno")
    for cuenta in (ajeno.username, "nadie"):
        respuesta = preguntar(como(administrador), cuenta=cuenta)
        assert (respuesta.status_code, "No hay una cuenta con ese nombre" in respuesta.text) == (422, True)
    assert preguntar(como(administrador), hasta="2026-11-02T08:00").status_code == 422


def test_what_was_read_is_no_formula(coordinador, como, administrador):
    Lectura.objects.create(por=coordinador, clase="x", nombre="=2+2", en=LAS_NUEVE + datetime.timedelta(minutes=5))
    celda = preguntar(como(administrador), formato="csv").getvalue().decode("utf-8-sig").splitlines()[1].split(",")[2]
    assert not celda.strip('"').startswith("=")


def test_the_pages_that_were_said_to_show_personal_data_exist():
    nombres = {f"{patron.name}" for _, patron in rutas(get_resolver().url_patterns)}
    assert {ruta.removeprefix("admin:") for ruta in lecturas._paginas} <= nombres


# ── Its time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P36")
def test_what_was_read_is_forgotten_after_its_time_and_the_chain_holds(coordinador, settings):
    settings.DIAS_DE_LECTURAS = 30
    vieja = Lectura.objects.create(por=coordinador, clase="x", nombre="vieja", en=ahora() - datetime.timedelta(days=31))
    Lectura.objects.create(por=coordinador, clase="x", nombre="nueva", en=ahora() - datetime.timedelta(days=29))
    sellar_todo()
    call_command("trabajar", "--una-vez")
    assert list(Lectura.objects.values_list("nombre", flat=True)) == ["nueva"]
    acto = Declaracion.objects.get()
    assert (acto.desde, acto.hasta, "DIAS_DE_LECTURAS" in acto.motivo) == (vieja.pk, vieja.pk, True)
    assert verificar().bien
    call_command("olvidar_vencido")
    assert Declaracion.objects.count() == 1


@pytest.mark.promesa("P35")
def test_what_was_typed_to_look_for_somebody_is_not_kept(db, como, administrador):
    como(administrador).get("/cuentas/", {"texto": "Canaria Quispe", "situacion": "sin_cargo"})
    como(administrador).get("/cuentas/")
    assert list(Lectura.objects.order_by("pk").values_list("nombre", flat=True)) == ["/cuentas/?texto=*&situacion=sin_cargo", "/cuentas/"]
