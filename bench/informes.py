"""How long the report of a district takes: its figures from the database, and each file of it."""

import time
from typing import Any

from bench.datos import UBIGEO
from municipios.models import Distrito
from portal.tablero.informes.escribir import Emision, escribir
from portal.tablero.informes.reunir import de_distrito, reunir

COMPROMISOS = 600

VUELTAS = 3


def medir() -> dict[str, Any]:
    """The best of a few readings of the first district, figures included in each file."""
    distrito = Distrito.objects.select_related("ugel", "municipalidad__distrito").get(ubigeo=UBIGEO.format(1))
    emision = Emision("hoy", "Coordinador de la UGEL", distrito.ugel.membrete if distrito.ugel else {})
    filas, segundos = 0, {}
    for formato in ("pdf", "docx", "xlsx"):
        corridas = []
        for _ in range(VUELTAS):
            desde = time.perf_counter()
            ambito = de_distrito(distrito)
            corte = ambito.corte("hoy")
            assert corte is not None
            cifras = reunir(ambito, corte)
            escribir(cifras, formato, emision)
            corridas.append(time.perf_counter() - desde)
        filas, segundos[formato] = cifras.filas, min(corridas)
    return {"filas": filas, "segundos": segundos}
