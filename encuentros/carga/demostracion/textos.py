"""What the fictional year promises: plausible, and about no school that exists."""

from dataclasses import dataclass

from convenios.models import Compromiso

L = Compromiso.Linea
PEDAGOGICA = "Jefatura de Gestión Pedagógica"
INSTITUCIONAL = "Jefatura de Gestión Institucional"
ESPECIALISTA = "Especialista en educación"
DESARROLLO = "Gerencia de Desarrollo Social"
OBRAS = "Gerencia de Infraestructura"


@dataclass(frozen=True)
class Promesa:
    """One commitment, measured by a quantity for each district, by milestones, or not at all."""

    linea: str
    texto: str
    responsable: str
    unidad: str = ""
    por_distrito: int = 0
    hitos: tuple[str, ...] = ()
    soles_por_distrito: int = 0


DE_LA_UGEL = [
    Promesa(
        L.COORDINACION, "Sostener reuniones de coordinación con las municipalidades sobre nuevos proyectos", INSTITUCIONAL, "reuniones", 4
    ),
    Promesa(
        L.COORDINACION,
        "Elaborar la cartera de proyectos educativos",
        INSTITUCIONAL,
        hitos=(
            "Ideas de proyecto reunidas",
            "Fichas de las ideas terminadas",
            "Cartera concertada con las municipalidades",
            "Cartera aprobada",
        ),
    ),
    Promesa(L.COORDINACION, "Elaborar fichas de ideas de proyecto con los equipos municipales", INSTITUCIONAL, "fichas", 2),
    Promesa(L.COORDINACION, "Atender las consultas de las municipalidades sobre la formulación de proyectos", INSTITUCIONAL),
    Promesa(
        L.COORDINACION,
        "Poner en marcha el Consejo Participativo Local de Educación",
        INSTITUCIONAL,
        hitos=("Convocatoria publicada", "Consejo instalado", "Plan de trabajo del consejo aprobado"),
    ),
    Promesa(
        L.COORDINACION,
        "Concertar la agenda anual de trabajo entre la UGEL y las municipalidades",
        INSTITUCIONAL,
        hitos=("Propuesta de agenda", "Agenda concertada", "Balance de medio año"),
    ),
    Promesa(
        L.CAPACIDADES,
        "Realizar talleres de planificación curricular con docentes de primaria",
        PEDAGOGICA,
        "talleres",
        3,
        soles_por_distrito=1800,
    ),
    Promesa(L.CAPACIDADES, "Acompañar en el aula a docentes de escuelas multigrado", PEDAGOGICA, "visitas de acompañamiento", 6),
    Promesa(L.CAPACIDADES, "Capacitar a directivos en la gestión escolar", PEDAGOGICA, "directivos capacitados", 8, soles_por_distrito=950),
    Promesa(L.CAPACIDADES, "Formar a promotoras de los programas no escolarizados de inicial", ESPECIALISTA, "promotoras formadas", 5),
    Promesa(
        L.CAPACIDADES,
        "Capacitar a docentes en el uso educativo de las tabletas",
        ESPECIALISTA,
        "docentes capacitados",
        20,
        soles_por_distrito=1200,
    ),
    Promesa(
        L.CAPACIDADES,
        "Elaborar y aprobar el plan anual de formación docente",
        PEDAGOGICA,
        hitos=("Diagnóstico de necesidades", "Propuesta del plan", "Validación con los directivos", "Plan aprobado con resolución"),
    ),
    Promesa(L.CAPACIDADES, "Formar brigadas escolares de convivencia", ESPECIALISTA, "brigadas formadas", 4),
    Promesa(L.CAPACIDADES, "Realizar reuniones formativas con las asociaciones de padres de familia", ESPECIALISTA, "reuniones", 3),
    Promesa(L.PROYECTOS, "Identificar y registrar los proyectos productivos de las II.EE.", ESPECIALISTA, "proyectos registrados", 5),
    Promesa(L.PROYECTOS, "Asesorar a docentes en proyectos de emprendimiento escolar", ESPECIALISTA, "asesorías", 6),
    Promesa(
        L.PROYECTOS,
        "Organizar la feria de proyectos de investigación e innovación",
        PEDAGOGICA,
        hitos=("Bases difundidas", "Proyectos inscritos", "Feria realizada", "Informe de la feria"),
    ),
    Promesa(
        L.PROYECTOS, "Acompañar la instalación de biohuertos escolares", ESPECIALISTA, "biohuertos instalados", 3, soles_por_distrito=700
    ),
    Promesa(L.PROYECTOS, "Difundir las buenas prácticas de innovación de las II.EE.", PEDAGOGICA),
    Promesa(
        L.PROYECTOS, "Sistematizar experiencias de proyectos escolares de café y cacao", ESPECIALISTA, "experiencias sistematizadas", 2
    ),
    Promesa(L.INFRAESTRUCTURA, "Aplicar la ficha de observación de locales escolares", INSTITUCIONAL, "locales observados", 8),
    Promesa(
        L.INFRAESTRUCTURA,
        "Elaborar y entregar la lista priorizada de locales en riesgo",
        INSTITUCIONAL,
        hitos=("Fichas reunidas", "Lista preliminar", "Lista revisada con las municipalidades", "Lista entregada"),
    ),
    Promesa(L.INFRAESTRUCTURA, "Verificar el mantenimiento preventivo de los locales escolares", INSTITUCIONAL, "locales verificados", 6),
    Promesa(
        L.INFRAESTRUCTURA, "Capacitar a las comisiones de gestión del riesgo de las II.EE.", INSTITUCIONAL, "comisiones capacitadas", 5
    ),
    Promesa(L.INFRAESTRUCTURA, "Informar a las municipalidades los daños que dejan las lluvias", INSTITUCIONAL),
    Promesa(L.INFRAESTRUCTURA, "Armar los expedientes de saneamiento de los locales escolares", INSTITUCIONAL, "expedientes", 2),
    Promesa(L.OTROS, "Realizar jornadas de salud escolar con los establecimientos de salud", ESPECIALISTA, "jornadas", 2),
    Promesa(L.OTROS, "Difundir el convenio entre directivos, docentes y familias", INSTITUCIONAL),
]
DE_LA_MUNICIPALIDAD = [
    Promesa(L.INFRAESTRUCTURA, "Reparar techos de aulas en los locales priorizados", OBRAS, "aulas reparadas", 4, soles_por_distrito=48000),
    Promesa(
        L.PROYECTOS,
        "Entregar semillas y herramientas a los biohuertos escolares",
        DESARROLLO,
        "biohuertos atendidos",
        3,
        soles_por_distrito=4500,
    ),
    Promesa(L.OTROS, "Dar movilidad a los especialistas para las visitas a las II.EE.", DESARROLLO, "viajes", 6, soles_por_distrito=2400),
    Promesa(
        L.COORDINACION,
        "Designar y acreditar al enlace municipal con la UGEL",
        DESARROLLO,
        hitos=("Persona propuesta", "Resolución de alcaldía", "Enlace acreditado ante la UGEL"),
    ),
    Promesa(
        L.CAPACIDADES,
        "Financiar los materiales de los talleres para docentes",
        DESARROLLO,
        "talleres atendidos",
        3,
        soles_por_distrito=6000,
    ),
    Promesa(L.OTROS, "Dar servicio de internet a las II.EE. más alejadas", DESARROLLO, "II.EE. con internet", 2, soles_por_distrito=9000),
    Promesa(
        L.INFRAESTRUCTURA,
        "Formular la ficha técnica de una inversión en un local priorizado",
        OBRAS,
        hitos=("Visita técnica", "Ficha técnica terminada", "Ficha registrada"),
    ),
    Promesa(L.INFRAESTRUCTURA, "Realizar la inspección técnica de seguridad de los locales escolares", OBRAS, "inspecciones", 3),
    Promesa(L.INFRAESTRUCTURA, "Mantener limpias las vías de acceso a las II.EE.", OBRAS),
]
CLAUSULAS = [
    ("De las partes", "La UGEL y las municipalidades que suscriben."),
    ("Del objeto", "Sumar esfuerzos por la educación del ámbito."),
    ("De los compromisos de la UGEL", "Los que figuran en este portal como de la UGEL."),
    ("De los compromisos de las municipalidades", "Los que figuran en este portal como de cada municipalidad."),
    ("Del financiamiento", "Cada parte atiende lo suyo con su presupuesto."),
    ("De la coordinación", "La UGEL designa a dos personas."),
    ("De la vigencia y las adendas", "La que señala la ficha del convenio; se amplía por adenda."),
    ("De la libre adhesión y separación", "Cada parte puede separarse con una comunicación escrita."),
]
DETALLES = [
    "Se firmó el acta al terminar.",
    "Asistieron representantes de tres redes educativas.",
    "Se acordó la fecha de la siguiente actividad.",
    "Las observaciones quedaron anotadas en el acta.",
    "Participó el equipo municipal.",
    "Se llegó a pie en el último tramo, por la lluvia.",
    "Los participantes pidieron repetirlo en el segundo semestre.",
    "Se entregó una copia del informe a la municipalidad.",
]
OBSERVACIONES = [
    "Falta la lista de asistencia firmada.",
    "La fecha del acta no coincide con la del avance.",
    "La foto no deja ver la actividad: adjunte otra o el acta.",
    "La cantidad no coincide con el informe adjunto.",
    "Falta el sello de la municipalidad en el acta.",
    "Indique en qué centro poblado se hizo.",
]
SIN_EVIDENCIA = [
    "el acta está en físico en la oficina; se adjuntará",
    "no hubo señal y las fotos se perdieron",
    "fue una coordinación por teléfono",
    "el cargo del oficio aún no llega de mesa de partes",
]
MOTIVOS_DE_PLAZO = [
    "Las lluvias cortaron las vías de acceso",
    "La municipalidad pidió más tiempo para su presupuesto",
    "Cambió el calendario escolar",
    "Se espera la designación del responsable",
]
