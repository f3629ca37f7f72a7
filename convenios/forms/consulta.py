"""To ask about a commitment, and to answer."""

from typing import Any

from django import forms

from base.bitacora.formularios import ConClave
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from base.cuentas.models import Usuario
from convenios.models import Alcance, Compromiso, Consulta
from municipios.models import Distrito

from .reporte import CambioEntretanto


class FormularioConsulta(ConClave):
    """A question. Of which district is asked only where there are several to choose from."""

    distrito = forms.ModelChoiceField(label="Distrito", queryset=Distrito.objects.none(), empty_label="Elija un distrito")
    pregunta = forms.CharField(label="Su pregunta", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, compromiso: Compromiso, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alcance = Alcance.objects.filter(compromiso=compromiso).values("distrito")
        self.posibles = list(Distrito.objects.propios_de(por).filter(pk__in=alcance).order_by("nombre"))
        campo: Any = self.fields["distrito"]
        campo.queryset = Distrito.objects.filter(pk__in=[distrito.pk for distrito in self.posibles]).order_by("nombre")
        if len(self.posibles) == 1:
            del self.fields["distrito"]

    @property
    def elegido(self) -> Distrito:
        """The district it is about."""
        distrito: Distrito = self.cleaned_data["distrito"] if "distrito" in self.fields else self.posibles[0]
        return distrito


class FormularioRespuesta(ConClave):
    """The answer: `revision` says which state of the question it answers."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    respuesta = forms.CharField(label="Su respuesta", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, consulta: Consulta, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consulta = consulta
        self.fields["revision"].initial = revision_de(consulta)

    def comprobar_revision(self) -> None:
        """The second of two people who answer at once is told what the first one said."""
        try:
            bloquear(self.consulta, self.cleaned_data.get("revision"))
        except Conflicto as conflicto:
            raise CambioEntretanto from conflicto
