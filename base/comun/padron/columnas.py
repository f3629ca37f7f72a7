"""The columns of a padrón: how each is called, what it takes, and how a whole column is read.

A column is read once for all rows: the same cell twice is worked out once. What a column says of itself is also what its page, its
template and its errors say.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from base.comun.busqueda import sin_tildes

from . import celdas
from .celdas import Celda, Marcada, ValorInvalido

FORMULA = "Es una fórmula: se tomó el valor que tenía al guardar el archivo."


@dataclass(frozen=True, slots=True)
class Leido:
    """One cell, read: its value (None when empty), or the error; and the warnings."""

    valor: Any = None
    error: str = ""
    avisos: tuple[str, ...] = ()
    lecturas: tuple[Any, ...] = ()


VACIO = Leido()


@dataclass(frozen=True, kw_only=True, eq=False)
class Columna:
    """A column of a padrón."""

    nombre: str
    ayuda: str = ""  # what to write in it, for the page of columns and the template
    ejemplo: str = ""
    requerida: bool = False
    sinonimos: tuple[str, ...] = ()
    debiles: tuple[str, ...] = ()  # headings that mean it only where no other one does
    auxiliar: bool = False  # read to check another one, never exported
    ancho: int | None = None  # in a workbook
    formato: str | None = None  # of its numbers, in a workbook
    ofrece: str = ""  # the list of the place that a template offers for it

    tipo: ClassVar[str] = "texto"  # how it is called on the page of columns
    separador: ClassVar[bool] = False  # one question to the person settles its ambiguous figures

    @property
    def acepta(self) -> str:
        """What may be written in it, in one sentence."""
        raise NotImplementedError

    def leer(self, celda: Celda) -> Leido:
        """One cell."""
        raise NotImplementedError

    def leer_todas(self, columna: Sequence[Celda], *, separador: str = "") -> list[Leido]:
        """The whole column; equal cells are read once."""
        vistas: dict[Any, Leido] = {}
        salida = []
        for celda in columna:
            if celda is None or celda == "":
                salida.append(VACIO)
                continue
            llave = (type(celda), type(celda.valor) if isinstance(celda, Marcada) else None, celda)
            leido = vistas.get(llave)
            if leido is None:
                leido = vistas[llave] = self._leer(celda, separador)
            salida.append(leido)
        return salida

    def _leer(self, celda: Celda, separador: str) -> Leido:
        try:
            leido = self.leer_con(celda, separador) if self.separador else self.leer(celda)
        except ValorInvalido as error:
            return Leido(error=error.mensaje, lecturas=error.lecturas)
        if isinstance(celda, Marcada) and celda.formula and leido.valor is not None:
            return Leido(leido.valor, leido.error, (*leido.avisos, FORMULA), leido.lecturas)
        return leido

    def leer_con(self, celda: Celda, separador: str) -> Leido:
        """One cell, when the person has said what a lone separator means."""
        return self.leer(celda)

    def escribir(self, valor: Any) -> Any:
        """The value as it leaves in an export."""
        return valor

    def decir(self, valor: Any) -> str:
        """The value as a person reads it."""
        return celdas.mostrar(valor)

    def dice_lo_mismo(self, escrito: str, dicho: str) -> bool:
        """Whether a cell already shows the value that was read from it, told by `decir`."""
        return escrito == dicho


@dataclass(frozen=True, kw_only=True, eq=False)
class Texto(Columna):
    """A text of at most `largo` characters; longer ones are refused, never cut."""

    largo: int = 200
    lineas: bool = False

    @property
    def acepta(self) -> str:
        return f"Hasta {self.largo:,} caracteres{', en uno o más renglones' if self.lineas else ', en un solo renglón'}."

    def leer(self, celda: Celda) -> Leido:
        limpio = celdas.texto(celda, lineas=self.lineas)
        if len(limpio) > self.largo:
            raise ValorInvalido(f"Tiene {len(limpio):,} caracteres y caben {self.largo:,}: acórtelo.")
        return Leido(limpio or None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Correo(Texto):
    """An e-mail address."""

    largo: int = 254

    tipo: ClassVar[str] = "correo"

    @property
    def acepta(self) -> str:
        return "Una dirección de correo, como persona@ejemplo.pe."

    def leer(self, celda: Celda) -> Leido:
        leido = super().leer(celda)
        try:
            if leido.valor is not None:
                validate_email(leido.valor)
        except ValidationError:
            raise ValorInvalido("No es una dirección de correo.") from None
        return leido


CODIGO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*\Z", re.ASCII)


@dataclass(frozen=True, kw_only=True, eq=False)
class Codigo(Columna):
    """A code: text that keeps its zeros. With `digitos`, so many figures exactly; a lost leading zero comes back with a warning."""

    largo: int = 30
    digitos: int = 0
    aviso: Callable[[str], str] | None = None  # what looks odd in a code that is taken all the same

    tipo: ClassVar[str] = "código"

    @property
    def acepta(self) -> str:
        if self.digitos:
            return f"{self.digitos} cifras exactas, con sus ceros a la izquierda."
        return f"Hasta {self.largo} letras sin tilde, cifras, puntos, guiones o barras, sin espacios; empieza con letra o cifra."

    def leer(self, celda: Celda) -> Leido:
        limpio = celdas.texto(celda)
        if not limpio:
            return VACIO
        if self.digitos:
            return self._de_cifras(limpio)
        if len(limpio) > self.largo:
            raise ValorInvalido(f"Tiene {len(limpio)} caracteres y el código admite {self.largo}.")
        if not CODIGO.match(limpio):
            raise ValorInvalido(
                "El código empieza con letra o cifra, y solo lleva letras sin tilde, cifras, punto, guion, guion bajo o barra."
            )
        return Leido(limpio, avisos=self._avisos(limpio))

    def _de_cifras(self, limpio: str) -> Leido:
        cifras = limpio.removesuffix(".0")
        if not (cifras.isascii() and cifras.isdigit()):
            raise ValorInvalido(f"Son {self.digitos} cifras, sin letras ni espacios.")
        if len(cifras) == self.digitos - 1:
            return Leido(cifras.zfill(self.digitos), avisos=(f"Le faltaba el cero inicial: se leyó {cifras.zfill(self.digitos)}.",))
        if len(cifras) != self.digitos:
            raise ValorInvalido(f"Son {self.digitos} cifras, y aquí hay {len(cifras)}.")
        return Leido(cifras, avisos=self._avisos(cifras))

    def _avisos(self, codigo: str) -> tuple[str, ...]:
        raro = self.aviso(codigo) if self.aviso else ""
        return (raro,) if raro else ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Numero(Columna):
    """A number with so many whole digits and decimals, not below `minimo`."""

    enteros: int = 12
    decimales: int = 2
    minimo: Decimal | int | None = 0
    maximo: Decimal | int | None = None
    redondea: bool = False  # a measure, such as a latitude: more decimals than are kept are no error

    tipo: ClassVar[str] = "número"
    separador: ClassVar[bool] = True

    @property
    def limites(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that it takes."""
        tope = Decimal(10) ** self.enteros - Decimal(1).scaleb(-self.decimales)
        return Decimal(-tope if self.minimo is None else self.minimo), Decimal(tope if self.maximo is None else self.maximo)

    @property
    def acepta(self) -> str:
        cuantos = {0: "sin decimales", 1: "con a lo más un decimal"}.get(self.decimales, f"con a lo más {self.decimales} decimales")
        if self.minimo is not None and self.maximo is not None:
            return f"De {self.minimo} a {self.maximo:,}, {cuantos if not self.redondea else f'redondeado a {self.decimales} decimales'}."
        desde = "" if self.minimo is None else f", desde {self.minimo}"
        return f"Un número {cuantos}{desde}; hasta {self.enteros} cifras antes del punto."

    def leer(self, celda: Celda) -> Leido:
        return self.leer_con(celda, "")

    def leer_con(self, celda: Celda, separador: str) -> Leido:
        return self._revisar(celdas.numero(celda, separador=separador))

    def _revisar(self, numero: Decimal | None) -> Leido:
        if numero is None:
            return VACIO
        if self.redondea:
            numero = round(numero, self.decimales).normalize() + 0
        exponente = numero.as_tuple().exponent
        if isinstance(exponente, int) and -exponente > self.decimales:
            cuantos = {0: "No lleva decimales.", 1: "Lleva a lo más un decimal."}
            raise ValorInvalido(cuantos.get(self.decimales, f"Lleva a lo más {self.decimales} decimales."))
        if numero and numero.adjusted() >= self.enteros:
            raise ValorInvalido(f"Es demasiado grande: caben {self.enteros} cifras antes del punto.")
        if self.minimo is not None and numero < self.minimo:
            raise ValorInvalido(f"No puede ser menor que {self.minimo}.")
        if self.maximo is not None and numero > self.maximo:
            raise ValorInvalido(f"No puede ser mayor que {self.maximo}.")
        return Leido(numero)

    def decir(self, valor: Any) -> str:
        if valor is None:
            return ""
        if (self.formato or "").endswith(".00"):
            return f"{Decimal(valor):,.2f}"
        miles = "" if (self.minimo or 0) >= 1000 else ","  # a number that is never small is a year
        return f"{Decimal(valor).normalize() + 0:{miles}f}"

    def dice_lo_mismo(self, escrito: str, dicho: str) -> bool:
        """A figure without its thousands, or without its sign of percentage, is the same figure; with a point or a comma to be told, it is not."""
        try:
            return Decimal(escrito) == Decimal(dicho.removesuffix(" %").replace(",", ""))
        except InvalidOperation:
            return escrito == dicho


