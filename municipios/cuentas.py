"""Which accounts an administrator reaches, and the charges that say so. `base.cuentas` does not know charges: this floor does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from base.comun.fechas import hoy
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import MUNICIPALES, UGEL, Permiso, Rol

from .models import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel

CARGOS = (MiembroUgel, MiembroDre, Gestion, EnlaceMunicipal)
CLASES: dict[str, Any] = {"ugel": MiembroUgel, "dre": MiembroDre, "gestion": Gestion, "enlace": EnlaceMunicipal}


def clase_de(rol: str) -> str:
    """The kind of charge that gives that role its reach."""
    if rol in UGEL:
        return "ugel"
    if rol in MUNICIPALES:
        return "gestion" if rol == Rol.ALCALDE else "enlace"
    return "dre"


def roles_que_da(persona: Usuario) -> list[tuple[str, str]]:
    """The roles that this administrator gives: who reads for a whole region is named by the installation."""
    return [(rol.value, rol.label) for rol in Rol if rol != Rol.DRE or persona.is_superuser]


# ── Whose accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _con_cargo(user: Usuario | None) -> Q:
    """Accounts that hold or held a charge: any, or one within the reach of `user`."""
    condicion = Q()
    for modelo in CARGOS:
        cargos = modelo.objects.all() if user is None else modelo.objects.for_user(user)
        condicion |= Q(Exists(cargos.filter(usuario=OuterRef("pk"))))
    return condicion


def _cargo_fuera_de(user: Usuario) -> Q:
    """Accounts that hold or held a charge beyond the reach of `user`."""
    condicion = Q()
    for modelo in CARGOS:
        fuera = modelo.objects.exclude(pk__in=modelo.objects.for_user(user).values("pk"))
        condicion |= Q(Exists(fuera.filter(usuario=OuterRef("pk"))))
    return condicion


def cuentas_para(user: Any) -> QuerySet[Usuario]:
    """The accounts with a charge in their UGEL or its municipalities; to who makes accounts, also those that wait for a charge."""
    cuentas = Usuario.objects.all()
    if not isinstance(user, Usuario) or not user.is_active:
        return cuentas.none()
    if user.is_superuser:
        return cuentas
    suyas = _con_cargo(user)
    if user.puede(Permiso.EDITAR_CUENTAS):
        suyas |= ~_con_cargo(None)
    return cuentas.filter(suyas, is_superuser=False)


def cuentas_administradas(user: Usuario) -> QuerySet[Any]:
    """The keys of the accounts whose mail an administrator looks after: those with a charge in reach, now or before."""
    return Usuario.objects.filter(_con_cargo(user), is_superuser=False).values("pk")


def con_cargo_fuera(cuentas: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Each with `con_cargo_fuera`: whether it also has a charge elsewhere. Such an account is nobody's to change but the installation's:
    it would be a way into another UGEL."""
    fuera = Q(pk=None) if user.is_superuser else _cargo_fuera_de(user)
    return cuentas.annotate(con_cargo_fuera=ExpressionWrapper(fuera, output_field=BooleanField()))


def _con_cargo_hoy() -> Q:
    """Accounts with a charge in force that their role can use."""
    condicion = Q()
    for clase, modelo in CLASES.items():
        roles = [rol for rol in Rol.values if clase_de(rol) == clase]
        condicion |= Q(Exists(modelo.objects.vigentes().filter(usuario=OuterRef("pk"))), rol__in=roles)
    return condicion


SITUACIONES: dict[str, tuple[str, Any]] = {
    "abierta": ("Abiertas", lambda filas: filas.filter(is_active=True)),
    "cerrada": ("Cerradas", lambda filas: filas.filter(is_active=False)),
    "nunca": ("Nunca entraron", lambda filas: filas.filter(entro_en=None, is_active=True)),
    "invitada": (
        "Con invitación por usar",
        lambda filas: filas.filter(Exists(invitaciones_vigentes().filter(usuario=OuterRef("pk")))),
    ),
    "sin_cargo": ("Sin cargo vigente", lambda filas: filas.filter(~_con_cargo_hoy(), is_superuser=False, is_active=True)),
    "renovar": ("Deben renovar su contraseña", lambda filas: filas.filter(renovar_clave=True)),
}


# ── Which charges ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Tenencia:
    """A charge of an account, of whatever kind, as a page tells it."""

    clase: str
    pk: int
    usuario: int
    lugar: str
    cargo: str
    inicio: Any
    fin: Any

    @property
    def vigente(self) -> bool:
        """In office today."""
        return (self.inicio is None or self.inicio <= hoy()) and (self.fin is None or self.fin >= hoy())

    @property
    def url(self) -> str:
        """Where its dates are changed."""
        return reverse("cuenta_cargo", args=[self.usuario, self.clase, self.pk])


_DONDE = {
    "ugel": "ugel__nombre",
    "dre": "dre__nombre",
    "gestion": "municipalidad__distrito__nombre",
    "enlace": "municipalidad__distrito__nombre",
}
_NOMBRE = {"gestion": "Alcaldía", "enlace": "Enlace municipal"}


def tenencias(cuentas: Iterable[int], user: Usuario) -> dict[int, list[Tenencia]]:
    """The charges of those accounts that `user` reaches, the newest first: one query, however many."""
    partes = []
    pedidas = list(cuentas)
    for clase, modelo in CLASES.items():
        texto = CharField()
        cargo: Any = Value(_NOMBRE["gestion"], output_field=texto) if clase == "gestion" else F("cargo")
        filas = modelo.objects.for_user(user).filter(usuario__in=pedidas).order_by()
        partes.append(filas.values_list(Value(clase, output_field=texto), "pk", "usuario", _DONDE[clase], cargo, "inicio", "fin"))
    de_cada_una: dict[int, list[Tenencia]] = {}
    for fila in partes[0].union(*partes[1:], all=True):
        una = Tenencia(*fila)
        de_cada_una.setdefault(una.usuario, []).append(una)
    for suyas in de_cada_una.values():
        suyas.sort(key=lambda t: (t.vigente, str(t.inicio or ""), t.pk), reverse=True)
    return de_cada_una


def invitaciones_vigentes() -> Any:
    """The keys that still open."""
    return Invitacion.objects.vigentes()
