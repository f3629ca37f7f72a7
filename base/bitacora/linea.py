"""The timeline of a record and of what hangs on it: who, when, what before and after, why.

One query brings a page of lines of every kind, each with the line before it: the fields travel as one JSON column, so that kinds of
record with different columns fit in one UNION.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from base.comun.diferencias import marcar
from base.comun.preparadas import traer
from base.cuentas.preparadas import traer_para

from .campos import DE_FONDO, Campo, Nombres, Objeto, campos_de, en_palabras, es_texto, nombres_de, titulo, valor
from .hijos import Hijo, hijos_de, llave_al_padre, registrar_hijos
from .models import Lote

__all__ = ["Hijo", "Momento", "direccion_de_lote", "linea_de_tiempo", "registrar_hijos"]


def direccion_de_lote(pk: int) -> str:
    """Page of a deliberate gesture."""
    return f"/lotes/{pk}/"


@dataclass
class Cambio:
    """One field that changed in one line. `marcado` is the new text with its words marked, where it is a text."""

    nombre: str
    campo: str
    antes: str
    despues: str
    marcado: SafeString | None = None
    volver_url: str = ""


@dataclass
class Momento:
    """One line of the timeline. `sujeto` names what it happened to, when it was something that hangs on the record."""

    por: str
    en: datetime.datetime
    que: str
    cambios: list[Cambio] = field(default_factory=list)
    motivo: str = ""
    modelo: Any = None
    pk: str = ""
    fila: int = 0
    sujeto: str = ""
    clase: str = ""
    alta: bool = False
    lote_url: str = ""
    volver_url: str = ""

    @property
    def ancla(self) -> str:
        """What its address ends in: `#compromiso-120`."""
        return f"{self.modelo._meta.model_name}-{self.fila}" if self.modelo else ""


# ── Where the lines come from ────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Clase:
    """A kind of record that a timeline tells of: the record itself, or what hangs on it, called by `nombre` and hung by `padre`."""

    modelo: Any
    nombre: str = ""
    padre: str = ""
    es_hijo: bool = False

    @property
    def clave(self) -> str:
        """How the kind is called in an address."""
        return str(self.modelo._meta.label_lower)

    @cached_property
    def campos(self) -> list[Campo]:
        """What is told of it; not whom it hangs on, which the page says."""
        return [c for c in campos_de(self.modelo) if c.name != self.padre]

    @property
    def ya_dicho(self) -> str:
        """The field by which its lines are already called."""
        return self.nombre.partition("__")[0]


@cache
def clases_de(modelo: Any) -> tuple[Clase, ...]:
    """The kind of a record, and those of what hangs on it."""
    de_hijos = (Clase(h.modelo, h.nombre, llave_al_padre(h.modelo, modelo).name, es_hijo=True) for h in hijos_de(modelo))
    return (Clase(modelo), *de_hijos)


@dataclass(frozen=True)
class Fuente:
    """The history rows of one kind that belong to a timeline."""

    clase: Clase
    filas: "QuerySet[Any]"

    def en_columnas(self, hasta: int) -> "QuerySet[Any]":
        """Its `hasta` newest lines in the columns that every kind has."""
        modelo, nombre = self.clase.modelo, self.clase.nombre
        llave = modelo._meta.pk.attname
        elegidas = self.filas.order_by("-history_date", "-history_id").values("history_id")[:hasta]
        filas: QuerySet[Any] = modelo.history.model.objects.filter(history_id__in=elegidas).order_by()
        anteriores = modelo.history.model.objects.filter(**{llave: OuterRef(llave)}, history_id__lt=OuterRef("history_id")).order_by(
            "-history_id"
        )
        return filas.annotate(
            f_clave=Value(self.clase.clave, output_field=CharField()),
            f_pk=Cast(llave, TextField()),
            f_nombre=Cast(F(nombre) if nombre else Value(""), TextField()),
            f_quien=F("history_user__nombre"),
            f_lote=F("lote_id"),
            f_tipo=F("lote__tipo"),
            f_datos=self._datos(),
            f_antes=Subquery(anteriores.values(f_datos=self._datos())[:1]),
        ).values(
            "f_clave", "f_pk", "f_nombre", "f_quien", "f_lote", "f_tipo", "f_datos", "f_antes",
            "history_id", "history_date", "history_type", "history_change_reason",
        )  # fmt: skip

    def _datos(self) -> Objeto:
        sueltos = {"estado", "eliminado_en"} & {c.name for c in self.clase.modelo.history.model._meta.fields}
        columnas = {c.attname for c in self.clase.campos} | sueltos
        return Objeto(**{columna: columna for columna in sorted(columnas)})


def fuentes_de(modelo: Any, pk: Any, user: Any = None) -> list[Fuente]:
    """The history of a record; and that of what hangs on it as far as `user` reads it (what was purged for good keeps its lines)."""
    suya, *de_hijos = clases_de(modelo)
    propia = Fuente(suya, modelo.history.filter(**{modelo._meta.pk.attname: pk}))
    return [propia] if user is None else [propia, *(_fuente_de_hijo(clase, pk, user) for clase in de_hijos)]


def _fuente_de_hijo(clase: Clase, del_padre: Any, user: Any) -> Fuente:
    modelo, llave = clase.modelo, f"{clase.padre}_id"
    pk = modelo._meta.pk.attname
    suyos = modelo.todos.filter(**{llave: del_padre})
    visibles = modelo.history.filter(**{f"{pk}__in": suyos.for_user(user).internos_de(user).values("pk")})
    depurados = modelo.history.filter(~Exists(modelo._base_manager.filter(pk=OuterRef(pk))), **{llave: del_padre})
    # each of the two by its own index: joined by an OR, PostgreSQL walks the history of the whole country
    lineas = visibles.order_by().values("history_id").union(depurados.order_by().values("history_id"), all=True)
    return Fuente(clase, modelo.history.filter(history_id__in=lineas))


# ── The lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def linea_de_tiempo(registro: Model, *, limite: int = 50, user: Any = None, conocidos: Iterable[Any] = ()) -> list[Momento]:
    """The last `limite` changes of `registro`, newest first; with those of what hangs on it, when `user` says who reads.

    `conocidos` are records that the page has read, whose names need not be asked for.
    """
    modelo = type(registro)

    def preguntar(quien: Any = None, *, pk: Any) -> Any:
        return lineas(fuentes_de(modelo, pk, quien), hasta=limite)

    clave = ("línea de tiempo", modelo, limite)
    filas = traer(clave, preguntar, pk=registro.pk) if user is None else traer_para(user, clave, preguntar, pk=registro.pk)
    return momentos(clases_de(modelo), filas, conocidos)


def lineas(fuentes: list[Fuente], *, desde: int = 0, hasta: int) -> Any:
    """Lines `desde` to `hasta` of these sources, newest first."""
    primera, *otras = [fuente.en_columnas(hasta) for fuente in fuentes]
    todas = primera.union(*otras, all=True) if otras else primera
    return todas.order_by("-history_date", "-history_id", "f_clave")[desde:hasta]


def momentos(clases: Iterable[Clase], filas: list[dict[str, Any]], conocidos: Iterable[Any] = ()) -> list[Momento]:
    """What these lines tell: one query for each kind of record that a change names."""
    por_clave = {clase.clave: clase for clase in clases}
    cambiados = [_cambiados(por_clave[fila["f_clave"]], fila) for fila in filas]
    nombres = nombres_de(((campo, dicho) for cambios in cambiados for campo, *lados in cambios for dicho in lados), conocidos)
    return [_momento(por_clave[fila["f_clave"]], fila, cambios, nombres) for fila, cambios in zip(filas, cambiados, strict=True)]


def _cambiados(clase: Clase, fila: dict[str, Any]) -> list[tuple[Campo, Any, Any]]:
    """Fields whose value the line moved; of something new that hangs on the record, all that it brought."""
    ahora, antes = fila["f_datos"], fila["f_antes"]
    if antes is None and not (clase.es_hijo and fila["history_type"] == "+"):
        return []
    lados = [(c, valor(c, (antes or {}).get(c.attname)), valor(c, ahora[c.attname])) for c in clase.campos]
    if antes is None:
        return [(c, None, d) for c, _, d in lados if d not in (None, "", False) and c.name not in {clase.ya_dicho, *DE_FONDO}]
    return [(c, a, d) for c, a, d in lados if a != d]


def _momento(clase: Clase, fila: dict[str, Any], cambiados: Iterable[tuple[Campo, Any, Any]], nombres: Nombres) -> Momento:
    cambios = [_cambio(campo, en_palabras(campo, a, nombres), en_palabras(campo, d, nombres)) for campo, a, d in cambiados]
    return Momento(
        por=fila["f_quien"] or "",
        en=fila["history_date"],
        que=_que(clase, fila),
        cambios=cambios,
        motivo=fila["history_change_reason"] or "",
        modelo=clase.modelo,
        pk=str(clase.modelo._meta.pk.to_python(fila["f_pk"])),
        fila=fila["history_id"],
        sujeto=(fila["f_nombre"] or "") if clase.es_hijo else "",
        clase=str(clase.modelo._meta.verbose_name) if clase.es_hijo else "",
        alta=fila["f_antes"] is None,
        lote_url=direccion_de_lote(fila["f_lote"]) if fila["f_tipo"] in Lote.Tipo.deliberados() else "",
    )


def _cambio(campo: Campo, antes: str, despues: str) -> Cambio:
    marcado = marcar(antes, despues) if es_texto(campo) and antes and despues else None
    return Cambio(campo.name, titulo(campo), antes, despues, marcado)


def _que(clase: Clase, fila: dict[str, Any]) -> str:
    ahora, antes = fila["f_datos"], fila["f_antes"]
    if fila["history_type"] == "-":
        return "Lo borró del todo"
    if antes is None:
        return "Lo registró" if fila["history_type"] == "+" else "Estado más antiguo que se conserva"
    fuera, estaba_fuera = (dicho.get("eliminado_en") for dicho in (ahora, antes))  # an account is closed, never deleted
    if fuera and not estaba_fuera:
        return "Lo envió a la papelera"
    if estaba_fuera and not fuera:
        return "Lo restauró de la papelera"
    if ahora.get("estado") != antes.get("estado"):
        estados = dict(clase.modelo._meta.get_field("estado").flatchoices)
        return f"Pasó a «{estados.get(ahora['estado'], ahora['estado'])}»"
    return "Lo cambió"


def con_vuelta(lineas: list[Momento], vuelven: Callable[[Any], set[str]], direccion: Callable[[Momento, str], str]) -> list[Momento]:
    """The same lines, each with where to press to go back to what it said before: `vuelven(model)` are the fields this person may write."""
    for momento in lineas:
        suyos = vuelven(momento.modelo)
        posibles = [] if momento.alta else [c for c in momento.cambios if c.nombre in suyos]
        for cambio in posibles:
            cambio.volver_url = direccion(momento, cambio.nombre)
        momento.volver_url = direccion(momento, "") if len(posibles) > 1 else ""
    return lineas
