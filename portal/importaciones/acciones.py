"""What a person does with a file: brings it, mends it, leaves rows out, applies it, leaves it."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from base.avisos.tareas import encolar_tarea
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from base.comun.padron import plano

from . import ensayos, limites, motor
from .catalogo import conocida, de_persona
from .encabezado import parecido, reconocer
from .guardado import guardar
from .lectura import ArchivoInvalido, leer
from .models import Importacion, TituloRecordado

Estado = Importacion.Estado


# ── Bringing a file ──────────────────────────────────────────────────────────────────────────────────────────────────────
def recibir(
    *, por: Any, nombre: str, contenido: bytes, padron: str = "", ugel: Any = None, convenio: Any = None, clave: UUID | None = None
) -> Importacion:
    """Read a file and rehearse it; a large one waits for a worker, and its page says how it goes.

    The same form (`clave`) with the same file is one import. With another file (the person went back and chose again) it is another.
    Raises `ArchivoInvalido` when it cannot be taken at all; then nothing is kept.
    """
    importacion = Importacion(
        padron=padron,
        ugel=ugel,
        convenio=convenio,
        archivo_nombre=PurePath(nombre.replace("\\", "/")).name[-200:] or "archivo",
        octetos=len(contenido),
        sha256=hashlib.sha256(contenido).hexdigest(),
        por=por,
    )
    importacion.clave = uuid5(clave, f"{importacion.sha256} {padron} {convenio and convenio.pk}") if clave else None
    if (anterior := _recibida(importacion)) is not None:
        return anterior
    try:
        return _recibir(importacion, contenido)
    except IntegrityError:
        if (anterior := _recibida(importacion)) is None:
            raise
        return anterior


def _recibida(importacion: Importacion) -> Importacion | None:
    """The same file from the same form, if it was already received."""
    suyas = Importacion.objects.filter(por=importacion.por, clave=importacion.clave)
    return suyas.first() if importacion.clave else None


def _recibir(importacion: Importacion, contenido: bytes) -> Importacion:
    por = importacion.por
    if len(contenido) > (limites.AL_MOMENTO_XLSX if contenido.startswith(b"PK") else limites.AL_MOMENTO_CSV):
        with transaction.atomic():
            importacion.contenido = zlib.compress(contenido, 1)
            importacion.save()
            _encolar(importacion, "importaciones.leer", por=por)
        return importacion
    leer_y_ensayar(importacion, contenido, por=por)
    return importacion


def leer_y_ensayar(importacion: Importacion, contenido: bytes, *, por: Any) -> None:
    """What the file says, and what would happen: kept all at once at the end, so that whoever dies half way can begin again.

    Raises `ArchivoInvalido`.
    """
    archivo = leer(contenido, conocida=conocida)
    if not importacion.padron:
        suyos = de_persona(por)
        hallado = reconocer(archivo, suyos) or parecido(archivo, suyos)
        if hallado is None:
            raise ArchivoInvalido("desconocido", "No se reconoce qué padrón es por sus columnas: elija cuál es y súbalo de nuevo.")
        importacion.padron = hallado.clave
    padron = ensayos.padron_de(importacion)
    if padron.de_un_convenio and importacion.convenio is None:
        raise ArchivoInvalido(
            "falta_convenio",
            f"Parece el padrón de {padron.nombre.lower()}: elija de qué convenio y suba el archivo de nuevo.",
            padron=padron.clave,
        )
    if not padron.de_un_convenio:
        importacion.convenio = None
    importacion.contenido = guardar(archivo)
    importacion.columnas = ensayos.recordados(importacion, archivo)
    ensayos.ensayar_todo(importacion, por=por, archivo=archivo)


def _encolar(importacion: Importacion, trabajo: str, *, por: Any, **datos: Any) -> None:
    importacion.tarea = encolar_tarea(
        trabajo,
        {"importacion": importacion.pk, **datos},
        por=por,
        clave=f"{trabajo}:{importacion.pk}",
        ambito=importacion.ambito,
    )
    importacion.save(update_fields=["tarea"])


# ── Settling what it says ────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _abierta(importacion: Importacion, *estados: str) -> Iterator[Importacion]:
    """The file, held: two tabs change it one after the other. Refused once it was applied or left."""
    with transaction.atomic():
        tomada = Importacion.objects.select_for_update(of=("self",)).select_related("ugel", "convenio", "tarea").get(pk=importacion.pk)
        if tomada.situacion not in (estados or (Estado.ENSAYO, Estado.COLUMNAS)):
            raise ValidationError(ensayos.YA_NO.format(tomada.situacion_etiqueta.lower()), code="estado")
        tomada.movida_en = ahora()
        yield tomada
    importacion.refresh_from_db()


def corregir(importacion: Importacion, numero: int, celdas: Mapping[str, str], *, por: Any) -> None:
    """Type something else in cells of one row; only that row is checked again, and those that share its key.

    A cell that says what it said stays as the file has it: what is shown of it may be less than what it is (a true date, a figure).
    """
    with _abierta(importacion, Estado.ENSAYO) as tomada:
        dice = tomada.filas.get(numero=numero).celdas
        nuevas = {columna: texto.replace("\r\n", "\n") for columna, texto in celdas.items() if columna in tomada.presentes}
        escritas = {columna: texto for columna, texto in nuevas.items() if texto != dice.get(columna, "")}
        tomada.celdas[str(numero)] = tomada.celdas.get(str(numero), {}) | escritas
        ensayos.ensayar_filas(tomada, [numero], por=por)


def dejar_fuera(importacion: Importacion, numero: int, *, por: Any, fuera: bool = True) -> None:
    """Leave one row out of what will be applied, or take it back in."""
    with _abierta(importacion, Estado.ENSAYO) as tomada:
        tomada.fuera = sorted({*tomada.fuera, numero} if fuera else {*tomada.fuera} - {numero})
        ensayos.ensayar_filas(tomada, [numero], por=por)


def dejar_errores(importacion: Importacion, *, por: Any, solo_sueltas: bool = False) -> int:
    """Leave out every row with an error, or those of them that look like no data; how many they were."""
    with _abierta(importacion, Estado.ENSAYO) as tomada:
        numeros = list(tomada.filas.con_error(solo_sueltas=solo_sueltas).values_list("numero", flat=True))
        tomada.fuera = sorted({*tomada.fuera, *numeros})
        ensayos.ensayar_todo(tomada, por=por)
    return len(numeros)


def separar(importacion: Importacion, columna: str, que: str, *, por: Any) -> None:
    """Say what the only point or comma of the figures of a column is: «miles» or «decimal»."""
    with _abierta(importacion, Estado.ENSAYO) as tomada:
        tomada.separadores[columna] = que
        ensayos.ensayar_todo(tomada, por=por)


def nombrar_columnas(importacion: Importacion, columnas: Mapping[str, str], *, encabezado: int | None, por: Any) -> None:
    """Say which heading is which column (empty: none), and remember it for the next file of this UGEL."""
    with _abierta(importacion) as tomada:
        tomada.columnas, tomada.encabezado = dict(columnas), encabezado
        ensayos.ensayar_todo(tomada, por=por)
        if tomada.estado == Estado.ENSAYO:
            for titulo, columna in columnas.items():
                TituloRecordado.objects.update_or_create(
                    ugel=tomada.ugel, padron=tomada.padron, titulo=plano(titulo)[:300], defaults={"columna": columna}
                )


def descartar(importacion: Importacion) -> None:
    """Leave the file: what it said is not kept."""
    with _abierta(importacion, Estado.ENSAYO, Estado.COLUMNAS, Estado.RECHAZADA) as tomada:
        olvidar(tomada)
        tomada.estado = Estado.DESCARTADA
        tomada.save()


def rechazar(importacion: Importacion, porque: str) -> None:
    """It could not be read: what it said is not kept, and its page says why."""
    with _abierta(importacion, Estado.EN_COLA) as tomada:
        olvidar(tomada)
        tomada.estado, tomada.problema = Estado.RECHAZADA, porque
        tomada.save()


def olvidar(importacion: Importacion) -> None:
    """Keep nothing of what the file said."""
    importacion.contenido, importacion.celdas, importacion.dudosas = None, {}, {}
    importacion.filas.all().delete()


# ── Applying ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def aplicar(importacion: Importacion, *, por: Any, motivo: str, mostrado: str, clave: UUID | None) -> None:
    """Make true what the person saw, all or nothing; a large file is left to a worker.

    Raises `Cambio`, `Rechazado` and `ArchivoInvalido` as `motor.aplicar` does, `YaHecho` when that form was already received,
    `ValidationError` when it is not as it was shown.
    """
    if importacion.total > limites.AL_MOMENTO_FILAS:
        with _abierta(importacion, Estado.ENSAYO, Estado.APLICANDO) as tomada:
            if tomada.situacion == Estado.APLICANDO:  # pressed twice
                return
            comprobar(tomada, mostrado)
            tomada.estado = Estado.APLICANDO
            tomada.save(update_fields=["estado"])
            _encolar(tomada, "importaciones.aplicar", por=por, motivo=motivo, mostrado=mostrado)
        return
    with gesto(por=por, tipo=Lote.Tipo.IMPORTACION, ambito=importacion.ambito, motivo=motivo, clave=clave) as lote:
        aplicar_en(lote, importacion, por=por, mostrado=mostrado)


def comprobar(importacion: Importacion, mostrado: str) -> None:
    """It is as it was shown, and nothing stands in the way."""
    if mostrado != importacion.huella:
        raise ValidationError("El ensayo cambió después de abrir esta página: revíselo y confirme de nuevo.", code="otro")
    if importacion.con_error:
        raise ValidationError("Hay filas con error: corríjalas o déjelas fuera.", code="errores")
    if not importacion.nuevos + importacion.cambian:
        raise ValidationError("No hay nada que aplicar: todo está ya como dice el archivo.", code="nada")


def aplicar_en(lote: Lote, importacion: Importacion, *, por: Any, mostrado: str) -> None:
    """The same, inside the gesture in course."""
    with _abierta(importacion, Estado.ENSAYO, Estado.APLICANDO) as tomada:
        comprobar(tomada, mostrado)
        with _lo_que_otra_ugel_tomo():
            motor.aplicar(
                ensayos.padron_de(tomada),
                ensayos.tabla_de(tomada),
                lugar=ensayos.lugar(tomada, por),
                opciones=ensayos.opciones(tomada),
                mostrado=mostrado,
                motivo=lote.motivo,
            )
        dejadas = tomada.filas.filter(estado="fuera").values_list("numero", "nombre")
        lote.dejar((f"Fila {numero}: {nombre}", "Se dejó fuera al cargar") for numero, nombre in dejadas)
        lote.llevar_a(tomada.get_absolute_url())
        olvidar(tomada)
        tomada.estado, tomada.lote, tomada.aplicada_en, tomada.aplicada_por = Estado.APLICADA, lote, ahora(), por
        tomada.save()


@contextmanager
def _lo_que_otra_ugel_tomo() -> Iterator[None]:
    """Imports of two UGEL do not wait for each other; a code of the whole country that both bring at once is of the first."""
    try:
        yield
    except IntegrityError as error:
        raise ValidationError(
            "Otra persona registró en el mismo momento algo con el mismo código. No se escribió nada: confirme de nuevo.", code="a_la_vez"
        ) from error


def mostrar_de_nuevo(importacion: Importacion, ensayo: motor.Ensayo) -> int:
    """Somebody wrote in between: show what would happen now, with the rows that are no longer as they were marked; how many they are."""
    with _abierta(importacion, Estado.ENSAYO, Estado.APLICANDO) as tomada:
        antes = ensayos.huellas(tomada)
        ensayos.guardar_ensayo(tomada, ensayos.tabla_de(tomada), ensayo, antes=antes)
        return tomada.filas.filter(de_nuevo=True).count()
