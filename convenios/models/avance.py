"""What was done: an avance reported by one person, with its proof, and verified by another."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Ugel

from .compromiso import CANTIDAD, Alcance, Compromiso, Hito
from .convenio import Convenio
from .traspaso import Traspaso

SIN_EVIDENCIA = "ninguna"
CERRADO = "El compromiso no está abierto, o su convenio no está suscrito: no recibe avances."


class AvanceQuerySet(RegistroQuerySet):
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

    def verificados(self) -> Self:
        """Those that count."""
        return self.filter(estado=Avance.Estado.VERIFICADO)

    def por_verificar(self, user: Usuario) -> Self:
        """Sent, and waiting for this person: never their own."""
        if not user.puede(Permiso.VERIFICAR_AVANCES):
            return self.none()
        return self.for_user(user).filter(estado=Avance.Estado.ENVIADO).exclude(creado_por=user).exclude(enviado_por=user)

    def pendientes_de(self, user: Usuario) -> Self:
        """Drafts and returned ones that this person has to finish: their own, and those of whoever handed them the charge they hold."""
        pendientes = self.for_user(user).filter(estado__in=Avance.Estado.editables())
        if not user.es_ugel:
            return pendientes.filter(creado_por=user)
        propios = pendientes.filter(creado_por__in=Traspaso.objects.autores_para(user))
        return propios.filter(Q(creado_por=user) | Traspaso.objects.recibido_por(user))

    def con_calidad(self) -> Self:
        """With the class of the best proof that each carries, of which `calidad` tells without asking again."""
        fuerza = Case(*[When(clase=clase, then=Value(n)) for n, clase in enumerate(Evidencia.Clase.values)])
        mejor = Evidencia.objects.filter(avance=OuterRef("pk")).order_by(fuerza).values("clase")[:1]
        return self.annotate(mejor_evidencia=Coalesce(Subquery(mejor), Value(SIN_EVIDENCIA)))

    def para_lista(self) -> Self:
        """With what one line of a list shows, in one query."""
        personas = ("creado_por", "verificado_por", "observado_por")
        return self.con_calidad().select_related("compromiso__convenio__ugel", "distrito", "hito", *personas)


class Avance(Registro):
    """One thing done towards a commitment: what, how much or which milestone, where, when, with what proof."""

    class Estado(models.TextChoices):
        """Where it stands between who did it and who checks it."""

        BORRADOR = "borrador", "Borrador"
        ENVIADO = "enviado", "Por verificar"
        OBSERVADO = "observado", "Observado"
        VERIFICADO = "verificado", "Verificado"

        @classmethod
        def editables(cls) -> list[str]:
            """States in which its author may change it."""
            return [cls.BORRADOR, cls.OBSERVADO]

    class Origen(models.TextChoices):
        """How it came in."""

        REPORTE = "reporte", "Reporte"
        CARGA_INICIAL = "carga_inicial", "Carga inicial"

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
    estado = models.CharField("estado", max_length=12, choices=Estado, default=Estado.BORRADOR, editable=False)
    creado_en = models.DateTimeField("registrado el", default=ahora, editable=False)
    creado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="registrado por"
    )
    enviado_en = models.DateTimeField("enviado el", null=True, editable=False)
    enviado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="enviado por"
    )
    verificado_en = models.DateTimeField("verificado el", null=True, editable=False)
    verificado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="verificado por"
    )
    observado_en = models.DateTimeField("observado el", null=True, editable=False)
    observado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="observado por"
    )
    observacion = models.CharField("observación", max_length=500, blank=True, editable=False)

    objects = Vivos.from_queryset(AvanceQuerySet)()
    todos = AvanceQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "avance"
        verbose_name_plural = "avances"
        ordering = ["-fecha", "-pk"]
        indexes = [
            models.Index(fields=["compromiso", "estado", "eliminado_en", "distrito"], name="convenios_avance_suma"),
            models.Index(fields=["estado", "enviado_en"], name="convenios_avance_cola"),
        ]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "estado",
                ["borrador", "enviado", "observado", "verificado"],
                name="convenios_avance_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            set_together(
                "enviado_en", "enviado_por", name="convenios_avance_enviado_con_autor", message="El envío lleva siempre quién y cuándo."
            ),
            set_together(
                "verificado_en",
                "verificado_por",
                name="convenios_avance_verificado_con_autor",
                message="La verificación lleva siempre quién y cuándo.",
            ),
            set_together(
                "observado_en",
                "observado_por",
                name="convenios_avance_observado_con_autor",
                message="La observación lleva siempre quién y cuándo.",
            ),
            check(
                Q(estado="verificado", verificado_en__isnull=False) | (~Q(estado="verificado") & Q(verificado_en=None)),
                name="convenios_avance_verificado_si_y_solo_si",
                message="Un avance verificado, y solo él, lleva quién lo verificó y cuándo.",
            ),
            check(
                Q(estado="borrador") | Q(enviado_en__isnull=False) | Q(origen="carga_inicial"),
                name="convenios_avance_enviado_antes",
                message="Un avance se envía antes de verificarse u observarse.",
            ),
            check(
                ~Q(estado="observado") | (Q(observado_en__isnull=False) & ~Q(observacion="")),
                name="convenios_avance_observado_con_motivo",
                message="Observar un avance lleva quién, cuándo y por qué.",
            ),
            check(
                Q(verificado_por=None)
                | Q(origen="carga_inicial")
                | (~Q(verificado_por=F("creado_por")) & ~Q(verificado_por=F("enviado_por"))),
                name="convenios_avance_verifica_otra_persona",
                message="Quien verifica un avance es otra persona que quien lo registró o envió.",
            ),
            check(
                Q(origen="carga_inicial", porcentaje__isnull=False) | Q(origen="reporte", porcentaje=None),
                name="convenios_avance_porcentaje_solo_de_carga",
                message="El porcentaje solo viene de una carga inicial.",
            ),
            check(
                Q(cantidad=None) | Q(cantidad__gt=0), name="convenios_avance_cantidad_positiva", message="La cantidad es mayor que cero."
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
        if self.estado == self.Estado.VERIFICADO:
            raise ValidationError("Un avance verificado no se elimina: obsérvelo primero, con su motivo.", code="candado")

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Nor where its commitment no longer reaches its district."""
        super().comprobar_que_se_puede_restaurar()
        if self.distrito_id and not Alcance.objects.filter(compromiso=self.compromiso_id, distrito=self.distrito_id).exists():
            raise ValidationError("No se puede restaurar: el compromiso ya no alcanza su distrito.", code="sin_base")

    @property
    def calidad(self) -> str:
        """Best proof it carries, as a slug of `Evidencia.Clase`, or "ninguna"."""
        if "mejor_evidencia" in vars(self):
            return str(vars(self)["mejor_evidencia"])
        clases = {evidencia.clase for evidencia in self.evidencias.all()}
        return next((clase for clase in Evidencia.Clase.values if clase in clases), SIN_EVIDENCIA)

    @property
    def calidad_etiqueta(self) -> str:
        """`calidad` in words."""
        return dict(Evidencia.Clase.choices).get(self.calidad, "Sin evidencia")

    def lo_hizo(self, user: Usuario) -> bool:
        """Whether this person registered or sent it: who did is never who verifies."""
        return user.pk in (self.creado_por_id, self.enviado_por_id)

    def lo_termina(self, user: Usuario) -> bool:
        """Whether it is this person's to finish and send: they registered it, their own municipality did, or they received its charge."""
        if not user.puede(Permiso.REPORTAR_AVANCES):
            return False
        if user.pk == self.creado_por_id:
            return True
        if user.es_ugel:
            return Avance.objects.filter(Traspaso.objects.recibido_por(user), pk=self.pk).exists()
        juntos = user.es_municipal and self.creado_por.es_municipal
        return juntos and Distrito.objects.propios_de(user).filter(pk=self.distrito_id).exists()

    def observaciones(self) -> list[Any]:
        """Every time it was returned, oldest first: who, when and why, as history remembers it."""
        if self.observado_en is None:
            return []
        filas = self.history.filter(estado=self.Estado.OBSERVADO).select_related("observado_por").order_by("history_id")
        return list({fila.observado_en: fila for fila in filas}.values())

    def enviar(self, *, por: Usuario) -> None:
        """To whoever verifies; with its proof, or with the reason why there is none."""
        exigir(por, Permiso.REPORTAR_AVANCES, "Su rol no reporta avances.")
        tomar(self, desde=("borrador", "observado"), mensaje="Solo se envía un borrador o un avance observado.")
        if self._estado_del_compromiso() != Compromiso.Estado.ABIERTO or not self.compromiso.convenio.esta_suscrito:
            raise ValidationError(CERRADO, code="cerrado")
        if not self.sin_evidencia_motivo.strip() and not self.evidencias.exists():
            raise ValidationError("Adjunte una evidencia, escriba un enlace, o diga por qué no la hay.", code="evidencia")
        self.estado, self.enviado_en, self.enviado_por = self.Estado.ENVIADO, ahora(), por
        self.save(update_fields=["estado", "enviado_en", "enviado_por"])

    def verificar(self, *, por: Usuario) -> None:
        """It happened and the proof shows it: from now on it counts. By another person than who reported it."""
        exigir(por, Permiso.VERIFICAR_AVANCES, "Solo un coordinador verifica avances.")
        tomar(self, desde=("enviado",), mensaje="Solo se verifica un avance enviado.")
        if self.lo_hizo(por):
            raise ValidationError("Quien verifica un avance es otra persona que quien lo registró o envió.", code="misma_persona")
        self.estado, self.verificado_en, self.verificado_por = self.Estado.VERIFICADO, ahora(), por
        self.save(update_fields=["estado", "verificado_en", "verificado_por"])

    def observar(self, *, por: Usuario, observacion: str) -> None:
        """Back to its author with the reason. One that was verified stops counting; not while its commitment stands as fulfilled."""
        exigir(por, Permiso.VERIFICAR_AVANCES, "Solo un coordinador observa avances.")
        tomar(self, desde=("enviado", "verificado"), mensaje="Solo se observa un avance enviado o verificado.")
        if self.estado == self.Estado.VERIFICADO and self._estado_del_compromiso() == Compromiso.Estado.CUMPLIDO:
            raise ValidationError("El compromiso figura cumplido con este avance: reábralo primero.", code="cerrado")
        self.observacion = exigir_texto(observacion, "Escriba qué falta o qué hay que corregir.")
        self.estado, self.observado_en, self.observado_por = self.Estado.OBSERVADO, ahora(), por
        self.verificado_en = self.verificado_por = None
        self.save(update_fields=["estado", "observado_en", "observado_por", "observacion", "verificado_en", "verificado_por"])

    def _estado_del_compromiso(self) -> str:
        """Its commitment's state, held until this gesture ends: nobody closes it on an avance that is changing."""
        return str(Compromiso._base_manager.select_for_update().values_list("estado", flat=True).get(pk=self.compromiso_id))

    def retirar(self, *, por: Usuario) -> None:
        """Back to draft by whoever sent it, before anyone has verified it."""
        exigir(por, Permiso.REPORTAR_AVANCES, "Su rol no reporta avances.")
        tomar(self, desde=("enviado",), mensaje="Solo se retira un avance que aún no se verifica.")
        if not self.lo_hizo(por):
            raise ValidationError("Solo lo retira quien lo registró o envió.", code="otra_persona")
        self.estado, self.enviado_en, self.enviado_por = self.Estado.BORRADOR, None, None
        self.save(update_fields=["estado", "enviado_en", "enviado_por"])


