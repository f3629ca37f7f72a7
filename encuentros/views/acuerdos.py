"""Pages of the acuerdos: those of every encuentro of a UGEL, one of them, and what people decide about it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Convenio
from encuentros import seguimiento
from encuentros.acciones import guardar_acuerdo, volver_compromiso
from encuentros.forms.acuerdo import AcuerdoForm, FiltroDeAcuerdos, PasarACompromisoForm
from encuentros.models import Acuerdo, Encuentro, RevisionAcuerdo
from municipios.models import Distrito, Ugel
from municipios.ugeles import una_ugel

from .filas import un_acuerdo

POR_PAGINA = 50
COLUMNAS = (
    *("encuentro", "numero", "acuerdo", "lo_debe", "responsable", "plazo"),
    *("distrito", "situacion", "compromiso", "decidido", "motivo"),
)


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """What was agreed in every encuentro of a UGEL and how it stands; `?formato=csv` or `xlsx` hands it over."""
    user = request.user
    encuentros = list(Encuentro.objects.for_user(user).filter(ugel=ugel).select_related("ugel").order_by("-numero"))
    distritos = list(Distrito.objects.for_user(user).filter(ugel=ugel).order_by("nombre").values_list("ubigeo", "nombre"))
    suyos = Acuerdo.objects.for_user(user).filter(encuentro__ugel=ugel)
    filtro = FiltroDeAcuerdos(request.GET, filas=suyos, encuentros=encuentros, distritos=distritos)
    filas = seguimiento.con_lo_suyo(seguimiento.para_lista(filtro.filas), user)
    formato = request.GET.get("formato", "")
    if formato in ("csv", "xlsx"):
        return _descargar(ugel, filas, formato)
    cuadro = seguimiento.por_encuentro(filtro.sin_encuentro)
    paginas = Paginator(filas, POR_PAGINA)
    elegidos = [e for e in encuentros if filtro.elegido.get("encuentro") in (None, str(e.numero))]
    paginas.count = sum(sum(cuadro.get(e.pk, {}).values()) for e in elegidos)  # counted already, by encuentro
    contexto = {
        "ugel": ugel,
        "filtro": filtro,
        "cuentas": _cuentas(request, encuentros, cuadro),
        "pagina": paginas.get_page(request.GET.get("pagina")),
    }
    return render(request, "encuentros/acuerdos.html", contexto)


def _cuentas(request: Pedido, encuentros: list[Any], cuadro: dict[int, dict[str, int]]) -> list[dict[str, Any]]:
    """How many acuerdos of each encuentro stand in each situation, each number with the address of its rows."""
    cuentas = []
    for encuentro in encuentros:
        consulta = request.GET.copy()
        for nombre in ("pagina", "situacion", "encuentro"):
            consulta.pop(nombre, None)
        consulta["encuentro"] = str(encuentro.numero)
        partes = seguimiento.cuentas_de(cuadro.get(encuentro.pk, {}), f"?{consulta.urlencode()}&")
        if partes:
            cuentas.append({"encuentro": encuentro, "partes": partes, "total": sum(p["cuantos"] for p in partes)})
    return cuentas


def _descargar(ugel: Ugel, acuerdos: Any, formato: str) -> HttpResponseBase:
    demostracion = settings.DEMOSTRACION or acuerdos.filter(demostracion=True).exists()
    nombre, filas = f"acuerdos-{ugel.codigo}-{hoy():%Y%m%d}", (_celdas(a) for a in acuerdos.iterator(chunk_size=500))
    if formato == "csv":
        return respuesta_csv(nombre, COLUMNAS, filas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, COLUMNAS, filas, titulo="Acuerdos", notas=notas, demostracion=demostracion)


def _celdas(acuerdo: Any) -> list[Any]:
    """One row of the table that is downloaded."""
    compromiso = f"{acuerdo.compromiso.convenio.codigo} {acuerdo.compromiso.codigo}" if acuerdo.compromiso else ""
    decidido = acuerdo.decidido_en.date() if acuerdo.decidido_en else None
    return [
        *(acuerdo.encuentro.ordinal, acuerdo.numero, acuerdo.texto, acuerdo.quien_lo_debe, acuerdo.responsable, acuerdo.plazo),
        *(str(acuerdo.distrito or "todos"), acuerdo.situacion_etiqueta, compromiso, decidido, acuerdo.decidido_motivo),
    ]


# ── One acuerdo ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_acuerdo)
def ver(request: Pedido, acuerdo: Acuerdo) -> HttpResponse:
    """What was agreed, who owes it and until when, how it stands, and what was said of it afterwards."""
    user = request.user
    compromiso: Any = acuerdo.compromiso
    contexto = {
        "acuerdo": acuerdo,
        "encuentro": acuerdo.encuentro,
        "compromiso": compromiso,
        "revisiones": seguimiento.dichas_en(RevisionAcuerdo.objects.for_user(user).filter(acuerdo=acuerdo)),
        **_acciones(user, acuerdo),
    }
    return render(request, "encuentros/acuerdo.html", contexto)


def _acciones(user: Usuario, acuerdo: Any) -> dict[str, Any]:
    """What this person may do with it now."""
    edita, suelto = user.puede(Permiso.EDITAR_ENCUENTROS), acuerdo.compromiso_id is None
    caben = {"abierto": ("cumplir", "no-cumplir", "sin-efecto")}.get(acuerdo.estado, ("reabrir",))
    return {
        "decisiones": [(slug, DECISIONES[slug]["accion"]) for slug in caben] if edita and suelto else [],
        "puede_pasar": suelto and acuerdo.estado == Acuerdo.Estado.ABIERTO and user.puede(Permiso.EDITAR_COMPROMISOS),
        "edita": edita,
        "puede_editar": edita and acuerdo.encuentro.se_registra,
        "puede_ver_historia": user.puede(Permiso.VER_HISTORIA),
        "puede_eliminar": suelto and user.puede(Permiso.PAPELERA) and acuerdo.encuentro.se_registra,
    }


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_acuerdo)
def editar(request: Pedido, acuerdo: Acuerdo) -> HttpResponse:
    """Correct what it says, while the acta is not signed."""
    if not acuerdo.encuentro.se_registra and request.method != "POST":
        raise PermissionDenied
    form = AcuerdoForm(request.POST or None, instance=acuerdo)
    clave, volver = f"acuerdo-{acuerdo.pk}", acuerdo.get_absolute_url()
    return responder(
        request,
        form,
        plantilla="encuentros/acuerdo_form.html",
        hacer=lambda: guardar_acuerdo(form.instance, por=request.user),
        mensaje="Se guardó el acuerdo.",
        contexto={"acuerdo": acuerdo, "encuentro": acuerdo.encuentro, "volver_url": volver, "clave": clave},
        recibido=clave,
    )


@requires(Permiso.EDITAR_COMPROMISOS, fila=un_acuerdo)
def pasar_a_compromiso(request: Pedido, acuerdo: Acuerdo) -> HttpResponse:
    """Make it a commitment of a signed convenio of its UGEL."""
    if (acuerdo.compromiso_id or acuerdo.estado != Acuerdo.Estado.ABIERTO) and request.method != "POST":
        raise PermissionDenied
    suscritos = Convenio.objects.for_user(request.user).filter(ugel=acuerdo.encuentro.ugel_id, estado=Convenio.Estado.SUSCRITO)
    form = PasarACompromisoForm(request.POST or None, convenios=suscritos.order_by("codigo"))

    def hacer() -> Any:
        return volver_compromiso(acuerdo, convenio=form.cleaned_data["convenio"], por=request.user)

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="Ya es un compromiso del convenio: desde ahora se sigue aquí.",
        contexto={
            "titulo": f"Pasar a compromiso: {acuerdo}",
            "explicacion": f"«{acuerdo.texto}» será un compromiso del convenio que elija, con su plazo, quién lo debe y los distritos que "
            "alcanza. Desde entonces se cumple y se mide allí; el acuerdo lo dirá.",
            "boton": "Pasar a compromiso",
            "volver_url": acuerdo.get_absolute_url(),
        },
    )


DECISIONES: dict[str, dict[str, Any]] = {
    "cumplir": {
        "accion": "Dar por cumplido",
        "verbo": "cumplir",
        "explicacion": "Escriba con qué se cumplió: documento, hecho, fecha. Después se puede reabrir.",
        "mensaje": "quedó como cumplido.",
    },
    "no-cumplir": {
        "accion": "Declarar no cumplido",
        "verbo": "no_cumplir",
        "explicacion": "Escriba por qué no se cumplió. Después se puede reabrir.",
        "mensaje": "quedó como no cumplido.",
        "peligro": True,
    },
    "sin-efecto": {
        "accion": "Dejar sin efecto",
        "verbo": "dejar_sin_efecto",
        "explicacion": "Ya no se debe: escriba por qué. Después se puede reabrir.",
        "mensaje": "quedó sin efecto.",
        "peligro": True,
    },
    "reabrir": {
        "accion": "Reabrir",
        "verbo": "reabrir",
        "explicacion": "Vuelve a estar abierto, con su mismo plazo.",
        "mensaje": "está abierto otra vez.",
    },
}


def un_acuerdo_por_decidir(user: Any, *, decision: str, **ruta: Any) -> Acuerdo:
    """The same, for one of the decisions there are."""
    if decision not in DECISIONES:
        raise Http404
    return un_acuerdo(user, **ruta)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_acuerdo_por_decidir)
def decidir(request: Pedido, acuerdo: Acuerdo) -> HttpResponse:
    """Say what became of it, with the reason; also after the acta was signed."""
    decision = DECISIONES[request.resolver_match.kwargs["decision"]]  # type: ignore[union-attr]
    form = FormularioMotivo(request.POST or None)

    def hacer() -> Acuerdo:
        getattr(acuerdo, decision["verbo"])(por=request.user, motivo=form.motivo_del_gesto)
        return acuerdo

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"{acuerdo}: {decision['mensaje']}",
        contexto={
            "titulo": f"{decision['accion']}: {acuerdo}",
            "explicacion": f"«{acuerdo.texto}». {decision['explicacion']}",
            "boton": decision["accion"],
            "volver_url": acuerdo.get_absolute_url(),
            "peligro": decision.get("peligro", False),
        },
    )
