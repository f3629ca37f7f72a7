"""What a person types about the convocatoria: who is invited, the text of the oficio, its numbers, what a guest answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave, FormularioDecision, FormularioRegistro
from base.comun.fechas import hoy
from encuentros.models import Encuentro, Invitado
from encuentros.oficio import ASUNTO_DEL_PORTAL, TEXTO_DEL_PORTAL, comprobar_campos

Respuesta = Invitado.Respuesta


class InvitadoForm(FormularioRegistro):
    """A guest. Which municipality it is, is not typed: they come on the list by themselves."""

    class Meta:
        model = Invitado
        fields = ["institucion", "cargo", "nombre", "correo", "oficio"]
        labels = {"institucion": "Institución", "oficio": "Número del oficio"}
        help_texts = {"oficio": "Vacío: se le da al numerar los oficios."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.municipalidad_id is not None:
            del self.fields["institucion"]
        else:
            self.fields["institucion"].required = True


class OficioForm(FormularioRegistro):
    """The text of every oficio of an encuentro, with its fields."""

    class Meta:
        model = Encuentro
        fields = ["oficio_asunto", "oficio_texto"]
        labels = {"oficio_asunto": "Asunto", "oficio_texto": "Texto"}
        widgets = {"oficio_texto": forms.Textarea(attrs={"rows": 18})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["oficio_asunto"] = self.initial.get("oficio_asunto") or ASUNTO_DEL_PORTAL
        self.initial["oficio_texto"] = self.initial.get("oficio_texto") or TEXTO_DEL_PORTAL

    def _con_campos(self, nombre: str) -> str:
        texto: str = self.cleaned_data[nombre]
        comprobar_campos(texto)
        return texto.replace("\r\n", "\n")

    def clean_oficio_asunto(self) -> str:
        """Only fields that there are."""
        return self._con_campos("oficio_asunto")

    def clean_oficio_texto(self) -> str:
        """Only fields that there are."""
        return self._con_campos("oficio_texto")


class NumerarForm(ConClave):
    """From which number, and what follows it."""

    desde = forms.IntegerField(label="Numerar desde", min_value=1, max_value=999999)
    sufijo = forms.CharField(
        label="Seguido de", max_length=60, required=False, help_text="Por ejemplo «-2026-UGEL-JAEN»: el primero será «12-2026-UGEL-JAEN»."
    )


class PapelForm(ConClave):
    """On which day an oficio was delivered by hand."""

    dia = forms.DateField(label="Entregado el", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dia"].initial = hoy
        self.fields["dia"].widget.attrs["max"] = hoy().isoformat()


class _Delegado(forms.Form):
    """Who comes instead: name and charge, as one text."""

    delegado_nombre = forms.CharField(label="Nombre del delegado", max_length=120, required=False)
    delegado_cargo = forms.CharField(label="Cargo del delegado", max_length=75, required=False)

    @property
    def delegado(self) -> str:
        """The two together; empty where one is missing."""
        nombre, cargo = (self.cleaned_data.get(campo, "").strip() for campo in ("delegado_nombre", "delegado_cargo"))
        return f"{nombre}, {cargo}" if nombre and cargo else ""

    def exigir_delegado(self) -> None:
        """Beside each of the two that is missing."""
        for campo, falta in (("delegado_nombre", "Escriba el nombre del delegado."), ("delegado_cargo", "Escriba su cargo.")):
            if not self.cleaned_data.get(campo) and campo not in self.errors:
                self.add_error(campo, ValidationError(falta, code="falta"))


class AnotarForm(_Delegado, FormularioDecision):
    """What a guest said by telephone."""

    respuesta = forms.ChoiceField(label="Qué respondió", choices=Respuesta.choices, widget=forms.RadioSelect)
    field_order = ("respuesta", "delegado_nombre", "delegado_cargo")

    def __init__(self, *args: Any, registro: Invitado, **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        self.fields["respuesta"].initial = registro.respuesta
        self.fields["delegado_nombre"].help_text = "Solo si envía un delegado."

    def clean(self) -> dict[str, Any] | None:
        datos = super().clean()
        if self.cleaned_data.get("respuesta") == Respuesta.DELEGARA:
            self.exigir_delegado()
        return datos


class ResponderForm(_Delegado):
    """What a guest answers by its link: one of three buttons."""

    respuesta = forms.ChoiceField(choices=[(r.value, r.label) for r in (Respuesta.ASISTIRA, Respuesta.DELEGARA, Respuesta.NO_ASISTIRA)])

    def clean(self) -> dict[str, Any] | None:
        datos = super().clean()
        if self.cleaned_data.get("respuesta") == Respuesta.DELEGARA:
            self.exigir_delegado()
        return datos
