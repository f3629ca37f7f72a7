"""`make bench`: measures on throw-away databases, on both engines, and writes docs/rendimiento.md."""

import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import cuadricula, publico, tableros
from bench.cliente import Cliente, Prueba, medir
from bench.informe import INFORME, escribir
from bench.peso import Visita, pesar
from bench.servidor import PORTAL, RAIZ, VARA, dentro, larga, sirviendo
from tests.postgres import SinPostgres, servidor

COMPROMISOS, DE_UN_ANIO = 20_000, 120
VUELTAS, VUELTAS_DEL_PAIS, CALENTAMIENTO = 100, 40, 10
A_DESHACER = 10_000


@contextlib.contextmanager
def _sqlite(carpeta: Path, nombre: str) -> Iterator[str]:
    yield f"sqlite:///{carpeta / nombre}.sqlite3"


def tiempos(mundo: dict[str, Any], portal: int, vara: int) -> list[Prueba]:
    """The yardstick, the list with each filter and the page of a commitment, interleaved; the yardstick is the first."""
    personal, alcalde = (mundo["sesiones"][mundo[quien]] for quien in ("personal", "municipal"))
    dentro_ = Cliente(portal, personal)
    pruebas = [
        Prueba("vara: 50 filas de una consulta", Cliente(vara), ["/filas/"]),
        Prueba("vara, con persona y sesión (3 consultas)", Cliente(vara, personal), ["/con-persona/"]),
        *(Prueba(f"lista de compromisos: {nombre}", dentro_, [direccion]) for nombre, direccion in mundo["listas"].items()),
        Prueba("lista de compromisos: la ve un alcalde", Cliente(portal, alcalde), [mundo["listas"]["sin filtro"]]),
        *(Prueba(f"búsqueda: {nombre}", dentro_, [direccion]) for nombre, direccion in mundo["busquedas"].items()),
        Prueba("búsqueda: una palabra, un alcalde", Cliente(portal, alcalde), [mundo["busquedas"]["una palabra"]]),
        Prueba("página de un compromiso", dentro_, mundo["compromisos"]),
        Prueba("página de un compromiso: la ve un alcalde", Cliente(portal, alcalde), mundo["compromisos"]),
    ]
    medir(pruebas, vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
    return pruebas


def pais(url: str, carpeta: Path) -> dict[str, Any]:
    """The lists and searches of the schools of a whole country, beside the yardstick, and how fast their scores are worked out."""
    mundo = dentro(url, carpeta, "pais")
    with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
        pruebas = [
            Prueba("vara: 50 filas de una consulta", Cliente(vara), ["/filas/"]),
            *(Prueba(nombre, Cliente(portal, mundo["sesiones"].get(quien, "")), [lista]) for nombre, quien, lista in mundo["listas"]),
        ]
        medir(pruebas, vueltas=VUELTAS_DEL_PAIS, calentamiento=CALENTAMIENTO)
    return mundo | {"pruebas": pruebas}


def pesos(mundo: dict[str, Any], puerto: int) -> dict[str, Visita]:
    """Both visits to each page."""
    sesiones = mundo["sesiones"] | {"": ""}
    return {p["pagina"]: pesar(Cliente(puerto, sesiones[p["quien"]]), p["direccion"]) for p in mundo["paginas"]}


def _avisar(texto: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {texto}", flush=True)


def medir_todo(carpeta: Path) -> dict[str, Any]:
    hecho: dict[str, Any] = {"motores": [], "faltas": []}
    _avisar("consultas de cada página, con 10 filas y con 1,000…")
    with _sqlite(carpeta, "consultas") as url:
        hecho |= dentro(url, carpeta, "versiones")
        hecho["consultas"] = dentro(url, carpeta, "consultas")["filas"]
    _avisar("bytes de cada página…")
    with _sqlite(carpeta, "anio") as url:
        anio = dentro(url, carpeta, "mundo", str(DE_UN_ANIO))
        with sirviendo(url, carpeta, PORTAL) as puerto:
            hecho["pesos"] = pesos(anio, puerto)
    hecho["paginas"] = anio["paginas"]
    for base in (_sqlite(carpeta, "grande"), servidor()):
        try:
            with base as url:
                _avisar(f"{COMPROMISOS:,} compromisos en {url.partition(':')[0]}…")
                mundo = dentro(url, carpeta, "mundo", str(COMPROMISOS))
                _avisar("tiempos…")
                with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
                    hecho["motores"].append((mundo["motor"], mundo["filas"], tiempos(mundo, portal, vara)))
                    if mundo["motor"].startswith("SQLite"):
                        hecho["pesos_grandes"] = pesos(mundo, portal)
        except SinPostgres as error:
            hecho["faltas"].append(f"Sin PostgreSQL: {error}.")
    hecho["paises"] = []
    for base in (_sqlite(carpeta, "pais"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"las escuelas de todo el país en {url.partition(':')[0]}…")
            hecho["paises"].append(pais(url, carpeta))
    hecho["planes"] = []
    for base in (_sqlite(carpeta, "planes"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"los planes de trabajo de todo el país en {url.partition(':')[0]}…")
            hecho["planes"].append(_planes_del_pais(url, carpeta))
    hecho["tableros"] = []
    for base in (_sqlite(carpeta, "tableros"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"los tableros de todo el país en {url.partition(':')[0]}…")
            hecho["tableros"].append(tableros.medir_en(url, carpeta))
    hecho["cuadriculas"] = []
    for base in (_sqlite(carpeta, "cuadricula"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"una fila de la cuadrícula de un plan en {url.partition(':')[0]}…")
            hecho["cuadriculas"].append(cuadricula.medir_en(url, carpeta))
    hecho["publico"] = []
    for base in (_sqlite(carpeta, "publico"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"páginas públicas pedidas otra vez en {url.partition(':')[0]}…")
            hecho["publico"].append(publico.medir_en(url, carpeta))
    hecho["informes"] = []
    for base in (_sqlite(carpeta, "informes"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"el informe de un distrito en {url.partition(':')[0]}…")
            hecho["informes"].append(dentro(url, carpeta, "informes"))
    hecho["masivas"] = []
    for base in (_sqlite(carpeta, "masiva"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"edición de muchos a la vez en {url.partition(':')[0]}…")
            hecho["masivas"].append(dentro(url, carpeta, "masiva"))
    hecho["deshechos"] = []
    for base in (_sqlite(carpeta, "deshacer"), servidor()):
        with contextlib.suppress(SinPostgres), base as url:
            _avisar(f"un lote de {A_DESHACER:,} registros, deshecho en {url.partition(':')[0]}…")
            hecho["deshechos"].append(dentro(url, carpeta, "deshacer", str(A_DESHACER)))
    hecho["escale"] = [m for base in (_sqlite, _postgres) for m in _escale(carpeta, base)]
    hecho["importaciones"] = [_importar(carpeta, base) for base in (_sqlite, _postgres)]
    return hecho


def _planes_del_pais(url: str, carpeta: Path) -> tuple[str, dict[str, int], dict[str, int], list[Prueba]]:
    """The yardstick and the plans of a country, interleaved; the yardstick is the first. And how many queries each page asks."""
    pais = dentro(url, carpeta, "planes_del_pais")
    with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
        cliente = Cliente(portal, pais["sesion"])
        pruebas = [Prueba("vara: 50 filas de una consulta", Cliente(vara), ["/filas/"])]
        pruebas += [Prueba(nombre, cliente, [direccion]) for nombre, direccion in pais["direcciones"].items()]
        medir(pruebas, vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
    return pais["motor"], pais["filas"], pais["consultas"], pruebas


@contextlib.contextmanager
def _postgres(carpeta: Path, nombre: str) -> Iterator[str]:
    with servidor() as url:
        yield url


def _escale(carpeta: Path, base: Callable[[Path, str], Any]) -> list[dict[str, Any]]:
    """The register of schools through both doors, the yardstick beside each in the same run; nothing where there is no such engine."""
    medidas = []
    with contextlib.suppress(SinPostgres):
        for formato in ("CSV", "XLSX"):
            _avisar(f"el padrón de ESCALE en {formato} ({base.__name__.strip('_')})…")
            with base(carpeta, f"escale-vara-{formato}") as url:
                vara = dentro(url, carpeta, "escale", "vara", formato)
            with base(carpeta, f"escale-{formato}") as url:
                medidas.append(dentro(url, carpeta, "escale", formato) | {"vara": vara["filas"] / vara["segundos"]})
    return medidas


def _importar(carpeta: Path, base: Callable[[Path, str], Any]) -> dict[str, Any]:
    """Each measure on a database of its own, the yardstick beside it in the same run; empty where there is no such engine."""
    medidas: dict[str, Any] = {"formatos": []}

    def medir_en(nombre: str, *tarea: str) -> dict[str, Any]:
        with base(carpeta, nombre) as url:
            return dentro(url, carpeta, "importar", *tarea)

    try:
        for formato in ("CSV", "XLSX"):
            _avisar(f"importar la matriz en {formato} ({base.__name__.strip('_')})…")
            vara = medir_en(f"vara-{formato}", "vara", formato)
            medidas["formatos"].append(medir_en(f"importar-{formato}", formato) | {"vara": vara["filas"] / vara["segundos"]})
        if base is _postgres:
            medidas["copia"] = medir_en("copia", "copia")
        with base(carpeta, "vecinos") as url:
            medidas["vecinos"] = _vecinos(url, carpeta)
    except SinPostgres:
        return {}
    return medidas


def _vecinos(url: str, carpeta: Path) -> dict[str, float]:
    """What a page takes with nobody else, and while 20,000 rows come in: medians, in milliseconds."""
    mundo = dentro(url, carpeta, "mundo", str(DE_UN_ANIO))
    with sirviendo(url, carpeta, PORTAL) as puerto:
        prueba = Prueba("vecino", Cliente(puerto, mundo["sesiones"][mundo["personal"]]), mundo["compromisos"])
        for vuelta in range(60):
            prueba.una_vez(vuelta)
        solo, prueba.tiempos = prueba.mediana, []
        with larga(url, carpeta, 20_000) as sigue:
            for vuelta in range(10_000):
                if not sigue():
                    break
                prueba.una_vez(vuelta)
                time.sleep(0.05)
        return {"solo": solo, "durante": prueba.mediana}


def main() -> int:
    inicio = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as carpeta:
        hecho = medir_todo(Path(carpeta))
    cumple = escribir(hecho, segundos=time.monotonic() - inicio, vueltas=VUELTAS)
    _avisar(f"anotado en {INFORME.relative_to(RAIZ)}: {'todo dentro de lo prometido' if cumple else 'hay medidas fuera de lo prometido'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
