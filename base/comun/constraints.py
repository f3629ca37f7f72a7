"""Laws that the database keeps, each with the Spanish sentence a person reads when one is broken."""

import datetime

from django.db.models import CheckConstraint, F, Q

from .fechas import DESDE


def not_before(despues: str, antes: str, *, name: str, message: str) -> CheckConstraint:
    """`despues` may be empty, but is never earlier than `antes`."""
    condition = Q(**{f"{despues}__isnull": True}) | Q(**{f"{antes}__isnull": True}) | Q(**{f"{despues}__gte": F(antes)})
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def set_together(*campos: str, name: str, message: str) -> CheckConstraint:
    """All of `campos` are filled, or none: an instant never stands without its person."""
    ninguno, todos = Q(), Q()
    for campo in campos:
        ninguno &= Q(**{f"{campo}__isnull": True})
        todos &= Q(**{f"{campo}__isnull": False})
    return CheckConstraint(condition=ninguno | todos, name=name, violation_error_message=message)


def since_2000(campo: str, *, name: str, message: str) -> CheckConstraint:
    """`campo` may be empty, but is no date before `DESDE`: a year of three digits is a slip, and no calendar of ours reads it back."""
    condition = Q(**{f"{campo}__isnull": True}) | Q(**{f"{campo}__gte": datetime.date(DESDE, 1, 1)})
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def check(condition: Q, *, name: str, message: str) -> CheckConstraint:
    """Any other law about one row."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def one_of(campo: str, valores: list[str], *, name: str, message: str) -> CheckConstraint:
    """`campo` holds one of the slugs that the portal knows."""
    return CheckConstraint(condition=Q(**{f"{campo}__in": valores}), name=name, violation_error_message=message)
