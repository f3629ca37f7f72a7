"""The convenio: who promised what to whom, signed by each party, for how long.

Marco: general intent. Específico: derived from a marco. The legal basis between public entities is the TUO of Ley 27444
(DS 004-2019-JUS), art. 88.3: binding for the parties, with free adhesion and separation. So each party signs on its own date, and may
leave without ending the convenio for the others.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, tomar
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, not_before, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad, Ugel

if TYPE_CHECKING:
    from collections.abc import Iterable

CODIGO = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*\Z", "Empieza con letra o cifra, y solo lleva letras sin tilde, cifras, punto, guion, guion bajo o barra."
)
SOLO_QUIEN_EDITA = "Solo quien edita convenios puede hacerlo."


class ConvenioQuerySet(RegistroQuerySet):
    """Which convenios."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff; for others the signed ones, and for a municipality also those it is party to while they are prepared."""
        suyos = self.filter(ugel__in=Ugel.objects.for_user(user))
        if not isinstance(user, Usuario) or user.is_superuser or user.es_ugel:
            return suyos
        visibles = Q(estado__in=Convenio.Estado.firmados())
        if user.es_municipal:
            visibles |= Q(pk__in=Parte.objects.filter(municipalidad__in=Municipalidad.objects.propias_de(user)).values("convenio"))
        return suyos.filter(visibles)

    def publicos(self) -> Self:
        """What anyone may see: signed convenios of any UGEL."""
        return self.filter(estado__in=Convenio.Estado.firmados())


