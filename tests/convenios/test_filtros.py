"""The list of commitments: filtered, sorted, paged, counted and downloaded, at a fixed price."""

import csv
import io

import pytest
from django.urls import reverse

from convenios import filtro_compromisos as filtros
from convenios.models import Compromiso, Parte
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_convenio


@pytest.fixture
def direccion(ugel) -> str:
    return reverse("compromisos", args=[ugel.codigo])


@pytest.fixture
def codigos(como, coordinador, direccion):
    """The codes that the list shows, in order, for a question."""

    def preguntar(**consulta) -> list[str]:
        respuesta = como(coordinador).get(direccion, consulta)
        assert respuesta.status_code == 200
        return [c.codigo for c in respuesta.context["pagina"]]

    return preguntar


@pytest.fixture
def tres(convenio, municipalidad_a, municipalidad_b):
    """Three commitments that differ in everything one can ask for."""
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    uno = make_compromiso(
        convenio,
        codigo="A-1",
        descripcion="Capacitación de directores",
        linea="capacidades",
        plazo=dias(-3),
        responsable="Jefatura Pedagógica",
    )
    dos = make_compromiso(convenio, codigo="A-2", descripcion="Ferias", linea="proyectos", plazo=dias(200), obligada=parte, meta=5)
    tres = make_compromiso(convenio, codigo="A-3", descripcion="Locales en riesgo", linea="infraestructura", hitos=1)
    make_alcance(uno, municipalidad_a.distrito)
    make_alcance(dos, municipalidad_b.distrito)
    return uno, dos, tres


@pytest.mark.parametrize(
    ("consulta", "esperados"),
    [
        ({}, ["A-1", "A-2", "A-3"]),
        ({"distrito": "990102"}, ["A-2"]),
        ({"linea": "infraestructura"}, ["A-3"]),
        ({"situacion": "vencido"}, ["A-1"]),
        ({"obligada": "990101"}, ["A-2"]),
        ({"obligada": "ugel"}, ["A-1", "A-3"]),
        ({"convenio": "CM-PRUEBA"}, ["A-1", "A-2", "A-3"]),
        ({"responsable": "pedagogica"}, ["A-1"]),
        ({"responsable": "directores"}, []),
        ({"texto": "CAPACITACION directores"}, ["A-1"]),
        ({"texto": "ferias", "linea": "proyectos", "situacion": "por_iniciar"}, ["A-2"]),
        ({"falta": "plazo"}, ["A-3"]),
        ({"falta": "responsable"}, ["A-2", "A-3"]),
        ({"falta": "medida"}, ["A-1"]),
        ({"falta": "distritos"}, ["A-3"]),
        ({"orden": "plazo"}, ["A-1", "A-2", "A-3"]),
        ({"orden": "-plazo"}, ["A-2", "A-1", "A-3"]),
        ({"orden": "-codigo"}, ["A-3", "A-2", "A-1"]),
        ({"orden": "situacion"}, ["A-1", "A-2", "A-3"]),
        ({"orden": "-situacion"}, ["A-3", "A-2", "A-1"]),
        ({"texto": "nada que ver"}, []),
    ],
)
def test_the_list_answers_what_the_address_asks(codigos, tres, consulta, esperados):
    assert codigos(**consulta) == esperados


def test_what_is_still_open_comes_before_what_was_decided(codigos, tres, coordinador):
    Compromiso.objects.get(codigo="A-1").cumplir(por=coordinador, motivo="Quedó hecho")
    assert codigos() == ["A-2", "A-3", "A-1"]
    assert codigos(orden="plazo") == ["A-1", "A-2", "A-3"]


def test_each_row_leads_to_its_page_and_says_who_owes_it_as_that_page_does(como, coordinador, direccion, convenio, tres):
    make_compromiso(convenio, codigo="a/b")
    for fila in como(coordinador).get(direccion).context["pagina"]:
        compromiso = Compromiso.objects.get(pk=fila.pk)
        assert (fila.url, fila.lo_debe) == (compromiso.get_absolute_url(), compromiso.debe)


