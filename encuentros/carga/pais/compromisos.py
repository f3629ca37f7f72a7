"""What was promised, where, and what was done of it."""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone

from base.bitacora.volcado import volcar
from base.comun.fechas import hoy
from convenios.models import Alcance, Avance, Compromiso
from convenios.models.linea import Linea

from .territorio import DESDE, MARCA, Lugar

AVANCES = 3  # of each commitment, on average
VERBOS = ("Elaborar", "Coordinar", "Ejecutar", "Identificar", "Priorizar", "Fortalecer", "Acompañar", "Difundir")
COSAS: tuple[str, ...] = ("el plan de mantenimiento de", "los talleres de capacitación para", "la relación de", "el expediente técnico de")
COSAS += ("las jornadas de trabajo con", "el diagnóstico de riesgo de", "la feria de innovación de", "los proyectos productivos de")
QUIENES: tuple[str, ...] = (
    "las instituciones educativas rurales",
    "los docentes de primaria",
    "los directores de la red",
    "las familias de la comunidad",
)
QUIENES += ("los estudiantes de secundaria", "los locales escolares en riesgo", "los comités de gestión", "los auxiliares de inicial")
HECHOS = ("Se hizo la jornada con los docentes.", "Se entregó el expediente.", "Se visitó el local escolar.", "Se firmó el acta de avance.")
CARGOS = ("Especialista de infraestructura", "Jefatura de gestión pedagógica", "Gerencia de desarrollo social", "Jefatura de planificación")
ESTADOS, DE_CADA_CIEN = ("abierto", "cumplido", "no_cumplido", "suspendido"), (70, 18, 6, 6)
PASOS, DE_CIEN_AVANCES = ("verificado", "enviado", "observado", "borrador"), (65, 10, 10, 15)

Reparto = list[tuple[int, Decimal | None]]  # districts that one reaches, each with its share


def prometer(lugares: list[Lugar], *, cuantos: int, azar: random.Random) -> dict[str, int]:
    """So many commitments, one UGEL after the other; each reaches from one to three districts and has from none to six avances.

    The three tables are three walks over the same draws, so that what one table says of a row is not kept for the next one.
    """
    semillas = [azar.random() for _ in range(4)]
    dia = hoy()

    def repartos() -> Iterator[tuple[Lugar, Decimal | None, Reparto]]:
        suerte = random.Random(semillas[0])  # noqa: S311  no secret: the same rows every time
        for n in range(cuantos):
            lugar = lugares[n % len(lugares)]
            meta = Decimal(suerte.randint(10, 300)) if suerte.random() < 0.75 else None
            yield lugar, meta, _repartir(lugar, meta, suerte)

    compromisos = volcar(
        Compromiso,
        ["convenio_id", "codigo", "descripcion", "obligada_id", "linea", "responsable", "plazo", "unidad", "meta",
         "estado", "estado_en", "estado_por_id", "estado_motivo"],
        _compromisos(repartos(), random.Random(semillas[1]), dia),  # noqa: S311
        inicio=dia - datetime.timedelta(days=DESDE - 100),
        **MARCA,
    )  # fmt: skip
    alcances = volcar(
        Alcance,
        ["compromiso_id", "distrito_id", "meta"],
        ((n, distrito, parte) for n, (_, _, reparto) in zip(compromisos, repartos(), strict=True) for distrito, parte in reparto),
        **MARCA,
    )
    avances = volcar(
        Avance,
        ["compromiso_id", "distrito_id", "descripcion", "fecha", "cantidad", "estado", "creado_en", "creado_por_id", "enviado_en", "enviado_por_id",
         "verificado_en", "verificado_por_id", "observado_en", "observado_por_id", "observacion"],
        _avances(zip(compromisos, repartos(), strict=True), random.Random(semillas[2]), dia),  # noqa: S311
        expediente="Oficio de demostración",
        **MARCA,
    )  # fmt: skip
    return {"compromisos": len(compromisos), "alcances": len(alcances), "avances": len(avances)}


def _repartir(lugar: Lugar, meta: Decimal | None, suerte: random.Random) -> Reparto:
    """A target is shared out evenly, and the first one takes what is left over."""
    elegidos = suerte.sample(lugar.distritos, min(len(lugar.distritos), suerte.choice((1, 2, 3))))
    if meta is None:
        return [(distrito, None) for distrito in elegidos]
    parte = meta // len(elegidos)
    return list(zip(elegidos, [meta - parte * (len(elegidos) - 1), *[parte] * (len(elegidos) - 1)], strict=True))


def _compromisos(
    repartos: Iterator[tuple[Lugar, Decimal | None, Reparto]], suerte: random.Random, dia: datetime.date
) -> Iterator[tuple[Any, ...]]:
    lineas = Linea.values
    for n, (lugar, meta, reparto) in enumerate(repartos, 1):
        estado = suerte.choices(ESTADOS, DE_CADA_CIEN)[0]
        plazo = None if suerte.random() < 0.12 else dia + datetime.timedelta(days=suerte.randint(-120, 500))
        texto = f"{suerte.choice(VERBOS)} {suerte.choice(COSAS)} {suerte.choice(QUIENES)} durante el año escolar, con su informe n.º {n}."
        obligada = lugar.partes[lugar.distritos.index(reparto[0][0])] if suerte.random() < 0.5 else None
        cerrado = (None, None, "")
        if estado != "abierto":
            cerrado = (_mediodia(dia - datetime.timedelta(days=suerte.randint(0, DESDE - 100))), lugar.coordinador, "Así se decidió")  # type: ignore[assignment]
        yield (
            lugar.convenio, f"C-{n:07d}", texto, obligada, suerte.choice(lineas), suerte.choice(CARGOS), plazo,
            "talleres" if meta else "", meta, estado, *cerrado,
        )  # fmt: skip


def _avances(compromisos: Iterator[tuple[int, Any]], suerte: random.Random, dia: datetime.date) -> Iterator[tuple[Any, ...]]:
    """As many as three each: of two commitments that follow one another, the second has what the first lacks of six."""
    cuantos = AVANCES
    for n, (compromiso, (lugar, meta, reparto)) in enumerate(compromisos):
        cuantos = suerte.randint(0, 2 * AVANCES) if n % 2 == 0 else 2 * AVANCES - cuantos
        for _ in range(cuantos):
            hace = suerte.randint(10, DESDE - 100)
            paso, hecho = suerte.choices(PASOS, DE_CIEN_AVANCES)[0], dia - datetime.timedelta(days=hace)
            enviado = (None, None) if paso == "borrador" else (_mediodia(dia - datetime.timedelta(days=hace - 3)), lugar.especialista)
            visto = (_mediodia(dia - datetime.timedelta(days=hace - 8)), lugar.coordinador)
            yield (
                compromiso, suerte.choice(reparto)[0], suerte.choice(HECHOS), hecho,
                suerte.randint(1, 60) if meta else None, paso, _mediodia(hecho), lugar.especialista, *enviado,
                *(visto if paso == "verificado" else (None, None)),
                *((*visto, "Falta la lista de asistencia, con sus firmas.") if paso == "observado" else (None, None, "")),
            )  # fmt: skip


@lru_cache(maxsize=2 * DESDE)
def _mediodia(dia: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(dia, datetime.time(12)))
