"""How each thing reads in a sheet: the urgent word first, then its code and what was promised; no name of anybody."""

from typing import Any

from base.avisos.hojas import Linea, linea
from base.comun.templatetags.comun import falta, fecha
from convenios.models import Avance, Ejecucion


def _dias_habiles(n: int) -> str:
    return "espera desde hoy" if n == 0 else f"espera hace {n} {'día hábil' if n == 1 else 'días hábiles'}"


def _mayuscula(texto: str) -> str:
    return texto[:1].upper() + texto[1:]


def de_compromiso(c: Any) -> Linea:
    """A commitment by its due date."""
    texto = f"{_mayuscula(falta(c.plazo))}: {c.codigo}, {c.descripcion}"
    return linea(texto, c.get_absolute_url(), f"compromiso:{c.pk}:{c.plazo}", demostracion=c.demostracion)


def de_acuerdo(a: Any) -> Linea:
    """An acuerdo by its date, where it has one."""
    cuando = _mayuscula(falta(a.plazo)) if a.plazo else "Sin plazo"
    texto = f"{cuando}: acuerdo {a.numero} del {a.encuentro.ordinal} Encuentro, {a.texto}"
    return linea(texto, a.get_absolute_url(), f"acuerdo:{a.pk}:{a.plazo or '-'}", demostracion=a.demostracion)


def de_consulta(c: Any) -> Linea:
    """A question that waits; what it asks is read on its page."""
    texto = f"Consulta sobre {c.compromiso.codigo}, del {fecha(c.hecha_en)}"
    return linea(texto, c.get_absolute_url(), f"consulta:{c.pk}", demostracion=c.demostracion)


def que_reporte(r: Any) -> str:
    """Of what a report is."""
    if isinstance(r, Ejecucion):
        plan = r.actividad.plan
        return f"ejecución de {r.actividad.codigo}, {r.romano} trimestre {plan.anio}, {plan.municipalidad.distrito.nombre}"
    return f"avance de {r.compromiso.codigo} del {fecha(r.fecha)}" + (f", {r.distrito.nombre}" if r.distrito else "")


def cosa_de_reporte(r: Any) -> str:
    """What a line about a report is about: the report as it stands between its author and who verifies it."""
    que, enviado = ("avance" if isinstance(r, Avance) else "ejecucion"), r.enviado_en if r.estado == r.Estado.ENVIADO else None
    return f"{que}:{r.pk}:{r.estado}:{enviado.timestamp() if enviado else '-'}"


def de_reporte(r: Any, espera: int) -> Linea:
    """A report that waits to be verified."""
    texto = f"{_mayuscula(que_reporte(r))}: {_dias_habiles(espera)}"
    return linea(texto, r.get_absolute_url(), cosa_de_reporte(r), demostracion=r.demostracion)


def de_reporte_por_corregir(r: Any) -> Linea:
    """A report that is with its author; what was observed is read on its page."""
    que = "Observado" if r.estado == r.Estado.OBSERVADO else "En borrador"
    return linea(f"{que}: {que_reporte(r)}", r.get_absolute_url(), cosa_de_reporte(r), demostracion=r.demostracion)


def de_reporte_verificado(r: Any) -> Linea:
    """A report that counts now."""
    return linea(f"{_mayuscula(que_reporte(r))}: verificado", r.get_absolute_url(), cosa_de_reporte(r), demostracion=r.demostracion)


def de_convenio(c: Any, dias: int) -> Linea:
    """A convenio by the day it ends."""
    cuando = "hoy" if dias == 0 else f"en {dias} {'día' if dias == 1 else 'días'}"
    texto = f"Termina {cuando}, el {fecha(c.fin)}: {c.codigo}, {c.titulo}"
    return linea(texto, c.get_absolute_url(), f"convenio:{c.pk}:{c.fin}", demostracion=c.demostracion)


def de_encuentro(e: Any, sin_respuesta: bool = False) -> Linea:
    """The next encuentro."""
    donde = f", {e.distrito.nombre}" if e.distrito else ""
    texto = f"{e.nombre}: {fecha(e.fecha)}{donde}" + (". Su municipalidad todavía no respondió a la invitación" if sin_respuesta else "")
    return linea(texto, e.get_absolute_url(), f"encuentro:{e.pk}:{e.fecha}", demostracion=e.demostracion)


def de_plan(p: Any) -> Linea | None:
    """What a plan of work waits for from its municipality; None: nothing."""
    esperan = []
    if p.estado == p.Estado.PROPUESTO:
        if p.aprobado_municipalidad_en is None:
            esperan.append("espera la aprobación de la municipalidad")
    elif p.recibe_ejecucion:
        if p.por_corregir:
            esperan.append(f"{p.por_corregir} {'reporte' if p.por_corregir == 1 else 'reportes'} por terminar o corregir")
        if p.sin_reporte:
            esperan.append(
                f"{p.sin_reporte} {'actividad' if p.sin_reporte == 1 else 'actividades'} sin reporte de un trimestre que terminó"
            )
    if not esperan:
        return None
    return linea(f"Plan de trabajo {p.anio}: {', '.join(esperan)}", p.get_absolute_url(), demostracion=p.demostracion)
