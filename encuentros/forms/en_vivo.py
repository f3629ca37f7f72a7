"""The acts of the page «En vivo», one form each: what is written down, in which part of the page it stands, and what it changes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.cuentas.models import Usuario
from encuentros import en_vivo
from encuentros.models import Asistencia, Invitado, Participante, PuntoAgenda
from municipios.models import Municipalidad

from .actos import Acto, Lineas
from .en_vivo_acuerdos import QuitarAcuerdo, Revisar, UnAcuerdo


# ── The encuentro itself ─────────────────────────────────────────────────────────────────────────────────────────────────
class Iniciar(Acto):
    """It begins."""

    que = "iniciar"

    def hacer(self, *, por: Usuario) -> None:
        self.encuentro.iniciar(por=por)


class Terminar(Acto):
    """It is over; until when the municipalities may comment on the draft of the acta."""

    que = "terminar"
    comentarios_hasta = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def hacer(self, *, por: Usuario) -> None:
        self.encuentro.terminar(por=por, comentarios_hasta=self.cleaned_data["comentarios_hasta"])


class Retomar(Acto):
    """It goes on."""

    que = "retomar"

    def hacer(self, *, por: Usuario) -> None:
        self.encuentro.retomar(por=por)


# ── Who came ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class Llegada(Acto):
    """Who came for a municipality (a tap), or its details: each posts only its own fields."""

    que = "asistencia"
    campos = ("quien", "hora_llegada", *en_vivo.DEL_DELEGADO)
    municipalidad = forms.ModelChoiceField(Municipalidad.objects.none())
    quien = forms.ChoiceField(choices=Asistencia.Quien, required=False)
    hora_llegada = forms.TimeField(required=False)
    representante = forms.CharField(max_length=150, required=False)
    cargo = forms.CharField(max_length=120, required=False)
    acreditacion = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suyas = Municipalidad.objects.filter(distrito__ugel=self.encuentro.ugel_id)
        self.fields["municipalidad"].queryset = suyas  # type: ignore[attr-defined]

    def clean_quien(self) -> str:
        """A tap says one of the three."""
        quien = str(self.cleaned_data["quien"])
        if "quien" in self.data and quien not in (*Asistencia.Quien.vinieron(), Asistencia.Quien.NO_ASISTIO):
            raise ValidationError("Toque Alcalde, Delegado o No vino.")
        return quien

    @property
    def parte(self) -> str:
        return f"asistencia-{self.data.get('municipalidad', '')}"

    @property
    def cambian(self) -> list[str]:
        return [self.parte, "cabeza"]

    def hacer(self, *, por: Usuario) -> None:
        de = self.cleaned_data["municipalidad"]
        en_vivo.anotar_llegada(self.encuentro, de, escrito=self.escrito(), visto=self.visto(), en=self.en, por=por)


class Persona(Acto):
    """Somebody of another institution came."""

    que = "participante"
    nombre = forms.CharField(max_length=150)
    cargo = forms.CharField(max_length=200, required=False)
    invitado = forms.ModelChoiceField(Invitado.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invitado"].queryset = self.encuentro.invitados.filter(municipalidad=None)  # type: ignore[attr-defined]

    @property
    def parte(self) -> str:
        return "participante"

    @property
    def cambian(self) -> list[str]:
        return ["participantes", "participante"]

    def hacer(self, *, por: Usuario) -> None:
        datos = {campo: self.cleaned_data[campo] for campo in ("nombre", "cargo", "invitado")}
        en_vivo.anotar_participante(Participante(encuentro=self.encuentro, **datos), en=self.en, por=por)


class QuitarPersona(Acto):
    """It was written by mistake."""

    que = "participante-quitar"
    participante = forms.ModelChoiceField(Participante.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participante"].queryset = Participante.todos.filter(encuentro=self.encuentro)  # type: ignore[attr-defined]

    @property
    def parte(self) -> str:
        return "participantes"

    def hacer(self, *, por: Usuario) -> None:
        en_vivo.quitar(self.cleaned_data["participante"], por=por)


# ── The points ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class DelPunto(Acto):
    """Something of a point."""

    punto = forms.ModelChoiceField(PuntoAgenda.objects.none(), error_messages={"invalid_choice": en_vivo.YA_NO_ESTA})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["punto"].queryset = self.encuentro.puntos.select_related("encuentro")  # type: ignore[attr-defined]

    @property
    def ancla(self) -> str:
        return f"punto-{self.data.get('punto', '')}"


class Notas(DelPunto):
    """What was said at it."""

    que = "notas"
    campos = ("notas",)
    notas = Lineas(max_length=8000, required=False)

    @property
    def parte(self) -> str:
        return f"notas-{self.data.get('punto', '')}"

    def hacer(self, *, por: Usuario) -> None:
        en_vivo.escribir_notas(self.cleaned_data["punto"], escrito=self.escrito(), visto=self.visto(), por=por)


class Tratado(DelPunto):
    """It was dealt with."""

    que = "tratado"
    tratado = forms.TypedChoiceField(choices=[("1", "sí"), ("0", "no")], coerce=lambda v: v == "1")

    @property
    def parte(self) -> str:
        return f"tratado-{self.data.get('punto', '')}"

    def hacer(self, *, por: Usuario) -> None:
        en_vivo.tratar(self.cleaned_data["punto"], tratado=self.cleaned_data["tratado"], en=self.en, por=por)


ACTOS: dict[str, type[Acto]] = {
    acto.que: acto
    for acto in (Iniciar, Terminar, Retomar, Llegada, Persona, QuitarPersona, Notas, Tratado, UnAcuerdo, QuitarAcuerdo, Revisar)
}
