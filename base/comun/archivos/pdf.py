"""A PDF that only shows pages: whole, readable without a password, and with nothing in it that runs or hides.

The file itself is stored untouched (a signed document must stay signed), so whatever could act when it is opened is refused here. Every
object of the cross-reference tables is walked, also those inside object streams; what a reader might find by another road (names
written in the open, object streams that the tables do not mention) is looked for in the bytes.
"""

import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from pypdf import PdfReader, apply_configuration
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, StreamObject

from .limites import MEGA, TOPE_BYTES

SEGUNDOS = 8.0  # of the processor, for the whole file: a server that is busy with others refuses no sound one
_LECTURAS = 1_500_000  # small reads for one object: what bounds the number of its tokens, and with it the memory
_OBJETOS = 100_000
_NODOS = 2_000_000
_DESCOMPRIMIDO = 4 * MEGA  # one object stream or cross-reference stream; pages and pictures are never unpacked
_OBJETOS_POR_GRUPO = 20_000

# The reader tells the log each oddity of a file in the file's own words; none of it belongs in our log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_CODIGO = {"/JS", "/JavaScript", "/AA", "/Launch", "/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/XFA"}
_ADJUNTOS = {"/EmbeddedFile", "/EmbeddedFiles"}
_ACCIONES = {
    "/GoToE", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition", "/RichMediaExecute", "/Sound", "/SubmitForm", "/Trans3D",
}  # fmt: skip
_SUBTIPOS_CON_CODIGO = {"/3D", "/Movie", "/RichMedia", "/Screen", "/Sound"}
_NOMBRES_SUELTOS = {"/JavaScript", "/Launch", "/RichMedia"}


def _como_nombre(*nombres: str) -> re.Pattern[bytes]:
    """Finds PDF names in raw bytes, also written with #xx escapes."""
    alternativas = ("".join(f"(?:{letra}|#{ord(letra):02x}|#{ord(letra):02X})" for letra in nombre) for nombre in nombres)
    return re.compile(rf"/(?:{'|'.join(alternativas)})(?=[\s\0()<>\[\]{{}}/%]|$)".encode())


_CIFRADO_A_LA_VISTA = _como_nombre("Encrypt")
_CODIGO_A_LA_VISTA = _como_nombre("JavaScript", "Launch", "RichMedia")
_ADJUNTO_A_LA_VISTA = _como_nombre("EmbeddedFile", "EmbeddedFiles")
_GRUPO_A_LA_VISTA = _como_nombre("ObjStm")
_CABECERA = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")
_OTRO_FORMATO = re.compile(rb"<(?:html|script|!doctype|svg|body|iframe|\?php)", re.IGNORECASE)
_FIN_DE_ZIP = b"PK\x05\x06"


class _SeAcabo(BaseException):
    """The time or the work granted to a file is spent. Not an Exception: the reader swallows those and goes on."""


class _Medido(BytesIO):
    """The file, handing itself out until time or work is spent."""

    def __init__(self, datos: bytes, limite: float) -> None:
        super().__init__(datos)
        self._limite = limite
        self._lecturas = 0

    def otro_objeto(self) -> None:
        self._lecturas = 0
        if time.thread_time() > self._limite:
            raise _SeAcabo

    def read(self, cantidad: int | None = -1, /) -> bytes:
        self._lecturas += 1
        if self._lecturas > _LECTURAS or (self._lecturas % 1024 == 0 and time.thread_time() > self._limite):
            raise _SeAcabo
        return super().read(cantidad)


def _danado() -> ValidationError:
    return ValidationError("El PDF está dañado o incompleto. Ábralo, guárdelo otra vez como PDF y súbalo.", code="pdf_danado")


def _cifrado() -> ValidationError:
    return ValidationError("El PDF tiene contraseña o está protegido. Suba una copia sin protección.", code="pdf_cifrado")


def _con_codigo() -> ValidationError:
    return ValidationError(
        "El PDF lleva dentro instrucciones que se ejecutan solas (formularios con programa, multimedia o enlaces a programas). "
        "Imprímalo como PDF y suba esa copia.",
        code="pdf_con_codigo",
    )


