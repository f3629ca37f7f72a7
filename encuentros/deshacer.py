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
from .models.encuentro import FIRMADA, YA_DEFINITIVA
from .models.expuesto import LO_GUARDADO

Intentos = dict[Any, Intento]


def candado(llave: str, campos: frozenset[str] | None = None, *, en_el_acta: bool = False) -> Callable[[Intentos, Any], Iterable[Reparo]]:
    """The lock of rows that name their encuentro in `llave`; with `campos`, only those columns are closed by it. What stands `en_el_acta`
    is closed by one that is final too."""

    def mirar(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
        cuales = {vars(intento.registro)[llave] for intento in intentos.values()}
        filas = Encuentro._base_manager.select_for_update().filter(pk__in=cuales).order_by("pk")
        estados = dict(filas.values_list("pk", "estado"))
        definitivas = (
            Acta._base_manager.filter(encuentro__in=cuales, definitiva_en__isnull=False) if en_el_acta else Acta._base_manager.none()
        )
        cerrados = dict.fromkeys(definitivas.values_list("encuentro", flat=True), YA_DEFINITIVA)
        cerrados |= {pk: FIRMADA for pk, estado in estados.items() if estado == Encuentro.Estado.ACTA_FIRMADA}
        for pk, intento in intentos.items():
            dice = cerrados.get(vars(intento.registro)[llave])
            if dice is None:
                continue
            if campos is None or intento.accion != "cambia":
                yield Reparo(pk, dice)
            elif toca := campos & intento.valores.keys():
                yield Reparo(pk, dice, frozenset(toca))

    return mirar


def candado_de_fotos(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was kept closes with the acta; and no undo shows a photo to everybody, nor takes away what everybody sees."""
    yield from candado("encuentro_id", frozenset(LO_GUARDADO))(intentos, ensayo)
    yield from candado_de_evidencias(intentos, ensayo)


def registrar_reglas() -> None:
    """Called once, when the app is ready."""
    edita = Permiso.EDITAR_ENCUENTROS
    dichas = (Asistencia, Invitado, Participante, ProyectoExpuesto, PuntoAgenda, RevisionAcuerdo)
    demas = (Acta, ComentarioActa, DocumentoPunto)
    registrar(
        {
            Encuentro: Regla(edita, candado=candado("id", en_el_acta=True)),
            Acuerdo: Regla(edita, candado=candado("encuentro_id", frozenset(LO_ACORDADO), en_el_acta=True)),
            FotoExpuesta: Regla(edita, candado=candado_de_fotos),
            **dict.fromkeys(dichas, Regla(edita, candado=candado("encuentro_id", en_el_acta=True))),
            **dict.fromkeys(demas, Regla(edita, candado=candado("encuentro_id"))),
        }
    )
