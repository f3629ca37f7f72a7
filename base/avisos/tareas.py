"""How long work is declared, asked for and done.

    @tarea("importar.aplicar", titulo="Importar compromisos", repetible=True)
    def aplicar(contexto, *, archivo: int) -> dict:
        for n, fila in enumerate(filas):                       # slow, and outside any transaction
            contexto.avanzar(n, len(filas), "Leyendo el archivo")
        with contexto.gesto(tipo=Lote.Tipo.IMPORTACION, motivo=…, ambito=…) as lote:   # once, whatever dies
            …
            lote.llevar_a(url)
        return {"url": url}

    encolar_tarea("importar.aplicar", {"archivo": 7}, por=request.user, clave="importar:7", ambito=ugel.codigo)

What a job writes, it writes inside `contexto.gesto(…)`: that transaction also marks the job done, so a worker that dies leaves either
both or neither, and a worker given up for dead that wakes again cannot write at all.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .models import Tarea

logger = logging.getLogger(__name__)

Funcion = Callable[..., Any]
CADA = ("hora", "dia", "semana", "mes")
ENTRE_LATIDOS = 1.0  # seconds: a bar that moves more often than a page asks costs writes and shows nothing


class ErrorDeTarea(Exception):
    """What went wrong, said to the person who asked for the job."""


class TareaPerdida(Exception):
    """The job was annulled, or another worker has it: this one stops and keeps nothing."""


@dataclass(frozen=True)
class Oficio:
    """A kind of job: the function that does it, and what may be done with one that was interrupted."""

    nombre: str
    funcion: Funcion
    titulo: str
    repetible: bool
    cada: str
    a_las: int


_oficios: dict[str, Oficio] = {}
_quehaceres: dict[str, Callable[[], int]] = {}


def tarea(nombre: str, *, titulo: str = "", repetible: bool = False, cada: str = "", a_las: int = 0) -> Callable[[Funcion], Funcion]:
    """Declare a job, in the module `tareas.py` of an app. `titulo` is how a person reads it.

    `repetible`: interrupted, it is done again from its beginning. `cada` («hora», «dia», «semana», «mes») and `a_las` (hour of Lima)
    give it its time: it is asked for by itself, once for each period.
    """
    if cada and cada not in CADA:
        raise ValueError(f"«{cada}» no es un periodo: {', '.join(CADA)}")

    def declarar(funcion: Funcion) -> Funcion:
        _oficios[nombre] = Oficio(nombre, funcion, titulo or nombre, repetible, cada, a_las)
        return funcion

    return declarar


def quehacer(funcion: Callable[[], int]) -> Callable[[], int]:
    """Declare what the worker looks after in every round, too small and too frequent to be a job: it answers how much it did."""
    _quehaceres[f"{funcion.__module__}.{funcion.__name__}"] = funcion
    return funcion


def quehaceres() -> list[Callable[[], int]]:
    """What is looked after in every round."""
    return list(_quehaceres.values())


def oficio_de(nombre: str) -> Oficio | None:
    """The job declared with that name."""
    return _oficios.get(nombre)


def periodicos() -> list[Oficio]:
    """The jobs that have their hour."""
    return [oficio for oficio in _oficios.values() if oficio.cada]


def encolar_tarea(nombre: str, datos: dict[str, Any], *, por: Usuario | None, clave: str, ambito: str = "") -> Tarea:
    """Ask for a job, in the transaction of whoever asks. While one with the same `clave` waits or runs, that is the one."""
    if nombre not in _oficios:
        raise LookupError(f"No hay un trabajo «{nombre}».")
    while True:
        nueva = Tarea(nombre=nombre, datos=datos, pedida_por=por, clave=clave, ambito=ambito)
        try:
            with transaction.atomic():
                nueva.save(force_insert=True)
            return nueva
        except IntegrityError:
            anterior = Tarea.objects.activas().filter(clave=clave).first()
            if anterior is not None:
                return anterior
            if not Tarea.objects.filter(clave=clave).exists():
                raise  # another law was broken; else the other one ended in between, and this one can be asked for


class Contexto:
    """What a job has in its hands while it is done."""

    def __init__(self, tarea: Tarea) -> None:
        self.tarea = tarea
        self._ultimo = 0.0

    def avanzar(self, hecho: int, total: int, texto: str = "") -> None:
        """Say how far it is, and that it is alive: at least once a minute. Raises `TareaPerdida` when it must stop."""
        if time.monotonic() - self._ultimo >= ENTRE_LATIDOS or hecho >= total:
            self._sostener(hecho=max(hecho, 0), total=max(total, 0), texto=texto[:200])
            self._ultimo = time.monotonic()

    @contextmanager
    def gesto(self, *, motivo: str = "", tipo: str = Lote.Tipo.EDICION, ambito: str = "", deshace: Lote | None = None) -> Iterator[Lote]:
        """The writes of the job, in the name of who asked for it, in one transaction with the mark that it is done. One for each job."""
        with transaction.atomic():
            self._sostener()
            with gesto(por=self.tarea.pedida_por, motivo=motivo, tipo=tipo, ambito=ambito, deshace=deshace) as lote:
                yield lote
            self._cerrar(resultado={"lote": lote.pk, "url": lote.destino})

    def terminar(self, resultado: dict[str, Any] | None) -> None:
        """The function has returned. What a gesture already marked as done only learns what else there is to tell."""
        self.tarea.refresh_from_db()
        junto = {**(self.tarea.resultado or {}), **(resultado or {})}
        if self.tarea.estado == Tarea.Estado.HECHA:
            Tarea.objects.filter(pk=self.tarea.pk, obrero=self.tarea.obrero).update(resultado=junto)
        else:
            self._cerrar(resultado=junto)

    def fallar(self, error: str, *, registro: str = "") -> None:
        """It could not be done; `error` is for people. What a gesture already committed stands, and the job is done."""
        self._mio().update(estado=Tarea.Estado.FALLIDA, error=error[:500], registro=registro, terminada_en=ahora())

    def _mio(self) -> Any:
        return Tarea.objects.filter(pk=self.tarea.pk, obrero=self.tarea.obrero, estado=Tarea.Estado.EN_CURSO)

    def _sostener(self, **campos: Any) -> None:
        if not self._mio().update(latido_en=ahora(), **campos):
            raise TareaPerdida

    def _cerrar(self, *, resultado: dict[str, Any]) -> None:
        if not self._mio().update(estado=Tarea.Estado.HECHA, resultado=resultado, terminada_en=ahora()):
            raise TareaPerdida
