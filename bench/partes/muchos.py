"""Many commitments in one gesture: the bulk edit, and a lote that is taken back."""

from pathlib import Path

from bench.servidor import dentro

from .parte import Medido, Parte, motores, signo, tabla

FILAS_POR_SEGUNDO, A_DESHACER = 1_500, 10_000


def _masiva(carpeta: Path) -> Medido:
    filas, cumple = [], True
    for url in motores(carpeta, "masiva"):
        corrida = dentro(url, carpeta, "masiva")
        for medida in corrida["medidas"]:
            por_segundo = medida["filas"] / medida["segundos"]
            cumple &= por_segundo >= FILAS_POR_SEGUNDO
            filas.append(
                f"| {corrida['motor']} | {medida['operacion']} | {medida['filas']:,} | {medida['ensayo']:.1f} | {medida['segundos']:.1f} "
                f"| {por_segundo:,.0f} | ≥ {FILAS_POR_SEGUNDO:,} | {signo(por_segundo >= FILAS_POR_SEGUNDO)} |"
            )
    return tabla("motor | qué | >cambiados | >ensayo s | >cambio s | >por segundo | >prometido | ", filas), cumple


def _deshacer(carpeta: Path) -> Medido:
    filas, cumple = [], True
    for url in motores(carpeta, "deshacer"):
        corrida = dentro(url, carpeta, "deshacer", str(A_DESHACER))
        bien = corrida["por_segundo"] >= FILAS_POR_SEGUNDO
        cumple &= bien
        filas.append(
            f"| {corrida['motor']} | {corrida['filas']:,} | {corrida['devueltas']:,} | {corrida['dejadas']:,} | {corrida['segundos_ensayo']:.1f} "
            f"| {corrida['segundos']:.1f} | {corrida['por_segundo']:,.0f} | ≥ {FILAS_POR_SEGUNDO:,} | {signo(bien)} |"
        )
    columnas = "motor | >compromisos del lote | >devueltos | >con algo que se deja | >ensayo s | >deshacer s | >por segundo | >prometido | "
    return tabla(columnas, filas), cumple


MASIVA = Parte(
    "Edición de muchos a la vez",
    """\
Compromisos que cambia un solo gesto, de los 10,000 que hay: el POST de la página, desde que se aprieta hasta que responde, con las mismas reglas
que de uno en uno, un renglón de historia por registro y los avisos. El ensayo es la página de antes, que muestra cómo quedaría cada uno.""",
    _masiva,
)
DESHACER = Parte(
    "Deshacer un lote",
    """\
Un cambio de muchos compromisos que se deshace, de los que otra persona corrigió algunos después: esos se dejan como están, y lo demás vuelve.
El ensayo es la página de antes, que dice qué volvería y qué no.""",
    _deshacer,
)
