"""Forms of the diagnosis: a nudo crítico, what is decided of it, an indicator of a UGEL, a value of an indicator."""

from typing import Any

from django import forms

from base.bitacora.formularios import FormularioRegistro
from base.comun.campos import Fecha
from municipios.models import Distrito, Indicador, Medicion, NudoCritico, Ugel
from municipios.models.indicador import PAIS


class NudoForm(FormularioRegistro):
    """What holds a district back. Its state is decided apart, with the reason."""

    class Meta:
        model = NudoCritico
        fields = ["codigo", "texto", "causas", "indicador", "prioridad", "origen", "planteado_el", "fuente"]
        widgets = {
            "texto": forms.Textarea(attrs={"rows": 2}),
            "causas": forms.Textarea(attrs={"rows": 4}),
            "planteado_el": Fecha,
        }
        labels = {"fuente": "Documento en que consta"}
        help_texts = {
            "codigo": "Corto y sin espacios: «NC-01». No se repite en el distrito.",
            "texto": "El problema en una oración: qué pasa, a quiénes, dónde. Sin nombres de personas.",
            "causas": "Por qué pasa. Una por línea.",
            "indicador": "El que mejorará cuando se resuelva. Si no hay, regístrelo primero en Indicadores.",
            "fuente": "Acta, informe u oficio, con su fecha.",
        }

    def __init__(self, *args: Any, ugel: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["indicador"]
        campo.queryset = Indicador.objects.de(ugel).order_by("nombre", "pk")
        campo.empty_label = "Ninguno todavía"


class IndicadorForm(FormularioRegistro):
    """An indicator of one UGEL."""

    class Meta:
        model = Indicador
        fields = ["codigo", "nombre", "unidad", "sentido", "nivel", "frecuencia", "definicion", "fuente"]
        widgets = {"definicion": forms.Textarea(attrs={"rows": 3})}
        labels = {"sentido": "Cuándo mejora", "nivel": "Hasta qué territorio llega su fuente", "fuente": "Quién lo mide"}
        help_texts = {
            "codigo": "Corto y sin espacios: «DESERCION». Es el que se escribe en el padrón de indicadores.",
            "unidad": "%, estudiantes, días…",
            "nivel": "Si la fuente solo da el valor de la región, el portal no aceptará uno de un distrito.",
            "definicion": "Qué cuenta y entre qué se divide.",
        }


class MedicionForm(FormularioRegistro):
    """A value, of one territory and year, with the source that says so. The territory of one that exists is not changed."""

    ubigeo = forms.ChoiceField(label="Territorio", help_text="El que dice la fuente: un valor de la región no es del distrito.")

    class Meta:
        model = Medicion
        fields = ["ubigeo", "anio", "valor", "medido_el", "fuente"]
        widgets = {"medido_el": Fecha}
        labels = {"fuente": "De dónde sale"}
        help_texts = {"fuente": "Documento y fecha, o la dirección de la página. Sin fuente no se guarda."}

    def __init__(self, *args: Any, territorios: list[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fuente"].required = True
        self.fields["valor"].label = f"Valor ({self.instance.indicador.unidad})"
        if territorios is not None:
            campo: Any = self.fields["ubigeo"]
            campo.choices = [("", "Elija el territorio"), *territorios]
        else:
            del self.fields["ubigeo"]


def territorios_de(user: Any, indicador: Indicador) -> list[tuple[str, str]]:
    """What a form offers this person for an indicator: the territories for which its source has a value, the smallest first."""
    distritos = Distrito.objects.atendidos_por(user).order_by("ubigeo")
    if indicador.ugel_id is not None:
        distritos = distritos.filter(ugel=indicador.ugel_id)
    nombres: dict[str, str] = {}
    for d in distritos:
        nombres[d.ubigeo] = f"Distrito de {d.nombre}"
    for d in distritos:
        nombres.setdefault(d.ubigeo[:4], f"Provincia de {d.provincia}")
    for d in distritos:
        nombres.setdefault(d.ubigeo[:2], f"Región {d.departamento}")
    nombres[PAIS] = "País"
    return [(ubigeo, f"{nombre} ({ubigeo})") for ubigeo, nombre in nombres.items() if not indicador.reparo_de_nivel(ubigeo)]
