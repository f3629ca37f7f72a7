"""What of a plan was done and spent in a quarter, with its proof, and what it counts for on a commitment."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from base.bitacora.models import VIVO, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .actividad import Actividad
from .avance import Avance
from .compromiso import Compromiso
from .plan import META, ROMANOS, PlanTrabajo
from .prueba import Prueba
from .reporte import Dicho, Reporte, ReporteQuerySet
from .traspaso import Traspaso

CERRADO = "El trimestre {} está cerrado: lo que falte o sobre entra como rectificación."
UGEL = "actividad__plan__convenio__ugel"
NO_EMPIEZA = "Ese trimestre todavía no empieza."
NO_RECIBE = "El plan no está en ejecución: no recibe reportes."
DE_REPORTE = ("estado", "actividad_id", "trimestre")  # what says whether a report is still written


class EjecucionQuerySet(ReporteQuerySet):
    """Which reports of execution."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff; their own and the verified ones for a municipality; the verified ones for the DRE."""
        vivas = self.filter(actividad__eliminado_en=None, actividad__plan__eliminado_en=None)
        planes = PlanTrabajo.objects.for_user(user)
        return vivas.filter(actividad__plan__in=planes).filter(
            Q(estado=Ejecucion.Estado.VERIFICADO) | Q(actividad__plan__in=planes.internos_de(user))
        )

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (drafts, observations, reserved evidence) this person reads."""
        return self.filter(actividad__plan__in=PlanTrabajo.objects.internos_de(user))

    def en_trimestre_abierto(self) -> Self:
        """Of quarters that are not closed: what was left unfinished in one that is, nobody can finish."""
        return self.exclude(actividad__plan__cierres__trimestre=F("trimestre"))

    def verificadas(self) -> Self:
        """Those that count."""
        return self.verificados()

    def publicos(self) -> Self:
        """What anyone may see: verified ones of public plans."""
        return self.verificadas().filter(actividad__eliminado_en=None, actividad__plan__in=PlanTrabajo.objects.publicos())

    def pendientes_de(self, user: Usuario) -> Self:
        """Drafts and returned ones that this person has to finish: their own, and those of whoever handed them the charge they hold."""
        pendientes = self.for_user(user).en_trimestre_abierto().filter(estado__in=Ejecucion.Estado.editables())
        if not user.es_ugel:
            return pendientes.filter(creado_por=user)
        propios = pendientes.filter(creado_por__in=Traspaso.objects.autores_para(user))
        return propios.filter(Q(creado_por=user) | Traspaso.objects.recibido_por(user, ugel=UGEL))

    def para_lista(self) -> Self:
        """With what one line of a list shows, in one query."""
        personas = ("creado_por", "verificado_por", "observado_por")
        return self.con_calidad().select_related("actividad__plan__municipalidad__distrito", "actividad__plan__convenio__ugel", *personas)


class Ejecucion(Reporte):
    """What was done of one activity in one quarter (in its unit) and what was devengado (soles)."""

    DICHO = Dicho(
        de_que="ejecuciones",
        ninguno="ninguna",
        enviar="Solo se envía una ejecución en borrador u observada.",
        verificar="Solo se verifica una ejecución enviada.",
        observar="Solo se observa una ejecución enviada o verificada.",
        retirar="Solo se retira una ejecución que aún no se verifica.",
        otra_persona="Quien verifica una ejecución es otra persona que quien la registró o envió.",
    )

    actividad = models.ForeignKey(Actividad, on_delete=models.PROTECT, related_name="ejecuciones", verbose_name="actividad")
    trimestre = models.PositiveSmallIntegerField("trimestre", choices=[(t, f"{r} trimestre") for t, r in ROMANOS.items()])
    fisica = models.DecimalField("ejecutado", **META)
    financiera = models.DecimalField("devengado (S/)", **META)
    medio = models.CharField("medio de verificación", max_length=300, blank=True, help_text="Qué lo muestra: acta, lista, informe.")
    sin_evidencia_motivo = models.CharField("sin evidencia porque…", max_length=300, blank=True)
    avance = models.OneToOneField(
        Avance, on_delete=models.PROTECT, null=True, editable=False, related_name="ejecucion", verbose_name="avance que escribió"
    )

    objects = Vivos.from_queryset(EjecucionQuerySet)()
    todos = EjecucionQuerySet.as_manager()
    history = historia()

    class Meta(Reporte.Meta):
        abstract = False
        verbose_name = "ejecución"
        verbose_name_plural = "ejecuciones"
        ordering = ["actividad", "trimestre"]
        indexes = [
            models.Index(fields=["estado", "enviado_en"], name="convenios_ejecucion_cola"),
            # what counts as done, as a list of plans adds it up
            models.Index(
                fields=["actividad", "trimestre", "fisica", "financiera"],
                condition=VIVO & Q(estado="verificado"),
                name="convenios_ejecucion_cifras",
            ),
        ]
        constraints = [
            *Reporte.Meta.constraints,
            check(Q(trimestre__gte=1, trimestre__lte=4), name="convenios_ejecucion_trimestre", message="Los trimestres son cuatro."),
            check(
                Q(fisica__gte=0, financiera__gte=0),
                name="convenios_ejecucion_no_negativa",
                message="Lo ejecutado no es negativo.",
            ),
            check(
                Q(estado="borrador") | Q(enviado_en__isnull=False),
                name="convenios_ejecucion_enviada_antes",
                message="Una ejecución se envía antes de verificarse u observarse.",
            ),
            check(
                Q(verificado_por=None) | (~Q(verificado_por=F("creado_por")) & ~Q(verificado_por=F("enviado_por"))),
                name="convenios_ejecucion_verifica_otra_persona",
                message="Quien verifica una ejecución es otra persona que quien la registró o envió.",
            ),
            models.UniqueConstraint(
                fields=["actividad", "trimestre"],
                condition=VIVO,
                name="convenios_ejecucion_una_por_trimestre",
                violation_error_message="Esa actividad ya tiene su ejecución de ese trimestre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actividad.codigo}, {ROMANOS.get(self.trimestre, '')} trimestre"

    def get_absolute_url(self) -> str:
        return self._direccion("ejecucion")

    def direccion(self, paso: str) -> str:
        """Address of one of its steps."""
        return self._direccion(f"ejecucion_{paso}")

    def _direccion(self, ruta: str) -> str:
        plan = self.actividad.plan
        return reverse(ruta, args=[plan.municipalidad.distrito.ubigeo, plan.anio, self.actividad_id, self.trimestre])

    @property
    def romano(self) -> str:
        """Its quarter, as it is written."""
        return ROMANOS[self.trimestre]

    @property
    def asunto(self) -> Actividad:
        """The activity."""
        return self.actividad

    @property
    def que_dice(self) -> str:
        """Which quarter, of what."""
        return f"{self.romano} trimestre de {self.actividad.plan.anio}: {self.actividad.nombre}"

    @property
    def donde(self) -> Any:
        """The district of its plan."""
        return self.actividad.plan.municipalidad.distrito

    def clean(self) -> None:
        """It is of a plan in execution, of a quarter that has begun and is not closed, and what was sent is not rewritten."""
        if self.actividad_id and self.trimestre in ROMANOS:
            self.comprobar_cambio(Ejecucion.todos.filter(pk=self.pk).order_by().values(*DE_REPORTE).first() if self.pk else None)

    @property
    def dicho(self) -> dict[str, Any]:
        """Whose it is and how far it has come: of a row that is held, and not written in yet, what is saved."""
        return {columna: getattr(self, columna) for columna in DE_REPORTE}

    def comprobar_cambio(self, guardado: dict[str, Any] | None) -> None:
        """Raise `ValidationError` unless it may be written over `guardado`, what is saved of it; None: nothing is."""
        self.exigir_abierto()
        if self.trimestre > self.actividad.plan.trimestre_de_hoy:
            raise ValidationError({"trimestre": NO_EMPIEZA})
        if guardado is None:
            return
        if guardado["estado"] not in self.Estado.editables():
            raise ValidationError("Lo enviado o verificado no se edita: pida que lo observen, y vuelva a enviarlo.", code="candado")
        if (guardado["actividad_id"], guardado["trimestre"]) != (self.actividad_id, self.trimestre):
            raise ValidationError("Una ejecución no pasa a otra actividad ni a otro trimestre.", code="candado")

    def exigir_abierto(self) -> None:
        """Raise `ValidationError` unless its plan receives reports and its quarter is not closed."""
        plan = self.actividad.plan
        if plan.cierres.filter(trimestre=self.trimestre).exists():
            raise ValidationError(CERRADO.format(ROMANOS[self.trimestre]), code="cerrado")
        if not plan.recibe_ejecucion:
            raise ValidationError(NO_RECIBE, code="cerrado")

    @property
    def por_que_no_se_reporta(self) -> str:
        """Why nothing is written on it now, in words; empty where it may be."""
        try:
            self.exigir_abierto()
        except ValidationError as error:
            return str(error.messages[0])
        return NO_EMPIEZA if self.trimestre > self.actividad.plan.trimestre_de_hoy else ""

    def _tomar_plan(self) -> None:
        """Hold its plan until the gesture ends, as it is now: nobody closes the quarter on a report that is changing."""
        plan = PlanTrabajo._base_manager.select_for_update(of=("self",)).select_related("municipalidad__distrito", "convenio__ugel")
        self.actividad.plan = plan.get(pk=self.actividad.plan_id)
        self.exigir_abierto()

    def comprobar_que_se_puede_enviar(self) -> None:
        """Its quarter is open, and it has its proof or says why there is none."""
        self._tomar_plan()
        hizo_algo = self.fisica or self.financiera
        if hizo_algo and not self.sin_evidencia_motivo.strip() and not self.evidencias.exists():
            raise ValidationError("Adjunte una evidencia, escriba un enlace, o diga por qué no la hay.", code="evidencia")

    def comprobar_que_se_puede_verificar(self) -> None:
        """Its quarter is open."""
        self._tomar_plan()

    def comprobar_que_se_puede_observar(self) -> None:
        """Nor in a closed quarter, nor while the commitment it counts for stands as fulfilled."""
        self._tomar_plan()
        if self.estado == self.Estado.VERIFICADO and self.avance_id and self.estado_del_compromiso() == Compromiso.Estado.CUMPLIDO:
            raise ValidationError("El compromiso figura cumplido con esta ejecución: reábralo primero.", code="cerrado")

    def estado_del_compromiso(self) -> str:
        """The state of the commitment that its activity carries out, held until this gesture ends; empty where there is none."""
        if self.actividad.compromiso_id is None:
            return ""
        return str(Compromiso._base_manager.select_for_update().values_list("estado", flat=True).get(pk=self.actividad.compromiso_id))

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was verified, or stands in a closed quarter, stays."""
        self._tomar_plan()
        if self.estado not in self.Estado.editables() or self.avance_id:
            raise ValidationError("Lo enviado o verificado no se elimina: obsérvelo primero, con su motivo.", code="candado")

    def comprobar_que_se_puede_depurar(self) -> None:
        """Nothing leaves a closed quarter, nor was it ever in it."""
        if self.actividad.plan.cierres.filter(trimestre=self.trimestre).exists():
            raise ValidationError(CERRADO.format(ROMANOS[self.trimestre]), code="cerrado")

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Nor does anything come back into a closed quarter."""
        super().comprobar_que_se_puede_restaurar()
        self._tomar_plan()

    def lo_termina(self, user: Usuario) -> bool:
        """Whether it is this person's to finish and send: they registered it, their own municipality did, or they received its charge."""
        if not user.puede(Permiso.REPORTAR_AVANCES):
            return False
        if user.pk == self.creado_por_id:
            return True
        if user.es_ugel:
            return Ejecucion.objects.filter(Traspaso.objects.recibido_por(user, ugel=UGEL), pk=self.pk).exists()
        juntos = user.es_municipal and self.creado_por.es_municipal
        return juntos and PlanTrabajo.objects.internos_de(user).filter(pk=self.actividad.plan_id).exists()


