"""The administration of plans of work. The locks are the models' own: what was approved, verified or closed is read here, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from base.bitacora.admin import FiltroAcotado, PortalAdmin, PortalInline, persona
from base.comun.graficos import estado
from base.cuentas.roles import Permiso
from convenios.models import Actividad, Cierre, Ejecucion, EvidenciaEjecucion, PlanTrabajo, Programacion, Rectificacion, VersionPlan
from convenios.plan_de_trabajo import enviar_ejecucion, observar_ejecucion, verificar_ejecucion

from .comun import ESTADO, PruebaInline, ReporteAdmin, SoloLectura, paso, pasos_de_reporte

DEL_PLAN = ("plan__municipalidad__distrito", "plan__convenio__ugel")
DE_LA_ACTIVIDAD = ("actividad__plan__municipalidad__distrito", "actividad__plan__convenio__ugel")
Estado = PlanTrabajo.Estado


# ── What was prepared ────────────────────────────────────────────────────────────────────────────────────────────────────
@admin.register(PlanTrabajo)
class PlanTrabajoAdmin(PortalAdmin):
    """Plans: written while they are a draft. Each side approves on the portal's own page, with its document."""

    permiso = Permiso.EDITAR_PLANES
    list_display = ("__str__", "en_estado", "anio", "convenio", "aprobado_ugel_en", "aprobado_municipalidad_en")
    list_filter = ("estado", "anio", ("convenio", FiltroAcotado))
    search_fields = ("municipalidad__distrito__nombre", "objetivo")
    con_relaciones = (
        "municipalidad__distrito",
        "convenio__ugel",
        *(f"{quien}_por" for quien in ("propuesto", "aprobado_ugel", "aprobado_municipalidad", "iniciado", "cerrado")),
    )
    readonly_fields = (
        *("en_estado", "lo_propuso", "propuesto_en", "devuelto_motivo", "aprobo_ugel", "aprobado_ugel_en", "documento_ugel"),
        *(
            "aprobo_municipalidad",
            "aprobado_municipalidad_en",
            "documento_municipalidad",
            "lo_inicio",
            "iniciado_en",
            "lo_cerro",
            "cerrado_en",
        ),
    )
    lo_propuso = persona("propuesto_por", "lo propuso")
    aprobo_ugel = persona("aprobado_ugel_por", "aprobó por la UGEL")
    aprobo_municipalidad = persona("aprobado_municipalidad_por", "aprobó por la municipalidad")
    lo_inicio = persona("iniciado_por", "lo inició")
    lo_cerro = persona("cerrado_por", "lo cerró")
    actions: Any = [
        paso("proponer", "Proponer a las dos partes", "Propuestos", Permiso.EDITAR_PLANES),
        paso("iniciar", "Iniciar la ejecución", "En ejecución", Permiso.EDITAR_PLANES),
        paso("cerrar", "Cerrar el plan", "Cerrados", Permiso.CERRAR_TRIMESTRES),
        *PortalAdmin.actions,
    ]
    fieldsets = (
        (None, {"fields": ("convenio", "municipalidad", "anio", "objetivo")}),
        (
            "Estado",
            {
                "fields": (
                    "en_estado",
                    ("lo_propuso", "propuesto_en"),
                    "devuelto_motivo",
                    ("aprobo_ugel", "aprobado_ugel_en", "documento_ugel"),
                    ("aprobo_municipalidad", "aprobado_municipalidad_en", "documento_municipalidad"),
                    ("lo_inicio", "iniciado_en"),
                    ("lo_cerro", "cerrado_en"),
                    "fuente",
                )
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_change_permission(request, obj) and (obj is None or obj.estado == Estado.BORRADOR)

    @admin.display(description="estado", ordering="estado")
    def en_estado(self, obj: Any) -> str:
        return estado(obj.estado, obj.get_estado_display())


class ProgramacionInline(PortalInline):
    """The targets of an activity, while its plan is a draft."""

    permiso = Permiso.EDITAR_PLANES
    model = Programacion
    fields = ("trimestre", "fisica", "financiera")
    con_relaciones = ("actividad__plan",)

    def _editable(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.puede(request, self.permiso) and (obj is None or obj.plan.estado == Estado.BORRADOR)

    has_add_permission = has_change_permission = has_delete_permission = _editable


@admin.register(Actividad)
class ActividadAdmin(PortalAdmin):
    """Activities, with their targets. Those of an approved plan move by «Reprogramar», on the portal's own page."""

    permiso = Permiso.EDITAR_PLANES
    list_display = ("codigo", "que_se_hara", "unidad", "plan", "compromiso", "nudo")
    list_filter = (("plan", FiltroAcotado),)
    search_fields = ("codigo", "nombre")
    autocomplete_fields = ("plan", "compromiso")
    con_relaciones = (*DEL_PLAN, "compromiso__convenio__ugel", "nudo__distrito")
    inlines = (ProgramacionInline,)
    fieldsets = (
        (None, {"fields": ("plan", "codigo", "nombre", "unidad", "peso", "nudo", "compromiso")}),
        ("Quién y con qué", {"fields": ("financia", "responsable", "responsable_municipal", "medio", "fuente")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while its plan waits to be approved, nor after it is over."""
        espera = (Estado.PROPUESTO, Estado.CERRADO)
        return super().has_change_permission(request, obj) and (obj is None or obj.plan.estado not in espera)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An activity does not move to another plan, and what was proposed is measured as it was."""
        if obj is None:
            return self.readonly_fields
        return (*self.readonly_fields, "plan", *(() if obj.plan.estado == Estado.BORRADOR else ("unidad", "peso")))

    @admin.display(description="actividad", ordering="nombre")
    def que_se_hara(self, obj: Any) -> str:
        return obj.nombre if len(obj.nombre) <= 90 else f"{obj.nombre[:89].rstrip()}…"


@admin.register(Programacion)
class ProgramacionAdmin(PortalAdmin):
    """Targets by quarter: written while their plan is a draft."""

    permiso = Permiso.EDITAR_PLANES
    list_display = ("__str__", "fisica", "financiera", "en_plan")
    list_filter = ("trimestre",)
    search_fields = ("actividad__codigo", "actividad__nombre")
    autocomplete_fields = ("actividad",)
    con_relaciones = (*DE_LA_ACTIVIDAD, "version")
    readonly_fields = ("version",)
    fields = ("actividad", "trimestre", "fisica", "financiera", "version", "fuente")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While its plan is a draft."""
        return super().has_change_permission(request, obj) and (obj is None or obj.actividad.plan.estado == Estado.BORRADOR)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A target does not move to another activity nor to another quarter."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "actividad", "trimestre")

    @admin.display(description="plan", ordering="actividad__plan")
    def en_plan(self, obj: Any) -> str:
        return str(obj.actividad.plan)


# ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────────
class EvidenciaEjecucionInline(PruebaInline):
    """Its proof, while it is still its author's."""

    model = EvidenciaEjecucion
    con_relaciones = ("subida_por", "ejecucion")


@admin.register(Ejecucion)
class EjecucionAdmin(ReporteAdmin):
    """Executions: as avances, and nothing in a closed quarter."""

    asunto, fijos = "actividad", ("trimestre",)
    list_display = ("__str__", "que_se_hizo", "en_estado", "fisica", "financiera", "creado_por", "verificado_por")
    list_filter = ("estado", "trimestre")
    search_fields = ("actividad__codigo", "actividad__nombre", "medio")
    autocomplete_fields = ("actividad",)
    con_relaciones = (
        *DE_LA_ACTIVIDAD, "actividad__compromiso__convenio__ugel", "avance", "creado_por", "verificado_por", "enviado_por", "observado_por",
    )  # fmt: skip
    inlines = (EvidenciaEjecucionInline,)
    actions: Any = [*pasos_de_reporte(verificar_ejecucion, observar_ejecucion, enviar_ejecucion), *PortalAdmin.actions]
    fieldsets = (
        (None, {"fields": ("actividad", "trimestre", "fisica", "financiera", "medio", "sin_evidencia_motivo")}),
        ESTADO,
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor in a quarter that receives no reports."""
        return super().has_change_permission(request, obj) and (obj is None or not obj.por_que_no_se_reporta)


# ── What stays as it was written ─────────────────────────────────────────────────────────────────────────────────────────
@admin.register(VersionPlan)
class VersionPlanAdmin(SoloLectura):
    """Every version of the targets of a plan, with its reason."""

    permiso = Permiso.EDITAR_PLANES
    list_display = ("plan", "numero", "motivo", "documento", "en")
    search_fields = ("plan__municipalidad__distrito__nombre", "motivo", "documento")
    con_relaciones = (*DEL_PLAN, "por")
    fields = ("plan", "numero", "motivo", "documento", "en", "quien")
    readonly_fields = ("quien",)
    quien = persona("por", "quién")


@admin.register(Cierre)
class CierreAdmin(SoloLectura):
    """Closed quarters, with their figures."""

    permiso = Permiso.CERRAR_TRIMESTRES
    list_display = ("plan", "trimestre", "fisico", "programado", "devengado", "codigo", "cerrado_en")
    list_filter = ("trimestre",)
    search_fields = ("plan__municipalidad__distrito__nombre",)
    con_relaciones = (*DEL_PLAN, "cerrado_por")
    fields = (
        "plan", "trimestre", "fisico", "fisico_anual", "programado", "devengado", "codigo", "sha256", "quien", "cerrado_en", "nota",
    )  # fmt: skip
    readonly_fields = ("codigo", "quien")
    quien = persona("cerrado_por", "lo cerró")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the figures of each activity: its own page tells them."""
        filas: Any = super().get_queryset(request)
        return filas.sin_contenido()

    @admin.display(description="código")
    def codigo(self, obj: Any) -> str:
        return str(obj.codigo)


@admin.register(Rectificacion)
class RectificacionAdmin(SoloLectura):
    """What entered after a quarter was closed."""

    permiso = Permiso.CERRAR_TRIMESTRES
    list_display = ("__str__", "fisica", "financiera", "motivo", "documento", "en")
    search_fields = ("actividad__codigo", "motivo", "documento")
    con_relaciones = ("cierre__plan__municipalidad__distrito", "cierre__plan__convenio__ugel", "actividad", "por")
    fields = ("cierre", "actividad", "fisica", "financiera", "motivo", "documento", "en", "quien")
    readonly_fields = ("quien",)
    quien = persona("por", "quién")
