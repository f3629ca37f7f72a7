"""The diagnosis of a district: whose figure is whose, what got better, who decides what of a nudo crítico, what is public."""

import contextlib
import csv
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.paneles import paneles_de
from municipios import diagnosticar
from municipios.acciones_diagnostico import guardar_indicador, guardar_medicion, guardar_nudo
from municipios.models import Indicador, Medicion, NudoCritico, TerritoriosDe
from tests.factories import make_distrito, make_indicador, make_medicion, make_nudo, make_usuario
from tests.formularios import leer


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


@pytest.fixture
def indicador(db):
    return make_indicador(codigo="LEE", nombre="Leen bien", nivel="ugel")


@pytest.fixture
def propio(distrito):
    return make_indicador(codigo="DESERTA", nombre="Dejan la escuela", sentido="decreciente", ugel=distrito.ugel)


@pytest.fixture
def nudo(distrito, propio):
    return make_nudo(distrito, codigo="NC-01", texto="Faltan docentes", indicador=propio)


def lectura(distrito, indicador):
    leidas = diagnosticar.lecturas(distrito, Indicador.objects.all(), Medicion.objects.all())
    return next(leida for leida in leidas if leida.indicador == indicador)


# ── Whose figure it is ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("nivel", "caben"), [("distrito", 4), ("ugel", 3), ("region", 2), ("pais", 1)])
def test_a_value_is_never_of_a_territory_below_those_its_source_speaks_of(db, distrito, nivel, caben):
    indicador = make_indicador(nivel=nivel)
    territorios = ["00", distrito.ubigeo[:2], distrito.ubigeo[:4], distrito.ubigeo]
    admitidos = []
    for ubigeo in territorios:
        medicion = Medicion(indicador=indicador, ubigeo=ubigeo, anio=2024, valor=1, fuente="Informe")
        with contextlib.suppress(ValidationError):
            medicion.full_clean()
            admitidos.append(ubigeo)
    assert admitidos == territorios[:caben]


def test_a_level_does_not_rise_over_the_values_that_stand_below_it(distrito, propio):
    medicion = make_medicion(propio, ubigeo=distrito.ubigeo)
    propio.nivel = "region"
    with pytest.raises(ValidationError, match="territorio más pequeño"):
        propio.full_clean()
    medicion.eliminar(por=make_usuario("administrador", is_superuser=True))
    propio.full_clean()


def test_the_page_tells_a_regional_value_as_regional_and_the_districts_as_unknown(distrito, indicador, coordinador, como):
    make_medicion(indicador, ubigeo=distrito.ubigeo[:2], anio=2024, valor=Decimal("22.7"), fuente="ENLA 2024")
    suya = lectura(distrito, indicador)
    assert suya.propia.ultima is None
    assert [(s.ultima.de_que, s.ultima.dicho) for s in suya.alrededor] == [("region", "22.7")]

    html = como(coordinador).get(reverse("diagnostico", args=[distrito.ubigeo])).text
    assert "22.7 % de la región" in html
    assert f'{distrito}: <span class="sin-dato">sin dato</span>' in html
    assert 'class="medido-valor"' not in html


def test_a_value_of_another_district_is_not_on_the_page(distrito, propio, municipalidad_b, coordinador, como):
    make_medicion(propio, ubigeo=municipalidad_b.distrito.ubigeo, valor=Decimal("77.77"))
    assert "77.77" not in como(coordinador).get(reverse("diagnostico", args=[distrito.ubigeo])).text


