"""P19 and P20: what leaves comes back without a change, and none of it can run as a formula."""

import csv
import datetime
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.comun import documentos
from base.comun.documentos import escribir_csv, escribir_xlsx
from base.comun.padron import Texto
from base.comun.padron.celdas import limpiar
from convenios.models import Compromiso, Convenio
from municipios.models import Distrito
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer
from portal.importaciones.motor import ensayar
from tests.factories import make_avance, make_compromiso

from .corpus.mundo import CONVENIO, hacer_mundo
from .test_todo_o_nada import PADRON, donde

# ── P19 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
LETRAS = st.characters(
    exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufffd\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
DE_HOJA = st.sampled_from("=+-@＝＋'\"',;|\t\n _x0041_#N/A!áñÑ1.,%\u00a0\u200b")
ESCRITO = st.text(st.one_of(DE_HOJA, LETRAS), max_size=60)
DIA = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))
SOLES = st.decimals(Decimal("0.01"), Decimal("999999999999.99"), places=2)
COMPROMISO = st.fixed_dictionaries(
    {
        "codigo": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,29}\Z", fullmatch=True),
        "descripcion": ESCRITO.filter(limpiar),
        "responsable": ESCRITO,
        "inicio": st.none() | DIA,
        "plazo": st.none() | DIA,
        "meta": st.none() | SOLES,
        "unidad": st.text(DE_HOJA, max_size=20),
        "meta_financiera": st.none() | SOLES | st.just(Decimal(0)),
        "estado": st.sampled_from(["abierto", "abierto", "cumplido", "no_cumplido", "suspendido"]),
        "hitos": st.integers(0, 2),
        "alcanza": st.sets(st.integers(0, 2)),
        "reporta": st.sampled_from(["", "borrador", "enviado", "verificado"]),
    }
)


def hacer(dicho: dict[str, Any], convenio: Any, distritos: list[Any]) -> None:
    campos = {c: v for c, v in dicho.items() if c not in ("alcanza", "reporta")}
    if campos["inicio"] and campos["plazo"] and campos["plazo"] < campos["inicio"]:
        campos["inicio"], campos["plazo"] = campos["plazo"], campos["inicio"]
    if campos["meta"] and not limpiar(campos["unidad"]):
        campos["unidad"] = "talleres"
    alcanza = tuple(distritos[n] for n in sorted(dicho["alcanza"]))
    c = make_compromiso(convenio, distritos=alcanza, **campos)
    if dicho["reporta"] and campos["estado"] == "abierto":
        make_avance(c, estado=dicho["reporta"], cantidad=5 if c.meta else None, distrito=alcanza[0] if alcanza else None)


def salida(formato: str) -> bytes:
    lugar = donde()
    filas = list(PADRON.exportar(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio))
    if formato == "csv":
        return b"".join(escribir_csv(PADRON.titulos(), filas))
    with escribir_xlsx(PADRON.titulos(), filas, titulo="Compromisos") as libro:
        return libro.read()


@pytest.mark.promesa("P19")
def test_random_commitments_leave_and_come_back_without_a_change(db, promesa):
    convenio, distritos, hechos = hacer_mundo(), list(Distrito.objects.filter(ubigeo__startswith="0608").order_by("ubigeo")), [0]
    cuantos, vueltas = promesa.veces(15, 50), promesa.veces(1, 20)

    @settings(max_examples=vueltas, suppress_health_check=list(HealthCheck))
    @given(st.lists(COMPROMISO, min_size=cuantos, max_size=cuantos, unique_by=lambda d: d["codigo"].lower()))
    def ida_y_vuelta(dichos):
        with transaction.atomic():
            for dicho in dichos:
                hacer(dicho, convenio, distritos)
            hechos[0] += len(dichos)
            for formato in ("csv", "xlsx"):
                ensayo = ensayar(PADRON, ubicar_tabla(leer(salida(formato), conocida=conocida), PADRON), lugar=donde())
                assert [(f.numero, f.errores, f.cambios) for f in ensayo.filas if f.errores or f.cambios] == []
                assert ensayo.cuentas["igual"] == Compromiso.objects.filter(convenio=convenio).count()
            transaction.set_rollback(True)

    ida_y_vuelta()
    promesa.anotar("compromisos al azar, a CSV y a XLSX y de vuelta", compromisos=hechos[0], cambios=0)


