"""Fields as the forms of this floor draw them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.comun.archivos import ArchivoField, ArchivoRevisado


class PdfField(ArchivoField):
    """One signed document: PDF and nothing else."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".pdf,application/pdf"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        limpio = super().clean(data, initial)
        if isinstance(limpio, ArchivoRevisado) and limpio.tipo != "application/pdf":
            raise ValidationError("Aquí va el documento firmado en PDF, no una foto.", code="pdf")
        return limpio


class DecisionVista(ConClave):
    """A decision about a record that nobody has changed since the page was opened."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, registro: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registro = registro
        self.fields["revision"].initial = revision_de(registro)

    def comprobar_revision(self) -> None:
        """Hold the row; when it moved, show what it says now and ask again."""
        try:
            bloquear(self.registro, self.cleaned_data.get("revision"))
        except Conflicto:
            self.registro.refresh_from_db()
            self.data = {**dict(self.data.items()), "revision": str(revision_de(self.registro))}
            raise ValidationError(
                "Otra persona cambió este registro después de que usted abrió la página. Revise cómo está ahora y confirme."
            ) from None
