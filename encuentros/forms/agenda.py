"""Forms of the agenda: a point, its place, its documents."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.bitacora.revisiones import Conflicto
from base.comun.archivos import ArchivoField
from encuentros.acciones import tomar_encuentro
from encuentros.models import Encuentro, PuntoAgenda

PASOS = {"arriba": -1, "abajo": 1}


class PuntoForm(FormularioRegistro):
    """A point: what it is about, for how long, who presents it. What is said of it is noted on the day."""

    class Meta:
        model = PuntoAgenda
        fields = ["titulo", "clase", "minutos", "presenta", "detalle"]
        widgets = {"detalle": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "clase": "Las clases que abren el encuentro traen su lista solas: los acuerdos abiertos, los compromisos vencidos, el informe.",
            "minutos": "Con ellos se calcula a qué hora empieza cada punto.",
            "presenta": "El cargo de quien lo presenta: «Jefe de gestión pedagógica».",
        }


class DocumentoForm(ConClave):
    """What the presenter of a point brought."""

    archivo = ArchivoField(
        label="Documento", help_text="PDF, JPEG o PNG, hasta 10 MB. Lo abre quien lee el encuentro con su cuenta; no sale en lo público."
    )
    titulo = forms.CharField(label="Cómo se llama", max_length=200, required=False, help_text="Vacío: el nombre del archivo.")


def orden_visto(puntos: list[Any]) -> str:
    """The order of the agenda, as a page says that it showed it."""
    return ".".join(str(punto.pk) for punto in puntos)


class MoverForm(ConClave):
    """One place up or down, in the order that the page showed."""

    mueve = forms.RegexField(r"^[0-9]{1,18}:(?:arriba|abajo)\Z", required=True)
    visto = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, encuentro: Encuentro, puntos: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.encuentro = encuentro
        self.fields["visto"].initial = orden_visto(puntos)

    @property
    def cual(self) -> int:
        """Which point."""
        return int(self.cleaned_data["mueve"].partition(":")[0])

    @property
    def pasos(self) -> int:
        """Which way."""
        return PASOS[self.cleaned_data["mueve"].partition(":")[2]]

    def comprobar_revision(self) -> None:
        """Somebody else put the points in another order meanwhile: where this one goes is decided again."""
        puntos = list(tomar_encuentro(self.encuentro).puntos.order_by("orden", "pk").only("pk"))
        if self.cleaned_data["visto"] != orden_visto(puntos):
            raise Conflicto(self.encuentro)
