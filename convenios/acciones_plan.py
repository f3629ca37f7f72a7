"""What touches several records of a plan at once: keyword-only, inside the caller's gesture, `por=`, no request."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from base.avisos.models import avisar
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.archivos import ArchivoRevisado
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import InstitucionEducativa

from .acciones import adjuntar, autores, clave_de_paso, verificadores
from .metas import CuentaDePlan, cuenta, en_porcentaje
from .models import (
    Actividad,
    ActividadEscuela,
    Alcance,
    Avance,
    Cierre,
    Compromiso,
    Ejecucion,
    EvidenciaEjecucion,
    Parte,
    PlanTrabajo,
    Programacion,
    Rectificacion,
    VersionPlan,
)
from .models.cierre import sello
from .models.plan import ROMANOS, SOLO_QUIEN_PREPARA, TRIMESTRES, en_romanos, fin_de_trimestre

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


# ── Execution ────────────────────────────────────────────────────────────────────────────────────────────────────────────
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
    exigir(por, Permiso.REPORTAR_AVANCES, "Su rol no reporta ejecuciones.")
    with gesto(por=por):
        if ejecucion.pk is not None:  # its row before its plan, in the order in which every other door takes them
            list(Ejecucion._base_manager.select_for_update(no_key=True).filter(pk=ejecucion.pk).values_list("pk"))
        ejecucion.actividad.plan = tomar_plan(ejecucion.actividad.plan)
        if not PlanTrabajo.objects.propios_de(por).filter(pk=ejecucion.actividad.plan_id).exists():
            raise ValidationError("Solo reporta sobre este plan su UGEL, o su municipalidad.", code="ajeno")
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


def por_que_no_suma(actividad: Actividad) -> str:
    """Why what is done on an activity does not count on its commitment, in words; empty where it does, or where it carries out none."""
    c = actividad.compromiso
    if c is None or actividad.por_que_no_cuenta:
        return actividad.por_que_no_cuenta
    if not Alcance.objects.filter(compromiso=c, distrito=actividad.plan.municipalidad.distrito_id).exists():
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
    avance = ejecucion.avance or _avance_del_plan(actividad, Avance.Origen.EJECUCION)
    avance.fecha = min(fin_de_trimestre(actividad.plan.anio, ejecucion.trimestre), hoy())
    avance.descripcion = _que_se_hizo(actividad, ejecucion.trimestre)
    avance.cantidad = ejecucion.fisica
    avance.seguir(ejecucion)
    _escribir_avance(avance, ejecucion)


def _soltar_avance(ejecucion: Ejecucion) -> None:
    """What it counted for before it was corrected, and counts no more, goes to the papelera, from where only the plan could bring it."""
    avance = ejecucion.avance
    if avance is None:
        return
    ejecucion.avance = None
    ejecucion.save(update_fields=["avance"])
    avance.eliminado_en, avance.eliminado_por = ahora(), ejecucion.verificado_por
    avance.save(update_fields=["eliminado_en", "eliminado_por"])


def _avance_del_plan(actividad: Actividad, origen: str) -> Avance:
    assert actividad.compromiso is not None  # noqa: S101  (asked before)
    return Avance(
        compromiso=actividad.compromiso,
        distrito=actividad.plan.municipalidad.distrito,
        origen=origen,
        sin_evidencia_motivo="Su evidencia está en la ejecución del plan de trabajo.",
        demostracion=actividad.demostracion,
    )


def _que_se_hizo(actividad: Actividad, trimestre: int) -> str:
    return f"{actividad.plan}: {actividad.codigo}, {actividad.nombre} ({ROMANOS[trimestre]} trimestre)"[:2000]


def _escribir_avance(avance: Avance, de: Any) -> None:
    """Its laws are the database's; its lock, that only the plan writes it."""
    avance.clean_fields(exclude=["cantidad"])  # a rectificación may take away
    avance.validate_constraints()
    avance.save()
    if de.avance_id != avance.pk:
        de.avance = avance
        if de.pk is not None:
            de.save(update_fields=["avance"])


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Faltantes:
    """What a quarter lacks before it is closed."""

    sin_ejecucion: list[Any]  # activities with a target in it, and no report
    por_verificar: list[Any]  # reports that wait for a coordinator: they stop the closing
    por_terminar: list[Any]  # reports that are still with their author
    avances: int  # of the commitments that the plan carries out, sent and not verified, up to the end of the quarter

    @property
    def hay(self) -> bool:
        """Something is missing."""
        return bool(self.sin_ejecucion or self.por_verificar or self.por_terminar or self.avances)


def faltantes(plan: PlanTrabajo, trimestre: int) -> Faltantes:
    """What is missing in a quarter of a plan."""
    reportes = list(
        Ejecucion.objects.filter(actividad__plan=plan, actividad__eliminado_en=None, trimestre=trimestre)
        .select_related("actividad", "creado_por", "enviado_por")
        .order_by("actividad__codigo")
    )
    metas = Programacion.objects.filter(trimestre=trimestre, actividad__plan=plan).exclude(fisica=0, financiera=0)
    con_meta = plan.actividades.filter(pk__in=metas.order_by().values("actividad"))
    reportadas = {reporte.actividad_id for reporte in reportes}
    avances = avances_por_verificar(plan, trimestre)
    return Faltantes(
        sin_ejecucion=[a for a in con_meta.order_by("codigo", "pk") if a.pk not in reportadas],
        por_verificar=[r for r in reportes if r.estado == Ejecucion.Estado.ENVIADO],
        por_terminar=[r for r in reportes if r.estado in Ejecucion.Estado.editables()],
        avances=avances.count(),
    )


def avances_por_verificar(plan: PlanTrabajo, trimestre: int) -> Any:
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
    avance = _avance_del_plan(actividad, Avance.Origen.RECTIFICACION)
    avance.fecha = fin_de_trimestre(actividad.plan.anio, trimestre)
    avance.descripcion = f"Rectificación. {_que_se_hizo(actividad, trimestre)}"[:2000]
    avance.cantidad, avance.estado, avance.expediente = diferencia, Avance.Estado.VERIFICADO, rectificacion.documento[:100]
    for paso in ("creado", "enviado", "verificado"):
        setattr(avance, f"{paso}_en", instante)
        setattr(avance, f"{paso}_por", rectificacion.por)
    _escribir_avance(avance, rectificacion)


def _contado(actividad: Actividad, trimestre: int) -> Decimal:
    """What of an activity in a quarter counts on its commitment today."""
    suyos = Q(ejecucion__actividad=actividad, ejecucion__trimestre=trimestre)
    suyos |= Q(rectificacion__actividad=actividad, rectificacion__cierre__trimestre=trimestre)
    cantidades = Avance.objects.verificados().filter(suyos).values_list("cantidad", flat=True)
    return sum((cantidad for cantidad in cantidades if cantidad is not None), Decimal(0))


# ── Who may stand on which convenio ──────────────────────────────────────────────────────────────────────────────────────
def municipalidades_sin_plan(convenio: Any, anio: int) -> Any:
    """The parties of a convenio that have no plan of that year."""
    partes = Parte.objects.siguen().filter(convenio=convenio).select_related("municipalidad__distrito")
    return partes.exclude(municipalidad__in=PlanTrabajo.objects.filter(anio=anio).values("municipalidad")).order_by(
        "municipalidad__distrito__ubigeo"
    )
