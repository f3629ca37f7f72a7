"""What a rehearsal says, for programs: the JSON of `manage.py importar --json` (its keys are a contract)."""

from collections import Counter
from typing import Any

from base.bitacora.models import Lote
from base.comun.padron.celdas import mostrar

from .lectura import ArchivoInvalido
from .motor import Ensayo

ERRORES_EN_FILAS = "errores_en_filas"
CAMBIO_ENTRETANTO = "cambio_entretanto"


class Suma:
    """What one rehearsal shows, or several of one file; of each kind of message `tope` at most, and how many more there are."""

    def __init__(self, *, tope: int | None = None) -> None:
        self.cuentas: Counter[str] = Counter()
        self.filas, self.avisos_del_archivo = 0, list[str]()
        self._tope, self._mensajes, self._de_mas = (
            tope,
            {"errores": list[dict[str, Any]](), "avisos": list[dict[str, Any]]()},
            Counter[str](),
        )

    def agregar(self, ensayo: Ensayo) -> None:
        """The rows of this rehearsal too."""
        self.filas += len(ensayo.filas)
        self.cuentas.update(ensayo.cuentas)
        self.avisos_del_archivo += [aviso for aviso in ensayo.avisos if aviso not in self.avisos_del_archivo]
        for cuales, mensajes in self._mensajes.items():
            nuevos = _mensajes(ensayo, cuales)
            caben = len(nuevos) if self._tope is None else max(0, self._tope - len(mensajes))
            mensajes += nuevos[:caben]
            self._de_mas[cuales] += len(nuevos[caben:])

    @property
    def aceptado(self) -> bool:
        """Nothing stands in the way."""
        return not self.cuentas["error"]

    def decir(self, *, lote: Lote | None = None, motivo: str | None = None) -> dict[str, Any]:
        """What would happen, or what was done when there is a `lote`."""
        aceptado = self.aceptado and motivo is None
        resultado = "aplicado" if lote is not None else "ensayo" if aceptado else "rechazado"
        return _sobre(resultado, None if aceptado else motivo or ERRORES_EN_FILAS) | {
            "filas": self.filas,
            "nuevos": self.cuentas["nuevo"],
            "cambian": self.cuentas["cambia"],
            "iguales": self.cuentas["igual"],
            "errores": self._mensajes["errores"] + self._y_mas("errores"),
            "avisos": [_de_todo(aviso) for aviso in self.avisos_del_archivo] + self._mensajes["avisos"] + self._y_mas("avisos"),
            "lote": lote.pk if lote is not None else None,
        }

    def _y_mas(self, cuales: str) -> list[dict[str, Any]]:
        return [_de_todo(f"Hay {self._de_mas[cuales]:,} {cuales} más, que no se muestran.")] if self._de_mas[cuales] else []


def de_archivo(error: ArchivoInvalido) -> dict[str, Any]:
    """A file that cannot be taken at all."""
    return _sobre("rechazado", error.motivo) | {"errores": [_de_todo(error.mensaje)]}


def de_ensayo(ensayo: Ensayo, *, lote: Lote | None = None, motivo: str | None = None) -> dict[str, Any]:
    """All that one rehearsal shows."""
    suma = Suma()
    suma.agregar(ensayo)
    return suma.decir(lote=lote, motivo=motivo)


def _de_todo(mensaje: str) -> dict[str, Any]:
    """Of the file as a whole."""
    return {"fila": None, "columna": None, "recibido": "", "mensaje": mensaje}


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
