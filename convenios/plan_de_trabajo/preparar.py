"""A plan is prepared, approved by both sides, and its targets moved: keyword-only, inside the caller's gesture, `por=`, no request."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir, exigir_texto
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Actividad, ActividadEscuela, Alcance, Compromiso, PlanTrabajo, Programacion, VersionPlan
from convenios.models.plan import SOLO_QUIEN_PREPARA, TRIMESTRES
from municipios.models import InstitucionEducativa

Par = tuple[Decimal, Decimal]  # físico, financiero
Metas = Mapping[int, Par]  # by quarter
NADA: Par = (Decimal(0), Decimal(0))


def tomar_plan(plan: PlanTrabajo) -> PlanTrabajo:
    """The plan as it is now, held until the gesture ends: its targets, its reports and its closings wait for each other."""
    filas = PlanTrabajo._base_manager.select_for_update(of=("self",)).select_related("convenio__ugel", "municipalidad__distrito__ugel")
    return filas.get(pk=plan.pk)


# ── Preparing ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def guardar_plan(plan: PlanTrabajo, *, por: Usuario) -> PlanTrabajo:
    """Save a plan's own columns."""
    exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
    with gesto(por=por):
        if plan.pk is not None and tomar_plan(plan).estado != PlanTrabajo.Estado.BORRADOR:
            raise ValidationError("Solo se edita un borrador: pida que devuelvan el plan para corregirlo.", code="estado")
        plan.full_clean()
        plan.save()
    return plan


def guardar_actividad(
    actividad: Actividad,
    *,
    por: Usuario,
    metas: Metas | None = None,
    escuelas: Collection[InstitucionEducativa] | None = None,
    motivo: str = "",
    documento: str = "",
) -> Actividad:
    """Save an activity with its targets and the schools that it reaches. In an approved plan new targets are a version, with its reason."""
    exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
    with gesto(por=por, motivo=motivo[:200]):
        actividad.plan = plan = tomar_plan(actividad.plan)
        if plan.estado == PlanTrabajo.Estado.PROPUESTO:
            raise ValidationError("El plan está propuesto: pida que lo devuelvan para corregirlo.", code="candado")
        actividad.full_clean()
        actividad.save()
        if metas is not None and _cambian(actividad, metas):
            version = _abrir_version(plan, por=por, motivo=motivo, documento=documento) if plan.esta_aprobado else None
            poner_metas(actividad, metas, version=version)
            _fijar(version)
        if escuelas is not None:
            poner_escuelas(actividad, por=por, escuelas=escuelas)
    return actividad


def _puestas(actividad: Actividad) -> dict[int, Any]:
    return {fila.trimestre: fila for fila in Programacion.objects.filter(actividad=actividad)}


def _cambian(actividad: Actividad, metas: Metas) -> bool:
    puestas = _puestas(actividad)
    return any(par != ((puestas[t].fisica, puestas[t].financiera) if t in puestas else NADA) for t, par in metas.items())


def poner_metas(actividad: Actividad, metas: Metas, *, version: VersionPlan | None = None) -> None:
    """The targets of these quarters; the others stay. What was nothing and is nothing leaves no row."""
    puestas = _puestas(actividad)
    for trimestre, par in metas.items():
        fila = puestas.get(trimestre)
        if par == ((fila.fisica, fila.financiera) if fila is not None else NADA):
            continue
        fila = fila or Programacion(actividad=actividad, trimestre=trimestre, demostracion=actividad.demostracion)
        fila.actividad = actividad
        fila.fisica, fila.financiera = par
        fila.version = version or fila.version
        fila.full_clean()
        fila.save()


def poner_escuelas(actividad: Actividad, *, por: Usuario, escuelas: Collection[InstitucionEducativa]) -> None:
    """The schools that it reaches: the ones that stay keep their row."""
    vigentes: dict[int, Any] = {fila.institucion_id: fila for fila in actividad.escuelas.all()}
    for escuela in escuelas:
        if vigentes.pop(escuela.pk, None) is None:
            fila = ActividadEscuela(actividad=actividad, institucion=escuela, demostracion=actividad.demostracion)
            fila.full_clean()
            fila.save()
    for fila in vigentes.values():
        fila.eliminar(por=por)


