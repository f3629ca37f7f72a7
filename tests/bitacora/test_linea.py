"""The timeline: words marked, what hangs on the record, filters, one price; and how a record was on a day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from base.bitacora.bloque import cambiar_en_bloque
from base.bitacora.gestos import gesto
from base.bitacora.linea import clases_de, fuentes_de, linea_de_tiempo, lineas, momentos
from base.bitacora.models import Lote
from base.bitacora.pasado import como_estaba
from base.comun.fechas import hoy
from convenios.models import Compromiso
from tests.factories import dias, make_avance, make_clausula, make_compromiso, make_evidencia, make_hito


def cambiar(registro, por, motivo="", **campos):
    for nombre, valor in campos.items():
        setattr(registro, nombre, valor)
    with gesto(por=por, motivo=motivo):
        registro.save()


def historia(registro, **consulta):
    return reverse("historia", args=[registro.clave_de_registro, registro.pk], query=consulta)


def fechar(registro, hace: int):
    """All the history that the record has until now is of `hace` days ago."""
    registro.history.update(history_date=timezone.now() - datetime.timedelta(days=hace))


@pytest.fixture
def compromiso(convenio, municipalidad_a):
    return make_compromiso(convenio, codigo="C-1", descripcion="Capacitar a 12 docentes", distritos=(municipalidad_a.distrito,), hitos=1)


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_words_that_changed_are_marked_and_nothing_typed_is_run(compromiso, coordinador, como):
    cambiar(compromiso, coordinador, descripcion="Capacitar a 12 docentes <script>alert(1)</script>")
    html = como(coordinador).get(historia(compromiso)).content.decode()
    assert "Capacitar a 12 docentes <ins>" in html.replace("docentes  <ins>", "docentes <ins>")
    assert "<script>alert(1)" not in html


def test_a_line_has_an_address_of_its_own(compromiso, coordinador, como):
    cambiar(compromiso, coordinador, responsable="Jefatura")
    ancla = f"compromiso-{compromiso.history.first().history_id}"
    html = como(coordinador).get(historia(compromiso)).content.decode()
    assert f'id="{ancla}"' in html
    assert f'#{ancla}"' in html


# ── What hangs on it ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_hangs_on_a_commitment_is_told_in_its_timeline(compromiso, coordinador, especialista):
    cambiar(compromiso, coordinador, plazo=dias(30))
    avance = make_avance(compromiso, por=especialista, estado="enviado", descripcion="Primer taller")
    with gesto(por=coordinador):
        avance.verificar(por=coordinador)
    with gesto(por=coordinador):
        compromiso.reprogramar(por=coordinador, plazo=dias(60), motivo="Lluvias", documento="Oficio 1")
    dicho = {(m.clase, m.sujeto, m.que) for m in linea_de_tiempo(compromiso, user=coordinador)}
    assert ("alcance", "Distrito A", "Lo registró") in dicho
    assert ("hito", compromiso.hitos.get().descripcion, "Lo registró") in dicho
    assert ("avance", "Primer taller", "Pasó a «Verificado»") in dicho
    assert any(clase == "reprogramación" for clase, *_ in dicho)


def test_a_convenio_tells_its_clauses(convenio, coordinador):
    clausula = make_clausula(convenio, titulo="Del objeto", texto="Uno dos")
    cambiar(clausula, coordinador, texto="Uno tres")
    primera = linea_de_tiempo(convenio, user=coordinador)[0]
    assert (primera.clase, primera.sujeto) == ("cláusula", "Del objeto")
    assert "<del>" in primera.cambios[0].marcado


def test_a_timeline_tells_nothing_of_children_that_its_reader_does_not_see(compromiso, coordinador, coordinador_otra_ugel):
    make_avance(compromiso, descripcion="Reservado")
    assert not [m for m in linea_de_tiempo(compromiso, user=coordinador_otra_ugel) if m.clase]
    assert [m for m in linea_de_tiempo(compromiso, user=coordinador) if m.clase == "avance"]


@pytest.mark.promesa("P24")
@pytest.mark.parametrize("quien", ["director", "coordinador", "especialista", "alcalde_a", "alcalde_b", "dre", "administrador"])
def test_the_timeline_that_is_written_once_a_role_tells_each_person_their_own(request, compromiso, convenio, municipalidad_a, quien):
    make_avance(compromiso, descripcion="De nadie todavía")
    make_avance(compromiso, descripcion="Verificado", estado="verificado", distrito=municipalidad_a.distrito)
    cosas = [compromiso, convenio, make_compromiso(convenio, codigo="C-2"), municipalidad_a.distrito]
    for persona in (request.getfixturevalue(quien), request.getfixturevalue("coordinador")):
        for cosa in cosas:
            directa = momentos(clases_de(type(cosa)), list(lineas(fuentes_de(type(cosa), cosa.pk, persona), hasta=50)))
            assert linea_de_tiempo(cosa, user=persona) == directa


def test_a_record_whose_key_is_no_number_has_its_timeline_and_its_history(compromiso, coordinador, como):
    evidencia, otra = (make_evidencia(make_avance(compromiso, por=coordinador)) for _ in range(2))
    for una in (evidencia, otra):
        [momento] = linea_de_tiempo(una, user=coordinador)
        assert (momento.pk, momento.que) == (str(una.pk), "Lo registró")
        assert como(coordinador).get(historia(una)).context["pagina"].object_list == [momento]


def test_numbers_dates_and_keys_read_the_same_from_both_engines(compromiso, coordinador, convenio):
    clausula = make_clausula(convenio, titulo="Del objeto", orden=3)
    cambiar(compromiso, coordinador, inicio=datetime.date(2026, 1, 5), clausula=clausula, meta_financiera="1250.5")
    cambios = {c.campo: (c.antes, c.despues) for c in linea_de_tiempo(compromiso, limite=1)[0].cambios}
    assert cambios == {"Inicio": ("", "05/01/2026"), "Cláusula": ("", "3. Del objeto"), "Meta financiera (S/)": ("", "1250.50")}


def test_a_line_of_a_deliberate_gesture_leads_to_its_lote(compromiso, coordinador):
    compromiso.responsable = "Otra jefatura"
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio 9") as lote:
        cambiar_en_bloque(Compromiso, [compromiso], ["responsable"])
    primera, segunda = linea_de_tiempo(compromiso, limite=2)
    assert (primera.lote_url, segunda.lote_url) == (f"/lotes/{lote.pk}/", "")


# ── Filters, pages, price ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def larga(compromiso, coordinador, especialista):
    """500 lines: two people, two fields, and reports among them."""
    avance = make_avance(compromiso, por=especialista)
    for n in range(240):
        cambiar(compromiso, coordinador if n % 2 else especialista, **({"responsable": f"R {n}"} if n % 3 else {"descripcion": f"D {n}"}))
        cambiar(avance, especialista, descripcion=f"Avance {n}")
    faltan = 500 - compromiso.history.count() - avance.history.count() - 2  # its district and its milestone
    for n in range(faltan):
        cambiar(compromiso, coordinador, fuente=f"Oficio {n}")
    return compromiso


def test_a_timeline_of_500_entries_is_shown_within_8_queries(larga, coordinador, como):
    cliente = como(coordinador)
    with CaptureQueriesContext(connection) as consultas:
        respuesta = cliente.get(historia(larga))
    assert "de <strong>500</strong>" in respuesta.content.decode()
    assert len(consultas) <= 8, [c["sql"][:80] for c in consultas]
    assert respuesta.content.decode().count('<li id="') == 50


def test_every_line_stands_on_one_page_and_only_one(larga, coordinador):
    from base.bitacora.consulta import Consulta

    consulta = Consulta(larga, coordinador, {})
    anclas = [m.ancla for numero in range(1, 11) for m in consulta.pagina(numero).object_list]
    assert (len(anclas), len(set(anclas))) == (500, 500)
    instantes = [m.en for numero in range(1, 11) for m in consulta.pagina(numero).object_list]
    assert instantes == sorted(instantes, reverse=True)


def test_a_timeline_is_filtered_by_person_and_by_field(larga, coordinador, especialista, como):
    from base.bitacora.consulta import Consulta

    de_ella = Consulta(larga, coordinador, {"por": str(especialista.pk), "que": "convenios.compromiso.descripcion"})
    lineas = de_ella.pagina(1).object_list
    assert de_ella.pagina(1).paginator.count == 40
    assert {(m.por, m.clase, tuple(c.nombre for c in m.cambios)) for m in lineas} == {(especialista.nombre, "", ("descripcion",))}
    solo_avances = Consulta(larga, coordinador, {"que": "convenios.avance"}).pagina(1)
    assert {m.clase for m in solo_avances.object_list} == {"avance"}
    assert solo_avances.paginator.count == 241


@pytest.mark.parametrize("basura", ["que=x", "que=convenios.compromiso.busqueda", "por=999999", "por=abc", "pagina=-3", "pagina=zzz"])
def test_nonsense_in_the_address_is_not_listened_to(compromiso, coordinador, como, basura):
    assert como(coordinador).get(f"{historia(compromiso)}?{basura}").status_code == 200


# ── As of a day ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def al(registro, dia):
    return reverse("registro_al", args=[registro.clave_de_registro, registro.pk], query={"al": f"{dia:%Y-%m-%d}"})


def test_a_record_is_shown_as_it_was_at_the_end_of_a_day_with_what_differs_marked(compromiso, coordinador, como):
    fechar(compromiso, 10)
    cambiar(compromiso, coordinador, responsable="Jefatura")
    foto = como_estaba(compromiso, dias(-5), coordinador)
    assert [(d.campo, d.entonces, d.hoy) for d in foto.datos if d.distinto] == [("Responsable (cargo)", "", "Jefatura")]
    html = como(coordinador).get(al(compromiso, dias(-5))).content.decode()
    assert "<mark>Jefatura</mark>" in html


def test_the_last_second_of_a_day_in_lima_is_of_that_day(compromiso, coordinador):
    medianoche = timezone.make_aware(datetime.datetime.combine(dias(-3), datetime.time()))
    fechar(compromiso, 10)
    cambiar(compromiso, coordinador, responsable="A tiempo")
    ultima = compromiso.history.first()
    type(ultima).objects.filter(pk=ultima.pk).update(history_date=medianoche - datetime.timedelta(seconds=1))
    dichos = [{d.campo: d.entonces for d in como_estaba(compromiso, dia, coordinador).datos} for dia in (dias(-5), dias(-4), dias(-3))]
    assert [d["Responsable (cargo)"] for d in dichos] == ["", "A tiempo", "A tiempo"]


def test_districts_and_milestones_are_those_of_that_day(compromiso, coordinador, especialista, municipalidad_b):
    fechar(compromiso, 10)
    hito = compromiso.hitos.get()
    for hijo in (hito, compromiso.alcances.get()):
        fechar(hijo, 10)
    with gesto(por=coordinador):
        hito.eliminar(por=coordinador)
    nuevo = make_hito(compromiso, descripcion="Nuevo")
    antes, ahora = (
        {g.clase: [nombre for nombre, _ in g.filas] for g in como_estaba(compromiso, dia, coordinador).hijos} for dia in (dias(-5), hoy())
    )
    assert antes == {"Alcances": ["Distrito A"], "Hitos": [hito.descripcion]}
    assert ahora == {"Alcances": ["Distrito A"], "Hitos": [nuevo.descripcion]}


def test_before_it_existed_the_page_says_so(compromiso, coordinador, como):
    respuesta = como(coordinador).get(al(compromiso, dias(-30)))
    assert "todavía no existía" in respuesta.content.decode()
    compromiso.history.filter(history_type="+").update(history_type="~")
    assert "no llega hasta ese día" in como(coordinador).get(al(compromiso, dias(-30))).content.decode()


@pytest.mark.parametrize(
    ("al_", "dice"), [("2999-01-01", "todavía no llega"), ("31/31/2026", "que exista"), ("0001-01-01", "que exista"), ("", "Elija")]
)
def test_a_day_that_cannot_be_is_answered_with_a_sentence(compromiso, coordinador, como, al_, dice):
    direccion = reverse("registro_al", args=["convenios.compromiso", compromiso.pk], query={"al": al_})
    assert dice in como(coordinador).get(direccion).content.decode()
