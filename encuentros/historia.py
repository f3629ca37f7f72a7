"""What the timelines of this app tell, who may go back on them, and what is looked for in the papelera."""

from typing import Any

from base.bitacora import papelera
from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.lecturas import registrar_lecturas
from base.bitacora.volver import Editable, registrar_editables
from base.cuentas.roles import Permiso

from .models import (
    Acta,
    Acuerdo,
    Asistencia,
    ComentarioActa,
    DocumentoPunto,
    Encuentro,
    FotoExpuesta,
    Invitado,
    Participante,
    ProyectoExpuesto,
    PuntoAgenda,
    RevisionAcuerdo,
)


def registrar() -> None:
    """Say it to the ground floor; called once, when the portal starts."""
    filas = [
        Hijo(Invitado, "municipalidad__distrito__nombre"),
        Hijo(Asistencia, "municipalidad__distrito__nombre"),
        Hijo(Participante, "nombre"),
        Hijo(PuntoAgenda, "titulo"),
        Hijo(DocumentoPunto, "archivo_nombre"),
        Hijo(Acuerdo, "texto"),
        Hijo(RevisionAcuerdo, "acuerdo__texto"),
        Hijo(ProyectoExpuesto, "institucion"),
        Hijo(FotoExpuesta, "archivo_nombre"),
        Hijo(ComentarioActa, "texto"),
        Hijo(Acta),
    ]
    registrar_hijos({Encuentro: filas})
    edita = Permiso.EDITAR_ENCUENTROS
    registrar_editables({Encuentro: Editable(edita, fijos=frozenset({"ugel"}))})
    corrigen = (Invitado, Asistencia, Participante, PuntoAgenda, Acuerdo, ProyectoExpuesto)
    registrar_editables({modelo: Editable(edita, fijos=frozenset({"encuentro", "municipalidad", "numero"})) for modelo in corrigen})
    registrar_lecturas(
        {
            FotoExpuesta: lambda user, foto: _fotos(user).filter(pk=foto.pk),
            ProyectoExpuesto: lambda user, proyecto: _fotos(user).filter(proyecto=proyecto),
        }
    )
    papelera.registrar(
        {
            Encuentro: "nombre",
            Invitado: "cargo",
            Asistencia: "municipalidad__distrito__nombre",
            Participante: "nombre",
            PuntoAgenda: "titulo",
            DocumentoPunto: "archivo_nombre",
            Acuerdo: "texto",
            ProyectoExpuesto: "institucion",
            FotoExpuesta: "pie",
        }
    )


def _fotos(user: Any) -> Any:
    """Photos whose inner side this person reads, also what is in the papelera."""
    return FotoExpuesta.todos.for_user(user).internos_de(user)
