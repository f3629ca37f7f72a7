"""The retention act: choose, look at what goes, say why and by which document, type the word."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora import depuracion, papelera
from base.bitacora.depuracion import MAXIMO_ELEGIDOS, MINIMO_DIAS, Plan
from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.bitacora.models import Lote
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

PALABRA = "DEPURAR"
DIAS = 365


class FormularioDias(forms.Form):
    """How long what is listed has been in the papelera."""

    dias = forms.IntegerField(
        label="Días en la papelera, como mínimo",
        min_value=MINIMO_DIAS,
        max_value=36_500,
        error_messages={"min_value": f"Nada se depura antes de {MINIMO_DIAS} días.", "invalid": "Escriba un número de días."},
    )


class FormularioDepurar(ConClave):
    """Why, by which document, and the word that nobody types by mistake."""

    motivo = forms.CharField(label="Motivo", max_length=110)
    documento = forms.CharField(label="Documento que lo autoriza", max_length=80, help_text="Por ejemplo: acta de eliminación 3-2026.")
    palabra = forms.CharField(
        label=f"Para confirmar, escriba {PALABRA}", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_palabra(self) -> str:
        """In capitals or not."""
        palabra = str(self.cleaned_data["palabra"]).strip()
        if palabra.upper() != PALABRA:
            raise ValidationError(f"Escriba {PALABRA} para confirmar.")
        return palabra

    @property
    def motivo_del_gesto(self) -> str:
        """The reason with its document."""
        return f"{self.cleaned_data['motivo']} · {self.cleaned_data['documento']}"[:200]


@requires(Permiso.DEPURAR_PAPELERA)
def depurar(request: Pedido) -> HttpResponse:
    """List what is old enough; look at what the chosen ones would take with them; delete for good."""
    pedidos = FormularioDias({"dias": request.GET.get("dias", DIAS)})
    dias = pedidos.cleaned_data["dias"] if pedidos.is_valid() else None
    elegidos = request.GET.getlist("elegido")[: MAXIMO_ELEGIDOS + 1]
    if dias is not None and elegidos:
        return _confirmar(request, elegidos, dias)
    filas = papelera.eliminados(request.user, antes_de=depuracion.plazo(dias or MINIMO_DIAS))
    pagina = Paginator(filas, MAXIMO_ELEGIDOS).get_page(request.GET.get("pagina"))
    pagina.object_list = papelera.con_lo_que_colgaba(list(pagina.object_list))
    hechas = Lote.objects.for_user(request.user).filter(tipo=Lote.Tipo.RETENCION).select_related("por")[:20]
    status = 422 if dias is None or request.method == "POST" else 200
    return render(request, "bitacora/depurar.html", {"form": pedidos, "dias": dias, "pagina": pagina, "hechas": hechas}, status=status)


def _confirmar(request: Pedido, elegidos: list[str], dias: int) -> HttpResponse:
    """What would go, row by row; and the form that does it."""
    form = FormularioDepurar(request.POST or None)
    plan, exceso = _plan(request.user, elegidos, dias)

    def hacer() -> str:
        depuracion.depurar(elegidos, dias=dias, por=request.user)
        return reverse("papelera_depurar")

    return responder(
        request,
        form,
        plantilla="bitacora/depurar_confirmar.html",
        hacer=hacer,
        mensaje=f"Se borraron del todo {plan.cuantas:,} filas. Su historia se conserva.",
        contexto={"plan": plan, "dias": dias, "exceso": exceso, "volver_url": f"{reverse('papelera_depurar')}?dias={dias}"},
        tipo=Lote.Tipo.RETENCION,
        ambito=depuracion.ambito_de(request.user),
    )


def _plan(user: Any, elegidos: list[str], dias: int) -> tuple[Plan, str]:
    """The plan, or an empty one with the sentence that says why there is none."""
    if len(elegidos) > MAXIMO_ELEGIDOS:
        return Plan(), f"Se depuran hasta {MAXIMO_ELEGIDOS} registros a la vez."
    try:
        return depuracion.planear(elegidos, user=user, dias=dias), ""
    except ValidationError as error:
        return Plan(), " ".join(error.messages)
