"""First screens of the people who sign in, and the districts."""

from .bandeja import bandeja
from .buscar import buscar
from .distritos import distrito, distritos
from .mi_municipio import mi_municipio

__all__ = ["bandeja", "buscar", "distrito", "distritos", "mi_municipio"]
