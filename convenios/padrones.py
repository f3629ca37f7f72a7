"""The tables of this floor as they leave the portal: the columns by which the office's own matrix will come back in."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from base.comun.documentos import Celda, Columna

from .models import Avance, Compromiso, Convenio, Parte

TODOS = "TODOS"
COMPROMISOS = [
    Columna("codigo"),
    Columna("distrito"),
    Columna("descripcion", ancho=60),
    Columna("responsable"),
    Columna("fecha_inicio"),
    Columna("fecha_limite"),
    Columna("estado"),
    Columna("avance", formato="0.0"),
    Columna("meta_fisica"),
    Columna("unidad"),
    Columna("meta_financiera", formato="#,##0.00"),
]
CONVENIOS = [
    Columna("codigo"),
    Columna("tipo"),
    Columna("titulo", ancho=60),
    Columna("objeto", ancho=60),
    Columna("suscrito_el"),
    Columna("inicio"),
    Columna("fin"),
    Columna("convenio_padre"),
]


def filas_de_compromisos(compromisos: Any) -> Iterator[list[Celda]]:
    """One row a commitment, in the columns of the padrón; read in pieces, at the same number of queries a piece."""
    empezado = Avance.objects.filter(compromiso=OuterRef("pk"), estado__in=[Avance.Estado.ENVIADO, Avance.Estado.VERIFICADO])
    filas = compromisos.con_avance().annotate(empezado=Exists(empezado)).prefetch_related("alcances__distrito")
    ambitos = _ambitos(compromisos)
    for c in filas.iterator(chunk_size=1000):
        yield [
            c.codigo,
            _distrito({alcance.distrito.ubigeo for alcance in c.alcances.all()}, ambitos.get(c.convenio_id, set())),
            c.descripcion,
            c.responsable,
            c.inicio,
            c.plazo,
            _estado(c),
            c.progreso,
            c.meta,
            c.unidad,
            c.meta_financiera,
        ]


def _ambitos(compromisos: Any) -> dict[int, set[str]]:
    """The districts of each convenio: those whose municipality is a party and has not left."""
    ambitos: dict[int, set[str]] = {}
    siguen = Parte.objects.siguen().filter(convenio__in=compromisos.order_by().values("convenio"))
    for convenio, ubigeo in siguen.order_by().values_list("convenio", "municipalidad__distrito__ubigeo"):
        ambitos.setdefault(convenio, set()).add(ubigeo)
    return ambitos


def _distrito(alcanza: set[str], ambito: set[str]) -> str:
    return TODOS if ambito and alcanza == ambito else " ".join(sorted(alcanza))


def _estado(compromiso: Any) -> str:
    """The situations fold back into the four words of the padrón."""
    if compromiso.estado == Compromiso.Estado.CUMPLIDO:
        return "cumplido"
    if compromiso.estado == Compromiso.Estado.NO_CUMPLIDO:
        return "no cumplido"
    return "en proceso" if compromiso.empezado else "pendiente"


def filas_de_convenios(convenios: Any) -> Iterator[list[Celda]]:
    """One row a convenio, in the columns of the padrón."""
    for c in convenios.select_related("padre"):
        yield [c.codigo, c.tipo, c.titulo, c.objeto, c.suscrito_el, c.inicio, c.fin, _padre(c)]


def _padre(convenio: Convenio) -> str:
    return convenio.padre.codigo if convenio.padre is not None else ""
