"""The pages of risk: the list, why, what if, the weights, the sheet on a phone, the lists that were decided and their public side."""

import csv
import hashlib
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from municipios.models import EvidenciaRiesgo, FichaRiesgo, ListaPriorizada, PautaRiesgo
from municipios.models.criterios import CRITERIOS, LEYENDA
from municipios.models.riesgo import EvidenciaRiesgoQuerySet
from municipios.priorizar import decidir_lista
from tests.factories import dias, make_evidencia_de_riesgo, make_ficha, make_foto, make_institucion, make_local
from tests.formularios import leer

LISTA = "/990001/riesgo/"


@pytest.fixture
def grave(municipalidad_a):
    """Its structure at its worst, and nothing else evaluated: 100."""
    local = make_local(
        municipalidad_a.distrito, nombre="Local ficticio Grave", codigo_local="990011", saneamiento="no_saneado", cui="2412345"
    )
    make_ficha(local, estructura=4, fecha=dias(-9), nota="CANARIO nota")
    return local


@pytest.fixture
def expuesto(municipalidad_b):
    """Its place is dangerous and many study there, but its structure is sound: 30 of 70 without D, E and F."""
    local = make_local(municipalidad_b.distrito, nombre="Local ficticio Expuesto", codigo_local="990012")
    make_institucion(local=local, estudiantes=300)
    make_ficha(local, estructura=0, peligro=4, fecha=dias(-2), procedencia="director")
    return local


def puestos(respuesta) -> list[tuple[str, int]]:
    return [(d.ficha.local.nombre.split()[-1], d.puesto) for d in respuesta.context["pagina"]]


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_says_place_score_tier_confidence_and_that_it_is_orientative(grave, expuesto, como, alcalde_b):
    respuesta = como(alcalde_b).get(LISTA)
    assert puestos(respuesta) == [("Grave", 1), ("Expuesto", 2)]
    assert [str(d.puntaje) for d in respuesta.context["pagina"]] == ["100.00", "50.00"]
    for dicho in (LEYENDA, "Crítico", "Alto", "2412345", "No saneado", "1 de 6 criterios", "3 de 6 criterios", "Declarado por el director"):
        assert dicho in respuesta.text
    assert "CANARIO" not in respuesta.text


def test_a_filter_keeps_the_place_that_each_has_in_the_whole_list(grave, expuesto, como, coordinador):
    for consulta in ("?distrito=990102", "?texto=expuésto", "?nivel=alto", "?orden=-estudiantes", "?orden=-peligro"):
        assert puestos(como(coordinador).get(LISTA + consulta))[0] == ("Expuesto", 2), consulta
    assert puestos(como(coordinador).get(LISTA + "?nivel=medio")) == []


def test_other_weights_are_imagined_marked_and_kept_nowhere(grave, expuesto, como, coordinador, huella_de_la_base):
    cliente = como(coordinador)
    otros = "?peso_estructura=1&peso_peligro=89&peso_estudiantes=10&peso_servicios=0&peso_tendencia=0&peso_equidad=0"
    make_ficha(grave, estructura=3, fecha=dias(-1))
    antes = huella_de_la_base()
    respuesta = cliente.get(LISTA + otros)
    assert puestos(respuesta) == [("Expuesto", 1), ("Grave", 2)]
    assert "Es un supuesto, no la lista de la UGEL" in respuesta.text
    assert "hoy 2.º" in respuesta.text
    assert "SUPUESTO" in cliente.get(LISTA + "descarga.csv" + otros).getvalue().decode("utf-8-sig")
    assert huella_de_la_base() == antes
    malos = cliente.get(LISTA + "?peso_estructura=50")
    assert "suman 115" in malos.text
    assert "Es un supuesto" not in malos.text


def test_who_imagines_or_filters_is_not_told_that_this_is_the_list_to_decide(grave, expuesto, como, coordinador, municipalidad_a):
    cliente = como(coordinador)
    assert "Decidir esta lista" in cliente.get(LISTA).text
    filtrada = cliente.get(LISTA, {"distrito": municipalidad_a.distrito.ubigeo}).text
    assert "Decidir esta lista" not in filtrada
    assert "Decidir la lista entera" in filtrada
    supuesta = cliente.get(LISTA, {"peso_estructura": 30, "peso_peligro": 25}).text
    assert "/listas/nueva/" not in supuesta


