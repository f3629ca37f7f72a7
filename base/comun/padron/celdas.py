"""What stands in one cell of a spreadsheet, read as a text, a number, a percentage or a date.

A reader gives the value, or raises `ValorInvalido` with what is wrong and what is expected, in Spanish; never anything else, whatever the
cell holds. Nothing is guessed: a figure that can be read in two ways is refused with both readings.
"""

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from base.comun.fechas import DESDE, HASTA

Celda = Any  # None · str · int · float · Decimal · bool · date · datetime · time · Marcada


@dataclass(frozen=True, slots=True)
class Marcada:
    """A cell of a workbook that is more than its value."""

    valor: Celda = None
    porcentaje: bool = False  # formatted as a percentage: 0.45 is shown as 45 %
    formula: bool = False  # `valor` is what the workbook last worked out; None when it never did
    error: str = ""  # #N/A, #REF!…
    combinada: bool = False  # part of a merged range


class ValorInvalido(Exception):
    """A cell that cannot be taken: `mensaje` says what is wrong and what is expected. `lecturas` are the readings it allows, if several."""

    def __init__(self, mensaje: str, *, lecturas: tuple[Any, ...] = ()) -> None:
        super().__init__(mensaje)
        self.mensaje, self.lecturas = mensaje, lecturas


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
_ESPACIOS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SIN_ANCHO = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_INVERTIDO = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ERROR = re.compile(
    r"#(?:N/A|N/D|REF!|¡REF!|DIV/0!|¡DIV/0!|NAME\?|¿NOMBRE\?|VALUE!|¡VALOR!|NUM!|¡NUM!|NULL!|¡NULO!|SPILL!|CALC!)\Z", re.IGNORECASE
)
_RENGLON = re.compile("\r\n|[\r\u2028\u2029]")
_BLANCOS = re.compile(r"[ \t]*[\r\n\t]+[ \t]*")
MUESTRA = 200


def mostrar(celda: Celda) -> str:
    """A cell as it is told to a person: short, with what cannot be seen written out."""
    return entera(celda, MUESTRA)


def entera(celda: Celda, hasta: int) -> str:
    """The same, cut only after `hasta` characters."""
    valor = celda.error or celda.valor if isinstance(celda, Marcada) else celda
    if valor is None:
        return ""
    if isinstance(valor, datetime.datetime) and valor.time() == datetime.time():
        valor = valor.date()
    if isinstance(valor, datetime.datetime):
        texto = f"{valor.day:02}/{valor.month:02}/{valor.year:04} {valor.hour:02}:{valor.minute:02}"
    elif isinstance(valor, datetime.date):
        texto = f"{valor.day:02}/{valor.month:02}/{valor.year:04}"
    elif isinstance(valor, bool):
        texto = "VERDADERO" if valor else "FALSO"
    elif isinstance(valor, float) and math.isfinite(valor):
        texto = f"{valor:.15g}"
    else:
        texto = str(valor)
    corto = texto if len(texto) <= hasta else texto[:hasta] + "…"
    if corto.isprintable():
        return corto
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in corto)


def limpiar(texto: str) -> str:
    """The same text in one writing: NFC, line breaks alike, no invisible or no-break blanks, no outer blanks."""
    texto = _RENGLON.sub("\n", unicodedata.normalize("NFC", _SIN_ANCHO.sub("", texto)))
    return _ESPACIOS.sub(" ", texto).strip(" \t\n")


def en_una_linea(texto: str) -> str:
    """The same clean text without line breaks or tabs."""
    return _BLANCOS.sub(" ", limpiar(texto))


def vacia(texto: str) -> bool:
    """A cell in which nothing is seen."""
    resto = texto.strip(" \t\r\n\u00a0")
    return not resto or (not resto[0].isascii() and not limpiar(resto))


def _simple(celda: Celda) -> Celda:
    """The value of a cell, once what no column accepts is told apart."""
    if not isinstance(celda, Marcada):
        return celda
    if celda.combinada:
        raise ValorInvalido("Es parte de celdas combinadas: sepárelas y escriba el valor en cada fila.")
    if celda.error:
        raise ValorInvalido(f"La hoja de cálculo dice {celda.error}: corrija la fórmula o escriba el valor.")
    if celda.formula and celda.valor is None:
        raise ValorInvalido(
            "Es una fórmula que todavía no tiene valor: abra el archivo, deje que se calcule y guárdelo, o escriba el valor."
        )
    return celda.valor


