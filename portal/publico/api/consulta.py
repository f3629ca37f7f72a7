"""What a request asks for, understood; and the rows that answer it, from where the last page ended: the tenth page costs what the first does."""

import base64
import binascii
import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateTimeField, Model
from django.http import QueryDict
from django.utils import timezone

from .columnas import CUALQUIERA, Filtro, Narrow, Tabla, Tipo
from .errores import ErrorDeApi

POR_PAGINA, MAXIMO, MAXIMO_CSV = 100, 1000, 20_000
FORMATOS = ("json", "csv")
PROPIOS = (
    Filtro("limite", f"Cuántas filas, de 1 a {MAXIMO:,}", "100", r"[1-9][0-9]{0,2}|1000", python=int, entre=(1, MAXIMO)),
    Filtro("cursor", "Desde dónde seguir: lo que dio la página anterior", "", r"[A-Za-z0-9_-]{1,120}"),
    Filtro("formato", "En qué formato", "json", r"[a-z]+", opciones=FORMATOS),
)


@dataclass(frozen=True)
class Pedido:
    """A request that was understood."""

    tabla: Tabla
    filtros: dict[str, Any] = field(default_factory=dict)
    formato: str = "json"
    limite: int = POR_PAGINA
    desde: Any = None  # the number of the last row that was seen

    @property
    def es_entero(self) -> bool:
        """The whole table, from its beginning."""
        return not self.filtros and self.desde is None and self.limite == MAXIMO_CSV

    def direccion(self, base: str, **cambios: str) -> str:
        """The same request at `base`, with something changed."""
        escrito = {nombre: str(valor) for nombre, valor in self.filtros.items()}
        escrito |= {"formato": self.formato} if self.formato != "json" else {}
        usual = MAXIMO_CSV if self.formato == "csv" else POR_PAGINA
        escrito |= {"limite": str(self.limite)} if self.limite != usual else {}
        escrito |= cambios
        return f"{base}?{urlencode(escrito)}" if escrito else base


class Pagina:
    """Rows, one by one, so that many cost no memory; and once they were read, where the next ones begin (None: these were the last)."""

    def __init__(self, pedido: Pedido, halladas: Any) -> None:
        self._pedido, self._halladas = pedido, halladas
        self.cursor: str | None = None
        self.demostracion = False

    def __iter__(self) -> Iterator[Any]:
        ultima = None
        for numero, fila in enumerate(self._halladas.iterator(chunk_size=1000)):
            if numero == self._pedido.limite:
                self.cursor = cifrar(self._pedido.tabla, ultima)
                return
            ultima = fila.pk
            self.demostracion = self.demostracion or fila.demostracion
            yield fila


# ── Understanding ────────────────────────────────────────────────────────────────────────────────────────────────────────
def leer(tabla: Tabla, enviado: QueryDict) -> Pedido:
    """What was asked, or `ErrorDeApi` with everything that is wrong in it."""
    conocidos = {f.nombre: f for f in (*tabla.parametros, *PROPIOS)}
    reparos, valores = [], {}
    for nombre in enviado:
        reparo, valor = _leer_uno(conocidos.get(nombre), enviado.getlist(nombre))
        if reparo:
            reparos.append((nombre if nombre in conocidos else "", reparo))
        valores[nombre] = valor
    if reparos:
        raise ErrorDeApi(400, "Hay parámetros que no se entienden.", reparos)
    formato = valores.pop("formato", "json")
    limite = valores.pop("limite", MAXIMO_CSV if formato == "csv" else POR_PAGINA)
    return Pedido(tabla, desde=_descifrar(tabla, valores.pop("cursor", None)), formato=formato, limite=limite, filtros=valores)


def _leer_uno(filtro: Filtro | None, escritos: list[str]) -> tuple[str, Any]:
    if filtro is None:
        return "Hay un parámetro que esta tabla no tiene.", None
    if len(escritos) != 1:
        return "Va una sola vez.", None
    (escrito,) = escritos
    if not re.fullmatch(filtro.patron, escrito) or (filtro.opciones and escrito not in filtro.opciones):
        return f"Se espera: {filtro.se_espera}.", None
    try:
        return "", datetime.date.fromisoformat(escrito) if filtro.python is datetime.date else filtro.python(escrito)
    except ValueError:
        return "Ese día no existe.", None


def cifrar(tabla: Tabla, llave: Any) -> str:
    """Where a page ended, as it travels."""
    return base64.urlsafe_b64encode(f"{tabla.clave}:{llave}".encode()).decode().rstrip("=")


def _descifrar(tabla: Tabla, cursor: str | None) -> Any:
    if cursor is None:
        return None
    try:
        clave, _, llave = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        if clave != tabla.clave:
            raise ValueError
        hallada = uuid.UUID(llave) if tabla.columnas[0].tipo is Tipo.TEXTO else int(llave) if re.fullmatch("[0-9]{1,18}", llave) else None
    except (ValueError, binascii.Error):
        hallada = None
    if hallada is None:
        raise ErrorDeApi(400, "Hay parámetros que no se entienden.", [("cursor", "No es uno que esta tabla haya dado.")])
    return hallada


# ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _claves(pedido: Pedido, persona: Any) -> Any:
    """Which rows, from where the last page ended, in the one order of every table: by their number."""
    halladas = pedido.tabla.filas(persona)
    for nombre, valor in pedido.filtros.items():
        como: str | Narrow = pedido.tabla.filtros[nombre]
        if callable(como):
            halladas = como(halladas, valor, persona is CUALQUIERA)
        elif nombre == "desde":
            halladas = halladas.filter(**{f"{como}__gte": _instante(halladas.model, como, valor)})
        else:
            halladas = halladas.filter(**{como: valor})
    if pedido.desde is not None:
        halladas = halladas.filter(pk__gt=pedido.desde)
    return halladas.order_by("pk").values("pk")[: pedido.limite + 1]


def _instante(modelo: type[Model], camino: str, dia: datetime.date) -> Any:
    """The day, or the instant at which it begins in Lima where the column keeps instants."""
    campo: Any = modelo._meta.get_field(camino.split("__", maxsplit=1)[0])
    for paso in camino.split("__")[1:]:
        campo = campo.related_model._meta.get_field(paso)
    if not isinstance(campo, DateTimeField):
        return dia
    return timezone.make_aware(datetime.datetime.combine(dia, datetime.time.min))


def pagina(pedido: Pedido, persona: Any) -> Pagina:
    """One page of them. They are found first, and only of those that were found is the rest worked out."""
    claves = _claves(pedido, persona)
    suyas = pedido.tabla.con(claves.model.objects.filter(pk__in=claves), persona is CUALQUIERA)
    return Pagina(pedido, suyas.order_by("pk"))
