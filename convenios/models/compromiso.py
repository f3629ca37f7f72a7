"""The commitment: what one party of a convenio promised, for which districts, by when, measured how.

Progress is computed from verified avances and never typed. What people decide about a commitment (fulfilled, not fulfilled,
suspended) is its `estado`, with who, when and why; what they read is its `Situacion`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_estado, exigir_texto, tomar
from base.comun.busqueda import columna_sin_tildes, palabras, sin_tildes
from base.comun.constraints import check, not_before, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito

from .convenio import CODIGO, Clausula, Convenio, Parte, PorAdenda
from .linea import Linea as LineaDeTrabajo
from .linea import nombre_de_linea
from .situacion import Situacion, avances, condicion, expresion, por_urgencia

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection

CANTIDAD: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "validators": [MinValueValidator(0)]}
REPROGRAMABLES = ("abierto", "suspendido")
SOLO_QUIEN_EDITA = "Solo quien edita compromisos los reprograma."
SOLO_COORDINACION = "Solo un coordinador cierra, suspende o reabre un compromiso."


def porcentaje(hecho: Decimal, de: Decimal) -> Decimal:
    """`hecho` as a percentage of `de`, to one decimal, uncapped: over 100 is over-execution."""
    return (Decimal(hecho) * 100 / Decimal(de)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def comprobar_partes(meta: Decimal | None, partes: "Collection[Decimal | None]") -> None:
    """Raise `ValidationError` unless the shares agreed with the districts add up to the target, or leave room for those not yet agreed."""
    acordadas = [parte for parte in partes if parte is not None]
    if acordadas and meta is None:
        raise ValidationError("Hay partes de la meta por distrito, pero el compromiso no tiene meta física.")
    if acordadas and (sum(acordadas) > (meta or 0) or (len(acordadas) == len(partes) and sum(acordadas) != meta)):
        raise ValidationError(f"Las partes de los distritos suman {sum(acordadas)}, y la meta es {meta}.")


def comprobar_quien_debe(compromiso: "Compromiso", distritos: "Collection[Distrito]") -> None:
    """Raise `ValidationError` unless the district of the municipality that owes it, if one does, is among those it reaches."""
    debe = compromiso.obligada.municipalidad.distrito if compromiso.obligada is not None else None
    if debe is not None and debe not in distritos:
        raise ValidationError(f"Lo debe una municipalidad: marque también su distrito, {debe}, o no podrá reportar sus avances.")


@dataclass(frozen=True)
class Paso:
    """A decision that moves the state: from which ones, to which one, and what is said when it cannot be taken."""

    desde: tuple[str, ...]
    hacia: str
    mensaje: str
    falta: str

    def comprobar(self, compromiso: "Compromiso") -> None:
        """Raise `ValidationError` unless `compromiso` stands where this decision may be taken."""
        exigir_estado(compromiso, desde=self.desde, mensaje=self.mensaje)


def decision(estado: str, *, por: Usuario, motivo: str) -> dict[str, Any]:
    """What a commitment keeps of a decision: the state, with who, when and why."""
    return {"estado": estado, "estado_en": ahora(), "estado_por": por, "estado_motivo": motivo.strip()}


SUSPENDER = Paso(("abierto",), "suspendido", "Solo se suspende un compromiso abierto.", "Escriba por qué se suspende.")
REABRIR = Paso(("cumplido", "no_cumplido", "suspendido"), "abierto", "El compromiso ya está abierto.", "Escriba por qué se reabre.")
REANUDAR = Paso(("suspendido",), "abierto", "Aquí solo se reanuda lo suspendido; lo cerrado se reabre desde su página.", REABRIR.falta)


class CompromisoQuerySet(RegistroQuerySet):
    """Which commitments."""

    def for_user(self, user: Any) -> Self:
        """Those of the convenios this person reads."""
        return self.filter(convenio__in=Convenio.objects.for_user(user))

    def leidos_de(self, user: Any, ugel: Any) -> Self:
        """Of those, the ones of a UGEL. In one list of convenios and not in two, so that PostgreSQL knows how many to expect."""
        return self.filter(convenio__in=Convenio.objects.for_user(user).filter(ugel=ugel))

    def publicos(self) -> Self:
        """What anyone may see: commitments of signed convenios."""
        return self.filter(convenio__in=Convenio.objects.publicos())

    def propios_de(self, user: Usuario) -> Self:
        """Those on which this person reports, open or not: the ones that reach their own district, or any of their UGEL for its staff."""
        if not user.puede(Permiso.REPORTAR_AVANCES):
            return self.none()
        suyos = self.for_user(user)
        if user.es_municipal:
            return suyos.filter(pk__in=Alcance.objects.filter(distrito__in=Distrito.objects.propios_de(user)).values("compromiso"))
        return suyos

    def reportables_por(self, user: Usuario) -> Self:
        """Of those, the ones that receive avances: open, under a convenio that was signed and has not ended."""
        return self.propios_de(user).abiertos().filter(convenio__estado=Convenio.Estado.SUSCRITO)

    def en_distrito(self, distrito: Distrito | int) -> Self:
        """Those that reach a district; each counts once."""
        return self.filter(pk__in=Alcance.objects.filter(distrito=distrito).values("compromiso"))

    def abiertos(self) -> Self:
        """Neither fulfilled, nor given up, nor suspended."""
        return self.filter(estado=Compromiso.Estado.ABIERTO)

    def en_situacion(self, situacion: str, *, publica: bool = False) -> Self:
        """Those of one `Situacion` today; `publica` as in `con_situacion`."""
        return self.filter(condicion(situacion, publica=publica))

    def con_situacion(self, *, publica: bool = False) -> Self:
        """With `situacion` beside each; `publica` says nothing of reports that wait for verification."""
        return self.annotate(situacion=expresion(publica=publica))

    def por_situacion(self) -> dict[str, int]:
        """How many of each `Situacion` there is, in one query."""
        return por_urgencia(dict(self.contados()))

    def contados(self) -> Any:
        """The rows of that query: each situation, and how many."""
        return self.con_situacion().order_by().values_list("situacion").annotate(n=Count("pk"))

    def con_avance(self) -> Self:
        """With what its progress is computed from: `hecho` (verified quantity), `hitos_total`, `hitos_hechos`, `inicial` (carga inicial)."""
        verificados = avances("verificado").order_by()
        reportes = verificados.exclude(origen="carga_inicial")
        cargas = verificados.filter(origen="carga_inicial")
        cuenta: dict[str, Any] = {"output_field": models.IntegerField()}
        hitos = Hito.objects.filter(compromiso=OuterRef("pk")).order_by().values("compromiso")
        return self.annotate(
            hecho=Subquery(
                reportes.values("compromiso").annotate(n=Sum("cantidad")).values("n"),
                output_field=DecimalField(max_digits=14, decimal_places=2),
            ),
            reportes=Coalesce(Subquery(reportes.values("compromiso").annotate(n=Count("pk")).values("n"), **cuenta), 0),
            hitos_total=Coalesce(Subquery(hitos.annotate(n=Count("pk")).values("n"), **cuenta), 0),
            hitos_hechos=Coalesce(
                Subquery(
                    reportes.filter(hito__eliminado_en=None).values("compromiso").annotate(n=Count("hito", distinct=True)).values("n"),
                    **cuenta,
                ),
                0,
            ),
            inicial=Subquery(cargas.order_by("-pk").values("porcentaje")[:1]),
        )

    def con_distritos(self) -> Self:
        """With `distritos` (how many it reaches) and `un_distrito` (the name of one: of the only one, where it is one)."""
        alcances = Alcance.objects.filter(compromiso=OuterRef("pk")).order_by()
        cuantos = alcances.values("compromiso").annotate(n=Count("pk")).values("n")
        return self.annotate(
            distritos=Coalesce(Subquery(cuantos, output_field=models.IntegerField()), 0),
            un_distrito=Subquery(alcances.values("distrito__nombre")[:1]),
        )

    def buscar(self, texto: str) -> Self:
        """By code, text or responsible, without accents or capitals; every word must appear."""
        encontrados = self
        for palabra in palabras(texto):
            encontrados = encontrados.filter(busqueda__contains=palabra)
        return encontrados

    def llamado(self, codigo: str) -> Self:
        """The one of that code, whatever its capitals: found by the index that keeps codes unique."""
        return self.alias(plano=Lower("codigo")).filter(plano=codigo.lower())

    def para_ver(self) -> Self:
        """The first of them, with all that the page of a commitment tells of it. Worked out once a day, as `para_tabla`.

        It is found first, on its own: with "in", PostgreSQL joins all that is told of every commitment before it looks for the one.
        """
        return _para_ver(hoy()).filter(pk=self.values("pk")[:1])

    def para_tabla(self) -> Self:
        """The rows of one page of the big table, each with just what it shows. What is to be shown is worked out once a day, not once a page."""
        return _para_tabla(hoy()).filter(pk__in=self.values("pk"))

    def para_lista(self) -> Self:
        """With what one row of a list shows, in a fixed number of queries."""
        return self.con_avance().con_situacion().select_related("convenio__ugel", "obligada__municipalidad__distrito")


@lru_cache(maxsize=1)
def _para_ver(dia: "datetime.date") -> Any:
    """Every commitment as its own page tells it on `dia`; `situacion_publica` is what anyone reads of it."""
    filas = Compromiso.objects.para_lista().annotate(situacion_publica=expresion(publica=True))
    return filas.select_related("clausula", "estado_por", "adenda")


@lru_cache(maxsize=1)
def _para_tabla(dia: "datetime.date") -> Any:
    """Every commitment with its progress, its situation on `dia`, whom it reaches, and who owes it in two words (`nivel`, `lugar`)."""
    municipalidad = "obligada__municipalidad__"
    filas = Compromiso.objects.con_avance().con_situacion().con_distritos()
    filas = filas.annotate(de_convenio=F("convenio__codigo"), nivel=F(f"{municipalidad}tipo"), lugar=F(f"{municipalidad}distrito__nombre"))
    return filas.only("codigo", "descripcion", "linea", "responsable", "plazo", "meta", "unidad", "estado", "demostracion", "convenio")


class Compromiso(Registro, PorAdenda):
    """A promise of a convenio, with who owes it, whom it reaches, its due date and its measure."""

    Linea = LineaDeTrabajo

    class Estado(models.TextChoices):
        """What people have decided about it."""

        ABIERTO = "abierto", "Abierto"
        CUMPLIDO = "cumplido", "Cumplido"
        NO_CUMPLIDO = "no_cumplido", "No cumplido"
        SUSPENDIDO = "suspendido", "Suspendido"

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="compromisos", verbose_name="convenio")
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    clausula = models.ForeignKey(
        Clausula, on_delete=models.PROTECT, null=True, blank=True, related_name="compromisos", verbose_name="cláusula"
    )
    descripcion = models.TextField("qué se promete", max_length=2000)
    obligada = models.ForeignKey(
        Parte,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compromisos",
        verbose_name="quién lo debe",
        help_text="Vacío: la UGEL.",
    )
    linea = models.CharField("línea", max_length=16, choices=Linea, default=Linea.OTROS)
    responsable = models.CharField("responsable (cargo)", max_length=150, blank=True)
    inicio = models.DateField("inicio", null=True, blank=True)
    plazo = models.DateField("plazo", null=True, blank=True)
    unidad = models.CharField("unidad de medida", max_length=40, blank=True)
    meta = models.DecimalField("meta física", null=True, blank=True, **CANTIDAD)
    meta_financiera = models.DecimalField("meta financiera (S/)", null=True, blank=True, **CANTIDAD)
    estado = models.CharField("estado", max_length=12, choices=Estado, default=Estado.ABIERTO, editable=False)
    estado_en = models.DateTimeField("en ese estado desde", null=True, editable=False)
    estado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo decidió"
    )
    estado_motivo = models.CharField("motivo", max_length=500, blank=True, editable=False)
    busqueda = models.GeneratedField(
        expression=columna_sin_tildes("codigo", "descripcion", "responsable"),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="texto de búsqueda",
    )

    objects = Vivos.from_queryset(CompromisoQuerySet)()
    todos = CompromisoQuerySet.as_manager()
    history = historia(excluir=("busqueda",))  # made of other columns

    class Meta(Registro.Meta):
        verbose_name = "compromiso"
        verbose_name_plural = "compromisos"
        ordering = ["convenio", "codigo"]
        indexes = [
            models.Index(fields=["convenio", "eliminado_en", "estado", "plazo"], name="convenios_compromiso_lista"),
            models.Index(fields=["plazo", "id"], name="convenios_compromiso_plazo"),
        ]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "linea",
                ["coordinacion", "capacidades", "proyectos", "infraestructura", "otros"],
                name="convenios_compromiso_linea_conocida",
                message="La línea no es una de las del portal.",
            ),
            one_of(
                "estado",
                ["abierto", "cumplido", "no_cumplido", "suspendido"],
                name="convenios_compromiso_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            not_before(
                "plazo", "inicio", name="convenios_compromiso_plazo_no_antes_de_inicio", message="El plazo no puede ser anterior al inicio."
            ),
            set_together(
                "estado_en", "estado_por", name="convenios_compromiso_estado_con_autor", message="El estado lleva siempre quién y cuándo."
            ),
            check(
                Q(estado="abierto") | Q(estado_en__isnull=False),
                name="convenios_compromiso_cerrado_con_autor",
                message="Cerrar o suspender un compromiso lleva quién y cuándo.",
            ),
            check(
                Q(meta=None) | ~Q(unidad=""),
                name="convenios_compromiso_meta_con_unidad",
                message="Una meta física necesita su unidad de medida.",
            ),
            check(Q(meta=None) | Q(meta__gt=0), name="convenios_compromiso_meta_positiva", message="La meta física es mayor que cero."),
            models.UniqueConstraint(
                Lower("codigo"),
                F("convenio"),
                condition=VIVO,
                name="convenios_compromiso_codigo_unico",
                violation_error_message="Este convenio ya tiene un compromiso con ese código.",
            ),
        ]

    def __str__(self) -> str:
        return self.codigo

    def get_absolute_url(self) -> str:
        return reverse("compromiso", args=[self.convenio.ugel.codigo, self.convenio.codigo, self.codigo])

    def clean(self) -> None:
        """Its clause and its obliged party are of its own convenio, and a due date once set moves only by `reprogramar`."""
        for campo in ("clausula", "obligada"):
            otro = getattr(self, campo)
            if otro is not None and otro.convenio_id != self.convenio_id:
                raise ValidationError({campo: "No pertenece a este convenio."})
        antes = Compromiso.todos.filter(pk=self.pk).values("plazo", "unidad", "meta").first() if self.pk else None
        if antes is None:
            return
        if antes["plazo"] is not None and antes["plazo"] != self.plazo:
            raise ValidationError({"plazo": "El plazo ya fijado se cambia con «Reprogramar», que pide motivo y documento."})
        campo = (
            "unidad" if sin_tildes(antes["unidad"]) != sin_tildes(self.unidad) else "meta" if antes["meta"] and self.meta is None else ""
        )
        if campo and self.avances.filter(estado="verificado", origen__in=["ejecucion", "rectificacion"]).exists():
            raise ValidationError({campo: "Un plan de trabajo ya suma aquí en esa unidad: no se cambia."})

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What an activity of a plan carries out stays."""
        if self.actividades.exists():
            raise ValidationError("Lo cumple una actividad de un plan de trabajo: cámbiela primero.", code="en_uso")

    @property
    def recibe_avances(self) -> bool:
        """Open, under a convenio that was signed and has not ended."""
        return self.estado == self.Estado.ABIERTO and self.convenio.esta_suscrito

    @property
    def nombre_de_linea(self) -> str:
        """What its UGEL calls its line of work."""
        return nombre_de_linea(self.convenio.ugel, self.linea)

    @property
    def debe(self) -> str:
        """Who owes it, in words."""
        return str(self.obligada) if self.obligada is not None else self.convenio.ugel.nombre

    @property
    def progreso(self) -> Decimal | None:
        """Percentage done, capped at 100; None is "sin dato". Needs `con_avance()`."""
        bruto = self.progreso_bruto
        return None if bruto is None else min(bruto, Decimal(100))

    @property
    def progreso_bruto(self) -> Decimal | None:
        """Percentage done, uncapped. A carga inicial counts only until the first avance is verified."""
        if self.inicial is not None and not self.reportes:  # type: ignore[attr-defined]
            return Decimal(self.inicial)  # type: ignore[attr-defined]
        if self.hitos_total:  # type: ignore[attr-defined]
            return porcentaje(Decimal(self.hitos_hechos), Decimal(self.hitos_total))  # type: ignore[attr-defined]
        if self.meta:
            return porcentaje(self.hecho or Decimal(0), self.meta)  # type: ignore[attr-defined]
        return None

    @property
    def progreso_detalle(self) -> str:
        """The figures behind the percentage, in words."""
        if self.hitos_total:  # type: ignore[attr-defined]
            return f"{self.hitos_hechos} de {self.hitos_total} hitos"  # type: ignore[attr-defined]
        if self.meta:
            return f"{_corto(self.hecho or Decimal(0))} de {_corto(self.meta)} {self.unidad}"  # type: ignore[attr-defined]
        return "sin meta ni hitos"

    @property
    def situacion_etiqueta(self) -> str:
        """`situacion` in words. Needs `con_situacion()`."""
        return Situacion(self.situacion).label  # type: ignore[attr-defined]

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def cumplir(self, *, por: Usuario, motivo: str = "") -> None:
        """Fulfilled: with verified evidence and nothing left to do, or with the written reason why it counts all the same."""
        exigir(por, Permiso.CERRAR_COMPROMISOS, SOLO_COORDINACION)
        tomar(self, desde=("abierto",), mensaje="Solo se da por cumplido un compromiso abierto.")
        if not motivo.strip() and not self._probado():
            raise ValidationError(
                "No tiene una evidencia verificada que lo pruebe, o su avance no llega al 100 %: escriba por qué se da por cumplido.",
                code="motivo",
            )
        self._decidir(self.Estado.CUMPLIDO, por, motivo)

    def no_cumplir(self, *, por: Usuario, motivo: str) -> None:
        """Given up as not fulfilled, with the reason."""
        exigir(por, Permiso.CERRAR_COMPROMISOS, SOLO_COORDINACION)
        tomar(self, desde=("abierto", "suspendido"), mensaje="Solo se declara no cumplido un compromiso abierto o suspendido.")
        self._decidir(self.Estado.NO_CUMPLIDO, por, exigir_texto(motivo, "Escriba por qué no se cumplió."))

    def suspender(self, *, por: Usuario, motivo: str) -> None:
        """Stopped for a time, with the reason; it is not late meanwhile."""
        self._pasar(SUSPENDER, por, motivo)

    def reabrir(self, *, por: Usuario, motivo: str) -> None:
        """Open again, whatever had been decided, with the reason."""
        self._pasar(REABRIR, por, motivo)

    def reprogramar(self, *, por: Usuario, plazo: "datetime.date", motivo: str, documento: str) -> "Reprogramacion":
        """Move the due date, with reason and document; every earlier date is kept and counted."""
        exigir(por, Permiso.EDITAR_COMPROMISOS, SOLO_QUIEN_EDITA)
        tomar(self, desde=REPROGRAMABLES, mensaje="Un compromiso cerrado no se reprograma.")
        self.comprobar_plazo(plazo)
        cambio = self.mover_plazo(por=por, plazo=plazo, motivo=motivo, documento=documento)
        cambio.full_clean()
        cambio.save()
        self.save(update_fields=["plazo"])
        return cambio

    def comprobar_plazo(self, plazo: "datetime.date") -> None:
        """Raise `ValidationError` when its due date cannot move to `plazo`."""
        exigir_estado(self, desde=REPROGRAMABLES, mensaje="Un compromiso cerrado no se reprograma.")
        if plazo == self.plazo:
            raise ValidationError({"plazo": "Es el mismo plazo que ya tiene."})
        if self.inicio is not None and plazo < self.inicio:
            raise ValidationError({"plazo": "El plazo no puede ser anterior al inicio."})

    def mover_plazo(self, *, por: Usuario, plazo: "datetime.date", motivo: str, documento: str) -> "Reprogramacion":
        """Give it the new due date, and return the move of it; neither is saved. Whoever calls has checked it on the row it holds."""
        antes, self.plazo = self.plazo, plazo
        return Reprogramacion(
            compromiso=self, plazo_anterior=antes, plazo_nuevo=plazo, motivo=motivo.strip(), documento=documento.strip(), por=por
        )

    def _probado(self) -> bool:
        """A verified avance carries evidence, and where progress can be measured it has reached 100 %."""
        medido = Compromiso.objects.con_avance().get(pk=self.pk)
        completo = medido.progreso is None or medido.progreso >= 100
        return completo and self.avances.con_prueba().exists()

    def _pasar(self, paso: Paso, por: Usuario, motivo: str) -> None:
        exigir(por, Permiso.CERRAR_COMPROMISOS, SOLO_COORDINACION)
        tomar(self, desde=paso.desde, mensaje=paso.mensaje)
        self._decidir(paso.hacia, por, exigir_texto(motivo, paso.falta))

    def _decidir(self, estado: str, por: Usuario, motivo: str) -> None:
        decidido = decision(estado, por=por, motivo=motivo)
        for campo, valor in decidido.items():
            setattr(self, campo, valor)
        self.save(update_fields=decidido)


