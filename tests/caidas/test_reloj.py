"""The clock of the server is moved, back and forth: nothing is done twice, and nobody gets in or stays in by it."""

import time

import pytest
import time_machine

from base.avisos import obrero, tareas
from base.avisos.models import Tarea
from base.avisos.tareas import tarea
from base.cuentas import limites
from base.cuentas.limites import Clase
from portal.publico.copias import Copia
from tests.carreras import a_la_vez

HORA, DIA = 3600, 86400


@pytest.fixture
def diaria(monkeypatch) -> list[str]:
    """A job of each day and one of each hour; which were done."""
    hechas: list[str] = []
    monkeypatch.setattr(tareas, "_oficios", {})
    monkeypatch.setattr(tareas, "_quehaceres", {})
    for cada in ("dia", "hora"):
        tarea(f"de.cada.{cada}", cada=cada)(lambda contexto: hechas.append(contexto.tarea.clave))
    return hechas


@pytest.mark.promesa("P6")
@pytest.mark.django_db(transaction=True)
def test_a_job_with_its_hour_is_done_once_in_its_period_wherever_the_clock_goes(diaria, promesa):
    ahora = time.time()
    for mueve in (0, -HORA, 0, HORA, DIA, -DIA, 0, DIA, HORA):
        with time_machine.travel(ahora + mueve, tick=False):
            a_la_vez(obrero.Horario(), obrero.Horario())  # two schedulers that have just started, each time
            while obrero.hacer_una():
                pass
    repetidas = len(diaria) - len(set(diaria))
    promesa.anotar("reloj movido una hora y un día, con dos que programan a la vez", saltos=9, hechas=len(diaria), repetidas=repetidas)
    assert repetidas == 0
    assert len(diaria) == Tarea.objects.count() == 3 + 5  # three days, and five hours of them


@pytest.mark.django_db
def test_a_session_outlives_a_clock_that_went_back_and_not_one_that_passed_its_time(como, coordinador, alcalde_a):
    ahora = time.time()
    with time_machine.travel(ahora, tick=False):
        personal, municipal = como(coordinador), como(alcalde_a)
    for mueve, del_personal in ((-HORA, 200), (-DIA, 200), (0, 200), (HORA, 302)):
        with time_machine.travel(ahora + mueve, tick=False):
            assert personal.get("/bandeja/").status_code == del_personal, mueve
            assert municipal.get("/mi-municipio/").status_code == 200, mueve


@pytest.mark.django_db
def test_a_clock_that_went_back_gives_nobody_more_tries():
    ahora = time.time()
    with time_machine.travel(ahora, tick=False):
        while limites.intentar(Clase.CODIGO, cuenta="alguien").permitido:
            pass
    for mueve in (-HORA, -DIA, 0):
        with time_machine.travel(ahora + mueve, tick=False):
            assert not limites.intentar(Clase.CODIGO, cuenta="alguien").permitido


def test_a_copy_from_the_future_is_drawn_again():
    copia = Copia("v", time.time() + HORA, 0.0, "", {}, b"", b"")
    assert not copia.vale("v", time.time())
