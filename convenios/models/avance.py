"""What was done: an avance reported by one person, with its proof, and verified by another."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from base.bitacora.models import RegistroQuerySet, Vivos, historia
from base.comun.constraints import check
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Ugel

from .compromiso import CANTIDAD, Alcance, Compromiso, Hito
from .convenio import Convenio
from .prueba import Prueba
from .reporte import Dicho, Reporte, ReporteQuerySet
from .traspaso import Traspaso

CERRADO = "El compromiso no está abierto, o su convenio no está suscrito: no recibe avances."


class AvanceQuerySet(ReporteQuerySet):
    """Which avances."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff; their own and the verified ones for a municipality; the verified ones for the DRE."""
        visibles = self.filter(compromiso__eliminado_en=None, compromiso__convenio__in=Convenio.objects.for_user(user))
        if not isinstance(user, Usuario) or user.is_superuser or user.es_ugel:
            return visibles
        if user.es_municipal:
            return visibles.filter(Q(estado=Avance.Estado.VERIFICADO) | Q(distrito__in=Distrito.objects.propios_de(user)))
        return visibles.verificados()

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (drafts, observations, reserved evidence) this person reads: of their UGEL, or of their own district."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.es_municipal:
            return self.for_user(user).filter(distrito__in=Distrito.objects.propios_de(user))
        return self.filter(compromiso__convenio__ugel__in=Ugel.objects.atendidas_por(user))

    def publicos(self) -> Self:
        """What anyone may see: verified ones of public commitments."""
        return self.verificados().filter(compromiso__eliminado_en=None, compromiso__convenio__in=Convenio.objects.publicos())

    def pendientes_de(self, user: Usuario) -> Self:
        """Drafts and returned ones that this person has to finish: their own, and those of whoever handed them the charge they hold."""
        pendientes = self.for_user(user).filter(estado__in=Avance.Estado.editables(), origen=Avance.Origen.REPORTE)
        if not user.es_ugel:
            return pendientes.filter(creado_por=user)
        propios = pendientes.filter(creado_por__in=Traspaso.objects.autores_para(user))
        return propios.filter(Q(creado_por=user) | Traspaso.objects.recibido_por(user))

    def con_prueba(self) -> Self:
        """Verified ones that carry evidence: their own, or, of one that the plan wrote, that of its execution."""
        suya = Q(evidencias__isnull=False, evidencias__eliminado_en=None)
        del_plan = Q(ejecucion__evidencias__isnull=False, ejecucion__evidencias__eliminado_en=None)
        return self.verificados().filter(suya | del_plan)

    def para_lista(self) -> Self:
        """With what one line of a list shows, in one query."""
        personas = ("creado_por", "verificado_por", "observado_por")
        return self.con_calidad().select_related("compromiso__convenio__ugel", "distrito", "hito", *personas)


