"""Forms about a plan of work: what it says of itself, an activity, the two approvals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.fechas import hoy
from convenios.models import Actividad, Alcance, Compromiso, Convenio, Parte, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.models import InstitucionEducativa, Municipalidad, NudoCritico


def sin_ceros(cifra: Decimal) -> Decimal:
    """A figure as a person would type it: 10 and 8.5, neither 10.00 nor 1E+1."""
    return cifra.normalize() + 0


CIFRA = {"class": "form-control numberinput", "step": "0.01", "min": "0", "inputmode": "decimal"}


class PlanForm(FormularioRegistro):
    """A plan's own columns. Of whom and of which year is said once, when it is made."""

    class Meta:
        model = PlanTrabajo
        fields = ["convenio", "municipalidad", "anio", "objetivo"]
        widgets = {"objetivo": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"objetivo": "Qué se quiere lograr en el año, en una frase."}

    def __init__(self, *args: Any, convenios: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for campo in ("convenio", "municipalidad", "anio"):
                del self.fields[campo]
            return
        de_convenio: Any = self.fields["convenio"]
        de_convenio.queryset, de_convenio.empty_label = convenios, None if len(convenios) == 1 else "Elija el convenio"
        municipalidad: Any = self.fields["municipalidad"]
        partes = Municipalidad.objects.filter(pk__in=_partes(convenios)).select_related("distrito").order_by("distrito__ubigeo")
        municipalidad.queryset, municipalidad.empty_label = partes, "Elija la municipalidad"
        self.fields["anio"].initial = hoy().year


def _partes(convenios: Any) -> Any:
    return Parte.objects.siguen().filter(convenio__in=convenios).values("municipalidad")


class CopiarForm(ConClave):
    """For which year a plan is copied."""

    anio = forms.IntegerField(label="Para el año", min_value=2000, max_value=2100)


class AprobarForm(ConClave):
    """One side approves: by which document."""

    documento = forms.CharField(
        label="Documento con que se aprueba", max_length=200, help_text="Acuerdo de concejo, resolución u oficio: número y fecha."
    )


def _con_su_nivel(escuela: Any) -> str:
    """Two services of one school have one name: the level and the code tell them apart."""
    return " · ".join(filter(None, [str(escuela), escuela.get_nivel_display() if escuela.nivel else "", escuela.codigo_modular]))


class ActividadForm(FormularioRegistro):
    """One activity with its targets by quarter and the schools that it reaches. In an approved plan new targets say why."""

    class Meta:
        model = Actividad
        fields = [
            "codigo", "nombre", "unidad", "peso", "nudo", "compromiso", "financia", "responsable", "responsable_municipal", "medio",
        ]  # fmt: skip
        widgets = {"nombre": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        distrito = plan.municipalidad.distrito_id
        nudo, compromiso = self.fields["nudo"], self.fields["compromiso"]
        suyo = Q(pk=self.instance.nudo_id) if self.instance.nudo_id else Q(pk=None)
        nudo.queryset = NudoCritico.objects.filter(Q(estado=NudoCritico.Estado.ABIERTO) | suyo, distrito=distrito)  # type: ignore[attr-defined]
        nudo.empty_label = "Ninguno todavía"  # type: ignore[attr-defined]
        alcanzan = Alcance.objects.filter(distrito=distrito).values("compromiso")
        firmados = Q(
            pk__in=alcanzan, convenio__ugel=plan.convenio.ugel_id, convenio__estado__in=Convenio.Estado.firmados(), eliminado_en=None
        )
        el_suyo = Q(pk=self.instance.compromiso_id) if self.instance.compromiso_id else Q(pk=None)
        compromiso.queryset = Compromiso.todos.filter(firmados | el_suyo).select_related("convenio")  # type: ignore[attr-defined]
        compromiso.label_from_instance = lambda c: f"{c.codigo} · {c.descripcion[:80]}"  # type: ignore[attr-defined]
        compromiso.empty_label = "Ninguno"  # type: ignore[attr-defined]
        self._poner_metas()
        self.fields["escuelas"] = forms.ModelMultipleChoiceField(
            label="Escuelas que alcanza",
            queryset=InstitucionEducativa.objects.filter(distrito=distrito).order_by("nombre", "pk"),
            required=False,
            initial=[] if self.instance._state.adding else [fila.institucion_id for fila in self.instance.escuelas.all()],
            widget=forms.SelectMultiple(attrs={"size": 6}),
            help_text="Con la tecla Ctrl se eligen varias.",
        )
        self.fields["escuelas"].label_from_instance = _con_su_nivel  # type: ignore[attr-defined]
        self.versiona = plan.esta_aprobado
        if self.versiona:
            self.fields["motivo"] = forms.CharField(
                label="Por qué cambian las metas",
                max_length=200,
                required=False,
                help_text="Si cambia alguna meta, queda como versión del plan.",
            )
            self.fields["documento"] = forms.CharField(label="Documento", max_length=200, required=False)

    def _poner_metas(self) -> None:
        puestas = {} if self.instance._state.adding else {p.trimestre: p for p in self.instance.programaciones.all()}
        for trimestre in TRIMESTRES:
            fila = puestas.get(trimestre)
            for clase, campo, nombre in (("fis", "fisica", "físico"), ("fin", "financiera", "S/")):
                self.fields[f"{clase}_t{trimestre}"] = forms.DecimalField(
                    label=f"{ROMANOS[trimestre]} trimestre, {nombre}",
                    required=False,
                    min_value=Decimal(0),
                    max_digits=14,
                    decimal_places=2,
                    initial=sin_ceros(getattr(fila, campo)) if fila and getattr(fila, campo) else None,
                    widget=forms.NumberInput(attrs=CIFRA),
                )

    def filas_de_metas(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Each quarter with its two cells, for the page."""
        for trimestre in TRIMESTRES:
            yield ROMANOS[trimestre], [self[f"fis_t{trimestre}"], self[f"fin_t{trimestre}"]]

    @property
    def metas(self) -> dict[int, tuple[Decimal, Decimal]]:
        """What was typed, quarter by quarter; an empty cell is nothing."""
        datos = self.cleaned_data
        return {t: (datos.get(f"fis_t{t}") or Decimal(0), datos.get(f"fin_t{t}") or Decimal(0)) for t in TRIMESTRES}

    def valores(self, registro: Any) -> dict[str, Any]:
        """What is saved now, targets and schools too."""
        puestas = {p.trimestre: p for p in registro.programaciones.all()}
        metas = {}
        for t in TRIMESTRES:
            metas[f"fis_t{t}"] = puestas[t].fisica if t in puestas else None
            metas[f"fin_t{t}"] = puestas[t].financiera if t in puestas else None
        return (
            super().valores(registro) | metas | {"escuelas": [fila.institucion for fila in registro.escuelas.select_related("institucion")]}
        )

    def clean(self) -> dict[str, Any] | None:
        """A version says why and by which document."""
        datos = super().clean()
        if self.versiona and {f"{c}_t{t}" for c in ("fis", "fin") for t in TRIMESTRES} & set(self.changed_data):
            for campo, mensaje in (("motivo", "Escriba por qué cambian las metas."), ("documento", "Escriba con qué documento.")):
                if not str(self.cleaned_data.get(campo) or "").strip():
                    self.add_error(campo, ValidationError(mensaje))
        return datos
