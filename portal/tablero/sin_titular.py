"""What is held by someone no longer in office: what a hand-over has to settle. One query, whatever the number of rows.

A draft of the staff is held by nobody when its author has no charge today and nobody in office received it; a municipality, when nobody
governs it today or its mayor's account is closed; a designation, or an open account, when its person's charge at the UGEL is over.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.preparadas import traer_para
from base.cuentas.roles import MUNICIPALES, Permiso
from convenios.models import Avance, Convenio, Designacion, Traspaso
from municipios.models import Gestion, MiembroUgel, Municipalidad, Ugel

MAXIMO = 200


@dataclass
class Vacante:
    """A person or a municipality, what is left in their name, and where to settle it (empty: this person may not)."""

    titulo: str
    cosas: list[str] = field(default_factory=list)
    url: str = ""
    accion: str = ""


def sin_titular(user: Usuario, ugel: Ugel) -> list[Vacante]:
    """What nobody in office holds, municipalities first; nothing for who hands no charge over."""
    if not user.puede(Permiso.TRASPASAR):
        return []
    vacantes: dict[tuple[bool, int], Vacante] = {}
    for fila in traer_para(user, "sin titular", _filas, ugel=ugel.pk):
        vacante = vacantes.setdefault((fila["orden"] == 1, fila["sujeto"]), Vacante(fila["quien"]))
        vacante.cosas.append(_en_palabras(fila["clase"], fila["cuantos"]))
        if not vacante.url:
            vacante.url, vacante.accion = _donde(user, ugel, fila)
    return list(vacantes.values())


def _en_palabras(clase: str, cuantos: int) -> str:
    uno = cuantos == 1
    return {
        "sin_gestion": "nadie la gobierna hoy",
        "cerrada": "la cuenta de su alcalde está cerrada",
        "avances": f"{cuantos} {'avance en borrador u observado' if uno else 'avances en borrador u observados'}",
        "designaciones": f"{cuantos} {'designación vigente' if uno else 'designaciones vigentes'}",
        "cuenta": "cuenta abierta sin cargo",
    }[clase]


def _donde(user: Usuario, ugel: Ugel, fila: dict[str, Any]) -> tuple[str, str]:
    if fila["orden"] == 1:
        return reverse("traspaso_nuevo", args=[ugel.codigo, "alcaldia", fila["sujeto"]]), "Traspasar"
    if not user.puede(Permiso.EDITAR_CUENTAS):
        return "", ""
    if fila["clase"] == "cuenta":
        return reverse("admin:cuentas_usuario_change", args=[fila["sujeto"]]), "Cerrar la cuenta"
    return (reverse("traspaso_nuevo", args=[ugel.codigo, "ugel", fila["cargo"]]), "Traspasar") if fila["cargo"] else ("", "")


# ── The four questions, in columns that all have ─────────────────────────────────────────────────────────────────────────
def _filas(user: Usuario, *, ugel: int) -> Any:
    partes = [_municipalidades(user, ugel), _avances(user, ugel), _designaciones(user, ugel), _cuentas(user, ugel)]
    return partes[0].union(*partes[1:], all=True).order_by("orden", "quien", "sujeto")[:MAXIMO]


def _columnas(filas: "QuerySet[Any]", *, orden: int, clase: Any, sujeto: str, quien: str, cuantos: Any, cargo: Any) -> "QuerySet[Any]":
    entero = IntegerField()
    return filas.annotate(
        orden=Value(orden, output_field=entero),
        clase=Cast(clase, CharField()),
        sujeto=Cast(F(sujeto), entero),
        quien=Cast(F(quien), CharField()),
        cuantos=Cast(cuantos, entero),
        cargo=Cast(cargo, entero),
    ).values("orden", "clase", "sujeto", "quien", "cuantos", "cargo")  # fmt: skip


def _por_persona(user: Usuario, ugel: int, filas: "QuerySet[Any]", clase: str, persona: str) -> "QuerySet[Any]":
    """One row a person, with the last charge that they held in the UGEL."""
    ultimo = MiembroUgel.objects.for_user(user).filter(ugel=ugel, usuario=OuterRef(persona)).order_by("-fin", "-pk").values("pk")[:1]
    cargo = Coalesce(Subquery(ultimo), 0)
    nombrada = filas.order_by().values(persona, f"{persona}__nombre")
    return _columnas(nombrada, orden=2, clase=Value(clase), sujeto=persona, quien=f"{persona}__nombre", cuantos=Count("pk"), cargo=cargo)


def _en_cargo(user: Usuario, ugel: int) -> "QuerySet[Any]":
    return MiembroUgel.objects.for_user(user).vigentes().filter(ugel=ugel, usuario__is_active=True).order_by().values("usuario")


def _municipalidades(user: Usuario, ugel: int) -> "QuerySet[Any]":
    gobierna = Gestion.objects.for_user(user).vigentes().filter(municipalidad=OuterRef("pk")).order_by()
    cerrada = gobierna.filter(usuario__is_active=False)
    filas = Municipalidad.objects.for_user(user).filter(~Exists(gobierna) | Exists(cerrada), distrito__ugel=ugel).order_by()
    clase = Coalesce(Subquery(cerrada.annotate(c=Value("cerrada", CharField())).values("c")[:1]), Value("sin_gestion"))
    return _columnas(filas, orden=1, clase=clase, sujeto="pk", quien="distrito__nombre", cuantos=Value(0), cargo=Value(0))


def _avances(user: Usuario, ugel: int) -> "QuerySet[Any]":
    activos = _en_cargo(user, ugel)
    tramos = Traspaso.objects.for_user(user).filter(ugel=ugel, clase=Traspaso.Clase.UGEL).order_by()
    suyos = tramos.filter(Q(saliente=OuterRef(OuterRef("creado_por"))) | Q(entrante=OuterRef(OuterRef("creado_por")))).values("cadena")
    recibidos = tramos.filter(Q(saliente__in=activos) | Q(entrante__in=activos), cadena__in=suyos)
    sueltos = Avance.objects.for_user(user).filter(
        ~Exists(recibidos),
        compromiso__convenio__ugel=ugel,
        estado__in=Avance.Estado.editables(),
        creado_por__is_superuser=False,
    )
    sueltos = sueltos.exclude(creado_por__rol__in=MUNICIPALES).exclude(creado_por__in=activos)
    return _por_persona(user, ugel, sueltos, "avances", "creado_por")


def _designaciones(user: Usuario, ugel: int) -> "QuerySet[Any]":
    vivas = Designacion.objects.for_user(user).vigentes().filter(convenio__ugel=ugel, convenio__estado=Convenio.Estado.SUSCRITO)
    sueltas = vivas.filter(usuario__isnull=False).exclude(usuario__in=_en_cargo(user, ugel))
    return _por_persona(user, ugel, sueltas, "designaciones", "usuario")


def _cuentas(user: Usuario, ugel: int) -> "QuerySet[Any]":
    """Open accounts of whoever worked in the UGEL and has no charge there today nor one to come."""
    cargos = MiembroUgel.objects.for_user(user)
    siguen = cargos.filter(Q(fin=None) | Q(fin__gte=hoy()), usuario=OuterRef("usuario"))
    idos = cargos.filter(~Exists(siguen), ugel=ugel, usuario__is_active=True, usuario__is_superuser=False)
    return _por_persona(user, ugel, idos, "cuenta", "usuario")
