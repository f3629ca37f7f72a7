"""The administration of territory, charges and accounts. Coordinators look, administrators write.

Accounts stand here because what an administrator reaches of them follows from the charges, which `base.cuentas` does not know.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from base.bitacora.admin import DeLectura, FiltroAcotado, InlineDeLectura, PortalAdmin, PortalInline, SegunPermiso, persona
from base.bitacora.admin_forms import FormularioAdmin
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from . import admin_diagnostico  # noqa: F401 -- Django looks for the pages of this floor here
from .acciones import olvidar_otros_correos
from .cuentas import con_cargo_fuera, cuentas_para
from .models import (
    Distrito,
    Dre,
    EnlaceMunicipal,
    EvidenciaProyecto,
    EvidenciaRiesgo,
    FichaRiesgo,
    FuenteProyecto,
    Gestion,
    InstitucionEducativa,
    ListaPriorizada,
    LocalEscolar,
    Matricula,
    MiembroDre,
    MiembroUgel,
    Municipalidad,
    PautaRiesgo,
    ProyectoEducativo,
    Ugel,
)
from .models.criterios import CRITERIOS, ESCRITOS


class DelTerritorio(SegunPermiso):
    """Written by administrators, looked at by coordinators."""

    permiso = Permiso.EDITAR_TERRITORIO


class DeLaInstalacion(DelTerritorio):
    """What stands above one UGEL: added and taken away by who runs the whole installation."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_delete_permission(request, obj)


class SoloInstalacion(DeLaInstalacion):
    """Nor changed by anybody else."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_change_permission(request, obj)


# ── Territory ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class MiembroDreInline(SoloInstalacion, PortalInline):
    """Who reads for the DRE: that reach covers several UGEL."""

    model = MiembroDre
    fields = ("usuario", "cargo", "inicio", "fin")
    con_relaciones = ("usuario", "dre")


class MiembroUgelInline(DelTerritorio, PortalInline):
    """The staff of the UGEL, with cargo and dates."""

    model = MiembroUgel
    fields = ("usuario", "cargo", "inicio", "fin")
    con_relaciones = ("usuario", "ugel")


@admin.register(Dre)
class DreAdmin(SoloInstalacion, PortalAdmin):
    """Regional directorates."""

    list_display = ("codigo", "nombre")
    search_fields = ("codigo", "nombre")
    fields = ("codigo", "nombre", "fuente")
    inlines = (MiembroDreInline,)


@admin.register(Ugel)
class UgelAdmin(DeLaInstalacion, PortalAdmin):
    """UGEL, with their staff."""

    list_display = ("codigo", "nombre", "dre", "dias_por_vencer")
    search_fields = ("codigo", "nombre")
    fields = ("codigo", "nombre", "dre", "dias_por_vencer", "fuente")
    inlines = (MiembroUgelInline,)
    con_relaciones = ("dre",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Its code and its place are not for its own people to move."""
        return () if request.user.is_superuser else ("codigo", "dre")


class MunicipalidadInline(DelTerritorio, PortalInline):
    """The government of the district."""

    model = Municipalidad
    fields = ("tipo", "fuente")
    con_relaciones = ("distrito",)


@admin.register(Distrito)
class DistritoAdmin(DelTerritorio, PortalAdmin):
    """Districts, with the figures that are facts about them."""

    list_display = ("ubigeo", "nombre", "provincia", "ugel", "capital", "poblacion", "superficie_km2", "altitud")
    list_filter = (("ugel", FiltroAcotado), "provincia")
    search_fields = ("ubigeo", "nombre", "capital", "provincia")
    con_relaciones = ("ugel",)
    autocomplete_fields = ("ugel",)
    inlines = (MunicipalidadInline,)
    fieldsets = (
        (None, {"fields": ("ubigeo", "ubigeo_reniec", "nombre", "nombre_inei", "provincia", "departamento", "ugel")}),
        ("Datos", {"fields": ("capital", "poblacion", "poblacion_anio", "superficie_km2", "altitud", "latitud", "longitud", "fuente")}),
    )

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Provinces are told apart only where there are several UGEL."""
        filtros = super().get_list_filter(request)
        return filtros if request.user.is_superuser else [f for f in filtros if f != "provincia"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A district without a UGEL would be out of reach of whoever left it so."""
        campo = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "ugel":
            campo.required = not request.user.is_superuser
        return campo


