"""What of a plan was done is reported, verified or returned, and counts on its commitment: keyword-only, `por=`, no request."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from base.avisos.models import avisar
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.acciones import adjuntar, autores, clave_de_paso, verificadores
from convenios.models import Actividad, Alcance, Avance, Ejecucion, EvidenciaEjecucion, PlanTrabajo
from convenios.models.plan import ROMANOS, fin_de_trimestre

from .preparar import tomar_plan


def exigir_que_reporta(por: Usuario, plan: PlanTrabajo) -> None:
    """Raise `ValidationError` unless this person reports on a plan: by role, and in their own UGEL or municipality."""
    exigir(por, Permiso.REPORTAR_AVANCES, "Su rol no reporta ejecuciones.")
    if not PlanTrabajo.objects.propios_de(por).filter(pk=plan.pk).exists():
        raise ValidationError("Solo reporta sobre este plan su UGEL, o su municipalidad.", code="ajeno")


def guardar_ejecucion(
    ejecucion: Ejecucion,
    *,
    por: Usuario,
    archivos: Iterable[ArchivoRevisado] = (),
    enlace: str = "",
    firmado: bool = False,
    quitar: Iterable[EvidenciaEjecucion] = (),
    enviar: bool = False,
) -> Ejecucion:
    """Save what was done and spent in a quarter with its new evidence, drop what was taken off, and send it if asked. All or nothing."""
    with gesto(por=por):
        if ejecucion.pk is not None:  # its row before its plan, in the order in which every other door takes them
            list(Ejecucion._base_manager.select_for_update(no_key=True).filter(pk=ejecucion.pk).values_list("pk"))
        ejecucion.actividad.plan = tomar_plan(ejecucion.actividad.plan)
        exigir_que_reporta(por, ejecucion.actividad.plan)
        if ejecucion.pk is None:
            ejecucion.creado_por = por
        ejecucion.full_clean()
        ejecucion.save()
        for prueba in quitar:
            prueba.eliminar(por=por)
        adjuntar(ejecucion, por=por, archivos=archivos, enlace=enlace, firmado=firmado)
        if enviar:
            enviar_ejecucion(ejecucion, por=por)
    return ejecucion


def enviar_ejecucion(ejecucion: Ejecucion, *, por: Usuario) -> Ejecucion:
    """Send it, and tell its verifiers."""
    with gesto(por=por):
        ejecucion.enviar(por=por)
        texto = f"{por} envió la ejecución de {ejecucion}: está por verificar."
        quienes = verificadores(ejecucion, ejecucion.actividad.plan.convenio.ugel_id)
        avisar(quienes, texto=texto, enlace=ejecucion.get_absolute_url(), clave=clave_de_paso(ejecucion, "enviado"))
    return ejecucion


def verificar_ejecucion(ejecucion: Ejecucion, *, por: Usuario) -> Ejecucion:
    """Verify it; in the same act it counts on the commitment that its activity carries out, where both are measured alike."""
    with gesto(por=por):
        ejecucion.verificar(por=por)
        _contar_en_compromiso(ejecucion)
        texto = f"{por} verificó la ejecución de {ejecucion}."
        avisar(autores(ejecucion), texto=texto, enlace=ejecucion.get_absolute_url(), clave=clave_de_paso(ejecucion, "verificado"))
    return ejecucion


def observar_ejecucion(ejecucion: Ejecucion, *, por: Usuario, observacion: str) -> Ejecucion:
    """Return it with the reason; what it counted for on a commitment stops counting with it."""
    with gesto(por=por, motivo=observacion[:200]):
        ejecucion.observar(por=por, observacion=observacion)
        avance = ejecucion.avance
        if avance is not None and avance.estado == Avance.Estado.VERIFICADO:
            avance.seguir(ejecucion)
            avance.save()
        texto = f"{por} observó la ejecución de {ejecucion}: {ejecucion.observacion}"
        avisar(autores(ejecucion), texto=texto, enlace=ejecucion.get_absolute_url(), clave=clave_de_paso(ejecucion, "observado"))
    return ejecucion


def por_que_no_suma(actividad: Actividad, *, alcanza: bool | None = None) -> str:
    """Why what is done on an activity does not count on its commitment, in words; empty where it does, or where it carries out none.

    `alcanza`: whether that commitment reaches the district of the plan, where it is known already.
    """
    c = actividad.compromiso
    if c is None or actividad.por_que_no_cuenta:
        return actividad.por_que_no_cuenta
    if alcanza is None:
        alcanza = Alcance.objects.filter(compromiso=c, distrito=actividad.plan.municipalidad.distrito_id).exists()
    if not alcanza:
        return f"No suma en {c.codigo}: ese compromiso ya no alcanza a este distrito."
    return ""


def _contar_en_compromiso(ejecucion: Ejecucion) -> None:
    """The avance that a verified execution is on its commitment: written once, and the same one again after it was corrected.

    Whatever its commitment's state: as an avance that was sent in time, it is verified later than that was suspended or closed.
    """
    actividad = ejecucion.actividad
    ejecucion.estado_del_compromiso()  # held: nobody closes it meanwhile
    if actividad.compromiso is None or not ejecucion.fisica or por_que_no_suma(actividad):
        _soltar_avance(ejecucion)
        return
    avance = ejecucion.avance or avance_del_plan(actividad, Avance.Origen.EJECUCION)
    avance.fecha = min(fin_de_trimestre(actividad.plan.anio, ejecucion.trimestre), hoy())
    avance.descripcion = que_se_hizo(actividad, ejecucion.trimestre)
    avance.cantidad = ejecucion.fisica
    avance.seguir(ejecucion)
    escribir_avance(avance, ejecucion)


def _soltar_avance(ejecucion: Ejecucion) -> None:
    """What it counted for before it was corrected, and counts no more, goes to the papelera, from where only the plan could bring it."""
    avance = ejecucion.avance
    if avance is None:
        return
    ejecucion.avance = None
    ejecucion.save(update_fields=["avance"])
    avance.eliminado_en, avance.eliminado_por = ahora(), ejecucion.verificado_por
    avance.save(update_fields=["eliminado_en", "eliminado_por"])


def avance_del_plan(actividad: Actividad, origen: str) -> Avance:
    """The avance that the plan writes on the commitment of an activity; it is not saved."""
    assert actividad.compromiso is not None  # noqa: S101  (asked before)
    return Avance(
        compromiso=actividad.compromiso,
        distrito=actividad.plan.municipalidad.distrito,
        origen=origen,
        sin_evidencia_motivo="Su evidencia está en la ejecución del plan de trabajo.",
        demostracion=actividad.demostracion,
    )


def que_se_hizo(actividad: Actividad, trimestre: int) -> str:
    """What that avance says."""
    return f"{actividad.plan}: {actividad.codigo}, {actividad.nombre} ({ROMANOS[trimestre]} trimestre)"[:2000]


def escribir_avance(avance: Avance, de: Any) -> None:
    """Its laws are the database's; its lock, that only the plan writes it."""
    avance.clean_fields(exclude=["cantidad"])  # a rectificación may take away
    avance.validate_constraints()
    avance.save()
    if de.avance_id != avance.pk:
        de.avance = avance
        if de.pk is not None:
            de.save(update_fields=["avance"])
