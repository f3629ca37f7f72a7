"""What the timelines of schools and of risk tell, who may go back on them, what of them people look for in the papelera."""

from base.bitacora import papelera
from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.lecturas import registrar_lecturas
from base.bitacora.volver import Editable, registrar_editables
from base.cuentas.roles import Permiso

from .models import EvidenciaRiesgo, FichaRiesgo, InstitucionEducativa, LocalEscolar, Matricula


def registrar() -> None:
    """Say it to the ground floor; called once, when the portal starts."""
    registrar_hijos(
        {
            InstitucionEducativa: [Hijo(Matricula, "anio")],
            LocalEscolar: [Hijo(FichaRiesgo, "fecha")],
            FichaRiesgo: [Hijo(EvidenciaRiesgo, "archivo_nombre")],
        }
    )
    editan = Permiso.EDITAR_INSTITUCIONES
    registrar_editables(
        {
            LocalEscolar: Editable(editan, fijos=frozenset({"distrito"})),
            InstitucionEducativa: Editable(editan, fijos=frozenset({"distrito"})),
            Matricula: Editable(editan, fijos=frozenset({"institucion", "anio"})),
            FichaRiesgo: Editable(Permiso.EVALUAR_RIESGO, fijos=frozenset({"local"})),
        }
    )
    papelera.registrar({LocalEscolar: "nombre", InstitucionEducativa: "nombre", FichaRiesgo: "local__nombre"})
    registrar_lecturas(
        {
            EvidenciaRiesgo: lambda user, evidencia: EvidenciaRiesgo.todos.for_user(user).filter(pk=evidencia.pk),
            FichaRiesgo: lambda user, ficha: EvidenciaRiesgo.todos.for_user(user).filter(ficha=ficha),
        }
    )
