"""Forms of an acuerdo: correct what it says while the acta is not signed, pass it to a convenio, and ask for some of them."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet, Value
from django.db.models.functions import StrIndex

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.busqueda import columna_sin_tildes, palabras
from base.comun.campos import Fecha
from base.comun.filtros import Filtro
from convenios.models import Convenio
from encuentros.models import Acuerdo, PuntoAgenda
from encuentros.models.acuerdo import SITUACIONES
from encuentros.seguimiento import de_la_municipalidad
from municipios.models import Distrito, Municipalidad


class AcuerdoForm(FormularioRegistro):
    """What was agreed, as the acta will say it."""

    class Meta:
        model = Acuerdo
        fields = ["texto", "punto", "obligado", "municipalidad", "responsable", "plazo", "distrito"]
        widgets = {"texto": forms.Textarea(attrs={"rows": 4}), "plazo": Fecha}
        help_texts = {
            "municipalidad": "Solo si lo debe una sola municipalidad.",
            "responsable": "El cargo, no el nombre.",
            "distrito": "Vacío: todos.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        encuentro = self.instance.encuentro
        distritos = Distrito.objects.filter(ugel=encuentro.ugel_id).order_by("nombre")
        municipalidades = Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).select_related("distrito")
        for nombre, filas, vacio in (
            ("punto", PuntoAgenda.objects.filter(encuentro=encuentro), "Ninguno"),
            ("municipalidad", municipalidades.order_by("distrito__nombre"), "Ninguna en particular"),
            ("distrito", distritos, "Todos"),
        ):
            campo: Any = self.fields[nombre]
            campo.queryset, campo.empty_label = filas, vacio


class PasarACompromisoForm(ConClave):
    """Of which convenio the acuerdo becomes a commitment."""

    convenio = forms.ModelChoiceField(label="Convenio", queryset=Convenio.objects.none(), empty_label="Elija el convenio")

    def __init__(self, *args: Any, convenios: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["convenio"]
        campo.queryset = convenios
        campo.label_from_instance = lambda convenio: f"{convenio.codigo} · {convenio.titulo}"


POR_URGENCIA = " ".join(
    situacion for situacion, _ in SITUACIONES
)  # «cumplido» stands before «no_cumplido»: its place is looked for in the text


class FiltroDeAcuerdos(Filtro):
    """Which acuerdos of a UGEL, and in what order."""

    no_filtran = frozenset({"orden"})
    PREDETERMINADO = "plazo"

    texto = forms.CharField(label="Buscar", required=False, max_length=100, help_text="Texto o responsable; sin importar tildes.")
    situacion = forms.ChoiceField(
        label="Situación",
        required=False,
        choices=[("", "Todas"), ("pendientes", "Abiertos y vencidos"), *SITUACIONES],
    )
    encuentro = forms.ChoiceField(label="Encuentro", required=False)
    distrito = forms.ChoiceField(label="Distrito o municipalidad", required=False)
    obligado = forms.ChoiceField(label="Quién lo debe", required=False, choices=[("", "Cualquiera"), *Acuerdo.Obligado.choices])
    orden = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(signo + campo, campo) for campo in ("plazo", "numero", "situacion") for signo in ("", "-")],
    )

    def __init__(self, datos: Any, *, filas: Any, encuentros: list[Any], distritos: list[tuple[str, str]]) -> None:
        super().__init__(datos)
        self.fields["encuentro"].choices = [("", "Todos"), *((str(e.numero), str(e)) for e in encuentros)]  # type: ignore[attr-defined]
        self.fields["distrito"].choices = [("", "Todos"), *distritos]  # type: ignore[attr-defined]
        self._filas = filas

    @property
    def sin_encuentro(self) -> Any:
        """What everything but the encuentro leaves: what is counted of each encuentro."""
        return self._elegir(self.elegido.keys() - {"encuentro", "orden"})

    @property
    def filas(self) -> Any:
        """The rows asked for, in the order asked for."""
        return self._ordenar(self._elegir(self.elegido.keys() - {"orden"}))

    def _elegir(self, nombres: Any) -> Any:
        filas, elegido = self._filas.con_situacion(), self.elegido
        if "texto" in nombres:
            filas = filas.alias(plano=columna_sin_tildes("texto", "responsable"))
            for palabra in palabras(elegido["texto"]):
                filas = filas.filter(plano__contains=palabra)
        if "situacion" in nombres:
            pedida = elegido["situacion"]
            filas = filas.filter(situacion__in=["abierto", "vencido"] if pedida == "pendientes" else [pedida])
        if "encuentro" in nombres:
            filas = filas.filter(encuentro__numero=elegido["encuentro"])
        if "distrito" in nombres:
            filas = filas.filter(de_la_municipalidad(Municipalidad.objects.filter(distrito__ubigeo=elegido["distrito"])))
        if "obligado" in nombres:
            filas = filas.filter(obligado=elegido["obligado"])
        return filas

    def _ordenar(self, filas: Any) -> Any:
        orden = self.elegido.get("orden", self.PREDETERMINADO)
        campo, al_reves = orden.removeprefix("-"), orden.startswith("-")
        clave = (
            StrIndex(Value(POR_URGENCIA), F("situacion"))
            if campo == "situacion"
            else F("encuentro__numero" if campo == "numero" else campo)
        )
        primero = clave.desc(nulls_last=True) if al_reves else clave.asc(nulls_last=True)
        return filas.order_by(primero, "encuentro__numero", "-numero" if al_reves and campo == "numero" else "numero", "pk")
