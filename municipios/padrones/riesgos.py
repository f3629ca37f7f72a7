"""The padrón of risk sheets: one row is what was seen of a building on a day. A past day's sheet stays; another day is another row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from base.bitacora.carga import Referencia, UnRegistro
from base.comun.documentos import Celda
from base.comun.fechas import hoy
from base.comun.padron import Codigo, Eleccion, Entero, Fecha, Fila, Leido, Padron, Texto
from base.cuentas.roles import Permiso
from municipios.models import Distrito, FichaRiesgo, LocalEscolar
from municipios.models.criterios import ESCRITOS, ESTRUCTURA, MAXIMO

NO_EVALUADO = ""
TANDA = 2000


@dataclass(frozen=True, kw_only=True, eq=False)
class Valor(Entero):
    """A criterion from 0 to 4. An empty cell says something: that it was not evaluated."""

    maximo: int = MAXIMO

    @property
    def acepta(self) -> str:
        return f"De 0 a {MAXIMO}; vacío: no se evaluó."

    def leer_todas(self, columna: Sequence[Any], *, separador: str = "") -> list[Leido]:
        leidos = super().leer_todas(columna, separador=separador)
        return [leido if leido.error or leido.valor is not None else Leido(NO_EVALUADO, avisos=leido.avisos) for leido in leidos]

    def decir(self, valor: Any) -> str:
        return "no evaluado" if valor == NO_EVALUADO else super().decir(valor)


class CargaRiesgos(UnRegistro):
    """Sheets of the buildings of the UGEL of who brings them, each by its building and its day."""

    modelo = FichaRiesgo
    campos = {
        "fecha": "fecha",
        **{c.slug: c.slug for c in ESCRITOS},
        "fuente": "procedencia",
        "inspeccion": "inspeccion",
        "nota": "nota",
    }
    referencias = {
        "codigo_local": Referencia(
            campo="local", de=lambda op: op.locales(), por="codigo_local", mensaje="No hay un local {} en su UGEL: cárguelo antes."
        )
    }
    llave = ("codigo_local", "fecha")
    se_busca_por = "fecha"

    def locales(self) -> QuerySet[Any]:
        """Buildings that this person evaluates."""
        return LocalEscolar.objects.filter(distrito__in=Distrito.objects.atendidos_por(self.por)).exclude(codigo_local="")

    def registros(self) -> QuerySet[Any]:
        return FichaRiesgo.objects.filter(local__in=self.locales())

    def dice(self, registro: Any, columna: str) -> Any:
        dicho = super().dice(registro, columna)
        return NO_EVALUADO if dicho is None and columna in OPCIONALES else dicho

    def nuevo(self, fila: Fila) -> Model:
        return FichaRiesgo(demostracion=fila.extra["local"].demostracion)

    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if fila.valores["fecha"] > hoy():
                fila.error("fecha", "La fecha es la de algo ya visto: no puede ser futura.")
        super().comprobar([fila for fila in filas if not fila.errores])

    def _como_queda(self, fila: Fila) -> Any:
        """What was not evaluated is empty in the record too."""
        registro = super()._como_queda(fila)
        for columna in OPCIONALES:
            if getattr(registro, columna) == NO_EVALUADO:
                setattr(registro, columna, None)
        return registro


OPCIONALES = {c.slug for c in ESCRITOS if c is not ESTRUCTURA}


def _riesgos(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    suyas = FichaRiesgo.objects.for_user(por).filter(local__eliminado_en=None).exclude(local__codigo_local="")
    filas = suyas.internos_de(por).select_related("local").order_by("local__codigo_local", "fecha")
    for f in filas.iterator(chunk_size=TANDA):
        yield [
            f.local.codigo_local, f.fecha, *(getattr(f, c.slug) for c in ESCRITOS), f.procedencia, f.inspeccion, f.nota,
        ]  # fmt: skip


RIESGOS = Padron(
    clave="riesgos",
    nombre="Fichas de riesgo",
    descripcion="Lo que se vio de cada local en una fecha, de 0 (nada) a 4 (lo peor). Orientativo; no reemplaza la evaluación técnica.",
    columnas=(
        Codigo(nombre="codigo_local", digitos=6, requerida=True, ejemplo="990001", sinonimos=("codlocal", "código de local", "cod_local")),
        Fecha(nombre="fecha", requerida=True, ejemplo="15/04/2026", ayuda="El día en que se vio.", sinonimos=("fecha de la ficha", "fecha de visita")),
        Entero(nombre="estructura", requerida=True, maximo=MAXIMO, ejemplo="3", ayuda="A. Estado de la estructura.",
               sinonimos=("a_estructura", "estado de la estructura")),
        Valor(nombre="peligro", requerida=True, ejemplo="2", ayuda="B. Peligro del lugar.", sinonimos=("b_peligro", "peligro del lugar")),
        Valor(nombre="servicios", requerida=True, ejemplo="1", ayuda="D. Servicios básicos y saneamiento.", sinonimos=("d_servicios", "servicios básicos")),
        Valor(nombre="tendencia", requerida=True, ejemplo="2", ayuda="E. Daños o emergencias en los últimos 12 meses.",
              sinonimos=("e_tendencia", "daños en 12 meses")),
        Valor(nombre="equidad", requerida=True, ejemplo="3", ayuda="F. Equidad.", sinonimos=("f_equidad",)),
        Eleccion(nombre="fuente", requerida=True, valores=dict(FichaRiesgo.Procedencia.choices), ejemplo="ugel", ayuda="Quién lo dice.",
                 sinonimos=("procedencia", "quién lo dice", "confianza")),
        Eleccion(nombre="inspeccion", valores=dict(FichaRiesgo.Inspeccion.choices), ejemplo="alto", ayuda="Resultado de una inspección técnica, si la hubo.",
                 otras={"bajo": "bajo", "medio": "medio", "alto": "alto", "muy alto": "muy_alto"}, sinonimos=("inspección", "resultado de la inspección")),
        Texto(nombre="nota", largo=1000, ancho=60, ejemplo="Grietas en el aula de tercero", ayuda="Sin nombres de personas.", sinonimos=("observación",)),
    ),
    llave=("codigo_local", "fecha"),
    operacion=CargaRiesgos,
    crear=Permiso.EVALUAR_RIESGO,
    cambiar=Permiso.EVALUAR_RIESGO,
    exportar=_riesgos,
)  # fmt: skip
