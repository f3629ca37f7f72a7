"""How the rows of a file become activities of plans of work: new ones, changes of existing ones, and the drafts that hold them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Lower

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque, tocar_en_bloque
from base.bitacora.carga import UnRegistro
from base.comun.padron import Fila
from base.comun.padron.celdas import en_una_linea
from convenios.models import Actividad, Alcance, Compromiso, Ejecucion, Parte, PlanTrabajo, Programacion
from convenios.models.actividad import APROBADO, CERRADO, DE_MEDIDA, MEDIDA, NO_ALCANZA, PROPUESTO, YA_CUENTA
from convenios.models.plan import TRIMESTRES
from municipios.models import NudoCritico

from .distritos import Ambito, UnDistrito

CERO = Decimal(0)
TANDA = 2000
DISTRITO = UnDistrito(
    nombre="distrito", requerida=True, ejemplo="060806", ayuda="De qué municipalidad es el plan.", sinonimos=("ubigeo", "ubigeo inei")
)
METAS = {f"{prefijo}_t{t}": (que, t) for prefijo, que in (("fis", "fisica"), ("fin", "financiera")) for t in TRIMESTRES}
Estado = PlanTrabajo.Estado
Lugar = tuple[str, int]  # ubigeo, year: whose plan, of when


class Actividades(UnRegistro):
    """Activities of the plans of one convenio, each with its targets. A plan that is not there yet is begun as a draft."""

    modelo = Actividad
    campos = {
        "codigo": "codigo", "actividad": "nombre", "unidad": "unidad", "responsable": "responsable",
        "responsable_municipal": "responsable_municipal", "fuente": "financia", "medio": "medio", "peso": "peso",
    }  # fmt: skip
    llave = ("codigo", "distrito", "anio")

    def registros(self) -> QuerySet[Any]:
        que_cuentan = Ejecucion.objects.filter(actividad=OuterRef("pk")).exclude(avance=None)
        return Actividad.objects.filter(plan__convenio=self.convenio, plan__eliminado_en=None).annotate(cuenta=Exists(que_cuentan))

    def _relaciones(self) -> Iterable[str]:
        return ("plan__municipalidad__distrito", "nudo", "compromiso")

    def _tandas(self, registros: QuerySet[Any], filas: Sequence[Fila]) -> Iterable[QuerySet[Any]]:
        ubigeos, anios = {fila.valores["distrito"] for fila in filas}, {fila.valores["anio"] for fila in filas}
        return [registros.filter(plan__municipalidad__distrito__ubigeo__in=ubigeos, plan__anio__in=anios)]

    def dice(self, registro: Any, columna: str) -> Any:
        if columna == "distrito":
            return registro.plan.municipalidad.distrito.ubigeo
        if columna == "anio":
            return registro.plan.anio
        valor = getattr(registro, self.campos[columna])
        return (en_una_linea(valor) or None) if isinstance(valor, str) else valor

    # ── Which record ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        planes = self._planes(filas, con_candado=con_candado)
        super().buscar(filas, con_candado=con_candado)
        halladas = [fila for fila in filas if fila.registro is not None]
        metas = self._metas([fila.registro.pk for fila in halladas])
        for fila in filas:
            fila.extra["plan"] = planes.get((fila.valores["distrito"], fila.valores["anio"]))
        for fila in halladas:
            fila.registro.plan = fila.extra["plan"]
            fila.extra["metas"] = suyas = metas.get(fila.registro.pk, {})
            fila.actual |= {"nudo": nudo_de(fila.registro), "compromiso": compromiso_de(fila.registro)}
            fila.actual |= {columna: getattr(suyas[t], que) if t in suyas else CERO for columna, (que, t) in METAS.items()}

    def _planes(self, filas: Sequence[Fila], *, con_candado: bool) -> dict[Lugar, Any]:
        """The plan of each place, held until the transaction ends: nobody proposes or approves it meanwhile. Of any convenio."""
        ubigeos, anios = {fila.valores["distrito"] for fila in filas}, {fila.valores["anio"] for fila in filas}
        planes = PlanTrabajo.objects.filter(municipalidad__distrito__ubigeo__in=ubigeos, anio__in=anios)
        planes = planes.select_related("municipalidad__distrito", "convenio")
        if con_candado:
            planes = planes.select_for_update(of=("self",)).order_by("pk")
        return {(plan.municipalidad.distrito.ubigeo, plan.anio): plan for plan in planes}

    def _metas(self, actividades: Sequence[int]) -> dict[int, dict[int, Any]]:
        """The targets of each activity, by quarter."""
        suyas: dict[int, dict[int, Any]] = {}
        for desde in range(0, len(actividades), TANDA):
            for meta in Programacion.objects.filter(actividad__in=actividades[desde : desde + TANDA]).order_by():
                suyas.setdefault(meta.actividad_id, {})[meta.trimestre] = meta
        return suyas

    # ── What it names ────────────────────────────────────────────────────────────────────────────────────────────────────
    def contrastar(self, filas: Sequence[Fila]) -> None:
        ambito = Ambito(self.convenio)
        con_plan = {f.valores["distrito"] for f in filas if f.extra.get("plan") and f.extra["plan"].convenio_id == self.convenio.pk}
        for fila in filas:
            ambito.comprobar_uno(fila, DISTRITO, con_plan=con_plan)
            plan = fila.extra.get("plan")
            if plan is not None and plan.convenio_id != self.convenio.pk and _bien_ubicada(fila):
                fila.error("distrito", f"El {plan} es del convenio {plan.convenio.codigo}: impórtelo en ese convenio.")
        self._nudos(filas)
        self._compromisos(filas)

    def _nombran(self, filas: Sequence[Fila], columna: str) -> list[Fila]:
        """The rows that name another one than their record does; where it is the same, whatever the capitals, nothing changes."""
        otras = []
        for fila in filas:
            dicho, suyo = fila.valores.get(columna), fila.actual.get(columna)
            if dicho is not None and suyo is not None and dicho.lower() == suyo.lower():
                fila.valores[columna] = suyo
            elif dicho is not None and "distrito" in fila.valores and _bien_ubicada(fila):
                otras.append(fila)
        return otras

    def _nudos(self, filas: Sequence[Fila]) -> None:
        nombran = self._nombran(filas, "nudo")
        nudos = NudoCritico.objects.filter(distrito__ubigeo__in={fila.valores["distrito"] for fila in nombran}).select_related("distrito")
        por_codigo = {(n.distrito.ubigeo, n.codigo.lower()): n for n in nudos}
        for fila in nombran:
            nudo = por_codigo.get((fila.valores["distrito"], fila.valores["nudo"].lower()))
            if nudo is None:
                fila.error("nudo", f"No hay un nudo crítico «{fila.valores['nudo']}» en ese distrito: plantéelo antes en su diagnóstico.")
            else:
                fila.extra["nudo"], fila.valores["nudo"] = nudo, nudo.codigo

    def _compromisos(self, filas: Sequence[Fila]) -> None:
        nombran = self._nombran(filas, "compromiso")
        codigos = sorted({fila.valores["compromiso"].lower() for fila in nombran})
        por_codigo: dict[str, Any] = {}
        alcanza: set[tuple[int, str]] = set()
        for desde in range(0, len(codigos), TANDA):
            tanda = Compromiso.objects.filter(convenio=self.convenio).alias(plano=Lower("codigo"))
            suyos = list(tanda.filter(plano__in=codigos[desde : desde + TANDA]))
            por_codigo |= {c.codigo.lower(): c for c in suyos}
            alcanza |= set(Alcance.objects.filter(compromiso__in=suyos).values_list("compromiso", "distrito__ubigeo"))
        for fila in nombran:
            compromiso = por_codigo.get(fila.valores["compromiso"].lower())
            if compromiso is None:
                fila.error("compromiso", f"No hay un compromiso «{fila.valores['compromiso']}» en este convenio.")
            elif (compromiso.pk, fila.valores["distrito"]) not in alcanza:
                fila.error("compromiso", NO_ALCANZA)
            else:
                fila.extra["compromiso"], fila.valores["compromiso"] = compromiso, compromiso.codigo

    # ── What it becomes ──────────────────────────────────────────────────────────────────────────────────────────────────
    def comprobar(self, filas: Sequence[Fila]) -> None:
        self._planes_nuevos([fila for fila in filas if fila.extra["plan"] is None])
        for fila in filas:
            self._candado(fila)
        super().comprobar([fila for fila in filas if not fila.errores])

    def senalar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if fila.extra.get("plan") is not None and fila.llave is not None:
                self._candado(fila)

    def _planes_nuevos(self, filas: Sequence[Fila]) -> None:
        """A draft for each municipality and year that has none, told on its first row."""
        partes = Parte.objects.siguen().filter(convenio=self.convenio).select_related("municipalidad__distrito") if filas else ()
        municipalidades = {parte.municipalidad.distrito.ubigeo: parte.municipalidad for parte in partes}
        nuevos: dict[Lugar, PlanTrabajo] = {}
        for fila in filas:
            ubigeo, anio = lugar = fila.valores["distrito"], fila.valores["anio"]
            municipalidad = municipalidades.get(ubigeo)
            if municipalidad is None:
                fila.error("distrito", f"La municipalidad de {ubigeo} no es parte de este convenio: no tiene un plan en él.")
                continue
            if lugar not in nuevos:
                nuevos[lugar] = PlanTrabajo(
                    convenio=self.convenio, municipalidad=municipalidad, anio=anio, demostracion=self.convenio.demostracion
                )
                fila.aviso("distrito", f"No hay un plan {anio} de {municipalidad.distrito}: se prepara uno nuevo, en borrador.")
            fila.extra["plan"] = nuevos[lugar]

    def _candado(self, fila: Fila) -> None:
        """What a plan that was proposed, approved or closed does not take from a file."""
        estado = fila.extra["plan"].estado if fila.extra["plan"] is not None else Estado.BORRADOR
        cambian = {c for c, *_ in fila.cambios} if fila.registro is not None else {c for c in METAS if fila.valores.get(c)}
        if fila.registro is not None and "compromiso" in cambian and fila.registro.cuenta:
            fila.error("compromiso", YA_CUENTA)
        if estado == Estado.BORRADOR or (fila.registro is not None and not cambian):
            return
        if estado in (Estado.PROPUESTO, Estado.CERRADO):
            columna = "codigo" if fila.registro is None else fila.cambios[0][0]
            fila.error(columna, PROPUESTO if estado == Estado.PROPUESTO else CERRADO)
            return
        for columna in sorted(cambian & METAS.keys()):
            fila.error(columna, APROBADO)
        if fila.registro is not None:
            for columna in sorted(cambian & set(DE_MEDIDA)):
                fila.error(columna, MEDIDA)

    def nuevo(self, fila: Fila) -> Model:
        return Actividad(plan=fila.extra["plan"], demostracion=fila.extra["plan"].demostracion)

    def _como_queda(self, fila: Fila) -> Any:
        actividad = super()._como_queda(fila)
        for campo in ("nudo", "compromiso"):
            if campo in fila.extra:
                setattr(actividad, campo, fila.extra[campo])
        return actividad

    # ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def escribir(self, filas: Sequence[Fila]) -> None:
        planes = {id(fila.extra["plan"]): fila.extra["plan"] for fila in filas if fila.extra["plan"].pk is None}
        crear_en_bloque(PlanTrabajo, planes.values())
        crear_en_bloque(Actividad, [fila.extra["registro"] for fila in filas if fila.registro is None])
        cambiadas = [fila for fila in filas if fila.registro is not None]
        con_suyo = [fila.registro for fila in cambiadas if any(c not in METAS for c, *_ in fila.cambios)]
        solo_metas = [fila.registro for fila in cambiadas if all(c in METAS for c, *_ in fila.cambios)]
        cambiar_en_bloque(Actividad, con_suyo, [*self.campos.values(), "nudo", "compromiso"])
        tocar_en_bloque(Actividad, solo_metas)
        metas = [meta for fila in filas for meta in self._metas_de(fila)]
        puestas = [meta for meta in metas if meta.pk is not None]
        crear_en_bloque(Programacion, [meta for meta in metas if meta.pk is None])
        cambiar_en_bloque(Programacion, puestas, ["fisica", "financiera"])

    def _metas_de(self, fila: Fila) -> Iterator[Programacion]:
        """The targets that the row sets, those that stay left out."""
        suyas, actividad = fila.extra.get("metas", {}), fila.extra["registro"]
        dichas = {c: nuevo for c, _, nuevo in fila.cambios} if fila.registro is not None else fila.valores
        for t in TRIMESTRES:
            nuevas = {que: dichas[c] for c, (que, suyo) in METAS.items() if suyo == t and dichas.get(c) is not None}
            meta = suyas.get(t) or Programacion(actividad=actividad, trimestre=t, demostracion=actividad.demostracion)
            for que, valor in nuevas.items():
                setattr(meta, que, valor)
            if nuevas and (meta.pk is not None or meta.fisica or meta.financiera):
                yield meta


def _bien_ubicada(fila: Fila) -> bool:
    """Whether its district was understood, and is one of this place."""
    return not any(columna == "distrito" for columna, _ in fila.errores)


def nudo_de(actividad: Any) -> str | None:
    """The código of its nudo, as a file may name it."""
    nudo = actividad.nudo
    return nudo.codigo if nudo is not None and nudo.distrito_id == actividad.plan.municipalidad.distrito_id else None


def compromiso_de(actividad: Any) -> str | None:
    """The code of its commitment, if it is one of the convenio of its plan: a file names no other."""
    compromiso = actividad.compromiso
    return compromiso.codigo if compromiso is not None and compromiso.convenio_id == actividad.plan.convenio_id else None