@dataclass(frozen=True, kw_only=True, eq=False)
class Entero(Numero):
    """A whole number."""

    decimales: int = 0

    tipo: ClassVar[str] = "número entero"

    def leer_con(self, celda: Celda, separador: str) -> Leido:
        leido = super().leer_con(celda, separador)
        return Leido(int(leido.valor)) if leido.valor is not None else leido


@dataclass(frozen=True, kw_only=True, eq=False)
class Porcentaje(Numero):
    """A percentage from 0 to 100 with at most two decimals."""

    minimo: Decimal | int | None = 0
    maximo: Decimal | int | None = 100

    tipo: ClassVar[str] = "porcentaje"

    @property
    def acepta(self) -> str:
        return f"De {self.minimo} a {self.maximo}, con a lo más {self.decimales} decimales; con o sin el signo %."

    def leer_con(self, celda: Celda, separador: str) -> Leido:
        leido = self._revisar(celdas.porcentaje(celda, separador=separador))
        if leido.valor is None or not 0 < leido.valor < 1 or _lleva_su_signo(celda):
            return leido
        return Leido(leido.valor, avisos=(f"Se leyó {self.decir(leido.valor)}. ¿Quiso decir {self.decir(leido.valor * 100)}?",))

    def decir(self, valor: Any) -> str:
        dicho = super().decir(valor)
        return f"{dicho} %" if dicho else ""


