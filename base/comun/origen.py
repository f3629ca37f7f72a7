"""Where a request comes from: the address that counts, and that a caller cannot choose."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

DESCONOCIDA = "desconocida"


def direccion(request: HttpRequest) -> str:
    """The caller's address: the connection's own, or what the outermost of our proxies saw (`PROXIES_DE_CONFIANZA` of them).

    Whatever the caller writes in X-Forwarded-For stands to the left of what our proxies add, and is never read.
    """
    propia = str(request.META.get("REMOTE_ADDR") or "")
    proxies: int = settings.PROXIES_DE_CONFIANZA
    saltos = [salto.strip() for salto in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")] if proxies else []
    return _normal(saltos[-proxies] if proxies and len(saltos) >= proxies else propia)


def vecindad(texto: str) -> str:
    """What is limited as one address: with IPv6 a household has the whole /64."""
    try:
        ip = ipaddress.ip_address(texto)
    except ValueError:
        return texto
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)


def _normal(texto: str) -> str:
    try:
        ip = ipaddress.ip_address(texto)
    except ValueError:
        return DESCONOCIDA
    return str(getattr(ip, "ipv4_mapped", None) or ip)
