"""Which kinds have the words at all, in anybody's rows: most have none, and of those nothing else is asked.

The question is the same for everybody, so each is compiled once. Nobody is told what it answers.
"""

from functools import lru_cache
from typing import Any

from django.db import connection

from .condiciones import Grupos, contiene, frases, texto_entero
from .declaracion import Hallable, hallables
from .union import Consulta, compilada, todas


def con_alguna(de: list[Hallable], grupos: Grupos) -> list[Hallable]:
    """The kinds where some row has every group."""
    forma, relleno = tuple(len(grupo) for grupo in grupos), _relleno(grupos)
    preguntas = []
    for hallable in de:
        sql, parametros = _alguna(connection.vendor, hallable.clave, forma)
        preguntas.append(Consulta(sql, tuple(relleno.get(p, p) if isinstance(p, str) else p for p in parametros)))
    halladas = {clave for (clave,) in todas(preguntas)}
    return [hallable for hallable in de if hallable.clave in halladas]


def _huecos(forma: tuple[int, ...]) -> Grupos:
    """Places of the pieces in a question of that shape: what was typed is put there, and never looked for among them."""
    return [[f"\x01{i}\x02{j}\x01" for j in range(cuantos)] for i, cuantos in enumerate(forma)]


def _relleno(grupos: Grupos) -> dict[str, str]:
    """What goes in each place, as each engine takes it."""
    huecos = _huecos(tuple(len(grupo) for grupo in grupos))
    pares = [(hueco, pedazo) for suyos, grupo in zip(huecos, grupos, strict=True) for hueco, pedazo in zip(suyos, grupo, strict=True)]
    return {f"%{hueco}%": f"%{connection.ops.prep_for_like_query(pedazo)}%" for hueco, pedazo in pares} | {frases(huecos): frases(grupos)}


@lru_cache(maxsize=512)
def _alguna(motor: str, clave: str, forma: tuple[int, ...]) -> Consulta:
    (hallable,) = (h for h in hallables() if h.clave == clave)
    huecos, alrededor = _huecos(forma), f"SELECT '{clave}' AS clase WHERE EXISTS ({{}})"
    if motor == "sqlite" and hallable.indice:
        indice = hallable.tabla_del_indice
        return Consulta(f"SELECT 1 FROM {indice} WHERE {indice} MATCH %s", (frases(huecos),)).dentro_de(alrededor)  # noqa: S608
    consulta: Any = compilada(hallable.todas.alias(mirado=texto_entero(hallable)).filter(contiene("mirado", huecos)).values("pk"))
    return consulta.dentro_de(alrededor)
