"""Pages of the diagnosis: the districts of a UGEL, one district, its nudos críticos and what people write of them."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.bitacora.linea import linea_de_tiempo
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios import diagnosticar
from municipios.acciones_diagnostico import guardar_nudo
from municipios.forms.diagnostico import NudoForm
from municipios.models import Distrito, Indicador, Medicion, NudoCritico, Ugel
from municipios.ugeles import recordar_ugel, una_ugel

NUDOS_POR_PAGINA = 50
CAMBIOS = 15
COLUMNAS = [
    *("ubigeo", "distrito"),
    *(f"nudos_abiertos_{slug}" for slug in NudoCritico.Prioridad.values),
    *("nudos_atendidos", "indicadores_con_valor", "indicadores", "ultimo_anio_medido"),
]
DECISIONES: dict[str, tuple[str, str, str]] = {
    # decision → title, what will happen, what is said when done
    "atender": ("Dar por atendido el nudo crítico", "Se resolvió. Diga con qué, y desde cuándo.", "El nudo crítico quedó atendido."),
    "descartar": (
        "Descartar el nudo crítico",
        "No era tal, o se trata en otro: ya no sale en lo público. Se puede reabrir.",
        "El nudo crítico quedó descartado.",
    ),
    "reabrir": (
        "Reabrir el nudo crítico",
        "Vuelve a los abiertos. Lo decidido antes queda en su historia.",
        "El nudo crítico está abierto otra vez.",
    ),
}


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_distrito(user: Any, *, ubigeo: str) -> Distrito:
    """A district of a UGEL whose inside pages this person reads."""
    return get_object_or_404(Distrito.objects.for_user(user).select_related("ugel"), ubigeo=ubigeo)


def un_nudo(user: Any, *, pk: int, decision: str = "atender") -> NudoCritico:
    """A nudo crítico of such a district; the decision is one of those that there are."""
    if decision not in DECISIONES:
        raise Http404
    try:
        return get_object_or_404(NudoCritico.objects.for_user(user).select_related("distrito__ugel", "indicador", "estado_por"), pk=pk)
    except OverflowError:
        raise Http404 from None


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """The districts of a UGEL: how many nudos are open in each, and how much of it is measured; `?formato=csv` or `xlsx` hands them over."""
    filas = diagnosticar.por_distrito(request.user, ugel)
    indicadores = Indicador.objects.for_user(request.user).de(ugel).count()
    formato = request.GET.get("formato", "")
    if formato in ("csv", "xlsx"):
        return _descargar(request, ugel, filas, indicadores, formato)
    contexto = {
        "ugel": ugel,
        "filas": filas,
        "indicadores": indicadores,
        "prioridades": NudoCritico.Prioridad.labels,
        "abiertos": sum(fila.total_abiertos for fila in filas),
        "puede_editar": request.user.puede(Permiso.EDITAR_DIAGNOSTICO),
    }
    return render(request, "municipios/diagnosticos.html", contexto)


def _descargar(request: Pedido, ugel: Ugel, filas: list[diagnosticar.FilaDeDistrito], indicadores: int, formato: str) -> HttpResponseBase:
    suyos = NudoCritico.objects.for_user(request.user).filter(distrito__ugel=ugel)
    demostracion = settings.DEMOSTRACION or suyos.filter(demostracion=True).exists()
    nombre = f"diagnostico-{ugel.codigo}-{hoy():%Y%m%d}"
    celdas = (
        [
            *(f.distrito.ubigeo, f.distrito.nombre),
            *(cuantos for _, cuantos in f.por_prioridad),
            *(f.atendidos, f.con_valor, indicadores, f.ultimo_anio),
        ]
        for f in filas
    )
    if formato == "csv":
        return respuesta_csv(nombre, COLUMNAS, celdas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, COLUMNAS, celdas, titulo="Diagnóstico", notas=notas, demostracion=demostracion)


# ── One district ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_distrito)
def ver(request: Pedido, distrito: Distrito) -> HttpResponse:
    """What a district suffers from, and the figures behind it."""
    user = request.user
    recordar_ugel(request, distrito.ugel)
    nudos = NudoCritico.objects.for_user(user).filter(distrito=distrito).select_related("indicador", "estado_por").por_prioridad()
    contexto = {
        "distrito": distrito,
        "lecturas": diagnosticar.lecturas(distrito, Indicador.objects.for_user(user), Medicion.objects.for_user(user)),
        "pagina": Paginator(nudos, NUDOS_POR_PAGINA).get_page(request.GET.get("pagina")),
        "puede_editar": user.puede(Permiso.EDITAR_DIAGNOSTICO),
    }
    return render(request, "municipios/diagnostico.html", contexto)


# ── One nudo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_nudo)
def nudo(request: Pedido, nudo: Any) -> HttpResponse:
    """One nudo crítico: its causes, the figure in which it shows, what answers it, what was decided."""
    user, distrito = request.user, nudo.distrito
    recordar_ugel(request, distrito.ugel)
    mediciones = Medicion.objects.for_user(user).que_tocan(distrito).filter(indicador=nudo.indicador_id)
    contexto = {
        "nudo": nudo,
        "distrito": distrito,
        "lecturas": diagnosticar.leer(distrito, [nudo.indicador], mediciones) if nudo.indicador_id else [],
        "puede_editar": user.puede(Permiso.EDITAR_DIAGNOSTICO),
        "puede_eliminar": user.puede(Permiso.PAPELERA),
        "entradas": linea_de_tiempo(nudo, limite=CAMBIOS, user=user) if user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "municipios/nudo.html", contexto)


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=un_distrito)
def nudo_nuevo(request: Pedido, distrito: Distrito) -> HttpResponse:
    """Raise a nudo crítico of a district."""
    return _guardar(request, NudoCritico(distrito=distrito), titulo=f"Plantear un nudo crítico de {distrito}")


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=un_nudo)
def nudo_editar(request: Pedido, nudo: NudoCritico) -> HttpResponse:
    """Correct what is said of it."""
    return _guardar(request, nudo, titulo=f"Editar {nudo.codigo}")


def _guardar(request: Pedido, nudo: NudoCritico, *, titulo: str) -> HttpResponse:
    distrito: Any = nudo.distrito
    recordar_ugel(request, distrito.ugel)
    clave = f"nudo-{nudo.pk or f'nuevo-{distrito.pk}'}"
    return responder(
        request,
        NudoForm(request.POST or None, instance=nudo, ugel=distrito.ugel),
        plantilla="municipios/diagnostico_form.html",
        hacer=lambda: guardar_nudo(nudo, por=request.user),
        mensaje="Se guardó el nudo crítico.",
        contexto={
            "titulo": titulo,
            "bajada": "Un nudo crítico es lo que frena la educación del distrito: el plan de trabajo le responde con actividades.",
            "arriba_url": reverse("diagnostico", args=[distrito.ubigeo]),
            "arriba": f"Diagnóstico de {distrito}",
            "clave": clave,
        },
        recibido=clave,
    )


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=un_nudo)
def nudo_decidir(request: Pedido, nudo: NudoCritico) -> HttpResponse:
    """Say that it was solved, give it up, open it again; always with the reason."""
    decision = request.resolver_match.kwargs["decision"]  # type: ignore[union-attr]
    titulo, explicacion, mensaje = DECISIONES[decision]
    recordar_ugel(request, nudo.distrito.ugel)
    formulario = FormularioMotivo(request.POST or None)

    def hacer() -> NudoCritico:
        getattr(nudo, decision)(por=request.user, motivo=formulario.cleaned_data["motivo"])
        return nudo

    return responder(
        request,
        formulario,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto={
            "titulo": f"{titulo} {nudo.codigo}",
            "explicacion": explicacion,
            "boton": titulo,
            "volver_url": reverse("nudo", args=[nudo.pk]),
        },
    )
