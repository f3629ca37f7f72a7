"""Dates as people write them: day first, four figures of year, in the calendar, between 2000 and 2100."""

from datetime import date

from .caso import Caso, en_csv, fila, lee, leen, niega, niegan, yerra

BUENAS = {
    "27/10/2027": date(2027, 10, 27), "27-10-2027": date(2027, 10, 27), "27.10.2027": date(2027, 10, 27), "2027-10-27": date(2027, 10, 27),
    " 27/10/2027 ": date(2027, 10, 27), "5/6/2027": date(2027, 6, 5), "05/06/2027": date(2027, 6, 5), "29/02/2028": date(2028, 2, 29),
    "01/01/2000": date(2000, 1, 1), "31/12/2100": date(2100, 12, 31), "2027-10-27 00:00:00": date(2027, 10, 27),
    "27 de octubre de 2027": date(2027, 10, 27), "1 de setiembre de 2027": date(2027, 9, 1), "1 de septiembre de 2027": date(2027, 9, 1),
    "27-oct-2027": date(2027, 10, 27), "27/10/2027 00:00": date(2027, 10, 27), "\u00a027/10/2027\u200b": date(2027, 10, 27),
}  # fmt: skip
MALAS = [
    "31/04/2027", "29/02/2027", "10/27/2027", "13/13/2027", "00/00/0000", "0/1/2027", "27/10/27", "27/10/99", "31/12/1999", "01/01/2101",
    "27/10/20277", "s/f", "-", "por definir", "N/A", "pendiente", "#N/A", "2027", "oct-27", "27/10", "45000", "45000.5", "٢٧/١٠/٢٠٢٧",
    "２７/10/2027", "27/10/2027 14:30", "27//10/2027", "27/10-2027", "mañana", "TRUE", "1e3", "27 of october 2027", "27/13/2027", "2027/31/04",
]  # fmt: skip


def casos() -> list[Caso]:
    return [
        leen("fecha_limite", BUENAS),
        niegan("fecha_limite", MALAS),
        niegan("fecha_inicio", MALAS),
        *[niega("fecha_limite", celda) for celda in MALAS[:6]],
        yerra("fecha límite anterior al inicio", en_csv(fila(fecha_inicio="01/12/2027")), (2, "fecha_limite")),
        lee("fecha_inicio", "30/11/2027", date(2027, 11, 30)),
        niega("fecha_inicio", "31/06/2027"),
    ]
