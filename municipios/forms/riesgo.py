"""Forms of risk: the sheet, which is filled standing in a school yard, with a phone; the weights; the list that is decided."""

from typing import Any
from urllib.parse import urlencode

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.archivos import ArchivosField
from base.comun.fechas import DESDE, hoy
from municipios.models import EvidenciaRiesgo, FichaRiesgo, PautaRiesgo
from municipios.models.criterios import CRITERIOS, ESCRITOS, ESTRUCTURA, ESTUDIANTES, Criterio

NO_SE_EVALUO = "No se evaluó"
SIN_INSPECCION = "No hubo inspección"
PESOS = [criterio.peso for criterio in CRITERIOS]


class Valor(forms.TypedChoiceField):
    """A criterion: one of its anchors, or not evaluated."""

    widget = forms.RadioSelect

    def __init__(self, criterio: Criterio) -> None:
        opcional = criterio is not ESTRUCTURA
        opciones = [(valor, f"{valor}. {ancla}") for valor, ancla in criterio.opciones]
        super().__init__(
            label=f"{criterio.letra}. {criterio.nombre}",
            help_text=criterio.pregunta,
            choices=[*([("", NO_SE_EVALUO)] if opcional else []), *opciones],
            coerce=int,
            empty_value=None,
            required=not opcional,
            error_messages={"required": "Elija cómo está la estructura: es el único criterio que no puede faltar."},
        )


