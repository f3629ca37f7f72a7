"""One page of a timeline: filtered by person and by kind or field, counted and told in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from base.cuentas.preparadas import traer_para

from .campos import titulo
from .filtros import FiltroDeLinea
from .lecturas import aperturas_de
from .linea import Fuente, Momento, clases_de, fuentes_de, lineas, momentos

POR_PAGINA = 50
SIN_AUTOR = "0"
APERTURA = "apertura"


@dataclass(frozen=True)
class Apertura:
    """That somebody opened a file that is not public: how often, and when last."""

    por: str
    archivo: str
    veces: int
    ultima: Any


def _resumen(modelo: Any, pk: Any, user: Any) -> "QuerySet[Any]":
    """Who and how many of each kind, and who opened what, in one query."""
    partes: list[QuerySet[Any]] = [
        fuente.filas.order_by()
        .values("history_user_id", "history_user__nombre")
        .annotate(
            r_clave=Value(fuente.clase.clave, output_field=CharField()),
            r_nombre=Value("", output_field=TextField()),
            r_por=F("history_user_id"),
            r_quien=F("history_user__nombre"),
            r_veces=Count("history_id"),
            r_ultima=Max("history_date"),
        )
        for fuente in fuentes_de(modelo, pk, user)
    ]
    if (abiertas := aperturas_de(modelo(pk=pk), user)) is not None:
        partes.append(
            abiertas.annotate(
                r_clave=Value(APERTURA, output_field=CharField()),
                r_nombre=Cast("nombre", TextField()),
                r_por=F("por"),
                r_quien=F("por__nombre"),
                r_veces=F("veces"),
                r_ultima=Cast("ultima", DateTimeField()),
            )
        )
    columnas = ("r_clave", "r_nombre", "r_por", "r_quien", "r_veces", "r_ultima")
    primera, *otras = [parte.values(*columnas) for parte in partes]
    return primera.union(*otras, all=True) if otras else primera


class Consulta:
    """The timeline of a record as one person asks for it."""

    def __init__(self, registro: Any, user: Any, pedido: Any) -> None:
        self.registro, self.user = registro, user
        self.modelo: Any = type(registro)
        modelo = self.modelo
        filas = traer_para(user, ("historia: resumen", modelo), lambda quien, pk: _resumen(modelo, pk, quien), pk=registro.pk)
        self.aperturas = sorted(
            (Apertura(f["r_quien"] or "", f["r_nombre"], f["r_veces"], f["r_ultima"]) for f in filas if f["r_clave"] == APERTURA),
            key=lambda a: a.ultima,
            reverse=True,
        )
        self.se_anotan_aperturas = aperturas_de(registro, user) is not None
        self.cuentas = [f for f in filas if f["r_clave"] != APERTURA]
        self.filtro = FiltroDeLinea(pedido or None, personas=self._personas(), que=self._que())
        elegido = self.filtro.elegido
        self.por, self.que = elegido.get("por", ""), elegido.get("que", "")
        self.activos = len(elegido)

    def pagina(self, numero: Any) -> Page[Momento]:
        """One page of its lines, newest first."""
        fuentes = self._elegidas() if self.activos else []
        paginas: Any = Paginator(range(self._cuantas(fuentes)), POR_PAGINA)
        pagina = paginas.get_page(numero)
        pagina.object_list = momentos(clases_de(self.modelo), self._lineas(fuentes, (pagina.number - 1) * POR_PAGINA))
        return pagina

    def _lineas(self, fuentes: list[Fuente], desde: int) -> list[dict[str, Any]]:
        """Of those sources; of all of them, where nothing was chosen."""
        hasta, modelo = desde + POR_PAGINA, self.modelo
        if self.activos:
            return list(lineas(fuentes, desde=desde, hasta=hasta)) if fuentes else []

        def preguntar(quien: Any, *, pk: Any) -> Any:
            return lineas(fuentes_de(modelo, pk, quien), desde=desde, hasta=hasta)

        return traer_para(self.user, ("historia: líneas", modelo, desde), preguntar, pk=self.registro.pk)

    # ── Who and how many ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _personas(self) -> list[tuple[str, str]]:
        sumas: dict[str, tuple[str, int]] = {}
        for fila in self.cuentas:
            llave = str(fila["r_por"] or SIN_AUTOR)
            sumas[llave] = (fila["r_quien"] or "sin autor", sumas.get(llave, ("", 0))[1] + fila["r_veces"])
        return sorted(((llave, f"{quien} ({n:,})") for llave, (quien, n) in sumas.items()), key=lambda par: par[1])

    def _que(self) -> list[Any]:
        """Kinds that have a line, each with its fields."""
        hay = {fila["r_clave"] for fila in self.cuentas}
        opciones: list[Any] = []
        for clase in clases_de(self.modelo):
            if clase.clave in hay:
                nombre = str(clase.modelo._meta.verbose_name)
                campos = [(f"{clase.clave}.{c.name}", f"{nombre}: {titulo(c).lower()}") for c in clase.campos]
                opciones.append((nombre.capitalize(), [(clase.clave, f"Todo lo de: {nombre}"), *campos]))
        return opciones

    # ── What was asked ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _elegidas(self) -> list[Fuente]:
        """The sources, narrowed; the record's own stays first."""
        clave, campo = self._clave_y_campo()
        todas = fuentes_de(self.modelo, self.registro.pk, self.user)
        return [Fuente(f.clase, self._filas(f, campo)) for f in todas if clave in ("", f.clase.clave)]

    def _clave_y_campo(self) -> tuple[str, str]:
        app, _, resto = self.que.partition(".")
        modelo, _, campo = resto.partition(".")
        return (f"{app}.{modelo}" if self.que else "", campo)

    def _filas(self, fuente: Fuente, campo: str) -> "QuerySet[Any]":
        filas = fuente.filas
        if self.por:
            filas = filas.filter(history_user_id=None if self.por == SIN_AUTOR else int(self.por))
        return filas.filter(self._movio(fuente, campo)) if campo else filas

    def _movio(self, fuente: Fuente, campo: str) -> Q:
        """The line moved that field: it says something else than the line before it."""
        modelo = fuente.clase.modelo
        columna, tabla, pk = modelo._meta.get_field(campo).attname, modelo.history.model.objects, modelo._meta.pk.attname
        anterior = tabla.filter(**{pk: OuterRef(pk)}, history_id__lt=OuterRef("history_id")).order_by("-history_id")
        movidas = tabla.filter(**{f"{pk}__in": fuente.filas.order_by().values(pk)}).annotate(
            a_valor=Subquery(anterior.values(columna)[:1]), a_tipo=Subquery(anterior.values("history_type")[:1])
        )
        igual = Case(
            When(a_tipo=None, then=Value(1)),
            When(a_valor=F(columna), then=Value(1)),
            When(Q(a_valor=None) & Q(**{f"{columna}": None}), then=Value(1)),
            default=Value(0),
        )
        return Q(history_id__in=movidas.annotate(a_igual=igual).filter(a_igual=0).order_by().values("history_id"))

    def _cuantas(self, fuentes: list[Fuente]) -> int:
        """From the summary; only what a field moved has to be counted apart."""
        clave, campo = self._clave_y_campo()
        if campo:
            return sum(fuente.filas.count() for fuente in fuentes)  # one source
        return sum(f["r_veces"] for f in self.cuentas if clave in ("", f["r_clave"]) and self.por in ("", str(f["r_por"] or SIN_AUTOR)))
