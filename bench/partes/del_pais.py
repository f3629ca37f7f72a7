"""What is measured with the rows of a country, or for many minutes: the boards; and, when they are named, a load of people and a million rows."""

from pathlib import Path

from bench import carga, importar_mucho, tableros
from tests.postgres import servidor

from .parte import Medido, Parte, motores

MINUTOS, VECES = 10, (1, 10)


def _tableros(carpeta: Path) -> Medido:
    return tableros.lineas([tableros.medir_en(url, carpeta) for url in motores(carpeta, "tableros")])


def _carga(carpeta: Path) -> Medido:
    dichas, cumple = [], True
    for filas in VECES:
        with servidor() as url:
            medida = carga.medir_en(url, carpeta, filas=filas, minutos=MINUTOS, hasta=64)
        dichas += [*carga.lineas(medida), ""]
        cumple &= medida["tandas"][0][1].aguanta
    return dichas, cumple


def _importar(carpeta: Path) -> Medido:
    with servidor() as url:
        dicho, cumple = importar_mucho.linea(importar_mucho.medir_en(url, carpeta, importar_mucho.FILAS))
    return [dicho], cumple


TABLEROS = Parte(
    "Los tableros de un país",
    f"""\
Provincia en sus tres niveles: {tableros.COMPROMISOS:,} compromisos de 224 UGEL y 1,891 distritos, con los planes de arriba
(`python -m bench.tableros 1000000` mide un millón). La última columna es lo que tarda mientras {tableros.MARCADAS} UGEL esperan
que se las vuelva a contar, y la página cuenta sus filas.""",
    _tableros,
)
CARGA = Parte(
    "Gente a la vez (P39)",
    f"""\
{carga.PERSONAS} personas que trabajan (una página cada {carga.PIENSA:.0f} s; una de cada {carga.ESCRIBE_UNA_DE} es un reporte que se escribe)
y {carga.VISITAS} visitas (cada {carga.MIRA:.0f} s), {MINUTOS} minutos; luego el doble cada vez hasta que algo falla o pasa de lo prometido:
leer {carga.LEER} ms y escribir {carga.ESCRIBIR} ms en el percentil 95, ningún error. Sobre 20,000 compromisos y sobre 200,000, en
PostgreSQL; clientes y servidor comparten el equipo.""",
    _carga,
    larga=True,
)
UN_MILLON = Parte(
    "Importar un millón de filas",
    f"""\
`importar` en la línea de órdenes, en PostgreSQL, al lado de COPY de las mismas filas a las mismas seis tablas con sus índices y disparadores
(prometido: al menos {importar_mucho.PARTE:.0%} de COPY, y la memoria no crece).""",
    _importar,
    larga=True,
)
