"""The pages of the yardstick: two that show fifty rows, one that writes one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from base.bitacora.models import Lote
from convenios.models import Compromiso


def filas(request: HttpRequest) -> HttpResponse:
    """50 commitments of one query, by the index of their due date. Nobody has to be signed in."""
    return render(request, "filas.html", {"filas": Compromiso.todos.order_by("plazo", "pk")[:50]})


def con_persona(request: HttpRequest) -> HttpResponse:
    """The same rows, and the name of who signed in: session and person are two queries more."""
    return render(request, "filas.html", {"filas": Compromiso.todos.order_by("plazo", "pk")[:50], "persona": request.user.nombre})


def insertar(request: HttpRequest) -> HttpResponse:
    """One row, inserted as it comes; session and person only where somebody signed in."""
    persona = request.user if request.user.is_authenticated else None
    lote = Lote.objects.create(motivo=request.POST["motivo"], por=persona)
    return render(request, "filas.html", {"filas": [lote]})


urlpatterns = [path("filas/", filas), path("con-persona/", con_persona), path("insertar/", insertar)]
