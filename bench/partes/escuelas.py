"""The lists and searches of the schools of a whole country, beside the yardstick, and how fast their scores are worked out."""

from pathlib import Path

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, VARA, dentro, sirviendo

from .parte import Medido, Parte, con_la_vara, motores, signo

VUELTAS, CALENTAMIENTO = 40, 10
RAZON, PUNTAJES_POR_SEGUNDO = 6.0, 55_000


def _medir_en(url: str, carpeta: Path) -> Medido:
    pais = dentro(url, carpeta, "pais")
    with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
        pruebas = [
            Prueba("vara: 50 filas de una consulta", Cliente(vara), ["/filas/"]),
            *(Prueba(nombre, Cliente(portal, pais["sesiones"].get(quien, "")), [lista]) for nombre, quien, lista in pais["listas"]),
        ]
        medir(pruebas, vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
    filas = ", ".join(f"{cuantas:,} {que}" for que, cuantas in pais["filas"].items())
    lineas, cumple = con_la_vara(f"{pais['motor']}: {filas}; {pais['de_la_ugel']:,} locales en la UGEL que se mira", pruebas, RAZON)
    r = pais["recalculo"]
    en_la_base, traidos = (r["fichas"] / r[cual] for cual in ("en_la_base", "traidos"))
    bien = en_la_base >= PUNTAJES_POR_SEGUNDO
    puntajes = (
        f"Puntajes con otros pesos: {en_la_base:,.0f} por segundo en la base de datos (≥ {PUNTAJES_POR_SEGUNDO:,}) {signo(bien)}; "
        f"{traidos:,.0f} por segundo traídos uno por uno."
    )
    return [*lineas, "", puntajes, ""], cumple and bien


def _medir(carpeta: Path) -> Medido:
    medidas = [_medir_en(url, carpeta) for url in motores(carpeta, "escuelas")]
    return [linea for lineas, _ in medidas for linea in lineas], all(bien for _, bien in medidas)


PARTE = Parte(
    "Las escuelas de todo el país",
    """\
La búsqueda de escuelas y la lista por riesgo de una UGEL tan grande como una provincia, con las escuelas de todo el país en la misma base
de datos y una ficha de riesgo por local. La misma vara, en la misma corrida.""",
    _medir,
)
