"""Plans of work for the measurement: one of the first district with as many activities as asked, and one of this year of each district."""

from decimal import Decimal
from typing import Any

from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from convenios.models import Actividad, Compromiso, Convenio, Ejecucion, EvidenciaEjecucion, PlanTrabajo, Programacion
from convenios.models.plan import TRIMESTRES
from convenios.plan_de_trabajo import cerrar_trimestre
from municipios.models import Municipalidad

MUCHAS_ACTIVIDADES = 60  # no plan of a district has more
ESTADOS = {1: "verificado", 2: "enviado", 3: "observado", 4: "borrador"}  # of the reports of the first district, by quarter


def llenar_planes(n: int, gente: dict[str, Usuario], guardar: Any) -> None:
    """The plan of last year of the first district; that of the second, with a closed quarter; a draft, and one of this year of everybody."""
    quien = gente["coordinador"]
    convenio = Convenio.objects.get(codigo="CM-1")
    municipalidades = list(Municipalidad.objects.order_by("distrito__ubigeo"))
    primera, segunda = sorted(municipalidades, key=lambda m: m.pk)[:2]
    con_plan = set(PlanTrabajo.objects.values_list("municipalidad", "anio"))
    pedidos = [*((m, hoy().year) for m in municipalidades), (primera, hoy().year - 1), (segunda, hoy().year - 1)]
    nuevos = guardar((_plan(convenio, m, anio, quien) for m, anio in pedidos if (m.pk, anio) not in con_plan), PlanTrabajo)
    if (primera.pk, hoy().year + 1) not in con_plan:
        guardar([PlanTrabajo(convenio=convenio, municipalidad=primera, anio=hoy().year + 1)], PlanTrabajo)
    _actividades([plan for plan in nuevos if plan.municipalidad_id != primera.pk or plan.anio == hoy().year], 1, guardar)
    plan = PlanTrabajo.objects.get(municipalidad=primera, anio=hoy().year - 1)
    suyas = _actividades([plan], min(n, MUCHAS_ACTIVIDADES), guardar)
    hechas = guardar((_ejecucion(a, t, gente) for a in suyas for t in TRIMESTRES), Ejecucion)
    _pruebas(hechas or list(Ejecucion.objects.filter(actividad__plan=plan)), n, guardar)
    cerrado = PlanTrabajo.objects.get(municipalidad=segunda, anio=hoy().year - 1)
    if not cerrado.cierres.exists():
        cerrar_trimestre(cerrado, 1, por=quien)


def _plan(convenio: Convenio, municipalidad: Municipalidad, anio: int, quien: Usuario) -> PlanTrabajo:
    pasos = {
        f"{paso}_{que}": valor
        for paso in ("propuesto", "aprobado_ugel", "aprobado_municipalidad", "iniciado")
        for que, valor in (("en", ahora()), ("por", quien))
    }
    documentos = {"documento_ugel": "RD 12", "documento_municipalidad": "Acuerdo 7"}
    return PlanTrabajo(convenio=convenio, municipalidad=municipalidad, anio=anio, estado="en_ejecucion", **pasos, **documentos)


def _actividades(planes: list[Any], cuantas: int, guardar: Any) -> list[Any]:
    """Up to `cuantas` activities of each, with a target in every quarter; those that are new."""
    compromisos = list(Compromiso.objects.filter(convenio__codigo="CM-1", codigo="C-00001"))
    nuevas = []
    for plan in planes:
        hay = plan.actividades.count()
        comun = {"unidad": "talleres", "compromiso": compromisos[0]}
        nuevas += [Actividad(plan=plan, codigo=f"A-{i:03d}", nombre=f"Actividad ficticia {i}", **comun) for i in range(hay, cuantas)]
    guardar(nuevas, Actividad)
    metas = {"fisica": Decimal(10), "financiera": Decimal(1000)}
    guardar((Programacion(actividad=a, trimestre=t, **metas) for a in nuevas for t in TRIMESTRES), Programacion)
    return nuevas


def _ejecucion(actividad: Any, trimestre: int, gente: dict[str, Usuario]) -> Ejecucion:
    estado, quien, revisa, en = ESTADOS[trimestre], gente["especialista"], gente["coordinadora"], ahora()
    campos: dict[str, Any] = {"fisica": Decimal(8), "financiera": Decimal(900), "creado_por": quien}
    if estado != "borrador":
        campos |= {"enviado_en": en, "enviado_por": quien}
    if estado == "verificado":
        campos |= {"verificado_en": en, "verificado_por": revisa}
    if estado == "observado":
        campos |= {"observado_en": en, "observado_por": revisa, "observacion": "Falta la lista de asistencia, con sus firmas."}
    return Ejecucion(actividad=actividad, trimestre=trimestre, estado=estado, **campos)


def _pruebas(hechas: list[Any], n: int, guardar: Any) -> None:
    """`n` links of a report of each state."""
    for estado in ESTADOS.values():
        una = min((e for e in hechas if e.estado == estado), key=lambda e: e.pk)
        enlace = {"clase": "enlace", "enlace": "https://ejemplo.gob.pe/acta", "subida_por": una.creado_por}
        guardar((EvidenciaEjecucion(ejecucion=una, **enlace) for _ in range(una.evidencias.count(), n)), EvidenciaEjecucion)
