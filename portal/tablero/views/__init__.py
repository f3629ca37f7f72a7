"""First screens of the people who sign in, and the districts."""

from .avisos import por_enviar
from .bandeja import bandeja
from .distritos import distrito, distritos
from .mi_municipio import mi_municipio

__all__ = ["bandeja", "distrito", "distritos", "mi_municipio", "por_enviar"]