def test_who_decides_sees_first_how_many_with_which_weights_and_who_stands_first(grave, expuesto, como, coordinador):
    pagina = como(coordinador).get(LISTA + "listas/nueva/")
    assert pagina.context["cuantos"] == 2
    assert [d.ficha.local.nombre.split()[-1] for d in pagina.context["primeros"]] == ["Grave", "Expuesto"]
    for dicho in ('<strong class="num">2</strong> locales', "pauta versión 1", "A 35, B 20", "100.00"):
        assert dicho in pagina.text


def test_the_list_says_how_many_it_does_not_order_and_leads_to_them(grave, municipalidad_a, municipalidad_ajena, como, coordinador, ugel):
    make_local(municipalidad_a.distrito, nombre="Local sin mirar")
    make_local(municipalidad_ajena.distrito)
    cliente = como(coordinador)
    pagina = cliente.get(LISTA)
    assert (pagina.context["con_ficha"], pagina.context["sin_ficha"]) == (1, 1)
    assert "/990001/locales/?ficha=sin" in pagina.text
    assert [local.nombre for local in cliente.get("/990001/locales/?ficha=sin").context["pagina"]] == ["Local sin mirar"]
    assert cliente.get("/990001/locales/").context["pagina"].paginator.count == 2
    assert "Listas decididas" not in pagina.text
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    assert f'href="{lista.get_absolute_url()}">' in cliente.get(LISTA).text


def test_imagined_weights_are_carried_to_the_explanation(grave, expuesto, como, coordinador):
    cliente, otros = como(coordinador), {"peso_estructura": 5, "peso_peligro": 50}
    fila = cliente.get(LISTA, otros)
    assert f"/990001/riesgo/{expuesto.pk}/porque/?peso_estructura=5&amp;peso_peligro=50" in fila.text
    supuesto = cliente.get(f"{LISTA}{expuesto.pk}/porque/", otros)
    assert str(supuesto.context["d"].puntaje) == "92.86"
    assert "Es un supuesto" in supuesto.text
    assert f"{grave.pk}/porque/?peso_estructura=5" in supuesto.text
    de_hoy = cliente.get(f"{LISTA}{expuesto.pk}/porque/")
    assert (str(de_hoy.context["d"].puntaje), "supuesto" in de_hoy.text) == ("50.00", False)


def test_the_download_has_what_the_page_has(grave, expuesto, como, coordinador):
    texto = como(coordinador).get(LISTA + "descarga.csv").getvalue().decode("utf-8-sig")
    filas = list(csv.DictReader(io.StringIO(texto)))
    assert [(f["puesto"], f["codigo_local"], f["puntaje"], f["nivel"], f["criterios_evaluados"]) for f in filas] == [
        ("1", "990011", "100.00", "Crítico", "1 de 6"),
        ("2", "990012", "50.00", "Alto", "3 de 6"),
    ]
    assert {f["aclaracion"] for f in filas} == {LEYENDA}
    assert como(coordinador).get(LISTA + "descarga.xlsx").getvalue().startswith(b"PK")
    assert como(coordinador).get(LISTA + "descarga.pdf").status_code == 404


def test_the_list_costs_the_same_for_few_or_many(municipalidad_a, como, coordinador, django_assert_max_num_queries):
    cliente = como(coordinador)
    for cuantos in (1, 30):
        for _ in range(cuantos):
            make_ficha(make_local(municipalidad_a.distrito))
        with django_assert_max_num_queries(10):
            cliente.get(LISTA)


# ── Why ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_place_is_explained_criterion_by_criterion_and_against_its_neighbours(grave, expuesto, como, coordinador):
    respuesta = como(coordinador).get(f"{LISTA}{expuesto.pk}/porque/")
    d = respuesta.context["d"]
    assert [(t.criterio.letra, t.valor, t.puntos) for t in d.terminos] == [
        ("A", 0, 0), ("B", 4, 80), ("C", 4, 60), ("D", None, 0), ("E", None, 0), ("F", None, 0),
    ]  # fmt: skip
    assert (d.puntos, d.pesos) == (140, 70)
    assert "100 × 140 ÷ (4 × 70)" in respuesta.text
    assert "Va antes porque su nivel es más urgente" in respuesta.text
    peor = next(s for s in d.cambiaria if s.criterio.letra == "A")
    assert (peor.que, str(peor.puntaje)) == ("fuera 1", "62.50")
    assert como(coordinador).get(f"{LISTA}{make_local(grave.distrito).pk}/porque/").status_code == 404


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def ficha_nueva(grave):
    return f"/locales/{grave.pk}/riesgo/nueva/"


