"""How much of a file the portal takes."""

from django.core.exceptions import ValidationError

MEGA = 1024 * 1024
TOPE_BYTES = 10 * MEGA  # one file
TOPE_PIXELES = 40_000_000  # one image, once opened
CUOTA_DIARIA = 100 * MEGA  # what one person may upload in a day


def cuota_disponible(usados_bytes: int, nuevo: int) -> None:
    """Refuses `nuevo` bytes if with them a person passes the day's quota; counting `usados_bytes` is the caller's query."""
    if usados_bytes + nuevo > CUOTA_DIARIA:
        libres = max(0, CUOTA_DIARIA - usados_bytes) // MEGA
        raise ValidationError(
            f"Hoy ya subió {usados_bytes // MEGA} MB de los {CUOTA_DIARIA // MEGA} MB que una persona puede subir en un día "
            f"(quedan {libres} MB). Siga mañana o suba archivos más livianos.",
            code="cuota",
        )
