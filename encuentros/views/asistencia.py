"""Attendance: the page that tells it, the list to be signed, and the page that a delegation opens with its code."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from base.comun.graficos import qr
from base.comun.impresos import componer_pdf, respuesta_pdf
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad

from ..acciones import quorum_de
from ..forms.presencia import PresenciaForm
from ..models import Encuentro, Llave
from ..navegacion import navegacion
from ..presencia import PRESENCIA, con_las_calladas, confirmar_presencia, datos_de_lista, llaves_de_presencia, por_que_no_abre
from .filas import un_encuentro

SE_CERRO = ("no_vale", "estado", "candado", "eliminado")  # between the question and the answer: the page says what there is now


@requires(Permiso.VER, fila=un_encuentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Who came, with whom, when, and how it is known."""
    presentes, minimo, convocadas = quorum_de(encuentro)
    contexto = {
        "encuentro": encuentro,
        "navegacion": navegacion(request.user, encuentro, "encuentro_asistencia"),
        "asistencias": con_las_calladas(encuentro, encuentro.asistencias.select_related("municipalidad__distrito")),
        "participantes": encuentro.participantes.select_related("invitado"),
        "presentes": presentes,
        "minimo": minimo,
        "convocadas": convocadas,
        "lleva": request.user.puede(Permiso.EDITAR_ENCUENTROS),
        "codigos": _con_codigo(request, encuentro),
    }
    return render(request, "encuentros/asistencia.html", contexto)


def _con_codigo(request: Pedido, encuentro: Encuentro) -> list[Municipalidad]:
    """The convoked municipalities whose code still opens something, for whoever runs the encuentro."""
    if not (encuentro.se_responde and request.user.puede(Permiso.EDITAR_ENCUENTROS)):
        return []
    invitados = encuentro.invitados.exclude(municipalidad=None).select_related("municipalidad__distrito")
    return [i.municipalidad for i in invitados]


def _direccion(request: HttpRequest, llave: Llave) -> str:
    """What its code opens: whole, it is read on paper."""
    return request.build_absolute_uri(reverse("presencia", args=[llave.secreto]))


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def lista(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The list to be signed, with the code of each delegation."""
    direcciones = {de: _direccion(request, llave) for de, llave in llaves_de_presencia(encuentro).items()}
    titulo = f"Lista de asistencia: {encuentro}"
    pdf = componer_pdf("lista_de_asistencia", datos_de_lista(encuentro, direcciones), titulo=titulo, demostracion=encuentro.demostracion)
    return respuesta_pdf(f"asistencia-{encuentro.numero}", pdf, demostracion=encuentro.demostracion)


def _una_convocada(user: Any, *, ugel: str, numero: int, ubigeo: str) -> Encuentro:
    """The encuentro, with `suya`: a municipality that it convoked."""
    encuentro = un_encuentro(user, ugel=ugel, numero=numero)
    invitado = encuentro.invitados.filter(municipalidad__distrito__ubigeo=ubigeo).select_related("municipalidad__distrito").first()
    if invitado is None:
        raise Http404
    encuentro.suya = invitado.municipalidad  # type: ignore[attr-defined]
    return encuentro


@requires(Permiso.EDITAR_ENCUENTROS, fila=_una_convocada)
def codigo(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The code of one delegation, big: on a screen or on a sheet of its own."""
    suya: Municipalidad = encuentro.suya  # type: ignore[attr-defined]
    direccion = _direccion(request, llaves_de_presencia(encuentro)[suya.pk])
    return render(request, "encuentros/asistencia_codigo.html", {"encuentro": encuentro, "suya": suya, "qr": qr(direccion)})


# ── Without an account ───────────────────────────────────────────────────────────────────────────────────────────────────
@abierta("Quien tiene el código de su delegación confirma que está presente, sin cuenta: el código es el permiso.")
@never_cache
@csrf_exempt  # it sets no cookie; whoever knows the code is whoever may use it
def presencia(request: HttpRequest, secreto: str) -> HttpResponse:
    """«¿Está presente la municipalidad?», asked once."""
    _como_cualquiera(request)
    llave = Llave.por_secreto(secreto, PRESENCIA)
    if llave is None or llave.invitado.municipalidad is None:
        return _decir(request, "desconocida", status=404)
    motivo = por_que_no_abre(llave)
    if motivo:
        return _decir(request, motivo, llave, status=200 if motivo in ("antes", "usada") else 410)
    form = PresenciaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirmar_presencia(llave, **form.dicho())
        except ValidationError as error:
            if getattr(error, "code", None) not in SE_CERRO:
                raise
            llave.refresh_from_db()
            llave.invitado.encuentro.refresh_from_db(fields=["estado"])
        return _decir(request, por_que_no_abre(llave) or "despues", llave)
    return _decir(request, "pregunta", llave, form=form, status=422 if request.method == "POST" else 200)


def _como_cualquiera(request: HttpRequest) -> None:
    """The page is the same for whoever opens it: it asks for no session, and leaves no cookie."""
    request.user = AnonymousUser()
    request.session.accessed = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)


def _decir(request: HttpRequest, que: str, llave: Llave | None = None, *, form: Any = None, status: int = 200) -> HttpResponse:
    invitado = llave.invitado if llave is not None else None
    contexto = {
        "que": que,
        "llave": llave,
        "suya": invitado.municipalidad if invitado else None,
        "encuentro": invitado.encuentro if invitado else None,
        "form": form,
        "messages": (),
    }
    respuesta = render(request, "encuentros/asistencia_presencia.html", contexto, status=status)
    respuesta["X-Robots-Tag"] = "noindex, nofollow"
    respuesta["Referrer-Policy"] = "no-referrer"
    return respuesta
