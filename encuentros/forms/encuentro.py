"""The form of an encuentro, and the one that gives it as held because a document says so."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import FormularioRegistro
from base.comun.campos import Fecha
from base.comun.fechas import hoy
from encuentros.models import Encuentro, en_romanos
from municipios.models import Distrito, Ugel

NOMBRE = "Encuentro de Alcaldes"


def proponer(ugel: Ugel) -> dict[str, Any]:
    """What a new encuentro is most likely to say: the next ordinal, its name, the motto and the organisers of the last one."""
    ultimo = Encuentro.objects.filter(ugel=ugel).order_by("-numero").values("numero", "lema", "organizadores").first()
    con_lema = Encuentro.objects.filter(ugel=ugel).exclude(lema="").order_by("-numero").values_list("lema", flat=True).first()
    numero = (ultimo["numero"] if ultimo else 0) + 1
    return {
        "numero": numero,
        "nombre": f"{en_romanos(numero)} {NOMBRE}",
        "lema": con_lema or "",
        "organizadores": (ultimo or {}).get("organizadores") or ugel.nombre,
    }


class EncuentroForm(FormularioRegistro):
    """When, where and what for. What nobody knows is left empty."""

    class Meta:
        model = Encuentro
        fields = [
            *("numero", "nombre", "lema", "fecha", "hora", "distrito", "lugar", "organizadores", "proposito", "quorum"),
            *("resultado", "informado_el", "fuente"),
        ]
        widgets = {
            "fecha": Fecha,
            "informado_el": Fecha,
            "hora": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "proposito": forms.Textarea(attrs={"rows": 4}),
            "resultado": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "numero": "1 se escribe I, 2 se escribe II.",
            "lema": "Por ejemplo, «por la Educación al 2026».",
            "lugar": "Local y dirección.",
            "resultado": "Cuando ya se realizó. Lo que se registra en vivo no hace falta repetirlo aquí.",
            "informado_el": "Solo si el encuentro se conoce por un documento: su fecha.",
        }
        labels = {"distrito": "Distrito anfitrión"}

    QUE = ("numero", "nombre", "lema", "proposito", "organizadores")
    CUANDO = ("fecha", "hora", "distrito", "lugar", "quorum")
    OCURRIO = ("resultado", "informado_el", "fuente")

    def __init__(self, *args: Any, ugel: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["distrito"]
        campo.queryset = Distrito.objects.filter(ugel=ugel).order_by("nombre")
        campo.empty_label = "Todavía no se sabe"

    def partes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as the page groups them."""
        grupos = (("Qué encuentro es", self.QUE), ("Cuándo y dónde", self.CUANDO), ("Qué ocurrió", self.OCURRIO))
        return [(titulo, [self[nombre] for nombre in nombres]) for titulo, nombres in grupos]


class InformarForm(FormularioRegistro):
    """It was held without the portal: what happened, and which document says so."""

    class Meta:
        model = Encuentro
        fields = ["fecha", "informado_el", "resultado", "fuente"]
        widgets = {"fecha": Fecha, "informado_el": Fecha, "resultado": forms.Textarea(attrs={"rows": 6})}
        labels = {"fuente": "Documento que lo dice", "informado_el": "Fecha de ese documento"}
        help_texts = {"resultado": "Solo lo que dice el documento."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["motivo"]
        for nombre in ("resultado", "fuente"):
            self.fields[nombre].required = True

    def clean_fecha(self) -> Any:
        """What has not come yet was not held."""
        fecha = self.cleaned_data["fecha"]
        if fecha is not None and fecha > hoy():
            raise ValidationError("Ese día todavía no llega.")
        return fecha
