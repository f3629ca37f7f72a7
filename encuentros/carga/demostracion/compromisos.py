"""Demonstration commitments: of every line, in every situation, measured in every way, some of them moved once or more."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from base.comun.fechas import hoy
from convenios.models import Alcance, Compromiso, Convenio, Hito, Parte, Reprogramacion
from convenios.models.situacion import Situacion

from .convenios import MARCO, SE_SEPARA, Firmado, dia
from .cronica import Cronica, instante
from .personas import Elenco
from .textos import DE_LA_MUNICIPALIDAD, DE_LA_UGEL, MOTIVOS_DE_PLAZO, Promesa

S = Situacion
MEZCLA = [  # what an ordinary portfolio looks like, in turns
    S.EN_PROCESO, S.CUMPLIDO, S.EN_VERIFICACION, S.VENCIDO, S.EN_PROCESO, S.POR_VENCER, S.CUMPLIDO, S.POR_INICIAR, S.EN_PROCESO, S.VENCIDO,
    S.EN_VERIFICACION, S.SUSPENDIDO, S.EN_PROCESO, S.CUMPLIDO, S.SIN_PLAZO, S.POR_VENCER, S.NO_CUMPLIDO, S.EN_PROCESO,
]  # fmt: skip
SEGUN_ESTADO = {
    Convenio.Estado.BORRADOR: [S.SIN_PLAZO],
    Convenio.Estado.EN_REVISION: [S.POR_INICIAR, S.SIN_PLAZO],
    Convenio.Estado.APROBADO: [S.POR_INICIAR],
    Convenio.Estado.ANULADO: [S.SIN_PLAZO],
    Convenio.Estado.CONCLUIDO: [S.CUMPLIDO, S.CUMPLIDO, S.NO_CUMPLIDO],
    Convenio.Estado.RESUELTO: [S.CUMPLIDO, S.SUSPENDIDO, S.NO_CUMPLIDO],
}
SEGUN_FECHAS = {  # a convenio that ended, and one that is about to
    "CE-DEMO-060803": [S.CUMPLIDO, S.VENCIDO, S.CUMPLIDO, S.NO_CUMPLIDO],
    "CE-DEMO-060802": [S.CUMPLIDO, S.POR_VENCER, S.VENCIDO, S.CUMPLIDO, S.EN_VERIFICACION],
}
DE_CADA_MUNICIPALIDAD = 3  # promises of its own in each specific convenio that was signed
CERRADOS = {S.CUMPLIDO, S.NO_CUMPLIDO, S.SUSPENDIDO}
ABIERTO: dict[str, Any] = {"estado": "abierto", "estado_en": None, "estado_por_id": None, "estado_motivo": ""}
MOVIDOS = {S.VENCIDO, S.EN_PROCESO, S.POR_VENCER}
SIN_PRUEBA = "Sin evidencia: consta en los cuadernos de la oficina, que no se digitalizaron."


@dataclass
class Tarea:
    """A commitment of the story, what is to become of it, and in which days (counted from today) things are done on it."""

    firmado: Firmado
    compromiso: Compromiso
    situacion: Situacion
    ubigeos: tuple[str, ...]
    desde: int = 0
    hasta: int = -4
    hitos: list[Hito] = field(default_factory=list)
    partes_de_meta: dict[str, int] = field(default_factory=dict)

    @property
    def municipal(self) -> bool:
        """Owed by a municipality, which also reports on it."""
        return self.compromiso.obligada_id is not None


def crear(cronica: Cronica, elenco: Elenco, firmados: list[Firmado], azar: random.Random) -> list[Tarea]:
    """All of them, with their districts, milestones and moves of date, and with what people decided about them in the end."""
    tareas = [tarea for firmado in firmados for tarea in _del_convenio(elenco, firmado, azar)]
    veces = itertools.cycle((0, 1, 0, 2, 0, 0, 3, 0, 1, 0))
    cambios: list[Reprogramacion] = []
    cumplidos = itertools.count(1)
    for tarea in tareas:
        _fechar(tarea, azar)
        cambios += _nacer(cronica, elenco, tarea, next(veces) if tarea.situacion in MOVIDOS else 0, azar)
        sin_prueba = tarea.situacion == S.CUMPLIDO and len(tarea.ubigeos) == 1 and next(cumplidos) % 7 == 4
        _decidir(cronica, elenco, tarea, sin_prueba=sin_prueba, azar=azar)
    cronica.guardar(tarea.compromiso for tarea in tareas)
    cronica.guardar(cambios)
    cronica.guardar(fila for tarea in tareas for fila in _lo_que_cuelga(cronica, elenco, tarea))
    return tareas


def _del_convenio(elenco: Elenco, firmado: Firmado, azar: random.Random) -> Iterator[Tarea]:
    guion, estado = firmado.guion, Convenio.Estado(firmado.guion.estado)
    turnos = SEGUN_ESTADO.get(estado) or SEGUN_FECHAS.get(guion.codigo) or MEZCLA
    situaciones = itertools.islice(itertools.cycle(turnos), azar.randrange(len(turnos)), None)
    quedan = tuple(u for u in guion.ubigeos if not (guion.codigo == MARCO and u == SE_SEPARA))
    promesas = DE_LA_UGEL if guion.codigo == MARCO else azar.sample(DE_LA_UGEL, guion.promesas)
    for numero, promesa in enumerate(promesas, start=1):
        cuantos = len(quedan) if numero % 4 == 1 else min(len(quedan), azar.randrange(2, 6))
        alcanza = tuple(sorted(azar.sample(quedan, cuantos)))
        yield _tarea(elenco, firmado, f"U-{numero:02d}", promesa, alcanza, None, next(situaciones))
    if estado not in Convenio.Estado.firmados():
        return
    salto = azar.randrange(len(DE_LA_MUNICIPALIDAD))
    for numero, ubigeo in enumerate(quedan if guion.codigo == MARCO else quedan * DE_CADA_MUNICIPALIDAD, start=1):
        promesa = DE_LA_MUNICIPALIDAD[(numero + salto) % len(DE_LA_MUNICIPALIDAD)]
        yield _tarea(elenco, firmado, f"M-{numero:02d}", promesa, (ubigeo,), firmado.partes[ubigeo], next(situaciones))


def _tarea(
    elenco: Elenco, firmado: Firmado, codigo: str, promesa: Promesa, ubigeos: tuple[str, ...], obligada: Parte | None, situacion: Situacion
) -> Tarea:
    lugar = f" en {elenco.distritos[ubigeos[0]].nombre}" if len(ubigeos) == 1 else ""
    meta, soles = promesa.por_distrito * len(ubigeos), promesa.soles_por_distrito * len(ubigeos)
    compromiso = Compromiso(
        convenio=firmado.convenio,
        codigo=codigo,
        clausula=firmado.clausulas[2 if obligada is None else 3],
        descripcion=f"{promesa.texto}{lugar}",
        obligada=obligada,
        linea=promesa.linea,
        responsable=promesa.responsable,
        unidad=promesa.unidad,
        meta=Decimal(meta) if meta else None,
        meta_financiera=Decimal(soles) if soles else None,
    )
    tarea = Tarea(firmado, compromiso, situacion, ubigeos)
    if meta:
        tarea.partes_de_meta = dict.fromkeys(ubigeos, promesa.por_distrito)
    tarea.hitos = [Hito(compromiso=compromiso, orden=orden, descripcion=texto) for orden, texto in enumerate(promesa.hitos, start=1)]
    return tarea


def _fechar(tarea: Tarea, azar: random.Random) -> None:
    """Start and due date that make its situation true today, whatever the UGEL's threshold of "por vencer"."""
    guion, aviso = tarea.firmado.guion, tarea.compromiso.convenio.ugel.dias_por_vencer
    tarea.desde = (guion.inicio or -300) + azar.randrange(5, 50)
    fin = 500 if guion.fin is None else guion.fin
    plazo = {
        S.VENCIDO: azar.randrange(-75, -3) + min(0, fin),
        S.POR_VENCER: azar.randrange(1, max(2, min(aviso, fin))),
        S.CUMPLIDO: azar.randrange(-140, min(60, fin)),
        S.NO_CUMPLIDO: azar.randrange(-130, -40) + min(0, fin),
        S.SUSPENDIDO: azar.randrange(-20, 120),
    }.get(tarea.situacion, min(fin, aviso + azar.randrange(20, 190)))
    if tarea.situacion == S.POR_INICIAR:
        tarea.desde = azar.randrange(-10, 30)
    tarea.compromiso.inicio = dia(tarea.desde)
    tarea.compromiso.plazo = None if tarea.situacion == S.SIN_PLAZO else dia(plazo)
    for hito in tarea.hitos:
        hito.plazo = dia(tarea.desde + (plazo - tarea.desde) * hito.orden // len(tarea.hitos)) if tarea.compromiso.plazo else None


def _nacer(cronica: Cronica, elenco: Elenco, tarea: Tarea, veces: int, azar: random.Random) -> list[Reprogramacion]:
    """Written down with its first due date, and moved as many times as asked, each with its reason and its document."""
    compromiso, cambios = tarea.compromiso, []
    dias = [0] if compromiso.plazo is None else [(compromiso.plazo - hoy()).days]
    for _ in range(veces):
        dias.insert(0, dias[0] - azar.randrange(20, 35))
    acto = cronica.acto(elenco.coordinador, instante(dia(min(tarea.firmado.guion.nacio + 3, -3)), 12), "Compromisos del convenio")
    cronica.nace(compromiso, acto, **ABIERTO, plazo=dia(dias[0]) if compromiso.plazo else None)
    for numero, (antes, despues) in enumerate(itertools.pairwise(dias), start=1):
        motivo, documento = azar.choice(MOTIVOS_DE_PLAZO), f"Oficio N.º {azar.randrange(100, 900)} (demostración)"
        acto = cronica.acto(elenco.coordinadora, instante(dia(min(antes - 5, -3 - 7 * (veces - numero))), 11), motivo)
        cambio = Reprogramacion(
            compromiso=compromiso,
            plazo_anterior=dia(antes),
            plazo_nuevo=dia(despues),
            motivo=motivo,
            documento=documento,
            por=elenco.coordinadora,
            en=acto.en,
        )
        cambios.append(cronica.nace(cambio, acto))
        cronica.cambia(compromiso, acto, **ABIERTO, plazo=dia(despues))
    return cambios


def _decidir(cronica: Cronica, elenco: Elenco, tarea: Tarea, *, sin_prueba: bool, azar: random.Random) -> None:
    """Closed or suspended by a coordinator, on its day, with the reason where one is due."""
    compromiso = tarea.compromiso
    if tarea.situacion not in CERRADOS or compromiso.plazo is None:
        return
    plazo = (compromiso.plazo - hoy()).days
    cuando, motivo = {
        S.CUMPLIDO: (min(plazo, 0) - azar.randrange(2, 12), SIN_PRUEBA if sin_prueba else ""),
        S.NO_CUMPLIDO: (plazo + azar.randrange(8, 25), "Venció el plazo y ya no hay presupuesto para hacerlo este año."),
        S.SUSPENDIDO: (azar.randrange(-60, -10), "Suspendido hasta que se reabra el paso por la carretera."),
    }[tarea.situacion]
    tarea.hasta = cuando - 1
    quien = elenco.coordinadora if plazo % 2 else elenco.coordinador
    acto = cronica.acto(quien, instante(dia(cuando), 17), motivo or "Cumplido")
    compromiso.estado, compromiso.estado_en, compromiso.estado_por, compromiso.estado_motivo = tarea.situacion.value, acto.en, quien, motivo
    cronica.cambia(compromiso, acto)


def _lo_que_cuelga(cronica: Cronica, elenco: Elenco, tarea: Tarea) -> Iterator[Any]:
    acto = cronica.acto(elenco.coordinador, instante(dia(min(tarea.firmado.guion.nacio + 3, -3)), 12, 5), "Ámbito del compromiso")
    for ubigeo in tarea.ubigeos:
        meta = tarea.partes_de_meta.get(ubigeo)
        yield cronica.nace(
            Alcance(compromiso=tarea.compromiso, distrito=elenco.distritos[ubigeo], meta=None if meta is None else Decimal(meta)), acto
        )
    for hito in tarea.hitos:
        yield cronica.nace(hito, acto)
