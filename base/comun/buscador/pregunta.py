"""What somebody typed, as it is looked for."""

import re
from dataclasses import dataclass
from functools import cached_property

from ..busqueda import palabras, sin_tildes

LARGO = 200  # of what is typed: the rest is not looked at
CORTA = 3  # letters from which a word can be asked of an index of three letters
CON_ERRATA = 4  # letters from which a word may be misspelt and still be recognised
_ORLA = ".,;:¿?¡!()[]{}«»“”\"'…"
# A school and its number, as each one shortens them («I.E. N.º 16040», «IE Nº 16040», «ie 16040»): beside another word they say nothing
_ABREVIADAS = {"ie", "i.e", "iiee", "ii.ee", "n°", "nº", "n.°", "n.º", "nro"}
_PARTES = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Pregunta:
    """The words of a search, without accents or capitals: all of them have to appear."""

    escrito: str

    @cached_property
    def texto(self) -> str:
        """What was typed, in one line; only what a database can hold."""
        limpio = self.escrito.replace("\0", " ").encode("utf-8", "ignore").decode()
        return " ".join(limpio[:LARGO].split())

    @cached_property
    def plano(self) -> str:
        """The whole of it, as codes are compared."""
        return sin_tildes(self.texto)

    @cached_property
    def palabras(self) -> list[str]:
        """Each word once, without the marks around it; a sign alone is no word."""
        limpias = (palabra.strip(_ORLA) for palabra in palabras(self.texto))
        dichas = list(dict.fromkeys(limpia for limpia in limpias if any(letra.isalnum() for letra in limpia)))
        return [palabra for palabra in dichas if palabra not in _ABREVIADAS] or dichas

    @property
    def con_otros_signos(self) -> list["Pregunta"]:
        """The same, should its codes be kept with other signs between their parts: «C01» and «cm–2023–jaen» as "c-01", "cm-2023-jaen"; then with none."""
        partes = self.palabras if self.largas else [" ".join(self.palabras)]  # «c 01»: too short to be words
        escritas = (" ".join(_con_signos(parte, signo) for parte in partes) for signo in ("-", ""))
        return [Pregunta(escrita) for escrita in dict.fromkeys(escritas) if escrita != " ".join(self.palabras)]

    @property
    def largas(self) -> list[str]:
        """Those that an index answers."""
        return [palabra for palabra in self.palabras if len(palabra) >= CORTA]

    @property
    def cortas(self) -> list[str]:
        """Those of one or two letters: looked for among what the others find, or alone only at the beginning of a code."""
        return [palabra for palabra in self.palabras if len(palabra) < CORTA]

    @property
    def admite_erratas(self) -> bool:
        """Some word is long enough to be recognised when it is misspelt."""
        return any(errable(palabra) for palabra in self.palabras)


def _con_signos(palabra: str, signo: str) -> str:
    """A code with that sign between its letters and its figures; any other word as it is."""
    return signo.join(_PARTES.findall(palabra)) if any(letra.isdigit() for letra in palabra) else palabra


def errable(palabra: str) -> bool:
    """A word that may be misspelt: letters only. A code with one figure changed is another code."""
    return len(palabra) >= CON_ERRATA and palabra.isalpha()


def trozos(palabra: str, partes: int = 3) -> list[str]:
    """Pieces of a word, of three letters or more: a slip leaves at least one of them whole (but in the middle of a very short word)."""
    n = len(palabra)
    partes = min(partes, n // CORTA)
    if partes < 2:
        return [palabra[:CORTA], palabra[-CORTA:]]
    cortes = [n * i // partes for i in range(partes + 1)]
    return [palabra[desde:hasta] for desde, hasta in zip(cortes, cortes[1:], strict=False)]
