"""Demonstration convenios, one in each state and each turn of its dates, children of the marco or beside it. The marco itself is a fact."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from base.bitacora.models import Lote
from base.comun.fechas import hoy
from convenios.models import Adenda, Clausula, Convenio, Designacion, Parte
from encuentros.carga.hechos import CONVENIO

from . import archivos
from .cronica import Cronica, instante
from .personas import ALCALDES, Elenco
from .textos import CLAUSULAS

MARCO = "CM-DEMO"
SE_SEPARA = "060810"
E = Convenio.Estado
HASTA = {  # the acts that lead to each state, with the days that each takes
    E.BORRADOR: [],
    E.EN_REVISION: [E.EN_REVISION],
    E.APROBADO: [E.EN_REVISION, E.APROBADO],
    E.SUSCRITO: [E.EN_REVISION, E.APROBADO, E.SUSCRITO],
    E.CONCLUIDO: [E.EN_REVISION, E.APROBADO, E.SUSCRITO, E.CONCLUIDO],
    E.RESUELTO: [E.EN_REVISION, E.APROBADO, E.SUSCRITO, E.RESUELTO],
    E.ANULADO: [E.ANULADO],
}


@dataclass(frozen=True)
class Guion:
    """One convenio of the story: with whom, in which state, and from when to when counted from today (None: sin dato)."""

    codigo: str
    ubigeos: tuple[str, ...]
    estado: str
    inicio: int | None = None
    fin: int | None = None
    sin_fin: bool = False
    designados: int = 2
    adendas: int = 0
    promesas: int = 8  # commitments of the UGEL; the municipalities' own come beside

    @property
    def nacio(self) -> int:
        """Day of its first draft, counted from today."""
        return -20 if self.estado in (E.BORRADOR, E.EN_REVISION, E.APROBADO) else (self.inicio or -300) - 60


GUIONES = [
    Guion(MARCO, tuple(ALCALDES), E.SUSCRITO, -340, 720, adendas=1, promesas=28),
    Guion("CE-DEMO-060801", ("060801",), E.SUSCRITO, -320, sin_fin=True, promesas=9),
    Guion("CE-DEMO-060802", ("060802",), E.SUSCRITO, -345, 20, designados=1, promesas=6),
    Guion("CE-DEMO-060803", ("060803",), E.SUSCRITO, -390, -25, adendas=2, promesas=6),
    Guion("CE-DEMO-060804", ("060804",), E.ANULADO, designados=0, promesas=1),
    Guion("CE-DEMO-060805", ("060805",), E.SUSCRITO, -250, 480, promesas=6),
    Guion("CE-DEMO-060806", ("060806",), E.SUSCRITO, -300, 430, promesas=10),
    Guion("CE-DEMO-060807", ("060807",), E.EN_REVISION, designados=0, promesas=2),
    Guion("CE-DEMO-060808", ("060808",), E.RESUELTO, -360, 370, promesas=4),
    Guion("CE-DEMO-060809", ("060809",), E.APROBADO, promesas=2),
    Guion("CE-DEMO-060810", ("060810",), E.BORRADOR, designados=0, promesas=2),
    Guion("CE-DEMO-060811", ("060811",), E.SUSCRITO, promesas=5),
    Guion("CE-DEMO-060812", ("060812",), E.CONCLUIDO, -390, -60, promesas=5),
]


@dataclass
class Firmado:
    """A convenio of the story, once written, with what hangs on it."""

    guion: Guion
    convenio: Convenio
    clausulas: list[Clausula] = field(default_factory=list)
    partes: dict[str, Parte] = field(default_factory=dict)


def dia(desde_hoy: int | None) -> Any:
    """The date that many days from today; nothing for what has no date."""
    return None if desde_hoy is None else hoy() + datetime.timedelta(days=desde_hoy)


def crear(cronica: Cronica, elenco: Elenco, azar: random.Random) -> list[Firmado]:
    """All of them, with clauses, parties, designations and adendas."""
    padre = Convenio.todos.get(ugel=elenco.ugel, codigo=CONVENIO)
    firmados = []
    for guion in GUIONES:
        acto = cronica.acto(elenco.coordinador, instante(dia(guion.nacio), 9), "Proyecto de convenio")
        firmados.append(Firmado(guion, cronica.nace(_convenio(elenco, guion, padre), acto, **_de_nuevo())))
        _pasos(cronica, elenco, firmados[-1])
    cronica.guardar(f.convenio for f in firmados)
    for firmado in firmados:
        acto = cronica.acto(elenco.coordinador, instante(dia(firmado.guion.nacio), 11), "Texto del convenio")
        cronica.guardar(list(_lo_que_cuelga(cronica, elenco, firmado, acto, azar)))
    return firmados


def _convenio(elenco: Elenco, guion: Guion, padre: Convenio) -> Convenio:
    es_marco = guion.codigo == MARCO
    lugar = "la provincia de Jaén" if es_marco else elenco.distritos[guion.ubigeos[0]].nombre
    firmado = guion.estado in E.firmados()
    convenio = Convenio(
        ugel=elenco.ugel,
        codigo=guion.codigo,
        tipo=Convenio.Tipo.MARCO if es_marco else Convenio.Tipo.ESPECIFICO,
        padre=None if es_marco else padre,
        titulo=f"Convenio {'marco' if es_marco else 'específico'} de cooperación por la educación de {lugar} (demostración)",
        objeto="Convenio ficticio: muestra cómo se ve en el portal lo que se promete y lo que se cumple.",
        suscrito_el=dia(guion.inicio) if firmado else None,
        lugar=("Jaén" if es_marco else lugar) if firmado else "",
        inicio=dia(guion.inicio),
        fin=dia(guion.fin),
        sin_fin=guion.sin_fin,
        libre_separacion=True,
    )
    if firmado:
        convenio.guardar_archivo(
            archivos.documento(f"{guion.codigo}.pdf", [convenio.titulo, f"Suscrito el {convenio.suscrito_el or '(sin fecha)'}"])
        )
    return convenio


def _de_nuevo() -> dict[str, Any]:
    return {
        "estado": E.BORRADOR, "estado_en": None, "estado_por_id": None,
        "archivo": "", "archivo_nombre": "", "archivo_tipo": "", "archivo_sha256": "", "archivo_bytes": None, "archivo_estado": "",
    }  # fmt: skip


def _pasos(cronica: Cronica, elenco: Elenco, firmado: Firmado) -> None:
    """Each act that brought it to its state, on its day; the last one is how it stands."""
    guion, convenio = firmado.guion, firmado.convenio
    cuando = {E.EN_REVISION: guion.nacio + 8, E.APROBADO: guion.nacio + 15, E.ANULADO: guion.nacio + 30, E.SUSCRITO: guion.nacio + 60}
    cuando |= {E.CONCLUIDO: (guion.fin or 0) + 5, E.RESUELTO: -80}
    for estado in HASTA[E(guion.estado)]:
        acto = cronica.acto(elenco.coordinadora, instante(dia(cuando[estado]), 15), E(estado).label)
        convenio.estado, convenio.estado_en, convenio.estado_por = estado, acto.en, elenco.coordinadora
        archivo = {} if estado in E.firmados() else {c: v for c, v in _de_nuevo().items() if c.startswith("archivo")}
        cronica.cambia(convenio, acto, estado=estado, estado_en=acto.en, **archivo)


def _lo_que_cuelga(cronica: Cronica, elenco: Elenco, firmado: Firmado, acto: Lote, azar: random.Random) -> Iterator[Any]:
    guion, convenio = firmado.guion, firmado.convenio
    for orden, (titulo, texto) in enumerate(CLAUSULAS, start=1):
        clausula = Clausula(convenio=convenio, orden=orden, titulo=titulo, texto=f"{texto} Texto de demostración.")
        firmado.clausulas.append(cronica.nace(clausula, acto))
    yield from firmado.clausulas
    for numero, ubigeo in enumerate(guion.ubigeos):
        firmado.partes[ubigeo] = _parte(cronica, elenco, firmado, acto, ubigeo, numero)
    yield from firmado.partes.values()
    for persona in (elenco.coordinador, elenco.coordinadora)[: guion.designados]:
        yield cronica.nace(
            Designacion(
                convenio=convenio, usuario=persona, nombre=persona.nombre, cargo="Especialista de la UGEL",
                resolucion=f"R.D. N.º {azar.randrange(1000, 4000)} (demostración)", inicio=convenio.inicio,
            ),
            acto,
        )  # fmt: skip
    for numero in range(1, guion.adendas + 1):
        adenda = Adenda(
            convenio=convenio, numero=numero, objeto="Amplía el plazo y precisa los compromisos de las partes (demostración)",
            suscrita_el=dia((guion.inicio or 0) + 90 * numero), documento=f"Adenda N.º {numero:03d} (demostración)",
        )  # fmt: skip
        adenda.guardar_archivo(archivos.documento(f"adenda-{numero}.pdf", [f"Adenda {numero} de {guion.codigo}"]))
        yield cronica.nace(adenda, acto)


def _parte(cronica: Cronica, elenco: Elenco, firmado: Firmado, acto: Lote, ubigeo: str, numero: int) -> Parte:
    """Signed on its own day; one of the parties of the marco has left it, by letter, and the convenio goes on for the others."""
    guion = firmado.guion
    parte = Parte(convenio=firmado.convenio, municipalidad=elenco.municipalidades[ubigeo])
    if guion.estado in E.firmados():
        parte.firmante, parte.cargo = ALCALDES[ubigeo], "Titular de la alcaldía"
        parte.documento = f"Acuerdo de Concejo N.º {numero + 12:03d} (demostración)"
        parte.firmado_el = dia(None if guion.inicio is None else guion.inicio + 3 * numero)
    if guion.codigo == MARCO and ubigeo == SE_SEPARA:
        parte.separado_el, parte.separacion_documento = dia(-40), "Carta N.º 031 de la municipalidad (demostración)"
        salida = cronica.acto(elenco.coordinadora, instante(dia(-40), 16), "Carta de separación")
        cronica.cambia(parte, salida)
        return cronica.nace(parte, acto, separado_el=None, separacion_documento="")
    return cronica.nace(parte, acto)
