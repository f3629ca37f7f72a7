"""The plans of a country, and the grid of one of them."""

from pathlib import Path

from bench import cuadricula
from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, VARA, dentro, sirviendo

from .parte import KB, Medido, Parte, kb, motores, signo, tabla

VUELTAS, CALENTAMIENTO, RAZON = 100, 10, 8.0
RAZON_FILA, CONSULTAS_CUADRICULA, CUADRICULA = 3.0, 10, 60 * KB


def _planes(carpeta: Path) -> Medido:
    """The yardstick and the plans, interleaved; and how many queries each page asks."""
    filas, cumple = [], True
    for url in motores(carpeta, "planes"):
        pais = dentro(url, carpeta, "planes_del_pais")
        with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as servida:
            cliente, vara = Cliente(portal, pais["sesion"]), Prueba("vara: 50 filas de una consulta", Cliente(servida), ["/filas/"])
            pruebas = [Prueba(nombre, cliente, [direccion]) for nombre, direccion in pais["direcciones"].items()]
            medir([vara, *pruebas], vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
        filas.append(f"| {pais['motor']} | {vara.nombre} | | {vara.mediana:.1f} | {vara.p95:.1f} | 1.0 | | |")
        for prueba in pruebas:
            razon = prueba.mediana / vara.mediana
            cumple &= razon <= RAZON
            filas.append(
                f"| {pais['motor']} | {prueba.nombre} | {pais['consultas'][prueba.nombre]} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} "
                f"| ≤ {RAZON:.0f} | {signo(razon <= RAZON)} |"
            )
    return tabla("motor | página | >consultas | >mediana ms | >p95 ms | >razón con la vara | >prometido | ", filas), cumple


def _cuadricula(carpeta: Path) -> Medido:
    """One row of the grid beside the view that only inserts; and what it takes to open the grid."""
    filas, notas, cumple = [], [""], True
    for url in motores(carpeta, "cuadricula"):
        m = cuadricula.medir_en(url, carpeta)
        vara, con_persona, fila = m["pruebas"]
        for prueba, consultas, prometido in ((vara, "1", 0.0), (con_persona, "3", 0.0), (fila, m["consultas_de_fila"], RAZON_FILA)):
            razon = prueba.mediana / vara.mediana
            bien = not prometido or razon <= prometido
            cumple &= bien
            dicho = f"≤ {prometido:.0f} | {signo(bien)}" if prometido else "|"
            filas.append(
                f"| {m['motor']} | {prueba.nombre} | {consultas} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | {dicho} "
                f"| {prueba.mediana / con_persona.mediana:.1f} |"
            )
        for que, bien in (
            (f"abrirla toma {m['consultas']} consultas (≤ {CONSULTAS_CUADRICULA})", m["consultas"] <= CONSULTAS_CUADRICULA),
            (f"viaja en {kb(m['octetos'])} KB (≤ {CUADRICULA // KB})", m["octetos"] <= CUADRICULA),
        ):
            cumple &= bien
            notas.append(f"- {m['motor']}: {que} {signo(bien)}")
    columnas = "motor | prueba | >consultas | >mediana ms | >p95 ms | >razón con la vara | prometido |  | >razón con la vara con persona"
    return tabla(columnas, filas) + notas, cumple


DEL_PAIS = Parte(
    "Los planes de un país",
    """\
224 UGEL y 1,891 distritos, cada uno con su plan del año: seis actividades, cuatro trimestres, lo que ya pasó verificado y cerrado salvo el último
trimestre terminado, que cerró la mitad. Distritos por trimestres, 50 por página, con lo que suman.""",
    _planes,
)
UNA_FILA = Parte(
    "Una fila de la cuadrícula de un plan",
    """\
Un plan en borrador de 60 actividades con sus metas. Se guarda una fila con una cifra nueva cada vez y la ficha que dio la respuesta anterior: con
su permiso, su candado, su comparación con lo que otra persona haya guardado y su historia. La vara, en la misma corrida y con la misma base, es una
vista que solo inserta una fila; al lado, la misma con una persona dentro.""",
    _cuadricula,
)
