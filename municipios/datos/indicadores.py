"""The public figures of education, poverty and development that are known of the province's territories, and nothing else.

What was read in an extract of a public page says so in its source. No district gets the value of its region: of the tests, anemia,
services and internet there is none of a district or of the UGEL.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

REGION = "06"
PAIS = "00"
LEIDO = "leído en un extracto público"
ENLA = f"UMC-MINEDU, evaluación nacional de 4.° de primaria, {{}}; {LEIDO}"
INCORE = f"INCORE 2022, con el Censo Educativo del MINEDU; {LEIDO}"
ENDES = f"INEI, ENDES {{}}; {LEIDO}"
FUENTE_DISTRITOS = "github.com/jmcastagnetto/ubigeo-peru-aumentado (licencia MIT), que reúne datos de INEI y PNUD: "


class Indicador(NamedTuple):
    """What is measured, and for how small a territory its source gives a value."""

    codigo: str
    nombre: str
    unidad: str
    sentido: str
    nivel: str
    frecuencia: str
    definicion: str
    fuente: str


INDICADORES = [
    Indicador("LECTURA-4P", "Nivel satisfactorio en Lectura, 4.° de primaria", "%", "creciente", "ugel", "anual",
              "Estudiantes de 4.° de primaria en el nivel satisfactorio de Lectura.", "UMC-MINEDU, ENLA"),
    Indicador("MATEMATICA-4P", "Nivel satisfactorio en Matemática, 4.° de primaria", "%", "creciente", "ugel", "anual",
              "Estudiantes de 4.° de primaria en el nivel satisfactorio de Matemática.", "UMC-MINEDU, ENLA"),
    Indicador("ANEMIA", "Anemia en niñas y niños de 6 a 35 meses", "%", "decreciente", "region", "anual",
              "Niñas y niños de 6 a 35 meses con anemia.", "INEI, ENDES"),
    Indicador("DESNUTRICION", "Desnutrición crónica en menores de 5 años", "%", "decreciente", "region", "anual",
              "Niñas y niños menores de 5 años con desnutrición crónica.", "INEI, ENDES"),
    Indicador("SERVICIOS", "Locales escolares con los tres servicios básicos", "%", "creciente", "distrito", "anual",
              "Locales escolares públicos con agua, saneamiento y electricidad.", "MINEDU, Censo Educativo"),
    Indicador("INTERNET", "Escuelas con internet", "%", "creciente", "distrito", "anual", "Escuelas con acceso a internet.", "MINEDU, Censo Educativo"),
    Indicador("SANEADOS", "Locales escolares saneados", "%", "creciente", "distrito", "eventual",
              "Predios educativos con saneamiento físico-legal.", "MINEDU"),
    Indicador("POBREZA", "Pobreza total", "%", "decreciente", "distrito", "eventual", "Población en situación de pobreza.", "INEI"),
    Indicador("IDH", "Índice de desarrollo humano", "puntos, de 0 a 1", "creciente", "distrito", "eventual",
              "", "PNUD"),
]  # fmt: skip


class Valor(NamedTuple):
    """A value of one territory and year."""

    indicador: str
    ubigeo: str
    anio: int
    valor: Decimal
    fuente: str
    medido_el: datetime.date | None = None


D = Decimal
POR_DISTRITO = {  # ubigeo: poverty 2018, %; IDH 2019
    "060801": (D("21.68"), D("0.5803")),
    "060802": (D("53.21"), D("0.4824")),
    "060803": (D("60.48"), D("0.3295")),
    "060804": (D("54.65"), D("0.3187")),
    "060805": (D("68.72"), D("0.3693")),
    "060806": (D("42.39"), D("0.3225")),
    "060807": (D("54.82"), D("0.3267")),
    "060808": (D("43.51"), D("0.5089")),
    "060809": (D("76.84"), D("0.2193")),
    "060810": (D("67.28"), D("0.2978")),
    "060811": (D("48.61"), D("0.3226")),
    "060812": (D("57.41"), D("0.3898")),
}
VALORES = [
    Valor("LECTURA-4P", REGION, 2024, D("22.7"), ENLA.format(2024)),
    Valor("LECTURA-4P", PAIS, 2024, D("32.8"), ENLA.format(2024)),
    Valor("MATEMATICA-4P", REGION, 2019, D("28.7"), ENLA.format(2019)),
    Valor("MATEMATICA-4P", REGION, 2023, D("17.1"), ENLA.format(2023)),
    Valor("MATEMATICA-4P", REGION, 2024, D("20.6"), ENLA.format(2024)),
    Valor("MATEMATICA-4P", PAIS, 2024, D("29.5"), ENLA.format(2024)),
    Valor("ANEMIA", REGION, 2023, D("34.9"), ENDES.format(2023)),
    Valor("ANEMIA", PAIS, 2023, D("43.1"), ENDES.format(2023)),
    Valor("DESNUTRICION", REGION, 2018, D("27.4"), ENDES.format(2018)),
    Valor("SERVICIOS", REGION, 2022, D("17"), INCORE),
    Valor("SERVICIOS", PAIS, 2022, D("29"), INCORE),
    Valor("INTERNET", REGION, 2022, D("26"), INCORE),
    Valor("SANEADOS", PAIS, 2023, D("51.7"), f"MINEDU: 28 621 de 55 410 predios; {LEIDO}", datetime.date(2023, 9, 30)),
    *(Valor("POBREZA", u, 2018, pobreza, f"{FUENTE_DISTRITOS}pobreza total 2018") for u, (pobreza, _) in POR_DISTRITO.items()),
    *(Valor("IDH", u, 2019, idh, f"{FUENTE_DISTRITOS}IDH 2019") for u, (_, idh) in POR_DISTRITO.items()),
]
