"""Pages of an adenda: begin it, what it changes side by side, the annex, its steps, its signature."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.bitacora.models import Lote
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.adendas.comparar import Diferencia, diferencias, en_palabras, movidas, ordenadas, titulo_de
from convenios.adendas.foto import CAMPOS, tomar_foto
from convenios.adendas.fusion import CERRADOS, ConvenioCambio, ensayar, iniciar, suscribir
from convenios.adendas.redaccion import poner_al_dia
from convenios.forms.adenda import ActualizarForm, IniciarForm, SuscribirForm
from convenios.forms.campos import DecisionVista
from convenios.models import Adenda, BorradorAdenda, Compromiso, Convenio
from convenios.models.adenda import TERMINOS, UNICA

from .convenios import un_convenio

GRUPOS = {
    TERMINOS: "Título, objeto y vigencia",
    "clausulas": "Cláusulas",
    "partes": "Partes",
    "compromisos": "Compromisos",
}
PASOS: dict[str, dict[str, Any]] = {
    "enviar_a_revision": {"accion": "Enviar a revisión", "desde": ("borrador",), "explicacion": "Pasa a la revisión técnica y legal. Mientras tanto no se edita."},
    "devolver": {"accion": "Devolver a borrador", "desde": ("en_revision",), "explicacion": "Vuelve a quien la redacta, y se puede editar otra vez."},
    "anular": {"accion": "Anular", "desde": ("borrador", "en_revision"), "explicacion": "Se desiste de ella. El convenio queda como está, y su número queda libre."},
}  # fmt: skip


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def una_adenda(user: Any, *, ugel: str, codigo: str, pk: int) -> Adenda:
    """An adenda of a convenio this person reads."""
    if pk > 2**62:
        raise Http404
    filas: QuerySet[Any] = Adenda.objects.for_user(user).select_related("convenio__ugel", "estado_por", "fusion")
    return get_object_or_404(filas, convenio__ugel__codigo=ugel, convenio__codigo=codigo, pk=pk)


def un_borrador(user: Any, **ruta: Any) -> BorradorAdenda:
    """The text of an adenda that was prepared here."""
    adenda = una_adenda(user, **ruta)
    borrador: BorradorAdenda = get_object_or_404(BorradorAdenda.objects.for_user(user), adenda=adenda)
    borrador.adenda = adenda
    return borrador


def un_borrador_por_pasar(user: Any, *, paso: str, **ruta: Any) -> BorradorAdenda:
    """The same, for one of the steps there are."""
    if paso not in PASOS:
        raise Http404
    return un_borrador(user, **ruta)


def exigir_en(borrador: BorradorAdenda, *estados: str) -> None:
    """403 where what the page does is not for the state of the adenda: nobody edits what was signed."""
    if borrador.adenda.estado not in estados:
        raise PermissionDenied


def direccion(borrador: BorradorAdenda, ruta: str, *resto: Any) -> str:
    """Address of one of its pages."""
    convenio = borrador.adenda.convenio
    return reverse(ruta, args=[convenio.ugel.codigo, convenio.codigo, borrador.adenda.pk, *resto])


# ── Begin it, look at it ─────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_CONVENIOS, fila=un_convenio)
def nueva(request: Pedido, convenio: Convenio) -> HttpResponse:
    """Begin an adenda: a copy of the convenio that is edited without touching it."""
    formulario = IniciarForm(request.POST or None)
    clave = f"adenda-nueva-{convenio.pk}"
    return responder(
        request,
        formulario,
        plantilla="convenios/adenda_nueva.html",
        hacer=lambda: iniciar(convenio, por=request.user, objeto=formulario.cleaned_data["objeto"]),
        mensaje="Se abrió el borrador de la adenda. El convenio no cambia hasta que se firme.",
        contexto={"convenio": convenio, "clave": clave},
        recibido=clave,
    )


@requires(Permiso.VER, fila=una_adenda)
def ver(request: Pedido, adenda: Adenda) -> HttpResponse:
    """A draft with everything that can be edited in it; a signed one with what it changed."""
    borrador = BorradorAdenda.objects.for_user(request.user).filter(adenda=adenda).first()
    edita = request.user.puede(Permiso.EDITAR_CONVENIOS)
    contexto: dict[str, Any] = {"adenda": adenda, "convenio": adenda.convenio, "puede_editar": edita, "borrador": borrador}
    if borrador is not None:
        borrador.adenda = adenda
        contexto |= _del_borrador(borrador, edita=edita)
    if adenda.fusion_id is not None:
        contexto["lote_url"] = f"/lotes/{adenda.fusion_id}/" if request.user.puede(Permiso.VER_HISTORIA) else ""
    return render(request, "convenios/adenda.html", contexto)


def _del_borrador(borrador: BorradorAdenda, *, edita: bool) -> dict[str, Any]:
    adenda = borrador.adenda
    cambios = diferencias(borrador)
    contexto: dict[str, Any] = {
        "cambios": cambios,
        "grupos": _agrupar(cambios),
        "editable": edita and adenda.estado == Adenda.Estado.BORRADOR,
    }
    if adenda.en_preparacion:
        contexto["movidas"] = movidas(borrador, tomar_foto(adenda.convenio))
        contexto["pasos"] = [(slug, p["accion"]) for slug, p in PASOS.items() if edita and adenda.estado in p["desde"]]
    return contexto


def _agrupar(cambios: list[Diferencia]) -> list[tuple[str, list[Diferencia]]]:
    return [(titulo, suyos) for clase, titulo in GRUPOS.items() if (suyos := [c for c in cambios if c.clase == clase])]


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador)
def editar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Every piece of the draft, with what can be done to it."""
    exigir_en(borrador, Adenda.Estado.BORRADOR)
    contexto = {
        "borrador": borrador,
        "adenda": borrador.adenda,
        "convenio": borrador.adenda.convenio,
        "form": DecisionVista(registro=borrador),
        "terminos": [
            (etiqueta, en_palabras(borrador, campo, (borrador.despues(TERMINOS, UNICA) or {})[campo]))
            for campo, etiqueta in CAMPOS[TERMINOS].items()
        ],
        "clausulas": filas(borrador, "clausulas"),
        "partes": filas(borrador, "partes"),
        "compromisos": filas(borrador, "compromisos", cerrados=cerrados_de(borrador, request.user)),
    }
    return render(request, "convenios/adenda_editar.html", contexto)


