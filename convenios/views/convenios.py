"""Pages of the convenios: the list, one of them with its parties, clauses, adendas and designations, its steps."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora import lecturas
from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo, FormularioRegistro
from base.bitacora.linea import linea_de_tiempo
from base.comun import archivos
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.filtros import ConvenioFiltro
from convenios.forms.convenio import AdendaForm, ClausulaForm, ConvenioForm, DesignacionForm, ParteForm
from convenios.models import Adenda, Clausula, Compromiso, Convenio, Designacion, Parte
from convenios.models.situacion import reparto
from convenios.padrones import CONVENIOS, filas_de_convenios
from municipios.models import Ugel
from municipios.ugeles import una_ugel

POR_PAGINA = 50
CAMBIOS = 15
SE_MUESTRAN = 12  # with more commitments than these the page counts them and leads to the list
# What hangs on a convenio, by the word of its address: model, form, what it is called with its article.
PARTES: dict[str, tuple[Any, type[FormularioRegistro], str]] = {
    "partes": (Parte, ParteForm, "una parte"),
    "clausulas": (Clausula, ClausulaForm, "una cláusula"),
    "adendas": (Adenda, AdendaForm, "una adenda"),
    "designaciones": (Designacion, DesignacionForm, "una designación"),
}


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_convenio(user: Any, *, ugel: str, codigo: str) -> Convenio:
    """A convenio of a UGEL whose inside pages this person reads."""
    filas = Convenio.objects.for_user(user).select_related("ugel", "estado_por")
    return get_object_or_404(filas, ugel__codigo=ugel, codigo=codigo)


def un_convenio_por_pasar(user: Any, *, paso: str, **ruta: str) -> Convenio:
    """The same, for one of the steps there are."""
    if paso not in PASOS:
        raise Http404
    return un_convenio(user, **ruta)


def una_parte_nueva(user: Any, *, parte: str, **ruta: str) -> Any:
    """A row not yet saved, of a convenio this person reads."""
    if parte not in PARTES:
        raise Http404
    convenio = un_convenio(user, **ruta)
    return PARTES[parte][0](convenio=convenio, demostracion=convenio.demostracion)


def una_parte(user: Any, *, parte: str, pk: int, ugel: str, codigo: str) -> Any:
    """A row of a convenio this person reads."""
    if parte not in PARTES or pk > 2**62:
        raise Http404
    filas = PARTES[parte][0].objects.for_user(user).select_related("convenio__ugel")
    if parte == "adendas":
        filas = filas.suscritas()  # one that is being prepared is written on its own pages
    return get_object_or_404(filas, convenio__ugel__codigo=ugel, convenio__codigo=codigo, pk=pk)


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _cuantos(filas: Any) -> Any:
    """How many of `filas` belong to the convenio of the row."""
    return Coalesce(Subquery(filas.filter(convenio=OuterRef("pk")).order_by().values("convenio").annotate(n=Count("pk")).values("n")), 0)


@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """The convenios of a UGEL; `?formato=csv` or `xlsx` hands them over in the columns of their padrón."""
    filtro = ConvenioFiltro(request.GET, queryset=Convenio.objects.for_user(request.user).filter(ugel=ugel))
    formato = request.GET.get("formato", "")
    if formato in ("csv", "xlsx"):
        return _descargar(ugel, filtro.qs, formato)
    filas = filtro.qs.select_related("ugel").annotate(
        n_partes=_cuantos(Parte.objects.for_user(request.user)), n_compromisos=_cuantos(Compromiso.objects.for_user(request.user))
    )
    contexto = {
        "ugel": ugel,
        "filtro": filtro,
        "pagina": Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina")),
        "puede_editar": request.user.puede(Permiso.EDITAR_CONVENIOS),
    }
    return render(request, "convenios/convenios.html", contexto)


def _descargar(ugel: Ugel, convenios: Any, formato: str) -> HttpResponseBase:
    demostracion = settings.DEMOSTRACION or convenios.filter(demostracion=True).exists()
    nombre, filas = f"convenios-{ugel.codigo}-{hoy():%Y%m%d}", filas_de_convenios(convenios)
    if formato == "csv":
        return respuesta_csv(nombre, CONVENIOS.titulos(), filas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, CONVENIOS.titulos(), filas, titulo="Convenios", notas=notas, demostracion=demostracion)


# ── One convenio ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_convenio)
def ver(request: Pedido, convenio: Any) -> HttpResponse:
    """What was signed, by whom, until when; how its commitments stand; what nobody has written down yet."""
    user = request.user
    partes = list(convenio.partes.select_related("municipalidad__distrito", "adenda"))
    clausulas, designaciones = list(convenio.clausulas.select_related("adenda")), list(convenio.designaciones.all())
    vigentes = [d for d in designaciones if d.vigente]
    compromisos = Compromiso.objects.for_user(user).filter(convenio=convenio)
    faltan = compromisos.aggregate(
        plazo=Count("pk", filter=Q(plazo=None)), responsable=Count("pk", filter=Q(responsable="")), total=Count("pk")
    )
    pocos = list(compromisos.con_avance().con_situacion().order_by("codigo")) if faltan["total"] <= SE_MUESTRAN else []
    edita = user.puede(Permiso.EDITAR_CONVENIOS)
    contexto = {
        "convenio": convenio,
        "emparentados": Convenio.objects.for_user(user).filter(Q(padre=convenio) | Q(pk=convenio.padre_id)).select_related("ugel"),
        "partes": partes,
        "clausulas": clausulas,
        "adendas": Adenda.objects.for_user(user).filter(convenio=convenio),
        "se_cambia_por_adenda": edita and convenio.esta_suscrito,
        "designaciones": designaciones,
        "vigentes": len(vigentes),
        "pide": Designacion.CUANTAS,
        "compromisos": pocos,
        "situaciones": _situaciones(convenio, Counter(c.situacion for c in pocos) if pocos else compromisos.por_situacion()),
        "deudas": _deudas(convenio, partes, clausulas, faltan),
        "pasos": [(slug, p["accion"]) for slug, p in PASOS.items() if edita and convenio.estado in p["desde"]],
        "puede_editar": edita,
        "puede_prometer": user.puede(Permiso.EDITAR_COMPROMISOS),
        "puede_eliminar": user.puede(Permiso.PAPELERA),
        "entradas": linea_de_tiempo(convenio, limite=CAMBIOS, user=user) if user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "convenios/convenio.html", contexto)


def _lista_de(convenio: Convenio, consulta: str) -> str:
    return f"{reverse('compromisos', args=[convenio.ugel.codigo])}?convenio={convenio.codigo}&{consulta}"


def _situaciones(convenio: Convenio, cuentas: dict[str, int]) -> list[dict[str, Any]]:
    """How many commitments of each situation, each number a link to its rows."""
    return reparto(cuentas, lambda situacion: _lista_de(convenio, f"situacion={situacion}"))


def _deudas(convenio: Any, partes: list[Any], clausulas: list[Any], sin: dict[str, int]) -> list[dict[str, Any]]:
    """What is "sin dato": each with how many rows lack it and where it is filled in."""
    editar = reverse("convenio_editar", args=[convenio.ugel.codigo, convenio.codigo])
    propios = [
        ("Día de la firma", convenio.suscrito_el),
        ("Inicio de la vigencia", convenio.inicio),
        ("Fin de la vigencia", convenio.fin or convenio.sin_fin),
        ("Objeto", convenio.objeto),
        ("Lugar de la firma", convenio.lugar),
        ("Documento firmado (PDF)", convenio.archivo),
    ]
    deudas = [{"que": que, "url": editar, "edita": True} for que, valor in propios if not valor]
    if not clausulas:
        deudas.append({"que": "Cláusulas", "url": f"{convenio.get_absolute_url()}#clausulas", "edita": True})
    for campo, que in (("firmante", "Firmante"), ("documento", "Documento que autoriza a firmar"), ("firmado_el", "Fecha de la firma")):
        faltan = sum(1 for parte in partes if not getattr(parte, campo))
        if faltan:
            deudas.append(
                {"que": f"{que}, en {faltan} de {len(partes)} partes", "url": f"{convenio.get_absolute_url()}#partes", "edita": True}
            )
    for falta, que in (("plazo", "Plazo"), ("responsable", "Responsable")):
        if sin[falta]:
            cuantos = f"{que}, en {sin[falta]} de {sin['total']} compromisos"
            deudas.append({"que": cuantos, "url": _lista_de(convenio, f"falta={falta}"), "edita": False})
    return deudas


@requires(Permiso.VER, fila=un_convenio)
def documento(request: Pedido, convenio: Any) -> HttpResponseBase:
    """The signed PDF; `?adenda=2` that of an adenda."""
    numero, cosa = request.GET.get("adenda", ""), convenio
    if numero:
        if not (numero.isascii() and numero.isdigit() and len(numero) < 6):
            raise Http404
        cosa = get_object_or_404(Adenda.objects.for_user(request.user).suscritas(), convenio=convenio, numero=int(numero))
    respuesta = archivos.responder(cosa, descargar=True)
    if request.method == "GET" and convenio.estado not in Convenio.Estado.firmados():
        lecturas.anotar(cosa, por=request.user)  # until it is signed, only its own people see it
    return respuesta


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_CONVENIOS, fila=una_ugel)
def nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Write down a convenio."""
    volver = reverse("convenios", args=[ugel.codigo])
    return _guardar(request, Convenio(ugel=ugel), titulo="Registrar un convenio", volver_url=volver, clave=f"convenio-nuevo-{ugel.pk}")


