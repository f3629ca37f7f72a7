"""What was promised, and what was done."""

from django.apps import AppConfig

from base.comun import candados
from base.comun.paneles import Entrada, registrar_entrada


class ConveniosConfig(AppConfig):
    name = "convenios"
    verbose_name = "convenios y compromisos"

    def ready(self) -> None:
        from base.bitacora import masiva, papelera

        from . import deshacer, deshacer_plan, hallables, historia, menu, paneles
        from .candados import candados as de_convenios
        from .masiva import COMPROMISOS
        from .models import Actividad, Adenda, Avance, Clausula, Compromiso, Consulta, Convenio, Designacion, Ejecucion, Parte, PlanTrabajo
        from .notas import notas

        registrar_entrada(Entrada(clave="compromisos", etiqueta="Compromisos", destino=menu.compromisos, icono="lista", orden=30))
        registrar_entrada(Entrada(clave="convenios", etiqueta="Convenios", destino=menu.convenios, icono="convenio", orden=40))
        registrar_entrada(Entrada(clave="planes", etiqueta="Planes", destino=menu.planes, icono="calendario", orden=35))
        historia.registrar()
        hallables.declarar()
        masiva.registrar(COMPROMISOS)
        registrar_entrada(
            Entrada(clave="traspasos", etiqueta="Traspasos", destino=menu.traspasos, icono="compartir", orden=70, visible=menu.traspasa)
        )
        registrar_entrada(
            Entrada(
                clave="configuracion",
                etiqueta="Configuración",
                destino=menu.configuracion,
                icono="ajustes",
                orden=88,
                visible=menu.configura,
            )
        )
        papelera.registrar(
            {
                Convenio: "codigo",
                Parte: "municipalidad__distrito__nombre",
                Clausula: "titulo",
                Adenda: "objeto",
                Designacion: "nombre",
                Compromiso: "codigo",
                Avance: "descripcion",
                Consulta: "pregunta",
                PlanTrabajo: "municipalidad__distrito__nombre",
                Actividad: "nombre",
                Ejecucion: "actividad__nombre",
            }
        )
        deshacer.registrar_reglas()
        deshacer_plan.registrar_reglas()
        paneles.registrar()
        candados.registrar(self, lambda: [*de_convenios(), *notas()])
