"""Questions on a commitment, between the municipality and the UGEL: the list with what to ask, and the answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import acciones
from convenios.forms.consulta import FormularioConsulta, FormularioRespuesta
from convenios.forms.reporte import CambioEntretanto
from convenios.models import Compromiso, Consulta
from convenios.models.consulta import se_consulta_con

POR_PAGINA = 20


def un_compromiso(user: Any, *, ugel: str, codigo: str, compromiso: str) -> Compromiso:
    """A commitment whose questions this person reads."""
    filas = Compromiso.objects.for_user(user).filter(se_consulta_con(user)).llamado(compromiso)
    return get_object_or_404(filas.select_related("convenio__ugel"), convenio__ugel__codigo=ugel, convenio__codigo=codigo)


def una_consulta(user: Any, *, ugel: str, pk: int) -> Consulta:
    """A question that this person reads."""
    filas = Consulta.objects.for_user(user).select_related("compromiso__convenio__ugel", "distrito", "hecha_por", "respondida_por")
    return get_object_or_404(filas, pk=pk, compromiso__convenio__ugel__codigo=ugel)


@requires(Permiso.VER, fila=un_compromiso)
def ver(request: Pedido, compromiso: Compromiso) -> HttpResponse:
    """What was asked and answered; and, for whoever may, a form to ask."""
    user = request.user
    consultas = Consulta.objects.for_user(user).filter(compromiso=compromiso).para_lista()
    pagina = Paginator(consultas, POR_PAGINA).get_page(request.GET.get("pagina"))
    for consulta in pagina:
        consulta.compromiso, consulta.la_responde_quien_mira = compromiso, consulta.la_responde(user)
    contexto = {"compromiso": compromiso, "convenio": compromiso.convenio, "pagina": pagina, "elimina": user.puede(Permiso.PAPELERA)}
    form = FormularioConsulta(request.POST or None, compromiso=compromiso, por=user) if user.puede(Permiso.CONSULTAR) else None
    if form is None or not form.posibles:
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "convenios/consultas.html", contexto)
    return responder(
        request,
        form,
        plantilla="convenios/consultas.html",
        hacer=lambda: acciones.preguntar(compromiso, por=user, distrito=form.elegido, pregunta=form.cleaned_data["pregunta"]),
        mensaje="Se envió la consulta. Cuando la respondan, usted recibirá un aviso.",
        contexto=contexto,
        recibido=f"consulta-{compromiso.pk}",
    )


@requires(Permiso.CONSULTAR, fila=una_consulta)
def contestar(request: Pedido, consulta: Consulta) -> HttpResponse:
    """Answer what the other side asked. Two people who answer at once: the second one is shown the first answer."""
    if not consulta.la_responde(request.user):
        raise PermissionDenied
    if request.method != "POST" and consulta.estado == Consulta.Estado.RESPONDIDA:
        messages.info(request, "Esa consulta ya está respondida.")
        return redirect(consulta)
    form = FormularioRespuesta(request.POST or None, consulta=consulta)
    contexto: dict[str, Any] = {"consulta": consulta, "compromiso": consulta.compromiso}
    try:
        return responder(
            request,
            form,
            plantilla="convenios/consulta_responder.html",
            hacer=lambda: acciones.responder_consulta(consulta, por=request.user, respuesta=form.cleaned_data["respuesta"]),
            mensaje="Respondida. Quien preguntó recibe un aviso.",
            contexto=contexto,
            recibido=f"responder-{consulta.pk}",
        )
    except CambioEntretanto:
        consulta.refresh_from_db()
        contexto |= {"form": form, "entretanto": True, "escrito": form.cleaned_data["respuesta"]}
        return render(request, "convenios/consulta_responder.html", contexto, status=409)
