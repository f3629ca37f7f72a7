"""Its schools: buildings, and the services that work in them."""

import random
from collections.abc import Iterator
from typing import Any

from base.bitacora.volcado import volcar
from municipios.models import InstitucionEducativa, LocalEscolar

from .territorio import MARCA, Lugar

CODIGO_LOCAL, CODIGO_MODULAR = "9{:05d}", "9{:06d}"
POR_LOCAL = 2
NIVELES = ("inicial_jardin", "primaria", "secundaria", "tecnico_productiva")
NOMBRES = ("El Cóndor", "La Quinua", "Río Claro", "Ñandú", "Valle Hermoso", "Las Retamas", "Cerro Azul", "El Molle")


def construir(lugares: list[Lugar], *, servicios: int, azar: random.Random) -> dict[str, int]:
    """So many services, two a building, shared out among the districts."""
    distritos = [distrito for lugar in lugares for distrito in lugar.distritos]
    cuantos = -(-servicios // POR_LOCAL)

    def locales() -> Iterator[tuple[Any, ...]]:
        for n in range(cuantos):
            nombre = f"Local demostración N.º {n} {azar.choice(NOMBRES)}"
            yield (
                CODIGO_LOCAL.format(n),
                nombre,
                f"Caserío {n % 900}",
                distritos[n % len(distritos)],
                azar.choice(("", "saneado", "en_proceso", "no_saneado")),
            )

    def de_cada_uno(llaves: range) -> Iterator[tuple[Any, ...]]:
        for n in range(servicios):
            local = n // POR_LOCAL
            nombre = f"I.E. demostración N.º {n} {azar.choice(NOMBRES)}"
            yield (
                CODIGO_MODULAR.format(n),
                nombre,
                azar.choice(NIVELES),
                llaves[local],
                distritos[local % len(distritos)],
                azar.choice(("urbana", "rural")),
            )

    llaves = volcar(LocalEscolar, ["codigo_local", "nombre", "centro_poblado", "distrito_id", "saneamiento"], locales(), **MARCA)
    columnas = ["codigo_modular", "nombre", "nivel", "local_id", "distrito_id", "area"]
    volcar(InstitucionEducativa, columnas, de_cada_uno(llaves), gestion="publica_directa", **MARCA)
    return {"locales": len(llaves), "servicios": servicios}
