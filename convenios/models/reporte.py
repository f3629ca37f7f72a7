"""What one person reports and another checks: the steps that an avance and the execution of a plan share."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from base.bitacora.models import Registro, RegistroQuerySet
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .prueba import Prueba

SOLO_OTRA_PERSONA = "Quien verifica es otra persona que quien lo registró o envió."
SIN_EVIDENCIA = "ninguna"
PASO = ["estado", "enviado_en", "enviado_por", "verificado_en", "verificado_por", "observado_en", "observado_por", "observacion"]


@dataclass(frozen=True)
class Dicho:
    """How one kind of report is called when a step cannot be taken."""

    de_que: str  # avances, ejecuciones
    ninguno: str  # ninguno, ninguna
    enviar: str
    verificar: str
    observar: str
    retirar: str
    otra_persona: str


class ReporteQuerySet(RegistroQuerySet):
    """What both kinds of report ask."""

    def verificados(self) -> Self:
        """Those that count."""
        return self.filter(estado=Reporte.Estado.VERIFICADO)

    def por_verificar(self, user: Usuario) -> Self:
        """Sent, and waiting for this person: never their own."""
        if not user.puede(Permiso.VERIFICAR_AVANCES):
            return self.none()
        enviados: Self = self.for_user(user).filter(estado=Reporte.Estado.ENVIADO)  # type: ignore[attr-defined]  # each kind says whose
        return enviados.exclude(creado_por=user).exclude(enviado_por=user)

    def con_calidad(self) -> Self:
        """With the class of the best proof that each carries, of which `calidad` tells without asking again."""
        pruebas: Any = self.model._meta.get_field("evidencias")
        fuerza = Case(*[When(clase=clase, then=Value(n)) for n, clase in enumerate(Prueba.Clase.values)])
        suyas = pruebas.related_model.objects.filter(**{pruebas.field.name: OuterRef("pk")}).order_by(fuerza)
        return self.annotate(mejor_evidencia=Coalesce(Subquery(suyas.values("clase")[:1]), Value(SIN_EVIDENCIA)))


class Reporte(Registro):
    """Something done, told by one person, with its proof, and verified by another; only then it counts."""

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

    DICHO: ClassVar[Dicho]

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

    class Meta(Registro.Meta):
        abstract = True
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "estado",
                ["borrador", "enviado", "observado", "verificado"],
                name="%(app_label)s_%(class)s_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            set_together(
                "enviado_en",
                "enviado_por",
                name="%(app_label)s_%(class)s_enviado_con_autor",
                message="El envío lleva siempre quién y cuándo.",
            ),
            set_together(
                "verificado_en",
                "verificado_por",
                name="%(app_label)s_%(class)s_verificado_con_autor",
                message="La verificación lleva siempre quién y cuándo.",
            ),
            set_together(
                "observado_en",
                "observado_por",
                name="%(app_label)s_%(class)s_observado_con_autor",
                message="La observación lleva siempre quién y cuándo.",
            ),
            check(
                Q(estado="verificado", verificado_en__isnull=False) | (~Q(estado="verificado") & Q(verificado_en=None)),
                name="%(app_label)s_%(class)s_verificado_si_y_solo_si",
                message="Lo verificado, y solo eso, lleva quién lo verificó y cuándo.",
            ),
            check(
                ~Q(estado="observado") | (Q(observado_en__isnull=False) & ~Q(observacion="")),
                name="%(app_label)s_%(class)s_observado_con_motivo",
                message="Observar lleva quién, cuándo y por qué.",
            ),
        ]

    def lo_hizo(self, user: Usuario) -> bool:
        """Whether this person registered or sent it: who did is never who verifies."""
        return user.pk in (self.creado_por_id, self.enviado_por_id)

    def observaciones(self) -> list[Any]:
        """Every time it was returned, oldest first: who, when and why, as history remembers it."""
        if self.observado_en is None:
            return []
        historia: Any = self.history  # type: ignore[attr-defined]
        filas = historia.filter(estado=self.Estado.OBSERVADO).select_related("observado_por").order_by("history_id")
        return list({fila.observado_en: fila for fila in filas}.values())

    def seguir(self, otro: "Reporte") -> None:
        """Stand where another report stands, by whom and when: for one that is written by the other and has no steps of its own."""
        for campo in (*PASO, "creado_en", "creado_por"):
            setattr(self, campo, getattr(otro, campo))

    @property
    def calidad(self) -> str:
        """Best proof it carries, as a slug of `Prueba.Clase`, or "ninguna"."""
        if "mejor_evidencia" in vars(self):
            return str(vars(self)["mejor_evidencia"])
        clases = {prueba.clase for prueba in self.evidencias.all()}  # type: ignore[attr-defined]
        return next((clase for clase in Prueba.Clase.values if clase in clases), SIN_EVIDENCIA)

    @property
    def calidad_etiqueta(self) -> str:
        """`calidad` in words."""
        return dict(Prueba.Clase.choices).get(self.calidad, "Sin evidencia")

    # ── What its pages say, whichever kind it is ─────────────────────────────────────────────────────────────────────────
    @property
    def asunto(self) -> Any:
        """What it reports on: a record with its `codigo` and its page."""
        raise NotImplementedError

    @property
    def que_dice(self) -> str:
        """What was done, in one line of a list."""
        raise NotImplementedError

    @property
    def donde(self) -> Any:
        """The district where it was done; None: wherever its subject reaches."""
        raise NotImplementedError

    def direccion(self, paso: str) -> str:
        """Address of one of its steps."""
        raise NotImplementedError

    @property
    def rutas(self) -> dict[str, str]:
        """Addresses of its steps."""
        return {paso: self.direccion(paso) for paso in ("editar", "enviar", "retirar", "verificar")}

    # ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────
    def enviar(self, *, por: Usuario) -> None:
        """To whoever verifies; with its proof, or with the reason why there is none."""
        exigir(por, Permiso.REPORTAR_AVANCES, f"Su rol no reporta {self.DICHO.de_que}.")
        tomar(self, desde=("borrador", "observado"), mensaje=self.DICHO.enviar)
        self.comprobar_que_se_puede_enviar()
        self.estado, self.enviado_en, self.enviado_por = self.Estado.ENVIADO, ahora(), por
        self.save(update_fields=["estado", "enviado_en", "enviado_por"])

    def verificar(self, *, por: Usuario) -> None:
        """It happened and the proof shows it: from now on it counts. By another person than who reported it."""
        exigir(por, Permiso.VERIFICAR_AVANCES, f"Solo un coordinador verifica {self.DICHO.de_que}.")
        tomar(self, desde=("enviado",), mensaje=self.DICHO.verificar)
        if self.lo_hizo(por):
            raise ValidationError(self.DICHO.otra_persona, code="misma_persona")
        self.comprobar_que_se_puede_verificar()
        self.estado, self.verificado_en, self.verificado_por = self.Estado.VERIFICADO, ahora(), por
        self.save(update_fields=["estado", "verificado_en", "verificado_por"])

    def observar(self, *, por: Usuario, observacion: str) -> None:
        """Back to its author with the reason. One that was verified stops counting."""
        exigir(por, Permiso.VERIFICAR_AVANCES, f"Solo un coordinador observa {self.DICHO.de_que}.")
        tomar(self, desde=("enviado", "verificado"), mensaje=self.DICHO.observar)
        self.comprobar_que_se_puede_observar()
        self.observacion = exigir_texto(observacion, "Escriba qué falta o qué hay que corregir.")
        self.estado, self.observado_en, self.observado_por = self.Estado.OBSERVADO, ahora(), por
        self.verificado_en = self.verificado_por = None
        self.save(update_fields=["estado", "observado_en", "observado_por", "observacion", "verificado_en", "verificado_por"])

    def retirar(self, *, por: Usuario) -> None:
        """Back to draft by whoever sent it, before anyone has verified it."""
        exigir(por, Permiso.REPORTAR_AVANCES, f"Su rol no reporta {self.DICHO.de_que}.")
        tomar(self, desde=("enviado",), mensaje=self.DICHO.retirar)
        if not self.lo_hizo(por):
            raise ValidationError("Solo lo retira quien lo registró o envió.", code="otra_persona")
        self.comprobar_que_se_puede_observar()
        self.estado, self.enviado_en, self.enviado_por = self.Estado.BORRADOR, None, None
        self.save(update_fields=["estado", "enviado_en", "enviado_por"])

    # ── What each kind asks besides ──────────────────────────────────────────────────────────────────────────────────────
    def comprobar_que_se_puede_enviar(self) -> None:
        """Raise `ValidationError` when what it reports on receives nothing, or it lacks its proof."""
        raise NotImplementedError

    def comprobar_que_se_puede_verificar(self) -> None:
        """Raise `ValidationError` when it may not begin to count."""

    def comprobar_que_se_puede_observar(self) -> None:
        """Raise `ValidationError` when what it counted for stands on it."""