def cerrados_de(borrador: BorradorAdenda, user: Any) -> set[str]:
    """Commitments that somebody has closed: they are not edited."""
    suyos = Compromiso.objects.for_user(user).filter(convenio=borrador.adenda.convenio_id, estado__in=CERRADOS)
    return {str(pk) for pk in suyos.values_list("pk", flat=True)}


def filas(borrador: BorradorAdenda, clase: str, *, cerrados: set[str] | None = None) -> list[dict[str, Any]]:
    """The pieces of a class for the list of the draft: what each is called, what the adenda does to it."""
    salida = []
    for llave in ordenadas(borrador, clase):
        antes, despues = borrador.antes(clase, llave), borrador.despues(clase, llave)
        pieza: dict[str, Any] = despues or antes or {}
        salida.append(
            {
                "llave": llave,
                "titulo": titulo_de(borrador, clase, llave),
                "pieza": pieza,
                "plazo": en_palabras(borrador, "plazo", pieza.get("plazo")),
                "separada": en_palabras(borrador, "separado_el", pieza.get("separado_el")),
                "nueva": antes is None,
                "quitada": despues is None,
                "cambiada": antes is not None and despues is not None and bool(borrador.cambio(clase, llave)),
                "cerrada": llave in (cerrados or set()),
            }
        )
    return salida


