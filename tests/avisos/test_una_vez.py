"""P6: a mail leaves once. Real workers, real kills, a real server."""

import datetime
import subprocess
from collections import Counter

import pytest
from django.db import transaction

from base.avisos import cartero
from base.avisos.correo import encolar
from base.avisos.models import Envio
from base.comun.fechas import ahora
from tests.carreras import a_la_vez
from tests.factories import make_envio
from tests.servidor_smtp import matar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promesa("P6")]


def terminar(*procesos: subprocess.Popen) -> list[int]:
    return [proceso.wait(timeout=60) for proceso in procesos if proceso.communicate(timeout=60)]


def pasan_cinco_minutos() -> None:
    """What a dead worker left is now old enough to be swept."""
    Envio.objects.filter(estado="enviando").update(tomado_en=ahora() - datetime.timedelta(minutes=6))


def test_two_workers_at_once_send_each_mail_once(trabajador, smtp, promesa):
    cuantos = promesa.veces(30, 500)
    pedidos = [make_envio().mensaje_id for _ in range(cuantos)]
    assert terminar(trabajador("--una-vez"), trabajador("--una-vez")) == [0, 0]
    veces = Counter(smtp.nombres())
    faltan, repetidos = sum(veces[m] == 0 for m in pedidos), sum(n > 1 for n in veces.values())
    promesa.anotar("dos trabajadores a la vez sobre la misma cola", correos=cuantos, repetidos=repetidos, faltan=faltan)
    assert (faltan, repetidos) == (0, 0)
    assert Envio.objects.filter(estado="enviado", dudoso_en=None).count() == cuantos


def test_killed_between_send_and_mark_a_mail_arrives_once_more_at_most_and_is_flagged(trabajador, smtp, promesa):
    """Killed when the server has the text and has not answered; then another worker sweeps."""
    vueltas, faltan, de_mas, sin_marca = promesa.veces(2, 50), 0, 0, 0
    for _ in range(vueltas):
        smtp.recibidos.clear()
        tocado, otro = make_envio(), make_envio()
        victima = trabajador("--una-vez")
        smtp.al_recibir = lambda victima=victima: matar(victima.pid)
        assert terminar(victima) == [-9]
        smtp.al_recibir = lambda: True
        assert Envio.objects.get(pk=tocado.pk).estado == "enviando"
        pasan_cinco_minutos()
        cartero.barrer()
        assert Envio.objects.get(pk=tocado.pk).estado == "dudoso"
        cartero.repartir()
        veces = Counter(smtp.nombres())
        faltan += sum(veces[e.mensaje_id] == 0 for e in (tocado, otro))
        de_mas += sum(veces.values()) - 3  # the one that was cut, once more; the other one, once
        sin_marca += Envio.objects.filter(pk=tocado.pk, dudoso_en=None).count()
        assert set(Envio.objects.values_list("estado", flat=True)) == {"enviado"}
        assert Envio.objects.get(pk=otro.pk).dudoso_en is None
    promesa.anotar("kill −9 entre enviar y anotar", vueltas=vueltas, faltan=faltan, mas_de_uno_de_mas=de_mas, sin_marca=sin_marca)
    assert (faltan, de_mas, sin_marca) == (0, 0, 0)


def test_killed_twice_it_waits_for_a_person(smtp):
    envio = make_envio(estado="enviando", tomado_en=ahora(), dudoso_en=ahora())
    pasan_cinco_minutos()
    cartero.barrer()
    cartero.repartir()
    envio.refresh_from_db()
    assert (envio.estado, smtp.recibidos) == ("fallido", [])
    assert "no se sabe si llegó" in envio.ultimo_error


def test_a_mail_that_is_being_sent_is_not_swept(smtp):
    make_envio(estado="enviando", tomado_en=ahora() - datetime.timedelta(minutes=4))
    assert cartero.barrer() == 0


def test_what_was_rolled_back_sends_nothing(smtp):
    with transaction.atomic():
        encolar(para="a@ejemplo.pe", asunto="No", texto="No", clave="deshecho")
        transaction.set_rollback(True)
    assert cartero.repartir() == 0
    assert smtp.recibidos == []


def test_the_same_key_again_is_nothing_also_at_once(smtp):
    def pedir() -> object:
        return encolar(para="a@ejemplo.pe", asunto="Recordatorio", texto="Vence mañana", clave="recordatorio:1")

    respuestas = a_la_vez(pedir, pedir, pedir)
    assert sorted(r is None for r in respuestas) == [False, True, True]
    assert pedir() is None
    cartero.repartir()
    assert len(smtp.recibidos) == 1


@pytest.mark.control
def test_without_the_claim_two_workers_send_twice(smtp, monkeypatch):
    """Control: with the claim not written down, whoever asks next takes the same mail."""
    envio = make_envio()
    monkeypatch.setattr(Envio, "save", lambda self, **_: None)
    vueltas = iter([True, True, False])
    cartero.repartir(seguir=lambda: next(vueltas))
    assert smtp.nombres() == [envio.mensaje_id] * 2


@pytest.mark.control
def test_without_the_sweep_a_mail_is_missing(smtp):
    """Control: what a dead worker holds is taken by nobody else."""
    make_envio(estado="enviando", tomado_en=ahora())
    pasan_cinco_minutos()
    cartero.repartir()
    assert smtp.recibidos == []
