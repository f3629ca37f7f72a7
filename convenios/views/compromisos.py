"""Pages of the commitments: the list, one of them, what people write and decide about it."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.bitacora.linea import linea_de_tiempo
from base.comun.direcciones import por_whatsapp
from base.comun.paneles import menu
from base.cuentas.permisos import Pedido, requires
from base.cuentas.preparadas import traer_para, uno_para
from base.cuentas.roles import Permiso
from convenios.acciones import guardar_compromiso
from convenios.forms.compromiso import CompromisoForm, ReprogramarForm
from convenios.models import Avance, Compromiso, Consulta, Convenio
from convenios.models.consulta import se_consulta_con
from convenios.recado import recado

AVANCES_POR_PAGINA = 20
CAMBIOS = 15
A_LA_VISTA = "compromiso:publico"  # where the floor above says how anyone sees a commitment: one entry, and no other


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_convenio(user: Any, *, ugel: str, codigo: str) -> Convenio:
    """The convenio in which a commitment is being written."""
    return get_object_or_404(Convenio.objects.for_user(user).select_related("ugel"), ugel__codigo=ugel, codigo=codigo)


def un_compromiso(user: Any, *, ugel: str, codigo: str, compromiso: str) -> Compromiso:
    """A commitment of a convenio this person reads."""
    filas = Compromiso.objects.for_user(user).llamado(compromiso).filter(convenio__ugel__codigo=ugel, convenio__codigo=codigo)
    return get_object_or_404(filas.select_related("convenio__ugel", "obligada__municipalidad__distrito"))


def un_compromiso_medido(user: Any, *, ugel: str, codigo: str, compromiso: str) -> Compromiso:
    """The same with all that its page tells."""
    return uno_para(user, "un compromiso", _medidos, ugel=ugel, codigo=codigo, compromiso=compromiso.lower())


def _medidos(user: Any, *, ugel: str, codigo: str, compromiso: str) -> Any:
    filas = Compromiso.objects.for_user(user).llamado(compromiso).filter(convenio__ugel__codigo=ugel, convenio__codigo=codigo)
    return filas.para_ver().annotate(consultas_abiertas=Consulta.objects.for_user(user).cuantas_abiertas())


def un_compromiso_por_decidir(user: Any, *, decision: str, **ruta: str) -> Compromiso:
    """The same, for one of the decisions there are."""
    if decision not in DECISIONES:
        raise Http404
    return un_compromiso(user, **ruta)


# ── One commitment ───────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_compromiso_medido)
def ver(request: Pedido, compromiso: Any) -> HttpResponse:
    """What was promised, by whom, for whom, by when; what was done; what can be done about it."""
    user = request.user
    request.compromiso_de_la_pagina = compromiso  # type: ignore[attr-defined]  # what its entries are about, whatever capitals were typed
    alcances = list(compromiso.alcances.con_avance().select_related("distrito"))
    avances, anteriores, siguientes = _avances(request, compromiso)
    hitos = list(compromiso.hitos.con_avance()) if compromiso.hitos_total else []
    contexto = {
        "compromiso": compromiso,
        "convenio": compromiso.convenio,
        "alcances": alcances,
        "sin_distrito": _sin_distrito(compromiso, alcances),
        "hitos": hitos,
        "reprogramaciones": compromiso.reprogramaciones.select_related("por"),
        "avances": avances,
        "avances_anteriores": anteriores,
        "avances_siguientes": siguientes,
        "calculo": _calculo(compromiso),
        "acciones": _acciones(user, compromiso),
        "entradas": _historia(user, compromiso, [a.distrito for a in alcances], hitos),
        "whatsapp": _whatsapp(request, compromiso),
    }
    return render(request, "convenios/compromiso.html", contexto)


def _historia(user: Any, compromiso: Any, distritos: list[Any], hitos: list[Any]) -> list[Any] | None:
    """Its last changes, for who reads them; what they name is mostly on the page."""
    conocidos = [compromiso.clausula, compromiso.obligada, compromiso.adenda, *distritos, *hitos]
    return linea_de_tiempo(compromiso, limite=CAMBIOS, user=user, conocidos=conocidos) if user.puede(Permiso.VER_HISTORIA) else None


def _avances(request: Pedido, compromiso: Compromiso) -> tuple[list[Any], int | None, int | None]:
    """One page of what this person may see of what was done; whether there are newer and older ones."""
    pedida = request.GET.get("avances", "")
    numero = int(pedida) if pedida.isascii() and pedida.isdigit() and 0 < len(pedida) < 6 else 1
    desde = max(numero - 1, 0) * AVANCES_POR_PAGINA

    def preguntar(user: Any, *, compromiso: int) -> Any:
        suyos = Avance.objects.for_user(user).filter(compromiso=compromiso).con_calidad()
        personas = ("creado_por", "verificado_por", "observado_por")
        return suyos.select_related("distrito", "hito", *personas)[desde : desde + AVANCES_POR_PAGINA + 1]

    if desde:  # anybody may ask for a page that is not there: only the first one is remembered
        filas = list(preguntar(request.user, compromiso=compromiso.pk))
    else:
        filas = traer_para(request.user, "avances de un compromiso", preguntar, compromiso=compromiso.pk)
    for avance in filas:
        avance.compromiso = compromiso  # their addresses name it
    return filas[:AVANCES_POR_PAGINA], numero - 1 or None, numero + 1 if len(filas) > AVANCES_POR_PAGINA else None


def _sin_distrito(compromiso: Any, alcances: list[Any]) -> Decimal:
    """Verified quantity that names no district."""
    return (compromiso.hecho or Decimal(0)) - sum((a.hecho or Decimal(0) for a in alcances), Decimal(0))


def _calculo(compromiso: Any) -> str:
    """How its progress is counted, in words."""
    if compromiso.inicial is not None and not compromiso.reportes:
        return "Es el porcentaje de la carga inicial. Dejará de contar con el primer avance verificado."
    if compromiso.hitos_total:
        return "Hitos alcanzados en avances verificados, entre todos los hitos. Cada hito pesa lo mismo."
    if compromiso.meta:
        return "Suma de las cantidades de los avances verificados, entre la meta. Lo enviado y aún no verificado no cuenta."
    return "No tiene meta física ni hitos: sus avances se ven, pero no hay un porcentaje que calcular."


def _reporta(user: Any, compromiso: Compromiso) -> bool:
    """Whether this person may report on it: it is open, and where the person speaks for a municipality it reaches their district."""
    if compromiso.estado != Compromiso.Estado.ABIERTO or not user.puede(Permiso.REPORTAR_AVANCES):
        return False
    return not user.es_municipal or Compromiso.objects.reportables_por(user).filter(pk=compromiso.pk).exists()


def _consulta(user: Any, compromiso: Any) -> bool:
    """Whether its questions are theirs to read: of the staff of the UGEL, always; of a municipality, where it reaches their district."""
    if not user.es_municipal:
        return bool(user.es_ugel)
    return bool(compromiso.consultas_abiertas) or Compromiso.objects.for_user(user).filter(se_consulta_con(user), pk=compromiso.pk).exists()


def _acciones(user: Any, compromiso: Any) -> dict[str, Any]:
    """What this person may do here, now."""
    edita, cierra = user.puede(Permiso.EDITAR_COMPROMISOS), user.puede(Permiso.CERRAR_COMPROMISOS)
    return {
        "reportar": _reporta(user, compromiso),
        "consultas": _consulta(user, compromiso),
        "editar": edita,
        "reprogramar": edita and compromiso.estado in (Compromiso.Estado.ABIERTO, Compromiso.Estado.SUSPENDIDO),
        "decisiones": [(slug, d["accion"]) for slug, d in DECISIONES.items() if cierra and compromiso.estado in d["desde"]],
        "eliminar": user.puede(Permiso.PAPELERA),
    }


def _whatsapp(request: Pedido, compromiso: Any) -> str:
    """A plain link that opens WhatsApp with a text to forward: what anyone may read, where anyone may."""
    publica = next((entrada.url for entrada in menu(request.user, request, A_LA_VISTA)), "") if compromiso.convenio.esta_firmado else ""
    return por_whatsapp(recado(compromiso, publica))


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_COMPROMISOS, fila=un_convenio)
def nuevo(request: Pedido, convenio: Convenio) -> HttpResponse:
    """Write down a commitment of a convenio."""
    return _guardar(request, Compromiso(convenio=convenio, demostracion=convenio.demostracion), "Se registró el compromiso.")


@requires(Permiso.EDITAR_COMPROMISOS, fila=un_compromiso)
def editar(request: Pedido, compromiso: Compromiso) -> HttpResponse:
    """Correct what a commitment says."""
    return _guardar(request, compromiso, "Se guardó el compromiso.")


def _guardar(request: Pedido, compromiso: Compromiso, mensaje: str) -> HttpResponse:
    convenio, es_nuevo = compromiso.convenio, compromiso.pk is None
    clave = f"compromiso-nuevo-{convenio.pk}" if es_nuevo else f"compromiso-{compromiso.pk}"
    volver = convenio.get_absolute_url() if es_nuevo else compromiso.get_absolute_url()
    titulo = f"Registrar un compromiso de {convenio}" if es_nuevo else f"Editar {compromiso}"
    formulario = CompromisoForm(request.POST or None, instance=compromiso)
    persona: Any = request.user
    return responder(
        request,
        formulario,
        plantilla="convenios/compromiso_form.html",
        hacer=lambda: guardar_compromiso(compromiso, por=persona, distritos=formulario.alcance, hitos=formulario.cleaned_data["hitos"]),
        mensaje=mensaje,
        contexto={
            "compromiso": compromiso,
            "convenio": convenio,
            "titulo": titulo,
            "es_nuevo": es_nuevo,
            "clave": clave,
            "volver_url": volver,
        },
        recibido=clave,
    )


@requires(Permiso.EDITAR_COMPROMISOS, fila=un_compromiso)
def reprogramar(request: Pedido, compromiso: Compromiso) -> HttpResponse:
    """Move the due date, with the reason and the document; the earlier one is kept."""
    formulario = ReprogramarForm(request.POST or None, registro=compromiso)

    def hacer() -> Compromiso:
        datos = formulario.cleaned_data
        compromiso.reprogramar(por=request.user, plazo=datos["plazo"], motivo=datos["motivo"], documento=datos["documento"])
        return compromiso

    return responder(
        request,
        formulario,
        plantilla="convenios/compromiso_reprogramar.html",
        hacer=hacer,
        mensaje="Se reprogramó. El plazo anterior queda en la página del compromiso.",
        contexto={"compromiso": compromiso, "convenio": compromiso.convenio},
        recibido=f"reprogramar-{compromiso.pk}",
    )


DECISIONES: dict[str, dict[str, Any]] = {
    "cumplir": {
        "accion": "Dar por cumplido",
        "verbo": "cumplir",
        "desde": ("abierto",),
        "explicacion": "Se cierra como cumplido. Si no tiene una evidencia verificada, o su avance no llega al 100 %, escriba por qué se da por cumplido.",
        "mensaje": "Quedó como cumplido.",
    },
    "no-cumplir": {
        "accion": "Declarar no cumplido",
        "verbo": "no_cumplir",
        "desde": ("abierto", "suspendido"),
        "explicacion": "Se cierra como no cumplido. Después se puede reabrir.",
        "mensaje": "Quedó como no cumplido.",
    },
    "suspender": {
        "accion": "Suspender",
        "verbo": "suspender",
        "desde": ("abierto",),
        "explicacion": "Mientras está suspendido no vence ni recibe avances. Después se puede reabrir.",
        "mensaje": "Quedó suspendido.",
    },
    "reabrir": {
        "accion": "Reabrir",
        "verbo": "reabrir",
        "desde": ("cumplido", "no_cumplido", "suspendido"),
        "explicacion": "Vuelve a estar abierto, con su mismo plazo, y recibe avances.",
        "mensaje": "Está abierto otra vez.",
    },
}


@requires(Permiso.CERRAR_COMPROMISOS, fila=un_compromiso_por_decidir)
def decidir(request: Pedido, compromiso: Compromiso) -> HttpResponse:
    """Say that it was fulfilled or not, stop it for a time, open it again: with the reason."""
    slug = request.resolver_match.kwargs["decision"]  # type: ignore[union-attr]
    decision = DECISIONES[slug]
    formulario = FormularioMotivo(request.POST or None, obligatorio=slug != "cumplir")

    def hacer() -> Compromiso:
        getattr(compromiso, decision["verbo"])(por=request.user, motivo=formulario.motivo_del_gesto)
        return compromiso

    return responder(
        request,
        formulario,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"{compromiso}: {decision['mensaje'][0].lower()}{decision['mensaje'][1:]}",
        contexto={
            "titulo": f"{decision['accion']}: {compromiso}",
            "explicacion": decision["explicacion"],
            "boton": decision["accion"],
            "volver_url": compromiso.get_absolute_url(),
            "peligro": slug == "no-cumplir",
        },
    )
