"""What a UGEL sets for itself: how early it warns, where its colours change, what its lines of work and its papers are called.

They are columns of the UGEL: whatever page holds its UGEL holds its configuration, with the UGEL's history and revision.
"""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from base.comun.constraints import check

POR_VENCER_DIAS = 30
VERDE, AMBAR = 90, 75
BRECHA = 15
SIN_VERIFICAR, ESCALAR_SIN_VERIFICAR, ESCALAR_VENCIDO = 5, 10, 15
LINEAS_DE_ENCABEZADO, ANCHO = 3, 90
UN_NOMBRE = re.compile(r"([a-z_]{1,16}): (\S.{0,59})")
CIEN = [MinValueValidator(1), MaxValueValidator(100)]
DIAS_DE_AVISO = [MinValueValidator(1), MaxValueValidator(90)]


def cabe_en_el_papel(texto: str) -> None:
    """A heading is at most three lines, none wider than the paper."""
    lineas = texto.splitlines()
    if len(lineas) > LINEAS_DE_ENCABEZADO:
        raise ValidationError(f"El encabezado tiene como máximo {LINEAS_DE_ENCABEZADO} líneas.")
    if any(len(linea) > ANCHO for linea in lineas):
        raise ValidationError(f"Cada línea del encabezado tiene como máximo {ANCHO} letras.")


def nombres_bien_escritos(texto: str) -> None:
    """One name a line, after the word by which the portal knows the line of work; none twice."""
    encontrados = [UN_NOMBRE.fullmatch(linea) for linea in texto.splitlines()]
    if not all(encontrados) or len(leer_nombres(texto)) != len(encontrados):
        raise ValidationError("Los nombres de las líneas no están bien escritos.")


def leer_nombres(texto: str) -> dict[str, str]:
    """The names that a UGEL gave to lines of work, by the word by which the portal knows each."""
    return {m[1]: m[2] for linea in texto.splitlines() if (m := UN_NOMBRE.fullmatch(linea))}


def escribir_nombres(nombres: dict[str, str]) -> str:
    """The other way: as it is kept, and as its history tells it."""
    return "\n".join(f"{slug}: {nombre}" for slug, nombre in nombres.items())


class Configuracion(models.Model):
    """The columns of a UGEL that its administrator sets."""

    dias_por_vencer = models.PositiveSmallIntegerField(
        "días de «por vencer»",
        default=POR_VENCER_DIAS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Un compromiso está por vencer cuando le quedan estos días o menos. Umbral del portal, no oficial.",
    )
    umbral_verde = models.PositiveSmallIntegerField("verde desde (%)", default=VERDE, validators=CIEN)
    umbral_ambar = models.PositiveSmallIntegerField("ámbar desde (%)", default=AMBAR, validators=CIEN)
    brecha_de_gasto = models.PositiveSmallIntegerField(
        "aviso de gasto (puntos)",
        default=BRECHA,
        validators=CIEN,
        help_text="Se avisa cuando lo gastado de un plan va estos puntos, o más, por delante de lo hecho. Umbral del portal, no oficial.",
    )
    nombres_de_lineas = models.TextField("nombres de las líneas", max_length=1000, blank=True, validators=[nombres_bien_escritos])
    lineas_ocultas = models.CharField("líneas que no se usan", max_length=200, blank=True)
    encabezado = models.TextField("encabezado de los documentos", max_length=300, blank=True, validators=[cabe_en_el_papel])
    nombre_del_anio = models.CharField("nombre del año", max_length=150, blank=True)
    pie = models.CharField("pie de los documentos", max_length=120, blank=True)

    avisos_desde = models.DateField(
        "avisos por correo desde", null=True, blank=True, editable=False, help_text="Vacío: los avisos quedan solo en el portal."
    )
    dias_sin_verificar = models.PositiveSmallIntegerField(
        "aviso de lo que espera verificación (días hábiles)",
        default=SIN_VERIFICAR,
        validators=DIAS_DE_AVISO,
        help_text="Se avisa a los coordinadores cuando un reporte espera más de estos días hábiles. Umbral del portal, no oficial.",
    )
    dias_escalar_verificacion = models.PositiveSmallIntegerField(
        "lo que espera verificación llega a la dirección (días hábiles)",
        default=ESCALAR_SIN_VERIFICAR,
        validators=DIAS_DE_AVISO,
        help_text="Cuando un reporte espera más de estos días hábiles. Umbral del portal, no oficial.",
    )
    dias_escalar_vencido = models.PositiveSmallIntegerField(
        "lo vencido llega a la coordinación y a la dirección (días)",
        default=ESCALAR_VENCIDO,
        validators=DIAS_DE_AVISO,
        help_text="Cuando un compromiso o un acuerdo sigue vencido más de estos días. Umbral del portal, no oficial.",
    )

    class Meta:
        abstract = True

    @property
    def nombres_propios(self) -> dict[str, str]:
        """What it calls the lines of work; one that is not here keeps the portal's name."""
        return leer_nombres(self.nombres_de_lineas)

    @property
    def ocultas(self) -> set[str]:
        """The lines of work that it does not use."""
        return set(self.lineas_ocultas.split())

    @property
    def membrete(self) -> dict[str, str]:
        """What stands at the head and the foot of its papers; empty where nothing was set."""
        return {"encabezado": self.encabezado, "anio": self.nombre_del_anio, "pie": self.pie}

    def color(self, porcentaje: Decimal | int) -> str:
        """The colour of a percentage, as a word: verde, ámbar, rojo."""
        return color_de(porcentaje, verde=self.umbral_verde, ambar=self.umbral_ambar)


def color_de(porcentaje: Decimal | int, *, verde: int, ambar: int) -> str:
    """The same, where a list has the thresholds of a UGEL and not the UGEL."""
    return "verde" if porcentaje >= verde else "ámbar" if porcentaje >= ambar else "rojo"


LEYES = [
    check(
        Q(dias_por_vencer__gte=1, dias_por_vencer__lte=365),
        name="municipios_ugel_dias_por_vencer_de_1_a_365",
        message="Los días de «por vencer» van de 1 a 365.",
    ),
    check(
        Q(umbral_verde__gte=1, umbral_verde__lte=100, umbral_ambar__gte=1, umbral_ambar__lte=100),
        name="municipios_ugel_umbrales_de_1_a_100",
        message="Los umbrales van de 1 a 100.",
    ),
    check(
        Q(brecha_de_gasto__gte=1, brecha_de_gasto__lte=100),
        name="municipios_ugel_brecha_de_gasto_de_1_a_100",
        message="Los puntos del aviso de gasto van de 1 a 100.",
    ),
    check(
        Q(umbral_verde__gt=F("umbral_ambar")),
        name="municipios_ugel_verde_sobre_ambar",
        message="El verde empieza más arriba que el ámbar.",
    ),
    *(
        check(
            Q(**{f"{campo}__gte": 1, f"{campo}__lte": 90}),
            name=f"municipios_ugel_{campo}_de_1_a_90",
            message="Los días de los avisos van de 1 a 90.",
        )
        for campo in ("dias_sin_verificar", "dias_escalar_verificacion", "dias_escalar_vencido")
    ),
]
