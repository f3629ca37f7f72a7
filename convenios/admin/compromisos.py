"""The administration of convenios, commitments and avances: what coordinators and administrators edit outside the portal's own pages."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from base.bitacora.admin import FiltroAcotado, InlineDeLectura, PortalAdmin, PortalInline, accion, persona
from base.bitacora.admin_forms import ConAdjunto, FormularioAdmin, FormularioFila, JuegoDeFilas
from base.comun.graficos import estado
from base.comun.templatetags.comun import fecha
from base.cuentas.roles import Permiso
from convenios.acciones import enviar_avance, observar_avance, verificar_avance
from convenios.models import Adenda, Alcance, Avance, Clausula, Compromiso, Convenio, Designacion, Evidencia, Hito, Parte, Reprogramacion
from convenios.models.compromiso import comprobar_partes
from convenios.models.situacion import Situacion
from municipios.models import Distrito

from .comun import ESTADO, DeOtroRegistro, PruebaInline, ReporteAdmin, paso, pasos_de_reporte


def _decision(verbo: str, etiqueta: str, hecho: str) -> Any:
    """A decision about a commitment, with its reason."""
    return accion(
        lambda fila, por, motivo: getattr(fila, verbo)(por=por, motivo=motivo),
        nombre=verbo,
        etiqueta=etiqueta,
        hecho=hecho,
        permiso=Permiso.CERRAR_COMPROMISOS,
    )


# ── Convenio ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class FormularioConvenio(ConAdjunto, FormularioAdmin):
    """A convenio, with its signed document."""


class FormularioAdenda(ConAdjunto, FormularioFila):
    """An adenda, with its signed document."""


class DelConvenio(PortalInline):
    """Rows of a convenio."""

    permiso = Permiso.EDITAR_CONVENIOS


class ClausulaInline(DelConvenio):
    """Its clauses, in order."""

    model = Clausula
    fields = ("orden", "titulo", "texto")


class ParteInline(DelConvenio):
    """The municipalities that signed it, and the ones that left."""

    model = Parte
    fields = ("municipalidad", "firmante", "cargo", "documento", "firmado_el", "separado_el", "separacion_documento", "nota")
    con_relaciones = ("municipalidad__distrito",)


class AdendaInline(DelConvenio):
    """Its adendas that were signed, as registered. One that is being prepared has its own pages, and its state its own steps."""

    model = Adenda
    form = FormularioAdenda
    fields = ("numero", "objeto", "suscrita_el", "documento", "archivo_nombre", "adjunto", "en_estado")
    readonly_fields = ("archivo_nombre", "en_estado")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those that were signed."""
        filas: Any = super().get_queryset(request)
        return filas.suscritas()

    @admin.display(description="estado")
    def en_estado(self, obj: Any) -> str:
        return obj.estado_largo if obj.pk else "—"


class DesignacionInline(DelConvenio):
    """The two people who coordinate with the municipalities."""

    model = Designacion
    fields = ("nombre", "usuario", "cargo", "resolucion", "inicio", "fin")
    con_relaciones = ("usuario",)


