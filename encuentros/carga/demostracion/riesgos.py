"""Risk sheets of the fictional buildings of the demonstration, and of no other: some of them were never visited."""

import random

from municipios.models import FichaRiesgo, LocalEscolar

from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco

VISITADOS = 0.75
NOTAS = ("Grietas en un aula.", "Filtraciones en el techo.", "")


def crear(cronica: Cronica, elenco: Elenco, azar: random.Random) -> None:
    """Most of the buildings have one sheet; one in eight was also inspected."""
    acto = cronica.acto(elenco.especialista, instante(dia(-60), 9), "Visitas a los locales de la demostración")
    fichas = []
    for local in LocalEscolar.objects.filter(demostracion=True, codigo_local__startswith="99").order_by("codigo_local"):
        if azar.random() > VISITADOS:
            continue
        inspeccionado = azar.random() < 1 / 8
        fichas.append(
            FichaRiesgo(
                local=local,
                fecha=dia(-azar.randint(61, 190)),
                estructura=azar.choice([0, 1, 1, 2, 2, 3, 4]),
                procedencia="inspeccion" if inspeccionado else azar.choice(["director", "ugel"]),
                inspeccion=azar.choice(["medio", "alto", "muy_alto"]) if inspeccionado else "",
                nota=azar.choice(NOTAS),
                **{slug: azar.choice([None, 0, 1, 2, 3, 4]) for slug in ("peligro", "servicios", "tendencia", "equidad")},
            )  # fmt: skip
        )
    cronica.guardar([cronica.nace(ficha, acto) for ficha in fichas])
