"""Forms about a commitment: what it says, a new due date."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q

from base.bitacora.formularios import FormularioRegistro
from base.comun.campos import Fecha
from base.comun.fechas import hoy
from convenios.models import Compromiso, Convenio
from convenios.models.convenio import alcanzables
from municipios.models import Distrito

from .campos import DecisionVista

CIFRA = {"class": "form-control numberinput", "step": "0.01", "min": "0", "inputmode": "decimal"}


class AlcanceEHitos(forms.Form):
    """The districts that a commitment reaches, each with its share of the target, and its milestones as lines of text."""

    todos = forms.BooleanField(label="Todos los distritos del convenio", required=False)
    hitos = forms.CharField(
        label="Hitos",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Uno por línea; si tiene fecha, después de una barra: «Plan aprobado | 30/06/2026». Con hitos, el avance se cuenta por hitos.",
    )

    distritos: "list[Distrito]"
    alcances: "dict[int, Decimal | None]"

    def poner_distritos(self) -> None:
        """A mark and a share for each district that can be reached."""
        for d in self.distritos:
            parte = self.alcances.get(d.pk)
            self.fields[f"d_{d.ubigeo}"] = forms.BooleanField(
                label=d.nombre,
                required=False,
                initial=d.pk in self.alcances,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"m_{d.ubigeo}"] = forms.DecimalField(
                label=f"Parte de la meta: {d.nombre}",
                required=False,
                initial=parte,
                min_value=Decimal("0.01"),
                max_digits=14,
                decimal_places=2,
                widget=forms.NumberInput(attrs={**CIFRA, "placeholder": "parte"}),
            )

    def filas_de_distritos(self) -> Iterator[dict[str, Any]]:
        """Mark and share of each district, for the page."""
        for d in self.distritos:
            yield {"distrito": d, "marca": self[f"d_{d.ubigeo}"], "parte": self[f"m_{d.ubigeo}"]}

    def clean_hitos(self) -> list[tuple[str, datetime.date | None]]:
        """The lines as milestones; each error says which line."""
        hitos, errores = [], []
        for numero, linea in enumerate(self.cleaned_data["hitos"].splitlines(), start=1):
            if linea.strip():
                try:
                    hitos.append(_leer_hito(linea))
                except ValidationError as error:
                    errores.append(f"Línea {numero}: {error.messages[0]}")
        repetidos = {texto for texto, _ in hitos if [t for t, _ in hitos].count(texto) > 1}
        errores += [f"El hito «{texto}» está dos veces." for texto in sorted(repetidos)]
        if errores:
            raise ValidationError(errores)
        return hitos

    def clean(self) -> dict[str, Any] | None:
        """A share belongs to a district that is reached."""
        datos = super().clean()
        for d in self.distritos:
            if self.cleaned_data.get(f"m_{d.ubigeo}") and not self._alcanza(d):
                self.add_error(f"m_{d.ubigeo}", f"Marque {d.nombre}, o quite su parte de la meta.")
        return datos

    def _alcanza(self, distrito: Distrito) -> bool:
        return bool(self.cleaned_data.get("todos") or self.cleaned_data.get(f"d_{distrito.ubigeo}"))

    @property
    def alcance(self) -> dict[Distrito, Decimal | None]:
        """The districts it reaches, each with its share."""
        return {d: self.cleaned_data.get(f"m_{d.ubigeo}") for d in self.distritos if self._alcanza(d)}


class CompromisoForm(AlcanceEHitos, FormularioRegistro):
    """What was promised. Its state and its progress are nobody's to type; a due date once set moves by reprogramming."""

    class Meta:
        model = Compromiso
        fields = [
            "codigo", "descripcion", "linea", "clausula", "obligada", "responsable", "inicio", "plazo", "unidad", "meta", "meta_financiera", "fuente",
        ]  # fmt: skip
        widgets = {
            "descripcion": forms.Textarea(attrs={"rows": 4}),
            "inicio": Fecha,
            "plazo": Fecha,
            "meta": forms.NumberInput(attrs=CIFRA),
            "meta_financiera": forms.NumberInput(attrs=CIFRA),
        }
        help_texts = {
            "codigo": "Como lo llama su matriz; no se repite dentro del convenio.",
            "responsable": "El cargo, no la persona: «Jefe de Gestión Pedagógica».",
            "unidad": "En qué se cuenta: talleres, II.EE., familias.",
            "plazo": "Vacío si todavía no se conoce.",
        }

    def __init__(self, *args: Any, instance: Compromiso, **kwargs: Any) -> None:
        self.distritos = list(_elegibles(instance.convenio, instance))
        self.alcances = {} if instance.pk is None else {a.distrito_id: a.meta for a in instance.alcances.all()}
        super().__init__(*args, instance=instance, **kwargs)
        self._acotar(instance)
        self.poner_distritos()
        self.fields["hitos"].initial = hitos_escritos(instance)
        if "motivo" in self.fields:
            self.order_fields([nombre for nombre in self.fields if nombre != "motivo"] + ["motivo"])

    def _acotar(self, compromiso: Compromiso) -> None:
        """Clauses and parties are those of its own convenio; a due date that stands is not a field."""
        convenio = compromiso.convenio
        clausula: Any = self.fields["clausula"]
        obligada: Any = self.fields["obligada"]
        clausula.queryset, clausula.empty_label = convenio.clausulas.all(), "Sin dato"
        siguen = Q(separado_el=None) | Q(separado_el__gt=hoy()) | Q(pk=compromiso.obligada_id)
        obligada.queryset = convenio.partes.filter(siguen).select_related("municipalidad__distrito")
        obligada.empty_label, obligada.help_text = convenio.ugel.nombre, ""
        if compromiso.pk is not None and compromiso.plazo is not None:
            del self.fields["plazo"]

    def valores(self, registro: Model) -> dict[str, Any]:
        """What is saved now, districts and milestones too."""
        ahora = super().valores(registro)
        guardados = {a.distrito_id: a.meta for a in registro.alcances.all()}  # type: ignore[attr-defined]
        for d in self.distritos:
            ahora |= {f"d_{d.ubigeo}": d.pk in guardados, f"m_{d.ubigeo}": guardados.get(d.pk)}
        return ahora | {"hitos": hitos_escritos(registro), "todos": False}


