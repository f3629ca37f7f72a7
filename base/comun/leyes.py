"""The laws of the database, asked of a record before it is written, without a query for each.

A bulk write meets the check constraints only when the database refuses the whole statement, and then it names one. This reads the same
constraints and answers for each record; a test holds it to what both engines answer.
"""

from functools import lru_cache
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q


def leyes_rotas(registro: Model) -> list[CheckConstraint]:
    """The check constraints that `registro` breaks, with their Spanish message in `violation_error_message`."""
    return [ley for ley in _leyes(type(registro)) if _cumple(ley.condition, registro) is False]


@lru_cache
def _leyes(modelo: type[Model]) -> list[CheckConstraint]:
    return [ley for ley in modelo._meta.constraints if isinstance(ley, CheckConstraint)]


@lru_cache
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


def _cumple(condicion: Any, registro: Model) -> bool | None:
    """As SQL answers: true, false, or unknown (None), which a check lets pass."""
    respuestas = [_cumple(h, registro) if isinstance(h, Q) else _pregunta(h, registro) for h in condicion.children]
    if condicion.connector == Q.AND:
        salida = False if False in respuestas else None if None in respuestas else True
    elif condicion.connector == Q.OR:
        salida = True if True in respuestas else None if None in respuestas else False
    else:
        raise NotImplementedError(f"No se sabe evaluar {condicion.connector}.")
    return salida if not condicion.negated or salida is None else not salida


def _pregunta(hijo: tuple[str, Any], registro: Model) -> bool | None:
    nombre, _, operador = hijo[0].partition("__")
    valor, otro = _valor(nombre, registro), hijo[1]
    if isinstance(otro, F):
        otro = _valor(otro.name, registro)  # type: ignore[attr-defined]
    if operador == "isnull":
        return (valor is None) == otro
    if operador in ("", "exact"):
        if hijo[1] is None:
            return valor is None
        return None if valor is None or otro is None else bool(valor == otro)
    if valor is None or otro is None:
        return None
    if operador == "in":
        return valor in otro
    comparaciones = {"gt": valor.__gt__, "gte": valor.__ge__, "lt": valor.__lt__, "lte": valor.__le__}
    if operador not in comparaciones:
        raise NotImplementedError(f"No se sabe evaluar «{operador}».")
    return bool(comparaciones[operador](otro))


def _valor(nombre: str, registro: Model) -> Any:
    """A column of the record; of a foreign key, its key."""
    return getattr(registro, registro._meta.get_field(nombre).attname)  # type: ignore[union-attr]
