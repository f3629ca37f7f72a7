"""The forms of the administration: a record, the rows that hang on it, and the two texts when somebody saved in between."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model, UniqueConstraint
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.utils import timezone
from django.utils.text import capfirst

from base.comun.archivos import ArchivoField

from .edicion import en_palabras
from .formularios import FormularioRegistro
from .revisiones import revision_de

DEL_GESTO = {"clave", "revision", "motivo"}


class OpcionesUnaVez(ModelChoiceIterator):
    """Choices asked of the database once for all the rows of a page, not once a row."""

    field: Any

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        if "opciones" not in self.field.compartido:
            self.field.compartido["opciones"] = [self.choice(fila) for fila in self.queryset]
        yield from self.field.compartido["opciones"]


class EleccionAcotada(forms.ModelChoiceField):
    """A foreign key among what the person reaches; its copies (one a row of an inline) share the answer of the database."""

    iterator = OpcionesUnaVez

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.compartido: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The chosen row, found among the shared ones where they were already asked for."""
        if isinstance(self.widget, AutocompleteSelect) or value in self.empty_values:
            return super().to_python(value)
        if "filas" not in self.compartido:
            self.compartido["filas"] = {str(fila.pk): fila for fila in self.queryset or ()}
        elegida = self.compartido["filas"].get(str(getattr(value, "pk", value)))
        if elegida is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return elegida


class EleccionBuscada(AutocompleteSelect):
    """A foreign key chosen by typing. What was posted and is the key of nothing is drawn as no choice; the field says the error."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """The chosen row, to be shown."""
        return super().optgroups(name, [v for v in value if len(str(v)) < 19 and (not str(v) or str(v).isdecimal())], attr)


class ConLeyes(forms.ModelForm):
    """Every law of the row is asked, also those that speak of fields that this form does not show."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, ValidationError(error.messages))

    @cached_property
    def changed_data(self) -> list[str]:
        """What the person changed of the record; the key, the revision and the reason belong to the gesture."""
        return [nombre for nombre in super().changed_data if nombre not in DEL_GESTO]


class ConTextoAjeno(forms.ModelForm):
    """After a conflict the form comes back with both texts: the person's in its boxes, the saved one beside each that collides.

    What the person had not touched follows what is saved now. Saving again, under the new revision, is a decision made with both in sight.
    """

    en_conflicto = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choques: dict[str, str] = {}
        if self.en_conflicto and self.is_bound and not self.instance._state.adding:
            self._comparar()

    def _comparar(self) -> None:
        visto = self._visto()
        datos: Any = self.data.copy()  # type: ignore[attr-defined]
        self.data = datos
        for nombre, campo in self.fields.items():
            if nombre in DEL_GESTO or isinstance(campo, forms.FileField) or nombre not in self.initial:
                continue
            html = self.add_prefix(nombre)
            suyo, actual = campo.widget.value_from_datadict(self.data, self.files, html), self.get_initial_for_field(campo, nombre)
            if not campo.has_changed(actual, suyo):
                continue
            if nombre in visto and not campo.has_changed(visto[nombre], suyo):
                datos[html] = _como_se_envia(campo, actual)
            else:
                self.choques[nombre] = en_palabras(campo, actual)
        datos[self.add_prefix("revision")] = str(revision_de(self.instance))

    def _visto(self) -> dict[str, Any]:
        """What the record said when the page was opened: its history row of that revision."""
        numero = self.data.get(self.add_prefix("revision"), "")
        modelo: Any = type(self.instance)
        if not numero.isdecimal() or len(numero) > 18:
            return {}
        fila = modelo.history.filter(**{modelo._meta.pk.attname: self.instance.pk, "history_id": int(numero)}).first()
        return {} if fila is None else {n: getattr(fila, f"{n}_id", getattr(fila, n, None)) for n in self.fields if n in self.initial}

    def clean(self) -> dict[str, Any] | None:
        """Say beside each field what is saved now."""
        datos = super().clean()
        for nombre, texto in self.choques.items():
            self.add_error(nombre, f"Lo guardado ahora: «{texto or 'sin dato'}». Aquí sigue lo que usted escribió.")
        return datos


