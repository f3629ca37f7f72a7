"""The rehearsal of an undo: what would return, field by field, and what would be left, with the reason. Nothing is written here.

Three texts of each record are compared: before the lote, as the lote left it, and now. What the lote changed and nobody changed since
returns. What somebody changed since is left, with who and when. Then the laws are asked, until they have nothing more to object: each
refusal may bring another one (a record that stays keeps what it stands on).
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from base.cuentas.models import Usuario

from . import objeciones
from .cambios import PAPELERA, Toque, columnas_recordadas, del_lote, en_alcance, modelos_tocados, toques
from .leyes import juntas
from .models import Lote
from .reglas import CAMBIA, SALE, VUELVE, Intento, Regla, Reparo, regla_de

SIN_REGLA = "Esta clase de registro no se deshace desde aquí."
SIN_ANTES = "No se conserva cómo estaba antes."
FUERA = "Está en la papelera: restáurelo primero."
CAMBIO_DESPUES = "Alguien lo cambió después."
CAMBIO_JUNTO = "Va junto con otro dato que alguien cambió después."


@dataclass(slots=True)
class Dejado:
    """Something that stays as it is (a whole record, or one column of it), and why; by whom and when, where somebody changed it."""

    modelo: Any
    pk: Any
    motivo: str
    campo: str = ""
    por: int | None = None
    en: datetime.datetime | None = None
    entonces: Any = None
    ahora: Any = None


@dataclass
class Ensayo:
    """What the undo of a lote would do now, for one person."""

    lote: Lote
    por: Usuario | None
    autor: Usuario | None  # whose name what goes to the papelera will bear
    intentos: dict[Any, dict[Any, Intento]] = field(default_factory=dict)
    toques: dict[Any, dict[Any, Toque]] = field(default_factory=dict)
    dejados: list[Dejado] = field(default_factory=list)
    iguales: int = 0  # records that already stand as before
    ajenos: int = 0  # records beyond this person's reach: counted, never named

    def todos(self) -> Iterator[Intento]:
        """What would return, in the order of models and keys."""
        return (intento for de_uno in self.intentos.values() for intento in de_uno.values())

    def salen(self, modelo: Any) -> set[Any]:
        """Records of a model that would go to the papelera."""
        return {pk for pk, i in self.intentos.get(modelo, {}).items() if i.accion == SALE}

    def vuelven(self, modelo: Any) -> set[Any]:
        """Records of a model that would come out of the papelera."""
        return {pk for pk, i in self.intentos.get(modelo, {}).items() if i.accion == VUELVE}

    def final(self, modelo: Any, pk: Any, columna: str, ahora: Any) -> Any:
        """The value of a column after the undo, where it is `ahora` before."""
        intento = self.intentos.get(modelo, {}).get(pk)
        return ahora if intento is None else intento.valores.get(columna, ahora)

    def finales(self, modelo: Any, pks: Iterable[Any], columna: str) -> dict[Any, Any]:
        """The value of a column of those records after the undo. One query."""
        hay = modelo._base_manager.filter(pk__in=set(pks)).values_list("pk", columna)
        return {pk: self.final(modelo, pk, columna, valor) for pk, valor in hay}

    @property
    def cuentas(self) -> dict[str, int]:
        """How many records change, come back, go; and how many have something that is left."""
        cuentas = {CAMBIA: 0, VUELVE: 0, SALE: 0}
        for intento in self.todos():
            cuentas[intento.accion] += 1
        return cuentas | {"dejados": len({(d.modelo, d.pk) for d in self.dejados})}

    @property
    def hay(self) -> bool:
        """Whether anything would return."""
        return any(self.intentos.values())

    @property
    def huella(self) -> str:
        """Sum of all that is shown: equal twice, nothing changed between."""
        suma = hashlib.sha256(f"{self.iguales} {self.ajenos}".encode())
        for i in self.todos():
            suma.update(repr((i.modelo._meta.label, i.pk, i.accion, sorted(i.valores.items()))).encode())
        for d in self.dejados:
            suma.update(repr((d.modelo._meta.label, d.pk, d.campo, d.motivo, d.por, d.en, d.ahora)).encode())
        return suma.hexdigest()

    def dejar(self, modelo: Any, reparo: Reparo) -> None:
        """Leave a record, or those columns of it and all that travels with them."""
        intento = self.intentos[modelo].get(reparo.pk)
        if intento is None:
            return
        if reparo.campos is None:
            del self.intentos[modelo][reparo.pk]
            self.dejados.append(Dejado(modelo, reparo.pk, reparo.motivo))
            return
        grupos = juntas(modelo, columnas_recordadas(modelo))
        fuera = {c for campo in reparo.campos for c in grupos.get(campo, {campo})} & intento.valores.keys()
        for campo in sorted(fuera):
            entonces = intento.valores.pop(campo)
            self.dejados.append(Dejado(modelo, reparo.pk, reparo.motivo, campo, entonces=entonces, ahora=vars(intento.registro)[campo]))
        if not intento.valores and intento.accion == CAMBIA:
            del self.intentos[modelo][reparo.pk]


# ── One model ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class _DeUnModelo:
    """Compares the three texts of each record of one model that the lote touched. Five queries, whatever their number."""

    def __init__(self, ensayo: Ensayo, modelo: Any, *, bloqueando: bool) -> None:
        self.ensayo, self.modelo = ensayo, modelo
        self.columnas = [c.attname for c in columnas_recordadas(modelo)]
        self.grupos = juntas(modelo, columnas_recordadas(modelo))
        self.papelera = [i for i, c in enumerate(columnas_recordadas(modelo)) if c.name in PAPELERA]
        self.eliminado = self.columnas.index("eliminado_en") if "eliminado_en" in self.columnas else None
        llave = modelo._meta.pk.attname
        suyas = del_lote(modelo, ensayo.lote).values(llave)
        filas = modelo._base_manager.filter(pk__in=suyas).order_by("pk")
        self.ahora = {fila.pk: fila for fila in (filas.select_for_update() if bloqueando else filas)}  # held before anything is compared
        self.toques, hasta = toques(modelo, ensayo.lote)
        self.mios = en_alcance(modelo, ensayo.por, self.toques.keys())
        despues = modelo.history.model.objects.filter(history_id__gt=hasta, **{f"{llave}__in": suyas}).order_by("history_id")
        self.siguientes: dict[Any, list[Any]] = {}
        for pk, quien, cuando, *valores in despues.values_list(llave, "history_user", "history_date", *self.columnas):
            self.siguientes.setdefault(pk, []).append((quien, cuando, valores))

    def mirar(self, regla: Regla | None) -> None:
        """Decide each record."""
        por = self.ensayo.por
        for pk in sorted(self.toques):
            if pk not in self.mios:
                self.ensayo.ajenos += 1
            elif regla is None:
                self._dejar(pk, SIN_REGLA)
            elif pk not in self.ahora:
                self._dejar(pk, "Ya no existe.")
            elif por is not None and not por.puede(regla.pide(self.ahora[pk])):
                self._dejar(pk, f"Su rol no cambia {self.modelo._meta.verbose_name_plural}.")
            else:
                self._uno(pk, self.toques[pk], self.ahora[pk], regla)

    def _uno(self, pk: Any, toque: Toque, registro: Any, regla: Regla) -> None:
        if toque.creado:
            self._creado(pk, toque, registro, regla)
        elif toque.antes is None:
            self._dejar(pk, SIN_ANTES)
        else:
            self._cambiado(pk, toque, registro)

    def _creado(self, pk: Any, toque: Toque, registro: Any, regla: Regla) -> None:
        """It goes, unless somebody worked on it since."""
        if self.eliminado is not None:
            ya_fuera = registro.eliminado_en is not None
        elif regla.al_salir:
            ya_fuera = all(getattr(registro, columna) == valor for columna, valor in regla.al_salir)
        else:
            self._dejar(pk, SIN_REGLA)
            return
        if ya_fuera:
            self.ensayo.iguales += 1
        elif not self._tocado_despues(pk, toque, registro):
            self._proponer(pk, registro, SALE, dict(regla.al_salir))

    def _tocado_despues(self, pk: Any, toque: Toque, registro: Any) -> bool:
        """Leave a record that the lote brought and somebody changed since, told column by column."""
        actuales = vars(registro)
        distintos = [i for i, c in enumerate(self.columnas) if i not in self.papelera and actuales[c] != toque.despues[i]]
        for i in distintos:
            self._dejar_campo(pk, i, toque, registro, "Alguien lo cambió después: el registro se queda.")
        return bool(distintos)

    def _cambiado(self, pk: Any, toque: Toque, registro: Any) -> None:
        """What the lote changed returns, group by group; and the papelera before all."""
        accion = self._de_papelera(pk, toque, registro)
        if accion is None:
            return
        valores, distintos = self._campos(pk, toque, registro)
        if accion != CAMBIA or valores:
            self._proponer(pk, registro, accion, valores)
        elif not distintos:
            self.ensayo.iguales += 1

    def _de_papelera(self, pk: Any, toque: Toque, registro: Any) -> str | None:
        """Whether it comes back, goes, or neither; None: it is left as it is, for a reason that was written down."""
        if self.eliminado is None or toque.antes is None:
            return CAMBIA
        antes, despues, ahora = toque.antes[self.eliminado], toque.despues[self.eliminado], registro.eliminado_en
        if antes is None and despues is not None:  # the lote sent it there
            if ahora == despues:
                return VUELVE
            if ahora is None:
                return CAMBIA
        elif antes is not None and despues is None:  # the lote took it out
            if ahora is None:
                return None if self._tocado_despues(pk, toque, registro) else SALE
            self.ensayo.iguales += 1
            return None
        elif ahora is None:
            return CAMBIA
        self._dejar(pk, FUERA, registro.eliminado_por_id, registro.eliminado_en)
        return None

    def _campos(self, pk: Any, toque: Toque, registro: Any) -> tuple[dict[str, Any], int]:
        """The columns that return, and how many the lote changed that somebody changed since."""
        assert toque.antes is not None  # noqa: S101  (its caller asked)
        actuales, vuelven, distintos = vars(registro), {}, []
        for i, columna in enumerate(self.columnas):
            antes, despues = toque.antes[i], toque.despues[i]
            if antes == despues or i in self.papelera:
                continue
            ahora = actuales[columna]
            if ahora == despues:
                vuelven[columna] = antes
            elif ahora != antes:
                distintos.append(i)
        atados = {c for i in distintos for c in self.grupos[self.columnas[i]]}
        for i in distintos:
            self._dejar_campo(pk, i, toque, registro, CAMBIO_DESPUES)
        for columna in sorted(atados & vuelven.keys()):
            self._dejar_campo(pk, self.columnas.index(columna), toque, registro, CAMBIO_JUNTO)
            del vuelven[columna]
        return vuelven, len(distintos)

    def _proponer(self, pk: Any, registro: Any, accion: str, valores: dict[str, Any]) -> None:
        self.ensayo.intentos[self.modelo][pk] = Intento(self.modelo, pk, registro, accion, valores)

    def _dejar(self, pk: Any, motivo: str, por: int | None = None, en: datetime.datetime | None = None) -> None:
        self.ensayo.dejados.append(Dejado(self.modelo, pk, motivo, por=por, en=en))

    def _dejar_campo(self, pk: Any, i: int, toque: Toque, registro: Any, motivo: str) -> None:
        por, en, anterior = None, None, toque.despues[i]
        for quien, cuando, valores in self.siguientes.get(pk, []):
            if valores[i] != anterior:
                por, en, anterior = quien, cuando, valores[i]
        columna = self.columnas[i]
        self.ensayo.dejados.append(Dejado(self.modelo, pk, motivo, columna, por, en, toque.despues[i], vars(registro)[columna]))


# ── All of it ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _autor(lote: Lote, por: Usuario | None) -> Usuario | None:
    """Whose name what goes to the papelera bears: from the console of the server, that of who made the lote, or of who runs it all."""
    return por or lote.por or Usuario.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()


OBJECIONES: list[Callable[[Ensayo], Iterable[tuple[Any, Reparo]]]] = [
    objeciones.sin_autor,
    objeciones.lo_que_cuelga,
    objeciones.lo_que_sostiene,
    objeciones.lo_que_acompana,
    objeciones.candados,
    objeciones.leyes_de_la_fila,
    objeciones.unicidad,
]


def calcular(lote: Lote, *, por: Usuario | None, bloqueando: bool = False) -> Ensayo:
    """The rehearsal; `bloqueando` holds every row that the lote touched, in one order, until the transaction ends."""
    ensayo = Ensayo(lote, por, _autor(lote, por))
    for modelo in modelos_tocados(lote):
        ensayo.intentos[modelo] = {}
        uno = _DeUnModelo(ensayo, modelo, bloqueando=bloqueando)
        ensayo.toques[modelo] = uno.toques
        uno.mirar(regla_de(modelo))
    while ensayo.hay:
        reparos: dict[Any, Reparo] = {}
        for objecion in OBJECIONES:
            for modelo, reparo in objecion(ensayo):
                reparos.setdefault((modelo, reparo.pk, reparo.campos), reparo)
        if not reparos:
            break
        for (modelo, _, _), reparo in reparos.items():
            ensayo.dejar(modelo, reparo)
    return ensayo
