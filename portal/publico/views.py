"""What anyone may see, without an account: the same page for everybody, so that a cache may keep it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localtime

from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.cuentas.permisos import abierta
from base.cuentas.roles import Rol
from convenios.models import Compromiso, Convenio
from convenios.models.situacion import POR_URGENCIA, Situacion
from municipios import diagnosticar
from municipios.decididas import COLUMNAS, celdas_de, decidida_en_palabras
from municipios.filtro_proyectos import FiltroDeProyectos, Resumen
from municipios.models import Distrito, Indicador, ListaPriorizada, Medicion, PautaRiesgo
from municipios.models.criterios import LEYENDA
from municipios.models.lista import canonico

from . import consultas, ultima
from .copias import elegido, igual_para_todos, no_guardar, pagina_de
from .lugares import contexto_de_ugel, una_ugel
from .paginas import POR_PAGINA, TRANSPARENCIA, _pagina

PRIMERA_PANTALLA = {
    Rol.ADMINISTRADOR: "bandeja",
    Rol.COORDINADOR: "bandeja",
    Rol.ESPECIALISTA: "bandeja",
    Rol.ALCALDE: "mi_municipio",
    Rol.ENLACE: "mi_municipio",
    Rol.DIRECTOR: "provincia",
    Rol.DRE: "provincia",
}
EN_GALERIA = 24


@abierta(TRANSPARENCIA)
@igual_para_todos("pagina", "q")
def portada(request: HttpRequest) -> HttpResponse:
    """Every UGEL that has signed something; of a portal with a single one, its home."""
    ugeles, texto = consultas.ugeles(), request.GET.get("q", "")[:100]
    solas = list(ugeles[:2])
    if len(solas) == 1:
        return _pagina(request, "publico/ugel.html", contexto_de_ugel(request, solas[0]))
    if texto:
        no_guardar(request)
    pagina = pagina_de(request, consultas.ugeles_llamadas(ugeles, texto), POR_PAGINA)
    return _pagina(request, "publico/portada.html", {"pagina": pagina, "texto": texto, "cierra": None})


@abierta("La primera página: lleva a cada persona a la suya, y a los demás a lo público.")
def inicio(request: HttpRequest) -> HttpResponseBase:
    """The first screen of each role; the public one for anyone else, of which only our own cache keeps a copy."""
    if request.user.is_authenticated:
        return redirect(PRIMERA_PANTALLA[Rol(request.user.rol)])
    respuesta = portada(request)
    respuesta["Cache-Control"] = "private, no-cache"
    patch_vary_headers(respuesta, ["Cookie"])
    return respuesta


inicio.consulta = portada.consulta  # type: ignore[attr-defined]


@abierta(TRANSPARENCIA)
@igual_para_todos("distrito", "situacion", "pagina")
def convenio(request: HttpRequest, ugel: str, codigo: str) -> HttpResponse:
    """One signed convenio: what it is, who signed, what was promised and what of it is verified."""
    convenio = get_object_or_404(Convenio.objects.publicos().select_related("ugel__dre"), ugel__codigo=ugel, codigo=codigo)
    distritos = consultas.distritos(convenio)
    por_ubigeo = {d["ubigeo"]: d for d in distritos}
    distrito = por_ubigeo.get(elegido(request, "distrito", por_ubigeo))
    situacion = elegido(request, "situacion", [s.value for s in POR_URGENCIA])
    suyos = Compromiso.objects.publicos().filter(convenio=convenio)
    alcanzan = suyos if distrito is None else suyos.en_distrito(distrito["distrito"])
    direccion = "?situacion=" if distrito is None else f"?distrito={distrito['ubigeo']}&situacion="
    contexto = {
        "convenio": convenio,
        "partes": consultas.partes(convenio),
        "distritos": distritos,
        "elegido": distrito,
        "situacion": Situacion(situacion) if situacion else None,
        "reparto": consultas.reparto(alcanzan.con_situacion(publica=True), direccion),
        "pagina": pagina_de(request, consultas.compromisos(alcanzan, situacion), POR_PAGINA),
        "encuentros": consultas.encuentros(convenio.ugel),
        "ultima": ultima.juntas(ultima.de_convenios(Convenio.objects.publicos().filter(pk=convenio.pk)), ultima.de_compromisos(suyos)),
    }
    return _pagina(request, "publico/convenio.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos(*FiltroDeProyectos.base_fields, "pagina")
def proyectos(request: HttpRequest, ugel: str) -> HttpResponse:
    """The educational projects of a UGEL, with the photos that somebody decided to show, and the districts where there is none."""
    suya = una_ugel(ugel)
    resumen = Resumen(suya.distritos.all(), solo_publicos=True)
    filtro = FiltroDeProyectos(request.GET, resumen=resumen, filas=consultas.proyectos(suya))
    if filtro.activos:
        no_guardar(request)
    contexto = {
        "ugel": suya,
        "ultima": ultima.juntas(ultima.de_escuelas(institucion__distrito__ugel=suya.pk)),
        "resumen": resumen,
        "filtro": filtro,
        "pagina": pagina_de(request, filtro.filas, EN_GALERIA),
    }
    return _pagina(request, "publico/proyectos.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos()
def riesgo(request: HttpRequest, ugel: str) -> HttpResponse:
    """The lists of school buildings by risk that a UGEL has decided, and the rule by which they are computed."""
    suya = una_ugel(ugel)
    vigente = PautaRiesgo.objects.publicos().vigente(suya)
    contexto = {
        "ugel": suya,
        "listas": ListaPriorizada.objects.publicos().filter(ugel=suya).sin_contenido(),
        "ultima": ultima.juntas(ultima.de_listas(suya.pk)),
        "vigente": vigente,
        "criterios": [(criterio, peso, list(enumerate(vigente.anclas(criterio)))) for criterio, peso in vigente.pesos],
        "leyenda": LEYENDA,
    }
    return _pagina(request, "publico/riesgo.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos("formato", "pagina")
def riesgo_lista(request: HttpRequest, ugel: str, pk: int) -> HttpResponseBase:
    """One of them, as it was decided; with `?formato=json`, the very writing that its seal is of, and with `csv` or `xlsx` its rows."""
    lista = get_object_or_404(ListaPriorizada.objects.publicos().select_related("ugel"), ugel__codigo=ugel, pk=pk)
    formato = elegido(request, "formato", ("json", "csv", "xlsx"))
    if formato == "json":
        return HttpResponse(canonico(lista.contenido), content_type="application/json; charset=utf-8")
    if formato in ("csv", "xlsx"):
        return _lista_en_archivo(lista, formato)
    pagina = pagina_de(request, lista.contenido["filas"], POR_PAGINA)
    contexto = decidida_en_palabras(lista, pagina.object_list) | {"ugel": lista.ugel, "pagina": pagina, "leyenda": LEYENDA}
    contexto |= {"ultima": lista.decidida_en, "sello": lista.sha256}
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
@igual_para_todos("pagina")
def diagnostico(request: HttpRequest, ugel: str, ubigeo: str) -> HttpResponse:
    """What holds a district back, and the figures behind it; who decided what of it is not told."""
    distrito = get_object_or_404(Distrito.objects.publicos().select_related("ugel"), ugel__codigo=ugel, ubigeo=ubigeo)
    contexto = {
        "distrito": distrito,
        "ugel": distrito.ugel,
        "ultima": ultima.juntas(ultima.de_diagnostico(distrito)),
        "lecturas": diagnosticar.lecturas(distrito, Indicador.objects.publicos(), Medicion.objects.publicos()),
        "pagina": pagina_de(request, consultas.nudos(distrito), POR_PAGINA),
    }
    return _pagina(request, "publico/diagnostico.html", contexto)
