"""Forms of an educational project, of its photos, and of the decision to show one to everybody."""

from decimal import Decimal
from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioDecision, FormularioRegistro
from base.comun.archivos import ArchivosField
from base.comun.campos import Fecha
from municipios.models import EvidenciaProyecto, FuenteProyecto, InstitucionEducativa, ProyectoEducativo, Ugel

SI_NO = [("", "Sin dato"), ("True", "Sí"), ("False", "No")]
MONTO = "monto_"  # before the slug of each source


class UnaInstitucion(forms.ModelChoiceField):
    """A service of a school, told from its neighbours."""

    def label_from_instance(self, obj: Any) -> str:
        partes = [obj.distrito.nombre, obj.nombre, obj.get_nivel_display(), obj.codigo_modular]
        return " · ".join(parte for parte in partes if parte)


class ProyectoForm(FormularioRegistro):
    """What is known of a project. What nobody knows is left empty."""

    institucion = UnaInstitucion(
        label="Institución educativa", queryset=InstitucionEducativa.objects.none(), empty_label="Elija la institución"
    )

    class Meta:
        model = ProyectoEducativo
        fields = [
            *("codigo", "institucion", "titulo", "tipo", "tema", "producto", "problema", "areas", "grados"),
            *("estudiantes_hombres", "estudiantes_mujeres", "estudiantes", "asesor", "etapa", "anio", "inicio", "fin", "presupuesto"),
            *("apoyo", "apoyo_monto", "apoyo_acta", "concurso", "categoria", "etapa_concurso", "resultado", "replicable", "fuente"),
        ]
        widgets = {"problema": forms.Textarea(attrs={"rows": 4}), "inicio": Fecha, "fin": Fecha, "replicable": forms.Select(choices=SI_NO)}
        help_texts = {
            "codigo": "Corto y sin espacios: «PE-2026-01».",
            "areas": "Por ejemplo, «Educación para el Trabajo» o «Ciencia y Tecnología».",
            "estudiantes": "Cuántos son, nunca quiénes.",
            "asesor": "Solo lo ve la UGEL: no sale en lo público ni en la historia.",
            "etapa": "Mientras es una idea, el proyecto no sale en lo público.",
            "categoria": "Solo si el concurso es Crea y Emprende.",
            "resultado": "Premio, mención o puesto, si lo hubo.",
        }

    def __init__(self, *args: Any, ugel: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["institucion"]
        instituciones = InstitucionEducativa.objects.filter(distrito__ugel=ugel).select_related("distrito")
        if self.instance.pk is not None:  # a project does not go to another district
            instituciones = instituciones.filter(distrito=self.instance.institucion.distrito_id)
        campo.queryset = instituciones.order_by("distrito__nombre", "nombre", "pk")
        self._poner_fuentes()

    def _poner_fuentes(self) -> None:
        hay = {fuente.clase: fuente.monto for fuente in self.instance.fuentes.all()} if self.instance.pk is not None else {}
        for clase, etiqueta in FuenteProyecto.Clase.choices:
            self.fields[MONTO + clase] = forms.DecimalField(
                label=f"{etiqueta} (soles)", required=False, min_value=0, max_digits=14, decimal_places=2, initial=hay.get(clase)
            )

    @property
    def montos(self) -> list[forms.BoundField]:
        """The boxes of the sources."""
        return [self[MONTO + clase] for clase in FuenteProyecto.Clase.values]

    @property
    def fuentes(self) -> dict[str, Decimal | None]:
        """What `guardar_proyecto` is told of who pays."""
        return {clase: self.cleaned_data[MONTO + clase] for clase in FuenteProyecto.Clase.values}

    def valores(self, registro: Any) -> dict[str, Any]:
        """With who pays how much."""
        return super().valores(registro) | {MONTO + fuente.clase: fuente.monto for fuente in registro.fuentes.all()}

    def valores_de_entonces(self, fila: Any) -> dict[str, Any]:
        """Neither who advised it nor who paid is in the history of the project."""
        return {n: valor for n, valor in super().valores_de_entonces(fila).items() if n != "asesor" and not n.startswith(MONTO)}


class AdjuntarForm(ConClave):
    """Photos and documents of a project: kept for its own people."""

    archivos = ArchivosField(
        label="Fotos y documentos",
        help_text="PDF, JPEG o PNG; hasta 10 archivos de 10 MB. Las fotos se guardan sin el lugar ni los datos de la cámara.",
    )
    pie = forms.CharField(label="Qué se ve", max_length=200, required=False, help_text="Sin nombres de estudiantes.")
    consentimiento = forms.BooleanField(
        label="Hay autorización escrita de quienes aparecen, y de los padres si son menores", required=False
    )
    documento = forms.CharField(
        label="Dónde está la autorización", max_length=200, required=False, help_text="Por ejemplo, «Archivo de la I.E., folio 12»."
    )

    def clean(self) -> dict[str, Any] | None:
        """A consent that nobody can find is none."""
        datos = super().clean()
        if self.cleaned_data.get("consentimiento") and not self.cleaned_data.get("documento"):
            self.add_error("documento", "Escriba dónde está la autorización, o desmarque la casilla.")
        return datos


class PublicarFotoForm(FormularioDecision):
    """To let anyone see a photo. Its consent must be on record, and a person says that they looked."""

    documento = forms.CharField(
        label="Dónde está la autorización escrita de quienes aparecen",
        max_length=200,
        help_text="De los padres si son menores de edad. Por ejemplo, «Archivo de la I.E., folio 12».",
        error_messages={"required": "Sin autorización no se publica: escriba dónde está."},
    )
    comprobado = forms.BooleanField(
        label="La miré: quienes aparecen lo autorizaron y no muestra datos personales.",
        error_messages={"required": "Confirme que la miró, o déjela reservada."},
    )

    def __init__(self, *args: Any, registro: EvidenciaProyecto, **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        self.fields["documento"].initial = registro.consentimiento_documento


class ReservarFotoForm(ConClave):
    """To take a photo back from everybody."""

    retiran = forms.BooleanField(label="Quienes aparecen retiraron su autorización", required=False)
