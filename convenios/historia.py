"""What the timelines of this app tell, who may go back on them, and which of its files are read in confidence."""

from typing import Any

from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.lecturas import registrar_lecturas
from base.bitacora.volver import Editable, registrar_editables
from base.cuentas.roles import Permiso
from municipios.models import Ugel

from . import acciones
from . import plan_de_trabajo as planes
from .models import (
    Actividad,
    ActividadEscuela,
    Adenda,
    Alcance,
    Avance,
    Cierre,
    Clausula,
    Compromiso,
    Consulta,
    Convenio,
    Designacion,
    Ejecucion,
    Evidencia,
    EvidenciaEjecucion,
    Hito,
    Parte,
    PlanTrabajo,
    Programacion,
    Rectificacion,
    Reprogramacion,
    VersionPlan,
)


def registrar() -> None:
    """Say it to the ground floor; called once, when the portal starts."""
    registrar_hijos(
        {
            Compromiso: [
                Hijo(Alcance, "distrito__nombre"),
                Hijo(Hito, "descripcion"),
                Hijo(Reprogramacion),
                Hijo(Avance, "descripcion"),
                Hijo(Consulta, "pregunta"),
            ],
            Convenio: [
                Hijo(Parte, "municipalidad__distrito__nombre"),
                Hijo(Clausula, "titulo"),
                Hijo(Adenda, "objeto"),
                Hijo(Designacion, "nombre"),
            ],
            Avance: [Hijo(Evidencia, "archivo_nombre")],
            PlanTrabajo: [Hijo(Actividad, "codigo"), Hijo(VersionPlan, "motivo"), Hijo(Cierre, "trimestre")],
            Actividad: [
                Hijo(Programacion, "trimestre"),
                Hijo(Ejecucion, "trimestre"),
                Hijo(Rectificacion, "motivo"),
                Hijo(ActividadEscuela, "institucion__nombre"),
            ],
            Ejecucion: [Hijo(EvidenciaEjecucion, "archivo_nombre")],
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
            Ugel: Editable(
                Permiso.CONFIGURAR, guardar=acciones.guardar_configuracion, fijos=frozenset({"codigo", "nombre", "dre", "fuente", "origen"})
            ),
            Avance: Editable(Permiso.REPORTAR_AVANCES, suyo=Avance.lo_termina, fijos=frozenset({"compromiso"})),
            PlanTrabajo: Editable(
                Permiso.EDITAR_PLANES,
                guardar=planes.guardar_plan,
                suyo=lambda plan, _: plan.estado == PlanTrabajo.Estado.BORRADOR,
                fijos=frozenset({"convenio", "municipalidad", "anio"}),
            ),
            Actividad: Editable(Permiso.EDITAR_PLANES, guardar=planes.guardar_actividad, fijos=frozenset({"plan"})),
            Ejecucion: Editable(
                Permiso.REPORTAR_AVANCES,
                guardar=planes.guardar_ejecucion,
                suyo=Ejecucion.lo_termina,
                fijos=frozenset({"actividad", "trimestre"}),
            ),
        }
    )
    registrar_lecturas(
        {
            Evidencia: lambda user, evidencia: _internas(user).filter(pk=evidencia.pk),
            Avance: lambda user, avance: _internas(user).filter(avance=avance),
            Compromiso: lambda user, compromiso: _internas(user).filter(avance__compromiso=compromiso),
            EvidenciaEjecucion: lambda user, evidencia: _del_plan(user).filter(pk=evidencia.pk),
            Ejecucion: lambda user, ejecucion: _del_plan(user).filter(ejecucion=ejecucion),
            Actividad: lambda user, actividad: _del_plan(user).filter(ejecucion__actividad=actividad),
            PlanTrabajo: lambda user, plan: _del_plan(user).filter(ejecucion__actividad__plan=plan),
            Convenio: lambda user, convenio: Convenio.todos.for_user(user).filter(pk=convenio.pk),
        }
    )


def _internas(user: Any) -> Any:
    """Evidence whose inner side this person reads, also what is in the papelera."""
    return Evidencia.todos.for_user(user).internos_de(user)


def _del_plan(user: Any) -> Any:
    """The same of executions."""
    return EvidenciaEjecucion.todos.for_user(user).internos_de(user)
