"""The diagnosis as it is read: each indicator with its values by territory, told as what they are, and how the last one compares."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from base.comun import graficos

from .models import Distrito, Indicador, Medicion, NudoCritico, Ugel

ANIOS = 12  # values of one series that a page tells, the newest
CAMBIOS = {"mejoro": "Mejoró", "empeoro": "Empeoró", "igual": "Sigue igual"}


@dataclass(frozen=True)
class Serie:
    """The values of an indicator in one territory, the newest first."""

    indicador: Indicador
    valores: Sequence[Medicion]

    @property
    def ultima(self) -> Medicion | None:
        """What it says now; None: sin dato."""
        return self.valores[0] if self.valores else None

    @property
    def anterior(self) -> Medicion | None:
        """What it is compared with."""
        return self.valores[1] if len(self.valores) > 1 else None

    @property
    def cambio(self) -> str:
        """Better, worse or the same than the time before, by the sense of the indicator; empty where there is nothing to compare."""
        if self.ultima is None or self.anterior is None:
            return ""
        if self.ultima.valor == self.anterior.valor:
            return "igual"
        return "mejoro" if (self.ultima.valor > self.anterior.valor) == self.indicador.mejora_al_subir else "empeoro"

    @property
    def cambio_en_palabras(self) -> str:
        """ "Mejoró desde 2023: de 17.1 a 20.6"."""
        if self.ultima is None or self.anterior is None:
            return ""
        desde = f"{CAMBIOS[self.cambio]} desde {self.anterior.anio}"
        return desde if self.cambio == "igual" else f"{desde}: de {self.anterior.dicho} a {self.ultima.dicho}"

    @property
    def linea(self) -> Any:
        """The drawing, from two values on."""
        return graficos.linea([(m.anio, m.valor) for m in reversed(self.valores)])


@dataclass(frozen=True)
class Lectura:
    """An indicator as the page of a district tells it: its own values, and beside them those of what contains it."""

    indicador: Indicador
    propia: Serie
    alrededor: list[Serie] = field(default_factory=list)


def leer(distrito: Distrito, indicadores: Iterable[Indicador], mediciones: Iterable[Medicion]) -> list[Lectura]:
    """Every indicator, also those without any value. A value of the province, the region or the country is never the district's."""
    por_lugar: dict[tuple[int, str], list[Medicion]] = defaultdict(list)
    for medicion in mediciones:
        por_lugar[medicion.indicador_id, medicion.de_que].append(medicion)

    def serie(indicador: Indicador, alcance: Medicion.Alcance) -> Serie:
        suyas = sorted(por_lugar.get((indicador.pk, alcance), []), key=lambda m: m.anio, reverse=True)
        return Serie(indicador, suyas[:ANIOS])

    propio, *mayores = Medicion.Alcance
    return [Lectura(i, serie(i, propio), [s for alcance in mayores if (s := serie(i, alcance)).valores]) for i in indicadores]


def lecturas(distrito: Distrito, indicadores: QuerySet[Any], mediciones: QuerySet[Any]) -> list[Lectura]:
    """The same, asked of the database: two queries."""
    suyos = list(indicadores.de(distrito.ugel).order_by("codigo", "pk"))  # type: ignore[attr-defined]
    filas = mediciones.que_tocan(distrito).filter(indicador__in=suyos)  # type: ignore[attr-defined]
    return leer(distrito, suyos, filas)


# ── The districts of a UGEL ──────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class FilaDeDistrito:
    """One district in the list: its open nudos by priority, what was decided of the others, how much of it is measured."""

    distrito: Distrito
    abiertos: dict[str, int]
    atendidos: int
    con_valor: int
    ultimo_anio: int | None

    @property
    def total_abiertos(self) -> int:
        """Open nudos of any priority."""
        return sum(self.abiertos.values())

    @property
    def por_prioridad(self) -> list[tuple[str, int]]:
        """Pairs of label and count, the most urgent first."""
        return [(etiqueta, self.abiertos.get(slug, 0)) for slug, etiqueta in NudoCritico.Prioridad.choices]


def por_distrito(user: Any, ugel: Ugel) -> list[FilaDeDistrito]:
    """The districts of a UGEL that this person reads: three queries, whatever their number."""
    distritos = Distrito.objects.for_user(user).filter(ugel=ugel)
    nudos = NudoCritico.objects.for_user(user).filter(distrito__ugel=ugel).order_by()
    cuenta: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for distrito, estado, prioridad, cuantos in nudos.values_list("distrito", "estado", "prioridad").annotate(n=Count("pk")):
        cuenta[distrito][estado, prioridad] = cuantos
    suyos = (
        Medicion.objects.for_user(user)
        .filter(ubigeo__in=distritos.values("ubigeo"))
        .filter(Q(indicador__ugel=None) | Q(indicador__ugel=ugel))
    )
    medido = {
        ubigeo: (cuantos, anio)
        for ubigeo, cuantos, anio in suyos.order_by().values_list("ubigeo").annotate(n=Count("indicador", distinct=True), u=Max("anio"))
    }
    return [_fila(d, cuenta.get(d.pk, {}), *medido.get(d.ubigeo, (0, None))) for d in distritos.order_by(F("ubigeo"))]


def _fila(distrito: Distrito, cuenta: dict[tuple[str, str], int], con_valor: int, anio: int | None) -> FilaDeDistrito:
    abierto, atendido = NudoCritico.Estado.ABIERTO, NudoCritico.Estado.ATENDIDO
    abiertos = {prioridad: n for (estado, prioridad), n in cuenta.items() if estado == abierto}
    return FilaDeDistrito(distrito, abiertos, sum(n for (estado, _), n in cuenta.items() if estado == atendido), con_valor, anio)
