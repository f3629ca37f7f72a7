"""The padrón of the activities of plans of work: the office's own sheet of a year, in and out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from base.comun.documentos import Celda
from base.comun.padron import Codigo, Entero, Numero, Padron, Texto
from base.cuentas.roles import Permiso
from convenios.models import Actividad
from convenios.models.plan import ROMANOS

from .carga_actividades import DISTRITO, METAS, Actividades, compromiso_de, nudo_de

ANIO: dict[str, Any] = {"minimo": 2000, "maximo": 2100, "ejemplo": "2026", "sinonimos": ("año", "año fiscal", "ejercicio")}
NOMBRE_DEL_DISTRITO = Texto(
    nombre="nombre_distrito", largo=200, auxiliar=True, ejemplo="Las Pirias", sinonimos=("nombre del distrito",), debiles=("distrito",),
    ayuda="Si está, se comprueba con el ubigeo.",
)  # fmt: skip


def _meta(columna: str, t: int) -> Numero:
    romano = ROMANOS[t]
    if columna == f"fis_t{t}":
        titulos = (f"meta física {romano}", f"física {romano} trimestre", f"físico T{t}", f"meta física T{t}")
        return Numero(nombre=columna, ejemplo="10", ayuda=f"Meta física del {romano} trimestre, en su unidad.", sinonimos=titulos)
    titulos = (f"meta financiera {romano}", f"financiera {romano} trimestre", f"financiero T{t}", f"meta financiera T{t}")
    return Numero(nombre=columna, formato="#,##0.00", ejemplo="1250.50", ayuda=f"Soles del {romano} trimestre.", sinonimos=titulos)


COLUMNAS = (
    Codigo(nombre="codigo", requerida=True, ejemplo="A-01", ayuda="Código de la actividad en su plan. Si ya existe, la fila la cambia.",
           sinonimos=("código de la actividad", "cod", "n°", "nro")),
    DISTRITO,
    NOMBRE_DEL_DISTRITO,
    Entero(nombre="anio", requerida=True, **ANIO),
    Texto(nombre="actividad", requerida=True, largo=500, ancho=60, ejemplo="Taller de lectura con familias",
          sinonimos=("nombre de la actividad", "actividad operativa")),
    Texto(nombre="unidad", requerida=True, largo=40, ejemplo="talleres", sinonimos=("unidad de medida",),
          ayuda="En qué se mide. Cuenta en su compromiso si allí se mide en lo mismo."),
    Codigo(nombre="nudo", ejemplo="NC-01", ayuda="Código del nudo crítico del distrito que atiende.", sinonimos=("nudo crítico", "código del nudo")),
    Codigo(nombre="compromiso", ejemplo="C-01", ayuda="Código del compromiso de este convenio que cumple.",
           sinonimos=("código del compromiso", "compromiso que cumple")),
    Texto(nombre="responsable", largo=150, ejemplo="Especialista de primaria", ayuda="En la UGEL: el cargo, no la persona.",
          sinonimos=("responsable UGEL", "responsable en la UGEL")),
    Texto(nombre="responsable_municipal", largo=150, ejemplo="Gerente de desarrollo social", ayuda="En la municipalidad: el cargo.",
          sinonimos=("responsable en la municipalidad", "responsable municipalidad")),
    Texto(nombre="fuente", largo=100, ejemplo="Recursos ordinarios", ayuda="De dónde sale el dinero.", sinonimos=("fuente de financiamiento",)),
    Texto(nombre="medio", largo=200, ejemplo="Actas y listas de asistencia", sinonimos=("medio de verificación", "medios de verificación")),
    Numero(nombre="peso", enteros=3, minimo=Decimal("0.01"), maximo=100, ejemplo="20",
           ayuda="Solo se usa si todas las actividades del plan lo tienen; vacío: todas pesan igual."),
    *(_meta(columna, t) for columna, (_, t) in METAS.items()),
)  # fmt: skip


def filas_de_actividades(actividades: Any) -> Iterator[list[Celda]]:
    """One row an activity, in the columns of the padrón; a quarter without a target is empty."""
    relacionadas = actividades.select_related("plan__municipalidad__distrito", "nudo", "compromiso").prefetch_related("programaciones")
    for a in relacionadas.iterator(chunk_size=1000):
        metas = {meta.trimestre: meta for meta in a.programaciones.all()}
        yield [
            a.codigo, a.plan.municipalidad.distrito.ubigeo, a.plan.anio, a.nombre, a.unidad, nudo_de(a), compromiso_de(a),
            a.responsable, a.responsable_municipal, a.financia, a.medio, a.peso,
            *(getattr(metas[t], que) if t in metas else None for que, t in METAS.values()),
        ]  # fmt: skip


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    suyas = Actividad.objects.for_user(por).filter(plan__convenio=convenio)
    return filas_de_actividades(suyas.order_by("plan__anio", "plan__municipalidad__distrito__ubigeo", "codigo", "pk"))


ACTIVIDADES = Padron(
    clave="actividades",
    nombre="Actividades de planes",
    descripcion="Las actividades de los planes de trabajo de un convenio, con sus metas de cada trimestre. El plan que aún no existe se prepara en borrador.",
    columnas=COLUMNAS,
    llave=("codigo", "distrito", "anio"),
    operacion=Actividades,
    crear=Permiso.EDITAR_PLANES,
    cambiar=Permiso.EDITAR_PLANES,
    de_un_convenio=True,
    conjunta=True,
    exportar=_exportar,
)
