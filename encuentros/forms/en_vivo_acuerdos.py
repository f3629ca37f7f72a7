"""The acts on acuerdos: what is agreed today, and what became of what was agreed before."""

from typing import Any

from django import forms

from base.cuentas.models import Usuario
from convenios.models import Convenio
from encuentros import en_vivo
from encuentros.models import Acuerdo, PuntoAgenda
from municipios.models import Distrito, Municipalidad

from .actos import Acto, Dia


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
