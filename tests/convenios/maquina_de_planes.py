"""A machine that works at plans as people do: one random act after another, each through the act that the screens use.

What a law forbids is refused and the machine goes on; any other error is a defect and stops it. The same seed does the same acts. Beside the
rows it keeps a notebook of its own: what each verified report must count for on a commitment, and what each closed quarter said.
"""

import csv
import io
import random
from collections import Counter
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.cuentas.models import Usuario
from convenios import plan_de_trabajo as planes
from convenios.metas import cuentas
from convenios.models import Actividad, Cierre, Compromiso, Ejecucion, PlanTrabajo
from convenios.models.plan import TRIMESTRES
from portal.importaciones import motor
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer
from tests.convenios.recuento import redondo
from tests.convenios.recuento_de_planes import CERRADAS, RecuentoDePlanes, distintas, lo_que_dice, lo_que_guarda

MOTIVO = "Así lo quiso el azar"
NADA = "No hay con qué."
UN_PELO = Decimal("0.001")  # SQLite divides in binary
PESOS = {  # what people do often, they do often here
    "reportar": 18, "verificar": 16, "enviar": 8, "observar": 5, "retirar": 3, "corregir": 4, "quitar": 3,
    "cerrar": 8, "rectificar": 8, "reprogramar": 6, "anadir": 6, "editar": 6, "mandar_a_papelera": 2,
    "proponer": 4, "devolver": 2, "aprobar": 8, "iniciar": 4, "terminar": 2, "decidir": 4,
    "importar_plan": 4, "importar_ejecucion": 4, "deshacer_lote": 3,
}  # fmt: skip


