"""Working days: what the laws say, what was decreed and where, and what moves a day before or after."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.avisos.acciones import guardar_dia, quitar_dia
from base.avisos.habiles import Calendario, es_dia_habil, siguiente_habil
from base.avisos.models import DiaNoLaborable
from tests.factories import make_dia_no_laborable, make_usuario
from tests.formularios import leer

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.mark.parametrize(
    ("dia", "porque"),
    [
        (D(2026, 7, 28), "Día de la Independencia"),
        (D(2026, 12, 8), "Inmaculada Concepción"),
        (D(2027, 3, 26), "Viernes Santo"),  # it moves
        (D(2026, 11, 28), "sábado o domingo"),
        (D(2026, 11, 30), ""),
        (D(2026, 12, 24), ""),
    ],
)
def test_the_laws_of_peru_and_the_weekend_say_when_nobody_works(dia, porque):
    assert Calendario().por_que_no(dia) == porque


def test_a_decreed_day_holds_where_it_was_decreed():
    make_dia_no_laborable(fecha=D(2026, 12, 24), ambito="990001")
    make_dia_no_laborable(fecha=D(2027, 1, 4))
    assert [es_dia_habil(D(2026, 12, 24), a) for a in ("", "990001", "960001")] == [True, False, True]
    assert [es_dia_habil(D(2027, 1, 4), a) for a in ("", "990001", "960001")] == [False] * 3
    # 24 decreed, 25 Navidad, then a weekend; and the New Year's weekend ends in a decreed Monday
    assert (siguiente_habil(D(2026, 12, 24), "990001"), siguiente_habil(D(2027, 1, 1))) == (D(2026, 12, 28), D(2027, 1, 5))


def test_a_day_that_was_taken_away_is_a_working_day_again(administrador, ugel):
    dia = guardar_dia(DiaNoLaborable(fecha=D(2026, 12, 24), nombre="Puente", norma="DS 1", ambito=ugel.codigo), por=administrador)
    assert not es_dia_habil(D(2026, 12, 24), ugel.codigo)
    quitar_dia(dia, por=administrador)
    assert es_dia_habil(D(2026, 12, 24), ugel.codigo)


def test_days_are_counted_and_weeks_begin_among_working_days():
    c = Calendario({D(2026, 12, 7): "Puente"})
    assert c.anterior(D(2026, 12, 9)) == D(2026, 12, 4)  # the 7th decreed, the 8th and the 9th by law
    assert c.entre(D(2026, 12, 4), D(2026, 12, 11)) == 2
    assert c.entre(D(2026, 12, 11), D(2026, 12, 4)) == 0
    assert c.primero_de_la_semana(D(2026, 12, 12)) == D(2026, 12, 10)
    assert Calendario({D(2026, 12, n): "x" for n in (10, 11)} | {D(2026, 12, 7): "x"}).primero_de_la_semana(D(2026, 12, 7)) is None


def test_only_who_runs_the_installation_decides_for_the_country(como, administrador, coordinador, ugel, otra_ugel):
    de_todos = make_dia_no_laborable()
    instalacion = make_usuario("administrador", is_superuser=True)
    for quien, ambito in ((administrador, ""), (administrador, otra_ugel.codigo), (coordinador, ugel.codigo)):
        with pytest.raises(ValidationError):
            guardar_dia(DiaNoLaborable(fecha=D(2026, 12, 24), nombre="Puente", norma="DS 1", ambito=ambito), por=quien)
    assert como(administrador).get(reverse("dia_no_laborable_quitar", args=[de_todos.pk])).status_code == 403
    assert guardar_dia(DiaNoLaborable(fecha=D(2026, 12, 24), nombre="Puente", norma="DS 1"), por=instalacion).pk


def test_the_page_takes_a_day_with_its_norm_and_refuses_one_without(como, administrador, ugel):
    cliente, url = como(administrador), reverse("dias_no_laborables")
    datos = leer(cliente.get(url)) | {"fecha": "2026-12-24", "nombre": "Puente", "norma": "", "ambito": ugel.codigo}
    assert cliente.post(url, datos).status_code == 422
    assert cliente.post(url, datos | {"norma": "DS 151-2025-PCM", "ambito": ""}).status_code == 422
    assert cliente.post(url, datos | {"norma": "DS 151-2025-PCM"}).status_code == 302
    assert (
        cliente.post(url, leer(cliente.get(url)) | datos | {"norma": "Otra", "clave": "00000000-0000-4000-8000-000000000001"}).status_code
        == 422
    )
    assert "DS 151-2025-PCM" in cliente.get(f"{url}?anio=2026").text
    assert DiaNoLaborable.objects.get().history.count() == 1
