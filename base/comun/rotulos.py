"""What a field is called where people fill it in, for whoever has its name and not its form."""

import re
from collections import defaultdict
from functools import cache

from django.apps import apps

from .busqueda import sin_tildes


def rotulo(nombre: str) -> str:
    """`fecha_limite` → «Fecha límite» where a record has such a field; else its words. Of a form in rows, also which row: «Meta física (fila 3)»."""
    partes = re.fullmatch(r"(?:.*-)?(?P<fila>\d+)-(?P<campo>[^-]+)", nombre)
    campo = partes["campo"] if partes else nombre.rsplit("-", 1)[-1]
    dicho = _de_los_registros().get(campo) or re.sub(r"([cs])ion\b", r"\1ión", campo.replace("_", " ")).strip() or nombre
    fila = f" (fila {int(partes['fila']) + 1})" if partes else ""
    return f"{dicho[:1].upper()}{dicho[1:]}{fila}"


@cache
def _de_los_registros() -> dict[str, str]:
    """What all the records that have a field of that name call it. Where they differ one would mislead: the word itself, as it is written."""
    dichos = defaultdict(set)
    for modelo in apps.get_models():
        for campo in modelo._meta.fields:
            dichos[campo.name].add(str(campo.verbose_name))
    return {campo: nombre for campo, nombres in dichos.items() if (nombre := _uno(campo, nombres))}


def _uno(campo: str, nombres: set[str]) -> str:
    if len(nombres) == 1:
        return nombres.pop()
    return next((palabra for nombre in sorted(nombres) for palabra in nombre.lower().split() if sin_tildes(palabra) == campo), "")
