"""How a record was at the end of a day: its own fields and what hung on it, from history, beside what it says today."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from .campos import DE_FONDO, Campo, Objeto, campos_de, en_palabras, nombres_de, titulo, valor
from .hijos import Hijo, hijos_de, llave_al_padre

TOPE_HIJOS = 300


@dataclass(frozen=True)
class Dato:
    """One field, that day and today."""

    campo: str
    entonces: str
    hoy: str

    @property
    def distinto(self) -> bool:
        """Whether it has changed since."""
        return self.entonces != self.hoy


@dataclass
class Colgaba:
    """What hung on the record that day, of one kind. Each one: what it is called, and its fields in words."""

    clase: str
    uno: str
    filas: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    mas: bool = False


@dataclass
class Foto:
    """A record at the end of a day; without `datos` there is nothing to show, and `aviso` says why."""

    dia: datetime.date
    aviso: str = ""
    datos: list[Dato] = field(default_factory=list)
    hijos: list[Colgaba] = field(default_factory=list)
    quien: str = ""
    desde: datetime.datetime | None = None

    @property
    def distintos(self) -> int:
        """How many fields say something else today."""
        return sum(dato.distinto for dato in self.datos)


def fin_del_dia(dia: datetime.date) -> datetime.datetime:
    """The first instant of the day after, on Lima's clock."""
    return timezone.make_aware(datetime.datetime.combine(dia + datetime.timedelta(days=1), datetime.time()))


def como_estaba(registro: Any, dia: datetime.date, user: Any) -> Foto:
    """What `registro` said at the end of `dia`, as far as history goes and `user` reads."""
    modelo, fin = type(registro), fin_del_dia(dia)
    historia = modelo.history.filter(**{modelo._meta.pk.attname: registro.pk})
    fila = historia.filter(history_date__lt=fin).select_related("history_user").order_by("-history_date", "-history_id").first()
    if fila is None:
        return Foto(dia, aviso=_por_que_no(historia.order_by("history_date", "history_id").first()))
    propios = [(c, getattr(fila, c.attname), getattr(registro, c.attname)) for c in campos_de(modelo)]
    colgaban = _hijos(registro, fin, user)
    nombres = nombres_de([(c, dicho) for c, *lados in propios for dicho in lados] + [par for *_, pares in colgaban for par in pares])
    foto = Foto(dia, quien=str(fila.history_user or ""), desde=fila.history_date)
    foto.datos = [Dato(titulo(c), en_palabras(c, e, nombres), en_palabras(c, h, nombres)) for c, e, h in propios]
    if getattr(fila, "eliminado_en", None) is not None:
        foto.aviso = "Ese día estaba en la papelera."
    for hijo, nombre, pares in colgaban:
        grupo = _grupo(foto, hijo)
        if len(grupo.filas) < TOPE_HIJOS:
            dichos = [(titulo(c), en_palabras(c, d, nombres)) for c, d in pares]
            grupo.filas.append((nombre or str(hijo.modelo._meta.verbose_name), [(t, d) for t, d in dichos if d and d != nombre]))
        else:
            grupo.mas = True
    return foto


def _por_que_no(primera: Any) -> str:
    if primera is None:
        return "No hay historia de este registro."
    dia = f"{timezone.localtime(primera.history_date):%d/%m/%Y}"
    if primera.history_type == "+":
        return f"Ese día todavía no existía en el portal: se registró el {dia}."
    return f"La historia no llega hasta ese día: empieza el {dia}."


def _grupo(foto: Foto, hijo: Hijo) -> Colgaba:
    clase = titulo_de_clase(hijo.modelo)
    grupo = next((g for g in foto.hijos if g.clase == clase), None)
    if grupo is None:
        grupo = Colgaba(clase, str(hijo.modelo._meta.verbose_name))
        foto.hijos.append(grupo)
    return grupo


def titulo_de_clase(modelo: Any) -> str:
    """The plural of a kind of record, at the head of a list."""
    nombre = str(modelo._meta.verbose_name_plural)
    return nombre[:1].upper() + nombre[1:]


# ── What hung on it ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _hijos(registro: Any, fin: datetime.datetime, user: Any) -> list[tuple[Hijo, str, list[tuple[Campo, Any]]]]:
    """The children that were there and alive, in one query for all kinds; each with the fields that history keeps of it."""
    hijos = {hijo.modelo._meta.label_lower: hijo for hijo in hijos_de(type(registro))}
    if not hijos:
        return []
    campos = {clave: _campos(hijo, type(registro)) for clave, hijo in hijos.items()}
    primera, *otras = [_filas(registro, hijo, i, campos[clave], fin, user) for i, (clave, hijo) in enumerate(hijos.items())]
    filas = (primera.union(*otras, all=True) if otras else primera).order_by("f_orden", "f_nombre", "history_id")
    return [
        (hijos[f["f_clave"]], f["f_nombre"] or "", [(c, valor(c, f["f_datos"][c.attname])) for c in campos[f["f_clave"]]]) for f in filas
    ]


def _campos(hijo: Hijo, padre: Any) -> list[Campo]:
    """What is told of a child: not whom it hangs on, nor twice what it is called."""
    fuera = {llave_al_padre(hijo.modelo, padre).name, hijo.nombre.partition("__")[0], *DE_FONDO}
    return [c for c in campos_de(hijo.modelo) if c.name not in fuera]


def _filas(registro: Any, hijo: Hijo, orden: int, campos: list[Campo], fin: datetime.datetime, user: Any) -> "QuerySet[Any]":
    modelo, llave = hijo.modelo, llave_al_padre(hijo.modelo, type(registro)).attname
    pk = modelo._meta.pk.attname
    tabla: QuerySet[Any] = modelo.history.model.objects.order_by()
    ultima = tabla.filter(**{pk: OuterRef(pk)}, history_date__lt=fin).order_by("-history_date", "-history_id").values("history_id")[:1]
    visibles = modelo.todos.filter(**{llave: registro.pk}).for_user(user).internos_de(user).values("pk")
    filas = tabla.filter(**{f"{pk}__in": visibles, llave: registro.pk}, eliminado_en=None, history_id=Subquery(ultima)).exclude(
        history_type="-"
    )
    return filas.annotate(
        f_orden=Value(orden),
        f_clave=Value(modelo._meta.label_lower, output_field=TextField()),
        f_nombre=Cast(F(hijo.nombre) if hijo.nombre else Value(""), TextField()),
        f_datos=Objeto(**{c.attname: c.attname for c in campos}),
    ).values("f_orden", "f_clave", "f_nombre", "f_datos", "history_id")
