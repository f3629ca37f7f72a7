"""The usual case of a padrón: one row is one record, its columns are fields, and the records it names are found by their own codes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from base.comun.padron import Fila, Operacion
from base.comun.padron.celdas import limpiar

from .bloque import cambiar_en_bloque, crear_en_bloque
from .leyes import columnas_de, leyes_rotas
from .revisiones import con_revision

TANDA = 2000


@dataclass(frozen=True, kw_only=True)
class Referencia:
    """A column that names another record: which records it may name, by which of their fields, and what to say when there is none."""

    campo: str  # the foreign key that it fills
    de: Callable[[Any], QuerySet[Any]]  # (operation) → the records in reach
    por: str  # the field (or path) that holds the code
    mensaje: str  # "{} no es …": what is said of an unknown code


class UnRegistro(Operacion):
    """One row, one record."""

    modelo: ClassVar[type[Model]]
    campos: ClassVar[Mapping[str, str]]  # column → field
    referencias: ClassVar[Mapping[str, Referencia]] = {}
    llave: ClassVar[tuple[str, ...]]  # columns, as in the padrón
    se_busca_por: ClassVar[str] = ""  # a column of the key, where there may be far more records than rows in a file

    def registros(self) -> QuerySet[Any]:
        """The living records that this person may write, in this place."""
        raise NotImplementedError

    def _tandas(self, registros: QuerySet[Any], filas: Sequence[Fila]) -> Iterable[QuerySet[Any]]:
        """The records among which those of these rows are; all of them where they are few."""
        if not self.se_busca_por:
            return [registros]
        codigos = sorted({fila.valores[self.se_busca_por] for fila in filas})
        filtro = f"{self.campos[self.se_busca_por]}__in"
        return (registros.filter(**{filtro: codigos[desde : desde + TANDA]}) for desde in range(0, len(codigos), TANDA))

    def nuevo(self, fila: Fila) -> Model:
        """The record that a new row begins as, before its columns fill it."""
        return self.modelo()

    def dice(self, registro: Any, columna: str) -> Any:
        """What a record says now in a column, in the writing in which a file is read."""
        if columna in self.referencias:
            return _camino(getattr(registro, self.referencias[columna].campo), self.referencias[columna].por)
        valor = getattr(registro, self.campos[columna])
        return (limpiar(valor) or None) if isinstance(valor, str) else valor

    # ── Which record ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        self._referir(filas)
        registros = con_revision(self.registros()).select_related(*self._relaciones())
        if con_candado:
            registros = registros.select_for_update(of=("self",)).order_by("pk")
        por_llave = {self._llave_de(registro): registro for tanda in self._tandas(registros, filas) for registro in tanda}
        columnas = [*self.campos, *self.referencias]
        for fila in filas:
            registro = por_llave.get(fila.llave)
            if registro is not None:
                fila.registro, fila.revision = registro, registro.revision_vista or 0
                fila.actual = {columna: self.dice(registro, columna) for columna in columnas}

    def contrastar(self, filas: Sequence[Fila]) -> None:
        self._referir([fila for fila in filas if fila.llave is None])

    def _relaciones(self) -> Iterable[str]:
        for referencia in self.referencias.values():
            camino = referencia.por.rpartition("__")[0]
            yield f"{referencia.campo}__{camino}" if camino else referencia.campo

    def _llave_de(self, registro: Any) -> Any:
        partes = [v.lower() if isinstance(v := self.dice(registro, columna), str) else v for columna in self.llave]
        return tuple(partes) if len(partes) > 1 else partes[0]

    def _referir(self, filas: Sequence[Fila]) -> None:
        """Each named record, by one query a column."""
        for columna, referencia in self.referencias.items():
            codigos = {str(fila.valores[columna]) for fila in filas if columna in fila.valores}
            if not codigos:
                continue
            hallados: dict[str, Any] = {}
            lista = sorted(codigos)
            for desde in range(0, len(lista), TANDA):
                filtro = {f"{referencia.por}__in": lista[desde : desde + TANDA]}
                camino = referencia.por.rpartition("__")[0]
                otros = referencia.de(self).filter(**filtro)
                hallados |= {str(_camino(otro, referencia.por)): otro for otro in (otros.select_related(camino) if camino else otros)}
            for fila in filas:
                codigo = fila.valores.get(columna)
                if codigo is not None and str(codigo) in hallados:
                    fila.extra[referencia.campo] = hallados[str(codigo)]
                elif codigo is not None:
                    fila.error(columna, referencia.mensaje.format(codigo))

    # ── What it becomes ──────────────────────────────────────────────────────────────────────────────────────────────────
    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            fila.extra["registro"] = registro = self._como_queda(fila)
            if fila.estado == "igual":  # the database holds it already
                continue
            for ley in leyes_rotas(registro):
                fila.error(self._columna(columnas_de(self.modelo, ley), fila), str(ley.violation_error_message))

    def _como_queda(self, fila: Fila) -> Any:
        registro: Any = fila.registro or self.nuevo(fila)
        columnas = {c for c, *_ in fila.cambios} if fila.registro is not None else set(fila.valores)
        for columna in columnas:
            if columna in self.referencias:
                setattr(registro, self.referencias[columna].campo, fila.extra[self.referencias[columna].campo])
            elif columna in self.campos:
                setattr(registro, self.campos[columna], fila.valores[columna])
        return registro

    def _columna(self, campos: Collection[str], fila: Fila) -> str | None:
        """The column to blame for a broken law: the last one that the file brings, of those the law speaks of."""
        de_campo = {f"{r.campo}_id": c for c, r in self.referencias.items()} | {campo: columna for columna, campo in self.campos.items()}
        posibles = [columna for campo, columna in reversed(de_campo.items()) if campo in campos]
        return next(iter([c for c in posibles if c in fila.valores] or posibles), None)

    def escribir(self, filas: Sequence[Fila]) -> None:
        nuevos = [fila.extra["registro"] for fila in filas if fila.registro is None]
        suyas = {*self.campos, *self.referencias}  # a padrón may carry columns of other records too
        cambiados = [fila.registro for fila in filas if fila.registro is not None and any(c in suyas for c, *_ in fila.cambios)]
        crear_en_bloque(self.modelo, nuevos)
        cambiar_en_bloque(self.modelo, cambiados, [*self.campos.values(), *(r.campo for r in self.referencias.values())])


def _camino(registro: Any, ruta: str) -> Any:
    """The value at the end of `a__b__c`; None when a step is missing."""
    for paso in ruta.split("__"):
        if registro is None:
            return None
        registro = getattr(registro, paso)
    return registro