def test_a_specialist_fills_a_sheet_with_a_photo_that_loses_where_it_was_taken(ficha_nueva, grave, como, especialista):
    cliente = como(especialista)
    datos = leer(cliente.get(ficha_nueva)) | {
        "fecha": f"{dias(-1):%Y-%m-%d}", "procedencia": "ugel", "estructura": "2", "peligro": "", "servicios": "0", "fuente": "Acta 3",
        "archivos": make_foto("aula.jpg"), "momento": "despues",
    }  # fmt: skip
    respuesta = cliente.post(ficha_nueva, datos)
    assert respuesta.status_code == 302
    ficha = FichaRiesgo.objects.get(fecha=dias(-1))
    assert respuesta.url == f"/locales/{grave.pk}/riesgo/#ficha-{ficha.pk}"
    assert (ficha.estructura, ficha.peligro, ficha.servicios, ficha.tendencia) == (2, None, 0, None)
    evidencia = ficha.evidencias.get()
    assert (evidencia.momento, evidencia.archivo_tipo) == ("despues", "image/jpeg")
    with evidencia.archivo.open("rb") as abierto:
        assert b"Exif" not in abierto.read()
    pagina = cliente.get(f"/locales/{grave.pk}/riesgo/")
    assert "aula.jpg" in pagina.text
    assert "CANARIO nota" in pagina.text


def test_a_new_sheet_starts_from_the_last_one_and_not_from_its_document(ficha_nueva, grave, como, especialista):
    cliente = como(especialista)
    make_ficha(grave, estructura=1, fecha=dias(-30), servicios=4)
    FichaRiesgo.objects.filter(local=grave, fecha=dias(-9)).update(peligro=2, inspeccion="inhabitable", fuente="Acta 8")
    pagina = cliente.get(ficha_nueva)
    datos = leer(pagina)
    assert [datos.get(n) for n in ("estructura", "peligro", "servicios", "inspeccion")] == ["4", "2", "", "inhabitable"]
    assert [datos[n] for n in ("fecha", "procedencia", "fuente", "nota")] == [dias(0).isoformat(), "ugel", "", ""]
    assert "Empieza con lo que decía la ficha" in pagina.text
    assert "No hubo inspección" in pagina.text


def test_what_has_to_be_mended_is_listed_with_a_link_to_its_field(ficha_nueva, como, especialista):
    cliente = como(especialista)
    datos = leer(cliente.get(ficha_nueva)) | {"fecha": dias(2).isoformat(), "archivos": [make_foto()]}
    mal = cliente.post(ficha_nueva, {n: v for n, v in datos.items() if n != "estructura"})
    assert mal.status_code == 422
    for enlace in ('href="#div_id_fecha"', 'href="#div_id_estructura"'):
        assert enlace in mal.text
        assert enlace.replace('href="#', 'id="') in mal.text
    assert "Los archivos que eligió no se guardaron" in mal.text


def test_the_form_shows_every_anchor_and_asks_only_the_structure(ficha_nueva, como, especialista):
    cliente = como(especialista)
    pagina = cliente.get(ficha_nueva)
    for criterio in CRITERIOS:
        for _, ancla in criterio.opciones:
            assert ancla in pagina.text
    assert LEYENDA in pagina.text
    vacia = cliente.post(ficha_nueva, {campo: dicho for campo, dicho in leer(pagina).items() if campo != "estructura"})
    assert vacia.status_code == 422
    assert set(vacia.context["form"].errors) == {"estructura"}
    manana = cliente.post(ficha_nueva, leer(pagina) | {"fecha": f"{dias(1):%Y-%m-%d}", "estructura": "1"})
    assert set(manana.context["form"].errors) == {"fecha"}
    repetida = cliente.post(ficha_nueva, leer(pagina) | {"fecha": f"{dias(-9):%Y-%m-%d}", "estructura": "1"})
    assert "ya tiene una ficha de esa fecha" in repetida.text


