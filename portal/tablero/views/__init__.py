"""First screens of the people who sign in, and the districts."""

from .bandeja import bandeja
from .distritos import distrito, distritos
from .mi_municipio import mi_municipio
from .provincia import dre, nacional, provincia, provincia_ugel

__all__ = ["bandeja", "distrito", "distritos", "dre", "mi_municipio", "nacional", "provincia", "provincia_ugel"]
