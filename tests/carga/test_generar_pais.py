"""A country that does not exist, as `generar_pais` makes it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from base.bitacora.models import Lote
from base.comun.buscador.declaracion import hallables
from base.comun.buscador.sondeo import con_alguna
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios import resumen
from convenios.models import Alcance, Avance, Compromiso, Convenio, PorRecontar, Resumen
from convenios.models.resumen import por_recontar
from convenios.resumen import recontar_lo_que_falte
from encuentros.carga.pais import Tamano, generar
from municipios.models import Distrito, InstitucionEducativa, LocalEscolar, Municipalidad, Ugel
from tests.factories import make_compromiso

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("país generado")]
CHICO = Tamano(ugeles=3, distritos=7, compromisos=60, servicios=13)
TODOS = (Ugel, Distrito, Municipalidad, LocalEscolar, InstitucionEducativa, Convenio, Compromiso, Alcance, Avance)
DE_LA_CORRIDA = {"estado_en"}  # of the convenio: the instant at which it was made


def filas(modelo):
    """Its rows without keys, which a sequence gives."""
    columnas = [c.name for c in modelo._meta.concrete_fields if not c.is_relation and not c.primary_key]
    return list(modelo.objects.order_by("pk").values_list(*(c for c in columnas if modelo is not Convenio or c not in DE_LA_CORRIDA)))


def de_ida_y_vuelta(semilla):
    """What that seed makes; and it is as if it had not been made."""
    with transaction.atomic():
        generar(CHICO, semilla=semilla)
        hechas = {modelo: filas(modelo) for modelo in TODOS}
        transaction.set_rollback(True)
    return hechas


@pytest.fixture(scope="module")
def _pais(modulo_db):
    antes, otra = de_ida_y_vuelta(7), de_ida_y_vuelta(8)
    return antes, otra, generar(CHICO, semilla=7)


@pytest.fixture
def pais(_pais, db):
    return _pais[2]


def test_there_are_as_many_as_were_asked_for_each_with_its_line_of_history(pais):
    assert pais == {
        "ugeles": 3, "distritos": 7, "locales": 7, "servicios": 13, "compromisos": 60, "alcances": Alcance.objects.count(), "avances": 180,
    }  # fmt: skip
    for modelo in TODOS:
        assert not modelo.objects.filter(demostracion=False).exists(), modelo
        assert modelo.history.filter(history_type="+", lote__tipo="demostracion").count() == modelo.objects.count() > 0, modelo
    assert Lote.objects.get(tipo="demostracion").creados == sum(pais.values())
    assert set(Distrito.objects.values("ugel").order_by("ugel").annotate(n=Count("pk")).values_list("n", flat=True)) <= {2, 3}


def test_the_same_seed_makes_the_same_rows_and_another_one_does_not(request, pais):
    antes, otra, _ = request.getfixturevalue("_pais")
    assert {modelo: filas(modelo) for modelo in TODOS} == antes
    assert filas(Ugel) == otra[Ugel]
    assert filas(Compromiso) != otra[Compromiso]
    assert filas(Avance) != otra[Avance]


def test_what_a_form_would_have_asked_holds(pais):
    for compromiso in Compromiso.objects.select_related("convenio", "obligada__municipalidad").prefetch_related("alcances"):
        distritos = {a.distrito_id for a in compromiso.alcances.all()}
        assert 1 <= len(distritos) <= 3
        assert compromiso.obligada is None or compromiso.obligada.municipalidad.distrito_id in distritos
        assert compromiso.obligada is None or compromiso.obligada.convenio_id == compromiso.convenio_id
    assert not Alcance.objects.exclude(distrito__ugel=F("compromiso__convenio__ugel")).exists()
    con_meta = Compromiso.objects.exclude(meta=None).annotate(suma=Sum("alcances__meta"))
    assert con_meta.exists()
    assert not con_meta.exclude(meta=F("suma")).exists()
    alcanzado = Alcance.objects.filter(compromiso=OuterRef("compromiso"), distrito=OuterRef("distrito"))
    assert not Avance.objects.exclude(Exists(alcanzado)).exists()
    assert not Avance.objects.filter(fecha__gt=hoy()).exists()
    assert not Avance.objects.filter(Q(verificado_por=F("creado_por")) | Q(verificado_por=F("enviado_por"))).exists()
    assert not any(usuario.has_usable_password() for usuario in Usuario.objects.all())
    connection.check_constraints()


@pytest.mark.promesa("P5")
def test_every_ugel_waits_to_be_counted_and_its_count_is_what_its_rows_say(pais):
    assert por_recontar().count() == 3
    recontar_lo_que_falte()
    assert por_recontar().count() == 0
    for guardado in Resumen.objects.all():
        contado = resumen.de_las_ugeles([guardado.ugel_id])[guardado.ugel_id]
        assert (guardado.conjunto, guardado.distritos) == (contado["conjunto"], contado["distritos"])
    assert not PorRecontar.objects.exists()


def test_locks_notes_and_indexes_are_back_and_keys_go_on(pais):
    recontar_lo_que_falte()
    Compromiso.objects.filter(codigo="C-0000001").update(linea="otros", plazo=None)
    assert por_recontar().count() == 1
    with connection.cursor() as cursor:
        de = connection.introspection.get_constraints(cursor, Avance._meta.db_table)
    assert {"convenios_avance_suma", "convenios_avance_cola"} <= set(de)
    uno = Compromiso.objects.order_by("-pk")[0]
    assert make_compromiso(uno.convenio).pk == uno.pk + 1


def test_what_was_written_is_found(pais):
    claves = {h.clave for h in con_alguna(hallables(), [["c-0000007"]])}
    assert "compromiso" in claves
    assert "avance" in {h.clave for h in con_alguna(hallables(), [["oficio de demostracion"]])}


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────────
CON = {"ugeles": 3, "distritos": 7, "compromisos": 60, "servicios": 13}


def test_a_second_country_is_refused(pais, settings):
    settings.DEMOSTRACION = True
    with pytest.raises(CommandError, match="ya hay un país generado"):
        call_command("generar_pais", **CON)


def test_where_people_work_it_is_refused_and_nothing_is_written(pais, settings):
    antes = Ugel.todos.count()
    settings.DEMOSTRACION = settings.DEBUG = False
    with pytest.raises(CommandError, match="ya hay datos de trabajo"):
        call_command("generar_pais", **CON)
    assert Ugel.todos.count() == antes


@pytest.mark.parametrize("mal", [{"distritos": 2}, {"ugeles": 0}, {"servicios": 300_000}])
def test_what_cannot_be_is_said_in_words(mal):
    with pytest.raises(CommandError, match="Cada UGEL|No hay códigos"):
        call_command("generar_pais", **CON | mal)