@pytest.mark.parametrize(
    ("sentido", "valores", "cambio"),
    [
        ("creciente", (10, 20), "mejoro"),
        ("creciente", (20, 10), "empeoro"),
        ("decreciente", (10, 20), "empeoro"),
        ("decreciente", (20, 10), "mejoro"),
        ("decreciente", (20, 20), "igual"),
        ("creciente", (20,), ""),
    ],
)
def test_better_and_worse_are_by_the_sense_of_the_indicator(distrito, sentido, valores, cambio):
    indicador = make_indicador(sentido=sentido)
    for anio, valor in enumerate(valores, 2023):
        make_medicion(indicador, ubigeo=distrito.ubigeo, anio=anio, valor=valor)
    serie = lectura(distrito, indicador).propia
    assert serie.cambio == cambio
    assert bool(serie.linea) == (len(valores) > 1)


def test_the_change_is_told_in_words_with_both_figures(distrito, propio, coordinador, como):
    make_medicion(propio, ubigeo=distrito.ubigeo, anio=2023, valor=Decimal("0.2190"))
    make_medicion(propio, ubigeo=distrito.ubigeo, anio=2024, valor=Decimal("0.58"))
    html = como(coordinador).get(reverse("diagnostico", args=[distrito.ubigeo])).text
    assert "Empeoró desde 2023: de 0.219 a 0.58" in html
    assert '<svg class="linea"' in html


# ── What the database says ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("cambio", [{"ubigeo": "98010"}, {"ubigeo": "98010A"}, {"anio": 1999}, {"fuente": ""}])
def test_the_database_refuses_a_figure_that_says_nothing(indicador, cambio):
    with pytest.raises(IntegrityError), transaction.atomic():
        Medicion.objects.create(**{"indicador": indicador, "ubigeo": "98", "anio": 2024, "valor": 1, "fuente": "Informe"} | cambio)


def test_an_indicator_has_one_value_by_territory_and_year(distrito, propio):
    make_medicion(propio, ubigeo=distrito.ubigeo)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_medicion(propio, ubigeo=distrito.ubigeo, valor=99)


def test_a_code_means_one_indicator_to_whoever_reads_it(propio, otra_ugel, indicador):
    with pytest.raises(ValidationError, match="otro indicador con ese código"):
        Indicador(codigo="lee", nombre="Otro", unidad="%", sentido="creciente", ugel=otra_ugel).full_clean()
    with pytest.raises(ValidationError, match="otro indicador con ese código"):
        Indicador(codigo="deserta", nombre="De todas", unidad="%", sentido="creciente").full_clean()
    Indicador(codigo="DESERTA", nombre="De la otra", unidad="%", sentido="creciente", ugel=otra_ugel).full_clean()


def test_a_nudo_that_was_closed_says_who_when_and_why(nudo):
    with pytest.raises(IntegrityError), transaction.atomic():
        NudoCritico.objects.filter(pk=nudo.pk).update(estado="atendido")


# ── Who writes what ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_figure_of_several_ugel_is_for_who_runs_the_installation(distrito, indicador, propio, otra_ugel, coordinador):
    make_distrito(otra_ugel, ubigeo=distrito.ubigeo[:2] + "9999")
    region = Medicion(indicador=indicador, ubigeo=distrito.ubigeo[:2], anio=2025, valor=30, fuente="ENLA")
    with pytest.raises(ValidationError, match="también de otras UGEL"):
        guardar_medicion(region, por=coordinador)
    assert guardar_medicion(region, por=make_usuario("administrador", is_superuser=True)).pk
    # an indicator that only this UGEL reads takes the value of any territory above it
    assert guardar_medicion(
        Medicion(indicador=propio, ubigeo=distrito.ubigeo[:2], anio=2025, valor=3, fuente="Informe"), por=coordinador
    ).pk


def test_where_a_ugel_is_alone_it_writes_the_values_above_it(distrito, indicador, coordinador):
    assert TerritoriosDe(coordinador).reparo(distrito.ubigeo[:2], ugel=None) == ""


