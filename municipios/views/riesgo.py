"""Pages of the list by risk: how it stands, why each building stands where it stands, the weights, the lists that were decided."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from base.bitacora.edicion import responder
from base.comun.documentos import Celda, respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios import decididas, priorizar
from municipios.filtros import FiltroDeRiesgo
from municipios.forms.riesgo import ListaForm, PautaForm, PesosForm
from municipios.models import FichaRiesgo, ListaPriorizada, PautaRiesgo, Ugel
from municipios.models.criterios import CRITERIOS, LEYENDA, Criterio
from municipios.priorizar import Desglose
from municipios.ugeles import una_ugel

POR_PAGINA = 50
PRIMEROS = 3  # of the list, that who decides it sees before they do
COLUMNAS = [*decididas.COLUMNAS, "estudiantes", "saneamiento", "cui", "expediente", "titular", "aclaracion"]


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def una_ugel_contada(user: Any, *, ugel: str) -> Ugel:
    """A UGEL with `locales`: how many buildings it has."""
    return get_object_or_404(Ugel.objects.for_user(user).con_locales(), codigo=ugel)


def una_ficha(user: Any, *, ugel: str, pk: int) -> FichaRiesgo:
    """The newest sheet of a building of that UGEL."""
    filas = FichaRiesgo.objects.for_user(user).ultimas().filter(local__distrito__ugel__codigo=ugel)
    return get_object_or_404(filas.select_related("local__distrito__ugel"), local=pk)


def una_lista(user: Any, *, ugel: str, pk: int) -> ListaPriorizada:
    """A list that was decided."""
    return get_object_or_404(ListaPriorizada.objects.for_user(user).select_related("ugel", "decidida_por"), ugel__codigo=ugel, pk=pk)


# ── The list as it stands ────────────────────────────────────────────────────────────────────────────────────────────────
class _Paginas(Paginator):
    """Pages of an order of keys: what a line shows is asked only for the rows of the page."""

    def __init__(self, llaves: list[int], pauta: PautaRiesgo, puestos: dict[int, int]) -> None:
        super().__init__(llaves, POR_PAGINA)
        self.pauta, self.puestos = pauta, puestos

    def _get_page(self, llaves: Any, *args: Any, **kwargs: Any) -> Any:
        lineas: dict[int, Any] = priorizar.desgloses(llaves, self.pauta)
        for ficha, linea in lineas.items():
            linea.puesto = self.puestos[ficha]
        return super()._get_page([lineas[llave] for llave in llaves], *args, **kwargs)  # type: ignore[misc]


def _ordenadas(request: Pedido, ugel: Ugel, pauta: PautaRiesgo) -> Any:
    return priorizar.ordenadas(ugel, pauta).for_user(request.user)


def _puestos(filas: Any) -> dict[int, tuple[int, int]]:
    """Where each sheet stands in the whole list, and of which building it is."""
    return {ficha: (puesto, local) for puesto, (ficha, local) in enumerate(filas.values_list("pk", "local"), 1)}


@requires(Permiso.VER, fila=una_ugel_contada)
def lista(request: Pedido, ugel: Any) -> HttpResponse:
    """The buildings of a UGEL by risk: filtered, sorted, compared with the last list that was decided, imagined with other weights."""
    vigente = PautaRiesgo.objects.publicos().vigente(ugel)
    pesos = PesosForm(request.GET, vigente=vigente)
    pauta = pesos.pauta or vigente
    ordenadas = _ordenadas(request, ugel, pauta)
    filtro, puestos = FiltroDeRiesgo(request.GET, ugel=ugel, filas=ordenadas), _puestos(ordenadas)
    llaves = filtro.llaves(pauta, puestos) if filtro.elegido else list(puestos)
    pagina = _Paginas(llaves, pauta, {f: puesto for f, (puesto, _) in puestos.items()}).get_page(request.GET.get("pagina"))
    ultima = ListaPriorizada.objects.for_user(request.user).filter(ugel=ugel).sin_contenido().first()
    if ultima is not None:
        ultima.ugel = ugel  # its address names it
    _comparar(pagina, _antes(request, ugel, vigente, pesos.pauta), decididas.puestos_de(ultima))
    consulta = request.GET.copy()
    consulta.pop("pagina", None)
    contexto = {
        "ugel": ugel,
        "filtro": filtro,
        "con_ficha": len(puestos),
        "sin_ficha": ugel.locales - len(puestos),  # the list has each building with a sheet once
        "pesos": pesos,
        "pauta": pauta,
        "supuesta": pesos.pauta is not None,
        "pagina": pagina,
        "ultima": ultima,
        "consulta": consulta.urlencode(),
        "criterios": [(criterio, _encabezado(criterio)) for criterio in CRITERIOS],
        "leyenda": LEYENDA,
        "puede_priorizar": request.user.puede(Permiso.PRIORIZAR),
    }
    return render(request, "municipios/riesgo.html", contexto)


def _encabezado(criterio: Criterio) -> SafeString:
    """The head of a narrow column: its letter to the eye, its name to the ear and under the pointer."""
    return format_html('<abbr title="{0}">{1}</abbr><span class="visually-hidden">. {0}</span>', criterio.nombre, criterio.letra)


def _antes(request: Pedido, ugel: Ugel, vigente: PautaRiesgo, supuesta: PautaRiesgo | None) -> dict[int, int]:
    """Under imagined weights: where each building really stands, by the building's key."""
    return {} if supuesta is None else {local: puesto for puesto, local in _puestos(_ordenadas(request, ugel, vigente)).values()}


