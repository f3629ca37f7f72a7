"""Demonstration schools: fictional, named so, with codes that begin with 99. No real school gets a figure that nobody published."""

import random

from municipios.models import InstitucionEducativa, LocalEscolar, Matricula

from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco

POR_DISTRITO = 4
NIVELES = ("primaria", "inicial_jardin", "secundaria")
SANEAMIENTO = ("saneado", "no_saneado", "en_proceso", "")


def crear(cronica: Cronica, elenco: Elenco, azar: random.Random) -> None:
    """Some buildings in each district, each with one to three services and their students of two years."""
    acto = cronica.acto(elenco.especialista, instante(dia(-200), 9), "Registro de las escuelas de la demostración")
    locales: list[LocalEscolar] = []
    servicios: list[InstitucionEducativa] = []
    matriculas: list[Matricula] = []
    for ubigeo, distrito in elenco.distritos.items():
        for _ in range(POR_DISTRITO):
            numero = 99001 + len(locales)
            local = LocalEscolar(
                codigo_local=f"99{len(locales) + 1:04d}", nombre=f"Local ficticio {numero}", distrito=distrito, centro_poblado=distrito.capital,
                saneamiento=azar.choice(SANEAMIENTO),
            )  # fmt: skip
            locales.append(local)
            for nivel in NIVELES[: azar.choice([1, 1, 2, 3])]:
                servicio = InstitucionEducativa(
                    codigo_modular=f"99{len(servicios) + 1:05d}", nombre=f"I.E. ficticia {numero}", nivel=nivel, distrito=distrito, local=local,
                    gestion="publica_directa", area="urbana" if ubigeo == "060801" else "rural",
                )  # fmt: skip
                servicios.append(servicio)
                hay = azar.randint(12, 190)
                matriculas += [Matricula(institucion=servicio, anio=dia(0).year - atras, estudiantes=hay + 3 * atras) for atras in (0, 1)]
    for filas in (locales, servicios, matriculas):
        cronica.guardar([cronica.nace(fila, acto) for fila in filas])
