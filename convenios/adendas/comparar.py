"""What an adenda changes, told side by side; and what the convenio changed meanwhile."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from base.comun.diferencias import lado_a_lado
from convenios.models import BorradorAdenda, Compromiso
from convenios.models.adenda import CLASES, QUITAR, TERMINOS, iguales

from .foto import CAMPOS, MODELOS, REFERENCIAS, Foto

LINEAS = dict(Compromiso.Linea.choices)
SINGULAR = {TERMINOS: "términos", "clausulas": "cláusula", "partes": "parte", "compromisos": "compromiso"}
NUEVO, CAMBIA, SALE = "nuevo", "cambia", "sale"


@dataclass
class Renglon:
    """One field before and after, the words that differ marked."""

    campo: str
    etiqueta: str
    antes: str
    despues: str
    html_antes: SafeString
    html_despues: SafeString


@dataclass
class Diferencia:
    """One piece that the adenda adds, changes or takes away."""

    clase: str
    llave: str
    titulo: str
    tipo: str
    renglones: list[Renglon]
    resumen: str  # what a commitment promises, where its own text does not change


def diferencias(borrador: BorradorAdenda) -> list[Diferencia]:
    """Everything that the adenda changes, in the order of the convenio."""
    salida = []
    for clase in CLASES:
        tocadas = [llave for llave in ordenadas(borrador, clase) if borrador.cambio(clase, llave)]
        salida += [_diferencia(borrador, clase, llave) for llave in tocadas]
    return salida


def _diferencia(borrador: BorradorAdenda, clase: str, llave: str) -> Diferencia:
    antes, despues = borrador.antes(clase, llave), borrador.despues(clase, llave)
    tipo = NUEVO if antes is None else SALE if despues is None else CAMBIA
    campos = [c for c in CAMPOS[clase] if not iguales((antes or {}).get(c), (despues or {}).get(c))]
    renglones = [_renglon(borrador, clase, c, (antes or {}).get(c), (despues or {}).get(c)) for c in campos]
    vistos = [r for r in renglones if r.antes != r.despues]
    resumen = antes["descripcion"] if clase == "compromisos" and antes and (tipo == SALE or "descripcion" not in campos) else ""
    return Diferencia(clase, llave, titulo_de(borrador, clase, llave), tipo, vistos, resumen)


def _renglon(borrador: BorradorAdenda, clase: str, campo: str, antes: Any, despues: Any) -> Renglon:
    dice, dira = en_palabras(borrador, campo, antes), en_palabras(borrador, campo, despues)
    return Renglon(campo, CAMPOS[clase][campo], dice, dira, *lado_a_lado(dice, dira))


def ordenadas(borrador: BorradorAdenda, clase: str) -> list[str]:
    """Keys of the pieces of a class, as the text of the convenio would list them."""
    llaves = borrador.llaves(clase)
    if clase == "clausulas":
        return sorted(llaves, key=lambda k: ((borrador.despues(clase, k) or borrador.antes(clase, k) or {})["orden"], k))
    if clase == "compromisos":
        return sorted(llaves, key=lambda k: (borrador.despues(clase, k) or borrador.antes(clase, k) or {})["codigo"].lower())
    return llaves


def titulo_de(borrador: BorradorAdenda, clase: str, llave: str) -> str:
    """What a piece is called."""
    pieza = borrador.despues(clase, llave) or borrador.antes(clase, llave)
    return titular(borrador, clase, pieza)


def titular(borrador: BorradorAdenda, clase: str, pieza: dict[str, Any] | None) -> str:
    """What `pieza` is called; nothing for none."""
    if pieza is None:
        return ""
    if clase == TERMINOS:
        return "Título, objeto y vigencia"
    if clase == "clausulas":
        return f"{pieza['orden']}. {pieza['titulo']}"
    if clase == "partes":
        return pieza.get("nombre") or borrador.base["nombres"]["municipalidades"].get(pieza["municipalidad"], "Municipalidad")
    return f"{pieza['codigo']}"


def en_palabras(borrador: BorradorAdenda, campo: str, valor: Any) -> str:
    """A value of a piece as a person reads it."""
    if campo == "obligada" and valor is None:
        return borrador.base["nombres"]["ugel"][""]
    if valor is None or valor == "":
        return ""
    if campo in REFERENCIAS:
        return titulo_de(borrador, REFERENCIAS[campo], valor)
    if campo == "municipalidad":
        return _municipalidad(borrador, valor)
    if campo == "linea":
        return str(LINEAS.get(valor, valor))
    if campo == "distritos":
        nombres = borrador.base["nombres"]["distritos"]
        return "\n".join(f"{nombres.get(u, u)}: {_cifra(meta)}" if meta else nombres.get(u, u) for u, meta in valor.items())
    if campo == "hitos":
        return "\n".join(f"{texto} | {_dia(plazo)}" if plazo else texto for texto, plazo in valor)
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if campo in ("meta", "meta_financiera"):
        return _cifra(valor)
    return _dia(valor) if campo.endswith("_el") or campo in ("inicio", "fin", "plazo") else str(valor)


def _municipalidad(borrador: BorradorAdenda, valor: str) -> str:
    nuevas = {p["municipalidad"]: p.get("nombre", "") for p in borrador.cambios.get("partes", {}).values() if "municipalidad" in p}
    return borrador.base["nombres"]["municipalidades"].get(valor) or nuevas.get(valor, valor)


def _dia(valor: str) -> str:
    return f"{datetime.date.fromisoformat(valor):%d/%m/%Y}"


def _cifra(valor: str) -> str:
    return f"{Decimal(valor):,.2f}".rstrip("0").rstrip(".")


# ── What the convenio changed meanwhile ──────────────────────────────────────────────────────────────────────────────────
@dataclass
class CampoMovido:
    """One field that somebody changed in the convenio after the draft was opened: as it was, as it is, as the adenda says."""

    nombre: str
    etiqueta: str
    era: str
    ahora: str
    adenda: str
    choca: bool


@dataclass
class Movida:
    """One piece that changed in the convenio after the draft was opened."""

    clase: str
    llave: str
    titulo: str
    que: str
    choca: bool = False  # the whole piece: taken away by one, changed by the other
    campos: list[CampoMovido] = field(default_factory=list)
    quien: Any = None
    cuando: Any = None

    @property
    def nombre(self) -> str:
        """What its choice is called in a form."""
        return f"{self.clase}.{self.llave}"

    @property
    def choques(self) -> list[str]:
        """Names of what somebody has to choose."""
        return [self.nombre] if self.choca else [f"{self.nombre}.{c.nombre}" for c in self.campos if c.choca]


def movidas(borrador: BorradorAdenda, foto: Foto) -> list[Movida]:
    """What `foto` says otherwise than the copy of the draft. Without any, the draft may be merged."""
    salida = []
    for clase in CLASES:
        base, ahora = borrador.base[clase], foto.contenido[clase]
        for llave in [*base, *(k for k in ahora if k not in base)]:
            una = _movida(borrador, foto, clase, llave)
            if una is not None:
                salida.append(una)
    _firmar(borrador, salida)
    return salida


def _movida(borrador: BorradorAdenda, foto: Foto, clase: str, llave: str) -> Movida | None:
    base, ahora, cambio = borrador.base[clase].get(llave), foto.contenido[clase].get(llave), borrador.cambio(clase, llave)
    titulo = titular(borrador, clase, ahora or base)
    if base is None:
        return Movida(clase, llave, titulo if clase != "partes" else str(foto.filas[clase][llave]), "se agregó al convenio")
    if ahora is None:
        return Movida(clase, llave, titulo, "se quitó del convenio", choca=bool(cambio) and not cambio.get(QUITAR))
    distintos = [c for c in CAMPOS[clase] if not iguales(base[c], ahora[c])]
    if not distintos:
        return None
    if cambio.get(QUITAR):
        una = Movida(clase, llave, titulo, "cambió en el convenio, y la adenda lo quita", choca=True)
    else:
        una = Movida(clase, llave, titulo, "cambió en el convenio")
    for campo in distintos:
        propone = campo in cambio
        choca = propone and not una.choca and not iguales(cambio[campo], ahora[campo])
        era, ahora_dice, dira = (
            en_palabras(borrador, campo, valor) for valor in (base[campo], ahora[campo], cambio[campo] if propone else base[campo])
        )
        una.campos.append(CampoMovido(campo, CAMPOS[clase][campo], era, ahora_dice, dira, choca))
    return una


def _firmar(borrador: BorradorAdenda, lista: list[Movida]) -> None:
    """Who changed each, and when: one query a class."""
    for clase in CLASES:
        suyas = {una.llave: una for una in lista if una.clase == clase}
        if not suyas:
            continue
        pks = [borrador.adenda.convenio_id] if clase == TERMINOS else list(suyas)
        historia: Any = MODELOS[clase].history.filter(id__in=pks).select_related("history_user").order_by("history_id")
        for fila in historia:
            una = suyas["0" if clase == TERMINOS else str(fila.id)]
            if fila.history_id > borrador.base["revisiones"][clase].get(una.llave, 0):
                una.quien, una.cuando = fila.history_user, fila.history_date


def actualizar(borrador: BorradorAdenda, foto: Foto, elegido: dict[str, str]) -> None:
    """Bring the copy up to what the convenio says now. What does not collide is kept; for the rest `elegido` says "adenda" or "ahora"."""
    for una in movidas(borrador, foto):
        cambio = dict(borrador.cambio(una.clase, una.llave))
        if una.que == "se quitó del convenio" or (una.choca and elegido.get(una.nombre) == "ahora"):
            borrador.restablecer(una.clase, una.llave)
            continue
        if una.choca:
            continue  # the adenda takes it away all the same
        for campo in una.campos:
            if not campo.choca or elegido.get(f"{una.nombre}.{campo.nombre}") == "ahora":
                cambio.pop(campo.nombre, None)
        borrador.restablecer(una.clase, una.llave)
        if cambio:
            borrador.cambios.setdefault(una.clase, {})[una.llave] = cambio
    borrador.base = foto.como_base()
    _poner_en_orden(borrador)
    _soltar_lo_que_no_esta(borrador)


def _poner_en_orden(borrador: BorradorAdenda) -> None:
    """Two clauses with the same number: the one of the adenda goes to the end."""
    vistos: set[int] = set()
    quedan = borrador.quedan("clausulas")
    for llave in sorted(quedan, key=lambda k: "orden" in borrador.cambio("clausulas", k)):
        if quedan[llave]["orden"] in vistos:
            borrador.proponer("clausulas", llave, {"orden": max(p["orden"] for p in borrador.quedan("clausulas").values()) + 1})
        vistos.add(quedan[llave]["orden"])


def _soltar_lo_que_no_esta(borrador: BorradorAdenda) -> None:
    """A commitment of the adenda that named a clause or a party that is no longer there names none."""
    for llave in list(borrador.cambios.get("compromisos", {})):
        for campo, clase in REFERENCIAS.items():
            otro = borrador.cambio("compromisos", llave).get(campo)
            if otro is not None and otro not in borrador.llaves(clase):
                borrador.proponer("compromisos", llave, {campo: None})