def texto(celda: Celda, *, lineas: bool = False) -> str:
    """A text, cleaned; a number is taken as it is written. Without `lineas`, a line break or a tab is a blank."""
    valor = _simple(celda)
    if valor is None:
        return ""
    if isinstance(valor, bool | datetime.date | datetime.time | datetime.timedelta):
        raise ValorInvalido(
            "La hoja de cálculo lo guardó como fecha, hora o valor lógico: dé a la celda formato de texto y escríbalo de nuevo."
        )
    if isinstance(valor, int | float | Decimal):
        numero = _de_numero(valor)
        if abs(numero) >= 10**15:
            raise ValorInvalido("Se guardó como número y perdió cifras: dé a la celda formato de texto y escríbalo de nuevo.")
        valor = f"{numero:f}"
    limpio = limpiar(str(valor))
    if _ERROR.match(limpio):
        raise ValorInvalido(f"La hoja de cálculo dice {limpio}: corrija la fórmula o escriba el valor.")
    if _INVERTIDO.search(limpio):
        raise ValorInvalido("Lleva caracteres invisibles que invierten el orden del texto: bórrelos y escríbalo de nuevo.")
    if "\ufffd" in limpio:
        raise ValorInvalido("Lleva una letra ilegible (�): el archivo se guardó alguna vez con otra codificación. Escríbala de nuevo.")
    if _CONTROL.search(limpio):
        raise ValorInvalido("Lleva caracteres de control que no se ven: bórrelos y escríbalo de nuevo.")
    return limpio if lineas else en_una_linea(limpio)


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
_SOLES = re.compile(r"S/\.?\s*", re.IGNORECASE)
_MILES = {sep: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(sep)}[0-9]{{3}})+\Z", re.ASCII) for sep in ",. "}
LARGO_DE_NUMERO = 40
NO_ES_NUMERO = "No es un número: escríbalo con cifras, p. ej. 1250.50."


def _de_numero(valor: int | float | Decimal) -> Decimal:
    """A number of the file, without the noise of binary fractions (30.000000000000004)."""
    if isinstance(valor, float) and not math.isfinite(valor):
        raise ValorInvalido(NO_ES_NUMERO)
    exacto = Decimal(f"{valor:.15g}") if isinstance(valor, float) else Decimal(valor)
    if not exacto.is_finite() or abs(exacto.adjusted()) > 20:
        raise ValorInvalido(NO_ES_NUMERO)
    return exacto.normalize() + 0 if exacto else Decimal(0)


def _ambiguo(escrito: str, signo: str) -> ValorInvalido:
    """One separator and three digits after it: a thousand and a bit, or one and a bit."""
    entero, resto = re.split("[.,]", escrito)
    grande, chico = Decimal(f"{signo}{entero}{resto}"), Decimal(f"{signo}{entero}.{resto}")
    return ValorInvalido(
        f"Puede leerse como {grande} o como {chico}: escríbalo sin separador de miles, o con dos decimales.", lecturas=(grande, chico)
    )


def _de_texto(escrito: str, *, separador: str = "") -> Decimal:
    """A number written by a person, in either convention; `separador` settles what a lone one means: "miles" or "decimal"."""
    junto = _SOLES.sub("", escrito, count=1).strip() if escrito[:1] in "sS" else escrito
    partes = re.fullmatch(r"([+-]?)([0-9., ]*[0-9])", junto, re.ASCII)
    if partes is None:
        raise ValorInvalido(NO_ES_NUMERO)
    signo, cifras = partes.groups()
    comas, puntos, espacios = cifras.count(","), cifras.count("."), cifras.count(" ")
    if comas + puntos == 1 and not espacios and re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", cifras, re.ASCII):
        if not separador:
            raise _ambiguo(cifras, signo)
        cifras = re.sub("[.,]", "" if separador == "miles" else ".", cifras)
        return _finito(signo + cifras)
    entero, decimales = cifras, ""
    if comas and puntos:
        entero, decimales = cifras.rsplit("," if cifras.rindex(",") > cifras.rindex(".") else ".", 1)
    elif comas + puntos == 1:
        entero, decimales = re.split("[.,]", cifras)
    miles = next((s for s in ",. " if s in entero), "")
    if miles and not _MILES[miles].match(entero):
        raise ValorInvalido(NO_ES_NUMERO)
    if not entero and not decimales or not decimales.isdigit() and decimales:
        raise ValorInvalido(NO_ES_NUMERO)
    return _finito(f"{signo}{entero.replace(miles, '') if miles else entero or '0'}.{decimales or '0'}")


def _finito(escrito: str) -> Decimal:
    try:
        numero = Decimal(escrito)
    except InvalidOperation:
        raise ValorInvalido(NO_ES_NUMERO) from None
    if len(numero.as_tuple().digits) > 15:
        numero = Decimal(f"{numero:.15g}")
    return _de_numero(numero)


