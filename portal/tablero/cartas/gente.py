"""Who is told: whoever has a charge in force, with an open account, and what they chose to get by mail."""

from dataclasses import dataclass, field
from typing import Any

from base.avisos.models import Preferencia
from base.cuentas.models import Usuario
from base.cuentas.roles import UGEL, Rol
from municipios.models import Distrito, Dre, EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Ugel


@dataclass
class Persona:
    """One person and what they speak for; without municipalities, they work for the UGEL itself (or read for a region)."""

    usuario: Usuario
    preferencia: Preferencia
    municipalidades: dict[int, Distrito] = field(default_factory=dict)  # key of a municipality → its district

    @property
    def distritos(self) -> set[int]:
        """The districts of those municipalities."""
        return {distrito.pk for distrito in self.municipalidades.values()}


def de_la_ugel(ugel: Ugel) -> list[Persona]:
    """The staff of a UGEL, and the mayors and liaisons of its municipalities. Four queries."""
    abiertas = {"usuario__is_active": True, "usuario__is_superuser": False}
    gente: dict[int, Persona] = {}
    miembros = MiembroUgel.objects.vigentes().filter(ugel=ugel, usuario__rol__in=UGEL, **abiertas)
    for cargo in miembros.select_related("usuario").order_by("usuario"):
        gente[cargo.usuario_id] = Persona(cargo.usuario, Preferencia(usuario=cargo.usuario))
    for modelo, rol in ((Gestion, Rol.ALCALDE), (EnlaceMunicipal, Rol.ENLACE)):
        cargos: Any = modelo.objects.vigentes().filter(municipalidad__distrito__ugel=ugel, usuario__rol=rol, **abiertas)
        cargos = cargos.filter(municipalidad__eliminado_en=None)
        for cargo in cargos.select_related("usuario", "municipalidad__distrito").order_by("usuario", "municipalidad"):
            suya = gente.setdefault(cargo.usuario_id, Persona(cargo.usuario, Preferencia(usuario=cargo.usuario)))
            suya.municipalidades[cargo.municipalidad_id] = cargo.municipalidad.distrito
    return _con_lo_que_eligieron(gente)


def de_la_dre(dre: Dre) -> list[Persona]:
    """Whoever reads for a region. Two queries."""
    cargos = MiembroDre.objects.vigentes().filter(dre=dre, usuario__rol=Rol.DRE, usuario__is_active=True)
    gente = {c.usuario_id: Persona(c.usuario, Preferencia(usuario=c.usuario)) for c in cargos.select_related("usuario").order_by("usuario")}
    return _con_lo_que_eligieron(gente)


def _con_lo_que_eligieron(gente: dict[int, Persona]) -> list[Persona]:
    for preferencia in Preferencia.objects.filter(usuario__in=list(gente)):
        suya = gente[preferencia.usuario_id]
        suya.preferencia, preferencia.usuario = preferencia, suya.usuario
    return list(gente.values())