def _corto(numero: Decimal) -> str:
    """A quantity without idle zeros: 300, 12.5."""
    texto = f"{numero:,.2f}"
    return texto.rstrip("0").rstrip(".")


class DelCompromisoQuerySet(RegistroQuerySet):
    """Rows that belong to a commitment."""

    def for_user(self, user: Any) -> Self:
        """Those of the commitments this person reads."""
        return self.filter(compromiso__eliminado_en=None, compromiso__convenio__in=Convenio.objects.for_user(user))


class AlcanceQuerySet(DelCompromisoQuerySet):
    """Which districts a commitment reaches."""

    def publicos(self) -> Self:
        """What anyone may see: those of public commitments."""
        return self.filter(compromiso__eliminado_en=None, compromiso__convenio__in=Convenio.objects.publicos())

    def con_avance(self) -> Self:
        """With `hecho`: what verified avances report in that district."""
        modelo: Any = Compromiso._meta.get_field("avances").related_model
        suyos = modelo.objects.filter(compromiso=OuterRef("compromiso"), distrito=OuterRef("distrito"), estado="verificado").order_by()
        return self.annotate(
            hecho=Subquery(
                suyos.values("compromiso").annotate(n=Sum("cantidad")).values("n"),
                output_field=DecimalField(max_digits=14, decimal_places=2),
            ),
            reportes=Coalesce(
                Subquery(suyos.values("compromiso").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()), 0
            ),
        )


