"""The file of boundaries that an administrator brings, and what it is called."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave
from municipios.geojson import MAYOR, MIB


class LimitesForm(ConClave):
    """A GeoJSON with where it comes from and under which licence: the map says both."""

    archivo = forms.FileField(label="Archivo GeoJSON", help_text=f"Hasta {MAYOR // MIB} MB, en grados WGS84, con el ubigeo del INEI.")
    fuente = forms.CharField(label="Fuente", max_length=300, help_text="Quién lo publicó y cuándo.")
    licencia = forms.CharField(label="Licencia", max_length=120, help_text="Con qué permiso se usa: «dato abierto», «MPL-2.0»…")

    def clean_archivo(self) -> Any:
        """Nothing larger is even read."""
        archivo = self.cleaned_data["archivo"]
        if archivo.size > MAYOR:
            raise forms.ValidationError(f"El archivo pesa más de {MAYOR // MIB} MB: recórtelo a su región o pida una versión simplificada.")
        return archivo
