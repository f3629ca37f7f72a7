"""What the pages of the administration of this floor share."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html

from base.bitacora.admin import PortalAdmin, PortalInline, accion, persona
from base.bitacora.admin_forms import ConAdjunto, FormularioFila
from base.comun.graficos import estado
from base.cuentas.roles import Permiso
from convenios.acciones import comprobar_cuota
from convenios.models.prueba import Prueba
from convenios.models.reporte import Reporte


def paso(verbo: str, etiqueta: str, hecho: str, permiso: Permiso) -> Any:
    """A step of a record that asks nothing more."""
    return accion(lambda fila, por, motivo: getattr(fila, verbo)(por=por), nombre=verbo, etiqueta=etiqueta, hecho=hecho, permiso=permiso)


class SoloLectura(PortalAdmin):
    """To be read here; it is written by its own acts."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeOtroRegistro(SoloLectura):
    """Reached from the record it belongs to; registered so that it can be searched for where it is chosen."""

    en_el_indice = False


# ── What one person reports and another verifies ─────────────────────────────────────────────────────────────────────────
class FormularioEvidencia(ConAdjunto, FormularioFila):
    """A file or a link that proves it. What was attached is not changed for another: it is taken away, and the other one added."""

    clase = forms.ChoiceField(choices=Prueba.Clase.choices, initial=Prueba.Clase.DOCUMENTO)

    def clean(self) -> dict[str, Any] | None:
        datos = super().clean()
        if self.cleaned_data.get("adjunto") and not self.instance._state.adding:
            self.add_error("adjunto", "Quite esta evidencia y agregue el otro archivo en una fila nueva.")
        return datos


class PruebaInline(PortalInline):
    """The proof of a report, while it is still its author's."""

    permiso = Permiso.REPORTAR_AVANCES
    form = FormularioEvidencia
    fields = ("clase", "adjunto", "enlace", "ver", "la_subio", "publica")
    readonly_fields = ("ver", "la_subio", "publica")
    la_subio = persona("subida_por", "la subió")

    def _editable(self, request: HttpRequest, obj: Any = None) -> bool:
        """While its report is."""
        return self.puede(request, self.permiso) and (obj is None or es_suyo(obj, request))

    has_add_permission = has_change_permission = has_delete_permission = _editable

    @admin.display(description="lo adjunto")
    def ver(self, obj: Any) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), str(obj)) if obj.subida_por_id else "—"


def es_suyo(reporte: Any, request: HttpRequest) -> bool:
    """In a state in which it may be changed, and this person's to change."""
    return reporte.estado in Reporte.Estado.editables() and reporte.lo_termina(request.user)


def pasos_de_reporte(verificar: Callable[..., Any], observar: Callable[..., Any], enviar: Callable[..., Any]) -> list[Any]:
    """The three steps of a report on the chosen rows of a list."""

    def _enviar(reporte: Any, por: Any, motivo: str) -> None:
        if not reporte.lo_termina(por):
            raise ValidationError("Lo envía quien lo registró.", code="otra_persona")
        enviar(reporte, por=por)

    return [
        accion(
            lambda reporte, por, motivo: verificar(reporte, por=por),
            nombre="verificar",
            etiqueta="Verificar",
            hecho="Verificados",
            permiso=Permiso.VERIFICAR_AVANCES,
        ),
        accion(
            lambda reporte, por, motivo: observar(reporte, por=por, observacion=motivo),
            nombre="observar",
            etiqueta="Observar (con motivo)",
            hecho="Observados",
            permiso=Permiso.VERIFICAR_AVANCES,
        ),
        accion(_enviar, nombre="enviar", etiqueta="Enviar a verificación", hecho="Enviados", permiso=Permiso.REPORTAR_AVANCES),
    ]


ESTADO: Any = (
    "Estado",
    {
        "fields": (
            "en_estado",
            ("lo_registro", "creado_en"),
            ("lo_envio", "enviado_en"),
            ("lo_verifico", "verificado_en"),
            ("lo_observo", "observado_en"),
            "observacion",
            "fuente",
        )
    },
)


class ReporteAdmin(PortalAdmin):
    """What is reported: to be edited by its author until it is sent, to be verified or returned by another person."""

    permiso = Permiso.REPORTAR_AVANCES
    asunto: ClassVar[str]  # the key to what it reports on, which never changes
    fijos: ClassVar[tuple[str, ...]] = ()
    readonly_fields: ClassVar[Any] = (
        "en_estado",
        "lo_registro",
        "creado_en",
        "lo_envio",
        "enviado_en",
        "lo_verifico",
        "verificado_en",
        "lo_observo",
        "observado_en",
        "observacion",
    )
    lo_registro = persona("creado_por", "lo registró")
    lo_envio = persona("enviado_por", "lo envió")
    lo_verifico = persona("verificado_por", "lo verificó")
    lo_observo = persona("observado_por", "lo observó")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its author's, until it is sent."""
        return super().has_change_permission(request, obj) and (obj is None or es_suyo(obj, request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A report does not move to another subject."""
        return self.readonly_fields if obj is None else (*self.readonly_fields, self.asunto, *self.fijos)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Who registers it is who is signed in."""
        reporte = super().save_form(request, form, change)
        if not change:
            reporte.creado_por = request.user
            reporte.demostracion = reporte.asunto.demostracion
        return reporte

    def preparar_fila(self, request: Any, registro: Any) -> None:
        """Proof says who brought it, within the day's quota of that person."""
        registro.subida_por = request.user
        if registro.archivo_bytes:
            comprobar_cuota(request.user, registro.archivo_bytes)

    @admin.display(description="qué se hizo")
    def que_se_hizo(self, obj: Any) -> str:
        texto = obj.que_dice
        return texto if len(texto) <= 80 else f"{texto[:79].rstrip()}…"

    @admin.display(description="estado", ordering="estado")
    def en_estado(self, obj: Any) -> str:
        return estado(obj.estado, obj.get_estado_display())
