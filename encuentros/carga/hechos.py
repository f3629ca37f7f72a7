"""The published facts: what the press note of 7 September 2023 says of the convenio and of the encuentros, the public figures of the
territory, and nothing else.

Where the note is silent the field is empty, and the pages say "sin dato": no clauses, no term, no number, no names of mayors.
"""

import datetime
from decimal import Decimal
from typing import Any

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from convenios.models import Alcance, Compromiso, Convenio, Parte
from encuentros.models import Asistencia, Encuentro, Participante, ProyectoExpuesto
from municipios.datos import indicadores, jaen
from municipios.models import Distrito, Dre, Indicador, InstitucionEducativa, Medicion, Municipalidad, PautaRiesgo, Ugel

from .asegurar import Cargador

NOTA = "Nota de prensa de UGEL Jaén, 7 set 2023, 12:19 (gob.pe/institucion/ugeljaen/noticias/874523)"
NOTA_DEL = datetime.date(2023, 9, 7)
CONVENIO = "CM-2023-JAEN"
PESOS_DEL_PORTAL = {
    "motivo": "Los que propone el portal. Cada UGEL puede publicar los suyos.",
    "fuente": "Regla propuesta por el portal; no es oficial.",
}
ANFITRION = "060806"
NO_NOMBRADOS = ("060804", "060807")  # Colasay and Pomahuaca: the note does not list them

COMPROMISOS: list[dict[str, Any]] = [
    {
        "codigo": "C-01",
        "linea": Compromiso.Linea.COORDINACION,
        "descripcion": "Designar a dos personas que coordinen con las municipalidades distritales la creación de nuevos proyectos",
        "meta": Decimal(2),
        "unidad": "personas designadas",
    },
    {
        "codigo": "C-02",
        "linea": Compromiso.Linea.CAPACIDADES,
        "descripcion": "Coordinar que se elaboren, gestionen y ejecuten planes y programas para fortalecer las capacidades de la comunidad educativa",
    },
    {
        "codigo": "C-03",
        "linea": Compromiso.Linea.PROYECTOS,
        "descripcion": "Identificar las II.EE. que desarrollan proyectos educativos productivos, de emprendimiento, de investigación e innovación",
    },
    {
        "codigo": "C-04",
        "linea": Compromiso.Linea.INFRAESTRUCTURA,
        "descripcion": "Identificar y priorizar las II.EE. cuya infraestructura está en riesgo",
    },
]
PARTICIPANTES = [
    ("Mg. Moisés Chuquimango Chilón", "Especialista de Educación de la Dirección Regional de Educación"),
    ("Dr. José Chapoñan Piscoya", "En representación del director de la UGEL Jaén"),
]


def cargar() -> int:
    """Load the facts that are not there yet; how many records that made. What people edited since stays as it is."""
    cargador = Cargador()
    with gesto(por=None, motivo="Carga inicial: hechos publicados", tipo=Lote.Tipo.CARGA) as lote:
        ugel, municipalidades = _territorio(cargador)
        convenio = _convenio(cargador, ugel)
        _partes(cargador, convenio, municipalidades)
        _compromisos(cargador, convenio, municipalidades)
        _primer_encuentro(cargador, ugel, municipalidades)
        _segundo_encuentro(cargador, ugel)
        _escuela(cargador, municipalidades)
        cargador.asegurar(PautaRiesgo, {"ugel": None, "version": 1}, **PESOS_DEL_PORTAL)
        _cifras(cargador)
        if not cargador.nuevos:
            lote.delete()  # a gesture that changed nothing leaves no trace
    return cargador.nuevos


def _territorio(cargador: Cargador) -> tuple[Ugel, list[Municipalidad]]:
    dre = cargador.asegurar(Dre, {"codigo": jaen.DRE[0]}, nombre=jaen.DRE[1], fuente=jaen.FUENTE_CODIGOS)
    ugel = cargador.asegurar(Ugel, {"codigo": jaen.UGEL[0]}, nombre=jaen.UGEL[1], dre=dre, fuente=f"{NOTA}. Código: {jaen.FUENTE_CODIGOS}")
    municipalidades = []
    for hecho in jaen.DISTRITOS:
        datos = hecho._asdict() | {"provincia": jaen.PROVINCIA, "departamento": jaen.DEPARTAMENTO, "poblacion_anio": jaen.POBLACION_ANIO}
        del datos["ubigeo"]
        distrito = cargador.asegurar(Distrito, {"ubigeo": hecho.ubigeo}, ugel=ugel, fuente=jaen.FUENTE_DISTRITOS, **datos)
        tipo = Municipalidad.Tipo.PROVINCIAL if hecho.ubigeo == jaen.CAPITAL_DE_PROVINCIA else Municipalidad.Tipo.DISTRITAL
        municipalidades.append(
            cargador.asegurar(Municipalidad, {"distrito": distrito}, tipo=tipo, fuente=f"{NOTA}. {jaen.FUENTE_MUNICIPALIDADES}")
        )
    return ugel, municipalidades


def _convenio(cargador: Cargador, ugel: Ugel) -> Convenio:
    return cargador.asegurar(
        Convenio,
        {"ugel": ugel, "codigo": CONVENIO},
        tipo=Convenio.Tipo.MARCO,
        titulo="Convenio Marco de Cooperación Interinstitucional",
        objeto="Sumar esfuerzos para mejorar la gestión escolar y el servicio educativo en cada uno de los distritos de Jaén.",
        informado_el=NOTA_DEL,
        lugar="Las Pirias",
        estado=Convenio.Estado.SUSCRITO,  # by whom and when in the portal: nobody, it came signed
        fuente=f"{NOTA}. Los compromisos que publica terminan en «entre otros»: la lista no está completa.",
    )


