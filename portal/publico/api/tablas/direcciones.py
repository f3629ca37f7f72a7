"""Where a row is seen on the public pages: a whole address, of the portal's own name."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from ..columnas import Columna, texto


def pagina(ejemplo: str, ruta: str, argumentos: Callable[[Any], tuple[Any, ...] | None], consulta: str = "") -> Columna:
    """A column with the address of the page of each row; empty where a row has none."""

    def direccion(fila: Any) -> str | None:
        dados = argumentos(fila)
        return None if dados is None else f"{settings.PORTAL_URL}{reverse(ruta, args=dados)}{consulta}"

    nombre = {"": "direccion"}.get(consulta, f"filas_{consulta.rpartition('=')[2]}")
    dice = "Página en que se ve" if not consulta else f"Sus filas, en {consulta.rpartition('=')[2].upper()}"
    return texto(nombre, dice, f"https://convenios.ejemplo.gob.pe{ejemplo}{consulta}", direccion)
