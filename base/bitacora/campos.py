"""Which fields of a record its history tells, and a value of one as a person reads it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, CharField, DecimalField, Field, FileField, ForeignKey, Func, GeneratedField, Model, TextField
from django.db.models.functions import JSONObject

SIN_MOSTRAR = {"id", "busqueda", "eliminado_por", "eliminado_en", "demostracion", "archivo", "archivo_bytes", "archivo_tipo", "por", "en"}
DE_FONDO = {"fuente", "origen"}  # where a row that hangs on another came from: its own page says it
if TYPE_CHECKING:
    Campo = Field[Any, Any]
else:
    Campo = Field


def campos_de(modelo: Any) -> list[Campo]:
    """Fields that the history of a model remembers and a person understands. Personal fields are not among them: history has none."""
    recordados = {campo.name for campo in modelo.history.model._meta.fields}
    return [c for c in modelo._meta.fields if c.name in recordados - SIN_MOSTRAR and not c.name.endswith(("_por", "_en"))]


def que_vuelven(modelo: Any) -> list[Campo]:
    """Those of them that may be given an earlier value: what people type. States have verbs, files and computed columns are not typed."""
    return [c for c in campos_de(modelo) if c.editable and not c.primary_key and not isinstance(c, FileField | GeneratedField)]


def es_texto(campo: Campo) -> bool:
    """Words, not one of a list."""
    return isinstance(campo, CharField | TextField) and not campo.choices


def titulo(campo: Campo) -> str:
    """What a field is called at the head of a line."""
    nombre = str(campo.verbose_name)
    return nombre[:1].upper() + nombre[1:]


def valor(campo: Campo, guardado: Any) -> Any:
    """What a JSON of the database says for a field, as the field says it."""
    if isinstance(campo, ForeignKey) or guardado is None:
        return guardado
    propio = campo.to_python(guardado)
    return round(propio, campo.decimal_places) if isinstance(campo, DecimalField) else propio


class Objeto(JSONObject):
    """Columns as one JSON. Django first asks each SQLite connection whether it knows JSON, a query more on every page: ours does."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """The call itself."""
        return Func.as_sql(self, compiler, connection, **extra)


Nombres = dict[tuple[type[Model], Any], str]


def nombres_de(pares: Iterable[tuple[Campo, Any]], conocidos: Iterable[Any] = ()) -> Nombres:
    """What each record that a foreign key points to is called: one query a kind of record, whatever the number of them, and none where
    all of them are among the `conocidos`, records that the page has already read."""
    por_modelo: dict[Any, set[Any]] = {}
    for campo, llave in pares:
        if isinstance(campo, ForeignKey) and llave is not None:
            por_modelo.setdefault(campo.related_model, set()).add(llave)
    nombres: Nombres = {(type(uno), uno.pk): str(uno) for uno in conocidos if type(uno) in por_modelo}
    for modelo, todas in por_modelo.items():
        if not (llaves := {llave for llave in todas if (modelo, llave) not in nombres}):
            continue
        otros = modelo._base_manager.filter(pk__in=llaves).select_related()  # a name may be made of other records' names
        nombres.update({(modelo, otro.pk): str(otro) for otro in otros})
    return nombres


def en_palabras(campo: Campo, dicho: Any, nombres: Nombres) -> str:
    """A value as a person reads it; empty where there is none."""
    if dicho is None or dicho == "":
        return ""
    if isinstance(campo, ForeignKey):
        modelo: Any = campo.related_model
        return nombres.get((modelo, dicho), f"{modelo._meta.verbose_name} {dicho}, que ya no existe")
    if campo.choices:
        return str(dict(campo.flatchoices).get(dicho, dicho))
    if isinstance(campo, BooleanField):
        return "Sí" if dicho else "No"
    if hasattr(dicho, "strftime"):
        return f"{dicho:%d/%m/%Y}"
    return str(dicho)