@pytest.mark.promesa("P34")
def test_photos_and_notes_are_of_the_ugel_and_of_the_district_only(
    grave, como, client, coordinador, alcalde_a, alcalde_b, dre, coordinador_otra_ugel
):
    evidencia = make_evidencia_de_riesgo(FichaRiesgo.objects.get(local=grave), por=coordinador)
    url = evidencia.get_absolute_url()
    for persona, espera in [(coordinador, 200), (alcalde_a, 200), (alcalde_b, 404), (dre, 404), (coordinador_otra_ugel, 404)]:
        respuesta = como(persona).get(url)
        assert respuesta.status_code == espera, persona
        if espera == 200:
            respuesta.getvalue()
        pagina = como(persona).get(f"/locales/{grave.pk}/riesgo/")
        assert ("CANARIO" in pagina.text) == (espera == 200), persona
    assert client.get(url).status_code == 302


def test_the_paper_for_the_visit_has_the_order_of_the_screen_and_a_square(grave, como, alcalde_a):
    texto = como(alcalde_a).get(f"/locales/{grave.pk}/visita/").text
    lugares = [texto.index(f"{c.letra}. {c.nombre}") for c in CRITERIOS]
    assert lugares == sorted(lugares)
    assert "<svg" in texto.partition("hoja-qr")[2][:200]
    for dicho in (LEYENDA, "2412345", "990011", "De 100 a 249"):
        assert dicho in texto


# ── Weights and lists ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_new_weights_need_a_reason_and_a_hundred_and_a_decided_list_keeps_the_old_ones(grave, expuesto, como, coordinador, ugel):
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    cliente = como(coordinador)
    nueva = LISTA + "pautas/nueva/"
    datos = leer(cliente.get(nueva))
    assert datos["peso_estructura"] == "35"
    sin_motivo = cliente.post(nueva, datos | {"peso_estructura": "25", "peso_peligro": "30"})
    assert set(sin_motivo.context["form"].errors) == {"motivo"}
    mal = cliente.post(nueva, datos | {"peso_estructura": "50", "motivo": "Acta 2"})
    assert "Los seis pesos suman 100" in mal.text
    assert cliente.post(nueva, datos | {"peso_estructura": "25", "peso_peligro": "30", "motivo": "Acta 2"}).status_code == 302
    pauta = PautaRiesgo.objects.vigente(ugel)
    assert (pauta.version, pauta.peso_peligro, pauta.publicada_por, pauta.motivo) == (2, 30, coordinador, "Acta 2")
    assert [str(d.puntaje) for d in cliente.get(LISTA).context["pagina"]] == ["100.00", "64.29"]
    lista.refresh_from_db()
    assert lista.contenido["filas"][1]["puntaje"] == "50.00"
    assert lista.contenido["pauta"]["version"] == 1
    assert "Acta 2" in cliente.get(LISTA + "pautas/").text


def test_a_decided_list_is_sealed_public_and_compared_with_what_stands_today(grave, expuesto, como, client, coordinador, ugel):
    cliente = como(coordinador)
    datos = leer(cliente.get(LISTA + "listas/nueva/")) | {"titulo": "Lista priorizada, 2.º trimestre 2024", "motivo": "Acta 4"}
    respuesta = cliente.post(LISTA + "listas/nueva/", datos)
    lista = ListaPriorizada.objects.get()
    assert respuesta.url == f"/990001/riesgo/listas/{lista.pk}/"
    assert lista.esta_entera
    make_ficha(expuesto, estructura=4, peligro=4, fecha=dias(0))
    make_ficha(grave, estructura=0, fecha=dias(-1))
    de_hoy = cliente.get(LISTA)
    assert [(d.ficha.local.nombre.split()[-1], d.sube) for d in de_hoy.context["pagina"]] == [("Expuesto", 1), ("Grave", -1)]
    assert "subió 1" in de_hoy.text
    publica = client.get(f"/publico/990001/riesgo/{lista.pk}/")
    assert publica.status_code == 200
    assert not publica.cookies
    for dicho in ("Lista priorizada, 2.º trimestre 2024", LEYENDA, lista.sha256, "A 35, B 20", "Está como se decidió"):
        assert dicho in publica.text
    for callado in ("CANARIO", "Acta 4", coordinador.nombre):
        assert callado not in publica.text
    escrito = client.get(f"/publico/990001/riesgo/{lista.pk}/?formato=json").content
    assert hashlib.sha256(escrito).hexdigest() == lista.sha256
    assert [f["puesto"] for f in json.loads(escrito)["filas"]] == [1, 2]
    assert lista.titulo in client.get("/publico/990001/riesgo/").text
    csv_publico = client.get(f"/publico/990001/riesgo/{lista.pk}/?formato=csv")
    filas = list(csv.DictReader(io.StringIO(b"".join(csv_publico.streaming_content).decode("utf-8-sig"))))
    assert [(f["puesto"], f["local"], f["puntaje"], f["nivel"], f["a_estructura"], f["d_servicios"]) for f in filas] == [
        ("1", "Local ficticio Grave", "100.00", "Crítico", "4", ""),
        ("2", "Local ficticio Expuesto", "50.00", "Alto", "0", ""),
    ]
    assert "CANARIO" not in str(filas)
    libro = client.get(f"/publico/990001/riesgo/{lista.pk}/?formato=xlsx")
    assert b"".join(libro.streaming_content).startswith(b"PK")


