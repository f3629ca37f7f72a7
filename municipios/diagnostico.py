"""What the ground floor is told of the diagnosis: its place in the menu and on the page of its district, what its timelines tell, how its
records are undone.
"""

from collections.abc import Iterable
from typing import Any

from base.bitacora import papelera, reglas
from base.bitacora.reglas import Intento, Regla, Reparo
from base.bitacora.volver import Editable, registrar_editables
from base.comun.paneles import Entrada, Panel, registrar_entrada, registrar_panel
from base.cuentas.roles import Permiso

from . import menu
from .acciones_diagnostico import guardar_indicador, guardar_medicion, guardar_nudo
from .models import Indicador, Medicion, NudoCritico, TerritoriosDe

EDITAN = Permiso.EDITAR_DIAGNOSTICO
SE_MUESTRAN = 5  # on the page of the district; its diagnosis has them all
CLAVE = "diagnostico"


def registrar() -> None:
    """Called once, when the portal starts."""
    registrar_entrada(Entrada(clave=CLAVE, etiqueta="Diagnóstico", destino=menu.diagnostico, icono="globo", orden=60, visible=_lee))
    registrar_panel(
        Panel(clave=CLAVE, modelo="municipios.Distrito", plantilla="municipios/_panel_diagnostico.html", contexto=del_distrito, orden=10)
    )
    registrar_editables(
        {
            Indicador: Editable(EDITAN, guardar=guardar_indicador, fijos=frozenset({"ugel"})),
            Medicion: Editable(EDITAN, guardar=guardar_medicion, fijos=frozenset({"indicador", "ubigeo"})),
            NudoCritico: Editable(EDITAN, guardar=guardar_nudo, fijos=frozenset({"distrito"})),
        }
    )
    papelera.registrar({Indicador: "codigo", Medicion: "indicador__codigo", NudoCritico: "codigo"})
    reglas.registrar(
        {
            Indicador: Regla(EDITAN, candado=candado_de_indicadores),
            Medicion: Regla(EDITAN, candado=candado_de_mediciones),
            NudoCritico: EDITAN,
        }
    )


def candado_de_indicadores(intentos: dict[Any, Intento], ensayo: Any) -> Iterable[Reparo]:
    """One of the portal's own is not for one UGEL to give back, take away or bring out of the papelera."""
    if ensayo.por is None or ensayo.por.is_superuser:
        return
    for pk, intento in intentos.items():
        if intento.registro.ugel_id is None:
            yield Reparo(pk, "Es de todas las UGEL: lo cambia quien administra toda la instalación.")


def candado_de_mediciones(intentos: dict[Any, Intento], ensayo: Any) -> Iterable[Reparo]:
    """A figure of a territory is moved only by who may write it."""
    if ensayo.por is None:
        return
    suyos = TerritoriosDe(ensayo.por)
    indicadores = {i.registro.indicador_id for i in intentos.values()}
    ugeles = dict(Indicador.todos.filter(pk__in=indicadores).values_list("pk", "ugel"))
    for pk, intento in intentos.items():
        medicion = intento.registro
        if reparo := suyos.reparo(medicion.ubigeo, ugel=ugeles[medicion.indicador_id]):
            yield Reparo(pk, reparo)


def del_distrito(distrito: Any, user: Any) -> dict[str, Any]:
    """The open nudos of a district, the most urgent first, as its page shows them."""
    abiertos = list(NudoCritico.objects.for_user(user).filter(distrito=distrito).abiertos().por_prioridad()[: SE_MUESTRAN + 1])
    return {"distrito": distrito, "nudos": abiertos[:SE_MUESTRAN], "hay_mas": len(abiertos) > SE_MUESTRAN}


def _lee(user: Any) -> bool:
    """Reads the inside pages of a UGEL."""
    return user.is_authenticated and user.puede(Permiso.VER)
