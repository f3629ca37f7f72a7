"""What other floors vouch for in a database: a word worked out of its rows, the same before and after a restore (the head of a chain of seals).

Read by SQL alone, since what is asked may be a copy of the database, or one of an older portal.
"""

from collections.abc import Callable

from .guardas import Consulta

Testigo = Callable[[Consulta, set[str]], str | None]
_testigos: dict[str, Testigo] = {}


def registrar_testigo(nombre: str, testigo: Testigo) -> None:
    """From the `ready()` of an app: `testigo(consultar, tablas)` answers its word, or None where its tables are not there."""
    _testigos[nombre] = testigo


def testimonios(consultar: Consulta, tablas: list[str]) -> dict[str, str]:
    """What each of them says of that database."""
    dichos = {nombre: testigo(consultar, set(tablas)) for nombre, testigo in _testigos.items()}
    return {nombre: dicho for nombre, dicho in dichos.items() if dicho is not None}
