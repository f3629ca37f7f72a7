"""Demonstration plans of work: twelve municipalities, two years, in every state and with quarters of every kind.

A closed quarter is locked in the database from the moment it is written, so this part of the story is not composed: it goes through the same
acts as people do, each by its person, with the clock at its day.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from base.avisos.models import Aviso
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios import plan_de_trabajo as acciones
from convenios.models import (
    Actividad,
    Alcance,
    Compromiso,
    Convenio,
    Designacion,
    Ejecucion,
    Parte,
    PlanTrabajo,
    Programacion,
)
from convenios.models.plan import TRIMESTRES, fin_de_trimestre
from encuentros.carga.hechos import CONVENIO
from municipios.models import InstitucionEducativa, NudoCritico

from . import archivos
from .cronica import Cronica, instante, vivido
from .guiones import CUMPLIMIENTO, DE_ESTE_ANIO, DEL_ANIO_PASADO, MOLDES, NUDOS, PROMETIDOS, E, GuionPlan, Molde
from .personas import ALCALDES, ENLACE, Elenco
from .textos import SIN_EVIDENCIA

CODIGO = "CM-DEMO-PLANES"
RECIENTE = datetime.timedelta(days=30)  # notices older than this were opened long ago


# ── What they stand on ───────────────────────────────────────────────────────────────────────────────────────────────────
def crear_convenio(cronica: Cronica, elenco: Elenco) -> Convenio:
    """The convenio of the twelve under which they plan, what they promised in it, and the nudos críticos that they answer."""
    inicio = datetime.date(hoy().year - 2, 11, 10)
    acto = cronica.acto(elenco.coordinador, instante(inicio, 9), "Convenio de planes articulados")
    convenio = Convenio(
        ugel=elenco.ugel, codigo=CODIGO, tipo=Convenio.Tipo.ESPECIFICO, padre=Convenio.todos.get(ugel=elenco.ugel, codigo=CONVENIO),
        titulo="Convenio específico de planes de trabajo articulado (demostración)",
        objeto="Convenio ficticio: muestra cómo se planifica en el portal lo que se hará en un año.", suscrito_el=inicio, lugar="Jaén",
        inicio=inicio, fin=datetime.date(hoy().year + 1, 12, 31), libre_separacion=True,
        estado=Convenio.Estado.SUSCRITO, estado_en=acto.en, estado_por=elenco.coordinador,
    )  # fmt: skip
    convenio.guardar_archivo(archivos.documento(f"{CODIGO}.pdf", [convenio.titulo, f"Suscrito el {inicio}"]))
    cronica.guardar([cronica.nace(convenio, acto)])
    cuelga = [cronica.nace(registro, acto) for registro in _lo_que_cuelga(elenco, convenio)]
    cronica.guardar(cuelga)
    compromisos = [cuelgan for cuelgan in cuelga if isinstance(cuelgan, Compromiso)]
    alcances = [
        Alcance(compromiso=c, distrito=distrito, meta=Decimal(prometido.por_distrito))
        for c, prometido in zip(compromisos, PROMETIDOS, strict=True)
        for distrito in elenco.distritos.values()
    ]
    cronica.guardar([cronica.nace(alcance, acto) for alcance in alcances])
    return convenio


def _lo_que_cuelga(elenco: Elenco, convenio: Convenio) -> Iterator[Any]:
    for numero, (ubigeo, alcalde) in enumerate(ALCALDES.items(), start=40):
        yield Parte(
            convenio=convenio, municipalidad=elenco.municipalidades[ubigeo], firmante=alcalde, cargo="Titular de la alcaldía",
            documento=f"Acuerdo de Concejo N.º {numero:03d} (demostración)", firmado_el=convenio.suscrito_el,
        )  # fmt: skip
    for persona in (elenco.coordinador, elenco.coordinadora):
        yield Designacion(
            convenio=convenio, usuario=persona, nombre=persona.nombre, cargo="Especialista de la UGEL", inicio=convenio.inicio,
            resolucion="R.D. N.º 2210 (demostración)",
        )  # fmt: skip
    for prometido in PROMETIDOS:
        yield Compromiso(
            convenio=convenio, codigo=prometido.codigo, descripcion=prometido.texto, linea=prometido.linea, unidad=prometido.unidad,
            meta=Decimal(prometido.por_distrito * len(elenco.distritos)), responsable="Jefatura de Gestión Pedagógica",
            inicio=convenio.inicio, plazo=convenio.fin,
        )  # fmt: skip
    for distrito in elenco.distritos.values():
        for codigo, texto, causas in NUDOS:
            nudo = NudoCritico(distrito=distrito, codigo=codigo, texto=texto, causas=causas, prioridad="alta", origen="encuentro")
            nudo.planteado_el = convenio.suscrito_el or hoy()
            yield nudo


# ── The two years ────────────────────────────────────────────────────────────────────────────────────────────────────────
def crear(elenco: Elenco, convenio: Convenio, azar: random.Random) -> None:
    """Last year's, then this year's, each step on its day; what is to come has not happened."""
    for anio, guiones in ((hoy().year - 1, DEL_ANIO_PASADO), (hoy().year, DE_ESTE_ANIO)):
        for guion in guiones:
            _Relato(elenco, convenio, guion, anio, azar).contar()
    suyos = Aviso.objects.filter(clave__startswith="ejecucion:", creado_en__lt=instante(hoy()) - RECIENTE)
    suyos.update(leido_en=F("creado_en"))


@dataclass
class _Relato:
    """The plan of one municipality in one year, told from its draft on."""

    elenco: Elenco
    convenio: Convenio
    guion: GuionPlan
    anio: int
    azar: random.Random

    def __post_init__(self) -> None:
        ubigeo = self.guion.ubigeo
        self.municipalidad, self.alcalde = self.elenco.municipalidades[ubigeo], self.elenco.alcaldes[ubigeo]
        self.autor = self.elenco.enlace if ubigeo == ENLACE[2] else self.alcalde if int(ubigeo) % 3 == 0 else self.elenco.especialista
        self.verificador = self.elenco.otra_persona(self.elenco.coordinador if int(ubigeo) % 2 else self.elenco.coordinadora)

    def _el(self, por: Usuario, dia: datetime.date, motivo: str, hora: int = 10) -> Any:
        return vivido(por, instante(dia, hora), motivo)

    def contar(self) -> None:
        """All of it, up to where it came."""
        self._preparar()
        if self.guion.estado != E.BORRADOR or self.guion.devuelto:
            self._decidir()
        if self.plan.estado == E.EN_EJECUCION:
            for trimestre in TRIMESTRES:
                if fin_de_trimestre(self.anio, trimestre) >= hoy():
                    self._empezar(trimestre)
                    break
                if not self._trimestre(trimestre):
                    break
        if self.guion.estado == E.CERRADO:
            with self._el(self.elenco.coordinador, datetime.date(self.anio + 1, 2, 10), "Cerrar el plan"):
                self.plan.cerrar(por=self.elenco.coordinador)

    # ── The plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _preparar(self) -> None:
        quien = self.elenco.especialista
        with self._el(quien, datetime.date(self.anio - 1, 12, 5), "Preparar el plan de trabajo"):
            anterior = (
                PlanTrabajo.objects.filter(municipalidad=self.municipalidad, anio=self.anio - 1).first() if self.guion.copia else None
            )
            if anterior is not None:
                self.plan = acciones.copiar_plan(anterior, anio=self.anio, por=quien)
                return
            objetivo = f"Mejorar los aprendizajes y los locales escolares de {self.municipalidad.distrito.nombre} (demostración)"
            self.plan = PlanTrabajo(
                convenio=self.convenio, municipalidad=self.municipalidad, anio=self.anio, objetivo=objetivo, demostracion=True
            )
            acciones.guardar_plan(self.plan, por=quien)
            nudos = {nudo.codigo: nudo for nudo in NudoCritico.objects.filter(distrito=self.municipalidad.distrito_id)}
            compromisos = {c.codigo: c for c in Compromiso.objects.filter(convenio=self.convenio)}
            escuelas = list(InstitucionEducativa.objects.filter(distrito=self.municipalidad.distrito_id, demostracion=True).order_by("pk"))
            for molde in MOLDES[: self.guion.moldes]:
                actividad = self._actividad(molde)
                actividad.nudo, actividad.compromiso = nudos.get(molde.nudo), compromisos.get(molde.compromiso)
                pares = zip(TRIMESTRES, molde.fisica, molde.soles, strict=True)
                metas = {t: (Decimal(fisica), Decimal(soles)) for t, fisica, soles in pares}
                acciones.guardar_actividad(actividad, por=quien, metas=metas, escuelas=escuelas[: molde.escuelas])

    def _actividad(self, molde: Molde) -> Actividad:
        return Actividad(
            plan=self.plan, codigo=molde.codigo, nombre=molde.nombre, unidad=molde.unidad, medio=molde.medio,
            peso=Decimal(molde.peso) if self.guion.con_peso else None, financia="Recursos ordinarios",
            responsable="Especialista en educación", responsable_municipal="Gerencia de Desarrollo Social", demostracion=True,
        )  # fmt: skip

    def _decidir(self) -> None:
        """Proposed, and what each side answered."""
        guion, plan, anio = self.guion, self.plan, self.anio
        with self._el(self.elenco.especialista, datetime.date(anio, 1, 8), "Proponer el plan"):
            plan.proponer(por=self.elenco.especialista)
        if guion.devuelto:
            with self._el(self.alcalde, datetime.date(anio, 1, 14), "Devolver el plan"):
                plan.devolver(por=self.alcalde, motivo=guion.devuelto)
            return
        lados = guion.aprueba if guion.estado == E.PROPUESTO else tuple(PlanTrabajo.Lado.values)
        firma = {"ugel": (self.elenco.director, "R.D. N.º 0410"), "municipalidad": (self.alcalde, "Acuerdo de Concejo N.º 006")}
        for dias, lado in enumerate(lados):
            por, documento = firma[lado]
            with self._el(por, datetime.date(anio, 1, 16 + 4 * dias), "Aprobar el plan"):
                acciones.aprobar_plan(plan, lado, por=por, documento=f"{documento}-{anio} (demostración)")
        if guion.estado in (E.EN_EJECUCION, E.CERRADO):
            with self._el(self.elenco.especialista, datetime.date(anio, 1, 27), "Iniciar la ejecución"):
                plan.iniciar(por=self.elenco.especialista)

    # ── Its quarters ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _trimestre(self, trimestre: int) -> bool:
        """One that is over: reported, verified, closed, corrected, as the story says; whether the next one was begun too."""
        guion, fin = self.guion, fin_de_trimestre(self.anio, trimestre)
        if trimestre > guion.verifica:
            if guion.verifica:
                self._a_medias(trimestre, fin + datetime.timedelta(days=6))
            return False
        reportes = self._reportar(trimestre, fin + datetime.timedelta(days=6), self._actividades(trimestre))
        with self._el(self.verificador, fin + datetime.timedelta(days=9), "Verificar ejecuciones"):
            for reporte in reportes:
                acciones.verificar_ejecucion(reporte, por=self.verificador)
        if trimestre <= guion.cierra:
            with self._el(self.elenco.coordinador, fin + datetime.timedelta(days=18), "Cerrar el trimestre"):
                acciones.cerrar_trimestre(self.plan, trimestre, por=self.elenco.coordinador)
        if trimestre == 2 and guion.reprograma:
            self._reprogramar(fin + datetime.timedelta(days=24))
        if trimestre == 2 and guion.rectifica:
            self._rectificar(fin + datetime.timedelta(days=30))
        return True

    def _actividades(self, trimestre: int) -> list[Any]:
        """Those with something programmed in a quarter."""
        con_meta = Programacion.objects.filter(actividad__plan=self.plan, trimestre=trimestre).exclude(fisica=0, financiera=0)
        suyas = Actividad.objects.filter(pk__in=con_meta.values("actividad")).select_related("compromiso__convenio", "nudo")
        return list(suyas.order_by("codigo"))

    def _reportar(self, trimestre: int, dia: datetime.date, actividades: list[Any], *, enviar: bool = True) -> list[Ejecucion]:
        """What was done and spent, as a part of what was programmed, with its proof."""
        reportes = []
        with self._el(self.autor, dia, "Reportar lo ejecutado"):
            for actividad in actividades:
                actividad.plan = self.plan
                meta = actividad.programaciones.get(trimestre=trimestre)
                hecho, gasto = (Decimal(parte + self.azar.randrange(-8, 9)) / 100 for parte in self.guion.hecho)
                reporte = Ejecucion(
                    actividad=actividad, trimestre=trimestre, fisica=(meta.fisica * hecho).quantize(Decimal(1)),
                    financiera=(meta.financiera * gasto).quantize(Decimal("0.01")), medio=actividad.medio, demostracion=True,
                )  # fmt: skip
                pruebas = self._pruebas(reporte)
                if not pruebas:
                    reporte.sin_evidencia_motivo = self.azar.choice(SIN_EVIDENCIA)
                reportes.append(acciones.guardar_ejecucion(reporte, por=self.autor, enviar=enviar, **pruebas))
        return reportes

    def _pruebas(self, reporte: Ejecucion) -> dict[str, Any]:
        nombre = f"{reporte.actividad.codigo.lower()}-{reporte.trimestre}"
        lineas = [f"Informe de {reporte.actividad.codigo}, trimestre {reporte.trimestre} de {self.anio}", reporte.actividad.nombre]
        match self.azar.randrange(6):
            case 0:
                return {"archivos": [archivos.documento(f"acta-{nombre}.pdf", lineas)], "firmado": True}
            case 1:
                return {"archivos": [archivos.documento(f"informe-{nombre}.pdf", lineas)]}
            case 2:
                return {"archivos": [archivos.foto(f"foto-{nombre}.jpg", self.azar)]}
            case 3 | 4:
                return {"enlace": f"https://example.org/demostracion/{self.guion.ubigeo}-{self.anio}-{nombre}"}
        return {}

    def _a_medias(self, trimestre: int, dia: datetime.date) -> None:
        """A quarter that waits for people: verified, sent, observed and begun."""
        for numero, actividad in enumerate(self._actividades(trimestre)):
            estado = CUMPLIMIENTO[(numero + int(self.guion.ubigeo)) % len(CUMPLIMIENTO)]
            (reporte,) = self._reportar(trimestre, dia, [actividad], enviar=estado != "borrador")
            if estado in ("verificado", "observado"):
                with self._el(self.verificador, dia + datetime.timedelta(days=3), "Revisar ejecuciones"):
                    if estado == "verificado":
                        acciones.verificar_ejecucion(reporte, por=self.verificador)
                    else:
                        acciones.observar_ejecucion(reporte, por=self.verificador, observacion="La lista de asistencia no lleva firmas.")

    def _empezar(self, trimestre: int) -> None:
        """The quarter in course, of which something was begun and something sent, never yet verified."""
        empieza = fin_de_trimestre(self.anio, trimestre - 1) if trimestre > 1 else datetime.date(self.anio, 1, 27)
        dia = max(hoy() - datetime.timedelta(days=2), empieza + datetime.timedelta(days=1))
        if not self.guion.verifica or dia > hoy():
            return
        for numero, actividad in enumerate(self._actividades(trimestre)[:2]):
            self._reportar(trimestre, dia, [actividad], enviar=bool(numero))

    def _reprogramar(self, dia: datetime.date) -> None:
        """Half of what the last quarter of the first activity was to do comes in the third, with a little more money."""
        actividad = Actividad.objects.filter(plan=self.plan).order_by("codigo")[0]
        metas = {m.trimestre: (m.fisica, m.financiera) for m in actividad.programaciones.all()}
        (tercera, soles), (cuarta, otros) = metas[3], metas[4]
        cambios = {actividad.pk: {3: (tercera + 1, soles + 250), 4: (cuarta - 1, otros)}}
        quien = self.elenco.especialista
        with self._el(quien, dia, "Reprogramar el plan"):
            acciones.reprogramar(
                self.plan, cambios, por=quien, motivo="Las clases se adelantaron por las lluvias (ficticio)",
                documento=f"Informe N.º 045-{self.anio} (demostración)",
            )  # fmt: skip

    def _rectificar(self, dia: datetime.date) -> None:
        """Of the first quarter, which was closed, one more was found to have been done."""
        quien = self.elenco.coordinadora
        cierre = self.plan.cierres.get(trimestre=1)
        actividad = Actividad.objects.filter(plan=self.plan).select_related("compromiso__convenio").order_by("codigo")[0]
        with self._el(quien, dia, "Rectificar el trimestre"):
            fisica, financiera = acciones.de_un_trimestre(actividad, 1)
            acciones.rectificar(
                cierre, actividad, por=quien, fisica=fisica + 1, financiera=financiera + 180,
                motivo="Llegó después el acta de un taller de marzo (ficticio)", documento=f"Informe N.º 061-{self.anio} (demostración)",
            )  # fmt: skip
