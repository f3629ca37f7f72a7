"""What a rehearsal says, for programs: the JSON of `manage.py importar --json` (its keys are a contract)."""

from typing import Any

from base.bitacora.models import Lote
from base.comun.padron.celdas import mostrar

from .lectura import ArchivoInvalido
from .motor import Ensayo

ERRORES_EN_FILAS = "errores_en_filas"
CAMBIO_ENTRETANTO = "cambio_entretanto"


def de_archivo(error: ArchivoInvalido) -> dict[str, Any]:
    """A file that cannot be taken at all."""
    fallo = {"fila": None, "columna": None, "recibido": "", "mensaje": error.mensaje}
    return _sobre("rechazado", error.motivo) | {"errores": [fallo]}


def de_ensayo(ensayo: Ensayo, *, lote: Lote | None = None, motivo: str | None = None) -> dict[str, Any]:
    """What would happen, or what was done when there is a `lote`."""
    aceptado = ensayo.aceptado and motivo is None
    resultado = "aplicado" if lote is not None else "ensayo" if aceptado else "rechazado"
    cuentas = ensayo.cuentas
    return _sobre(resultado, None if aceptado else motivo or ERRORES_EN_FILAS) | {
        "filas": len(ensayo.filas),
        "nuevos": cuentas["nuevo"],
        "cambian": cuentas["cambia"],
        "iguales": cuentas["igual"],
        "errores": _mensajes(ensayo, "errores"),
        "avisos": [{"fila": None, "columna": None, "recibido": "", "mensaje": aviso} for aviso in ensayo.avisos]
        + _mensajes(ensayo, "avisos"),
        "lote": lote.pk if lote is not None else None,
    }


def _mensajes(ensayo: Ensayo, cuales: str) -> list[dict[str, Any]]:
    return [
        {"fila": fila.numero, "columna": columna, "recibido": mostrar(fila.celdas.get(columna or "")), "mensaje": mensaje}
        for fila in ensayo.filas
        for columna, mensaje in getattr(fila, cuales)
    ]


def _sobre(resultado: str, motivo: str | None) -> dict[str, Any]:
    return {
        "resultado": resultado, "motivo": motivo, "filas": 0, "nuevos": 0, "cambian": 0, "iguales": 0, "errores": [], "avisos": [], "lote": None,
    }  # fmt: skip
