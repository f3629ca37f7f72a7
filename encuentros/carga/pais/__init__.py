"""A country that does not exist, as large as asked: what the portal is measured on (`manage.py generar_pais`). Every record is marked as
demonstration and no name is anybody's; the same seed on the same day makes the same rows, on either engine.
"""

from .todo import Tamano, YaGenerado, generar

__all__ = ["Tamano", "YaGenerado", "generar"]
