"""The form of a record: what every edition carries beside its own fields."""

import unicodedata
import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict

from .revisiones import bloquear, revision_de


class ConClave(forms.Form):
    """A form that is done once, however often it is pressed: it carries a key of its own."""

    clave = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clave"].initial = uuid.uuid4
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any] | None:
        """A post without its key did not come from the page. Letters are kept in one piece, with their accent: so does a file that is imported, and
        so they are found."""
        datos = super().clean()
        for nombre, dicho in self.cleaned_data.items():
            if isinstance(dicho, str) and not isinstance(self.fields[nombre].widget, forms.PasswordInput):
                self.cleaned_data[nombre] = unicodedata.normalize("NFC", dicho)
        if not self.cleaned_data.get("clave"):
            raise ValidationError(
                "La página llegó incompleta. Ábrala de nuevo: lo escrito sigue aquí abajo para copiarlo.", code="sin_clave"
            )
        return datos

    @property
    def motivo_del_gesto(self) -> str:
        """Why the person does it, where the form asks."""
        return str(self.cleaned_data.get("motivo") or "")

    def comprobar_revision(self) -> None:
        """Nothing to compare where no record is being edited."""


class FormularioRegistro(ConClave, forms.ModelForm):
    """A record being made or edited. An edition says which revision it saw, and may say why it changes it."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    motivo = forms.CharField(label="Motivo del cambio", max_length=200, required=False, help_text="Queda en la historia del registro.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or self.instance._state.adding:
            del self.fields["revision"], self.fields["motivo"]
        else:
            self.fields["revision"].initial = revision_de(self.instance)
            self.order_fields([nombre for nombre in self.fields if nombre != "motivo"] + ["motivo"])

    def valores(self, registro: Model) -> dict[str, Any]:
        """What `registro` says now for the fields of this form; a form with fields of its own adds them."""
        return model_to_dict(registro, fields=list(self.fields))

    def valores_de_entonces(self, fila: Any) -> dict[str, Any]:
        """What the record said at `fila` of its history, for the fields of this form."""
        return {nombre: getattr(fila, f"{nombre}_id", getattr(fila, nombre, None)) for nombre in self.fields}

    def comprobar_revision(self) -> None:
        """Hold the row and raise `Conflicto` when somebody saved it after this page was opened."""
        if "revision" in self.fields:
            bloquear(self.instance, self.cleaned_data.get("revision"))


class FormularioDecision(ConClave):
    """A decision about a record as this page showed it: nothing of it is typed here, so there is nothing to choose between when it changed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, registro: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registro = registro
        self.fields["revision"].initial = revision_de(registro)

    def comprobar_revision(self) -> None:
        """Hold the row and raise `Conflicto` when it is no longer what was looked at."""
        bloquear(self.registro, self.cleaned_data.get("revision"))


class FormularioMotivo(ConClave):
    """A decision about one record that asks only why."""

    motivo = forms.CharField(label="Motivo", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, obligatorio: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motivo"].required = obligatorio
