"""The administration of this floor: what coordinators and administrators edit outside the portal's own pages."""

from . import compromisos, planes

__all__ = ["compromisos", "planes"]
