"""Who opened, took away or read what is not public: one line each, kept outside history, asked from both ends ("who opened this", "what did
they open"). A page is written down where it shows personal data (`registrar_paginas`); a download and a reading with a key, always.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Count, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace
from django.http import HttpRequest

from base.comun.fechas import ahora
from base.comun.origen import direccion
from base.comun.registro import pedido_en_curso
from base.cuentas.models import Usuario

UNA_VEZ = datetime.timedelta(minutes=5)  # a page that loads its pictures again, a download that resumes: the same opening
TECLEADO = {"texto", "q", "cuenta"}  # fields of an address in which a person writes: a search, the name of an account
registro = logging.getLogger(__name__)


class LecturaQuerySet(models.QuerySet[Any]):
    """Which openings."""

    def de_persona(self, persona: Usuario, desde: datetime.datetime, hasta: datetime.datetime) -> Self:
        """What one account opened between two instants: the question after a stolen password."""
        return self.filter(por=persona, en__gte=desde, en__lt=hasta)

    def de_cosas(self, cosas: "QuerySet[Any]") -> Self:
        """Of these records, which are all of one kind and as far as somebody sees them."""
        llaves = (
            cosas.order_by()
            .annotate(llave_plana=Replace(Cast("pk", TextField()), Value("-"), Value(""), output_field=TextField()))
            .values("llave_plana")
        )
        return self.filter(clase=cosas.model._meta.label_lower, de__in=llaves)


class Lectura(models.Model):
    """One person opened one thing that is not public. `de` is its key without hyphens, which both engines write the same way.

    Of a page, a download or the API, `clase` is the name of its route and `nombre` its address. `cuantos`: rows taken away, where they are counted.
    """

    class Acto(models.TextChoices):
        """What was done."""

        ABRIO = "abrio", "Abrió un documento reservado"
        PAGINA = "pagina", "Abrió una página con datos personales"
        DESCARGA = "descarga", "Descargó o exportó"
        API = "api", "Leyó con una llave de la API"
        CONSULTA = "consulta", "Consultó lo que leyó una cuenta"
        PERSONA = "persona", "Sacó los datos de una persona"

    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    en = models.DateTimeField("fecha y hora", default=ahora)
    clase = models.CharField("clase de registro", max_length=60)
    de = models.CharField("identificador", max_length=36)
    nombre = models.CharField("cómo se llama", max_length=200, blank=True)
    acto = models.CharField("qué hizo", max_length=10, choices=Acto, default=Acto.ABRIO, db_default="abrio")
    direccion = models.CharField("desde qué dirección", max_length=45, blank=True, db_default="")
    cuantos = models.PositiveIntegerField("cuántas filas", null=True)

    objects = LecturaQuerySet.as_manager()

    class Meta:
        app_label = "bitacora"
        verbose_name = "lectura"
        verbose_name_plural = "lecturas"
        ordering = ["-en", "-pk"]
        indexes = [
            models.Index(fields=["clase", "de", "en"], name="bitacora_lectura_de"),
            models.Index(fields=["por", "en"], name="bitacora_lectura_por"),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.en:%d/%m/%Y %H:%M})"


def anotar(cosa: Any, *, por: Usuario) -> None:
    """Write down that `por` opened `cosa`; again within five minutes it is the same opening. Never stands in the way of the opening."""
    desde, cual = _marcar(), {"por": por, "clase": cosa._meta.label_lower, "de": str(cosa.pk).replace("-", "")}
    try:
        with transaction.atomic():
            if not Lectura.objects.filter(**cual, en__gt=ahora() - UNA_VEZ).exists():
                Lectura.objects.create(**cual, nombre=str(cosa)[:200], direccion=desde)
    except DatabaseError:  # a full disk, a locked file: the person came to read, and the log says what was not written down
        registro.exception("No se anotó que se abrió %s %s", cual["clase"], cual["de"])


def anotar_acto(por: Usuario, *, acto: str, clase: str, de: str = "", nombre: str = "", cuantos: int | None = None) -> None:
    """Write down what `por` took away or looked at that is not one record. Never stands in its way either: asked for outside any transaction,
    a line that could not be written undoes nothing else."""
    try:
        Lectura.objects.create(por=por, acto=acto, clase=clase[:60], de=de[:36], nombre=nombre[:200], cuantos=cuantos, direccion=_marcar())
    except DatabaseError:
        registro.exception("No se anotó %s de %s", acto, clase)


def direccion_leida(request: HttpRequest) -> str:
    """Which page of which rows, without what was typed to look for them: it may be somebody's name, and a reading is kept for years."""
    consulta = request.GET.copy()
    for libre in TECLEADO & consulta.keys():
        consulta[libre] = "*"
    return f"{request.path}?{consulta.urlencode(safe='*')}" if consulta else request.path


def sin_anotar(request: Any) -> None:
    """Who opened what this request hands over is decided already, and is not written down a second time."""
    request.lectura_anotada = True


def _marcar() -> str:
    """The request in course knows that it was written down; from where it comes."""
    pedido = pedido_en_curso()
    if pedido is None:
        return ""
    sin_anotar(pedido)
    return direccion(pedido)


_paginas: set[str] = set()


def registrar_paginas(*rutas: str) -> None:
    """Names of routes whose page shows personal data: each time one is opened, it is written down."""
    _paginas.update(rutas)


def muestra_personas(ruta: str) -> bool:
    """Whether the page of that route was said to show personal data."""
    return ruta in _paginas


# ── What is told on a page ───────────────────────────────────────────────────────────────────────────────────────────────
Cosas = Callable[[Any, Any], "QuerySet[Any]"]
_cosas: dict[type[models.Model], Cosas] = {}


def registrar_lecturas(cosas: dict[Any, Cosas]) -> None:
    """`{Avance: lambda user, avance: its evidence, as far as user reads its inner side}`."""
    _cosas.update(cosas)


def aperturas_de(cosa: Any, user: Any) -> "QuerySet[Any] | None":
    """Who opened what hangs on this record: a row for each person and thing, with how often and when last. None: nothing is kept of it."""
    suyas = _cosas.get(type(cosa))
    if suyas is None:
        return None
    filas: QuerySet[Any] = Lectura.objects.de_cosas(suyas(user, cosa)).order_by()
    return filas.values("por", "por__nombre", "nombre").annotate(veces=Count("pk"), ultima=Max("en"))
