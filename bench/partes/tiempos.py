"""The list of commitments with each filter, the search and the page of a commitment, beside the bare view."""

from pathlib import Path
from typing import Any

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, VARA, dentro, sirviendo

from .parte import Medido, Parte, motores, signo, tabla

COMPROMISOS, VUELTAS, CALENTAMIENTO = 20_000, 100, 10
RAZON, RAZON_DESEADA = 4.0, 2.0


def _pruebas(mundo: dict[str, Any], portal: int, vara: int) -> list[Prueba]:
    """Interleaved; the yardstick is the first, and the second one knows who asks."""
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


def _lineas(motor: str, filas: dict[str, int], pruebas: list[Prueba]) -> Medido:
    vara, con_persona, *portal = pruebas
    dichas, cumple = [], True
    for prueba in pruebas:
        razon = prueba.mediana / vara.mediana
        bien = razon <= RAZON
        prometido = f"≤ {RAZON:.0f} (meta mayor {RAZON_DESEADA:.0f}) | {signo(bien)}{' ★' if razon <= RAZON_DESEADA else ''}"
        if prueba in portal:
            cumple &= bien
        dichas.append(
            f"| {prueba.nombre} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | {prometido if prueba in portal else '|'} "
            f"| {prueba.mediana / con_persona.mediana:.1f} |"
        )
    columnas = "prueba | >mediana ms | >p95 ms | >razón con la vara | >prometido |  | >razón con la vara con persona"
    titulo = f"### {motor}: {filas['compromisos']:,} compromisos, {filas['avances']:,} avances"
    return [titulo, "", *tabla(columnas, dichas), ""], cumple


def _medir(carpeta: Path) -> Medido:
    lineas, cumple = [], True
    for url in motores(carpeta, "tiempos"):
        mundo = dentro(url, carpeta, "mundo", str(COMPROMISOS))
        with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
            nuevas, bien = _lineas(mundo["motor"], mundo["filas"], _pruebas(mundo, portal, vara))
        lineas += nuevas
        cumple &= bien
    return lineas, cumple


PARTE = Parte("Tiempos", "", _medir)
