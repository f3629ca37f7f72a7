"""What the convenios look after by themselves."""

from base.avisos.tareas import quehacer

from .resumen import recontar_lo_que_falte

DE_UNA_VEZ = 20  # in one round: between two of them the worker looks for jobs


@quehacer
def recontar_resumenes() -> int:
    """The summaries of the UGEL where something was written."""
    return recontar_lo_que_falte(cuantas=DE_UNA_VEZ)
