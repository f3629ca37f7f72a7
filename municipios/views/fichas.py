"""Pages of the risk of one building: its sheets, filling one on a phone, the paper for a visit, its photos."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.bitacora.linea import linea_de_tiempo
from base.comun.fechas import hoy
from base.comun.graficos import qr
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios import priorizar
from municipios.forms.riesgo import FichaForm
from municipios.models import EvidenciaRiesgo, FichaRiesgo, InstitucionEducativa, LocalEscolar, PautaRiesgo
from municipios.models.criterios import ESCRITOS, LEYENDA
from municipios.priorizar import Desglose
from municipios.ugeles import recordar_ugel

from .instituciones import un_local

CAMBIOS = 20
SIGUE = (*(c.slug for c in ESCRITOS), "inspeccion")  # what a new sheet takes from the last one: its document and its note are of that day
FICHAS, FOTOS = 50, 100  # the newest, that a page shows; a building has a few of each


def una_ficha(user: Any, *, pk: int) -> FichaRiesgo:
    """A sheet of a building this person reads."""
    return get_object_or_404(FichaRiesgo.objects.for_user(user).select_related("local__distrito__ugel"), pk=pk)


def una_evidencia(user: Any, *, pk: Any) -> EvidenciaRiesgo:
    """A photo or a document of a sheet whose inner side this person reads."""
    return get_object_or_404(EvidenciaRiesgo.objects.for_user(user).select_related("ficha"), pk=pk)


@requires(Permiso.VER, fila=un_local)
def historial(request: Pedido, local: Any) -> HttpResponse:
    """The sheets of a building, the newest first, with its photos before and after, and all that happened to it."""
    user, ugel = request.user, local.distrito.ugel
    recordar_ugel(request, ugel)
    pauta = PautaRiesgo.objects.publicos().vigente(ugel)
    fichas = FichaRiesgo.objects.for_user(user).filter(local=local).con_estudiantes().con_puntaje(pauta).order_by("-fecha")[:FICHAS]
    interno = FichaRiesgo.objects.for_user(user).internos_de(user).filter(local=local).exists()
    suyas = EvidenciaRiesgo.objects.for_user(user).filter(ficha__local=local)
    evidencias = list(suyas.select_related("ficha").order_by("-ficha__fecha", "subida_en")[:FOTOS])
    contexto = {
        "local": local,
        "ugel": ugel,
        "fichas": [Desglose(ficha, pauta) for ficha in fichas],
        "pauta": pauta,
        "interno": interno,
        "antes": [e for e in evidencias if e.momento == EvidenciaRiesgo.Momento.ANTES],
        "despues": [e for e in evidencias if e.momento == EvidenciaRiesgo.Momento.DESPUES],
        "entradas": linea_de_tiempo(local, limite=CAMBIOS, user=user) if user.puede(Permiso.VER_HISTORIA) else None,
        "puede_evaluar": user.puede(Permiso.EVALUAR_RIESGO),
        "leyenda": LEYENDA,
    }
    return render(request, "municipios/riesgo_local.html", contexto)


@requires(Permiso.EVALUAR_RIESGO, fila=un_local)
def nueva(request: Pedido, local: LocalEscolar) -> HttpResponse:
    """Write down what is seen of a building, from what was seen of it the last time."""
    ultima = FichaRiesgo.objects.for_user(request.user).filter(local=local).order_by("-fecha").first()
    visto = {nombre: getattr(ultima, nombre) for nombre in SIGUE} if ultima else {}
    ficha = FichaRiesgo(local=local, fecha=hoy(), procedencia="ugel", demostracion=local.demostracion, **visto)
    return _escribir(request, ficha, desde=ultima)


@requires(Permiso.EVALUAR_RIESGO, fila=una_ficha)
def editar(request: Pedido, ficha: FichaRiesgo) -> HttpResponse:
    """Correct a sheet, or add the photos of after the works."""
    return _escribir(request, ficha)


def _escribir(request: Pedido, ficha: FichaRiesgo, *, desde: FichaRiesgo | None = None) -> HttpResponse:
    local, es_nueva = ficha.local, ficha.pk is None
    recordar_ugel(request, local.distrito.ugel)
    form = FichaForm(request.POST or None, request.FILES or None, instance=ficha)
    clave = f"riesgo-nueva-{local.pk}" if es_nueva else f"riesgo-{ficha.pk}"
    return responder(
        request,
        form,
        plantilla="municipios/riesgo_ficha_form.html",
        hacer=lambda: priorizar.guardar_ficha(ficha, por=request.user, **form.evidencia),
        mensaje="Se guardó la ficha de riesgo.",
        contexto={
            "local": local,
            "desde": desde,
            "titulo": "Llenar ficha de riesgo" if es_nueva else "Corregir ficha de riesgo",
            "clave": clave,
            "habia_archivos": bool(request.FILES),
            "leyenda": LEYENDA,
        },
        recibido=clave,
    )


@requires(Permiso.VER, fila=un_local)
def visita(request: Pedido, local: Any) -> HttpResponse:
    """The sheet to print for a visit: the order of the screen, what is known beside it, a square that leads back here."""
    recordar_ugel(request, local.distrito.ugel)
    pauta = PautaRiesgo.objects.publicos().vigente(local.distrito.ugel)
    fichas = FichaRiesgo.objects.for_user(request.user).filter(local=local).con_estudiantes().con_puntaje(pauta)
    ultima = fichas.order_by("-fecha").first()
    direccion = request.build_absolute_uri(reverse("local_riesgo", args=[local.pk]))
    contexto = {
        "local": local,
        "ugel": local.distrito.ugel,
        "instituciones": InstitucionEducativa.objects.for_user(request.user).filter(local=local).con_matricula(),
        "d": Desglose(ultima, pauta) if ultima else None,
        "criterios": [(criterio, list(enumerate(pauta.anclas(criterio)))) for criterio, _ in pauta.pesos],
        "direccion": direccion,
        "qr": qr(direccion),
        "leyenda": LEYENDA,
    }
    return render(request, "municipios/riesgo_visita.html", contexto)


@requires(Permiso.VER, fila=una_evidencia)
@require_safe
def evidencia(request: Pedido, evidencia: EvidenciaRiesgo) -> HttpResponseBase:
    """A photo or a document; who opened it is written down."""
    return entregar(request, evidencia, de=evidencia.ficha)