class Convenio(Registro, ConArchivo):
    """A convenio between a UGEL and municipalities: marco, or específico under a marco."""

    class Tipo(models.TextChoices):
        """General intent, or a concrete object under it."""

        MARCO = "marco", "Convenio marco"
        ESPECIFICO = "especifico", "Convenio específico"

    class Estado(models.TextChoices):
        """Where it stands by act of people; in force, about to end and ended are derived from its dates."""

        BORRADOR = "borrador", "Borrador"
        EN_REVISION = "en_revision", "En revisión"
        APROBADO = "aprobado", "Aprobado"
        SUSCRITO = "suscrito", "Suscrito"
        CONCLUIDO = "concluido", "Concluido"
        RESUELTO = "resuelto", "Resuelto"
        ANULADO = "anulado", "Anulado"

        @classmethod
        def firmados(cls) -> list[str]:
            """States of a convenio that was signed."""
            return [cls.SUSCRITO, cls.CONCLUIDO, cls.RESUELTO]

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    tipo = models.CharField("tipo", max_length=12, choices=Tipo, default=Tipo.MARCO)
    padre = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="especificos", verbose_name="convenio marco del que deriva"
    )
    titulo = models.CharField("título", max_length=250)
    objeto = models.TextField("objeto", max_length=2000, blank=True)
    suscrito_el = models.DateField("suscrito el", null=True, blank=True, help_text="Vacío si no se conoce el día exacto.")
    informado_el = models.DateField("informado el", null=True, blank=True, help_text="Fecha del documento que informa de la firma.")
    lugar = models.CharField("lugar de la firma", max_length=150, blank=True)
    inicio = models.DateField("vigente desde", null=True, blank=True)
    fin = models.DateField("vigente hasta", null=True, blank=True)
    sin_fin = models.BooleanField("vigencia indeterminada", default=False)
    libre_separacion = models.BooleanField("tiene cláusula de libre adhesión y separación", null=True, blank=True)
    estado = models.CharField("estado", max_length=12, choices=Estado, default=Estado.BORRADOR, editable=False)
    estado_en = models.DateTimeField("en ese estado desde", null=True, editable=False)
    estado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo cambió"
    )

    objects = Vivos.from_queryset(ConvenioQuerySet)()
    todos = ConvenioQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "convenio"
        verbose_name_plural = "convenios"
        ordering = ["ugel", "codigo"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="convenios_convenio_archivo_entero"),
            one_of(
                "estado",
                ["borrador", "en_revision", "aprobado", "suscrito", "concluido", "resuelto", "anulado"],
                name="convenios_convenio_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            not_before(
                "fin", "inicio", name="convenios_convenio_fin_no_antes_de_inicio", message="La vigencia no puede terminar antes de empezar."
            ),
            check(
                Q(sin_fin=False) | Q(fin=None),
                name="convenios_convenio_sin_fin_o_con_fin",
                message="La vigencia indeterminada no lleva fecha de fin.",
            ),
            check(
                Q(tipo="especifico") | Q(padre=None),
                name="convenios_convenio_marco_sin_padre",
                message="Solo un convenio específico deriva de un convenio marco.",
            ),
            set_together(
                "estado_en", "estado_por", name="convenios_convenio_estado_con_autor", message="El estado lleva siempre quién y cuándo."
            ),
            models.UniqueConstraint(
                Lower("codigo"),
                F("ugel"),
                condition=VIVO,
                name="convenios_convenio_codigo_unico",
                violation_error_message="Esta UGEL ya tiene un convenio con ese código.",
            ),
        ]

    def __str__(self) -> str:
        return self.codigo

    def get_absolute_url(self) -> str:
        return reverse("convenio", args=[self.ugel.codigo, self.codigo])

    def clean(self) -> None:
        """A specific convenio derives from a marco of the same UGEL."""
        if self.padre is not None and (
            self.padre.ugel_id != self.ugel_id or self.padre.tipo != self.Tipo.MARCO or self.padre_id == self.pk
        ):
            raise ValidationError({"padre": "Elija un convenio marco de la misma UGEL."})

    def comprobar_que_se_puede_eliminar(self) -> None:
        """One under which a plan was approved stays."""
        if self.planes.exclude(aprobado_ugel_en=None, aprobado_municipalidad_en=None).exists():
            raise ValidationError("Hay planes de trabajo aprobados bajo este convenio: no se elimina.", code="en_uso")

    @property
    def esta_suscrito(self) -> bool:
        """Signed, and neither concluded nor ended early: what it promised is owed."""
        return self.estado == self.Estado.SUSCRITO

    @property
    def esta_firmado(self) -> bool:
        """Signed, whatever became of it since."""
        return self.estado in self.Estado.firmados()

    @property
    def situacion(self) -> str:
        """What a person reads: the state, or what the dates make of a signed one (vigente, por_vencer, vencido). Never stored."""
        if self.estado != self.Estado.SUSCRITO:
            return self.estado
        dia = hoy()
        if self.fin is not None and self.fin < dia:
            return "vencido"
        if self.fin is not None and (self.fin - dia).days <= self.ugel.dias_por_vencer:
            return "por_vencer"
        if self.inicio is not None and self.inicio <= dia and (self.fin is not None or self.sin_fin):
            return "vigente"
        return self.estado

    @property
    def situacion_etiqueta(self) -> str:
        """`situacion` in words."""
        derivadas = {"vigente": "Vigente", "por_vencer": "Por vencer", "vencido": "Vencido"}
        return derivadas.get(self.situacion) or self.get_estado_display()

    def enviar_a_revision(self, *, por: Usuario) -> None:
        """To the technical and legal review."""
        self._pasar(("borrador",), self.Estado.EN_REVISION, por, "Solo un borrador va a revisión.")

    def devolver(self, *, por: Usuario) -> None:
        """Back from review to draft."""
        self._pasar(("en_revision", "aprobado"), self.Estado.BORRADOR, por, "Solo se devuelve lo que está en revisión o aprobado.")

    def aprobar(self, *, por: Usuario) -> None:
        """Reviewed; ready to be signed."""
        self._pasar(("en_revision",), self.Estado.APROBADO, por, "Solo se aprueba lo que está en revisión.")

    def suscribir(self, *, por: Usuario) -> None:
        """Signed by the UGEL; each municipality's signature stands in its `Parte`."""
        self._pasar(("aprobado",), self.Estado.SUSCRITO, por, "Solo se suscribe lo aprobado.")

    def concluir(self, *, por: Usuario) -> None:
        """Over because its term or its object is."""
        self._pasar(("suscrito",), self.Estado.CONCLUIDO, por, "Solo concluye un convenio suscrito.")

    def resolver(self, *, por: Usuario) -> None:
        """Ended before its term."""
        self._pasar(("suscrito",), self.Estado.RESUELTO, por, "Solo se resuelve un convenio suscrito.")

    def anular(self, *, por: Usuario) -> None:
        """Given up before it was signed."""
        self._pasar(("borrador", "en_revision", "aprobado"), self.Estado.ANULADO, por, "Un convenio suscrito no se anula: se resuelve.")

    def _pasar(self, desde: tuple[str, ...], hacia: str, por: Usuario, mensaje: str) -> None:
        exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
        tomar(self, desde=desde, mensaje=mensaje)
        self.estado, self.estado_en, self.estado_por = hacia, ahora(), por
        self.save(update_fields=["estado", "estado_en", "estado_por"])


class DelConvenioQuerySet(RegistroQuerySet):
    """Rows that belong to a convenio."""

    def for_user(self, user: Any) -> Self:
        """Those of the convenios this person reads."""
        return self.filter(convenio__in=Convenio.objects.for_user(user))


def direccion_de(fila: Any, parte: str) -> str:
    """Page of one row that belongs to a convenio."""
    return reverse("convenio_parte_editar", args=[fila.convenio.ugel.codigo, fila.convenio.codigo, parte, fila.pk])


class PorAdenda(models.Model):
    """A record of a convenio that an adenda may change: the last one that did, with its date and document, is said beside it."""

    adenda = models.ForeignKey(
        "convenios.Adenda",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="última adenda que lo cambió",
    )

    class Meta:
        abstract = True