def _como_se_envia(campo: forms.Field, valor: Any) -> str:
    """A value as a browser would post it; an unticked box posts nothing, which reads the same as an empty text."""
    if isinstance(campo.widget, forms.CheckboxInput):
        return "on" if valor else ""
    escrito = campo.widget.format_value(campo.prepare_value(valor))
    if isinstance(escrito, list | tuple):
        escrito = escrito[0] if escrito else ""
    return "" if escrito is None else str(escrito)


class FormularioAdmin(ConTextoAjeno, ConLeyes, FormularioRegistro):
    """The record itself. `reparo` is what a second look found wrong after everything typed had been found well."""

    reparo: ValidationError | None = None

    def clean(self) -> dict[str, Any] | None:
        """Add what the save met: another person's text, a lock, a law of the database."""
        datos = super().clean()
        if self.en_conflicto:
            self.add_error(None, _quien_guardo(self.instance))
        if self.reparo is not None:
            self.add_error(None, ValidationError(self.reparo.messages))
        return datos


def _quien_guardo(registro: Model) -> str:
    modelo: Any = type(registro)
    ultima = modelo.history.filter(**{modelo._meta.pk.attname: registro.pk}).select_related("history_user").order_by("-history_id").first()
    quien = "Otra persona" if ultima is None or ultima.history_user is None else str(ultima.history_user)
    cuando = "" if ultima is None else f" a las {timezone.localtime(ultima.history_date):%H:%M del %d/%m/%Y}"
    return (
        f"{quien} guardó cambios{cuando}, después de que usted abrió esta página. Lo suyo no se ha perdido ni se ha guardado: "
        "revise los campos señalados, deje el texto que corresponde y guarde de nuevo."
    )


class FormularioFila(ConTextoAjeno, ConLeyes):
    """A row that hangs on the record; it says which revision of itself was seen."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            vista = self.instance.revision_vista if hasattr(self.instance, "revision_vista") else revision_de(self.instance)
            self.initial["revision"] = vista


class JuegoDeFilas(BaseInlineFormSet):
    """The rows together: none said twice, none taken away against its lock."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """A box of a table has no label of its own: it says the one of its column."""
        super().add_fields(form, index)
        for campo in form.fields.values():
            campo.widget.attrs.setdefault("aria-label", capfirst(campo.label or ""))

    def clean(self) -> None:
        """What no row can see alone."""
        super().clean()
        self._sin_repetidas()
        for fila in self.deleted_forms:
            if fila.instance._state.adding:
                continue  # written and taken away on the same page: nothing is lost
            try:
                fila.instance.comprobar_que_se_puede_eliminar()
            except ValidationError as error:
                raise ValidationError([f"{fila.instance}: {mensaje}" for mensaje in error.messages]) from error

    def _sin_repetidas(self) -> None:
        filas = [
            f for f in self.forms if f not in self.deleted_forms and (f.has_changed() or not f.instance._state.adding) and f.is_valid()
        ]
        modelo: Any = self.model
        for ley in modelo._meta.constraints:
            if not isinstance(ley, UniqueConstraint) or self.fk.name not in ley.fields or len(ley.fields) == 1:
                continue
            campos = [campo for campo in ley.fields if campo != self.fk.name]
            vistas = [tuple(getattr(f.instance, campo) for campo in campos) for f in filas]
            if len(set(vistas)) < len(vistas):
                raise ValidationError(str(ley.get_violation_error_message()))


class ConAdjunto(forms.ModelForm):
    """A form that can attach one file to its record; it is checked by its content."""

    adjunto = ArchivoField(required=False, label="Archivo", help_text="PDF, JPEG o PNG, de hasta 10 MB.")

    def clean(self) -> dict[str, Any] | None:
        """Hand the checked file to the record before its laws are asked."""
        datos = super().clean()
        if self.cleaned_data.get("adjunto"):
            self.instance.guardar_archivo(self.cleaned_data["adjunto"])
        return datos
