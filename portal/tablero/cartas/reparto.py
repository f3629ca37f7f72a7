"""When each sheet is written, and how it is handed over: a UGEL at a time, under its lock, all of it or nothing.

On each working day there are notices. On the first one of the week on which the portal is there, the digest too: once for that week, however
long it was off, and no week that passed is told later. Both leave marks that the database keeps unique.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from base.avisos import cartas
from base.avisos.cartas import Borrador
from base.avisos.habiles import Calendario
from base.avisos.hojas import Hoja, clases_de, cuantas_esperan, recortada
from base.avisos.models import Carta, Recordado
from base.avisos.models import Clase as Aviso
from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha
from convenios.models import Compromiso
from municipios.models import Dre, Ugel

from .avisos import CABEN, con_avisos, en_una_frase, hoja_de, por_decir, por_persona
from .gente import Persona, de_la_dre, de_la_ugel
from .hechos import reunir
from .resumen import resumen_de, resumen_de_la_region

Clase, Entrega = Carta.Clase, Carta.Entrega


def semana_de(dia: datetime.date) -> str:
    """The week of a day, as a period: "2026-S48"."""
    return f"{dia:%G-S%V}"


def lunes_de(dia: datetime.date) -> datetime.date:
    """The Monday of its week."""
    return dia - datetime.timedelta(days=dia.weekday())


def _entrega(ugel: Any, persona: Persona, hoja: Hoja, *, sale: bool) -> str:
    """How a sheet reaches a person; `sale`: where the sending is on."""
    usuario = persona.usuario
    if settings.DEMOSTRACION or usuario.demostracion or ugel.demostracion:
        return Entrega.DEMOSTRACION
    if not usuario.email:
        return Entrega.SIN_CORREO
    if not any(persona.preferencia.quiere(clase) for clase in clases_de(hoja)):
        return Entrega.APAGADA
    return Entrega.CORREO if sale else Entrega.SIN_ACTIVAR


# ── What there is to hand over ───────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Reparto:
    """The sheets of a day in one UGEL, by class, and the keys of what their notices tell."""

    resumenes: list[Borrador]
    sueltos: list[Borrador]
    dichas: set[str]


def _borrador(lugar: Any, persona: Persona, hoja: Hoja, asunto: str, *, sale: bool) -> Borrador:
    entrega = _entrega(lugar, persona, hoja, sale=sale)
    return Borrador(persona.usuario, persona.preferencia, asunto, recortada(hoja, CABEN), cuantas_esperan(hoja), entrega, f"{asunto}.")


def asunto_del_resumen(hoja: Hoja, dia: datetime.date) -> str:
    """Which week it is of, and how much waits."""
    esperan = cuantas_esperan(hoja)
    cosas = "" if not esperan else ": una cosa espera por usted" if esperan == 1 else f": {esperan} cosas esperan por usted"
    return f"Su semana del {fecha(lunes_de(dia))}{cosas}"


def del_dia(ugel: Ugel, calendario: Calendario, dia: datetime.date, *, con_resumen: bool, sale: bool) -> Reparto:
    """What the people of a UGEL are told on a day. Whoever gets the digest gets no second sheet: what there is to notice goes in it."""
    gente, hechos = de_la_ugel(ugel), reunir(ugel, calendario)
    asuntos = por_decir(gente, hechos, cartas.ya_dichas(ugel.codigo))
    de_cada, reparto = por_persona(asuntos), Reparto([], [], {asunto.clave for asunto in asuntos})
    for persona in gente:
        hoja = resumen_de(persona, hechos) if con_resumen else None
        suyas = de_cada.get(persona.usuario.pk, {})
        if hoja is not None:
            if persona.preferencia.quiere(Aviso.RESUMEN):
                hoja, suyas = con_avisos(hoja, suyas, persona, hechos), {}
            reparto.resumenes.append(_borrador(ugel, persona, hoja, asunto_del_resumen(hoja, dia), sale=sale))
        if suyas:
            suelta = hoja_de(persona, suyas, hechos)
            reparto.sueltos.append(_borrador(ugel, persona, suelta, f"Avisos de hoy: {en_una_frase(suyas)}", sale=sale))
    return reparto


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def repartir(ugel: Ugel) -> int:
    """What there is to tell today in a UGEL, and the digest of this week if it was not told yet, once; how many sheets."""
    dia, calendario = hoy(), Calendario.de(ugel.codigo)
    de_hoy, de_la_semana = f"avisos:{ugel.codigo}:{dia}", marca_de_la_semana(ugel.codigo, dia)
    if not calendario.es_habil(dia) or _hecho(de_hoy):
        return 0
    con_resumen = not _hecho(de_la_semana)
    reparto = del_dia(ugel, calendario, dia, con_resumen=con_resumen, sale=ugel.avisa_por_correo)
    marcas = {de_hoy, de_la_semana} if con_resumen else {de_hoy}
    with _lo_suyo(Ugel, ugel, de_hoy) as libre:
        if not libre:
            return 0
        lugar = {"ambito": ugel.codigo}
        cuantas = cartas.dar(clase=Clase.RESUMEN, periodo=semana_de(dia), borradores=reparto.resumenes, **lugar) if con_resumen else 0
        cuantas += cartas.dar(clase=Clase.RECORDATORIO, periodo=f"{dia}", borradores=reparto.sueltos, **lugar)
        cartas.anotar_dichas(ugel.codigo, marcas | reparto.dichas)
    return cuantas


def repartir_en_la_region(dre: Dre) -> int:
    """The digest of whoever reads for a region: the numbers of its UGEL, by mail where one of them has turned the sending on."""
    dia, marca = hoy(), marca_de_la_semana(f"region:{dre.codigo}", hoy())
    if not Calendario.de().es_habil(dia) or _hecho(marca):
        return 0
    gente = de_la_dre(dre)
    ugeles = list(Ugel.objects.filter(dre=dre).order_by("codigo")) if gente else []
    por_ugel, sale = [(u, s) for u, s in _situaciones(ugeles) if s], any(u.avisa_por_correo for u in ugeles)
    hojas = [(persona, resumen_de_la_region(persona, dre, por_ugel)) for persona in gente]
    borradores = [_borrador(dre, persona, hoja, asunto_del_resumen(hoja, dia), sale=sale) for persona, hoja in hojas if hoja is not None]
    with _lo_suyo(Dre, dre, marca) as libre:
        if not libre:
            return 0
        cuantas = cartas.dar(clase=Clase.RESUMEN, ambito=dre.codigo, periodo=semana_de(dia), borradores=borradores)
        cartas.anotar_dichas(dre.codigo, {marca})
    return cuantas


@contextmanager
def _lo_suyo(modelo: Any, lugar: Any, marca: str) -> Iterator[bool]:
    """One transaction under the lock of the place; of two that come at once, the second finds the mark of the first, and False."""
    with transaction.atomic():
        modelo.objects.select_for_update(no_key=True).order_by().get(pk=lugar.pk)
        yield not _hecho(marca)


def _situaciones(ugeles: list[Ugel]) -> list[tuple[Ugel, dict[str, int]]]:
    """Of each of them, how many commitments that anybody outside reads stand in each situation. One query."""
    filas: Any = Compromiso.objects.publicos().filter(convenio__ugel__in=[u.pk for u in ugeles]).con_situacion(publica=True).order_by()
    de_cada: dict[int, dict[str, int]] = {}
    for ugel, situacion, cuantos in filas.values_list("convenio__ugel", "situacion").annotate(n=Count("pk")):
        de_cada.setdefault(ugel, {})[situacion] = cuantos
    return [(u, de_cada.get(u.pk, {})) for u in ugeles]


def marca_de_la_semana(ambito: str, dia: datetime.date) -> str:
    """What says that the digest of that week was handed over there."""
    return f"resumen:{ambito}:{semana_de(dia)}"


def _hecho(marca: str) -> bool:
    return Recordado.objects.filter(clave=marca).exists()


# ── Before the first sending ─────────────────────────────────────────────────────────────────────────────────────────────
def proximo_resumen(ugel: Ugel, calendario: Calendario) -> datetime.date:
    """The day of the next digest of a UGEL."""
    dia = calendario.siguiente(hoy())
    while _hecho(marca_de_la_semana(ugel.codigo, dia)):
        dia = calendario.siguiente(lunes_de(dia) + datetime.timedelta(days=7))
    return dia


def preparar_previa(ugel: Ugel) -> dict[str, int]:
    """Write down what would be handed over next, as if the sending were on; how many sheets of each class."""
    calendario = Calendario.de(ugel.codigo)
    manana, dia = calendario.siguiente(hoy()), proximo_resumen(ugel, calendario)
    reparto = del_dia(ugel, calendario, dia, con_resumen=True, sale=True)
    sueltos = reparto.sueltos if dia == manana else del_dia(ugel, calendario, manana, con_resumen=False, sale=True).sueltos
    with _lo_suyo(Ugel, ugel, ""):
        Carta.objects.previas().filter(ambito=ugel.codigo).delete()
        cartas.previa(clase=Clase.RESUMEN, ambito=ugel.codigo, periodo=semana_de(dia), borradores=reparto.resumenes)
        cartas.previa(clase=Clase.RECORDATORIO, ambito=ugel.codigo, periodo=f"{manana}", borradores=sueltos)
    return {"resumenes": len(reparto.resumenes), "avisos": len(sueltos)}