@requires(Permiso.EDITAR_CONVENIOS, fila=un_convenio)
def editar(request: Pedido, convenio: Convenio) -> HttpResponse:
    """Correct what a convenio says of itself."""
    return _guardar(request, convenio, titulo=f"Editar {convenio}", volver_url=convenio.get_absolute_url(), clave=f"convenio-{convenio.pk}")


def _guardar(request: Pedido, convenio: Convenio, *, titulo: str, volver_url: str, clave: str) -> HttpResponse:
    formulario = ConvenioForm(request.POST or None, request.FILES or None, instance=convenio)

    def hacer() -> Convenio:
        if formulario.cleaned_data["documento"]:
            convenio.guardar_archivo(formulario.cleaned_data["documento"])
        convenio.full_clean()
        convenio.save()
        return convenio

    return responder(
        request,
        formulario,
        plantilla="convenios/convenio_form.html",
        hacer=hacer,
        mensaje="Se guardó el convenio.",
        contexto={"convenio": convenio, "ugel": convenio.ugel, "titulo": titulo, "volver_url": volver_url, "clave": clave},
        recibido=clave,
    )


@requires(Permiso.EDITAR_CONVENIOS, fila=una_parte_nueva)
def parte_nueva(request: Pedido, fila: Any) -> HttpResponse:
    """Write down a party, a clause, an adenda or a designation."""
    palabra = request.resolver_match.kwargs["parte"]  # type: ignore[union-attr]
    titulo = f"Registrar {PARTES[palabra][2]} de {fila.convenio}"
    return _guardar_parte(request, fila, titulo=titulo, clave=f"{palabra}-nueva-{fila.convenio.pk}")