def _con_adjuntos() -> ValidationError:
    return ValidationError("El PDF lleva otros archivos adjuntos dentro. Suba cada archivo por separado.", code="pdf_con_adjuntos")


def _excesivo() -> ValidationError:
    return ValidationError("El PDF es demasiado complejo para revisarlo. Imprímalo como PDF y suba esa copia.", code="pdf_excesivo")


def revisar_pdf(datos: bytes) -> None:
    """Raises ValidationError unless `datos` is a whole PDF that does nothing but show its pages."""
    _revisar_contorno(datos)
    _revisar_a_la_vista(datos)
    limite = time.thread_time() + SEGUNDOS
    try:
        with apply_configuration(
            maximum_declared_stream_length=TOPE_BYTES,
            array_based_stream_maximum_output_length=_DESCOMPRIMIDO,
            zlib_maximum_output_length=_DESCOMPRIMIDO,
            zlib_maximum_recovery_input_length=0,
            lzw_maximum_output_length=_DESCOMPRIMIDO,
            run_length_maximum_output_length=_DESCOMPRIMIDO,
            brotli_maximum_output_length=_DESCOMPRIMIDO,
            jbig2_maximum_output_length=_DESCOMPRIMIDO,
            stream_filters_maximum_length=2,
            stream_decoding_work_maximum_length=4 * _DESCOMPRIMIDO,
            disable_legacy_handling=True,
        ):
            _Recorrido(datos, limite).hacer()
    except ValidationError:
        raise
    except _SeAcabo:
        raise _excesivo() from None
    except Exception:  # what a broken file makes the reader raise is not a list that anyone keeps
        raise _danado() from None


def _revisar_contorno(datos: bytes) -> None:
    """The file is a PDF from its first byte to its last, and nothing else at the same time."""
    if not _CABECERA.match(datos):
        raise _danado()
    fin = datos.rfind(b"%%EOF")
    if fin < 0 or datos[fin + 5 :].strip(b" \t\r\n\f\0"):
        raise _danado()
    if _OTRO_FORMATO.search(datos, 0, 1024) or _termina_en_zip(datos):
        raise ValidationError("El archivo es a la vez un PDF y otra cosa. Guárdelo otra vez como PDF y súbalo.", code="poliglota")


def _termina_en_zip(datos: bytes) -> bool:
    """Whether a ZIP reader would find its directory at the end: a comment may hold the tail of a PDF."""
    desde = max(0, len(datos) - 22 - 65535)
    marca = datos.find(_FIN_DE_ZIP, desde)
    while marca >= 0:
        if marca + 22 + int.from_bytes(datos[marca + 20 : marca + 22], "little") == len(datos):
            return True
        marca = datos.find(_FIN_DE_ZIP, marca + 1)
    return False


def _revisar_a_la_vista(datos: bytes) -> None:
    if _CIFRADO_A_LA_VISTA.search(datos):
        raise _cifrado()
    if _CODIGO_A_LA_VISTA.search(datos):
        raise _con_codigo()
    if _ADJUNTO_A_LA_VISTA.search(datos):
        raise _con_adjuntos()


