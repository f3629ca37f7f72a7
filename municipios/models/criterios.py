"""The six criteria of the risk of a school building, with the written anchor of each value: what the form asks and the public page shows.

A rule of the portal, not an official formula: it says whom to look at first, and replaces no technical evaluation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LEYENDA = "Orientativo; no reemplaza la evaluación técnica (ITSE, EVAR, PRONIED)."
MAXIMO = 4


@dataclass(frozen=True)
class Criterio:
    """One of the six: `slug` is the column of the sheet (that of the students is computed), `anclas` what each value from 0 to 4 means."""

    letra: str
    slug: str
    nombre: str
    pregunta: str
    anclas: tuple[str, str, str, str, str]

    @property
    def peso(self) -> str:
        """The column of its weight."""
        return f"peso_{self.slug}"

    @property
    def opciones(self) -> Iterator[tuple[int, str]]:
        """Each value with its anchor."""
        return enumerate(self.anclas)


ESTRUCTURA = Criterio(
    "A",
    "estructura",
    "Estado de la estructura",
    "¿Cómo están los muros, columnas, pisos y techos?",
    (
        "Sin daños a la vista",
        "Daños leves: fisuras finas, pintura o tarrajeo caído",
        "Daños moderados: rajaduras, filtraciones o piso hundido en algún ambiente",
        "Daños graves: grietas en columnas o muros, techo que cede; ambientes fuera de uso",
        "Declarado inhabitable, o una parte se cayó",
    ),
)
PELIGRO = Criterio(
    "B",
    "peligro",
    "Peligro del lugar",
    "¿A qué está expuesto el local: deslizamiento, inundación, río, quebrada?",
    (
        "Ninguno a la vista, o nivel bajo del CENEPRED",
        "Leve: lluvias que anegan el patio o cortan el acceso por horas",
        "Medio: ladera o quebrada cercana, o nivel medio del CENEPRED",
        "Alto: ya hubo huaico, inundación o derrumbe junto al local, o nivel alto del CENEPRED",
        "Muy alto: está en el cauce o en la ladera que se mueve, o nivel muy alto del CENEPRED",
    ),
)
ESTUDIANTES = Criterio(
    "C",
    "estudiantes",
    "Estudiantes expuestos",
    "Se calcula: matrícula de todos los servicios del local.",
    ("", "", "", "", ""),  # the bands are of each pauta: see `PautaRiesgo.anclas_de_estudiantes`
)
SERVICIOS = Criterio(
    "D",
    "servicios",
    "Servicios básicos y saneamiento",
    "¿Tiene agua, desagüe y electricidad que funcionan?",
    (
        "Agua, desagüe y electricidad todo el día",
        "Los tres, con cortes frecuentes",
        "Falta uno de los tres",
        "Faltan dos, o los servicios higiénicos no se pueden usar",
        "No tiene ninguno",
    ),
)
TENDENCIA = Criterio(
    "E",
    "tendencia",
    "Daños o emergencias en los últimos 12 meses",
    "¿El daño avanza? ¿Hubo alguna emergencia?",
    (
        "Sin daños nuevos",
        "Daños nuevos leves, ya reparados",
        "El daño avanza poco a poco",
        "El daño avanza rápido, o hubo una emergencia en el año",
        "Emergencia que obligó a suspender clases o a evacuar",
    ),
)
EQUIDAD = Criterio(
    "F",
    "equidad",
    "Equidad",
    "¿Qué tan difícil es para esta comunidad resolverlo sola?",
    (
        "Urbana, distrito de los menos pobres",
        "Urbana, distrito de pobreza media",
        "Rural, o distrito pobre",
        "Rural y distrito pobre",
        "Rural, distrito muy pobre y escuela unidocente o de difícil acceso",
    ),
)
CRITERIOS = (ESTRUCTURA, PELIGRO, ESTUDIANTES, SERVICIOS, TENDENCIA, EQUIDAD)
ESCRITOS = tuple(c for c in CRITERIOS if c is not ESTUDIANTES)  # those that a person evaluates; the other is counted
