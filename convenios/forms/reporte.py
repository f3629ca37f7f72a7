"""What the forms of an avance and of an execution share: the proof, the decision of who verifies, and whether anyone may see a proof."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioDecision, FormularioRegistro
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.comun.archivos import ArchivosField
from convenios.models.prueba import Prueba
from convenios.models.reporte import Reporte

PRUEBA = ("archivos", "firmado", "enlace", "sin_evidencia_motivo")


class QuitarEvidencia(forms.ModelMultipleChoiceField):
    """Evidence that is already there, to be taken off."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"Quitar «{obj}» ({obj.get_clase_display().lower()})"


class FormularioReporte(FormularioRegistro):
    """Something done, with its proof. `borrador` is the draft that the device keeps."""

    borrador: str

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sin_evidencia = self.fields["sin_evidencia_motivo"]
        sin_evidencia.label, sin_evidencia.help_text = "Sin evidencia, porque…", "Solo si no hay archivo ni enlace."
        campo: Any = self.fields["quitar"]
        if self.instance.pk is None or not self.instance.evidencias.exists():
            del self.fields["quitar"]
        else:
            campo.queryset = self.instance.evidencias.all()
        if "motivo" in self.fields:
            self.fields["motivo"].label = "Qué corrigió"
            if self.instance.estado != Reporte.Estado.OBSERVADO:
                del self.fields["motivo"]
        self.helper.render_hidden_fields = True

    @property
    def de_la_prueba(self) -> list[str]:
        """The fields under "Con qué prueba", in order; those that this report has."""
        return [nombre for nombre in ("quitar", *PRUEBA, "motivo") if nombre in self.fields]

    @property
    def evidencia(self) -> dict[str, Any]:
        """What whoever saves it is told of the proof."""
        datos = self.cleaned_data
        return {
            "archivos": datos["archivos"],
            "enlace": datos["enlace"],
            "firmado": datos["firmado"],
            "quitar": list(datos.get("quitar") or []),
        }


class CambioEntretanto(Exception):
    """The report is no longer what the verifier read."""


class FormularioVerificacion(ConClave):
    """What the verifier decides about the report they read: `revision` says which text of it that was."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    observacion = forms.CharField(
        label="Qué falta o qué hay que corregir",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Escriba qué falta o qué hay que corregir."},
    )

    def __init__(self, *args: Any, reporte: Reporte, observa: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reporte = reporte
        self.fields["revision"].initial = revision_de(reporte)
        self.observa = self.fields["observacion"].required = observa

    @property
    def motivo_del_gesto(self) -> str:
        """The observation, as far as the gesture's line goes."""
        return str(self.cleaned_data.get("observacion") or "")[:200] if self.observa else ""

    def comprobar_revision(self) -> None:
        """Nobody verifies a text that they have not read."""
        try:
            bloquear(self.reporte, self.cleaned_data.get("revision"))
        except Conflicto as conflicto:
            raise CambioEntretanto from conflicto


class FormularioPublicar(FormularioDecision):
    """To let anyone see a proof, or no longer. It says which of the two, so that two people never undo each other."""

    publica = forms.BooleanField(required=False, widget=forms.HiddenInput)
    comprobado = forms.BooleanField(label="La revisé: no se reconoce a menores de edad ni muestra datos personales.", required=False)

    def __init__(self, *args: Any, evidencia: Prueba, **kwargs: Any) -> None:
        super().__init__(*args, registro=evidencia, **kwargs)
        self.evidencia = evidencia
        self.fields["publica"].initial = not evidencia.publica
        if evidencia.publica:
            del self.fields["comprobado"]

    @property
    def muestra(self) -> bool:
        """What this page asks, also when it is an old one: to show it (or to keep it)."""
        return bool(self.fields["publica"].to_python(self["publica"].value()))

    def clean(self) -> dict[str, Any] | None:
        """Nothing is shown to everybody without someone having looked at it."""
        datos = super().clean()
        if self.cleaned_data.get("publica") and "comprobado" in self.fields and not self.cleaned_data.get("comprobado"):
            self.add_error("comprobado", "Confirme que la revisó, o déjela reservada.")
        return datos

    def comprobar_revision(self) -> None:
        """An old page does not undo what somebody decided since; that it asks for what already is so harms nobody."""
        try:
            super().comprobar_revision()
        except Conflicto:
            self.evidencia.refresh_from_db(fields=["publica"])
            if self.evidencia.publica != self.cleaned_data["publica"]:
                raise
