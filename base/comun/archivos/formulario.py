"""Form fields for files: one, or several at once. What they clean to is `ArchivoRevisado`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from .revision import ArchivoRevisado, revisar

ACEPTA = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
_ATRIBUTOS = {"accept": ACEPTA, "data-encoger": ""}  # static/js/fotos.js shrinks photos of the inputs that carry data-encoger


class ArchivoField(forms.FileField):
    """One file, PDF, JPEG or PNG, checked by its content."""

    widget = forms.FileInput
    default_error_messages = {"required": "Elija un archivo."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_empty_file": True, **kwargs})  # an empty file gets the sentence of `revisar`

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **_ATRIBUTOS}

    def clean(self, data: Any, initial: Any = None) -> Any:
        limpio = super().clean(data, initial)
        return revisar(limpio) if isinstance(limpio, UploadedFile) else limpio


class VariosArchivos(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class ArchivosField(forms.FileField):
    """Several files in one gesture; cleans to a list, and each error names the file it is about."""

    widget = VariosArchivos
    default_error_messages = {
        "required": "Elija al menos un archivo.",
        "demasiados": "Suba como máximo %(maximo)d archivos a la vez.",
    }

    def __init__(self, *, maximo: int = 10, **kwargs: Any) -> None:
        self.maximo = maximo
        super().__init__(**{"allow_empty_file": True, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **_ATRIBUTOS}

    def clean(self, data: Any, initial: Any = None) -> list[ArchivoRevisado]:
        traidos = data if isinstance(data, list | tuple) else [data]
        archivos = [uno for uno in traidos if isinstance(uno, UploadedFile)]
        if not archivos:
            super().clean(None, None)
            return []
        if len(archivos) > self.maximo:
            raise ValidationError(self.error_messages["demasiados"], code="demasiados", params={"maximo": self.maximo})
        revisados, errores = [], []
        for archivo in archivos:
            try:
                revisados.append(revisar(archivo))
            except ValidationError as error:
                errores.append(ValidationError(f"«{(archivo.name or '')[:80]}»: {error.messages[0]}", code=error.code))
        if errores:
            raise ValidationError(errores)
        return revisados
