"""How the rows of a file become reports of execution: sent, to be verified by another person."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.leyes import leyes_rotas
from base.bitacora.revisiones import con_revision
from base.comun.fechas import ahora
from base.comun.padron import Fila, Operacion
from base.comun.padron.celdas import en_una_linea
from convenios.models import Actividad, Cierre, Ejecucion, EvidenciaEjecucion, PlanTrabajo
from convenios.models.ejecucion import CERRADO, NO_EMPIEZA, NO_RECIBE
from convenios.models.plan import ROMANOS

from .avances import SIN_EVIDENCIA
from .carga_actividades import DISTRITO, TANDA
from .distritos import Ambito

CAMPOS = ("fisica", "financiera", "medio")
ENVIO = ("sin_evidencia_motivo", "estado", "enviado_en", "enviado_por")
OTRO_DATO = "Ya está {} con otro dato: pida que lo observen, y corríjalo en su página."
SIN_ENVIAR = "Ya está registrado así, y todavía no se envía: envíelo en su página."


class CargaEjecucion(Operacion):
    """What was done and spent of the activities of one convenio; one that was sent already is left as it is."""

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        por_codigo = self._actividades(filas, con_candado=con_candado)
        for fila in filas:
            self._ubicar(fila, por_codigo.get((fila.valores["codigo"].lower(), fila.valores["anio"]), []))
        halladas = [fila for fila in filas if fila.extra.get("actividad") is not None]
        reportes = self._reportes({fila.extra["actividad"].pk for fila in halladas}, con_candado=con_candado)
        planes = {fila.extra["actividad"].plan_id for fila in halladas}
        cerrados = set(Cierre.objects.filter(plan__in=planes).values_list("plan", "trimestre"))
        vistas: dict[tuple[int, int], Fila] = {}
        for fila in halladas:
            actividad, trimestre = fila.extra["actividad"], fila.valores["trimestre"]
            primera = vistas.setdefault((actividad.pk, trimestre), fila)
            if primera is not fila:
                fila.error("codigo", f"Está repetido: es la misma actividad y trimestre que la fila {primera.numero}.")
                continue
            fila.extra["cerrado"] = (actividad.plan_id, trimestre) in cerrados
            reporte = reportes.get((actividad.pk, trimestre))
            if reporte is not None:
                reporte.actividad = actividad
                fila.registro, fila.revision = reporte, reporte.revision_vista or 0
                fila.actual = {"fisica": reporte.fisica, "financiera": reporte.financiera, "medio": en_una_linea(reporte.medio) or None}

    def _actividades(self, filas: Sequence[Fila], *, con_candado: bool) -> dict[tuple[str, int], list[Any]]:
        """Those of these codes and years, with their plans, held until the transaction ends: nobody closes a quarter meanwhile."""
        planes = PlanTrabajo.objects.filter(convenio=self.convenio, anio__in={fila.valores["anio"] for fila in filas})
        planes = planes.select_related("municipalidad__distrito", "convenio")
        if con_candado:
            planes = planes.select_for_update(of=("self",)).order_by("pk")
        por_llave = {plan.pk: plan for plan in planes}
        codigos = sorted({fila.valores["codigo"].lower() for fila in filas})
        por_codigo: dict[tuple[str, int], list[Any]] = {}
        for desde in range(0, len(codigos), TANDA):
            suyas = Actividad.objects.filter(plan__in=list(por_llave)).alias(plano=Lower("codigo"))
            for actividad in suyas.filter(plano__in=codigos[desde : desde + TANDA]).order_by("pk"):
                actividad.plan = por_llave[actividad.plan_id]
                por_codigo.setdefault((actividad.codigo.lower(), actividad.plan.anio), []).append(actividad)
        return por_codigo

    def _ubicar(self, fila: Fila, candidatas: list[Any]) -> None:
        """The one activity that the row is of."""
        codigo, anio, ubigeo = fila.valores["codigo"], fila.valores["anio"], fila.valores.get("distrito")
        if ubigeo is not None:
            candidatas = [a for a in candidatas if a.plan.municipalidad.distrito.ubigeo == ubigeo]
        if not candidatas:
            de_quien = "los planes" if ubigeo is None else f"el plan de {ubigeo}"
            fila.error("codigo", f"No hay una actividad «{codigo}» en {de_quien} de {anio} de este convenio.")
        elif len(candidatas) > 1:
            lugares = sorted(a.plan.municipalidad.distrito.nombre for a in candidatas)
            fila.error(
                "codigo",
                f"«{codigo}» está en {len(lugares)} planes de {anio} ({', '.join(lugares[:3])}…): diga cuál en la columna «distrito».",
            )
        else:
            fila.extra["actividad"] = candidatas[0]

    def _reportes(self, actividades: set[int], *, con_candado: bool) -> dict[tuple[int, int], Any]:
        probadas = EvidenciaEjecucion.objects.filter(ejecucion=OuterRef("pk"))
        reportes = con_revision(Ejecucion.objects.all()).annotate(probada=Exists(probadas))
        if con_candado:
            reportes = reportes.select_for_update(of=("self",)).order_by("pk")
        lista = sorted(actividades)
        return {
            (r.actividad_id, r.trimestre): r
            for desde in range(0, len(lista), TANDA)
            for r in reportes.filter(actividad__in=lista[desde : desde + TANDA])
        }

    def contrastar(self, filas: Sequence[Fila]) -> None:
        ambito = Ambito(self.convenio)
        con_plan = {f.extra["actividad"].plan.municipalidad.distrito.ubigeo for f in filas if f.extra.get("actividad") is not None}
        for fila in filas:
            ambito.comprobar_uno(fila, DISTRITO, con_plan=con_plan)

    # ── What it becomes ──────────────────────────────────────────────────────────────────────────────────────────────────
    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if fila.registro is None or fila.cambios:
                self._candado(fila)
            elif fila.registro.estado in Ejecucion.Estado.editables():
                fila.aviso("fisica", SIN_ENVIAR)
            if fila.errores:
                continue
            fila.extra["registro"] = reporte = self._como_queda(fila)
            for ley in leyes_rotas(reporte):
                fila.error(None, str(ley.violation_error_message))

    def senalar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if "cerrado" in fila.extra and fila.llave is not None and (fila.registro is None or fila.cambios):
                self._candado(fila)

    def _candado(self, fila: Fila) -> None:
        """A closed quarter takes nothing, nor does a plan that is not in execution; and what was sent is not rewritten."""
        plan, trimestre = fila.extra["actividad"].plan, fila.valores["trimestre"]
        if fila.extra["cerrado"]:
            fila.error("trimestre", CERRADO.format(ROMANOS[trimestre]))
        elif not plan.recibe_ejecucion:
            fila.error("codigo", NO_RECIBE)
        elif trimestre > plan.trimestre_de_hoy:
            fila.error("trimestre", NO_EMPIEZA)
        elif fila.registro is not None and fila.registro.estado not in Ejecucion.Estado.editables():
            for columna, *_ in fila.cambios:
                fila.error(columna, OTRO_DATO.format(fila.registro.get_estado_display().lower()))

    def _como_queda(self, fila: Fila) -> Ejecucion:
        actividad = fila.extra["actividad"]
        instante, valores = ahora(), fila.valores
        if fila.registro is None:
            reporte = Ejecucion(
                actividad=actividad, trimestre=valores["trimestre"], fisica=valores["fisica"], financiera=valores.get("financiera") or Decimal(0),
                medio=valores.get("medio") or "", creado_en=instante, creado_por=self.por, demostracion=actividad.demostracion,
            )  # fmt: skip
        else:
            reporte = fila.registro
            for columna, _, nuevo in fila.cambios:
                setattr(reporte, columna, nuevo)
            if not fila.cambios:
                return reporte
        if not (reporte.sin_evidencia_motivo or getattr(reporte, "probada", False)):
            reporte.sin_evidencia_motivo = SIN_EVIDENCIA
        reporte.estado, reporte.enviado_en, reporte.enviado_por = Ejecucion.Estado.ENVIADO, instante, self.por
        return reporte

    def escribir(self, filas: Sequence[Fila]) -> None:
        crear_en_bloque(Ejecucion, [fila.extra["registro"] for fila in filas if fila.registro is None])
        cambiar_en_bloque(Ejecucion, [fila.registro for fila in filas if fila.registro is not None], [*CAMPOS, *ENVIO])


def filas_de_ejecucion(reportes: Any) -> Iterator[list[Any]]:
    """One row a report, in the columns of the padrón."""
    for r in reportes.select_related("actividad__plan__municipalidad__distrito").iterator(chunk_size=1000):
        plan = r.actividad.plan
        yield [r.actividad.codigo, plan.anio, r.trimestre, r.fisica, r.financiera, r.medio, plan.municipalidad.distrito.ubigeo]
