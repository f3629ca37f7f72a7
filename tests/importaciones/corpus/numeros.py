"""Numbers and percentages: both conventions where they cannot be confused, and nothing that only a computer would write."""

from decimal import Decimal

from .caso import Caso, en_csv, fila, filas, lee, leen, niega, niegan, yerra

SOLES = {
    "1250.50": "1250.50", "1250,50": "1250.50", "1,250.50": "1250.50", "1.250,50": "1250.50", "1,234,567.89": "1234567.89",
    "1.234.567,89": "1234567.89", "1,234,567": "1234567", "S/ 1,250.50": "1250.50", "S/. 1250": "1250", "s/1250,5": "1250.5", "0": "0",
    "0.5": "0.5", ",5": "0.5", "1 250.50": "1250.50", "1\u00a0250,50": "1250.50", "30.000000000000004": "30", "1234.5000": "1234.50",
    "999999999999.99": "999999999999.99", "+5": "5", "007": "7", "0.10": "0.1",
}  # fmt: skip
MALOS = [
    "1.234", "1,234", "12.345", "999,999", "1.2.3", "1,23,4", "1,,5", "5.", "1e5", "1E+3", "NaN", "nan", "inf", "-inf", "Infinity", "1_000",
    "١٢٣", "１２", "VERDADERO", "true", "-1", "-0.01", "10.123", "1234567890123", "12 talleres", "doce", "0x10", "#DIV/0!", "#¡VALOR!",
    "N/A", "-", "1/2", "½", "²", "1 000 0", "1'250.50", "$ 12", "9" * 60, "1\u202e2",
]  # fmt: skip
BUENOS = {"45": "45", "45.5": "45.5", "45,5": "45.5", "45 %": "45", "45%": "45", "45,25%": "45.25", "0": "0", "100": "100", "100 %": "100"}
NO_SON = [
    "101",
    "100.01",
    "-1",
    "%",
    "45 %%",
    "%45",
    "45.125",
    "0.001",
    "45 por ciento",
    "cuarenta",
    "NaN",
    "1e1",
    "4_5",
    "TRUE",
    "45 %\u0660",
]


def casos() -> list[Caso]:
    return [
        leen("meta_financiera", {celda: Decimal(valor) for celda, valor in SOLES.items()}),
        niegan("meta_financiera", MALOS),
        niegan("meta_fisica", MALOS, unidad="talleres"),
        *[niega("meta_financiera", celda) for celda in MALOS[:8]],
        leen("avance", {celda: Decimal(valor) for celda, valor in BUENOS.items()}, estado="en proceso"),
        niegan("avance", NO_SON),
        *[niega("avance", celda) for celda in NO_SON[:3]],
        lee("meta_fisica", "12,5", Decimal("12.5"), unidad="talleres"),
        niega("meta_fisica", "12"),  # without its unit
        niega("meta_fisica", "0", unidad="talleres"),
        niega("meta_fisica", "1.500", unidad="talleres"),
        yerra(
            "cada número ambiguo se dice, en su fila",
            en_csv(*filas({"meta_financiera": "1.234"}, {"meta_financiera": "1234"}, {"meta_financiera": "2,500"}, fila_doble())),
            (2, "meta_financiera"),
            (4, "meta_financiera"),
            (5, "meta_financiera"),
            (5, "avance"),
        ),
    ]


def fila_doble() -> dict[str, str]:
    """Two bad figures in one row."""
    return fila(codigo="C-9", meta_financiera="9.999", avance="150")