@requires(Permiso.EDITAR_CONVENIOS, fila=una_parte)
def parte_editar(request: Pedido, fila: Any) -> HttpResponse:
    """Correct one of them, or take it off the convenio (`?quitar=1`)."""
    if "quitar" in request.GET:
        return _quitar(request, fila)
    return _guardar_parte(request, fila, titulo=f"Editar {fila.clase_de_registro}: {fila}", clave=f"{fila._meta.model_name}-{fila.pk}")


def _guardar_parte(request: Pedido, fila: Any, *, titulo: str, clave: str) -> HttpResponse:
    palabra = request.resolver_match.kwargs["parte"]  # type: ignore[union-attr]
    convenio = fila.convenio
    formulario = PARTES[palabra][1](request.POST or None, request.FILES or None, instance=fila)

    def hacer() -> str:
        if formulario.cleaned_data.get("archivo_nuevo"):
            fila.guardar_archivo(formulario.cleaned_data["archivo_nuevo"])
        fila.full_clean()
        fila.save()
        return f"{convenio.get_absolute_url()}#{palabra}"

    return responder(
        request,
        formulario,
        plantilla="convenios/convenio_parte_form.html",
        hacer=hacer,
        mensaje=f"Se guardó: {fila.clase_de_registro}.",
        contexto={"fila": fila, "convenio": convenio, "titulo": titulo, "clave": clave, "palabra": palabra},
        recibido=clave,
    )