def _comparar(pagina: Any, reales: dict[int, int], de_la_ultima: dict[int, int]) -> None:
    """Each line with its real place, where the weights are imagined, and with what changed since the last list."""
    for linea in pagina:
        local = linea.ficha.local_id
        linea.real = reales.get(local)
        anterior = de_la_ultima.get(local)
        linea.anterior = anterior
        linea.sube = None if anterior is None else anterior - (linea.real or linea.puesto)


@requires(Permiso.VER, fila=una_ugel)
def descargar(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """The rows that the page shows, all of them, as a file; what is imagined says so."""
    vigente = PautaRiesgo.objects.publicos().vigente(ugel)
    supuesta = PesosForm(request.GET, vigente=vigente).pauta
    pauta = supuesta or vigente
    ordenadas = _ordenadas(request, ugel, pauta)
    filas = list(FiltroDeRiesgo(request.GET, ugel=ugel, filas=ordenadas).de_lista(pauta).select_related("local__distrito"))
    puestos = _puestos(ordenadas)
    demostracion = settings.DEMOSTRACION or any(f.demostracion for f in filas)
    nombre = f"riesgo-{'supuesto-' if supuesta else ''}{ugel.codigo}-{hoy():%Y%m%d}"
    aclaracion = f"SUPUESTO con otros pesos, no es la lista de la UGEL. {LEYENDA}" if supuesta else LEYENDA
    celdas = (_celdas(puestos[f.pk][0], Desglose(f, pauta), aclaracion) for f in filas)
    if request.resolver_match.kwargs["formato"] == "csv":  # type: ignore[union-attr]
        return respuesta_csv(nombre, COLUMNAS, celdas, demostracion=demostracion)
    notas = [
        ("UGEL", f"{ugel.nombre} ({ugel.codigo})"),
        ("Fecha de corte", f"{hoy():%d/%m/%Y}"),
        ("Pesos", f"{', '.join(f'{c.letra} {peso}' for c, peso in pauta.pesos)} ({'supuestos' if supuesta else str(pauta)})"),
        ("Aclaración", aclaracion),
    ]
    return respuesta_xlsx(nombre, COLUMNAS, celdas, titulo="Locales por riesgo", notas=notas, demostracion=demostracion)


def _celdas(puesto: int, d: Desglose, aclaracion: str) -> list[Celda]:
    f, local = d.ficha, d.ficha.local
    return [
        puesto, local.codigo_local, local.nombre, local.distrito.nombre, d.puntaje, d.nivel.label,
        *d.valores.values(),
        f"{d.evaluados} de {len(CRITERIOS)}", f.get_procedencia_display(), f.get_inspeccion_display(), f.fecha, f.estudiantes,
        local.get_saneamiento_display(), local.cui, local.expediente, local.titular, aclaracion,
    ]  # fmt: skip


# ── Why ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ficha)
def porque(request: Pedido, ficha: FichaRiesgo) -> HttpResponse:
    """Why a building stands where it stands: criterion by criterion, what would change it, who stands beside it; also under other weights."""
    ugel: Any = ficha.local.distrito.ugel  # the address names it
    vigente = PautaRiesgo.objects.publicos().vigente(ugel)
    pesos = PesosForm(request.GET, vigente=vigente)
    pauta = pesos.pauta or vigente
    llaves = list(_ordenadas(request, ugel, pauta).values_list("pk", flat=True))
    puesto = llaves.index(ficha.pk)
    cerca = llaves[max(puesto - 1, 0) : puesto + 2]
    suyos = priorizar.desgloses(cerca, pauta)
    contexto = {
        "ugel": ugel,
        "local": suyos[ficha.pk].ficha.local,
        "d": suyos[ficha.pk],
        "puesto": puesto + 1,
        "total": len(llaves),
        "vecinos": list(_vecinos([suyos[llave] for llave in cerca], suyos[ficha.pk], puesto)),
        "pauta": pauta,
        "supuesta": pesos.consulta,
        "leyenda": LEYENDA,
    }
    return render(request, "municipios/riesgo_porque.html", contexto)


def _vecinos(cerca: list[Desglose], suyo: Desglose, puesto: int) -> Iterator[dict[str, Any]]:
    """Who stands just above and just below, with the reason."""
    mio = next(i for i, d in enumerate(cerca) if d.ficha.pk == suyo.ficha.pk)
    for i, d in enumerate(cerca):
        if i < mio:
            yield {"d": d, "puesto": puesto, "que": "Va antes porque", "razon": priorizar.por_que_antes(d, suyo)}
        elif i > mio:
            yield {"d": d, "puesto": puesto + 2, "que": "Va después porque este local", "razon": priorizar.por_que_antes(suyo, d)}


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def pautas(request: Pedido, ugel: Ugel) -> HttpResponse:
    """How the score is worked out, with the anchors of each value, and the versions of the weights, the newest first."""
    versiones = list(PautaRiesgo.objects.for_user(request.user).de(ugel).select_related("publicada_por")[:POR_PAGINA])
    vigente = versiones[0] if versiones else PautaRiesgo.objects.publicos().vigente(ugel)
    contexto = {
        "ugel": ugel,
        "vigente": vigente,
        "versiones": versiones,
        "criterios": [(criterio, peso, list(enumerate(vigente.anclas(criterio)))) for criterio, peso in vigente.pesos],
        "leyenda": LEYENDA,
        "puede_priorizar": request.user.puede(Permiso.PRIORIZAR),
    }
    return render(request, "municipios/riesgo_pautas.html", contexto)


@requires(Permiso.PRIORIZAR, fila=una_ugel)
def pauta_nueva(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Publish other weights, from those of today."""
    vigente = PautaRiesgo.objects.publicos().vigente(ugel)
    nueva = PautaRiesgo(ugel=ugel, version=vigente.version + 1)
    inicial = {nombre: getattr(vigente, nombre) for nombre in PautaForm.Meta.fields if nombre != "motivo"}
    form = PautaForm(request.POST or None, instance=nueva, initial=inicial)
    return responder(
        request,
        form,
        plantilla="municipios/riesgo_form.html",
        hacer=lambda: priorizar.publicar_pauta(nueva, ugel=ugel, por=request.user),
        mensaje="Se publicaron los pesos: la lista ya se calcula con ellos.",
        contexto={
            "ugel": ugel,
            "titulo": "Fijar los pesos",
            "bajada": "Se publican con quién, cuándo y por qué. Las listas ya decididas conservan los suyos.",
            "boton": "Publicar los pesos",
            "clave": f"pauta-{ugel.codigo}",
            "volver_url": reverse("riesgo_pautas", args=[ugel.codigo]),
        },
        recibido=f"pauta-{ugel.codigo}",
    )


# ── The lists that were decided ──────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.PRIORIZAR, fila=una_ugel)
def decidir(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Keep the list as it stands today, and publish it."""
    form = ListaForm(request.POST or None)
    pauta = PautaRiesgo.objects.publicos().vigente(ugel)
    llaves = list(_ordenadas(request, ugel, pauta).values_list("pk", flat=True))
    primeros = priorizar.desgloses(llaves[:PRIMEROS], pauta)
    return responder(
        request,
        form,
        plantilla="municipios/riesgo_decidir.html",
        hacer=lambda: priorizar.decidir_lista(
            ugel=ugel, por=request.user, titulo=form.cleaned_data["titulo"], motivo=form.cleaned_data["motivo"]
        ),
        mensaje="La lista quedó decidida: cualquiera puede verla.",
        contexto={
            "ugel": ugel,
            "titulo": "Decidir la lista priorizada",
            "bajada": "Se guarda como está hoy, con sus pesos y su sello, y se publica. Ya no se cambia ni se elimina.",
            "pauta": pauta,
            "cuantos": len(llaves),
            "primeros": [primeros[llave] for llave in llaves[:PRIMEROS]],
            "boton": "Decidir y publicar",
            "clave": f"lista-{ugel.codigo}",
            "volver_url": reverse("riesgo", args=[ugel.codigo]),
        },
        recibido=f"lista-{ugel.codigo}",
    )


@requires(Permiso.VER, fila=una_lista)
def decidida(request: Pedido, lista: ListaPriorizada) -> HttpResponse:
    """One of them, as it was decided."""
    pagina = Paginator(lista.contenido["filas"], POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        **decididas.decidida_en_palabras(lista, pagina.object_list),
        "ugel": lista.ugel,
        "pagina": pagina,
        "otras": ListaPriorizada.objects.for_user(request.user).filter(ugel=lista.ugel).exclude(pk=lista.pk).sin_contenido()[:POR_PAGINA],
        "leyenda": LEYENDA,
    }
    return render(request, "municipios/riesgo_lista.html", contexto)
