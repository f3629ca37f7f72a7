"""What a map of districts says of each: the most urgent situation among the commitments that reach it, with how many they are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from municipios.mapa import Valor

from .models.situacion import POR_URGENCIA


def valores_del_mapa(
    distritos: Iterable[Any], cuadro: Mapping[int, Mapping[str, int]], direccion: Callable[[Any], str]
) -> dict[int, Valor]:
    """`cuadro` counts the commitments of each situation by district; `direccion` is where the page leads from a district."""
    valores = {}
    for distrito in distritos:
        cuenta = cuadro.get(distrito.pk, {})
        peor = next((s for s in POR_URGENCIA if cuenta.get(s.value)), None)
        palabras = f"{peor.label}: {cuenta[peor.value]}" if peor is not None else "Sin compromisos"
        valores[distrito.pk] = Valor(peor.value if peor is not None else "", palabras, direccion(distrito))
    return valores