def _quitar(request: Pedido, fila: Any) -> HttpResponse:
    palabra = request.resolver_match.kwargs["parte"]  # type: ignore[union-attr]

    def hacer() -> str:
        fila.eliminar(por=request.user)
        return f"{fila.convenio.get_absolute_url()}#{palabra}"

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó del convenio: {fila}. Está en la papelera y se puede restaurar.",
        contexto={
            "titulo": f"Quitar del convenio: {fila}",
            "explicacion": "Va a la papelera. No se pierde nada: se puede restaurar.",
            "boton": "Quitar del convenio",
            "volver_url": fila.get_absolute_url(),
            "peligro": True,
        },
    )


# ── Its steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────
PASOS: dict[str, dict[str, Any]] = {
    "enviar_a_revision": {"accion": "Enviar a revisión", "desde": ("borrador",), "explicacion": "Pasa a la revisión técnica y legal."},
    "aprobar": {"accion": "Aprobar", "desde": ("en_revision",), "explicacion": "La revisión terminó: queda listo para firmarse."},
    "suscribir": {
        "accion": "Dar por suscrito",
        "desde": ("aprobado",),
        "explicacion": "La UGEL lo firmó. La firma de cada municipalidad se registra en su fila de «Partes». Desde ahora es público.",
    },
    "devolver": {"accion": "Devolver a borrador", "desde": ("en_revision", "aprobado"), "explicacion": "Vuelve a quien lo redacta."},
    "concluir": {"accion": "Concluir", "desde": ("suscrito",), "explicacion": "Terminó su vigencia o se cumplió su objeto."},
    "resolver": {"accion": "Resolver", "desde": ("suscrito",), "explicacion": "Termina antes de su vencimiento, para todas las partes."},
    "anular": {
        "accion": "Anular",
        "desde": ("borrador", "en_revision", "aprobado"),
        "explicacion": "Se deja sin efecto antes de firmarse.",
    },
}
GRAVES = {"resolver", "anular"}


@requires(Permiso.EDITAR_CONVENIOS, fila=un_convenio_por_pasar)
def pasar(request: Pedido, convenio: Convenio) -> HttpResponse:
    """Take a convenio one step further, with the reason if there is one to tell."""
    slug = request.resolver_match.kwargs["paso"]  # type: ignore[union-attr]
    paso = PASOS[slug]

    def hacer() -> Convenio:
        getattr(convenio, slug)(por=request.user)
        return convenio

    return responder(
        request,
        FormularioMotivo(request.POST or None, obligatorio=False),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"{convenio}: se cambió su estado.",
        contexto={
            "titulo": f"{paso['accion']}: {convenio}",
            "explicacion": paso["explicacion"],
            "boton": paso["accion"],
            "volver_url": convenio.get_absolute_url(),
            "peligro": slug in GRAVES,
        },
    )
