"""The districts that a row names: by INEI's ubigeo, several with a blank between, or TODOS; never by RENIEC's code nor by name alone."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from base.comun.busqueda import sin_tildes
from base.comun.padron import Celda, Columna, Fila, Leido, ValorInvalido
from base.comun.padron.celdas import texto
from convenios.models.convenio import alcanzables
from municipios.models import Distrito

TODOS = "TODOS"
_SEPARA = re.compile(r"[\s,;/|():]+|(?<=[0-9])[-–—](?=[^0-9])")
_TRATO = re.compile(r"^(?:municipalidad |gobierno local )?(?:distrito |distrital |provincial )?(?:de )?")
_CIFRAS = re.compile(r"[0-9]+\Z", re.ASCII)


@dataclass(frozen=True, kw_only=True, eq=False)
class Distritos(Columna):
    """One ubigeo, several, or TODOS. Read as a set of ubigeos, or as TODOS until the convenio says which those are."""

    tipo = "ubigeos"
    ofrece: str = "distritos"

    @property
    def acepta(self) -> str:
        return "Un ubigeo del INEI (seis cifras), con el nombre al lado o sin él; varios, con un espacio entre ellos; o TODOS."

    def leer(self, celda: Celda) -> Leido:
        escrito = texto(celda)
        if not escrito:
            return Leido()
        if sin_tildes(escrito) == "todos":
            return Leido(TODOS)
        ubigeos, nombre, avisos = [], [], []
        for palabra in filter(None, _SEPARA.split(escrito)):
            if not _CIFRAS.match(palabra):
                nombre.append(palabra)
                continue
            if len(palabra) == 5:
                avisos.append(f"Le faltaba el cero inicial: se leyó {palabra.zfill(6)}.")
            elif len(palabra) != 6:
                raise ValorInvalido(f"«{palabra}» no es un ubigeo: son seis cifras, p. ej. 060806.")
            ubigeos.append(palabra.zfill(6))
        if not ubigeos:
            raise ValorInvalido("Escriba el ubigeo del INEI (seis cifras), no el nombre.")
        if nombre and len(ubigeos) > 1:
            raise ValorInvalido("Con varios ubigeos no se escriben nombres: solo los códigos, con un espacio entre ellos, o TODOS.")
        junto = " ".join(palabra for palabra in nombre if palabra not in {"-", "–", "—", ":"}).strip("-–—: ")
        return Leido((frozenset(ubigeos), junto) if junto else frozenset(ubigeos), avisos=tuple(avisos))

    def decir(self, valor: Any) -> str:
        return valor if isinstance(valor, str) else " ".join(sorted(valor or ()))


@dataclass(frozen=True, kw_only=True, eq=False)
class UnDistrito(Distritos):
    """One ubigeo, never several: it tells which plan a row is of. Read as that ubigeo; the name beside it is checked, not kept."""

    tipo = "ubigeo"

    @property
    def acepta(self) -> str:
        return "Un ubigeo del INEI (seis cifras), con el nombre al lado o sin él."

    def leer(self, celda: Celda) -> Leido:
        leido = super().leer(celda)
        if leido.valor is None:
            return leido
        dicho = leido.valor[0] if isinstance(leido.valor, tuple) else leido.valor
        if dicho == TODOS or len(dicho) > 1:
            raise ValorInvalido("Es de un solo distrito: escriba un ubigeo por fila.")
        return Leido(next(iter(dicho)), avisos=leido.avisos)

    def al_lado(self, celda: Celda) -> str:
        """The name that stands beside the ubigeo in the same cell, if any."""
        valor = super().leer(celda).valor
        return str(valor[1]) if isinstance(valor, tuple) else ""


def _nombre_solo(nombre: str) -> str:
    """Las Pirias, of "Municipalidad Distrital de Las Pirias"."""
    return _TRATO.sub("", sin_tildes(nombre)).strip(" .-")


class Ambito:
    """The districts of a convenio: what its rows may name."""

    def __init__(self, convenio: Any) -> None:
        self.distritos = distritos_de(convenio)
        self._de_reniec = {d.ubigeo_reniec: d for d in self.distritos.values() if d.ubigeo_reniec}

    def comprobar(self, fila: Fila) -> None:
        """Put the set of ubigeos in `valores`, or say which one is not of the agreement or whose name contradicts it."""
        dicho = fila.valores.get("distrito")
        if dicho is None:
            return
        if dicho == TODOS:
            dicho = frozenset(self.distritos)
        nombre = fila.valores.get("nombre_distrito", "")
        if isinstance(dicho, tuple):
            dicho, nombre = dicho[0], dicho[1]
        fila.valores["distrito"] = dicho
        suyos = fila.actual.get("distrito") or frozenset()  # a municipality that left the convenio stays in what it had promised
        for ubigeo in sorted(dicho - self.distritos.keys() - suyos):
            self._ajeno(fila, ubigeo)
        if nombre and len(dicho) == 1 and not dicho - self.distritos.keys():
            self._contrastar(fila, next(iter(dicho)), nombre)

    def comprobar_uno(self, fila: Fila, columna: UnDistrito, *, con_plan: Collection[str]) -> None:
        """The same of a column that takes one; a municipality that left the convenio stays in the plans that it has."""
        ubigeo = fila.valores.get("distrito")
        if ubigeo is None:
            return
        nombre = columna.al_lado(fila.celdas["distrito"]) or fila.valores.get("nombre_distrito", "")
        if ubigeo not in self.distritos:
            if ubigeo not in con_plan:
                self._ajeno(fila, ubigeo)
        elif nombre:
            self._contrastar(fila, ubigeo, nombre)

    def _ajeno(self, fila: Fila, ubigeo: str) -> None:
        fila.error("distrito", f"{ubigeo} no es un distrito de este convenio.{self._sugerencia(ubigeo)}")

    def _contrastar(self, fila: Fila, ubigeo: str, nombre: str) -> None:
        distrito = self.distritos[ubigeo]
        dichos = {_nombre_solo(nombre), sin_tildes(nombre)}
        if dichos & {_nombre_solo(distrito.nombre), sin_tildes(distrito.nombre), _nombre_solo(distrito.nombre_inei or distrito.nombre)}:
            return
        otro = self._de_reniec.get(ubigeo)
        pista = (
            " Parece el código de RENIEC: escriba el del INEI."
            if otro is not None and sin_tildes(otro.nombre) == sin_tildes(nombre)
            else ""
        )
        fila.error("distrito", f"{ubigeo} es {distrito.nombre} para el INEI, y al lado dice «{nombre}».{pista}")

    def _sugerencia(self, ubigeo: str) -> str:
        """The nearest code, on a typing error: one figure away, or two swapped."""
        cerca = [u for u in self.distritos if sum(a != b for a, b in zip(u, ubigeo, strict=True)) == 1 or sorted(u) == sorted(ubigeo)]
        return f" ¿Quiso decir {cerca[0]} ({self.distritos[cerca[0]].nombre})?" if len(cerca) == 1 else ""


def escribir_distritos(alcanza: Collection[str], ambito: Collection[str]) -> str:
    """How a set of districts leaves: TODOS when it is all of the convenio's."""
    return TODOS if ambito and set(alcanza) == set(ambito) else " ".join(sorted(alcanza))


def distritos_de(convenio: Any) -> dict[str, Distrito]:
    """The districts that the rows of a convenio may name, by ubigeo: of its parties; of its UGEL while it has none."""
    suyos = alcanzables([convenio.pk]).get(convenio.pk)
    filas = Distrito.objects.filter(ugel=convenio.ugel_id) if suyos is None else Distrito.objects.filter(pk__in=suyos)
    return {distrito.ubigeo: distrito for distrito in filas.order_by("ubigeo")}
