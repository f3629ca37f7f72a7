"""The locks of a signed acta and of a final one, in the database itself (`base/comun/candados.py` puts them there).

Nothing of an encuentro whose acta was signed is added, changed or taken away. What becomes of its acuerdos afterwards is no part of the acta:
of an acuerdo only what the acta says is locked. A photo is locked as it was kept; who may see it goes on being decided, and one that was
taken away may be erased for good: it is of who appears in it.

Of an encuentro whose acta is final and not signed yet, only what that text tells is closed, until it goes back to draft. What was in the papelera
already may be erased for good: the text does not tell of it.
"""

from collections.abc import Iterator

from base.comun.candados import Candado, cambia

from .models.acuerdo import LO_ACORDADO
from .models.encuentro import FIRMADA, LO_QUE_DICE_EL_ACTA, YA_DEFINITIVA
from .models.expuesto import LO_GUARDADO

DEL_ENCUENTRO = (
    "encuentros_asistencia",
    "encuentros_participante",
    "encuentros_invitado",
    "encuentros_puntoagenda",
    "encuentros_documentopunto",
    "encuentros_proyectoexpuesto",
    "encuentros_revisionacuerdo",
    "encuentros_comentarioacta",
    "encuentros_acta",
)
EN_EL_ACTA = (
    "encuentros_asistencia",
    "encuentros_participante",
    "encuentros_invitado",
    "encuentros_puntoagenda",
    "encuentros_proyectoexpuesto",
    "encuentros_revisionacuerdo",
)
_FIRMADA = "EXISTS (SELECT 1 FROM encuentros_encuentro e WHERE e.id = {fila}.encuentro_id AND e.estado = 'acta_firmada')"
_DEFINITIVA = (
    "EXISTS (SELECT 1 FROM encuentros_acta a JOIN encuentros_encuentro e ON e.id = a.encuentro_id "
    "WHERE e.id = {encuentro} AND a.definitiva_en IS NOT NULL AND e.estado <> 'acta_firmada')"
)
_FILAS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _del_firmado(acto: str) -> str:
    return " OR ".join(_FIRMADA.format(fila=fila) for fila in _FILAS[acto])


def _del_definitivo(acto: str) -> str:
    cuando = " OR ".join(_DEFINITIVA.format(encuentro=f"{fila}.encuentro_id") for fila in _FILAS[acto])
    return f"({cuando}) AND OLD.eliminado_en IS NULL" if acto == "DELETE" else cuando


def _de_la_definitiva() -> Iterator[Candado]:
    """Those of a final acta that is not signed: of the encuentro and of its acuerdos, only what it says of them."""
    tabla, suya = "encuentros_encuentro", _DEFINITIVA.format(encuentro="OLD.id")
    yield Candado(f"{tabla}_definitivo_update", tabla, "UPDATE", f"{suya} AND ({cambia(LO_QUE_DICE_EL_ACTA)})", YA_DEFINITIVA)
    yield Candado(f"{tabla}_definitivo_delete", tabla, "DELETE", suya, YA_DEFINITIVA)
    for tabla in EN_EL_ACTA:
        for acto in _FILAS:
            yield Candado(f"{tabla}_definitiva_{acto.lower()}", tabla, acto, _del_definitivo(acto), YA_DEFINITIVA)
    tabla = "encuentros_acuerdo"
    for acto in _FILAS:
        cuando = _del_definitivo(acto)
        cuando = f"({cuando}) AND ({cambia((*LO_ACORDADO, 'eliminado_en'))})" if acto == "UPDATE" else cuando
        yield Candado(f"{tabla}_definitivo_{acto.lower()}", tabla, acto, cuando, YA_DEFINITIVA)


def candados() -> Iterator[Candado]:
    """Every lock of this floor."""
    yield from _de_la_definitiva()
    for acto in ("UPDATE", "DELETE"):
        nombre = f"encuentros_encuentro_firmado_{acto.lower()}"
        yield Candado(nombre, "encuentros_encuentro", acto, "OLD.estado = 'acta_firmada'", FIRMADA)
    for tabla in DEL_ENCUENTRO:
        for acto in _FILAS:
            yield Candado(f"{tabla}_firmada_{acto.lower()}", tabla, acto, _del_firmado(acto), FIRMADA)
    tabla = "encuentros_acuerdo"
    for acto in _FILAS:
        cuando = _del_firmado(acto) if acto != "UPDATE" else f"({_del_firmado(acto)}) AND ({cambia((*LO_ACORDADO, 'eliminado_en'))})"
        yield Candado(f"{tabla}_firmado_{acto.lower()}", tabla, acto, cuando, FIRMADA)
    tabla = "encuentros_fotoexpuesta"
    condiciones = {"INSERT": "", "UPDATE": f" AND ({cambia(LO_GUARDADO)})", "DELETE": " AND OLD.eliminado_en IS NULL"}
    for acto, ademas in condiciones.items():
        yield Candado(f"{tabla}_firmada_{acto.lower()}", tabla, acto, f"({_del_firmado(acto)}){ademas}", FIRMADA)
