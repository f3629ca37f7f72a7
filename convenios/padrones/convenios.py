"""The padrones of convenios and of their parties."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from base.bitacora.bloque import cambiar_en_bloque
from base.bitacora.carga import Referencia, UnRegistro
from base.comun.documentos import Celda
from base.comun.fechas import ahora
from base.comun.padron import Codigo, Eleccion, Fecha, Fila, Padron, Texto
from base.cuentas.roles import Permiso
from convenios.models import Convenio, Parte
from municipios.models import Municipalidad, Ugel

SIN_UGEL = "No se sabe de qué UGEL es: quien carga tiene a su cargo varias, o ninguna."


class CargaConvenios(UnRegistro):
    """Convenios of one UGEL. One that comes with the date of its signature is a signed one; the rest are drafts."""

    modelo = Convenio
    campos = {
        "codigo": "codigo",
        "tipo": "tipo",
        "titulo": "titulo",
        "objeto": "objeto",
        "suscrito_el": "suscrito_el",
        "inicio": "inicio",
        "fin": "fin",
    }
    llave = ("codigo",)

    def registros(self) -> QuerySet[Any]:
        return Convenio.objects.filter(ugel=self.ugel).select_related("padre")

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        super().buscar(filas, con_candado=con_candado)
        for fila in filas:
            if fila.registro is not None:
                padre = fila.registro.padre
                fila.actual["convenio_padre"] = padre.codigo if padre else None

    def nuevo(self, fila: Fila) -> Model:
        convenio = Convenio(ugel=self.ugel)
        if fila.valores.get("suscrito_el"):
            convenio.estado, convenio.estado_en, convenio.estado_por = Convenio.Estado.SUSCRITO, ahora(), self.por
        return convenio

    def comprobar(self, filas: Sequence[Fila]) -> None:
        """A específico names its marco: one that exists, or one of this same file."""
        marcos = {c.codigo.lower(): c for c in Convenio.objects.filter(ugel=self.ugel, tipo=Convenio.Tipo.MARCO)}
        super().comprobar(filas)
        marcos |= {f.llave: f.extra["registro"] for f in filas if f.extra["registro"].tipo == Convenio.Tipo.MARCO}
        for fila in filas:
            if self.ugel is None:
                fila.error(None, SIN_UGEL)
            codigo = fila.valores.get("convenio_padre")
            if codigo is None:
                continue
            padre = marcos.get(codigo.lower())
            if padre is None or codigo.lower() == fila.llave:
                fila.error("convenio_padre", f"«{codigo}» no es un convenio marco de esta UGEL.")
            elif fila.extra["registro"].tipo != Convenio.Tipo.ESPECIFICO:
                fila.error("convenio_padre", "Solo un convenio específico deriva de un convenio marco.")
            else:
                fila.extra["padre"] = padre

    def escribir(self, filas: Sequence[Fila]) -> None:
        super().escribir(filas)
        hijos = [fila.extra["registro"] for fila in filas if "padre" in fila.extra]
        for fila in filas:
            if "padre" in fila.extra:
                fila.extra["registro"].padre = fila.extra["padre"]
        cambiar_en_bloque(Convenio, hijos, ["padre"])


def filas_de_convenios(convenios: Any) -> Iterator[list[Celda]]:
    """One row a convenio, in the columns of the padrón."""
    for c in convenios.select_related("padre"):
        yield [c.codigo, c.tipo, c.titulo, c.objeto, c.suscrito_el, c.inicio, c.fin, c.padre.codigo if c.padre else ""]


def _exportar_convenios(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    return filas_de_convenios(Convenio.objects.for_user(por).filter(ugel=ugel).order_by("codigo"))


CONVENIOS = Padron(
    clave="convenios",
    nombre="Convenios",
    descripcion="Los convenios de una UGEL. El que trae la fecha de su firma entra como suscrito; los demás, como borrador.",
    columnas=(
        Codigo(nombre="codigo", requerida=True, ejemplo="CM-2026-01", sinonimos=("código del convenio", "número", "convenio")),
        Eleccion(nombre="tipo", requerida=True, valores=dict(Convenio.Tipo.choices), otras={"marco": "marco", "específico": "especifico"}, ejemplo="marco"),
        Texto(nombre="titulo", requerida=True, largo=250, ancho=60, ejemplo="Convenio marco de cooperación interinstitucional",
              sinonimos=("título", "nombre", "denominación")),
        Texto(nombre="objeto", largo=2000, lineas=True, ancho=60, ejemplo="Mejorar los locales escolares del distrito"),
        Fecha(nombre="suscrito_el", ayuda="Con esta fecha, el convenio entra como suscrito.", ejemplo="15/03/2026",
              sinonimos=("fecha de suscripción", "suscrito el", "fecha de firma")),
        Fecha(nombre="inicio", ejemplo="01/04/2026", sinonimos=("vigente desde", "fecha de inicio")),
        Fecha(nombre="fin", ejemplo="31/12/2028", sinonimos=("vigente hasta", "fecha de término", "vencimiento")),
        Codigo(nombre="convenio_padre", ejemplo="CM-2026-01", ayuda="Código del convenio marco del que deriva.", sinonimos=("convenio marco", "marco")),
    ),
    llave=("codigo",),
    operacion=CargaConvenios,
    crear=Permiso.IMPORTAR_TODO,
    cambiar=Permiso.IMPORTAR_TODO,
    conjunta=True,
    exportar=_exportar_convenios,
)  # fmt: skip


class CargaPartes(UnRegistro):
    """Which municipality signed which convenio, who signed for it, with what document, when."""

    modelo = Parte
    campos = {"firmante": "firmante", "cargo": "cargo", "documento": "documento", "firmado_el": "firmado_el"}
    referencias = {
        "convenio": Referencia(
            campo="convenio", de=lambda op: op.convenios(), por="codigo", mensaje="«{}» no es un convenio de los que usted maneja."
        ),
        "ubigeo": Referencia(
            campo="municipalidad",
            de=lambda op: Municipalidad.objects.filter(distrito__ugel__in=Ugel.objects.atendidas_por(op.por)),
            por="distrito__ubigeo",
            mensaje="{} no es un distrito de su UGEL.",
        ),
    }
    llave = ("convenio", "ubigeo")

    def convenios(self) -> QuerySet[Any]:
        """Those whose parties this person keeps."""
        suyos = Convenio.objects.filter(ugel__in=Ugel.objects.atendidas_por(self.por))
        return suyos if self.ugel is None else suyos.filter(ugel=self.ugel)

    def registros(self) -> QuerySet[Any]:
        return Parte.objects.filter(convenio__in=self.convenios())

    def nuevo(self, fila: Fila) -> Model:
        return Parte(demostracion=fila.extra["convenio"].demostracion)

    def comprobar(self, filas: Sequence[Fila]) -> None:
        super().comprobar(filas)
        for fila in filas:
            convenio, municipalidad = fila.extra["convenio"], fila.extra["municipalidad"]
            if municipalidad.distrito.ugel_id != convenio.ugel_id:
                fila.error("ubigeo", "Esa municipalidad no pertenece al ámbito de la UGEL del convenio.")


def _exportar_partes(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = (
        Parte.objects.for_user(por).filter(convenio__ugel=ugel)
        if convenio is None
        else Parte.objects.for_user(por).filter(convenio=convenio)
    )
    for p in filas.select_related("convenio", "municipalidad__distrito").order_by("convenio__codigo", "municipalidad__distrito__ubigeo"):
        yield [p.convenio.codigo, p.municipalidad.distrito.ubigeo, p.firmante, p.cargo, p.documento, p.firmado_el]


PARTES = Padron(
    clave="partes",
    nombre="Partes de los convenios",
    descripcion="Qué municipalidad suscribe cada convenio, quién firmó por ella, con qué documento y cuándo.",
    columnas=(
        Codigo(nombre="convenio", requerida=True, ejemplo="CM-2026-01", sinonimos=("código del convenio", "codigo")),
        Codigo(nombre="ubigeo", digitos=6, requerida=True, ofrece="distritos", ejemplo="060806", sinonimos=("ubigeo inei", "distrito")),
        Texto(nombre="firmante", largo=150, ejemplo="Nombres y apellidos", sinonimos=("quien firmó", "representante")),
        Texto(nombre="cargo", largo=120, ejemplo="Alcalde"),
        Texto(nombre="documento", largo=200, ejemplo="Acuerdo de Concejo 010-2026", ayuda="Acuerdo de concejo o resolución: número y fecha.",
              sinonimos=("documento que lo autoriza",)),
        Fecha(nombre="firmado_el", ejemplo="15/03/2026", sinonimos=("fecha de firma", "firmó el")),
    ),
    llave=("convenio", "ubigeo"),
    operacion=CargaPartes,
    crear=Permiso.IMPORTAR_TODO,
    cambiar=Permiso.IMPORTAR_TODO,
    exportar=_exportar_partes,
)  # fmt: skip
