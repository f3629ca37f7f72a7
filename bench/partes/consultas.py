"""How many queries each page asks, with few rows and with many."""

from pathlib import Path

from bench.servidor import dentro

from .parte import Medido, Parte, avisar, signo, tabla


def _medir(carpeta: Path) -> Medido:
    avisar("consultas de cada página, con 10 filas y con 1,000…")
    filas, cumple = [], True
    for fila in dentro(f"sqlite:///{carpeta / 'consultas'}.sqlite3", carpeta, "consultas")["filas"]:
        bien = fila["pocas"] == fila["muchas"] <= fila["maximo"]
        cumple &= bien
        clase = "lista" if fila["lista"] else "página"
        filas.append(f"| {fila['pagina']} | {clase} | {fila['pocas']} | {fila['muchas']} | ≤ {fila['maximo']} | {signo(bien)} |")
    return tabla("página | clase | >con 10 | >con 1,000 | >prometido | ", filas), cumple


PARTE = Parte(
    "Consultas a la base de datos",
    """\
Las de cada página con 10 filas y con 1,000 de cada cosa que puede listar (compromisos, avances, convenios, encuentros, avisos, papelera,
historia; y partes, cláusulas, hitos, evidencias dentro de uno). Es también una prueba: `tests/test_presupuestos.py`, en los dos motores.""",
    _medir,
)
