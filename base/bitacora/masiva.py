"""Many records at once: chosen in a list, shown as they would be, changed all or none.

A list that lets its rows be changed together is one declaration (`ListaEditable`) with its operations (`Operacion`), registered by the app
that owns the model. What is written here is the same for all: which rows, what would happen to each, whether it still would when the
person says yes, and one gesture for all of it. Nothing is kept between the pages: the address carries the choice and what was typed.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, QueryDict
from django.urls import reverse

from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .bloque import poner_en_bloque
from .formularios import ConClave
from .gestos import actual
from .models import Lote
from .revisiones import revisiones_de

MAXIMO = 20_000
MAXIMO_MARCADOS = 300  # one by one: their keys travel in the address
POR_PAGINA = 50
CAMBIA, IGUAL, NO = "cambia", "igual", "no"


# ── What would happen ────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Resultado:
    """What an operation would do to one row: change it, nothing (it is so already), or be refused, with the reason."""

    fila: Any
    efecto: str
    antes: str = ""
    despues: str = ""
    razon: str = ""


def resultado(fila: Any, antes: str, despues: str, *reglas: Callable[[], None]) -> Resultado:
    """The row changes from `antes` to `despues`, unless it is so already or one of `reglas` raises `ValidationError`."""
    if antes == despues:
        return Resultado(fila, IGUAL, antes, antes)
    try:
        for regla in reglas:
            regla()
    except ValidationError as error:
        return Resultado(fila, NO, antes, antes, " ".join(error.messages))
    return Resultado(fila, CAMBIA, antes, despues)


@dataclass(frozen=True)
class Cuenta:
    """How many records an operation touched."""

    creados: int = 0
    cambiados: int = 0
    eliminados: int = 0


class DatosDeMuchos(forms.Form):
    """What an operation asks: its own fields, and why."""

    motivo = forms.CharField(
        label="Motivo", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="Queda en la historia de cada registro."
    )

    def __init__(self, *args: Any, ambito: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acotar(ambito)
        self.order_fields([nombre for nombre in self.fields if nombre != "motivo"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def acotar(self, ambito: Any) -> None:
        """Leave as choices only what belongs to `ambito`, the UGEL of the page."""


class Operacion:
    """One thing that can be done to many rows. The rows come whole, in the order of their keys; `aplicar` finds them held."""

    slug: ClassVar[str]
    etiqueta: ClassVar[str]
    explicacion: ClassVar[str]
    permiso: ClassVar[Permiso]
    formulario: ClassVar[type[DatosDeMuchos]]

    def ensayar(self, filas: list[Any], datos: dict[str, Any]) -> list[Resultado]:
        """What would happen to each row, in as many queries for a thousand rows as for ten. It changes nothing."""
        raise NotImplementedError

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """Do it to those that `ensayar` said would change."""
        raise NotImplementedError


class CambioDeCampo(Operacion):
    """The same value for one column of all of them; no other law looks at that column."""

    campo: ClassVar[str]

    def ensayar(self, filas: list[Any], datos: dict[str, Any]) -> list[Resultado]:
        """Each as the page words it."""
        if not filas:
            return []
        opciones = dict(filas[0]._meta.get_field(self.campo).flatchoices)
        nuevo = datos[self.campo]
        despues = str(opciones.get(nuevo, nuevo))
        return [resultado(f, str(opciones.get(antes, antes)), despues) for f, antes in ((f, getattr(f, self.campo)) for f in filas)]

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """One statement."""
        poner_en_bloque(type(filas[0]), filas, {self.campo: datos[self.campo]})
        return Cuenta(cambiados=len(filas))


@dataclass(frozen=True)
class Ensayo:
    """What an operation would do to the rows that were chosen. `huella` sums it up: equal, nothing has moved in between."""

    resultados: list[Resultado]
    huella: str

    def con(self, efecto: str) -> list[Resultado]:
        """Those of one effect."""
        return [r for r in self.resultados if r.efecto == efecto]

    @cached_property
    def cambian(self) -> list[Resultado]:
        """Those that would change."""
        return self.con(CAMBIA)

    @cached_property
    def rechazados(self) -> list[Resultado]:
        """Those that cannot."""
        return self.con(NO)

    @cached_property
    def iguales(self) -> list[Resultado]:
        """Those that are so already."""
        return self.con(IGUAL)

    def para_ver(self, efecto: str) -> list[Resultado]:
        """Those of one effect, or all with what needs a decision first."""
        return self.con(efecto) if efecto in (CAMBIA, IGUAL, NO) else [*self.rechazados, *self.cambian, *self.iguales]


# ── Which rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Eleccion:
    """Rows marked one by one, or all those of a filter: in the words of the address."""

    llaves: tuple[str, ...] = ()
    filtro: str | None = None

    @classmethod
    def leer(cls, datos: QueryDict) -> Self:
        """As the bar of a list, or any later page, says it."""
        cuales = datos.get("cuales")
        if cuales == "todos":
            return cls(filtro=datos.get("filtro", ""))
        crudas = ",".join([datos.get("de_la_pagina", "")] if cuales == "pagina" else datos.getlist("ids"))
        return cls(llaves=tuple(dict.fromkeys(parte for parte in crudas.split(",") if parte)))

    @property
    def campos(self) -> list[tuple[str, str]]:
        """The same, for the next page."""
        if self.filtro is not None:
            return [("cuales", "todos"), ("filtro", self.filtro)]
        return [("ids", ",".join(self.llaves))]


@dataclass(frozen=True, kw_only=True)
class ListaEditable:
    """A list whose rows can be changed together. `ambito` is the UGEL of the address, or 404 for who does not read it."""

    slug: str
    que: str  # "compromisos"
    modelo: type[Any]
    ambito: Callable[[Any, str], Any]
    filas: Callable[[Any, Any], Any]  # (user, ambito) → its rows there
    filtrar: Callable[[Any, Any, QueryDict], Any]  # (user, ambito, what the address of the list asks) → the rows the list would show
    volver: Callable[[Any], str]  # (ambito) → address of the list
    describir: Callable[[Any], str]  # (fila) → a few words beside its name
    para_nombrar: tuple[str | Prefetch, ...] = ()  # what the name and the address of a row need
    operaciones: tuple[Operacion, ...]


_listas: dict[str, ListaEditable] = {}


def registrar(lista: ListaEditable) -> None:
    """Let the rows of a list be changed together."""
    _listas[lista.slug] = lista


def abrir(user: Any, *, ugel: str, lista: str) -> "Mesa":
    """The table at which this person works on that list of that UGEL; 404 where there is none, or it is not theirs to read."""
    if lista not in _listas:
        raise Http404
    declarada = _listas[lista]
    return Mesa(declarada, declarada.ambito(user, ugel), user, ugel)


def barra(lista: ListaEditable, *, ambito: Any, codigo: str, persona: Any) -> "Mesa | None":
    """What a list draws below its rows for who may change many at once (`bitacora/_muchos.html`)."""
    return Mesa(lista, ambito, persona, codigo) if persona.puede(Permiso.CAMBIAR_MUCHOS) else None


@dataclass(frozen=True)
class Mesa:
    """One person at one list of one UGEL."""

    lista: ListaEditable
    ambito: Any
    persona: Any
    codigo: str

    @property
    def url(self) -> str:
        """Where the rows that were chosen go."""
        return reverse("masiva", args=[self.codigo, self.lista.slug])

    @property
    def volver(self) -> str:
        """The list."""
        return self.lista.volver(self.ambito)

    @property
    def operaciones(self) -> list[Operacion]:
        """Those that the role allows."""
        return [operacion for operacion in self.lista.operaciones if self.persona.puede(operacion.permiso)]

    def operacion(self, slug: str | None) -> Operacion | None:
        """The one that was asked for, if any; refused where the role does not allow it."""
        pedida = next((operacion for operacion in self.lista.operaciones if operacion.slug == slug), None)
        if pedida is not None and not self.persona.puede(pedida.permiso):
            raise PermissionDenied
        return pedida

    # ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    def elegidas(self, eleccion: Eleccion) -> Any:
        """The rows chosen that are this person's to see, here; a key of somewhere else is a key of nothing."""
        if eleccion.filtro is not None:
            return self.lista.filtrar(self.persona, self.ambito, QueryDict(eleccion.filtro))
        return self.lista.filas(self.persona, self.ambito).filter(pk__in=self._llaves(eleccion.llaves))

    def _llaves(self, crudas: Iterable[str]) -> list[Any]:
        """What can be a key at all."""
        llave, buenas = self.lista.modelo._meta.pk, []
        for cruda in crudas:
            with contextlib.suppress(ValidationError):
                valor = llave.to_python(cruda)
                if not isinstance(valor, int) or 0 < valor < 2**63:
                    buenas.append(valor)
        return buenas

    def reparo(self, eleccion: Eleccion, cuantas: int) -> str:
        """Why one cannot go on with that choice; empty: one can."""
        if len(eleccion.llaves) > MAXIMO_MARCADOS:
            return f"Marcó {len(eleccion.llaves):,}. De uno en uno caben {MAXIMO_MARCADOS}: para más, filtre la lista y elija todos los del filtro."
        if cuantas > MAXIMO:
            return f"Son {cuantas:,}, y de una vez se cambian hasta {MAXIMO:,}. Filtre la lista para elegir menos."
        return "" if cuantas else f"No eligió ninguno de los {self.lista.que}, o ya no están en la lista."

    # ── Trying and doing ─────────────────────────────────────────────────────────────────────────────────────────────────
    def ensayar(self, operacion: Operacion, eleccion: Eleccion, datos: dict[str, Any], *, tomar: bool = False) -> Ensayo:
        """What would happen now. `tomar` holds the rows until the transaction ends."""
        elegidas = self.elegidas(eleccion).order_by("pk")
        if tomar:
            llaves = list(elegidas.values_list("pk", flat=True)[: MAXIMO + 1])
            elegidas = self.lista.filas(self.persona, self.ambito).filter(pk__in=llaves).order_by("pk").select_for_update(of=("self",))
        resultados = operacion.ensayar(list(elegidas[: MAXIMO + 1]), datos)
        return Ensayo(resultados, self._huella(operacion, resultados))

    def _huella(self, operacion: Operacion, resultados: list[Resultado]) -> str:
        # asked after the rows are held: a subquery of the query that waited for them would not see what it waited for
        revisiones = revisiones_de(self.lista.modelo, [r.fila.pk for r in resultados])
        suma = hashlib.sha256(operacion.slug.encode())
        for r in resultados:
            suma.update(repr((r.fila.pk, revisiones.get(r.fila.pk, 0), r.efecto, r.antes, r.despues, r.razon)).encode())
        return suma.hexdigest()

    def nombrar(self, resultados: Iterable[Resultado]) -> list[dict[str, Any]]:
        """Rows of the table of a page, each with its name and its address."""
        vistos = list(resultados)
        prefetch_related_objects([r.fila for r in vistos], *self.lista.para_nombrar)
        return [
            {"nombre": str(r.fila), "detalle": self.lista.describir(r.fila), "url": r.fila.get_absolute_url(), "resultado": r}
            for r in vistos
        ]


