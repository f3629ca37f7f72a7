"""The filters of the lists: what may be asked, in the words of the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from base.comun.busqueda import columna_sin_tildes, palabras

from .models import Alcance, Avance, Compromiso, Convenio, Hito


class Lista(forms.Select):
    """A select that draws its options by itself: Django asks a template for each, and these lists are long and on every page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        elegido = "" if value is None else str(value)
        opciones = ((clave, mark_safe(" selected") if str(clave) == elegido else "", rotulo) for clave, rotulo in self.choices)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', opciones),
        )


class Eleccion(django_filters.ChoiceFilter):
    """One of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": Lista, **kwargs})


class Desde(django_filters.DateFilter):
    """From a day on. Asked by the address of a number alone, so it shows no field; what is asked is told like the rest."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"], **kwargs)


class FaltaAlgo:
    """What a commitment lacks: the debts of the data, each a filter."""

    CHOICES = [
        ("plazo", "Sin plazo"),
        ("responsable", "Sin responsable"),
        ("medida", "Sin meta ni hitos"),
        ("distritos", "Sin distritos"),
        ("evidencia", "Cumplido sin evidencia verificada"),
    ]

    @staticmethod
    def condicion(falta: str) -> Any:
        """The condition of one debt."""
        if falta == "plazo":
            return Q(plazo=None)
        if falta == "responsable":
            return Q(responsable="")
        if falta == "medida":
            return Q(meta=None) & ~Q(Exists(Hito.objects.filter(compromiso=OuterRef("pk"))))
        if falta == "distritos":
            return ~Q(Exists(Alcance.objects.filter(compromiso=OuterRef("pk"))))
        return Q(estado=Compromiso.Estado.CUMPLIDO) & ~Q(Exists(Avance.objects.con_prueba().filter(compromiso=OuterRef("pk"))))


class ConvenioFiltro(django_filters.FilterSet):
    """Which convenios of a UGEL."""

    texto = django_filters.CharFilter(
        method="con_texto", label="Buscar", max_length=100, help_text="Código, título u objeto; sin importar tildes."
    )
    tipo = Eleccion(choices=Convenio.Tipo.choices, label="Tipo", empty_label="Todos")
    estado = Eleccion(choices=Convenio.Estado.choices, label="Estado", empty_label="Todos")
    orden = Eleccion(
        choices=[(signo + campo, campo) for campo in ("codigo", "titulo", "fin") for signo in ("", "-")],
        method="en_orden",
        label="Orden",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Convenio
        fields: list[str] = []

    def con_texto(self, filas: Any, _: str, valor: str) -> Any:
        filas = filas.alias(plano=columna_sin_tildes("codigo", "titulo", "objeto"))
        for palabra in palabras(valor):
            filas = filas.filter(plano__contains=palabra)
        return filas

    def en_orden(self, filas: Any, _: str, valor: str) -> Any:
        clave = F(valor.removeprefix("-"))
        return filas.order_by(clave.desc(nulls_last=True) if valor.startswith("-") else clave.asc(nulls_last=True), "pk")

    @property
    def activos(self) -> int:
        """How many filters are on; the order is none."""
        self.form.is_valid()
        return sum(1 for nombre, valor in self.form.cleaned_data.items() if valor and nombre != "orden")
