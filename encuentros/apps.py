"""When they meet."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse


class EncuentrosConfig(AppConfig):
    name = "encuentros"
    verbose_name = "encuentros de alcaldes"

    def ready(self) -> None:
        from base.bitacora import papelera, reglas
        from base.bitacora.hijos import Hijo, registrar_hijos
        from base.bitacora.volver import Editable, registrar_editables
        from base.comun.paneles import Entrada, registrar_entrada
        from base.cuentas.roles import Permiso

        from .models import Asistencia, Encuentro, Participante, ProyectoExpuesto

        registrar_entrada(Entrada(clave="encuentros", etiqueta="Encuentros", destino=_encuentros, icono="calendario", orden=50))
        filas = [Hijo(Asistencia, "municipalidad__distrito__nombre"), Hijo(Participante, "nombre"), Hijo(ProyectoExpuesto, "institucion")]
        registrar_hijos({Encuentro: filas})
        editan = Permiso.EDITAR_ENCUENTROS
        registrar_editables({Encuentro: Editable(editan, fijos=frozenset({"ugel"}))})
        registrar_editables({hijo.modelo: Editable(editan, fijos=frozenset({"encuentro", "municipalidad"})) for hijo in filas})
        papelera.registrar(
            {
                Encuentro: "nombre",
                Asistencia: "municipalidad__distrito__nombre",
                Participante: "nombre",
                ProyectoExpuesto: "institucion",
            }
        )
        reglas.registrar(dict.fromkeys((Encuentro, Asistencia, Participante, ProyectoExpuesto), Permiso.EDITAR_ENCUENTROS))


def _encuentros(request: HttpRequest) -> str | None:
    """The encuentros of the UGEL that the page is about."""
    from municipios.ugeles import ugel_del_menu

    codigo = ugel_del_menu(request)
    return reverse("encuentros", args=[codigo]) if codigo else None