class Alcance(Registro):
    """A district that a commitment reaches, with its share of the target where one was agreed."""

    compromiso = models.ForeignKey(Compromiso, on_delete=models.PROTECT, related_name="alcances", verbose_name="compromiso")
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="+", verbose_name="distrito")
    meta = models.DecimalField("parte de la meta", null=True, blank=True, **CANTIDAD)

    objects = Vivos.from_queryset(AlcanceQuerySet)()
    todos = AlcanceQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "alcance"
        verbose_name_plural = "alcances"
        ordering = ["compromiso", "distrito__ubigeo"]
        indexes = [models.Index(fields=["distrito", "compromiso"], name="convenios_alcance_distrito")]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["compromiso", "distrito"],
                condition=VIVO,
                name="convenios_alcance_distrito_unico",
                violation_error_message="Ese distrito ya está en el compromiso.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.distrito)

    def comprobar_que_se_puede_eliminar(self) -> None:
        """A district where something was reported stays."""
        self.exigir_sin_avances(tiene=self.compromiso.avances.filter(distrito=self.distrito_id).exists())

    def exigir_sin_avances(self, *, tiene: bool) -> None:
        """The same, where it is known already whether there are avances."""
        if tiene:
            raise ValidationError(f"{self.distrito} ya tiene avances en este compromiso: no se puede quitar.", code="en_uso")

    @property
    def progreso(self) -> Decimal | None:
        """Percentage of the district's share, capped; None is "sin dato" (no share was agreed). Needs `con_avance()`."""
        if not self.meta:
            return None
        return min(porcentaje(self.hecho or Decimal(0), self.meta), Decimal(100))  # type: ignore[attr-defined]


