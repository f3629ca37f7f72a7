"""The data of one person: what the portal holds, as a file; and their erasure."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.bitacora.lecturas import Lectura, anotar_acto
from base.bitacora.models import Lote
from base.cuentas.confirmacion import confirmada
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.views.cuentas import una_cuenta, una_cuenta_por_cambiar

from ..personas.inventario import Persona, cuantos, en_datos, repartidas
from ..personas.olvidar import olvidar

PALABRA = "BORRAR"
SE_BORRA = "Su nombre, su correo y su teléfono se borran de los registros y de su historia; su cuenta se cierra. No se deshace."


class OlvidarForm(ConClave):
    """What of it is theirs, why, by which document, and the word that nobody types by mistake."""

    suyas = forms.MultipleChoiceField(
        label="Hallado por su nombre o su correo: quite la marca a lo que sea de otra persona",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    motivo = forms.CharField(label="Motivo", max_length=110, help_text="Por ejemplo: la persona pidió que se supriman sus datos.")
    documento = forms.CharField(label="Documento que lo autoriza", max_length=80)
    palabra = forms.CharField(
        label=f"Para confirmar, escriba {PALABRA}", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, halladas: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._halladas = halladas
        if halladas:
            self.fields["suyas"].choices = list(halladas.items())  # type: ignore[attr-defined]
            self.fields["suyas"].initial = list(halladas)
        else:
            del self.fields["suyas"]

    @property
    def ajenas(self) -> set[str]:
        """What was found by a name and was not marked."""
        return self._halladas.keys() - set(self.cleaned_data.get("suyas", ()))

    def clean_palabra(self) -> str:
        """In capitals or not."""
        if str(self.cleaned_data["palabra"]).strip().upper() != PALABRA:
            raise ValidationError(f"Escriba {PALABRA} para confirmar.")
        return PALABRA


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta)
def persona(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """How much there is, and of which kind."""
    contexto = {"cuenta": cuenta, "lugares": cuantos(Persona.de(cuenta), request.user)}
    return render(request, "tablero/persona.html", contexto)


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta)
@confirmada
def persona_datos(request: Pedido, cuenta: Usuario) -> HttpResponseBase:
    """All of it, as a file."""
    datos = json.dumps(en_datos(Persona.de(cuenta), request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    anotar_acto(request.user, acto=Lectura.Acto.PERSONA, clase="cuentas.usuario", de=str(cuenta.pk), nombre=f"Datos de {cuenta.username}")
    nombre = f"datos-de-{cuenta.username}.json"
    return HttpResponse(datos, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{nombre}"'})


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta_por_cambiar)
@confirmada
def persona_olvidar(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """Erase: it cannot be taken back."""
    suyas, halladas = repartidas(Persona.de(cuenta), request.user)
    form = OlvidarForm(request.POST or None, halladas=halladas)

    def hacer() -> str:
        dicho = {campo: form.cleaned_data[campo] for campo in ("motivo", "documento")}
        if dejados := olvidar(cuenta, por=request.user, ajenas=form.ajenas, **dicho):
            messages.warning(request, f"Se conserva, porque un candado lo cierra: {', '.join(dejados)}.")
        return reverse("persona", args=[cuenta.pk])

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        tipo=Lote.Tipo.RETENCION,
        mensaje="Se borraron sus datos personales. Lo que hizo queda con un seudónimo.",
        contexto={
            "titulo": f"Borrar los datos personales de {cuenta}",
            "explicacion": f"{SE_BORRA} Por su cuenta: {', '.join(suyas) or 'ningún registro'}.",
            "boton": "Borrar los datos",
            "volver_url": reverse("persona", args=[cuenta.pk]),
            "peligro": True,
        },
    )
