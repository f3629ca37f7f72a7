"""How many public pages a second the portal answers from its copies, beside a static file through the same server."""

from pathlib import Path
from typing import Any

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, dentro, sirviendo

PEDIDOS = 500


def medir_en(url: str, carpeta: Path) -> dict[str, Any]:
    """The rates, interleaved; the first is that of the static file."""
    mundo = dentro(url, carpeta, "publico")
    with sirviendo(url, carpeta, PORTAL) as puerto:
        pruebas = [Prueba("archivo estático", Cliente(puerto), [mundo["estatico"]])]
        for nombre, direccion in mundo["direcciones"].items():
            sello = Cliente(puerto).pedir(direccion).cabeceras["etag"]
            pruebas.append(Prueba(f"{nombre}, de su copia", Cliente(puerto), [direccion]))
            pruebas.append(Prueba(f"{nombre}, 304", Cliente(puerto, validador=sello), [direccion], estado=304))
        medir(pruebas, vueltas=PEDIDOS, calentamiento=50)
    return mundo | {"pruebas": pruebas}
