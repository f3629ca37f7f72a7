"""The administration of the encuentros."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from base.bitacora.admin import FiltroAcotado, PortalAdmin, PortalInline
from base.cuentas.roles import Permiso

from .models import Acuerdo, Asistencia, Encuentro, Invitado, Participante, ProyectoExpuesto, PuntoAgenda


class DelEncuentro(PortalInline):
    """Rows of an encuentro."""

    permiso = Permiso.EDITAR_ENCUENTROS


class AsistenciaInline(DelEncuentro):
    """Which municipalities came, and who for each."""

    model = Asistencia
    fields = ("municipalidad", "quien", "hora_llegada", "representante", "acreditacion", "nota")
    con_relaciones = ("municipalidad__distrito",)


class InvitadoInline(DelEncuentro):
    """Who is invited, by charge."""

    model = Invitado
    fields = ("municipalidad", "institucion", "cargo", "nombre", "correo", "oficio")
    con_relaciones = ("municipalidad__distrito",)


class PuntoAgendaInline(DelEncuentro):
    """The agenda."""

    model = PuntoAgenda
    fields = ("orden", "clase", "titulo", "minutos", "presenta")


class AcuerdoInline(DelEncuentro):
    """What was agreed. What becomes of each is decided on its own page."""

    model = Acuerdo
    fields = ("numero", "texto", "obligado", "municipalidad", "responsable", "plazo", "distrito")
    con_relaciones = ("municipalidad__distrito", "distrito")


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
    inlines = (InvitadoInline, PuntoAgendaInline, AsistenciaInline, ParticipanteInline, AcuerdoInline, ProyectoExpuestoInline)
    fieldsets = (
        (None, {"fields": ("ugel", "numero", "nombre", "lema")}),
        ("Cuándo y dónde", {"fields": ("fecha", "hora", "informado_el", "distrito", "lugar", "organizadores", "quorum")}),
        ("De qué trató", {"fields": ("proposito", "resultado", "fuente")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An encuentro does not move to another UGEL."""
        return () if obj is None else ("ugel",)
