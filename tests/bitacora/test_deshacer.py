"""Taking a lote back: what returns, what stays and why, and that it can be taken back in turn."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.deshacer import NadaQueDevolver, YaNoEsIgual, deshacer, ensayar
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from convenios.models import Alcance, Avance, Clausula, Compromiso, Evidencia, Reprogramacion
from municipios.models import Gestion
from tests.factories import (
    dias,
    make_alcance,
    make_avance,
    make_clausula,
    make_compromiso,
    make_convenio,
    make_gestion,
    make_hito,
    make_parte,
)

pytestmark = pytest.mark.django_db


def editar(registros, por, **campos):
    """A bulk edit of one kind of record: the lote."""
    modelo = type(registros[0])
    frescos = list(modelo._base_manager.filter(pk__in=[r.pk for r in registros]).order_by("pk"))
    for fresco in frescos:
        for campo, valor in campos.items():
            setattr(fresco, campo, valor)
    with gesto(por=por, tipo=Lote.Tipo.MASIVA, motivo="Oficio 1-2026", ambito=frescos[0].convenio.ugel.codigo) as lote:
        cambiar_en_bloque(modelo, frescos, list(campos))
        lote.contar(cambiados=len(frescos))
    return lote


def importar(convenio, por, cuantos=3):
    """Commitments made by a lote, each with the district it reaches."""
    distrito = convenio.partes.first().municipalidad.distrito
    with gesto(por=por, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz de la oficina", ambito=convenio.ugel.codigo) as lote:
        nuevos = crear_en_bloque(Compromiso, [Compromiso(convenio=convenio, codigo=f"N-{n}", descripcion="Nuevo") for n in range(cuantos)])
        crear_en_bloque(Alcance, [Alcance(compromiso=c, distrito=distrito) for c in nuevos])
        lote.contar(creados=2 * cuantos)
    return lote, nuevos


def despues(registro, por, **campos):
    """Somebody edits one record on its own page."""
    fresco = type(registro)._base_manager.get(pk=registro.pk)
    with gesto(por=por):
        for campo, valor in campos.items():
            setattr(fresco, campo, valor)
        fresco.save()
    return fresco


def motivos(ensayo):
    return {d.motivo for d in ensayo.dejados}


@pytest.fixture
def tres(convenio):
    return [make_compromiso(convenio, codigo=f"C-{n}", responsable="Antes", linea="otros") for n in range(3)]


# ── What returns ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_the_lote_changed_returns_in_one_lote_that_says_which_one_it_takes_back(tres, coordinador):
    lote = editar(tres, coordinador, responsable="Después", linea="capacidades")
    nuevo = deshacer(lote, por=coordinador, motivo="Fue un error")

    assert set(Compromiso.objects.values_list("responsable", "linea")) == {("Antes", "otros")}
    assert (nuevo.tipo, nuevo.deshace, nuevo.ambito, nuevo.cambiados, nuevo.por) == ("deshacer", lote, lote.ambito, 3, coordinador)
    assert {c.history.first().lote for c in tres} == {nuevo}


def test_a_rehearsal_writes_nothing(tres, coordinador, huella_de_la_base):
    lote = editar(tres, coordinador, responsable="Después")
    antes = huella_de_la_base()
    ensayo = ensayar(lote, por=coordinador)
    assert ensayo.cuentas == {"cambia": 3, "vuelve": 0, "sale": 0, "dejados": 0}
    assert huella_de_la_base() == antes


def test_a_field_that_somebody_changed_since_is_left_and_the_others_return(tres, coordinador, coordinadora):
    lote = editar(tres, coordinador, responsable="Después", linea="capacidades")
    despues(tres[0], coordinadora, responsable="De otra persona")
    nuevo = deshacer(lote, por=coordinador, motivo="Fue un error")

    tocado = Compromiso.objects.get(pk=tres[0].pk)
    assert (tocado.responsable, tocado.linea) == ("De otra persona", "otros")
    (dejado,) = nuevo.ensayo.dejados
    assert (dejado.campo, dejado.por, dejado.entonces, dejado.ahora) == ("responsable", coordinadora.pk, "Después", "De otra persona")
    assert dejado.en == tocado.history.exclude(lote=nuevo).first().history_date


def test_who_changed_the_field_is_named_not_who_saved_the_record_last(tres, coordinador, coordinadora):
    lote = editar(tres, coordinador, responsable="Después")
    despues(tres[0], coordinadora, responsable="De otra persona")
    despues(tres[0], coordinador, linea="capacidades")
    (dejado,) = ensayar(lote, por=coordinador).dejados
    assert dejado.por == coordinadora.pk


def test_a_field_that_the_lote_did_not_change_is_not_touched(tres, coordinador, coordinadora):
    lote = editar(tres, coordinador, responsable="Después")
    despues(tres[0], coordinadora, descripcion="Otra descripción")
    deshacer(lote, por=coordinador, motivo="Fue un error")
    tocado = Compromiso.objects.get(pk=tres[0].pk)
    assert (tocado.responsable, tocado.descripcion) == ("Antes", "Otra descripción")
    assert Compromiso.objects.buscar("antes").count() == 3  # what the database works out follows


def test_two_touches_within_a_lote_return_to_before_the_first(tres, coordinador):
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio", ambito=tres[0].convenio.ugel.codigo) as lote:
        for texto in ("Uno", "Dos"):
            tres[0].responsable = texto
            tres[0].save()
    deshacer(lote, por=coordinador, motivo="Fue un error")
    assert Compromiso.objects.get(pk=tres[0].pk).responsable == "Antes"


# ── And again ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_undo_is_undone_and_so_on(convenio, coordinador):
    lote, _ = importar(convenio, coordinador)
    cuantos = []
    for _ in range(4):
        lote = deshacer(lote, por=coordinador, motivo="De ida y vuelta")
        cuantos.append((Compromiso.objects.count(), Alcance.objects.count()))
    assert cuantos == [(0, 0), (3, 3), (0, 0), (3, 3)]


def test_a_lote_already_undone_has_nothing_left_to_return(tres, coordinador):
    lote = editar(tres, coordinador, responsable="Después")
    deshacer(lote, por=coordinador, motivo="Fue un error")
    hay = Lote.objects.count()
    with pytest.raises(NadaQueDevolver, match="Ya no queda nada por devolver"):
        deshacer(lote, por=coordinador, motivo="Otra vez")
    assert Lote.objects.count() == hay
    assert ensayar(lote, por=coordinador).iguales == 3


def test_an_earlier_lote_returns_once_the_later_one_was_undone(tres, coordinador):
    primero = editar(tres, coordinador, responsable="Uno")
    segundo = editar(tres, coordinador, responsable="Dos")
    assert not ensayar(primero, por=coordinador).hay
    deshacer(segundo, por=coordinador, motivo="Fue un error")
    deshacer(primero, por=coordinador, motivo="Este también")
    assert set(Compromiso.objects.values_list("responsable", flat=True)) == {"Antes"}


# ── Created, sent to the papelera ────────────────────────────────────────────────────────────────────────────────────────
def test_what_the_lote_created_goes_to_the_papelera(convenio, coordinador):
    lote, nuevos = importar(convenio, coordinador)
    nuevo = deshacer(lote, por=coordinador, motivo="Era otra matriz")
    assert nuevo.eliminados == 6
    assert {(c.eliminado_por, c.eliminado_en is not None) for c in Compromiso.todos.filter(pk__in=[n.pk for n in nuevos])} == {
        (coordinador, True)
    }


def test_a_created_record_stays_when_something_living_hangs_on_it_now(convenio, coordinador, especialista):
    lote, nuevos = importar(convenio, coordinador)
    make_avance(nuevos[0], por=especialista)
    nuevo = deshacer(lote, por=coordinador, motivo="Era otra matriz")
    assert list(Compromiso.objects.values_list("codigo", flat=True)) == ["N-0"]
    assert [m for m in motivos(nuevo.ensayo) if m.startswith("Ahora cuelga de él avance «avance")]


def test_a_created_record_goes_when_what_hung_on_it_is_in_the_papelera(convenio, coordinador, especialista):
    lote, nuevos = importar(convenio, coordinador)
    with gesto(por=coordinador):
        make_avance(nuevos[0], por=especialista).eliminar(por=coordinador)
    deshacer(lote, por=coordinador, motivo="Era otra matriz")
    assert not Compromiso.objects.exists()


def test_a_created_record_that_somebody_edited_since_stays_with_who_did(convenio, coordinador, coordinadora):
    lote, nuevos = importar(convenio, coordinador)
    despues(nuevos[0], coordinadora, responsable="Alguien")
    nuevo = deshacer(lote, por=coordinador, motivo="Era otra matriz")
    assert list(Compromiso.objects.values_list("codigo", flat=True)) == ["N-0"]
    assert [(d.campo, d.por) for d in nuevo.ensayo.dejados if d.campo] == [("responsable", coordinadora.pk)]


def test_what_the_lote_sent_to_the_papelera_comes_back(tres, coordinador):
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Se quitan", ambito=tres[0].convenio.ugel.codigo) as lote:
        for c in tres:
            c.eliminar(por=coordinador)
    deshacer(lote, por=coordinador, motivo="Hacían falta")
    assert Compromiso.objects.count() == 3


def test_a_record_whose_code_was_taken_meanwhile_stays_in_the_papelera(tres, convenio, coordinador):
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Se quitan", ambito=convenio.ugel.codigo) as lote:
        for c in tres:
            c.eliminar(por=coordinador)
    make_compromiso(convenio, codigo="c-1")
    nuevo = deshacer(lote, por=coordinador, motivo="Hacían falta")
    assert set(Compromiso.objects.values_list("codigo", flat=True)) == {"C-0", "c-1", "C-2"}
    assert motivos(nuevo.ensayo) == {"Este convenio ya tiene un compromiso con ese código."}


def test_a_code_taken_meanwhile_is_not_given_back(tres, convenio, coordinador):
    lote = editar(tres[:1], coordinador, codigo="C-NUEVO", responsable="Después")
    make_compromiso(convenio, codigo="C-0")
    deshacer(lote, por=coordinador, motivo="Fue un error")
    c = Compromiso.objects.get(pk=tres[0].pk)
    assert (c.codigo, c.responsable) == ("C-NUEVO", "Antes")


def test_two_that_changed_places_change_back(convenio, coordinador):
    una, otra, tercera = (make_clausula(convenio, orden=n) for n in (1, 2, 3))
    with gesto(por=coordinador, tipo=Lote.Tipo.ADENDA, motivo="Adenda 1", ambito=convenio.ugel.codigo) as lote:
        for clausula, orden in ((una, 9), (otra, 1), (tercera, 2), (una, 3)):
            clausula.orden = orden
            clausula.save()
    deshacer(lote, por=coordinador, motivo="Se anula la adenda")
    assert list(Clausula.objects.order_by("orden").values_list("pk", flat=True)) == [una.pk, otra.pk, tercera.pk]
    assert una.history.filter(eliminado_en__isnull=False).count() == 0


def test_a_record_that_is_in_the_papelera_now_is_left_with_who_sent_it(tres, coordinador, coordinadora):
    lote = editar(tres, coordinador, responsable="Después")
    with gesto(por=coordinadora):
        tres[0].eliminar(por=coordinadora)
    (dejado,) = ensayar(lote, por=coordinador).dejados
    assert (dejado.por, dejado.motivo) == (coordinadora.pk, "Está en la papelera: restáurelo primero.")


def test_a_key_to_something_in_the_papelera_does_not_return(convenio, coordinador):
    clausula = make_clausula(convenio)
    compromiso = make_compromiso(convenio, clausula=clausula, responsable="Antes")
    lote = editar([compromiso], coordinador, clausula=None, responsable="Después")
    with gesto(por=coordinador):
        clausula.eliminar(por=coordinador)
    nuevo = deshacer(lote, por=coordinador, motivo="Fue un error")
    compromiso.refresh_from_db()
    assert (compromiso.clausula, compromiso.responsable) == (None, "Antes")
    assert motivos(nuevo.ensayo) == {f"Está en la papelera: antes restaure cláusula «{clausula}»."}


# ── What travels together ────────────────────────────────────────────────────────────────────────────────────────────────
def suspender(compromisos, por):
    with gesto(por=por, tipo=Lote.Tipo.MASIVA, motivo="Lluvias", ambito=compromisos[0].convenio.ugel.codigo) as lote:
        for c in compromisos:
            c.suspender(por=por, motivo="Lluvias")
    return lote


def test_a_state_returns_with_its_who_when_and_why(tres, coordinador):
    lote = suspender(tres, coordinador)
    deshacer(lote, por=coordinador, motivo="No llovió")
    assert set(Compromiso.objects.values_list("estado", "estado_en", "estado_por", "estado_motivo")) == {("abierto", None, None, "")}


def test_a_state_that_somebody_moved_since_stays_whole(tres, coordinador, coordinadora):
    lote = suspender(tres, coordinador)
    with gesto(por=coordinadora):
        tres[0].reabrir(por=coordinadora, motivo="Lluvias")  # the same words: only who and when differ
    nuevo = deshacer(lote, por=coordinador, motivo="No llovió")
    c = Compromiso.objects.get(pk=tres[0].pk)
    assert (c.estado, c.estado_por, c.estado_motivo, c.estado_en is not None) == ("abierto", coordinadora, "Lluvias", True)
    assert "Va junto con otro dato que alguien cambió después." in motivos(nuevo.ensayo)


def test_a_due_date_before_what_is_now_the_start_does_not_return(convenio, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, plazo=dias(10), inicio=dias(0))
    lote = editar([compromiso], coordinador, plazo=dias(90))
    despues(compromiso, coordinadora, inicio=dias(30))
    assert motivos(ensayar(lote, por=coordinador)) == {"El plazo no puede ser anterior al inicio."}


# ── Reprogramming ────────────────────────────────────────────────────────────────────────────────────────────────────────
def reprogramar(compromisos, por, plazo):
    with gesto(por=por, tipo=Lote.Tipo.MASIVA, motivo="Oficio 3", ambito=compromisos[0].convenio.ugel.codigo) as lote:
        for c in compromisos:
            c.reprogramar(por=por, plazo=plazo, motivo="Oficio 3", documento="Oficio 3")
    return lote


def test_undoing_a_reprogramming_returns_the_due_date_and_its_line_and_redoing_brings_both(convenio, coordinador):
    dos = [make_compromiso(convenio, plazo=dias(10)) for _ in range(2)]
    lote = reprogramar(dos, coordinador, dias(90))
    nuevo = deshacer(lote, por=coordinador, motivo="No procede")
    assert (set(Compromiso.objects.values_list("plazo", flat=True)), Reprogramacion.objects.count()) == ({dias(10)}, 0)
    deshacer(nuevo, por=coordinador, motivo="Sí procedía")
    assert (set(Compromiso.objects.values_list("plazo", flat=True)), Reprogramacion.objects.count()) == ({dias(90)}, 2)


def test_the_line_of_a_reprogramming_stays_while_a_later_one_stands(convenio, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, plazo=dias(10))
    lote = reprogramar([compromiso], coordinador, dias(90))
    with gesto(por=coordinadora):
        compromiso.reprogramar(por=coordinadora, plazo=dias(120), motivo="Otra", documento="Oficio 4")
    ensayo = ensayar(lote, por=coordinador)
    assert not ensayo.hay
    assert "Cuenta un cambio de plazo que no se devuelve." in motivos(ensayo)


def test_the_due_date_of_a_commitment_closed_since_stays(convenio, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, plazo=dias(10))
    lote = reprogramar([compromiso], coordinador, dias(90))
    with gesto(por=coordinadora):
        compromiso.no_cumplir(por=coordinadora, motivo="No se hizo")
    ensayo = ensayar(lote, por=coordinador)
    assert not ensayo.hay
    assert "Un compromiso cerrado no se reprograma: reábralo primero." in motivos(ensayo)


# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def lote_sobre(convenio, por, hacer):
    with gesto(por=por, tipo=Lote.Tipo.MASIVA, motivo="Oficio 5", ambito=convenio.ugel.codigo) as lote:
        hacer()
    return lote


def test_what_a_sent_avance_says_is_not_rewritten(convenio, coordinador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista, descripcion="Antes")
    lote = lote_sobre(convenio, coordinador, lambda: despues(avance, None, descripcion="Después"))
    with gesto(por=especialista):
        avance.refresh_from_db()
        avance.enviar(por=especialista)
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"Un avance enviado o verificado no se edita: pida que lo observen."})


def test_an_avance_that_proves_a_fulfilled_commitment_keeps_counting(convenio, coordinador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado", con_evidencia=True)
    lote = lote_sobre(convenio, coordinador, lambda: avance.verificar(por=coordinador))
    with gesto(por=coordinador):
        avance.compromiso.cumplir(por=coordinador)
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"El compromiso figura cumplido con este avance: reábralo primero."})
    with gesto(por=coordinador):
        avance.compromiso.reabrir(por=coordinador, motivo="Se revisa")
    deshacer(lote, por=coordinador, motivo="Se revisa")
    assert Avance.objects.get().estado == "enviado"


def test_a_commitment_does_not_become_fulfilled_again_without_its_proof(convenio, coordinador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="verificado", con_evidencia=True, verificador=coordinador)
    compromiso = avance.compromiso
    with gesto(por=coordinador):
        compromiso.cumplir(por=coordinador)
    lote = lote_sobre(convenio, coordinador, lambda: compromiso.reabrir(por=coordinador, motivo="Se revisa"))
    assert ensayar(lote, por=coordinador).hay
    with gesto(por=coordinador):
        avance.observar(por=coordinador, observacion="Faltan firmas")
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"Ya no tiene la evidencia o el avance con que se dio por cumplido."})


def test_the_proof_of_a_sent_avance_stays(convenio, coordinador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista, con_evidencia=True, sin_evidencia_motivo="Por si acaso")
    lote = lote_sobre(convenio, coordinador, lambda: avance.evidencias.get().eliminar(por=coordinador))
    with gesto(por=especialista):
        avance.enviar(por=especialista)
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"La evidencia de lo enviado o verificado no se cambia."})
    assert not Evidencia.objects.exists()


def test_a_district_where_something_was_reported_since_stays(convenio, municipalidad_b, coordinador, especialista):
    compromiso = make_compromiso(convenio)
    lote = lote_sobre(convenio, coordinador, lambda: make_alcance(compromiso, municipalidad_b.distrito))
    Alcance.objects.get().history.update(lote=lote)
    make_avance(compromiso, por=especialista, distrito=municipalidad_b.distrito)
    assert motivos(ensayar(lote, por=coordinador)) == {"Ese distrito ya tiene avances en este compromiso."}


def test_shares_that_would_no_longer_add_up_to_the_target_keep_it(convenio, municipalidad_a, municipalidad_b, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, meta=10, unidad="talleres")
    alcance = make_alcance(compromiso, municipalidad_a.distrito, meta=10)

    def subir():
        despues(compromiso, None, meta=20)
        despues(alcance, None, meta=20)

    lote = lote_sobre(convenio, coordinador, subir)
    assert ensayar(lote, por=coordinador).cuentas["cambia"] == 2
    despues(alcance, coordinadora, meta=15)
    make_alcance(compromiso, municipalidad_b.distrito, meta=5)
    ensayo = ensayar(lote, por=coordinador)
    assert not ensayo.hay
    assert "Las partes de los distritos suman 20.00, y la meta es 10.00." in motivos(ensayo)


def test_the_words_of_a_milestone_that_was_reported_on_stay(convenio, coordinador, especialista):
    hito = make_hito(make_compromiso(convenio), descripcion="Antes")
    lote = lote_sobre(convenio, coordinador, lambda: despues(hito, None, descripcion="Después"))
    make_avance(hito.compromiso, por=especialista, hito=hito)
    assert motivos(ensayar(lote, por=coordinador)) == {"Este hito ya tiene avances: no se cambia su texto."}


def test_two_mayors_never_govern_on_the_same_day_by_an_undo(municipalidad_a, administrador):
    gestion = make_gestion(municipalidad_a, inicio=dias(-100), fin=dias(100))
    with gesto(por=administrador, tipo=Lote.Tipo.TRASPASO, motivo="Cambio", ambito=municipalidad_a.distrito.ugel.codigo) as lote:
        despues(gestion, None, fin=dias(-10))
    make_gestion(municipalidad_a, inicio=dias(-9), fin=dias(200))
    assert motivos(ensayar(lote, por=administrador)) == {"Las fechas se cruzarían con otra gestión de la misma municipalidad."}
    assert Gestion.objects.count() == 2


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("quien", ["alcalde_a", "especialista", "director", "dre"])
def test_only_who_may_change_many_undoes(tres, coordinador, quien, request):
    lote = editar(tres, coordinador, responsable="Después")
    with pytest.raises(ValidationError, match="Solo quien puede cambiar muchos"):
        deshacer(lote, por=request.getfixturevalue(quien), motivo="Quiero")


def test_records_beyond_ones_reach_are_counted_and_never_named(tres, coordinador, coordinador_otra_ugel):
    lote = editar(tres, coordinador, responsable="Después")
    ensayo = ensayar(lote, por=coordinador_otra_ugel)
    assert (ensayo.hay, ensayo.dejados, ensayo.ajenos) == (False, [], 3)


def test_records_that_the_role_does_not_write_are_left_with_that_reason(convenio, coordinador, administrador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado", con_evidencia=True)
    lote = lote_sobre(convenio, coordinador, lambda: avance.verificar(por=coordinador))
    assert motivos(ensayar(lote, por=administrador)) == {"Su rol no cambia avances."}


def test_a_form_of_one_record_is_no_lote_to_undo(tres, coordinador):
    with gesto(por=coordinador, motivo="Uno") as lote:
        tres[0].responsable = "Después"
        tres[0].save()
    with pytest.raises(ValidationError, match="Solo se deshace un cambio de muchos registros"):
        deshacer(lote, por=coordinador, motivo="Fue un error")


def test_an_undo_says_why(tres, coordinador):
    lote = editar(tres, coordinador, responsable="Después")
    with pytest.raises(ValidationError, match="Escriba por qué"):
        deshacer(lote, por=coordinador, motivo="  ")


def test_nothing_is_written_when_what_was_rehearsed_changed(tres, coordinador, coordinadora):
    lote = editar(tres, coordinador, responsable="Después")
    huella = ensayar(lote, por=coordinador).huella
    despues(tres[0], coordinadora, responsable="De otra persona")
    with pytest.raises(YaNoEsIgual):
        deshacer(lote, por=coordinador, motivo="Fue un error", huella=huella)
    assert Compromiso.objects.filter(responsable="Antes").count() == 0


# ── Price ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_undoing_asks_as_much_for_ten_as_for_two_hundred(convenio, coordinador):
    cuentas = []
    for cuantos in (10, 200):
        convenio_ = make_convenio(convenio.ugel)
        make_parte(convenio_, convenio.partes.first().municipalidad)
        lote, nuevos = importar(convenio_, coordinador, cuantos)
        masiva = editar(nuevos, coordinador, responsable="Después", plazo=dias(20))
        with CaptureQueriesContext(connection) as consultas:
            deshacer(masiva, por=coordinador, motivo="Fue un error")
            deshacer(lote, por=coordinador, motivo="Era otra matriz")
        cuentas.append(len([c for c in consultas if c["sql"].startswith("SELECT")]))  # writing goes by batches
    assert cuentas[0] == cuentas[1]


def test_a_lote_of_two_hundred_edited_by_another_person_in_thirty_places(convenio, coordinador, coordinadora):
    muchos = importar(convenio, coordinador, 200)[1]
    lote = editar(muchos, coordinador, responsable="Después", linea="capacidades")
    for c in muchos[:30]:
        despues(c, coordinadora, responsable="De otra persona")
    nuevo = deshacer(lote, por=coordinador, motivo="Fue un error")
    assert Compromiso.objects.filter(linea="otros").count() == 200
    assert Compromiso.objects.filter(responsable="").count() == 170
    assert {d.pk for d in nuevo.ensayo.dejados} == {c.pk for c in muchos[:30]}
    assert {(d.campo, d.por, d.entonces, d.ahora) for d in nuevo.ensayo.dejados} == {
        ("responsable", coordinadora.pk, "Después", "De otra persona")
    }
