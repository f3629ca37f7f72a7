"""The pieces of a draft of adenda: each is written on its own screen, under the revision of the draft."""

from typing import Any

from django.http import Http404, HttpResponse

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.adendas.comparar import ordenadas, titulo_de
from convenios.adendas.redaccion import escribir, mover, mover_plazos, quitar, restablecer
from convenios.forms.adenda import PIEZAS, PlazosForm
from convenios.forms.campos import DecisionVista
from convenios.models import Adenda, BorradorAdenda
from convenios.models.adenda import TERMINOS, UNICA

from .adendas import cerrados_de, direccion, exigir_en, un_borrador

ARTICULO = {TERMINOS: "título, objeto y vigencia", "clausulas": "cláusula", "partes": "parte", "compromisos": "compromiso"}
ACTOS: dict[str, dict[str, str]] = {
    "quitar": {"accion": "Quitar", "explicacion": "En el convenio sigue igual hasta que la adenda se firme.", "mensaje": "Se quitó en el borrador."},
    "restablecer": {"accion": "Dejar como está en el convenio", "explicacion": "Se descarta lo que la adenda decía de esto.",
                    "mensaje": "Quedó como está en el convenio."},
    "subir": {"accion": "Subir", "explicacion": "Cambia de lugar con la cláusula anterior.", "mensaje": "Cambió de lugar."},
    "bajar": {"accion": "Bajar", "explicacion": "Cambia de lugar con la cláusula siguiente.", "mensaje": "Cambió de lugar."},
}  # fmt: skip
SIN_EFECTO = "Al firmarse la adenda queda suspendido, con ella como motivo: no se borra, y lo que se hizo se conserva."


def un_borrador_con_clase(user: Any, *, clase: str, **ruta: Any) -> BorradorAdenda:
    """A draft, for one of the classes of pieces that can be added."""
    if clase not in PIEZAS or clase == TERMINOS:
        raise Http404
    return un_borrador(user, **ruta)


def un_borrador_con_pieza(user: Any, *, clase: str, llave: str, acto: str = "quitar", **ruta: Any) -> BorradorAdenda:
    """A draft that has that piece."""
    if acto not in ACTOS or (acto in ("subir", "bajar") and clase != "clausulas"):
        raise Http404
    borrador = un_borrador_con_clase(user, clase=clase, **ruta)
    if llave not in borrador.llaves(clase):
        raise Http404
    return borrador


def _de_la_ruta(request: Pedido, nombre: str) -> str:
    return str(request.resolver_match.kwargs[nombre])  # type: ignore[union-attr]


def _lista(borrador: BorradorAdenda, clase: str) -> str:
    return f"{direccion(borrador, 'adenda_editar')}#{clase}"


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador)
def terminos(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Title, object and term, as the adenda leaves them."""
    return _escribir(request, borrador, TERMINOS, UNICA)


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador_con_clase)
def nueva(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """A clause, a party or a commitment that the convenio does not have."""
    return _escribir(request, borrador, _de_la_ruta(request, "clase"), None)


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador_con_pieza)
def editar(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """One of them, as the adenda leaves it."""
    return _escribir(request, borrador, _de_la_ruta(request, "clase"), _de_la_ruta(request, "llave"))


def _escribir(request: Pedido, borrador: BorradorAdenda, clase: str, llave: str | None) -> HttpResponse:
    exigir_en(borrador, Adenda.Estado.BORRADOR)
    formulario = PIEZAS[clase](request.POST or None, instance=borrador, llave=llave)

    def hacer() -> str:
        escribir(borrador, por=request.user, clase=clase, llave=llave, valores=formulario.propuesta)
        return _lista(borrador, clase)

    que = f"Agregar: {ARTICULO[clase]}" if llave is None else f"Cambiar: {titulo_de(borrador, clase, llave)}"
    clave = f"adenda-{borrador.pk}-{clase}-{llave or 'nueva'}"
    return responder(
        request,
        formulario,
        plantilla="convenios/adenda_compromiso.html" if clase == "compromisos" else "convenios/adenda_pieza.html",
        hacer=hacer,
        mensaje="Se guardó en el borrador. El convenio no cambia hasta que la adenda se firme.",
        contexto={
            "adenda": borrador.adenda,
            "convenio": borrador.adenda.convenio,
            "titulo": que,
            "clave": clave,
            "volver_url": _lista(borrador, clase),
        },
        recibido=clave,
    )


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador_con_pieza)
def hacer_con(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """Take a piece away, leave it as the convenio says it, or change its place."""
    exigir_en(borrador, Adenda.Estado.BORRADOR)
    clase, llave, slug = (_de_la_ruta(request, nombre) for nombre in ("clase", "llave", "acto"))
    acto, titulo = ACTOS[slug], titulo_de(borrador, clase, llave)

    def hacer() -> str:
        if slug in ("subir", "bajar"):
            mover(borrador, por=request.user, llave=llave, pasos=-1 if slug == "subir" else 1)
        else:
            {"quitar": quitar, "restablecer": restablecer}[slug](borrador, por=request.user, clase=clase, llave=llave)
        return _lista(borrador, clase)

    sin_efecto = slug == "quitar" and clase == "compromisos" and borrador.antes(clase, llave) is not None
    return responder(
        request,
        DecisionVista(request.POST or None, registro=borrador),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"{titulo}: {acto['mensaje'][0].lower()}{acto['mensaje'][1:]}",
        contexto={
            "titulo": f"{'Dejar sin efecto' if sin_efecto else acto['accion']}: {titulo}",
            "explicacion": SIN_EFECTO if sin_efecto else acto["explicacion"],
            "boton": "Dejar sin efecto" if sin_efecto else acto["accion"],
            "volver_url": _lista(borrador, clase),
            "peligro": slug == "quitar",
        },
    )


@requires(Permiso.EDITAR_CONVENIOS, fila=un_borrador)
def plazos(request: Pedido, borrador: BorradorAdenda) -> HttpResponse:
    """The same new due date for many commitments at once: what an extension of the term usually asks."""
    exigir_en(borrador, Adenda.Estado.BORRADOR)
    cerrados, quedan = cerrados_de(borrador, request.user), borrador.quedan("compromisos")
    elegibles = [k for k in ordenadas(borrador, "compromisos") if k in quedan and k not in cerrados]
    formulario = PlazosForm(request.POST or None, registro=borrador, elegibles=elegibles)

    def hacer() -> str:
        datos = formulario.cleaned_data
        mover_plazos(borrador, por=request.user, llaves=datos["compromisos"], plazo=datos["plazo"].isoformat())
        return _lista(borrador, "compromisos")

    return responder(
        request,
        formulario,
        plantilla="convenios/adenda_plazos.html",
        hacer=hacer,
        mensaje="Se guardó en el borrador. Al firmarse, cada plazo anterior queda contado.",
        contexto={
            "adenda": borrador.adenda,
            "convenio": borrador.adenda.convenio,
            "hay": bool(elegibles),
            "volver_url": _lista(borrador, "compromisos"),
        },
    )