def test_the_territory_of_another_ugel_is_refused_as_one_that_does_not_exist(distrito, indicador, propio, municipalidad_ajena, coordinador):
    suyos = TerritoriosDe(coordinador)
    ajeno = municipalidad_ajena.distrito.ubigeo
    assert suyos.reparo(ajeno, ugel=None) == suyos.reparo("777777", ugel=None) != ""
    with pytest.raises(ValidationError):
        guardar_medicion(Medicion(indicador=make_indicador(), ubigeo=ajeno, anio=2025, valor=1, fuente="Informe"), por=coordinador)
    with pytest.raises(ValidationError):
        guardar_nudo(NudoCritico(distrito=municipalidad_ajena.distrito, codigo="X", texto="X"), por=coordinador)


def test_what_all_ugel_share_is_not_for_one_of_them_to_change_or_take_away(indicador, distrito, coordinador, como):
    with pytest.raises(ValidationError):
        guardar_indicador(indicador, por=coordinador)
    with pytest.raises(ValidationError):
        indicador.eliminar(por=coordinador)
    with pytest.raises(ValidationError):
        make_medicion(indicador, ubigeo="00").eliminar(por=coordinador)
    assert como(coordinador).get(reverse("indicador_editar", args=[indicador.pk])).status_code == 403
    raiz = make_usuario("administrador", is_superuser=True)
    indicador.eliminar(por=raiz)
    assert indicador in Indicador.todos.for_user(raiz)
    assert indicador not in Indicador.todos.for_user(coordinador)


def test_an_indicator_in_which_a_nudo_shows_is_not_taken_away(nudo, propio, coordinador):
    with pytest.raises(ValidationError, match="nudos críticos"):
        propio.eliminar(por=coordinador)
    nudo.eliminar(por=coordinador)
    propio.eliminar(por=coordinador)


@pytest.mark.parametrize("rol", ["director", "alcalde", "enlace", "dre"])
def test_other_roles_write_nothing_of_it(nudo, rol):
    persona = make_usuario(rol)
    for hacer in (lambda: guardar_nudo(nudo, por=persona), lambda: nudo.atender(por=persona, motivo="Ya")):
        with pytest.raises(ValidationError, match="rol"):
            hacer()


# ── The pages that write ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_nudo_is_raised_once_however_often_it_is_pressed(distrito, propio, especialista, como):
    cliente, url = como(especialista), reverse("nudo_nuevo", args=[distrito.ubigeo])
    datos = leer(cliente.get(url)) | {"codigo": "NC-09", "texto": "Llegan tarde", "indicador": propio.pk, "prioridad": "alta"}
    respuesta = cliente.post(url, datos)
    cliente.post(url, datos)
    nudo = NudoCritico.objects.get(codigo="NC-09")
    assert respuesta.url == f"{reverse('diagnostico', args=[distrito.ubigeo])}#nudo-{nudo.pk}"
    assert nudo.history.get().history_user == especialista


def test_two_people_who_edit_the_same_nudo_do_not_overwrite_each_other(nudo, especialista, coordinador, como):
    url = reverse("nudo_editar", args=[nudo.pk])
    primero, segundo = como(especialista), como(coordinador)
    de_ella, de_el = leer(primero.get(url)), leer(segundo.get(url))
    assert primero.post(url, de_ella | {"texto": "Faltan tres docentes"}).status_code == 302
    assert segundo.post(url, de_el | {"texto": "Sobran docentes"}).status_code == 409
    nudo.refresh_from_db()
    assert nudo.texto == "Faltan tres docentes"


def test_an_edition_of_a_nudo_takes_neither_state_nor_district(nudo, municipalidad_b, coordinador, como):
    cliente, url = como(coordinador), reverse("nudo_editar", args=[nudo.pk])
    mas = {"estado": "atendido", "estado_motivo": "Sí", "distrito": municipalidad_b.distrito.pk, "demostracion": "on"}
    assert cliente.post(url, leer(cliente.get(url)) | mas).status_code == 302
    distrito = nudo.distrito
    nudo.refresh_from_db()
    assert (nudo.estado, nudo.distrito, nudo.demostracion) == ("abierto", distrito, False)


