"""What may be told of one district to whoever holds a link of it: what the public side tells, and figures that were verified; no person."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, OuterRef, Subquery, Value, When, Window

from municipios.models import Distrito

from .models import Alcance, Avance, Compromiso
from .models.compromiso import porcentaje
from .models.situacion import reparto

DINERO = DecimalField(max_digits=14, decimal_places=2)


def cifras(distrito: Distrito) -> list[dict[str, Any]]:
    """How many public commitments that reach the district stand in each situation, as `comun/_reparto.html` draws them. One query."""
    filas = Compromiso.objects.publicos().en_distrito(distrito).con_situacion(publica=True).order_by()
    cuenta = dict(filas.values_list("situacion").annotate(n=Count("pk")))
    return reparto(cuenta)


def compromisos(distrito: Distrito, cuantos: int) -> list[Any]:
    """The first of them, the open ones first and by due date, each with `progreso_aqui` (of the share agreed with the district, else None) and the
    `total`. One query."""
    abiertos_primero = Case(When(estado=Compromiso.Estado.ABIERTO, then=Value(0)), default=Value(1))
    aqui = Alcance.objects.filter(compromiso=OuterRef("pk"), distrito=distrito).con_avance().order_by()
    suyos = (
        Compromiso.objects.publicos()
        .en_distrito(distrito)
        .con_avance()
        .con_situacion(publica=True)
        .annotate(
            hecho_aqui=Subquery(aqui.values("hecho")[:1], output_field=DINERO),
            meta_aqui=Subquery(aqui.values("meta")[:1], output_field=DINERO),
            total=Window(Count("pk")),
        )
        .select_related("convenio__ugel", "obligada__municipalidad__distrito")
        .defer("responsable", "estado_motivo")  # who answers in person, and why it was decided, is not even read
        .order_by(abiertos_primero, F("plazo").asc(nulls_last=True), "codigo", "pk")
    )
    filas: list[Any] = list(suyos[:cuantos])
    for fila in filas:
        fila.progreso_aqui = min(porcentaje(fila.hecho_aqui or Decimal(0), fila.meta_aqui), Decimal(100)) if fila.meta_aqui else None
    return filas


def verificados(distrito: Distrito, cuantos: int) -> list[Any]:
    """What was verified last in the district, in figures: what people wrote about it is not even read. One query."""
    hechos = Avance.objects.publicos().filter(distrito=distrito).select_related("compromiso", "hito")
    columnas = ("fecha", "cantidad", "porcentaje", "origen", "verificado_en", "demostracion", "hito__descripcion")
    del_compromiso = ("compromiso__codigo", "compromiso__unidad", "compromiso__meta")
    return list(hechos.only(*columnas, *del_compromiso).order_by("-verificado_en", "-pk")[:cuantos])