def aplicar(operacion: Operacion, ensayo: Ensayo, datos: dict[str, Any], *, por: Usuario) -> Lote:
    """Do what `ensayo` showed, inside the gesture in course, and write down how many, and which were left out and why."""
    lote = actual()
    if lote is None:
        raise RuntimeError("Cambiar muchos registros solo se hace dentro de un gesto.")
    cuenta = operacion.aplicar([r.fila for r in ensayo.cambian], datos, por=por, lote=lote)
    lote.contar(creados=cuenta.creados, cambiados=cuenta.cambiados, eliminados=cuenta.eliminados)
    if ensayo.rechazados:
        lote.dejar((str(r.fila), r.razon) for r in ensayo.rechazados)
    return lote


class Confirmacion(ConClave):
    """The yes to a preview: once, to what was seen, and to leaving out what cannot be changed."""

    huella = forms.CharField(required=False, max_length=64)
    solo = forms.BooleanField(required=False)

    def __init__(self, *args: Any, motivo: str, tomar: Callable[[], Ensayo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._motivo, self._tomar = motivo, tomar
        self.cambiaron = False

    @property
    def motivo_del_gesto(self) -> str:
        """It was asked for on the page before."""
        return self._motivo

    def comprobar_revision(self) -> None:
        """Hold the rows and look again: nothing is written but what the person saw."""
        self.ensayo = self._tomar()
        if self.ensayo.huella != self.cleaned_data["huella"]:
            self.cambiaron = True
            raise ValidationError("Algo cambió después de que usted vio esta página. No se escribió nada: revise cómo quedaría ahora.")
        if not self.ensayo.cambian or len(self.ensayo.resultados) > MAXIMO:
            raise ValidationError("No hay nada que cambiar así.")
        if self.ensayo.rechazados and not self.cleaned_data["solo"]:
            raise ValidationError("Hay registros que no se pueden cambiar. No se escribió nada: elija si cambia solo los demás.")
