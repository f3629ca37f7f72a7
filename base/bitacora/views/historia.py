"""What happened to a record, how it was on a day, and going back to what it said."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.consulta import Consulta
from base.bitacora.edicion import responder
from base.bitacora.filtros import FiltroDeFecha
from base.bitacora.formularios import ConClave
from base.bitacora.linea import Momento, con_vuelta, linea_de_tiempo
from base.bitacora.pasado import como_estaba
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.bitacora.volver import no_vuelven, puede_volver, se_ofrecen, volver, vueltas
from base.comun.diferencias import marcar
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .filas import un_registro


def pagina_de(registro: Any) -> str:
    """The record's own page, or its history where it has none."""
    if hasattr(registro, "get_absolute_url"):
        return str(registro.get_absolute_url())
    return reverse("historia", args=[registro.clave_de_registro, registro.pk])


# ── Timeline ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _a_volver(momento: Momento, campo: str) -> str:
    direccion = reverse("volver_a", args=[momento.modelo._meta.label_lower, momento.pk, momento.fila])
    return f"{direccion}?campo={campo}" if campo else direccion


@requires(Permiso.VER_HISTORIA, fila=un_registro)
def historia(request: Pedido, registro: Any) -> HttpResponse:
    """Who changed this record and what hangs on it, when, what and why; and who opened its reserved files."""
    consulta = Consulta(registro, request.user, request.GET)
    pagina = consulta.pagina(request.GET.get("pagina"))
    con_vuelta(pagina.object_list, se_ofrecen(request.user, registro), _a_volver)  # type: ignore[arg-type]
    contexto = {"registro": registro, "consulta": consulta, "pagina": pagina, "al": FiltroDeFecha(initial={"al": hoy()})}
    return render(request, "bitacora/historia.html", contexto)


# ── As of a day ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER_HISTORIA, fila=un_registro)
def al_dia(request: Pedido, registro: Any) -> HttpResponse:
    """How the record was at the end of a day, with what differs from today marked."""
    form = FiltroDeFecha(request.GET if "al" in request.GET else None, initial={"al": hoy()})
    foto = como_estaba(registro, form.cleaned_data["al"], request.user) if form.is_valid() else None
    return render(request, "bitacora/al_dia.html", {"registro": registro, "form": form, "foto": foto})


# ── Back to a value of before ────────────────────────────────────────────────────────────────────────────────────────────
class CambioEntretanto(Exception):
    """Somebody saved the record while this page was open."""


class FormularioVolver(ConClave):
    """Why a value goes back, under the revision that was seen."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    motivo = forms.CharField(label="Motivo", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, registro: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registro = registro
        self.fields["revision"].initial = revision_de(registro)

    def comprobar_revision(self) -> None:
        """Hold the row; what was confirmed is what the page showed."""
        try:
            bloquear(self.registro, self.cleaned_data.get("revision"))
        except Conflicto as conflicto:
            raise CambioEntretanto from conflicto


def una_linea(user: Any, *, clave: str, pk: str, linea: int) -> Any:
    """A line of the history of a record that this person reads; the record goes with it."""
    registro = un_registro(user, clave=clave, pk=pk)
    fila = registro.history.filter(history_id=linea).select_related("history_user").first() if linea < 2**63 else None
    if fila is None:
        raise Http404
    fila.registro = registro
    return fila


@requires(*Permiso, fila=una_linea)
def volver_a(request: Pedido, linea: Any) -> HttpResponse:
    """Give one field, or all that one line moved, what it said before that line."""
    registro, campo = linea.registro, request.GET.get("campo", "")
    if not puede_volver(registro, request.user):
        raise PermissionDenied
    elegidas = vueltas(registro, linea, campo)
    form = FormularioVolver(request.POST or None, registro=registro)

    def hacer() -> str:
        volver(registro, elegidas, por=request.user)
        return pagina_de(registro)

    contexto = {
        "registro": registro,
        "linea": linea,
        "vueltas": [(v, marcar(v.ahora, v.entonces) if v.es_texto else None) for v in elegidas],
        "fuera": [] if campo else no_vuelven(registro, linea),
        "volver_url": reverse("historia", args=[registro.clave_de_registro, registro.pk]),
        "entretanto": None,
    }
    try:
        return responder(
            request, form, plantilla="bitacora/volver.html", hacer=hacer, mensaje="Volvió a lo que decía antes.", contexto=contexto
        )
    except CambioEntretanto:
        return _cambio_entretanto(request, linea, contexto, campo)


def _cambio_entretanto(request: Pedido, linea: Any, contexto: dict[str, Any], campo: str) -> HttpResponse:
    """The same page as things stand now, with who saved what, and the reason that was typed."""
    registro = linea.registro
    registro.refresh_from_db()
    contexto |= {
        "form": FormularioVolver(registro=registro, initial={"motivo": request.POST.get("motivo", "")}),
        "vueltas": [(v, marcar(v.ahora, v.entonces) if v.es_texto else None) for v in vueltas(registro, linea, campo)],
        "entretanto": next(iter(linea_de_tiempo(registro, limite=1)), None),
    }
    return render(request, "bitacora/volver.html", contexto, status=409)
