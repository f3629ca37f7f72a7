"""Reads one workbook from its standard input, in a process of its own with little memory and time, and tells its cells as JSON.

Run by path, without Django: `python -I hijo.py '{"filas": …}'`. Every member is inflated once, counted, and read by a parser that refuses
DTDs, before openpyxl opens anything. One line a sheet and one a row; the last line is {"fin": …}, or {"motivo": …, "mensaje": …} for
whatever went wrong. If the process died, there is no last line.
"""

import datetime
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from xml.parsers import expat


class Ilegible(Exception):
    """The workbook is refused."""

    def __init__(self, motivo: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.motivo, self.mensaje = motivo, mensaje


DANADO = "El archivo está dañado o no es un Excel: ábralo, guárdelo de nuevo como .xlsx y vuelva a subirlo."
PIEZA = 256 * 1024
COMBINADAS = 5_000
ESTILOS = 200_000  # elements; Excel itself stops at 65,490 formats


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


class Pieza:
    """One XML member while it is read: what its first element says it is, and, if it is a sheet, what openpyxl does not tell."""

    def __init__(self) -> None:
        self.hoja: DeUnaHoja | None = None
        self._estilos = 0
        self._lector = expat.ParserCreate()
        self._lector.StartDoctypeDeclHandler = _sin_dtd
        self._lector.EntityDeclHandler = _sin_dtd
        self._lector.ExternalEntityRefHandler = _sin_dtd  # type: ignore[assignment]
        self._lector.StartElementHandler = self._raiz

    def tomar(self, datos: bytes, *, fin: bool = False) -> None:
        """A piece of it."""
        self._lector.Parse(datos, fin)

    def _raiz(self, nombre: str, atributos: dict[str, str]) -> None:
        etiqueta = nombre.rpartition(":")[2]
        if any("purl.oclc.org/ooxml" in espacio for espacio in atributos.values()):
            raise Ilegible("formato", "Es un «Libro de Excel Open XML estricto»: guárdelo como «Libro de Excel (.xlsx)».")
        if etiqueta == "worksheet":
            self.hoja = DeUnaHoja()
        mira: dict[str, Callable[[str, dict[str, str]], None]] = {"Types": _sin_macros, "styleSheet": self._contar}
        self._lector.StartElementHandler = self.hoja.abrir if self.hoja else mira.get(etiqueta)

    def _contar(self, *_: object) -> None:
        self._estilos += 1
        if self._estilos > ESTILOS:
            raise Ilegible("bomba", "El archivo tiene demasiados formatos de celda: copie sus datos a un libro nuevo.")


def _sin_macros(_: str, atributos: dict[str, str]) -> None:
    tipo = atributos.get("ContentType", "").lower()
    if "macro" in tipo or "vba" in tipo:
        raise Ilegible("macros", "El archivo lleva macros: guárdelo como .xlsx, sin macros.")


class DeUnaHoja:
    """What openpyxl does not tell when it reads quickly: formulas, merged ranges, hidden rows and columns, and whether cells come in order."""

    def __init__(self) -> None:
        self.formulas: dict[tuple[int, int], bool] = {}  # where, and whether what it last gave is an empty text
        self.combinadas: list[str] = []
        self.oculta = False
        self._fila = self._columna = 0
        self._tipo, self._en_celda = "", False

    def abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        etiqueta = nombre.rpartition(":")[2]
        if etiqueta == "c":
            self._celda(atributos)
        elif etiqueta == "f" and self._en_celda:
            self.formulas[self._fila, self._columna] = False
        elif etiqueta == "v" and self._tipo == "str" and (self._fila, self._columna) in self.formulas:
            self.formulas[self._fila, self._columna] = True
        elif etiqueta == "row":
            self._renglon(atributos)
        elif etiqueta == "col":
            self.oculta |= atributos.get("hidden") in ("1", "true") or atributos.get("width") == "0"
        elif etiqueta == "mergeCell":
            self.combinadas.append(atributos.get("ref", ""))
            if len(self.combinadas) > COMBINADAS:
                raise Ilegible("combinadas", f"El archivo tiene más de {COMBINADAS:,} grupos de celdas combinadas: sepárelas.")
        elif etiqueta == "extLst":
            self._en_celda = False

    def _renglon(self, atributos: dict[str, str]) -> None:
        fila = int(atributos.get("r", self._fila + 1))
        if fila <= self._fila:
            raise Ilegible("danado", DANADO)  # twice the same row, or out of order: one of the two would be lost
        self._fila, self._columna = fila, 0
        self.oculta |= atributos.get("hidden") in ("1", "true") or atributos.get("ht") == "0"

    def _celda(self, atributos: dict[str, str]) -> None:
        lugar = atributos.get("r")
        columna = _columna(lugar.rstrip("0123456789")) if lugar else self._columna + 1
        if columna <= self._columna:
            raise Ilegible("danado", DANADO)
        self._columna, self._tipo, self._en_celda = columna, atributos.get("t", "n"), True


_COLUMNAS: dict[str, int] = {}


def _columna(letras: str) -> int:
    """AB → 28."""
    if letras not in _COLUMNAS:
        numero = 0
        for letra in letras.upper():
            numero = numero * 26 + ord(letra) - 64
        _COLUMNAS[letras] = numero
    return _COLUMNAS[letras]


def _es_xml(nombre: str, comienzo: bytes) -> bool:
    """By its name, or by how it begins, in whatever encoding."""
    limpio = comienzo.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
    return nombre.lower().endswith((".xml", ".rels", ".vml")) or limpio.startswith(b"<")


def revisar_piezas(archivo: zipfile.ZipFile, tope: int) -> dict[str, DeUnaHoja]:
    """Inflate and parse every member once; the sheets are looked into on the way."""
    hojas, total = {}, 0
    for miembro in archivo.infolist():
        xml, visto = None, 0
        with archivo.open(miembro) as pieza:
            while datos := pieza.read(PIEZA):
                if visto == 0 and _es_xml(miembro.filename, datos):
                    xml = Pieza()
                visto, total = visto + len(datos), total + len(datos)
                if total > tope or visto > miembro.file_size:
                    raise Ilegible("bomba", "El archivo crece demasiado al abrirse: divídalo en varios.")
                if xml is not None:
                    xml.tomar(datos)
        if visto != miembro.file_size:
            raise Ilegible("danado", DANADO)
        if xml is not None:
            xml.tomar(b"", fin=True)
            if xml.hoja is not None:
                hojas[miembro.filename] = xml.hoja
    return hojas


# ── The cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # what a number format writes as it stands
_CEROS = re.compile(r"0{2,}\Z")
_NUMERO = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?\Z", re.ASCII)


def numero_estricto(escrito: str) -> int | float:
    """A number as Excel writes it; Python alone would take 1_000, NaN and foreign digits."""
    if not _NUMERO.match(escrito):
        raise Ilegible("danado", DANADO)
    return float(escrito) if any(c in escrito for c in ".eE") else int(escrito)


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sin_escapes(texto: str) -> str:
    """What a workbook writes as _x000D_ is one character; openpyxl leaves it so. One that no text may hold becomes the illegible letter."""
    return _ESCAPE.sub(lambda hallado: _caracter(int(hallado[1], 16)), texto)


def _caracter(codigo: int) -> str:
    return "\ufffd" if codigo in (0, 0xFFFE, 0xFFFF) or 0xD800 <= codigo <= 0xDFFF else chr(codigo)


def decir(valor: object) -> object:
    """A value as JSON carries it; what JSON lacks goes in a list with its kind."""
    if isinstance(valor, str):
        return sin_escapes(valor) if "_x" in valor else valor
    if isinstance(valor, datetime.datetime):
        return ["dt", valor.isoformat()]
    if isinstance(valor, datetime.date):
        return ["d", valor.isoformat()]
    if isinstance(valor, datetime.time | datetime.timedelta):
        return ["t", str(valor)]
    if isinstance(valor, Decimal):
        return float(valor)
    if isinstance(valor, float | int | bool) or valor is None:
        return valor
    return str(valor)


def celda_dicha(celda: object, formulas: dict[tuple[int, int], bool]) -> object:
    """One cell: its value alone, or ["m", value, marks] when it is more than that."""
    valor, marcas = celda.value, ""  # type: ignore[attr-defined]
    if getattr(celda, "data_type", "") == "e":
        return ["m", None, f"e{valor or '#N/A'}"]
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        formato = _LITERAL.sub("", celda.number_format or "")  # type: ignore[attr-defined]
        if "%" in formato:
            marcas += "p"
        elif isinstance(valor, int) and valor >= 0 and _CEROS.match(formato):
            valor = f"{valor:0{len(formato)}d}"  # shown with its zeros, so taken with them
    if formulas:
        vacia = formulas.get((getattr(celda, "row", 0), getattr(celda, "column", 0)))
        if vacia is not None and not (vacia and valor is None):
            marcas += "f"
    return ["m", decir(valor), marcas] if marcas else decir(valor)


class Medida:
    """How much a workbook has told so far: rows of all its sheets, and letters."""

    def __init__(self, filas: int, letras: int) -> None:
        self.filas, self.letras = filas, letras

    def contar(self, dichas: list[object]) -> None:
        """One more row. Raises `Ilegible` when it is one too many."""
        self.filas -= 1
        self.letras -= sum(len(dicha) for dicha in dichas if isinstance(dicha, str))
        if self.filas < 0:
            raise Ilegible("muchas_filas", "")
        if self.letras < 0:
            raise Ilegible("bomba", "El archivo trae demasiado texto: divídalo en varios.")


def leer(contenido: bytes, *, filas: int, columnas: int, tope: int, letras: int) -> Iterator[object]:
    """The visible sheets with their rows that are not empty."""
    import openpyxl
    from openpyxl.worksheet import _reader

    with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
        piezas = revisar_piezas(archivo, tope)
    _reader._cast_number = numero_estricto
    libro = openpyxl.load_workbook(io.BytesIO(contenido), read_only=True, data_only=True, keep_links=False)
    ocultas, medida = False, Medida(filas, letras)
    for hoja in libro.worksheets:
        if hoja.sheet_state != "visible" or not hasattr(hoja, "reset_dimensions"):
            continue
        de_una = piezas.get(hoja._worksheet_path.lstrip("/"))
        if de_una is None:
            raise Ilegible("danado", DANADO)
        hoja.reset_dimensions()
        yield {"hoja": hoja.title, "combinadas": de_una.combinadas}
        antes = medida.filas
        yield from _filas(hoja, de_una, medida, columnas)
        ocultas |= de_una.oculta and medida.filas < antes
    yield {"fin": True, "ocultas": ocultas}


def _filas(hoja: object, de_una: DeUnaHoja, medida: Medida, columnas: int) -> Iterator[object]:
    for numero, fila in enumerate(hoja.iter_rows(), start=1):  # type: ignore[attr-defined]
        ultima = max((i for i, celda in enumerate(fila, start=1) if celda.value is not None and celda.value != ""), default=0)
        if not ultima and not (de_una.formulas and any((numero, getattr(c, "column", 0)) in de_una.formulas for c in fila)):
            continue
        if ultima > columnas:
            raise Ilegible("muchas_columnas", f"La fila {numero} tiene más de {columnas} columnas.")
        dichas = [celda_dicha(celda, de_una.formulas) for celda in fila[:columnas]]
        medida.contar(dichas)
        yield [numero, dichas]


def principal(opciones: dict[str, int]) -> Iterator[object]:
    """The sheets, or why not."""
    limitar(opciones.pop("memoria"), opciones.pop("segundos"))
    try:
        yield from leer(sys.stdin.buffer.read(), **opciones)
    except Ilegible as error:
        yield {"motivo": error.motivo, "mensaje": error.mensaje}
    except MemoryError:
        yield {"motivo": "bomba", "mensaje": "El archivo necesita demasiada memoria para abrirse: divídalo en varios."}
    except Exception as error:  # whatever a parser raises on a broken workbook is the same to the person
        yield {"motivo": "danado", "mensaje": DANADO, "detalle": type(error).__name__}


if __name__ == "__main__":
    for dicho in principal(json.loads(sys.argv[1])):
        sys.stdout.buffer.write(json.dumps(dicho, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
