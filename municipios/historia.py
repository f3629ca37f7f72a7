"""What the timelines of schools tell, who may go back on them, what of them people look for in the papelera."""

from base.bitacora import papelera
from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.volver import Editable, registrar_editables
from base.cuentas.roles import Permiso

from .models import InstitucionEducativa, LocalEscolar, Matricula


def registrar() -> None:
    """Say it to the ground floor; called once, when the portal starts."""
    registrar_hijos({InstitucionEducativa: [Hijo(Matricula, "anio")]})
    editan = Permiso.EDITAR_INSTITUCIONES
    registrar_editables(
        {
            LocalEscolar: Editable(editan, fijos=frozenset({"distrito"})),
            InstitucionEducativa: Editable(editan, fijos=frozenset({"distrito"})),
            Matricula: Editable(editan, fijos=frozenset({"institucion", "anio"})),
        }
    )
    papelera.registrar({LocalEscolar: "nombre", InstitucionEducativa: "nombre"})
