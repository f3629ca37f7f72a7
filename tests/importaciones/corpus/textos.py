"""Texts: one writing, nothing invisible, never cut."""

from .caso import Caso, lee, leen, niega, niegan

LEIDOS = {
    "  Plan de mejora  ": "Plan de mejora",
    "Plan\u00a0de\u00a0mejora": "Plan de mejora",
    "Pl\u200ban de\ufeff mejo\u00adra": "Plan de mejora",
    "Jae\u0301n, nin\u0303os": "Jaén, niños",
    "Uno\nDos\r\nTres\rCuatro": "Uno\nDos\nTres\nCuatro",
    "\U000e0041Pl\ufff9an": "Plan",
    "Uno\u2028Dos": "Uno\nDos",
    "Con \"comillas\", comas; y 'otras'": "Con \"comillas\", comas; y 'otras'",
    "Niños ☺ 🏫 Ñandú": "Niños ☺ 🏫 Ñandú",
    "'-Techado y pisos": "-Techado y pisos",
    "'=1+1": "=1+1",
    "-Techado": "-Techado",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "{{ 7*7 }} {% now %}": "{{ 7*7 }} {% now %}",
    "'; DROP TABLE compromisos; --": "'; DROP TABLE compromisos; --",
    "NULL": "NULL",
    "12345": "12345",
    "x" * 2000: "x" * 2000,
    "ñ" * 2000: "ñ" * 2000,
    "🏫" * 2000: "🏫" * 2000,
    "e\u0301" * 2000: "é" * 2000,
    " " * 500 + "x" * 1990 + " " * 500: "x" * 1990,
}
NEGADOS = [
    "", "x" * 2001, "x" * 200_000, "Plan\x07", "\x1fPlan", "Plan\x0c", "Plan\x0b", "Plan \x1b[31mrojo", "Plan\x7f", "Plan \x85 de", "a\u202eb",
    "\u2066a\u2069b", "Ja\ufffdn", "#N/A", "#¡REF!", "#DIV/0!", "Plan \ufffe", "\u200b\u200b", "\u00a0",
]  # fmt: skip


def casos() -> list[Caso]:
    return [
        leen("descripcion", LEIDOS),
        niegan("descripcion", NEGADOS),
        niega("descripcion", "x" * 200_000),
        niega("descripcion", "Plan\x07"),
        niega("descripcion", "a\u202eb"),
        lee("responsable", "Jefe\nde  gestión", "Jefe de  gestión"),
        lee("responsable", "x" * 150, "x" * 150),
        niega("responsable", "x" * 151),
        niega("responsable", "\x0c"),
        lee("unidad", "x" * 40, "x" * 40),
        niega("unidad", "x" * 41),
    ]
