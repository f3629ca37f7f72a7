"""The four words in which the office's matrix tells how a commitment goes, and how the portal's situations fold back into them."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from convenios.models import Alcance, Avance, Compromiso

PENDIENTE, EN_PROCESO, CUMPLIDO, NO_CUMPLIDO = "pendiente", "en_proceso", "cumplido", "no_cumplido"
SITUACIONES = {PENDIENTE: "pendiente", EN_PROCESO: "en proceso", CUMPLIDO: "cumplido", NO_CUMPLIDO: "no cumplido"}
CIEN, CERO = Decimal(100), Decimal(0)


def plegar(compromiso: Any) -> str:
    """The situations fold back into the four words of the padrón. Needs `empezado`."""
    if compromiso.estado in (Compromiso.Estado.CUMPLIDO, Compromiso.Estado.NO_CUMPLIDO):
        return str(compromiso.estado)
    return EN_PROCESO if compromiso.empezado else PENDIENTE


def con_situacion(compromisos: Any) -> Any:
    """Commitments with what `plegar` asks, and their progress."""
    empezado = Avance.objects.filter(compromiso=OuterRef("pk"), estado__in=[Avance.Estado.ENVIADO, Avance.Estado.VERIFICADO])
    return compromisos.con_avance().annotate(empezado=Exists(empezado))


def con_lo_que_sale(compromisos: Any) -> Any:
    """Commitments with all that their row says."""
    return con_situacion(compromisos).prefetch_related(Prefetch("alcances", Alcance.objects.select_related("distrito")))
