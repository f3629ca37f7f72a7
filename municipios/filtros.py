"""What may be asked of the lists of schools, in the words of the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F

from base.comun.filtros import Filtro

from .models import Distrito, InstitucionEducativa, LocalEscolar, NivelRiesgo, PautaRiesgo, Ugel
from .models.criterios import CRITERIOS
from .models.riesgo import sin_ficha


class DeDistrito(Filtro):
    """What stands in a district, by its words and by its district."""

    texto = forms.CharField(label="Buscar", required=False, max_length=100, help_text="Código, nombre o distrito; sin importar tildes.")
    distrito = forms.ChoiceField(label="Distrito", required=False)
    lote = forms.IntegerField(label="Lote", required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, datos: Any, *, ugel: Ugel, filas: Any) -> None:
        super().__init__(datos)
        distritos = list(Distrito.objects.filter(ugel=ugel).order_by("ubigeo").values_list("pk", "ubigeo", "nombre"))
        self.fields["distrito"].choices = [("", "Todos"), *((ubigeo, nombre) for _, ubigeo, nombre in distritos)]  # type: ignore[attr-defined]
        self._filas, self._distritos = filas, [(pk, nombre) for pk, _, nombre in distritos]

    @property
    def filas(self) -> Any:
        """The rows asked for."""
        filas, elegido = self._filas, self.elegido
        if "texto" in elegido:
            filas = filas.buscar(elegido["texto"], self._distritos)
        if "distrito" in elegido:
            filas = filas.filter(distrito__ubigeo=elegido["distrito"])
        if "lote" in elegido:  # what one gesture touched; which rows those are is no more than who reads the list sees
            filas = filas.filter(pk__in=filas.model.history.filter(lote=elegido["lote"]).values("id"))
        for campo in ("nivel", "area", "gestion", "saneamiento"):
            if campo in elegido:
                filas = filas.filter(**{campo: elegido[campo]})
        return filas


class FiltroDeInstituciones(DeDistrito):
    """Which services."""

    nivel = forms.ChoiceField(label="Nivel", required=False, choices=[("", "Todos"), *InstitucionEducativa.Nivel.choices])
    area = forms.ChoiceField(label="Área", required=False, choices=[("", "Todas"), *InstitucionEducativa.Area.choices])
    gestion = forms.ChoiceField(label="Gestión", required=False, choices=[("", "Todas"), *InstitucionEducativa.Gestion.choices])


class FiltroDeLocales(DeDistrito):
    """Which buildings."""

    saneamiento = forms.ChoiceField(label="Saneamiento", required=False, choices=[("", "Todos"), *LocalEscolar.Saneamiento.choices])
    ficha = forms.ChoiceField(label="Ficha de riesgo", required=False, choices=[("", "Con y sin ficha"), ("sin", "Sin ficha")])

    @property
    def filas(self) -> Any:
        """The rows asked for."""
        return sin_ficha(super().filas) if "ficha" in self.elegido else super().filas


class FiltroDeRiesgo(DeDistrito):
    """Which buildings of the list by risk, and by which criterion."""

    no_filtran = frozenset({"orden"})

    lote = None  # type: ignore[assignment]  # its sheets came in many ways
    nivel = forms.ChoiceField(label="Nivel", required=False, choices=[("", "Todos"), *NivelRiesgo.choices])
    orden = forms.ChoiceField(
        required=False, choices=[(signo + c.slug, c.nombre) for c in CRITERIOS for signo in ("", "-")], widget=forms.HiddenInput
    )

    def de_lista(self, pauta: PautaRiesgo) -> Any:
        """The sheets asked for, which come in the order of the list: what ties under a criterion keeps it."""
        filas, orden = self._buscadas(pauta), self.elegido.get("orden", "")
        if not orden:
            return filas
        clave = F(orden.removeprefix("-"))
        primero = clave.desc(nulls_last=True) if orden.startswith("-") else clave.asc(nulls_last=True)
        return filas.order_by(primero, *filas.query.order_by)

    def llaves(self, pauta: PautaRiesgo, puestos: Mapping[int, Any]) -> list[int]:
        """The same by their keys, for who knows already where each stands in the whole list: it is not put in order twice."""
        filas, orden = self._buscadas(pauta).order_by(), self.elegido.get("orden", "")
        if not orden:
            halladas = set(filas.values_list("pk", flat=True))
            return [ficha for ficha in puestos if ficha in halladas]
        valores = dict(filas.values_list("pk", orden.removeprefix("-")))
        signo = -1 if orden.startswith("-") else 1
        # what ties stays as it was
        return sorted((f for f in puestos if f in valores), key=lambda f: (valores[f] is None, signo * (valores[f] or 0)))

    def _buscadas(self, pauta: PautaRiesgo) -> Any:
        filas, elegido = self._filas, self.elegido
        if "texto" in elegido:
            filas = filas.filter(local__in=LocalEscolar.objects.buscar(elegido["texto"], self._distritos))
        if "distrito" in elegido:
            filas = filas.filter(local__distrito__ubigeo=elegido["distrito"])
        if "nivel" in elegido:
            filas = filas.en_nivel(elegido["nivel"], pauta)
        return filas