def copiar_plan(origen: PlanTrabajo, *, anio: int, por: Usuario) -> PlanTrabajo:
    """A draft for another year, with the activities and targets of `origen` to begin from; what is closed or solved is not carried on."""
    exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
    with gesto(por=por):
        nuevo = PlanTrabajo(
            convenio=origen.convenio,
            municipalidad=origen.municipalidad,
            anio=anio,
            objetivo=origen.objetivo,
            demostracion=origen.demostracion,
        )
        guardar_plan(nuevo, por=por)
        distrito = origen.municipalidad.distrito_id
        for vieja in origen.actividades.select_related("nudo", "compromiso__convenio").prefetch_related(
            "escuelas__institucion", "programaciones"
        ):
            actividad = Actividad(plan=nuevo, demostracion=nuevo.demostracion)
            for campo in ("codigo", "nombre", "unidad", "peso", "financia", "responsable", "responsable_municipal", "medio"):
                setattr(actividad, campo, getattr(vieja, campo))
            sigue = vieja.nudo is not None and vieja.nudo.estado == "abierto" and vieja.nudo.eliminado_en is None
            actividad.nudo = vieja.nudo if sigue else None
            actividad.compromiso = vieja.compromiso if vieja.compromiso is not None and _sigue(vieja.compromiso, nuevo) else None
            metas = {fila.trimestre: (fila.fisica, fila.financiera) for fila in vieja.programaciones.all()}
            todas = [fila.institucion for fila in vieja.escuelas.all()]
            escuelas = [escuela for escuela in todas if escuela.eliminado_en is None and escuela.distrito_id == distrito]
            guardar_actividad(actividad, por=por, metas=metas, escuelas=escuelas)
    return nuevo


def _sigue(compromiso: Compromiso, plan: PlanTrabajo) -> bool:
    """Open, and still reaching the district of the plan."""
    if compromiso.eliminado_en is not None or compromiso.estado != Compromiso.Estado.ABIERTO:
        return False
    return Alcance.objects.filter(compromiso=compromiso, distrito=plan.municipalidad.distrito_id).exists()


# ── Approving, and what was approved ─────────────────────────────────────────────────────────────────────────────────────
def aprobar_plan(plan: PlanTrabajo, lado: str, *, por: Usuario, documento: str) -> PlanTrabajo:
    """One side approves; with the second one the plan is approved, and its targets are written down as its first version."""
    with gesto(por=por):
        plan.aprobar(lado, por=por, documento=documento)
        if plan.esta_aprobado:
            documentos = f"{plan.documento_ugel} · {plan.documento_municipalidad}"
            _fijar(_abrir_version(plan, por=por, motivo="", documento=documentos[:200]))
    return plan


def reprogramar(plan: PlanTrabajo, cambios: Mapping[int, Metas], *, por: Usuario, motivo: str, documento: str) -> VersionPlan:
    """Move the targets of an approved plan, all at once, with reason and document: by activity, then by quarter. The original ones stay."""
    exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
    with gesto(por=por, motivo=motivo[:200]):
        tomado = tomar_plan(plan)
        if tomado.estado not in (PlanTrabajo.Estado.APROBADO, PlanTrabajo.Estado.EN_EJECUCION):
            raise ValidationError("Solo se reprograma un plan aprobado o en ejecución.", code="estado")
        actividades = {actividad.pk: actividad for actividad in tomado.actividades.all()}
        for actividad in actividades.values():
            actividad.plan = tomado
        if set(cambios) - actividades.keys():
            raise ValidationError("Hay actividades que no son de este plan.", code="ajena")
        mueven = {pk: metas for pk, metas in cambios.items() if _cambian(actividades[pk], metas)}
        if not mueven:
            raise ValidationError("Ninguna meta cambia.", code="igual")
        version = _abrir_version(tomado, por=por, motivo=motivo, documento=documento)
        for pk, metas in mueven.items():
            poner_metas(actividades[pk], metas, version=version)
        _fijar(version)
    return version


def _abrir_version(plan: PlanTrabajo, *, por: Usuario, motivo: str, documento: str) -> VersionPlan:
    numero = plan.versiones.count() + 1
    if numero > 1:
        motivo = exigir_texto(motivo, "Escriba por qué se reprograma.")
    documento = exigir_texto(documento, "Escriba con qué documento se reprograma.")
    version = VersionPlan(plan=plan, numero=numero, motivo=motivo, documento=documento, por=por, demostracion=plan.demostracion)
    version.full_clean(exclude=["metas"])
    version.save()
    return version


def _fijar(version: VersionPlan | None) -> None:
    """Write down in a version the targets as it leaves them."""
    if version is None:
        return
    metas: dict[str, list[list[str]]] = {}
    filas = Programacion.objects.filter(actividad__plan=version.plan_id, actividad__eliminado_en=None).order_by("actividad", "trimestre")
    for actividad, trimestre, fisica, financiera in filas.values_list("actividad", "trimestre", "fisica", "financiera"):
        metas.setdefault(str(actividad), [["0", "0"] for _ in TRIMESTRES])[trimestre - 1] = [str(fisica), str(financiera)]
    version.metas = metas
    version.save(update_fields=["metas"])
