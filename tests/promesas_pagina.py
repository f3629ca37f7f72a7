"""docs/promesas.md: the table of what measures each promise, and the figures of the last time that each was measured in full."""

import re
from datetime import date
from pathlib import Path

from tests.promesas_tabla import tabla

PAGINA = Path(__file__).resolve().parent.parent / "docs" / "promesas.md"
CABEZA = """\
# Promesas medidas

Lo que el portal promete y dónde se mide. **◆**: además hay una prueba que rompe a propósito lo que la sostiene y ve que entonces no se cumple (su
*control*). *Con control*: probada y rota; *con prueba*: probada; *en parte* y *sin medir*: abajo se dice qué falta. `make test` las mide con
cuentas reducidas; `make promesas`, con las completas. Una prueba mantiene cierta esta tabla.

"""
CIFRAS = """\
## Cifras de las cuentas completas

Las escribe `make promesas`, que toma horas, o `make promesas SOLO="P9 P10"`, que mide solo esas y deja lo demás como estaba. Cada renglón dice qué
día se midió.

| promesa | medida | motor | qué se probó | cifras |
|---|---|---|---|---|
"""
_FILA = re.compile(r"^\| (P[0-9]+) \| [0-9]{4}-.*$", re.MULTILINE)


def fila(codigo: str, dia: date, motor: str, que: str, cifras: str) -> str:
    """One line of the figures."""
    return f"| {codigo} | {dia} | {motor} | {que} | {cifras} |"


def escritas() -> list[str]:
    """The lines of figures, as they stand in the page."""
    return [hallada[0] for hallada in _FILA.finditer(PAGINA.read_text(encoding="utf-8"))]


def escribir(nuevas: list[str] | None = None, *, de: str = "") -> None:
    """The page anew, and in the place of all the figures of one promise the new ones."""
    quedan = [una for una in escritas() if not de or _codigo(una) != de]
    filas = sorted([*quedan, *(nuevas or [])], key=lambda una: (int(_codigo(una)[1:]), una))
    PAGINA.write_text(f"{CABEZA}{tabla()}\n{CIFRAS}" + "".join(f"{una}\n" for una in filas), encoding="utf-8")


def _codigo(una: str) -> str:
    return una.split(" | ", 1)[0].removeprefix("| ")
