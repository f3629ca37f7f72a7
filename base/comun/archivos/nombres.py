"""The name a person gave to a file: kept to be read, never to be trusted. The stored name is another one, at random."""

import re
import unicodedata

EXTENSIONES = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
}
LARGO_MAXIMO = 120
_RESERVADOS = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_PROHIBIDOS = re.compile(r'[<>:"|?*]')
# Cc control, Cf format (bidirectional overrides, zero width), Cs lone surrogates, Co and Cn unassigned, Zl and Zp line breaks
_INVISIBLES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _visible(texto: str) -> str:
    return "".join(letra for letra in texto if unicodedata.category(letra) not in _INVISIBLES)


def extension(nombre: str) -> str:
    """What stands after the last dot, lower case; empty if the name has no dot."""
    _, punto, cola = _visible(nombre).rstrip(" .").rpartition(".")
    return cola.strip().lower() if punto else ""


def limpiar_nombre(nombre: str, tipo: str) -> str:
    """A name that any system can save and any screen can show, ending as a file of `tipo` does."""
    ultimo = re.split(r"[\\/]", nombre)[-1]
    limpio = _PROHIBIDOS.sub("_", _visible(unicodedata.normalize("NFC", ultimo)))
    limpio = " ".join(limpio.split()).strip(" .")
    admitidas = EXTENSIONES[tipo]
    base, punto, cola = limpio.rpartition(".")
    if not punto or cola.lower() not in admitidas:
        base, cola = limpio, admitidas[0]
    base = base.strip(" .") or "archivo"
    if _RESERVADOS.fullmatch(base.split(".")[0].strip()):
        base = f"_{base}"
    base = base[: LARGO_MAXIMO - len(cola) - 1].rstrip(" .")
    return f"{base}.{cola.lower()}"