@admin.register(Convenio)
class ConvenioAdmin(PortalAdmin):
    """Convenios, with what hangs on them."""

    permiso = Permiso.EDITAR_CONVENIOS
    form = FormularioConvenio
    list_display = ("codigo", "titulo", "tipo", "en_situacion", "suscrito_el", "inicio", "fin", "ugel")
    list_filter = ("tipo", "estado", ("ugel", FiltroAcotado))
    search_fields = ("codigo", "titulo", "objeto")
    con_relaciones = ("ugel", "padre")
    autocomplete_fields = ("padre",)
    readonly_fields = ("en_situacion", "estado_en", "lo_cambio", "archivo_nombre", "archivo_sha256")
    lo_cambio = persona("estado_por", "lo cambió")
    inlines = (ParteInline, ClausulaInline, AdendaInline, DesignacionInline)
    actions: Any = [
        paso("enviar_a_revision", "Enviar a revisión", "Enviados a revisión", Permiso.EDITAR_CONVENIOS),
        paso("devolver", "Devolver a borrador", "Devueltos a borrador", Permiso.EDITAR_CONVENIOS),
        paso("aprobar", "Aprobar", "Aprobados", Permiso.EDITAR_CONVENIOS),
        paso("suscribir", "Registrar como suscritos", "Suscritos", Permiso.EDITAR_CONVENIOS),
        paso("concluir", "Dar por concluidos", "Concluidos", Permiso.EDITAR_CONVENIOS),
        paso("resolver", "Registrar como resueltos", "Resueltos", Permiso.EDITAR_CONVENIOS),
        paso("anular", "Anular", "Anulados", Permiso.EDITAR_CONVENIOS),
        *PortalAdmin.actions,
    ]
    fieldsets = (
        (None, {"fields": ("ugel", "codigo", "tipo", "padre", "titulo", "objeto")}),
        ("Firma", {"fields": ("suscrito_el", "informado_el", "lugar", "adjunto", "archivo_nombre", "archivo_sha256")}),
        ("Vigencia", {"fields": ("inicio", "fin", "sin_fin", "libre_separacion")}),
        ("Estado", {"fields": ("en_situacion", "estado_en", "lo_cambio", "fuente")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A convenio does not move to another UGEL."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "ugel")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A specific convenio derives from a marco."""
        if db_field.name == "padre":
            kwargs["queryset"] = self.opciones(db_field, request).filter(tipo=Convenio.Tipo.MARCO)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="situación", ordering="estado")
    def en_situacion(self, obj: Any) -> str:
        return estado(obj.situacion, obj.situacion_etiqueta) if obj.pk else obj.get_estado_display()


@admin.register(Clausula)
class ClausulaAdmin(DeOtroRegistro):
    """Clauses."""

    permiso = Permiso.EDITAR_CONVENIOS
    search_fields = ("convenio__codigo", "titulo")
    list_display = ("__str__", "convenio")
    con_relaciones = ("convenio__ugel",)


@admin.register(Parte)
class ParteAdmin(DeOtroRegistro):
    """Parties."""

    permiso = Permiso.EDITAR_CONVENIOS
    search_fields = ("convenio__codigo", "municipalidad__distrito__nombre")
    list_display = ("__str__", "convenio", "firmado_el")
    con_relaciones = ("convenio__ugel", "municipalidad__distrito")


# ── Compromiso ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class FiltroSituacion(admin.SimpleListFilter):
    """By what a person reads beside the commitment."""

    title = "situación"
    parameter_name = "situacion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Situacion.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.en_situacion(self.value()) if self.value() in Situacion.values else queryset


class FiltroDistrito(admin.SimpleListFilter):
    """By a district that the commitment reaches."""

    title = "distrito"
    parameter_name = "distrito"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(distrito.ubigeo, str(distrito)) for distrito in Distrito.objects.for_user(request.user)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=Alcance.objects.filter(distrito__ubigeo=self.value()).values("compromiso"))


class JuegoDeAlcances(JuegoDeFilas):
    """The districts of a commitment: the shares that were agreed add up to the target."""

    def clean(self) -> None:
        super().clean()
        quedan = [f.instance.meta for f in self.forms if f not in self.deleted_forms and (f.has_changed() or not f.instance._state.adding)]
        comprobar_partes(self.instance.meta, quedan)


class DelCompromiso(PortalInline):
    """Rows of a commitment."""

    permiso = Permiso.EDITAR_COMPROMISOS


class AlcanceInline(DelCompromiso):
    """The districts it reaches."""

    model = Alcance
    formset = JuegoDeAlcances
    fields = ("distrito", "meta")
    con_relaciones = ("distrito", "compromiso")


class HitoInline(DelCompromiso):
    """Its milestones."""

    model = Hito
    fields = ("orden", "descripcion", "plazo")


class ReprogramacionInline(InlineDeLectura):
    """Every date it had before."""

    permiso = Permiso.EDITAR_COMPROMISOS
    model = Reprogramacion
    fields = ("plazo_anterior", "plazo_nuevo", "motivo", "documento", "quien", "en")
    readonly_fields = ("quien",)
    quien = persona("por", "quién")
    con_relaciones = ("por",)


@admin.action(description="Cambiar los elegidos a la vez…")
def cambiar_muchos(modelo: PortalAdmin, request: HttpRequest, filas: QuerySet[Any]) -> HttpResponseRedirect | None:
    """To the page of the portal that changes many at once, with the rows that were chosen here."""
    elegidas = list(filas.order_by("pk").values_list("convenio__ugel__codigo", "pk"))
    ugeles = {ugel for ugel, _ in elegidas}
    if len(ugeles) != 1:
        modelo.message_user(request, "Elija compromisos de una sola UGEL.", messages.ERROR)
        return None
    ids = ",".join(str(pk) for _, pk in elegidas)
    return HttpResponseRedirect(reverse("masiva", args=[ugeles.pop(), "compromisos"], query={"ids": ids}))


cambiar_muchos.permiso = Permiso.CAMBIAR_MUCHOS  # type: ignore[attr-defined]


@admin.register(Compromiso)
class CompromisoAdmin(PortalAdmin):
    """Commitments, with the districts they reach and their milestones."""

    permiso = Permiso.EDITAR_COMPROMISOS
    list_display = ("codigo", "que_se_promete", "en_situacion", "vence", "progreso", "debe", "linea", "convenio")
    list_filter = (FiltroSituacion, "linea", FiltroDistrito, ("convenio", FiltroAcotado))
    search_fields = ("busqueda",)
    # not the convenio: a plain list of them is short, and adding a commitment then needs no JavaScript
    autocomplete_fields = ("clausula", "obligada")
    con_relaciones = ("convenio__ugel", "clausula", "obligada__municipalidad__distrito")
    readonly_fields = ("estado", "estado_en", "lo_decidio", "estado_motivo")
    lo_decidio = persona("estado_por", "lo decidió")
    inlines = (AlcanceInline, HitoInline, ReprogramacionInline)
    actions: Any = [
        _decision("cumplir", "Dar por cumplidos", "Cumplidos"),
        _decision("no_cumplir", "Declarar no cumplidos (con motivo)", "No cumplidos"),
        _decision("suspender", "Suspender (con motivo)", "Suspendidos"),
        _decision("reabrir", "Reabrir (con motivo)", "Reabiertos"),
        cambiar_muchos,
        *PortalAdmin.actions,
    ]
    fieldsets = (
        (None, {"fields": ("convenio", "codigo", "clausula", "descripcion", "obligada", "linea", "responsable")}),
        ("Plazo y medida", {"fields": ("inicio", "plazo", "unidad", "meta", "meta_financiera")}),
        ("Estado", {"fields": ("estado", "estado_en", "lo_decidio", "estado_motivo", "fuente")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the situation and the progress that a list shows."""
        filas: Any = super().get_queryset(request)
        return filas.con_situacion().con_avance()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """The commitment's own search."""
        return queryset.buscar(search_term), False  # type: ignore[attr-defined]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A commitment does not move to another convenio, and a due date once set moves by «Reprogramar»."""
        if obj is None:
            return self.readonly_fields
        return (*self.readonly_fields, "convenio", *(("plazo_fijado",) if obj.plazo else ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """In the place of a due date already set, the way to move it."""
        grupos = super().get_fieldsets(request, obj)
        if obj is None or not obj.plazo:
            return grupos
        return [
            (titulo, {**grupo, "fields": tuple("plazo_fijado" if campo == "plazo" else campo for campo in grupo["fields"])})
            for titulo, grupo in grupos
        ]

    @admin.display(description="plazo")
    def plazo_fijado(self, obj: Any) -> str:
        convenio = obj.convenio
        direccion = reverse("compromiso_reprogramar", args=[convenio.ugel.codigo, convenio.codigo, obj.codigo])
        return format_html('{} · <a href="{}">Reprogramar</a> (pide motivo y documento)', fecha(obj.plazo), direccion)

    @admin.display(description="plazo", ordering="plazo")
    def vence(self, obj: Any) -> str:
        return fecha(obj.plazo)

    @admin.display(description="qué se promete", ordering="descripcion")
    def que_se_promete(self, obj: Any) -> str:
        texto = obj.descripcion
        return texto if len(texto) <= 90 else f"{texto[:89].rstrip()}…"

    @admin.display(description="quién lo debe")
    def debe(self, obj: Any) -> str:
        return str(obj.debe)

    @admin.display(description="situación")
    def en_situacion(self, obj: Any) -> str:
        return estado(obj.situacion, obj.situacion_etiqueta)

    @admin.display(description="avance")
    def progreso(self, obj: Any) -> str | None:
        return None if obj.progreso is None else f"{obj.progreso} %"


@admin.register(Hito)
class HitoAdmin(DeOtroRegistro):
    """Milestones."""

    permiso = Permiso.EDITAR_COMPROMISOS
    search_fields = ("compromiso__codigo", "descripcion")
    list_display = ("descripcion", "compromiso", "plazo")
    con_relaciones = ("compromiso",)


# ── Avance ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
class EvidenciaInline(PruebaInline):
    """Its proof, while it is still its author's."""

    model = Evidencia
    con_relaciones = ("subida_por", "avance")


@admin.register(Avance)
class AvanceAdmin(ReporteAdmin):
    """Avances: to be edited by their author until they are sent, to be verified or returned by another person."""

    asunto = "compromiso"
    list_display = ("pk", "compromiso", "que_se_hizo", "en_estado", "distrito", "fecha", "creado_por", "verificado_por")
    list_display_links = ("pk", "compromiso")
    list_filter = ("estado", ("distrito", FiltroAcotado), "origen", "fecha")
    search_fields = ("compromiso__codigo", "descripcion", "expediente")
    autocomplete_fields = ("compromiso", "hito")
    con_relaciones = ("compromiso__convenio__ugel", "distrito", "hito", "creado_por", "verificado_por", "enviado_por", "observado_por")
    inlines = (EvidenciaInline,)
    actions: Any = [*pasos_de_reporte(verificar_avance, observar_avance, enviar_avance), *PortalAdmin.actions]
    fieldsets = (
        (None, {"fields": ("compromiso", "distrito", "fecha", "descripcion", "cantidad", "hito", "expediente", "sin_evidencia_motivo")}),
        ESTADO,
    )
