"""The retention act: an administrator deletes for good what has been in the papelera long enough. The history of each row stays.

What goes is the chosen record with all that cannot exist without it. What anything outside still points to stays, and says why.
"""

import datetime
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import SET_NULL

from base.comun.archivos import ConArchivo
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .ambitos import ambitos_de
from .bloque import borrar_en_bloque
from .familia import en_letras, llaves_de_hijos, llaves_hacia
from .gestos import actual
from .models import Registro
from .papelera import modelo_de
from .pasos import exigir

MINIMO_DIAS = 90
MAXIMO_ELEGIDOS = 50
MAXIMO_FILAS = 20_000
registro_de_sucesos = logging.getLogger(__name__)


def plazo(dias: int) -> datetime.datetime:
    """What was deleted before this instant is old enough."""
    return ahora() - datetime.timedelta(days=max(dias, MINIMO_DIAS))


@dataclass
class Salida:
    """One chosen record: what goes with it, and why it cannot go, if it cannot."""

    registro: Any
    clave: str
    con: dict[Any, int] = field(default_factory=dict)
    reparos: list[str] = field(default_factory=list)

    @property
    def con_ello(self) -> str:
        """What goes with it, in words."""
        return ", ".join(en_letras(modelo, cuantos) for modelo, cuantos in self.con.items())


@dataclass
class Plan:
    """What would be deleted for good: the chosen ones, and every row by model."""

    salidas: list[Salida] = field(default_factory=list)
    filas: dict[Any, dict[Any, Any]] = field(default_factory=dict)  # model → key → the record
    perdidos: int = 0  # chosen, and no longer there

    @property
    def reparos(self) -> int:
        """How many of the chosen ones cannot go."""
        return sum(bool(salida.reparos) for salida in self.salidas)

    @property
    def cuantas(self) -> int:
        """How many rows in all."""
        return sum(len(filas) for filas in self.filas.values())


def planear(elegidos: Iterable[str], *, user: Any, dias: int, tomar: bool = False) -> Plan:
    """What deleting `elegidos` ("convenios.compromiso:12") would take, and what forbids it. `tomar` holds the chosen rows."""
    plan, duenos = Plan(), {}
    for clave in dict.fromkeys(elegidos):
        registro = _uno(clave, user, tomar=tomar)
        if registro is None:
            plan.perdidos += 1
            continue
        salida = Salida(registro, clave)
        plan.salidas.append(salida)
        plan.filas.setdefault(type(registro), {})[registro.pk] = registro
        duenos[(type(registro), registro.pk)] = salida
        if registro.eliminado_en >= plazo(dias):
            salida.reparos.append(f"Lleva menos de {max(dias, MINIMO_DIAS)} días en la papelera.")
    _bajar(plan, duenos)
    _mirar_candados(plan, duenos)
    _mirar_quien_apunta(plan, duenos)
    return plan


def _uno(clave: str, user: Any, *, tomar: bool) -> Any:
    nombre, _, pk = clave.partition(":")
    modelo: Any = modelo_de(nombre)
    if modelo is None:
        return None
    filas = modelo.todos.for_user(user).eliminados()
    try:
        elegido = filas.filter(pk=pk).first()
    except (ValueError, ValidationError, OverflowError):
        return None
    if elegido is not None and tomar:
        modelo._base_manager.select_for_update().filter(pk=elegido.pk).first()
    return elegido


def _bajar(plan: Plan, duenos: dict[tuple[Any, Any], Salida]) -> None:
    """Level by level, every row that hangs on what goes: one query a key and level, whatever the number of rows."""
    nivel = {modelo: list(filas) for modelo, filas in plan.filas.items()}
    while nivel:
        abajo: dict[Any, list[Any]] = {}
        for padre, llaves in nivel.items():
            for campo in llaves_de_hijos(padre):
                suyos = plan.filas.setdefault(campo.model, {})
                for hijo in campo.model._base_manager.filter(**{f"{campo.name}__in": llaves}).order_by("pk"):
                    if hijo.pk in suyos:
                        continue
                    salida = duenos[(padre, getattr(hijo, campo.attname))]
                    suyos[hijo.pk], duenos[(campo.model, hijo.pk)] = hijo, salida
                    salida.con[campo.model] = salida.con.get(campo.model, 0) + 1
                    abajo.setdefault(campo.model, []).append(hijo.pk)
        if plan.cuantas > MAXIMO_FILAS:
            raise ValidationError(f"Lo elegido arrastra más de {MAXIMO_FILAS:,} filas: elija menos.", code="muchas")
        nivel = abajo


