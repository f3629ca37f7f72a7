"""What the ground floor is told of the educational projects: their place in the menu and on the page of their school, what their timelines
tell, how they are undone."""

from collections.abc import Iterable
from typing import Any

from base.bitacora import papelera, reglas
from base.bitacora.hijos import Hijo, registrar_hijos
from base.bitacora.lecturas import registrar_lecturas
from base.bitacora.reglas import SALE, Intento, Regla, Reparo
from base.bitacora.volver import Editable, registrar_editables
from base.comun.paneles import Entrada, Panel, registrar_entrada, registrar_panel
from base.cuentas.roles import Permiso

from . import menu
from .models import EvidenciaProyecto, FuenteProyecto, ProyectoEducativo

EDITAN = Permiso.EDITAR_INSTITUCIONES
SE_MUESTRAN = 12  # on the page of the school; the list has them all


def registrar() -> None:
    """Called once, when the portal starts."""
    registrar_entrada(Entrada(clave="proyectos", etiqueta="Proyectos", destino=menu.proyectos, icono="bandera", orden=61, visible=_lee))
    registrar_panel(
        Panel(
            clave="proyectos",
            modelo="municipios.InstitucionEducativa",
            plantilla="municipios/_proyectos_de_institucion.html",
            contexto=de_la_institucion,
            orden=30,
        )
    )
    registrar_hijos({ProyectoEducativo: [Hijo(FuenteProyecto, "clase"), Hijo(EvidenciaProyecto, "archivo_nombre")]})
    registrar_editables(
        {
            ProyectoEducativo: Editable(EDITAN, fijos=frozenset({"institucion"})),
            FuenteProyecto: Editable(EDITAN, fijos=frozenset({"proyecto", "clase"})),
        }
    )
    registrar_lecturas(
        {
            EvidenciaProyecto: lambda user, evidencia: _internas(user).filter(pk=evidencia.pk),
            ProyectoEducativo: lambda user, proyecto: _internas(user).filter(proyecto=proyecto),
        }
    )
    papelera.registrar({ProyectoEducativo: "codigo"})
    reglas.registrar(
        {
            **dict.fromkeys((ProyectoEducativo, FuenteProyecto), EDITAN),
            EvidenciaProyecto: Regla(EDITAN, candado=candado_de_evidencias),
        }
    )


def candado_de_evidencias(intentos: dict[Any, Intento], ensayo: Any) -> Iterable[Reparo]:
    """No undo shows a photo to everybody, nor takes away what everybody sees: a person decides each."""
    for pk, intento in intentos.items():
        if intento.valores.get("publica"):
            campos = frozenset(intento.valores.keys() & {"publica", "publicada_en", "publicada_por_id", "consentimiento"})
            yield Reparo(pk, "Una foto se hace pública mirándola, no deshaciendo.", campos)
        elif intento.accion == SALE and intento.registro.publica:
            yield Reparo(pk, "Es una foto pública: vuelva a reservarla antes.")


def de_la_institucion(institucion: Any, user: Any) -> dict[str, Any]:
    """The projects of a school, as its page shows them to this person."""
    suyos = ProyectoEducativo.objects.for_user(user).filter(institucion=institucion).select_related("institucion__distrito__ugel")
    proyectos = list(suyos[: SE_MUESTRAN + 1])
    return {
        "institucion": institucion,
        "proyectos": proyectos[:SE_MUESTRAN],
        "hay_mas": len(proyectos) > SE_MUESTRAN,
        "puede_editar": user.puede(EDITAN),
    }


def _internas(user: Any) -> Any:
    """Photos and documents whose inner side this person reads, also what is in the papelera."""
    return EvidenciaProyecto.todos.for_user(user).internos_de(user)


def _lee(user: Any) -> bool:
    """Reads the inside pages of a UGEL."""
    return user.is_authenticated and user.puede(Permiso.VER)