def test_a_list_that_was_touched_says_so(grave, como, coordinador, ugel):
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    lista.contenido["filas"][0]["puntaje"] = "1.00"
    ListaPriorizada.objects.filter(pk=lista.pk).update(contenido=lista.contenido)
    assert "no corresponde a su sello" in como(coordinador).get(lista.get_absolute_url()).text


def test_a_year_of_three_digits_is_refused_and_a_list_that_kept_one_still_opens(grave, como, client, especialista, coordinador, ugel):
    url = f"/locales/{grave.pk}/riesgo/nueva/"
    datos = leer(como(especialista).get(url)) | {"fecha": "0206-01-01", "estructura": "2"}
    assert "2000" in como(especialista).post(url, datos).context["form"].errors.as_text()
    with pytest.raises(IntegrityError), transaction.atomic():
        FichaRiesgo.objects.filter(local=grave).update(fecha="0206-01-01")
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    assert lista.contenido["filas"][0]["fecha"] == dias(-9).isoformat()
    lista.contenido["filas"][0]["fecha"] = "206-01-01"
    ListaPriorizada.objects.filter(pk=lista.pk).update(contenido=lista.contenido)
    for quien, pagina in ((como(coordinador), lista.get_absolute_url()), (client, f"/publico/990001/riesgo/{lista.pk}/")):
        assert "01 ene 206" in quien.get(pagina).text
    assert b"206-01-01" in b"".join(client.get(f"/publico/990001/riesgo/{lista.pk}/?formato=csv").streaming_content)


def test_neither_weights_nor_lists_are_changed_or_taken_away(grave, coordinador, ugel):
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    lista.titulo, lista.pauta.peso_equidad = "Otro", 5
    for registro in (lista, lista.pauta):
        with pytest.raises(ValidationError):
            registro.full_clean()
        with pytest.raises(ValidationError):
            registro.eliminar(por=coordinador)


def test_what_is_not_decided_is_not_public(grave, client):
    texto = client.get("/publico/990001/riesgo/").text
    assert "Local ficticio Grave" not in texto
    assert "Sin daños a la vista" in texto
    assert client.get("/publico/999999/riesgo/").status_code == 404


def test_only_who_evaluates_fills_a_sheet_and_only_who_prioritises_decides(grave, como, alcalde_a, especialista):
    assert como(alcalde_a).get(f"/locales/{grave.pk}/riesgo/nueva/").status_code == 403
    for url in ("pautas/nueva/", "listas/nueva/"):
        assert como(especialista).get(LISTA + url).status_code == 403
    assert EvidenciaRiesgo.objects.count() == 0


@pytest.mark.promesa("P34")
@pytest.mark.control
def test_the_scope_is_what_hides_a_photo(grave, como, coordinador, alcalde_b, monkeypatch):
    """Control: with the scope opened, the mayor of another district does open it."""
    url = make_evidencia_de_riesgo(FichaRiesgo.objects.get(local=grave), por=coordinador).get_absolute_url()
    assert como(alcalde_b).get(url).status_code == 404
    monkeypatch.setattr(EvidenciaRiesgoQuerySet, "for_user", lambda self, user: self)
    assert como(alcalde_b).get(url).getvalue()
