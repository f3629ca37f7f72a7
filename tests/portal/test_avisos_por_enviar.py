"""Before the first sending: who would get what, as they would read it, and the switch."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from base.avisos.models import Aviso, Carta, Envio
from municipios.models import Ugel
from portal.tablero.cartas import encender, reparto
from tests.factories import make_baja, make_compromiso
from tests.formularios import leer

pytestmark = pytest.mark.django_db
MIERCOLES, LUNES = datetime.datetime(2026, 12, 2, 15, tzinfo=datetime.UTC), datetime.datetime(2026, 12, 7, 13, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _es_miercoles():
    with time_machine.travel(MIERCOLES, tick=False):
        yield


@pytest.fixture
def vencido(convenio, municipalidad_a, alcalde_a, coordinador):
    """A owes something, and its mayor has a mail."""
    alcalde_a.email = "alba@ejemplo.pe"
    alcalde_a.save()
    obligada = convenio.partes.get(municipalidad=municipalidad_a)
    reparto.repartir(convenio.ugel)  # nothing yet: the digest of this week is past
    return make_compromiso(convenio, plazo=datetime.date(2026, 11, 30), obligada=obligada, distritos=(municipalidad_a.distrito,))


def url(ugel) -> str:
    return reverse("avisos_por_enviar", args=[ugel.codigo])


def pulsar(cliente, ugel, acto, **datos):
    return cliente.post(url(ugel), leer(cliente.get(url(ugel))) | {"acto": acto} | datos)


def test_from_the_preview_to_the_first_monday(como, coordinador, alcalde_a, ugel, vencido, mailoutbox):
    cliente = como(coordinador)
    assert "Enviar desde el" not in cliente.get(url(ugel)).text
    assert pulsar(cliente, ugel, "previa").status_code == 302
    call_command("trabajar", "--una-vez")

    pagina = cliente.get(url(ugel)).text
    assert "Enviar desde el lun 07 dic 2026" in pagina
    previa = Carta.objects.previas().get(usuario=alcalde_a, clase="resumen")
    hoja = cliente.get(previa.get_absolute_url()).text
    assert "Vista previa" in hoja
    assert "VENCIDOS DE SU MUNICIPALIDAD" in hoja
    assert make_baja(alcalde_a)["secreto"] not in hoja
    assert como(alcalde_a).get(previa.get_absolute_url()).status_code == 404
    assert (Envio.objects.count(), Aviso.objects.filter(usuario=alcalde_a).count()) == (0, 0)

    assert pulsar(cliente, ugel, "encender", desde="2026-12-07").status_code == 302
    ugel.refresh_from_db()
    assert (ugel.avisos_desde, ugel.avisa_por_correo, ugel.history.first().history_user) == (datetime.date(2026, 12, 7), False, coordinador)
    with time_machine.travel(LUNES, tick=False):
        reparto.repartir(ugel)
        assert [carta.to for carta in mailoutbox] == [["alba@ejemplo.pe"]]
    assert "VENCIDOS DE SU MUNICIPALIDAD" in Envio.objects.get().texto

    assert pulsar(cliente, ugel, "apagar").status_code == 302
    ugel.refresh_from_db()
    assert ugel.avisos_desde is None


def test_nothing_is_turned_on_without_having_looked_nor_for_a_past_day(como, coordinador, ugel, vencido):
    cliente = como(coordinador)
    respuesta = pulsar(cliente, ugel, "encender")
    assert (respuesta.status_code, "prepare la vista previa" in respuesta.text) == (422, True)
    reparto.preparar_previa(ugel)
    assert pulsar(cliente, ugel, "encender", desde="2026-12-01").status_code == 422
    assert Ugel.objects.get(pk=ugel.pk).avisos_desde is None


def test_only_who_decides_decides(especialista, director, ugel, vencido):
    reparto.preparar_previa(ugel)
    for quien in (especialista, director):
        with pytest.raises(ValidationError):
            encender.encender(ugel, por=quien, desde=datetime.date(2026, 12, 7))


def test_the_preview_says_how_each_one_gets_it_and_is_written_again(como, coordinador, ugel, vencido, enlace_a):
    for _ in range(2):
        reparto.preparar_previa(ugel)
    assert Carta.objects.filter(clase="resumen").count() == 3
    cuentas = como(coordinador).get(url(ugel)).context["cuentas"]
    assert {(c["clase"], c["entrega"], c["cuantas"]) for c in cuentas if c["clase"] == "Resumen de la semana"} == {
        ("Resumen de la semana", "Por correo y en el portal", 1),
        ("Resumen de la semana", "Solo en el portal: su cuenta no tiene correo", 2),
    }


def test_in_a_demonstration_the_page_says_that_nothing_leaves(como, coordinador, ugel, settings):
    settings.DEMOSTRACION = True
    assert "no sale ningún correo" in como(coordinador).get(url(ugel)).text
