"""Forms of a building and of a service."""

from typing import Any

from base.bitacora.formularios import FormularioRegistro
from municipios.models import Distrito, InstitucionEducativa, LocalEscolar, Ugel


class _DeLaUgel(FormularioRegistro):
    """A record of one of the districts of a UGEL; the district of one that exists is not changed here."""

    def __init__(self, *args: Any, ugel: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "distrito" in self.fields:
            campo: Any = self.fields["distrito"]
            campo.queryset = Distrito.objects.filter(ugel=ugel).order_by("nombre")
            if self.instance.pk is not None:
                del self.fields["distrito"]


class LocalForm(_DeLaUgel):
    """What is known of a building, and what decides how it can be repaired."""

    class Meta:
        model = LocalEscolar
        fields = [
            *("codigo_local", "nombre", "distrito", "centro_poblado", "direccion", "latitud", "longitud"),
            *("saneamiento", "cui", "expediente", "titular", "fuente"),
        ]


class InstitucionForm(_DeLaUgel):
    """What is known of a service."""

    class Meta:
        model = InstitucionEducativa
        fields = ["codigo_modular", "anexo", "nombre", "nivel", "distrito", "local", "gestion", "area", "fuente"]

    def __init__(self, *args: Any, ugel: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, ugel=ugel, **kwargs)
        campo: Any = self.fields["local"]
        locales = LocalEscolar.objects.filter(distrito__ugel=ugel)
        if self.instance.distrito_id:
            locales = locales.filter(distrito=self.instance.distrito_id)
        campo.queryset = locales.order_by("nombre")
