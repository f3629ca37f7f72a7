"""The lock of a signed acta, in the database itself (`base/comun/candados.py` puts it there).

Nothing of an encuentro whose acta was signed is added, changed or taken away. What becomes of its acuerdos afterwards is no part of the acta:
of an acuerdo only what the acta says is locked. A photo is locked as it was kept; who may see it goes on being decided, and one that was
taken away may be erased for good: it is of who appears in it.
"""

from collections.abc import Iterator

from base.comun.candados import Candado, cambia

from .models.acuerdo import LO_ACORDADO
from .models.encuentro import FIRMADA
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
_FIRMADA = "EXISTS (SELECT 1 FROM encuentros_encuentro e WHERE e.id = {fila}.encuentro_id AND e.estado = 'acta_firmada')"
_FILAS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _del_firmado(acto: str) -> str:
    return " OR ".join(_FIRMADA.format(fila=fila) for fila in _FILAS[acto])


def candados() -> Iterator[Candado]:
    """Every lock of this floor."""
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
