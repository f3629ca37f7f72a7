"""A small world with something in every table, and a canary in whatever is not for everybody: names, mails, drafts, reasons, notes."""

from decimal import Decimal
from typing import Any

from base.bitacora.gestos import gesto
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios import plan_de_trabajo as planes
from encuentros.models import Encuentro
from municipios.models import Ugel
from municipios.priorizar import decidir_lista
from tests.factories import (
    dias,
    make_actividad,
    make_avance,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_distrito,
    make_dre,
    make_ejecucion,
    make_evidencia,
    make_evidencia_de_plan,
    make_ficha,
    make_gestion,
    make_indicador,
    make_institucion,
    make_local,
    make_medicion,
    make_municipalidad,
    make_nudo,
    make_pdf,
    make_plan,
    make_proyecto,
    make_ugel,
    make_usuario,
)
from tests.factories_encuentros import acta_por_firmar, llevar_encuentro, make_acuerdo, make_asistencia, make_encuentro

CANARIO = "CANARIO"
FORMULA = "=HYPERLINK(1)"  # a text that a spreadsheet would run


def hacer() -> dict[str, Any]:
    """Two districts of one UGEL, with all that is public of them and all that is not."""
    ugel = make_ugel(codigo="990001", nombre="UGEL de la prueba", dre=make_dre(codigo="990000", nombre="DRE de la prueba"))
    a, b = (
        make_municipalidad(distrito=make_distrito(ugel, ubigeo=f"99010{n}", nombre=f"Distrito {letra}", poblacion=1000 * n))
        for n, letra in ((1, "A"), (2, "B"))
    )
    gente = _gente(ugel, a, b)
    convenio = make_convenio(ugel, codigo="CM-PRUEBA", titulo=FORMULA, partes=(a, b))
    convenio.partes.update(
        firmante=f"{CANARIO} firmante", cargo=f"{CANARIO} cargo", nota=f"{CANARIO} nota", documento=f"{CANARIO} documento"
    )
    make_compromiso(
        make_convenio(ugel, codigo="SIN-FIRMA", estado="aprobado", titulo=f"{CANARIO} sin firma"), descripcion=f"{CANARIO} sin firma"
    )
    compromiso = _compromisos(convenio, a, gente)
    plan = _plan(convenio, a, gente)
    _diagnostico(ugel, a, gente)
    _escuelas(a, gente)
    encuentro = _encuentros(ugel, a, gente)
    return {"ugel": ugel, "a": a, "b": b, "convenio": convenio, "compromiso": compromiso, "plan": plan, "encuentro": encuentro, **gente}


def _gente(ugel: Ugel, a: Any, b: Any) -> dict[str, Usuario]:
    def uno(rol: Rol, **lugar: Any) -> Usuario:
        return make_usuario(rol, nombre=f"{CANARIO} {rol.value}", email=f"{CANARIO}.{rol.value}@ejemplo.pe", **lugar)

    make_gestion(
        b, alcalde=f"{CANARIO} alcalde de B", correo=f"{CANARIO}.b@ejemplo.pe", telefono="999000111", inicio=dias(-900), fin=dias(-500)
    )
    return {
        "coordinador": uno(Rol.COORDINADOR, ugel=ugel),
        "especialista": uno(Rol.ESPECIALISTA, ugel=ugel),
        "alcalde_a": uno(Rol.ALCALDE, municipalidad=a),
        "ajeno": make_usuario(Rol.COORDINADOR, ugel=make_ugel(codigo="960001"), username="ajeno"),
    }


def _compromisos(convenio: Any, a: Any, gente: dict[str, Any]) -> Any:
    de_a = {"distritos": (a.distrito,), "responsable": f"{CANARIO} responsable", "meta": 10}
    compromiso = make_compromiso(convenio, codigo="C-1", descripcion=FORMULA, plazo=dias(90), linea="proyectos", **de_a)
    otro = make_compromiso(
        convenio, codigo="C-2", descripcion="Otro", plazo=dias(-5), estado="no_cumplido", por=gente["coordinador"], **de_a
    )
    type(otro).objects.filter(pk=otro.pk).update(estado_motivo=f"{CANARIO} motivo")
    make_compromiso(convenio, codigo="C-3", descripcion=f"{CANARIO} eliminado", **de_a).eliminar(por=gente["coordinador"])
    dicho = {
        "por": gente["especialista"],
        "distrito": a.distrito,
        "descripcion": f"{CANARIO} avance",
        "cantidad": 4,
        "expediente": f"{CANARIO} 1",
    }
    verificado = make_avance(compromiso, **dicho)
    make_evidencia(verificado, enlace="https://ejemplo.pe/prueba", publica=True)
    make_evidencia(verificado, archivo=make_pdf(f"{CANARIO}.pdf"))
    for paso, por in (("enviar", gente["especialista"]), ("verificar", gente["coordinador"])):
        with gesto(por=por):
            getattr(verificado, paso)(por=por)
    make_avance(compromiso, estado="enviado", **dicho)
    make_avance(compromiso, estado="observado", verificador=gente["coordinador"], **dicho)
    return compromiso


