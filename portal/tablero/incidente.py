"""What an account read or took away between two instants: the question after a stolen password."""

import datetime
from typing import Any

from django.db.models import QuerySet

from base.bitacora.lecturas import Lectura, anotar_acto
from base.comun.documentos import Columna
from base.comun.templatetags.comun import fecha_hora
from base.cuentas.models import Usuario

COLUMNAS = [Columna(titulo) for titulo in ("Fecha y hora (Lima)", "Qué hizo", "Sobre qué", "Filas", "Desde qué dirección")]


def leido(cuenta: Usuario, desde: datetime.datetime, hasta: datetime.datetime, acto: str, *, por: Usuario) -> QuerySet[Any]:
    """Each reading of that account, oldest first; `acto`: of one kind only. That it was asked is written down too."""
    plazo = f"{fecha_hora(desde)} a {fecha_hora(hasta)}"
    anotar_acto(por, acto=Lectura.Acto.CONSULTA, clase="cuentas.usuario", de=str(cuenta.pk), nombre=f"Qué leyó {cuenta.username}, {plazo}")
    filas = Lectura.objects.de_persona(cuenta, desde, hasta).order_by("en", "pk")
    return filas.filter(acto=acto) if acto else filas


def celdas(filas: QuerySet[Any]) -> Any:
    """The same as rows of a table."""
    for f in filas.iterator(chunk_size=2000):
        yield fecha_hora(f.en), f.get_acto_display(), f.nombre or f.clase, f.cuantos, f.direccion
