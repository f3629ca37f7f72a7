"""What every page of the administration stands on.

The administration serves coordinators too, so it is one more door to the same house: rows by `for_user`, permissions by the one table,
every save inside a gesture under the revision the person saw, deletions to the papelera. The locks hold because the models keep them.
"""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import DateField, ForeignKey, Model, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from base.comun.busqueda import columna_sin_tildes, palabras
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .admin_forms import EleccionAcotada, EleccionBuscada, FormularioAdmin, FormularioFila, JuegoDeFilas
from .gestos import YaHecho, gesto
from .linea import linea_de_tiempo
from .models import Registro
from .revisiones import Conflicto, bloquear, con_revision

FILAS_POR_PAGINA = 50
PREGUNTAS = {"", "exact", "isnull", "gte", "lt"}  # what the filters of a list ask
Verbo = Callable[[Any, Usuario, str], object]
CAMPOS: dict[Any, Any] = {
    DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},  # the browser's own calendar, in its own language
    URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
}


class FormularioAcciones(ActionForm):
    """The bar above a list: what to do with the chosen rows, and why."""

    motivo = forms.CharField(label="Motivo", max_length=200, required=False)


class FiltroAcotado(admin.RelatedFieldListFilter):
    """Filter by a foreign key, among what the person reaches."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Only rows of their own scope: the others' names are not told."""
        return [(fila.pk, str(fila)) for fila in model_admin.opciones(field, request)]


def accion(verbo: Verbo, *, nombre: str, etiqueta: str, permiso: Permiso, hecho: str) -> Callable[..., None]:
    """An action on the chosen rows of a list: one domain verb, each row in a gesture of its own, each refusal told by its row."""

    def hacer(modelo: "PortalAdmin", request: Any, filas: QuerySet[Any]) -> None:
        motivo, cuantas = _motivo(request), 0
        for fila in filas:
            try:
                with gesto(por=request.user, motivo=motivo):
                    verbo(fila, request.user, motivo)
            except ValidationError as error:
                modelo.message_user(request, f"{fila}: {' '.join(error.messages)}", messages.ERROR)
            else:
                cuantas += 1
        if cuantas:
            modelo.message_user(request, f"{hecho}: {cuantas}.", messages.SUCCESS)

    hacer.__name__ = nombre
    hacer.short_description = etiqueta  # type: ignore[attr-defined]
    hacer.permiso = permiso  # type: ignore[attr-defined]
    return hacer


def persona(campo: str, etiqueta: str) -> Callable[..., Any]:
    """A person by name, on a page to read: without a link to an account that not everybody here may open."""

    def mostrar(modelo: Any, obj: Any) -> str:
        return str(getattr(obj, campo) or "sin dato")

    mostrar.short_description = etiqueta  # type: ignore[attr-defined]
    return mostrar