# ── Schools ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
class DeEscuelas(SegunPermiso):
    """Written by whoever keeps the register of schools."""

    permiso = Permiso.EDITAR_INSTITUCIONES


@admin.register(LocalEscolar)
class LocalEscolarAdmin(DeEscuelas, PortalAdmin):
    """Buildings, with what decides how they can be repaired."""

    list_display = ("codigo_local", "nombre", "distrito", "centro_poblado", "saneamiento")
    list_filter = (("distrito", FiltroAcotado), "saneamiento")
    search_fields = ("codigo_local", "nombre", "centro_poblado")
    con_relaciones = ("distrito",)
    autocomplete_fields = ("distrito",)
    fieldsets = (
        (None, {"fields": ("codigo_local", "nombre", "distrito", "centro_poblado", "direccion", "latitud", "longitud")}),
        ("Para intervenirlo", {"fields": ("saneamiento", "cui", "expediente", "titular")}),
        ("Fuente", {"fields": ("fuente",)}),
    )


class MatriculaInline(DeEscuelas, PortalInline):
    """Students by year: a number, never names."""

    model = Matricula
    fields = ("anio", "estudiantes", "fuente")
    con_relaciones = ("institucion",)


@admin.register(InstitucionEducativa)
class InstitucionEducativaAdmin(DeEscuelas, PortalAdmin):
    """Services, by código modular and anexo."""

    list_display = ("codigo_modular", "anexo", "nombre", "nivel", "distrito", "local", "gestion", "area")
    list_filter = (("distrito", FiltroAcotado), "nivel", "gestion", "area")
    search_fields = ("codigo_modular", "nombre")
    con_relaciones = ("distrito", "local")
    autocomplete_fields = ("distrito", "local")
    inlines = (MatriculaInline,)
    fields = ("codigo_modular", "anexo", "nombre", "nivel", "distrito", "local", "gestion", "area", "fuente")


class FuenteProyectoInline(DeEscuelas, PortalInline):
    """Who pays how much."""

    model = FuenteProyecto
    fields = ("clase", "monto")
    con_relaciones = ("proyecto",)


class EvidenciaInline(InlineDeLectura):
    """Photos and documents, to look at: they come in on the pages of the portal."""

    @admin.display(description="lo adjunto")
    def ver(self, obj: Any) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), str(obj))


