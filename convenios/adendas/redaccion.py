"""What people do to a draft of adenda, one gesture each. The convenio is not touched."""

from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.gestos import gesto
from base.cuentas.models import Usuario
from convenios.models import BorradorAdenda, Compromiso

from .comparar import actualizar, movidas, ordenadas
from .foto import tomar_foto
from .fusion import CERRADOS

NO_ESTA = "Otra persona lo quitó del borrador mientras tanto."


def escribir(borrador: BorradorAdenda, *, por: Usuario, clase: str, llave: str | None, valores: dict[str, Any]) -> None:
    """`valores` for a piece, or a new piece."""
    with gesto(por=por):
        if llave is None:
            borrador.agregar(clase, valores)
        else:
            _comprobar(borrador, clase, llave)
            borrador.proponer(clase, llave, valores)
        borrador.guardar(por=por)


def quitar(borrador: BorradorAdenda, *, por: Usuario, clase: str, llave: str) -> None:
    """Take a clause away, leave a commitment without effect, or drop what the adenda was going to add. A party leaves by its date."""
    with gesto(por=por):
        _comprobar(borrador, clase, llave)
        if clase == "partes" and borrador.antes(clase, llave) is not None:
            raise ValidationError("Una parte no se quita: escriba la fecha y el documento de su separación.", code="separacion")
        borrador.quitar(clase, llave)
        borrador.guardar(por=por)


def restablecer(borrador: BorradorAdenda, *, por: Usuario, clase: str, llave: str) -> None:
    """Leave a piece as the convenio says it. A clause that changed places gives back the one it took."""
    with gesto(por=por):
        if borrador.antes(clase, llave) is None:
            raise ValidationError(NO_ESTA, code="no_esta")
        borrador.restablecer(clase, llave)
        if clase == "clausulas":
            _devolver_el_lugar(borrador, llave)
        borrador.guardar(por=por)


def _devolver_el_lugar(borrador: BorradorAdenda, llave: str) -> None:
    orden = borrador.quedan("clausulas")[llave]["orden"]
    for otra, pieza in borrador.quedan("clausulas").items():
        if otra != llave and pieza["orden"] == orden:
            borrador.proponer("clausulas", otra, {"orden": siguiente_orden(borrador)})


def siguiente_orden(borrador: BorradorAdenda) -> int:
    """The number of a clause added at the end."""
    return max([pieza["orden"] for pieza in borrador.quedan("clausulas").values()], default=0) + 1


def mover(borrador: BorradorAdenda, *, por: Usuario, llave: str, pasos: int) -> None:
    """Change places with the clause before (-1) or after (+1)."""
    with gesto(por=por):
        _comprobar(borrador, "clausulas", llave)
        quedan = borrador.quedan("clausulas")
        filas = [k for k in ordenadas(borrador, "clausulas") if k in quedan]
        destino = filas.index(llave) + pasos
        if 0 <= destino < len(filas):
            otra = filas[destino]
            borrador.proponer("clausulas", llave, {"orden": quedan[otra]["orden"]})
            borrador.proponer("clausulas", otra, {"orden": quedan[llave]["orden"]})
            borrador.guardar(por=por)


def mover_plazos(borrador: BorradorAdenda, *, por: Usuario, llaves: list[str], plazo: str) -> int:
    """The same due date for many commitments; how many took it."""
    with gesto(por=por):
        for llave in llaves:
            pieza = borrador.despues("compromisos", llave)
            if pieza is None:
                raise ValidationError(NO_ESTA, code="no_esta")
            if pieza["inicio"] and plazo < pieza["inicio"]:
                raise ValidationError(f"{pieza['codigo']} empieza después de ese plazo.", code="plazo")
            borrador.proponer("compromisos", llave, {"plazo": plazo})
        borrador.guardar(por=por)
    return len(llaves)


def poner_al_dia(borrador: BorradorAdenda, *, por: Usuario, visto: str, elegido: dict[str, str]) -> None:
    """Copy the convenio again, keeping what the adenda changes; `visto` is the seal of what the person saw of the convenio."""
    with gesto(por=por):
        foto = tomar_foto(borrador.adenda.convenio, bloquear=True)
        if foto.sello != visto:
            raise ValidationError(
                "El convenio volvió a cambiar después de que usted abrió la página. Revise cómo está ahora y elija.", code="cambio"
            )
        faltan = [nombre for una in movidas(borrador, foto) for nombre in una.choques if elegido.get(nombre) not in ("adenda", "ahora")]
        if faltan:
            raise ValidationError("Elija qué queda en cada cosa que choca.", code="falta")
        actualizar(borrador, foto, elegido)
        borrador.guardar(por=por)


def _comprobar(borrador: BorradorAdenda, clase: str, llave: str) -> None:
    """The piece is still there, and if it is a commitment nobody closed it meanwhile."""
    if borrador.despues(clase, llave) is None:
        raise ValidationError(NO_ESTA, code="no_esta")
    if clase == "compromisos" and borrador.antes(clase, llave) is not None:
        estado = Compromiso.objects.filter(pk=int(llave)).values_list("estado", flat=True).first()
        if estado in CERRADOS:
            raise ValidationError("Ese compromiso ya está cerrado: lo cerrado no se cambia por adenda.", code="cerrado")
