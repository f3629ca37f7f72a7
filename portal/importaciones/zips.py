"""A workbook as a ZIP, before any of its XML is looked at: refused when it is not one plain ZIP of a plain workbook."""

from base.comun.archivos import zips

from . import limites
from .lectura import ArchivoInvalido

DANADO = "El archivo está dañado o no es un Excel: ábralo, guárdelo de nuevo como .xlsx y vuelva a subirlo."


def comprobar_zip(contenido: bytes) -> None:
    """Raise `ArchivoInvalido` unless it is a workbook that may be opened. Reads the directory only."""
    medida = zips.Medida(limites.MIEMBROS, limites.DESCOMPRIMIDO, DANADO, _comprobar_clase)
    try:
        zips.comprobar_zip(contenido, medida)
    except zips.ZipInvalido as error:
        raise ArchivoInvalido(error.motivo, error.mensaje) from None


def _comprobar_clase(nombres: set[str]) -> None:
    if "mimetype" in nombres or "content.xml" in nombres:
        raise zips.ZipInvalido("formato", "Es una hoja de LibreOffice (.ods): guárdela como .xlsx.")
    if any("vbaproject" in n.lower() or n.lower().startswith("xl/macrosheets/") for n in nombres):
        raise zips.ZipInvalido("macros", "El archivo lleva macros: guárdelo como .xlsx, sin macros.")
    if "xl/workbook.bin" in nombres:
        raise zips.ZipInvalido("formato", "Es un Excel binario (.xlsb): guárdelo como .xlsx.")
    if "word/document.xml" in nombres:
        raise zips.ZipInvalido("formato", "Es un documento de Word, no una hoja de cálculo.")
    if "[Content_Types].xml" not in nombres or not any(n.startswith("xl/") for n in nombres):
        raise zips.ZipInvalido("formato", "Es un archivo comprimido, no una hoja de cálculo: suba un .xlsx o un .csv.")
