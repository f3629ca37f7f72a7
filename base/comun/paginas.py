"""What every page is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the portal's name, whether it is a demonstration."""
    return {"PORTAL_NOMBRE": settings.PORTAL_NOMBRE, "DEMOSTRACION": settings.DEMOSTRACION}
