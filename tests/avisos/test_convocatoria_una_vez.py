"""P6 for the convocatoria: an invitation and a reminder are mails of the outbox like any other, and the job that reminds is begun again."""

import datetime
from collections import Counter

import pytest

from base.avisos import cartero, obrero
from base.avisos.models import Envio, Tarea
from base.avisos.tareas import encolar_tarea
from base.comun.fechas import ahora
from encuentros import convocatoria
from encuentros.convocatoria import invitar, recordar
from encuentros.models import Comunicacion, Encuentro, Invitado
from tests.avisos.test_una_vez import pasan_cinco_minutos, terminar
from tests.factories import dias
from tests.factories_encuentros import make_encuentro, make_invitado
from tests.servidor_smtp import matar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promesa("P6")]
RAIZ = "https://testserver"


@pytest.fixture
def encuentro(ugel, coordinador) -> Encuentro:
    return make_encuentro(ugel, numero=3, fecha=dias(5), convocado_por=coordinador, convocado_en=ahora())


def invitados(encuentro: Encuentro, vuelta: int) -> list[str]:
    """Two that nobody has written to; those of before have answered, and are not reminded with them."""
    Invitado.objects.filter(encuentro=encuentro).update(respuesta="asistira", respondido_en=ahora())
    correos = [f"{quien}{vuelta}@ejemplo.pe" for quien in ("uno", "otro")]
    for correo in correos:
        make_invitado(encuentro, institucion=correo, correo=correo)
    return correos


def test_killed_between_send_and_mark_each_guest_has_its_mail(encuentro, coordinador, trabajador, smtp, promesa):
    """Killed when the server has the text of an invitation or, in turn, of a reminder, and has not answered; then another worker sweeps."""
    cuentas = {que: {"vueltas": 0, "faltan": 0, "mas_de_uno_de_mas": 0, "sin_marca": 0} for que in ("invitacion", "recordatorio")}
    for vuelta in range(promesa.veces(1, 100)):
        que, cuenta = list(cuentas.items())[vuelta % 2]
        correos = invitados(encuentro, vuelta)
        invitar(encuentro, por=coordinador, raiz=RAIZ)
        if que == "recordatorio":
            cartero.repartir()
            recordar(encuentro, por=coordinador, raiz=RAIZ)
        smtp.recibidos.clear()
        victima = trabajador("--una-vez")
        smtp.al_recibir = lambda victima=victima: matar(victima.pid)
        assert terminar(victima) == [-9]
        smtp.al_recibir = lambda: True
        pasan_cinco_minutos()
        cartero.barrer()
        cartero.repartir()
        veces = Counter(recibido.destinatarios[0].split(">")[0] for recibido in smtp.recibidos)
        suyas = Comunicacion.objects.filter(clase=que, invitado__correo__in=correos)
        cuenta["vueltas"] += 1
        cuenta["faltan"] += sum(veces[correo] == 0 for correo in correos)
        cuenta["mas_de_uno_de_mas"] += sum(veces.values()) - 3  # the one that was cut, once more; the other one, once
        cuenta["sin_marca"] += suyas.filter(envio__dudoso_en__isnull=False).count() != 1
        assert set(suyas.values_list("envio__estado", flat=True)) == {"enviado"}
    for que, cuenta in cuentas.items():
        promesa.anotar(f"kill −9 entre enviar y anotar: {que}", **cuenta)
        assert {n for nombre, n in cuenta.items() if nombre != "vueltas"} == {0}


MUERE_TRAS_EL_PRIMERO = """
import os, signal, django
django.setup()
from base.avisos import obrero
from encuentros import tareas
recordar = tareas.recordar
def una_sola(*de, **mas):
    recordar(*de, **mas)
    os.kill(os.getpid(), signal.SIGKILL)
tareas.recordar = una_sola
obrero.hacer_una()
"""


def recordados(encuentros: list[Encuentro]) -> list[int]:
    return [Comunicacion.objects.filter(clase="recordatorio", invitado__encuentro=e).count() for e in encuentros]


def test_killed_between_two_encuentros_the_job_goes_on_where_it_was(encuentro, coordinador, trabajador, smtp, promesa):
    """One encuentro was reminded and its worker died before the other one, and before the job was marked: nobody twice, nobody forgotten."""
    vueltas, faltan, de_mas = promesa.veces(1, 50), 0, 0
    Encuentro.objects.filter(pk=encuentro.pk).update(fecha=dias(7))
    los_dos = [encuentro, make_encuentro(encuentro.ugel, numero=4, fecha=dias(2), convocado_por=coordinador, convocado_en=ahora())]
    for vuelta in range(vueltas):
        antes = recordados(los_dos)
        for cual in los_dos:
            invitados(cual, vuelta)
            invitar(cual, por=coordinador, raiz=RAIZ)
        tarea = encolar_tarea("encuentros.recordar", {}, por=None, clave=f"prueba:{vuelta}")
        assert terminar(trabajador(programa=("-c", MUERE_TRAS_EL_PRIMERO))) == [-9]
        assert sorted(d - a for a, d in zip(antes, recordados(los_dos), strict=True)) == [0, 2]
        Tarea.objects.filter(pk=tarea.pk).update(latido_en=ahora() - datetime.timedelta(hours=1))
        obrero.barrer()
        assert obrero.hacer_una()
        hechos = [d - a for a, d in zip(antes, recordados(los_dos), strict=True)]
        faltan, de_mas = faltan + sum(h < 2 for h in hechos), de_mas + sum(h > 2 for h in hechos)
        assert Tarea.objects.get(pk=tarea.pk).estado == "hecha"
        assert Envio.objects.filter(asunto__startswith="Recordatorio").count() == sum(recordados(los_dos))
    promesa.anotar("kill −9 en medio de la tarea que recuerda", vueltas=vueltas, faltan=faltan, de_mas=de_mas)
    assert (faltan, de_mas) == (0, 0)


@pytest.mark.control
def test_without_looking_at_who_was_reminded_today_it_reminds_twice(encuentro, coordinador, monkeypatch):
    """Control: what lets the job be begun again is that it looks at what was sent."""
    Encuentro.objects.filter(pk=encuentro.pk).update(fecha=dias(7))
    invitados(encuentro, 0)
    invitar(encuentro, por=coordinador, raiz=RAIZ)
    monkeypatch.setattr(convocatoria, "por_recordar", lambda e: e.invitados.all())
    for vez in range(2):
        encolar_tarea("encuentros.recordar", {}, por=None, clave=f"prueba:{vez}")
        assert obrero.hacer_una()
    assert recordados([encuentro]) == [4]
