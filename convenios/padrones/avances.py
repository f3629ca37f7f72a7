"""The padrón of avances: what was done, as the office wrote it down; it arrives as sent, to be verified by another person."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Prefetch
from django.db.models.functions import Lower

from base.bitacora.bloque import crear_en_bloque
from base.bitacora.leyes import leyes_rotas
from base.comun.documentos import Celda
from base.comun.fechas import ahora, hoy
from base.comun.padron import Codigo, Fecha, Fila, Numero, Operacion, Padron, Texto
from base.comun.padron.celdas import limpiar
from base.cuentas.roles import Permiso
from convenios.models import Alcance, Avance, Compromiso, Evidencia
from convenios.models.avance import CERRADO

from .distritos import TODOS, Ambito, Distritos

SIN_EVIDENCIA = "Importado de la matriz de la oficina"
_url = URLValidator(schemes=["http", "https"])


class CargaAvances(Operacion):
    """New avances of the commitments of one convenio; one that is already there is left as it is."""

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        alcances = Prefetch("alcances", Alcance.objects.select_related("distrito"))
        compromisos = Compromiso.objects.filter(convenio=self.convenio).select_related("convenio").prefetch_related(alcances)
        if con_candado:
            compromisos = compromisos.select_for_update(of=("self",)).order_by("pk")
        pedidos = {str(fila.valores["compromiso"]).lower() for fila in filas}
        por_codigo = {c.plano: c for c in compromisos.annotate(plano=Lower("codigo")).filter(plano__in=pedidos)}
        ambito = Ambito(self.convenio)
        hay = {self._identidad(a): a for a in self._registrados(por_codigo.values())}
        for fila in filas:
            fila.extra["compromiso"] = compromiso = por_codigo.get(str(fila.valores["compromiso"]).lower())
            if compromiso is None:
                fila.error("compromiso", f"No hay un compromiso «{fila.valores['compromiso']}» en este convenio.")
            self._distrito(fila, ambito)
            if fila.errores or compromiso is None:
                continue
            quien = (compromiso.pk, fila.extra["ubigeo"], fila.valores["fecha"], fila.valores["descripcion"])
            if (avance := hay.get(quien)) is not None:
                fila.registro, fila.actual = avance, self._dice(avance)

    def _registrados(self, compromisos: Collection[Compromiso]) -> Any:
        filas = Avance.objects.filter(compromiso__in=compromisos, origen=Avance.Origen.REPORTE)
        return filas.select_related("distrito").prefetch_related("evidencias").order_by("pk")

    def _identidad(self, avance: Any) -> Any:
        ubigeo = avance.distrito.ubigeo if avance.distrito else ""
        return avance.compromiso_id, ubigeo, avance.fecha, limpiar(avance.descripcion)

    def _dice(self, avance: Any) -> dict[str, Any]:
        return {"cantidad": avance.cantidad, "expediente": limpiar(avance.expediente) or None, "enlace": enlace_de(avance) or None}

    def _distrito(self, fila: Fila, ambito: Ambito) -> None:
        """One district, or all that the commitment reaches."""
        todos = fila.valores.get("distrito") == TODOS
        ambito.comprobar(fila)
        ubigeos = fila.valores["distrito"]
        if not todos and len(ubigeos) > 1:
            fila.error("distrito", "Un avance es de un distrito, o de TODOS los que alcanza el compromiso.")
        fila.extra["ubigeo"] = "" if todos else next(iter(ubigeos))

    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if fila.registro is not None:
                for columna, *_ in fila.cambios:
                    fila.error(columna, "Ese avance ya está registrado con otro dato: corríjalo en su página.")
                continue
            avance = self._nuevo(fila)
            for ley in leyes_rotas(avance):
                fila.error(None, str(ley.violation_error_message))

    def _nuevo(self, fila: Fila) -> Avance:
        compromiso, ubigeo, valores = fila.extra["compromiso"], fila.extra["ubigeo"], fila.valores
        distritos = {alcance.distrito.ubigeo: alcance.distrito for alcance in compromiso.alcances.all()}
        if not compromiso.recibe_avances:
            fila.error("compromiso", CERRADO)
        if ubigeo and ubigeo not in distritos:
            fila.error("distrito", "El compromiso no alcanza ese distrito.")
        if valores["fecha"] > hoy():
            fila.error("fecha", "La fecha es la de algo ya hecho: no puede ser futura.")
        if valores.get("cantidad") is not None and compromiso.meta is None:
            fila.error("cantidad", "Este compromiso no se mide en cantidades.")
        try:
            if valores.get("enlace"):
                _url(valores["enlace"])
        except ValidationError:
            fila.error("enlace", "No es una dirección de internet: empieza con https://.")
        instante = ahora()
        fila.extra["registro"] = avance = Avance(
            compromiso=compromiso, distrito=distritos.get(ubigeo), fecha=valores["fecha"], descripcion=valores["descripcion"],
            cantidad=valores.get("cantidad"), expediente=valores.get("expediente") or "", estado=Avance.Estado.ENVIADO,
            sin_evidencia_motivo="" if valores.get("enlace") else SIN_EVIDENCIA, creado_en=instante, creado_por=self.por,
            enviado_en=instante, enviado_por=self.por, demostracion=compromiso.demostracion,
        )  # fmt: skip
        return avance

    def escribir(self, filas: Sequence[Fila]) -> None:
        crear_en_bloque(Avance, [fila.extra["registro"] for fila in filas])
        crear_en_bloque(Evidencia, [self._enlace(fila) for fila in filas if fila.valores.get("enlace")])

    def _enlace(self, fila: Fila) -> Evidencia:
        avance = fila.extra["registro"]
        return Evidencia(
            avance=avance,
            clase=Evidencia.Clase.ENLACE,
            enlace=fila.valores["enlace"],
            subida_por=self.por,
            demostracion=avance.demostracion,
        )


def enlace_de(avance: Any) -> str:
    """The first link among its evidence."""
    return next((e.enlace for e in avance.evidencias.all() if e.enlace), "")


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = Avance.objects.for_user(por).filter(compromiso__convenio=convenio, origen=Avance.Origen.REPORTE)
    for a in filas.select_related("compromiso", "distrito").prefetch_related("evidencias").order_by("compromiso__codigo", "fecha", "pk"):
        ubigeo = a.distrito.ubigeo if a.distrito else TODOS
        yield [a.compromiso.codigo, ubigeo, a.fecha, a.descripcion, a.cantidad, enlace_de(a), a.expediente]


AVANCES = Padron(
    clave="avances",
    nombre="Avances",
    descripcion="Lo que se hizo en los compromisos de un convenio. Entra como enviado: lo verifica otra persona.",
    columnas=(
        Codigo(nombre="compromiso", requerida=True, ejemplo="C-01", sinonimos=("código del compromiso", "codigo")),
        Distritos(nombre="distrito", requerida=True, ejemplo="060806", ayuda="Dónde se hizo; TODOS los que alcanza el compromiso.", sinonimos=("ubigeo",)),
        Texto(nombre="nombre_distrito", largo=200, auxiliar=True, ejemplo="Las Pirias",
              sinonimos=("nombre del distrito",), debiles=("distrito",), ayuda="Si está, se comprueba con el ubigeo."),
        Fecha(nombre="fecha", requerida=True, ejemplo="15/04/2026", sinonimos=("fecha en que se hizo",)),
        Texto(nombre="descripcion", requerida=True, largo=2000, lineas=True, ancho=60, ayuda="Qué se hizo.", ejemplo="Se entregaron 40 kits de aseo",
              sinonimos=("qué se hizo", "actividad realizada")),
        Numero(nombre="cantidad", ejemplo="40", ayuda="En la unidad de la meta del compromiso.", sinonimos=("cuánto", "cantidad ejecutada")),
        Texto(nombre="enlace", largo=500, ejemplo="https://ejemplo.pe/acta.pdf", ayuda="Dirección de internet de la evidencia.",
              sinonimos=("link", "url", "evidencia")),
        Texto(nombre="expediente", largo=100, ejemplo="OFICIO 012-2026", sinonimos=("expediente u oficio", "oficio")),
    ),
    llave=("compromiso", "distrito", "fecha", "descripcion"),
    operacion=CargaAvances,
    crear=Permiso.IMPORTAR_TODO,
    cambiar=Permiso.IMPORTAR_TODO,
    de_un_convenio=True,
    exportar=_exportar,
)  # fmt: skip
