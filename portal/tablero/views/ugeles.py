"""Which UGEL an inside page is about, for whoever reads more than one."""

from base.cuentas.permisos import Pedido
from municipios.models import Ugel
from municipios.ugeles import recordar_ugel


def elegir_ugel(request: Pedido) -> tuple[Ugel | None, list[Ugel]]:
    """The UGEL asked for with `?ugel=` (or the first), and all those this person may choose from."""
    ugeles = list(Ugel.objects.for_user(request.user))
    pedida = next((u for u in ugeles if u.codigo == request.GET.get("ugel")), None)
    elegida = pedida or next(iter(ugeles), None)
    recordar_ugel(request, elegida)
    return elegida, ugeles