class EvidenciaQuerySet(RegistroQuerySet):
    """Which evidence."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, their own for a municipality; of the rest only what was marked public and verified."""
        publicas = Q(publica=True, avance__in=Avance.objects.publicos())
        return self.filter(Q(avance__in=Avance.objects.internos_de(user)) | publicas)

    def internos_de(self, user: Any) -> Self:
        """Those of avances whose inner side this person reads: that anyone may open one says nothing of who decided it."""
        return self.filter(avance__in=Avance.objects.for_user(user).internos_de(user))


class Evidencia(Registro, ConArchivo):
    """Proof of an avance: a file or a link. Private unless someone marked it public."""

    class Clase(models.TextChoices):
        """What kind of proof, from the strongest to the weakest."""

        DOCUMENTO_FIRMADO = "documento_firmado", "Documento firmado"
        DOCUMENTO = "documento", "Documento"
        FOTO = "foto", "Foto"
        ENLACE = "enlace", "Enlace"

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
    avance = models.ForeignKey(Avance, on_delete=models.PROTECT, related_name="evidencias", verbose_name="avance")
    clase = models.CharField("clase", max_length=18, choices=Clase)
    enlace = models.URLField("enlace", max_length=500, blank=True)
    publica = models.BooleanField("la puede ver cualquiera", default=False, help_text="Nunca fotos en que se reconozca a menores de edad.")
    subida_en = models.DateTimeField("subida el", default=ahora, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="subida por"
    )

    objects = Vivos.from_queryset(EvidenciaQuerySet)()
    todos = EvidenciaQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        ordering = ["avance", "subida_en", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="convenios_evidencia_archivo_entero"),
            check(
                (Q(archivo="") & ~Q(enlace="")) | (~Q(archivo="") & Q(enlace="")),
                name="convenios_evidencia_archivo_o_enlace",
                message="Una evidencia es un archivo o un enlace: uno de los dos.",
            ),
            check(
                Q(clase="enlace", archivo="") | (~Q(clase="enlace") & Q(enlace="")),
                name="convenios_evidencia_clase_segun_contenido",
                message="La clase de la evidencia no corresponde a lo que se adjuntó.",
            ),
        ]

    def __str__(self) -> str:
        return self.archivo_nombre or self.enlace

    def get_absolute_url(self) -> str:
        return reverse("evidencia", args=[self.pk])

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

    def publicar(self, *, por: Usuario, publica: bool) -> None:
        """Let anyone see it, or no longer; by who verifies, whatever the state of its avance."""
        exigir(por, Permiso.VERIFICAR_AVANCES, "Solo un coordinador decide qué evidencia es pública.")
        self.publica = publica
        self.save(update_fields=["publica"])
