"""Taking a lote back.

    ensayo = ensayar(lote, por=persona)                     # nothing is written
    nuevo = deshacer(lote, por=persona, motivo="…")         # one gesture; itself a lote, that can be undone

`registrar({Modelo: Permiso})` from the `ready()` of each app says what may be undone (see `reglas`); how it is decided, see `ensayo`.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .bloque import cambiar_en_bloque
from .cambios import PAPELERA
from .ensayo import Ensayo, calcular
from .gestos import gesto
from .leyes import clave_unica, unicas
from .models import Lote, Registro
from .pasos import exigir, exigir_texto
from .reglas import SALE, VUELVE, Intento, Regla, Reparo, registrar

__all__ = ["Ensayo", "Intento", "NadaQueDevolver", "Regla", "Reparo", "YaNoEsIgual", "deshacer", "ensayar", "registrar"]


class NadaQueDevolver(ValidationError):
    """Everything the lote changed is back already, or stays for a reason."""


class YaNoEsIgual(ValidationError):
    """Something changed after the rehearsal that the person saw."""


def comprobar(lote: Lote, por: Usuario | None) -> None:
    """Raise `ValidationError` unless it is a lote that is taken back as one, and this person takes lotes back."""
    if por is not None:
        exigir(por, Permiso.CAMBIAR_MUCHOS, "Solo quien puede cambiar muchos registros a la vez deshace un lote.")
    if lote.tipo not in Lote.Tipo.deliberados():
        raise ValidationError("Solo se deshace un cambio de muchos registros. Uno solo se corrige en su página.", code="tipo")


def ensayar(lote: Lote, *, por: Usuario | None) -> Ensayo:
    """What undoing `lote` would return now, and what it would leave and why. Writes nothing. `por=None`: the console of the server."""
    comprobar(lote, por)
    with transaction.atomic():  # one moment for all that is compared
        return calcular(lote, por=por)


def deshacer(lote: Lote, *, por: Usuario | None, motivo: str, clave: uuid.UUID | None = None, huella: str | None = None) -> Lote:
    """Take `lote` back in one gesture; return the new lote. `huella` is that of the rehearsal the person saw: another one writes nothing."""
    comprobar(lote, por)
    motivo = exigir_texto(motivo, "Escriba por qué se deshace.")
    with gesto(por=por, motivo=motivo, clave=clave, tipo=Lote.Tipo.DESHACER, ambito=lote.ambito, deshace=lote) as nuevo:
        if nuevo.deshace_id != lote.pk:
            raise RuntimeError("Deshacer un lote es un gesto propio: no cabe dentro de otro.")
        Lote.objects.select_for_update().get(pk=lote.pk)  # two people undo it one after the other
        ensayo = calcular(lote, por=por, bloqueando=True)
        if huella is not None and huella != ensayo.huella:
            raise YaNoEsIgual("Algo cambió después del ensayo: no se escribió nada. Revise cómo quedaría ahora y confirme otra vez.")
        if not ensayo.hay:
            raise NadaQueDevolver("Ya no queda nada por devolver.")
        for modelo, intentos in ensayo.intentos.items():
            _escribir(modelo, list(intentos.values()), ensayo)
        cuentas = ensayo.cuentas
        nuevo.contar(cambiados=cuentas["cambia"] + cuentas["vuelve"], eliminados=cuentas["sale"])
    nuevo.ensayo = ensayo  # type: ignore[attr-defined]  # what was done and left, for whoever tells it
    return nuevo


def _escribir(modelo: Any, intentos: list[Intento], ensayo: Ensayo) -> None:
    """What goes leaves its place first; what stays takes it after."""
    salen = [i for i in intentos if i.accion == SALE]
    quedan = [i for i in intentos if i.accion != SALE]
    con_papelera = issubclass(modelo, Registro)
    instante = ahora()
    cruzados = _cruzados(modelo, quedan) if con_papelera and ensayo.autor is not None else []
    for intento in intentos:
        for columna, valor in intento.valores.items():
            setattr(intento.registro, columna, valor)
        if intento.accion == VUELVE:
            intento.registro.eliminado_en = intento.registro.eliminado_por = None
        elif intento.accion == SALE and con_papelera:
            intento.registro.eliminado_en, intento.registro.eliminado_por = instante, ensayo.autor
    _en_bloque(modelo, salen, con_papelera=con_papelera)
    if cruzados:  # two that change places would meet half way: they wait in the papelera for the length of one statement
        modelo._base_manager.filter(pk__in=cruzados).update(eliminado_en=instante, eliminado_por=ensayo.autor)
    _en_bloque(modelo, quedan, con_papelera=bool(cruzados) or any(i.accion == VUELVE for i in quedan))


def _en_bloque(modelo: Any, intentos: list[Intento], *, con_papelera: bool) -> None:
    columnas = {columna for i in intentos for columna in i.valores}
    nombres = [c.name for c in modelo._meta.concrete_fields if c.attname in columnas]
    if con_papelera:
        nombres += PAPELERA
    cambiar_en_bloque(modelo, [i.registro for i in intentos], nombres)


def _cruzados(modelo: Any, intentos: list[Intento]) -> list[Any]:
    """Records that take what another one of the same undo still holds."""
    cruzados: set[Any] = set()
    for expresiones, condicion, _, columnas in unicas(modelo):
        mueven = [i for i in intentos if columnas & i.valores.keys() and i.accion != VUELVE]
        ocupadas = {clave_unica(modelo, expresiones, condicion, vars(i.registro)) for i in mueven} - {None}
        for i in mueven:
            if clave_unica(modelo, expresiones, condicion, {**vars(i.registro), **i.valores}) in ocupadas:
                cruzados.add(i.pk)
    return sorted(cruzados, key=str)
