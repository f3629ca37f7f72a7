"""A search as a page tells it: groups by kind, the heaviest first, each row with where it was found and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString

from .condiciones import EXACTO
from .declaracion import Hallable
from .escritas import Lector
from .expresiones import SEPARADOR
from .marcas import marcar
from .motor import TOPE, Hallados, buscar, buscar_parecido, lo_dicho
from .pregunta import Pregunta

EN_GRUPO, POR_PAGINA = 5, 20

Direccion = Callable[[Hallable, dict[str, str]], str]


@dataclass(frozen=True)
class Hallazgo:
    """One row that was found."""

    url: str
    codigo: SafeString | str
    titulo: SafeString | str
    detalle: SafeString | str
    donde: str
    estado: str
    etiqueta: str
    demostracion: bool
    exacto: bool


@dataclass(frozen=True)
class Grupo:
    """What was found of one kind."""

    hallable: Hallable
    cuantos: int
    filas: list[Hallazgo]
    pagina: Page[Any] | None = None

    @property
    def hay_mas(self) -> bool:
        """More than are counted."""
        return self.cuantos > TOPE

    @property
    def dicho(self) -> str:
        """How many, as it is read."""
        return f"más de {TOPE}" if self.hay_mas else str(self.cuantos)

    @property
    def quedan(self) -> bool:
        """There are others than those that are shown."""
        return self.cuantos > len(self.filas)


@dataclass(frozen=True)
class Resultado:
    """The whole answer."""

    pregunta: Pregunta
    grupos: list[Grupo]
    parecido: bool = False  # nothing has the words; these resemble them
    elegido: str = ""

    @property
    def cuantos(self) -> int:
        """How many rows, of every kind."""
        return sum(grupo.cuantos for grupo in self.grupos)

    @property
    def hay_mas(self) -> bool:
        """Some kind has more than are counted."""
        return any(grupo.hay_mas for grupo in self.grupos)

    @property
    def visibles(self) -> list[Grupo]:
        """The groups that the page shows: all, or the one that was chosen."""
        return [grupo for grupo in self.grupos if self.elegido in ("", grupo.hallable.clave)]

    @property
    def unico(self) -> Hallazgo | None:
        """The row whose code is exactly what was typed, where there is just one."""
        exactos = [fila for grupo in self.grupos for fila in grupo.filas if fila.exacto]
        return exactos[0] if len(exactos) == 1 else None


def responder(
    escrito: str,
    de: list[Hallable],
    lector: Lector,
    *,
    direccion: Direccion,
    elegido: str = "",
    pagina: str | None = None,
    publico: bool = False,
) -> Resultado:
    """Look for it, and for what resembles it where there is nothing."""
    pregunta = Pregunta(escrito)
    elegido = elegido if elegido in {h.clave for h in de} else ""
    if not pregunta.palabras:
        return Resultado(pregunta, [], elegido=elegido)

    def cuantas(clave: str) -> int:
        return TOPE + 1 if clave == elegido else EN_GRUPO

    hallados = buscar(pregunta, de, lector, cuantas=cuantas, publico=publico)
    usada = pregunta
    for otra in pregunta.con_otros_signos if not hallados else ():
        hallados, usada = buscar(otra, de, lector, cuantas=cuantas, publico=publico), otra
        if hallados:
            break
    parecido = not hallados and pregunta.admite_erratas
    if parecido:
        usada = pregunta
        hallados = buscar_parecido(pregunta, de, lector, cuantas=cuantas, publico=publico)
    paginas: dict[str, Page[Any]] = {}
    if elegido in hallados:
        paginas[elegido] = Paginator(hallados[elegido].filas[:TOPE], POR_PAGINA).get_page(pagina)
        hallados[elegido] = Hallados(hallados[elegido].cuantos, list(paginas[elegido].object_list))
    dichos = lo_dicho(hallados, publico=publico)
    orden = sorted(
        (h for h in de if h.clave in hallados), key=lambda h: (min(rango for _, rango in hallados[h.clave].filas), h.orden, h.clave)
    )
    grupos = [
        Grupo(
            h,
            hallados[h.clave].cuantos,
            [
                _hallazgo(
                    h, dichos[h.clave][pk], usada, direccion, exacto=rango == EXACTO and not parecido, parecido=parecido, publico=publico
                )
                for pk, rango in hallados[h.clave].filas
                if pk in dichos.get(h.clave, {})
            ],
            paginas.get(h.clave),
        )
        for h in orden
    ]
    return Resultado(pregunta, grupos, parecido, elegido if elegido in hallados else "")


def _hallazgo(
    hallable: Hallable, dicho: dict[str, str], pregunta: Pregunta, direccion: Direccion, *, exacto: bool, parecido: bool, publico: bool
) -> Hallazgo:
    estado = dicho["estado"]
    return Hallazgo(
        url=direccion(hallable, dicho),
        codigo=marcar(dicho["codigo"], pregunta.palabras, entero=True),
        titulo=marcar(dicho["titulo"], pregunta.palabras, parecidas=parecido),
        detalle=marcar(dicho["detalle"], pregunta.palabras, parecidas=parecido),
        donde=" · ".join(filter(None, dicho["donde"].split(SEPARADOR))),
        estado=hallable.aspecto(estado),
        etiqueta=hallable.estados.get(estado, ""),
        demostracion=dicho["demostracion"] in ("1", "true", "t"),
        exacto=exacto,
    )