def _lleva_su_signo(celda: Celda) -> bool:
    """Whether it says that it is a percentage: a cell formatted as one, or a text with the sign."""
    valor = celda.valor if isinstance(celda, Marcada) else celda
    return (isinstance(celda, Marcada) and celda.porcentaje) or (isinstance(valor, str) and "%" in valor)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fecha(Columna):
    """A calendar date, day first, between 2000 and 2100."""

    tipo: ClassVar[str] = "fecha"

    @property
    def acepta(self) -> str:
        return f"Día/mes/año con cuatro cifras, o una fecha de Excel; del {celdas.DESDE} al {celdas.HASTA}."

    def leer(self, celda: Celda) -> Leido:
        return Leido(celdas.fecha(celda))

    def decir(self, valor: datetime.date | None) -> str:
        return "" if valor is None else f"{valor:%d/%m/%Y}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Eleccion(Columna):
    """One of a few words: by its slug or its label, whatever the accents and capitals."""

    valores: Mapping[str, str] = field(default_factory=dict)  # slug → label
    otras: Mapping[str, str] = field(default_factory=dict)  # other words people write → slug
    etiqueta_al_salir: bool = False  # export the label, not the slug

    tipo: ClassVar[str] = "una de varias"

    @property
    def acepta(self) -> str:
        return f"Una de estas, sin importar tildes ni mayúsculas: {', '.join(self.palabras)}."

    @property
    def palabras(self) -> list[str]:
        """Those that an export writes."""
        return [str(self.escribir(slug)) for slug in self.valores]

    def leer(self, celda: Celda) -> Leido:
        plano = sin_tildes(celdas.texto(celda)).replace("_", " ")
        if not plano:
            return VACIO
        slug = self._conocidas().get(plano)
        if slug is None:
            raise ValorInvalido(f"No es una de las que el portal conoce: {', '.join(self.valores.values())}.")
        return Leido(slug)

    def _conocidas(self) -> dict[str, str]:
        conocidas = {}
        for palabra, slug in [*((s, s) for s in self.valores), *((e, s) for s, e in self.valores.items()), *self.otras.items()]:
            conocidas[sin_tildes(palabra).replace("_", " ")] = slug
        return conocidas

    def escribir(self, valor: Any) -> Any:
        return self.valores.get(valor, valor) if self.etiqueta_al_salir else valor

    def decir(self, valor: Any) -> str:
        return str(self.valores.get(valor, valor or ""))

    def dice_lo_mismo(self, escrito: str, dicho: str) -> bool:
        return sin_tildes(escrito).replace("_", " ") == sin_tildes(dicho)
