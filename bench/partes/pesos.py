"""What each page weighs, of a year like that of the demonstration and of many."""

from pathlib import Path
from typing import Any

from bench.cliente import Cliente
from bench.peso import Visita, pesar
from bench.servidor import PORTAL, dentro, sirviendo

from .parte import KB, Medido, Parte, avisar, kb, signo, tabla
from .tiempos import COMPROMISOS

DE_UN_ANIO = 120
PRIMERA = {"coordinador": 70 * KB, "especialista": 70 * KB, "director": 70 * KB}
MI_MUNICIPIO, REPETIDA = 40 * KB, 15 * KB


def _pesos(carpeta: Path, compromisos: int) -> tuple[list[dict[str, Any]], dict[str, Visita]]:
    """Both visits to each page."""
    avisar(f"bytes de cada página, con {compromisos:,} compromisos…")
    url = f"sqlite:///{carpeta / f'pesos-{compromisos}'}.sqlite3"
    mundo = dentro(url, carpeta, "mundo", str(compromisos))
    sesiones = mundo["sesiones"] | {"": ""}
    with sirviendo(url, carpeta, PORTAL) as puerto:
        pesos = {p["pagina"]: pesar(Cliente(puerto, sesiones[p["quien"]]), p["direccion"]) for p in mundo["paginas"]}
    return mundo["paginas"], pesos


def _limite(pagina: dict[str, str]) -> int | None:
    """Bytes promised for a first visit: the mayor's own screen, and every page of the staff."""
    return MI_MUNICIPIO if pagina["ruta"] == "mi_municipio" else PRIMERA.get(pagina["quien"])


def _medir(carpeta: Path) -> Medido:
    paginas, anio = _pesos(carpeta, DE_UN_ANIO)
    _, muchos = _pesos(carpeta, COMPROMISOS)
    filas, cumple = [], True
    for pagina in paginas:
        chica, grande, limite = anio[pagina["pagina"]], muchos[pagina["pagina"]], _limite(pagina)
        primera, repetida = max(chica.primera, grande.primera), max(chica.repetida, grande.repetida)
        bien = repetida <= REPETIDA and (limite is None or primera <= limite)
        cumple &= bien
        filas.append(
            f"| {pagina['pagina']} | {kb(chica.pagina)} | {kb(chica.archivos)} | {kb(chica.primera)} | {kb(grande.primera)} "
            f"| {f'≤ {limite // KB}' if limite else ''} | {kb(chica.repetida)} | {kb(grande.repetida)} | ≤ {REPETIDA // KB} | {signo(bien)} |"
        )
    columnas = (
        "página | >sola | >archivos | >primera, 120 | >primera, 20,000 | >prometido | >repetida, 120 | >repetida, 20,000 | >prometido | "
    )
    return tabla(columnas, filas), cumple


PARTE = Parte(
    "Kilobytes que viajan",
    """\
Con gzip y con las cabeceras de cada respuesta. Primera visita: la página y todo archivo que nombra, sin nada guardado en el navegador;
con 120 compromisos (un año como el de la demostración) y con 20,000. Visita repetida: la página otra vez, y los archivos que el navegador
no tenga por inmutables. KB de 1,024 bytes. Cada página lleva su dirección y quien la pide.""",
    _medir,
)
