"""A question on a commitment, between a municipality and its UGEL, and its answer."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Ugel

from .compromiso import Alcance, Compromiso
from .convenio import Convenio, Parte


class ConsultaQuerySet(RegistroQuerySet):
    """Which questions."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, those of their own district for a municipality; nobody else's: they are never public."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        vivas = self.filter(compromiso__eliminado_en=None, compromiso__convenio__in=Convenio.objects.for_user(user))
        if user.es_municipal:
            return vivas.filter(distrito__in=Distrito.objects.propios_de(user))
        return vivas.filter(compromiso__convenio__ugel__in=Ugel.objects.atendidas_por(user))

    def internos_de(self, user: Any) -> Self:
        """All that they see: a question has no side that others read."""
        return self.for_user(user)

    def abiertas(self) -> Self:
        """Not yet answered."""
        return self.filter(estado=Consulta.Estado.ABIERTA)

    def por_responder(self, user: Usuario) -> Self:
        """Open, and this person's side's to answer."""
        if not user.puede(Permiso.CONSULTAR):
            return self.none()
        return self.for_user(user).abiertas().filter(dirigida_a=Consulta.Lado.de(user)).exclude(hecha_por=user)

    def cuantas_abiertas(self) -> Any:
        """How many of these wait for an answer, as a column beside each commitment."""
        filas = self.abiertas().filter(compromiso=OuterRef("pk")).order_by().values("compromiso").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(filas, output_field=models.IntegerField()), 0)

    def para_lista(self) -> Self:
        """With what one line shows, the ones that wait first."""
        return self.select_related("distrito", "hecha_por", "respondida_por").order_by("estado", "-hecha_en", "-pk")


def se_consulta_con(user: Any) -> Q:
    """A condition on commitments: those whose questions this person reads, because it is theirs to ask there or they did ask."""
    if not isinstance(user, Usuario) or not user.es_municipal:
        ugeles = Ugel.objects.atendidas_por(user) if isinstance(user, Usuario) else Ugel.objects.none()
        return Q(convenio__ugel__in=ugeles)
    propios = Distrito.objects.propios_de(user)
    alcanzan = Alcance.objects.filter(distrito__in=propios).values("compromiso")
    return Q(pk__in=alcanzan) | Q(pk__in=Consulta.objects.for_user(user).values("compromiso"))


class Consulta(Registro):
    """One question and its one answer: the municipality of a district asks the UGEL, or is asked by it. Who asks never answers."""

    class Estado(models.TextChoices):
        """Whether it waits."""

        ABIERTA = "abierta", "Abierta"
        RESPONDIDA = "respondida", "Respondida"

    class Lado(models.TextChoices):
        """Who answers."""

        UGEL = "ugel", "A la UGEL"
        MUNICIPALIDAD = "municipalidad", "A la municipalidad"

        @classmethod
        def de(cls, user: Usuario) -> "Consulta.Lado":
            """The one this person is of."""
            return cls.MUNICIPALIDAD if user.es_municipal else cls.UGEL

    compromiso = models.ForeignKey(Compromiso, on_delete=models.PROTECT, related_name="consultas", verbose_name="compromiso")
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="+", verbose_name="distrito")
    dirigida_a = models.CharField("dirigida", max_length=13, choices=Lado, editable=False)
    pregunta = models.CharField("pregunta", max_length=1000)
    hecha_en = models.DateTimeField("hecha el", default=ahora, editable=False)
    hecha_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="hecha por"
    )
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.ABIERTA, editable=False)
    respuesta = models.CharField("respuesta", max_length=2000, blank=True, editable=False)
    respondida_en = models.DateTimeField("respondida el", null=True, editable=False)
    respondida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="respondida por"
    )

    objects = Vivos.from_queryset(ConsultaQuerySet)()
    todos = ConsultaQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "consulta"
        verbose_name_plural = "consultas"
        ordering = ["-hecha_en", "-pk"]
        indexes = [models.Index(fields=["compromiso", "eliminado_en", "estado"], name="convenios_consulta_lista")]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "dirigida_a",
                ["ugel", "municipalidad"],
                name="convenios_consulta_lado_conocido",
                message="Una consulta se dirige a la UGEL o a la municipalidad.",
            ),
            one_of(
                "estado",
                ["abierta", "respondida"],
                name="convenios_consulta_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            set_together(
                "respondida_en",
                "respondida_por",
                name="convenios_consulta_respuesta_con_autor",
                message="La respuesta lleva siempre quién y cuándo.",
            ),
            check(
                Q(estado="abierta", respondida_en=None, respuesta="")
                | (Q(estado="respondida", respondida_en__isnull=False) & ~Q(respuesta="")),
                name="convenios_consulta_respondida_si_y_solo_si",
                message="Una consulta respondida, y solo ella, lleva su respuesta, quién la dio y cuándo.",
            ),
            check(~Q(pregunta=""), name="convenios_consulta_con_pregunta", message="Escriba la pregunta."),
            check(
                Q(respondida_por=None) | ~Q(respondida_por=F("hecha_por")),
                name="convenios_consulta_responde_otra_persona",
                message="Quien responde una consulta es otra persona que quien la hizo.",
            ),
        ]

    def __str__(self) -> str:
        return f"consulta {self.pk} sobre {self.compromiso}"

    def get_absolute_url(self) -> str:
        convenio = self.compromiso.convenio
        return reverse("consultas", args=[convenio.ugel.codigo, convenio.codigo, self.compromiso.codigo]) + f"#consulta-{self.pk}"

    def clean(self) -> None:
        """It is not blank, and it is asked of a district that the commitment reaches and whose municipality reads the convenio."""
        self.pregunta = exigir_texto(self.pregunta, "Escriba la pregunta.")
        if not self._state.adding or not self.compromiso_id or not self.distrito_id:
            return
        if not Alcance.objects.filter(compromiso=self.compromiso_id, distrito=self.distrito_id).exists():
            raise ValidationError({"distrito": "El compromiso no alcanza ese distrito."})
        convenio = self.compromiso.convenio
        partes = Parte.objects.filter(convenio=convenio, municipalidad__distrito=self.distrito_id)
        if convenio.estado not in Convenio.Estado.firmados() and not partes.exists():
            raise ValidationError({"distrito": "La municipalidad de ese distrito no ve el convenio hasta que se suscriba."})

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What somebody answered stays."""
        if self.estado == self.Estado.RESPONDIDA:
            raise ValidationError("Una consulta respondida no se elimina.", code="candado")

    def la_responde(self, user: Usuario) -> bool:
        """Whether this person is of the side that answers. Which municipality or UGEL, `for_user` says."""
        return user.puede(Permiso.CONSULTAR) and self.dirigida_a == self.Lado.de(user)

    def responder(self, *, por: Usuario, respuesta: str) -> None:
        """Answer it, once, from the other side."""
        exigir(por, Permiso.CONSULTAR, "Su rol no responde consultas.")
        tomar(self, desde=("abierta",), mensaje="Solo se responde una consulta abierta.")
        if not self.la_responde(por):
            raise ValidationError("La responde la otra parte, no quien pregunta.", code="lado")
        self.respuesta = exigir_texto(respuesta, "Escriba la respuesta.")
        self.estado, self.respondida_en, self.respondida_por = self.Estado.RESPONDIDA, ahora(), por
        self.save(update_fields=["estado", "respuesta", "respondida_en", "respondida_por"])
