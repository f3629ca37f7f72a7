"""What a person writes when something was done, when they check it, and when they show its proof to everybody."""

from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.comun.archivos import ArchivosField
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.models import Alcance, Avance, Evidencia
from municipios.models import Distrito


class QuitarEvidencia(forms.ModelMultipleChoiceField):
    """Evidence that is already there, to be taken off."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"Quitar «{obj}» ({obj.get_clase_display().lower()})"


class FormularioAvance(FormularioRegistro):
    """One thing done, with its proof. What the commitment does not measure is not asked."""

    archivos = ArchivosField(
        label="Fotos y documentos",
        required=False,
        help_text="PDF, JPEG o PNG; hasta 10 archivos de 10 MB. Las fotos se achican en este equipo antes de subir. "
        "Si la página vuelve con un error, tendrá que elegirlos otra vez.",
    )
    firmado = forms.BooleanField(label="Los PDF que adjunto son documentos firmados", required=False)
    enlace = forms.URLField(
        label="Enlace", required=False, max_length=500, assume_scheme="https", help_text="Si la prueba está publicada en otra página."
    )
    quitar = QuitarEvidencia(label="Evidencia que ya está", queryset=None, required=False)

    class Meta:
        model = Avance
        fields = ["descripcion", "cantidad", "hito", "fecha", "distrito", "expediente", "sin_evidencia_motivo"]
        labels = {
            "descripcion": "Cuéntelo en pocas palabras",
            "cantidad": "Cuánto se hizo",
            "hito": "Hito que se alcanzó",
            "sin_evidencia_motivo": "Sin evidencia, porque…",
        }
        help_texts = {
            "cantidad": "Déjelo vacío si este avance no suma a la meta.",
            "expediente": "Número del expediente u oficio, si lo hay.",
            "sin_evidencia_motivo": "Solo si no hay archivo ni enlace.",
        }
        widgets = {
            "descripcion": forms.Textarea(attrs={"rows": 4}),
            "fecha": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "cantidad": forms.NumberInput(attrs={"inputmode": "decimal", "min": "0.01"}),
        }

    def __init__(self, *args: Any, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nuevo, compromiso = self.instance.pk is None, self.instance.compromiso
        self.borrador = f"avance-nuevo-{compromiso.pk}" if nuevo else f"avance-{self.instance.pk}"  # the draft that the device keeps
        self.fields["fecha"].widget.attrs["max"] = hoy().isoformat()
        self._poner_medida()
        self._poner_distritos(por)
        self._poner_evidencias()
        if "motivo" in self.fields:
            self.fields["motivo"].label = "Qué corrigió"
            if self.instance.estado != Avance.Estado.OBSERVADO:
                del self.fields["motivo"]
        self.helper.layout = self._disposicion()
        self.helper.render_hidden_fields = True

    def _poner_medida(self) -> None:
        compromiso = self.instance.compromiso
        hitos = compromiso.hitos.all()
        campo: Any = self.fields["hito"]
        campo.queryset, campo.empty_label = hitos, "Ninguno todavía"
        if compromiso.meta is None and self.instance.cantidad is None:
            del self.fields["cantidad"]
        if not hitos and self.instance.hito_id is None:
            del self.fields["hito"]

    def _poner_distritos(self, por: Usuario) -> None:
        """Those of the commitment; for municipal people their own, and never "all of them"."""
        campo: Any = self.fields["distrito"]
        compromiso = self.instance.compromiso
        alcances = Alcance.objects.filter(compromiso=compromiso)
        campo.queryset = Distrito.objects.propios_de(por).filter(pk__in=alcances.values("distrito"))
        campo.help_text = "" if por.es_municipal else "Si se hizo en un solo distrito, elíjalo: así aparece en su página."
        campo.empty_label = "Todo el ámbito del compromiso"
        if por.es_municipal:
            campo.required, campo.empty_label = True, "Elija el distrito"
        distritos = list(campo.queryset)
        if len(distritos) == 1:
            if por.es_municipal:
                campo.empty_label = None
            if self.instance.pk is None:
                self.initial["distrito"] = distritos[0].pk

    def _poner_evidencias(self) -> None:
        campo: Any = self.fields["quitar"]
        if self.instance.pk is None or not self.instance.evidencias.exists():
            del self.fields["quitar"]
        else:
            campo.queryset = self.instance.evidencias.all()

    def _disposicion(self) -> Layout:
        unidad = self.instance.compromiso.unidad
        medida = [AppendedText("cantidad", unidad)] if "cantidad" in self.fields else []
        medida += ["hito"] if "hito" in self.fields else []
        prueba = ["quitar"] if "quitar" in self.fields else []
        final = ["motivo"] if "motivo" in self.fields else []
        donde = Row(Column("fecha", css_class="col-md-6"), Column("distrito", css_class="col-md-6"))
        return Layout(
            Fieldset("Qué se hizo", "descripcion", *medida, donde, "expediente"),
            Fieldset("Con qué prueba", *prueba, "archivos", "firmado", "enlace", "sin_evidencia_motivo", *final),
        )

    @property
    def evidencia(self) -> dict[str, Any]:
        """What `guardar_avance` is told of the proof."""
        datos = self.cleaned_data
        return {
            "archivos": datos["archivos"],
            "enlace": datos["enlace"],
            "firmado": datos["firmado"],
            "quitar": list(datos.get("quitar") or []),
        }


class CambioEntretanto(Exception):
    """The avance is no longer what the verifier read."""


class FormularioVerificacion(ConClave):
    """What the verifier decides about the avance they read: `revision` says which text of it that was."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    observacion = forms.CharField(
        label="Qué falta o qué hay que corregir",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Escriba qué falta o qué hay que corregir."},
    )

    def __init__(self, *args: Any, avance: Avance, observa: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.avance = avance
        self.fields["revision"].initial = revision_de(avance)
        self.observa = self.fields["observacion"].required = observa

    @property
    def motivo_del_gesto(self) -> str:
        """The observation, as far as the gesture's line goes."""
        return str(self.cleaned_data.get("observacion") or "")[:200] if self.observa else ""

    def comprobar_revision(self) -> None:
        """Nobody verifies a text that they have not read."""
        try:
            bloquear(self.avance, self.cleaned_data.get("revision"))
        except Conflicto as conflicto:
            raise CambioEntretanto from conflicto


class FormularioPublicar(ConClave):
    """To let anyone see an evidence, or no longer. It says which of the two, so that two people never undo each other."""

    publica = forms.BooleanField(required=False, widget=forms.HiddenInput)
    comprobado = forms.BooleanField(label="La revisé: no se reconoce a menores de edad ni muestra datos personales.", required=False)

    def __init__(self, *args: Any, evidencia: Evidencia, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publica"].initial = not evidencia.publica
        if evidencia.publica:
            del self.fields["comprobado"]

    def clean(self) -> dict[str, Any] | None:
        """Nothing is shown to everybody without someone having looked at it."""
        datos = super().clean()
        if self.cleaned_data.get("publica") and "comprobado" in self.fields and not self.cleaned_data.get("comprobado"):
            self.add_error("comprobado", "Confirme que la revisó, o déjela reservada.")
        return datos