def _plan(convenio: Any, a: Any, gente: dict[str, Any]) -> Any:
    plan = make_plan(a, convenio=convenio, estado="en_ejecucion", por=gente["coordinador"], objetivo=FORMULA)
    actividad = plan.actividades.get()
    suyo = {"por": gente["especialista"], "medio": f"{CANARIO} medio", "sin_evidencia_motivo": f"{CANARIO} sin evidencia"}
    hecha = make_ejecucion(actividad, trimestre=1, estado="verificado", verificador=gente["coordinador"], **suyo)
    make_evidencia_de_plan(hecha, enlace="https://ejemplo.pe/taller", publica=True)
    make_evidencia_de_plan(hecha, enlace=f"https://ejemplo.pe/{CANARIO}")
    cierre = make_cierre(plan, por=gente["coordinador"])
    planes.rectificar(
        cierre,
        actividad,
        por=gente["coordinador"],
        fisica=Decimal(9),
        financiera=Decimal(100),
        motivo="Se contó dos veces",
        documento="Informe 8",
    )
    make_ejecucion(actividad, trimestre=2, estado="enviado", **suyo)
    borrador = make_plan(a, convenio=convenio, anio=plan.anio + 1, objetivo=f"{CANARIO} objetivo")
    make_actividad(borrador, nombre=f"{CANARIO} actividad")
    return plan


def _diagnostico(ugel: Ugel, a: Any, gente: dict[str, Any]) -> None:
    indicador = make_indicador(codigo="IND-1", nombre="Indicador de todos")
    make_medicion(indicador, ubigeo=a.distrito.ubigeo, valor="20.5")
    make_medicion(make_indicador(ugel=ugel, codigo="IND-2"), ubigeo="99")
    make_nudo(a.distrito, codigo="N-1", texto=FORMULA, indicador=indicador)
    atendido = make_nudo(a.distrito, codigo="N-2", estado="atendido", por=gente["coordinador"])
    type(atendido).objects.filter(pk=atendido.pk).update(estado_motivo=f"{CANARIO} motivo")
    make_nudo(a.distrito, codigo="N-3", texto=f"{CANARIO} descartado", estado="descartado", por=gente["coordinador"])


def _escuelas(a: Any, gente: dict[str, Any]) -> None:
    local = make_local(a.distrito)
    make_ficha(local, nota=f"{CANARIO} nota")
    decidir_lista(ugel=a.distrito.ugel, por=gente["coordinador"], titulo="Lista de la prueba", motivo=f"{CANARIO} motivo")
    escuela = make_institucion(local=local)
    make_proyecto(escuela, titulo=FORMULA, asesor=f"{CANARIO} asesor", problema=f"{CANARIO} problema", estudiantes=3)
    make_proyecto(escuela, titulo=f"{CANARIO} idea", etapa="idea")


def _encuentros(ugel: Ugel, a: Any, gente: dict[str, Any]) -> Encuentro:
    nadie = {"representante": f"{CANARIO} delegado", "cargo": f"{CANARIO} cargo", "nota": f"{CANARIO} nota", "acreditacion": f"{CANARIO} 7"}
    firmado = make_encuentro(ugel, numero=1, nombre=FORMULA)
    make_asistencia(firmado, a, quien="delegado", **nadie)
    make_acuerdo(firmado, texto=FORMULA, obligado="municipalidad", municipalidad=a, responsable=f"{CANARIO} responsable")
    llevar_encuentro(acta_por_firmar(firmado, por=gente["coordinador"]), "acta_firmada", por=gente["coordinador"])
    abierto = make_encuentro(ugel, numero=2)
    make_acuerdo(abierto, texto=f"{CANARIO} por firmar")
    make_asistencia(abierto, a, quien="titular", nota=f"{CANARIO} por firmar")
    return firmado