def _mirar_candados(plan: Plan, duenos: dict[tuple[Any, Any], Salida]) -> None:
    """What a lock of its own keeps stays: only kinds of record that have one are asked."""
    for modelo, filas in plan.filas.items():
        if modelo.comprobar_que_se_puede_depurar is Registro.comprobar_que_se_puede_depurar:
            continue
        for fila in filas.values():
            try:
                fila.comprobar_que_se_puede_depurar()
            except ValidationError as error:
                reparos = duenos[(modelo, fila.pk)].reparos
                reparos += [m for m in error.messages if m not in reparos]


def _mirar_quien_apunta(plan: Plan, duenos: dict[tuple[Any, Any], Salida]) -> None:
    """What stays may not point to what goes, be it alive or in the papelera itself."""
    for modelo, filas in [(m, f) for m, f in plan.filas.items() if f]:
        for campo in llaves_hacia(modelo):
            if campo.remote_field.on_delete is SET_NULL:
                continue
            se_van = plan.filas.get(campo.model, {})
            for otro in campo.model._base_manager.filter(**{f"{campo.name}__in": list(filas)}).order_by("pk")[:MAXIMO_FILAS]:
                if otro.pk not in se_van:
                    salida = duenos[(modelo, getattr(otro, campo.attname))]
                    if len(salida.reparos) < 5:
                        salida.reparos.append(_reparo(otro))


def _soltar(modelo: Any, filas: Collection[Any]) -> None:
    """What names these rows only for as long as they are there no longer does."""
    for campo in llaves_hacia(modelo):
        if campo.remote_field.on_delete is SET_NULL:
            campo.model._base_manager.filter(**{f"{campo.name}__in": list(filas)}).update(**{campo.name: None})


def _reparo(otro: Any) -> str:
    clase = str(otro._meta.verbose_name)
    if isinstance(otro, Registro) and otro.eliminado_en is not None:
        return f"Lo nombra {clase} «{otro}», que también está en la papelera: depúrelos juntos."
    return f"Lo nombra {clase} «{otro}», que sigue en uso."


def depurar(elegidos: list[str], *, dias: int, por: Usuario) -> Plan:
    """Delete them for good with all that hangs on them, inside the gesture that says why. All or nothing."""
    exigir(por, Permiso.DEPURAR_PAPELERA, "Solo un administrador depura la papelera.")
    if not elegidos:
        raise ValidationError("Elija al menos un registro.", code="vacio")
    if len(elegidos) > MAXIMO_ELEGIDOS:
        raise ValidationError(f"Se depuran hasta {MAXIMO_ELEGIDOS} registros a la vez.", code="muchos")
    plan = planear(elegidos, user=por, dias=dias, tomar=True)
    if plan.perdidos:
        raise ValidationError("Algo de lo elegido ya no está en la papelera: otra persona lo restauró o lo depuró.", code="cambio")
    if plan.reparos:
        raise ValidationError("No se borró nada: quite de la selección lo que no se puede depurar.", code="reparos")
    archivos = [(fila.archivo.storage, fila.archivo.name) for fila in _con_archivo(plan)]
    for modelo, filas in plan.filas.items():
        _soltar(modelo, filas)
        borrar_en_bloque(modelo, filas.values())
    lote = actual()
    if lote is not None:
        lote.contar(eliminados=plan.cuantas)
    transaction.on_commit(lambda: _quitar(archivos))
    return plan


def _con_archivo(plan: Plan) -> list[Any]:
    return [fila for filas in plan.filas.values() for fila in filas.values() if isinstance(fila, ConArchivo) and fila.archivo]


def _quitar(archivos: list[tuple[Any, str]]) -> None:
    """Take the files off the storage, once nothing can bring their rows back."""
    for almacen, nombre in archivos:
        try:
            almacen.delete(nombre)
        except OSError:
            registro_de_sucesos.exception("No se pudo quitar del almacén un archivo depurado")


def ambito_de(por: Usuario) -> str:
    """The code of the only UGEL this person works for; empty where there are several."""
    codigos = [c["codigo"] if isinstance(c, dict) else c for c in list(ambitos_de(por)[:2])]
    return str(codigos[0]) if len(codigos) == 1 else ""
