"""Rows of the public pages: signed convenios, verified figures, no draft, no person."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from base.comun.busqueda import columna_sin_tildes, palabras
from convenios.models import Compromiso, Convenio, Parte
from convenios.models.situacion import reparto as partes_de
from encuentros import seguimiento
from encuentros.models import Acta, Acuerdo, Asistencia, Encuentro, FotoExpuesta, Participante, ProyectoExpuesto, PuntoAgenda
from municipios.models import Distrito, EvidenciaProyecto, NudoCritico, ProyectoEducativo, Ugel

# What is told of a commitment; who answers for it, and why it stands as it does, is not even read
UN_COMPROMISO = (
    *("codigo", "descripcion", "plazo", "unidad", "meta", "estado", "demostracion"),
    *("convenio__codigo", "convenio__ugel__codigo", "convenio__ugel__nombre"),
    *("obligada__convenio", "obligada__municipalidad__tipo", "obligada__municipalidad__distrito__nombre"),
)


def convenios(ugel: Ugel) -> "QuerySet[Any]":
    """The signed convenios of a UGEL with how many commitments were published, and how many of them are fulfilled."""
    suyos = Compromiso.objects.publicos().filter(convenio=OuterRef("pk")).order_by().values("convenio").annotate(n=Count("pk")).values("n")
    return (
        Convenio.objects.publicos()
        .filter(ugel=ugel)
        .annotate(total=Coalesce(Subquery(suyos), 0), cumplidos=Coalesce(Subquery(suyos.filter(estado=Compromiso.Estado.CUMPLIDO)), 0))
        .order_by("demostracion", "codigo")
    )


def ugeles() -> "QuerySet[Any]":
    """The UGEL that have signed some convenio, with how many."""
    suyos = Convenio.objects.publicos().filter(ugel=OuterRef("pk")).order_by().values("ugel").annotate(n=Count("pk")).values("n")
    return Ugel.objects.publicos().annotate(convenios=Subquery(suyos)).filter(convenios__gt=0).select_related("dre").order_by("codigo")


def ugeles_llamadas(ugeles: "QuerySet[Any]", texto: str) -> "QuerySet[Any]":
    """Those whose name, code or DRE has every word, or that serve a district called so; accents and capitals aside."""
    for palabra in palabras(texto):
        distritos = Distrito.objects.publicos().annotate(plano=columna_sin_tildes("nombre")).filter(plano__contains=palabra)
        ugeles = ugeles.alias(plano=columna_sin_tildes("codigo", "nombre", "dre__nombre")).filter(
            Q(plano__contains=palabra) | Q(pk__in=distritos.values("ugel"))
        )
    return ugeles


def partes(convenio: Convenio) -> "QuerySet[Parte]":
    """The municipalities that are parties; who signed for them is not told."""
    return convenio.partes.select_related("municipalidad__distrito").only(
        "firmado_el", "separado_el", "demostracion", "convenio", "municipalidad__tipo", "municipalidad__distrito__nombre"
    )


def distritos(convenio: Convenio) -> list[dict[str, Any]]:
    """Districts that the convenio's commitments reach, with how many reach each."""
    alcanzados = Compromiso.objects.publicos().filter(convenio=convenio, alcances__isnull=False, alcances__eliminado_en=None).order_by()
    filas = alcanzados.values(
        distrito=F("alcances__distrito"), ubigeo=F("alcances__distrito__ubigeo"), nombre=F("alcances__distrito__nombre")
    )
    return list(filas.annotate(cuantos=Count("pk")).order_by("ubigeo"))


def compromisos(suyos: Any, situacion: str = "") -> "QuerySet[Any]":
    """These commitments, or those of them in one situation, with what is verified of each."""
    contados = suyos.con_avance().con_situacion(publica=True)
    if situacion:
        contados = contados.filter(situacion=situacion)
    con = contados.select_related("convenio__ugel", "obligada__municipalidad__distrito").only(*UN_COMPROMISO)
    return con.order_by("convenio__codigo", "codigo")


def direccion_de_lista(ugel: Ugel, distrito: Any = None) -> str:
    """Where the commitments of a UGEL are listed, or of those the ones that reach a district: what is asked besides goes at the end."""
    return f"{reverse('publico_compromisos', args=[ugel.codigo])}?{f'distrito={distrito.ubigeo}&' if distrito else ''}situacion="


def reparto(compromisos: "QuerySet[Any]", direccion: str = "") -> list[dict[str, Any]]:
    """How many commitments stand in each situation, as `comun/_reparto.html` draws it; each count leads to its rows at `direccion`."""
    cuenta = dict(compromisos.order_by().values_list("situacion").annotate(n=Count("pk")))
    return partes_de(cuenta, lambda situacion: direccion and f"{direccion}{situacion}")


