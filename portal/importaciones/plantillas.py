"""The empty workbook of a padrón, made from its declaration: what its columns say of themselves becomes formats, lists and messages.

One sheet has the columns, under the names by which the importer knows them; «Instrucciones» explains each, with its example; «Listas» holds
what can be chosen. The importer takes a file with the columns on one visible sheet, so the other two never carry them in a row.
"""

import datetime
from collections.abc import Sequence
from math import ceil
from textwrap import shorten
from typing import IO, Any

import xlsxwriter

from base.comun.documentos import OPCIONES, entero, nombre_de_hoja, poner_escudo
from base.comun.padron import Codigo, Columna, Eleccion, Entero, Fecha, Numero, Padron, Texto, ValorInvalido
from base.comun.padron.celdas import DESDE, HASTA
from convenios.padrones.distritos import TODOS, Distritos, distritos_de
from municipios.models import Distrito

from .fichas import Ficha, ficha_de, fichas_de, que_hace_una_fila
from .motor import Lugar

FILAS = 1_000  # prepared with messages and lists; the formats go on to the end of the sheet
TITULO, MENSAJE = 32, 255  # what Excel lets a message hold
LISTAS, INSTRUCCIONES = "Listas", "Instrucciones"
OBLIGATORIO, OPCIONAL = {"bg_color": "#0b4f4c", "font_color": "#ffffff"}, {"bg_color": "#e3e8e8"}
TITULOS = (
    ("Columna", 20), ("¿Obligatoria?", 22), ("¿Llave?", 10), ("Qué se acepta", 70), ("Otros títulos que se reconocen", 44), ("Ejemplo", 30),
)  # fmt: skip
RENGLON = 15  # points
PASOS = (
    "Escriba en la hoja «{hoja}», una fila por registro, sin cambiar los títulos ni dejar filas combinadas.",
    "Los títulos en fondo oscuro son obligatorios; al pasar el cursor por un título, o elegir una celda, se lee qué se espera.",
    "Escriba valores, no fórmulas. Guarde el archivo como .xlsx y súbalo en Importaciones: primero se ensaya, y nada se escribe hasta que usted lo confirme.",
)


def escribir_plantilla(padron: Padron, lugar: Lugar, *, demostracion: bool = False) -> IO[bytes]:
    """The template of `padron` for that place, whose districts it offers."""
    with entero() as salida, xlsxwriter.Workbook(salida, dict(OPCIONES)) as libro:
        libro.set_properties({"title": f"Plantilla: {padron.nombre}"})
        nombre = nombre_de_hoja(padron.nombre)
        datos = libro.add_worksheet(nombre)
        instrucciones = libro.add_worksheet(INSTRUCCIONES)
        listas = {c.nombre: lista for c in padron.columnas_de_salida if (lista := _lista_de(c, lugar))}
        _llenar_datos(libro, datos, padron, listas)
        _llenar_instrucciones(libro, instrucciones, padron, nombre, demostracion=demostracion)
        if listas:
            _llenar_listas(libro, libro.add_worksheet(LISTAS), listas)
        if demostracion:
            datos.set_footer("&CDatos de demostración: no son reales")
    return salida


# ── What can be chosen ───────────────────────────────────────────────────────────────────────────────────────────────────
def _lista_de(columna: Columna, lugar: Lugar) -> list[str]:
    if isinstance(columna, Eleccion):
        return columna.palabras
    if columna.ofrece != "distritos":
        return []
    distritos = _distritos(lugar)
    todos = [TODOS] if isinstance(columna, Distritos) and distritos else []
    return todos + [_ofrecido(columna, distrito) for distrito in distritos]


def _distritos(lugar: Lugar) -> list[Distrito]:
    """Those of the convenio; of the UGEL, where the place is no convenio; none, where it is not known."""
    if lugar.convenio is not None:
        return list(distritos_de(lugar.convenio).values())
    return list(Distrito.objects.filter(ugel=lugar.ugel).order_by("ubigeo")) if lugar.ugel is not None else []


def _ofrecido(columna: Columna, distrito: Distrito) -> str:
    """Its code, with its name beside it where the column takes both."""
    con_nombre = f"{distrito.ubigeo} {distrito.nombre}"
    try:
        columna.leer(con_nombre)
    except ValorInvalido:
        return distrito.ubigeo
    return con_nombre


# ── The sheet to fill in ─────────────────────────────────────────────────────────────────────────────────────────────────
def _llenar_datos(libro: Any, hoja: Any, padron: Padron, listas: dict[str, list[str]]) -> None:
    base = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    formatos = {requerida: libro.add_format(base | (OBLIGATORIO if requerida else OPCIONAL)) for requerida in (True, False)}
    columnas = padron.columnas_de_salida
    for indice, columna in enumerate(columnas):
        hoja.set_column(indice, indice, columna.ancho or max(len(columna.nombre) + 4, 14), libro.add_format(_formato(columna)))
    for indice, columna in enumerate(columnas):
        ficha = ficha_de(padron, columna)
        hoja.write_string(0, indice, columna.nombre, formatos[columna.requerida])
        hoja.write_comment(0, indice, _nota(ficha), {"x_scale": 2, "y_scale": 1.5, "author": "Portal"})
        opciones = _regla(columna, _rango(list(listas).index(columna.nombre), listas[columna.nombre]) if columna.nombre in listas else "")
        hoja.data_validation(1, indice, FILAS, indice, opciones | _mensajes(ficha))
    hoja.freeze_panes(1, 1)
    hoja.set_landscape()
    hoja.fit_to_pages(1, 0)
    hoja.repeat_rows(0)


