"""The first page of the imports: bring a file, and what became of the others."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.models import Ugel
from portal.importaciones import acciones
from portal.importaciones.catalogo import PADRONES, de_persona
from portal.importaciones.forms import FormularioArchivo
from portal.importaciones.lectura import ArchivoInvalido
from portal.importaciones.models import Importacion

from .filas import elegir_ugel

POR_PAGINA = 20


@requires(Permiso.IMPORTAR)
def importaciones(request: Pedido) -> HttpResponse:
    """Bring a file: what it says is rehearsed, and nothing is written until it is confirmed."""
    ugel, ugeles = elegir_ugel(request)
    inicial = {nombre: request.GET[nombre] for nombre in ("padron", "convenio") if request.GET.get(nombre)}
    formulario = FormularioArchivo(request.POST or None, request.FILES or None, persona=request.user, ugel=ugel, initial=inicial)
    status = 200
    if request.method == "POST":
        if formulario.is_valid():
            try:
                return redirect(_recibir(request, formulario, ugel))
            except ArchivoInvalido as error:
                formulario.decir(error)
        status = 422
    de_aqui = Q(ugel__in=[ugel] if ugel else ugeles) | (Q(ugel=None) if request.user.is_superuser else Q())
    suyas = Importacion.objects.for_user(request.user).filter(de_aqui).select_related("por", "tarea")
    pagina: Any = Paginator(suyas.defer("contenido", "celdas"), POR_PAGINA).get_page(request.GET.get("pagina"))
    for importacion in pagina:
        importacion.de_padron = PADRONES[importacion.padron].nombre if importacion.padron else ""
    contexto = {"form": formulario, "ugel": ugel, "ugeles": ugeles, "pagina": pagina, "padrones": de_persona(request.user)}
    return render(request, "importaciones/importaciones.html", contexto, status=status)


def _recibir(request: Pedido, formulario: FormularioArchivo, ugel: Ugel | None) -> Importacion:
    datos, archivo = formulario.cleaned_data, formulario.cleaned_data["archivo"]
    padron = PADRONES.get(datos["padron"])
    return acciones.recibir(
        por=request.user,
        nombre=archivo.name,
        contenido=archivo.read(),
        padron=datos["padron"],
        ugel=None if padron is not None and padron.de_la_instalacion else ugel,
        convenio=datos["convenio"],
        clave=datos["clave"],
    )
