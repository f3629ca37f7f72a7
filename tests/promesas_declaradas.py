"""The 44 promises of the portal, in the order of docs/promesas.md: what each says, whether it needs a control, what it still lacks.

A control breaks on purpose what keeps the promise, and sees that the promise is then not kept; its test wears `@pytest.mark.control`.
`falta` is a plain sentence about what nobody has measured or reached yet; it stands in the table as it is written here.
`donde` names what measures it outside the tests: a benchmark, or the long run of `make promesas`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declarada:
    """One promise, as docs/promesas.md says it."""

    dice: str
    control: bool = False
    falta: str = ""
    donde: str = ""


SIN_PYPI = (
    "la pregunta (pip-audit) está hecha y probada, y nunca se corrió contra un PyPI completo: `make promesas` lo dice. "
    "Los días entre una versión de Django y la nuestra tampoco se han medido."
)
SIN_LAS_DE_ANTES = (
    "las pruebas de la versión anterior no se corren sobre las tablas nuevas; el tope de 5 segundos por orden se pide (`migrate --tope 5`), "
    "y no es el usual; con 100,000 filas solo crece una tabla de historia."
)
SIN_LA_CUENTA_ENTERA = (
    "se cumple con la cuenta reducida de `make test`; la completa, la de `make promesas`, está escrita y no se ha corrido."
)

PROMESAS = {
    "P1": Declarada("Ninguna edición se pierde sin aviso: el segundo en guardar ve los dos textos", control=True),
    "P2": Declarada("Apretar dos veces hace una sola vez", control=True),
    "P3": Declarada("Dos importaciones a la vez quedan como una después de la otra", control=True),
    "P4": Declarada("Un ensayo nunca pisa un trabajo más nuevo"),
    "P5": Declarada("Los totales de los tableros y de la página pública son los de las filas"),
    "P6": Declarada("Un recordatorio sale una vez", control=True),
    "P7": Declarada("SQLite soporta un equipo pequeño: 4 escriben y 20 leen", control=True),
    "P8": Declarada("Una importación es todo o nada", control=True),
    "P9": Declarada(
        "Una importación interrumpida (kill −9) deja 0 filas o todas",
        control=True,
        falta="su control es el de P8 (sin la transacción del gesto quedan filas a medias); con kill −9 no se ha visto roto.",
    ),
    "P10": Declarada("Lo que se confirmó como guardado sobrevive a una caída", control=True, falta=SIN_LA_CUENTA_ENTERA),
    "P11": Declarada("Las evidencias y la base de datos coinciden"),
    "P12": Declarada("Un respaldo se restaura", control=True),
    "P13": Declarada("Los respaldos son confidenciales y se comprueban"),
    "P14": Declarada("La bitácora muestra si alguien la alteró", control=True, falta=SIN_LA_CUENTA_ENTERA),
    "P15": Declarada("La cuenta del portal no puede reescribir la historia"),
    "P16": Declarada("Todo archivo hostil o extraño termina como dice la política del importador", control=True),
    "P17": Declarada("Un archivo hostil cuesta poco", control=True),
    "P18": Declarada("El informe de errores los nombra todos"),
    "P19": Declarada("Lo que se exporta se puede importar"),
    "P20": Declarada("Nada de lo exportado se ejecuta como fórmula", control=True),
    "P21": Declarada("Los lectores de archivos nunca fallan de un modo desconocido"),
    "P22": Declarada("Cada ruta, método y rol tiene una respuesta decidida", control=True),
    "P23": Declarada("Sin una regla, la respuesta es no", control=True),
    "P24": Declarada("Un distrito nunca ve ni toca lo de otro", control=True),
    "P25": Declarada("También los campos: una municipalidad reporta, no redefine", control=True),
    "P26": Declarada("Quitar un acceso tiene efecto inmediato"),
    "P27": Declarada("La página pública muestra solo lo que se decidió", control=True),
    "P28": Declarada("Adivinar una contraseña es lento, y el bloqueo no es un arma", control=True),
    "P29": Declarada("Quien coordina y quien administra entran con dos factores", control=True),
    "P30": Declarada("Una sesión no se fija, no se roba tarde ni se queda", control=True),
    "P31": Declarada("Nadie averigua quién tiene una cuenta"),
    "P32": Declarada("Los enlaces y los correos apuntan al portal", control=True),
    "P33": Declarada("Solo entran PDF, JPEG y PNG verdaderos, y no hacen daño", control=True),
    "P34": Declarada("Un archivo es tan privado como su compromiso", control=True),
    "P35": Declarada("Los datos personales quedan donde deben", control=True),
    "P36": Declarada("Los derechos de las personas y los plazos de conservación funcionan"),
    "P37": Declarada("Un incidente se puede responder en 48 horas"),
    "P38": Declarada("Lo que se rompe falla con suavidad", control=True, falta=SIN_LA_CUENTA_ENTERA),
    "P39": Declarada(
        "Es rápido con diez veces su tamaño",
        donde="bench/carga.py",
        falta="la medición está escrita y se probó solo en pequeño (1,000 compromisos, 6 personas, 10 visitantes): nadie la corrió entera.",
    ),
    "P40": Declarada("Arranca solo cuando es seguro", control=True),
    "P41": Declarada("Actualizar y volver atrás no pierde nada", control=True, falta=SIN_LAS_DE_ANTES),
    "P42": Declarada("Los agujeros conocidos se cierran", donde="tests/auditoria.py", falta=SIN_PYPI),
    "P43": Declarada("El registro lo dice todo y no delata nada", control=True),
    "P44": Declarada("La salud dice la verdad"),
}
