"""The door of a template: an honest Word or Excel file, without macros, links to elsewhere, or anything that runs; with fields that exist."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from django.core.exceptions import ValidationError

from base.comun.archivos.zips import MIB, Medida, ZipInvalido, comprobar_zip

from . import excel, word
from .campos import desconocidos

ARCHIVO, DESCOMPRIMIDO, MIEMBROS = 2 * MIB, 8 * MIB, 300
FILAS, COLUMNAS, COMBINADAS = 2_000, 200, 20_000  # of a sheet; cells that are joined
DANADO = "El archivo está dañado: ábralo, guárdelo de nuevo y vuelva a subirlo."
VINCULO = "Lleva vínculos a otros archivos o páginas: rómpalos (Datos → Editar vínculos, o Archivo → Información) y vuelva a subirlo."
MACROS = "Lleva macros: guárdelo como .xlsx o .docx, sin macros."
_PROHIBIDOS = {
    MACROS: re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|customui", re.I),
    VINCULO: re.compile(r"externallinks/|connections\.xml|querytables/|attachedtoolbars", re.I),
    "Lleva objetos incrustados o controles: quítelos y vuelva a subirlo.": re.compile(r"embeddings/|activex/|ctrlprops/|oleobject", re.I),
}
_CAMPO_DE_WORD = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|DATABASE|MACROBUTTON)\b")
_FUNCION = re.compile(r"\b(WEBSERVICE|FILTERXML|CALL|REGISTER(\.ID)?|EXEC|RTD|DDE|IMAGE|HYPERLINK|SQL\.REQUEST|IMPORT[A-Z]+)\s*\(", re.I)
_OTRO_LIBRO = re.compile(r"\[[0-9]+\][^\[\]]*!|\[[^\]]*\.xl\w*\]|\|[^|!]*!", re.I)
_DE_FORMULA = {"f", "definedName", "formula", "formula1", "formula2"}
_RUN_DE_WORD = {"altChunk", "subDoc", "object", "control"}


@dataclass(frozen=True)
class Revisada:
    """A template that passed."""

    formato: str
    campos: list[str]
    avisos: list[str] = field(default_factory=list)


def revisar_plantilla(nombre: str, contenido: bytes) -> Revisada:
    """Raise `ValidationError`, with a sentence for each thing that is wrong, unless it is a template that may be kept."""
    if len(contenido) > ARCHIVO:
        raise ValidationError(f"Pesa más de {ARCHIVO // MIB} MB: una plantilla es un archivo pequeño.", code="muy_grande")
    try:
        comprobar_zip(contenido, Medida(MIEMBROS, DESCOMPRIMIDO, DANADO, _comprobar_miembros))
    except ZipInvalido as error:
        raise ValidationError(error.mensaje, code=error.motivo) from None
    with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
        formato = "docx" if "word/document.xml" in archivo.namelist() else "xlsx"
        if not nombre.lower().endswith(f".{formato}"):
            raise ValidationError(f"El nombre del archivo no termina en «.{formato}», y por dentro es de ese tipo.", code="formato")
        _comprobar_piezas(archivo)
    examen = (word if formato == "docx" else excel).examinar(contenido)
    errores = [*examen.errores, *desconocidos(examen.campos)]
    if not examen.campos:
        errores.append("No lleva ningún campo: escriba, por ejemplo, {{distrito}} o {{compromiso.codigo}}.")
    if errores:
        raise ValidationError(errores, code="campos")
    return Revisada(formato, sorted(set(examen.campos)), examen.avisos)


def _comprobar_miembros(nombres: set[str]) -> None:
    """By name, before anything of it is unfolded."""
    for mensaje, patron in _PROHIBIDOS.items():
        if any(patron.search(nombre) for nombre in nombres):
            raise ZipInvalido("prohibido", mensaje)
    partes = {"word/document.xml", "xl/workbook.xml"} & nombres
    if len(partes) != 1 or "[Content_Types].xml" not in nombres:
        raise ZipInvalido("formato", "No es un .xlsx de Excel ni un .docx de Word.")


def _comprobar_piezas(archivo: zipfile.ZipFile) -> None:
    """Every member, inflated once and counted; the XML ones parsed by a parser that takes no DTD."""
    total = 0
    for miembro in archivo.infolist():
        with archivo.open(miembro) as pieza:
            datos = pieza.read(DESCOMPRIMIDO + 1)
        total += len(datos)
        if total > DESCOMPRIMIDO or len(datos) != miembro.file_size:
            raise ValidationError("El archivo crece demasiado al abrirse.", code="bomba")
        if miembro.filename.lower().endswith((".xml", ".rels", ".vml")) or datos.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"<"):
            _Pieza().leer(datos)


class _Pieza:
    """One XML member while it is read."""

    def __init__(self) -> None:
        self._lector = expat.ParserCreate()
        self._lector.StartDoctypeDeclHandler = self._dtd
        self._lector.EntityDeclHandler = self._dtd
        self._lector.StartElementHandler = self._abrir
        self._lector.EndElementHandler = self._cerrar
        self._lector.CharacterDataHandler = self._texto
        self._dicho: list[str] = []
        self._instrucciones: list[str] = []
        self._en = ""
        self._combinadas = 0

    def leer(self, datos: bytes) -> None:
        """All of it. Raises `ValidationError`."""
        try:
            self._lector.Parse(datos, True)
        except expat.ExpatError:
            raise ValidationError(DANADO, code="danado") from None
        if _CAMPO_DE_WORD.search("".join(self._instrucciones).upper()):
            raise ValidationError(
                "Lleva campos de Word que traen o ejecutan algo de fuera (DDE, INCLUDETEXT…): quítelos.", code="prohibido"
            )

    def _dtd(self, *_: object) -> None:
        raise ValidationError("Lleva definiciones XML (DTD), que un archivo de oficina no usa.", code="dtd")

    def _abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        etiqueta = nombre.rpartition(":")[2]
        self._en, self._dicho = etiqueta, []
        if etiqueta == "Relationship" and atributos.get("TargetMode", "").lower() == "external":
            _comprobar_vinculo(atributos)
        elif etiqueta in ("Override", "Default") and re.search("macro|vba|activex", atributos.get("ContentType", ""), re.I):
            raise ValidationError(MACROS, code="macros")
        elif etiqueta == "fldSimple":
            self._instrucciones += [v for clave, v in atributos.items() if clave.endswith("instr")]
        elif etiqueta in _RUN_DE_WORD and nombre.startswith("w:"):
            raise ValidationError("Lleva objetos o partes de otros documentos: quítelos y vuelva a subirlo.", code="prohibido")
        elif etiqueta in ("c", "row") and "r" in atributos:
            _comprobar_lugar(atributos["r"])
        elif etiqueta == "mergeCell":
            self._combinadas += _area(atributos.get("ref", ""))
            if self._combinadas > COMBINADAS:
                raise ValidationError("Tiene demasiadas celdas combinadas.", code="bomba")

    def _texto(self, texto: str) -> None:
        if self._en == "instrText":
            self._instrucciones.append(texto)
        elif self._en in _DE_FORMULA:
            self._dicho.append(texto)

    def _cerrar(self, nombre: str) -> None:
        formula = "".join(self._dicho) if nombre.rpartition(":")[2] in _DE_FORMULA else ""
        if _OTRO_LIBRO.search(formula):
            raise ValidationError(VINCULO, code="vinculo")
        if _FUNCION.search(formula):
            raise ValidationError(f"Lleva una fórmula que trae o ejecuta algo de fuera: «{formula[:60]}».", code="prohibido")
        self._dicho = []


def _comprobar_vinculo(atributos: dict[str, str]) -> None:
    """Only a hyperlink that a person follows may leave the file."""
    es_enlace = atributos.get("Type", "").rpartition("/")[2] == "hyperlink"
    if not es_enlace or not atributos.get("Target", "").lower().startswith(("http://", "https://", "mailto:")):
        raise ValidationError(VINCULO, code="vinculo")


def _comprobar_lugar(lugar: str) -> None:
    letras, cifras = lugar.rstrip("0123456789"), re.sub(r"\D", "", lugar)
    if len(letras) > 3 or _columna(letras) > COLUMNAS or int(cifras or 0) > FILAS:
        raise ValidationError(f"Una hoja pasa de {FILAS:,} filas o {COLUMNAS} columnas: borre lo que sobra.", code="bomba")


def _columna(letras: str) -> int:
    numero = 0
    for letra in letras.upper():
        numero = numero * 26 + ord(letra) - 64
    return numero


def _area(rango: str) -> int:
    extremos = re.findall(r"([A-Z]{1,3})([0-9]{1,7})", rango.upper())
    if len(extremos) != 2:
        return 1
    (a, b), (c, d) = extremos
    return (abs(_columna(c) - _columna(a)) + 1) * (abs(int(d) - int(b)) + 1)
