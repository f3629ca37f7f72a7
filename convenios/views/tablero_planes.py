"""Who has reported on the plans of a UGEL: districts by quarters, and the rows behind each number."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.comun.filtros import Filtro
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Cierre, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from convenios.reportado import CLASES, DE_VARIOS, Conteo, Fila, contar, filas, pares
from municipios.models import Ugel
from municipios.ugeles import una_ugel

POR_PAGINA = 50
COLUMNAS = [
    *("ubigeo", "distrito", "codigo", "actividad", "unidad", "trimestre", "meta_fisica", "meta_financiera"),
    *("ejecutado", "devengado", "estado", "registrado_por", "enviado_el", "trimestre_cerrado"),
]


def una_ugel_y_un_anio(user: Any, *, ugel: str, anio: int) -> Any:
    """The plans of a UGEL in a year."""
    return una_ugel(user, ugel=ugel), anio


def _planes(user: Any, ugel: Ugel, anio: int) -> Any:
    """Those on which something is reported and whose inner side this person reads: who is still writing is nobody else's."""
    estados = (PlanTrabajo.Estado.EN_EJECUCION, PlanTrabajo.Estado.CERRADO)
    suyos = PlanTrabajo.objects.for_user(user).internos_de(user).filter(convenio__ugel=ugel, anio=anio, estado__in=estados)
    return suyos.select_related("convenio__ugel", "municipalidad__distrito").order_by("municipalidad__distrito__ubigeo")


# ── The board ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel_y_un_anio)
def ver(request: Pedido, cual: tuple[Ugel, int]) -> HttpResponse:
    """How many activities of each district have no report, are being written, wait for a coordinator or are verified, by quarter."""
    ugel, anio = cual
    planes = list(_planes(request.user, ugel, anio))
    conteos = contar(planes)
    cierres = {(c.plan_id, c.trimestre): c for c in Cierre.objects.for_user(request.user).filter(plan__in=planes).sin_contenido()}
    rutas = reverse("planes_reportes", args=[ugel.codigo, anio])
    lineas = [{"plan": p, "celdas": [_celda(rutas, p, t, conteos[p.pk, t], cierres.get((p.pk, t))) for t in TRIMESTRES]} for p in planes]
    contexto = {
        "ugel": ugel,
        "anio": anio,
        "lineas": lineas,
        "romanos": [ROMANOS[t] for t in TRIMESTRES],
        "totales": [_totales(rutas, t, [conteos[p.pk, t] for p in planes if t <= p.trimestre_de_hoy]) for t in TRIMESTRES],
        "filas_url": rutas,
        "cierra": request.user.puede(Permiso.CERRAR_TRIMESTRES),
        "trimestres": [(t, ROMANOS[t]) for t in TRIMESTRES],
        "interno": bool(planes) or request.user.es_ugel or request.user.es_municipal,
    }
    return render(request, "convenios/planes_tablero.html", contexto)


def _celda(rutas: str, plan: PlanTrabajo, trimestre: int, conteo: Conteo, cierre: Any) -> dict[str, Any]:
    if cierre is not None:
        cierre.plan = plan
    return {
        "romano": ROMANOS[trimestre],
        "cierre": cierre,
        "futuro": cierre is None and trimestre > plan.trimestre_de_hoy,
        "cuentas": _cuentas(rutas, conteo, trimestre=trimestre, distrito=plan.municipalidad.distrito.ubigeo),
    }


def _totales(rutas: str, trimestre: int, conteos: list[Conteo]) -> list[dict[str, Any]]:
    suma = Conteo(**{clase: sum(getattr(conteo, clase) for conteo in conteos) for clase in CLASES})
    return _cuentas(rutas, suma, trimestre=trimestre)


def _cuentas(rutas: str, conteo: Conteo, **filtro: Any) -> list[dict[str, Any]]:
    """Each count that is something, with the address of its rows."""
    consulta = "&".join(f"{nombre}={valor}" for nombre, valor in filtro.items())
    return [
        {
            "clase": clase,
            "dicho": etiqueta.lower() if cuantos == 1 else DE_VARIOS.get(clase, etiqueta.lower()),
            "cuantos": cuantos,
            "url": f"{rutas}?{consulta}&clase={clase}",
        }
        for clase, etiqueta in CLASES.items()
        if (cuantos := getattr(conteo, clase))
    ]


# ── The rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class FiltroDeReportes(Filtro):
    """Which rows of the board."""

    trimestre = forms.ChoiceField(
        label="Trimestre", required=False, choices=[("", "Todos"), *((str(t), f"{r} trimestre") for t, r in ROMANOS.items())]
    )
    clase = forms.ChoiceField(label="Reporte", required=False, choices=[("", "Cualquiera"), *CLASES.items()])
    distrito = forms.ChoiceField(label="Distrito", required=False)

    def __init__(self, datos: Any, *, planes: list[PlanTrabajo]) -> None:
        super().__init__(datos)
        suyos = [(p.municipalidad.distrito.ubigeo, p.municipalidad.distrito.nombre) for p in planes]
        self.fields["distrito"].choices = [("", "Todos"), *suyos]  # type: ignore[attr-defined]
        self._planes = planes

    @property
    def pares(self) -> Any:
        """The activities and quarters that were asked for."""
        elegido = self.elegido
        planes = [p.pk for p in self._planes if elegido.get("distrito", p.municipalidad.distrito.ubigeo) == p.municipalidad.distrito.ubigeo]
        trimestre = int(elegido["trimestre"]) if "trimestre" in elegido else None
        return pares(planes, clase=elegido.get("clase", ""), trimestre=trimestre)


@requires(Permiso.VER, fila=una_ugel_y_un_anio)
def reportes(request: Pedido, cual: tuple[Ugel, int]) -> HttpResponseBase:
    """The activities behind a number of the board, quarter by quarter; `?formato=csv` or `xlsx` hands them over."""
    ugel, anio = cual
    filtro = FiltroDeReportes(request.GET, planes=list(_planes(request.user, ugel, anio)))
    formato = request.GET.get("formato", "")
    if formato in ("csv", "xlsx"):
        return _descargar(ugel, anio, filas(filtro.pares), formato)
    pagina = Paginator(filtro.pares, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {"ugel": ugel, "anio": anio, "filtro": filtro, "pagina": pagina, "filas": filas(pagina), "romanos": ROMANOS}
    return render(request, "convenios/planes_reportes.html", contexto)


def _descargar(ugel: Ugel, anio: int, elegidas: list[Fila], formato: str) -> HttpResponseBase:
    demostracion = settings.DEMOSTRACION or any(fila.actividad.demostracion for fila in elegidas)
    nombre, dichas = f"reportes-de-planes-{ugel.codigo}-{anio}-{hoy():%Y%m%d}", (_en_columnas(fila) for fila in elegidas)
    if formato == "csv":
        return respuesta_csv(nombre, COLUMNAS, dichas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Año", str(anio)), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, COLUMNAS, dichas, titulo="Quién ha reportado", notas=notas, demostracion=demostracion)


def _en_columnas(fila: Fila) -> list[Any]:
    distrito, reporte = fila.actividad.plan.municipalidad.distrito, fila.reporte
    hecho = [None] * 2 if reporte is None else [reporte.fisica, reporte.financiera]
    quien = [None] * 2 if reporte is None else [str(reporte.creado_por), reporte.enviado_en]
    actividad = [fila.actividad.codigo, fila.actividad.nombre, fila.actividad.unidad, fila.trimestre]
    return [distrito.ubigeo, distrito.nombre, *actividad, *fila.meta, *hecho, fila.etiqueta, *quien, fila.cerrado]