def test_a_commitment_fulfilled_without_verified_evidence_is_a_debt(codigos, convenio, coordinador, especialista):
    make_compromiso(convenio, codigo="SIN", estado="cumplido", por=coordinador)
    probado = make_compromiso(convenio, codigo="CON")
    make_avance(probado, estado="verificado", por=especialista, verificador=coordinador, con_evidencia=True)
    probado.cumplir(por=coordinador)
    assert codigos(falta="evidencia") == ["SIN"]


def test_the_counts_by_situation_follow_the_other_filters_and_lead_to_their_rows(como, coordinador, direccion, tres):
    respuesta = como(coordinador).get(direccion, {"situacion": "vencido", "texto": "e"})
    partes = {p["situacion"]: p for p in respuesta.context["partes"]}
    assert {s: p["cuantos"] for s, p in partes.items()} == {"vencido": 1, "por_iniciar": 1, "sin_plazo": 1}
    assert [c.codigo for c in como(coordinador).get(direccion + partes["sin_plazo"]["url"]).context["pagina"]] == ["A-3"]


def test_a_long_list_is_counted_apart(como, coordinador, direccion, tres, monkeypatch):
    monkeypatch.setattr(filtros, "SE_CUENTAN", 2)
    cliente = como(coordinador)
    respuesta = cliente.get(direccion, {"situacion": "vencido"})
    assert respuesta.context["partes"] is None
    assert respuesta.context["pagina"].paginator.count == 1
    assert "cuentas=1" in respuesta.text

    aparte = cliente.get(direccion, {"cuentas": "1"}, headers={"HX-Request": "true", "HX-Target": "cuentas"})
    assert "<table" not in aparte.text
    assert sum(p["cuantos"] for p in aparte.context["partes"]) == 3


def test_htmx_gets_only_the_results(como, coordinador, direccion, tres):
    cliente = como(coordinador)
    parte = cliente.get(direccion, headers={"HX-Request": "true", "HX-Target": "resultados"})
    assert "<html" not in parte.text
    assert "A-1" in parte.text
    assert "HX-Request" in parte["Vary"]
    assert "<html" in cliente.get(direccion, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).text


def test_what_is_asked_of_another_ugel_answers_as_what_does_not_exist(como, coordinador, direccion, tres, otra_ugel, municipalidad_ajena):
    ajeno = make_convenio(otra_ugel, codigo="CM-AJENO", titulo="Canario")
    make_compromiso(ajeno, codigo="CANARIO")
    cliente = como(coordinador)
    assert cliente.get(reverse("compromisos", args=[otra_ugel.codigo])).status_code == 404
    for consulta in ({"convenio": "CM-AJENO"}, {"distrito": "960101"}, {"obligada": "960101"}):
        respuesta = cliente.get(direccion, consulta)
        assert "CANARIO" not in respuesta.text
        assert "Canario" not in respuesta.text
        assert [c.codigo for c in respuesta.context["pagina"]] == ["A-1", "A-2", "A-3"]


@pytest.mark.parametrize(
    "consulta", [{"pagina": "cero"}, {"pagina": "999"}, {"situacion": "x"}, {"orden": "1"}, {"texto": "x" * 101}, {"distrito": "'"}]
)
def test_a_nonsensical_question_is_answered_all_the_same(codigos, tres, consulta):
    assert codigos(**consulta)


@pytest.mark.parametrize("cuantos", [10, 120])
def test_the_list_costs_no_more_than_eight_queries(
    como, coordinador, direccion, convenio, municipalidad_a, municipalidad_b, cuantos, django_assert_max_num_queries
):
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    for n in range(cuantos):
        distritos = (municipalidad_a.distrito, municipalidad_b.distrito)[: n % 3]
        make_compromiso(convenio, distritos=distritos, plazo=dias(n), obligada=parte if n % 2 else None, hitos=n % 2)
    cliente = como(coordinador)
    for consulta in ({}, {"situacion": "por_vencer", "texto": "compromiso", "distrito": "990101"}, {"orden": "situacion", "pagina": "2"}):
        with django_assert_max_num_queries(8):
            cliente.get(direccion, consulta)