class Clausula(Registro, PorAdenda):
    """A clause of the convenio's text."""

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="clausulas", verbose_name="convenio")
    orden = models.PositiveSmallIntegerField("orden")
    titulo = models.CharField("título", max_length=150)
    texto = models.TextField("texto", max_length=10000, blank=True)

    objects = Vivos.from_queryset(DelConvenioQuerySet)()
    todos = DelConvenioQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "cláusula"
        verbose_name_plural = "cláusulas"
        ordering = ["convenio", "orden"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["convenio", "orden"],
                condition=VIVO,
                name="convenios_clausula_orden_unico",
                violation_error_message="Ya hay una cláusula con ese número.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.orden}. {self.titulo}"

    def get_absolute_url(self) -> str:
        return direccion_de(self, "clausulas")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """A clause on which something was promised stays."""
        if self.compromisos.exists():
            raise ValidationError("De esta cláusula nacen compromisos: cámbielos primero.", code="en_uso")


class ParteQuerySet(DelConvenioQuerySet):
    """Which parties."""

    def siguen(self) -> Self:
        """Those that have not left."""
        return self.filter(Q(separado_el=None) | Q(separado_el__gt=hoy()))


class Parte(Registro, PorAdenda):
    """A municipality as party of a convenio: who signed for it, with what document, when; and when it left, if it did."""

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="partes", verbose_name="convenio")
    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    firmante = models.CharField("firmante", max_length=150, blank=True)
    cargo = models.CharField("cargo", max_length=120, blank=True)
    documento = models.CharField(
        "documento que lo autoriza", max_length=200, blank=True, help_text="Acuerdo de concejo o resolución: número y fecha."
    )
    firmado_el = models.DateField("firmó el", null=True, blank=True, help_text="Vacío si no se conoce.")
    separado_el = models.DateField("se separó el", null=True, blank=True)
    separacion_documento = models.CharField("documento de la separación", max_length=200, blank=True)
    nota = models.CharField("nota", max_length=300, blank=True)

    objects = Vivos.from_queryset(ParteQuerySet)()
    todos = ParteQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "parte"
        verbose_name_plural = "partes"
        ordering = ["convenio", "municipalidad__distrito__ubigeo"]
        constraints = [
            *Registro.Meta.constraints,
            not_before(
                "separado_el",
                "firmado_el",
                name="convenios_parte_separado_no_antes",
                message="La separación no puede ser anterior a la firma.",
            ),
            check(
                Q(separado_el=None) | ~Q(separacion_documento=""),
                name="convenios_parte_separacion_con_documento",
                message="La separación de una parte lleva el documento que la comunica.",
            ),
            models.UniqueConstraint(
                fields=["convenio", "municipalidad"],
                condition=VIVO,
                name="convenios_parte_una_por_municipalidad",
                violation_error_message="Esa municipalidad ya es parte del convenio.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipalidad)

    def get_absolute_url(self) -> str:
        return direccion_de(self, "partes")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Who owes something stays; a party that leaves is separated, not erased."""
        if self.compromisos.exists():
            raise ValidationError(
                "Esta parte debe compromisos: cámbielos primero. Si deja el convenio, registre su separación.", code="en_uso"
            )

    def clean(self) -> None:
        """A party governs a district of the convenio's UGEL."""
        if self.convenio_id and self.municipalidad_id and self.municipalidad.distrito.ugel_id != self.convenio.ugel_id:
            raise ValidationError({"municipalidad": "Esa municipalidad no pertenece al ámbito de la UGEL del convenio."})


def alcanzables(convenios: "Iterable[int]") -> dict[int, set[int]]:
    """By convenio, the districts its commitments may reach: those whose municipality is a party and has not left.

    A convenio that is missing here has no party yet: its commitments may reach any district of its UGEL.
    """
    suyos: dict[int, set[int]] = {}
    for convenio, distrito in (
        Parte.objects.siguen().filter(convenio__in=convenios).order_by().values_list("convenio", "municipalidad__distrito")
    ):
        suyos.setdefault(convenio, set()).add(distrito)
    return suyos


class DesignacionQuerySet(DelConvenioQuerySet):
    """Which designations."""

    def vigentes(self) -> Self:
        """In charge today."""
        dia = hoy()
        return self.filter(Q(inicio=None) | Q(inicio__lte=dia), Q(fin=None) | Q(fin__gte=dia))


class Designacion(Registro):
    """A person whom the UGEL designates to coordinate with the municipalities. The convenio asks for exactly two."""

    CUANTAS = 2

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="designaciones", verbose_name="convenio")
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cuenta"
    )
    nombre = models.CharField("nombres y apellidos", max_length=150)
    cargo = models.CharField("cargo", max_length=120, blank=True)
    resolucion = models.CharField("resolución que la designa", max_length=200, blank=True)
    inicio = models.DateField("desde", null=True, blank=True)
    fin = models.DateField("hasta", null=True, blank=True)

    objects = Vivos.from_queryset(DesignacionQuerySet)()
    todos = DesignacionQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "designación"
        verbose_name_plural = "designaciones"
        ordering = ["convenio", "inicio", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            not_before(
                "fin", "inicio", name="convenios_designacion_fin_no_antes", message="La designación no puede terminar antes de empezar."
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def vigente(self) -> bool:
        """In charge today."""
        return (self.inicio is None or self.inicio <= hoy()) and (self.fin is None or self.fin >= hoy())

    def get_absolute_url(self) -> str:
        return direccion_de(self, "designaciones")
