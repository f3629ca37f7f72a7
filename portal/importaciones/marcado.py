"""The person's own file back, with what the rehearsal found beside each row: which rows to correct, why, and what is expected.

Every row stands where it stood, with its values as they came, and two columns are added at the end: how the row is (nuevo, cambia, sin
cambios, con error, dejada fuera) and why, in words. A cell with an error is reddish, one that changes yellowish, one with a warning bluish,
each with a note; colour says nothing that the two columns do not say. Past `NOTAS` the cells keep their colour and lose the note, since a
workbook with a hundred thousand notes opens nowhere.

The two columns are called ESTADO and MOTIVO, unless the padrón knows one of those words as a column of its own (compromisos has `estado`):
then ours would be read as theirs, or as the same column twice, and they are called ESTADO DE LA FILA and MOTIVO DE LA FILA. The importer
passes over all four in silence, so the file is corrected and uploaded as it is; marked once more, its old marks give way to the new ones.

A cell that a workbook cannot say again as a value (an error such as #N/A, an hour alone, a number that is none) comes back empty, with its
note: written as a text it might be taken for one.
"""

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter

from base.comun.documentos import OPCIONES, cortar, entero, nombre_de_hoja, poner_escudo
from base.comun.padron import Celda, Marcada, Padron
from base.comun.padron.celdas import mostrar

from . import limites
from .lectura import FilaCruda, Tabla
from .motor import propias

NOTAS = 5_000
MUESTRA, ANCHO_MINIMO, ANCHO_MAXIMO, ANCHO_DEL_MOTIVO = 200, 8, 40, 70
CORTAS, LARGAS = ("ESTADO", "MOTIVO"), ("ESTADO DE LA FILA", "MOTIVO DE LA FILA")
ESTADOS = {"nuevo": "nuevo", "cambia": "cambia", "igual": "sin cambios", "error": "con error", "fuera": "dejada fuera"}
COLORES = {"error": "#ffc7ce", "cambia": "#fff2cc", "aviso": "#ddebf7"}
LEYENDA = (
    "Rojo: hay que corregirlo. Amarillo: cambia lo que hay en el portal. Celeste: aviso, entra así. La otra columna lo dice con palabras."
)
_NO_CABE_EN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass
class ResumenDeFila:
    """What the rehearsal says of one row, as texts. `estado` is a key of `ESTADOS`."""

    estado: str
    errores: list[tuple[str | None, str]] = field(default_factory=list)  # (column, message)
    avisos: list[tuple[str | None, str]] = field(default_factory=list)
    cambios: list[tuple[str, str, str]] = field(default_factory=list)  # (column, before, after)

    @property
    def motivo(self) -> str:
        """All of it in words, a line each."""
        lineas = [_linea("Error", columna, dice) for columna, dice in self.errores]
        lineas += [_linea("Aviso", columna, dice) for columna, dice in self.avisos]
        return "\n".join([*lineas, *(f"Cambia {columna}: {_paso(antes, despues)}" for columna, antes, despues in self.cambios)])

    def notas(self) -> dict[str, tuple[str, str]]:
        """Column → colour and note of its cell; an error outweighs a change, and a change a warning."""
        notas: dict[str, tuple[str, str]] = {}
        dichos = [(columna, "error", f"Error: {dice}") for columna, dice in self.errores]
        dichos += [(columna, "cambia", f"Cambia: {_paso(antes, despues)}") for columna, antes, despues in self.cambios]
        dichos += [(columna, "aviso", f"Aviso: {dice}") for columna, dice in self.avisos]
        for columna, clase, dice in dichos:
            if columna is not None:
                color, antes = notas.get(columna, (clase, ""))
                notas[columna] = color, f"{antes}\n{dice}".strip()
        return notas


def _linea(que: str, columna: str | None, dice: str) -> str:
    return f"{que} en {columna}: {dice}" if columna else f"{que}: {dice}"


def _paso(antes: str, despues: str) -> str:
    return f"«{antes}» → «{despues}»" if antes else f"estaba vacío → «{despues}»"


def nombres_propios(padron: Padron | None) -> tuple[str, str]:
    """How the two columns are called: in short where no column of the padrón goes by those names; in full where it is not known."""
    libres = padron is not None and not any(padron.reconocer(nombre) for nombre in CORTAS)
    return CORTAS if libres else LARGAS


def escribir_marcado(
    tabla: Tabla,
    ubicadas: Mapping[str, int],
    filas: Mapping[int, ResumenDeFila],
    *,
    encima: Sequence[FilaCruda],
    padron: Padron | None = None,
    demostracion: bool = False,
) -> IO[bytes]:
    """The file of `tabla` with its marks. `ubicadas` says in which cell of a row each column of the padrón stands."""
    with entero() as salida, xlsxwriter.Workbook(salida, dict(OPCIONES)) as libro:
        hoja = libro.add_worksheet(nombre_de_hoja(tabla.hoja or "Datos"))
        _Marcado(libro, hoja, tabla, ubicadas, nombres_propios(padron)).llenar(filas, encima)
        if demostracion:
            hoja.set_footer("&CDatos de demostración: no son reales")
    return salida


