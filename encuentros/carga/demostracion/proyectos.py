"""Demonstration projects: fictional, of fictional schools. No real school gets a project that nobody published."""

import random
from decimal import Decimal

from municipios.models import FuenteProyecto, InstitucionEducativa, ProyectoEducativo

from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco

IDEAS = (
    ("Yogur de leche de la zona", "productivo", "Lácteos", "Yogur en vaso"),
    ("Café tostado por los estudiantes", "emprendimiento", "Café", "Café molido en bolsa"),
    ("Mermelada de frutas del distrito", "emprendimiento", "Frutas", "Mermelada"),
    ("Biohuerto escolar", "productivo", "Hortalizas", "Hortalizas para el comedor"),
    ("Calidad del agua de la quebrada", "investigacion", "Agua", "Informe con mediciones"),
    ("Secador solar de cacao", "innovacion", "Cacao", "Secador armado en la escuela"),
)
SIN_PROYECTOS = 2  # districts that have none, as it happens
ETAPAS = ("en_ejecucion", "en_ejecucion", "culminado", "formulado", "idea", "suspendido")
CONCURSOS = (
    ("crea_y_emprende", "ugel", "Segundo puesto, etapa UGEL"),
    ("eureka", "regional", "Mención"),
    ("ninguno", "", ""),
    ("", "", ""),
)


def crear(cronica: Cronica, elenco: Elenco, azar: random.Random) -> None:
    """One or two projects in most districts, some with the money of several."""
    acto = cronica.acto(elenco.especialista, instante(dia(-180), 10), "Registro de los proyectos de la demostración")
    proyectos: list[ProyectoEducativo] = []
    fuentes: list[FuenteProyecto] = []
    for distrito in list(elenco.distritos.values())[SIN_PROYECTOS:]:
        escuelas = list(InstitucionEducativa.objects.filter(distrito=distrito, demostracion=True).order_by("pk"))
        for escuela in escuelas[: azar.choice([1, 2])]:
            proyecto = _uno(escuela, len(proyectos) + 1, azar)
            proyectos.append(proyecto)
            if proyecto.presupuesto:
                fuentes += [
                    FuenteProyecto(proyecto=proyecto, clase=clase, monto=proyecto.presupuesto / partes)
                    for clase, partes in (("familias", 10), (azar.choice(["municipalidad", "fondep", "ie"]), 2))
                ]
    for filas in (proyectos, fuentes):
        cronica.guardar([cronica.nace(fila, acto) for fila in filas])


def _uno(escuela: InstitucionEducativa, numero: int, azar: random.Random) -> ProyectoEducativo:
    titulo, tipo, tema, producto = azar.choice(IDEAS)
    concurso, etapa_concurso, resultado = azar.choice(CONCURSOS)
    hombres, mujeres = azar.randint(2, 14), azar.randint(2, 14)
    return ProyectoEducativo(
        codigo=f"PE-DEMO-{numero:02d}", institucion=escuela, titulo=f"{titulo} (ficticio)", tipo=tipo, tema=tema, producto=producto,
        etapa=azar.choice(ETAPAS), anio=dia(0).year - azar.choice([0, 0, 1]), estudiantes_hombres=hombres, estudiantes_mujeres=mujeres,
        estudiantes=hombres + mujeres, presupuesto=Decimal(azar.choice([0, 1200, 3000, 8500])) or None, concurso=concurso,
        etapa_concurso=etapa_concurso, resultado=resultado,
    )  # fmt: skip
