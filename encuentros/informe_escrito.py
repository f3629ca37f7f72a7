"""The informe de implementación in words: its content as blocks, as it is printed."""

from typing import Any

from base.comun import bloques as b
from base.comun.bloques import Bloque
from base.comun.templatetags.comun import fecha, numero, porcentaje, soles

from .agenda import Desde
from .informe import DeUnDistrito, Informe

COMO = (
    "Un compromiso que alcanza a varios distritos cuenta en cada uno de ellos, y una sola vez en la provincia. La situación es la del día del "
    "corte. «Cumplidos desde entonces»: los que se dieron por cumplidos desde esa fecha. «Vencidos desde entonces»: los que siguen abiertos y "
    "cuyo plazo pasó desde esa fecha. Los avances son los verificados desde esa fecha; lo que trajo una carga inicial no cuenta. El plan de "
    "trabajo es el del año del corte (o el del anterior, mientras aquel no tenga un trimestre cerrado), en su último trimestre cerrado, con "
    "las cifras que se cerraron; el físico de la provincia es el promedio de los distritos por igual, y los soles se suman. Las cantidades de "
    "unidades distintas no se suman."
)


def titulo_de(informe: Informe) -> str:
    """How the document is called."""
    return f"Informe de implementación para el {informe.encuentro}"


def bloques_de(informe: Informe) -> list[Bloque]:
    """The report as it is printed."""
    provincia = informe.provincia
    return [
        b.ficha(
            [
                ("UGEL", informe.encuentro.ugel.nombre),
                ("Se cuenta desde", en_palabras(informe.desde)),
                ("Fecha del corte", str(fecha(informe.hasta))),
            ]
        ),
        b.titulo("La provincia"),
        b.ficha([("Compromisos", _reparto(provincia)), *_desde_entonces(provincia), ("Planes de trabajo", _planes(informe))]),
        b.tabla(
            ["Distrito", "Compromisos", "Cumplidos", "Vencidos", "Avances", "Físico", "Devengado"],
            [
                [d.nombre, numero(d.compromisos), numero(d.cumplidos), numero(d.vencidos), numero(d.avances), _fisico(d), _soles(d)]
                for d in informe.distritos
            ],
            rotulo="Cada distrito: compromisos, lo cumplido, vencido y avanzado desde entonces, y su plan",
        ),
        *[bloque for parte in informe.partes for bloque in _de_un_distrito(parte, informe)],
        b.titulo("Cómo se calcula"),
        b.parrafo(COMO),
    ]


def en_palabras(desde: Desde) -> str:
    """The day and what happened on it."""
    return f"{desde.que}, {fecha(desde.dia)}" if desde.dia is not None else "no se conoce la fecha; se cuenta todo lo registrado"


def _reparto(parte: DeUnDistrito) -> str:
    if not parte.compromisos:
        return "Ninguno."
    dichos = ", ".join(f"{etiqueta.lower()}: {numero(n)}" for _, etiqueta, n in parte.reparto)
    return f"{numero(parte.compromisos)} ({dichos})"


def _desde_entonces(parte: DeUnDistrito) -> list[tuple[str, str]]:
    return [
        ("Cumplidos desde entonces", numero(parte.cumplidos)),
        ("Vencidos desde entonces", numero(parte.vencidos)),
        ("Avances verificados", numero(parte.avances)),
    ]


def _planes(informe: Informe) -> str:
    if not informe.cerrados:
        return ""
    fisico = "sin programación" if informe.fisico is None else porcentaje(informe.fisico)
    gasto = f" ({porcentaje(informe.gasto)})" if informe.gasto is not None else ""
    return (
        f"{len(informe.cerrados)} de {len(informe.distritos)} distritos con un trimestre cerrado en {informe.anio}: físico {fisico}, "
        f"devengado {soles(informe.devengado)} de {soles(informe.programado)}{gasto}"
    )


def _fisico(parte: DeUnDistrito) -> str:
    if parte.cierre is None:
        return ""
    return f"{'sin programación' if parte.cierre.fisico is None else porcentaje(parte.cierre.fisico)} ({parte.trimestre})"


def _soles(parte: DeUnDistrito) -> str:
    return f"{soles(parte.cierre.devengado)} de {soles(parte.cierre.programado)}" if parte.cierre is not None else ""


def _de_un_distrito(parte: DeUnDistrito, informe: Informe) -> list[Bloque]:
    bloques = [b.titulo(parte.nombre)]
    if parte.distrito is not None:
        plan = f"{_fisico(parte)}: {_soles(parte)}" if parte.cierre is not None else ""
        bloques.append(b.ficha([("Compromisos", _reparto(parte)), (f"Plan {informe.anio}, físico y devengado", plan)]))
        bloques += _compromisos("Cumplidos desde entonces", parte.cumplidos, parte.lista_cumplidos)
        bloques += _compromisos("Vencidos desde entonces", parte.vencidos, parte.lista_vencidos)
    if parte.nada:
        bloques.append(b.parrafo("Nada se cumplió, venció ni se verificó desde entonces."))
    if parte.lista_avances:
        cuantos = f"{numero(parte.avances)}{_cuantos(parte.avances, parte.lista_avances)}"
        bloques.append(b.parrafo(f"Avances verificados: {cuantos}", fuerte=True))
        filas = [[str(fecha(a.verificado_en)), a.compromiso.codigo, a.descripcion[:300], autor(a)] for a in parte.lista_avances]
        bloques.append(b.tabla(["Verificado el", "Compromiso", "Qué se hizo", "Lo reportó"], filas, rotulo=f"Avances de {parte.nombre}"))
    return bloques


def _compromisos(que: str, cuantos: int, lista: list[Any]) -> list[Bloque]:
    if not lista:
        return []
    renglones = [f"{c.codigo}: {c.descripcion[:300]} (plazo: {fecha(c.plazo) if c.plazo else 'sin dato'})" for c in lista]
    return [b.parrafo(f"{que}: {numero(cuantos)}{_cuantos(cuantos, lista)}", fuerte=True), b.lista(renglones)]


def _cuantos(cuantos: int, lista: list[Any]) -> str:
    return f"; se listan {len(lista)}" if len(lista) < cuantos else ""


def autor(avance: Any) -> str:
    """The charge of who reported it: never the name."""
    return str(avance.creado_por.get_rol_display()) if avance.creado_por is not None else ""
