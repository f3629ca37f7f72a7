"""A report's figures, asked for: of a district, of a province for an encuentro, of a convenio. Verified or closed figures, the same for everyone.

The scope was found within what the person reads. Beyond that nothing depends on who asks: two people who print the same report hold the same paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q
from django.urls import reverse

from convenios.models import Compromiso, Convenio, Parte, PlanTrabajo
from convenios.models.plan import fin_de_trimestre
from encuentros.models import Acuerdo, Encuentro
from encuentros.models.acuerdo import SITUACIONES
from encuentros.seguimiento import DE_TODAS
from municipios.models import Distrito, Municipalidad, NudoCritico, Ugel

from . import cifras as c
from .compromisos import DEUDAS, Reunidos, reunir_compromisos
from .cortes import Corte, cerrados, elegir, posibles
from .filas import filas_de
from .planes import reunir_planes


@dataclass(frozen=True)
class Ambito:
    """Of what a report is: one district, one convenio, or the whole UGEL for an encuentro."""

    clase: str
    ugel: Ugel
    distrito: Distrito | None = None
    convenio: Convenio | None = None
    encuentro: Encuentro | None = None

    @property
    def objeto(self) -> Any:
        """The record whose report it is."""
        return self.distrito or self.convenio or self.encuentro

    @property
    def url(self) -> str:
        """The page of that record."""
        return reverse("distrito", args=[self.distrito.ubigeo]) if self.distrito is not None else str(self.objeto.get_absolute_url())

    @property
    def llave(self) -> str:
        """What tells it from any other."""
        return f"{self.clase}:{self.objeto.pk}"

    @property
    def titulo(self) -> str:
        """How its report is called."""
        if self.clase == "distrito":
            return f"Informe de avance del distrito de {self.distrito}"
        return (
            f"Consolidado de la provincia para el {self.encuentro}"
            if self.clase == "provincia"
            else f"Informe del convenio {self.convenio}"
        )

    @property
    def convenios(self) -> Any:
        """The signed convenios it tells of."""
        firmados = Convenio.objects.publicos().filter(ugel=self.ugel)
        return firmados.filter(pk=self.convenio.pk) if self.convenio is not None else firmados

    @property
    def planes(self) -> Any:
        """The approved plans."""
        planes = PlanTrabajo.objects.publicos().filter(convenio__in=self.convenios)
        return planes.filter(municipalidad__distrito=self.distrito) if self.distrito is not None else planes

    def cuantos(self) -> int:
        """How many commitments it tells of today, quickly."""
        filas = Compromiso.objects.filter(convenio__in=self.convenios)
        return (filas.en_distrito(self.distrito) if self.distrito is not None else filas).count()

    def cortes(self) -> list[tuple[str, str]]:
        """The cuts that may be asked of it."""
        anios = sorted(set(self.planes.order_by().values_list("anio", flat=True)), reverse=True)
        return posibles(cerrados(self.planes), anios)

    def corte(self, clave: str) -> Corte | None:
        """One of them."""
        return elegir(clave, cerrados(self.planes))


def de_distrito(distrito: Distrito) -> Ambito:
    """The report of a district."""
    return Ambito("distrito", cast("Ugel", distrito.ugel), distrito=distrito)


def de_convenio(convenio: Convenio) -> Ambito:
    """The report of a convenio."""
    return Ambito("convenio", convenio.ugel, convenio=convenio)


def de_provincia(encuentro: Encuentro) -> Ambito:
    """The consolidated one, for an encuentro."""
    return Ambito("provincia", encuentro.ugel, encuentro=encuentro)


def reunir(ambito: Ambito, corte: Corte) -> c.Cifras:
    """The figures, in a number of queries that does not depend on how many rows there are."""
    reunidos = reunir_compromisos(ambito.ugel, corte, ambito.convenios, distrito=ambito.distrito)
    planes = reunir_planes(ambito.planes.filter(anio=corte.anio), corte)
    distritos = [ambito.distrito] if ambito.distrito is not None else _distritos(ambito)
    acuerdos, con_demostracion = _acuerdos(ambito, corte, reunidos) if ambito.convenio is None else ((), False)
    return c.Cifras(
        de=_alcance(ambito),
        anio=corte.anio,
        trimestre=corte.trimestre,
        corte=corte.en_palabras,
        dia=corte.dia,
        cerrado=corte.cerrado,
        desde=corte.desde,
        hasta=corte.hasta,
        compromisos=tuple(reunidos.filas),
        distritos=tuple(_en_una_linea(d, reunidos, planes) for d in distritos),
        planes=tuple(planes),
        avances=tuple(reunidos.avances),
        nudos=_nudos(distritos, corte) if ambito.convenio is None else (),
        acuerdos=acuerdos,
        deudas=_deudas(reunidos.filas, planes, distritos, corte),
        partes=_partes(ambito.convenio) if ambito.convenio is not None else (),
        fuentes=tuple(_fuentes(ambito, reunidos, planes)),
        demostracion=reunidos.demostracion or con_demostracion or _es_de_demostracion(ambito, corte),
        situaciones=c.contar(reunidos.filas),
    )


def _alcance(ambito: Ambito) -> c.Alcance:
    distrito, convenio = ambito.distrito, ambito.convenio
    municipalidad = getattr(distrito, "municipalidad", None) if distrito is not None else None
    primero = distrito or ambito.ugel.distritos.order_by("ubigeo").first()
    return c.Alcance(
        clase=ambito.clase,
        titulo=ambito.titulo,
        ugel=ambito.ugel.nombre,
        codigo_ugel=ambito.ugel.codigo,
        distrito=distrito.nombre if distrito is not None else "",
        ubigeo=distrito.ubigeo if distrito is not None else "",
        municipalidad=str(municipalidad) if municipalidad is not None else "",
        provincia=primero.provincia if primero is not None else "",
        convenio=convenio.codigo if convenio is not None else "",
        titulo_convenio=convenio.titulo if convenio is not None else "",
        encuentro=str(ambito.encuentro) if ambito.encuentro is not None else "",
    )


def _distritos(ambito: Ambito) -> list[Distrito]:
    """Those of the province; of a convenio, those of its parties."""
    filas = Distrito.objects.filter(ugel=ambito.ugel).order_by("ubigeo")
    if ambito.convenio is not None:
        filas = filas.filter(municipalidad__in=Parte.objects.filter(convenio=ambito.convenio).values("municipalidad"))
    return list(filas)


def _en_una_linea(distrito: Distrito, reunidos: Reunidos, planes: list[c.FilaPlan]) -> c.FilaDistrito:
    suyos = [plan for plan in planes if plan.ubigeo == distrito.ubigeo]
    plan = suyos[0] if suyos else None
    return c.FilaDistrito(
        ubigeo=distrito.ubigeo,
        nombre=distrito.nombre,
        situaciones=c.contar(reunidos.por_distrito.get(distrito.pk, [])),
        fisico=plan.fisico if plan is not None else None,
        programado=plan.programado if plan is not None else None,
        devengado=plan.devengado if plan is not None else None,
    )


def _nudos(distritos: Iterable[Distrito], corte: Corte) -> tuple[c.FilaNudo, ...]:
    """What was raised and not given up."""
    nombres = {d.pk: d.nombre for d in distritos}
    columnas = ("distrito_id", "codigo", "texto", "prioridad", "estado")
    filas = filas_de(NudoCritico, corte.instante, columnas, ~Q(estado=NudoCritico.Estado.DESCARTADO), distrito__in=list(nombres))
    orden = {p: n for n, p in enumerate(NudoCritico.Prioridad.values)}
    filas.sort(key=lambda f: (nombres[f["distrito_id"]], f["estado"] != "abierto", orden[f["prioridad"]], f["codigo"]))
    return tuple(
        c.FilaNudo(
            distrito=nombres[f["distrito_id"]],
            codigo=f["codigo"],
            texto=f["texto"],
            prioridad=NudoCritico.Prioridad(f["prioridad"]).label,
            estado=NudoCritico.Estado(f["estado"]).label,
        )
        for f in filas
    )


CON_ACTA = (Encuentro.Estado.ACTA_FIRMADA, Encuentro.Estado.INFORMADO)
DE_ACUERDO = (
    *("encuentro_id", "encuentro__numero", "numero", "texto", "obligado", "municipalidad_id", "responsable", "plazo", "estado"),
    *("compromiso_id", "demostracion"),
)


def _acuerdos(ambito: Ambito, corte: Corte, reunidos: Reunidos) -> tuple[tuple[c.FilaAcuerdo, ...], bool]:
    """Those of the encuentros whose acta is signed (or that a document tells of); of a district, those that wait for its municipality."""
    cerrados_entonces = filas_de(Encuentro, corte.instante, ("numero",), ugel=ambito.ugel, estado__in=CON_ACTA)
    encuentros = {e.pk: e for e in Encuentro.objects.filter(pk__in=[f["pk"] for f in cerrados_entonces]).select_related("ugel")}
    de_quien = Q()
    if ambito.distrito is not None:
        municipalidad = getattr(ambito.distrito, "municipalidad", None)
        de_quien = Q(distrito=ambito.distrito) | DE_TODAS | (Q(municipalidad=municipalidad) if municipalidad is not None else Q())
    filas = filas_de(Acuerdo, corte.instante, DE_ACUERDO, de_quien, encuentro__in=list(encuentros))
    sueltos = [f["compromiso_id"] for f in filas if f["compromiso_id"] and f["compromiso_id"] not in reunidos.estados]
    estados = reunidos.estados | {f["pk"]: f["estado"] for f in filas_de(Compromiso, corte.instante, ("estado",), id__in=sueltos)}
    municipalidades = _municipalidades(ambito.ugel)
    filas.sort(key=lambda f: (f["encuentro__numero"], f["numero"]))
    dichas = tuple(
        c.FilaAcuerdo(
            encuentro=str(encuentros[f["encuentro_id"]]),
            numero=f["numero"],
            texto=f["texto"],
            debe=municipalidades.get(f["municipalidad_id"]) or str(Acuerdo.Obligado(f["obligado"]).label),
            responsable=f["responsable"],
            plazo=f["plazo"],
            situacion=_situacion_de_acuerdo(f, estados, corte),
        )
        for f in filas
    )
    return dichas, any(f["demostracion"] for f in filas)


def _municipalidades(ugel: Ugel) -> dict[int | None, str]:
    return {m.pk: str(m) for m in Municipalidad.todos.filter(distrito__ugel=ugel).select_related("distrito")}


def _situacion_de_acuerdo(fila: dict[str, Any], estados: dict[int, str], corte: Corte) -> str:
    """As lists tell it: one that became a commitment follows that commitment."""
    estado = estados.get(fila["compromiso_id"], fila["estado"]) if fila["compromiso_id"] else fila["estado"]
    if estado in ("abierto", "suspendido"):
        estado = "vencido" if fila["plazo"] is not None and fila["plazo"] < corte.dia else "abierto"
    return dict(SITUACIONES)[estado]


def _deudas(filas: Iterable[c.FilaCompromiso], planes: list[c.FilaPlan], distritos: list[Distrito], corte: Corte) -> tuple[c.Deuda, ...]:
    """What is missing, with how many lack it; what nobody lacks is not told."""
    faltan = [falta for fila in filas for falta in fila.debe_datos]
    deudas = [c.Deuda(clave, que, faltan.count(clave)) for clave, que in DEUDAS.items()]
    con_plan = {plan.ubigeo for plan in planes}
    deudas.append(
        c.Deuda("plan", f"Distritos sin un plan de trabajo aprobado de {corte.anio}", len({d.ubigeo for d in distritos} - con_plan))
    )
    abiertos = sum(1 for plan in planes for t in plan.trimestres if t.cerrado_el is None and _termino(plan.anio, t.trimestre, corte))
    deudas.append(c.Deuda("cierre", "Trimestres de planes terminados y sin cerrar", abiertos))
    return tuple(deuda for deuda in deudas if deuda.cuantos)


def _termino(anio: int, trimestre: int, corte: Corte) -> bool:
    return fin_de_trimestre(anio, trimestre) < corte.dia


def _partes(convenio: Convenio) -> tuple[c.FilaParte, ...]:
    filas = Parte.objects.filter(convenio=convenio).select_related("municipalidad__distrito").order_by("municipalidad__distrito__ubigeo")
    return tuple(c.FilaParte(str(p.municipalidad), p.firmado_el, p.separado_el) for p in filas)


def _fuentes(ambito: Ambito, reunidos: Reunidos, planes: list[c.FilaPlan]) -> list[str]:
    """Where the figures come from."""
    propias = [ambito.objeto.fuente] if ambito.objeto.fuente else []
    sellos = [f"Cierre del plan {plan.anio} de {plan.distrito}, código {plan.trimestres[-1].codigo}" for plan in planes if plan.sellado]
    return [*propias, *[fuente for fuente in reunidos.fuentes if fuente not in propias], *sellos]


def _es_de_demostracion(ambito: Ambito, corte: Corte) -> bool:
    return bool(ambito.objeto.demostracion or ambito.planes.filter(anio=corte.anio, demostracion=True).exists())
