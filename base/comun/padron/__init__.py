"""The declaration of a padrón: its columns, what they take, how its rows become records. The engine that runs it is `portal.importaciones`."""

from .celdas import Celda, Marcada, ValorInvalido
from .columnas import Codigo, Columna, Correo, Eleccion, Entero, Fecha, Leido, Numero, Porcentaje, Texto
from .declaracion import Fila, Operacion, Padron, plano

__all__ = [
    "Celda",
    "Codigo",
    "Columna",
    "Correo",
    "Eleccion",
    "Entero",
    "Fecha",
    "Fila",
    "Leido",
    "Marcada",
    "Numero",
    "Operacion",
    "Padron",
    "Porcentaje",
    "Texto",
    "ValorInvalido",
    "plano",
]
