"""What the dashboards count of a UGEL: worked out from its rows, kept beside them, and read with today's date.

Of each district, line of work and decision it is kept how many there are up to each day: a `Serie` of days and running counts. What depends
on today (overdue, about to be due, since the last encuentro) is a place in that series, found when it is read. So nothing that is kept grows
old at midnight, and a reader asks for one row a UGEL, however many commitments it has.

The words are those of `models/situacion.py`. A commitment that reaches several districts counts once in the UGEL and once in each of them.
"""

from .contar import contar, de_las_ugeles
from .guardar import recontar, recontar_lo_que_falte
from .leer import Corte, Cuenta, Figuras, corte, figuras, juntas, leer_conteo

__all__ = [
    "Corte",
    "Cuenta",
    "Figuras",
    "contar",
    "corte",
    "de_las_ugeles",
    "figuras",
    "juntas",
    "leer_conteo",
    "recontar",
    "recontar_lo_que_falte",
]
