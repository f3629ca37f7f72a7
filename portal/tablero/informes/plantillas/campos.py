"""The names that a template may carry between {{ }}, and what each becomes. There is nothing else in a template: no condition, no loop, no call."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from base.comun.busqueda import sin_tildes
from convenios.metas import en_porcentaje, razon
from convenios.models.plan import ROMANOS, TRIMESTRES
from convenios.models.situacion import POR_URGENCIA, Situacion

from ..cifras import Cifras, huella
from ..escribir import Emision
from ..secciones import ESCRIBEN

MARCA = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
SIN_DATO, NINGUNO = "sin dato", "Ninguno."


@dataclass(frozen=True)
class Fuente:
    """What the fields are read from."""

    cifras: Cifras
    emision: Emision


@dataclass(frozen=True)
class Campo:
    """One field: what it says in words, what kind of value it gives, how it is read."""

    nombre: str
    que: str
    clase: str
    leer: Callable[[Any], Any]

    def en_palabras(self, de: Any) -> str:
        """As people read it inside a text."""
        valor = self.leer(de)
        return SIN_DATO if valor is None or valor == "" else ESCRIBEN[self.clase](valor)


def _juntar(*campos: tuple[str, str, str, Callable[[Any], Any]]) -> dict[str, Campo]:
    return {nombre: Campo(nombre, que, clase, leer) for nombre, que, clase, leer in campos}


def _de(clave: str) -> Callable[[Fuente], Any]:
    return lambda f: getattr(f.cifras.de, clave)


def _si_hay_plan(leer: Callable[[Cifras], Any]) -> Callable[[Fuente], Any]:
    return lambda f: leer(f.cifras) if f.cifras.planes else None


def _de_situacion(slug: str) -> Callable[[Fuente], Any]:
    return lambda f: f.cifras.situaciones.get(slug, 0)


SUELTOS = _juntar(
    ("titulo", "Título del informe", "texto", _de("titulo")),
    ("ugel", "Nombre de la UGEL", "texto", _de("ugel")),
    ("codigo_ugel", "Código de la UGEL", "texto", _de("codigo_ugel")),
    ("provincia", "Provincia", "texto", _de("provincia")),
    ("distrito", "Distrito (en el informe de un distrito)", "texto", _de("distrito")),
    ("ubigeo", "Ubigeo del distrito", "texto", _de("ubigeo")),
    ("municipalidad", "Municipalidad del distrito", "texto", _de("municipalidad")),
    ("convenio", "Código del convenio (en el informe de un convenio)", "texto", _de("convenio")),
    ("convenio.titulo", "Título del convenio", "texto", _de("titulo_convenio")),
    ("encuentro", "Encuentro (en el consolidado)", "texto", _de("encuentro")),
    ("anio", "Año del corte", "texto", lambda f: str(f.cifras.anio)),
    ("trimestre", "Trimestre del corte, en romanos", "texto", lambda f: ROMANOS.get(f.cifras.trimestre, "")),
    ("corte", "El corte, en palabras", "texto", lambda f: f.cifras.corte),
    ("fecha_corte", "Día del corte", "fecha", lambda f: f.cifras.dia),
    ("emitido", "Cuándo se emitió", "texto", lambda f: f.emision.cuando),
    ("emitido_por", "Cargo de quien lo emitió", "texto", lambda f: f.emision.cargo),
    ("huella", "Huella SHA-256 de las cifras", "texto", lambda f: huella(f.cifras)),
    ("demostracion", "Aviso de datos de demostración, si los hay", "texto", lambda f: AVISO if f.cifras.demostracion else "–"),
    ("total.compromisos", "Cuántos compromisos", "numero", lambda f: len(f.cifras.compromisos)),
    *((f"total.{s.value}", f"Compromisos: {s.label.lower()}", "numero", _de_situacion(s.value)) for s in POR_URGENCIA),
    ("total.avances", "Avances verificados del periodo", "numero", lambda f: len(f.cifras.avances)),
    ("plan.programado", "Soles programados hasta el corte", "soles", _si_hay_plan(lambda c: c.programado)),
    ("plan.devengado", "Soles devengados hasta el corte", "soles", _si_hay_plan(lambda c: c.devengado)),
    (
        "plan.gasto",
        "Devengado contra programado (%)",
        "porcentaje",
        lambda f: en_porcentaje(razon(f.cifras.devengado, f.cifras.programado)),
    ),
    (
        "plan.fisico",
        "Avance físico del plan (%), si es uno",
        "porcentaje",
        lambda f: f.cifras.planes[0].fisico if len(f.cifras.planes) == 1 else None,
    ),
)
AVISO = "DATOS DE DEMOSTRACIÓN: no son reales"


def _atributo(nombre: str) -> Callable[[Any], Any]:
    return lambda fila: getattr(fila, nombre)


DE_COMPROMISO = _juntar(
    ("compromiso.codigo", "Código", "texto", _atributo("codigo")),
    ("compromiso.convenio", "Código de su convenio", "texto", _atributo("convenio")),
    ("compromiso.distritos", "Distritos a los que llega", "texto", _atributo("distritos")),
    ("compromiso.descripcion", "Qué se prometió", "texto", _atributo("descripcion")),
    ("compromiso.linea", "Línea de trabajo", "texto", _atributo("linea")),
    ("compromiso.debe", "Quién lo debe", "texto", _atributo("debe")),
    ("compromiso.responsable", "Responsable (cargo)", "texto", _atributo("responsable")),
    ("compromiso.plazo", "Plazo", "fecha", _atributo("plazo")),
    ("compromiso.unidad", "Unidad de medida", "texto", _atributo("unidad")),
    ("compromiso.meta", "Meta física", "numero", _atributo("meta")),
    ("compromiso.hecho", "Lo verificado", "numero", _atributo("hecho")),
    ("compromiso.avance", "Avance (%)", "porcentaje", _atributo("avance")),
    ("compromiso.situacion", "Situación", "texto", lambda fila: Situacion(fila.situacion).label),
)


def _de_trimestre(serie: str, t: int, cual: int) -> Callable[[Any], Any]:
    return lambda fila: getattr(fila, serie)[t - 1][cual]


DE_ACTIVIDAD = _juntar(
    ("actividad.distrito", "Distrito", "texto", _atributo("distrito")),
    ("actividad.codigo", "Código", "texto", _atributo("codigo")),
    ("actividad.nombre", "Actividad", "texto", _atributo("nombre")),
    ("actividad.unidad", "Unidad de medida", "texto", _atributo("unidad")),
    ("actividad.responsable", "Responsable en la UGEL (cargo)", "texto", _atributo("responsable")),
    ("actividad.responsable_municipal", "Responsable en la municipalidad (cargo)", "texto", _atributo("responsable_municipal")),
    ("actividad.meta_anual", "Meta física del año", "numero", _atributo("meta_anual")),
    ("actividad.avance", "Avance físico contra lo programado al corte (%)", "porcentaje", _atributo("avance")),
    *(
        campo
        for t in TRIMESTRES
        for campo in (
            (f"actividad.fis_t{t}", f"Meta física del {ROMANOS[t]} trimestre", "numero", _de_trimestre("fisico", t, 0)),
            (f"actividad.hecho_t{t}", f"Lo hecho en el {ROMANOS[t]} trimestre", "numero", _de_trimestre("fisico", t, 1)),
            (f"actividad.fin_t{t}", f"Soles programados en el {ROMANOS[t]} trimestre", "soles", _de_trimestre("financiero", t, 0)),
            (f"actividad.gasto_t{t}", f"Soles devengados en el {ROMANOS[t]} trimestre", "soles", _de_trimestre("financiero", t, 1)),
        )
    ),
)
DE_FILA = {"compromiso": DE_COMPROMISO, "actividad": DE_ACTIVIDAD}
# How the same is often called; a name of ours goes first
OTROS_NOMBRES = {"año": "anio", "fecha": "fecha_corte", "nombre_ugel": "ugel", "nombre_distrito": "distrito"}
TODOS: dict[str, Campo] = SUELTOS | DE_COMPROMISO | DE_ACTIVIDAD


@dataclass
class Examen:
    """What a template carries, and what is wrong with it."""

    campos: list[str] = field(default_factory=list)
    errores: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)

    def tomar(self, texto: str, donde: str) -> list[str]:
        """The fields of one text; braces that do not close are told with the place."""
        if mal := mal_escritas(texto):
            self.errores.append(f"{donde}: {mal}.")
        self.campos += (suyos := marcas(texto))
        return suyos


def buscar(dicho: str) -> Campo | None:
    """The field of that name, whatever its capitals, accents and blanks."""
    plano = "_".join(sin_tildes(dicho).split())
    otros = {sin_tildes(otro): nombre for otro, nombre in OTROS_NOMBRES.items()}
    return TODOS.get(otros.get(plano, plano))


def parecidos(dicho: str) -> list[str]:
    """The names that somebody may have meant."""
    return difflib.get_close_matches("_".join(sin_tildes(dicho).split()), list(TODOS), n=3, cutoff=0.6)


def clase_de_fila(nombres: Iterable[str]) -> set[str]:
    """Which lists the fields of a row come from: none, one, or too many."""
    return {campo.nombre.partition(".")[0] for n in nombres if (campo := buscar(n)) and campo.nombre.partition(".")[0] in DE_FILA}


def marcas(texto: str) -> list[str]:
    """The names between braces in a text."""
    return [hallado[1] for hallado in MARCA.finditer(texto)]


def mal_escritas(texto: str) -> str:
    """What is wrong with the braces of a text; empty: nothing."""
    resto = MARCA.sub("", texto)
    if "{%" in resto or "{#" in resto:
        return "lleva instrucciones ({% %}): una plantilla solo lleva campos, no un lenguaje"
    return "tiene llaves sin pareja: un campo se escribe {{nombre}}" if "{{" in resto or "}}" in resto else ""


def desconocidos(nombres: Iterable[str]) -> Iterator[str]:
    """One sentence for each name that is no field, with what it may have meant."""
    for nombre in dict.fromkeys(nombres):
        if buscar(nombre) is None:
            cerca = " o ".join(f"{{{{{otro}}}}}" for otro in parecidos(nombre))
            yield f"«{{{{{nombre}}}}}» no es un campo." + (f" ¿Quiso decir {cerca}?" if cerca else "")


def sustituir(texto: str, leer: Callable[[Campo], str | None]) -> str:
    """The text with each field in its place; where `leer` says None, the field stays."""

    def uno(hallado: re.Match[str]) -> str:
        campo = buscar(hallado[1])
        dicho = leer(campo) if campo is not None else None
        return hallado[0] if dicho is None else dicho

    return MARCA.sub(uno, texto)


def filas_de_clase(clase: str, cifras: Cifras) -> tuple[Any, ...]:
    """The rows that a list of a template repeats."""
    return cifras.compromisos if clase == "compromiso" else cifras.actividades
