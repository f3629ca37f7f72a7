"""The pages of one encuentro, in the order in which it is lived: what stands at the head of each of them."""

from collections.abc import Callable
from dataclasses import dataclass

from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .acta import ve_el_acta
from .models import Encuentro


def cualquiera(user: Usuario, encuentro: Encuentro) -> bool:
    """Whoever reads the encuentro."""
    return True


def quien_lo_lleva(user: Usuario, encuentro: Encuentro) -> bool:
    """Whoever prepares it and runs it."""
    return user.puede(Permiso.EDITAR_ENCUENTROS)


def quien_es_de_la_ugel(user: Usuario, encuentro: Encuentro) -> bool:
    """Whoever reads its inner side."""
    return user.es_ugel or user.is_superuser


@dataclass(frozen=True)
class Pagina:
    """One page: the name of its route (also its key), what it is called, and who sees it."""

    ruta: str
    etiqueta: str
    visible: Callable[[Usuario, Encuentro], bool] = cualquiera


PAGINAS = (
    Pagina("encuentro", "Encuentro"),
    Pagina("convocatoria", "Convocatoria", quien_es_de_la_ugel),
    Pagina("agenda", "Agenda"),
    Pagina("informe", "Informe"),
    Pagina("en_vivo", "En vivo", quien_lo_lleva),
    Pagina("encuentro_asistencia", "Asistencia"),
    Pagina("acta", "Acta", ve_el_acta),
    Pagina("encuentro_seguimiento", "Seguimiento"),
)


def navegacion(user: Usuario, encuentro: Encuentro, actual: str) -> list[tuple[str, str, bool]]:
    """Address, name and whether it is the one that is open, of each page that this person sees."""
    suyas = [p for p in PAGINAS if p.ruta == actual or p.visible(user, encuentro)]
    return [(encuentro.url_de(p.ruta), p.etiqueta, p.ruta == actual) for p in suyas]
