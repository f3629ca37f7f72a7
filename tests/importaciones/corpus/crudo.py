"""Workbooks written by hand, element by element: what no library would write."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from .caso import TITULOS

ESPACIO = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELACIONES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUETE = "http://schemas.openxmlformats.org/package/2006"
MIEMBRO = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# styles, by position: general · date · percentage · three zeros · a percent sign that is only a letter · date and time · zero with two decimals
GENERAL, FECHA, PORCENTAJE, CEROS, LETRERO, FECHA_HORA, DECIMALES = range(7)
ESTILOS = f"""<styleSheet xmlns="{ESPACIO}"><numFmts count="2"><numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode='0"%"'/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>
<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="2" applyNumberFormat="1"/></cellXfs></styleSheet>"""


@dataclass(frozen=True)
class X:
    """A cell as XML: its attributes and what is inside; `{r}` is its place."""

    dentro: str
    atributos: str = ""


def numero(valor: Any, estilo: int = GENERAL) -> X:
    return X(f"<v>{valor}</v>", f's="{estilo}"')


def formula(cuerpo: str, valor: str | None = None, *, tipo: str = "", estilo: int = GENERAL) -> X:
    """A formula, with what it gave the last time."""
    return X(
        f"<f>{escape(cuerpo)}</f>" + ("" if valor is None else f"<v>{escape(valor)}</v>"),
        f's="{estilo}"' + (f' t="{tipo}"' if tipo else ""),
    )


def letra(indice: int) -> str:
    return (letra(indice // 26 - 1) if indice >= 26 else "") + chr(65 + indice % 26)


def _celda(valor: Any, lugar: str, con_lugar: bool) -> str:
    r = f' r="{lugar}"' if con_lugar else ""
    if valor is None:
        return ""
    if isinstance(valor, X):
        return f"<c{r} {valor.atributos}>{valor.dentro}</c>"
    if isinstance(valor, bool):
        return f'<c{r} t="b"><v>{int(valor)}</v></c>'
    if isinstance(valor, int | float):
        return f"<c{r}><v>{valor!r}</v></c>"
    return f'<c{r} t="inlineStr"><is><t xml:space="preserve">{escape(str(valor))}</t></is></c>'


def hoja(
    filas: Sequence[Sequence[Any]],
    *,
    antes: str = "",
    despues: str = "",
    dimension: str | None = "A1",
    numeros: Sequence[int] | None = None,
    atributos: Mapping[int, str] | None = None,
    con_lugar: bool = True,
) -> str:
    """The XML of a sheet. `numeros`: which row each is; `atributos`: more of a row's; `antes`, `despues`: what stands around its cells."""
    dicho = [f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{ESPACIO}" xmlns:r="{RELACIONES}">']
    dicho += [f'<dimension ref="{dimension}"/>'] if dimension is not None else []
    dicho += [antes, "<sheetData>"]
    for n, fila in zip(numeros or range(1, len(filas) + 1), filas, strict=True):
        celdas = "".join(_celda(valor, f"{letra(i)}{n}", con_lugar) for i, valor in enumerate(fila))
        r = f' r="{n}"' if con_lugar else ""
        dicho.append(f"<row{r} {(atributos or {}).get(n, '')}>{celdas}</row>")
    return "".join([*dicho, "</sheetData>", despues, "</worksheet>"])


def tabla(*registros: Mapping[str, Any], titulos: Sequence[str] = TITULOS) -> list[list[Any]]:
    """Headings and rows."""
    return [list(titulos), *([registro.get(t) for t in titulos] for registro in registros)]


def piezas(*hojas: str, estados: Sequence[str] = (), cadenas: str = "", de_1904: bool = False, libro: str = "") -> dict[str, bytes]:
    """The members of a workbook with these sheets."""
    n = range(1, len(hojas) + 1)
    estado = [f' state="{e}"' if e else "" for e in [*estados, *[""] * (len(hojas) - len(estados))]]
    pestanas = "".join(f'<sheet name="Hoja {i}" sheetId="{i}" r:id="rId{i}"{estado[i - 1]}/>' for i in n)
    sistema = '<workbookPr date1904="1"/>' if de_1904 else "<workbookPr/>"
    hechas = {
        "[Content_Types].xml": f'<Types xmlns="{PAQUETE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MIEMBRO}.sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{MIEMBRO}.worksheet+xml"/>' for i in n)
        + f'<Override PartName="/xl/styles.xml" ContentType="{MIEMBRO}.styles+xml"/>'
        + (f'<Override PartName="/xl/sharedStrings.xml" ContentType="{MIEMBRO}.sharedStrings+xml"/>' if cadenas else "")
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PAQUETE}/relationships"><Relationship Id="rId1" Type="{RELACIONES}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": libro or f'<workbook xmlns="{ESPACIO}" xmlns:r="{RELACIONES}">{sistema}<sheets>{pestanas}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PAQUETE}/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{RELACIONES}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in n)
        + f'<Relationship Id="rId98" Type="{RELACIONES}/styles" Target="styles.xml"/>'
        + (f'<Relationship Id="rId99" Type="{RELACIONES}/sharedStrings" Target="sharedStrings.xml"/>' if cadenas else "")
        + "</Relationships>",
        "xl/styles.xml": ESTILOS,
        **{f"xl/worksheets/sheet{i}.xml": h for i, h in zip(n, hojas, strict=True)},
    }
    if cadenas:
        hechas["xl/sharedStrings.xml"] = f'<sst xmlns="{ESPACIO}">{cadenas}</sst>'
    return {nombre: dato.encode() for nombre, dato in hechas.items()}


def comprimir(miembros: Mapping[str, bytes], *, metodo: int = zipfile.ZIP_DEFLATED) -> bytes:
    """One plain ZIP."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", metodo) as archivo:
        for nombre, dato in miembros.items():
            archivo.writestr(nombre, dato)
    return salida.getvalue()


def libro(*registros: Mapping[str, Any], titulos: Sequence[str] = TITULOS, **opciones: Any) -> bytes:
    """A workbook of one sheet with those rows."""
    return comprimir(piezas(hoja(tabla(*registros, titulos=titulos), **opciones)))
