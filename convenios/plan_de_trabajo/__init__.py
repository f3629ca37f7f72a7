"""The acts of a plan of work: prepared and approved, carried out, closed."""

from .cerrar import (
    Faltantes,
    cerrar_trimestre,
    de_un_trimestre,
    en_datos,
    faltantes,
    por_que_no_se_cierra,
    rectificar,
)
from .ejecutar import enviar_ejecucion, exigir_que_reporta, guardar_ejecucion, observar_ejecucion, por_que_no_suma, verificar_ejecucion
from .preparar import Metas, aprobar_plan, copiar_plan, guardar_actividad, guardar_plan, poner_metas, reprogramar

__all__ = [
    "Faltantes",
    "Metas",
    "aprobar_plan",
    "cerrar_trimestre",
    "copiar_plan",
    "de_un_trimestre",
    "en_datos",
    "enviar_ejecucion",
    "exigir_que_reporta",
    "faltantes",
    "guardar_actividad",
    "guardar_ejecucion",
    "guardar_plan",
    "observar_ejecucion",
    "poner_metas",
    "por_que_no_se_cierra",
    "por_que_no_suma",
    "rectificar",
    "reprogramar",
    "verificar_ejecucion",
]
