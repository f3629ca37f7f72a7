"""The timeline of a record: who, when, what before and after, why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Field, FileField, ForeignKey, Model

SIN_MOSTRAR = {"id", "busqueda", "eliminado_por", "eliminado_en", "demostracion", "archivo", "archivo_bytes", "archivo_tipo"}


@dataclass(frozen=True)
class Momento:
    """One line of the timeline."""

    por: Any
    en: Any
    que: str
    cambios: list[tuple[str, str, str]] = field(default_factory=list)
    motivo: str = ""


def linea_de_tiempo(registro: Model, *, limite: int = 50) -> list[Momento]:
    """The last `limite` changes of `registro`, newest first."""
    modelo = type(registro)
    filas = list(
        modelo.history.filter(**{modelo._meta.pk.attname: registro.pk})  # type: ignore[attr-defined]
        .select_related("history_user", "lote")
        .order_by("-history_id")[: limite + 1]
    )
    if not filas:
        return []
    campos = _campos(modelo, filas)
    nombres = _nombres(campos, filas)
    momentos = [_momento(nueva, vieja, campos, nombres) for nueva, vieja in zip(filas, [*filas[1:], None], strict=True)]
    return momentos[:limite]


def _campos(modelo: type[Model], filas: list[Any]) -> "list[Field[Any, Any]]":
    """Fields that the history remembers and a person understands."""
    recordados = {c.name for c in filas[0]._meta.fields}
    return [c for c in modelo._meta.fields if c.name in recordados - SIN_MOSTRAR and not c.name.endswith(("_por", "_en"))]


def _nombres(campos: "Iterable[Field[Any, Any]]", filas: list[Any]) -> dict[tuple[str, Any], str]:
    """What each foreign key that appears is called: one query a key, whatever the number of changes."""
    nombres = {}
    for campo in campos:
        ids = {getattr(fila, campo.attname) for fila in filas} - {None}
        if isinstance(campo, ForeignKey) and len(ids) > 1:
            otros = campo.related_model._base_manager.filter(pk__in=ids).select_related()
            nombres.update({(campo.name, otro.pk): str(otro) for otro in otros})  # a name may be made of other records' names
    return nombres


def _momento(nueva: Any, vieja: Any, campos: "list[Field[Any, Any]]", nombres: dict[tuple[str, Any], str]) -> Momento:
    cambios = []
    if vieja is not None:
        for campo in campos:
            antes, despues = getattr(vieja, campo.attname), getattr(nueva, campo.attname)
            if antes != despues:
                cambios.append((str(campo.verbose_name).capitalize(), _texto(campo, antes, nombres), _texto(campo, despues, nombres)))
    return Momento(nueva.history_user, nueva.history_date, _que(nueva, vieja), cambios, nueva.history_change_reason or "")


def _que(nueva: Any, vieja: Any) -> str:
    if vieja is None:
        return "Lo registró" if nueva.history_type == "+" else "Estado más antiguo que se conserva"
    fuera, estaba_fuera = (getattr(fila, "eliminado_en", None) for fila in (nueva, vieja))  # an account is closed, never deleted
    if fuera and not estaba_fuera:
        return "Lo envió a la papelera"
    if estaba_fuera and not fuera:
        return "Lo restauró de la papelera"
    if getattr(nueva, "estado", None) != getattr(vieja, "estado", None):
        return f"Pasó a «{nueva.get_estado_display()}»"
    return "Lo cambió"


def _texto(campo: "Field[Any, Any]", valor: Any, nombres: dict[tuple[str, Any], str]) -> str:
    if valor is None or valor == "":
        return ""
    if isinstance(campo, ForeignKey):
        return nombres.get((campo.name, valor), str(valor))
    if campo.choices:
        return str(dict(campo.flatchoices).get(valor, valor))
    if isinstance(campo, BooleanField):
        return "Sí" if valor else "No"
    if isinstance(campo, FileField):
        return str(valor)
    if hasattr(valor, "strftime"):
        return f"{valor:%d/%m/%Y}"
    return str(valor)
