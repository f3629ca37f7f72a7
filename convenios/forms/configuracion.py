"""The form of what a UGEL sets for itself."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model

from base.bitacora.formularios import FormularioRegistro
from convenios.models.linea import Linea
from municipios.models import Ugel
from municipios.models.configuracion import escribir_nombres, leer_nombres

LINEAS = {str(slug): str(nombre) for slug, nombre in Linea.choices}


class ConfiguracionForm(FormularioRegistro):
    """Thresholds, names of the lines of work, heading of the papers."""

    class Meta:
        model = Ugel
        fields = [
            *("dias_por_vencer", "umbral_verde", "umbral_ambar", "brecha_de_gasto"),
            *("dias_sin_verificar", "dias_escalar_verificacion", "dias_escalar_vencido"),
            *("encabezado", "nombre_del_anio", "pie"),
        ]
        widgets = {"encabezado": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "encabezado": "Hasta tres líneas, arriba de cada documento. Vacío: no se imprime.",
            "nombre_del_anio": "Va debajo del encabezado. Vacío: no se imprime.",
            "pie": "Abajo de cada página: dirección, teléfono. Vacío: no se imprime.",
        }

    def __init__(self, *args: Any, instance: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        inicial = _de_lineas(instance)
        for slug, nombre in LINEAS.items():
            self.fields[f"n_{slug}"] = forms.CharField(
                label=f"Nombre de «{nombre}»",
                required=False,
                max_length=60,
                initial=inicial[f"n_{slug}"],
                help_text="Vacío: el del portal.",
            )
            self.fields[f"v_{slug}"] = forms.BooleanField(label=f"Se usa «{nombre}»", required=False, initial=inicial[f"v_{slug}"])
        self.order_fields([nombre for nombre in self.fields if nombre != "motivo"] + ["motivo"])

    def filas_de_lineas(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Name and mark of each line, for the page."""
        for slug in LINEAS:
            yield self[f"n_{slug}"], self[f"v_{slug}"]

    def clean_encabezado(self) -> str:
        """Lines without what surrounds them, and none empty."""
        lineas = (" ".join(linea.split()) for linea in self.cleaned_data["encabezado"].splitlines())
        return "\n".join(linea for linea in lineas if linea)

    def clean(self) -> dict[str, Any] | None:
        """The names and the marks become what the UGEL keeps; a name that is the portal's own is not kept."""
        datos = super().clean()
        puestos = {slug: " ".join(str(self.cleaned_data.get(f"n_{slug}") or "").split()) for slug in LINEAS}
        self.instance.nombres_de_lineas = escribir_nombres({s: n for s, n in puestos.items() if n and n != LINEAS[s]})
        self.instance.lineas_ocultas = " ".join(slug for slug in LINEAS if not self.cleaned_data.get(f"v_{slug}"))
        return datos

    def valores(self, registro: Model) -> dict[str, Any]:
        """What is saved now, the lines too."""
        return super().valores(registro) | _de_lineas(registro)

    def valores_de_entonces(self, fila: Any) -> dict[str, Any]:
        """What it said when the page was opened."""
        return super().valores_de_entonces(fila) | _de_lineas(fila)


def _de_lineas(dicho: Any) -> dict[str, Any]:
    """The fields of the lines, for a UGEL or for a row of its history."""
    nombres, ocultas = leer_nombres(dicho.nombres_de_lineas), dicho.lineas_ocultas.split()
    return {f"n_{s}": nombres.get(s, "") for s in LINEAS} | {f"v_{s}": s not in ocultas for s in LINEAS}
