"""The list of commitments of a UGEL: what may be asked of it, in the words of the address, and what it answers."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Count, DateField, Exists, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, StrIndex

from base.comun.busqueda import columna_sin_tildes, palabras
from base.cuentas.preparadas import traer_para
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Municipalidad, Ugel

from .filtros import Desde, Eleccion, FaltaAlgo
from .models import Alcance, Avance, Compromiso, Convenio
from .models.linea import lineas_de
from .models.situacion import POR_URGENCIA, Situacion, avances, por_urgencia

# "cumplido" stands before "no_cumplido": the place of a word is looked for in the joined text.
URGENCIA = " ".join(POR_URGENCIA)

SE_CUENTAN = 1000
# What may be asked of the list and has a place in a question that is written once (ADR 0032); the rest is written out each time
CON_LUGAR = {"distrito", "linea", "obligada", "convenio"}
DE_OTRA_FORMA = {"situacion", "orden", "texto"}


class DiaSinIndice(Func):
    """A day by which the rows of a UGEL are sorted. Not the column itself, of which there is an index: PostgreSQL would walk the due dates of the
    whole country until it has found fifty of the UGEL.
    """

    template, arity = "%(expressions)s", 1
    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """The same day."""
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0)", **contexto)


DECIDIDO = Case(When(estado=Compromiso.Estado.ABIERTO, then=0), default=1)


def con_palabras(filas: Any, buscadas: list[str]) -> Any:
    """Those of a UGEL with every word. They are few and are read (by a column that no index is of): the index of words is of all the country."""
    filas = filas.alias(leido=Concat("busqueda", Value(""), output_field=TextField())) if buscadas else filas
    for palabra in buscadas:
        filas = filas.filter(leido__contains=palabra)
    return filas


def _opciones(ugel: Ugel, persona: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
    """What this person can choose in this UGEL, in one query: districts, municipalities, convenios."""
    filas = sorted(traer_para(persona, "filtro de compromisos", _elegibles, ugel=ugel.pk))
    nivel = dict(Municipalidad.Tipo.choices)
    return (
        [(codigo, nombre) for clase, codigo, nombre, _ in filas if clase == "distrito"],
        [(codigo, f"{nivel[tipo]} de {nombre}") for clase, codigo, nombre, tipo in filas if clase == "distrito" and tipo],
        [(codigo, f"{codigo} · {nombre}") for clase, codigo, nombre, _ in filas if clase == "convenio"],
    )


def _elegibles(persona: Any, ugel: int) -> Any:
    distritos = Distrito.objects.filter(ugel=ugel).order_by().values_list(Value("distrito"), "ubigeo", "nombre", "municipalidad__tipo")
    suyos = Convenio.objects.for_user(persona).filter(ugel=ugel).order_by()
    return distritos.union(suyos.values_list(Value("convenio"), "codigo", "titulo", Value("", output_field=TextField())), all=True)


class CompromisoFiltro(django_filters.FilterSet):
    """Which commitments of a UGEL, and in what order."""

    texto = django_filters.CharFilter(
        method="con_texto", label="Buscar", max_length=100, help_text="Código, texto o responsable; sin importar tildes."
    )
    situacion = Eleccion(choices=Situacion.choices, method="en_situacion", label="Situación", empty_label="Todas")
    distrito = Eleccion(method="en_distrito", label="Distrito", empty_label="Todos")
    linea = Eleccion(label="Línea", empty_label="Todas")
    obligada = Eleccion(method="que_debe", label="Quién lo debe", empty_label="Cualquiera")
    convenio = Eleccion(field_name="convenio__codigo", label="Convenio", empty_label="Todos")
    responsable = django_filters.CharFilter(method="con_responsable", label="Responsable", max_length=100)
    lote = django_filters.NumberFilter(method="en_lote", label="Lote", min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    falta = Eleccion(choices=FaltaAlgo.CHOICES, method="que_le_falta", label="Dato que falta", empty_label="Ninguno en particular")
    plazo_desde = Desde(field_name="plazo", lookup_expr="gte", label="Plazo desde el")
    decidido_desde = Desde(method="decidido_desde_el", label="Decidido desde el")
    avance_desde = Desde(method="con_avance_desde_el", label="Con avance verificado desde el")
    orden = Eleccion(
        choices=[(signo + campo, campo) for campo in ("plazo", "codigo", "situacion") for signo in ("", "-")],
        method="en_orden",
        label="Orden",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Compromiso
        fields: list[str] = []

    def __init__(self, data: Any, *, ugel: Ugel, persona: Any) -> None:
        super().__init__(data, queryset=Compromiso.objects.leidos_de(persona, ugel.pk))
        self.persona, self.ugel = persona, ugel
        distritos, municipalidades, convenios = _opciones(ugel, persona)
        self.filters["distrito"].extra["choices"] = distritos
        self.filters["linea"].extra["choices"] = lineas_de(ugel, ademas=data.get("linea", ""))
        self.filters["obligada"].extra["choices"] = [("ugel", ugel.nombre), *municipalidades]
        self.filters["convenio"].extra["choices"] = convenios

    # ── What each word of the address means ──────────────────────────────────────────────────────────────────────────────
    def con_texto(self, filas: Any, _: str, valor: str) -> Any:
        return con_palabras(filas, palabras(valor))

    def en_situacion(self, filas: Any, _: str, valor: str) -> Any:
        return filas.en_situacion(valor)

    def en_distrito(self, filas: Any, _: str, valor: str) -> Any:
        return filas.filter(pk__in=Alcance.objects.filter(distrito__ubigeo=valor).values("compromiso"))

    def que_debe(self, filas: Any, _: str, valor: str) -> Any:
        return filas.filter(obligada=None) if valor == "ugel" else filas.filter(obligada__municipalidad__distrito__ubigeo=valor)

    def con_responsable(self, filas: Any, _: str, valor: str) -> Any:
        """The text of the search narrows first: it is a stored column."""
        filas = con_palabras(filas, palabras(valor)).alias(plano=columna_sin_tildes("responsable"))
        for palabra in palabras(valor):
            filas = filas.filter(plano__contains=palabra)
        return filas

    def que_le_falta(self, filas: Any, _: str, valor: str) -> Any:
        return filas.filter(FaltaAlgo.condicion(valor))

    def en_lote(self, filas: Any, _: str, valor: Any) -> Any:
        """Those that one gesture touched, for who reads the history."""
        if not self.persona.puede(Permiso.VER_HISTORIA):
            return filas.none()
        return filas.filter(pk__in=Compromiso.history.filter(lote=int(valor)).values("id"))

    def decidido_desde_el(self, filas: Any, _: str, valor: Any) -> Any:
        """Those that are as somebody decided since that day."""
        return filas.filter(estado_en__date__gte=valor)

    def con_avance_desde_el(self, filas: Any, _: str, valor: Any) -> Any:
        """Those with an avance verified since that day."""
        return filas.filter(Exists(avances(Avance.Estado.VERIFICADO).filter(verificado_en__date__gte=valor)))

    def en_orden(self, filas: Any, _: str, valor: str) -> Any:
        """The order is put on the page, not on what is counted: see `ordenar`."""
        return filas

    # ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def elegido(self) -> dict[str, str]:
        """What was asked and understood."""
        self.form.is_valid()
        return {nombre: valor for nombre, valor in self.form.cleaned_data.items() if valor not in (None, "")}

    @cached_property
    def sin_situacion(self) -> Any:
        """The rows that everything but the situation leaves: what the counts by situation count."""
        filas = self.queryset.all()
        for nombre, valor in self.elegido.items():
            if nombre != "situacion":
                filas = self.filters[nombre].filter(filas, valor)
        return filas

    def filter_queryset(self, queryset: "QuerySet[Any]") -> Any:
        """All that was asked."""
        return self.sin_situacion.en_situacion(self.elegido["situacion"]) if "situacion" in self.elegido else self.sin_situacion

    def preguntar(self, que: Hashable, hacer: "Callable[[Any], QuerySet[Any]]") -> list[Any]:
        """What `hacer` asks of the rows that everything but the situation leaves; `que` names that question and all that shapes it."""
        elegido = dict(self.elegido)
        buscadas = palabras(elegido.pop("texto", ""))
        de_la_ugel = elegido.get("obligada") == "ugel" and elegido.pop("obligada")
        if not elegido.keys() <= CON_LUGAR | DE_OTRA_FORMA:
            return list(hacer(self.sin_situacion))
        valores = {n: v for n, v in elegido.items() if n in CON_LUGAR} | {f"palabra{n}": v for n, v in enumerate(buscadas)}

        def escribir(persona: Any, ugel: int, **lugares: Any) -> Any:
            filas = Compromiso.objects.leidos_de(persona, ugel)
            for nombre in valores.keys() & CON_LUGAR:
                filas = self.filters[nombre].filter(filas, lugares[nombre])
            filas = con_palabras(filas, [lugares[nombre] for nombre in valores if nombre not in CON_LUGAR])
            return hacer(filas.filter(obligada=None) if de_la_ugel else filas)

        return traer_para(self.persona, ("compromisos", que, bool(de_la_ugel), *valores), escribir, ugel=self.ugel.pk, **valores)

    @cached_property
    def encontrados(self) -> int:
        """How many rows everything but the situation leaves."""
        return self._contar("todos", lambda filas: filas)

    def _contar(self, que: str, cuales: Callable[[Any], Any]) -> int:
        cuentas = self.preguntar(("cuántos", que), lambda filas: cuales(filas).order_by().values_list("convenio").annotate(n=Count("pk")))
        return sum(n for _, n in cuentas)

    @property
    def se_cuentan(self) -> bool:
        """Whether counting by situation is quick enough to do it on the same page; if not, the page asks for it apart."""
        return self.encontrados <= SE_CUENTAN

    @cached_property
    def por_situacion(self) -> dict[str, int]:
        """How many of each situation, in one query."""
        return por_urgencia(dict(self.preguntar("por situación", lambda filas: filas.contados())))

    @cached_property
    def cuantos(self) -> int:
        """How many rows there are in all."""
        situacion = self.elegido.get("situacion")
        if situacion is None:
            return self.encontrados
        if self.se_cuentan:
            return self.por_situacion.get(situacion, 0)
        return self._contar(situacion, lambda filas: filas.en_situacion(situacion))

    def pagina(self, *, desde: int, cuantas: int) -> list[Any]:
        """So many rows, from that place on, with what the table shows of each. What costs is asked only for them."""
        situacion, orden = self.elegido.get("situacion"), self.elegido.get("orden")

        def filas_de(filas: Any) -> Any:
            elegidas = self.ordenar(filas.en_situacion(situacion) if situacion else filas)
            return self.ordenar(elegidas[desde : desde + cuantas].para_tabla())

        return self.preguntar(("página", situacion, orden, desde, cuantas), filas_de)

    @property
    def activos(self) -> int:
        """How many filters are on; the order is none."""
        return len(self.elegido.keys() - {"orden"})

    def ordenar(self, filas: Any) -> Any:
        """In the order that was asked; what has no due date goes last. Without asking, first what is still open: the rest is decided."""
        orden = self.elegido.get("orden", "")
        if not orden:
            return filas.order_by(DECIDIDO, DiaSinIndice("plazo").asc(nulls_last=True), "pk")
        campo, al_reves = orden.removeprefix("-"), orden.startswith("-")
        if campo == "situacion":
            filas = filas.con_situacion()
            clave: Any = StrIndex(Value(URGENCIA), F("situacion"))
        else:
            clave = DiaSinIndice("plazo") if campo == "plazo" else F(campo)
        return filas.order_by(clave.desc(nulls_last=True) if al_reves else clave.asc(nulls_last=True), "-pk" if al_reves else "pk")
