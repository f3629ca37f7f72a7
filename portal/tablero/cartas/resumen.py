"""The digest of the week, as each role reads it."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from base.avisos.hojas import Hoja, Linea, Seccion, hoja, linea, seccion
from base.avisos.models import Clase, Preferencia
from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha
from base.cuentas.roles import MUNICIPALES, Permiso, Rol
from convenios.models import Avance, Consulta, Ejecucion
from convenios.models.situacion import POR_URGENCIA, Situacion
from encuentros.models import Acuerdo, Invitado

from ..consultas import compromisos_url
from . import lineas
from .gente import Persona
from .hechos import Hechos, por_municipalidad


def _seccion(titulo: str, filas: list[Linea], url: str = "", *, espera: bool = False) -> list[Seccion]:
    return seccion(titulo, Clase.RESUMEN, filas, url=url, espera=espera)


def resumen_de(persona: Persona, h: Hechos) -> Hoja | None:
    """What this person reads this week; None where there is nothing to say."""
    if persona.usuario.es_municipal:
        secciones = _de_la_municipalidad(persona, h)
    elif persona.usuario.rol == Rol.DIRECTOR:
        secciones = _de_la_direccion(h)
    else:
        secciones = _del_personal(persona, h)
    if persona.preferencia.resumen == Preferencia.Ritmo.PENDIENTES:
        secciones = [s for s in secciones if s["espera"]]
    if not secciones:
        return None
    return hoja(_entrada(persona, h), secciones)


def _entrada(persona: Persona, h: Hechos) -> str:
    return f"Buenos días, {persona.usuario}. Así está {h.ugel.nombre} al {fecha(h.dia)}."


def _bandeja(h: Hechos, ver: str) -> str:
    return f"{reverse('bandeja')}?{urlencode({'ver': ver, 'ugel': h.ugel.codigo})}"


def _acuerdos_url(h: Hechos) -> str:
    return f"{reverse('acuerdos', args=[h.ugel.codigo])}?situacion=pendientes"


# ── The people of a municipality ─────────────────────────────────────────────────────────────────────────────────────────
def _de_la_municipalidad(persona: Persona, h: Hechos) -> list[Seccion]:
    suyas, distritos = persona.municipalidades, persona.distritos
    avances = [a for a in h.avances if a.distrito_id in distritos]
    por_corregir = [a for a in avances if a.estado in a.Estado.editables() and a.creado_por.rol in MUNICIPALES]
    por_corregir.sort(key=lambda a: a.estado != a.Estado.OBSERVADO)
    planes = [dicho for p in h.planes if p.municipalidad_id in suyas and (dicho := lineas.de_plan(p))]
    consultas = [c for c in h.consultas if c.distrito_id in distritos and c.dirigida_a == Consulta.Lado.MUNICIPALIDAD]
    debe = [c for c in h.compromisos if c.obligada is not None and c.obligada.municipalidad_id in suyas]
    acuerdos = [a for a in h.acuerdos if le_toca(a, persona)]
    ejecuciones = [e for e in h.ejecuciones if e.actividad.plan.municipalidad_id in suyas]
    verificados = [r for r in [*avances, *ejecuciones] if r.estado == r.Estado.VERIFICADO]
    convenios = [c for c in h.que_terminan if h.partes[c.pk] & suyas.keys()]
    de_ella = {"obligada": next(iter(suyas.values())).ubigeo} if len(suyas) == 1 else {}
    vencidos_url, proximos_url = (compromisos_url(h.ugel, situacion=s.value, **de_ella) for s in (Situacion.VENCIDO, Situacion.POR_VENCER))
    return [
        *_seccion("Compromisos vencidos de su municipalidad", [lineas.de_compromiso(c) for c in debe if c.plazo < h.dia], vencidos_url, espera=True),
        *_seccion("Avances por corregir o terminar", [lineas.de_reporte_por_corregir(a) for a in por_corregir], _bandeja(h, "por_corregir"), espera=True),
        *_seccion("Su plan de trabajo", planes, reverse("mi_municipio"), espera=True),
        *_seccion("Consultas por responder", [lineas.de_consulta(c) for c in consultas], reverse("mi_municipio"), espera=True),
        *_seccion("Acuerdos de los encuentros por cumplir", [lineas.de_acuerdo(a) for a in acuerdos], _acuerdos_url(h), espera=True),
        *_encuentro(h, suyas),
        *_seccion("Compromisos por vencer", [lineas.de_compromiso(c) for c in debe if h.vence_pronto(c)], proximos_url),
        *_convenios(h, convenios),
        *_seccion("Se verificó en los últimos siete días", [lineas.de_reporte_verificado(r) for r in verificados], reverse("mi_municipio")),
    ]  # fmt: skip


def le_toca(acuerdo: Any, persona: Persona) -> bool:
    """An acuerdo waits for these municipalities: one owes it, it is of its district, or all of them owe it."""
    if acuerdo.municipalidad_id in persona.municipalidades or (acuerdo.distrito_id in persona.distritos):
        return True
    return acuerdo.distrito_id is None and acuerdo.obligado in (Acuerdo.Obligado.TODAS, Acuerdo.Obligado.AMBAS)


def _encuentro(h: Hechos, suyas: Iterable[int]) -> list[Seccion]:
    if h.encuentro is None:
        return []
    falta_responder = any(h.respuestas.get(m) == Invitado.Respuesta.SIN_RESPUESTA for m in suyas)
    return _seccion("Próximo encuentro", [lineas.de_encuentro(h.encuentro, falta_responder)], espera=falta_responder)


def _convenios(h: Hechos, convenios: list[Any]) -> list[Seccion]:
    filas = [lineas.de_convenio(c, (c.fin - h.dia).days) for c in convenios]
    return _seccion("Convenios que terminan en 90 días o menos", filas, reverse("convenios", args=[h.ugel.codigo]))


# ── The staff of the UGEL ────────────────────────────────────────────────────────────────────────────────────────────────
def _del_personal(persona: Persona, h: Hechos) -> list[Seccion]:
    usuario = persona.usuario
    verifica, llave = usuario.puede(Permiso.VERIFICAR_AVANCES), usuario.pk
    por_verificar = [r for r in h.por_verificar if verifica and llave not in (r.creado_por_id, r.enviado_por_id)]
    avances, ejecuciones = ([r for r in por_verificar if isinstance(r, modelo)] for modelo in (Avance, Ejecucion))
    propios = [r for r in [*h.avances, *h.ejecuciones] if r.estado in r.Estado.editables() and r.creado_por_id == llave]
    propios.sort(key=lambda r: r.estado != r.Estado.OBSERVADO)
    consultas = [c for c in h.consultas if c.dirigida_a == Consulta.Lado.UGEL and c.hecha_por_id != llave]
    vencidos = [c for c in h.vencidos if c.obligada is None]
    proximos = [c for c in h.por_vencer if c.obligada is None]
    de_la_ugel = {"obligada": "ugel"}
    return [
        *_seccion("Avances por verificar", [lineas.de_reporte(r, h.espera(r)) for r in avances], _bandeja(h, "por_verificar"), espera=True),
        *_seccion("Ejecuciones de planes por verificar", [lineas.de_reporte(r, h.espera(r)) for r in ejecuciones],
                  _bandeja(h, "ejecuciones_por_verificar"), espera=True),
        *_seccion("Consultas por responder", [lineas.de_consulta(c) for c in consultas], _bandeja(h, "por_responder"), espera=True),
        *_seccion("Sus reportes por corregir o terminar", [lineas.de_reporte_por_corregir(r) for r in propios], _bandeja(h, "por_terminar"), espera=True),
        *_seccion("Compromisos vencidos de la UGEL", [lineas.de_compromiso(c) for c in vencidos],
                  compromisos_url(h.ugel, situacion=Situacion.VENCIDO.value, **de_la_ugel), espera=True),
        *_seccion("Compromisos de la UGEL por vencer", [lineas.de_compromiso(c) for c in proximos],
                  compromisos_url(h.ugel, situacion=Situacion.POR_VENCER.value, **de_la_ugel)),
        *_con_mas_vencidos(h),
        *_seccion("Acuerdos de los encuentros por cumplir", [lineas.de_acuerdo(a) for a in h.acuerdos], _acuerdos_url(h)),
        *_convenios(h, h.que_terminan),
        *_encuentro(h, ()),
    ]  # fmt: skip


def _con_mas_vencidos(h: Hechos) -> list[Seccion]:
    """The municipalities with overdue commitments, the most of them first."""
    cuentas = sorted(por_municipalidad(h.vencidos).items(), key=lambda par: (-par[1], par[0].distrito.ubigeo))
    filas = [
        linea(f"{m}: {n} {'vencido' if n == 1 else 'vencidos'}", compromisos_url(h.ugel, situacion="vencido", obligada=m.distrito.ubigeo))
        for m, n in cuentas
    ]
    return _seccion("Municipalidades con compromisos vencidos", filas, compromisos_url(h.ugel, situacion="vencido"))


# ── Who leads: the numbers ───────────────────────────────────────────────────────────────────────────────────────────────
def cuentas_de(situaciones: dict[str, int], direccion: Callable[[str], str]) -> list[Linea]:
    """How many commitments stand in each situation, each number leading to its rows (`direccion(situacion)`)."""
    return [linea(f"{s.label}: {situaciones[s.value]}", direccion(s.value)) for s in POR_URGENCIA if situaciones.get(s.value)]


def _de_la_direccion(h: Hechos) -> list[Seccion]:
    tardan = sum(h.espera(r) > h.ugel.dias_sin_verificar for r in h.por_verificar)
    texto = f"{len(h.por_verificar)} por verificar; {tardan} {'espera' if tardan == 1 else 'esperan'} más de {h.ugel.dias_sin_verificar} días hábiles"
    reportes = [linea(texto, compromisos_url(h.ugel, situacion=Situacion.EN_VERIFICACION.value))] if h.por_verificar else []
    vencidos = sum(a.plazo is not None and a.plazo < h.dia for a in h.acuerdos)
    acuerdos = (
        [linea(f"{len(h.acuerdos)} por cumplir; {vencidos} {'vencido' if vencidos == 1 else 'vencidos'}", _acuerdos_url(h))]
        if h.acuerdos
        else []
    )
    total = sum(h.situaciones.values())
    cuentas = cuentas_de(h.situaciones, lambda situacion: compromisos_url(h.ugel, situacion=situacion))
    return [
        *_numeros(f"Compromisos: {total}", cuentas, compromisos_url(h.ugel)),
        *_seccion("Reportes de avances y ejecuciones", reportes),
        *_con_mas_vencidos(h),
        *_seccion("Acuerdos de los encuentros", acuerdos),
        *_convenios(h, h.que_terminan),
        *_encuentro(h, ()),
    ]


def resumen_de_la_region(persona: Persona, dre: Any, por_ugel: list[tuple[Any, dict[str, int]]]) -> Hoja | None:
    """The numbers of each UGEL, for who reads for the region: what is only being prepared or verified there is not told."""
    secciones = []
    for ugel, situaciones in por_ugel:
        lista = reverse("publico_compromisos", args=[ugel.codigo])  # the public one, where each number is that of its rows
        cuentas = cuentas_de(situaciones, f"{lista}?situacion={{}}".format)
        secciones += _numeros(f"{ugel.nombre}: {sum(situaciones.values())} compromisos", cuentas, lista)
    if not secciones or persona.preferencia.resumen == Preferencia.Ritmo.PENDIENTES:
        return None
    return hoja(f"Buenos días, {persona.usuario}. Así están las UGEL de {dre.nombre} al {fecha(hoy())}.", secciones)


def _numeros(titulo: str, cuentas: list[Linea], url: str) -> list[Seccion]:
    """All the counts, which are few; they are no list of which the first ones are told."""
    return [{**s, "total": 1} for s in _seccion(titulo, cuentas, url)]
