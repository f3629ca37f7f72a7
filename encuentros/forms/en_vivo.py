"""The acts of the page «En vivo», one form each: what is written down, in which part of the page it stands, and what it changes.

A field `x` comes with `visto-x`, what its author saw there. `tocado_en` is when it was done, where the line was down meanwhile.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from base.bitacora.formularios import ConClave
from base.comun.fechas import DESDE, HASTA
from base.cuentas.models import Usuario
from convenios.models import Convenio
from encuentros import en_vivo
from encuentros.models import Acuerdo, Asistencia, Encuentro, Invitado, Participante, PuntoAgenda
from municipios.models import Distrito, Municipalidad


class Lineas(forms.CharField):
    """A long text, its lines ended in one way."""

    def to_python(self, value: Any) -> str:
        """As it is compared."""
        return en_vivo.en_lineas(super().to_python(value) or "")


class Dia(forms.DateField):
    """A day of this century."""

    def clean(self, value: Any) -> Any:
        """Refuse a slip of the finger in the year."""
        dia = super().clean(value)
        if dia is not None and not DESDE <= dia.year <= HASTA:
            raise ValidationError(f"Escriba un año entre {DESDE} y {HASTA}.")
        return dia


class Acto(ConClave):
    """One act. `que` names it in what is posted; `campos` are those that two people may write at once."""

    que: ClassVar[str] = ""
    campos: ClassVar[tuple[str, ...]] = ()
    tocado_en = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, encuentro: Encuentro) -> None:
        self.encuentro = encuentro
        super().__init__(data)

    @property
    def parte(self) -> str:
        """The part of the page where it stands."""
        return "cabeza"

    @property
    def cambian(self) -> list[str]:
        """The parts of the page that it changes."""
        return [self.parte]

    @property
    def ancla(self) -> str:
        """Where the page is opened again afterwards."""
        return self.parte

    @property
    def en(self) -> Any:
        """When it was done."""
        dicho = str(self.data.get("tocado_en", ""))
        return en_vivo.instante(int(dicho) if dicho.isascii() and dicho.isdigit() and len(dicho) < 15 else None, self.encuentro)

    def escrito(self) -> dict[str, Any]:
        """What was sent of the fields that are compared."""
        return {campo: self._valor(self.cleaned_data[campo]) for campo in self.campos if campo in self.data}

    def visto(self) -> dict[str, Any]:
        """What its author says to have seen in them."""
        dicho = {}
        for campo in self.campos:
            if f"visto-{campo}" in self.data:
                try:
                    dicho[campo] = self._valor(self.fields[campo].clean(self.data[f"visto-{campo}"]))
                except ValidationError:
                    continue
        return dicho

    def _valor(self, valor: Any) -> Any:
        return valor.pk if isinstance(valor, Distrito) else valor

    def hacer(self, *, por: Usuario) -> None:
        """Do it, inside the caller's gesture."""
        raise NotImplementedError


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