# ── Downloads ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def contenido(respuesta) -> bytes:
    """What was downloaded. Read to its end, the file behind it is let go."""
    return b"".join(respuesta.streaming_content)


def filas(respuesta) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contenido(respuesta).decode("utf-8-sig"))))


def test_the_csv_has_the_columns_of_the_padron_and_folds_situations_back(
    como, coordinador, especialista, ugel, convenio, municipalidad_a, municipalidad_b
):
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    uno = make_compromiso(
        convenio, codigo="U", distritos=(a, b), plazo=dias(-1), inicio=dias(-9), meta=4, unidad="talleres", meta_financiera="1250.5"
    )
    make_avance(uno, estado="verificado", por=especialista, verificador=coordinador, cantidad=1)
    make_compromiso(convenio, codigo="V", distritos=(b,), responsable="=2+2")
    make_compromiso(convenio, codigo="X", estado="no_cumplido", por=coordinador)
    make_compromiso(convenio, codigo="Y", estado="suspendido", por=coordinador)

    respuesta = como(coordinador).get(reverse("compromisos_descargar", args=[ugel.codigo, "csv"]), {"orden": "codigo"})
    u, v, x, y = filas(respuesta)
    columnas = ["codigo", "distrito", "descripcion", "responsable", "fecha_inicio", "fecha_limite", "estado", "avance"]
    assert list(u) == [*columnas, "meta_fisica", "unidad", "meta_financiera"]
    assert (u["distrito"], v["distrito"], x["distrito"]) == ("TODOS", "990102", "")
    assert [fila["estado"] for fila in (u, v, x, y)] == ["en proceso", "pendiente", "no cumplido", "pendiente"]
    assert (u["fecha_limite"], u["avance"], u["meta_fisica"], u["meta_financiera"]) == (f"{dias(-1):%d/%m/%Y}", "25.0", "4.00", "1250.50")
    assert not v["responsable"].startswith("=")


def test_a_download_brings_only_the_filtered_rows_and_says_when_they_are_demonstration(como, coordinador, ugel, convenio, tres):
    cliente, ruta = como(coordinador), reverse("compromisos_descargar", args=[ugel.codigo, "csv"])
    respuesta = cliente.get(ruta, {"linea": "proyectos"})
    assert [fila["codigo"] for fila in filas(respuesta)] == ["A-2"]
    assert "demostracion" not in respuesta["Content-Disposition"]

    make_compromiso(convenio, demostracion=True)
    todo = cliente.get(ruta)
    assert "demostracion" in todo["Content-Disposition"]
    assert len(filas(todo)) == 4


def test_the_workbook_opens_with_the_same_rows(como, coordinador, ugel, tres):
    respuesta = como(coordinador).get(reverse("compromisos_descargar", args=[ugel.codigo, "xlsx"]), {"texto": "ferias"})
    assert contenido(respuesta).startswith(b"PK")


def test_only_csv_and_xlsx_are_offered(como, coordinador, ugel):
    assert como(coordinador).get(reverse("compromisos_descargar", args=[ugel.codigo, "exe"])).status_code == 404


@pytest.mark.parametrize("cuantos", [10, 60])
def test_a_download_costs_the_same_for_many_rows(
    como, coordinador, ugel, convenio, municipalidad_a, cuantos, django_assert_max_num_queries
):
    for _ in range(cuantos):
        make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    cliente, ruta = como(coordinador), reverse("compromisos_descargar", args=[ugel.codigo, "csv"])
    with django_assert_max_num_queries(9):
        assert len(filas(cliente.get(ruta))) == cuantos
