"""A country as `generar_pais` makes it, and what is asked of it by those who work in one UGEL, those who read all of it and those who sign in nowhere."""

import time
from typing import Any

from django.conf import settings
from django.urls import reverse

from base.cuentas.models import Usuario
from bench.consultas import consultas, entrar
from bench.datos import SEMILLA
from convenios.models import Alcance, Avance, Compromiso, Convenio
from convenios.resumen import recontar_lo_que_falte
from encuentros.carga.pais import Tamano, generar
from municipios.models import Distrito, Dre, InstitucionEducativa, Ugel

PAIS, UGEL, ALCALDE = "pais", "coordinador.800001", "alcalde.900001"
TEXTO = "talleres primaria"


def hacer(tamano: Tamano) -> dict[str, float]:
    """Write it, count its summaries, and add somebody who reads all of it and a mayor of its first district; seconds of each."""
    inicio = time.perf_counter()
    generar(tamano, semilla=SEMILLA)
    generado = time.perf_counter()
    recontar_lo_que_falte()
    contado = time.perf_counter()
    Usuario.objects.create(username=PAIS, nombre="Persona que lee el país", rol="administrador", is_superuser=True, is_staff=True)
    alcalde = Usuario.objects.create(username=ALCALDE, nombre="Persona del primer distrito", rol="alcalde")
    distrito = Distrito.objects.select_related("municipalidad").order_by("ubigeo").first()
    distrito.municipalidad.gestiones.update(usuario=alcalde)
    return {"generar": generado - inicio, "contar": contado - generado}


def mundo() -> dict[str, Any]:
    """Addresses and sessions. Those of one UGEL come first: they are compared with the yardstick, which is asked for the same rows."""
    ugel = Ugel.objects.order_by("codigo").first()
    de_la_ugel, lejos = _de_una_ugel(ugel), Compromiso.objects.filter(convenio__ugel=ugel).count() // 50
    return {
        "sesiones": {quien: _sesion(quien) for quien in (PAIS, UGEL, ALCALDE)} | {"": ""},
        "direcciones": de_la_ugel,
        "consultas": {nombre: consultas(entrar(quien), direccion) for nombre, (quien, direccion) in de_la_ugel.items()},
        "vara": _de_la_vara(ugel, lejos),
        "filas": {m._meta.verbose_name_plural: m.objects.count() for m in (Compromiso, Avance, Alcance, InstitucionEducativa)},
        "de_la_ugel": Compromiso.objects.filter(convenio__ugel=ugel).count(),
    }


def _sesion(quien: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={entrar(quien).cookies[settings.SESSION_COOKIE_NAME].value}"


def _de_una_ugel(ugel: Ugel) -> dict[str, tuple[str, str]]:
    convenio = Convenio.objects.get(ugel=ugel)
    distrito, dre = Distrito.objects.filter(ugel=ugel).order_by("ubigeo").first(), Dre.objects.order_by("codigo").first()
    compromiso = Compromiso.objects.filter(convenio=convenio, alcances__distrito=distrito).order_by("pk").first()
    local = InstitucionEducativa.objects.filter(distrito=distrito).order_by("pk").first()
    lista = reverse("compromisos", args=[ugel.codigo])
    lejos = max(1, Compromiso.objects.filter(convenio=convenio).count() // 50)
    registro = ["compromiso", compromiso.pk]
    return {
        "compromisos: sin filtro": (UGEL, lista),
        "compromisos: un distrito": (UGEL, f"{lista}?distrito={distrito.ubigeo}"),
        "compromisos: cumplidos": (UGEL, f"{lista}?situacion=cumplido"),
        "compromisos: vencidos": (UGEL, f"{lista}?situacion=vencido"),
        "compromisos: una línea": (UGEL, f"{lista}?linea=proyectos"),
        "compromisos: texto": (UGEL, f"{lista}?texto={TEXTO.replace(' ', '+')}"),
        "compromisos: última página": (UGEL, f"{lista}?pagina={lejos}"),
        "compromisos: los ve el alcalde": (ALCALDE, lista),
        "un compromiso": (UGEL, compromiso.get_absolute_url()),
        "historia de un compromiso": (UGEL, reverse("historia", args=registro)),
        "bandeja": (UGEL, reverse("bandeja")),
        "qué cambió": (UGEL, reverse("que_cambio")),
        "lotes": (UGEL, reverse("lotes")),
        "mi municipio": (ALCALDE, reverse("mi_municipio")),
        "un distrito": (UGEL, reverse("distrito", args=[distrito.ubigeo])),
        "planes": (UGEL, reverse("planes", args=[ugel.codigo])),
        "provincia": (UGEL, reverse("provincia_ugel", args=[ugel.codigo])),
        "instituciones": (UGEL, reverse("instituciones", args=[ugel.codigo])),
        "locales por riesgo": (UGEL, reverse("riesgo", args=[ugel.codigo])),
        "una institución": (UGEL, reverse("institucion", args=[local.codigo_modular])),
        "buscar una palabra": (UGEL, f"{reverse('buscar')}?q=talleres"),
        "buscar un código": (UGEL, f"{reverse('buscar')}?q={compromiso.codigo}"),
        "buscar con una errata": (UGEL, f"{reverse('buscar')}?q=tallares"),
        "país: tablero": (PAIS, reverse("nacional")),
        "país: una región": (PAIS, reverse("dre", args=[dre.codigo])),
        "país: distritos": (PAIS, reverse("distritos")),
        "país: convenios": (PAIS, reverse("convenios", args=[ugel.codigo])),
        "país: buscar una palabra": (PAIS, f"{reverse('buscar')}?q=talleres"),
        "país: buscar un código": (PAIS, f"{reverse('buscar')}?q={compromiso.codigo}"),
        "país: lotes": (PAIS, reverse("lotes")),
        "país: papelera": (PAIS, reverse("papelera")),
        "país: cuentas": (PAIS, reverse("cuentas")),
        "país: lecturas": (PAIS, reverse("lecturas")),
        "país: sellos": (PAIS, reverse("bitacora_sellos")),
        "público: compromisos de una UGEL": ("", reverse("publico_compromisos", args=[ugel.codigo])),
        "público: un distrito": ("", reverse("publico_distrito", args=[ugel.codigo, distrito.ubigeo])),
        "público: buscar": ("", f"{reverse('publico_buscar')}?q=talleres"),
        "API: compromisos": ("", reverse("api_compromisos")),
        "API: avances": ("", reverse("api_avances")),
    }


def _de_la_vara(ugel: Ugel, lejos: int) -> dict[str, str]:
    """The same rows in the administration of the yardstick, by the name of what is compared."""
    suyos = f"/admin/convenios/compromiso/?convenio__ugel__id__exact={ugel.pk}"
    return {
        "compromisos: sin filtro": suyos,
        "compromisos: cumplidos": f"{suyos}&estado__exact=cumplido",
        "compromisos: una línea": f"{suyos}&linea__exact=proyectos",
        "compromisos: texto": f"{suyos}&q={TEXTO.replace(' ', '+')}",
        "compromisos: última página": f"{suyos}&p={max(1, lejos)}",
    }
