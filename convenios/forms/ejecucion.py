"""What a person writes when something of a plan was done in a quarter."""

from typing import Any

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import Fieldset, Layout
from django import forms

from convenios.models import Ejecucion

from .plan import sin_ceros
from .reporte import FormularioReporte

CIFRA = {"inputmode": "decimal", "min": "0", "step": "0.01"}


class FormularioEjecucion(FormularioReporte):
    """How much of an activity was done and spent in a quarter, with its proof."""

    class Meta:
        model = Ejecucion
        fields = ["fisica", "financiera", "medio", "sin_evidencia_motivo"]
        labels = {"fisica": "Cuánto se hizo en el trimestre", "financiera": "Cuánto se devengó en el trimestre"}
        help_texts = {
            "fisica": "Solo lo de este trimestre, no lo acumulado. Si no se hizo nada, 0.",
            "financiera": "Gasto devengado: lo ya reconocido como obligación de pago. Si no se gastó, 0.",
        }
        widgets = {"fisica": forms.NumberInput(attrs=CIFRA), "financiera": forms.NumberInput(attrs=CIFRA)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ejecucion, actividad = self.instance, self.instance.actividad
        self.borrador = f"ejecucion-{ejecucion.pk}" if ejecucion.pk else f"ejecucion-nueva-{actividad.pk}-{ejecucion.trimestre}"
        for campo in ("fisica", "financiera"):
            if ejecucion.pk is None:
                self.initial[campo] = None  # nobody reports a zero without having written it
            elif (cifra := self.initial.get(campo)) is not None:
                self.initial[campo] = sin_ceros(cifra)
        if ejecucion.pk is None:
            self.initial["medio"] = actividad.medio
        self.helper.layout = Layout(
            Fieldset("Qué se hizo", AppendedText("fisica", actividad.unidad), PrependedText("financiera", "S/"), "medio"),
            Fieldset("Con qué prueba", *self.de_la_prueba),
        )
