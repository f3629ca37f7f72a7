"""The summaries of the dashboards: what they say is what the rows say, whoever wrote them and however."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from base.avisos.trabajo import una_vez
from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from convenios import notas, resumen
from convenios.models import Avance, Compromiso, PorRecontar, Resumen
from convenios.models.resumen import con_resumen, por_recontar
from convenios.resumen import guardar
from municipios.models import Ugel
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_evidencia

pytestmark = pytest.mark.django_db


def figuras(ugel, *, desde=-30, todos=True, con_distritos=True, publica=False):
    (leida,) = con_resumen(Ugel.objects.filter(pk=ugel.pk))
    corte = resumen.corte(leida, desde=dias(desde), todos=todos, publica=publica)
    return resumen.figuras([leida], {leida.pk: corte}, con_distritos=con_distritos)[leida.pk]


def al_dia(ugel):
    return con_resumen(Ugel.objects.filter(pk=ugel.pk)).get().generacion is not None


@pytest.fixture
def compromiso(convenio, municipalidad_a, municipalidad_b):
    uno = make_compromiso(convenio, meta=100, plazo=dias(10))
    make_alcance(uno, municipalidad_a.distrito, meta=40)
    make_alcance(uno, municipalidad_b.distrito, meta=60)
    return uno


@pytest.fixture
def contada(ugel, compromiso):
    assert resumen.recontar(ugel.pk)
    assert al_dia(ugel)
    return ugel


def test_what_is_kept_and_what_is_counted_say_the_same(contada, convenio, municipalidad_a, especialista):
    a = municipalidad_a.distrito
    for n, plazo in enumerate((None, dias(-1), dias(0), dias(30), dias(31), dias(400))):
        otro = make_compromiso(convenio, distritos=(a,) if n % 2 else (), plazo=plazo, linea="proyectos" if n % 3 else "otros")
        if n % 2:
            make_avance(otro, estado="enviado" if n == 3 else "verificado", por=especialista, distrito=a)
    make_compromiso(convenio, estado="cumplido", distritos=(a,))

    en_vivo = figuras(contada)
    resumen.recontar(contada.pk)
    assert al_dia(contada)
    guardada = figuras(contada)

    assert guardada == en_vivo
    assert resumen.juntas(guardada.lineas.values()).situaciones == Compromiso.objects.filter(convenio__ugel=contada).por_situacion()


def test_what_depends_on_today_is_told_when_it_is_read(contada, time_machine):
    time_machine.move_to(ahora())
    assert resumen.juntas(figuras(contada).lineas.values()).situaciones == {"por_vencer": 1}
    time_machine.shift(datetime.timedelta(days=11))
    assert al_dia(contada)
    leida = resumen.juntas(figuras(contada).lineas.values())
    assert (leida.situaciones, leida.vencieron) == ({"vencido": 1}, 1)
    Ugel.objects.filter(pk=contada.pk).update(dias_por_vencer=1)
    time_machine.shift(datetime.timedelta(days=-13))
    assert resumen.juntas(figuras(contada).lineas.values()).situaciones == {"por_iniciar": 1}


def test_a_commitment_counts_once_in_the_ugel_and_once_in_each_district(
    contada, compromiso, municipalidad_a, municipalidad_b, especialista
):
    make_avance(compromiso, estado="verificado", por=especialista, distrito=municipalidad_a.distrito, cantidad=10)

    dicho = figuras(contada)

    assert dicho.lineas["otros"].total == 1
    assert {d: lineas["otros"].total for d, lineas in dicho.distritos.items()} == {
        municipalidad_a.distrito_id: 1,
        municipalidad_b.distrito_id: 1,
    }
    assert (dicho.distritos[municipalidad_a.distrito_id]["otros"].promedio, dicho.lineas["otros"].promedio) == (25, 12.5)
    assert dicho.lineas["otros"].avanzaron == 1


def test_what_is_not_signed_is_told_apart_and_what_waits_is_no_public_matter(contada, convenio, compromiso, especialista):
    make_avance(compromiso, estado="enviado", por=especialista)
    assert set(figuras(contada).lineas["otros"].situaciones) == {"en_verificacion"}
    assert set(figuras(contada, publica=True).lineas["otros"].situaciones) == {"por_vencer"}
    type(convenio).objects.filter(pk=convenio.pk).update(estado="borrador")
    assert figuras(contada, todos=False).lineas == {}


# ── Who writes it down ───────────────────────────────────────────────────────────────────────────────────────────────────
def con_sql(sql):
    def hacer(**pks):
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**pks))

    return hacer


ESCRITURAS = {
    "en bloque": lambda *, compromiso, **_: Compromiso.objects.filter(pk=compromiso).update(linea="proyectos"),
    "bulk_create": lambda *, compromiso, por, **_: Avance.objects.bulk_create(
        [Avance(compromiso_id=compromiso, fecha=dias(0), descripcion="Hecho", creado_por_id=por)]
    ),
    "plazo": con_sql("UPDATE convenios_compromiso SET plazo = NULL WHERE id = {compromiso}"),
    "papelera del convenio": con_sql("UPDATE convenios_convenio SET estado = 'concluido' WHERE id = {convenio}"),
    "alcance": con_sql("UPDATE convenios_alcance SET meta = 1 WHERE compromiso_id = {compromiso}"),
    "avance": con_sql("UPDATE convenios_avance SET cantidad = 7 WHERE compromiso_id = {compromiso}"),
    "prueba que se quita": con_sql("DELETE FROM convenios_evidencia"),
}


@pytest.mark.parametrize("escritura", ESCRITURAS)
def test_whatever_writes_a_row_that_is_counted_leaves_a_note(contada, compromiso, convenio, especialista, escritura):
    make_evidencia(make_avance(compromiso, por=especialista, cantidad=5))
    resumen.recontar(contada.pk)
    assert al_dia(contada)

    ESCRITURAS[escritura](compromiso=compromiso.pk, convenio=convenio.pk, por=especialista.pk)

    assert not al_dia(contada)
    assert PorRecontar.objects.count() == 1


def test_what_is_not_counted_leaves_none(contada, compromiso):
    with gesto(por=None, motivo="prueba"):
        compromiso.descripcion = "Otro texto"
        compromiso.save()
    assert al_dia(contada)


def test_every_table_and_column_that_is_counted_is_there():
    with connection.cursor() as cursor:
        for tabla, (_, columnas) in notas.CUENTA.items():
            hay = {c.name for c in connection.introspection.get_table_description(cursor, tabla)}
            assert set(columnas) <= hay, tabla


# ── Who counts again ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_note_that_was_not_seen_stays(contada, compromiso, monkeypatch):
    contar = guardar.de_las_ugeles

    def y_alguien_escribe(ugeles):
        conteo = contar(ugeles)
        Compromiso.objects.filter(pk=compromiso.pk).update(linea="proyectos")
        return conteo

    monkeypatch.setattr(guardar, "de_las_ugeles", y_alguien_escribe)
    assert resumen.recontar(contada.pk)
    assert not al_dia(contada)
    assert set(figuras(contada).lineas) == {"proyectos"}


def test_an_older_count_does_not_take_the_place_of_a_newer_one(contada, compromiso, monkeypatch):
    contar = guardar.de_las_ugeles

    def y_otro_termina_antes(ugeles):
        conteo = contar(ugeles)
        monkeypatch.setattr(guardar, "de_las_ugeles", contar)
        Compromiso.objects.filter(pk=compromiso.pk).update(linea="proyectos")
        assert resumen.recontar(contada.pk)
        return conteo

    monkeypatch.setattr(guardar, "de_las_ugeles", y_otro_termina_antes)
    assert not resumen.recontar(contada.pk)
    assert set(figuras(contada).lineas) == {"proyectos"}


def test_the_worker_counts_what_waits_and_nothing_else(contada, compromiso, otra_ugel):
    Compromiso.objects.filter(pk=compromiso.pk).update(linea="proyectos")
    antes = Resumen.objects.get(ugel=contada).generacion
    una_vez()
    assert not por_recontar().exists()
    assert set(Resumen.objects.values_list("ugel", flat=True)) == {contada.pk, otra_ugel.pk}
    assert Resumen.objects.get(ugel=contada).generacion != antes
    assert resumen.recontar_lo_que_falte() == 0


def test_the_command_counts_what_is_named_and_says_what_it_does_not_know(contada, compromiso, capsys):
    antes = Resumen.objects.get(ugel=contada).generacion
    call_command("recontar")
    assert Resumen.objects.get(ugel=contada).generacion == antes
    call_command("recontar", contada.codigo)
    assert Resumen.objects.get(ugel=contada).generacion != antes
    with pytest.raises(CommandError, match="000000"):
        call_command("recontar", "000000")