class _Recorrido:
    """One walk over every object of one file."""

    def __init__(self, datos: bytes, limite: float) -> None:
        self.datos = datos
        self.nodos = 0
        self.paginas = 0
        self.grupos_vistos = 0
        self.medido = _Medido(datos, limite)
        self.lector = PdfReader(self.medido, strict=True, xref_stream_maximum_entries=_OBJETOS)

    def hacer(self) -> None:
        if "/Encrypt" in self.lector.trailer:
            raise _cifrado()
        if sum(len(unos) for unos in self.lector.xref.values()) + len(self.lector.xref_objStm) > _OBJETOS:
            raise _excesivo()
        self._mirar(self.lector.trailer)
        for objeto in self._objetos():
            self._mirar(objeto)
        raiz = self._resolver(dict.get(self.lector.trailer, "/Root"))
        if not isinstance(raiz, DictionaryObject) or "/Pages" not in raiz or not self.paginas:
            raise _danado()
        if len(_GRUPO_A_LA_VISTA.findall(self.datos)) > self.grupos_vistos:
            raise _danado()  # an object stream that the tables do not mention

    def _objetos(self) -> Iterator[Any]:
        for generacion, sueltos in list(self.lector.xref.items()):
            for numero, lugar in list(sueltos.items()):
                if lugar > 0:  # some writers list unused numbers at offset 0
                    self.medido.otro_objeto()
                    yield self.lector.get_object(IndirectObject(numero, generacion, self.lector))
                    self.lector.resolved_objects.clear()
        grupos: dict[int, list[int]] = defaultdict(list)
        for numero, (grupo, _) in self.lector.xref_objStm.items():
            grupos[grupo].append(numero)
        for grupo, numeros in grupos.items():
            self._exigir_grupo_sano(grupo)
            for numero in numeros:
                self.medido.otro_objeto()
                yield self.lector.get_object(IndirectObject(numero, 0, self.lector))
            self.lector.resolved_objects.clear()

    def _exigir_grupo_sano(self, grupo: int) -> None:
        """Before an object stream is unpacked: its size and its coding are those of a decent writer."""
        flujo = self._resolver(IndirectObject(grupo, 0, self.lector))
        if not isinstance(flujo, StreamObject):
            raise _danado()
        cuantos = flujo.get("/N")
        filtro = flujo.get("/Filter")
        if isinstance(filtro, ArrayObject) and len(filtro) == 1:
            filtro = filtro[0]
        if filtro not in {None, "/FlateDecode"} or not isinstance(cuantos, NumberObject):
            raise _danado()
        if cuantos > _OBJETOS_POR_GRUPO or len(flujo._data) > _DESCOMPRIMIDO:
            raise _excesivo()

    def _conocido(self, referencia: IndirectObject) -> bool:
        return referencia.idnum in self.lector.xref.get(referencia.generation, {}) or (
            referencia.generation == 0 and referencia.idnum in self.lector.xref_objStm
        )

    def _resolver(self, valor: Any) -> Any:
        """What `valor` refers to; a reference to nothing is null, as the standard says."""
        for _ in range(5):
            if not isinstance(valor, IndirectObject):
                return valor
            valor = self.lector.get_object(valor) if self._conocido(valor) else None
        return None

    def _mirar(self, objeto: Any) -> None:
        """Looks at an object and all that stands directly in it; what it refers to gets its own turn."""
        pendientes = [objeto]
        while pendientes:
            self.nodos += 1
            if self.nodos > _NODOS:
                raise _SeAcabo
            actual = pendientes.pop()
            if isinstance(actual, DictionaryObject):
                self._mirar_diccionario(actual)
                pendientes.extend(dict.values(actual))
            elif isinstance(actual, ArrayObject):
                pendientes.extend(list.__iter__(actual))
            elif isinstance(actual, NameObject) and actual in _NOMBRES_SUELTOS:
                raise _con_codigo()

    def _mirar_diccionario(self, diccionario: DictionaryObject) -> None:
        claves = set(dict.keys(diccionario))
        if claves & _CODIGO:
            raise _con_codigo()
        if claves & _ADJUNTOS or ("/EF" in claves and claves & {"/F", "/UF"}):
            raise _con_adjuntos()
        tipo = self._nombre(diccionario, "/Type")
        subtipo = self._nombre(diccionario, "/Subtype")
        if self._nombre(diccionario, "/S") in _ACCIONES or subtipo in _SUBTIPOS_CON_CODIGO:
            raise _con_codigo()
        if tipo == "/EmbeddedFile" or subtipo == "/FileAttachment":
            raise _con_adjuntos()
        if "/OpenAction" in claves:
            accion = self._resolver(dict.get(diccionario, "/OpenAction"))
            if isinstance(accion, DictionaryObject) and self._nombre(accion, "/S") != "/GoTo":
                raise _con_codigo()
        self.paginas += tipo == "/Page"
        self.grupos_vistos += tipo == "/ObjStm"

    def _nombre(self, diccionario: DictionaryObject, clave: str) -> Any:
        valor = dict.get(diccionario, clave)
        return self._resolver(valor) if isinstance(valor, IndirectObject) else valor
