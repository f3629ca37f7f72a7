"""¿Qué cambió?: what was verified, decided, reprogrammed, agreed and published since one last looked, or since a day."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from base.bitacora.edicion import responder
from base.bitacora.visto import SIN_MARCA, visto_hasta, ya_lo_vi
from base.comun.fechas import ahora, hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros.models import Encuentro
from municipios.models import Distrito
from municipios.ugeles import elegir_ugel

from .. import cambios
from ..forms.cambios import DesdeForm, YaLoViForm

SEMANA = datetime.timedelta(days=7)


@requires(Permiso.VER)
def que_cambio(request: Pedido) -> HttpResponse:
    """By district and kind; with «ya lo vi», the mark of what was seen moves to the instant of this page."""
    user, (ugel, ugeles) = request.user, elegir_ugel(request)
    if ugel is None:
        return render(request, "tablero/sin_ambito.html", {})
    en, marca = ahora(), visto_hasta(user, ugel.codigo)
    distritos = list(Distrito.objects.for_user(user).filter(ugel=ugel))
    encuentro = Encuentro.objects.for_user(user).filter(ugel=ugel, fecha__lte=hoy()).order_by("-fecha").first()
    eleccion = DesdeForm(request.GET or None, distritos=distritos, encuentro=encuentro)
    desde, distrito = _desde(eleccion, marca or en - SIN_MARCA, en, encuentro), eleccion.elegido
    hechos, hay_mas = cambios.sucesos(user, ugel, desde, distrito)
    propios = set(Distrito.objects.propios_de(user).values_list("ubigeo", flat=True)) if user.es_municipal else set()
    lugares = cambios.por_lugar(hechos, distritos, propios)
    form = YaLoViForm(request.POST or None, initial={"hasta": en.isoformat()})

    def hacer() -> str:
        ya_lo_vi(user, ugel.codigo, form.cleaned_data["hasta"])
        return reverse("que_cambio", query={"ugel": ugel.codigo})

    contexto: dict[str, Any] = {
        "ugel": ugel,
        "ugeles": ugeles,
        "eleccion": eleccion,
        "desde": desde,
        "en": en,
        "marca": marca,
        "distrito": distrito,
        "lugares": lugares,
        "total": len(hechos),
        "hay_mas": hay_mas,
        "grupos": cambios.GRUPOS.values(),
        # who looks at part of it has not seen the rest
        "se_marca": eleccion.todo and not hay_mas,
    }
    mensaje = "Anotado: la próxima vez verá lo que cambie desde ahora."
    return responder(request, form, plantilla="tablero/que_cambio.html", hacer=hacer, mensaje=mensaje, contexto=contexto)


def _desde(eleccion: DesdeForm, marca: datetime.datetime, en: datetime.datetime, encuentro: Any) -> datetime.datetime:
    """The instant that was chosen; a day begins at midnight in Lima."""
    if eleccion.eleccion == "semana":
        return en - SEMANA
    dia = eleccion.dia if eleccion.eleccion == "fecha" else encuentro.fecha if eleccion.eleccion == "encuentro" and encuentro else None
    if dia is None:
        return marca
    return timezone.make_aware(datetime.datetime.combine(dia, datetime.time.min))
