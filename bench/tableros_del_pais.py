"""The boards of a country: what `generar_pais` makes, with the plans of `planes_del_pais`."""

import time

from bench.planes_del_pais import las_ugeles, llenar_pais
from convenios.models import Compromiso
from convenios.resumen import recontar, recontar_lo_que_falte


def llenar_el_pais(compromisos: int) -> dict[str, float]:
    """All of it, counted; and how long it took: to write, to count all UGEL, and to count one of them again."""
    inicio = time.perf_counter()
    llenar_pais(compromisos)
    generar = time.perf_counter() - inicio
    inicio = time.perf_counter()
    cuantas = recontar_lo_que_falte()
    todas = time.perf_counter() - inicio
    inicio = time.perf_counter()
    recontar(las_ugeles()[0].pk)
    return {"generar": generar, "ugeles": cuantas, "todas": todas, "una": time.perf_counter() - inicio}


def marcar(ugeles: int) -> None:
    """Something is written in the last UGEL of the country."""
    for ugel in las_ugeles().reverse()[:ugeles]:
        primero = Compromiso.objects.filter(convenio__ugel=ugel).order_by("pk").values("pk")[:1]
        Compromiso.objects.filter(pk__in=primero).update(responsable="Otro cargo")


def direcciones() -> dict[str, str]:
    """What is measured: the country, the region and the UGEL with the most districts."""
    ugel = las_ugeles()[0]
    return {
        "tablero nacional": "/nacional/",
        "tablero de una región": f"/dre/{ugel.dre.codigo}/",
        "tablero de una provincia": f"/{ugel.codigo}/provincia/",
    }
