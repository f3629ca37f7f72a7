"""The padrón of the execution of plans: what was done and spent in a quarter; it arrives as sent, to be verified by another person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from base.comun.documentos import Celda
from base.comun.padron import Codigo, Entero, Leido, Numero, Padron, Texto
from base.cuentas.roles import Permiso
from convenios.models import Ejecucion
from convenios.models.plan import ROMANOS, TRIMESTRES

from .actividades import ANIO, NOMBRE_DEL_DISTRITO
from .carga_actividades import DISTRITO
from .carga_ejecucion import CargaEjecucion, filas_de_ejecucion


@dataclass(frozen=True, kw_only=True, eq=False)
class Trimestre(Entero):
    """A quarter, in figures or in the Roman ones of official papers."""

    minimo: int = 1
    maximo: int = len(TRIMESTRES)

    tipo: ClassVar[str] = "trimestre"

    @property
    def acepta(self) -> str:
        return f"De 1 a {len(TRIMESTRES)}, o I, II, III, IV."

    def leer_con(self, celda: Any, separador: str) -> Leido:
        romano = celda.strip().upper() if isinstance(celda, str) else ""
        numero = next((t for t, r in ROMANOS.items() if r == romano), None)
        return super().leer_con(celda, separador) if numero is None else Leido(numero)


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    reportes = Ejecucion.objects.for_user(por).filter(actividad__plan__convenio=convenio)
    lugar = ("actividad__plan__anio", "actividad__plan__municipalidad__distrito__ubigeo", "actividad__codigo", "trimestre", "pk")
    return filas_de_ejecucion(reportes.order_by(*lugar))


EJECUCION = Padron(
    clave="ejecucion",
    nombre="Ejecución de planes",
    descripcion="Lo que se hizo y se gastó de cada actividad en un trimestre. Entra como enviado: lo verifica otra persona.",
    columnas=(
        Codigo(nombre="codigo", requerida=True, ejemplo="A-01", ayuda="Código de la actividad en su plan.",
               sinonimos=("código de la actividad", "cod"), debiles=("actividad",)),
        Entero(nombre="anio", requerida=True, **ANIO),
        Trimestre(nombre="trimestre", requerida=True, ejemplo="1", sinonimos=("trim", "n° de trimestre")),
        Numero(nombre="fisica", requerida=True, ejemplo="8", ayuda="Cuánto se hizo, en la unidad de la actividad.",
               sinonimos=("física", "ejecución física", "ejecutado", "cantidad ejecutada")),
        Numero(nombre="financiera", formato="#,##0.00", ejemplo="980.00", ayuda="Soles devengados.",
               sinonimos=("ejecución financiera", "devengado", "gasto")),
        Texto(nombre="medio", largo=300, ejemplo="Actas y listas de asistencia", ayuda="Qué lo muestra.", sinonimos=("medio de verificación",)),
        replace(DISTRITO, requerida=False, ayuda="Hace falta si el mismo código está en varios planes de ese año."),
        NOMBRE_DEL_DISTRITO,
    ),
    llave=("codigo", "anio", "trimestre", "distrito"),
    operacion=CargaEjecucion,
    crear=Permiso.IMPORTAR_TODO,
    cambiar=Permiso.IMPORTAR_TODO,
    de_un_convenio=True,
    conjunta=True,
    exportar=_exportar,
)  # fmt: skip