class Avance(Reporte):
    """One thing done towards a commitment: what, how much or which milestone, where, when, with what proof."""

    DICHO = Dicho(
        de_que="avances",
        ninguno="ninguno",
        enviar="Solo se envía un borrador o un avance observado.",
        verificar="Solo se verifica un avance enviado.",
        observar="Solo se observa un avance enviado o verificado.",
        retirar="Solo se retira un avance que aún no se verifica.",
        otra_persona="Quien verifica un avance es otra persona que quien lo registró o envió.",
    )

    class Origen(models.TextChoices):
        """How it came in."""

        REPORTE = "reporte", "Reporte"
        CARGA_INICIAL = "carga_inicial", "Carga inicial"
        EJECUCION = "ejecucion", "Ejecución del plan"
        RECTIFICACION = "rectificacion", "Rectificación del plan"

        @classmethod
        def del_plan(cls) -> list[str]:
            """Written by the plan of work, where they are corrected too."""
            return [cls.EJECUCION, cls.RECTIFICACION]

    compromiso = models.ForeignKey(Compromiso, on_delete=models.PROTECT, related_name="avances", verbose_name="compromiso")
    distrito = models.ForeignKey(
        Distrito,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="distrito",
        help_text="Vacío: todo el ámbito del compromiso.",
    )
    fecha = models.DateField("fecha en que se hizo")
    descripcion = models.TextField("qué se hizo", max_length=2000)
    cantidad = models.DecimalField("cuánto", null=True, blank=True, **CANTIDAD)
    hito = models.ForeignKey(Hito, on_delete=models.PROTECT, null=True, blank=True, related_name="avances", verbose_name="hito alcanzado")
    porcentaje = models.DecimalField(
        "porcentaje de la carga inicial",
        max_digits=5,
        decimal_places=2,
        null=True,
        editable=False,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    expediente = models.CharField("expediente u oficio", max_length=100, blank=True)
    sin_evidencia_motivo = models.CharField("sin evidencia porque…", max_length=300, blank=True)
    origen = models.CharField("origen", max_length=15, choices=Origen, default=Origen.REPORTE, editable=False)

    objects = Vivos.from_queryset(AvanceQuerySet)()
    todos = AvanceQuerySet.as_manager()
    history = historia()

    class Meta(Reporte.Meta):
        abstract = False
        verbose_name = "avance"
        verbose_name_plural = "avances"
        ordering = ["-fecha", "-pk"]
        indexes = [
            models.Index(fields=["compromiso", "estado", "eliminado_en", "distrito"], name="convenios_avance_suma"),
            models.Index(fields=["estado", "enviado_en"], name="convenios_avance_cola"),
        ]
        constraints = [
            *Reporte.Meta.constraints,
            check(
                Q(estado="borrador") | Q(enviado_en__isnull=False) | Q(origen="carga_inicial"),
                name="convenios_avance_enviado_antes",
                message="Un avance se envía antes de verificarse u observarse.",
            ),
            check(
                Q(verificado_por=None)
                | Q(origen__in=["carga_inicial", "rectificacion"])
                | (~Q(verificado_por=F("creado_por")) & ~Q(verificado_por=F("enviado_por"))),
                name="convenios_avance_verifica_otra_persona",
                message="Quien verifica un avance es otra persona que quien lo registró o envió.",
            ),
            check(
                Q(origen="carga_inicial", porcentaje__isnull=False)
                | Q(origen__in=["reporte", "ejecucion", "rectificacion"], porcentaje=None),
                name="convenios_avance_porcentaje_solo_de_carga",
                message="El porcentaje solo viene de una carga inicial.",
            ),
            check(
                Q(cantidad=None) | Q(cantidad__gt=0) | Q(origen="rectificacion"),
                name="convenios_avance_cantidad_positiva",
                message="La cantidad es mayor que cero.",
            ),
            check(
                Q(cantidad=None) | Q(hito=None),
                name="convenios_avance_cantidad_o_hito",
                message="Escriba una cantidad o elija un hito, no los dos.",
            ),
        ]

    def __str__(self) -> str:
        return f"avance {self.pk} de {self.compromiso}"

    def get_absolute_url(self) -> str:
        return reverse("avance", args=[self.compromiso.convenio.ugel.codigo, self.pk])

    def clean(self) -> None:
        """Its district and milestone are the commitment's, it did not happen tomorrow, and what was verified is not rewritten."""
        if not self._state.adding:
            self._exigir_que_sea_reporte()
        self._comprobar_candado()
        errores = {}
        if self.fecha is not None and self.fecha > hoy():
            errores["fecha"] = "La fecha es la de algo ya hecho: no puede ser futura."
        if self.compromiso_id:
            if self._state.adding and self.origen == self.Origen.REPORTE and not self.compromiso.recibe_avances:
                raise ValidationError(CERRADO, code="cerrado")
            if self.distrito_id and not Alcance.objects.filter(compromiso=self.compromiso_id, distrito=self.distrito_id).exists():
                errores["distrito"] = "El compromiso no alcanza ese distrito."
            if self.hito is not None and self.hito.compromiso_id != self.compromiso_id:
                errores["hito"] = "Ese hito es de otro compromiso."
            if self.cantidad is not None and self.compromiso.meta is None:
                errores["cantidad"] = "Este compromiso no se mide en cantidades."
        if errores:
            raise ValidationError(errores)

    def _comprobar_candado(self) -> None:
        guardado = Avance.todos.filter(pk=self.pk).values_list("estado", flat=True).first() if self.pk else None
        if guardado is not None and guardado not in self.Estado.editables():
            raise ValidationError("Un avance enviado o verificado no se edita: pida que lo observen, y vuelva a enviarlo.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was verified stays: it is returned first, with a reason."""
        self._exigir_que_sea_reporte()
        if self.estado == self.Estado.VERIFICADO:
            raise ValidationError("Un avance verificado no se elimina: obsérvelo primero, con su motivo.", code="candado")

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Nor where its commitment no longer reaches its district; what the plan wrote, only the plan writes again."""
        self._exigir_que_sea_reporte()
        super().comprobar_que_se_puede_restaurar()
        if self.distrito_id and not Alcance.objects.filter(compromiso=self.compromiso_id, distrito=self.distrito_id).exists():
            raise ValidationError("No se puede restaurar: el compromiso ya no alcanza su distrito.", code="sin_base")

    @property
    def asunto(self) -> Compromiso:
        """The commitment."""
        return self.compromiso

    @property
    def que_dice(self) -> str:
        """Its own words."""
        return self.descripcion

    @property
    def donde(self) -> Distrito | None:
        """Its district."""
        return self.distrito

    def direccion(self, paso: str) -> str:
        """Address of one of its steps."""
        return reverse(f"avance_{paso}", args=[self.compromiso.convenio.ugel.codigo, self.pk])

    @property
    def calidad_etiqueta(self) -> str:
        """In words; of one that the plan wrote, where its proof is."""
        return "Su prueba está en el plan" if self.viene_del_plan else super().calidad_etiqueta

    @property
    def viene_del_plan(self) -> bool:
        """Written by the plan of work, where it is corrected too."""
        return self.origen in self.Origen.del_plan()

    def lo_termina(self, user: Usuario) -> bool:
        """Whether it is this person's to finish and send: they registered it, their own municipality did, or they received its charge."""
        if not user.puede(Permiso.REPORTAR_AVANCES) or self.origen != self.Origen.REPORTE:
            return False
        if user.pk == self.creado_por_id:
            return True
        if user.es_ugel:
            return Avance.objects.filter(Traspaso.objects.recibido_por(user), pk=self.pk).exists()
        juntos = user.es_municipal and self.creado_por.es_municipal
        return juntos and Distrito.objects.propios_de(user).filter(pk=self.distrito_id).exists()

    def comprobar_que_se_puede_enviar(self) -> None:
        """Its commitment receives avances, and it has its proof or says why there is none."""
        self._exigir_que_sea_reporte()
        if self._estado_del_compromiso() != Compromiso.Estado.ABIERTO or not self.compromiso.convenio.esta_suscrito:
            raise ValidationError(CERRADO, code="cerrado")
        if not self.sin_evidencia_motivo.strip() and not self.evidencias.exists():
            raise ValidationError("Adjunte una evidencia, escriba un enlace, o diga por qué no la hay.", code="evidencia")

    def comprobar_que_se_puede_verificar(self) -> None:
        """It was reported here, and not by the plan."""
        self._exigir_que_sea_reporte()

    def comprobar_que_se_puede_observar(self) -> None:
        """Not while its commitment stands as fulfilled."""
        self._exigir_que_sea_reporte()
        if self.estado == self.Estado.VERIFICADO and self._estado_del_compromiso() == Compromiso.Estado.CUMPLIDO:
            raise ValidationError("El compromiso figura cumplido con este avance: reábralo primero.", code="cerrado")

    def _exigir_que_sea_reporte(self) -> None:
        if self.viene_del_plan:
            raise ValidationError("Viene de la ejecución del plan de trabajo: se corrige allí.", code="del_plan")

    def _estado_del_compromiso(self) -> str:
        """Its commitment's state, held until this gesture ends: nobody closes it on an avance that is changing."""
        return str(Compromiso._base_manager.select_for_update().values_list("estado", flat=True).get(pk=self.compromiso_id))


class EvidenciaQuerySet(RegistroQuerySet):
    """Which evidence."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, their own for a municipality; of the rest only what was marked public and verified."""
        return self.filter(Q(avance__in=Avance.objects.internos_de(user)) | self._publicas())

    def publicos(self) -> Self:
        """What anyone may see: what somebody marked public, of verified avances of public commitments."""
        return self.filter(self._publicas())

    def _publicas(self) -> Q:
        return Q(publica=True, avance__in=Avance.objects.publicos())

    def internos_de(self, user: Any) -> Self:
        """Those of avances whose inner side this person reads: that anyone may open one says nothing of who decided it."""
        return self.filter(avance__in=Avance.objects.for_user(user).internos_de(user))


class Evidencia(Prueba):
    """Proof of an avance: a file or a link. Private unless someone marked it public."""

    RUTA = "evidencia"

    avance = models.ForeignKey(Avance, on_delete=models.PROTECT, related_name="evidencias", verbose_name="avance")

    objects = Vivos.from_queryset(EvidenciaQuerySet)()
    todos = EvidenciaQuerySet.as_manager()
    history = historia()

    class Meta(Prueba.Meta):
        abstract = False
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        ordering = ["avance", "subida_en", "pk"]

    @property
    def reporte(self) -> Avance:
        """The avance."""
        return self.avance

    def clean(self) -> None:
        """The proof of an avance is not changed once it was sent: that would change what was verified."""
        if self.avance_id and self.avance.estado not in Avance.Estado.editables() and not self._state.adding:
            raise ValidationError("La evidencia de un avance enviado o verificado no se cambia.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor taken away."""
        if self.avance.estado not in Avance.Estado.editables():
            raise ValidationError(
                "La evidencia de un avance enviado o verificado no se quita: retírelo u obsérvelo primero.", code="candado"
            )

    @property
    def la_ve_cualquiera(self) -> bool:
        """Marked public, of a verified avance of a signed convenio: anyone opens it, so nobody's opening is written down."""
        avance = self.avance
        firmado = avance.compromiso.convenio.estado in Convenio.Estado.firmados()
        return self.publica and avance.estado == Avance.Estado.VERIFICADO and firmado
