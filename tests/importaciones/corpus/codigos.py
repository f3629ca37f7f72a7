"""Codes, districts and words of a list."""

from .caso import Caso, acepta, en_csv, fila, filas, lee, leen, niega, niegan, texto_csv, yerra

CODIGOS = ["007", "0", "A", "C-1.2/3_4", "2026-001", "a" * 30, "1e5", "00012", "I/II/III"]
MALOS = [
    "-1",
    ".5",
    "ñ-1",
    "C 1",
    "C—1",
    "Cº1",
    "C#1",
    "C'1",
    "x" * 31,
    "С-1",
    "C-１",
    "C\u202e1",
    "C\x071",
    "=1+1",
    "@A",
    "C-1;DROP",
    "C\\1",
    "C:1",
]
UBIGEOS = {
    "060801": {"060801"}, "060801 060802": {"060801", "060802"}, "060801, 060802": {"060801", "060802"}, "060801;060802": {"060801", "060802"},
    "060801/060802": {"060801", "060802"}, "TODOS": {"060801", "060802", "060806"}, "todos": {"060801", "060802", "060806"},
    " Todos ": {"060801", "060802", "060806"}, "060801 060801": {"060801"}, "060801\n060802": {"060801", "060802"},
    "060801 Jaén": {"060801"}, "060801 - JAEN": {"060801"}, "060801-Jaén": {"060801"}, "Jaén (060801)": {"060801"},
    "060806: Municipalidad Distrital de Las Pirias": {"060806"}, "060801 060802 060806": {"060801", "060802", "060806"},
}  # fmt: skip
AJENOS = [
    "060803", "150101", "999999", "6080", "0608011", "Jaén", "060801 Bellavista", "060806 Bellavista", "060801 060899", "O60801", "06O801",
    "０60801", "٠٦٠٨٠١", "060801 TODOS", "060801 Jaén 060802 Bellavista", "todos los distritos", "0", "-", "060801.0", "060801-060802", "6O801",
]  # fmt: skip
ESTADOS = {"pendiente": "pendiente", "EN PROCESO": "en_proceso", "En_Proceso": "en_proceso", "  en  proceso ": "en_proceso", "no cumplido": "no_cumplido",
           "NO_CUMPLIDO": "no_cumplido", "": "pendiente"}  # fmt: skip


def casos() -> list[Caso]:
    return [
        Caso("codigo: los que se conservan como están", lambda: en_csv(*(fila(codigo=codigo) for codigo in CODIGOS)), registros={c: {} for c in CODIGOS}),
        niegan("codigo", MALOS),
        *[niega("codigo", codigo) for codigo in MALOS[:4]],
        leen("distrito", UBIGEOS),
        lee("distrito", "60801", {"060801"}, aviso=True),
        lee("distrito", "60801 60802", {"060801", "060802"}, aviso=True),
        niegan("distrito", AJENOS),
        *[niega("distrito", celda) for celda in AJENOS[:8]],
        leen("estado", ESTADOS),
        niega("estado", "quizás"),
        niega("estado", "cumplida"),
        niega("estado", "1"),
        _con_nombre("Jaén", bien=True),
        _con_nombre("JAEN", bien=True),
        _con_nombre("Bellavista", bien=False),
        acepta(
            "ubigeo y, al lado, el distrito por su nombre",
            en_csv(fila(), titulos=["codigo", "ubigeo", "distrito", "descripcion", "fecha_limite"],
                   columnas=["codigo", "distrito", "nombre", "descripcion", "fecha_limite"]),
            C_1={"distrito": {"060801"}},
        ),
        yerra(
            "el nombre al lado es el de otro distrito",
            texto_csv(fila(nombre="Bellavista"), titulos=["codigo", "UBIGEO", "DISTRITO", "descripcion", "fecha_limite"],
                      columnas=["codigo", "distrito", "nombre", "descripcion", "fecha_limite"]).encode(),
            (2, "distrito"),
        ),
        yerra("la llave dos veces", en_csv(fila(), fila(descripcion="Otra")), (3, "codigo")),
        yerra("la llave tres veces", en_csv(fila(), fila(), fila()), (3, "codigo"), (4, "codigo")),
        yerra("la llave dos veces, en otras letras", en_csv(fila(), fila(codigo="c-1")), (3, "codigo")),
        yerra("la llave dos veces, con blancos", en_csv(fila(), fila(codigo="\u00a0C-1\u200b ")), (3, "codigo")),
        yerra(
            "la repetida tiene además otro error",
            en_csv(fila(), fila(distrito="150101", descripcion="", avance="300")),
            (3, "codigo"), (3, "distrito"), (3, "descripcion"), (3, "avance"),
        ),
        acepta("0 delante distingue códigos", en_csv(fila(codigo="7"), fila(codigo="07"), fila(codigo="007")), **{"7": {}, "07": {}, "007": {}}),
        yerra(
            "sin código se dicen también los demás errores",
            en_csv(*filas({}, {"codigo": "", "distrito": "150101", "descripcion": "", "fecha_inicio": "01/12/2027"})),
            (3, "codigo"), (3, "distrito"), (3, "descripcion"), (3, "fecha_limite"),
        ),
    ]  # fmt: skip


def _con_nombre(nombre: str, *, bien: bool) -> Caso:
    contenido = en_csv(
        fila(nombre=nombre),
        titulos=["codigo", "distrito", "nombre del distrito", "descripcion", "fecha_limite"],
        columnas=["codigo", "distrito", "nombre", "descripcion", "fecha_limite"],
    )
    if bien:
        return acepta(f"nombre al lado del ubigeo: {nombre}", contenido, C_1={"distrito": {"060801"}})
    return yerra(f"nombre al lado del ubigeo: {nombre}", contenido, (2, "distrito"))
