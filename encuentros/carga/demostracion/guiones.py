"""What the plans of work of the demonstration say: plausible activities, and how each municipality's year went."""

from dataclasses import dataclass

from convenios.models import Compromiso, PlanTrabajo

L = Compromiso.Linea
E = PlanTrabajo.Estado
CUMPLIMIENTO = ("verificado", "enviado", "observado", "borrador")  # how the reports of an open quarter stand, in turns

NUDOS = (
    ("NC-PLAN-01", "Los estudiantes leen sin comprender en las escuelas rurales (ficticio)", "Pocos textos en el aula\nFamilias sin el hábito"),
    ("NC-PLAN-02", "Se enseña matemática sin material concreto (ficticio)", "El material llega tarde"),
    ("NC-PLAN-03", "Las escuelas no tienen agua en época seca (ficticio)", "Pozos secos de julio a octubre"),
)  # fmt: skip


@dataclass(frozen=True)
class Prometido:
    """A commitment that the plans carry out, with the part of each district."""

    codigo: str
    linea: str
    texto: str
    unidad: str
    por_distrito: int


PROMETIDOS = (
    Prometido("P-01", L.CAPACIDADES, "Realizar talleres de lectura con familias (demostración)", "talleres", 24),
    Prometido("P-02", L.PROYECTOS, "Entregar kits de matemática a las escuelas (demostración)", "kits", 90),
    Prometido("P-03", L.INFRAESTRUCTURA, "Mantener los servicios higiénicos de los locales escolares (demostración)", "locales", 14),
    Prometido("P-04", L.CAPACIDADES, "Acompañar a los docentes de escuelas unidocentes (demostración)", "docentes", 20),
)


@dataclass(frozen=True)
class Molde:
    """An activity as every plan writes it, with its targets of the four quarters."""

    codigo: str
    nombre: str
    unidad: str
    fisica: tuple[int, int, int, int] = (0, 0, 0, 0)
    soles: tuple[int, int, int, int] = (0, 0, 0, 0)
    nudo: str = ""
    compromiso: str = ""
    peso: int = 10
    escuelas: int = 0
    medio: str = "Informe"


MOLDES = (
    Molde("A-01", "Talleres de lectura con familias", "talleres", (2, 3, 3, 2), (400, 600, 600, 400), "NC-PLAN-01", "P-01", 30, 3,
          "Actas y listas de asistencia"),
    Molde("A-02", "Entrega de kits de matemática", "kits", (0, 20, 20, 0), (0, 3000, 3000, 0), "NC-PLAN-02", "P-02", 25, 2,
          "Actas de entrega"),
    Molde("A-03", "Mantenimiento de servicios higiénicos", "locales", (1, 2, 2, 1), (5000, 9000, 9000, 4500), "NC-PLAN-03", "P-03", 25, 2,
          "Acta de conformidad"),
    Molde("A-04", "Visitas a docentes de escuelas unidocentes", "visitas", (6, 8, 8, 6), (300, 400, 400, 300), "NC-PLAN-01", "P-04", 10,
          medio="Fichas de visita"),  # its commitment is measured in teachers: it does not count there
    Molde("A-05", "Feria de ciencias del distrito", "ferias", (0, 0, 0, 1), (0, 0, 500, 2500), peso=7, medio="Fotos y bases"),
    Molde("A-06", "Gestión de internet para las escuelas", "gestiones", peso=3),  # nobody has said yet how much, nor when
)  # fmt: skip


@dataclass(frozen=True)
class GuionPlan:
    """How the year of one municipality goes: up to where, how much of what was programmed, and what was corrected."""

    ubigeo: str
    estado: str
    moldes: int = 4
    con_peso: bool = False
    cierra: int = 0  # quarters that are closed, if they are over
    verifica: int = 0  # quarters whose reports are all verified, if they are over; the next one has reports in every state
    hecho: tuple[int, int] = (100, 100)  # per cent of what was programmed: done, spent
    reprograma: bool = False
    rectifica: bool = False
    aprueba: tuple[str, ...] = ()  # sides that approved, of a plan that was only proposed
    devuelto: str = ""
    copia: bool = False  # begun from last year's


DEL_ANIO_PASADO = (
    GuionPlan("060801", E.CERRADO, 6, con_peso=True, cierra=4, verifica=4, hecho=(120, 95), rectifica=True),
    GuionPlan("060802", E.CERRADO, 5, cierra=4, verifica=4, hecho=(60, 110)),
    GuionPlan("060803", E.EN_EJECUCION, 4, cierra=3, verifica=3, hecho=(90, 85)),
    GuionPlan("060804", E.EN_EJECUCION, 4, cierra=2, verifica=3, hecho=(80, 80), reprograma=True),
    GuionPlan("060805", E.CERRADO, 4, cierra=4, verifica=4, reprograma=True, rectifica=True),
    GuionPlan("060806", E.EN_EJECUCION, 5, con_peso=True, cierra=3, verifica=3, hecho=(95, 90), rectifica=True),
    GuionPlan("060807", E.APROBADO, 3),
    GuionPlan("060808", E.EN_EJECUCION, 3),
    GuionPlan("060809", E.PROPUESTO, 3, aprueba=("ugel",)),
    GuionPlan("060810", E.EN_EJECUCION, 3, cierra=1, verifica=2, hecho=(40, 70)),
    GuionPlan("060811", E.EN_EJECUCION, 3, cierra=1, verifica=1, hecho=(75, 75)),
    GuionPlan("060812", E.BORRADOR, 3, devuelto="Faltan las metas del cuarto trimestre y el responsable municipal."),
)
DE_ESTE_ANIO = (
    GuionPlan("060801", E.EN_EJECUCION, 6, con_peso=True, cierra=2, verifica=3, hecho=(110, 90), copia=True),
    GuionPlan("060802", E.EN_EJECUCION, 5, cierra=1, verifica=2, hecho=(50, 95)),
    GuionPlan("060803", E.EN_EJECUCION, 4, cierra=2, verifica=2, reprograma=True),
    GuionPlan("060804", E.APROBADO, 4),
    GuionPlan("060805", E.EN_EJECUCION, 3, verifica=1, hecho=(85, 80)),
    GuionPlan("060806", E.EN_EJECUCION, 5, con_peso=True, cierra=2, verifica=2, hecho=(92, 88), rectifica=True, copia=True),
    GuionPlan("060807", E.PROPUESTO, 3),
    GuionPlan("060808", E.PROPUESTO, 3, aprueba=("municipalidad",)),
    GuionPlan("060809", E.BORRADOR, 3, devuelto="El monto de los kits no coincide con el presupuesto aprobado."),
    GuionPlan("060810", E.BORRADOR, 3),
    GuionPlan("060811", E.BORRADOR, 6),
    GuionPlan("060812", E.EN_EJECUCION, 3),
)
