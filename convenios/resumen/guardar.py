"""The summaries, counted again and kept."""

import uuid

from django.db import transaction

from base.comun.fechas import ahora
from convenios.models import PorRecontar, Resumen
from convenios.models.resumen import por_recontar

from .contar import de_las_ugeles


def recontar(ugel: int) -> bool:
    """Work a UGEL out again and keep it. Whether it was kept: while somebody else keeps a newer one, theirs stands.

    The notes are read before the rows: what is written after has a note that was not seen, and that stays. Whoever counted between the two
    has changed `generacion`, and their count may be newer than this one.
    """
    anterior, _ = Resumen.objects.get_or_create(ugel_id=ugel)
    vistas = list(PorRecontar.objects.de(ugel).values_list("pk", flat=True))
    conteo = de_las_ugeles([ugel])[ugel]
    with transaction.atomic():
        suyo = Resumen.objects.filter(ugel=ugel, generacion=anterior.generacion)
        if not suyo.update(generacion=uuid.uuid4(), contado_en=ahora(), **conteo):
            return False
        PorRecontar.objects.filter(pk__in=vistas).delete()
    return True


def recontar_lo_que_falte(*, cuantas: int | None = None) -> int:
    """The UGEL that wait, or the first of them; how many were kept."""
    return sum(recontar(ugel) for ugel in list(por_recontar().values_list("pk", flat=True)[:cuantas]))
