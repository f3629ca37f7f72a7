"""What is due to be told today, once each, and to whom: countdowns, what became overdue, what waits too long, what stays so.

A notice is due from its day on, not only on it: one that was missed, because the portal was off, is told on the next working day. Its day
is moved to the working day before when nobody works on it. `clave` holds the date that is told of, so that a date which moves is told again.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from base.avisos.hojas import Hoja, Linea, Seccion, hoja, seccion
from base.avisos.models import Clase
from base.comun.templatetags.comun import fecha
from encuentros.models import Acuerdo

from . import lineas
from .gente import Persona
from .hechos import ANTES_DE_UN_PLAZO, Hechos
from .resumen import le_toca

ANTES_DE_QUE_TERMINE = (15, 30, 60, 90)
CABEN = 3  # things told of one kind: a sheet is read in a minute
TITULOS = {
    Clase.ESCALADO: "Sigue sin resolverse",
    Clase.VENCIDO: "Venció",
    Clase.POR_VENCER: "Vence en siete días o menos",
    Clase.VERIFICAR: "Espera su verificación",
    Clase.CONVENIO: "Convenios que están por terminar",
}  # in the order in which a sheet tells them; of two that tell of the same thing, the first


@dataclass(frozen=True)
class Asunto:
    """One thing to be told to some people: of which kind, and by which key it is known that it was."""

    clase: Clase
    clave: str
    linea: Linea
    para: list[Persona]


def por_decir(gente: list[Persona], h: Hechos, dichas: set[str]) -> list[Asunto]:
    """Everything that is due, has somebody to be told to, and was not told."""
    todos = (*_plazos(gente, h), *_acuerdos(gente, h), *_reportes(gente, h), *_convenios(gente, h))
    return [asunto for asunto in todos if asunto.para and asunto.clave not in dichas]


def _quienes(gente: list[Persona], clase: Clase) -> list[Persona]:
    return [p for p in gente if clase in Clase.para(p.usuario)]


def _vence(plazo: datetime.date, h: Hechos) -> Clase | None:
    """What there is to say of a due date today."""
    if plazo < h.dia:
        return Clase.VENCIDO
    aviso = h.calendario.anterior(plazo - datetime.timedelta(days=ANTES_DE_UN_PLAZO))
    return Clase.POR_VENCER if aviso <= h.dia else None


def _de_un_plazo(linea: Linea, plazo: datetime.date, deben: list[Persona], dirigen: list[Persona], h: Hechos) -> Iterator[Asunto]:
    clase = _vence(plazo, h)
    if clase is not None:
        yield Asunto(clase, f"{clase}:{linea['cosa']}", linea, [p for p in deben if clase in Clase.para(p.usuario)])
    if (h.dia - plazo).days > h.ugel.dias_escalar_vencido:
        yield Asunto(Clase.ESCALADO, f"{Clase.ESCALADO}:{linea['cosa']}", linea, dirigen)


def _plazos(gente: list[Persona], h: Hechos) -> Iterator[Asunto]:
    dirigen, de_la_ugel = _quienes(gente, Clase.ESCALADO), [p for p in gente if not p.municipalidades]
    de_cada: dict[int, list[Persona]] = {}
    for persona in gente:
        for municipalidad in persona.municipalidades:
            de_cada.setdefault(municipalidad, []).append(persona)
    for c in h.compromisos:
        deben = de_la_ugel if c.obligada is None else de_cada.get(c.obligada.municipalidad_id, [])
        yield from _de_un_plazo(lineas.de_compromiso(c), c.plazo, deben, dirigen, h)


def _acuerdos(gente: list[Persona], h: Hechos) -> Iterator[Asunto]:
    dirigen = _quienes(gente, Clase.ESCALADO)
    for a in h.acuerdos:
        if a.plazo is not None:
            deben = [p for p in gente if _le_toca(a, p)]
            yield from _de_un_plazo(lineas.de_acuerdo(a), a.plazo, deben, dirigen, h)


def _le_toca(acuerdo: Any, persona: Persona) -> bool:
    """Who owes it: its municipalities; the staff of the UGEL where it is theirs, or of an institution without people in the portal."""
    if persona.municipalidades:
        return acuerdo.obligado not in (Acuerdo.Obligado.UGEL, Acuerdo.Obligado.OTRA) and le_toca(acuerdo, persona)
    return acuerdo.obligado not in (Acuerdo.Obligado.MUNICIPALIDAD, Acuerdo.Obligado.TODAS)


def _reportes(gente: list[Persona], h: Hechos) -> Iterator[Asunto]:
    verifican, dirigen = _quienes(gente, Clase.VERIFICAR), _quienes(gente, Clase.ESCALADO)
    for r in h.por_verificar:
        espera = h.espera(r)
        linea = lineas.de_reporte(r, espera)
        if espera > h.ugel.dias_sin_verificar:
            otros = [p for p in verifican if p.usuario.pk not in (r.creado_por_id, r.enviado_por_id)]
            yield Asunto(Clase.VERIFICAR, f"{Clase.VERIFICAR}:{linea['cosa']}", linea, otros)
        if espera > h.ugel.dias_escalar_verificacion:
            yield Asunto(Clase.ESCALADO, f"{Clase.ESCALADO}:{linea['cosa']}", linea, dirigen)


def _convenios(gente: list[Persona], h: Hechos) -> Iterator[Asunto]:
    quienes = _quienes(gente, Clase.CONVENIO)
    for c in h.convenios:
        faltan = (n for n in ANTES_DE_QUE_TERMINE if h.calendario.anterior(c.fin - datetime.timedelta(days=n)) <= h.dia)
        cual = next(faltan, None)  # of those whose day has come, the last one: one that was missed is not told after it
        if cual is not None:
            linea = lineas.de_convenio(c, (c.fin - h.dia).days)
            para = [p for p in quienes if not p.municipalidades or h.partes[c.pk] & p.municipalidades.keys()]
            yield Asunto(Clase.CONVENIO, f"{Clase.CONVENIO}:{linea['cosa']}:{cual}", linea, para)


# ── The sheet of one person ──────────────────────────────────────────────────────────────────────────────────────────────
def por_persona(asuntos: list[Asunto]) -> dict[int, dict[Clase, list[Linea]]]:
    """What each person is told, by kind; the same thing is told to nobody twice in a sheet."""
    orden = list(TITULOS)
    hojas: dict[int, dict[Clase, list[Linea]]] = {}
    vistas: set[tuple[int, str]] = set()
    for asunto in sorted(asuntos, key=lambda a: orden.index(a.clase)):
        for persona in asunto.para:
            llave = (persona.usuario.pk, asunto.linea["cosa"])
            if llave not in vistas:
                vistas.add(llave)
                hojas.setdefault(persona.usuario.pk, {}).setdefault(asunto.clase, []).append(asunto.linea)
    return hojas


def hoja_de(persona: Persona, suyas: dict[Clase, list[Linea]], h: Hechos) -> Hoja:
    """The notices of a day for one person, each kind with its reason."""
    entrada = f"Buenos días, {persona.usuario}. Esto hay que saber hoy, {fecha(h.dia)}, en {h.ugel.nombre}."
    return hoja(entrada, _secciones(persona, suyas, h))


def _secciones(persona: Persona, suyas: dict[Clase, list[Linea]], h: Hechos) -> list[Seccion]:
    secciones = []
    for clase, titulo in TITULOS.items():
        filas = suyas.get(clase, [])
        secciones += seccion(titulo, clase, filas, url=_lista(clase, persona, h), razon=_razon(clase, persona, h), espera=True)
    return secciones


def _lista(clase: Clase, persona: Persona, h: Hechos) -> str:
    """Where all of a kind stand, when they do not fit."""
    if clase == Clase.CONVENIO:
        return reverse("convenios", args=[h.ugel.codigo])
    if persona.municipalidades:
        return reverse("mi_municipio")
    if clase == Clase.VERIFICAR:
        return f"{reverse('bandeja')}?ver=por_verificar&ugel={h.ugel.codigo}"
    situacion = "por_vencer" if clase == Clase.POR_VENCER else "vencido"
    return f"{reverse('compromisos', args=[h.ugel.codigo])}?situacion={situacion}"


def _razon(clase: Clase, persona: Persona, h: Hechos) -> str:
    municipal, ugel = bool(persona.municipalidades), h.ugel
    porque = {
        Clase.VENCIDO: "lo debe su municipalidad" if municipal else "lo debe la UGEL, y usted reporta en ella",
        Clase.POR_VENCER: "lo debe su municipalidad" if municipal else "lo debe la UGEL, y usted reporta en ella",
        Clase.VERIFICAR: f"usted verifica los reportes de la UGEL, y estos esperan más de {ugel.dias_sin_verificar} días hábiles",
        Clase.CONVENIO: "su municipalidad es parte del convenio" if municipal else "usted coordina o dirige en la UGEL que lo suscribió",
        Clase.ESCALADO: (
            f"usted coordina o dirige en la UGEL, y esto sigue vencido más de {ugel.dias_escalar_vencido} días"
            f" o sin verificar más de {ugel.dias_escalar_verificacion} días hábiles"
        ),
    }
    return f"Recibe este aviso porque {porque[clase]}."


def con_avisos(resumen: Hoja, suyas: dict[Clase, list[Linea]], persona: Persona, h: Hechos) -> Hoja:
    """The digest with the notices of the day in it: what it tells anyway is among those that its list shows, and the rest heads the sheet."""
    nuevas = {linea["cosa"] for filas in suyas.values() for linea in filas}
    vistas = {linea["cosa"] for seccion_ in resumen["secciones"] for linea in seccion_["lineas"]}
    fuera = {clase: [linea for linea in filas if linea["cosa"] not in vistas] for clase, filas in suyas.items()}
    ordenadas = [{**s, "lineas": _con_las_nuevas(s["lineas"], nuevas)} for s in resumen["secciones"]]
    return hoja(resumen["entrada"], [*_secciones(persona, fuera, h), *ordenadas])  # type: ignore[list-item]


def _con_las_nuevas(filas: list[Linea], nuevas: set[str]) -> list[Linea]:
    """The lines in their order, but that those which fit are the new ones and then the first of the others: also they in their order, which is
    that of dates."""
    elegidas = {n for n, _ in sorted(enumerate(filas), key=lambda par: par[1]["cosa"] not in nuevas)[:CABEN]}
    return [fila for _, fila in sorted(enumerate(filas), key=lambda par: par[0] not in elegidas)]


def en_una_frase(suyas: dict[Clase, list[Linea]]) -> str:
    """The sheet in a line: what it brings and how much of it."""
    nombres = {
        Clase.ESCALADO: ("sin resolver", "sin resolver"),
        Clase.VENCIDO: ("vencido", "vencidos"),
        Clase.POR_VENCER: ("por vencer", "por vencer"),
        Clase.VERIFICAR: ("por verificar", "por verificar"),
        Clase.CONVENIO: ("convenio por terminar", "convenios por terminar"),
    }
    return ", ".join(f"{len(suyas[clase])} {varios[len(suyas[clase]) > 1]}" for clase, varios in nombres.items() if clase in suyas)
