"""Many rows in one statement, each with its line of history in the gesture in course."""

from decimal import Decimal

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


def test_rows_inserted_at_once_say_what_a_save_would_have_said(convenio, coordinador, municipalidad_a):
    """Every kind of column, keys given on the way, and the database still refuses what breaks a law."""
    from django.db import IntegrityError, transaction

    from convenios.models import Alcance
    from tests.factories import dias

    campos = {"convenio": convenio, "descripcion": "Árbol 'raro' \\ %s", "plazo": dias(9), "meta": Decimal("2.50"), "unidad": "á"}
    with gesto(por=coordinador, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz"):
        uno, otro = crear_en_bloque(Compromiso, [Compromiso(codigo=f"K-{n}", **campos) for n in (1, 2)])
        hijo = Compromiso(codigo="K-3", **campos)
        alcance = Alcance(compromiso=hijo, distrito=municipalidad_a.distrito)  # before its commitment has a key
        crear_en_bloque(Compromiso, [hijo])
        crear_en_bloque(Alcance, [alcance])
    guardado = Compromiso(codigo="K-4", **campos)
    guardado.save()
    iguales = [c.attname for c in Compromiso._meta.concrete_fields if c.name not in {"id", "codigo", "busqueda"}]
    filas = Compromiso.objects.filter(codigo__startswith="K-").values_list(*iguales)
    assert len(filas) == 4
    assert len(set(filas)) == 1
    assert len({uno.pk, otro.pk, hijo.pk, guardado.pk}) == 4
    assert alcance.compromiso_id == hijo.pk
    assert not uno._state.adding
    with pytest.raises(IntegrityError), transaction.atomic(), gesto(por=coordinador, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz"):
        crear_en_bloque(Compromiso, [Compromiso(codigo="K-1", **campos)])


def test_a_row_with_an_expression_of_the_database_goes_the_long_way(convenio, coordinador):
    from django.db.models import Value
    from django.db.models.functions import Upper

    with gesto(por=coordinador, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz"):
        crear_en_bloque(Compromiso, [Compromiso(convenio=convenio, codigo="E-1", descripcion=Upper(Value("hola")))])
    assert Compromiso.objects.get(codigo="E-1").descripcion == "HOLA"