@requires(Permiso.VER, fila=un_borrador)
def comparar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Before and after, side by side, the words that differ marked."""
    cambios = diferencias(borrador)
    contexto = {
        "adenda": borrador.adenda,
        "convenio": borrador.adenda.convenio,
        "borrador": borrador,
        "cambios": cambios,
        "grupos": _agrupar(cambios),
    }
    return render(request, "convenios/adenda_comparar.html", contexto)


@requires(Permiso.VER, fila=un_borrador)
def anexo(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """The text to be signed, to print on A4: what each thing says and what it is to say."""
    cambios = diferencias(borrador)
    firman = [titulo_de(borrador, "partes", k) for k, p in borrador.quedan("partes").items() if not p["separado_el"]]
    contexto = {
        "adenda": borrador.adenda,
        "convenio": borrador.adenda.convenio,
        "cambios": cambios,
        "grupos": _agrupar(cambios),
        "firman": firman,
    }
    return render(request, "convenios/adenda_anexo.html", contexto)


# ── Its steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador_por_pasar)
def pasar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Take an adenda one step further or back, or give it up."""
    slug = request.resolver_match.kwargs["paso"]  # type: ignore[union-attr]
    paso, adenda = PASOS[slug], borrador.adenda

    def hacer() -> Adenda:
        getattr(adenda, slug)(por=request.user)
        return adenda

    return responder(
        request,
        FormularioMotivo(request.POST or None, obligatorio=False),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"{adenda}: se cambió su estado.",
        contexto={
            "titulo": f"{paso['accion']}: {adenda} de {adenda.convenio}",
            "explicacion": paso["explicacion"],
            "boton": paso["accion"],
            "volver_url": adenda.get_absolute_url(),
            "peligro": slug == "anular",
        },
    )


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador)
def actualizar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Bring the draft up to what the convenio says now: what collides is chosen, the rest is merged."""
    exigir_en(borrador, Adenda.Estado.BORRADOR)
    foto = tomar_foto(borrador.adenda.convenio)
    lista = movidas(borrador, foto)
    formulario = ActualizarForm(request.POST or None, registro=borrador, foto=foto, movidas=lista)

    def hacer() -> Adenda:
        poner_al_dia(borrador, por=request.user, visto=formulario.cleaned_data["visto"], elegido=formulario.elegido)
        return borrador.adenda

    contexto = {"adenda": borrador.adenda, "convenio": borrador.adenda.convenio, "movidas": con_eleccion(lista, formulario)}
    return responder(
        request,
        formulario,
        plantilla="convenios/adenda_actualizar.html",
        hacer=hacer,
        mensaje="El borrador está al día con el convenio.",
        contexto=contexto,
    )


def con_eleccion(lista: list[Any], formulario: ActualizarForm | None = None) -> list[dict[str, Any]]:
    """Each piece that changed in the convenio, its three texts, and where a choice is due, its field."""

    def eleccion(nombre: str) -> Any:
        return formulario[formulario.elecciones[nombre]] if formulario is not None and nombre in formulario.elecciones else None

    return [
        {"movida": una, "eleccion": eleccion(una.nombre), "campos": [(c, eleccion(f"{una.nombre}.{c.nombre}")) for c in una.campos]}
        for una in lista
    ]


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador)
def firmar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """What signing will change, what is refused, and the signature: all or nothing."""
    adenda = borrador.adenda
    if request.method != "POST":  # after a signature the same form leads to what it did
        exigir_en(borrador, Adenda.Estado.BORRADOR, Adenda.Estado.EN_REVISION)
    foto = tomar_foto(adenda.convenio)
    formulario = SuscribirForm(request.POST or None, request.FILES or None, registro=borrador)
    contexto = {
        "adenda": adenda,
        "convenio": adenda.convenio,
        "ensayo": ensayar(borrador, foto, por=request.user),
        "grupos": _agrupar(diferencias(borrador)),
        "movidas": con_eleccion(movidas(borrador, foto)),
    }

    def hacer() -> Adenda:
        datos = formulario.cleaned_data
        suscribir(
            adenda,
            por=request.user,
            suscrita_el=datos["suscrita_el"],
            documento=datos["documento"],
            numero=datos["numero"],
            archivo=datos["archivo_nuevo"],
        )
        return adenda

    try:
        return responder(
            request,
            formulario,
            plantilla="convenios/adenda_firmar.html",
            hacer=hacer,
            mensaje="La adenda quedó suscrita y el convenio ya dice lo que ella dice.",
            contexto=contexto,
            tipo=Lote.Tipo.ADENDA,
            ambito=adenda.convenio.ugel.codigo,
        )
    except ConvenioCambio as cambio:
        return render(request, "convenios/adenda_choque.html", {**contexto, "movidas": con_eleccion(cambio.movidas)}, status=409)
