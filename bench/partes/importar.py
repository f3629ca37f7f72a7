"""How fast the matrix of the office and the register of ESCALE come in."""

import time
from pathlib import Path
from typing import Any

from bench.cliente import Cliente, Prueba
from bench.servidor import PORTAL, dentro, larga, sirviendo
from tests.postgres import servidor

from .parte import KB, Medido, Parte, avisar, kb, motores, signo, tabla
from .pesos import DE_UN_ANIO

FILAS, LARGA = 10_000, 20_000
FORMATOS = ("CSV", "XLSX")
VECES = {("SQLite", "CSV"): 10, ("SQLite", "XLSX"): 6, ("PostgreSQL", "CSV"): 20, ("PostgreSQL", "XLSX"): 12}
DE_LA_BASE, PAGINA_DE_ENSAYO, MEMORIA, VECINOS = 0.25, 60 * KB, 120 * KB * KB, 2.0


def _veces(m: dict[str, Any], por_segundo: float) -> tuple[str, bool]:
    veces, prometido = por_segundo / m["vara"], VECES[m["motor"].split()[0], m["formato"]]
    return f"{por_segundo:,.0f} | {m['vara']:,.0f} | {veces:.1f} | ≥ {prometido} | {signo(veces >= prometido)} |", veces >= prometido


def _con_su_vara(carpeta: Path, tarea: str) -> list[dict[str, Any]]:
    """Each format on each engine, the yardstick beside it in the same run, every measure on a database of its own."""
    medidas = []
    for formato in FORMATOS:
        nombre = f"{tarea}-{formato}"
        for de_la_vara, url in zip(motores(carpeta, f"{nombre}-vara"), motores(carpeta, nombre), strict=True):
            vara = dentro(de_la_vara, carpeta, tarea, "vara", formato)
            medidas.append(dentro(url, carpeta, tarea, formato) | {"vara": vara["filas"] / vara["segundos"]})
    return medidas


def _matriz(carpeta: Path) -> Medido:
    """Rows a second beside the yardstick, and what else was promised of an import."""
    filas, notas, cumple = [], [""], True
    medidas = _con_su_vara(carpeta, "importar")
    for m in medidas:
        dicho, bien = _veces(m, m["filas"] / (m["ensayo"] + m["aplicacion"]))
        cumple &= bien
        filas.append(f"| {m['motor']} | {m['formato']} | {m['ensayo']:.1f} | {m['aplicacion']:.1f} | {dicho}")
        segunda, primera = m["segunda"], m["ensayo"] + m["aplicacion"]
        for que, bien in (
            (f"la página del ensayo viaja en {kb(m['pagina'])} KB (≤ 60)", m["pagina"] <= PAGINA_DE_ENSAYO),
            (f"memoria sobre el reposo {m['memoria'] / KB / KB:.0f} MB (≤ 120)", m["memoria"] <= MEMORIA),
            (f"el mismo archivo otra vez tarda {segunda:.1f} s (la primera, {primera:.1f})", segunda < primera),
        ):
            cumple &= bien
            notas.append(f"- {m['motor']}, {m['formato']}: {que} {signo(bien)}")
    if en_postgres := [m["aplicacion"] for m in medidas if m["motor"].startswith("PostgreSQL")]:
        avisar("la base sola…")
        with servidor() as url:
            copia = dentro(url, carpeta, "importar", "copia")
        sola, nuestra = copia["filas"] / copia["segundos"], FILAS / min(en_postgres)
        bien = nuestra >= DE_LA_BASE * sola
        cumple &= bien
        notas.append(
            f"- Aplicar: {nuestra:,.0f} filas por segundo, {nuestra / sola:.0%} de la base sola ({sola:,.0f}; ≥ 25 %) {signo(bien)}"
        )
    for url in motores(carpeta, "vecinos"):
        motor, solo, durante = _vecinos(url, carpeta)
        bien = durante < VECINOS * solo
        cumple &= bien
        notas.append(
            f"- {motor}: mientras entran {LARGA:,} filas, una página ajena tarda {durante:.0f} ms ({solo:.0f} en reposo; "
            f"menos de {VECINOS:.0f} veces) {signo(bien)}"
        )
    columnas = "motor | archivo | >ensayo s | >aplicar s | >filas por segundo | >la vara | >veces | >prometido | "
    return tabla(columnas, filas) + notas, cumple


def _vecinos(url: str, carpeta: Path) -> tuple[str, float, float]:
    """What a page takes with nobody else, and while many rows come in: medians, in milliseconds."""
    mundo = dentro(url, carpeta, "mundo", str(DE_UN_ANIO))
    with sirviendo(url, carpeta, PORTAL) as puerto:
        prueba = Prueba("vecino", Cliente(puerto, mundo["sesiones"][mundo["personal"]]), mundo["compromisos"])
        for vuelta in range(60):
            prueba.una_vez(vuelta)
        solo, prueba.tiempos = prueba.mediana, []
        with larga(url, carpeta, LARGA) as sigue:
            vuelta = 0
            while sigue():
                prueba.una_vez(vuelta)
                vuelta += 1
                time.sleep(0.05)
    return mundo["motor"], solo, prueba.mediana


def _escale(carpeta: Path) -> Medido:
    """Rows a second of the register of schools through both doors, beside the yardstick."""
    filas, cumple = [], True
    for m in _con_su_vara(carpeta, "escale"):
        puerta = "importar --aplicar" if m["formato"] == "CSV" else "formulario"
        dicho, bien = _veces(m, m["filas"] / m["segundos"])
        cumple &= bien
        filas.append(
            f"| {m['motor']} | {m['formato']}, {puerta} | {m['filas']:,} | {m['segundos']:.1f} | {m['segunda']:.1f} | {m['ceros']:,} | {dicho}"
        )
    columnas = "motor | archivo y puerta | >filas | >segundos | >otra vez | >ceros avisados | >filas por segundo | >la vara | >veces | >prometido | "
    return tabla(columnas, filas), cumple


MATRIZ = Parte(
    "Importar la matriz de la oficina",
    """\
10,000 filas de 11 columnas de `compromisos`: se lee, se ensaya, se guarda el ensayo fila por fila, se aplica con su historia. La vara es
django-import-export como lo hace su administración (ensayo y carga, fila por fila, con la historia de django-simple-history), en la misma corrida.
La base sola es COPY a una tabla de paso, una inserción y la historia en una sentencia, sin ninguna regla.""",
    _matriz,
)
ESCALE = Parte(
    "Importar el padrón de ESCALE",
    """\
20,000 servicios de 28 columnas con los nombres de ESCALE, los códigos como números (sin su cero) y los anexos de cada código; los 10,000
locales entran antes. Entran todos, cada cero perdido se avisa, y la segunda vez no cambia nada. La vara, la de arriba, recibe los códigos enteros.""",
    _escale,
)