# ── P20 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
INICIOS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
TRUCOS = [
    "{}cmd|' /C calc'!A0",
    "a,{}1",
    "a;{}1",
    "a\t{}1",
    "a|{}1",
    'a"{}1',
    '","{}1',
    "a\r\n{}1",
    " {}1",
    "\u00a0{}1",
    "\ufeff{}1",
    "\u200b{}1",
    "'{}1",
    "''{}1",
    '";{}1',
]
TEXTOS = [truco.format(inicio) for inicio in INICIOS for truco in TRUCOS]
PELIGRO = re.compile(r"[=+\-@＝＋－＠\t\r\n]")


def celdas_que_corren(contenido: bytes) -> list[str]:
    """Text cells of an export that a spreadsheet would take for a formula, however it splits the lines of a CSV."""
    if not contenido.startswith(b"PK"):
        texto = contenido.decode("utf-8-sig")
        filas = csv.reader(io.StringIO(texto, newline=""))
        celdas = [celda for fila in filas for celda in fila]
        trozos = [
            trozo.strip(' "\u00a0\u200b\ufeff') for separador in ",;|\t" for linea in texto.splitlines() for trozo in linea.split(separador)
        ]
        return [c for c in celdas if PELIGRO.match(c)] + [t for t in trozos if t and t[0] in "=+-@＝＋－＠"]
    with zipfile.ZipFile(io.BytesIO(contenido)) as libro:
        partes = {n: libro.read(n).decode() for n in libro.namelist() if n.startswith("xl/worksheets/") or n.endswith("sharedStrings.xml")}
    formulas = [n for n, parte in partes.items() if "<f>" in parte or "<f " in parte]
    textos = [t for parte in partes.values() for t in re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", parte)]
    return formulas + [t for t in textos if PELIGRO.match(t)]


def de_texto(padron: Any) -> list[list[Any]]:
    """A row for each trick, in every text column of the padrón."""
    return [[texto if isinstance(c, Texto) else "1" for c in padron.columnas_de_salida] for texto in TEXTOS]


@pytest.mark.promesa("P20")
@pytest.mark.parametrize("clave", list(PADRONES))
def test_no_text_of_any_padron_leaves_as_a_formula(clave, promesa):
    padron = PADRONES[clave]
    titulos, filas = padron.titulos(), de_texto(padron)
    with escribir_xlsx(titulos, filas, titulo=padron.nombre) as libro:
        contenidos = [b"".join(escribir_csv(titulos, filas)), libro.read()]
    assert [celdas_que_corren(contenido) for contenido in contenidos] == [[], []]
    columnas = sum(isinstance(c, Texto) for c in padron.columnas_de_salida)
    promesa.anotar(f"{clave}: textos con principio de fórmula, en CSV y XLSX", celdas=2 * len(filas) * columnas, corren=0)


@pytest.mark.promesa("P20")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_what_the_command_exports_does_not_run_and_stays_readable(db, tmp_path, formato):
    convenio = hacer_mundo()
    for n, texto in enumerate([t for t in TEXTOS if limpiar(t)][:: max(1, len(TEXTOS) // 30)]):
        make_compromiso(convenio, codigo=f"F-{n}", descripcion=texto, responsable=texto[:150], unidad=texto[:40])
    make_compromiso(convenio, codigo="F-techado", descripcion="-Techado de aulas", responsable="+51 976 000 000")
    Convenio.objects.filter(codigo=CONVENIO).update(titulo="=1+1", objeto="@SUM(A1)")
    for clave in ("compromisos", "convenios"):
        archivo = tmp_path / f"{clave}.{formato}"
        call_command("exportar", clave, str(archivo), "--convenio", CONVENIO, "--por", "admin.corpus", stdout=io.StringIO())
        assert celdas_que_corren(archivo.read_bytes()) == []
    if formato == "csv":
        assert "'-Techado de aulas,'+51 976 000 000" in (tmp_path / "compromisos.csv").read_text("utf-8-sig")


@pytest.mark.promesa("P20")
@pytest.mark.control
def test_control_without_the_shield_the_cells_run(monkeypatch):
    monkeypatch.setattr(documentos, "poner_escudo", lambda texto: texto)
    with escribir_xlsx(PADRON.titulos(), de_texto(PADRON), titulo="Compromisos") as libro:
        assert celdas_que_corren(libro.read())
    assert celdas_que_corren(b"".join(escribir_csv(PADRON.titulos(), de_texto(PADRON))))
