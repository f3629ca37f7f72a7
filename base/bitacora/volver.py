"""Back to a value of before: one field, or all that one line of a timeline moved, as a change like any other.

Each app says who may write its records and by which door they are saved: an earlier value passes the same laws as a typed one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .campos import Campo, campos_de, en_palabras, es_texto, nombres_de, que_vuelven, titulo
from .models import Registro


def guardar_con_sus_leyes(registro: Any, *, por: Usuario) -> None:
    """What the model itself and the database allow."""
    registro.full_clean()
    registro.save()


@dataclass(frozen=True)
class Editable:
    """Who writes records of a kind, and how they are saved. `suyo` narrows it to some people; `fijos` never go back."""

    permiso: Permiso
    guardar: Callable[..., object] = guardar_con_sus_leyes
    suyo: Callable[[Any, Usuario], bool] | None = None
    fijos: frozenset[str] = frozenset()


_editables: dict[type[Model], Editable] = {}


def registrar_editables(editables: dict[Any, Editable]) -> None:
    """Offer "volver a este valor" on the timelines of these models."""
    _editables.update(editables)


def campos_que_vuelven(modelo: Any) -> list[Campo]:
    """Fields of a model that an earlier value may be given back to; none where the model was not registered."""
    editable = _editables.get(modelo)
    return [] if editable is None else [c for c in que_vuelven(modelo) if c.name not in editable.fijos]


def se_ofrecen(user: Usuario, pagina_de: Any) -> Callable[[Any], set[str]]:
    """For the timeline of one record: the fields that this person may give an earlier value, model by model.

    Where it is also a question of whose the record is, only on the record's own page: there it is known.
    """

    def de(modelo: Any) -> set[str]:
        editable = _editables.get(modelo)
        if editable is None or not user.puede(editable.permiso):
            return set()
        if editable.suyo is not None and not (type(pagina_de) is modelo and editable.suyo(pagina_de, user)):
            return set()
        return {campo.name for campo in campos_que_vuelven(modelo)}

    return de


def puede_volver(registro: Any, user: Usuario) -> bool:
    """Whether this person may write this record."""
    editable = _editables.get(type(registro))
    return editable is not None and user.puede(editable.permiso) and (editable.suyo is None or editable.suyo(registro, user))


@dataclass(frozen=True)
class Vuelta:
    """What one field says now and what it would say."""

    campo: Campo
    valor: Any
    ahora: str
    entonces: str

    @property
    def etiqueta(self) -> str:
        """What the field is called."""
        return titulo(self.campo)

    @property
    def es_texto(self) -> bool:
        """Words, to be marked one by one."""
        return es_texto(self.campo) and bool(self.ahora) and bool(self.entonces)


def vueltas(registro: Any, linea: Any, nombre: str = "") -> list[Vuelta]:
    """What going back to before `linea` (a history row of `registro`) would move: the field called `nombre`, or all that it changed."""
    anterior = anterior_a(linea)
    if anterior is None:
        return []
    pares = [
        (campo, getattr(anterior, campo.attname), getattr(registro, campo.attname))
        for campo in campos_que_vuelven(type(registro))
        if getattr(linea, campo.attname) != getattr(anterior, campo.attname) and nombre in ("", campo.name)
    ]
    nombres = nombres_de((campo, dicho) for campo, *lados in pares for dicho in lados)
    return [
        Vuelta(campo, entonces, en_palabras(campo, ahora, nombres), en_palabras(campo, entonces, nombres))
        for campo, entonces, ahora in pares
        if ahora != entonces
    ]


def anterior_a(linea: Any) -> Any:
    """The history row before this one of the same record, if there is one."""
    pk = linea.instance_type._meta.pk.attname
    filas = type(linea).objects.filter(**{pk: getattr(linea, pk)}, history_id__lt=linea.history_id)
    return filas.order_by("-history_id").first()


def volver(registro: Any, elegidas: list[Vuelta], *, por: Usuario) -> None:
    """Give these fields what they said, through every law of the record; `ValidationError` says which one forbids it."""
    if not elegidas:
        raise ValidationError("Ya dice lo mismo que decía antes: no hay nada que volver.", code="igual")
    for vuelta in elegidas:
        _comprobar_destino(vuelta)
        setattr(registro, vuelta.campo.attname, vuelta.valor)
    _editables[type(registro)].guardar(registro, por=por)
    if not type(registro).objects.for_user(por).filter(pk=registro.pk).exists():
        raise ValidationError("Con ese valor dejaría de verlo: no es de su ámbito.", code="ambito")


def _comprobar_destino(vuelta: Vuelta) -> None:
    """What it would name again still exists."""
    if not isinstance(vuelta.campo, ForeignKey) or vuelta.valor is None:
        return
    modelo: Any = vuelta.campo.related_model
    otro = modelo._base_manager.filter(pk=vuelta.valor).first()
    if otro is None:
        raise ValidationError(f"{vuelta.etiqueta}: «{vuelta.entonces}».", code="sin_destino")
    if isinstance(otro, Registro) and otro.eliminado_en is not None:
        raise ValidationError(
            f"{vuelta.etiqueta}: {otro.clase_de_registro} «{otro}» está en la papelera. Restáurelo primero.", code="eliminado"
        )


def no_vuelven(registro: Any, linea: Any) -> list[str]:
    """Labels of what the line changed and is not given back this way."""
    anterior, vuelven = anterior_a(linea), {c.name for c in campos_que_vuelven(type(registro))}
    if anterior is None:
        return []
    fuera = [c for c in campos_de(type(registro)) if c.name not in vuelven]
    return [titulo(c) for c in fuera if getattr(linea, c.attname) != getattr(anterior, c.attname)]
