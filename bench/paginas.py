"""The pages that are measured: every named route that shows a page, as the person it was made for, with what it may ask of the database."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.urls import get_resolver, reverse

from bench.datos import UBIGEO, UGEL
from convenios.models import Avance, Clausula, Compromiso

MAXIMO_PAGINA, MAXIMO_LISTA = 12, 8
FILTROS = {
    "sin filtro": {},
    "distrito": {"distrito": UBIGEO.format(6)},
    "situación vencido": {"situacion": "vencido"},
    "situación en proceso": {"situacion": "en_proceso"},
    "línea": {"linea": "proyectos"},
    "texto": {"texto": "capacitacion docentes"},
}
PERSONAL, MUNICIPAL, NADIE = "coordinador", "alcalde", ""


@dataclass(frozen=True)
class Pagina:
    """One route as one person (the name of an account of `bench.datos`; empty: nobody signed in) asks for it."""

    ruta: str
    quien: str = PERSONAL
    lista: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)
    consulta: dict[str, str] = field(default_factory=dict)

    @property
    def maximo(self) -> int:
        """Queries it may take."""
        return MAXIMO_LISTA if self.lista else MAXIMO_PAGINA

    @property
    def clave(self) -> str:
        """How it is called in a table: route, person, what else tells it from its neighbours."""
        return " ".join([self.ruta, self.quien or "nadie", *(f"{k}={v}" for k, v in {**self.kwargs, **self.consulta}.items())])

    def direccion(self) -> str:
        """Its address on the rows of `bench.datos`; what the table does not say is the first commitment and what belongs to it."""
        return reverse(self.ruta, kwargs=_argumentos(self.ruta, self.kwargs), query=self.consulta)


PAGINAS = [
    # anyone
    *(Pagina(ruta, NADIE) for ruta in ("inicio", "publico", "publico_convenio", "account_login", "account_reset_password")),
    # the staff of the UGEL
    Pagina("bandeja"),
    Pagina("distritos", lista=True),
    Pagina("distrito"),
    Pagina("convenios", lista=True),
    Pagina("convenio"),
    *(Pagina("compromisos", lista=True, consulta=filtro) for filtro in FILTROS.values()),
    Pagina("compromisos", lista=True, consulta={"orden": "-plazo", "pagina": "2"}),
    Pagina("compromiso"),
    Pagina("avance"),
    Pagina("encuentros", lista=True),
    Pagina("encuentro"),
    Pagina("avisos", lista=True),
    Pagina("papelera", lista=True),
    Pagina("historia"),
    *(Pagina(ruta) for ruta in ("convenio_nuevo", "convenio_editar", "compromiso_nuevo", "compromiso_editar", "compromiso_reprogramar")),
    *(Pagina("convenio_parte_nueva", kwargs={"parte": parte}) for parte in ("partes", "clausulas", "adendas", "designaciones")),
    Pagina("convenio_parte_editar", kwargs={"parte": "clausulas"}),
    *(Pagina("compromiso_decidir", kwargs={"decision": decision}) for decision in ("cumplir", "suspender")),
    Pagina("convenio_pasar", kwargs={"paso": "concluir"}),
    *(Pagina(ruta) for ruta in ("avance_nuevo", "avance_verificar", "eliminar", "account_change_password", "account_reauthenticate")),
    Pagina("avance_editar", "especialista"),
    Pagina("bandeja", "especialista"),
    Pagina("bandeja", "director"),
    # a mayor, and who reads from above
    Pagina("mi_municipio", MUNICIPAL),
    Pagina("distrito", MUNICIPAL),
    Pagina("convenios", MUNICIPAL, lista=True),
    Pagina("convenio", MUNICIPAL),
    Pagina("compromisos", MUNICIPAL, lista=True),
    *(Pagina(ruta, MUNICIPAL) for ruta in ("compromiso", "avance_nuevo", "avance", "encuentro")),
    Pagina("avisos", MUNICIPAL, lista=True),
    Pagina("distritos", "dre", lista=True),
    Pagina("compromisos", "dre", lista=True),
    Pagina("compromiso", "dre"),
]

# Routes that show no page of their own: they act and go elsewhere, hand out a file, or stand in the middle of an errand
SIN_PAGINA = {
    *("account_logout", "account_inactive", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "aviso_abrir", "avisos_leidos", "avance_enviar", "avance_retirar", "restaurar"),
    *("compromisos_descargar", "convenio_documento", "evidencia", "evidencia_publicar", "salud_viva", "salud_lista"),
}


def _argumentos(ruta: str, dados: dict[str, Any]) -> dict[str, Any]:
    fijos = {"ugel": UGEL, "codigo": "CM-1", "compromiso": "C-00001", "ubigeo": UBIGEO.format(1), "numero": 1}
    pide = next(iter(get_resolver().reverse_dict.getlist(ruta)))[0][0][1]
    todos = fijos | {"clave": "convenios.compromiso"} | dados
    return {parametro: todos[parametro] if parametro in todos else _pk(ruta) for parametro in pide}


def _pk(ruta: str) -> int:
    """The row of a route that wants one by its number: an avance of the first commitment in the state that the route deals with."""
    estado = {"avance_editar": "borrador", "avance_verificar": "enviado", "avance": "verificado"}.get(ruta)
    primera = Compromiso.objects.filter(convenio__codigo="CM-1", codigo="C-00001")
    if estado:
        filas = Avance.objects.filter(compromiso__in=primera, estado=estado)
    else:
        filas = Clausula.objects.filter(convenio__codigo="CM-1") if ruta == "convenio_parte_editar" else primera
    return filas.order_by("pk").values_list("pk", flat=True)[0]


def listas_de_la_administracion() -> list[str]:
    """Addresses of the lists of the administration."""
    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
