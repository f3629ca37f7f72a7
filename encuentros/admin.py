"""The administration of the encuentros."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from base.bitacora.admin import FiltroAcotado, PortalAdmin, PortalInline
from base.cuentas.roles import Permiso

from .acciones import tomar_encuentro
from .convocar import guardar_encuentro
from .models import Acuerdo, Asistencia, Encuentro, Invitado, Participante, ProyectoExpuesto, PuntoAgenda


class DelEncuentro(PortalInline):
    """Rows of an encuentro."""

    permiso = Permiso.EDITAR_ENCUENTROS


class AsistenciaInline(DelEncuentro):
    """Which municipalities came, and who for each."""

    model = Asistencia
    fields = ("municipalidad", "quien", "hora_llegada", "representante", "acreditacion", "nota")
    con_relaciones = ("municipalidad__distrito",)


class ParticipanteInline(DelEncuentro):
    """People of other institutions."""

    model = Participante
    fields = ("nombre", "cargo", "hora_llegada", "fuente")


class ProyectoExpuestoInline(DelEncuentro):
    """What the schools showed."""

    model = ProyectoExpuesto
    fields = ("institucion", "distrito", "titulo", "tipo", "estudiantes", "fuente")
    con_relaciones = ("distrito",)


@admin.register(Encuentro)
class EncuentroAdmin(PortalAdmin):
    """The encuentros, with who came and what was shown."""

    permiso = Permiso.EDITAR_ENCUENTROS
    list_display = ("__str__", "nombre", "estado", "fecha", "informado_el", "distrito", "ugel")
    list_filter = (("ugel", FiltroAcotado), "estado")
    search_fields = ("nombre", "lema", "lugar")
    autocomplete_fields = ("distrito",)
    con_relaciones = ("ugel", "distrito")
    inlines = (AsistenciaInline, ParticipanteInline, ProyectoExpuestoInline)
    fieldsets = (
        (None, {"fields": ("ugel", "numero", "nombre", "lema")}),
        ("Cuándo y dónde", {"fields": ("fecha", "hora", "informado_el", "distrito", "lugar", "organizadores", "quorum")}),
        ("De qué trató", {"fields": ("proposito", "resultado", "fuente")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An encuentro does not move to another UGEL."""
        return () if obj is None else ("ugel",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """A new one is convoked here as it is on its page."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            guardar_encuentro(obj, por=request.user)


# ── What hangs on an encuentro and is long enough for a list of its own ──────────────────────────────────────────────────
class DeUnEncuentro(PortalAdmin):
    """Rows of an encuentro: they do not move to another one, and once its acta is signed the models refuse."""

    permiso = Permiso.EDITAR_ENCUENTROS
    list_filter: ClassVar[Any] = (("encuentro__ugel", FiltroAcotado),)
    autocomplete_fields: ClassVar[Any] = ("encuentro",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("encuentro",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new row holds its encuentro as those that are changed do: the acta was looked at before anybody was waited for."""
        if not change:
            tomar_encuentro(obj.encuentro)
            obj.exigir_abierto()
            obj.demostracion = obj.encuentro.demostracion
        super().save_model(request, obj, form, change)


@admin.register(Invitado)
class InvitadoAdmin(DeUnEncuentro):
    """Who is invited, by charge; what each answered is read, and written on the pages of the convocatoria."""

    list_display = ("__str__", "encuentro", "cargo", "respuesta", "oficio")
    list_filter = (*DeUnEncuentro.list_filter, "respuesta")
    search_fields = ("municipalidad__distrito__nombre", "institucion", "cargo")
    autocomplete_fields = ("encuentro", "municipalidad")
    con_relaciones = ("encuentro__ugel", "municipalidad__distrito")
    fields = ("encuentro", "municipalidad", "institucion", "cargo", "nombre", "correo", "oficio")


@admin.register(PuntoAgenda)
class PuntoAgendaAdmin(DeUnEncuentro):
    """The points of the agendas."""

    list_display = ("__str__", "encuentro", "clase", "minutos", "presenta")
    list_filter = (*DeUnEncuentro.list_filter, "clase")
    search_fields = ("titulo", "presenta")
    con_relaciones = ("encuentro__ugel",)
    fields = ("encuentro", "orden", "clase", "titulo", "detalle", "minutos", "presenta", "notas")


@admin.register(Acuerdo)
class AcuerdoAdmin(DeUnEncuentro):
    """What was agreed, to be corrected. It is written down during the encuentro, and what becomes of it is decided on its page."""

    list_display = ("__str__", "texto", "obligado", "municipalidad", "plazo", "estado")
    list_filter = (*DeUnEncuentro.list_filter, "estado", "obligado")
    search_fields = ("texto", "responsable")
    autocomplete_fields = ("municipalidad", "distrito")
    con_relaciones = ("encuentro__ugel", "municipalidad__distrito", "distrito")
    fields = ("encuentro", "numero", "texto", "obligado", "municipalidad", "responsable", "plazo", "distrito", "fuente")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The number and the moment are given by the page where it is written down."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("encuentro", "numero")
