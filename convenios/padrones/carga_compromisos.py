"""How the rows of the office's matrix become commitments of one convenio: new ones, and changes of existing ones."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.gestos import actual
from base.bitacora.leyes import columnas_de, leyes_rotas
from base.bitacora.revisiones import con_revision
from base.comun.fechas import ahora, hoy
from base.comun.padron import Fila, Operacion
from base.comun.padron.celdas import en_una_linea, limpiar
from convenios.models import Alcance, Avance, Compromiso, Reprogramacion
from convenios.models.compromiso import comprobar_partes

from .distritos import Ambito, distritos_de
from .situaciones import (
    CERO,
    CIEN,
    CUMPLIDO,
    EN_PROCESO,
    NO_CUMPLIDO,
    PENDIENTE,
    SITUACIONES,
    con_situacion,
    plegar,
)  # fmt: skip

Estado = Compromiso.Estado
SIN_EVIDENCIA = "sin evidencia: carga inicial"
# what a row writes on its commitment as it comes: column → field
CAMPOS = {
    "descripcion": "descripcion",
    "responsable": "responsable",
    "fecha_inicio": "inicio",
    "fecha_limite": "plazo",
    "meta_fisica": "meta",
    "unidad": "unidad",
    "meta_financiera": "meta_financiera",
}
TANDA = 2000


class Compromisos(Operacion):
    """New commitments, and changes of existing ones, of one convenio."""

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        reportados = Avance.objects.filter(compromiso=OuterRef("pk")).exclude(origen=Avance.Origen.CARGA_INICIAL)
        filas_vivas = con_revision(Compromiso.objects.filter(convenio=self.convenio))
        suyos = con_situacion(filas_vivas).annotate(con_reportes=Exists(reportados), plano=Lower("codigo"))
        if con_candado:
            suyos = suyos.select_for_update(of=("self",)).order_by("pk")
        por_llave = {fila.llave: fila for fila in filas}
        hallados = self._llamados(list(por_llave))
        for desde in range(0, len(hallados), TANDA):
            tanda = hallados[desde : desde + TANDA]
            alcances = self._alcances_de(tanda)
            for compromiso in suyos.filter(pk__in=tanda):
                fila = por_llave[compromiso.plano]
                fila.extra["alcances"] = alcances.get(compromiso.pk, [])
                fila.registro, fila.revision = compromiso, compromiso.revision_vista or 0
                fila.actual = self._actual(compromiso, fila.extra["alcances"])

    def _llamados(self, llaves: Sequence[str]) -> list[int]:
        """Those that have one of these codes, in the order in which everybody holds them."""
        suyos = Compromiso.objects.filter(convenio=self.convenio).alias(plano=Lower("codigo")).order_by()
        tandas = (llaves[desde : desde + TANDA] for desde in range(0, len(llaves), TANDA))
        return sorted(pk for tanda in tandas for pk in suyos.filter(plano__in=tanda).values_list("pk", flat=True))

    def contrastar(self, filas: Sequence[Fila]) -> None:
        ambito = Ambito(self.convenio)
        for fila in filas:
            ambito.comprobar(fila)

    def _alcances_de(self, compromisos: Sequence[int]) -> dict[int, list[tuple[str, Any]]]:
        """The districts of each commitment, each with its part of the target."""
        suyos: dict[int, list[tuple[str, Any]]] = {}
        filas = Alcance.objects.filter(compromiso__in=compromisos).order_by("pk")
        for compromiso, ubigeo, meta in filas.values_list("compromiso", "distrito__ubigeo", "meta"):
            suyos.setdefault(compromiso, []).append((ubigeo, meta))
        return suyos

    def _actual(self, c: Any, alcances: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """What the commitment says now, by column, in the writing in which a file is read."""
        dicho = {columna: getattr(c, campo) for columna, campo in CAMPOS.items()}
        dicho["descripcion"] = limpiar(c.descripcion) or None
        for columna in ("responsable", "unidad"):
            dicho[columna] = en_una_linea(dicho[columna]) or None
        return dicho | {
            "distrito": frozenset(ubigeo for ubigeo, _ in alcances),
            "estado": plegar(c),
            "avance": c.progreso,
        }

    # ── What several columns say together ────────────────────────────────────────────────────────────────────────────────
    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            self._situacion(fila)
            if fila.registro is not None:
                self._del_existente(fila)
            else:
                fila.extra["distritos"] = fila.valores["distrito"]
            fila.extra["compromiso"] = compromiso = self._compromiso(fila)
            if fila.estado == "igual":  # the database holds it already
                continue
            for ley in leyes_rotas(compromiso):
                fila.error(_columna(columnas_de(Compromiso, ley), fila), str(ley.violation_error_message))

    def senalar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            malas = {CAMPOS.get(columna or "") for columna, _ in fila.errores}
            if fila.registro is not None:
                fila.registro = copy(fila.registro)  # a row that repeats a key shares its record with the first one
                self._del_existente(fila)
            for ley in leyes_rotas(self._compromiso(fila)):
                columnas = columnas_de(Compromiso, ley)
                if not columnas & malas:
                    fila.error(_columna(columnas, fila), str(ley.violation_error_message))

    def _compromiso(self, fila: Fila) -> Compromiso:
        """The record as this row leaves it."""
        if fila.registro is None:
            compromiso = Compromiso(convenio=self.convenio, codigo=fila.valores.get("codigo", ""), demostracion=self.convenio.demostracion)
            for columna, campo in CAMPOS.items():
                if columna in fila.valores:
                    setattr(compromiso, campo, fila.valores[columna])
        else:
            compromiso = fila.registro
            for columna, _, nuevo in fila.cambios:
                if columna in CAMPOS:
                    setattr(compromiso, CAMPOS[columna], nuevo)
        return compromiso

    def _situacion(self, fila: Fila) -> None:
        """`estado` and `avance` are taken for a commitment that nobody has reported on; where they contradict each other, `avance` wins."""
        pedido, avance = fila.valores.get("estado"), fila.valores.get("avance")
        antes = fila.actual.get("estado", PENDIENTE), fila.actual.get("avance")
        if fila.registro is not None and avance is not None and avance == (antes[1] or CERO):
            _olvidar(fila, "avance")
        cambia = {columna for columna, *_ in fila.cambios} & {"estado", "avance"}
        if fila.registro is not None and not cambia:
            return
        if fila.registro is not None and fila.registro.con_reportes:
            for columna in sorted(cambia):
                fila.aviso(columna, "El compromiso ya tiene avances registrados: esta columna no se toma.")
                _olvidar(fila, columna)
            return
        if avance is None:
            avance = CIEN if pedido == CUMPLIDO else antes[1] or CERO
            if pedido == CUMPLIDO and fila.registro is None:
                fila.aviso("avance", "Está vacío y el estado es cumplido: se toma 100 %.")
        estado = pedido or antes[0]
        if estado == CUMPLIDO and avance < CIEN or estado == NO_CUMPLIDO and avance == CIEN or estado == PENDIENTE and avance:
            if pedido is not None:
                fila.aviso("estado", f"Dice {SITUACIONES[estado]} y el avance es {avance:f} %: se toma el avance.")
            estado = EN_PROCESO if avance else PENDIENTE
        fila.extra["situacion"] = (estado, avance)
        if fila.registro is not None:
            _olvidar(fila, "estado")
            _olvidar(fila, "avance")
            if estado != antes[0]:
                fila.cambios.append(("estado", antes[0], estado))
            if avance != (antes[1] or CERO):
                fila.cambios.append(("avance", antes[1], avance))

    def _del_existente(self, fila: Fila) -> None:
        c, cambios = fila.registro, {columna: (antes, nuevo) for columna, antes, nuevo in fila.cambios}
        if "distrito" in cambios:
            if fila.actual["distrito"]:
                antes = " ".join(sorted(fila.actual["distrito"]))
                fila.error("distrito", f"El compromiso {c.codigo} es de {antes}: una carga no lo mueve a otro distrito.")
            else:
                fila.extra["distritos"] = cambios["distrito"][1]
        if "fecha_limite" in cambios and c.estado in (Estado.CUMPLIDO, Estado.NO_CUMPLIDO):
            fila.error("fecha_limite", "Un compromiso cerrado no se reprograma: reábralo primero.")
        if "meta_fisica" in cambios:
            partes = [meta for _, meta in fila.extra["alcances"]]
            try:
                comprobar_partes(cambios["meta_fisica"][1], partes)
            except ValidationError as error:
                fila.error("meta_fisica", " ".join(error.messages))

    # ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def escribir(self, filas: Sequence[Fila]) -> None:
        lote = actual()
        assert lote is not None  # noqa: S101  (the engine writes inside a gesture)
        reprogramaciones = [self._reprogramacion(fila, lote) for fila in filas if self._reprograma(fila)]
        for fila in filas:
            self._poner_situacion(fila)
        nuevas = [fila for fila in filas if fila.registro is None]
        crear_en_bloque(Compromiso, [fila.extra["compromiso"] for fila in nuevas])
        cambiados = [fila.registro for fila in filas if fila.registro is not None]
        campos = [*CAMPOS.values(), "estado", "estado_en", "estado_por", "estado_motivo"]
        cambiar_en_bloque(Compromiso, cambiados, campos)
        crear_en_bloque(Reprogramacion, reprogramaciones)
        crear_en_bloque(Alcance, self._alcances(filas))
        crear_en_bloque(Avance, self._cargas(filas, lote))

    def _reprograma(self, fila: Fila) -> bool:
        return any(columna == "fecha_limite" and antes is not None for columna, antes, _ in fila.cambios)

    def _reprogramacion(self, fila: Fila, lote: Any) -> Reprogramacion:
        antes, nuevo = next((antes, nuevo) for columna, antes, nuevo in fila.cambios if columna == "fecha_limite")
        return Reprogramacion(
            compromiso=fila.registro, plazo_anterior=antes, plazo_nuevo=nuevo, motivo=lote.motivo, documento=f"Importación, lote {lote.pk}",
            por=self.por, demostracion=fila.registro.demostracion,
        )  # fmt: skip

    def _poner_situacion(self, fila: Fila) -> None:
        """What was decided about it, as the matrix says; a decision changes only when the file changes it."""
        estado = fila.extra.get("situacion", (None, None))[0]
        if estado is None:
            return
        c, guarda = fila.extra["compromiso"], {CUMPLIDO: SIN_EVIDENCIA, NO_CUMPLIDO: "carga inicial"}
        decidido = estado if estado in guarda else Estado.SUSPENDIDO if c.estado == Estado.SUSPENDIDO else Estado.ABIERTO
        if decidido != c.estado:
            c.estado, c.estado_en, c.estado_por, c.estado_motivo = decidido, ahora(), self.por, guarda.get(estado, "carga inicial")

    def _alcances(self, filas: Sequence[Fila]) -> Iterator[Alcance]:
        distritos = distritos_de(self.convenio)
        for fila in filas:
            for ubigeo in sorted(fila.extra.get("distritos", ())):
                c = fila.extra["compromiso"]
                yield Alcance(compromiso=c, distrito=distritos[ubigeo], demostracion=c.demostracion)

    def _cargas(self, filas: Sequence[Fila], lote: Any) -> Iterator[Avance]:
        """The percentage that the matrix brings, as one verified avance that counts until the first report is verified."""
        dia, instante = hoy(), ahora()
        for fila in filas:
            estado, avance = fila.extra.get("situacion", (None, None))
            cambia = fila.registro is None or any(c in ("avance", "estado") for c, *_ in fila.cambios)
            if estado is None or not cambia or (estado == PENDIENTE and not avance and fila.registro is None):
                continue
            c = fila.extra["compromiso"]
            yield Avance(
                compromiso=c, fecha=dia, descripcion=f"Carga inicial, lote {lote.pk}", porcentaje=avance, origen=Avance.Origen.CARGA_INICIAL,
                estado=Avance.Estado.VERIFICADO, sin_evidencia_motivo="Carga inicial", creado_por=self.por, creado_en=instante,
                verificado_en=instante, verificado_por=self.por, demostracion=c.demostracion,
            )  # fmt: skip


def _olvidar(fila: Fila, columna: str) -> None:
    fila.cambios = [cambio for cambio in fila.cambios if cambio[0] != columna]


def _columna(campos: Collection[str], fila: Fila) -> str | None:
    """The column to blame for a broken law: the last one that the file brings, of those the law speaks of."""
    posibles = [columna for columna, campo in reversed(CAMPOS.items()) if campo in campos]
    return next(iter([columna for columna in posibles if columna in fila.valores] or posibles), None)
