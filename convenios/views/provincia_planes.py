"""The plans of a year: districts by quarters, of one UGEL or of all that a person reads."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import render

from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.comun.filtros import Filtro
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import provincia
from convenios.menu import planes as planes_del_menu
from convenios.models import PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.models import Distrito, Ugel
from municipios.ugeles import una_ugel

POR_PAGINA, POR_TANDA = 50, 200
COLUMNAS = ["ubigeo", "distrito", "codigo_ugel", "anio", "estado"]
COLUMNAS += [f"{que}_t{t}" for t in TRIMESTRES for que in ("fisico", "cerrado")] + ["programado_anual", "devengado"]


class FiltroDePlanes(Filtro):
    """Which districts of a year."""

    no_filtran = frozenset({"anio"})

    anio = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    texto = forms.CharField(label="Buscar", required=False, max_length=100, help_text="Distrito o UGEL, por su nombre o su código.")
    estado = forms.ChoiceField(label="Estado del plan", required=False, choices=[("", "Cualquiera"), *provincia.ESTADOS])
    color = forms.ChoiceField(label="Semáforo", required=False, choices=[("", "Cualquiera"), *provincia.COLORES.items()])

    def __init__(self, datos: Any, *, anios: list[int], varias: bool) -> None:
        super().__init__(datos)
        self.fields["anio"].choices = [(str(anio), str(anio)) for anio in anios]  # type: ignore[attr-defined]
        if varias:
            self.fields["color"].help_text = "El del último trimestre cerrado."
        else:
            del self.fields["texto"]

    @property
    def del_anio(self) -> int:
        """The year that was asked for, or this one."""
        return int(self.elegido.get("anio") or hoy().year)


def _anios(de_planes: Iterable[int]) -> list[int]:
    """Those that have plans, and this one."""
    return sorted({*de_planes, hoy().year}, reverse=True)


def _lee_varias(user: Usuario) -> bool:
    """Whether this person reads more than the UGEL of their charge."""
    return user.is_superuser or not (user.es_ugel or user.es_municipal)


def _sin_plan(user: Usuario) -> str:
    """How the lack of a plan is called: who does not see drafts cannot know that there is none."""
    return "sin plan" if user.is_superuser or user.es_ugel else "sin plan aprobado"


# ── One UGEL ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """Every district of a UGEL in a year, with what each quarter says; `?formato=csv` or `xlsx` hands the rows over."""
    user = request.user
    planes = PlanTrabajo.objects.for_user(user).filter(convenio__ugel=ugel)
    anios = _anios(planes.order_by().values_list("anio", flat=True).distinct())
    filtro = FiltroDePlanes(request.GET, anios=anios, varias=False)
    anio, distritos = filtro.del_anio, list(Distrito.objects.for_user(user).filter(ugel=ugel).select_related("ugel").order_by("ubigeo"))
    todas = provincia.filas(distritos, planes, anio)
    elegido = filtro.elegido
    filas = [f for f in todas if elegido.get("estado", f.estado) == f.estado and elegido.get("color", f.color) == f.color]
    if request.GET.get("formato") in ("csv", "xlsx"):
        return _descargar(request, ugel.codigo, anio, filas)
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = _contexto(request, filtro, pagina, list(pagina)) | {
        "ugel": ugel,
        "conjunto": provincia.conjunto(todas),
        "dinero": provincia.dinero(todas),
        "estados": _estados(user, provincia.por_estado(todas)),
        "varias": _lee_varias(user),
    }
    return render(request, "convenios/planes.html", contexto)


# ── All that a person reads ──────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER)
def todas(request: Pedido) -> HttpResponseBase:
    """The same of every UGEL that this person reads, fifty districts a page."""
    user = request.user
    planes = PlanTrabajo.objects.for_user(user)
    por_estado = {(anio, estado): n for anio, estado, n in planes.order_by().values_list("anio", "estado").annotate(n=Count("pk"))}
    filtro = FiltroDePlanes(request.GET, anios=_anios(anio for anio, _ in por_estado), varias=True)
    anio, elegido = filtro.del_anio, filtro.elegido
    del_anio, lugares = planes.filter(anio=anio), Distrito.objects.for_user(user)
    if "texto" in elegido:
        lugares = provincia.llamados(lugares, elegido["texto"])
        del_anio = del_anio.filter(municipalidad__distrito__in=lugares.order_by().values("pk"))
    elegidos = provincia.elegir(lugares, del_anio, estado=elegido.get("estado", ""), color=elegido.get("color", ""))
    if request.GET.get("formato") in ("csv", "xlsx"):
        return _descargar(request, "todas", anio, _por_tandas(elegidos, planes, anio))
    hallados = provincia.lugares_de(elegidos)
    if elegidos is not lugares:
        hallados = list(hallados)  # by state or colour they are looked for once, and not again to count them
    pagina = Paginator(hallados, POR_PAGINA).get_page(request.GET.get("pagina"))
    filas = provincia.filas(map(provincia.Lugar.de, pagina), planes, anio)
    if "texto" in elegido:
        cuantos = dict(del_anio.order_by().values_list("estado").annotate(n=Count("pk")))
    else:
        cuantos = {estado: n for (de, estado), n in por_estado.items() if de == anio}
    hay = lugares.count() if elegido.keys() & {"estado", "color"} else pagina.paginator.count
    cuantos[provincia.SIN_PLAN] = hay - sum(cuantos.values())
    contexto = _contexto(request, filtro, pagina, filas) | {
        "conjunto": provincia.conjunto_cerrado(del_anio),
        "estados": _estados(user, cuantos),
        "lista_url": planes_del_menu(request),
    }
    return render(request, "convenios/planes_todas.html", contexto)


def _por_tandas(distritos: Any, planes: Any, anio: int) -> Iterator[provincia.Fila]:
    todos = [provincia.Lugar.de(fila) for fila in provincia.lugares_de(distritos)]
    for desde in range(0, len(todos), POR_TANDA):
        yield from provincia.filas(todos[desde : desde + POR_TANDA], planes, anio)


# ── What both say ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _contexto(request: Pedido, filtro: FiltroDePlanes, pagina: Any, filas: list[provincia.Fila]) -> dict[str, Any]:
    return {
        "anio": filtro.del_anio,
        "anios": [int(anio) for anio, _ in filtro.fields["anio"].choices],  # type: ignore[attr-defined]
        "filtro": filtro,
        "pagina": pagina,
        "filas": filas,
        "romanos": [ROMANOS[t] for t in TRIMESTRES],
        "prepara": request.user.puede(Permiso.EDITAR_PLANES),
        "cierra": request.user.puede(Permiso.CERRAR_TRIMESTRES),
        "sin_plan": _sin_plan(request.user),
    }


def _estados(user: Usuario, cuantos: Any) -> list[dict[str, Any]]:
    """How many districts stand in each state, those that have some."""
    etiquetas = dict(provincia.ESTADOS) | {provincia.SIN_PLAN: _sin_plan(user).capitalize()}
    return [{"slug": slug, "etiqueta": etiqueta, "cuantos": n} for slug, etiqueta in etiquetas.items() if (n := cuantos.get(slug, 0))]


def _descargar(request: Pedido, de: str, anio: int, filas: Any) -> HttpResponseBase:
    filas = list(filas)
    demostracion = settings.DEMOSTRACION or any(fila.plan.demostracion for fila in filas if fila.plan is not None)
    nombre, dichas = f"planes-{de}-{anio}-{hoy():%Y%m%d}", (_en_columnas(fila, anio, request.user) for fila in filas)
    if request.GET["formato"] == "csv":
        return respuesta_csv(nombre, COLUMNAS, dichas, demostracion=demostracion)
    notas = [
        ("Año", str(anio)),
        ("Fecha de corte", f"{hoy():%d/%m/%Y}"),
        ("Físico", "Acumulado contra lo programado, en porcentaje; cerrado: como quedó."),
    ]
    return respuesta_xlsx(nombre, COLUMNAS, dichas, titulo=f"Planes {anio}", notas=notas, demostracion=demostracion)


def _en_columnas(fila: provincia.Fila, anio: int, user: Usuario) -> list[Any]:
    estado = _sin_plan(user) if fila.plan is None else PlanTrabajo.Estado(fila.plan.estado).label
    celdas = [dato for celda in fila.celdas for dato in (celda.fisico, None if celda.futuro else celda.cerrado)]
    cabeza = [fila.distrito.ubigeo, fila.distrito.nombre, fila.distrito.ugel.codigo, anio, estado]
    return [*cabeza, *(celdas or [None] * 8), fila.programado, fila.devengado]
