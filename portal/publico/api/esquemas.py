"""Each table as the OpenAPI tells it: what it takes and what it answers, made from its declaration."""

import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, create_model

from .columnas import Columna, Filtro, Tabla
from .consulta import PROPIOS


class Detalle(Schema):
    """What is wrong in one parameter."""

    campo: str = Field(description="El parámetro; vacío si no es de uno solo")
    mensaje: str = Field(description="Qué se espera")


class Falla(Schema):
    """Why there is no answer."""

    estado: int = Field(description="El mismo número del estado HTTP")
    codigo: str = Field(description="Una palabra fija, para programas")
    mensaje: str = Field(description="Qué pasó, para personas")
    detalles: list[Detalle]


class Error(Schema):
    """The one shape of every error."""

    error: Falla


def _campo(columna: Columna) -> tuple[Any, Any]:
    python: Any = columna.tipo.python
    extra: dict[str, Any] = {"x-unidad": columna.unidad, "x-fuente": columna.fuente, "x-opciones": dict(columna.opciones)}
    valor = Field(
        description=columna.descripcion,
        examples=[columna.ejemplo],
        json_schema_extra={clave: dicho for clave, dicho in extra.items() if dicho},
    )
    return (python if columna.siempre else python | None), valor


def fila(tabla: Tabla, *, publica: bool) -> type[Schema]:
    """One row."""
    nombre = f"{tabla.clave}_fila" + ("" if publica else "_con_llave")
    campos: dict[str, Any] = {c.nombre: _campo(c) for c in tabla.columnas_para(publica=publica)}
    return create_model(nombre, __base__=Schema, __doc__=tabla.descripcion, **campos)


def pagina(tabla: Tabla, *, publica: bool) -> type[Schema]:
    """A page of rows."""
    nombre = f"{tabla.clave}_pagina" + ("" if publica else "_con_llave")
    campos: dict[str, Any] = {
        "tabla": (str, Field(description="De qué tabla son", examples=[tabla.clave])),
        "corte": (str, Field(description="Día en que se leyeron, en Lima", examples=["2024-06-28"])),
        "demostracion": (bool, Field(description="Si hay datos inventados, para mostrar el portal")),
        "licencia": (str, Field(description="Licencia que declaró quien publica este portal")),
        "datos": (list[fila(tabla, publica=publica)], Field(description="Las filas")),  # type: ignore[misc]
        "siguiente": (str | None, Field(description="Dirección de las filas que siguen; vacío: no hay más")),
    }
    return create_model(nombre, __base__=Schema, **campos)


def _parametro(filtro: Filtro) -> tuple[Any, Any]:
    """A parameter that may be left out, and that is never null: the schema of its default would say that it may be."""

    def sin_nulo(esquema: dict[str, Any]) -> None:
        esquema.pop("default", None)
        if filtro.ejemplo:
            esquema["example"] = int(filtro.ejemplo) if filtro.python is int else filtro.ejemplo
        if filtro.python is datetime.date:
            esquema["format"] = "date"
        elif filtro.python is str and not filtro.opciones:
            esquema["pattern"] = f"^{filtro.patron}$"

    tipo: Any = Literal[tuple(filtro.opciones)] if filtro.opciones else int if filtro.python is int else str
    limites: dict[str, Any] = dict(zip(("ge", "le"), filtro.entre, strict=True)) if filtro.entre else {}
    return tipo, Field(None, description=filtro.descripcion, json_schema_extra=sin_nulo, **limites)


def parametros(tabla: Tabla) -> type[Schema]:
    """What an address of the table may carry."""
    campos: dict[str, Any] = {f.nombre: _parametro(f) for f in (*tabla.parametros, *PROPIOS)}
    return create_model(f"{tabla.clave}_parametros", __base__=Schema, **campos)
