"""The open data: which columns, which rows, what a spreadsheet and a cache are given, and what of it nobody is told."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base.comun.fechas import hoy
from convenios.models import Compromiso
from convenios.models.avance import AvanceQuerySet
from portal.publico.api import consulta, limites, paginas, salida
from portal.publico.api.tablas import TABLAS
from tests.factories import dias, make_compromiso

from .mundo import CANARIO, FORMULA

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api_publico")]

# P27: what is told of each row, decided here and nowhere else. After the bar, what only a key opens.
CAMPOS = {
    "ugeles": "id codigo_ugel nombre dre codigo_dre demostracion",
    "distritos": "id ubigeo distrito provincia departamento codigo_ugel capital poblacion poblacion_anio superficie_km2 altitud latitud "
    "longitud ubigeo_reniec fuente demostracion",
    "municipalidades": "id ubigeo nombre tipo codigo_ugel demostracion",
    "convenios": "id codigo_ugel codigo tipo titulo objeto convenio_padre suscrito_el informado_el lugar inicio fin sin_fin estado situacion "
    "direccion fuente demostracion",
    "partes": "id codigo_ugel convenio ubigeo municipalidad firmado_el separado_el demostracion | documento",
    "compromisos": "id codigo_ugel convenio codigo descripcion linea nombre_de_linea debe ubigeo_debe distritos inicio plazo unidad meta "
    "meta_financiera estado situacion hecho hitos hitos_hechos avance demostracion | responsable",
    "alcances": "id codigo_ugel convenio compromiso ubigeo distrito meta hecho avances avance demostracion",
    "avances": "id codigo_ugel convenio compromiso ubigeo fecha cantidad unidad hito porcentaje origen verificado_el evidencias_publicas "
    "demostracion | estado descripcion",
    "evidencias": "id codigo_ugel convenio compromiso avance clase direccion tamano sha256 demostracion | publica",
    "planes": "id codigo_ugel ubigeo anio distrito convenio objetivo estado aprobado_ugel_el aprobado_municipalidad_el direccion demostracion "
    "| documento_ugel documento_municipalidad",
    "actividades": "id codigo_ugel ubigeo anio codigo actividad unidad peso nudo compromiso demostracion | responsable responsable_municipal medio",
    "metas": "id codigo_ugel ubigeo anio actividad trimestre unidad fisica financiera demostracion",
    "ejecucion": "id codigo_ugel ubigeo anio codigo trimestre unidad fisica financiera verificado_el cerrado demostracion | estado medio",
    "evidencias_de_planes": "id codigo_ugel ubigeo anio actividad trimestre ejecucion avance clase direccion tamano sha256 demostracion "
    "| publica",
    "cierres": "id codigo_ugel ubigeo anio trimestre cerrado_el fisico fisico_anual programado devengado codigo sha256 direccion demostracion",
    "rectificaciones": "id codigo_ugel ubigeo anio trimestre actividad unidad fisica financiera motivo documento fecha demostracion",
    "indicadores": "id codigo nombre unidad sentido nivel frecuencia definicion codigo_ugel demostracion",
    "mediciones": "id indicador ubigeo alcance anio valor unidad medido_el fuente demostracion",
    "nudos": "id codigo_ugel ubigeo distrito codigo texto causas prioridad origen planteado_el estado indicador demostracion",
    "listas_priorizadas": "id codigo_ugel titulo decidida_el sha256 direccion filas_csv filas_json demostracion",
    "proyectos": "id codigo_ugel ubigeo codigo codigo_modular anexo institucion titulo tipo etapa anio estudiantes concurso categoria "
    "etapa_concurso resultado demostracion | presupuesto",
    "encuentros": "id codigo_ugel numero nombre lema fecha hora informado_el ubigeo distrito lugar organizadores proposito resultado estado "
    "asistentes direccion fuente demostracion",
    "asistencias": "id codigo_ugel encuentro ubigeo municipalidad quien demostracion",
    "acuerdos": "id codigo_ugel encuentro numero texto obligado ubigeo_debe ubigeo plazo situacion compromiso demostracion | responsable",
}


def en_csv(respuesta: Any) -> list[dict[str, str]]:
    texto = respuesta.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texto)))


# ── Which columns, which rows ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P27")
def test_a_row_tells_what_was_decided_and_nothing_else(api):
    assert {clave: [c.nombre for c in tabla.columnas] for clave, tabla in TABLAS.items()} == {
        clave: campos.partition("|")[0].split() for clave, campos in CAMPOS.items()
    }
    assert {clave: [c.nombre for c in t.internas] for clave, t in TABLAS.items()} == {
        clave: campos.partition("|")[2].split() for clave, campos in CAMPOS.items()
    }
    for clave, campos in CAMPOS.items():
        assert list(en_csv(api(f"{clave}?formato=csv"))[0]) == campos.partition("|")[0].split()


@pytest.mark.promesa("P27")
def test_no_public_answer_carries_what_is_not_for_everybody(api, promesa):
    """Names, mails, reasons, notes, drafts, what waits to be verified, what was thrown away: a canary in each, and in no answer."""
    dichas = {clave: api(clave).text for clave in TABLAS} | {f"{c}.csv": api(f"{c}?formato=csv").getvalue().decode() for c in TABLAS}
    dichas |= {ruta: api(ruta).text for ruta in ("", "openapi.json", "catalogo.jsonld")}
    dichas |= {f"datos/{clave}": api.cliente.get(f"/publico/datos/{clave}/").text for clave in TABLAS}
    promesa.anotar("canarios en los datos abiertos", respuestas=len(dichas), canarios=sum(CANARIO in dicha for dicha in dichas.values()))
    assert [ruta for ruta, dicha in dichas.items() if CANARIO in dicha] == []


@pytest.mark.promesa("P27")
@pytest.mark.control
def test_the_scope_and_the_columns_are_what_keeps_them_out(api, monkeypatch):
    """Control: a column too many tells a name; a scope that is opened tells the draft of a convenio."""
    monkeypatch.setitem(TABLAS, "avances", replace(TABLAS["avances"], columnas=TABLAS["avances"].columnas_para(publica=False)))
    assert CANARIO in TABLAS["avances"].columnas[-1].leer(TABLAS["avances"].filas().get())  # its text
    antes = len(api.datos("avances"))
    monkeypatch.setattr(AvanceQuerySet, "publicos", lambda self: self)
    assert len(api.datos("avances")) > antes


def test_what_is_verified_or_closed_is_told_with_its_figure(api, mundo):
    (compromiso,) = (c for c in api.datos("compromisos") if c["codigo"] == "C-1")
    assert (compromiso["hecho"], compromiso["avance"], compromiso["situacion"]) == (4, 40, "en_proceso")  # «en verificación» is not told
    assert [a["cantidad"] for a in api.datos("avances")] == [4]
    assert [e["direccion"] for e in api.datos("evidencias")] == ["https://ejemplo.pe/prueba"]
    assert [e["direccion"] for e in api.datos("evidencias_de_planes")] == ["https://ejemplo.pe/taller"]
    assert [(e["trimestre"], e["fisica"], e["cerrado"]) for e in api.datos("ejecucion")] == [(1, 10, True)]
    assert [(r["fisica"], r["financiera"]) for r in api.datos("rectificaciones")] == [(-1, 0)]
    assert [a["texto"] for a in api.datos("acuerdos")] == [FORMULA]
    assert [p["estudiantes"] for p in api.datos("proyectos")] == ["menos de 5"]
    assert api.datos("cierres")[0]["sha256"] == mundo["plan"].cierres.get().sha256


# ── What a spreadsheet is given ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P20")
def test_no_cell_of_a_csv_runs_as_a_formula(api, promesa):
    celdas = [celda for clave in TABLAS for fila in en_csv(api(f"{clave}?formato=csv")) for celda in fila.values()]
    corren = [celda for celda in celdas if re.match(r"[=+\-@\t\r\n]", celda) and not re.fullmatch(r"-?[0-9.]+", celda)]
    promesa.anotar("celdas de los CSV de datos abiertos", celdas=len(celdas), formulas=len(corren))
    assert corren == []
    assert celdas.count(f"'{FORMULA}") >= 7  # and each is still readable


def test_a_csv_says_days_as_the_json_does_and_marks_what_is_invented(api, mundo, settings):
    settings.DEMOSTRACION = True
    respuesta = api("avances?formato=csv")
    assert respuesta["Content-Type"] == "text/csv; charset=utf-8"
    assert respuesta["Content-Disposition"] == f'attachment; filename="demostracion-avances-{hoy():%Y%m%d}.csv"'
    (fila,) = en_csv(respuesta)
    assert (fila["fecha"], fila["demostracion"]) == (api.datos("avances")[0]["fecha"], "no")
    assert api("avances").json()["demostracion"] is True


def test_the_size_of_a_file_is_said_once_it_is_known(api, mundo, monkeypatch):
    monkeypatch.setattr(salida, "TAMANOS", {})
    monkeypatch.setattr(paginas, "TAMANOS", salida.TAMANOS)
    assert "KB)" not in api.cliente.get("/publico/datos/").text
    for parte in ("ugel=990001", "limite=1"):
        api(f"compromisos?formato=csv&{parte}")
    api("privado/avances?formato=csv", mundo["coordinador"])
    assert salida.TAMANOS == {}
    assert len(api("compromisos?formato=csv").getvalue()) == salida.TAMANOS["compromisos"]
    assert api.cliente.get("/publico/datos/").text.count("(1 KB)") == 1


def test_of_the_licence_it_says_what_was_declared_and_no_more(api, settings):
    def dicho() -> list[str]:
        catalogo = api("catalogo.jsonld").json()
        partes = [catalogo, *catalogo["dcat:dataset"], *(d for t in catalogo["dcat:dataset"] for d in t["dcat:distribution"])]
        return [
            api("ugeles").json()["licencia"],
            *{p["dct:rights"]["@value"] for p in partes},
            *{p["dct:license"]["@id"] for p in partes if "dct:license" in p},
        ]

    assert dicho() == ["sin dato: pregunte a la UGEL"] * 2
    assert "Licencia: sin dato: pregunte a la UGEL." in " ".join(api.cliente.get("/publico/datos/").text.split())
    settings.LICENCIA_DE_LOS_DATOS, settings.LICENCIA_URL = "La que decidió la UGEL", "https://ejemplo.pe/licencia"
    assert dicho() == ["La que decidió la UGEL", "La que decidió la UGEL", "https://ejemplo.pe/licencia"]


# ── What a cache and a browser are given ─────────────────────────────────────────────────────────────────────────────────
def test_the_answer_is_the_same_for_everybody_and_a_cache_may_keep_it(api, mundo):
    dentro = Client()
    dentro.force_login(mundo["coordinador"])
    respuesta, de_otro = api("compromisos"), dentro.get("/api/v1/compromisos")

    assert respuesta.content == de_otro.content
    for una in (respuesta, de_otro, api("compromisos?formato=csv"), api("openapi.json"), api("catalogo.jsonld")):
        assert not una.cookies
        assert "Cookie" not in una.get("Vary", "")
        assert una["Cache-Control"] == "public, max-age=60"
        assert una["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in una
        assert "Last-Modified" in una or "catalogo" in una.request["PATH_INFO"] or "openapi" in una.request["PATH_INFO"]


@pytest.mark.parametrize("ruta", ["compromisos", "compromisos?formato=csv", "openapi.json", "catalogo.jsonld"])
def test_what_did_not_change_is_not_sent_again_and_what_did_is(api, mundo, ruta):
    etiqueta = api(ruta)["ETag"]
    igual = api(ruta, headers={"If-None-Match": etiqueta})
    assert (igual.status_code, igual.getvalue() if igual.streaming else igual.content) == (304, b"")
    if "compromisos" in ruta:
        Compromiso.objects.filter(codigo="C-2").update(unidad="charlas")
        assert api(ruta, headers={"If-None-Match": etiqueta}).status_code == 200


def test_a_page_of_another_site_may_read_the_public_side_and_only_that(api, mundo):
    antes = api.cliente.options("/api/v1/compromisos", headers={"Origin": "https://ejemplo.pe", "Access-Control-Request-Method": "GET"})
    assert (antes.status_code, antes["Access-Control-Allow-Origin"], antes["Access-Control-Allow-Methods"]) == (204, "*", "GET, HEAD")
    for respuesta in (api("privado/compromisos"), api("privado/compromisos", mundo["coordinador"])):
        assert "Access-Control-Allow-Origin" not in respuesta
        assert (respuesta["Cache-Control"], respuesta["Vary"].split(",")[0]) == ("private, no-store", "Authorization")
        assert not respuesta.cookies


def test_head_asks_what_get_does_without_its_body(api):
    cabeza = api.cliente.head("/api/v1/compromisos")
    assert (cabeza.status_code, cabeza.content, cabeza["ETag"]) == (200, b"", api("compromisos")["ETag"])


# ── Page by page ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_row_is_told_once_and_in_one_order_while_others_come_in(api, mundo):
    """Walked two at a time, with a commitment more after the first page; no query skips rows to reach its page."""
    vistas, direccion, consultas = [], "compromisos?limite=1", []
    while direccion:
        with CaptureQueriesContext(
            connection,
        ) as hechas:
            pagina = api(direccion).json()
        consultas += [q["sql"] for q in hechas]
        vistas += [fila["id"] for fila in pagina["datos"]]
        if len(vistas) == 1:
            make_compromiso(mundo["convenio"], codigo="C-NUEVO")
        direccion = (pagina["siguiente"] or "").partition("/api/v1/")[2]

    assert vistas == sorted(set(vistas)) == list(Compromiso.objects.publicos().order_by("pk").values_list("pk", flat=True))
    assert not [sql for sql in consultas if "OFFSET" in sql.upper()]


def test_a_csv_longer_than_one_answer_says_where_it_goes_on(api, monkeypatch):
    monkeypatch.setattr(consulta, "MAXIMO_CSV", 1)
    primera = api("compromisos?formato=csv&ugel=990001")
    (siguiente,) = re.findall(r'<([^>]+)>; rel="next"', primera["Link"])
    segunda = api.cliente.get(siguiente)
    assert 'rel="next"' not in segunda["Link"]
    assert [f["codigo"] for f in en_csv(primera) + en_csv(segunda)] == ["C-1", "C-2"]


@pytest.mark.parametrize("clave", TABLAS)
def test_an_answer_costs_four_queries_at_most_and_no_more_with_more_rows(api, mundo, clave):
    """One row, then all that there are: neither the filters nor the rows add a query. As anyone; and with a key, whose reading is written down."""
    for ruta, persona, caben in ((clave, None, 4), (f"privado/{clave}", mundo["coordinador"], 5)):
        veces = []
        api.llave(mundo["coordinador"])
        for parametros in ("?limite=1", "?limite=1000", "?formato=csv"):
            limites.olvidar()
            with CaptureQueriesContext(connection) as hechas:
                api(ruta + parametros, persona).getvalue()
            veces.append(len([q for q in hechas if "SAVEPOINT" not in q["sql"]]))
        assert len(set(veces)) == 1, (ruta, veces)
        assert veces[0] <= caben, (ruta, veces)


# ── Narrowing ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("clave", TABLAS)
def test_every_filter_of_a_table_narrows_it(api, clave):
    """Each takes a value that some row has and one that none has, and none of them falls."""
    tabla, ninguno = TABLAS[clave], {"ugel": "000000", "distrito": "000000", "convenio": "NINGUNO", "anio": "2001", "desde": "2100-01-01"}
    todas = api.datos(clave)
    for filtro in tabla.parametros:
        valores = filtro.opciones or [ninguno[filtro.nombre], filtro.ejemplo]
        halladas = [{f["id"] for f in api.datos(f"{clave}?{filtro.nombre}={valor}")} for valor in valores]
        assert all(h <= {f["id"] for f in todas} for h in halladas)
        if filtro.opciones:  # each row stands in one of them
            assert sum(map(len, halladas)) == len(todas), filtro.nombre
        else:
            assert halladas[0] == set(), filtro.nombre


def test_a_filter_finds_the_rows_that_it_names(api, mundo):
    def codigos(consulta: str) -> list[str]:
        return [fila["codigo"] for fila in api.datos(f"compromisos?{consulta}")]

    assert codigos("ugel=990001&distrito=990101") == ["C-1", "C-2"]
    assert codigos("distrito=990102") == []
    assert codigos("convenio=CM-PRUEBA&linea=proyectos") == ["C-1"]
    assert codigos("situacion=no_cumplido") == ["C-2"]
    assert codigos(f"desde={dias(90):%Y-%m-%d}") == ["C-1"]
    assert codigos(f"anio={dias(90).year}&situacion=en_proceso") == ["C-1"]
    assert len(api.datos(f"cierres?desde={dias(0):%Y-%m-%d}")) == 1
    assert api.datos(f"cierres?desde={dias(1):%Y-%m-%d}") == []


SIN_SENTIDO = [
    "anio=abc", "anio=1999", "anio=2101", "anio=٢٠٢٤", "ugel=", "ugel=12", "distrito=06080６", "desde=2024-02-30", "desde=ayer", "limite=0",
    "limite=1001", "limite=-1", "limite=1e3", "cursor=~~~", "cursor=bm9wZTox", "cursor=Y29tcHJvbWlzb3M6OTk5OTk5OTk5OTk5OTk5OTk5OTk",
    "formato=xml", "situacion=mal", "linea=%27%20OR%201=1--", "convenio=../..", f"texto={CANARIO}", "ugel=990001&ugel=990001", "pagina=2",
]  # fmt: skip


@pytest.mark.parametrize("consulta", SIN_SENTIDO)
def test_what_makes_no_sense_is_refused_in_one_shape_that_tells_nothing_back(api, consulta):
    respuesta = api(f"compromisos?{consulta}")
    error = respuesta.json()["error"]
    assert (respuesta.status_code, error["estado"], error["codigo"]) == (400, 400, "pedido_invalido")
    assert error["detalles"][0]["mensaje"]
    assert CANARIO not in respuesta.text
    assert respuesta["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("metodo", "ruta", "estado"),
    [
        ("get", "nada", 404), ("get", "compromisos/1", 404), ("get", "privado/nada", 404), ("get", "compromisos?ugel=%00", 400),
        ("post", "compromisos", 405), ("delete", "privado/compromisos", 405), ("put", "openapi.json", 405), ("get", "privado/compromisos", 401),
    ],
)  # fmt: skip
def test_every_error_has_the_same_shape(api, metodo, ruta, estado):
    respuesta = getattr(api.cliente, metodo)(f"/api/v1/{ruta}")
    assert (respuesta.status_code, respuesta["Content-Type"]) == (estado, "application/json")
    assert set(respuesta.json()["error"]) == {"estado", "codigo", "mensaje", "detalles"}
    assert ("Allow" in respuesta) == (estado == 405)


# ── The pages about them ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_dictionary_the_catalogue_and_the_contract_come_from_the_same_declaration(api):
    indice, programas = api.cliente.get("/publico/datos/").text, api("").text
    de_maquinas = {t["dct:identifier"]: t for t in api("catalogo.jsonld").json()["dcat:dataset"]}
    contrato = api("openapi.json").json()
    assert set(de_maquinas) == set(TABLAS)
    for clave, tabla in TABLAS.items():
        pagina = api.cliente.get(f"/publico/datos/{clave}/").text
        assert all(f'<tr id="{c.nombre}"' in pagina and c.descripcion in pagina.replace("&#x27;", "'") for c in tabla.columnas)
        assert f'href="/api/v1/{clave}?formato=csv"' in indice
        assert f"<code>/api/v1/{clave}</code>" in programas
        assert [c["csvw:name"] for c in de_maquinas[clave]["csvw:tableSchema"]["csvw:column"]] == [c.nombre for c in tabla.columnas]
        assert list(contrato["components"]["schemas"][f"{clave}_fila"]["properties"]) == [c.nombre for c in tabla.columnas]
    assert api.cliente.get("/publico/datos/nada/").status_code == 404


def test_a_public_table_leads_to_its_files_narrowed_as_its_page_is(api, mundo):
    """Every link beside a table is answered, and with the rows of that UGEL, district or year alone."""
    plan = mundo["plan"]
    esperados = {
        "/publico/990001/convenios/CM-PRUEBA/": "/api/v1/compromisos?ugel=990001&amp;convenio=CM-PRUEBA&amp;formato=csv",
        f"/publico/990001/planes/990101/{plan.anio}/": f"/api/v1/ejecucion?ugel=990001&amp;distrito=990101&amp;anio={plan.anio}",
        "/publico/990001/diagnostico/990101/": "/api/v1/nudos?ugel=990001&amp;distrito=990101&amp;formato=csv",
        "/publico/990001/encuentros/": "/api/v1/encuentros?ugel=990001",
    }
    for pagina, enlace in esperados.items():
        texto = api.cliente.get(pagina).text
        assert f'href="{enlace}"' in texto, pagina
        for hallado in re.findall(r'href="/api/v1/([^"]+)"', texto):
            assert api(hallado.replace("&amp;", "&")).status_code == 200