def _formato(columna: Columna) -> dict[str, Any]:
    """How its cells are kept: codes and ubigeos as text, which keeps their zeros."""
    if isinstance(columna, Fecha):
        return {"num_format": "dd/mm/yyyy", "valign": "top"}
    if isinstance(columna, Numero):
        return {"num_format": columna.formato or ("0" if isinstance(columna, Entero) else "General"), "valign": "top"}
    return {"num_format": "@", "valign": "top", "text_wrap": bool(columna.ancho)}


def _rango(indice: int, lista: Sequence[str]) -> str:
    letra = xlsxwriter.utility.xl_col_to_name(indice)
    return f"={LISTAS}!${letra}$2:${letra}${len(lista) + 1}"


def _regla(columna: Columna, rango: str) -> dict[str, Any]:
    """What Excel checks while one types. It stops what the importer would refuse, and only warns where the importer knows better."""
    if rango:
        varios = isinstance(columna, Distritos)  # several, with a blank between, are not in the list and are taken all the same
        return {"validate": "list", "source": rango, "show_error": not varios, "error_type": "warning" if columna.ofrece else "stop"}
    if isinstance(columna, Fecha):
        dias = {"minimum": datetime.date(DESDE, 1, 1), "maximum": datetime.date(HASTA, 12, 31)}
        return {"validate": "date", "criteria": "between", **dias}
    if isinstance(columna, Numero):
        minimo, maximo = columna.limites
        return {
            "validate": "decimal" if columna.decimales else "integer",
            "criteria": "between",
            "minimum": float(minimo),
            "maximum": float(maximo),
        }
    if isinstance(columna, Codigo) and columna.digitos:
        return {"validate": "length", "criteria": "==", "value": columna.digitos, "error_type": "warning"}
    if isinstance(columna, Codigo | Texto):
        return {"validate": "length", "criteria": "<=", "value": columna.largo}
    return {"validate": "any"}


def _mensajes(ficha: Ficha) -> dict[str, str]:
    return {
        "input_title": shorten(ficha.nombre, TITULO, placeholder="…"),
        "input_message": shorten(_nota(ficha), MENSAJE, placeholder="…"),
        "error_title": "Revise este dato",
        "error_message": shorten(f"{ficha.acepta} Ejemplo: {ficha.ejemplo}", MENSAJE, placeholder="…"),
    }


def _nota(ficha: Ficha) -> str:
    return f"{'OBLIGATORIA. ' if ficha.requerida else ''}{ficha.dicho} Ejemplo: {ficha.ejemplo}"


# ── The other two ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _llenar_listas(libro: Any, hoja: Any, listas: dict[str, list[str]]) -> None:
    titulo, texto = libro.add_format({"bold": True, "text_wrap": True, "bottom": 1}), libro.add_format({"num_format": "@"})
    hoja.set_column(0, len(listas) - 1, 30)
    for indice, nombre in enumerate(listas):
        hoja.write_string(0, indice, f"Para elegir en «{nombre}»", titulo)
    for fila in range(max(len(lista) for lista in listas.values())):
        for indice, lista in enumerate(listas.values()):
            if fila < len(lista):
                hoja.write_string(fila + 1, indice, poner_escudo(lista[fila]), texto)


def _llenar_instrucciones(libro: Any, hoja: Any, padron: Padron, nombre: str, *, demostracion: bool) -> None:
    titulo = libro.add_format({"bold": True, "font_size": 14})
    negrita = libro.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, **OPCIONAL})
    texto = libro.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for indice, (_, ancho) in enumerate(TITULOS):
        hoja.set_column(indice, indice, ancho)
    parrafos = [padron.descripcion, que_hace_una_fila(padron), *(paso.format(hoja=nombre) for paso in PASOS)]
    if demostracion:
        parrafos.insert(0, "Datos de demostración: no son reales.")
    hoja.write_string(0, 0, f"Plantilla: {padron.nombre}", titulo)
    for fila, parrafo in enumerate(parrafos, start=1):
        hoja.write_string(fila, 0, poner_escudo(parrafo))
    cabeza = len(parrafos) + 2
    for indice, (que, _) in enumerate(TITULOS):
        hoja.write_string(cabeza, indice, que, negrita)
    for fila, ficha in enumerate(fichas_de(padron), start=cabeza + 1):
        dichos = _de_una_columna(ficha)
        renglones = max(ceil(len(dice) / ancho) for dice, (_, ancho) in zip(dichos, TITULOS, strict=True))
        hoja.set_row(fila, RENGLON * renglones)  # told, since not every program works it out by itself
        for indice, dice in enumerate(dichos):
            hoja.write_string(fila, indice, poner_escudo(dice), texto)
    hoja.set_landscape()
    hoja.fit_to_pages(1, 0)


def _de_una_columna(ficha: Ficha) -> tuple[str, ...]:
    return (
        ficha.nombre,
        "no va en la plantilla" if ficha.auxiliar else ficha.obligatoria,
        "sí" if ficha.llave else "no",
        f"{ficha.tipo.capitalize()}. {ficha.dicho}",
        "; ".join(ficha.sinonimos),
        ficha.ejemplo,
    )
