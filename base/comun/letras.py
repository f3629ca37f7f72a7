"""Numbers, dates and hours written out in words, as an acta writes them: "a los veintisiete días del mes de octubre de dos mil veintitrés"."""

import datetime

from django.utils import timezone

HASTA_TREINTA = [
    *(
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
    ),
    *("dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro"),
    *("veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"),
]
DECENAS = {3: "treinta", 4: "cuarenta", 5: "cincuenta", 6: "sesenta", 7: "setenta", 8: "ochenta", 9: "noventa"}
CENTENAS = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
DIAS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
MESES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"]


def en_letras(numero: int) -> str:
    """A number from 0 to 9999: 2023 is "dos mil veintitrés"."""
    if numero < 30:
        return HASTA_TREINTA[numero]
    if numero < 100:
        decena, unidad = divmod(numero, 10)
        return DECENAS[decena] + (f" y {HASTA_TREINTA[unidad]}" if unidad else "")
    if numero == 100:
        return "cien"
    if numero < 1000:
        centena, resto = divmod(numero, 100)
        return CENTENAS[centena] + (f" {en_letras(resto)}" if resto else "")
    miles, resto = divmod(numero, 1000)
    return ("mil" if miles == 1 else f"{en_letras(miles)} mil") + (f" {en_letras(resto)}" if resto else "")


def _ante_nombre(numero: int, *, femenino: bool = False) -> str:
    """The same before a noun: veintiún días, treinta y un minutos, una hora, veintiuna horas."""
    dicho = en_letras(numero)
    if not dicho.endswith("uno"):
        return dicho
    raiz = dicho.removesuffix("uno")
    return f"{raiz}una" if femenino else f"{raiz}ún" if raiz.endswith("veinti") else f"{raiz}un"


def fecha_en_letras(dia: datetime.date) -> str:
    """A day: "al primer día del mes de marzo de dos mil veinticuatro"."""
    cuando = "al primer día" if dia.day == 1 else f"a los {_ante_nombre(dia.day)} días"
    return f"{cuando} del mes de {MESES[dia.month - 1]} de {en_letras(dia.year)}"


def fecha_larga(dia: datetime.date | datetime.datetime) -> str:
    """A day as a letter writes it: "viernes 27 de octubre de 2023"."""
    if isinstance(dia, datetime.datetime):
        dia = timezone.localtime(dia).date()
    return f"{DIAS[dia.weekday()]} {dia.day} de {MESES[dia.month - 1]} de {dia.year}"


def hora_en_letras(hora: datetime.time) -> str:
    """An hour of the twenty-four: "las nueve horas con treinta minutos"."""
    horas = f"{'la' if hora.hour == 1 else 'las'} {_ante_nombre(hora.hour, femenino=True)} {'hora' if hora.hour == 1 else 'horas'}"
    if not hora.minute:
        return horas
    return f"{horas} con {_ante_nombre(hora.minute)} {'minuto' if hora.minute == 1 else 'minutos'}"
