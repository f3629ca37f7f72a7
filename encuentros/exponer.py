"""What schools showed at an encuentro, and its photos: written while the acta is not signed; who may see a photo is decided also afterwards."""

from collections.abc import Iterable
from typing import Any

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado, comprobar_cuota
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .acciones import guardar_del_encuentro, tomar_encuentro
from .models import FotoExpuesta, ProyectoExpuesto
from .models.encuentro import SOLO_QUIEN_LLEVA


def adjuntar_fotos(
    proyecto: ProyectoExpuesto,
    *,
    por: Usuario,
    archivos: Iterable[ArchivoRevisado],
    pie: str = "",
    consentimiento: bool = False,
    documento: str = "",
) -> list[FotoExpuesta]:
    """Keep photos of what was shown, for its own people alone, within the day's quota of who brings them."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    archivos = list(archivos)
    comprobar_cuota(por, sum(archivo.tamano for archivo in archivos))
    with gesto(por=por):
        encuentro = tomar_encuentro(proyecto.encuentro)
        de: dict[str, Any] = {"encuentro": encuentro, "proyecto": proyecto, "demostracion": proyecto.demostracion, "subida_por": por}
        que: dict[str, Any] = {"pie": pie, "consentimiento": consentimiento, "consentimiento_documento": documento}
        fotos = [FotoExpuesta(**de, **que) for _ in archivos]
        for foto, archivo in zip(fotos, archivos, strict=True):
            foto.guardar_archivo(archivo)
            guardar_del_encuentro(foto, por=por)
    return fotos


def quitar_expuesto(proyecto: ProyectoExpuesto, *, por: Usuario) -> None:
    """It was not shown, or was written down twice: while the acta is not signed, and once nobody outside sees its photos."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        tomar_encuentro(proyecto.encuentro)
        for foto in proyecto.fotos.all():
            foto.comprobar_que_se_puede_eliminar()
        proyecto.eliminar(por=por)
