"""The padrón of indicators: one row is the value of an indicator in one territory and year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet

from base.bitacora.carga import TANDA, Referencia, UnRegistro
from base.comun.documentos import Celda
from base.comun.fechas import hoy
from base.comun.padron import Codigo, Entero, Fila, Leido, Numero, Padron, Texto, ValorInvalido
from base.comun.padron.celdas import texto
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Indicador, Medicion, TerritoriosDe, Ugel
from municipios.models.indicador import DE_DISTRITO, PAIS

SIN_FUENTE = "Importado de un archivo de la oficina el {:%d/%m/%Y}; la fila no dice su fuente"
AVISO = "No dice de dónde sale: quedará escrito que se importó sin fuente."


@dataclass(frozen=True, kw_only=True, eq=False)
class Territorio(Codigo):
    """A district, a province, a region or the country, by INEI's code; the zero that a sheet ate comes back."""

    tipo: ClassVar[str] = "territorio"

    @property
    def acepta(self) -> str:
        return "Ubigeo del INEI: 6 cifras (distrito), 4 (provincia), 2 (región) o 00 (país), con su cero a la izquierda."

    def leer(self, celda: Celda) -> Leido:
        cifras = texto(celda).removesuffix(".0")
        if not cifras:
            return Leido()
        if not (cifras.isascii() and cifras.isdigit()) or len(cifras) > DE_DISTRITO:
            raise ValorInvalido("Son 6 cifras (distrito), 4 (provincia) o 2 (región; 00 es el país).")
        if len(cifras) % 2:
            return Leido(f"0{cifras}", avisos=(f"Le faltaba el cero inicial: se leyó 0{cifras}.",))
        return Leido(cifras)


class CargaIndicadores(UnRegistro):
    """Values of the territories of who brings them."""

    modelo = Medicion
    campos = {columna: columna for columna in ("ubigeo", "anio", "valor", "fuente")}
    referencias = {
        "indicador": Referencia(
            campo="indicador",
            de=lambda op: op.indicadores(),
            por="codigo",
            mensaje="No hay un indicador {}: su código está en la página Indicadores; si no está, regístrelo antes.",
        )
    }
    llave = ("indicador", "ubigeo", "anio")
    se_busca_por = "ubigeo"

    def indicadores(self) -> QuerySet[Any]:
        """Those that this person reads, in this place."""
        suyos = Indicador.objects.for_user(self.por)
        return suyos.filter(Q(ugel=None) | Q(ugel__in=Ugel.objects.atendidas_por(self.por))) if self.ugel is None else suyos.de(self.ugel)

    def registros(self) -> QuerySet[Any]:
        return Medicion.objects.for_user(self.por).filter(indicador__in=self.indicadores())

    def _referir(self, filas: Sequence[Fila]) -> None:
        """A code is the same whatever its capitals."""
        escritos = {codigo.lower(): codigo for codigo in self.indicadores().values_list("codigo", flat=True)}
        for fila in filas:
            if (dicho := fila.valores.get("indicador")) is not None:
                fila.valores["indicador"] = escritos.get(dicho.lower(), dicho)
        super()._referir(filas)

    def nuevo(self, fila: Fila) -> Model:
        return Medicion(fuente=SIN_FUENTE.format(hoy()), demostracion=fila.extra["indicador"].demostracion)

    def comprobar(self, filas: Sequence[Fila]) -> None:
        """Nobody writes the value of a territory that is not theirs, nor of one that the source of the indicator does not reach."""
        suyos = TerritoriosDe(self.por)
        for fila in filas:
            indicador, ubigeo = fila.extra["indicador"], fila.valores["ubigeo"]
            reparo = indicador.reparo_de_nivel(ubigeo)
            if not reparo and fila.estado != "igual":
                reparo = suyos.reparo(ubigeo, ugel=indicador.ugel_id)
            if reparo:
                fila.error("ubigeo", reparo)
            elif fila.registro is None and "fuente" not in fila.valores:
                fila.aviso("fuente", AVISO)
        super().comprobar([fila for fila in filas if not fila.errores])


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = Medicion.objects.for_user(por)
    if ugel is not None:
        suyos = Distrito.objects.for_user(por).filter(ugel=ugel).values_list("ubigeo", flat=True)
        lugares = {PAIS} | {ubigeo[:largo] for ubigeo in suyos for largo in (2, 4, DE_DISTRITO)}
        filas = filas.filter(Q(indicador__ugel=None) | Q(indicador__ugel=ugel), ubigeo__in=lugares)
    for m in filas.select_related("indicador").order_by("indicador__codigo", "ubigeo", "anio", "pk").iterator(chunk_size=TANDA):
        yield [m.indicador.codigo, m.ubigeo, m.anio, m.valor, m.fuente]


INDICADORES = Padron(
    clave="indicadores",
    nombre="Indicadores",
    descripcion="El valor de un indicador en un territorio y un año. Un valor de la región no es del distrito: si la fuente llega solo a la región, el "
    "portal no toma uno de distrito. Una fila nueva sin fuente entra con un aviso, y queda escrito que se importó sin ella.",
    columnas=(
        Codigo(nombre="indicador", requerida=True, ejemplo="LECTURA-4P", ayuda="El código que tiene en la página Indicadores.",
               sinonimos=("código del indicador", "codigo_indicador", "cod_indicador")),
        Territorio(nombre="ubigeo", requerida=True, ejemplo="060806", sinonimos=("territorio", "ubigeo inei", "codgeo"), ofrece="distritos"),
        Entero(nombre="anio", requerida=True, minimo=2000, maximo=2100, ejemplo="2024", sinonimos=("año", "periodo")),
        Numero(nombre="valor", requerida=True, enteros=10, decimales=4, minimo=None, formato="#,##0.####", ejemplo="22.7",
               ayuda="En la unidad del indicador, sin escribirla.", sinonimos=("resultado", "dato")),
        Texto(nombre="fuente", largo=300, ancho=50, ejemplo="ENLA 2024", ayuda="Documento y fecha, o dirección de la página. Vacía en una fila "
              "nueva: queda escrito que se importó sin fuente.", sinonimos=("de dónde sale", "origen")),
    ),
    llave=("indicador", "ubigeo", "anio"),
    operacion=CargaIndicadores,
    crear=Permiso.EDITAR_DIAGNOSTICO,
    cambiar=Permiso.EDITAR_DIAGNOSTICO,
    exportar=_exportar,
)  # fmt: skip