class HitoQuerySet(DelCompromisoQuerySet):
    """Which milestones."""

    def con_avance(self) -> Self:
        """With `hecho_el`: the date of the first verified avance that reached it, if any did."""
        modelo: Any = Compromiso._meta.get_field("avances").related_model
        alcanzado = modelo.objects.filter(hito=OuterRef("pk"), estado="verificado").exclude(origen="carga_inicial").order_by("fecha", "pk")
        return self.annotate(hecho_el=Subquery(alcanzado.values("fecha")[:1]))


class Hito(Registro):
    """A milestone: a commitment that is not a quantity is done step by step."""

    compromiso = models.ForeignKey(Compromiso, on_delete=models.PROTECT, related_name="hitos", verbose_name="compromiso")
    orden = models.PositiveSmallIntegerField("orden")
    descripcion = models.CharField("hito", max_length=250)
    plazo = models.DateField("para cuándo", null=True, blank=True)

    objects = Vivos.from_queryset(HitoQuerySet)()
    todos = HitoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "hito"
        verbose_name_plural = "hitos"
        ordering = ["compromiso", "orden", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["compromiso", "descripcion"],
                condition=VIVO,
                name="convenios_hito_descripcion_unica",
                violation_error_message="Ese hito ya está en el compromiso.",
            ),
        ]

    def __str__(self) -> str:
        return self.descripcion

    def clean(self) -> None:
        """What was reported was reported on these words."""
        if self.pk and self.avances.exists() and Hito.todos.get(pk=self.pk).descripcion != self.descripcion:
            raise ValidationError({"descripcion": "Este hito ya tiene avances: no se puede cambiar su texto."}, code="en_uso")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """A milestone on which something was reported stays."""
        if self.avances.exists():
            raise ValidationError(f"El hito «{self}» ya tiene avances: no se puede quitar ni cambiar su texto.", code="en_uso")


class Reprogramacion(Registro):
    """One move of a due date: from when (nothing, where there was none) to when, why, by which document."""

    compromiso = models.ForeignKey(Compromiso, on_delete=models.PROTECT, related_name="reprogramaciones", verbose_name="compromiso")
    plazo_anterior = models.DateField("plazo anterior", null=True, blank=True)
    plazo_nuevo = models.DateField("plazo nuevo")
    motivo = models.CharField("motivo", max_length=300)
    documento = models.CharField("documento", max_length=200)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    en = models.DateTimeField("fecha y hora", default=ahora)

    objects = Vivos.from_queryset(DelCompromisoQuerySet)()
    todos = DelCompromisoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "reprogramación"
        verbose_name_plural = "reprogramaciones"
        ordering = ["compromiso", "pk"]

    def __str__(self) -> str:
        return f"{self.plazo_anterior or 'sin plazo'} → {self.plazo_nuevo}"
