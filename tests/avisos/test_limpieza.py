"""What is forgotten, when, and what is not: by the worker's own schedule, on a clock that moves."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from base.avisos import obrero, tareas
from base.avisos.models import Envio, Tarea
from base.avisos.tareas import tarea
from base.comun.fechas import ahora
from tests.factories import make_envio, make_tarea

pytestmark = pytest.mark.django_db

CUERPO = {
    "texto": "Señor alcalde",
    "html": "<p>Señor</p>",
    "adjuntos": [{"nombre": "acta.pdf", "tipo": "application/pdf", "datos": "JVBE"}],
}


def pasan(dias: int) -> time_machine.travel:
    return time_machine.travel(ahora() + datetime.timedelta(days=dias), tick=False)


def con_cuerpo() -> set[str]:
    return set(Envio.objects.exclude(texto="").exclude(adjuntos=[]).values_list("estado", flat=True))


@pytest.fixture
def de_hoy(coordinador) -> None:
    """A mail of each state, and a job of each state, that came to it now."""
    instante = ahora()
    campos = {"enviado": {"enviado_en": instante}, "anulado": {"anulado_en": instante, "anulado_por": coordinador}, "fallido": {}}
    for estado, suyos in campos.items():
        make_envio(estado=estado, **CUERPO, **suyos)
    make_envio(estado="pendiente", proximo_intento_en=instante + datetime.timedelta(days=365), **CUERPO)
    for estado, suyos in {
        "hecha": {},
        "fallida": {"error": "No pudo"},
        "anulada": {"anulada_en": instante, "anulada_por": coordinador},
    }.items():
        make_tarea(estado=estado, terminada_en=instante, **suyos)


def test_what_a_mail_said_is_kept_for_ninety_days_and_that_it_was_sent_for_good(de_hoy):
    with pasan(89):
        call_command("trabajar", "--una-vez")
    assert con_cuerpo() == {"enviado", "anulado", "fallido", "pendiente"}

    with pasan(91):
        call_command("trabajar", "--una-vez")
    assert con_cuerpo() == {"pendiente"}  # what has not left keeps what it will say
    assert set(Envio.objects.exclude(estado="pendiente").values_list("texto", "html")) == {("", "")}
    assert Envio.objects.exclude(asunto="").count() == 4


def test_a_finished_job_is_kept_for_thirty_days(de_hoy):
    with pasan(29):
        call_command("trabajar", "--una-vez")
    assert Tarea.objects.filter(nombre="prueba").count() == 3

    with pasan(31):
        call_command("trabajar", "--una-vez")
    assert not Tarea.objects.filter(nombre="prueba").exists()


def test_how_long_is_the_installation_s_to_say(de_hoy, settings):
    settings.DIAS_DE_CORREOS, settings.DIAS_DE_TAREAS = 5, 5
    with pasan(6):
        call_command("trabajar", "--una-vez")
    assert (con_cuerpo(), Tarea.objects.filter(nombre="prueba").count()) == ({"pendiente"}, 0)


@pytest.mark.parametrize("dias", [30, 31])
def test_a_job_of_the_month_is_not_done_twice_because_it_was_forgotten(monkeypatch, settings, dias):
    monkeypatch.setattr(tareas, "_oficios", dict(tareas._oficios))
    hechas = []
    tarea("mensual", cada="mes", a_las=0)(lambda contexto: hechas.append(1))
    settings.DIAS_DE_TAREAS = 1
    with time_machine.travel(datetime.datetime(2027, 1, 1, 12, tzinfo=datetime.UTC)):
        call_command("trabajar", "--una-vez")
    with time_machine.travel(datetime.datetime(2027, 1, dias, 12, tzinfo=datetime.UTC)):
        call_command("trabajar", "--una-vez")
        obrero.Horario()()
        call_command("trabajar", "--una-vez")
    assert hechas == [1]


def test_the_page_of_a_mail_says_that_its_text_is_gone(como, administrador):
    envio = make_envio(administrador, estado="enviado", enviado_en=ahora(), texto="", html="")
    assert "ya se borraron" in como(administrador).get(envio.get_absolute_url()).text
