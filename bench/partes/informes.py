"""How long the report of a district takes."""

from pathlib import Path

from bench.servidor import dentro

from .parte import Medido, Parte, motores, signo, tabla

CIEN, SEGUNDOS = 100, 1.5  # of the PDF: so long, at most, for each hundred rows


def _medir(carpeta: Path) -> Medido:
    filas, cumple = [], True
    for url in motores(carpeta, "informes"):
        corrida = dentro(url, carpeta, "informes")
        por_cien = {formato: segundos / corrida["filas"] * CIEN for formato, segundos in corrida["segundos"].items()}
        bien = por_cien["pdf"] < SEGUNDOS
        cumple &= bien
        dichos = " | ".join(f"{por_cien[formato]:.2f}" for formato in ("pdf", "docx", "xlsx"))
        filas.append(f"| {corrida['motor']} | {corrida['filas']:,} | {dichos} | < {SEGUNDOS} | {signo(bien)} |")
    return tabla("motor | >filas | >PDF | >Word | >Excel | >prometido (PDF) | ", filas), cumple


PARTE = Parte(
    "El informe de un distrito",
    "Segundos por cada 100 filas (compromisos, avances, actividades y acuerdos), desde que se pregunta a la base hasta que el archivo está escrito.",
    _medir,
)
