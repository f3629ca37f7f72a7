"""Forms about a convenio and the rows that belong to it."""

from typing import Any

from django import forms
from django.db.models import Q

from base.bitacora.formularios import FormularioRegistro
from base.comun.campos import Fecha
from base.cuentas.models import Usuario
from convenios.models import Adenda, Clausula, Convenio, Designacion, Parte
from municipios.models import MiembroUgel, Municipalidad

from .campos import PdfField


class ConvenioForm(FormularioRegistro):
    """What the signed text says of itself. Its state is moved by its own steps, never typed."""

    documento = PdfField(
        label="Documento firmado (PDF)", required=False, help_text="Como máximo 10 MB. Si ya hay uno, el nuevo lo reemplaza."
    )

    class Meta:
        model = Convenio
        fields = [
            "codigo", "tipo", "padre", "titulo", "objeto", "lugar", "suscrito_el", "informado_el", "inicio", "fin", "sin_fin", "libre_separacion", "fuente",
        ]  # fmt: skip
        widgets = {
            "objeto": forms.Textarea(attrs={"rows": 4}),
            "suscrito_el": Fecha,
            "informado_el": Fecha,
            "inicio": Fecha,
            "fin": Fecha,
            "libre_separacion": forms.Select(choices=[("", "Sin dato"), ("True", "Sí"), ("False", "No")]),
        }
        help_texts = {
            "codigo": "Como se le cita: «CM-2023-JAEN». No se repite en la UGEL.",
            "padre": "Solo para un convenio específico.",
            "fin": "Vacío si no se conoce, o si la vigencia es indeterminada.",
        }

    def __init__(self, *args: Any, instance: Convenio, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        marcos = Convenio.objects.filter(ugel=instance.ugel_id, tipo=Convenio.Tipo.MARCO).exclude(pk=instance.pk)
        padre: Any = self.fields["padre"]
        padre.queryset, padre.empty_label = marcos, "Ninguno"
        if instance.pk is not None and instance.estado != Convenio.Estado.BORRADOR:
            del self.fields["codigo"]  # its address is already in other people's papers

    def clean_codigo(self) -> str:
        """Unique in its UGEL, whatever its capitals."""
        codigo = str(self.cleaned_data["codigo"])
        otros = Convenio.objects.filter(ugel=self.instance.ugel_id, codigo__iexact=codigo).exclude(pk=self.instance.pk)
        if otros.exists():
            raise forms.ValidationError("Esta UGEL ya tiene un convenio con ese código.", code="repetido")
        return codigo


class _DelConvenio(FormularioRegistro):
    """A row of a convenio; what it can choose from is its convenio's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acotar(self.instance.convenio)

    def acotar(self, convenio: Convenio) -> None:
        """Leave only what this convenio may choose."""


class ParteForm(_DelConvenio):
    """Who signed for a municipality, with what document, when; and when it left."""

    class Meta:
        model = Parte
        fields = ["municipalidad", "firmante", "cargo", "documento", "firmado_el", "separado_el", "separacion_documento", "nota", "fuente"]
        widgets = {"firmado_el": Fecha, "separado_el": Fecha}
        help_texts = {
            "separado_el": "Solo si dejó el convenio, que sigue para los demás. Vacío: sigue siendo parte.",
            "separacion_documento": "El que comunica la separación: número y fecha.",
        }

    def acotar(self, convenio: Convenio) -> None:
        """Municipalities of the UGEL that are not a party yet."""
        otras = convenio.partes.exclude(pk=self.instance.pk).values("municipalidad")
        libres = Municipalidad.objects.filter(Q(distrito__ugel=convenio.ugel_id) | Q(pk=self.instance.municipalidad_id)).exclude(
            pk__in=otras
        )
        campo: Any = self.fields["municipalidad"]
        campo.queryset, campo.empty_label = libres.select_related("distrito"), "Elija una"


class ClausulaForm(_DelConvenio):
    """A clause of the text."""

    class Meta:
        model = Clausula
        fields = ["orden", "titulo", "texto", "fuente"]
        widgets = {"texto": forms.Textarea(attrs={"rows": 8})}
        labels = {"orden": "Número de cláusula"}


class AdendaForm(_DelConvenio):
    """A signed change, as registered."""

    archivo_nuevo = PdfField(
        label="Adenda firmada (PDF)", required=False, help_text="Como máximo 10 MB. Si ya hay una, la nueva la reemplaza."
    )

    class Meta:
        model = Adenda
        fields = ["numero", "objeto", "suscrita_el", "documento", "fuente"]
        widgets = {"suscrita_el": Fecha, "objeto": forms.Textarea(attrs={"rows": 3})}


class DesignacionForm(_DelConvenio):
    """A person designated to coordinate, by what resolution, between which dates."""

    class Meta:
        model = Designacion
        fields = ["nombre", "cargo", "usuario", "resolucion", "inicio", "fin", "fuente"]
        widgets = {"inicio": Fecha, "fin": Fecha}
        labels = {"usuario": "Su cuenta en el portal"}

    def acotar(self, convenio: Convenio) -> None:
        """Accounts of the staff of the convenio's UGEL."""
        personal = MiembroUgel.objects.vigentes().filter(ugel=convenio.ugel_id).values("usuario")
        campo: Any = self.fields["usuario"]
        campo.queryset = Usuario.objects.filter(Q(pk__in=personal) | Q(pk=self.instance.usuario_id)).order_by("nombre")
        campo.empty_label = "Sin cuenta"
