"""What somebody wrote by mistake and sent to the papelera, so that there is something to restore."""

from convenios.models import Avance, Compromiso

from .compromisos import Tarea
from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco


def crear(cronica: Cronica, elenco: Elenco, tareas: list[Tarea]) -> None:
    """A commitment written twice, and a draft that was of another one."""
    origen = tareas[0].compromiso
    escrito = cronica.acto(elenco.especialista, instante(dia(-15), 9), "Registrar avance")
    borrado = cronica.acto(elenco.coordinadora, instante(dia(-14), 9), "Se registró por error")
    fuera = {"eliminado_en": borrado.en, "eliminado_por": elenco.coordinadora}
    duplicado = Compromiso(
        convenio=origen.convenio, codigo="U-99", descripcion=f"{origen.descripcion} (duplicado)", linea=origen.linea, **fuera
    )
    borrador = Avance(
        compromiso=origen,
        fecha=dia(-15),
        descripcion="Se registró en el compromiso equivocado.",
        creado_por=elenco.especialista,
        creado_en=escrito.en,
        **fuera,
    )
    for registro in (duplicado, borrador):
        cronica.nace(registro, escrito, eliminado_en=None, eliminado_por_id=None)
        cronica.cambia(registro, borrado)
    cronica.guardar([duplicado, borrador])
