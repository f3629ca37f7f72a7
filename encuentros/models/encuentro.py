"""The Encuentros de Alcaldes: where, when, what for, and how far each has come from the invitation to the signed acta.

What the portal ran itself goes convocado → en curso → acta en borrador → acta firmada. One that is only known from a document (the I, from a
press note) is `informado`: it was held, and no acta of it is here. A signed acta closes everything that was recorded: the models say so, and
the database too (`encuentros/candados.py`).
"""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, tomar
from base.comun.constraints import check, one_of, set_together, since_2000
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Ugel

FIRMADA = "El acta ya se firmó: lo que se registró en el encuentro no cambia."
YA_DEFINITIVA = "El acta ya es definitiva: devuélvala a borrador para corregir lo registrado."
LO_QUE_DICE_EL_ACTA = (
    *("ugel_id", "numero", "nombre", "lema", "fecha", "hora", "distrito_id", "lugar", "organizadores", "proposito", "quorum"),
    *("terminado_en", "demostracion", "eliminado_en"),
)  # of the encuentro itself
SOLO_QUIEN_LLEVA = "Su rol no lleva los encuentros."
MAXIMO = 89  # LXXXIX: as far as `en_romanos` writes


def en_romanos(numero: int) -> str:
    """Ordinal of an encuentro as it is written: 4 is IV."""
    texto = ""
    for valor, letras in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        veces, numero = divmod(numero, valor)
        texto += letras * veces
    return texto


class EncuentroQuerySet(RegistroQuerySet):
    """Which encuentros."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: the meetings are public acts."""
        return self.all()

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (notes, contacts, who answered what) this person reads: of the UGEL they work for."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self.filter(ugel__in=Ugel.objects.atendidas_por(user))

    def proximos(self) -> Self:
        """Those of today or later, the nearest first."""
        return self.filter(fecha__gte=hoy()).order_by("fecha", "numero")

    def con_asistentes(self) -> Self:
        """With `asistentes`: how many municipalities are known to have come."""
        vinieron = Q(asistencias__quien__in=["titular", "delegado"], asistencias__eliminado_en=None)
        return self.annotate(asistentes=Count("asistencias", filter=vinieron))