class MaquinaDePlanes:
    """One run over the plans there are. `gente` are the accounts, by the name that each has among the fixtures."""

    def __init__(self, semilla: int, gente: dict[str, Usuario]) -> None:
        self.azar = random.Random(semilla)  # noqa: S311  (acts, no secret)
        self.gente = gente
        self.hechas: Counter[str] = Counter()
        self.rechazadas: Counter[str] = Counter()
        self.diario: list[str] = []
        self.debe: dict[tuple[int, int], Decimal] = {}  # (activity, quarter) → what it counts for on its commitment
        self.cerrado: dict[int, Any] = {}  # closing → what it said when it was written
        self._nuevos = 0

    def paso(self) -> str:
        """One act, done or refused; which one."""
        acto = self.azar.choices(list(PESOS), list(PESOS.values()))[0]
        try:
            que = getattr(self, acto)()
        except (ValidationError, motor.Rechazado) as error:
            self.rechazadas[acto] += 1
            que = f"rechazado: {error}"
        else:
            self.hechas[acto] += 1
        self.diario.append(f"{acto} {que}")
        return acto

    # ── Chance ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _moneda(self, probabilidad: float = 0.5) -> bool:
        return self.azar.random() < probabilidad

    def _uno(self, filas: Any) -> Any:
        pks = list(filas.order_by("pk").values_list("pk", flat=True))
        if not pks:
            raise ValidationError(NADA)
        return filas.get(pk=self.azar.choice(pks))

    def _quien(self, *nombres: str) -> Usuario:
        return self.gente[self.azar.choice(nombres)]

    def _prepara(self) -> Usuario:
        return self._quien("especialista", "coordinador", "administrador")

    def _plan(self, *estados: str) -> Any:
        """Mostly one that is where the act asks; sometimes any."""
        filas = PlanTrabajo.objects.select_related("convenio__ugel", "municipalidad__distrito")
        return self._uno(filas.filter(estado__in=estados) if self._moneda(0.9) else filas)

    def _actividad(self, *estados: str) -> Any:
        plan = self._plan(*estados)
        actividad = self._uno(Actividad.objects.filter(plan=plan).select_related("compromiso__convenio", "nudo"))
        actividad.plan = plan
        return actividad

    def _reporte(self, *estados: str) -> Any:
        filas = Ejecucion.objects.filter(actividad__eliminado_en=None).select_related("actividad__compromiso__convenio", "creado_por")
        reporte = self._uno(filas.filter(estado__in=estados))
        reporte.actividad.plan = PlanTrabajo.objects.select_related("convenio__ugel", "municipalidad__distrito").get(
            pk=reporte.actividad.plan_id
        )
        return reporte

    def _cantidad(self, hasta: int = 3000) -> Decimal:
        return Decimal(self.azar.randint(0, hasta)) / 100

    def _metas(self) -> dict[int, tuple[Decimal, Decimal]]:
        return {t: (self._cantidad(), self._cantidad(200_000)) for t in self.azar.sample(TRIMESTRES, self.azar.randint(1, 4))}

    # ── The plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def anadir(self) -> str:
        plan = self._plan("borrador", "borrador", "aprobado", "en_ejecucion")
        self._nuevos += 1
        actividad = Actividad(plan=plan, codigo=f"N-{self._nuevos}", nombre="Lo que se hará")
        actividad.unidad = self.azar.choice(["kits", "talleres"])
        actividad.peso = self.azar.choice([None, Decimal(self.azar.randint(1, 100))])
        alcanzan = Compromiso.objects.filter(alcances__distrito=plan.municipalidad.distrito_id)
        actividad.compromiso = self.azar.choice([None, *alcanzan.select_related("convenio").order_by("pk")])
        metas = self._metas() if self._moneda(0.8) else None
        planes.guardar_actividad(actividad, por=self._prepara(), metas=metas, motivo=MOTIVO, documento="Oficio 1")
        return f"{actividad} en {plan}"

    def editar(self) -> str:
        actividad = self._actividad("borrador", "borrador", "en_ejecucion")
        actividad.peso = self.azar.choice([actividad.peso, None, Decimal(5)])
        actividad.medio = MOTIVO
        planes.guardar_actividad(actividad, por=self._prepara(), metas=self._metas(), motivo=MOTIVO, documento="Oficio 2")
        return str(actividad)

    def mandar_a_papelera(self) -> str:
        actividad, por = self._actividad("borrador"), self.gente["coordinador"]
        with gesto(por=por):
            actividad.eliminar(por=por)
        return str(actividad)

    def proponer(self) -> str:
        plan, por = self._plan("borrador"), self._prepara()
        with gesto(por=por):
            plan.proponer(por=por)
        return str(plan)

    def devolver(self) -> str:
        plan, por = self._plan("propuesto"), self._quien("director", "alcalde_a", "alcalde_b")
        with gesto(por=por):
            plan.devolver(por=por, motivo=MOTIVO)
        return str(plan)

    def aprobar(self) -> str:
        plan, lado = self._plan("propuesto"), self.azar.choice(["ugel", "municipalidad"])
        planes.aprobar_plan(plan, lado, por=self._quien("director", "coordinador", "alcalde_a"), documento="Acuerdo 1")
        return f"{plan} por {lado}"

    def iniciar(self) -> str:
        plan, por = self._plan("aprobado"), self._prepara()
        with gesto(por=por):
            plan.iniciar(por=por)
        return str(plan)

    def reprogramar(self) -> str:
        plan = self._plan("aprobado", "en_ejecucion")
        pks = list(plan.actividades.order_by("pk").values_list("pk", flat=True))
        cambios = {pk: self._metas() for pk in self.azar.sample(pks, min(len(pks), 2))}
        planes.reprogramar(plan, cambios, por=self._prepara(), motivo=MOTIVO, documento="Oficio 3")
        return str(plan)

    def terminar(self) -> str:
        plan, por = self._plan("en_ejecucion"), self.gente["coordinador"]
        with gesto(por=por):
            plan.cerrar(por=por)
        return str(plan)

    # ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────
    def reportar(self) -> str:
        actividad = self._actividad("en_ejecucion")
        reporte = Ejecucion(
            actividad=actividad, trimestre=self.azar.choice(TRIMESTRES), fisica=self._cantidad(), financiera=self._cantidad(200_000),
            sin_evidencia_motivo="De palabra" if self._moneda() else "",
        )  # fmt: skip
        por = self._quien("especialista", "especialista", "coordinador", "alcalde_a", "alcalde_b")
        enlace = "https://ejemplo.pe/acta" if self._moneda() else ""
        planes.guardar_ejecucion(reporte, por=por, enlace=enlace, enviar=self._moneda(0.7))
        return f"{reporte} por {por.username}"

    def enviar(self) -> str:
        reporte = self._reporte("borrador", "observado")
        planes.enviar_ejecucion(reporte, por=reporte.creado_por)
        return str(reporte)

    def verificar(self) -> str:
        reporte = self._reporte("enviado")
        abierto = self._suma(reporte.actividad)
        planes.verificar_ejecucion(reporte, por=self._quien("coordinador", "coordinadora"))
        if abierto and reporte.fisica:
            self.debe[reporte.actividad_id, reporte.trimestre] = reporte.fisica
        return str(reporte)

    def observar(self) -> str:
        reporte = self._reporte("enviado", "verificado")
        planes.observar_ejecucion(reporte, por=self._quien("coordinador", "coordinadora"), observacion=MOTIVO)
        self.debe.pop((reporte.actividad_id, reporte.trimestre), None)
        return str(reporte)

    def retirar(self) -> str:
        reporte = self._reporte("enviado")
        with gesto(por=reporte.creado_por):
            reporte.retirar(por=reporte.creado_por)
        return str(reporte)

    def corregir(self) -> str:
        reporte = self._reporte("borrador", "observado")
        reporte.fisica, reporte.financiera = self._cantidad(), self._cantidad(200_000)
        planes.guardar_ejecucion(reporte, por=reporte.creado_por)
        return str(reporte)

    def quitar(self) -> str:
        reporte, por = self._reporte("borrador", "observado"), self.gente["coordinador"]
        with gesto(por=por):
            reporte.eliminar(por=por)
        return str(reporte)

    # ── What is closed ───────────────────────────────────────────────────────────────────────────────────────────────────
    def cerrar(self) -> str:
        plan = self._plan("en_ejecucion")
        siguiente = plan.cierres.count() + 1
        trimestre = siguiente if siguiente <= len(TRIMESTRES) and self._moneda(0.9) else self.azar.choice(TRIMESTRES)
        cierre = planes.cerrar_trimestre(plan, trimestre, por=self._quien("coordinador", "coordinadora"))
        self.cerrado[cierre.pk] = Cierre.objects.values().get(pk=cierre.pk)
        return str(cierre)

    def rectificar(self) -> str:
        cierre = self._uno(Cierre.objects.select_related("plan__convenio__ugel", "plan__municipalidad__distrito"))
        actividad = self._uno(Actividad.objects.filter(plan=cierre.plan).select_related("compromiso__convenio"))
        actividad.plan = cierre.plan
        llave = (actividad.pk, cierre.trimestre)
        rectificacion = planes.rectificar(
            cierre, actividad, por=self.gente["coordinadora"], fisica=self._cantidad(), financiera=self._cantidad(200_000), motivo=MOTIVO,
            documento="Oficio 4",
        )  # fmt: skip
        if llave in self.debe:  # a correction alone brings nothing there
            self.debe[llave] += rectificacion.fisica
        return f"{rectificacion}: {rectificacion.fisica}, {rectificacion.financiera}"

    # ── What it counts for ───────────────────────────────────────────────────────────────────────────────────────────────
    def _suma(self, actividad: Any) -> bool:
        """Whether what is verified on it now counts: the same unit, whatever was decided about the commitment meanwhile."""
        if actividad.compromiso_id is None:
            return False
        compromiso = Compromiso.objects.values("unidad", "meta").get(pk=actividad.compromiso_id)
        return bool(compromiso["meta"] and compromiso["unidad"] == actividad.unidad)

    def decidir(self) -> str:
        compromiso, por = self._uno(Compromiso.objects), self.gente["coordinador"]
        verbo = self.azar.choice(["no_cumplir", "suspender", "cumplir"]) if compromiso.estado == "abierto" else "reabrir"
        with gesto(por=por):
            getattr(compromiso, verbo)(por=por, motivo=MOTIVO)
        return f"{verbo} {compromiso}"

    # ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def importar_plan(self) -> str:
        plan = self._plan("borrador", "aprobado")
        existentes = list(plan.actividades.order_by("pk").values_list("codigo", "nombre", "unidad"))
        self._nuevos += 1
        elegidas = [*self.azar.sample(existentes, min(len(existentes), 2)), (f"I-{self._nuevos}", "De la oficina", "kits")]
        comun = {"distrito": plan.municipalidad.distrito.ubigeo, "anio": plan.anio}
        metas = [f"{que}_t{t}" for que in ("fis", "fin") for t in TRIMESTRES]
        filas = [
            comun | {"codigo": c, "actividad": n, "unidad": u} | {m: self._cantidad() for m in self.azar.sample(metas, 3)}
            for c, n, u in elegidas
        ]
        return self._importar("actividades", filas, plan)

    def importar_ejecucion(self) -> str:
        plan = self._plan("en_ejecucion")
        codigos = list(plan.actividades.order_by("pk").values_list("codigo", flat=True))
        filas = [
            {"codigo": codigo, "anio": plan.anio, "trimestre": self.azar.choice(TRIMESTRES), "fisica": self._cantidad(),
             "financiera": self._cantidad(), "distrito": plan.municipalidad.distrito.ubigeo}
            for codigo in self.azar.sample(codigos, min(len(codigos), 2))
        ]  # fmt: skip
        return self._importar("ejecucion", filas, plan)

    def _importar(self, clave: str, filas: list[dict[str, Any]], plan: Any) -> str:
        if not filas:
            raise ValidationError(NADA)
        padron, salida = PADRONES[clave], io.StringIO()
        titulos = sorted({titulo for fila in filas for titulo in fila})
        escritor = csv.DictWriter(salida, titulos, restval="")
        escritor.writeheader()
        escritor.writerows(filas)
        tabla = ubicar_tabla(leer(salida.getvalue().encode(), conocida=conocida), padron, otros=list(PADRONES.values()))
        lugar = motor.Lugar(self.gente["administrador"], plan.convenio.ugel, plan.convenio)
        lote, ensayo = motor.aplicar(padron, tabla, lugar=lugar, motivo=MOTIVO)
        return f"{clave}, lote {lote.pk}: {ensayo.cuentas}"

    def deshacer_lote(self) -> str:
        recientes = Lote.objects.deliberados().order_by("-pk").values_list("pk", flat=True)[:6]
        lote = self._uno(Lote.objects.filter(pk__in=list(recientes)))
        nuevo = deshacer(lote, por=self.gente["administrador"], motivo=MOTIVO)
        return f"lote {lote.pk} ({lote.tipo}): {nuevo.cambiados} cambian, {nuevo.eliminados} salen"

    # ── What the rows say ────────────────────────────────────────────────────────────────────────────────────────────────
    def mirar(self, recuento: RecuentoDePlanes | None = None) -> tuple[int, list[str]]:
        """How many figures were compared, and those that differ: of every plan at each quarter, its closings, its commitments."""
        recuento = recuento or RecuentoDePlanes()
        comparadas, otras = 0, []
        planes_ = list(PlanTrabajo.objects.select_related("convenio__ugel", "municipalidad__distrito"))
        for trimestre in TRIMESTRES:
            for pk, suyas in cuentas(planes_, trimestre=trimestre).items():
                dicho = lo_que_dice(suyas)
                comparadas += 10 + sum(len(una) for una in dicho["actividades"].values())
                otras += distintas(f"{suyas.plan} al {trimestre}", dicho, recuento.plan(pk, trimestre))
        for pk, fila in recuento.cierres.items():
            comparadas += len(CERRADAS)
            if fila != self.cerrado[pk]:
                otras.append(f"el cierre {pk} ya no dice lo que decía")
            otras += distintas(f"cierre {pk}", lo_que_guarda(fila["contenido"]), recuento.al_cerrar(fila))
        return comparadas, otras + self._versiones(recuento) + self._compromisos(recuento)

    def _versiones(self, recuento: RecuentoDePlanes) -> list[str]:
        """The last version of an approved plan says the targets that stand."""
        otras = []
        for plan in recuento.planes.values():
            if plan["estado"] in ("borrador", "propuesto"):
                continue
            ultima = max(recuento.versiones[plan["id"]], key=lambda v: v["numero"])
            for actividad in recuento.de_plan.get(plan["id"], ()):
                pares = ultima["metas"].get(str(actividad["id"])) or [["0", "0"]] * 4
                puestas = [recuento.programado[que][actividad["id"]] for que in ("fisica", "financiera")]
                if [[Decimal(f) for f, _ in pares], [Decimal(s) for _, s in pares]] != puestas:
                    otras.append(f"la versión {ultima['numero']} del plan {plan['id']} no dice las metas de {actividad['codigo']}")
        return otras

    def _compromisos(self, recuento: RecuentoDePlanes) -> list[str]:
        """Each commitment has done what was verified for it, and its progress is that over its target."""
        debe: Counter[int] = Counter()
        for (actividad, _), cuanto in self.debe.items():
            debe[recuento.actividades[actividad]["compromiso_id"]] += cuanto  # type: ignore[assignment]
        otras = []
        for compromiso in Compromiso.objects.con_avance():
            hecho = recuento.hecho_de_compromiso(compromiso.pk)
            if hecho != debe[compromiso.pk]:
                otras.append(f"{compromiso}: sus avances suman {hecho}, y se verificó {debe[compromiso.pk]}")
            if compromiso.meta and abs((compromiso.progreso_bruto or 0) - redondo(hecho, compromiso.meta)) > UN_PELO:
                otras.append(f"{compromiso}: dice {compromiso.progreso_bruto} %, y se hizo {hecho} de {compromiso.meta}")
        return otras
