"""The commitments of a country: those of `planes_del_pais` (224 UGEL, 1,891 districts, their plans), each UGEL with its DRE and its share of
the commitments. No history is written: no page that is measured reads it, and it would take most of the time.
"""

import random
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from base.comun import candados
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from bench.datos import SEMILLA, _dia
from bench.planes_del_pais import llenar_pais
from convenios.models import Alcance, Avance, Compromiso, Convenio
from convenios.models.linea import Linea
from convenios.resumen import recontar, recontar_lo_que_falte
from municipios.models import Distrito, Dre, Ugel

DRES, COMPROMISOS, EN_CADA_PASO = 26, 1_000_000, 20_000
CON_MARCAS = 5  # UGEL whose summary is behind its rows, as where people are at work


def llenar_el_pais(compromisos: int) -> dict[str, float]:
    """All of it, counted; and how long counting takes: all UGEL, and one of them again."""
    llenar_pais()
    _repartir_entre_dres()
    candados.quitar()
    with transaction.atomic():
        _compromisos(compromisos)
    candados.poner()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    inicio = time.perf_counter()
    cuantas = recontar_lo_que_falte()
    todas = time.perf_counter() - inicio
    ugel = _de_las_nuevas()[0]
    inicio = time.perf_counter()
    recontar(ugel.pk)
    return {"ugeles": cuantas, "todas": todas, "una": time.perf_counter() - inicio}


def marcar(ugeles: int) -> None:
    """Something is written in the last UGEL of the country."""
    for ugel in _de_las_nuevas()[-ugeles:]:
        primero = Compromiso.objects.filter(convenio__ugel=ugel).order_by("pk").values("pk")[:1]
        Compromiso.objects.filter(pk__in=primero).update(responsable="Otro cargo")


def _de_las_nuevas() -> list[Ugel]:
    return list(Ugel.objects.exclude(codigo__startswith="99").order_by("codigo"))


def _repartir_entre_dres() -> None:
    dres = Dre.objects.bulk_create([Dre(codigo=f"{80_0000 + n}", nombre=f"DRE {n}") for n in range(DRES)])
    for n, ugel in enumerate(_de_las_nuevas()):
        Ugel.objects.filter(pk=ugel.pk).update(dre=dres[n % DRES])


def _guardar(modelo: Any, filas: Iterator[Any]) -> None:
    while lote := list(islice(filas, EN_CADA_PASO)):
        modelo.objects.bulk_create(lote, batch_size=EN_CADA_PASO)


def _compromisos(cuantos: int) -> None:
    """Due over two years, most of them open; each reaches from one to three districts of its UGEL, with two avances on average."""
    azar = random.Random(SEMILLA)  # noqa: S311 -- no secret: the same rows every time
    convenios = list(Convenio.objects.exclude(ugel__codigo__startswith="99").order_by("ugel__codigo"))
    lugares: dict[int, list[int]] = {}
    for pk, ugel in Distrito.objects.order_by("ubigeo").values_list("pk", "ugel"):
        lugares.setdefault(ugel, []).append(pk)
    quien, otra = (Usuario.objects.get(username=nombre) for nombre in ("coordinador", "coordinadora"))

    def compromisos() -> Iterator[Compromiso]:
        for n in range(cuantos):
            estado = azar.choices(["abierto", "cumplido", "no_cumplido", "suspendido"], [70, 18, 6, 6])[0]
            cerrado = {"estado_en": ahora(), "estado_por": quien, "estado_motivo": "Así"} if estado != "abierto" else {}
            yield Compromiso(
                convenio=convenios[n % len(convenios)], codigo=f"C-{n}", descripcion=f"Compromiso ficticio {n}", responsable="Jefatura",
                linea=azar.choice(Linea.values), plazo=None if azar.random() < 0.12 else _dia(azar.randint(-120, 500)),
                meta=Decimal(100), unidad="talleres", estado=estado, **cerrado,
            )  # fmt: skip

    _guardar(Compromiso, compromisos())
    de = {convenio.pk: lugares[convenio.ugel_id] for convenio in convenios}
    llaves = Compromiso.objects.exclude(convenio__ugel__codigo__startswith="99").order_by("pk").values_list("pk", "convenio")

    def elegidos() -> Iterator[tuple[int, list[int]]]:
        suerte = random.Random(SEMILLA + 1)  # noqa: S311
        for pk, convenio in llaves.iterator(chunk_size=EN_CADA_PASO):
            yield pk, suerte.sample(de[convenio], min(len(de[convenio]), suerte.choice((1, 2, 3))))

    _guardar(Alcance, (Alcance(compromiso_id=pk, distrito_id=d, meta=Decimal(40)) for pk, suyos in elegidos() for d in suyos))

    def avances() -> Iterator[Avance]:
        hecho: dict[str, Any] = {"fecha": hoy(), "descripcion": "Se hizo", "creado_por": quien, "enviado_por": quien, "enviado_en": ahora()}
        for pk, suyos in elegidos():
            for _ in range(azar.randint(0, 4)):
                verificado = azar.random() < 0.85
                pasos = {"estado": "verificado", "verificado_por": otra, "verificado_en": ahora()} if verificado else {"estado": "enviado"}
                yield Avance(compromiso_id=pk, distrito_id=azar.choice(suyos), cantidad=Decimal(azar.randint(1, 30)), **hecho, **pasos)

    _guardar(Avance, avances())


def direcciones() -> dict[str, str]:
    """What is measured: the country, the region and the UGEL with the most districts."""
    ugel = _de_las_nuevas()[0]
    return {
        "tablero nacional": "/nacional/",
        "tablero de una región": f"/dre/{ugel.dre.codigo}/",
        "tablero de una provincia": f"/{ugel.codigo}/provincia/",
    }