class Encuentro(Registro):
    """A meeting of the UGEL with the mayors of its districts."""

    class Estado(models.TextChoices):
        """Where it stands by act of people."""

        CONVOCADO = "convocado", "Convocado"
        EN_CURSO = "en_curso", "En curso"
        ACTA_EN_BORRADOR = "acta_en_borrador", "Acta en borrador"
        ACTA_FIRMADA = "acta_firmada", "Acta firmada"
        INFORMADO = "informado", "Conocido por un documento"

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    numero = models.PositiveSmallIntegerField("número", validators=[MinValueValidator(1), MaxValueValidator(MAXIMO)])
    nombre = models.CharField("nombre", max_length=200)
    lema = models.CharField("lema", max_length=200, blank=True)
    fecha = models.DateField("fecha", null=True, blank=True, help_text="Vacío si no se conoce el día.")
    hora = models.TimeField("hora de inicio", null=True, blank=True)
    informado_el = models.DateField("informado el", null=True, blank=True, help_text="Fecha del documento que da cuenta del encuentro.")
    distrito = models.ForeignKey(
        Distrito, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="distrito anfitrión"
    )
    lugar = models.CharField("lugar", max_length=200, blank=True)
    organizadores = models.CharField("organizan", max_length=300, blank=True, help_text="Instituciones, con comas entre ellas.")
    proposito = models.TextField("propósito", max_length=2000, blank=True)
    resultado = models.TextField("qué ocurrió", max_length=4000, blank=True)
    quorum = models.PositiveSmallIntegerField(
        "quórum",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Municipalidades que tienen que estar. Vacío: más de la mitad de las convocadas (regla del portal).",
    )
    oficio_asunto = models.CharField("asunto del oficio", max_length=200, blank=True)
    oficio_texto = models.TextField("texto del oficio", max_length=6000, blank=True)
    estado = models.CharField("estado", max_length=16, choices=Estado, default=Estado.CONVOCADO, editable=False)
    convocado_en = models.DateTimeField("convocado el", null=True, editable=False)
    convocado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo convocó"
    )
    iniciado_en = models.DateTimeField("en curso desde", null=True, editable=False)
    iniciado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo inició"
    )
    terminado_en = models.DateTimeField("terminado el", null=True, editable=False)
    terminado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo terminó"
    )
    comentarios_hasta = models.DateTimeField("se comenta hasta", null=True, editable=False)
    firmado_en = models.DateTimeField("acta firmada el", null=True, editable=False)
    firmado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="registró la firma"
    )

    objects = Vivos.from_queryset(EncuentroQuerySet)()
    todos = EncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "encuentro"
        verbose_name_plural = "encuentros"
        ordering = ["ugel", "numero"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["ugel", "numero"],
                condition=VIVO,
                name="encuentros_encuentro_numero_unico",
                violation_error_message="Ya hay un encuentro con ese número.",
            ),
            one_of(
                "estado",
                ["convocado", "en_curso", "acta_en_borrador", "acta_firmada", "informado"],
                name="encuentros_encuentro_estado_conocido",
                message="El estado no es uno de los de un encuentro.",
            ),
            since_2000("fecha", name="encuentros_encuentro_fecha_desde_2000", message="La fecha no puede ser anterior a 2000."),
            *(
                set_together(
                    f"{paso}_en",
                    f"{paso}_por",
                    name=f"encuentros_encuentro_{paso}_con_autor",
                    message="Cada paso de un encuentro lleva siempre quién y cuándo.",
                )
                for paso in ("convocado", "iniciado", "terminado", "firmado")
            ),
            check(
                (Q(estado="acta_firmada", firmado_en__isnull=False)) | (~Q(estado="acta_firmada") & Q(firmado_en=None)),
                name="encuentros_encuentro_firmado_con_quien",
                message="Un acta firmada, y solo ella, lleva quién registró la firma y cuándo.",
            ),
            check(
                Q(estado__in=["convocado", "informado"]) | Q(fecha__isnull=False),
                name="encuentros_encuentro_celebrado_con_fecha",
                message="Un encuentro que empezó tiene su fecha.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} Encuentro"

    def get_absolute_url(self) -> str:
        return self.url_de("encuentro")

    def url_de(self, ruta: str) -> str:
        """The address of one of its pages."""
        return reverse(ruta, args=[self.ugel.codigo, self.numero])

    def clean(self) -> None:
        """Its host is of its UGEL. What was signed, and what its final acta says, stays; what has begun keeps its number and its day."""
        if self.distrito is not None and self.ugel_id and self.distrito.ugel_id != self.ugel_id:
            raise ValidationError({"distrito": "Ese distrito es de otra UGEL."})
        columnas = ("estado", "numero", "fecha", "acta__definitiva_en")
        guardado = Encuentro.todos.filter(pk=self.pk).values(*columnas).first() if self.pk else None
        if guardado is None:
            return
        if guardado["estado"] == self.Estado.ACTA_FIRMADA:
            raise ValidationError(FIRMADA, code="candado")
        if guardado["acta__definitiva_en"] is not None:
            raise ValidationError(YA_DEFINITIVA, code="candado")
        movido = guardado["numero"] != self.numero or (self.fecha is None and guardado["fecha"] is not None)
        if movido and guardado["estado"] in (self.Estado.EN_CURSO, self.Estado.ACTA_EN_BORRADOR):
            raise ValidationError("Un encuentro que ya empezó no cambia de número ni se queda sin fecha.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was signed stays; what its final acta tells goes back to draft first."""
        if self.estado == self.Estado.ACTA_FIRMADA:
            raise ValidationError(FIRMADA, code="candado")
        if Encuentro.todos.filter(pk=self.pk, acta__definitiva_en__isnull=False).exists():
            raise ValidationError(YA_DEFINITIVA, code="candado")

    @property
    def ordinal(self) -> str:
        """I, II, III…"""
        return en_romanos(self.numero)

    @property
    def es_anuncio(self) -> bool:
        """All that is known is a document from before the day: it was announced, and nobody has written what happened."""
        anunciado = self.fecha is not None and self.informado_el is not None and self.informado_el < self.fecha
        return anunciado and not self.resultado and self.estado == self.Estado.CONVOCADO

    @property
    def por_celebrar(self) -> bool:
        """It is still to come, as far as anybody has said."""
        return self.estado == self.Estado.CONVOCADO and not self.resultado and (self.fecha is None or self.fecha >= hoy())

    @property
    def empieza_en(self) -> datetime.datetime | None:
        """The instant at which it begins, where day and hour are known."""
        if self.fecha is None or self.hora is None:
            return None
        return datetime.datetime.combine(self.fecha, self.hora, tzinfo=timezone.get_current_timezone())  # the hour of Lima

    @property
    def donde(self) -> str:
        """The place and the host district, as far as they are known."""
        return ", ".join(parte for parte in (self.lugar, self.distrito.nombre if self.distrito is not None else "") if parte)

    def minimo_de(self, convocadas: int) -> int:
        """How many municipalities make the quorum, of so many that were convoked."""
        return self.quorum or convocadas // 2 + 1

    @property
    def se_responde(self) -> bool:
        """Whoever is invited can still say whether it comes; afterwards the list is what it was."""
        return self.estado in (self.Estado.CONVOCADO, self.Estado.EN_CURSO)

    @property
    def esta_firmado(self) -> bool:
        """Its acta was signed: nothing that was recorded changes."""
        return self.estado == self.Estado.ACTA_FIRMADA

    @property
    def por_que_se_cerro(self) -> str:
        """Why what its acta tells is written no more: it was signed, or its text is final. Empty while it can be written."""
        if self.esta_firmado:
            return FIRMADA
        acta = getattr(self, "acta", None)
        return YA_DEFINITIVA if acta is not None and acta.es_definitiva else ""

    @property
    def se_registra(self) -> bool:
        """What its acta tells can still be written down."""
        return not self.por_que_se_cerro

    @property
    def recibe_comentarios(self) -> bool:
        """Its draft acta is open to the municipalities that came."""
        return self.estado == self.Estado.ACTA_EN_BORRADOR and self.comentarios_hasta is not None and ahora() <= self.comentarios_hasta

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def iniciar(self, *, por: Usuario) -> None:
        """It begins: attendance, notes and acuerdos are taken."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("convocado",), mensaje="Solo se inicia un encuentro convocado.")
        if self.fecha is None:
            raise ValidationError("Escriba primero la fecha del encuentro.", code="sin_fecha")
        if hoy() < self.fecha:
            raise ValidationError("El encuentro se inicia el día en que se celebra: cambie la fecha si se adelantó.", code="antes")
        self.estado, self.iniciado_en, self.iniciado_por = self.Estado.EN_CURSO, ahora(), por
        self.save(update_fields=["estado", "iniciado_en", "iniciado_por"])

    def informar(self, *, por: Usuario) -> None:
        """It was held without the portal: what is known comes from a document."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("convocado",), mensaje="Solo se da por celebrado un encuentro convocado.")
        if not self.resultado or not self.fuente:
            raise ValidationError("Escriba qué ocurrió y qué documento lo dice.", code="falta")
        if self.fecha is not None and self.fecha > hoy():
            raise ValidationError("Ese día todavía no llega.", code="antes")
        self.estado = self.Estado.INFORMADO
        self.save(update_fields=["estado"])

    def terminar(self, *, por: Usuario, comentarios_hasta: datetime.datetime | None) -> None:
        """It is over, and its acta is a draft; with an instant, the municipalities that came may comment on it until then."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("en_curso",), mensaje="Solo se termina un encuentro en curso.")
        if comentarios_hasta is not None and comentarios_hasta <= ahora():
            raise ValidationError("El plazo para comentar tiene que ser posterior a este momento.", code="antes")
        self.estado, self.terminado_en, self.terminado_por = self.Estado.ACTA_EN_BORRADOR, ahora(), por
        self.comentarios_hasta = comentarios_hasta
        self.save(update_fields=["estado", "terminado_en", "terminado_por", "comentarios_hasta"])

    def retomar(self, *, por: Usuario) -> None:
        """It was ended by mistake, or something is missing: it goes on, and what its acta said is written again afterwards."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("acta_en_borrador",), mensaje="Solo se retoma un encuentro con el acta en borrador.")
        acta = getattr(self, "acta", None)
        if acta is not None and acta.es_definitiva:
            acta.volver_a_borrador(por=por)
        self.estado, self.comentarios_hasta = self.Estado.EN_CURSO, None
        self.terminado_en = self.terminado_por = None
        self.save(update_fields=["estado", "comentarios_hasta", "terminado_en", "terminado_por"])

    def firmar(self, *, por: Usuario) -> None:
        """The signed paper is here: from now on nothing that was recorded changes."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("acta_en_borrador",), mensaje="Solo se firma un acta en borrador.")
        acta = getattr(self, "acta", None)
        if acta is None or not acta.es_definitiva:
            raise ValidationError("Primero dé el acta por definitiva: se firma lo que ya no cambia.", code="falta")
        if not acta.archivo or acta.archivo_en_cuarentena:
            raise ValidationError("Suba primero el acta firmada, escaneada.", code="falta")
        self.estado, self.firmado_en, self.firmado_por = self.Estado.ACTA_FIRMADA, ahora(), por
        self.save(update_fields=["estado", "firmado_en", "firmado_por"])
