"""How many public pages a second the portal answers from its copies, beside a static file through the same server."""

from pathlib import Path

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, dentro, sirviendo

from .parte import Medido, Parte, motores, signo, tabla

PEDIDOS, PARTE_DE_UN_ARCHIVO = 500, 0.40


def _medir_en(url: str, carpeta: Path) -> tuple[str, list[Prueba]]:
    """Interleaved; the first is the static file."""
    mundo = dentro(url, carpeta, "publico")
    with sirviendo(url, carpeta, PORTAL) as puerto:
        pruebas = [Prueba("archivo estático", Cliente(puerto), [mundo["estatico"]])]
        for nombre, direccion in mundo["direcciones"].items():
            sello = Cliente(puerto).pedir(direccion).cabeceras["etag"]
            pruebas.append(Prueba(f"{nombre}, de su copia", Cliente(puerto), [direccion]))
            pruebas.append(Prueba(f"{nombre}, 304", Cliente(puerto, validador=sello), [direccion], estado=304))
        medir(pruebas, vueltas=PEDIDOS, calentamiento=50)
    return mundo["motor"], pruebas


def _medir(carpeta: Path) -> Medido:
    filas, cumple = [], True
    for url in motores(carpeta, "publico"):
        motor, (estatico, *pruebas) = _medir_en(url, carpeta)
        filas.append(f"| {motor} | {estatico.nombre} | {estatico.mediana:.2f} | {estatico.p95:.2f} | 100 % | | |")
        for prueba in pruebas:
            parte = estatico.mediana / prueba.mediana
            cumple &= parte >= PARTE_DE_UN_ARCHIVO
            filas.append(
                f"| {motor} | {prueba.nombre} | {prueba.mediana:.2f} | {prueba.p95:.2f} | {parte:.0%} "
                f"| ≥ {PARTE_DE_UN_ARCHIVO:.0%} | {signo(parte >= PARTE_DE_UN_ARCHIVO)} |"
            )
    return tabla("motor | qué | >mediana ms | >p95 ms | >parte del ritmo | >prometido | ", filas), cumple


PARTE = Parte(
    "Lo público, pedido otra vez",
    """\
Una página pública que ya se dibujó, desde su copia y a quien ya la tiene (304), al lado de la hoja de estilo, que sirve WhiteNoise por el mismo
proceso. El ritmo es el de una conexión que pide una tras otra: la parte es la razón entre las medianas.""",
    _medir,
)
