"""The jobs of this wing: the worker finds them by the name of this package."""

from . import avisos, informes

__all__ = ["avisos", "informes"]
