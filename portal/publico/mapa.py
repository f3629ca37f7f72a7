"""The map of the districts of a UGEL as anyone may see it: public commitments, nothing of what waits for verification.

    contexto["mapa"] = mapa_publico(ugel, lambda d: reverse("publico_…", args=[ugel.codigo, d.ubigeo]))

and on the page, `municipios/_mapa.html` (see its usage).
"""

from collections.abc import Callable

from django.db.models import Count

from convenios.mapa import valores_del_mapa
from convenios.models import Compromiso
from municipios.mapa import Mapa, mapa
from municipios.models import Distrito, Ugel


def mapa_publico(ugel: Ugel, direccion: Callable[[Distrito], str]) -> Mapa:
    """Each district leads to its public page. Two queries, whatever their number."""
    alcanzados = Compromiso.objects.publicos().filter(convenio__ugel=ugel, alcances__isnull=False, alcances__eliminado_en=None)
    filas = alcanzados.con_situacion(publica=True).order_by().values_list("alcances__distrito", "situacion").annotate(n=Count("pk"))
    cuadro: dict[int, dict[str, int]] = {}
    for distrito, situacion, cuantos in filas:
        cuadro.setdefault(distrito, {})[situacion] = cuantos
    distritos = list(Distrito.objects.publicos().filter(ugel=ugel).con_limite().order_by("ubigeo"))
    return mapa(distritos, valores_del_mapa(distritos, cuadro, direccion), titulo=f"Mapa de {ugel.nombre}")