class QuitarEvidencia(forms.ModelMultipleChoiceField):
    """Photos and documents that are already there, to be taken off."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"Quitar «{obj}» ({obj.get_momento_display().lower()})"


class FichaForm(FormularioRegistro):
    """What was seen of a building, in the order of the printed sheet."""

    estructura, peligro, servicios, tendencia, equidad = (Valor(criterio) for criterio in ESCRITOS)
    archivos = ArchivosField(
        label="Fotos y documentos",
        required=False,
        help_text="PDF, JPEG o PNG; hasta 10 archivos de 10 MB. Las fotos pierden su ubicación al guardarse y solo las ven la UGEL y la "
        "municipalidad del distrito. Que no se reconozca a menores de edad.",
    )
    momento = forms.ChoiceField(
        label="Las fotos que adjunto son de", choices=EvidenciaRiesgo.Momento.choices, initial=EvidenciaRiesgo.Momento.ANTES, required=False
    )
    quitar = QuitarEvidencia(label="Evidencia que ya está", queryset=None, required=False)

    class Meta:
        model = FichaRiesgo
        fields = ["fecha", "procedencia", *(c.slug for c in ESCRITOS), "inspeccion", "fuente", "nota"]
        labels = {"fuente": "Documento que lo respalda"}
        help_texts = {
            "fecha": "El día en que se vio el local.",
            "inspeccion": "Solo si Defensa Civil, ITSE u otro equipo técnico la hizo. «Muy alto» e «inhabitable» ponen el local en Crítico.",
            "fuente": "Acta, informe u oficio, con su fecha.",
            "nota": "La ven la UGEL y la municipalidad del distrito. Sin nombres de personas.",
        }
        widgets = {
            "fecha": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "procedencia": forms.RadioSelect,
            "nota": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedencia: Any = self.fields["procedencia"]
        procedencia.choices = FichaRiesgo.Procedencia.choices  # without the empty one: somebody says so
        inspeccion: Any = self.fields["inspeccion"]
        inspeccion.choices = [("", SIN_INSPECCION), *FichaRiesgo.Inspeccion.choices]
        self.fields["fecha"].widget.attrs |= {"min": f"{DESDE}-01-01", "max": hoy().isoformat()}
        evidencias = self.instance.evidencias.all() if self.instance.pk else EvidenciaRiesgo.objects.none()
        if evidencias:
            quitar: Any = self.fields["quitar"]
            quitar.queryset = evidencias
        else:
            del self.fields["quitar"]
        self.helper.layout = self._disposicion()
        self.helper.render_hidden_fields = True

    def _disposicion(self) -> Layout:
        se_cuenta = f'<p class="apagado"><strong>{ESTUDIANTES.letra}. {ESTUDIANTES.nombre}.</strong> {ESTUDIANTES.pregunta}</p>'
        criterios: list[Any] = [c.slug if c in ESCRITOS else HTML(se_cuenta) for c in CRITERIOS]
        prueba = [nombre for nombre in ("quitar", "archivos", "momento", "motivo") if nombre in self.fields]
        return Layout(
            Fieldset("Cuándo y quién", "fecha", "procedencia"),
            Fieldset("Qué se vio", *criterios),
            Fieldset("Con qué evidencia", "inspeccion", "fuente", "nota", *prueba),
        )

    def clean_momento(self) -> str:
        """Before, unless it is said."""
        return str(self.cleaned_data.get("momento") or EvidenciaRiesgo.Momento.ANTES)

    @property
    def evidencia(self) -> dict[str, Any]:
        """What `guardar_ficha` is told of the proof."""
        datos = self.cleaned_data
        return {"archivos": datos["archivos"], "momento": datos["momento"], "quitar": list(datos.get("quitar") or [])}


class PautaForm(FormularioRegistro):
    """New weights, bands and tiers, with the reason."""

    class Meta:
        model = PautaRiesgo
        fields = [*PESOS, *(f"banda_{n}" for n in range(1, 5)), "desde_critico", "desde_alto", "desde_medio", "motivo"]
        labels = {criterio.peso: f"{criterio.letra}. {criterio.nombre}" for criterio in CRITERIOS}
        help_texts = {"motivo": "Se publica junto con los pesos: acta, acuerdo o razón."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo in self.fields.values():
            if isinstance(campo, forms.IntegerField):
                campo.widget.attrs["inputmode"] = "numeric"
        campo_motivo = PautaRiesgo._meta.get_field("motivo").formfield(widget=forms.Textarea(attrs={"rows": 3}))
        campo_motivo.required, campo_motivo.help_text = True, self.Meta.help_texts["motivo"]  # type: ignore[union-attr]
        self.fields["motivo"] = campo_motivo  # type: ignore[assignment]
        self.helper.layout = Layout(
            Fieldset("Cuánto pesa cada criterio (suman 100)", *PESOS),
            Fieldset("Estudiantes: desde cuántos vale cada tramo", *(f"banda_{n}" for n in range(1, 5))),
            Fieldset("Desde qué puntaje empieza cada nivel", "desde_critico", "desde_alto", "desde_medio"),
            Fieldset("Por qué", "motivo"),
        )
        self.helper.render_hidden_fields = True


class ListaForm(ConClave):
    """To keep the list as it stands today."""

    titulo = forms.CharField(label="Título", max_length=120, help_text="Por ejemplo: Lista priorizada, 2.º trimestre 2024.")
    motivo = forms.CharField(
        label="Por qué se decide ahora", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="Acta, acuerdo o fecha."
    )


class PesosForm(forms.Form):
    """Other weights, to see what the list would be; they come in the address and are kept nowhere."""

    def __init__(self, datos: Any, *, vigente: PautaRiesgo) -> None:
        pedidos = {nombre: datos[nombre] for nombre in PESOS if datos.get(nombre, "") != ""}
        super().__init__({nombre: str(getattr(vigente, nombre)) for nombre in PESOS} | pedidos if pedidos else None)
        self.vigente = vigente
        for criterio, peso in vigente.pesos:
            self.fields[criterio.peso] = forms.IntegerField(
                label=f"{criterio.letra}. {criterio.nombre}",
                min_value=1 if criterio is ESTRUCTURA else 0,
                max_value=100,
                initial=peso,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any] | None:
        """Six weights that make a hundred."""
        datos = super().clean()
        if not self.errors and sum(self.cleaned_data.values()) != 100:
            raise ValidationError(f"Los seis pesos suman 100, y estos suman {sum(self.cleaned_data.values())}.", code="suma")
        return datos

    @property
    def pauta(self) -> PautaRiesgo | None:
        """The imagined one; None where nothing was asked, or nothing that can be imagined."""
        if not self.is_bound or not self.is_valid():
            return None
        v = self.vigente
        fijos = {nombre: getattr(v, nombre) for nombre in ("banda_1", "banda_2", "banda_3", "banda_4", *NIVELES)}
        return PautaRiesgo(**fijos, **self.cleaned_data)

    @property
    def consulta(self) -> str:
        """What the address of another page carries, so that it imagines the same."""
        return "" if self.pauta is None else urlencode(self.cleaned_data)


NIVELES = ("desde_critico", "desde_alto", "desde_medio")
