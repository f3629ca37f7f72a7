"""What may be asked of the lists of lotes, and what undoing one asks."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from base.comun.campos import Fecha
from base.comun.filtros import Filtro
from base.cuentas.models import Usuario

from .formularios import FormularioMotivo
from .models import Lote
from .relato import QUE, Linea, buscar


class FiltroDeLotes(Filtro):
    """Which lotes: of what kind, by whom, from when to when."""

    tipo = forms.ChoiceField(label="Clase de cambio", required=False)
    por = forms.ModelChoiceField(label="Quién", queryset=Usuario.objects.none(), required=False, empty_label="Cualquiera")
    desde = forms.DateField(label="Desde", required=False, widget=Fecha)
    hasta = forms.DateField(label="Hasta", required=False, widget=Fecha)

    def __init__(self, *args: Any, lotes: "QuerySet[Lote]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lotes = lotes
        tipos = [(t, Lote.Tipo(t).label) for t in Lote.Tipo.deliberados()]
        self.fields["tipo"].choices = [("", "Todas"), *tipos]  # type: ignore[attr-defined]
        self.fields["por"].queryset = Usuario.objects.filter(pk__in=lotes.order_by().values("por"))  # type: ignore[attr-defined]

    @property
    def filas(self) -> "QuerySet[Lote]":
        """The lotes asked for."""
        preguntas = {"tipo": "tipo", "por": "por", "desde": "en__date__gte", "hasta": "en__date__lte"}
        return self.lotes.filter(**{preguntas[nombre]: valor for nombre, valor in self.elegido.items()})


class FiltroDeCambios(Filtro):
    """Which records of a lote: of what kind, what happened to them, with which words."""

    texto = forms.CharField(label="Buscar", required=False, max_length=100)
    clase = forms.ChoiceField(label="Clase de registro", required=False)
    que = forms.ChoiceField(label="Qué pasó", required=False, choices=[("", "Todo"), *QUE.items()])

    def __init__(self, *args: Any, lineas: list[Linea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lineas = lineas
        clases = {linea.modelo._meta.label_lower: str(linea.modelo._meta.verbose_name_plural).capitalize() for linea in lineas}
        self.fields["clase"].choices = [("", "Todas"), *sorted(clases.items(), key=lambda par: par[1])]  # type: ignore[attr-defined]

    @property
    def filas(self) -> list[Linea]:
        """The records asked for."""
        elegido = self.elegido
        quedan = [
            linea
            for linea in self.lineas
            if elegido.get("clase", linea.modelo._meta.label_lower) == linea.modelo._meta.label_lower
            and elegido.get("que", linea.que) == linea.que
        ]
        return buscar(quedan, elegido.get("texto", ""))


class FormularioDeshacer(FormularioMotivo):
    """Why a lote is taken back."""

    motivo = forms.CharField(label="Por qué se deshace", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
