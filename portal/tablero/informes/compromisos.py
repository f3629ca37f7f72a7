"""What was promised, and how far it had come: from plain rows, of today or of then, by the rules of `convenios`.

The rules are told again here, over rows that may be of the past, where the annotations of the lists cannot look. That both say the same of
today is what tests/portal/test_informes_recuento.py holds them to.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Alcance, Avance, Compromiso, Ejecucion, Evidencia, EvidenciaEjecucion, Hito, Parte
from convenios.models.compromiso import porcentaje
from convenios.models.linea import nombre_de_linea
from convenios.models.situacion import POR_URGENCIA, Situacion
from municipios.models import Distrito, Ugel

from .cifras import CERO, FilaAvance, FilaCompromiso
from .cortes import Corte
from .filas import filas_de

CIEN = Decimal(100)
COLUMNAS = (
    *("codigo", "convenio_id", "convenio__codigo", "descripcion", "linea", "obligada_id", "responsable", "plazo", "unidad", "meta"),
    *("estado", "estado_en", "fuente", "demostracion"),
)
DE_AVANCE = (
    *("compromiso_id", "distrito_id", "fecha", "descripcion", "cantidad", "hito_id", "porcentaje", "origen"),
    *("creado_por_id", "verificado_por_id", "verificado_en"),
)
DEUDAS = {
    "plazo": "Compromisos sin plazo",
    "responsable": "Compromisos sin responsable",
    "medida": "Compromisos sin meta ni hitos",
    "distritos": "Compromisos sin distritos",
    "evidencia": "Compromisos cumplidos sin evidencia verificada",
}


@dataclass
class DeUno:
    """What hangs on one commitment."""

    alcances: dict[int, Decimal | None] = field(default_factory=dict)  # district → its share
    hitos: set[int] = field(default_factory=set)
    avances: list[dict[str, Any]] = field(default_factory=list)  # the verified ones
    probado: bool = False

    @property
    def reportes(self) -> list[dict[str, Any]]:
        """What was done, without what a carga inicial brought."""
        return [a for a in self.avances if a["origen"] != Avance.Origen.CARGA_INICIAL]

    def hecho(self, distrito: int | None = None) -> Decimal:
        """The verified quantity, in one district or in all."""
        return sum((a["cantidad"] or CERO for a in self.reportes if distrito in (None, a["distrito_id"])), CERO)

    def avance(self, meta: Decimal | None) -> Decimal | None:
        """The percentage that it has come, capped: `Compromiso.progreso`."""
        cargas = [a["porcentaje"] for a in self.avances if a["origen"] == Avance.Origen.CARGA_INICIAL]
        if cargas and not self.reportes:
            return min(Decimal(cargas[-1]), CIEN)
        if self.hitos:
            return porcentaje(Decimal(len({a["hito_id"] for a in self.reportes} & self.hitos)), Decimal(len(self.hitos)))
        return min(porcentaje(self.hecho(), meta), CIEN) if meta else None


@dataclass
class Reunidos:
    """Commitments with what hangs on each."""

    filas: list[FilaCompromiso]
    por_distrito: dict[int, list[FilaCompromiso]]
    avances: list[FilaAvance]
    estados: dict[int, str]
    fuentes: list[str]
    demostracion: bool


def reunir_compromisos(ugel: Ugel, corte: Corte, convenios: Any, *, distrito: Distrito | None = None) -> Reunidos:
    """Those of these convenios, or of them those that reach `distrito`, as they were at the cut."""
    donde: dict[str, Any] = {"convenio__in": convenios}
    if distrito is not None:
        donde["id__in"] = [a["compromiso_id"] for a in filas_de(Alcance, corte.instante, ("compromiso_id",), distrito=distrito)]
    compromisos = filas_de(Compromiso, corte.instante, COLUMNAS, **donde)
    de = _lo_suyo([c["pk"] for c in compromisos], corte)
    nombres = dict(Distrito.objects.filter(ugel=ugel).values_list("pk", "nombre"))
    debe = {p.pk: str(p) for p in Parte.todos.filter(convenio__in=convenios).select_related("municipalidad__distrito")}
    orden = {s.value: n for n, s in enumerate(POR_URGENCIA)}
    dichos = [(c, _fila(c, de[c["pk"]], ugel, corte, nombres, debe, distrito)) for c in compromisos]
    dichos.sort(key=lambda par: (orden[par[1].situacion], par[1].plazo or datetime.date.max, par[1].convenio, par[1].codigo))
    por_distrito: dict[int, list[FilaCompromiso]] = defaultdict(list)
    for c, fila in dichos:
        for alcanza in de[c["pk"]].alcances:
            por_distrito[alcanza].append(fila)
    return Reunidos(
        filas=[fila for _, fila in dichos],
        por_distrito=por_distrito,
        avances=_hechos(compromisos, de, corte, nombres, distrito),
        estados={c["pk"]: c["estado"] for c in compromisos},
        fuentes=sorted({c["fuente"] for c in compromisos if c["fuente"]}),
        demostracion=any(c["demostracion"] for c in compromisos),
    )


def _lo_suyo(llaves: list[int], corte: Corte) -> dict[int, DeUno]:
    """What hangs on each, in one query of each kind."""
    de: dict[int, DeUno] = defaultdict(DeUno)
    instante, suyos = corte.instante, {"compromiso__in": llaves}
    for fila in filas_de(Alcance, instante, ("compromiso_id", "distrito_id", "meta"), **suyos):
        de[fila["compromiso_id"]].alcances[fila["distrito_id"]] = fila["meta"]
    for fila in filas_de(Hito, instante, ("compromiso_id",), **suyos):
        de[fila["compromiso_id"]].hitos.add(fila["pk"])
    verificados = filas_de(Avance, instante, DE_AVANCE, estado=Avance.Estado.VERIFICADO, **suyos)
    probados = _con_prueba([a["pk"] for a in verificados], instante)
    for fila in verificados:
        uno = de[fila["compromiso_id"]]
        uno.avances.append(fila)
        uno.probado |= fila["pk"] in probados
    return de


def _con_prueba(avances: list[int], instante: Any) -> set[int]:
    """Those that carried evidence: their own, or, of one that the plan wrote, that of its execution."""
    propias = {e["avance_id"] for e in filas_de(Evidencia, instante, ("avance_id",), avance__in=avances)}
    del_plan = dict(Ejecucion.todos.filter(avance__in=avances).values_list("pk", "avance_id"))
    suyas = filas_de(EvidenciaEjecucion, instante, ("ejecucion_id",), ejecucion__in=list(del_plan)) if del_plan else []
    return propias | {del_plan[e["ejecucion_id"]] for e in suyas}


def _fila(
    c: dict[str, Any], uno: DeUno, ugel: Ugel, corte: Corte, nombres: dict[int, str], debe: dict[int, str], distrito: Distrito | None
) -> FilaCompromiso:
    parte = uno.alcances.get(distrito.pk) if distrito is not None else None
    aqui = distrito.pk if distrito is not None and parte else None
    meta = parte or c["meta"]
    avance = min(porcentaje(uno.hecho(aqui), parte), CIEN) if aqui is not None and parte else uno.avance(c["meta"])
    return FilaCompromiso(
        codigo=c["codigo"],
        convenio=c["convenio__codigo"],
        distritos=_en_donde(uno, nombres),
        descripcion=c["descripcion"],
        linea=nombre_de_linea(ugel, c["linea"]),
        debe=debe.get(c["obligada_id"], "") if c["obligada_id"] else ugel.nombre,
        responsable=c["responsable"],
        plazo=c["plazo"],
        unidad=c["unidad"] if c["meta"] is not None else "hitos" if uno.hitos else "",
        meta=meta if meta is not None else Decimal(len(uno.hitos)) if uno.hitos else None,
        hecho=_cuanto(uno, c["meta"], aqui),
        avance=avance,
        medido_en="distrito" if aqui is not None else "conjunto",
        situacion=situacion(c, uno, ugel, corte.dia),
        decidido_el=timezone.localdate(c["estado_en"]) if c["estado_en"] else None,
        debe_datos=tuple(_faltan(c, uno)),
    )


def _en_donde(uno: DeUno, nombres: dict[int, str]) -> str:
    """Which districts it reaches; all of them, where it does."""
    if len(uno.alcances) == len(nombres) > 1:
        return f"los {len(nombres)} distritos"
    return ", ".join(sorted(nombres.get(d, "") for d in uno.alcances))


def _cuanto(uno: DeUno, meta: Decimal | None, distrito: int | None) -> Decimal | None:
    if meta is not None:
        return uno.hecho(distrito)
    return Decimal(len({a["hito_id"] for a in uno.reportes} & uno.hitos)) if uno.hitos else None


def situacion(c: dict[str, Any], uno: DeUno, ugel: Ugel, dia: datetime.date) -> str:
    """The public situation on a day: what waits to be verified is not told."""
    if c["estado"] != Compromiso.Estado.ABIERTO:
        return str(c["estado"])
    if c["plazo"] is None:
        return Situacion.SIN_PLAZO.value
    if c["plazo"] < dia:
        return Situacion.VENCIDO.value
    if (c["plazo"] - dia).days <= ugel.dias_por_vencer:
        return Situacion.POR_VENCER.value
    return Situacion.EN_PROCESO.value if uno.avances else Situacion.POR_INICIAR.value


def _faltan(c: dict[str, Any], uno: DeUno) -> list[str]:
    hay = {
        "plazo": c["plazo"] is None,
        "responsable": not c["responsable"],
        "medida": c["meta"] is None and not uno.hitos,
        "distritos": not uno.alcances,
        "evidencia": c["estado"] == Compromiso.Estado.CUMPLIDO and not uno.probado,
    }
    return [clave for clave in DEUDAS if hay[clave]]


def _hechos(
    compromisos: list[dict[str, Any]], de: dict[int, DeUno], corte: Corte, nombres: dict[int, str], distrito: Distrito | None
) -> list[FilaAvance]:
    """What was done in the period, and verified: of a district, what was done in it."""
    dichos = [
        (c, a)
        for c in compromisos
        for a in de[c["pk"]].reportes
        if corte.desde <= a["fecha"] <= corte.hasta and (distrito is None or a["distrito_id"] in (None, distrito.pk))
    ]
    personas = {a[quien] for _, a in dichos for quien in ("creado_por_id", "verificado_por_id")}
    cargos = {pk: Rol(rol).label for pk, rol in Usuario.objects.filter(Q(pk__in=personas)).values_list("pk", "rol")}
    filas = [
        FilaAvance(
            fecha=a["fecha"],
            compromiso=c["codigo"],
            distrito=nombres.get(a["distrito_id"], ""),
            descripcion=a["descripcion"],
            cantidad=a["cantidad"],
            unidad=c["unidad"] if a["cantidad"] is not None else "",
            reporto=cargos.get(a["creado_por_id"], ""),
            verificado_el=timezone.localdate(a["verificado_en"]),
            verifico=cargos.get(a["verificado_por_id"], ""),
        )
        for c, a in dichos
    ]
    return sorted(filas, key=lambda f: (f.fecha, f.compromiso, f.verificado_el, f.descripcion))