class EvidenciaEjecucionQuerySet(RegistroQuerySet):
    """Which evidence of plans."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, their own for a municipality; of the rest only what was marked public and verified."""
        return self.filter(Q(ejecucion__in=Ejecucion.objects.internos_de(user)) | self._publicas())

    def publicos(self) -> Self:
        """What anyone may see: what somebody marked public, of verified reports of public plans."""
        return self.filter(self._publicas())

    def _publicas(self) -> Q:
        return Q(publica=True, ejecucion__in=Ejecucion.objects.publicos())

    def internos_de(self, user: Any) -> Self:
        """Those of reports whose inner side this person reads."""
        return self.filter(ejecucion__in=Ejecucion.objects.for_user(user).internos_de(user))


class EvidenciaEjecucion(Prueba):
    """Proof of what a plan did in a quarter."""

    RUTA = "evidencia_ejecucion"

    ejecucion = models.ForeignKey(Ejecucion, on_delete=models.PROTECT, related_name="evidencias", verbose_name="ejecución")

    objects = Vivos.from_queryset(EvidenciaEjecucionQuerySet)()
    todos = EvidenciaEjecucionQuerySet.as_manager()
    history = historia()

    class Meta(Prueba.Meta):
        abstract = False
        verbose_name = "evidencia de ejecución"
        verbose_name_plural = "evidencias de ejecución"
        ordering = ["ejecucion", "subida_en", "pk"]

    @property
    def reporte(self) -> Ejecucion:
        """The execution."""
        return self.ejecucion

    def clean(self) -> None:
        """The proof of what was sent is not changed: that would change what was verified."""
        if self.ejecucion_id and self.ejecucion.estado not in Ejecucion.Estado.editables() and not self._state.adding:
            raise ValidationError("La evidencia de lo enviado o verificado no se cambia.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor taken away."""
        if self.ejecucion.estado not in Ejecucion.Estado.editables():
            raise ValidationError("La evidencia de lo enviado o verificado no se quita: retírelo u obsérvelo primero.", code="candado")

    @property
    def la_ve_cualquiera(self) -> bool:
        """Marked public, of a verified report of a public plan: anyone opens it, so nobody's opening is written down."""
        return self.publica and Ejecucion.objects.publicos().filter(pk=self.ejecucion_id).exists()
