"""The import and export buttons: beside the title of each list, in the page of a convenio, in the administration."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from base.comun.padron import Padron
from base.comun.paneles import Entrada
from base.cuentas.roles import Permiso

from .catalogo import PADRONES

# where a button stands → the padrón that it brings
LUGARES = {
    "lista:compromisos": "compromisos",
    "lista:convenios": "convenios",
    "lista:cuentas": "usuarios",
    "lista:municipios": "autoridades",
    "lista:instituciones": "instituciones",
    "lista:locales": "locales",
    "lista:planes": "actividades",
    "lista:proyectos": "proyectos",
    "lista:riesgo": "riesgos",
    "lista:diagnostico": "indicadores",
    "lista:indicadores": "indicadores",
    "convenio": "compromisos",
    "admin:convenios.compromiso": "compromisos",
    "admin:convenios.avance": "avances",
    "admin:convenios.convenio": "convenios",
    "admin:convenios.parte": "partes",
    "admin:municipios.gestion": "autoridades",
    "admin:municipios.distrito": "distritos",
    "admin:municipios.ugel": "ugeles",
    "admin:municipios.localescolar": "locales",
    "admin:municipios.institucioneducativa": "instituciones",
    "admin:municipios.proyectoeducativo": "proyectos",
    "admin:municipios.indicador": "indicadores",
    "admin:municipios.medicion": "indicadores",
    "admin:cuentas.usuario": "usuarios",
}
# a list with more than one padrón: what else it brings, and what it takes out
TAMBIEN = {"lista:planes": "ejecucion"}
SALEN = {"lista:planes": "actividades"}


def botones() -> Iterator[Entrada]:
    """One for each place whose padrón there is."""
    for lugar, clave in (*LUGARES.items(), *TAMBIEN.items()):
        if clave in PADRONES:
            padron = PADRONES[clave]
            etiqueta = f"Importar {padron.nombre.lower()}" if lugar == "convenio" or lugar in TAMBIEN else "Importar"
            yield Entrada(
                clave=f"importar:{lugar}:{clave}",
                etiqueta=etiqueta,
                icono="enviar",
                lugar=lugar,
                destino=_destino(clave),
                visible=_lo_carga(padron),
            )
    for lugar, clave in SALEN.items():
        yield Entrada(
            clave=f"exportar:{lugar}",
            etiqueta="Exportar",
            icono="descargar",
            lugar=lugar,
            destino=_hoja(clave),
            visible=_lo_carga(PADRONES[clave]),
        )


def _hoja(clave: str) -> Callable[[HttpRequest], str]:
    """The page of that padrón, from which it is downloaded."""
    return lambda request: reverse("importar_columnas", args=[clave])


def _destino(clave: str) -> Callable[[HttpRequest], str]:
    """The upload page with that padrón chosen; from the page of a convenio, with that convenio too."""

    def direccion(request: HttpRequest) -> str:
        ruta: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
        consulta = {"padron": clave, **{nombre: str(ruta[de]) for nombre, de in (("ugel", "ugel"), ("convenio", "codigo")) if de in ruta}}
        return reverse("importaciones", query=consulta)

    return direccion


def _lo_carga(padron: Padron) -> Callable[[Any], bool]:
    return lambda persona: persona.is_authenticated and persona.puede(Permiso.IMPORTAR) and padron.lo_carga(persona)
