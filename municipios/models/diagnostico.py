"""What holds a district's education back: its nudos críticos, each with its causes and the indicator in which it shows."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .indicador import CODIGO, Indicador
from .territorio import Distrito


class NudoQuerySet(RegistroQuerySet):
    """Which nudos críticos."""

    def for_user(self, user: Any) -> Self:
        """Those of the districts of the UGEL whose inside pages this person reads."""
        return self.filter(distrito__in=Distrito.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: what was raised and not given up."""
        return self.filter(distrito__eliminado_en=None).exclude(estado=NudoCritico.Estado.DESCARTADO)

    def abiertos(self) -> Self:
        """Neither solved nor given up."""
        return self.filter(estado=NudoCritico.Estado.ABIERTO)

    def por_prioridad(self) -> Self:
        """The open ones first, the most urgent first."""
        abierto = Case(When(estado=NudoCritico.Estado.ABIERTO, then=Value(0)), default=Value(1))
        orden = Case(*[When(prioridad=p, then=Value(n)) for n, p in enumerate(NudoCritico.Prioridad.values)])
        return self.order_by(abierto, orden, "codigo", "pk")


class NudoCritico(Registro):
    """What holds a district's education back: a knot with its causes, which the activities of a plan answer."""

    class Prioridad(models.TextChoices):
        """How urgent, the most urgent first."""

        ALTA = "alta", "Alta"
        MEDIA = "media", "Media"
        BAJA = "baja", "Baja"

    class Estado(models.TextChoices):
        """What people have decided about it."""

        ABIERTO = "abierto", "Abierto"
        ATENDIDO = "atendido", "Atendido"
        DESCARTADO = "descartado", "Descartado"

    class Origen(models.TextChoices):
        """Where it was raised."""

        PERSONAL = "personal", "Personal de la UGEL"
        ENCUENTRO = "encuentro", "Encuentro de alcaldes"
        MUNICIPALIDAD = "municipalidad", "Municipalidad"

    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="nudos", verbose_name="distrito")
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    texto = models.CharField("nudo crítico", max_length=300)
    causas = models.TextField("causas", max_length=1000, blank=True)
    indicador = models.ForeignKey(
        Indicador, on_delete=models.PROTECT, null=True, blank=True, related_name="nudos", verbose_name="indicador en que se nota"
    )
    prioridad = models.CharField("prioridad", max_length=5, choices=Prioridad, default=Prioridad.MEDIA)
    origen = models.CharField("dónde se planteó", max_length=13, choices=Origen, default=Origen.PERSONAL)
    planteado_el = models.DateField("planteado el", default=hoy)
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.ABIERTO, editable=False)
    estado_en = models.DateTimeField("en ese estado desde", null=True, editable=False)
    estado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo decidió"
    )
    estado_motivo = models.CharField("motivo", max_length=300, blank=True, editable=False)

    objects = Vivos.from_queryset(NudoQuerySet)()
    todos = NudoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "nudo crítico"
        verbose_name_plural = "nudos críticos"
        ordering = ["distrito", "codigo"]
        constraints = [
            *Registro.Meta.constraints,
            one_of("prioridad", ["alta", "media", "baja"], name="municipios_nudocritico_prioridad_conocida", message="La prioridad es alta, media o baja."),
            one_of(
                "estado",
                ["abierto", "atendido", "descartado"],
                name="municipios_nudocritico_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            one_of(
                "origen",
                ["personal", "encuentro", "municipalidad"],
                name="municipios_nudocritico_origen_conocido",
                message="No es uno de los lugares donde se plantea un nudo crítico.",
            ),
            set_together(
                "estado_en", "estado_por", name="municipios_nudocritico_estado_con_autor", message="El estado lleva siempre quién y cuándo."
            ),
            check(
                Q(estado="abierto") | (Q(estado_en__isnull=False) & ~Q(estado_motivo="")),
                name="municipios_nudocritico_cerrado_con_motivo",
                message="Cerrar un nudo crítico lleva quién, cuándo y por qué.",
            ),
            models.UniqueConstraint(
                Lower("codigo"), F("distrito"), condition=VIVO, name="municipios_nudocritico_codigo_unico",
                violation_error_message="Este distrito ya tiene un nudo crítico con ese código.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.codigo} · {self.texto}"

    def get_absolute_url(self) -> str:
        return reverse("diagnostico", args=[self.distrito.ubigeo]) + f"#nudo-{self.pk}"

    def clean(self) -> None:
        """It was raised already, and its indicator is one that its UGEL works with."""
        if self.planteado_el is not None and self.planteado_el > hoy():
            raise ValidationError({"planteado_el": "No puede haberse planteado en el futuro."})
        if self.indicador is not None and self.indicador.ugel_id not in (None, self.distrito.ugel_id):
            raise ValidationError({"indicador": "Ese indicador es de otra UGEL."})

    def atender(self, *, por: Usuario, motivo: str) -> None:
        """Say that it was solved."""
        self._pasar(self.Estado.ATENDIDO, desde=(self.Estado.ABIERTO,), por=por, motivo=motivo)

    def descartar(self, *, por: Usuario, motivo: str) -> None:
        """Give it up: it was none, or it is told in another."""
        self._pasar(self.Estado.DESCARTADO, desde=(self.Estado.ABIERTO,), por=por, motivo=motivo)

    def reabrir(self, *, por: Usuario, motivo: str) -> None:
        """Open again what was solved or given up."""
        self._pasar(self.Estado.ABIERTO, desde=(self.Estado.ATENDIDO, self.Estado.DESCARTADO), por=por, motivo=motivo)

    def _pasar(self, estado: str, *, desde: tuple[str, ...], por: Usuario, motivo: str) -> None:
        exigir(por, Permiso.EDITAR_DIAGNOSTICO, "Su rol no edita el diagnóstico.")
        tomar(self, desde=desde, mensaje="Eso no se puede hacer con este nudo crítico.")
        self.estado_motivo = exigir_texto(motivo, "Escriba por qué.")
        self.estado, self.estado_en, self.estado_por = estado, ahora(), por
        self.save(update_fields=["estado", "estado_en", "estado_por", "estado_motivo"])
