"""Forms of what a school showed, and of its photos."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.archivos import ArchivosField
from encuentros.models import ProyectoExpuesto
from municipios.models import Distrito, ProyectoEducativo


class UnProyecto(forms.ModelChoiceField):
    """A registered project, told from its neighbours."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.codigo} · {obj.titulo} · {obj.institucion}"


class ExpuestoForm(FormularioRegistro):
    """What was shown. Students are a number, never names."""

    proyecto = UnProyecto(
        label="Proyecto registrado",
        queryset=ProyectoEducativo.objects.none(),
        required=False,
        empty_label="Ninguno",
        help_text="Si es uno de los proyectos educativos del portal.",
    )

    class Meta:
        model = ProyectoExpuesto
        fields = ["institucion", "distrito", "titulo", "tipo", "estudiantes", "proyecto", "fuente"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ugel = self.instance.encuentro.ugel_id
        distrito: Any = self.fields["distrito"]
        distrito.queryset, distrito.empty_label = Distrito.objects.filter(ugel=ugel).order_by("nombre"), "Sin dato"
        tipo: Any = self.fields["tipo"]
        tipo.choices = [("", "Sin dato"), *ProyectoEducativo.Tipo.choices]
        proyecto: Any = self.fields["proyecto"]
        suyos = ProyectoEducativo.objects.filter(institucion__distrito__ugel=ugel)
        proyecto.queryset = suyos.select_related("institucion").order_by("codigo")


class FotosForm(ConClave):
    """Photos of what was shown: kept for its own people."""

    archivos = ArchivosField(label="Fotos", help_text="JPEG o PNG; hasta 10 de 10 MB. Se guardan sin el lugar ni los datos de la cámara.")
    pie = forms.CharField(label="Qué se ve", max_length=200, required=False, help_text="Sin nombres de estudiantes.")
    consentimiento = forms.BooleanField(
        label="Hay autorización escrita de quienes aparecen, y de los padres si son menores", required=False
    )
    documento = forms.CharField(
        label="Dónde está la autorización", max_length=200, required=False, help_text="Por ejemplo, «Archivo de la I.E., folio 12»."
    )

    def clean_archivos(self) -> Any:
        """A document is no photo."""
        archivos = self.cleaned_data["archivos"]
        if any(not archivo.tipo.startswith("image/") for archivo in archivos):
            raise forms.ValidationError("De un proyecto expuesto se guardan fotos: JPEG o PNG.", code="tipo")
        return archivos

    def clean(self) -> dict[str, Any] | None:
        """A consent that nobody can find is none."""
        datos = super().clean()
        if self.cleaned_data.get("consentimiento") and not self.cleaned_data.get("documento"):
            self.add_error("documento", "Escriba dónde está la autorización, o desmarque la casilla.")
        return datos
