"""What one lote did to each record: how it stood before, how the lote left it. Read in bulk, whatever the number of records.

A record may be touched several times within a lote: what counts is the row of history before the first time and the last row inside.
Nobody else's row can stand between: the record is held from its first touch until the lote ends.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, Field, ForeignKey, Max, Model, QuerySet, Value

from base.cuentas.models import Usuario

from .campos import SIN_MOSTRAR, en_palabras
from .campos import nombres_de as nombres_de_valores
from .models import Lote, Registro

Modelo = type[Model]
TANDA = 10_000
PAPELERA = ("eliminado_en", "eliminado_por")

_alcances: dict[Modelo, Callable[[Any], "QuerySet[Any]"]] = {}


def registrar_alcance(modelo: Modelo, alcance: Callable[[Any], "QuerySet[Any]"]) -> None:
    """Which rows of a model that is no `Registro` (an account) a person reaches."""
    _alcances[modelo] = alcance


@lru_cache(maxsize=1)
def modelos_con_historia() -> list[Any]:
    """Every model whose changes are remembered, in one order: that of the addresses, of the pages and of the locks."""
    return sorted((m for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute")), key=lambda m: m._meta.label_lower)


def modelo_llamado(clave: str) -> Any:
    """The model called `app.modelo` in an address, or None."""
    return next((m for m in modelos_con_historia() if m._meta.label_lower == clave), None)


@lru_cache(maxsize=128)
def columnas_recordadas(modelo: Any) -> list[Any]:
    """The columns of a record that its history keeps and a person or a rule may write: no key, nothing the database works out."""
    recordadas = {campo.name for campo in modelo.history.model.tracked_fields}
    return [c for c in modelo._meta.concrete_fields if c.name in recordadas and not c.primary_key and not c.generated]


def columnas_visibles(modelo: Any) -> list[Any]:
    """Of those, the ones that a person reads: who and when of a state is told by the line itself."""
    return [c for c in columnas_recordadas(modelo) if c.name not in SIN_MOSTRAR and not c.name.endswith(("_por", "_en"))]


# ── Which records ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _alcance(modelo: Any, user: Usuario) -> "QuerySet[Any]":
    """Records of a model whose inside this person reads."""
    if modelo in _alcances:
        return _alcances[modelo](user)
    if not issubclass(modelo, Registro):
        return modelo._base_manager.none()
    return modelo.todos.for_user(user).internos_de(user)


def en_alcance(modelo: Any, user: Usuario | None, pks: Collection[Any]) -> set[Any]:
    """Of those records, the ones whose inside this person reads, in the papelera or not; all, for nobody (the console of the server).

    What stands on a record in the papelera is reached through it: `for_user` hides it, because no list shows it.
    """
    if user is None:
        return set(pks)
    mios = {pk for tanda in tandas(pks) for pk in _alcance(modelo, user).filter(pk__in=tanda).order_by().values_list("pk", flat=True)}
    faltan, bases = set(pks) - mios, _bases(modelo)
    if not faltan or not bases:
        return mios
    columnas = [base.attname for base in bases]
    filas = [f for tanda in tandas(faltan) for f in modelo._base_manager.filter(pk__in=tanda).values_list("pk", *columnas)]
    for lugar, base in enumerate(bases, start=1):
        otro: Any = base.related_model
        caidos = {
            pk
            for tanda in tandas({f[lugar] for f in filas})
            for pk in otro.todos.eliminados().filter(pk__in=tanda).values_list("pk", flat=True)
        }
        alcanzados = en_alcance(otro, user, caidos) if caidos else set()
        mios |= {f[0] for f in filas if f[lugar] in alcanzados}
    return mios


def tandas(valores: Iterable[Any]) -> Iterator[list[Any]]:
    """What an engine takes in one question."""
    todos = sorted(valores, key=str)
    return (todos[desde : desde + TANDA] for desde in range(0, len(todos), TANDA))


def _bases(modelo: Any) -> list[Any]:
    """The keys to the records that one stands on."""
    return [
        campo
        for campo in modelo._meta.concrete_fields
        if isinstance(campo, ForeignKey)
        and not campo.null
        and issubclass(campo.related_model, Registro)
        and campo.related_model is not modelo
    ]


def modelos_tocados(lote: Lote) -> list[Any]:
    """The models of which the lote touched some record: one query over every history."""
    partes: list[Any] = [
        m.history.model.objects.filter(lote=lote)
        .order_by()
        .values("lote")
        .annotate(clave=Value(m._meta.label_lower, output_field=CharField()), n=Count("history_id"))
        .values_list("clave", flat=True)
        for m in modelos_con_historia()
    ]
    tocados = set(partes[0].union(*partes[1:], all=True))
    return [m for m in modelos_con_historia() if m._meta.label_lower in tocados]


# ── Before and after ─────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Toque:
    """What the lote did to one record: its columns (`columnas_recordadas`) before it, and as it left them."""

    creado: bool
    antes: tuple[Any, ...] | None
    despues: tuple[Any, ...]


def del_lote(modelo: Any, lote: Lote, pks: Collection[Any] | None = None) -> "QuerySet[Any]":
    """The history rows that the lote wrote of a model (of those records)."""
    filas = modelo.history.model.objects.filter(lote=lote).order_by()
    return filas if pks is None else filas.filter(**{f"{modelo._meta.pk.attname}__in": list(pks)})


def previas(modelo: Any, lote: Lote, hasta: int, pks: Collection[Any] | None = None) -> "QuerySet[Any]":
    """The numbers of the rows that stood last before the lote."""
    llave = modelo._meta.pk.attname
    cuales: Any = del_lote(modelo, lote).values(llave) if pks is None else list(pks)
    anteriores = modelo.history.model.objects.filter(**{f"{llave}__in": cuales}, history_id__lt=hasta).exclude(lote=lote)
    return anteriores.order_by().values(llave).annotate(ultima=Max("history_id")).values("ultima")


def toques(modelo: Any, lote: Lote, pks: Collection[Any] | None = None) -> tuple[dict[Any, Toque], int]:
    """What the lote did to each record of a model (to those), and the number of its last row. Two queries."""
    llave, columnas = modelo._meta.pk.attname, [c.attname for c in columnas_recordadas(modelo)]
    hechos: dict[Any, Toque] = {}
    filas = list(del_lote(modelo, lote, pks).order_by("history_id").values_list("history_id", "history_type", llave, *columnas))
    hasta = filas[-1][0] if filas else 0
    for _, tipo, pk, *valores in filas:
        anterior = hechos.get(pk)
        hechos[pk] = Toque(tipo == "+" or (anterior is not None and anterior.creado), None, tuple(valores))
    numeros = previas(modelo, lote, hasta, pks)
    for pk, *valores in modelo.history.model.objects.filter(history_id__in=numeros).order_by().values_list(llave, *columnas):
        hechos[pk].antes = tuple(valores)
    return hechos, hasta


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def nombres_de(modelo: Any, pks: Iterable[Any]) -> dict[Any, Any]:
    """The records themselves by key, with what their names are made of, in one query."""
    return {fila.pk: fila for fila in modelo._base_manager.filter(pk__in=list(pks)).select_related()}


class Palabras:
    """Says values as a person reads them. Told first which ones will come, it asks what each key is called once a model."""

    def __init__(self, valores: Iterable[tuple["Field[Any, Any]", Any]]) -> None:
        self._nombres = nombres_de_valores(valores)

    def decir(self, campo: "Field[Any, Any]", valor: Any) -> str:
        """A value of a column."""
        return en_palabras(campo, valor, self._nombres)
