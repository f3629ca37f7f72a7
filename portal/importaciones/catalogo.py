"""The one place that knows every padrón."""

from base.comun.padron import Padron
from convenios.padrones import COMPROMISOS

PADRONES: dict[str, Padron] = {padron.clave: padron for padron in (COMPROMISOS,)}


def conocida(titulo: str) -> bool:
    """Whether some padrón knows this heading."""
    return any(padron.reconocer(titulo) for padron in PADRONES.values())
