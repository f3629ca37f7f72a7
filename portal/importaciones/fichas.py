"""What a padrón says of each of its columns, in words: the same on its page, in its template and in docs/padrones.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from base.comun.padron import Columna, Padron


@dataclass(frozen=True)
class Ficha:
    """One column, told to a person."""

    nombre: str
    tipo: str
    acepta: str
    ayuda: str
    ejemplo: str
    sinonimos: tuple[str, ...]
    requerida: bool
    llave: bool
    auxiliar: bool

    @property
    def obligatoria(self) -> str:
        """Whether it has to be filled in; a part of the key that may be empty says so by being no."""
        return "sí" if self.requerida else "no"

    @property
    def dicho(self) -> str:
        """What to write in it, in one paragraph."""
        return " ".join(parte for parte in (self.ayuda, self.acepta) if parte)


def ficha_de(padron: Padron, columna: Columna) -> Ficha:
    """What one column says of itself."""
    return Ficha(
        columna.nombre, columna.tipo, columna.acepta, columna.ayuda, columna.ejemplo, columna.sinonimos,
        columna.requerida, columna.nombre in padron.llave, columna.auxiliar,
    )  # fmt: skip


def fichas_de(padron: Padron) -> list[Ficha]:
    """All of them, in the order in which they go out."""
    return [ficha_de(padron, columna) for columna in padron.columnas]


def en_una_frase(cosas: Sequence[str]) -> str:
    """codigo → «codigo»; convenio, ubigeo → «convenio» y «ubigeo»."""
    citadas = [f"«{cosa}»" for cosa in cosas]
    return " y ".join([", ".join(citadas[:-1]), citadas[-1]] if len(citadas) > 1 else citadas)


def que_hace_una_fila(padron: Padron) -> str:
    """What a row does, and how the record it is about is found."""
    return (
        f"Cada fila se reconoce por {en_una_frase(padron.llave)}: si ya está en el portal, la fila es de ese registro; si no, es uno nuevo."
    )
