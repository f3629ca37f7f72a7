"""What anyone may see, without an account: the same page for everybody, so that a cache may keep it. And the health of the portal."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control, never_cache

from base.avisos.colas import demoras
from base.comun.buscador.indices import con_indice
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.cuentas.permisos import abierta
from base.cuentas.roles import Rol
from convenios.models import Convenio
from municipios import diagnosticar
from municipios.decididas import COLUMNAS, celdas_de, decidida_en_palabras
from municipios.filtro_proyectos import FiltroDeProyectos, Resumen
from municipios.models import Distrito, Indicador, ListaPriorizada, Medicion, PautaRiesgo, Ugel
from municipios.models.criterios import LEYENDA
from municipios.models.lista import canonico

from . import consultas

PRIMERA_PANTALLA = {
    Rol.ADMINISTRADOR: "bandeja",
    Rol.COORDINADOR: "bandeja",
    Rol.ESPECIALISTA: "bandeja",
    Rol.ALCALDE: "mi_municipio",
    Rol.ENLACE: "mi_municipio",
    Rol.DIRECTOR: "distritos",
    Rol.DRE: "distritos",
}
POR_PAGINA = 50
EN_GALERIA = 24
TRANSPARENCIA = "Transparencia: lo firmado y lo verificado es de todos."


def igual_para_todos(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Draw the page as for a stranger, whoever asks: it depends on no cookie and sets none, and a cache may keep it for a minute."""

    @wraps(vista)
    def sin_persona(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.user = AnonymousUser()
        request.session.accessed = False  # the guard of every page looked; this one does not change with what it saw
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)  # nor does it take away the cookie of a session that is over
        return vista(request, *args, **kwargs)

    return cache_control(public=True, max_age=60)(sin_persona)


def _pagina(request: HttpRequest, plantilla: str, contexto: dict[str, Any]) -> HttpResponse:
    """A page without the messages of a session."""
    return render(request, plantilla, {**contexto, "messages": ()})


@abierta("La primera página: lleva a cada persona a la suya, y a los demás a lo público.")
def inicio(request: HttpRequest) -> HttpResponse:
    """The first screen of each role; the public one for anyone else."""
    if request.user.is_authenticated:
        return redirect(PRIMERA_PANTALLA[Rol(request.user.rol)])
    return _pagina(request, "publico/portada.html", {"convenios": consultas.convenios()})


@abierta(TRANSPARENCIA)
@igual_para_todos
def portada(request: HttpRequest) -> HttpResponse:
    """The signed convenios, and how each goes."""
    return _pagina(request, "publico/portada.html", {"convenios": consultas.convenios()})


