"""How a page shows what other floors offer without knowing them.

Each app says from its `AppConfig.ready()` which entries it brings to the menu and which panels it offers on the page of somebody
else's record ("acuerdos of this compromiso"). `base.html` draws the first; the page of the record asks for the second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

CABEN = 8  # entries that a menu shows in one line
DE_VEZ_EN_CUANDO = 60  # `orden` from which an entry goes behind «Más» when there are more


def quien_entro(user: Any) -> bool:
    """Whoever signed in, whatever the role."""
    return user.is_authenticated


@lru_cache(maxsize=256)
def _direccion_de(ruta: str) -> str:
    """The address of a route without arguments: every page asks it of each entry, and it never changes."""
    return reverse(ruta)


@dataclass(frozen=True, kw_only=True)
class Entrada:
    """One errand in the menu: what it is called, where it leads and who may see it."""

    clave: str
    etiqueta: str
    destino: str | Callable[[HttpRequest], str | None]  # the name of a route, or a function that gives the address (None: nothing to show)
    icono: str = ""
    orden: int = 50
    # menu · persona (beside the name of who signed in) · cuenta (under that name) · pie (foot of the page, also without an account) ·
    # lista:compromisos (an act on a list, beside its title) · admin:convenios.compromiso (the same in the administration)
    lugar: str = "menu"
    visible: Callable[[Any], bool] = quien_entro
    cuantos: Callable[[Any], int] | None = None  # what waits there for this person, written beside the label

    def direccion(self, request: HttpRequest) -> str | None:
        """Where the entry leads this person."""
        return self.destino(request) if callable(self.destino) else _direccion_de(self.destino)


@dataclass(frozen=True)
class EntradaDibujada:
    """An entry as one person sees it on one page."""

    clave: str
    etiqueta: str
    url: str
    icono: str
    actual: bool
    cuantos: int | None
    aparte: bool = False  # in a long menu: among what is done now and then


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What an app shows on the page of another floor's record."""

    clave: str
    modelo: str  # "convenios.Compromiso": written, not imported, since the page may stand on any floor
    plantilla: str
    contexto: Callable[[Any, Any], dict[str, Any] | None]  # (record, user) → context of the template; None: nothing to show
    orden: int = 50


@dataclass(frozen=True)
class PanelDibujado:
    """A panel with what it has to say about one record to one person."""

    clave: str
    plantilla: str
    contexto: dict[str, Any] = field(default_factory=dict)


_entradas: dict[str, Entrada] = {}
_paneles: dict[str, Panel] = {}


def registrar_entrada(entrada: Entrada) -> None:
    """Bring an errand to the menu; the same key again replaces it."""
    _entradas[entrada.clave] = entrada


def registrar_panel(panel: Panel) -> None:
    """Offer a panel on the pages of a model; the same key again replaces it."""
    _paneles[panel.clave] = panel


def menu(user: Any, request: HttpRequest, lugar: str = "menu") -> list[EntradaDibujada]:
    """The entries this person sees in this place, in order, with the one that holds the current page marked.

    None to whoever is held at the door (`request.retenido`): what waits for them inside is counted beside the labels.
    """
    if getattr(request, "retenido", False):
        return []
    vistas = []
    for entrada in sorted(_entradas.values(), key=lambda e: (e.orden, e.etiqueta)):
        if entrada.lugar != lugar or not entrada.visible(user):
            continue
        url = entrada.direccion(request)
        if url is not None:
            vistas.append((entrada, url))
    actual = max((url for _, url in vistas if _contiene(url, request.path)), key=len, default=None)
    larga = lugar == "menu" and len(vistas) > CABEN
    return [
        EntradaDibujada(
            e.clave, e.etiqueta, url, e.icono, url == actual, e.cuantos(user) if e.cuantos else None, larga and e.orden >= DE_VEZ_EN_CUANDO
        )
        for e, url in vistas
    ]


def paneles_de(obj: Model, user: Any, *, sin: str = "") -> list[PanelDibujado]:
    """What the other floors have to say about this record to this person; not the panel `sin`, which is not even asked."""
    etiqueta = obj._meta.label
    dibujados = []
    for panel in sorted(_paneles.values(), key=lambda p: (p.orden, p.clave)):
        if panel.modelo != etiqueta or panel.clave == sin:
            continue
        contexto = panel.contexto(obj, user)
        if contexto is not None:
            dibujados.append(PanelDibujado(panel.clave, panel.plantilla, contexto))
    return dibujados


def _contiene(url: str, ruta: str) -> bool:
    """Whether the page at `ruta` lies under the entry that leads to `url`."""
    camino = url.partition("?")[0]
    return ruta == camino or (camino != "/" and ruta.startswith(camino))
