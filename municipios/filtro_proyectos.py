"""How many projects there are and where, counted once for a page; and what may be asked of their list, in the words of the address."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet

from base.comun.filtros import Filtro

from .models import ProyectoEducativo

DE_PROYECTO = "instituciones__proyectos__"
SIN_ANIO = "sin"


@dataclass(frozen=True)
class Cuenta:
    """So many projects of one type in one year (None: not known) of one district; 0 where a district has none."""

    ubigeo: str
    distrito: str
    tipo: str | None
    anio: int | None
    cuantos: int


class Resumen:
    """The counts of the projects of some districts, from one query."""

    def __init__(self, distritos: "QuerySet[Any]", *, solo_publicos: bool = False) -> None:
        cuentan = Q(instituciones__eliminado_en=None, **{f"{DE_PROYECTO}eliminado_en": None})
        if solo_publicos:
            cuentan &= ~Q(**{f"{DE_PROYECTO}etapa": ProyectoEducativo.Etapa.IDEA})
        filas = distritos.order_by("ubigeo").values_list("ubigeo", "nombre", f"{DE_PROYECTO}tipo", f"{DE_PROYECTO}anio")
        self.cuentas = [Cuenta(*fila) for fila in filas.annotate(cuantos=Count("instituciones__proyectos", filter=cuentan))]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(cuenta.cuantos for cuenta in self.cuentas)

    @property
    def distritos(self) -> list[tuple[str, str]]:
        """Every district, by its code and its name."""
        return list(dict.fromkeys((cuenta.ubigeo, cuenta.distrito) for cuenta in self.cuentas))

    @property
    def por_distrito(self) -> list[dict[str, Any]]:
        """How many in each district that has some."""
        suma: Counter[tuple[str, str]] = Counter()
        for cuenta in self.cuentas:
            suma[cuenta.ubigeo, cuenta.distrito] += cuenta.cuantos
        return [{"ubigeo": ubigeo, "nombre": nombre, "cuantos": n} for (ubigeo, nombre), n in suma.items() if n]

    @property
    def sin_proyectos(self) -> list[str]:
        """The districts where there is none."""
        con = {fila["ubigeo"] for fila in self.por_distrito}
        return [nombre for ubigeo, nombre in self.distritos if ubigeo not in con]

    @property
    def anios(self) -> list[int | None]:
        """The years that have some, the last one first; None at the end, for those whose year is not known."""
        anios = {cuenta.anio for cuenta in self.cuentas if cuenta.cuantos}
        return [*sorted((anio for anio in anios if anio is not None), reverse=True), *([None] if None in anios else [])]

    @property
    def por_tipo(self) -> list[dict[str, Any]]:
        """A row for each type: how many in each of `anios`, and in all."""
        suma: Counter[tuple[Any, Any]] = Counter()
        for cuenta in self.cuentas:
            suma[cuenta.tipo, cuenta.anio] += cuenta.cuantos
        filas: list[dict[str, Any]] = []
        for slug, etiqueta in ProyectoEducativo.Tipo.choices:
            celdas = [{"anio": SIN_ANIO if anio is None else anio, "cuantos": suma[slug, anio]} for anio in self.anios]
            filas.append({"tipo": slug, "etiqueta": etiqueta, "celdas": celdas, "total": sum(suma[slug, anio] for anio in self.anios)})
        return filas


class FiltroDeProyectos(Filtro):
    """Which projects; how the page draws them is no filter."""

    no_filtran = frozenset({"vista"})

    texto = forms.CharField(
        label="Buscar", required=False, max_length=100, help_text="Código, título, tema, producto o escuela; sin importar tildes."
    )
    tipo = forms.ChoiceField(label="Tipo", required=False, choices=[("", "Todos"), *ProyectoEducativo.Tipo.choices])
    distrito = forms.ChoiceField(label="Distrito", required=False)
    anio = forms.ChoiceField(label="Año", required=False)
    etapa = forms.ChoiceField(label="Etapa", required=False, choices=[("", "Todas"), *ProyectoEducativo.Etapa.choices])
    concurso = forms.ChoiceField(label="Concurso", required=False, choices=[("", "Cualquiera"), *ProyectoEducativo.Concurso.choices])
    vista = forms.ChoiceField(required=False, choices=[("", "Lista"), ("galeria", "Galería")], widget=forms.HiddenInput)

    def __init__(self, datos: Any, *, resumen: Resumen, filas: Any) -> None:
        super().__init__(datos)
        anios = [(SIN_ANIO, "Sin dato") if anio is None else (str(anio), str(anio)) for anio in resumen.anios]
        self.fields["distrito"].choices = [("", "Todos"), *resumen.distritos]  # type: ignore[attr-defined]
        self.fields["anio"].choices = [("", "Todos"), *anios]  # type: ignore[attr-defined]
        self._filas = filas

    @property
    def filas(self) -> Any:
        """The rows asked for, district by district."""
        filas, elegido = self._filas, self.elegido
        if "texto" in elegido:
            filas = filas.buscar(elegido["texto"])
        if "distrito" in elegido:
            filas = filas.filter(institucion__distrito__ubigeo=elegido["distrito"])
        if "anio" in elegido:
            filas = filas.filter(anio=None if elegido["anio"] == SIN_ANIO else int(elegido["anio"]))
        for campo in ("tipo", "etapa", "concurso"):
            if campo in elegido:
                filas = filas.filter(**{campo: elegido[campo]})
        return filas.en_orden()
