"""The page of one file: its rehearsal, how its job goes, its receipt; and what a person settles on the way."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from base.bitacora.gestos import YaHecho
from base.comun.busqueda import palabras
from base.comun.documentos import respuesta_libro
from base.comun.padron.celdas import mostrar
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from portal.importaciones import acciones, limites
from portal.importaciones.catalogo import PADRONES
from portal.importaciones.encabezado import candidatas, titulos_de
from portal.importaciones.ensayos import devolver, padron_de
from portal.importaciones.forms import FormularioAplicar, FormularioColumnas, FormularioFila
from portal.importaciones.guardado import recobrar
from portal.importaciones.lectura import ArchivoInvalido, FilaCruda
from portal.importaciones.models import FilaImportada, Importacion
from portal.importaciones.motor import Cambio, Ensayo, Rechazado

from .filas import una_fila, una_importacion
from .vista import dibujar, lo_importado

POR_PAGINA = 50
EJEMPLOS, LARGO_DE_EJEMPLO = 3, 40
ESTADOS = {"error", "nuevo", "cambia", "igual", "fuera"}
SEPARADORES = {"miles", "decimal"}
DEJAR = {"dejar_errores", "dejar_sueltas"}
DEJADAS = "{}. Puede volver a tomar las que quiera."


@requires(Permiso.IMPORTAR, fila=una_importacion)
def importacion(request: Pedido, importacion: Importacion) -> HttpResponse:
    """What would happen row by row; how far its job is; or, once applied, the receipt."""
    if importacion.situacion == Importacion.Estado.COLUMNAS:
        columnas = reverse("importacion_columnas", args=[importacion.pk])
        return (
            HttpResponseClientRedirect(columnas) if "HX-Request" in request.headers else redirect(columnas)
        )  # the poll has no place for another page
    return _pagina(request, importacion)


def _pagina(request: Pedido, importacion: Importacion, formulario: FormularioAplicar | None = None, *, status: int = 200) -> HttpResponse:
    contexto: dict[str, Any] = {"importacion": importacion, "padron": PADRONES.get(importacion.padron)}
    if importacion.situacion == Importacion.Estado.RECHAZADA:
        dicho = importacion.problema or (importacion.tarea.error if importacion.tarea else "")
        contexto["motivo"] = dicho or "La lectura se detuvo antes de terminar."
    if importacion.lote is not None:
        donde, que = lo_importado(importacion)
        contexto |= {"donde": donde, "que": que, "deshecho_en": importacion.lote.deshecho_en.first()}
    if importacion.situacion == Importacion.Estado.ENSAYO:
        ver, texto = request.GET.get("ver", ""), request.GET.get("texto", "").strip()[:100]
        padron = padron_de(importacion)
        pagina = Paginator(_filas(request, importacion, ver, texto), POR_PAGINA).get_page(request.GET.get("pagina"))
        contexto |= {
            "form": formulario or FormularioAplicar(importacion=importacion),
            "ver": ver,
            "texto": texto,
            "pagina": pagina,
            "filas": [dibujar(fila, padron) for fila in pagina],
            "fuera": len(importacion.fuera),
            **importacion.filas.aggregate(
                de_nuevo=Count("pk", filter=Q(de_nuevo=True)), sueltas=Count("pk", filter=Q(suelta=True, estado="error"))
            ),
            "consulta": request.GET.urlencode(),
            "al_momento": importacion.total <= limites.AL_MOMENTO_FILAS,
        }
    return render(request, "importaciones/importacion.html", contexto, status=status)


def _filas(request: Pedido, importacion: Importacion, ver: str, texto: str) -> Any:
    """The rows asked for."""
    filas = FilaImportada.objects.for_user(request.user).filter(importacion=importacion)
    if ver in ESTADOS:
        filas = filas.filter(estado=ver)
    elif ver == "aviso":
        filas = filas.que_cuentan().exclude(avisos=[])
    elif ver == "de_nuevo":
        filas = filas.filter(de_nuevo=True)
    for palabra in palabras(texto):
        filas = filas.filter(texto__contains=palabra)
    return filas


# ── One row ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.IMPORTAR, fila=una_fila)
def fila(request: Pedido, fila: FilaImportada) -> HttpResponse:
    """What one row says, cell by cell; written better, it is checked again alone."""
    suya = fila.importacion
    if request.method == "POST":
        return _corregir(request, suya, fila)
    if suya.situacion != Importacion.Estado.ENSAYO:
        return redirect(suya)
    padron = padron_de(suya)
    formulario = FormularioFila(padron=padron, presentes=suya.presentes, initial=fila.celdas)
    contexto = {"importacion": suya, "padron": padron, "fila": dibujar(fila, padron), "form": formulario, "volver": request.GET.urlencode()}
    return render(request, "importaciones/fila.html", contexto)


def _corregir(request: Pedido, suya: Importacion, fila: FilaImportada) -> HttpResponse:
    accion = request.POST.get("accion", "corregir")
    try:
        if accion in ("dejar", "tomar"):
            acciones.dejar_fuera(suya, fila.numero, por=request.user, fuera=accion == "dejar")
        else:
            formulario = FormularioFila(request.POST, padron=padron_de(suya), presentes=suya.presentes)
            if not formulario.is_valid():
                raise ValidationError([f"{nombre}: {' '.join(map(str, errores))}" for nombre, errores in formulario.errors.items()])
            escritas = {nombre: formulario.cleaned_data[nombre] for nombre in formulario.fields if nombre in request.POST}
            acciones.corregir(suya, fila.numero, escritas, por=request.user)
        nueva = FilaImportada.objects.for_user(request.user).get(importacion=suya, numero=fila.numero)
        messages.info(request, f"Fila {fila.numero}: {nueva.get_estado_display().lower()}.")
    except (ValidationError, ArchivoInvalido) as error:
        _decir(request, error)
    return _volver(request, suya)


def _decir(request: Pedido, error: ValidationError | ArchivoInvalido) -> None:
    messages.error(request, error.mensaje if isinstance(error, ArchivoInvalido) else " ".join(error.messages))


def _volver(request: Pedido, suya: Importacion) -> HttpResponseRedirect:
    """To the same rows of the same page."""
    return redirect(f"{suya.get_absolute_url()}?{request.POST.get('volver', '')}".rstrip("?"))


# ── The whole file ───────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.IMPORTAR, fila=una_importacion)
@require_POST
def decidir(request: Pedido, importacion: Importacion) -> HttpResponse:
    """Settle something of the whole file: what separates figures, that its rows with errors stay out, that it is not wanted."""
    try:
        if request.POST.get("separa") in SEPARADORES and request.POST.get("columna") in importacion.presentes:
            acciones.separar(importacion, request.POST["columna"], request.POST["separa"], por=request.user)
        elif request.POST.get("accion") in DEJAR:
            cuantas = acciones.dejar_errores(importacion, por=request.user, solo_sueltas=request.POST["accion"] == "dejar_sueltas")
            messages.info(request, DEJADAS.format("Se dejó fuera 1 fila" if cuantas == 1 else f"Se dejaron fuera {cuantas:,} filas"))
        elif request.POST.get("accion") == "descartar":
            acciones.descartar(importacion)
            messages.success(request, "El archivo se descartó: no se cargó nada.")
            return redirect("importaciones")
    except (ValidationError, ArchivoInvalido) as error:
        _decir(request, error)
    return _volver(request, importacion)


@requires(Permiso.IMPORTAR, fila=una_importacion)
def marcado(request: Pedido, importacion: Importacion) -> HttpResponseBase:
    """The same file back, with what was found beside each row."""
    if importacion.situacion != Importacion.Estado.ENSAYO:
        return redirect(importacion)
    libro = devolver(importacion, demostracion=settings.DEMOSTRACION)
    return respuesta_libro(f"{PurePath(importacion.archivo_nombre).stem}-revisado", libro, demostracion=settings.DEMOSTRACION)


@requires(Permiso.IMPORTAR, fila=una_importacion)
def columnas(request: Pedido, importacion: Importacion) -> HttpResponse:
    """Say by hand which heading of the file is which column."""
    if importacion.situacion not in (Importacion.Estado.COLUMNAS, Importacion.Estado.ENSAYO):
        return redirect(importacion)
    formulario, muestra = _de_columnas(request, importacion)
    status = 200
    if request.method == "POST":
        if formulario.is_valid() and formulario.cleaned_data["encabezado"] == muestra["encabezado"]:
            try:
                acciones.nombrar_columnas(importacion, formulario.columnas, encabezado=muestra["encabezado"], por=request.user)
            except (ValidationError, ArchivoInvalido) as error:
                formulario.add_error(None, error.mensaje if isinstance(error, ArchivoInvalido) else error)
            else:
                if importacion.situacion == Importacion.Estado.ENSAYO:
                    return redirect(importacion)
                formulario.add_error(None, importacion.problema)
        status = 422
    contexto = {"importacion": importacion, "padron": padron_de(importacion), "form": formulario, **muestra}
    return render(request, "importaciones/columnas.html", contexto, status=status)


def _de_columnas(request: Pedido, importacion: Importacion) -> tuple[FormularioColumnas, dict[str, Any]]:
    """The form, and a sample of the file: its first rows, the row of the headings, some values under each."""
    padron, archivo = padron_de(importacion), recobrar(importacion.guardado)
    hoja, primeras = candidatas(archivo, padron, importacion.columnas)
    pedida = (request.POST if request.method == "POST" else request.GET).get("encabezado", "")
    por_numero = {fila.numero: fila for fila in primeras}
    dichas = ({str(numero): numero for numero in por_numero}.get(pedida), importacion.encabezado, primeras[0].numero)
    elegida = next(numero for numero in dichas if numero in por_numero)
    titulos = titulos_de(por_numero[elegida])
    inicial: dict[str, Any] = {"encabezado": elegida}
    for indice, titulo in enumerate(titulos):
        conocida = padron.reconocer(titulo, entre=titulos)
        inicial[f"columna-{indice}"] = importacion.columnas.get(titulo, conocida.nombre if conocida else "")
    filas = [(n, f"Fila {n}: {' | '.join(t for t in titulos_de(por_numero[n]) if t)[:100]}") for n in sorted(por_numero)]
    datos = request.POST if request.method == "POST" else None
    formulario = FormularioColumnas(datos, padron=padron, filas=filas, titulos=titulos, initial=inicial)
    debajo = [fila for fila in hoja.filas if fila.numero > elegida][:EJEMPLOS]
    renglones = [(formulario[f"columna-{i}"], _ejemplos(debajo, i)) for i, titulo in enumerate(titulos) if titulo]
    return formulario, {"encabezado": elegida, "renglones": renglones, "hoja": hoja.nombre, "otras": len(archivo.hojas) > 1}


def _ejemplos(debajo: list[FilaCruda], indice: int) -> list[str]:
    """What the rows under a heading say."""
    dichos = (mostrar(fila.celdas[indice])[:LARGO_DE_EJEMPLO] for fila in debajo if indice < len(fila.celdas))
    return [dicho for dicho in dichos if dicho]


# ── Making it true ───────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.IMPORTAR, fila=una_importacion)
@require_POST
def aplicar(request: Pedido, importacion: Importacion) -> HttpResponse:
    """Write exactly what was shown, once; or show again what is no longer so."""
    formulario = FormularioAplicar(request.POST, importacion=importacion)
    if not formulario.is_valid():
        return _pagina(request, importacion, formulario, status=422)
    datos = formulario.cleaned_data
    try:
        acciones.aplicar(importacion, por=request.user, motivo=datos["motivo"], mostrado=datos["huella"], clave=datos["clave"])
    except YaHecho as ya:
        messages.info(request, "Ya se había recibido: se aplicó una sola vez.")
        return redirect(ya.lote.destino or reverse("importaciones"))
    except (Cambio, Rechazado) as error:
        return _de_nuevo(request, importacion, error.ensayo)
    except ArchivoInvalido as error:
        _decir(request, error)
        return redirect(importacion)
    except ValidationError as error:
        importacion.refresh_from_db()
        if importacion.situacion != Importacion.Estado.ENSAYO:
            _decir(request, error)
            return redirect(importacion)
        formulario = FormularioAplicar({**request.POST.dict(), "huella": importacion.huella}, importacion=importacion)
        formulario.is_valid()
        formulario.add_error(None, error)
        return _pagina(request, importacion, formulario, status=409)
    if importacion.estado == Importacion.Estado.APLICADA:
        messages.success(request, "El archivo se aplicó entero.")
    return redirect(importacion)


def _de_nuevo(request: Pedido, importacion: Importacion, ensayo: Ensayo) -> HttpResponse:
    """What is no longer as it was shown; unless somebody applied or left the file in this very moment."""
    try:
        cuantas = acciones.mostrar_de_nuevo(importacion, ensayo)
    except ValidationError as error:
        _decir(request, error)
        return redirect(importacion)
    messages.warning(
        request, f"Otra persona cambió algo mientras tanto: {cuantas:,} filas ya no son como se mostraron. No se escribió nada."
    )
    return _pagina(request, importacion, status=409)
