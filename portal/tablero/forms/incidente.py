"""Of which account, and between which instants."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.lecturas import Lectura
from base.cuentas.models import Usuario
from municipios.cuentas import cuentas_para


class IncidenteForm(forms.Form):
    """In the address, so that the answer can be opened again and sent. Instants are Lima's."""

    cuenta = forms.CharField(label="Cuenta (nombre de usuario)", max_length=60)
    desde = forms.DateTimeField(label="Desde", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    hasta = forms.DateTimeField(label="Hasta", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    acto = forms.ChoiceField(label="Qué hizo", choices=[("", "Todo"), *Lectura.Acto.choices], required=False)

    def __init__(self, *args: Any, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.por = por

    def clean_cuenta(self) -> Usuario:
        """One that this person administers."""
        cuenta = cuentas_para(self.por).filter(username__iexact=self.cleaned_data["cuenta"].strip()).first()
        if cuenta is None:
            raise ValidationError("No hay una cuenta con ese nombre de usuario entre las que usted administra.")
        return cuenta

    def clean(self) -> dict[str, Any]:
        """In order."""
        datos = super().clean() or {}
        if datos.get("desde") and datos.get("hasta") and datos["hasta"] <= datos["desde"]:
            raise ValidationError({"hasta": "Debe ser después de «Desde»."})
        return datos
