"""The rehearsal of a file, kept row by row, so that a page shows fifty of them and a mended cell checks one."""

from collections.abc import Collection, Iterable, Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from base.bitacora.insercion import insertar
from base.comun.busqueda import sin_tildes
from base.comun.padron import Fila, Padron, Texto, plano
from base.comun.padron.celdas import entera

from . import limites
from .catalogo import PADRONES
from .encabezado import candidatas, titulos_de, ubicar_tabla
from .guardado import recobrar
from .lectura import Archivo, ArchivoInvalido, FilaCruda, Tabla
from .marcado import ResumenDeFila, escribir_marcado
from .models import FilaImportada, Importacion, TituloRecordado
from .motor import Ensayo, Lugar, Opciones, ensayar, huella_de_todas, ubicar
from .sueltas import es_suelta, primer_texto

Estado = Importacion.Estado
DE_COLUMNAS = {"falta_columna", "sin_encabezado"}  # faults that a person mends by saying which column is which
LARGO_DE_BUSQUEDA = 2000
YA_NO = "Ya no se puede cambiar: esta importación está «{}»."


# ── What the person settled, as the engine takes it ──────────────────────────────────────────────────────────────────────
def padron_de(importacion: Importacion) -> Padron:
    """The padrón it goes into."""
    return PADRONES[importacion.padron]


def lugar(importacion: Importacion, por: Any) -> Lugar:
    """Where it goes in, for the person who looks at it now."""
    return Lugar(por, importacion.ugel, importacion.convenio)


def opciones(importacion: Importacion) -> Opciones:
    """What was settled so far."""
    return Opciones(
        columnas=importacion.columnas,
        celdas={int(numero): celdas for numero, celdas in importacion.celdas.items()},
        fuera=importacion.fuera,
        separadores=importacion.separadores,
    )


def recordados(importacion: Importacion, archivo: Archivo) -> dict[str, str]:
    """What this UGEL said before of the headings that this file has."""
    dichos = dict(TituloRecordado.objects.filter(ugel=importacion.ugel, padron=importacion.padron).values_list("titulo", "columna"))
    vistos = {titulo for hoja in archivo.hojas for fila in hoja.filas[: limites.ENCABEZADO] for titulo in titulos_de(fila) if titulo}
    return {titulo: dichos[plano(titulo)] for titulo in vistos if plano(titulo) in dichos}


def tabla_de(importacion: Importacion, archivo: Archivo | None = None) -> Tabla:
    """The rows of the file under its headings."""
    archivo = archivo or recobrar(importacion.guardado)
    otros = [] if importacion.encabezado or importacion.columnas else list(PADRONES.values())
    return ubicar_tabla(archivo, padron_de(importacion), manual=importacion.columnas, otros=otros, encabezado=importacion.encabezado)


def devolver(importacion: Importacion, *, demostracion: bool) -> IO[bytes]:
    """The person's own file with its marks: what came, what was mended on the page, and what the rehearsal says of each row."""
    archivo, padron = recobrar(importacion.guardado), padron_de(importacion)
    tabla = tabla_de(importacion, archivo)
    indices = {columna.nombre: indice for columna, indice in ubicar(padron, tabla, importacion.columnas)[0].items()}
    for cruda in tabla.filas:
        for columna, escrito in importacion.celdas.get(str(cruda.numero), {}).items():
            cruda.celdas[indices[columna]] = escrito
    resumenes = {
        fila.numero: ResumenDeFila(fila.estado, fila.errores, fila.avisos, fila.cambios)
        for fila in importacion.filas.only("numero", "estado", "errores", "avisos", "cambios", "importacion")
    }
    encima = [fila for hoja in archivo.hojas if hoja.nombre == tabla.hoja for fila in hoja.filas if fila.numero < tabla.fila_de_titulos]
    return escribir_marcado(tabla, indices, resumenes, encima=encima, padron=padron, demostracion=demostracion)


