"""Many rows in one statement, each with its line of history in the gesture in course."""

import pytest

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.revisiones import revision_de
from convenios.models import Compromiso, Evidencia
from tests.factories import make_avance, make_compromiso, make_evidencia


@pytest.fixture
def varios(convenio):
    return [make_compromiso(convenio, responsable="Antes") for _ in range(5)]


def test_rows_changed_at_once_leave_a_line_of_history_each_under_one_lote(varios, coordinador):
    for compromiso in varios:
        compromiso.responsable = "Después"
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio 1-2026") as lote:
        cambiar_en_bloque(Compromiso, varios, ["responsable"])

    assert set(Compromiso.objects.values_list("responsable", flat=True)) == {"Después"}
    ultimas = [c.history.first() for c in varios]
    assert {(f.responsable, f.lote, f.history_user, f.history_change_reason, f.history_type) for f in ultimas} == {
        ("Después", lote, coordinador, "Oficio 1-2026", "~")
    }


def test_a_bulk_change_moves_the_revision_that_an_open_form_saw(varios, coordinador):
    antes = revision_de(varios[0])
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio 1-2026"):
        cambiar_en_bloque(Compromiso, varios[:1], ["responsable"])
    assert revision_de(varios[0]) > antes


def test_rows_created_at_once_are_found_by_their_search_text(convenio, coordinador):
    nuevos = [Compromiso(convenio=convenio, codigo=f"N-{n}", descripcion="Árbol plantado") for n in range(3)]
    with gesto(por=coordinador, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz de la oficina"):
        crear_en_bloque(Compromiso, nuevos)
    assert Compromiso.objects.buscar("arbol").count() == 3
    assert {c.history.get().history_type for c in Compromiso.objects.filter(codigo__startswith="N-")} == {"+"}


def test_nothing_is_written_in_bulk_outside_a_gesture(varios):
    with pytest.raises(RuntimeError):
        cambiar_en_bloque(Compromiso, varios, ["responsable"])


@pytest.mark.django_db
def test_a_change_of_many_records_without_a_reason_is_no_lote(coordinador):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic(), gesto(por=coordinador, tipo=Lote.Tipo.MASIVA):
        pass


def test_the_line_of_history_says_what_the_record_says(coordinador):
    """The database copies the row: every field that history keeps, for keys of numbers and of letters, empty cells and instants."""

    evidencia = make_evidencia(make_avance())
    compromiso = make_compromiso(meta=12, plazo=None, estado="suspendido")
    evidencia.publica, compromiso.responsable = True, "Otra persona"
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio 1-2026"):
        cambiar_en_bloque(Evidencia, [evidencia], ["publica"])
        cambiar_en_bloque(Compromiso, [compromiso], ["responsable"])

    for registro in (evidencia, compromiso):
        registro.refresh_from_db()
        fila = registro.history.first()
        for campo in fila.tracked_fields:
            assert getattr(fila, campo.attname) == getattr(registro, campo.attname), campo.name