class _Marcado:
    """One sheet while it is written, row after row."""

    def __init__(self, libro: Any, hoja: Any, tabla: Tabla, ubicadas: Mapping[str, int], nombres: tuple[str, str]) -> None:
        self.libro, self.hoja, self.tabla, self.nombres = libro, hoja, tabla, nombres
        anteriores = propias(tabla.titulos)  # what a former marking left goes; everything else stays where it was
        salen = set() if anteriores & set(ubicadas.values()) else anteriores
        quedan = [i for i in range(len(tabla.titulos)) if i not in salen]
        self.lugar = {vieja: nueva for nueva, vieja in enumerate(quedan)}
        self.columna_de = {self.lugar[indice]: nombre for nombre, indice in ubicadas.items()}
        self.ancho = len(quedan)
        self.formatos: dict[tuple[str, str], Any] = {}
        self.notas = 0

    def llenar(self, filas: Mapping[int, ResumenDeFila], encima: Sequence[FilaCruda]) -> None:
        tabla, hoja = self.tabla, self.hoja
        self._medir()
        for fila in encima:
            for indice, celda in enumerate(fila.celdas):
                self._escribir(fila.numero - 1, indice, celda, "")
        cabeza = tabla.fila_de_titulos - 1
        negrita = self.libro.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for indice, titulo in enumerate([*(tabla.titulos[i] for i in self.lugar), *self.nombres]):
            hoja.write_string(cabeza, indice, _texto(titulo), negrita)
        hoja.write_comment(cabeza, self.ancho, LEYENDA, {"x_scale": 2, "author": "Portal"})
        hoja.freeze_panes(cabeza + 1, 0)
        ultima = cabeza
        for ultima, fila in self._donde():
            self._fila(ultima, fila, filas.get(fila.numero))
        hoja.autofilter(cabeza, 0, ultima, self.ancho + 1)

    def _donde(self) -> Iterator[tuple[int, FilaCruda]]:
        """Each row where it stood, so that its number is still its number; one after the other where a sheet is not that long."""
        filas, cabeza = self.tabla.filas, self.tabla.fila_de_titulos
        cabe = not filas or filas[-1].numero <= limites.FILAS_DE_EXCEL
        for n, fila in enumerate(filas):
            yield (fila.numero - 1 if cabe else cabeza + n), fila

    def _fila(self, donde: int, fila: FilaCruda, resumen: ResumenDeFila | None) -> None:
        notas = resumen.notas() if resumen is not None else {}
        for vieja, indice in self.lugar.items():
            color, nota = notas.get(self.columna_de.get(indice, ""), ("", ""))
            self._escribir(donde, indice, fila.celdas[vieja], color)
            if nota and self.notas < NOTAS:
                self.notas += 1
                self.hoja.write_comment(donde, indice, _visible(nota), {"x_scale": 2, "author": "Portal"})
        if resumen is not None:
            color_del_estado = resumen.estado if resumen.estado in COLORES else ""
            self.hoja.write_string(donde, self.ancho, ESTADOS[resumen.estado], self._formato("@", color_del_estado))
            if resumen.motivo:
                self.hoja.write_string(
                    donde, self.ancho + 1, cortar(_texto(_visible(resumen.motivo))), self._formato("@", "", ajustar=True)
                )

    def _escribir(self, fila: int, indice: int, celda: Celda, color: str) -> None:
        """A value as what it is; a text behind its shield, never a formula."""
        valor, porcentaje = (celda.valor, celda.porcentaje) if isinstance(celda, Marcada) else (celda, False)
        hoja, formato = self.hoja, self._formato
        if isinstance(valor, bool):
            hoja.write_boolean(fila, indice, valor, formato("General", color))
        elif isinstance(valor, float) and math.isfinite(valor) or isinstance(valor, int) and abs(valor) < 10**15:
            hoja.write_number(fila, indice, valor, formato("0.0#%" if porcentaje else "General", color))
        elif isinstance(valor, int):
            hoja.write_string(fila, indice, str(valor), formato("@", color))
        elif isinstance(valor, datetime.date) and valor.year >= 1900:
            con_hora = isinstance(valor, datetime.datetime) and valor.time() != datetime.time()
            hoja.write_datetime(fila, indice, valor, formato("dd/mm/yyyy hh:mm" if con_hora else "dd/mm/yyyy", color))
        elif isinstance(valor, str | datetime.date):
            hoja.write_string(fila, indice, cortar(_texto(valor if isinstance(valor, str) else mostrar(valor))), formato("@", color))
        elif color:
            hoja.write_blank(fila, indice, None, formato("@", color))

    def _formato(self, numero: str, color: str, *, ajustar: bool = False) -> Any:
        clave = (numero, color + "ajustado" * ajustar)
        if clave not in self.formatos:
            fondo = {"bg_color": COLORES[color]} if color else {}
            self.formatos[clave] = self.libro.add_format({"num_format": numero, "valign": "top", "text_wrap": ajustar, **fondo})
        return self.formatos[clave]

    def _medir(self) -> None:
        """As wide as the first rows need."""
        muestra = self.tabla.filas[:MUESTRA]
        for vieja, indice in self.lugar.items():
            largo = max([len(self.tabla.titulos[vieja]), *(len(mostrar(fila.celdas[vieja])) for fila in muestra)]) + 2
            self.hoja.set_column(indice, indice, min(max(largo, ANCHO_MINIMO), ANCHO_MAXIMO))
        self.hoja.set_column(self.ancho, self.ancho, len(max(self.nombres, key=len)) + 2)
        self.hoja.set_column(self.ancho + 1, self.ancho + 1, ANCHO_DEL_MOTIVO)


def _texto(texto: str) -> str:
    """Behind its shield; a character that no workbook may hold becomes the illegible letter, which no column takes."""
    return poner_escudo(_NO_CABE_EN_XML.sub("\ufffd", texto))


def _visible(texto: str) -> str:
    """What cannot be seen, written out: a note may not hold it."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in texto)
