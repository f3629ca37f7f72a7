"""A lote and its undo told to people: which records, what before and after, why something stays. Words only for the rows of one page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Field, ForeignKey, Model, TextField

from base.comun.busqueda import columna_sin_tildes, palabras
from base.cuentas.models import Usuario

from .cambios import (
    PAPELERA,
    Palabras,
    columnas_recordadas,
    columnas_visibles,
    del_lote,
    en_alcance,
    modelos_tocados,
    nombres_de,
    previas,
    tandas,
    toques,
)
from .campos import titulo
from .ensayo import Ensayo
from .models import Lote, Registro

CREADO, CAMBIADO, ELIMINADO, RESTAURADO = "creado", "cambiado", "eliminado", "restaurado"
QUE = {CREADO: "Registrado", CAMBIADO: "Cambiado", ELIMINADO: "A la papelera", RESTAURADO: "De la papelera"}
LARGO_DE_NOMBRE = 300


@dataclass
class Linea:
    """One record of a page: what it is called, what happened to it, field by field."""

    modelo: Any
    pk: Any
    que: str
    registro: Any = None
    cambios: list[tuple[str, str, str]] = field(default_factory=list)
    motivo: str = ""
    quien: Any = None
    en: Any = None

    @property
    def clase(self) -> str:
        """What kind of record it is."""
        return str(self.modelo._meta.verbose_name)

    @property
    def nombre(self) -> str:
        """What it is called now."""
        return str(self.registro) if self.registro is not None else f"{self.clase} {self.pk}"

    @property
    def url(self) -> str:
        """Its page, where it has one and is not in the papelera."""
        if (
            self.registro is None
            or getattr(self.registro, "eliminado_en", None) is not None
            or not hasattr(self.registro, "get_absolute_url")
        ):
            return ""
        return str(self.registro.get_absolute_url())


# ── What a lote did ──────────────────────────────────────────────────────────────────────────────────────────────────────
def indice(lote: Lote, user: Usuario) -> list[Linea]:
    """Each record that the lote touched and this person reaches, with what happened to it; no words yet. A few queries a model."""
    return [linea for modelo in modelos_tocados(lote) for linea in _de_un_modelo(lote, modelo, user)]


def _de_un_modelo(lote: Lote, modelo: Any, user: Usuario) -> list[Linea]:
    llave, papelera = modelo._meta.pk.attname, issubclass(modelo, Registro)
    hechos: dict[Any, str] = {}
    columnas = ["history_id", "history_type", llave, *(["eliminado_en"] if papelera else [])]
    filas = list(del_lote(modelo, lote).order_by("history_id").values_list(*columnas))
    hasta = filas[-1][0] if filas else 0
    for _, tipo, pk, *eliminado in filas:
        creado = tipo == "+" or hechos.get(pk) == CREADO
        hechos[pk] = CREADO if creado else ELIMINADO if eliminado and eliminado[0] is not None else CAMBIADO
    if papelera:
        fuera = modelo.history.model.objects.filter(history_id__in=previas(modelo, lote, hasta)).exclude(eliminado_en=None)
        for pk in fuera.order_by().values_list(llave, flat=True):
            hechos[pk] = RESTAURADO if hechos[pk] == CAMBIADO else CAMBIADO if hechos[pk] == ELIMINADO else hechos[pk]
    mios = en_alcance(modelo, user, hechos.keys())
    return [Linea(modelo, pk, hechos[pk]) for pk in sorted(hechos) if pk in mios]


def buscar(lineas: list[Linea], texto: str) -> list[Linea]:
    """Those whose own texts, or those of what they stand on, hold every word. One query a model."""
    buscadas = palabras(texto)
    if not buscadas:
        return lineas
    por_modelo: dict[Any, list[Any]] = {}
    for linea in lineas:
        por_modelo.setdefault(linea.modelo, []).append(linea.pk)
    halladas = {(modelo, pk) for modelo, pks in por_modelo.items() for pk in _con_palabras(modelo, pks, buscadas)}
    return [linea for linea in lineas if (linea.modelo, linea.pk) in halladas]


def _con_palabras(modelo: Any, pks: list[Any], buscadas: list[str]) -> Iterator[Any]:
    columnas = _textos(modelo, "")
    for campo in modelo._meta.concrete_fields:
        if isinstance(campo, ForeignKey) and not campo.null and issubclass(campo.related_model, Registro):
            columnas += _textos(campo.related_model, f"{campo.name}__", corto=True)
    if not columnas:
        return
    filas = modelo._base_manager.annotate(texto_buscado=columna_sin_tildes(*columnas))
    for palabra in buscadas:
        filas = filas.filter(texto_buscado__contains=palabra)
    for tanda in tandas(pks):
        yield from filas.filter(pk__in=tanda).order_by().values_list("pk", flat=True)


def _textos(modelo: type[Model], antes: str, *, corto: bool = False) -> list[str]:
    """Columns in which a person looks for words."""
    campos: Sequence[Any] = modelo._meta.concrete_fields
    return [
        f"{antes}{c.name}"
        for c in campos
        if isinstance(c, CharField | TextField)
        and not (c.choices or c.null or c.primary_key or c.generated)
        and not c.name.startswith(("archivo_", "fuente"))
        and not (corto and (c.max_length or 10_000) > LARGO_DE_NOMBRE)
    ]


def contar(lote: Lote, lineas: Sequence[Linea]) -> list[Linea]:
    """The same lines with their words: names, and every change before → after. A fixed number of queries a model."""
    por_modelo: dict[Any, list[Linea]] = {}
    for linea in lineas:
        por_modelo.setdefault(linea.modelo, []).append(linea)
    for modelo, suyas in por_modelo.items():
        pks = [linea.pk for linea in suyas]
        hechos = {pk: toque for tanda in tandas(pks) for pk, toque in toques(modelo, lote, tanda)[0].items()}
        visibles = _visibles(modelo)
        dichos = {
            pk: [
                (c, toque.antes[i] if toque.antes else None, toque.despues[i])
                for i, c in visibles
                if not toque.antes or toque.antes[i] != toque.despues[i]
            ]
            for pk, toque in hechos.items()
        }
        palabras_ = Palabras((c, valor) for cambios in dichos.values() for c, *valores in cambios for valor in valores)
        registros = {pk: fila for tanda in tandas(pks) for pk, fila in nombres_de(modelo, tanda).items()}
        for linea in suyas:
            linea.registro = registros.get(linea.pk)
            dicho = [(titulo(c), palabras_.decir(c, antes), palabras_.decir(c, ahora)) for c, antes, ahora in dichos[linea.pk]]
            linea.cambios = [cambio for cambio in dicho if cambio[1] != cambio[2]]
    return list(lineas)


def _visibles(modelo: Any) -> "list[tuple[int, Field[Any, Any]]]":
    """The columns that are told, each with its place among those that are remembered."""
    nombres = {c.name for c in columnas_visibles(modelo)}
    return [(i, c) for i, c in enumerate(columnas_recordadas(modelo)) if c.name in nombres]


# ── What an undo would do ────────────────────────────────────────────────────────────────────────────────────────────────
def de_lo_que_vuelve(ensayo: Ensayo) -> list[Linea]:
    """Each record of which something returns; no words yet."""
    return [Linea(i.modelo, i.pk, i.accion) for i in ensayo.todos()]


def contar_lo_que_vuelve(ensayo: Ensayo, lineas: Sequence[Linea]) -> list[Linea]:
    """The same with names, and each field as it is now → as it would be."""
    pares: dict[tuple[Any, Any], list[Any]] = {}
    for linea in lineas:
        intento = ensayo.intentos[linea.modelo][linea.pk]
        visibles = [c for _, c in _visibles(linea.modelo) if c.attname in intento.valores]
        pares[linea.modelo, linea.pk] = [(c, vars(intento.registro)[c.attname], intento.valores[c.attname]) for c in visibles]
    palabras_ = Palabras((c, valor) for cambios in pares.values() for c, *valores in cambios for valor in valores)
    _nombrar(lineas)
    for linea in lineas:
        linea.cambios = [(titulo(c), palabras_.decir(c, a), palabras_.decir(c, b)) for c, a, b in pares[linea.modelo, linea.pk]]
    return list(lineas)


def contar_lo_que_se_deja(ensayo: Ensayo, desde: int = 0, hasta: int | None = None) -> list[Linea]:
    """What is left: which record or field, why, who changed it and when, what the lote had written and what it says now."""
    dejados = ensayo.dejados[desde:hasta]
    columnas: dict[Any, dict[str, Any]] = {d.modelo: {c.attname: c for c in columnas_recordadas(d.modelo)} for d in dejados}
    con_campo = [
        (columnas[d.modelo][d.campo], v)
        for d in dejados
        if d.campo and not _solo_de_maquina(columnas[d.modelo][d.campo])
        for v in (d.entonces, d.ahora)
    ]
    palabras_ = Palabras(con_campo)
    personas = nombres_de(Usuario, {d.por for d in dejados if d.por})
    lineas = []
    for d in dejados:
        linea = Linea(d.modelo, d.pk, d.campo, motivo=d.motivo, quien=personas.get(d.por), en=d.en)
        if d.campo:
            campo = columnas[d.modelo][d.campo]
            mudo = _solo_de_maquina(campo)
            linea.cambios = [
                (titulo(campo), "" if mudo else palabras_.decir(campo, d.entonces), "" if mudo else palabras_.decir(campo, d.ahora))
            ]
        lineas.append(linea)
    _nombrar(lineas)
    return lineas


def _solo_de_maquina(campo: "Field[Any, Any]") -> bool:
    """A stored file has a path that tells nothing."""
    return campo.name in ("archivo", *PAPELERA)


def _nombrar(lineas: Iterable[Linea]) -> None:
    por_modelo: dict[Any, set[Any]] = {}
    for linea in lineas:
        por_modelo.setdefault(linea.modelo, set()).add(linea.pk)
    registros = {
        modelo: {pk: f for tanda in tandas(pks) for pk, f in nombres_de(modelo, tanda).items()} for modelo, pks in por_modelo.items()
    }
    for linea in lineas:
        linea.registro = registros[linea.modelo].get(linea.pk)