class SegunPermiso:
    """Whether a role may look and write here: the table of `base/cuentas/roles.py`, asked once more at the door of each page."""

    permiso: ClassVar[Permiso]  # to write
    permiso_ver: ClassVar[Permiso] = Permiso.USAR_ADMINISTRACION  # to look
    admin_site: Any

    def puede(self, request: HttpRequest, permiso: Permiso) -> bool:
        """Both: the administration, and this."""
        return request.user.puede(Permiso.USAR_ADMINISTRACION) and request.user.puede(permiso)  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.puede(request, self.permiso_ver) or self.puede(request, self.permiso)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.puede(request, self.permiso)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.puede(request, self.permiso)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.puede(request, self.permiso)

    # ── Foreign keys ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def opciones(self, campo: Any, request: HttpRequest) -> QuerySet[Any]:
        """What a foreign key may point to: what the person reaches of that model."""
        otro = self.admin_site._registry.get(campo.related_model)
        if otro is None:
            return campo.related_model.objects.for_user(request.user)
        return otro.alcance(request.user).select_related(*otro.con_relaciones)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """No shortcuts to add or change the other record from here: they open a second window over a half-written page."""
        campo: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(db_field, ForeignKey) and campo is not None:
            campo.widget = campo.widget.widget
        return campo

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice within the person's scope; the key of a stranger's row is no choice."""
        kwargs.setdefault("queryset", self.opciones(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", EleccionBuscada(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, form_class=EleccionAcotada, **kwargs)  # type: ignore[misc]


def _con_avisos(request: HttpRequest, formulario: Any) -> Any:
    """The form class, told what the first attempt to save met."""
    tropiezo = getattr(request, "tropiezo", None)
    return type(formulario.__name__, (formulario,), tropiezo) if tropiezo else formulario


class _SinGuardar(Exception):
    """The page came back with errors: the gesture did nothing and leaves nothing."""

    def __init__(self, respuesta: HttpResponse) -> None:
        super().__init__()
        self.respuesta = respuesta


class PortalAdmin(SegunPermiso, admin.ModelAdmin):
    """One kind of record in the administration."""

    form = FormularioAdmin
    formfield_overrides = CAMPOS
    action_form = FormularioAcciones
    actions: Any = ["delete_selected"]
    list_per_page = FILAS_POR_PAGINA
    list_max_show_all = FILAS_POR_PAGINA
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    con_relaciones: ClassVar[tuple[str, ...]] = ()  # what the name of a row is made of, fetched with it
    en_el_indice = True  # False: reached from other records only

    # ── Which rows ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def alcance(self, user: Any) -> QuerySet[Any]:
        """The living rows this person reaches."""
        return self.model.objects.for_user(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            self.alcance(request.user)
            .select_related(*self.con_relaciones)
            .order_by(*(self.get_ordering(request) or self.opts.ordering or ()))
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Only by its key; another person's row is a missing one."""
        try:
            return con_revision(self.get_queryset(request)).get(pk=self.opts.pk.to_python(object_id))
        except (self.model.DoesNotExist, ValidationError, ValueError, OverflowError):
            return None

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By the filters of the list, and nothing else: any column could be asked for piece by piece (`password__startswith`)."""
        campo, _, pregunta = lookup.removesuffix("__id__exact").partition("__")
        for filtro in self.get_list_filter(request):
            nombre = filtro[0] if isinstance(filtro, tuple) else getattr(filtro, "parameter_name", filtro)
            if campo == nombre:
                return pregunta in PREGUNTAS
        return False

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """What is not the key of a row chooses no row."""
        for elegida in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.to_python(elegida)
            except (ValidationError, ValueError):
                raise BadRequest("Fila mal elegida.") from None
        return super().response_action(request, queryset)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must appear, without accents or capitals, on both engines."""
        buscadas = palabras(search_term)
        if buscadas:
            queryset = queryset.annotate(texto_buscado=columna_sin_tildes(*self.get_search_fields(request)))
        for palabra in buscadas:
            queryset = queryset.filter(texto_buscado__contains=palabra)
        return queryset, False

    # ── Permissions ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.en_el_indice and self.has_view_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those the role allows."""
        return {
            n: a
            for n, a in dict[str, Any](super().get_actions(request)).items()
            if self.puede(request, getattr(a[0], "permiso", Permiso.USAR_ADMINISTRACION))
        }

    # ── What a page shows ────────────────────────────────────────────────────────────────────────────────────────────────
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields, and after them the reason of the change with what the machine needs to keep its word."""
        grupos = list(super().get_fieldsets(request, obj))
        if obj is None:
            return [*grupos, (None, {"fields": ("clave",)})]
        if self.has_change_permission(request, obj):
            return [*grupos, (None, {"fields": ("motivo", "clave", "revision")})]
        return grupos

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [campo for campo in super().get_fields(request, obj) if campo not in ("motivo", "clave", "revision")]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return _con_avisos(request, super().get_form(request, obj, change, **kwargs))

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Demonstration data can be told apart in every list."""
        extra = ["demostracion"] if issubclass(self.model, Registro) and self.list_filter else []
        return [*super().get_list_filter(request), *extra]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Its page in the portal."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list is called by what it lists."""
        return super().changelist_view(request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})})

    # ── Saving ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, or save it once, under the revision it saw."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)

        def guardar() -> HttpResponse:
            self._tomar(request, object_id)
            return super(PortalAdmin, self).changeform_view(request, object_id, form_url, extra_context)

        def de_nuevo(tropiezo: dict[str, Any], status: int) -> HttpResponse:
            for archivo in request.FILES.values():
                archivo.seek(0)  # type: ignore[union-attr]
            request.tropiezo = tropiezo  # type: ignore[attr-defined]
            respuesta = super(PortalAdmin, self).changeform_view(request, object_id, form_url, extra_context)
            respuesta.status_code = status
            return respuesta

        try:
            return self._en_un_gesto(request, guardar)
        except Conflicto:
            return de_nuevo({"en_conflicto": True}, 409)
        except ValidationError as error:
            return de_nuevo({"reparo": error}, 422)
        except IntegrityError:
            return de_nuevo(
                {"reparo": ValidationError("Otra persona guardó algo que choca con esto en el mismo momento. Revise y guarde de nuevo.")},
                409,
            )

    def _tomar(self, request: HttpRequest, object_id: str | None) -> None:
        """Hold the row under the revision that the page saw, before anything typed is looked at."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None and self.has_change_permission(request, obj):
            revision = request.POST.get("revision", "")
            bloquear(obj, int(revision) if revision.isdecimal() and len(revision) < 19 else None)

    def _en_un_gesto(self, request: Any, hacer: Callable[[], HttpResponse]) -> HttpResponse:
        """`hacer` once, however often it is pressed."""
        try:
            with gesto(por=request.user, motivo=_motivo(request), clave=_clave(request)) as lote:
                respuesta = hacer()
                if not isinstance(respuesta, HttpResponseRedirect):
                    raise _SinGuardar(respuesta)
                lote.llevar_a(respuesta.url)
                return respuesta
        except _SinGuardar as vuelta:
            vuelta.respuesta.status_code = 422
            return vuelta.respuesta
        except YaHecho as ya:
            self.message_user(request, "Ya estaba guardado: no se hizo dos veces.", messages.INFO)
            return HttpResponseRedirect(ya.lote.destino or reverse("admin:index"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leave no history of a save that changed nothing."""
        if not change or form.changed_data:
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        """A change in a row that hangs on the record moves the record's own revision too."""
        super().save_related(request, form, formsets, change)
        if change and not form.changed_data and any(juego.has_changed() for juego in formsets):
            form.instance.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Each changed row under the revision it was seen at; the ones taken away go to the papelera."""
        for fila in formset.initial_forms:
            if fila.instance._state.adding:
                raise ValidationError("Una de las filas ya no está: otra persona la quitó. Abra la página de nuevo.", code="sin_fila")
            if fila.has_changed():
                bloquear(fila.instance, fila.cleaned_data.get("revision"))
        cambiadas = formset.save(commit=False)
        for registro in formset.deleted_objects:
            registro.eliminar(por=request.user)
        for registro in cambiadas:
            if registro._state.adding:
                registro.demostracion = form.instance.demostracion
                self.preparar_fila(request, registro)
            registro.full_clean()
            registro.save()

    def preparar_fila(self, request: HttpRequest, registro: Any) -> None:
        """What a new row must know before it is saved."""

    # ── To the papelera ──────────────────────────────────────────────────────────────────────────────────────────────────
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        contexto = {"clave": uuid.uuid4(), **(extra_context or {})}
        if request.method != "POST":
            return super().delete_view(request, object_id, contexto)
        try:
            return self._en_un_gesto(request, lambda: super(PortalAdmin, self).delete_view(request, object_id, contexto))
        except ValidationError as error:  # a lock that closed while the page was open
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Only the record itself: what hangs on it stays with it. What its lock forbids is told instead."""
        candados = []
        for obj in objs:
            try:
                obj.comprobar_que_se_puede_eliminar()
            except ValidationError as error:
                candados += [f"{obj}: {mensaje}" for mensaje in error.messages]
        return [str(obj) for obj in objs], {str(self.opts.verbose_name_plural): len(objs)}, set(), candados

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.eliminar(por=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            obj.eliminar(por=request.user)

    @admin.action(permissions=["delete"], description="Enviar a la papelera")
    def delete_selected(self, request: Any, queryset: QuerySet[Any]) -> HttpResponse | None:
        """All the chosen ones in one gesture, after a page that says which."""
        if not request.POST.get("post"):
            pagina: Any = delete_selected(self, request, queryset)
            pagina.context_data["clave"] = uuid.uuid4()
            return pagina
        try:
            with gesto(por=request.user, motivo=_motivo(request), clave=_clave(request)):
                if (candados := delete_selected(self, request, queryset)) is not None:
                    raise _SinGuardar(candados)
        except _SinGuardar as vuelta:
            return vuelta.respuesta
        except ValidationError as error:  # a lock that closed while the page was open
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        except YaHecho:
            self.message_user(request, "Ya estaba hecho.", messages.INFO)
        return None

    # ── History ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed it, when, what before and after, why. To read: going back is a change like any other."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not (self.has_view_permission(request, obj) and self.puede(request, Permiso.VER_HISTORIA)):
            raise PermissionDenied
        contexto = {
            **self.admin_site.each_context(request),
            "title": f"Historia de {obj}",
            "subtitle": None,
            "entradas": linea_de_tiempo(obj, limite=200),
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/object_history.html", contexto)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """The history of the record says it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """The history of the record says it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """The history of the record says it."""


def _motivo(request: HttpRequest) -> str:
    """The reason as far as a line of history goes; PostgreSQL keeps no text with a NUL inside."""
    return request.POST.get("motivo", "").replace("\0", "").strip()[:200]


def _clave(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("clave", ""))
    except ValueError:
        return None


class PortalInline(SegunPermiso, admin.TabularInline):
    """Rows that hang on a record, edited on its page."""

    form = FormularioFila
    formfield_overrides = CAMPOS
    formset = JuegoDeFilas
    extra = 0
    view_on_site = False
    con_relaciones: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        filas = self.model.objects.for_user(request.user).select_related(*self.con_relaciones)
        return con_revision(filas.order_by(*(self.get_ordering(request) or self.opts.ordering or ())))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the revision of each row where rows can be changed; where not, only what the row itself keeps."""
        campos = [c for c in super().get_fields(request, obj) if c != "revision"]
        if self.has_change_permission(request, obj):
            return [*campos, "revision"]
        suyos = {campo.name for campo in self.opts.get_fields()} | set(self.readonly_fields)
        return [campo for campo in campos if campo in suyos]

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        juego = super().get_formset(request, obj, **kwargs)
        if getattr(request, "tropiezo", {}).get("en_conflicto"):
            juego.form = type(juego.form.__name__, (juego.form,), {"en_conflicto": True})
        return juego


class DeLectura:
    """To read here: what is written of it is written by its own verbs, on the pages of the portal."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class InlineDeLectura(DeLectura, PortalInline):
    """Rows to read on the page of their record."""
