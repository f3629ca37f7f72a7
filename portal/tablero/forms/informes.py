"""What is asked of who wants a report, and of who brings a template."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave
from base.comun.filtros import Filtro
from base.comun.templatetags.comun import tamano

from ..informes.plantillas.revision import ARCHIVO
from ..models import ArchivoInforme, InformeEmitido, PlantillaInforme

DE_LA_CASA = ("pdf", "docx", "xlsx")


class PedirForm(ConClave):
    """Which cut, and in which form."""

    corte = forms.ChoiceField(label="A qué fecha", help_text="Un trimestre cerrado se lee como se cerró, con sus compromisos de ese día.")
    plantilla = forms.ModelChoiceField(
        PlantillaInforme.objects.none(),
        label="En qué formato de la oficina",
        required=False,
        empty_label="Ninguno: el del portal",
        help_text="Una plantilla de la oficina sale en su propio tipo de archivo.",
    )
    formatos = forms.MultipleChoiceField(
        label="Archivos",
        choices=[(f.value, f.label) for f in ArchivoInforme.Formato if f in DE_LA_CASA],
        initial=list(DE_LA_CASA),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cortes: list[tuple[str, str]], plantillas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corte"].choices = cortes  # type: ignore[attr-defined]
        self.fields["plantilla"].queryset = plantillas  # type: ignore[attr-defined]
        if not plantillas:
            del self.fields["plantilla"]

    def clean(self) -> dict[str, Any] | None:
        """At least one file."""
        datos = super().clean()
        if not self.cleaned_data.get("plantilla") and not self.cleaned_data.get("formatos"):
            raise ValidationError({"formatos": "Elija al menos un archivo."})
        return datos


class InformesFiltro(Filtro):
    """Which reports of a list."""

    clase = forms.ChoiceField(label="Clase", choices=[("", "Todas"), *InformeEmitido.Clase.choices], required=False)
    texto = forms.CharField(label="De qué", max_length=100, required=False, help_text="Distrito, convenio o encuentro.")


class PlantillaForm(ConClave):
    """A file of the office with fields."""

    nombre = forms.CharField(label="Nombre", max_length=100, help_text="Cómo se la ofrece a quien pide un informe.")
    archivo = forms.FileField(
        label="Archivo",
        help_text=f"Excel (.xlsx) o Word (.docx), hasta {ARCHIVO // 1024 // 1024} MB, sin macros ni vínculos.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío."},
    )

    def clean_archivo(self) -> Any:
        """Too large is said before anything of it is read."""
        archivo = self.cleaned_data["archivo"]
        if archivo.size > ARCHIVO:
            raise ValidationError(f"El archivo pesa {tamano(archivo.size)} y caben {tamano(ARCHIVO)}.")
        return archivo
