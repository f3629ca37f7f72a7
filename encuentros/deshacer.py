"""How the records of an encuentro are undone: once the acta is signed they stay, and the page says why."""

from collections.abc import Callable, Iterable
from typing import Any

from base.bitacora.reglas import Intento, Regla, Reparo, registrar
from base.cuentas.roles import Permiso
from municipios.proyectos import candado_de_evidencias

from .models import (
    Acta,
    Acuerdo,
    Asistencia,
    ComentarioActa,
    DocumentoPunto,
    Encuentro,
    FotoExpuesta,
    Invitado,
    Participante,
    ProyectoExpuesto,
    PuntoAgenda,
    RevisionAcuerdo,
)
from .models.acuerdo import LO_ACORDADO
from .models.encuentro import FIRMADA
from .models.expuesto import LO_GUARDADO

Intentos = dict[Any, Intento]


def candado(llave: str, campos: frozenset[str] | None = None) -> Callable[[Intentos, Any], Iterable[Reparo]]:
    """The lock of rows that name their encuentro in `llave`; with `campos`, only those columns are closed by it."""

    def mirar(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
        cuales = {vars(intento.registro)[llave] for intento in intentos.values()}
        filas = Encuentro._base_manager.select_for_update().filter(pk__in=cuales).order_by("pk")
        firmados = {pk for pk, estado in filas.values_list("pk", "estado") if estado == Encuentro.Estado.ACTA_FIRMADA}
        for pk, intento in intentos.items():
            if vars(intento.registro)[llave] not in firmados:
                continue
            if campos is None or intento.accion != "cambia":
                yield Reparo(pk, FIRMADA)
            elif toca := campos & intento.valores.keys():
                yield Reparo(pk, FIRMADA, frozenset(toca))

    return mirar


def candado_de_fotos(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was kept closes with the acta; and no undo shows a photo to everybody, nor takes away what everybody sees."""
    yield from candado("encuentro_id", frozenset(LO_GUARDADO))(intentos, ensayo)
    yield from candado_de_evidencias(intentos, ensayo)


def registrar_reglas() -> None:
    """Called once, when the app is ready."""
    edita = Permiso.EDITAR_ENCUENTROS
    filas = (Acta, Asistencia, ComentarioActa, DocumentoPunto, Invitado, Participante, ProyectoExpuesto, PuntoAgenda, RevisionAcuerdo)
    registrar(
        {
            Encuentro: Regla(edita, candado=candado("id")),
            Acuerdo: Regla(edita, candado=candado("encuentro_id", frozenset(LO_ACORDADO))),
            FotoExpuesta: Regla(edita, candado=candado_de_fotos),
            **dict.fromkeys(filas, Regla(edita, candado=candado("encuentro_id"))),
        }
    )
