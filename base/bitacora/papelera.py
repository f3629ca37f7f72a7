"""The papelera: what was deleted, by whom, when. Each app says which of its records people look for there, and by which name."""

import copy
import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Model, QuerySet, TextField, UniqueConstraint, Value
from django.db.models.functions import Cast

from base.comun.busqueda import columna_sin_tildes, palabras
from base.cuentas.preparadas import traer_para

from .familia import cuentas, en_letras
from .pasado import fin_del_dia

_modelos: dict[type[Model], str] = {}


def registrar(modelos: dict[type[Model], str]) -> None:
    """Show the deleted rows of these models in the papelera, each called by the column that is given."""
    _modelos.update(modelos)


def modelo_de(clave: str) -> type[Model] | None:
    """The registered model called `app.modelo` in an address."""
    return next((modelo for modelo in _modelos if modelo._meta.label_lower == clave), None)


def clases() -> list[tuple[str, str]]:
    """The kinds of record that go to the papelera, by their address, in words."""
    return sorted(((m._meta.label_lower, str(m._meta.verbose_name).capitalize()) for m in _modelos), key=lambda par: par[1])


def eliminados(user: Any, **pedido: Any) -> "QuerySet[Any]":
    """What this person may restore, newest first: one query over every kind of record, whose rows are dictionaries.

    `pedido`: clase, texto, por (a key of an account), desde and hasta (days), antes_de (an instant).
    """
    elegidos = [(m, n) for m, n in _modelos.items() if pedido.get("clase") in (None, "", m._meta.label_lower)]
    primero, *otros = [_filas(modelo, nombre, user, pedido) for modelo, nombre in elegidos]
    return (primero.union(*otros, all=True) if otros else primero).order_by("-eliminado_en", "fila_clave", "fila_pk")


def personas(user: Any) -> list[tuple[str, str]]:
    """Who deleted something that is still there."""
    return sorted(((str(pk), nombre) for pk, nombre in traer_para(user, "papelera: personas", _personas)), key=lambda par: par[1])


def _personas(user: Any) -> "QuerySet[Any]":
    primera, *otras = [
        modelo.todos.for_user(user).eliminados().order_by().values_list("eliminado_por", "eliminado_por__nombre")  # type: ignore[attr-defined]
        for modelo in _modelos
    ]
    return primera.union(*otras)


def _filas(modelo: Any, nombre: str, user: Any, pedido: dict[str, Any]) -> "QuerySet[Any]":
    """The deleted rows of one kind, in columns that all kinds have."""
    filas: QuerySet[Any] = modelo.todos.for_user(user).eliminados().order_by()
    filas = _acotadas(filas, nombre, pedido)
    return filas.annotate(
        fila_clave=Value(modelo._meta.label_lower, output_field=CharField()),
        fila_clase=Value(str(modelo._meta.verbose_name), output_field=CharField()),
        fila_pk=Cast("pk", TextField()),
        fila_nombre=Cast(F(nombre), TextField()),
        fila_quien=F("eliminado_por__nombre"),
    ).values("fila_clave", "fila_clase", "fila_pk", "fila_nombre", "fila_quien", "eliminado_en", "demostracion")


def _acotadas(filas: "QuerySet[Any]", nombre: str, pedido: dict[str, Any]) -> "QuerySet[Any]":
    for palabra in palabras(pedido.get("texto") or ""):
        filas = filas.alias(fila_plana=columna_sin_tildes(nombre)).filter(fila_plana__contains=palabra)
    if pedido.get("por"):
        filas = filas.filter(eliminado_por=int(pedido["por"]))
    if pedido.get("desde"):
        filas = filas.filter(eliminado_en__gte=fin_del_dia(pedido["desde"] - datetime.timedelta(days=1)))
    if pedido.get("hasta"):
        filas = filas.filter(eliminado_en__lt=fin_del_dia(pedido["hasta"]))
    if pedido.get("antes_de"):
        filas = filas.filter(eliminado_en__lt=pedido["antes_de"])
    return filas


def con_lo_que_colgaba(filas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows of a page, each with `colgaba` ("3 alcances, 2 avances"): one query for all of them."""
    elegidos: dict[Any, list[Any]] = {}
    for fila in filas:
        modelo: Any = modelo_de(fila["fila_clave"])
        fila["llave"] = modelo._meta.pk.to_python(fila["fila_pk"])
        elegidos.setdefault(modelo, []).append(fila["llave"])
    contadas = cuentas(elegidos, hondo=False)
    for fila in filas:
        fila["colgaba"] = ", ".join(en_letras(m, n) for m, n in contadas.get((fila["fila_clave"], fila["fila_pk"]), []))
    return filas


def lo_que_vuelve(registro: Any) -> list[str]:
    """What hung on a deleted record, near and far, in words: it comes back with it."""
    total: dict[Any, int] = {}
    for filas in cuentas({type(registro): [registro.pk]}, hondo=True).values():
        for modelo, cuantos in filas:
            total[modelo] = total.get(modelo, 0) + cuantos
    return [en_letras(modelo, cuantos) for modelo, cuantos in total.items()]


def por_que_no_vuelve(registro: Any) -> list[str]:
    """Why it could not be restored now, if it could not: the laws that `restaurar` obeys and that the row does not carry in itself."""
    try:
        registro.comprobar_que_se_puede_restaurar()
        copia = copy.copy(registro)
        copia.eliminado_en = copia.eliminado_por = None
        for ley in [c for c in registro._meta.constraints if isinstance(c, UniqueConstraint)]:
            ley.validate(type(registro), copia)
    except ValidationError as error:
        return error.messages
    return []


def como_se_fue(registro: Any) -> Any:
    """The line of history that sent it to the papelera: who, when, why."""
    filas = registro.history.filter(eliminado_en=registro.eliminado_en).select_related("history_user", "lote")
    return filas.order_by("history_id").first()
