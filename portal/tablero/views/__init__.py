"""First screens of the people who sign in, the districts, and the reports."""

from .avisos import por_enviar
from .bandeja import bandeja
from .buscar import buscar
from .distritos import distrito, distritos
from .informes import informe_archivo, informe_convenio, informe_distrito, informe_emitido, informe_provincia, informes
from .mi_municipio import mi_municipio
from .plantillas import plantilla_informe, plantilla_informe_archivo, plantilla_informe_retirar, plantillas_informe
from .provincia import dre, nacional, provincia, provincia_ugel

__all__ = [
    "bandeja",
    "buscar",
    "distrito",
    "distritos",
    "dre",
    "informe_archivo",
    "informe_convenio",
    "informe_distrito",
    "informe_emitido",
    "informe_provincia",
    "informes",
    "mi_municipio",
    "nacional",
    "plantilla_informe",
    "plantilla_informe_archivo",
    "plantilla_informe_retirar",
    "plantillas_informe",
    "por_enviar",
    "provincia",
    "provincia_ugel",
]
