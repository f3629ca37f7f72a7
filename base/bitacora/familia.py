"""What a record carries with it wherever it goes: the rows that cannot exist without it, and the rows that cannot without those.

It is read off the models: a child names its parent in a key that may not be empty. A key that may be empty only mentions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from .models import Entrada, Registro


def llaves_hacia(modelo: type[Model]) -> list[Any]:
    """Every foreign key, of any model but those of history, that points to this one."""
    relaciones = [r for r in modelo._meta.get_fields(include_hidden=True) if r.auto_created and r.one_to_many]
    return [r.field for r in relaciones if not issubclass(r.related_model, Entrada)]  # type: ignore[union-attr,arg-type]


def llaves_de_hijos(modelo: type[Model]) -> list[Any]:
    """Those by which a record hangs on one of this model."""
    return [campo for campo in llaves_hacia(modelo) if not campo.null and issubclass(campo.model, Registro)]


@dataclass(frozen=True)
class Rama:
    """A kind of record below another, and the path of keys that leads up to it."""

    modelo: Any
    camino: str

    @property
    def clave(self) -> str:
        """The path, and what it starts from: two ways down to the same kind are two."""
        return f"{self.modelo._meta.label_lower}/{self.camino}"

    def escalones(self) -> list[str]:
        """Every step of the path but the last, which is the record itself."""
        pasos = self.camino.split("__")
        return ["__".join(pasos[: i + 1]) for i in range(len(pasos) - 1)]


def ramas(modelo: type[Model], *, hondo: bool = True) -> Iterator[Rama]:
    """Every kind that hangs on this one, near ones first; only the nearest unless `hondo`."""
    cola, vistos = [(modelo, "")], {modelo}
    while cola:
        padre, arriba = cola.pop(0)
        for llave in llaves_de_hijos(padre):
            camino = f"{llave.name}__{arriba}" if arriba else llave.name
            yield Rama(llave.model, camino)
            if hondo and llave.model not in vistos:
                vistos.add(llave.model)
                cola.append((llave.model, camino))


def cuentas(elegidos: dict[Any, list[Any]], *, hondo: bool) -> dict[tuple[str, str], list[tuple[Any, int]]]:
    """How many of each kind hung on these deleted records (primary keys by model) when they were deleted: one query for all of them."""
    partes: list[QuerySet[Any]] = []
    por_clave = {}
    for modelo, llaves in elegidos.items():
        for rama in ramas(modelo, hondo=hondo):
            por_clave[rama.clave] = rama.modelo
            partes.append(_cuenta(modelo, rama, llaves))
    if not partes:
        return {}
    primera, *otras = partes
    total: dict[tuple[str, str], list[tuple[Any, int]]] = {}
    for fila in primera.union(*otras, all=True) if otras else primera:
        total.setdefault((fila["c_padre"], fila["c_pk"]), []).append((por_clave[fila["c_rama"]], fila["c_n"]))
    return total


def _cuenta(modelo: Any, rama: Rama, llaves: list[Any]) -> "QuerySet[Any]":
    raiz = f"{rama.camino}__eliminado_en"
    estaban = Q(eliminado_en=None) | Q(eliminado_en__gte=F(raiz))
    for escalon in rama.escalones():
        estaban &= Q(**{f"{escalon}__eliminado_en": None}) | Q(**{f"{escalon}__eliminado_en__gte": F(raiz)})
    filas = rama.modelo._base_manager.filter(estaban, **{f"{rama.camino}__in": llaves}).order_by().values(rama.camino)
    return filas.annotate(
        c_padre=Value(modelo._meta.label_lower, output_field=CharField()),
        c_rama=Value(rama.clave, output_field=CharField()),
        c_pk=Cast(rama.camino, TextField()),
        c_n=Count("pk"),
    ).values("c_padre", "c_rama", "c_pk", "c_n")


def en_letras(modelo: Any, cuantos: int) -> str:
    """ "1 alcance", "3 alcances"."""
    return f"{cuantos:,} {modelo._meta.verbose_name if cuantos == 1 else modelo._meta.verbose_name_plural}"