# ── The whole file ───────────────────────────────────────────────────────────────────────────────────────────────────────
def ensayar_todo(importacion: Importacion, *, por: Any, archivo: Archivo | None = None) -> None:
    """Rehearse every row and keep what it shows. A file that lacks columns waits until a person says which they are.

    Raises `ArchivoInvalido` for any other fault of the file as a whole.
    """
    try:
        tabla = tabla_de(importacion, archivo)
        ensayo = ensayar(padron_de(importacion), tabla, lugar=lugar(importacion, por), opciones=opciones(importacion))
    except ArchivoInvalido as error:
        if error.motivo not in DE_COLUMNAS:
            raise
        candidatas(archivo or recobrar(importacion.guardado), padron_de(importacion), importacion.columnas)  # some row may be it
        with transaction.atomic():
            _tomar(importacion)
            importacion.estado, importacion.problema = Estado.COLUMNAS, error.mensaje
            importacion.save()
            importacion.filas.all().delete()
        return
    guardar_ensayo(importacion, tabla, ensayo)


def _tomar(importacion: Importacion) -> None:
    """Hold the file to write what was found in it: while it was being read, somebody may have left it or annulled the job."""
    ahora_mismo = Importacion.objects.select_for_update(of=("self",)).select_related("tarea").filter(pk=importacion.pk).first()
    if ahora_mismo is not None and ahora_mismo.situacion != importacion.situacion:
        raise ValidationError(YA_NO.format(ahora_mismo.situacion_etiqueta.lower()), code="estado")


def guardar_ensayo(importacion: Importacion, tabla: Tabla, ensayo: Ensayo, *, antes: Mapping[int, str] | None = None) -> None:
    """Keep what a rehearsal of the whole file shows; rows whose sum is not the one they had in `antes` are marked."""
    filas = list(_filas(importacion, tabla, ensayo))
    if antes is not None:
        for fila in filas:
            fila.de_nuevo = antes.get(fila.numero, fila.huella) != fila.huella
    with transaction.atomic():
        _tomar(importacion)
        importacion.save()
        importacion.filas.all().delete()
        insertar(FilaImportada, filas)
        importacion.estado, importacion.problema = Estado.ENSAYO, ""
        importacion.avisos = ensayo.avisos
        importacion.presentes = [columna.nombre for columna in ensayo.presentes]
        importacion.dudosas = {columna: [str(lectura) for lectura in leido.lecturas] for columna, leido in ensayo.dudosas.items()}
        contar(importacion)


def _filas(importacion: Importacion, tabla: Tabla, ensayo: Ensayo) -> Iterable[FilaImportada]:
    malas = {fila.numero for fila in ensayo.filas if fila.errores}
    crudas = {cruda.numero: cruda for cruda in tabla.filas if cruda.numero in malas}
    margen = next(indice for indice, titulo in enumerate(tabla.titulos) if titulo)
    for fila in ensayo.filas:
        nueva = _fila(importacion, ensayo, fila)
        if fila.numero in malas and es_suelta(crudas[fila.numero], margen):
            nueva.suelta, nueva.nombre = True, primer_texto(crudas[fila.numero])
        yield nueva
    fuera = set(ensayo.fuera)
    if fuera:
        columnas, _ = ubicar(ensayo.padron, tabla, importacion.columnas)
        indices = {columna.nombre: indice for columna, indice in columnas.items()}
        yield from (_dejada(importacion, ensayo.padron, cruda, indices) for cruda in tabla.filas if cruda.numero in fuera)


def _fila(importacion: Importacion, ensayo: Ensayo, fila: Fila) -> FilaImportada:
    padron = ensayo.padron
    celdas = {columna: entera(celda, limites.LARGO_DE_CELDA) for columna, celda in fila.celdas.items()}
    cambios = []
    for nombre, antes, despues in fila.cambios:
        columna = padron.columna(nombre)
        cambios.append([nombre, columna.decir(antes), columna.decir(despues)])
    return FilaImportada(
        importacion=importacion,
        numero=fila.numero,
        estado=fila.estado,
        nombre=nombre_de(padron, celdas),
        llave=str(fila.extra.get("llave", ""))[:2500],
        celdas=celdas,
        leidas=_leidas(padron, fila, celdas) if fila.estado == FilaImportada.Estado.NUEVO else {},
        errores=[list(error) for error in fila.errores],
        avisos=[list(aviso) for aviso in fila.avisos],
        cambios=cambios,
        texto=sin_tildes(" ".join(celdas.values()))[:LARGO_DE_BUSQUEDA],
        huella=ensayo.huella_de(fila),
    )


def _leidas(padron: Padron, fila: Fila, celdas: Mapping[str, str]) -> dict[str, str]:
    """What was read in each cell, where it is not told with the same letters; a text is what it says."""
    dichas = {}
    for columna in padron.columnas:
        escrito, valor = celdas.get(columna.nombre), fila.valores.get(columna.nombre)
        if escrito and valor is not None and not isinstance(columna, Texto) and (dicha := columna.decir(valor)) != escrito:
            dichas[columna.nombre] = dicha
    return dichas