class EvidenciaProyectoInline(EvidenciaInline):
    """Of a project; there a photo becomes public too."""

    permiso = Permiso.EDITAR_INSTITUCIONES
    model = EvidenciaProyecto
    fields = ("clase", "ver", "consentimiento", "publica", "la_subio")
    readonly_fields = ("clase", "ver", "publica", "la_subio")
    la_subio = persona("subida_por", "la subió")
    con_relaciones = ("subida_por", "proyecto")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those whose inside this person reads."""
        filas: Any = super().get_queryset(request)
        return filas.internos_de(request.user)


@admin.register(ProyectoEducativo)
class ProyectoEducativoAdmin(DeEscuelas, PortalAdmin):
    """Educational projects of the schools."""

    list_display = ("codigo", "titulo", "tipo", "institucion", "anio", "etapa", "concurso", "resultado")
    list_filter = ("tipo", "etapa", "concurso", "anio")
    search_fields = ("codigo", "titulo", "tema", "producto")
    con_relaciones = ("institucion__distrito__ugel",)
    autocomplete_fields = ("institucion",)
    inlines = (FuenteProyectoInline, EvidenciaProyectoInline)
    fieldsets = (
        (None, {"fields": ("codigo", "institucion", "titulo", "tipo", "tema", "producto", "problema")}),
        ("Quiénes", {"fields": ("areas", "grados", "estudiantes_hombres", "estudiantes_mujeres", "estudiantes", "asesor")}),
        ("Cómo va", {"fields": ("etapa", "anio", "inicio", "fin", "replicable")}),
        ("Recursos", {"fields": ("presupuesto", "apoyo", "apoyo_monto", "apoyo_acta")}),
        ("Concurso", {"fields": ("concurso", "categoria", "etapa_concurso", "resultado")}),
        ("Fuente", {"fields": ("fuente",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A project does not move to another school from here."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "institucion")

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """A fictional school has fictional projects."""
        proyecto = super().save_form(request, form, change)
        if not change:
            proyecto.demostracion = proyecto.institucion.demostracion
        return proyecto


# ── Risk ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
class EvidenciaRiesgoInline(EvidenciaInline):
    """Of a sheet of risk."""

    permiso = Permiso.EVALUAR_RIESGO
    model = EvidenciaRiesgo
    fields = readonly_fields = ("momento", "ver", "la_subio")
    la_subio = persona("subida_por", "la subió")
    con_relaciones = ("subida_por", "ficha")


@admin.register(FichaRiesgo)
class FichaRiesgoAdmin(PortalAdmin):
    """What was seen of each building, each criterion from 0 to 4 or empty."""

    permiso = Permiso.EVALUAR_RIESGO
    list_display = ("local", "fecha", *(c.slug for c in ESCRITOS), "procedencia", "inspeccion")
    list_filter = (("local__distrito", FiltroAcotado), "procedencia", "inspeccion")
    search_fields = ("local__codigo_local", "local__nombre")
    con_relaciones = ("local__distrito",)
    autocomplete_fields = ("local",)
    inlines = (EvidenciaRiesgoInline,)
    fieldsets = (
        ("Cuándo y quién", {"fields": ("local", "fecha", "procedencia")}),
        ("Qué se vio", {"fields": tuple(c.slug for c in ESCRITOS)}),
        ("Con qué evidencia", {"fields": ("inspeccion", "fuente", "nota")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What was seen of one building was not seen of another."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, "local")

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """A fictional building has fictional sheets."""
        ficha = super().save_form(request, form, change)
        if not change:
            ficha.demostracion = ficha.local.demostracion
        return ficha


@admin.register(PautaRiesgo)
class PautaRiesgoAdmin(DeLectura, PortalAdmin):
    """The weights by version. A published one is never edited: another is published, from the page of risk."""

    permiso = Permiso.PRIORIZAR
    list_display = ("__str__", "ugel", *(c.peso for c in CRITERIOS), "publicada_en", "la_publico")
    search_fields = ("motivo",)
    la_publico = persona("publicada_por", "la publicó")
    con_relaciones = ("ugel", "publicada_por")
    fieldsets = (
        (None, {"fields": ("ugel", "version", "motivo", "publicada_en", "la_publico")}),
        ("Cuánto pesa cada criterio", {"fields": tuple(c.peso for c in CRITERIOS)}),
        ("Desde dónde", {"fields": ("banda_1", "banda_2", "banda_3", "banda_4", "desde_critico", "desde_alto", "desde_medio")}),
    )


@admin.register(ListaPriorizada)
class ListaPriorizadaAdmin(DeLectura, PortalAdmin):
    """The lists that were decided, with their seal; their rows stand on their page in the portal."""

    permiso = Permiso.PRIORIZAR
    list_display = ("titulo", "ugel", "decidida_en", "la_decidio")
    search_fields = ("titulo",)
    la_decidio = persona("decidida_por", "la decidió")
    con_relaciones = ("ugel", "pauta", "decidida_por")
    fields = ("titulo", "ugel", "pauta", "motivo", "decidida_en", "la_decidio", "sha256", "entera")

    def alcance(self, user: Any) -> QuerySet[Any]:
        """Without their rows, which are many, until one is looked at."""
        return super().alcance(user).sin_contenido()  # type: ignore[attr-defined]

    @admin.display(description="está como se decidió", boolean=True)
    def entera(self, obj: Any) -> bool:
        return bool(obj.esta_entera)


class GestionInline(DelTerritorio, PortalInline):
    """Terms of office; former ones stay."""

    model = Gestion
    fields = ("alcalde", "usuario", "inicio", "fin", "correo", "telefono")
    con_relaciones = ("usuario", "municipalidad__distrito")


class EnlaceMunicipalInline(DelTerritorio, PortalInline):
    """Liaisons."""

    model = EnlaceMunicipal
    fields = ("usuario", "cargo", "inicio", "fin")
    con_relaciones = ("usuario", "municipalidad__distrito")


@admin.register(Municipalidad)
class MunicipalidadAdmin(DelTerritorio, PortalAdmin):
    """Municipalities, with their terms of office and liaisons."""

    list_display = ("__str__", "tipo", "ubigeo", "ugel")
    list_filter = ("tipo",)
    search_fields = ("distrito__nombre", "distrito__ubigeo")
    con_relaciones = ("distrito__ugel",)
    autocomplete_fields = ("distrito",)
    fields = ("distrito", "tipo", "fuente")
    inlines = (GestionInline, EnlaceMunicipalInline)

    @admin.display(description="ubigeo", ordering="distrito__ubigeo")
    def ubigeo(self, obj: Any) -> str:
        return str(obj.distrito.ubigeo)

    @admin.display(description="UGEL", ordering="distrito__ugel")
    def ugel(self, obj: Any) -> str:
        return str(obj.distrito.ugel)


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class FormularioUsuario(FormularioAdmin):
    """An account. Its password is typed here only to hand over the first one, or a new one to who lost it."""

    password1 = forms.CharField(
        label="Contraseña nueva",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Vacía: queda la que tiene. Una cuenta sin contraseña no puede entrar.",
    )
    password2 = forms.CharField(
        label="La misma, otra vez", required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any] | None:
        """Typed twice the same, and one that the portal's rules accept."""
        datos = super().clean()
        primera, segunda = self.cleaned_data.get("password1", ""), self.cleaned_data.get("password2", "")
        if primera != segunda:
            self.add_error("password2", "Las dos contraseñas no son iguales.")
        elif primera:
            try:
                validate_password(primera, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)
        return datos


