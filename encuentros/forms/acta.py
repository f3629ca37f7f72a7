"""Forms of the acta: to comment on its draft and answer, to make it final as it was shown, to bring the signed paper."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioDecision
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.comun.archivos import ArchivoField
from convenios.forms.reporte import CambioEntretanto
from encuentros.models import Acta, ComentarioActa
from municipios.models import Municipalidad


class ComentarioForm(ConClave):
    """What a municipality says of the draft. Which one is asked only of who speaks for several."""

    municipalidad = forms.ModelChoiceField(
        label="Municipalidad", queryset=Municipalidad.objects.none(), empty_label="Elija la municipalidad"
    )
    texto = forms.CharField(
        label="Su comentario",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Qué falta, qué sobra o qué se dijo de otra manera.",
    )

    def __init__(self, *args: Any, municipalidades: list[Municipalidad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posibles = municipalidades
        campo: Any = self.fields["municipalidad"]
        campo.queryset = Municipalidad.objects.filter(pk__in=[m.pk for m in municipalidades]).select_related("distrito")
        if len(municipalidades) == 1:
            del self.fields["municipalidad"]

    @property
    def elegida(self) -> Municipalidad:
        """For which one it speaks."""
        municipalidad: Municipalidad = self.cleaned_data["municipalidad"] if "municipalidad" in self.fields else self.posibles[0]
        return municipalidad


class AtenderForm(ConClave):
    """What was done about a comment; `revision` says in which state it was read."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    respuesta = forms.CharField(
        label="Qué se hizo con el comentario",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La lee la municipalidad que comentó.",
    )

    def __init__(self, *args: Any, comentario: ComentarioActa, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comentario = comentario
        self.fields["revision"].initial = revision_de(comentario)

    def comprobar_revision(self) -> None:
        """The second of two people who answer at once is told what the first one said."""
        try:
            bloquear(self.comentario, self.cleaned_data.get("revision"))
        except Conflicto as conflicto:
            raise CambioEntretanto from conflicto


class DefinitivaForm(ConClave):
    """Make final what was shown: `mostrado` is the seal of it."""

    mostrado = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mostrado: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mostrado"].initial = mostrado


class EscaneoForm(FormularioDecision):
    """The signed paper, scanned, of the acta as it was looked at."""

    archivo = ArchivoField(label="Acta firmada, escaneada", help_text="PDF, JPEG o PNG, hasta 10 MB.")


class FirmaForm(EscaneoForm):
    """To register the signature. Where the scan is there already, another one is optional."""

    comprobado = forms.BooleanField(
        label="Comparé el papel con el acta definitiva: dice lo mismo y lleva las firmas.",
        error_messages={"required": "Confirme que comparó el papel con el acta."},
    )

    def __init__(self, *args: Any, registro: Acta, **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        if registro.archivo:
            self.fields["archivo"].required = False
            self.fields["archivo"].help_text = "Ya hay un escaneo: elija otro solo si lo reemplaza."
