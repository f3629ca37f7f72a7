"""What is done with reports: asked for, issued, forgotten; and with the office's templates. Keyword-only, `por=`, no request.

A report is worked out outside any transaction (it takes a second or two, and SQLite has one writer), and kept in a short one at its end.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from base.avisos.models import avisar
from base.avisos.tareas import encolar_tarea
from base.comun.archivos import Analisis, analizar
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from municipios.models import Ugel

from .informes.cifras import Cifras, huella
from .informes.cortes import emitido
from .informes.escribir import ESCRITORES, Emision, escribir
from .informes.plantillas import excel, word
from .informes.plantillas.revision import revisar_plantilla
from .informes.reunir import Ambito, de_convenio, de_distrito, de_provincia, reunir
from .models import ArchivoInforme, InformeEmitido, PlantillaInforme
from .models.informe import ruta_de_informe

registro = logging.getLogger(__name__)
AL_MOMENTO = 120  # commitments: more than these are told behind the page
POR_HORA = 60  # reports that one person may ask for
LADO = "json"  # kept beside whatever was asked: the figures that the hash is of
Paso = Callable[[int, int, str], None]


def nada(hecho: int, total: int, texto: str) -> None:
    """Nobody waits for news."""


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def pedir(
    ambito: Ambito,
    *,
    corte: str,
    formatos: Sequence[str],
    por: Usuario,
    plantilla: PlantillaInforme | None = None,
    clave: UUID | None = None,
) -> InformeEmitido:
    """Issue a report, at once where it is short. The same form is one report, and so are the same figures asked for twice on one day."""
    if (anterior := _recibido(por, clave)) is not None:
        return anterior
    _comprobar_ritmo(por)
    informe = _nuevo(ambito, corte, formatos, por, plantilla, clave)
    if ambito.cuantos() > AL_MOMENTO:
        return _encolar(informe, ambito)
    cifras = _cifras(ambito, corte)
    if (igual := _igual(informe, ambito, cifras)) is not None:
        return igual
    try:
        return _emitir(informe, ambito, cifras)
    except IntegrityError:
        if (anterior := _recibido(por, clave)) is None:
            raise
        return anterior


def _recibido(por: Usuario, clave: UUID | None) -> InformeEmitido | None:
    return InformeEmitido.objects.filter(por=por, clave=clave).first() if clave else None


def _comprobar_ritmo(por: Usuario) -> None:
    if InformeEmitido.objects.filter(por=por, creado_en__gt=ahora() - timedelta(hours=1)).count() >= POR_HORA:
        raise ValidationError(f"Ya pidió {POR_HORA} informes en la última hora: están en su lista. Siga más tarde.", code="ritmo")


def _nuevo(
    ambito: Ambito, corte: str, formatos: Sequence[str], por: Usuario, plantilla: PlantillaInforme | None, clave: UUID | None
) -> InformeEmitido:
    pedidos = [plantilla.formato] if plantilla is not None else [f for f in ESCRITORES if f in formatos]
    return InformeEmitido(
        clase=ambito.clase,
        ugel=ambito.ugel,
        distrito=ambito.distrito,
        convenio=ambito.convenio,
        encuentro=ambito.encuentro,
        plantilla=plantilla,
        titulo=f"{ambito.titulo}, en la plantilla «{plantilla}»" if plantilla is not None else ambito.titulo,
        corte=corte,
        formatos=[*(f for f in pedidos if f != LADO), LADO],
        por=por,
        clave=clave,
    )


def _cifras(ambito: Ambito, corte: str) -> Cifras:
    elegido = ambito.corte(corte)
    if elegido is None:
        raise ValidationError("Ese corte ya no se puede pedir: elija otro.", code="corte")
    return reunir(ambito, elegido)


def _igual(informe: InformeEmitido, ambito: Ambito, cifras: Cifras) -> InformeEmitido | None:
    """What this person issued already, with the same figures and in the same form."""
    suyos = InformeEmitido.objects.de(ambito).filter(por=informe.por, plantilla=informe.plantilla, corte=informe.corte, olvidado_en=None)
    iguales = suyos.filter(cifras_sha256=huella(cifras), demostracion=cifras.demostracion)
    return next((i for i in iguales if i.formatos == informe.formatos), None)


def _encolar(informe: InformeEmitido, ambito: Ambito) -> InformeEmitido:
    """Behind the page. While the same one waits, that is the one."""
    partes = (ambito.llave, informe.corte, informe.plantilla_id or "", ".".join(informe.formatos), informe.por.pk)
    esperan = InformeEmitido.objects.de(ambito).filter(por=informe.por, estado=InformeEmitido.Estado.EN_COLA, corte=informe.corte)
    with transaction.atomic():
        Usuario.objects.select_for_update().get(pk=informe.por.pk)  # one at a time of each person
        for otro in esperan.filter(plantilla=informe.plantilla).select_related("tarea"):
            if otro.formatos == informe.formatos and otro.tarea is not None and otro.tarea.activa:
                return otro
        informe.save()
        clave = ":".join(["informe", *(str(parte) for parte in partes), str(informe.pk)])
        informe.tarea = encolar_tarea("informes.emitir", {"informe": informe.pk}, por=informe.por, clave=clave, ambito=informe.ugel.codigo)
        informe.save(update_fields=["tarea"])
    return informe


# ── Issuing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def ambito_de(informe: InformeEmitido) -> Ambito:
    """Of what a report is."""
    if informe.distrito is not None:
        return de_distrito(informe.distrito)
    return de_convenio(informe.convenio) if informe.convenio is not None else de_provincia(informe.encuentro)  # type: ignore[arg-type]


def emitir_lo_pedido(informe: InformeEmitido, *, avanzar: Paso) -> InformeEmitido:
    """A report that waited. Interrupted and begun again, nothing of it is kept twice."""
    if informe.estado != InformeEmitido.Estado.EN_COLA:
        return informe
    ambito = ambito_de(informe)
    avanzar(0, len(informe.formatos) + 1, "Reuniendo las cifras")
    return _emitir(informe, ambito, _cifras(ambito, informe.corte), avanzar=avanzar)


def _emitir(informe: InformeEmitido, ambito: Ambito, cifras: Cifras, *, avanzar: Paso = nada) -> InformeEmitido:
    emision = Emision(cuando=emitido(), cargo=str(informe.por.get_rol_display()), membrete=ambito.ugel.membrete)
    archivos: list[ArchivoInforme] = []
    try:
        for n, formato in enumerate(informe.formatos, start=1):
            avanzar(n, len(informe.formatos) + 1, f"Escribiendo {ArchivoInforme.Formato(formato).label}")
            archivos.append(_archivo(informe, formato, cifras, _escribir(informe.plantilla, formato, cifras, emision)))
        _guardar(informe, cifras, archivos)
    except BaseException:  # also of a worker that is told to stop: no file without its row
        for archivo in archivos:
            default_storage.delete(str(archivo.archivo.name))
        raise
    return informe


def _guardar(informe: InformeEmitido, cifras: Cifras, archivos: list[ArchivoInforme]) -> None:
    informe.filas, informe.cifras_sha256, informe.corte_dicho = cifras.filas, huella(cifras), cifras.corte
    informe.demostracion, informe.emitido_en, informe.estado = cifras.demostracion, ahora(), InformeEmitido.Estado.LISTO
    with transaction.atomic():
        informe.save()
        for archivo in archivos:
            archivo.informe = informe
        ArchivoInforme.objects.bulk_create(archivos)
        if informe.tarea_id is not None:  # whoever asked did not wait for it on its page
            _avisar(informe, f"Su informe está listo: {informe}.")


def _escribir(plantilla: PlantillaInforme | None, formato: str, cifras: Cifras, emision: Emision) -> bytes:
    if plantilla is None or formato == LADO:
        return escribir(cifras, formato, emision)
    programa = excel if plantilla.formato == PlantillaInforme.Formato.XLSX else word
    return programa.rellenar(plantilla.octetos_propios, cifras, emision)


def _archivo(informe: InformeEmitido, formato: str, cifras: Cifras, octetos: bytes) -> ArchivoInforme:
    """A file, already in the storage."""
    de = cifras.de
    nombre = "-".join(
        parte
        for parte in ("demostracion" if cifras.demostracion else "", "informe", de.ubigeo or de.convenio or de.codigo_ugel, informe.corte)
        if parte
    )
    archivo = ArchivoInforme(
        formato=formato, nombre=f"{nombre.replace('/', '~')}.{formato}", octetos=len(octetos), sha256=hashlib.sha256(octetos).hexdigest()
    )
    archivo.archivo.name = default_storage.save(ruta_de_informe(archivo, ""), ContentFile(octetos))
    return archivo


def fallar(informe: InformeEmitido, problema: str) -> None:
    """It was not issued, and why."""
    suyo = InformeEmitido.objects.filter(pk=informe.pk, estado=InformeEmitido.Estado.EN_COLA)
    with transaction.atomic():
        if suyo.update(estado=InformeEmitido.Estado.FALLIDO, problema=problema[:500]):
            _avisar(informe, f"No se pudo emitir su informe: {informe}. {problema}")


def _avisar(informe: InformeEmitido, texto: str) -> None:
    """Tell whoever asked for it how it ended."""
    avisar([informe.por], texto=texto, enlace=informe.get_absolute_url(), clave=f"informe:{informe.pk}")


def olvidar(*, hasta: datetime) -> int:
    """Let go of the files of reports issued before that instant; that they were issued, and their hashes, stay."""
    olvidados = 0
    for informe in InformeEmitido.objects.por_olvidar(hasta).prefetch_related("archivos"):
        rutas = [str(archivo.archivo.name) for archivo in informe.archivos.all() if archivo.archivo]
        with transaction.atomic():
            informe.archivos.update(archivo="")
            informe.olvidado_en = ahora()
            informe.save(update_fields=["olvidado_en"])
        for ruta in rutas:
            default_storage.delete(ruta)
        olvidados += 1
    return olvidados


# ── Templates ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def subir_plantilla(*, ugel: Ugel, nombre: str, archivo_nombre: str, contenido: bytes, por: Usuario) -> PlantillaInforme:
    """Keep a template that passes its checks, byte by byte as it came. Raises `ValidationError` with all that is wrong with it."""
    revisada = revisar_plantilla(archivo_nombre, contenido)
    if analizar(contenido) in (Analisis.INFECTADO, Analisis.SIN_RESPUESTA):
        raise ValidationError("El antivirus no dio por limpio el archivo: no se guardó. Pruebe de nuevo más tarde.", code="antivirus")
    plantilla = PlantillaInforme(
        ugel=ugel,
        nombre=nombre,
        formato=revisada.formato,
        contenido=contenido,
        archivo_nombre=PurePath(archivo_nombre.replace("\\", "/")).name[-120:],
        octetos=len(contenido),
        sha256=hashlib.sha256(contenido).hexdigest(),
        campos=revisada.campos,
        avisos=revisada.avisos,
        subida_por=por,
    )
    plantilla.full_clean(exclude=["contenido"])
    plantilla.save()
    registro.info("Plantilla de informe %s subida por %s", plantilla.pk, por.pk)
    return plantilla
