"""What a person writes when something was done towards a commitment."""

from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.models import Alcance, Avance
from municipios.models import Distrito

from .reporte import FormularioReporte


class FormularioAvance(FormularioReporte):
    """One thing done, with its proof. What the commitment does not measure is not asked."""

    class Meta:
        model = Avance
        fields = ["descripcion", "cantidad", "hito", "fecha", "distrito", "expediente", "sin_evidencia_motivo"]
        labels = {
            "descripcion": "Cuéntelo en pocas palabras",
            "cantidad": "Cuánto se hizo",
            "hito": "Hito que se alcanzó",
        }
        help_texts = {
            "cantidad": "Déjelo vacío si este avance no suma a la meta.",
            "expediente": "Número del expediente u oficio, si lo hay.",
        }
        widgets = {
            "descripcion": forms.Textarea(attrs={"rows": 4}),
            "fecha": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "cantidad": forms.NumberInput(attrs={"inputmode": "decimal", "min": "0.01"}),
        }

    def __init__(self, *args: Any, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nuevo, compromiso = self.instance.pk is None, self.instance.compromiso
        self.borrador = f"avance-nuevo-{compromiso.pk}" if nuevo else f"avance-{self.instance.pk}"  # the draft that the device keeps
        self.fields["fecha"].widget.attrs["max"] = hoy().isoformat()
        self._poner_medida()
        self._poner_distritos(por)
        self.helper.layout = self._disposicion()

    def _poner_medida(self) -> None:
        compromiso = self.instance.compromiso
        hitos = compromiso.hitos.all()
        campo: Any = self.fields["hito"]
        campo.queryset, campo.empty_label = hitos, "Ninguno todavía"
        if compromiso.meta is None and self.instance.cantidad is None:
            del self.fields["cantidad"]
        if not hitos and self.instance.hito_id is None:
            del self.fields["hito"]

    def _poner_distritos(self, por: Usuario) -> None:
        """Those of the commitment; for municipal people their own, and never "all of them"."""
        campo: Any = self.fields["distrito"]
        compromiso = self.instance.compromiso
        alcances = Alcance.objects.filter(compromiso=compromiso)
        campo.queryset = Distrito.objects.propios_de(por).filter(pk__in=alcances.values("distrito"))
        campo.help_text = "" if por.es_municipal else "Si se hizo en un solo distrito, elíjalo: así aparece en su página."
        campo.empty_label = "Todo el ámbito del compromiso"
        if por.es_municipal:
            campo.required, campo.empty_label = True, "Elija el distrito"
        distritos = list(campo.queryset)
        if len(distritos) == 1:
            if por.es_municipal:
                campo.empty_label = None
            if self.instance.pk is None:
                self.initial["distrito"] = distritos[0].pk

    def _disposicion(self) -> Layout:
        unidad = self.instance.compromiso.unidad
        medida = [AppendedText("cantidad", unidad)] if "cantidad" in self.fields else []
        medida += ["hito"] if "hito" in self.fields else []
        donde = Row(Column("fecha", css_class="col-md-6"), Column("distrito", css_class="col-md-6"))
        return Layout(
            Fieldset("Qué se hizo", "descripcion", *medida, donde, "expediente"),
            Fieldset("Con qué prueba", *self.de_la_prueba),
        )
