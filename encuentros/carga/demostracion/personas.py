"""The people of the demonstration: fictional, marked as such by their own names, with the charges that give them their place."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from base.comun.fechas import hoy
from base.cuentas.entrada import CLAVE_DEMOSTRACION
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from municipios.models import Distrito, Dre, EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad, Ugel

from .cronica import Cronica, instante

PERSONAL = [  # account, name, role, charge
    ("admin", "Julia Vargas (demostración)", Rol.ADMINISTRADOR, "Responsable de informática"),
    ("coordinador", "Raúl Cubas (demostración)", Rol.COORDINADOR, "Coordinador del convenio"),
    ("coordinadora", "Rosa Quispe (demostración)", Rol.COORDINADOR, "Coordinadora del convenio"),
    ("especialista", "Nelly Tantaleán (demostración)", Rol.ESPECIALISTA, "Especialista en educación"),
    ("director", "Víctor Saldaña (demostración)", Rol.DIRECTOR, "Director de la UGEL"),
]
ALCALDES = {
    "060801": "Aurelio Campos (demostración)",
    "060802": "Maruja Olivera (demostración)",
    "060803": "Isaías Huamán (demostración)",
    "060804": "Delia Cotrina (demostración)",
    "060805": "Wilder Neyra (demostración)",
    "060806": "Elmer Ruiz (demostración)",
    "060807": "Teófilo Guevara (demostración)",
    "060808": "Carmen Bustamante (demostración)",
    "060809": "Abel Córdova (demostración)",
    "060810": "Lucila Peña (demostración)",
    "060811": "Segundo Ramos (demostración)",
    "060812": "Marleny Flores (demostración)",
}
ENLACE = ("enlace.060806", "Gloria Mejía (demostración)", "060806")
DEL_DRE = ("dre", "Óscar Bazán (demostración)")
ANTES = ("060806", "Zoila Rentería (demostración)")  # a former mayor: former terms stay


@dataclass
class Elenco:
    """Who acts in the story."""

    ugel: Ugel
    admin: Usuario
    coordinador: Usuario
    coordinadora: Usuario
    especialista: Usuario
    director: Usuario
    enlace: Usuario
    alcaldes: dict[str, Usuario]
    municipalidades: dict[str, Municipalidad]
    distritos: dict[str, Distrito]

    def otra_persona(self, que: Usuario) -> Usuario:
        """A coordinator who is not `que`: who verifies what `que` reported."""
        return self.coordinadora if que.pk == self.coordinador.pk else self.coordinador


def crear(cronica: Cronica, ugel: Ugel) -> Elenco:
    """Accounts and charges. An account that was already there keeps its name and its password."""
    desde = datetime.date(2023, 10, 2)  # before the II Encuentro, whose outcome is told
    acto = cronica.acto(None, instante(desde, 8), "Cuentas de la demostración")
    pedidas = [(cuenta, nombre, rol) for cuenta, nombre, rol, _ in PERSONAL]
    pedidas += [(f"alcalde.{ubigeo}", nombre, Rol.ALCALDE) for ubigeo, nombre in ALCALDES.items()]
    pedidas += [(ENLACE[0], ENLACE[1], Rol.ENLACE), (DEL_DRE[0], DEL_DRE[1], Rol.DRE)]
    cuentas = _cuentas(cronica, acto, pedidas)
    municipalidades = {m.distrito.ubigeo: m for m in Municipalidad.objects.filter(distrito__ugel=ugel).select_related("distrito__ugel")}

    cargos: list[Any] = [MiembroUgel(ugel=ugel, usuario=cuentas[c], cargo=cargo, inicio=desde) for c, _, _, cargo in PERSONAL]
    cargos.append(
        MiembroDre(dre=Dre.objects.get(pk=ugel.dre_id), usuario=cuentas[DEL_DRE[0]], cargo="Especialista de la DRE", inicio=desde)
    )
    cargos.append(
        EnlaceMunicipal(
            municipalidad=municipalidades[ENLACE[2]], usuario=cuentas[ENLACE[0]], cargo="Gerente de desarrollo social", inicio=desde
        )
    )
    cargos += _gestiones(cuentas, municipalidades, desde)
    for cargo in cargos:
        cronica.nace(cargo, acto)
    cronica.guardar(cargos)
    return Elenco(
        ugel=ugel,
        **{cuenta: cuentas[cuenta] for cuenta, _, _, _ in PERSONAL},
        enlace=cuentas[ENLACE[0]],
        alcaldes={ubigeo: cuentas[f"alcalde.{ubigeo}"] for ubigeo in ALCALDES},
        municipalidades=municipalidades,
        distritos={ubigeo: m.distrito for ubigeo, m in municipalidades.items()},
    )


def _cuentas(cronica: Cronica, acto: Any, pedidas: list[tuple[str, str, Rol]]) -> dict[str, Usuario]:
    # One hash for all: the password is the same and published, so a salt for each would hide nothing, and argon2 is slow on purpose.
    clave = make_password(CLAVE_DEMOSTRACION)
    habia = {u.username: u for u in Usuario.objects.filter(username__in=[cuenta for cuenta, _, _ in pedidas])}
    nuevas = []
    for n, (cuenta, nombre, rol) in enumerate(pedidas):
        if cuenta not in habia:
            usuario = Usuario(
                username=cuenta, nombre=nombre, rol=rol, password=clave, is_superuser=rol == Rol.ADMINISTRADOR, creado_en=acto.en
            )
            if n % 6 != 5:  # the others have never entered
                usuario.entro_en = instante(hoy() - datetime.timedelta(days=1 + 5 * n % 17), 8 + n % 10)
            nuevas.append(cronica.nace(usuario, acto))
    cronica.guardar(nuevas)
    return habia | {usuario.username: usuario for usuario in nuevas}


def _gestiones(cuentas: dict[str, Usuario], municipalidades: dict[str, Municipalidad], desde: datetime.date) -> list[Gestion]:
    """A term with no end for each mayor, so that the demonstration does not close its own doors on a first of January."""
    gestiones = [
        Gestion(municipalidad=municipalidades[ubigeo], alcalde=nombre, usuario=cuentas[f"alcalde.{ubigeo}"], inicio=desde)
        for ubigeo, nombre in ALCALDES.items()
    ]
    ubigeo, nombre = ANTES
    anterior = datetime.date(desde.year - 4, 1, 1)
    gestiones.append(
        Gestion(municipalidad=municipalidades[ubigeo], alcalde=nombre, inicio=anterior, fin=desde - datetime.timedelta(days=1))
    )
    return gestiones
