"""What is asked on the pages of the notices."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.cuentas.models import Usuario

from .campos import campo_de_ambito
from .models import Clase, DiaNoLaborable, Preferencia


class PreferenciaForm(ConClave):
    """Which notices by mail; or that the links of the former mails open nothing any more."""

    acto = forms.ChoiceField(
        choices=[("guardar", "Guardar"), ("anular", "Anular los enlaces")], widget=forms.HiddenInput, initial="guardar"
    )
    resumen = forms.ChoiceField(
        label="El resumen de la semana", choices=Preferencia.Ritmo.choices, widget=forms.RadioSelect, required=False
    )
    clases = forms.MultipleChoiceField(label="Los demás avisos, por correo", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, preferencia: Preferencia, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preferencia = preferencia
        suyas = [(clase, Clase(clase).label) for clase in Clase.para(preferencia.usuario) if clase != Clase.RESUMEN]
        self.fields["clases"].choices = suyas  # type: ignore[attr-defined]
        self.fields["clases"].initial = [clase for clase, _ in suyas if preferencia.quiere(clase)]
        self.fields["resumen"].initial = preferencia.resumen

    def guardar(self) -> None:
        """Keep what was chosen; what this role does not get stays as it was."""
        if self.cleaned_data["acto"] == "anular":
            self.preferencia.sello += 1
        else:
            quiere, suyas = self.cleaned_data["clases"], [clase for clase, _ in self.fields["clases"].choices]  # type: ignore[attr-defined]
            self.preferencia.poner(quiere, encendidas=True)
            self.preferencia.poner(set(suyas) - set(quiere), encendidas=False)
            self.preferencia.resumen = self.cleaned_data["resumen"] or self.preferencia.resumen
        self.preferencia.save()


class DiaForm(FormularioRegistro):
    """A day that was decreed."""

    class Meta:
        model = DiaNoLaborable
        fields = ["fecha", "nombre", "norma", "ambito"]
        widgets = {"fecha": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ambito"] = campo_de_ambito(por)