@abierta(TRANSPARENCIA)
@igual_para_todos
def convenio(request: HttpRequest, ugel: str, codigo: str) -> HttpResponse:
    """One signed convenio: what it is, who signed, what was promised and what of it is verified."""
    convenio = get_object_or_404(Convenio.objects.publicos().select_related("ugel__dre"), ugel__codigo=ugel, codigo=codigo)
    distritos = consultas.distritos(convenio)
    elegido = next((d for d in distritos if d["ubigeo"] == request.GET.get("distrito")), None)
    compromisos = consultas.compromisos(convenio, elegido)
    contexto = {
        "convenio": convenio,
        "partes": consultas.partes(convenio),
        "distritos": distritos,
        "elegido": elegido,
        "reparto": consultas.reparto(compromisos),
        "pagina": Paginator(compromisos, POR_PAGINA).get_page(request.GET.get("pagina")),
        "encuentros": consultas.encuentros(convenio.ugel),
    }
    return _pagina(request, "publico/convenio.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos
def proyectos(request: HttpRequest, ugel: str) -> HttpResponse:
    """The educational projects of a UGEL, with the photos that somebody decided to show, and the districts where there is none."""
    suya = get_object_or_404(Ugel.objects.publicos(), codigo=ugel)
    resumen = Resumen(suya.distritos.all(), solo_publicos=True)
    filtro = FiltroDeProyectos(request.GET, resumen=resumen, filas=consultas.proyectos(suya))
    contexto = {
        "ugel": suya,
        "resumen": resumen,
        "filtro": filtro,
        "pagina": Paginator(filtro.filas, EN_GALERIA).get_page(request.GET.get("pagina")),
    }
    return _pagina(request, "publico/proyectos.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos
def riesgo(request: HttpRequest, ugel: str) -> HttpResponse:
    """The lists of school buildings by risk that a UGEL has decided, and the rule by which they are computed."""
    suya = get_object_or_404(Ugel, codigo=ugel)
    vigente = PautaRiesgo.objects.publicos().vigente(suya)
    contexto = {
        "ugel": suya,
        "listas": ListaPriorizada.objects.publicos().filter(ugel=suya).sin_contenido(),
        "vigente": vigente,
        "criterios": [(criterio, peso, list(enumerate(vigente.anclas(criterio)))) for criterio, peso in vigente.pesos],
        "leyenda": LEYENDA,
    }
    return _pagina(request, "publico/riesgo.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos
def riesgo_lista(request: HttpRequest, ugel: str, pk: int) -> HttpResponseBase:
    """One of them, as it was decided; with `?formato=json`, the very writing that its seal is of, and with `csv` or `xlsx` its rows."""
    lista = get_object_or_404(ListaPriorizada.objects.publicos().select_related("ugel"), ugel__codigo=ugel, pk=pk)
    formato = request.GET.get("formato")
    if formato == "json":
        return HttpResponse(canonico(lista.contenido), content_type="application/json; charset=utf-8")
    if formato in ("csv", "xlsx"):
        return _lista_en_archivo(lista, formato)
    pagina = Paginator(lista.contenido["filas"], POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = decidida_en_palabras(lista, pagina.object_list) | {"ugel": lista.ugel, "pagina": pagina, "leyenda": LEYENDA}
    return _pagina(request, "publico/riesgo_lista.html", contexto)


def _lista_en_archivo(lista: Any, formato: str) -> HttpResponseBase:
    """All its rows, for a spreadsheet: what it says of itself goes with it."""
    nombre, columnas = f"riesgo-{lista.ugel.codigo}-lista-{lista.pk}", [*COLUMNAS, "aclaracion"]
    demostracion = settings.DEMOSTRACION or lista.demostracion
    if formato == "csv":
        return respuesta_csv(nombre, columnas, celdas_de(lista), demostracion=demostracion)
    notas = [
        ("Lista", lista.titulo),
        ("Decidida el", f"{localtime(lista.decidida_en):%d/%m/%Y}"),
        ("SHA-256", lista.sha256),
        ("Aclaración", LEYENDA),
    ]
    return respuesta_xlsx(nombre, columnas, celdas_de(lista), titulo=lista.titulo, notas=notas, demostracion=demostracion)


@abierta(TRANSPARENCIA)
@igual_para_todos
def diagnostico(request: HttpRequest, ugel: str, ubigeo: str) -> HttpResponse:
    """What holds a district back, and the figures behind it; who decided what of it is not told."""
    distrito = get_object_or_404(Distrito.objects.publicos().select_related("ugel"), ugel__codigo=ugel, ubigeo=ubigeo)
    contexto = {
        "distrito": distrito,
        "lecturas": diagnosticar.lecturas(distrito, Indicador.objects.publicos(), Medicion.objects.publicos()),
        "pagina": Paginator(consultas.nudos(distrito), POR_PAGINA).get_page(request.GET.get("pagina")),
    }
    return _pagina(request, "publico/diagnostico.html", contexto)


# ── Health ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
@abierta("La pregunta del vigilante: ¿el proceso responde?")
@never_cache
def salud_viva(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"viva": True})


@abierta("La pregunta del vigilante: ¿puede atender? No dice versiones ni nombres.")
@never_cache
def salud_lista(request: HttpRequest) -> HttpResponse:
    """Whether the portal can serve: database, migrations, room for files.

    Said, not required: whether uploads pass an antivirus, for how many seconds the oldest mail and job have waited for their turn, and whether
    an index answers searches.
    """
    base, migraciones = _base_de_datos()
    partes = {"base_de_datos": base, "migraciones": migraciones, "archivos": _se_puede_escribir(Path(settings.MEDIA_ROOT))}
    lista = all(partes.values())
    datos = {
        "lista": lista,
        **partes,
        "antivirus": bool(settings.CLAMAV_URL),
        "colas_s": demoras() if base and migraciones else None,
        "busqueda": (("con índice" if con_indice() else "sin índice: falta pg_trgm") if base else None),
    }
    return JsonResponse(datos, status=200 if lista else 503)


def _base_de_datos() -> tuple[bool, bool]:
    """Whether the database answers, and whether every migration is applied."""
    try:
        ejecutor = MigrationExecutor(connection)
        return True, not ejecutor.migration_plan(ejecutor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False, False


def _se_puede_escribir(carpeta: Path) -> bool:
    """The folder can be written in, or made."""
    existente = next(c for c in (carpeta, *carpeta.parents) if c.exists())
    return existente.is_dir() and os.access(existente, os.W_OK)
