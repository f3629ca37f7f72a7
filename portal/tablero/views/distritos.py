"""The districts of a UGEL, and one of them."""

from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.cuentas.permisos import Pedido, requires
from base.cuentas.preparadas import uno_para
from base.cuentas.roles import Permiso
from convenios.mapa import valores_del_mapa
from convenios.models.resumen import con_resumen
from convenios.models.situacion import POR_URGENCIA, Situacion
from convenios.resumen import Cuenta, juntas
from encuentros import seguimiento
from municipios.mapa import mapa
from municipios.models import Distrito, Municipalidad, Ugel
from municipios.ugeles import elegir_ugel, recordar_ugel

from .. import consultas
from ..provincia import desde_el_trimestre, figuras_de

FILAS = 12
RECIENTES = 5


@requires(Permiso.VER)
def distritos(request: Pedido) -> HttpResponse:
    """The districts of a UGEL side by side: their commitments by situation, their progress, their mayor."""
    ugel, ugeles = elegir_ugel(request, con=_con_su_resumen)
    if ugel is None:
        return render(request, "tablero/sin_ambito.html", {})
    figuras = figuras_de(request.user, ugel, desde_el_trimestre())
    total = juntas(figuras.lineas.values()).situaciones
    por_distrito = {distrito: juntas(lineas.values()) for distrito, lineas in figuras.distritos.items()}
    cuadro = {distrito: cuenta.situaciones for distrito, cuenta in por_distrito.items()}
    columnas = [s for s in POR_URGENCIA if total.get(s.value)]
    suyos = consultas.distritos(request.user, ugel)
    filas = [_fila(d, columnas, por_distrito.get(d.pk, Cuenta()), ugel) for d in suyos]
    contexto = {
        "mapa": mapa(
            suyos, valores_del_mapa(suyos, cuadro, lambda d: reverse("distrito", args=[d.ubigeo])), titulo=f"Mapa de {ugel.nombre}"
        ),
        "ugel": ugel,
        "ugeles": ugeles,
        "columnas": [s.label for s in columnas],
        "filas": filas,
        "reparto": consultas.reparto(total, ugel),
        "total": sum(total.values()),
        "total_url": consultas.compromisos_url(ugel),
    }
    return render(request, "tablero/distritos.html", contexto)


def _con_su_resumen(_user: Any, ugeles: Any) -> Any:
    return con_resumen(ugeles)


def _fila(distrito: Any, columnas: list[Situacion], cuenta: Cuenta, ugel: Any) -> dict[str, Any]:
    """One district as the table shows it; each number with the address of its rows."""
    celdas = [
        (s.label, cuenta.situaciones.get(s.value, 0), consultas.compromisos_url(ugel, distrito=distrito.ubigeo, situacion=s.value))
        for s in columnas
    ]
    return {
        "distrito": distrito,
        "celdas": celdas,
        "total": cuenta.total,
        "total_url": consultas.compromisos_url(ugel, distrito=distrito.ubigeo),
        "promedio": cuenta.promedio,
        "medidos": cuenta.medidos,
    }


def un_distrito(user: Any, *, ubigeo: str) -> Distrito:
    """A district of a UGEL whose inside pages this person reads, with `es_suyo` (they speak for its municipality) and how many acuerdos wait
    for that municipality.
    """
    return uno_para(user, "un distrito", _distritos, ubigeo=ubigeo)


def _distritos(user: Any, *, ubigeo: str) -> Any:
    suya = Municipalidad.objects.propias_de(user).filter(distrito=OuterRef("pk"))
    distritos = seguimiento.con_cuantos_pendientes(Distrito.objects.for_user(user).annotate(es_suyo=Exists(suya)), user)
    return distritos.select_related("ugel", "municipalidad").filter(ubigeo=ubigeo)


@requires(Permiso.VER, fila=un_distrito)
def distrito(request: Pedido, distrito: Any) -> HttpResponse:
    """One district: the facts about it, who governs it, what was promised to it and what is verified."""
    recordar_ugel(request, distrito.ugel)
    user, ugel, municipalidad = request.user, cast("Ugel", distrito.ugel), getattr(distrito, "municipalidad", None)
    cuenta, *_ = consultas.situacion_del_distrito(user, distrito)
    contexto = {
        "distrito": distrito,
        "municipalidad": municipalidad,
        "ve_contactos": user.es_ugel or distrito.es_suyo,  # phones and mails are for the UGEL's staff and for the municipality itself
        "gestiones": municipalidad.gestiones.all() if municipalidad else [],
        "partes": consultas.partes_de(user, municipalidad) if municipalidad else [],
        "reparto": consultas.reparto(cuenta, ugel, distrito=distrito.ubigeo),
        "total": sum(cuenta.values()),
        "compromisos": consultas.los_primeros_del_distrito(user, distrito, FILAS),
        "lista_url": consultas.compromisos_url(ugel, distrito=distrito.ubigeo),
        "verificados": consultas.primeras(user, consultas.verificados_en, RECIENTES, distrito=distrito.pk),
        "encuentros": consultas.encuentros_con(user, municipalidad) if municipalidad else [],
    }
    return render(request, "tablero/distrito.html", contexto)