def _partes(cargador: Cargador, convenio: Convenio, municipalidades: list[Municipalidad]) -> None:
    for municipalidad in municipalidades:
        nota = "La nota informa de la firma con los distritos de la provincia y nombra a este alcalde entre los asistentes; no dice quién firmó ni qué día."
        if municipalidad.distrito.ubigeo in NO_NOMBRADOS:
            nota = "La nota de prensa no nombra a este distrito: no se sabe si asistió ni si firmó."
        cargador.asegurar(Parte, {"convenio": convenio, "municipalidad": municipalidad}, nota=nota, fuente=NOTA)


def _compromisos(cargador: Cargador, convenio: Convenio, municipalidades: list[Municipalidad]) -> None:
    for datos in COMPROMISOS:
        llave = {"convenio": convenio, "codigo": datos["codigo"]}
        compromiso = cargador.asegurar(
            Compromiso, llave, fuente=NOTA, **{campo: valor for campo, valor in datos.items() if campo != "codigo"}
        )
        for municipalidad in municipalidades:
            cargador.asegurar(Alcance, {"compromiso": compromiso, "distrito": municipalidad.distrito}, fuente=NOTA)


def _escuela(cargador: Cargador, municipalidades: list[Municipalidad]) -> None:
    """The one school that the note names. Its código modular, level and building are not said: sin dato."""
    distrito = next(m.distrito for m in municipalidades if m.distrito.ubigeo == ANFITRION)
    cargador.asegurar(InstitucionEducativa, {"distrito": distrito, "nombre": 'I.E. N.º 16040 "Mariano Melgar"'}, fuente=NOTA)


def _cifras(cargador: Cargador) -> None:
    """The public figures, each of the territory that it was measured in."""
    de_todas: dict[str, Any] = {}
    for hecho in indicadores.INDICADORES:
        datos = hecho._asdict()
        de_todas[hecho.codigo] = cargador.asegurar(Indicador, {"ugel": None, "codigo": datos.pop("codigo")}, **datos)
    for valor in indicadores.VALORES:
        llave = {"indicador": de_todas[valor.indicador], "ubigeo": valor.ubigeo, "anio": valor.anio}
        cargador.asegurar(Medicion, llave, valor=valor.valor, fuente=valor.fuente, medido_el=valor.medido_el)


def _primer_encuentro(cargador: Cargador, ugel: Ugel, municipalidades: list[Municipalidad]) -> None:
    """The note says the host district, who took part and what was shown; not the day, the place, who organised it, its agenda or its purpose."""
    sede = next(m.distrito for m in municipalidades if m.distrito.ubigeo == ANFITRION)
    encuentro = cargador.asegurar(
        Encuentro,
        {"ugel": ugel, "numero": 1},
        nombre="I Encuentro de Alcaldes de la Provincia de Jaén",
        lema="por la Educación al 2026",
        informado_el=NOTA_DEL,
        distrito=sede,
        estado=Encuentro.Estado.INFORMADO,  # by whom and when in the portal: nobody, a document says that it was held
        resultado=(
            "La UGEL Jaén firmó el Convenio Marco de Cooperación Interinstitucional con los distritos de la provincia. "
            "Se expusieron proyectos de los estudiantes de una institución educativa de Las Pirias."
        ),
        fuente=NOTA,
    )
    for municipalidad in municipalidades:
        quien, nota = Asistencia.Quien.TITULAR, "La nota nombra al alcalde por su distrito, sin decir cómo se llama."
        if municipalidad.distrito.ubigeo in NO_NOMBRADOS:
            quien, nota = Asistencia.Quien.SIN_DATO, "La nota no nombra a este distrito."
        cargador.asegurar(Asistencia, {"encuentro": encuentro, "municipalidad": municipalidad}, quien=quien, nota=nota, fuente=NOTA)
    for nombre, cargo in PARTICIPANTES:
        cargador.asegurar(Participante, {"encuentro": encuentro, "nombre": nombre}, cargo=cargo, fuente=NOTA)
    llave = {"encuentro": encuentro, "institucion": 'I.E. N.º 16040 "Mariano Melgar"'}
    cargador.asegurar(ProyectoExpuesto, llave, distrito=sede, fuente=f"{NOTA}. No dice qué proyectos se expusieron.")


def _segundo_encuentro(cargador: Cargador, ugel: Ugel) -> None:
    """The note announces its day, its province and what for; not its motto, its host, its hour or who organises it."""
    cargador.asegurar(
        Encuentro,
        {"ugel": ugel, "numero": 2},
        nombre="II Encuentro de Alcaldes",
        fecha=datetime.date(2023, 10, 27),
        informado_el=NOTA_DEL,
        lugar="Provincia de Jaén",
        proposito=(
            "Anunciado para el viernes 27 de octubre de 2023: compartir cómo se están llevando a la práctica las acciones de los convenios suscritos, y los "
            "planes de trabajo articulado para el 2024, con actividades y metas físicas y financieras, como respuesta a los nudos críticos en indicadores "
            "del territorio."
        ),
        fuente=f"{NOTA}. La nota lo anuncia; de lo que ocurrió ese día no hay dato.",
    )