@admin.register(Usuario)
class UsuarioAdmin(PortalAdmin):
    """Accounts of the people of a UGEL and of its municipalities."""

    permiso = Permiso.EDITAR_CUENTAS
    permiso_ver = Permiso.EDITAR_CUENTAS
    form = FormularioUsuario
    actions: Any = []
    list_display = ("username", "nombre", "rol", "email", "is_active")
    list_filter = ("rol", "is_active", "demostracion")
    search_fields = ("username", "nombre", "email")
    readonly_fields = ("creado_en",)
    fieldsets = (
        (None, {"fields": ("username", "nombre", "email", "rol", "is_active")}),
        ("Contraseña", {"fields": ("password1", "password2")}),
        ("Registro", {"fields": ("creado_en",)}),
    )

    def alcance(self, user: Any) -> QuerySet[Usuario]:
        """The same as on the pages of the portal."""
        return cuentas_para(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each account with whether it also has a charge elsewhere."""
        return con_cargo_fuera(super().get_queryset(request), request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not the account of a person who also holds a charge elsewhere: that would be a way into another UGEL."""
        if not super().has_change_permission(request, obj):
            return False
        return not getattr(obj, "con_cargo_fuera", False)  # one just made has none

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed, not deleted: what the person did stays theirs."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody changes what they themselves may do, or shuts themselves out."""
        propias = ("rol", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *propias)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the new password, if one was typed; an account made without one cannot sign in."""
        if form.cleaned_data.get("password1"):
            obj.set_password(form.cleaned_data["password1"])
            obj.renovar_clave = obj.pk != request.user.pk  # who typed it knows it: the person changes it on entering
        elif not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            olvidar_otros_correos(obj)