def _elegibles(convenio: Convenio, compromiso: Compromiso) -> Any:
    """Districts of the convenio's parties (of the whole UGEL while it has none) and those the commitment reaches already."""
    de_las_partes = alcanzables([convenio.pk]).get(convenio.pk)
    base = Q(pk__in=de_las_partes) if de_las_partes else Q(ugel=convenio.ugel_id)
    ya = Q() if compromiso.pk is None else Q(pk__in=compromiso.alcances.values("distrito"))
    return Distrito.objects.filter(base | ya).order_by("ubigeo")


def hitos_escritos(compromiso: Any) -> str:
    """The milestones of a commitment as a person writes them."""
    return "" if compromiso.pk is None else en_lineas((h.descripcion, h.plazo) for h in compromiso.hitos.all())


def en_lineas(hitos: "Iterable[tuple[str, datetime.date | None]]") -> str:
    """Milestones as a person writes them: one a line, its date after a bar."""
    return "\n".join(f"{texto} | {plazo:%d/%m/%Y}" if plazo else texto for texto, plazo in hitos)


def _leer_hito(linea: str) -> tuple[str, datetime.date | None]:
    texto, barra, escrita = linea.rpartition("|")
    if not barra:
        texto, escrita = linea, ""
    texto, escrita = " ".join(texto.split()), escrita.strip()
    if not texto:
        raise ValidationError("falta el texto del hito.")
    if len(texto) > 250:
        raise ValidationError("el texto pasa de 250 caracteres.")
    if not escrita:
        return texto, None
    try:
        return texto, forms.DateField().clean(escrita)
    except ValidationError:
        raise ValidationError(f"«{escrita[:40]}» no es una fecha. Escríbala así: 30/06/2026.") from None


class ReprogramarForm(DecisionVista):
    """A new due date, with the reason and the document that support it."""

    plazo = forms.DateField(label="Plazo nuevo", widget=Fecha)
    motivo = forms.CharField(label="Motivo", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    documento = forms.CharField(label="Documento que lo sustenta", max_length=200, help_text="Oficio, acta o resolución: número y fecha.")
