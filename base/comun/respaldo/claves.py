"""The keys of the backups: age's own (https://age-encryption.org/v1), so that a backup opens with the public program `age` too.

The private key opens and closes. With the public one alone a server makes backups that nobody who breaks into it can read.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from pyrage import IdentityError, RecipientError, x25519

from .errores import ErrorDeRespaldo

SIN_CLAVE = (
    "Falta la clave de los respaldos. Créela con `manage.py respaldar --crear-clave`, guárdela también fuera de este equipo, "
    "y escríbala en CLAVE_DE_RESPALDO o en el archivo que dice CLAVE_DE_RESPALDO_FILE."
)
NO_SE_ENTIENDE = (
    "CLAVE_DE_RESPALDO no se entiende: escriba la clave privada (AGE-SECRET-KEY-1…) o la pública (age1…) que dio "
    "`manage.py respaldar --crear-clave`, entera."
)
SIN_PRIVADA = "Para abrir un respaldo hace falta la clave privada (AGE-SECRET-KEY-1…). En CLAVE_DE_RESPALDO solo está la pública, que sirve para hacerlos."


@dataclass(frozen=True)
class Claves:
    """Who can open what is closed with them (`publicas`), and what opens it here (`privadas`; may be none)."""

    publicas: list[x25519.Recipient]
    privadas: list[x25519.Identity]

    def exigir_privada(self) -> list[x25519.Identity]:
        """What opens a backup; without it, the reason."""
        if not self.privadas:
            raise ErrorDeRespaldo(SIN_PRIVADA)
        return self.privadas


def crear() -> tuple[str, str]:
    """A new pair: the private key and its public one."""
    privada = x25519.Identity.generate()
    return str(privada), str(privada.to_public())


def leer(texto: str) -> Claves:
    """The keys written in `texto`: one or several, with blanks or commas between; lines of remarks (#) as `age-keygen` writes them."""
    palabras = [p for linea in texto.splitlines() if not linea.lstrip().startswith("#") for p in re.split(r"[\s,]+", linea) if p]
    if not palabras:
        raise ErrorDeRespaldo(SIN_CLAVE)
    publicas, privadas = [], []
    try:
        for palabra in palabras:
            if palabra.startswith("age1"):
                publicas.append(x25519.Recipient.from_str(palabra))
            else:
                privadas.append(x25519.Identity.from_str(palabra))
    except (IdentityError, RecipientError) as error:
        raise ErrorDeRespaldo(NO_SE_ENTIENDE) from error
    return Claves(publicas + [una.to_public() for una in privadas], privadas)


def de_la_instalacion() -> Claves:
    """Those that this installation was given."""
    return leer(settings.CLAVE_DE_RESPALDO)


def hay_privada() -> bool:
    """Whether this server can open the backups that it makes."""
    return "AGE-SECRET-KEY-1" in settings.CLAVE_DE_RESPALDO
