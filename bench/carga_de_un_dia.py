"""What the people of the load look at: 30 districts, 20,000 commitments, 200,000 lines of history, and the addresses that each kind of person asks for."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from bench.consultas import entrar
from bench.datos import SEMILLA
from convenios.models import Alcance, Avance, Compromiso, Convenio
from convenios.resumen import recontar_lo_que_falte
from encuentros.carga.pais import Tamano, generar
from municipios.models import InstitucionEducativa, LocalEscolar, Ugel

DISTRITOS, COMPROMISOS, SERVICIOS = 30, 20_000, 60_000
MUESTRA = 40


def llenar_la_carga(veces: int) -> dict[str, Any]:
    """A UGEL of so many times the size that was promised; its addresses, and a session of who reports and of who verifies there."""
    tamano = Tamano(ugeles=1, distritos=DISTRITOS, compromisos=COMPROMISOS * veces, servicios=min(SERVICIOS * veces, 200_000))
    hecho = generar(tamano, semilla=SEMILLA)
    recontar_lo_que_falte()
    ugel, convenio = Ugel.objects.get(), Convenio.objects.get()
    abiertos = list(Compromiso.objects.abiertos().exclude(meta=None).select_related("convenio__ugel").order_by("pk")[:MUESTRA])
    lista = reverse("compromisos", args=[ugel.codigo])
    publico = reverse("publico_convenio", args=[ugel.codigo, convenio.codigo])
    dentro = [
        *(
            reverse("provincia_ugel", args=[ugel.codigo]),
            lista,
            f"{lista}?situacion=vencido",
            f"{lista}?linea=proyectos",
            f"{lista}?pagina=3",
        ),
        *(f"{reverse('buscar')}?q=capacitacion", f"{reverse('buscar')}?q=C-0000345", *(c.get_absolute_url() for c in abiertos)),
    ]
    historia = sum(modelo.history.count() for modelo in (Compromiso, Alcance, Avance, LocalEscolar, InstitucionEducativa))
    return {
        "filas": hecho | {"líneas de historia": historia},
        "sesiones": [_sesion(f"{quien}.{ugel.codigo}") for quien in ("especialista", "coordinador")],
        "galleta": settings.CSRF_COOKIE_NAME,
        "dentro": dentro,
        "publico": [reverse("publico"), reverse("publico_ugel", args=[ugel.codigo]), publico, reverse("publico_buscar")],
        "escriben": [reverse("avance_nuevo", args=[ugel.codigo, convenio.codigo, c.codigo]) for c in abiertos],
    }


def _sesion(cuenta: str) -> str:
    nombre = settings.SESSION_COOKIE_NAME
    return f"{nombre}={entrar(cuenta).cookies[nombre].value}"
