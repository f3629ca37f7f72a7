"""Pages of the plans of work: one of them, its steps, a new one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave, FormularioMotivo
from base.bitacora.linea import linea_de_tiempo
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import plan_de_trabajo as acciones
from convenios.forms.plan import AprobarForm, CopiarForm, PlanForm
from convenios.metas import CuentaDePlan, cuenta
from convenios.models import Cierre, Compromiso, Convenio, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES, fin_de_trimestre
from municipios.models import NudoCritico, Ugel
from municipios.ugeles import recordar_ugel, una_ugel

from .plan_filas import un_plan

Estado = PlanTrabajo.Estado
CAMBIOS = 10


# ── One plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def trimestre_pedido(request: Pedido, plan: PlanTrabajo) -> int:
    """The quarter at which figures are asked for; the plan's own cut unless the address says another one."""
    pedido = request.GET.get("trimestre", "")
    return int(pedido) if pedido in {str(t) for t in TRIMESTRES} else plan.corte


@requires(Permiso.VER, fila=un_plan)
def ver(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """How a plan goes at a quarter: físico and financiero, activity by activity, with what it leaves without an answer."""
    recordar_ugel(request, plan.convenio.ugel)
    cuentas = cuenta(plan, trimestre=trimestre_pedido(request, plan))
    cierres = list(Cierre.objects.for_user(request.user).filter(plan=plan).sin_contenido().select_related("cerrado_por"))
    acciones_de_plan = _acciones(request.user, plan, cerrados=len(cierres))
    contexto = {
        "plan": plan,
        "cuentas": cuentas,
        "ugel": plan.convenio.ugel,
        "trimestres": [(t, ROMANOS[t]) for t in TRIMESTRES],
        "romano": ROMANOS[cuentas.trimestre],
        "cierres": cierres,
        "por_cerrar": _por_cerrar(plan, len(cierres)) if acciones_de_plan["cerrar_trimestres"] else [],
        "versiones": list(plan.versiones.defer("metas").select_related("por")),
        "huecos": _con_lo_que_nombran(request.user, cuentas),
        "acciones": acciones_de_plan,
        "entradas": linea_de_tiempo(plan, limite=CAMBIOS) if request.user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "convenios/plan.html", contexto)


def _por_cerrar(plan: PlanTrabajo, cerrados: int) -> list[tuple[int, str, bool]]:
    """The quarter that comes next, if any, and whether it is over: before that there is only what it lacks to look at."""
    return [(t, ROMANOS[t], hoy() > fin_de_trimestre(plan.anio, t)) for t in TRIMESTRES[cerrados : cerrados + 1]]


def _con_lo_que_nombran(user: Any, cuentas: CuentaDePlan) -> dict[str, list[Any]]:
    """Each activity with the nudo and the commitment that it names; and what no activity answers, and what answers nothing. One query a kind."""
    actividades, distrito = [c.actividad for c in cuentas.actividades], cuentas.plan.municipalidad.distrito
    visibles, todos = NudoCritico.objects.for_user(user), Compromiso.objects.for_user(user)
    suyos = todos.abiertos().en_distrito(distrito)
    nudos, sin_nudo = _nombrados(
        visibles.select_related("distrito"), visibles.abiertos().filter(distrito=distrito), {a.nudo_id for a in actividades}
    )
    compromisos, sin_actividad = _nombrados(todos.select_related("convenio__ugel"), suyos, {a.compromiso_id for a in actividades})
    for a in actividades:
        a.nudo_visto, a.compromiso_visto = nudos.get(a.nudo_id), compromisos.get(a.compromiso_id)
    return {"nudos": sin_nudo, "actividades": [a for a in actividades if a.nudo_id is None], "compromisos": sin_actividad}


def _nombrados(visibles: Any, abiertos: Any, llaves: set[int | None]) -> tuple[dict[Any, Any], list[Any]]:
    """Those of these keys, by key, and the `abiertos` that are none of them."""
    filas = list(visibles.filter(Q(pk__in=llaves - {None}) | Q(pk__in=abiertos.order_by().values("pk"))))
    return {f.pk: f for f in filas if f.pk in llaves}, [f for f in filas if f.pk not in llaves]


# ── Its steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────
PASOS: dict[str, dict[str, Any]] = {
    "proponer": {
        "accion": "Proponer a las dos partes", "desde": ("borrador",), "permiso": Permiso.EDITAR_PLANES,
        "explicacion": "La UGEL y la municipalidad lo revisan. Para corregirlo después, una de las dos lo devuelve.",
    },
    "devolver": {
        "accion": "Devolver a borrador", "desde": ("propuesto",), "permiso": Permiso.APROBAR_PLANES, "motivo": True,
        "explicacion": "Vuelve a quien lo prepara, con lo que hay que corregir. Lo que una parte ya aprobó se aprueba de nuevo.",
    },
    "iniciar": {
        "accion": "Iniciar la ejecución", "desde": ("aprobado",), "permiso": Permiso.EDITAR_PLANES,
        "explicacion": "Desde ahora se reporta lo que se hace y lo que se gasta.",
    },
    "cerrar": {
        "accion": "Cerrar el plan", "desde": ("en_ejecucion",), "permiso": Permiso.CERRAR_TRIMESTRES,
        "explicacion": "Sus cuatro trimestres ya están cerrados. Después solo entran rectificaciones.",
    },
}  # fmt: skip


def _lados(user: Usuario, plan: PlanTrabajo) -> list[Any]:
    """For which sides this person may approve now."""
    if not user.puede(Permiso.APROBAR_PLANES) or not plan.es_suyo:
        return []
    return [lado for lado in plan.lados_por_aprobar if not user.es_municipal or lado == PlanTrabajo.Lado.MUNICIPALIDAD]


def _acciones(user: Usuario, plan: PlanTrabajo, *, cerrados: int) -> dict[str, Any]:
    """What this person may do with it now."""
    suyo = plan.es_suyo
    prepara = suyo and user.puede(Permiso.EDITAR_PLANES)
    return {
        "editar": prepara and plan.estado == Estado.BORRADOR,
        "actividad": prepara and plan.estado in (Estado.BORRADOR, Estado.APROBADO, Estado.EN_EJECUCION),
        "reprogramar": prepara and plan.estado in (Estado.APROBADO, Estado.EN_EJECUCION),
        "copiar": prepara,
        "reportar": suyo and user.puede(Permiso.REPORTAR_AVANCES) and plan.recibe_ejecucion,
        "cerrar_trimestres": suyo and user.puede(Permiso.CERRAR_TRIMESTRES) and plan.recibe_ejecucion,
        "pasos": [
            (slug, p["accion"])
            for slug, p in PASOS.items()
            if suyo and plan.estado in p["desde"] and user.puede(p["permiso"]) and (slug != "cerrar" or cerrados == len(TRIMESTRES))
        ],
        "lados": _lados(user, plan) if suyo else [],
        "eliminar": suyo and user.puede(Permiso.PAPELERA) and plan.estado == Estado.BORRADOR,
    }


def un_plan_por_pasar(user: Any, *, paso: str, **ruta: Any) -> PlanTrabajo:
    """A plan, for one of the steps there are."""
    if paso not in PASOS:
        raise Http404
    return un_plan(user, **ruta)


@requires(Permiso.VER, fila=un_plan_por_pasar)
def pasar(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """Take a plan one step further."""
    slug = request.resolver_match.kwargs["paso"]  # type: ignore[union-attr]
    paso = PASOS[slug]
    if not request.user.puede(paso["permiso"]) or not plan.es_suyo:
        raise PermissionDenied
    con_motivo = paso.get("motivo", False)
    form = FormularioMotivo(request.POST or None) if con_motivo else ConClave(request.POST or None)

    def hacer() -> PlanTrabajo:
        getattr(plan, slug)(por=request.user, **({"motivo": form.cleaned_data["motivo"]} if con_motivo else {}))
        return plan

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se cambió el estado del {plan}.",
        contexto={
            "titulo": f"{paso['accion']}: {plan}",
            "explicacion": paso["explicacion"],
            "boton": paso["accion"],
            "volver_url": plan.get_absolute_url(),
        },
    )


def un_plan_por_aprobar(user: Any, *, lado: str, **ruta: Any) -> PlanTrabajo:
    """A plan, for one of its two sides."""
    if lado not in PlanTrabajo.Lado.values:
        raise Http404
    return un_plan(user, **ruta)


@requires(Permiso.APROBAR_PLANES, fila=un_plan_por_aprobar)
def aprobar(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """One side approves, with its document."""
    lado = PlanTrabajo.Lado(request.resolver_match.kwargs["lado"])  # type: ignore[union-attr]
    municipal = request.user.es_municipal
    if not plan.es_suyo or (municipal and lado == PlanTrabajo.Lado.UGEL):
        raise PermissionDenied
    form = AprobarForm(request.POST or None)
    ajeno = lado == PlanTrabajo.Lado.MUNICIPALIDAD and not municipal
    explicacion = "Escriba el documento con que la municipalidad lo aprobó en papel: queda que usted lo registró." if ajeno else ""
    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=lambda: acciones.aprobar_plan(plan, lado, por=request.user, documento=form.cleaned_data["documento"]),
        mensaje=f"Quedó registrada la aprobación de {lado.label}.",
        contexto={
            "titulo": f"Aprobar el {plan} por {lado.label}",
            "explicacion": explicacion or "Cuando las dos partes lo aprueban, sus metas solo cambian con una reprogramación.",
            "boton": "Aprobar",
            "volver_url": plan.get_absolute_url(),
        },
    )


# ── Writing it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _convenios(user: Any, ugel: Ugel) -> Any:
    """Those under which a plan is made: signed, and in this UGEL."""
    return Convenio.objects.for_user(user).filter(ugel=ugel, estado=Convenio.Estado.SUSCRITO).order_by("codigo")


@requires(Permiso.EDITAR_PLANES, fila=una_ugel)
def nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Prepare a plan for a municipality and a year."""
    return _escribir(request, PlanTrabajo(), ugel, titulo="Preparar un plan de trabajo", volver_url=reverse("planes", args=[ugel.codigo]))


@requires(Permiso.EDITAR_PLANES, fila=un_plan)
def editar(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """Correct what a draft says of itself."""
    if plan.estado != Estado.BORRADOR and request.method != "POST":
        raise PermissionDenied
    return _escribir(request, plan, plan.convenio.ugel, titulo=f"Editar el {plan}", volver_url=plan.get_absolute_url())


def _escribir(request: Pedido, plan: PlanTrabajo, ugel: Ugel, *, titulo: str, volver_url: str) -> HttpResponse:
    clave = f"plan-{plan.pk or 'nuevo'}-{ugel.codigo}"
    return responder(
        request,
        PlanForm(request.POST or None, instance=plan, convenios=_convenios(request.user, ugel)),
        plantilla="convenios/plan_form.html",
        hacer=lambda: acciones.guardar_plan(plan, por=request.user),
        mensaje="Se guardó el plan. Ahora escriba sus actividades." if plan._state.adding else "Se guardó el plan.",
        contexto={"titulo": titulo, "ugel": ugel, "volver_url": volver_url, "clave": clave},
        recibido=clave,
    )


@requires(Permiso.EDITAR_PLANES, fila=un_plan)
def copiar(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """A draft for another year that begins from this plan."""
    form = CopiarForm(request.POST or None, initial={"anio": plan.anio + 1})
    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=lambda: acciones.copiar_plan(plan, anio=form.cleaned_data["anio"], por=request.user),
        mensaje="Se copió a un borrador: cambie lo que haga falta y propóngalo.",
        contexto={
            "titulo": f"Copiar el {plan} a otro año",
            "explicacion": "Copia sus actividades con sus metas y escuelas. No copia lo ejecutado, ni los nudos ya atendidos, ni los compromisos ya cerrados.",
            "boton": "Copiar a un borrador",
            "volver_url": plan.get_absolute_url(),
        },
    )
