"""The laws of the database, asked of a record before it is written, without a query for each.

A bulk write meets the check constraints only when the database refuses the whole statement, and then it names one. This reads the same
constraints and answers for each record; a test holds it to what both engines answer.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from operator import attrgetter, ge, gt, le, lt
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q

Pregunta = Callable[[Any], bool | None]  # as SQL answers: true, false, or unknown (None), which a check lets pass
COMPARAN = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def leyes_rotas(registro: Model) -> list[CheckConstraint]:
    """The check constraints that `registro` breaks, with their Spanish message in `violation_error_message`."""
    return [ley for ley, cumple in _leyes(type(registro)) if cumple(registro) is False]


def campos_de(ley: CheckConstraint) -> list[str]:
    """The fields that a law speaks of, in the order in which it names them."""
    nombres: list[str] = []

    def recorrer(nodo: Any) -> None:
        for hijo in nodo.children:
            if isinstance(hijo, tuple):
                nombres.append(hijo[0].partition("__")[0])
            else:
                recorrer(hijo)

    recorrer(ley.condition)
    return list(dict.fromkeys(nombres))


@lru_cache
def _leyes(modelo: type[Model]) -> list[tuple[CheckConstraint, Pregunta]]:
    leyes = [ley for ley in modelo._meta.constraints if isinstance(ley, CheckConstraint)]
    return [(ley, _condicion(ley.condition, modelo)) for ley in leyes]


def _condicion(nodo: Any, modelo: type[Model]) -> Pregunta:
    """A condition as a function of a record, worked out once a model."""
    partes = [_condicion(h, modelo) if isinstance(h, Q) else _pregunta(h, modelo) for h in nodo.children]
    if nodo.connector not in (Q.AND, Q.OR):
        raise NotImplementedError(f"No se sabe evaluar {nodo.connector}.")
    return partial(_juntas, partes, nodo.connector == Q.OR, nodo.negated)


def _juntas(partes: list[Pregunta], basta_una: bool, negada: bool, registro: Any) -> bool | None:
    salida: bool | None = not basta_una
    for parte in partes:
        respuesta = parte(registro)
        if respuesta is basta_una:
            salida = basta_una
            break
        if respuesta is None:
            salida = None
    return salida if salida is None or not negada else not salida


def _pregunta(hijo: tuple[str, Any], modelo: type[Model]) -> Pregunta:
    nombre, _, operador = hijo[0].partition("__")
    valor, otro = _columna(nombre, modelo), hijo[1]
    if operador == "isnull" or (operador in ("", "exact") and otro is None):
        vacio = True if operador != "isnull" else bool(otro)
        return lambda registro: (valor(registro) is None) == vacio
    dado: Callable[[Any], Any] = _columna(otro.name, modelo) if isinstance(otro, F) else lambda _: otro  # type: ignore[attr-defined]
    if operador == "regex":
        patron = re.compile(otro)
        return lambda registro: None if (v := valor(registro)) is None else patron.search(v) is not None
    if operador == "in":
        return lambda registro: None if (v := valor(registro)) is None else v in otro
    compara = COMPARAN.get(operador) if operador not in ("", "exact") else lambda a, b: a == b
    if compara is None:
        raise NotImplementedError(f"No se sabe evaluar «{operador}».")

    def pregunta(registro: Any) -> bool | None:
        uno, dos = valor(registro), dado(registro)
        return None if uno is None or dos is None else bool(compara(uno, dos))

    return pregunta


def _columna(nombre: str, modelo: type[Model]) -> Callable[[Any], Any]:
    """A column of a record; of a foreign key, its key."""
    return attrgetter(modelo._meta.get_field(nombre).attname)  # type: ignore[union-attr]