def encuentros(ugel: Ugel) -> "QuerySet[Encuentro]":
    """The encuentros of the UGEL."""
    return Encuentro.objects.publicos().filter(ugel=ugel).select_related("ugel", "distrito").order_by("numero")


# ── One encuentro: only the columns that anyone may read are asked for ───────────────────────────────────────────────────────────
DE_UN_ENCUENTRO = ("ugel__codigo", "ugel__nombre", "distrito__nombre", "numero", "nombre", "lema", "fecha", "hora", "informado_el", "lugar")


# What was recorded is decided when the acta is signed; of one that is known from a document, that document said it
CERRADOS = (Encuentro.Estado.ACTA_FIRMADA, Encuentro.Estado.INFORMADO)


def encuentros_publicos() -> Any:
    """What is public of an encuentro; who convoked, began or ended it is not even read."""
    return (
        Encuentro.objects.publicos()
        .select_related("ugel", "distrito")
        .only(*DE_UN_ENCUENTRO, "organizadores", "proposito", "resultado", "estado", "fuente", "demostracion", "firmado_en")
    )


def encuentros_contados(ugel: Ugel) -> list[Any]:
    """Those of a UGEL, the last one first, with `asistentes` and how their acuerdos stand."""
    encuentros: list[Any] = list(encuentros_publicos().filter(ugel=ugel).con_asistentes().order_by("-numero"))
    cuadro = seguimiento.por_encuentro(Acuerdo.objects.publicos().filter(encuentro__ugel=ugel, encuentro__estado__in=CERRADOS))
    for encuentro in encuentros:
        encuentro.cerrado = encuentro.estado in CERRADOS
        partes = seguimiento.cuentas_de(cuadro.get(encuentro.pk, {}), "?")
        encuentro.cuentas = [parte | {"url": ""} for parte in partes]
    return encuentros


def asistencias(encuentro: Encuentro) -> "QuerySet[Asistencia]":
    """Each municipality of which it was noted whether its mayor, a delegate or nobody came, with how many others were convoked; who the delegate
    was is not even read."""
    suyas = Asistencia.objects.publicos().filter(encuentro=encuentro, encuentro__estado__in=CERRADOS)
    suyas = suyas.con_calladas().select_related("municipalidad__distrito")
    return suyas.only("quien", "demostracion", "encuentro", "municipalidad__tipo", "municipalidad__distrito__nombre")


def participantes(encuentro: Encuentro) -> "QuerySet[Participante]":
    """The people of other institutions that a published document names: those without a source are not told."""
    return Participante.objects.publicos().filter(encuentro=encuentro).exclude(fuente="").only("nombre", "cargo", "demostracion")


def puntos(encuentro: Encuentro) -> "QuerySet[PuntoAgenda]":
    """The titles of the agenda."""
    return PuntoAgenda.objects.publicos().filter(encuentro=encuentro).only("orden", "titulo", "demostracion")


def acuerdos(encuentro: Encuentro) -> "QuerySet[Any]":
    """What was agreed, who owes it, until when and how it stands; who decided, and why, is not even read."""
    suyos = Acuerdo.objects.publicos().filter(encuentro=encuentro, encuentro__estado__in=CERRADOS).con_situacion()
    return suyos.select_related("municipalidad__distrito", "distrito").defer("decidido_motivo", "responsable").order_by("numero")


def expuestos(encuentro: Encuentro) -> "QuerySet[ProyectoExpuesto]":
    """What schools showed, with the photos that somebody decided to show."""
    fotos = Prefetch("fotos", FotoExpuesta.objects.publicos(), to_attr="visibles")
    return ProyectoExpuesto.objects.publicos().filter(encuentro=encuentro).select_related("distrito").prefetch_related(fotos)


def acta_firmada(encuentro: Encuentro) -> Acta | None:
    """The seal of the acta of an encuentro whose signature was registered: neither its scan nor what it says."""
    if encuentro.estado != Encuentro.Estado.ACTA_FIRMADA:
        return None
    return Acta.objects.publicos().filter(encuentro=encuentro).only("sha256", "definitiva_en", "encuentro").first()


def proyectos(ugel: Ugel) -> "QuerySet[ProyectoEducativo]":
    """The projects of the UGEL that are more than an idea, with their public photos; who advises them is not even read."""
    suyos = ProyectoEducativo.objects.publicos().filter(institucion__distrito__ugel=ugel).defer("asesor")
    fotos = Prefetch("evidencias", EvidenciaProyecto.objects.publicos(), to_attr="fotos")
    return suyos.select_related("institucion__distrito").prefetch_related(fotos)


def nudos(distrito: Distrito) -> "QuerySet[NudoCritico]":
    """The nudos críticos of a district that were not given up, the open ones first; who decided, and why, is not even read."""
    suyos = NudoCritico.objects.publicos().filter(distrito=distrito)
    return suyos.select_related("indicador").defer("estado_por", "estado_motivo").por_prioridad()