def numero(celda: Celda, *, separador: str = "") -> Decimal | None:
    """A number, None when the cell is empty. A percentage is none, nor a date, a logical value, an exponent or a foreign digit."""
    valor = _simple(celda)
    if isinstance(celda, Marcada) and celda.porcentaje and valor is not None:
        raise ValorInvalido("La celda tiene formato de porcentaje: déle formato de número.")
    if valor is None:
        return None
    if isinstance(valor, bool | datetime.date | datetime.time | datetime.timedelta):
        raise ValorInvalido(NO_ES_NUMERO)
    if isinstance(valor, int | float | Decimal):
        return _de_numero(valor)
    limpio = texto(valor)
    if len(limpio) > LARGO_DE_NUMERO:
        raise ValorInvalido(NO_ES_NUMERO)
    return _de_texto(limpio, separador=separador) if limpio else None


def porcentaje(celda: Celda, *, separador: str = "") -> Decimal | None:
    """A percentage from 0 to 100: 45, 45.5, 45 %, or a cell formatted as percentage. None when the cell is empty."""
    valor = _simple(celda)
    if isinstance(celda, Marcada) and celda.porcentaje and isinstance(valor, int | float | Decimal) and not isinstance(valor, bool):
        leido: Decimal | None = _de_numero(_de_numero(valor) * 100)
    elif isinstance(valor, str):
        limpio = texto(valor).removesuffix("%").rstrip()
        leido = numero(limpio, separador=separador)
        if leido is None and texto(valor):
            raise ValorInvalido("No es un porcentaje: escriba un número de 0 a 100.")
    else:
        leido = numero(valor)
    if leido is not None and not 0 <= leido <= 100:
        raise ValorInvalido("El porcentaje va de 0 a 100.")
    return leido


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
_DIA_PRIMERO = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\Z", re.ASCII)
_ANIO_PRIMERO = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})\Z", re.ASCII)
_EN_LETRAS = re.compile(r"([0-9]{1,2})[ -](?:de )?([a-záéíóú]{3,10})\.?[ -](?:del? )?([0-9]{4})\Z", re.ASCII | re.IGNORECASE)
_HORA_CERO = re.compile(r"[T ]00:00(:00(\.0+)?)?\Z", re.ASCII)
_CORTA = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}\Z", re.ASCII)
_MESES = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]
_NOMBRES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"]
NO_ES_FECHA = "No es una fecha: escríbala como día/mes/año, p. ej. 27/10/2023."


def fecha(celda: Celda) -> datetime.date | None:
    """A calendar date between 2000 and 2100, None when the cell is empty."""
    valor = _simple(celda)
    if valor is None:
        return None
    if isinstance(valor, datetime.datetime):
        if valor.time() != datetime.time():
            raise ValorInvalido("Lleva también una hora: escriba solo la fecha.")
        return _entre(valor.date())
    if isinstance(valor, datetime.date):
        return _entre(valor)
    if isinstance(valor, int | float) and not isinstance(valor, bool) and 36526 <= valor < 73416:
        raise ValorInvalido("Es un número, no una fecha: dé a la celda formato de fecha y revise que diga el día que quiere.")
    if not isinstance(valor, str):
        raise ValorInvalido(NO_ES_FECHA)
    limpio = _HORA_CERO.sub("", texto(valor))
    return _entre(_de_fecha_escrita(limpio)) if limpio else None


def _de_fecha_escrita(escrita: str) -> datetime.date:
    if hallada := _DIA_PRIMERO.match(escrita):
        dia, mes, anio = int(hallada[1]), int(hallada[3]), int(hallada[4])
        if mes > 12 >= dia:
            raise ValorInvalido("El mes va en segundo lugar: escriba día/mes/año, p. ej. 27/10/2023.")
    elif hallada := _ANIO_PRIMERO.match(escrita):
        anio, mes, dia = int(hallada[1]), int(hallada[3]), int(hallada[4])
    elif hallada := _EN_LETRAS.match(escrita):
        dia, mes, anio = int(hallada[1]), _mes(hallada[2]), int(hallada[3])
    elif _CORTA.match(escrita):
        raise ValorInvalido("El año va con cuatro cifras, p. ej. 27/10/2023.")
    else:
        raise ValorInvalido(NO_ES_FECHA)
    try:
        return datetime.date(anio, mes, dia)
    except ValueError:
        raise ValorInvalido(f"Esa fecha no existe en el calendario: {dia:02}/{mes:02}/{anio:04}.") from None


def _mes(nombre: str) -> int:
    bajo = nombre.lower()
    bajo = {"septiembre": "setiembre", "sep": "set", "sept": "set"}.get(bajo, bajo)
    for numero_, (corto, largo) in enumerate(zip(_MESES, _NOMBRES, strict=True), start=1):
        if bajo in (corto, largo):
            return numero_
    raise ValorInvalido(NO_ES_FECHA)


def _entre(dia: datetime.date) -> datetime.date:
    if not DESDE <= dia.year <= HASTA:
        raise ValorInvalido(f"El año tiene que estar entre {DESDE} y {HASTA}.")
    return dia
