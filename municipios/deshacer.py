"""How the records of this floor are undone: what of them nobody may bring about, not even by taking a lote back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from base.bitacora import cambios
from base.bitacora.reglas import SALE, VUELVE, Intento, Regla, Reparo, registrar
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import (
    Distrito,
    Dre,
    EnlaceMunicipal,
    EvidenciaRiesgo,
    FichaRiesgo,
    Gestion,
    InstitucionEducativa,
    LocalEscolar,
    Matricula,
    MiembroDre,
    MiembroUgel,
    Municipalidad,
    Ugel,
)

CARGOS: tuple[Any, ...] = (MiembroUgel, Gestion, EnlaceMunicipal, MiembroDre)


def cuentas_de(user: Usuario) -> "QuerySet[Usuario]":
    """Accounts that hold or held a charge within this person's reach; all of them for who runs the installation."""
    if user.is_superuser:
        return Usuario.objects.all()
    suyas = Q()
    for modelo in CARGOS:
        suyas |= Q(Exists(modelo.todos.for_user(user).filter(usuario=OuterRef("pk"))))
    return Usuario.objects.filter(suyas, is_superuser=False)


def candado_de_cuentas(intentos: dict[Any, Intento], ensayo: Any) -> Iterable[Reparo]:
    """Nobody changes what they themselves may do, or shuts themselves out."""
    propio = ensayo.por is not None and intentos.get(ensayo.por.pk)
    if propio and propio.valores.keys() & {"rol", "is_active", "is_superuser"}:
        yield Reparo(propio.pk, "Es su propia cuenta: la cambia otra persona.")


def candado_de_gestiones(intentos: dict[Any, Intento], ensayo: Any) -> Iterable[Reparo]:
    """Two mayors never govern on the same day."""
    mueven = {
        pk: i
        for pk, i in intentos.items()
        if i.accion == VUELVE or (i.accion != SALE and i.valores.keys() & {"inicio", "fin", "municipalidad_id"})
    }
    if not mueven:
        return
    municipios = {i.final("municipalidad_id") for i in mueven.values()}
    salen = ensayo.salen(Gestion)
    quietas = (
        Gestion.objects.filter(municipalidad__in=municipios).exclude(pk__in=[*mueven, *salen]).values_list("municipalidad", "inicio", "fin")
    )
    ocupan: dict[Any, list[Any]] = {}
    for municipio, inicio, fin in quietas:
        ocupan.setdefault(municipio, []).append((inicio, fin))
    for pk, intento in mueven.items():
        inicio, fin = intento.final("inicio"), intento.final("fin")
        suyas = ocupan.setdefault(intento.final("municipalidad_id"), [])
        if any((fin is None or otro <= fin) and (hasta is None or hasta >= inicio) for otro, hasta in suyas):
            campos = None if intento.accion == VUELVE else frozenset(intento.valores.keys() & {"inicio", "fin", "municipalidad_id"})
            yield Reparo(pk, "Las fechas se cruzarían con otra gestión de la misma municipalidad.", campos)
        else:
            suyas.append((inicio, fin))


def registrar_reglas() -> None:
    """Called once, when the app is ready."""
    cambios.registrar_alcance(Usuario, cuentas_de)
    registrar(
        {
            **dict.fromkeys((Dre, Ugel, Distrito, Municipalidad, EnlaceMunicipal, MiembroUgel, MiembroDre), Permiso.EDITAR_TERRITORIO),
            **dict.fromkeys((LocalEscolar, InstitucionEducativa, Matricula), Permiso.EDITAR_INSTITUCIONES),
            **dict.fromkeys((FichaRiesgo, EvidenciaRiesgo), Permiso.EVALUAR_RIESGO),
            Gestion: Regla(Permiso.EDITAR_TERRITORIO, candado=candado_de_gestiones),
            Usuario: Regla(Permiso.EDITAR_CUENTAS, candado=candado_de_cuentas, al_salir=(("is_active", False),)),
        }
    )
