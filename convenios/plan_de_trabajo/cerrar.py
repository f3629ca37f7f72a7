"""A quarter of a plan is closed, and rectified afterwards: keyword-only, inside the caller's gesture, `por=`, no request."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from base.avisos.cadena import pedir_sello
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.metas import CuentaDePlan, cuenta, en_porcentaje
from convenios.models import Actividad, Avance, Cierre, Compromiso, Ejecucion, PlanTrabajo, Rectificacion
from convenios.models.cierre import sello
from convenios.models.plan import en_romanos, fin_de_trimestre

from .ejecutar import avance_del_plan, escribir_avance, que_se_hizo
from .preparar import NADA, Par, tomar_plan


@dataclass(frozen=True)
class Faltantes:
    """What a quarter lacks before it is closed."""

    sin_ejecucion: list[Any]  # activities with a target in it, and no report
    por_verificar: list[Any]  # reports that wait for a coordinator: they stop the closing
    por_terminar: list[Any]  # reports that are still with their author
    avances: list[Any]  # of the commitments that the plan carries out, sent and not verified, up to the end of the quarter

    @property
    def hay(self) -> bool:
        """Something is missing."""
        return bool(self.sin_ejecucion or self.por_verificar or self.por_terminar or self.avances)


def faltantes(plan: PlanTrabajo, trimestre: int, *, cuentas: CuentaDePlan | None = None) -> Faltantes:
    """What is missing in a quarter of a plan; `cuentas`, its figures, where they are at hand."""
    cuentas = cuentas or cuenta(plan, trimestre=trimestre)
    reportes = list(
        Ejecucion.objects.filter(actividad__plan=plan, actividad__eliminado_en=None, trimestre=trimestre)
        .select_related("actividad", "creado_por", "enviado_por")
        .order_by("actividad__codigo")
    )
    reportadas = {reporte.actividad_id for reporte in reportes}
    avances = _avances_por_verificar(plan, trimestre).select_related("compromiso__convenio__ugel", "creado_por")
    return Faltantes(
        sin_ejecucion=[c.actividad for c in cuentas.actividades if c.con_meta(trimestre) and c.actividad.pk not in reportadas],
        por_verificar=[r for r in reportes if r.estado == Ejecucion.Estado.ENVIADO],
        por_terminar=[r for r in reportes if r.estado in Ejecucion.Estado.editables()],
        avances=list(avances.order_by("fecha", "pk")),
    )


def _avances_por_verificar(plan: PlanTrabajo, trimestre: int) -> Any:
    """The avances of the commitments that a plan carries out that wait for a coordinator, up to the end of the quarter."""
    return Avance.objects.filter(
        compromiso__in=plan.actividades.exclude(compromiso=None).order_by().values("compromiso"),
        distrito=plan.municipalidad.distrito_id,
        estado=Avance.Estado.ENVIADO,
        fecha__lte=fin_de_trimestre(plan.anio, trimestre),
    )


def cerrar_trimestre(plan: PlanTrabajo, trimestre: int, *, por: Usuario, nota: str = "", mostrado: str = "") -> Cierre:
    """Freeze a quarter: its figures as they are now, with their seal. `mostrado` is the seal of what the person saw: other figures close nothing."""
    exigir(por, Permiso.CERRAR_TRIMESTRES, "Solo un coordinador cierra un trimestre.")
    with gesto(por=por, motivo=nota[:200]):
        tomado = tomar_plan(plan)
        _exigir_que_se_cierre(tomado, trimestre)
        cuentas = cuenta(tomado, trimestre=trimestre)
        contenido = en_datos(cuentas)
        if mostrado and mostrado != sello(contenido):
            raise ValidationError(
                "Las cifras cambiaron mientras las miraba: no se cerró nada. Revíselas y confirme de nuevo.", code="cambio"
            )
        cierre = Cierre(
            plan=tomado, trimestre=trimestre, cerrado_por=por, nota=nota, fisico=cuentas.fisico.porcentaje,
            fisico_anual=cuentas.fisico_anual.porcentaje, programado=cuentas.financiero.programado_a(trimestre),
            devengado=cuentas.financiero.ejecutado_a(trimestre), contenido=contenido, sha256=sello(contenido), demostracion=tomado.demostracion,
        )  # fmt: skip
        cierre.full_clean()
        cierre.save()
        pedir_sello()
    return cierre


def _exigir_que_se_cierre(plan: PlanTrabajo, trimestre: int) -> None:
    cerrados = set(plan.cierres.values_list("trimestre", flat=True))
    en_el_trimestre = Ejecucion.objects.filter(actividad__plan=plan, actividad__eliminado_en=None, trimestre=trimestre)
    no_se_puede = por_que_no_se_cierra(
        plan, trimestre, cerrados=cerrados, esperan=en_el_trimestre.filter(estado=Ejecucion.Estado.ENVIADO).count()
    )
    if no_se_puede is not None:
        raise no_se_puede


def por_que_no_se_cierra(plan: PlanTrabajo, trimestre: int, *, cerrados: set[int], esperan: int) -> ValidationError | None:
    """What stops the closing of a quarter: `cerrados`, the quarters of the plan that are closed; `esperan`, its reports to verify in this one."""
    if trimestre in cerrados:
        return ValidationError("Ese trimestre ya está cerrado.", code="estado")
    if not plan.recibe_ejecucion:
        return ValidationError("Solo se cierran trimestres de un plan en ejecución.", code="estado")
    if antes := sorted(set(range(1, trimestre)) - cerrados):
        return ValidationError(f"Cierre antes {en_romanos(antes)}.", code="orden")
    if hoy() <= fin_de_trimestre(plan.anio, trimestre):
        return ValidationError(
            f"El trimestre todavía no termina: se cierra después del {fin_de_trimestre(plan.anio, trimestre):%d/%m/%Y}.", code="fecha"
        )
    if esperan:
        return ValidationError(
            f"Hay ejecuciones por verificar en ese trimestre ({esperan}): verifique u observe cada una antes de cerrarlo.",
            code="por_verificar",
        )
    return None


def en_datos(cuentas: CuentaDePlan) -> dict[str, Any]:
    """The figures of a quarter as its cierre keeps them: every activity, quarter by quarter up to that one. No person, no file."""
    plan, hasta = cuentas.plan, cuentas.trimestre
    return {
        "ubigeo": plan.municipalidad.distrito.ubigeo,
        "distrito": plan.municipalidad.distrito.nombre,
        "anio": plan.anio,
        "trimestre": hasta,
        "fisico": _dicho(cuentas.fisico.porcentaje),
        "fisico_anual": _dicho(cuentas.fisico_anual.porcentaje),
        "como": cuentas.fisico.como,
        "programado": str(cuentas.financiero.programado_a(hasta)),
        "devengado": str(cuentas.financiero.ejecutado_a(hasta)),
        "programado_anual": str(cuentas.financiero.del_anio),
        "gasto": _dicho(cuentas.gasto),
        "gasto_anual": _dicho(cuentas.gasto_anual),
        "actividades": [
            {
                "id": c.actividad.pk,
                "codigo": c.actividad.codigo,
                "nombre": c.actividad.nombre,
                "unidad": c.actividad.unidad,
                "peso": _dicho(c.actividad.peso),
                "fisico": [[str(c.fisico.programado[t]), str(c.fisico.ejecutado[t])] for t in range(hasta)],
                "financiero": [[str(c.financiero.programado[t]), str(c.financiero.ejecutado[t])] for t in range(hasta)],
                "meta_anual": str(c.fisico.del_anio),
                "avance": _dicho(en_porcentaje(c.fisico.contra_programado(hasta))),
                "avance_anual": _dicho(en_porcentaje(c.fisico.contra_anio(hasta))),
            }
            for c in cuentas.actividades
        ],
    }


def _dicho(cifra: Decimal | None) -> str | None:
    return None if cifra is None else str(cifra)


def rectificar(
    cierre: Cierre,
    actividad: Actividad,
    *,
    por: Usuario,
    fisica: Decimal,
    financiera: Decimal,
    motivo: str,
    documento: str,
    mostrado: Par | None = None,
) -> Rectificacion:
    """Say that of an activity more or less was done in a closed quarter: `fisica` and `financiera` are what its figures should have said.

    `mostrado` is what counted when the person looked: if somebody rectified it since, nothing is written.
    """
    exigir(por, Permiso.CERRAR_TRIMESTRES, "Solo un coordinador rectifica un trimestre cerrado.")
    with gesto(por=por, motivo=motivo[:200]):
        plan = tomar_plan(cierre.plan)
        if not PlanTrabajo.objects.internos_de(por).filter(pk=plan.pk).exists():
            raise ValidationError("Solo rectifica un coordinador de la UGEL del plan.", code="ajeno")
        actividad = Actividad.objects.select_related("compromiso__convenio").get(pk=actividad.pk)  # as it is now that the plan is held
        actividad.plan = plan
        if fisica < 0 or financiera < 0:
            raise ValidationError("Lo ejecutado no es negativo.", code="negativo")
        dicha, gastado = de_un_trimestre(actividad, cierre.trimestre)
        if mostrado is not None and mostrado != (dicha, gastado):
            raise ValidationError(
                "Otra persona rectificó esta cifra mientras usted escribía: no se guardó nada. Vea cuánto cuenta ahora y confirme de nuevo.",
                code="cambio",
            )
        rectificacion = Rectificacion(
            cierre=cierre, actividad=actividad, fisica=fisica - dicha, financiera=financiera - gastado, por=por,
            motivo=exigir_texto(motivo, "Escriba por qué se rectifica."),
            documento=exigir_texto(documento, "Escriba con qué documento se rectifica."), demostracion=plan.demostracion,
        )  # fmt: skip
        rectificacion.full_clean()
        _rectificar_en_compromiso(rectificacion, fisica)
        rectificacion.save()
    return rectificacion


def de_un_trimestre(actividad: Actividad, trimestre: int) -> Par:
    """What counts as executed of an activity in one quarter: what was verified, and its rectificaciones."""
    fisica, financiera = NADA
    for filas in (
        Ejecucion.objects.verificadas().filter(actividad=actividad, trimestre=trimestre),
        Rectificacion.objects.filter(actividad=actividad, cierre__trimestre=trimestre),
    ):
        for una, otra in filas.values_list("fisica", "financiera"):
            fisica, financiera = fisica + una, financiera + otra
    return fisica, financiera


def _rectificar_en_compromiso(rectificacion: Rectificacion, dicha: Decimal) -> None:
    """Where what was verified counts on the commitment, its correction does too: with one more avance, that may take away, the two agree again.

    What no verified execution brought there, a correction alone does not bring: it has no second person and no proof. `dicha` is what the
    plan's figure will say.
    """
    actividad, compromiso, trimestre = rectificacion.actividad, rectificacion.actividad.compromiso, rectificacion.cierre.trimestre
    if (
        compromiso is None
        or not Avance.objects.verificados().filter(ejecucion__actividad=actividad, ejecucion__trimestre=trimestre).exists()
    ):
        return
    estado = Compromiso._base_manager.select_for_update().values_list("estado", flat=True).get(pk=compromiso.pk)
    diferencia = dicha - _contado(actividad, trimestre)
    if not diferencia:
        return
    if estado != Compromiso.Estado.ABIERTO:
        raise ValidationError(f"{compromiso.codigo} está cerrado con lo que aquí se rectifica: reábralo primero.", code="cerrado")
    instante = ahora()
    avance = avance_del_plan(actividad, Avance.Origen.RECTIFICACION)
    avance.fecha = fin_de_trimestre(actividad.plan.anio, trimestre)
    avance.descripcion = f"Rectificación. {que_se_hizo(actividad, trimestre)}"[:2000]
    avance.cantidad, avance.estado, avance.expediente = diferencia, Avance.Estado.VERIFICADO, rectificacion.documento[:100]
    for paso in ("creado", "enviado", "verificado"):
        setattr(avance, f"{paso}_en", instante)
        setattr(avance, f"{paso}_por", rectificacion.por)
    escribir_avance(avance, rectificacion)


def _contado(actividad: Actividad, trimestre: int) -> Decimal:
    """What of an activity in a quarter counts on its commitment today."""
    suyos = Q(ejecucion__actividad=actividad, ejecucion__trimestre=trimestre)
    suyos |= Q(rectificacion__actividad=actividad, rectificacion__cierre__trimestre=trimestre)
    cantidades = Avance.objects.verificados().filter(suyos).values_list("cantidad", flat=True)
    return sum((cantidad for cantidad in cantidades if cantidad is not None), Decimal(0))
