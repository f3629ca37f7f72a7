"""Fields that the pages and the administration share."""

from django import forms

from base.bitacora.ambitos import ambitos_de
from base.cuentas.models import Usuario


def campo_de_ambito(por: Usuario) -> forms.ChoiceField:
    """Where a day holds, among what this person may decide: one of their UGEL; the country, for who runs the installation."""
    codigos = sorted(str(fila["codigo"]) for fila in ambitos_de(por))
    opciones = [("", "Todo el país")] if por.is_superuser else []
    opciones += [(codigo, f"UGEL {codigo}") for codigo in codigos]
    return forms.ChoiceField(
        label="Dónde rige", choices=opciones, required=not por.is_superuser, initial=opciones[0][0] if opciones else ""
    )
