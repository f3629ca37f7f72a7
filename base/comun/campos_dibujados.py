"""The fields of a short form, drawn as crispy draws them and without its templates: a filter stands on every list, and is read by few.

What is not plain (something to tick, a file, an error to tell) is left to crispy, so that there is one way to draw it.
"""

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

SENCILLOS = (forms.TextInput, forms.NumberInput, forms.DateInput, forms.Select, forms.HiddenInput)


def campos(form: Any) -> SafeString:
    """All fields of a form, one below the other."""
    if (form.is_bound and form.errors) or not all(_sencillo(campo.field.widget) for campo in form):
        return as_crispy_form(form)
    return mark_safe("".join(_campo(campo) for campo in form))  # noqa: S308  each piece was escaped


def _sencillo(widget: Any) -> bool:
    otros = isinstance(widget, (forms.RadioSelect, forms.SelectMultiple, forms.NullBooleanSelect)) or hasattr(widget, "widgets")
    return isinstance(widget, SENCILLOS) and not otros


def _campo(campo: Any) -> str:
    if campo.is_hidden:
        return _control(campo, "")
    pide, ayuda = campo.field.required, campo.help_text
    return format_html(
        '<div id="div_{0}" class="mb-3"><label for="{0}" class="form-label{1}">{2}{3}</label>{4}{5}</div>',
        campo.auto_id,
        " requiredField" if pide else "",
        campo.label,
        mark_safe('<span class="asteriskField">*</span>') if pide else "",
        _control(campo, "form-select" if isinstance(campo.field.widget, forms.Select) else "form-control"),
        format_html('<div id="{}_helptext" class="form-text">{}</div>', campo.auto_id, mark_safe(ayuda)) if ayuda else "",  # noqa: S308  ours
    )


def _control(campo: Any, clase: str) -> SafeString:
    """What is typed or chosen in, with what Django and crispy would say of it."""
    widget = campo.field.widget
    atributos = campo.build_widget_attrs({}, widget)
    atributos.setdefault("id", campo.auto_id)
    if clase:
        suyas = [widget.attrs.get("class", ""), type(widget).__name__.lower(), clase]
        atributos["class"] = " ".join(una for una in suyas if una)
    atributos = widget.build_attrs(widget.attrs, atributos)
    valor = widget.format_value(campo.value())
    if isinstance(widget, forms.Select):
        return format_html('<select name="{}"{}>{}</select>', campo.html_name, flatatt(atributos), _opciones(widget.choices, set(valor)))
    if valor is not None:
        atributos = {"value": valor} | atributos
    return format_html('<input type="{}" name="{}"{}>', widget.input_type, campo.html_name, flatatt(atributos))


def _opciones(opciones: Any, elegidas: set[str]) -> SafeString:
    """The first that is chosen, as Django does: a select of one has one."""
    dibujadas: list[str] = []
    falta = True
    for clave, rotulo in opciones:
        if isinstance(rotulo, (list, tuple)):
            dibujadas.append(format_html('<optgroup label="{}">{}</optgroup>', clave, _opciones(rotulo, elegidas)))
            continue
        escrita = "" if clave is None else str(clave)
        marca = " selected" if falta and escrita in elegidas else ""
        falta = falta and not marca
        dibujadas.append(f'<option value="{conditional_escape(escrita)}"{marca}>{conditional_escape(rotulo)}</option>')
    return mark_safe("".join(dibujadas))  # noqa: S308  escaped one by one
