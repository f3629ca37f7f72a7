"""The padrón of the commitments of one convenio: the office's own matrix, in and out."""

from collections.abc import Iterator
from typing import Any

from base.comun.documentos import Celda
from base.comun.padron import Codigo, Eleccion, Fecha, Numero, Padron, Porcentaje, Texto
from base.cuentas.roles import Permiso
from convenios.models import Compromiso, Parte

from .carga_compromisos import Compromisos
from .distritos import Distritos, escribir_distritos
from .situaciones import CUMPLIDO, EN_PROCESO, PENDIENTE, SITUACIONES, con_lo_que_sale, plegar

COLUMNAS = (
    Codigo(nombre="codigo", requerida=True, ayuda="Código del compromiso en su convenio. Si ya existe, la fila lo cambia.", ejemplo="C-01",
           sinonimos=("código del compromiso", "cod"), debiles=("n°", "nro", "número")),
    Distritos(nombre="distrito", requerida=True, ayuda="Dónde se cumple.", ejemplo="060806",
              sinonimos=("ubigeo", "distritos", "ubigeos", "ubigeo inei")),
    Texto(nombre="nombre_distrito", largo=500, auxiliar=True, ejemplo="Las Pirias", sinonimos=("nombre del distrito", "distrito nombre", "nom distrito"),
          debiles=("distrito",),
          ayuda="Si está, se comprueba que el nombre sea el del ubigeo."),
    Texto(nombre="descripcion", requerida=True, ancho=60, largo=2000, lineas=True, ayuda="Qué se promete.", ejemplo="Elaborar el plan de mantenimiento",
          sinonimos=("compromiso", "descripción del compromiso", "qué se promete", "detalle")),
    Texto(nombre="responsable", largo=150, ayuda="Cargo que lo lleva.", ejemplo="Jefe de gestión institucional",
          sinonimos=("responsable (cargo)", "cargo responsable", "area responsable")),
    Fecha(nombre="fecha_inicio", ayuda="Desde cuándo.", ejemplo="01/03/2026", sinonimos=("inicio", "fecha de inicio", "f. inicio")),
    Fecha(nombre="fecha_limite", requerida=True, ayuda="Último día para cumplir. Si cambia, queda como reprogramación.", ejemplo="30/11/2026",
          sinonimos=("plazo", "fecha límite", "fecha de término", "fecha fin", "fecha de vencimiento", "vence", "f. limite")),
    Eleccion(nombre="estado", valores=SITUACIONES, etiqueta_al_salir=True, ejemplo="pendiente", sinonimos=("situación", "estado actual"),
             otras={"en ejecución": EN_PROCESO, "iniciado": EN_PROCESO, "por iniciar": PENDIENTE, "concluido": CUMPLIDO, "culminado": CUMPLIDO},
             ayuda="Solo se toma si el compromiso no tiene avances registrados."),
    Porcentaje(nombre="avance", formato="0.0#", ayuda="Solo se toma si el compromiso no tiene avances registrados.", ejemplo="0",
               sinonimos=("% avance", "avance (%)", "porcentaje", "porcentaje de avance", "avance %")),
    Numero(nombre="meta_fisica", ayuda="Cantidad que se promete; necesita su unidad.", ejemplo="12", sinonimos=("meta", "meta física", "cantidad")),
    Texto(nombre="unidad", largo=40, ayuda="Unidad de medida de la meta.", ejemplo="talleres", sinonimos=("unidad de medida", "u.m.", "um")),
    Numero(nombre="meta_financiera", formato="#,##0.00", ayuda="Soles.", ejemplo="1250.50", sinonimos=("presupuesto", "monto", "meta financiera (S/)", "costo")),
)  # fmt: skip


def filas_de_compromisos(compromisos: Any) -> Iterator[list[Celda]]:
    """One row a commitment, in the columns of the padrón; read in pieces, at the same number of queries a piece."""
    ambitos = _ambitos(compromisos)
    for c in con_lo_que_sale(compromisos).iterator(chunk_size=1000):
        alcanza = {alcance.distrito.ubigeo for alcance in c.alcances.all()}
        yield [
            c.codigo, escribir_distritos(alcanza, ambitos.get(c.convenio_id, set())), c.descripcion, c.responsable, c.inicio, c.plazo,
            SITUACIONES[plegar(c)], c.progreso, c.meta, c.unidad, c.meta_financiera,
        ]  # fmt: skip


def _ambitos(compromisos: Any) -> dict[int, set[str]]:
    """The districts of each convenio: those whose municipality is a party and has not left."""
    ambitos: dict[int, set[str]] = {}
    siguen = Parte.objects.siguen().filter(convenio__in=compromisos.order_by().values("convenio"))
    for convenio, ubigeo in siguen.order_by().values_list("convenio", "municipalidad__distrito__ubigeo"):
        ambitos.setdefault(convenio, set()).add(ubigeo)
    return ambitos


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    return filas_de_compromisos(Compromiso.objects.for_user(por).filter(convenio=convenio).order_by("codigo", "pk"))


COMPROMISOS = Padron(
    clave="compromisos",
    nombre="Compromisos",
    descripcion="Los compromisos de un convenio, tal como los lleva la matriz de la oficina.",
    columnas=COLUMNAS,
    llave=("codigo",),
    operacion=Compromisos,
    crear=Permiso.EDITAR_COMPROMISOS,
    cambiar=Permiso.EDITAR_COMPROMISOS,
    de_un_convenio=True,
    exportar=_exportar,
)
