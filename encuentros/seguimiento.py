"""What becomes of the encuentros and of their acuerdos: what the pages of follow-up count, list and write."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from base.bitacora.campos import Objeto
from base.bitacora.gestos import gesto
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from municipios.models import Distrito, Municipalidad

from .convocar import guardar_encuentro
from .models import Acuerdo, Encuentro, Invitado, RevisionAcuerdo
from .models.acuerdo import SITUACIONES, aspecto_de

ABIERTAS = ("abierto", "vencido")


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def por_encuentro(acuerdos: "QuerySet[Acuerdo]") -> dict[int, dict[str, int]]:
    """How many acuerdos of each encuentro stand in each situation, in one query."""
    filas = acuerdos.con_situacion().order_by().values_list("encuentro", "situacion").annotate(n=Count("pk"))  # type: ignore[attr-defined]
    cuadro: dict[int, dict[str, int]] = {}
    for encuentro, situacion, cuantos in filas:
        cuadro.setdefault(encuentro, {})[situacion] = cuantos
    return cuadro


def cuentas_de(cuenta: dict[str, int], direccion: str) -> list[dict[str, Any]]:
    """Each situation with how many and where they are, as `comun/_reparto.html` draws it. `direccion` ends in `?` or `&`."""
    return [
        {"situacion": aspecto_de(s), "etiqueta": etiqueta, "cuantos": cuenta[s], "url": f"{direccion}situacion={s}"}
        for s, etiqueta in SITUACIONES
        if cuenta.get(s)
    ]


# ── Where it stands, and what comes next ─────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Paso:
    """One step of an encuentro: what it was, who took it and when; what is still to come has neither."""

    etiqueta: str
    en: Any
    por: Any
    dado: bool


def pasos(encuentro: Encuentro) -> list[Paso]:
    """From the invitation to the signed acta; of one that is known from a document, that one alone."""
    e, estado = encuentro, Encuentro.Estado
    convocado = Paso("Convocado", e.convocado_en, e.convocado_por, dado=True)
    if e.estado == estado.INFORMADO:
        return [Paso("Celebrado: se conoce por un documento", e.informado_el, None, dado=True)]
    lugar = [estado.CONVOCADO, estado.EN_CURSO, estado.ACTA_EN_BORRADOR, estado.ACTA_FIRMADA].index(estado(e.estado))
    return [
        convocado,
        Paso("Iniciado", e.iniciado_en, e.iniciado_por, dado=lugar >= 1),
        Paso("Terminado: acta en borrador", e.terminado_en, e.terminado_por, dado=lugar >= 2),
        Paso("Acta firmada", e.firmado_en, e.firmado_por, dado=lugar >= 3),
    ]


def siguiente(encuentro: Encuentro, visibles: Collection[str]) -> tuple[str, str] | None:
    """Address and name of the page where its next step is taken, if it is one of those (`navegacion`) that this person sees."""
    estado = Encuentro.Estado
    llega = encuentro.fecha is not None and encuentro.fecha <= hoy()
    candidatas = {
        estado.CONVOCADO: ("en_vivo", "Iniciar el encuentro") if llega else ("convocatoria", "Seguir con la convocatoria"),
        estado.EN_CURSO: ("en_vivo", "Seguir en vivo"),
        estado.ACTA_EN_BORRADOR: ("acta", "Terminar el acta"),
        estado.ACTA_FIRMADA: ("acta", "Ver el acta firmada"),
    }
    if estado(encuentro.estado) not in candidatas:
        return None
    ruta, etiqueta = candidatas[estado(encuentro.estado)]
    url = encuentro.url_de(ruta)
    return (url, etiqueta) if url in visibles else None


def informar_encuentro(encuentro: Encuentro, *, por: Usuario) -> Encuentro:
    """It was held without the portal: save what the document says, and give it as held."""
    with gesto(por=por):
        guardar_encuentro(encuentro, por=por)
        encuentro.informar(por=por)
    return encuentro


# ── Acuerdos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def con_lo_suyo(acuerdos: "QuerySet[Any]", user: Usuario) -> "QuerySet[Any]":
    """With `es_suyo`: of the municipality of this person, because it owes it (it alone, or with the others) or is of its district."""
    if not user.es_municipal:
        return acuerdos.annotate(es_suyo=Value(False, output_field=BooleanField()))
    suyo = de_la_municipalidad(Municipalidad.objects.propias_de(user))
    return acuerdos.annotate(es_suyo=Case(When(suyo, then=Value(True)), default=Value(False), output_field=BooleanField()))


DE_TODAS = Q(obligado__in=[Acuerdo.Obligado.TODAS, Acuerdo.Obligado.AMBAS], distrito=None)


def de_la_municipalidad(municipalidades: Any) -> Q:
    """What waits for these municipalities: what one of them owes, what is of its district, what all of them owe."""
    return Q(municipalidad__in=municipalidades) | Q(distrito__municipalidad__in=municipalidades) | DE_TODAS


def con_cuantos_pendientes(distritos: "QuerySet[Distrito]", user: Usuario) -> "QuerySet[Any]":
    """With `acuerdos_pendientes`, and `acuerdos_vencidos` among them: those that wait for the municipality of each district."""
    suyo = Q(municipalidad__distrito=OuterRef("pk")) | Q(distrito=OuterRef("pk")) | DE_TODAS
    suyos = Acuerdo.objects.for_user(user).filter(suyo, encuentro__ugel=OuterRef("ugel")).order_by().values("encuentro__ugel")

    def cuantos(filas: Any) -> Coalesce:
        return Coalesce(Subquery(filas.annotate(n=Count("pk")).values("n")), 0)

    return distritos.annotate(acuerdos_pendientes=cuantos(suyos.abiertos()), acuerdos_vencidos=cuantos(suyos.vencidos()))  # type: ignore[attr-defined]


def para_lista(acuerdos: "QuerySet[Acuerdo]") -> "QuerySet[Any]":
    """With all that a row tells."""
    return acuerdos.con_situacion().select_related(  # type: ignore[attr-defined]
        "encuentro__ugel", "municipalidad__distrito", "distrito", "compromiso__convenio__ugel"
    )


def abiertos_de(acuerdos: "QuerySet[Acuerdo]") -> "QuerySet[Any]":
    """Those that wait, the overdue and the nearest first."""
    return para_lista(acuerdos).filter(situacion__in=ABIERTAS).order_by(F("plazo").asc(nulls_last=True), "encuentro__numero", "numero")


def que_fue(encuentro: Encuentro, acuerdos: Iterable[Acuerdo], revisiones: "QuerySet[RevisionAcuerdo]") -> dict[str, Any]:
    """What became of each acuerdo of an encuentro in each later one that looked at it: the encuentros, and a row for each acuerdo."""
    dichas = dichas_en(revisiones.filter(acuerdo__encuentro=encuentro))
    siguientes = {r.encuentro_id: r.encuentro for r in dichas}
    celdas = {(r.acuerdo_id, r.encuentro_id): r for r in dichas}
    filas = [(acuerdo, [celdas.get((acuerdo.pk, e)) for e in siguientes]) for acuerdo in acuerdos]
    return {"siguientes": list(siguientes.values()), "filas": filas}


def dichas_en(revisiones: "QuerySet[RevisionAcuerdo]") -> list[Any]:
    """What was said of acuerdos in later encuentros, in their order, each with how it is drawn and called."""
    dichas: list[Any] = list(revisiones.select_related("encuentro__ugel").order_by("encuentro__numero", "pk"))
    for revision in dichas:
        revision.aspecto = aspecto_de(revision.situacion)
        revision.etiqueta = dict(SITUACIONES)[revision.situacion]
    return dichas


# ── The next one, with the row of what asks for it ───────────────────────────────────────────────────────────────────────
PROXIMO = ("numero", "nombre", "fecha", "hora", "lugar", "demostracion")


def proximo(user: Usuario, *, ugel: str, municipalidad: str = "") -> Subquery:
    """The next encuentro of the UGEL that a row names in its column `ugel`, to be annotated: see `leido`. With what the municipality that the
    row names in `municipalidad` answered to its invitation.
    """
    encuentros = Encuentro.objects.for_user(user).filter(ugel=OuterRef(ugel)).proximos()
    columnas: dict[str, Any] = {campo: F(campo) for campo in PROXIMO} | {"distrito": F("distrito__nombre")}
    if municipalidad:
        suya = Invitado.objects.filter(encuentro=OuterRef("pk"), municipalidad=OuterRef(OuterRef(municipalidad)))
        columnas["su_respuesta"] = Subquery(suya.values("respuesta")[:1])
    return Subquery(encuentros.values(dicho=Objeto(**columnas))[:1])


def ultimo(user: Usuario, *, ugel: str) -> Subquery:
    """The last encuentro of that UGEL that was held on a known day before today: its `numero` and its `fecha`."""
    celebrados = Encuentro.objects.for_user(user).filter(ugel=OuterRef(ugel), fecha__lt=hoy()).exclude(estado=Encuentro.Estado.CONVOCADO)
    return Subquery(celebrados.order_by("-fecha", "-numero").values(dicho=Objeto(numero=F("numero"), fecha=F("fecha")))[:1])


def leido(dicho: dict[str, Any] | None, ugel: Any) -> Any:
    """The encuentro that `proximo` found, as far as a page tells of it; None where there is none."""
    if not dicho:
        return None
    dia, hora, distrito = dicho["fecha"], dicho["hora"], dicho["distrito"]
    encuentro: Any = Encuentro(ugel=ugel, **{c: dicho[c] for c in PROXIMO if c not in ("fecha", "hora")})
    encuentro.fecha, encuentro.hora = datetime.date.fromisoformat(dia), datetime.time.fromisoformat(hora) if hora else None
    encuentro.distrito = Distrito(nombre=distrito) if distrito else None
    encuentro.su_respuesta = dicho.get("su_respuesta") or ""
    return encuentro
