"""Which tests measure each promise, read from the tests themselves, and the table of docs/promesas.md that says so.

`python -m tests.promesas --tabla` writes that table anew; a test compares it with what the tests say, so that it stays true.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.promesas_declaradas import PROMESAS, Declarada

RAIZ = Path(__file__).resolve().parent.parent


@dataclass
class Medida:
    """Where a promise is measured: files of the tests, from the root of the project."""

    pruebas: set[str] = field(default_factory=set)
    controles: set[str] = field(default_factory=set)


def medidas(carpeta: Path = RAIZ / "tests") -> dict[str, Medida]:
    """By promise. A test says which one in its mark, or its file does for all of its tests."""
    halladas: dict[str, Medida] = defaultdict(Medida)
    for archivo in sorted(carpeta.rglob("test_*.py")):
        modulo = ast.parse(archivo.read_text(encoding="utf-8"))
        nombre = archivo.relative_to(carpeta.parent).as_posix()
        de_todas = [n.value for n in modulo.body if isinstance(n, ast.Assign) and "pytestmark" in map(ast.unparse, n.targets)]
        for prueba in (n for n in ast.walk(modulo) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")):
            marcas = dict(_marcas([*de_todas, *prueba.decorator_list]))
            for codigo in marcas.get("promesa", ()):
                (halladas[codigo].controles if "control" in marcas else halladas[codigo].pruebas).add(nombre)
    return halladas


def _marcas(expresiones: list[ast.expr]) -> Iterator[tuple[str, list[str]]]:
    """`pytest.mark.promesa("P1")` and `pytest.mark.control`, wherever they stand in a decorator or a list of marks."""
    codigos: list[str] = []
    for expresion in expresiones:
        for nodo in ast.walk(expresion):
            if isinstance(nodo, ast.Attribute) and ast.unparse(nodo) == "pytest.mark.control":
                yield "control", []
            elif isinstance(nodo, ast.Call) and ast.unparse(nodo.func) == "pytest.mark.promesa":
                codigos += [a.value for a in nodo.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if codigos:
        yield "promesa", codigos


def faltas(declaradas: dict[str, Declarada], halladas: dict[str, Medida]) -> list[str]:
    """What keeps the table from being true, a sentence each: a promise that nothing measures, or nothing has seen broken."""
    dichas = [
        f"{codigo} no está declarada, y la miden {sorted(halladas[codigo].pruebas)}." for codigo in halladas.keys() - declaradas.keys()
    ]
    for codigo, promesa in declaradas.items():
        medida = halladas.get(codigo, Medida())
        if promesa.donde and not (RAIZ / promesa.donde).exists():
            dichas.append(f"{codigo} dice que se mide en {promesa.donde}, que no existe.")
        if not (medida.pruebas or promesa.donde or promesa.falta):
            dichas.append(f"{codigo} no tiene una prueba, ni una frase que diga por qué.")
        if promesa.control and not (medida.controles or promesa.falta):
            dichas.append(f"{codigo} no tiene un control, ni una frase que diga por qué.")
    return sorted(dichas)


def _lista(archivos: set[str]) -> str:
    return " ".join(f"`{nombre.removeprefix('tests/')}`" for nombre in sorted(archivos)) or "—"


def _estado(promesa: Declarada, medida: Medida) -> str:
    if not (medida.pruebas or promesa.donde):
        return "sin medir"
    return "en parte" if promesa.falta else "con control" if medida.controles else "con prueba"


def tabla(declaradas: dict[str, Declarada] = PROMESAS) -> str:
    """The table of the 44, and after it what each still lacks."""
    halladas = medidas()
    lineas = ["| promesa | qué dice | estado | se mide en (`tests/`) | se rompe a propósito en |", "|---|---|---|---|---|"]
    for codigo, promesa in declaradas.items():
        medida = halladas.get(codigo, Medida())
        donde = medida.pruebas | ({promesa.donde} if promesa.donde else set())
        nombre = codigo + ("◆" if promesa.control else "")
        lineas.append(f"| {nombre} | {promesa.dice} | {_estado(promesa, medida)} | {_lista(donde)} | {_lista(medida.controles)} |")
    pendientes = [f"- **{codigo}**: {promesa.falta}" for codigo, promesa in declaradas.items() if promesa.falta]
    return "\n".join([*lineas, "", "## Lo que falta", "", *(pendientes or ["Nada que se sepa."]), ""])
