"""How the records of a plan of work are undone: the locks of the models, asked of many rows at once.

What both sides approved, what was verified and what was closed stays, and the page says why; the locks of the database
(`convenios/candados.py`) never have to speak. The plan is held meanwhile: nobody closes a quarter on rows that are going.
"""

from collections.abc import Iterable
from typing import Any

from base.bitacora.reglas import CAMBIA, SALE, VUELVE, Intento, Regla, Reparo, registrar
from base.cuentas.roles import Permiso

from .deshacer import candado_de_pruebas
from .models import Actividad, ActividadEscuela, Alcance, Cierre, Ejecucion, EvidenciaEjecucion, PlanTrabajo, Programacion, Rectificacion
from .models.actividad import APROBADO, PROPUESTO
from .models.ejecucion import CERRADO, NO_RECIBE
from .models.plan import ROMANOS

Intentos = dict[Any, Intento]
Estado = PlanTrabajo.Estado
EDITABLES = Ejecucion.Estado.editables()
MEDIDA = frozenset({"unidad", "peso"})
HECHO = frozenset({"actividad_id", "trimestre", "fisica", "financiera", "medio", "sin_evidencia_motivo"})


def _tomar(planes: Iterable[Any]) -> dict[Any, str]:
    """The state of each of those plans, held until this is over."""
    filas = PlanTrabajo._base_manager.select_for_update().filter(pk__in=set(planes)).order_by("pk")
    return dict(filas.values_list("pk", "estado"))


def _de_actividades(intentos: Intentos) -> tuple[dict[Any, Any], dict[Any, str], set[tuple[Any, int]]]:
    """For rows of activities: the plan of each activity, the state of each plan, and the quarters that are closed."""
    planes = dict(Actividad.todos.filter(pk__in={i.registro.actividad_id for i in intentos.values()}).values_list("pk", "plan"))
    estados = _tomar(planes.values())
    return planes, estados, set(Cierre.objects.filter(plan__in=list(estados)).values_list("plan", "trimestre"))


# ── What was prepared ────────────────────────────────────────────────────────────────────────────────────────────────────
def candado_de_planes(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Only a draft goes, comes back, or changes what it says."""
    estados = _tomar(intentos)
    for pk in intentos:
        if estados.get(pk) != Estado.BORRADOR:
            yield Reparo(pk, "El plan ya se propuso o se aprobó: no se deshace.")


def candado_de_actividades(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Once the plan was proposed an activity neither goes nor comes, nor is measured otherwise; what counts on its commitment stays there."""
    estados = _tomar(i.registro.plan_id for i in intentos.values())
    cuentan = {
        actividad
        for modelo in (Ejecucion, Rectificacion)
        for actividad in modelo.objects.filter(actividad__in=list(intentos)).exclude(avance=None).values_list("actividad", flat=True)
    }
    compromisos = {i.valores["compromiso_id"] for i in intentos.values() if i.valores.get("compromiso_id") is not None}
    alcanzan = set(Alcance.objects.filter(compromiso__in=compromisos).values_list("compromiso", "distrito"))
    distritos = dict(PlanTrabajo.todos.filter(pk__in=list(estados)).values_list("pk", "municipalidad__distrito"))
    for pk, intento in intentos.items():
        plan, estado = intento.registro.plan_id, estados.get(intento.registro.plan_id)
        if estado == Estado.PROPUESTO:
            yield Reparo(pk, PROPUESTO)
        elif estado != Estado.BORRADOR and intento.accion in (SALE, VUELVE):
            yield Reparo(pk, "El plan ya se aprobó: ponga sus metas en cero con «Reprogramar».")
        elif estado != Estado.BORRADOR and (fijos := MEDIDA & intento.valores.keys()):
            yield Reparo(pk, "El plan ya se propuso: la unidad y el peso no cambian.", frozenset(fijos))
        if "compromiso_id" in intento.valores and intento.accion == CAMBIA:
            nuevo = intento.valores["compromiso_id"]
            if pk in cuentan:
                yield Reparo(pk, "Lo ejecutado ya cuenta en su compromiso: no se cambia.", frozenset({"compromiso_id"}))
            elif nuevo is not None and (nuevo, distritos.get(plan)) not in alcanzan:
                yield Reparo(pk, "Ese compromiso ya no alcanza a este distrito.", frozenset({"compromiso_id"}))


def candado_de_metas(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Targets are typed in a draft; in an approved plan they move by a version, and never in a closed quarter."""
    planes, estados, cerrados = _de_actividades(intentos)
    for pk, intento in intentos.items():
        plan = planes.get(intento.registro.actividad_id)
        if (plan, intento.registro.trimestre) in cerrados:
            yield Reparo(pk, f"El trimestre {ROMANOS[intento.registro.trimestre]} está cerrado: sus metas ya no cambian.")
        elif estados.get(plan) != Estado.BORRADOR:
            yield Reparo(pk, PROPUESTO if estados.get(plan) == Estado.PROPUESTO else APROBADO)


def candado_de_escuelas(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was proposed waits as it is, and what was closed is over."""
    planes, estados, _ = _de_actividades(intentos)
    for pk, intento in intentos.items():
        if estados.get(planes.get(intento.registro.actividad_id)) in (Estado.PROPUESTO, Estado.CERRADO):
            yield Reparo(pk, "El plan está propuesto o cerrado: sus escuelas no cambian.")


# ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────────
def candado_de_ejecuciones(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Nothing in a closed quarter; what was verified is returned first, with its reason; what was sent is not rewritten."""
    planes, estados, cerrados = _de_actividades(intentos)
    for pk, intento in intentos.items():
        hecha, final = intento.registro, intento.final("estado")
        plan = planes.get(hecha.actividad_id)
        contenido = frozenset(HECHO & intento.valores.keys())
        if {(plan, hecha.trimestre), (plan, intento.final("trimestre"))} & cerrados:
            yield Reparo(pk, CERRADO.format(ROMANOS[hecha.trimestre]))
        elif estados.get(plan) != Estado.EN_EJECUCION:
            yield Reparo(pk, NO_RECIBE)
        elif hecha.estado == Ejecucion.Estado.VERIFICADO or hecha.avance_id:
            yield Reparo(pk, "Ya se verificó: obsérvela primero, con su motivo.")
        elif intento.accion != SALE and final == Ejecucion.Estado.VERIFICADO:
            yield Reparo(pk, "Verificar lo decide una persona: no vuelve al deshacer.")
        elif intento.accion == CAMBIA and contenido and hecha.estado not in EDITABLES and final not in EDITABLES:
            yield Reparo(pk, "Lo enviado no se edita: pida que lo observen.", contenido)


def registrar_reglas() -> None:
    """Called once, when the app is ready."""
    registrar(
        {
            PlanTrabajo: Regla(Permiso.EDITAR_PLANES, candado=candado_de_planes),
            Actividad: Regla(Permiso.EDITAR_PLANES, candado=candado_de_actividades),
            Programacion: Regla(Permiso.EDITAR_PLANES, candado=candado_de_metas),
            ActividadEscuela: Regla(Permiso.EDITAR_PLANES, candado=candado_de_escuelas),
            Ejecucion: Regla(Permiso.REPORTAR_AVANCES, candado=candado_de_ejecuciones),
            EvidenciaEjecucion: Regla(Permiso.VERIFICAR_AVANCES, candado=candado_de_pruebas(Ejecucion, "ejecucion_id")),
        }
    )
