"""Which keys of a table are sealed, kept as runs: they nearly all follow one another, and a million take no room."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Rangos:
    """A set of whole numbers, told as runs without an end in common."""

    def __init__(self) -> None:
        self._desde: list[int] = []
        self._hasta: list[int] = []

    def anadir(self, numeros: Iterable[int]) -> None:
        """These too."""
        for numero in numeros:
            self._uno(numero)

    def _uno(self, numero: int) -> None:
        lugar = bisect_right(self._desde, numero)
        if lugar and numero <= self._hasta[lugar - 1]:
            return
        pegado_abajo = lugar > 0 and self._hasta[lugar - 1] == numero - 1
        pegado_arriba = lugar < len(self._desde) and self._desde[lugar] == numero + 1
        if pegado_abajo and pegado_arriba:
            self._hasta[lugar - 1] = self._hasta.pop(lugar)
            self._desde.pop(lugar)
        elif pegado_abajo:
            self._hasta[lugar - 1] = numero
        elif pegado_arriba:
            self._desde[lugar] = numero
        else:
            self._desde.insert(lugar, numero)
            self._hasta.insert(lugar, numero)

    def __contains__(self, numero: int) -> bool:
        lugar = bisect_right(self._desde, numero)
        return lugar > 0 and numero <= self._hasta[lugar - 1]

    def __len__(self) -> int:
        return sum(hasta - desde + 1 for desde, hasta in self)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._desde, self._hasta, strict=True)


def huecos(desde: int, numeros: Iterable[int]) -> list[tuple[int, int]]:
    """The runs that are missing above `desde` among ascending `numeros`."""
    faltan = []
    for numero in numeros:
        if numero > desde + 1:
            faltan.append((desde + 1, numero - 1))
        desde = max(desde, numero)
    return faltan


def quitar(rango: tuple[int, int], numeros: Iterable[int]) -> list[tuple[int, int]]:
    """What is left of a run without ascending `numeros` that stand in it."""
    desde, hasta = rango
    return [(a, b) for a, b in huecos(desde - 1, [*(n for n in numeros if desde <= n <= hasta), hasta + 1]) if a <= b]
