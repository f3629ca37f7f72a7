"""A district with something of everything, in two moments: up to the closing of a quarter, and what happened after it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from base.bitacora.gestos import gesto
from convenios import plan_de_trabajo as planes
from convenios.models import Cierre, Compromiso
from tests.convenios.test_progreso import cargar
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_alcance,
    make_avance,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_distrito,
    make_ejecucion,
    make_municipalidad,
    make_nudo,
    make_plan,
    make_ugel,
    make_usuario,
)
from tests.factories_encuentros import llevar_encuentro, make_acuerdo, make_encuentro

D = Decimal


@dataclass
class Mundo:
    """Who and where."""

    ugel: Any
    a: Any  # municipality
    b: Any
    convenio: Any
    plan: Any
    encuentro: Any
    gente: dict[str, Any]

    @property
    def distrito(self) -> Any:
        """The one that the reports tell of."""
        return self.a.distrito

    @property
    def cierre(self) -> Cierre:
        """Its closed quarter."""
        return self.plan.cierres.get(trimestre=1)


def hacer_mundo() -> Mundo:
    """Commitments in every situation, measured in every way; a plan whose first quarter is closed; a nudo and acuerdos."""
    ugel = make_ugel(nombre="UGEL del informe")
    a = make_municipalidad(distrito=make_distrito(ugel, nombre="Distrito del informe"))
    b = make_municipalidad(ugel)
    gente = {
        rol: make_usuario(rol, ugel=ugel, nombre=f"CANARIO {rol}") for rol in ("coordinador", "especialista", "administrador", "director")
    }
    gente["coordinadora"] = make_usuario("coordinador", ugel=ugel, nombre="CANARIO coordinadora")
    gente |= {"alcalde": make_usuario("alcalde", municipalidad=a, nombre="CANARIO alcalde")}
    gente |= {"vecino": make_usuario("alcalde", municipalidad=b, nombre="CANARIO vecino")}
    gente |= {"dre": make_usuario("dre", dre=ugel.dre, nombre="CANARIO dre"), "ajeno": make_usuario("coordinador", ugel=make_ugel())}
    convenio = make_convenio(ugel, codigo="CM-INF", partes=(a, b), fuente="Documento de la prueba")
    mundo = Mundo(ugel, a, b, convenio, None, None, gente)
    _compromisos(mundo)
    _lo_que_no_cuenta(mundo)
    mundo.plan = _plan(mundo)
    make_nudo(a.distrito, texto="Dejan la escuela")
    make_nudo(a.distrito, estado="descartado", por=gente["coordinador"], texto="DESCARTADO")
    mundo.encuentro = make_encuentro(ugel, numero=1, estado="en_curso", por=gente["coordinador"], fecha=dias(-9))
    make_acuerdo(mundo.encuentro, obligado="municipalidad", municipalidad=a, plazo=dias(-3))
    make_acuerdo(mundo.encuentro, obligado="municipalidad", municipalidad=b)
    make_acuerdo(mundo.encuentro, obligado="todas")
    llevar_encuentro(mundo.encuentro, "acta_firmada", por=gente["coordinador"])
    en_curso = make_encuentro(ugel, numero=2, estado="en_curso", por=gente["coordinador"])
    make_acuerdo(en_curso, obligado="todas", texto="CANARIO de un acta sin firmar")
    make_cierre(mundo.plan, por=gente["coordinador"])
    return mundo


def _compromisos(mundo: Mundo) -> None:
    a, b = mundo.a.distrito, mundo.b.distrito
    suyo = {"por": mundo.gente["especialista"], "verificador": mundo.gente["coordinador"], "estado": "verificado"}
    for codigo, donde, campos in (
        ("VENCIDO", (a,), {"plazo": dias(-1), "responsable": "Jefatura"}),
        ("POR-VENCER", (a, b), {"plazo": dias(2), "meta": 10}),
        ("PROCESO", (a, b), {"plazo": dias(300), "meta": 30}),
        ("INICIAR", (a,), {"plazo": dias(300), "hitos": 3}),
        ("SIN-PLAZO", (a,), {}),
        ("CARGA", (a,), {"plazo": dias(200), "meta": 8}),
        ("SUSPENDIDO", (a,), {"estado": "suspendido", "por": mundo.gente["coordinador"]}),
        ("CUMPLIDO", (a, b), {"meta": 2, "plazo": dias(-9)}),
        ("NO", (a,), {"estado": "no_cumplido", "por": mundo.gente["coordinador"]}),
        ("SOLO-B", (b,), {"plazo": dias(90)}),
        ("EN-NINGUNO", (), {"plazo": dias(90)}),
    ):
        make_compromiso(mundo.convenio, codigo=codigo, distritos=donde, **campos)
    uno = {c.codigo: c for c in Compromiso.objects.filter(convenio=mundo.convenio)}
    with_share = make_compromiso(mundo.convenio, codigo="PARTE", meta=20, plazo=dias(300))
    make_alcance(with_share, a, meta=5)
    make_alcance(with_share, b, meta=15)
    make_avance(with_share, distrito=a, cantidad=4, fecha=_en_el_trimestre(), **suyo)
    make_avance(with_share, distrito=b, cantidad=9, fecha=_en_el_trimestre(), **suyo)
    make_avance(uno["PROCESO"], distrito=a, cantidad=D("7.5"), fecha=_en_el_trimestre(), descripcion="Se dictó el taller", **suyo)
    make_avance(uno["PROCESO"], distrito=b, cantidad=3, fecha=_en_el_trimestre(), descripcion="Se dictó en B", **suyo)
    make_avance(uno["PROCESO"], cantidad=2, fecha=dias(-2), **suyo)
    make_avance(uno["INICIAR"], hito=uno["INICIAR"].hitos.first(), distrito=a, **suyo)
    cargar(uno["CARGA"], mundo.gente["coordinador"], "62.5")
    make_avance(uno["CUMPLIDO"], distrito=a, cantidad=5, con_evidencia=True, **suyo)
    with gesto(por=mundo.gente["coordinador"]):
        Compromiso.objects.get(pk=uno["CUMPLIDO"].pk).cumplir(por=mundo.gente["coordinador"], motivo="Acta 3")


def _lo_que_no_cuenta(mundo: Mundo) -> None:
    """A draft, a sent and a returned one; a commitment of a convenio that nobody signed, and one in the papelera."""
    for estado in ("borrador", "enviado", "observado"):
        compromiso = Compromiso.objects.get(convenio=mundo.convenio, codigo="PROCESO")
        make_avance(
            compromiso,
            distrito=mundo.distrito,
            cantidad=999,
            estado=estado,
            descripcion="CANARIO sin verificar",
            por=mundo.gente["especialista"],
        )
    borrador = make_convenio(mundo.ugel, estado="borrador", partes=(mundo.a,))
    make_compromiso(borrador, codigo="CANARIO-1", distritos=(mundo.distrito,), descripcion="CANARIO en borrador")
    make_compromiso(mundo.convenio, codigo="CANARIO-2", distritos=(mundo.distrito,)).eliminar(por=mundo.gente["coordinador"])


def _en_el_trimestre() -> Any:
    """A day of the first quarter of last year, which is the one that is closed."""
    return dias(0).replace(year=dias(0).year - 1, month=2, day=10)


def _plan(mundo: Mundo) -> Any:
    suyo = {"por": mundo.gente["especialista"], "verificador": mundo.gente["coordinadora"], "estado": "verificado"}
    plan = make_plan(mundo.a, convenio=mundo.convenio)
    make_actividad(plan, codigo="A-1", nombre="Talleres", metas={1: (4, 100), 2: (6, 250)}, responsable="Jefatura")
    make_actividad(plan, codigo="A-2", nombre="Kits", unidad="kits", metas={1: (8, D("50.50")), 4: (2, 10)})
    llevar_plan(plan, "en_ejecucion", por=mundo.gente["coordinador"])
    make_ejecucion(plan.actividades.get(codigo="A-1"), fisica=D(5), financiera=D("99.99"), **suyo)
    make_ejecucion(plan.actividades.get(codigo="A-2"), fisica=D(2), financiera=D(40), **suyo)
    return plan


def lo_que_vino_despues(mundo: Mundo) -> None:
    """After the closing: a due date moved, a commitment decided, one more, one avance more, one that fell, a rectificación, the second quarter."""
    coordinador = mundo.gente["coordinador"]
    suyo = {"por": mundo.gente["especialista"], "verificador": mundo.gente["coordinadora"], "estado": "verificado"}
    with gesto(por=coordinador):
        Compromiso.objects.get(convenio=mundo.convenio, codigo="VENCIDO").reprogramar(
            por=coordinador, plazo=dias(500), motivo="M", documento="D"
        )
        Compromiso.objects.get(convenio=mundo.convenio, codigo="PROCESO").no_cumplir(por=coordinador, motivo="No se pudo")
        Compromiso.objects.get(convenio=mundo.convenio, codigo="SIN-PLAZO").eliminar(por=coordinador)
    make_compromiso(mundo.convenio, codigo="DESPUES", distritos=(mundo.distrito,))
    parte = Compromiso.objects.get(convenio=mundo.convenio, codigo="PARTE")
    make_avance(parte, distrito=mundo.distrito, cantidad=1, fecha=_en_el_trimestre(), **suyo)
    with gesto(por=coordinador):
        mundo.encuentro.acuerdos.get(numero=1).cumplir(por=coordinador, motivo="Acta")
    actividad = mundo.plan.actividades.get(codigo="A-1")
    planes.rectificar(
        mundo.cierre, actividad, por=coordinador, fisica=D(3), financiera=D(80), motivo="Se contó dos veces", documento="Informe 9"
    )
    make_ejecucion(actividad, trimestre=2, fisica=D(6), financiera=D(200), **suyo)