def _dejada(importacion: Importacion, padron: Padron, cruda: FilaCruda, indices: Mapping[str, int]) -> FilaImportada:
    """A row that a person left out: only what it says."""
    corregidas = importacion.celdas.get(str(cruda.numero), {})
    celdas = {
        nombre: entera(cruda.celdas[indice], limites.LARGO_DE_CELDA)
        for nombre, indice in indices.items()
        if cruda.celdas[indice] not in (None, "")
    }
    celdas |= corregidas
    return FilaImportada(
        importacion=importacion,
        numero=cruda.numero,
        estado=FilaImportada.Estado.FUERA,
        nombre=nombre_de(padron, celdas) or primer_texto(cruda),
        celdas=celdas,
        texto=sin_tildes(" ".join(celdas.values()))[:LARGO_DE_BUSQUEDA],
    )


def nombre_de(padron: Padron, celdas: Mapping[str, str]) -> str:
    """What a row is about, in its own words: its key, and the first text beside it."""
    partes = [celdas.get(nombre, "") for nombre in padron.llave]
    demas = (c.nombre for c in padron.columnas if c.nombre not in padron.llave and c.tipo == "texto" and not c.auxiliar)
    partes.append(next((celdas[nombre] for nombre in demas if celdas.get(nombre)), ""))
    return " · ".join(parte for parte in partes if parte)[:300]


def contar(importacion: Importacion) -> None:
    """Count its rows again, sum up what they show, and save."""
    cuentas = importacion.filas.aggregate(
        con_aviso=Count("pk", filter=~Q(avisos=[]) & ~Q(estado="fuera")),
        **{estado: Count("pk", filter=Q(estado=estado)) for estado in ("nuevo", "cambia", "igual", "error")},
    )
    importacion.nuevos, importacion.cambian, importacion.iguales = cuentas["nuevo"], cuentas["cambia"], cuentas["igual"]
    importacion.con_error, importacion.con_aviso = cuentas["error"], cuentas["con_aviso"]
    importacion.huella = huella_de_todas(importacion.filas.que_cuentan().values_list("huella", flat=True))
    importacion.save()


# ── Some of its rows ─────────────────────────────────────────────────────────────────────────────────────────────────────
def ensayar_filas(importacion: Importacion, numeros: Collection[int], *, por: Any) -> None:
    """Check these rows again, and those that share their key before or after; the whole file where its rows hold each other."""
    padron, tabla = padron_de(importacion), tabla_de(importacion)
    if padron.conjunta:
        ensayar_todo(importacion, por=por)
        return
    ajustes, donde = opciones(importacion), lugar(importacion, por)
    ensayo = ensayar(padron, tabla, lugar=donde, opciones=ajustes, solo=numeros)
    llaves = {str(fila.extra["llave"])[:2500] for fila in ensayo.filas if "llave" in fila.extra}
    llaves |= set(importacion.filas.filter(numero__in=numeros).exclude(llave="").values_list("llave", flat=True))
    juntas = {*numeros, *importacion.filas.que_cuentan().filter(llave__in=llaves).values_list("numero", flat=True)}
    if juntas != set(numeros):
        ensayo = ensayar(padron, tabla, lugar=donde, opciones=ajustes, solo=juntas)
    aparte = Tabla(tabla.titulos, [cruda for cruda in tabla.filas if cruda.numero in juntas])
    with transaction.atomic():
        importacion.filas.filter(numero__in=juntas).delete()
        insertar(FilaImportada, list(_filas(importacion, aparte, ensayo)))
        importacion.dudosas = {
            columna: lecturas for columna, lecturas in importacion.dudosas.items() if _sigue_dudosa(importacion, columna)
        }
        contar(importacion)


def _sigue_dudosa(importacion: Importacion, columna: str) -> bool:
    """Whether some figure of that column still waits to be told."""
    errores = importacion.filas.filter(estado=FilaImportada.Estado.ERROR).values_list("errores", flat=True)
    return any(nombre == columna for lista in errores for nombre, _ in lista)


def huellas(importacion: Importacion) -> dict[int, str]:
    """What was shown of each row."""
    return dict(importacion.filas.que_cuentan().values_list("numero", "huella"))