# ── Acuerdos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class UnAcuerdo(Acto):
    """A new acuerdo, of a point or of none; or what changes of one."""

    que = "acuerdo"
    campos = ("texto", "debe", "responsable", "plazo", "distrito")
    acuerdo = forms.ModelChoiceField(
        Acuerdo.objects.none(), required=False, error_messages={"invalid_choice": f"{en_vivo.YA_NO_ESTA} Si debe quedar, anótelo de nuevo."}
    )
    punto = forms.ModelChoiceField(PuntoAgenda.objects.none(), required=False)
    texto = forms.CharField(max_length=1000, error_messages={"required": "Escriba qué se acordó."})
    debe = forms.ChoiceField(error_messages={"required": "Diga quién lo debe."})
    responsable = forms.CharField(max_length=150, required=False)
    plazo = Dia(required=False)
    distrito = forms.ModelChoiceField(Distrito.objects.none(), required=False)
    convenio = forms.ModelChoiceField(Convenio.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ugel = self.encuentro.ugel_id
        convenios = Convenio.objects.filter(ugel=ugel, estado=Convenio.Estado.SUSCRITO).select_related("ugel")
        filas: dict[str, Any] = {
            "acuerdo": self.encuentro.acuerdos.select_related("encuentro"),
            "punto": self.encuentro.puntos.all(),
            "distrito": Distrito.objects.filter(ugel=ugel),
            "convenio": convenios,
        }
        for campo, cuales in filas.items():
            self.fields[campo].queryset = cuales  # type: ignore[attr-defined]
        generales = [(o.value, o.label) for o in Acuerdo.Obligado if o != Acuerdo.Obligado.MUNICIPALIDAD]
        suyas = Municipalidad.objects.filter(distrito__ugel=ugel).select_related("distrito")
        self.fields["debe"].choices = [*generales, *((f"m{m.pk}", str(m)) for m in suyas)]  # type: ignore[attr-defined]

    @property
    def punto_dicho(self) -> str:
        """The point it is of, as it was posted; «0» is none."""
        return str(self.data.get("punto", "") or "0")

    @property
    def parte(self) -> str:
        numero = self.data.get("acuerdo", "")
        return f"acuerdo-{numero}" if numero else f"nuevo-{self.punto_dicho}"

    @property
    def cambian(self) -> list[str]:
        return [self.parte] if self.data.get("acuerdo") else [f"acuerdos-{self.punto_dicho}", self.parte]

    @property
    def ancla(self) -> str:
        return self.parte if self.data.get("acuerdo") else f"punto-{self.punto_dicho}"

    def hacer(self, *, por: Usuario) -> None:
        datos = self.cleaned_data
        acuerdo = datos["acuerdo"] or Acuerdo(encuentro=self.encuentro, punto=datos["punto"])
        en_vivo.anotar_acuerdo(acuerdo, escrito=self.escrito(), visto=self.visto(), convenio=datos["convenio"], por=por)


class QuitarAcuerdo(Acto):
    """It was not agreed after all."""

    que = "acuerdo-quitar"
    acuerdo = forms.ModelChoiceField(Acuerdo.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acuerdo"].queryset = Acuerdo.todos.filter(encuentro=self.encuentro).select_related("encuentro")  # type: ignore[attr-defined]

    @property
    def parte(self) -> str:
        return f"acuerdo-{self.data.get('acuerdo', '')}"

    @property
    def cambian(self) -> list[str]:
        return [self.ancla.replace("punto", "acuerdos")]

    @property
    def ancla(self) -> str:
        suyo = getattr(self, "cleaned_data", {}).get("acuerdo")
        return f"punto-{(suyo.punto_id or 0) if suyo else 0}"

    def hacer(self, *, por: Usuario) -> None:
        en_vivo.quitar(self.cleaned_data["acuerdo"], por=por)


class Revisar(Acto):
    """What was said of an acuerdo of a former encuentro, and what becomes of it."""

    que = "revisar"
    campos = ("nota",)
    acuerdo = forms.ModelChoiceField(Acuerdo.objects.none())
    nota = forms.CharField(max_length=500, required=False)
    decision = forms.ChoiceField(choices=[("", ""), *((k, k) for k in en_vivo.VERBOS)], required=False)
    motivo = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acuerdo"].queryset = Acuerdo.objects.anteriores_a(self.encuentro).select_related("encuentro")  # type: ignore[attr-defined]

    @property
    def parte(self) -> str:
        return f"anterior-{self.data.get('acuerdo', '')}"

    def clean(self) -> dict[str, Any] | None:
        """A decision says why."""
        datos = super().clean()
        if self.cleaned_data.get("decision") and not self.cleaned_data.get("motivo"):
            self.add_error("motivo", "Escriba con qué se cumplió, o por qué.")
        return datos

    def hacer(self, *, por: Usuario) -> None:
        datos = self.cleaned_data
        en_vivo.revisar(
            datos["acuerdo"],
            self.encuentro,
            escrito=self.escrito(),
            visto=self.visto(),
            decision=datos["decision"],
            motivo=datos["motivo"],
            por=por,
        )


ACTOS: dict[str, type[Acto]] = {
    acto.que: acto
    for acto in (Iniciar, Terminar, Retomar, Llegada, Persona, QuitarPersona, Notas, Tratado, UnAcuerdo, QuitarAcuerdo, Revisar)
}
