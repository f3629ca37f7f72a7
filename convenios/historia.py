"""What the timelines of this app tell, who may go back on them, and which of its files are read in confidence."""

from typing import Any

from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.lecturas import registrar_lecturas
from base.bitacora.volver import Editable, registrar_editables
from base.cuentas.roles import Permiso

from . import acciones
from .models import Adenda, Alcance, Avance, Clausula, Compromiso, Convenio, Designacion, Evidencia, Hito, Parte, Reprogramacion


def registrar() -> None:
    """Say it to the ground floor; called once, when the portal starts."""
    registrar_hijos(
        {
            Compromiso: [
                Hijo(Alcance, "distrito__nombre"),
                Hijo(Hito, "descripcion"),
                Hijo(Reprogramacion),
                Hijo(Avance, "descripcion"),
            ],
            Convenio: [
                Hijo(Parte, "municipalidad__distrito__nombre"),
                Hijo(Clausula, "titulo"),
                Hijo(Adenda, "objeto"),
                Hijo(Designacion, "nombre"),
            ],
            Avance: [Hijo(Evidencia, "archivo_nombre")],
        }
    )
    registrar_editables(
        {
            Compromiso: Editable(Permiso.EDITAR_COMPROMISOS, guardar=acciones.volver_compromiso, fijos=frozenset({"convenio"})),
            Alcance: Editable(Permiso.EDITAR_COMPROMISOS, guardar=acciones.volver_alcance, fijos=frozenset({"compromiso", "distrito"})),
            Hito: Editable(Permiso.EDITAR_COMPROMISOS, fijos=frozenset({"compromiso"})),
            Convenio: Editable(Permiso.EDITAR_CONVENIOS, fijos=frozenset({"ugel"})),
            **{
                parte: Editable(Permiso.EDITAR_CONVENIOS, fijos=frozenset({"convenio"})) for parte in (Parte, Clausula, Adenda, Designacion)
            },
            Avance: Editable(Permiso.REPORTAR_AVANCES, suyo=Avance.lo_termina, fijos=frozenset({"compromiso"})),
        }
    )
    registrar_lecturas(
        {
            Evidencia: lambda user, evidencia: _internas(user).filter(pk=evidencia.pk),
            Avance: lambda user, avance: _internas(user).filter(avance=avance),
            Compromiso: lambda user, compromiso: _internas(user).filter(avance__compromiso=compromiso),
            Convenio: lambda user, convenio: Convenio.todos.for_user(user).filter(pk=convenio.pk),
        }
    )


def _internas(user: Any) -> Any:
    """Evidence whose inner side this person reads, also what is in the papelera."""
    return Evidencia.todos.for_user(user).internos_de(user)
