"""Reads one workbook from its standard input, in a process of its own with little memory and time, and tells its cells as JSON.

Run by path, without Django: `python -I hijo.py '{"filas": …}'`. Every member is inflated once, counted, and read by a parser that refuses
DTDs, before openpyxl opens anything. Whatever goes wrong ends in one line {"motivo": …, "mensaje": …}, or in silence if the process died.
"""

import datetime
import io
import json
import re
import sys
import zipfile
from decimal import Decimal
from xml.parsers import expat


class Ilegible(Exception):
    """The workbook is refused."""

    def __init__(self, motivo: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.motivo, self.mensaje = motivo, mensaje


DANADO = "El archivo está dañado o no es un Excel: ábralo, guárdelo de nuevo como .xlsx y vuelva a subirlo."
PIEZA = 256 * 1024


def limitar(memoria: int, segundos: int) -> None:
    """Where the platform has limits, this process has them."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit holds alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (memoria, memoria))
    resource.setrlimit(resource.RLIMIT_CPU, (segundos, segundos + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


# ── The XML, before openpyxl ─────────────────────────────────────────────────────────────────────────────────────────────
def _sin_dtd(*_: object) -> None:
    raise Ilegible("dtd", "El archivo lleva definiciones XML (DTD) que una hoja de cálculo no usa: guárdelo de nuevo desde Excel.")


def _lector() -> expat.XMLParserType:
    lector = expat.ParserCreate()
    lector.StartDoctypeDeclHandler = _sin_dtd
    lector.EntityDeclHandler = _sin_dtd
    lector.ExternalEntityRefHandler = _sin_dtd  # type: ignore[assignment]
    return lector


class DeUnaHoja:
    """What openpyxl does not tell when it reads quickly: formulas, merged ranges, hidden rows and columns."""

    def __init__(self) -> None:
        self.formulas: set[str] = set()
        self.combinadas: list[str] = []
        self.oculta = False
        self._celda = ""

    def abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        etiqueta = nombre.rpartition(":")[2]
        if etiqueta == "c":
            self._celda = atributos.get("r", "")
        elif etiqueta == "f":
            self.formulas.add(self._celda)
        elif etiqueta == "mergeCell":
            self.combinadas.append(atributos.get("ref", ""))
        elif etiqueta in ("row", "col") and atributos.get("hidden") in ("1", "true"):
            self.oculta = True


def revisar_piezas(archivo: zipfile.ZipFile, tope: int) -> dict[str, DeUnaHoja]:
    """Inflate and parse every piece once; the sheets are looked into on the way."""
    hojas, total = {}, 0
    for miembro in archivo.infolist():
        es_xml = miembro.filename.lower().endswith((".xml", ".rels", ".vml"))
        lector, visto = _lector() if es_xml else None, 0
        if lector is not None and miembro.filename.startswith("xl/worksheets/"):
            hojas[miembro.filename] = de_una = DeUnaHoja()
            lector.StartElementHandler = de_una.abrir
        with archivo.open(miembro) as pieza:
            while datos := pieza.read(PIEZA):
                visto, total = visto + len(datos), total + len(datos)
                if total > tope or visto > miembro.file_size:
                    raise Ilegible("bomba", "El archivo crece demasiado al abrirse: divídalo en varios.")
                if lector is not None:
                    lector.Parse(datos, False)
        if visto != miembro.file_size:
            raise Ilegible("danado", DANADO)
        if lector is not None:
            lector.Parse(b"", True)
    return hojas


# ── The cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sin_escapes(texto: str) -> str:
    """What a workbook writes as _x000D_ is one character; openpyxl leaves it so. One that no text may hold becomes the illegible letter."""
    return _ESCAPE.sub(lambda hallado: _caracter(int(hallado[1], 16)), texto)


def _caracter(codigo: int) -> str:
    return "\ufffd" if codigo in (0, 0xFFFE, 0xFFFF) or 0xD800 <= codigo <= 0xDFFF else chr(codigo)


def decir(valor: object) -> object:
    """A value as JSON carries it; what JSON lacks goes in a list with its kind."""
    if isinstance(valor, datetime.datetime):
        return ["dt", valor.isoformat()]
    if isinstance(valor, datetime.date):
        return ["d", valor.isoformat()]
    if isinstance(valor, datetime.time | datetime.timedelta):
        return ["t", str(valor)]
    if isinstance(valor, Decimal):
        return float(valor)
    if isinstance(valor, str):
        return sin_escapes(valor)
    if isinstance(valor, float | int | bool) or valor is None:
        return valor
    return str(valor)


def celda_dicha(celda: object, formulas: set[str]) -> object:
    """One cell: its value alone, or ["m", value, marks] when it is more than that."""
    valor, marcas = celda.value, ""  # type: ignore[attr-defined]
    if getattr(celda, "data_type", "") == "e":
        return ["m", None, f"e{valor}"]
    if isinstance(valor, int | float) and not isinstance(valor, bool) and "%" in (celda.number_format or ""):  # type: ignore[attr-defined]
        marcas += "p"
    if formulas and getattr(celda, "coordinate", "") in formulas:
        marcas += "f"
    return ["m", decir(valor), marcas] if marcas else decir(valor)


def leer(contenido: bytes, *, filas: int, columnas: int, tope: int) -> dict[str, object]:
    """The visible sheets with their rows that are not empty."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
        piezas = revisar_piezas(archivo, tope)
    libro = openpyxl.load_workbook(io.BytesIO(contenido), read_only=True, data_only=True, keep_links=False)
    hojas, oculta, quedan = [], False, filas
    for hoja in libro.worksheets:
        if hoja.sheet_state != "visible" or not hasattr(hoja, "reset_dimensions"):
            continue
        de_una = piezas.get(hoja._worksheet_path.lstrip("/"), DeUnaHoja())
        hoja.reset_dimensions()
        tomadas = _filas(hoja, de_una, quedan, columnas)
        quedan -= len(tomadas)
        oculta |= de_una.oculta and bool(tomadas)
        hojas.append({"nombre": hoja.title, "filas": tomadas, "combinadas": de_una.combinadas[:5000]})
    return {"hojas": hojas, "ocultas": oculta}


def _filas(hoja: object, de_una: DeUnaHoja, quedan: int, columnas: int) -> list[object]:
    tomadas: list[object] = []
    for numero, fila in enumerate(hoja.iter_rows(), start=1):  # type: ignore[attr-defined]
        ultima = max((i for i, celda in enumerate(fila, start=1) if celda.value is not None and celda.value != ""), default=0)
        if not ultima and not (de_una.formulas and any(getattr(c, "coordinate", "") in de_una.formulas for c in fila)):
            continue
        if ultima > columnas:
            raise Ilegible("muchas_columnas", f"La fila {numero} tiene más de {columnas} columnas.")
        if len(tomadas) >= quedan:
            raise Ilegible("muchas_filas", "")
        tomadas.append([numero, [celda_dicha(celda, de_una.formulas) for celda in fila[:columnas]]])
    return tomadas


def principal(opciones: dict[str, int]) -> dict[str, object]:
    """The sheets, or why not."""
    limitar(opciones["memoria"], opciones["segundos"])
    try:
        return leer(sys.stdin.buffer.read(), filas=opciones["filas"], columnas=opciones["columnas"], tope=opciones["tope"])
    except Ilegible as error:
        return {"motivo": error.motivo, "mensaje": error.mensaje}
    except MemoryError:
        return {"motivo": "bomba", "mensaje": "El archivo necesita demasiada memoria para abrirse: divídalo en varios."}
    except Exception as error:  # whatever a parser raises on a broken workbook is the same to the person
        return {"motivo": "danado", "mensaje": DANADO, "detalle": type(error).__name__}


if __name__ == "__main__":
    json.dump(principal(json.loads(sys.argv[1])), sys.stdout)
