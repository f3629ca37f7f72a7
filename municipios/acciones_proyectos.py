"""What is done with an educational project and what hangs on it. Each is one gesture, all or nothing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado, comprobar_cuota
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import EvidenciaProyecto, FuenteProyecto, ProyectoEducativo

SU_ROL = "Su rol no registra proyectos."


def guardar_proyecto(proyecto: ProyectoEducativo, *, por: Usuario, fuentes: Mapping[str, Decimal | None]) -> ProyectoEducativo:
    """Save a project with who pays how much of it: by kind of source; the ones without an amount are taken off."""
    exigir(por, Permiso.EDITAR_INSTITUCIONES, SU_ROL)
    with gesto(por=por):
        proyecto.full_clean()
        proyecto.save()
        vigentes: dict[str, Any] = {fuente.clase: fuente for fuente in proyecto.fuentes.all()}
        for clase, monto in fuentes.items():
            _poner_fuente(proyecto, vigentes.get(clase), clase, monto, por=por)
    return proyecto


def _poner_fuente(proyecto: ProyectoEducativo, fuente: Any, clase: str, monto: Decimal | None, *, por: Usuario) -> None:
    if monto is None:
        if fuente is not None:
            fuente.eliminar(por=por)
        return
    fuente = fuente or FuenteProyecto(proyecto=proyecto, clase=clase, demostracion=proyecto.demostracion)
    if fuente.pk is None or fuente.monto != monto:
        fuente.monto = monto
        fuente.full_clean()
        fuente.save()


def adjuntar(
    proyecto: ProyectoEducativo,
    *,
    por: Usuario,
    archivos: Iterable[ArchivoRevisado],
    pie: str = "",
    consentimiento: bool = False,
    documento: str = "",
) -> list[EvidenciaProyecto]:
    """Keep photos and documents of a project, for its own people alone, within the day's quota of who brings them."""
    exigir(por, Permiso.EDITAR_INSTITUCIONES, SU_ROL)
    archivos = list(archivos)
    comprobar_cuota(por, sum(archivo.tamano for archivo in archivos))
    with gesto(por=por):
        return [
            _guardar(proyecto, archivo, subida_por=por, pie=pie, consentimiento=consentimiento, consentimiento_documento=documento)
            for archivo in archivos
        ]


def _guardar(proyecto: ProyectoEducativo, archivo: ArchivoRevisado, **campos: Any) -> EvidenciaProyecto:
    clase = EvidenciaProyecto.Clase.FOTO if archivo.tipo.startswith("image/") else EvidenciaProyecto.Clase.DOCUMENTO
    evidencia = EvidenciaProyecto(proyecto=proyecto, clase=clase, demostracion=proyecto.demostracion, **campos)
    evidencia.guardar_archivo(archivo)
    evidencia.full_clean()
    evidencia.save()
    return evidencia
