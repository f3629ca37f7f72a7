"""The change of authorities: the charges of a UGEL, what handing one over would do, doing it, and the acta that stays."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.models import Lote
from base.comun.impresos import componer_pdf, respuesta_pdf
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.forms.traspaso import TraspasoForm
from convenios.models import Traspaso
from convenios.traspasos.acciones import traspasar
from convenios.traspasos.acta import resumen
from convenios.traspasos.plan import Clase, Plan, PlanCambiado, Puesto
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel, Municipalidad, Ugel
from municipios.ugeles import una_ugel

POR_PAGINA = 50


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_traspaso(user: Any, *, ugel: str, pk: int) -> Traspaso:
    """One that this person may read: of their UGEL, or of their own municipality."""
    filas = Traspaso.objects.for_user(user).select_related("ugel", "municipalidad__distrito", "saliente", "entrante", "hecho_por")
    return get_object_or_404(filas, ugel__codigo=ugel, pk=pk)


def un_puesto(user: Any, *, ugel: str, clase: str, pk: int) -> Any:
    """A charge that can be handed over: the office of mayor by its municipality, the others by their row."""
    de_la_ugel = Ugel.objects.for_user(user).filter(codigo=ugel)
    if clase == Clase.ALCALDIA:
        filas = Municipalidad.objects.for_user(user).filter(distrito__ugel__in=de_la_ugel).select_related("distrito__ugel")
        municipalidad = get_object_or_404(filas, pk=pk)
        return Puesto(clase=clase, ugel=municipalidad.distrito.ugel, municipalidad=municipalidad)
    if clase == Clase.ENLACE:
        enlaces = EnlaceMunicipal.objects.for_user(user).filter(municipalidad__distrito__ugel__in=de_la_ugel)
        enlace = get_object_or_404(enlaces.select_related("usuario", "municipalidad__distrito__ugel"), pk=pk)
        return Puesto(clase=clase, ugel=enlace.municipalidad.distrito.ugel, municipalidad=enlace.municipalidad, fila=enlace)
    if clase == Clase.UGEL:
        miembros = MiembroUgel.objects.for_user(user).filter(ugel__in=de_la_ugel).select_related("usuario", "ugel")
        miembro = get_object_or_404(miembros, pk=pk)
        return Puesto(clase=clase, ugel=miembro.ugel, fila=miembro)
    raise Http404


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """What was handed over; and, for who may do it, every charge with who holds it today."""
    hechos = Traspaso.objects.for_user(request.user).filter(ugel=ugel).select_related("ugel").defer("acta")
    contexto = {
        "ugel": ugel,
        "pagina": Paginator(hechos, POR_PAGINA).get_page(request.GET.get("pagina")),
        "puede": request.user.puede(Permiso.TRASPASAR),
        "puede_ugel": request.user.puede(Permiso.EDITAR_CUENTAS),
    }
    if contexto["puede"]:
        contexto |= _cargos(request.user, ugel)
    return render(request, "convenios/traspasos.html", contexto)


def _cargos(user: Any, ugel: Ugel) -> dict[str, Any]:
    """Each office of mayor with who governs, each liaison, each charge of the UGEL that has not ended."""
    gobiernan = Gestion.objects.for_user(user).vigentes().select_related("usuario")
    alcaldes = {g.municipalidad_id: g for g in gobiernan.filter(municipalidad__distrito__ugel=ugel)}
    municipalidades = list(Municipalidad.objects.for_user(user).filter(distrito__ugel=ugel).select_related("distrito"))
    for municipalidad in municipalidades:
        municipalidad.gestion = alcaldes.get(municipalidad.pk)
    enlaces = EnlaceMunicipal.objects.for_user(user).vigentes().filter(municipalidad__distrito__ugel=ugel)
    miembros = MiembroUgel.objects.for_user(user).vigentes().filter(ugel=ugel)
    return {
        "municipalidades": municipalidades,
        "enlaces": enlaces.select_related("usuario", "municipalidad__distrito"),
        "miembros": miembros.select_related("usuario"),
    }


# ── The act ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.TRASPASAR, fila=un_puesto)
def nuevo(request: Pedido, puesto: Puesto) -> HttpResponse:
    """Ask who receives it, show what exactly will happen, do it."""
    if not puesto.lo_traspasa(request.user):
        raise PermissionDenied
    formulario = TraspasoForm(request.POST or None, puesto=puesto, por=request.user)
    accion = request.POST.get("accion", "")
    if accion == "confirmar":
        return _confirmar(request, formulario)
    if accion == "previa" and formulario.is_valid():
        return _previa(request, formulario, formulario.plan)
    status = 422 if request.method == "POST" and accion != "corregir" else 200
    if accion == "corregir":
        formulario = TraspasoForm(initial=request.POST.dict() | {"cerrar": "cerrar" in request.POST}, puesto=puesto, por=request.user)
    return render(request, "convenios/traspaso_form.html", _contexto(formulario), status=status)


def _contexto(formulario: TraspasoForm) -> dict[str, Any]:
    puesto, ugel = formulario.puesto, formulario.puesto.ugel
    titular = puesto.fila
    if puesto.clase == Clase.ALCALDIA:
        titular = Gestion.objects.for_user(formulario.por).vigentes().filter(municipalidad=puesto.municipalidad).first()
    return {"form": formulario, "puesto": puesto, "ugel": ugel, "titular": titular, "lista_url": reverse("traspasos", args=[ugel.codigo])}


def _previa(request: Pedido, formulario: TraspasoForm, plan: Plan | None, *, cambio: bool = False) -> HttpResponse:
    """Exactly what will happen; `cambio` says that it is no longer what was shown before."""
    assert plan is not None  # noqa: S101  (a valid form has a plan)
    formulario.plan = plan
    contexto = _contexto(formulario) | {"plan": plan, "cambio": cambio, **resumen(plan)}
    return render(request, "convenios/traspaso_previa.html", contexto, status=409 if cambio else 200)


def _confirmar(request: Pedido, formulario: TraspasoForm) -> HttpResponse:
    """Done once, as it was shown; when it would not be the same any more, it is shown again."""

    def hacer() -> Traspaso:
        datos, plan = formulario.cleaned_data, formulario.plan
        assert plan is not None  # noqa: S101
        return traspasar(plan.solicitud, por=request.user, huella=datos["huella"], motivo=datos["motivo"])

    try:
        respuesta = responder(
            request,
            formulario,
            plantilla="convenios/traspaso_form.html",
            hacer=hacer,
            mensaje="Traspaso hecho. Descargue el acta para que la firmen.",
            contexto=_contexto(formulario),
            tipo=Lote.Tipo.TRASPASO,
            ambito=formulario.puesto.ugel.codigo,
        )
    except PlanCambiado as cambio:
        return _previa(request, formulario, cambio.plan, cambio=True)
    if respuesta.status_code == 422 and formulario.has_error("__all__", code="rechazo"):
        respuesta.status_code = 409  # it could be done when it was shown: somebody moved something since
    return respuesta


# ── What stays ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_traspaso)
def ver(request: Pedido, traspaso: Traspaso) -> HttpResponse:
    """One change of authorities: who, when, by which document, and what hung on the charge."""
    ugel = traspaso.ugel
    lista_url = reverse("traspasos", args=[ugel.codigo])
    return render(request, "convenios/traspaso.html", {"traspaso": traspaso, "ugel": ugel, "acta": traspaso.acta, "lista_url": lista_url})


@requires(Permiso.VER, fila=un_traspaso)
def acta(request: Pedido, traspaso: Traspaso) -> HttpResponseBase:
    """The acta de transferencia as PDF, drawn from what was written down that day: always the same."""
    if not traspaso.acta_integra:
        messages.error(request, "El contenido guardado del acta no coincide con su SHA-256: avise a quien administra el portal.")
        return redirect(traspaso)
    datos = traspaso.acta | {"sha256": traspaso.acta_sha256, "numero": traspaso.pk}
    titulo = "Acta de encargatura" if traspaso.es_encargatura else "Acta de transferencia"
    membrete = traspaso.acta.get("membrete")  # that of the day; the first actas have none
    pdf = componer_pdf("acta_de_transferencia", datos, titulo=titulo, demostracion=traspaso.demostracion, membrete=membrete)
    return respuesta_pdf(f"acta-de-transferencia-{traspaso.pk}", pdf, demostracion=traspaso.demostracion)
