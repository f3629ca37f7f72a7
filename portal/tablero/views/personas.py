"""The data of one person: what the portal holds, as a file; and their erasure."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.bitacora.lecturas import Lectura, anotar_acto
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.views.cuentas import una_cuenta, una_cuenta_por_cambiar

from ..personas.inventario import LUGARES, Persona, correos_de, en_datos
from ..personas.olvidar import olvidar

PALABRA = "BORRAR"


class OlvidarForm(ConClave):
    """Why, by which document, and the word that nobody types by mistake."""

    motivo = forms.CharField(label="Motivo", max_length=110, help_text="Por ejemplo: la persona pidió que se supriman sus datos.")
    documento = forms.CharField(label="Documento que lo autoriza", max_length=80)
    palabra = forms.CharField(
        label=f"Para confirmar, escriba {PALABRA}", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_palabra(self) -> str:
        """In capitals or not."""
        if str(self.cleaned_data["palabra"]).strip().upper() != PALABRA:
            raise ValidationError(f"Escriba {PALABRA} para confirmar.")
        return PALABRA


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta)
def persona(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """How much there is, and of which kind."""
    suya = Persona.de(cuenta)
    lugares = [(str(lugar.modelo._meta.verbose_name_plural), lugar.filas(suya).count()) for lugar in LUGARES]
    contexto = {"cuenta": cuenta, "lugares": [*lugares, ("correos", correos_de(suya).count())]}
    return render(request, "tablero/persona.html", contexto)


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta)
def persona_datos(request: Pedido, cuenta: Usuario) -> HttpResponseBase:
    """All of it, as a file."""
    datos = json.dumps(en_datos(Persona.de(cuenta)), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    anotar_acto(request.user, acto=Lectura.Acto.PERSONA, clase="cuentas.usuario", de=str(cuenta.pk), nombre=f"Datos de {cuenta.username}")
    nombre = f"datos-de-{cuenta.username}.json"
    return HttpResponse(datos, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{nombre}"'})


@requires(Permiso.PROTEGER_DATOS, fila=una_cuenta_por_cambiar)
def persona_olvidar(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """Erase: it cannot be taken back."""
    form = OlvidarForm(request.POST or None)

    def hacer() -> str:
        olvidar(cuenta, por=request.user, motivo=form.cleaned_data["motivo"], documento=form.cleaned_data["documento"])
        return reverse("persona", args=[cuenta.pk])

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="Se borraron sus datos personales. Lo que hizo queda con un seudónimo.",
        contexto={
            "titulo": f"Borrar los datos personales de {cuenta}",
            "explicacion": "Su nombre, su correo y su teléfono se borran de los registros y de su historia; su cuenta se cierra. No se deshace.",
            "boton": "Borrar los datos",
            "volver_url": reverse("persona", args=[cuenta.pk]),
            "peligro": True,
        },
    )