def test_the_indicator_of_another_ugel_is_no_choice_of_a_nudo(nudo, otra_ugel, coordinador, como):
    ajeno, cliente, url = make_indicador(ugel=otra_ugel), como(coordinador), reverse("nudo_editar", args=[nudo.pk])
    assert cliente.post(url, leer(cliente.get(url)) | {"indicador": ajeno.pk}).status_code == 422


def test_a_decision_asks_why_and_can_be_gone_back_on(nudo, coordinador, como):
    cliente = como(coordinador)
    for decision, estado in (("atender", "atendido"), ("reabrir", "abierto"), ("descartar", "descartado")):
        url = reverse("nudo_decidir", args=[nudo.pk, decision])
        datos = leer(cliente.get(url))
        assert cliente.post(url, datos).status_code == 422
        assert cliente.post(url, datos | {"motivo": f"Por {decision}"}).status_code == 302
        nudo.refresh_from_db()
        assert (nudo.estado, nudo.estado_motivo, nudo.estado_por) == (estado, f"Por {decision}", coordinador)
    assert f"Por {decision}" in cliente.get(reverse("nudo", args=[nudo.pk])).text
    assert cliente.get(reverse("nudo_decidir", args=[nudo.pk, "borrar"])).status_code == 404


def test_a_value_is_written_with_its_source_or_not_at_all(distrito, propio, especialista, como):
    cliente, url = como(especialista), reverse("medicion_nueva", args=[propio.pk])
    datos = leer(cliente.get(url, {"ubigeo": distrito.ubigeo})) | {"anio": "2025", "valor": "4.5"}
    assert datos["ubigeo"] == distrito.ubigeo
    assert cliente.post(url, datos).status_code == 422
    assert cliente.post(url, datos | {"fuente": "SIAGIE 2025"}).status_code == 302
    medicion = Medicion.objects.get()
    assert (medicion.ubigeo, medicion.valor, medicion.fuente) == (distrito.ubigeo, Decimal("4.5"), "SIAGIE 2025")
    url = reverse("medicion_editar", args=[medicion.pk])
    assert cliente.post(url, leer(cliente.get(url)) | {"valor": "5", "ubigeo": "00"}).status_code == 302
    medicion.refresh_from_db()
    assert (medicion.ubigeo, medicion.valor) == (distrito.ubigeo, 5)


def test_a_form_offers_no_territory_below_the_level_of_the_indicator(distrito, coordinador, como):
    regional = make_indicador(nivel="region")
    cliente, url = como(coordinador), reverse("medicion_nueva", args=[regional.pk])
    assert f'value="{distrito.ubigeo}"' not in cliente.get(url).text
    datos = leer(cliente.get(url)) | {"ubigeo": distrito.ubigeo, "anio": "2025", "valor": "4", "fuente": "Informe"}
    assert cliente.post(url, datos).status_code == 422


def test_a_ugel_registers_and_corrects_an_indicator_of_its_own(distrito, especialista, como):
    cliente, url = como(especialista), reverse("indicador_nuevo", args=[distrito.ugel.codigo])
    datos = leer(cliente.get(url)) | {"codigo": "VISITAS", "nombre": "Visitas", "unidad": "visitas", "sentido": "creciente"}
    cliente.post(url, datos)
    indicador = Indicador.objects.get(codigo="VISITAS")
    assert indicador.ugel == distrito.ugel
    url = reverse("indicador_editar", args=[indicador.pk])
    assert cliente.post(url, leer(cliente.get(url)) | {"nombre": "Visitas al aula"}).status_code == 302
    indicador.refresh_from_db()
    assert indicador.nombre == "Visitas al aula"


