"""Every table, in the order in which a reader meets them."""

from ..columnas import Tabla
from . import avances, convenios, diagnostico, encuentros, escuelas, planes, territorio

TABLAS: dict[str, Tabla] = {
    tabla.clave: tabla for modulo in (territorio, convenios, avances, planes, diagnostico, escuelas, encuentros) for tabla in modulo.TABLAS
}
