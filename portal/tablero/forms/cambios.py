"""Since when a person wants to know what changed."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from base.bitacora.formularios import ConClave
from base.comun.campos import Fecha
from municipios.models import Distrito


class DesdeForm(forms.Form):
    """Since when, and of which district: in the address, so that it can be sent and printed. What makes no sense is as if it were not asked."""

    ELECCIONES = (
        ("visita", "Desde que dije «ya lo vi»"),
        ("semana", "La última semana"),
        ("encuentro", "Desde el último encuentro"),
        ("fecha", "Desde un día"),
    )

    desde = forms.ChoiceField(label="Desde cuándo", choices=ELECCIONES, required=False)
    fecha = forms.DateField(label="Día (para «Desde un día»)", required=False, widget=Fecha)
    distrito = forms.ChoiceField(label="Distrito", required=False)
    ugel = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, distritos: Iterable[Distrito], encuentro: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.distritos = {d.ubigeo: d for d in distritos}
        self.fields["distrito"].choices = [("", "Todos"), *((u, d.nombre) for u, d in self.distritos.items())]  # type: ignore[attr-defined]
        if encuentro is None:
            self.fields["desde"].choices = [par for par in self.ELECCIONES if par[0] != "encuentro"]  # type: ignore[attr-defined]

        self.full_clean()
        dicho = self.cleaned_data if self.is_bound else {}
        self.dia: datetime.date | None = dicho.get("fecha")
        self.eleccion: str = dicho.get("desde") or ("fecha" if self.dia else "visita")
        self.elegido: Distrito | None = self.distritos.get(dicho.get("distrito") or "")

    @property
    def todo(self) -> bool:
        """Everything since the mark is asked for."""
        return self.eleccion == "visita" and self.elegido is None


class YaLoViForm(ConClave):
    """Up to which instant the person has looked: that of the page that was drawn."""

    hasta = forms.DateTimeField(widget=forms.HiddenInput)