# ── The list, the panel, the public side ─────────────────────────────────────────────────────────────────────────────────
def test_the_list_counts_the_open_ones_by_priority_and_the_measured_indicators(distrito, propio, indicador, coordinador, como):
    for prioridad in ("alta", "alta", "baja"):
        make_nudo(distrito, prioridad=prioridad)
    make_nudo(distrito, estado="atendido")
    make_nudo(distrito, estado="descartado")
    make_medicion(propio, ubigeo=distrito.ubigeo, anio=2023)
    make_medicion(propio, ubigeo=distrito.ubigeo, anio=2024)
    make_medicion(indicador, ubigeo=distrito.ubigeo[:4])
    fila = diagnosticar.por_distrito(coordinador, distrito.ugel)[0]
    assert (fila.distrito, fila.total_abiertos, fila.atendidos, fila.con_valor, fila.ultimo_anio) == (distrito, 3, 1, 1, 2024)
    assert fila.por_prioridad == [("Alta", 2), ("Media", 0), ("Baja", 1)]

    url = reverse("diagnosticos", args=[distrito.ugel.codigo])
    cuerpo = b"".join(como(coordinador).get(url, {"formato": "csv"}).streaming_content).decode("utf-8-sig")
    primera = next(csv.DictReader(io.StringIO(cuerpo)))
    assert (primera["ubigeo"], primera["nudos_abiertos_alta"], primera["indicadores_con_valor"], primera["indicadores"]) == (
        distrito.ubigeo, "2", "1", "2",
    )  # fmt: skip


def test_open_nudos_come_first_and_the_most_urgent_of_them(distrito):
    make_nudo(distrito, codigo="A", prioridad="baja")
    make_nudo(distrito, codigo="B", prioridad="alta", estado="atendido")
    make_nudo(distrito, codigo="C", prioridad="alta")
    assert [n.codigo for n in NudoCritico.objects.por_prioridad()] == ["C", "A", "B"]


def test_the_page_of_the_district_shows_its_open_nudos(nudo, distrito, coordinador):
    panel = next(p for p in paneles_de(distrito, coordinador) if p.clave == "diagnostico")
    assert panel.contexto["nudos"] == [nudo]


def test_the_public_page_names_no_person_and_forgets_what_was_given_up(distrito, propio, coordinador, client):
    make_nudo(distrito, texto="Se resolvió", estado="atendido", por=coordinador)
    make_nudo(distrito, texto="CANARIO descartado", estado="descartado", por=coordinador)
    NudoCritico.objects.filter(texto="Se resolvió").update(estado_motivo="CANARIO motivo")
    make_medicion(propio, ubigeo=distrito.ubigeo, valor=Decimal("12.5"))
    respuesta = client.get(reverse("publico_diagnostico", args=[distrito.ugel.codigo, distrito.ubigeo]))
    assert "Se resolvió" in respuesta.text
    assert "12.5" in respuesta.text
    assert "CANARIO" not in respuesta.text
    assert coordinador.nombre not in respuesta.text
    assert not respuesta.cookies


def test_a_district_is_public_only_under_its_own_ugel(distrito, otra_ugel, client):
    assert client.get(reverse("publico_diagnostico", args=[otra_ugel.codigo, distrito.ubigeo])).status_code == 404


# ── Undoing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_undoing_leaves_what_is_not_for_this_person_to_write(distrito, indicador, propio, otra_ugel, coordinador):
    region = make_medicion(indicador, ubigeo=distrito.ubigeo[:2], valor=10)
    suya = make_medicion(propio, ubigeo=distrito.ubigeo, valor=10)
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Prueba", ambito=distrito.ugel.codigo) as lote:
        for medicion in (region, suya):
            medicion.valor = 99
            medicion.save()
        indicador.nombre = "Otro nombre"
        indicador.save()
        lote.contar(cambiados=3)
    make_distrito(otra_ugel, ubigeo=distrito.ubigeo[:2] + "9999")
    deshacer(lote, por=coordinador, motivo="Error")
    for registro in (region, suya, indicador):
        registro.refresh_from_db()
    assert (region.valor, suya.valor, indicador.nombre) == (99, 10, "Otro nombre")
