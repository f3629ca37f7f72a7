"""The province of Jaén: its UGEL, its twelve districts and the public figures about them.

INEI's code is the key. RENIEC permutes the same codes among the districts (060804 is Colasay for INEI and Chontalí for RENIEC), so
neither a code of one is ever read as the other's, nor is a district found by its name. The name shown is the common one, with its
accents, as the press note of 7 September 2023 writes it; INEI's own spelling stands beside.
"""

from decimal import Decimal
from typing import NamedTuple

DRE = ("060000", "DRE Cajamarca")
UGEL = ("060008", "UGEL Jaén")
PROVINCIA = "Jaén"
DEPARTAMENTO = "Cajamarca"
POBLACION_ANIO = 2020
CAPITAL_DE_PROVINCIA = "060801"

FUENTE_CODIGOS = "Tabla pública de las DRE y UGEL del país, 31 may 2024"
FUENTE_DISTRITOS = (
    "github.com/jmcastagnetto/ubigeo-peru-aumentado (licencia MIT), que reúne datos de INEI, RENIEC, CEPLAN y MINSA-REUNIS; población 2020. "
    "Nombre de uso común: nota de prensa de UGEL Jaén, 7 set 2023"
)
FUENTE_MUNICIPALIDADES = "Jaén es la capital de la provincia: su municipalidad es provincial; las otras once son distritales"


class Hecho(NamedTuple):
    """What is known of a district, and nothing more."""

    ubigeo: str
    ubigeo_reniec: str
    nombre: str
    nombre_inei: str
    capital: str
    superficie_km2: Decimal
    poblacion: int
    altitud: int
    latitud: Decimal
    longitud: Decimal


D = Decimal
DISTRITOS = [
    Hecho("060801", "060801", "Jaén", "Jaén", "Jaén", D("537.25"), 116937, 728, D("-5.708889"), D("-78.809167")),
    Hecho("060802", "060802", "Bellavista", "Bellavista", "Bellavista", D("870.55"), 17496, 438, D("-5.667778"), D("-78.677222")),
    Hecho("060803", "060804", "Chontalí", "Chontali", "Chontali", D("428.55"), 11785, 1636, D("-5.646111"), D("-79.088333")),
    Hecho("060804", "060803", "Colasay", "Colasay", "Colasay", D("735.73"), 13127, 1800, D("-5.978611"), D("-79.068611")),
    Hecho("060805", "060812", "Huabal", "Huabal", "Huabal", D("80.69"), 10428, 1380, D("-5.6125"), D("-78.899722")),
    Hecho("060806", "060811", "Las Pirias", "Las Pirias", "Las Pirias", D("60.41"), 6495, 1620, D("-5.627222"), D("-78.852778")),
    Hecho("060807", "060805", "Pomahuaca", "Pomahuaca", "Pomahuaca", D("732.80"), 10605, 1097, D("-5.931389"), D("-79.229444")),
    Hecho("060808", "060806", "Pucará", "Pucara", "Pucará", D("240.30"), 9088, 909, D("-6.041389"), D("-79.128333")),
    Hecho("060809", "060807", "Sallique", "Sallique", "Sallique", D("373.89"), 8445, 1701, D("-5.658056"), D("-79.315278")),
    Hecho("060810", "060808", "San Felipe", "San Felipe", "San Felipe", D("255.49"), 5622, 1861, D("-5.770278"), D("-79.313889")),
    Hecho(
        "060811",
        "060809",
        "San José de Alto",
        "San José del Alto",
        "San José del Alto",
        D("634.11"),
        8842,
        1399,
        D("-5.465"),
        D("-79.017778"),
    ),
    Hecho("060812", "060810", "Santa Rosa", "Santa Rosa", "Santa Rosa", D("282.80"), 12267, 1238, D("-5.434167"), D("-78.566667")),
]
