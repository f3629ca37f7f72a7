"""Pages of the lotes: the list, one of them with every change, its download, and taking it back."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject

from base.bitacora import relato
from base.bitacora.deshacer import deshacer, ensayar
from base.bitacora.edicion import responder
from base.bitacora.lotes_forms import FiltroDeCambios, FiltroDeLotes, FormularioDeshacer
from base.bitacora.models import Lote
from base.comun.documentos import Columna, respuesta_csv, respuesta_xlsx
from base.comun.templatetags.comun import fecha_hora
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

LOTES_POR_PAGINA = 30
REGISTROS_POR_PAGINA = 50
COLUMNAS = [Columna("Clase"), Columna("Registro", 40), Columna("Qué pasó"), Columna("Dato"), Columna("Antes", 40), Columna("Después", 40)]


def un_lote(user: Any, *, pk: int, formato: str = "csv") -> Lote:
    """A deliberate gesture of the person's UGEL, or of their own."""
    if formato not in ("csv", "xlsx"):
        raise Http404
    return get_object_or_404(Lote.objects.for_user(user).deliberados().select_related("por", "deshace"), pk=pk)


@requires(Permiso.VER_HISTORIA)
def lista(request: Pedido) -> HttpResponse:
    """Every change of many records: who, when, why, how many; the newest first."""
    suyos = Lote.objects.for_user(request.user).deliberados()
    filtro = FiltroDeLotes(request.GET, lotes=suyos)
    filas = filtro.filas.select_related("por", "deshace").prefetch_related("deshecho_en").order_by("-pk")
    return render(
        request, "bitacora/lotes.html", {"filtro": filtro, "pagina": Paginator(filas, LOTES_POR_PAGINA).get_page(request.GET.get("pagina"))}
    )


@requires(Permiso.VER_HISTORIA, fila=un_lote)
def ver(request: Pedido, lote: Lote) -> HttpResponse:
    """What one lote changed, record by record, before and after."""
    filtro = FiltroDeCambios(request.GET, lineas=relato.indice(lote, request.user))
    pagina = Paginator(filtro.filas, REGISTROS_POR_PAGINA).get_page(request.GET.get("pagina"))
    pagina.object_list = relato.contar(lote, list(pagina.object_list))
    consulta = request.GET.copy()
    consulta.pop("pagina", None)
    contexto = {
        "lote": lote,
        "filtro": filtro,
        "pagina": pagina,
        "deshecho_en": lote.deshecho_en.select_related("por"),
        "puede_deshacer": request.user.puede(Permiso.CAMBIAR_MUCHOS),
        "consulta": consulta.urlencode(),
    }
    return render(request, "bitacora/lote.html", contexto)


@requires(Permiso.VER_HISTORIA, fila=un_lote)
def descargar(request: Pedido, lote: Lote) -> HttpResponseBase:
    """The changes that the page shows, all of them, as a table: one row a field."""
    lineas = relato.contar(lote, FiltroDeCambios(request.GET, lineas=relato.indice(lote, request.user)).filas)
    filas = [(linea.clase, linea.nombre, relato.QUE[linea.que], *cambio) for linea in lineas for cambio in linea.cambios or [("", "", "")]]
    nombre = f"lote-{lote.pk}"
    if request.resolver_match.kwargs["formato"] == "csv":  # type: ignore[union-attr]
        return respuesta_csv(nombre, COLUMNAS, filas, demostracion=settings.DEMOSTRACION)
    notas = [("Quién", str(lote.por or "sin dato")), ("Cuándo", fecha_hora(lote.en)), ("Por qué", lote.motivo)]
    return respuesta_xlsx(nombre, COLUMNAS, filas, titulo=f"Lote {lote.pk}", notas=notas, demostracion=settings.DEMOSTRACION)


@requires(Permiso.CAMBIAR_MUCHOS, fila=un_lote)
def deshacer_lote(request: Pedido, lote: Lote) -> HttpResponse:
    """The rehearsal of taking a lote back, and doing it: what was shown, or nothing."""
    persona: Any = request.user
    formulario = FormularioDeshacer(request.POST or None)

    def hacer() -> Lote:
        return deshacer(lote, por=persona, motivo=formulario.motivo_del_gesto, huella=request.POST.get("huella", ""))

    return responder(
        request,
        formulario,
        plantilla="bitacora/deshacer.html",
        hacer=hacer,
        mensaje=f"Se deshizo el {lote}.",
        contexto={"lote": lote, "ensayo": SimpleLazyObject(lambda: _ensayo(request, lote))},  # looked at after what was posted was tried
        tipo=Lote.Tipo.DESHACER,
        ambito=lote.ambito,
        deshace=lote,
    )


def _ensayo(request: Pedido, lote: Lote) -> dict[str, Any]:
    """The rehearsal, a page of what returns and a page of what is left."""
    ensayo = ensayar(lote, por=request.user)
    vuelven = Paginator(relato.de_lo_que_vuelve(ensayo), REGISTROS_POR_PAGINA).get_page(request.GET.get("pagina"))
    vuelven.object_list = relato.contar_lo_que_vuelve(ensayo, list(vuelven.object_list))
    dejados: Any = Paginator(ensayo.dejados, REGISTROS_POR_PAGINA).get_page(request.GET.get("dejados"))
    dejados.object_list = relato.contar_lo_que_se_deja(ensayo, dejados.start_index() - 1 if ensayo.dejados else 0, dejados.end_index())
    return {
        "huella": ensayo.huella,
        "hay": ensayo.hay,
        "cuentas": ensayo.cuentas,
        "iguales": ensayo.iguales,
        "ajenos": ensayo.ajenos,
        "vuelven": vuelven,
        "dejados": dejados,
    }
