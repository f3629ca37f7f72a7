"""The plans of a country: 224 UGEL and 1,891 districts, each with its plan of this year, on a database that is thrown away afterwards."""

import random
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from bench.datos import SEMILLA
from convenios.models import Actividad, Cierre, Convenio, Ejecucion, PlanTrabajo, Programacion
from convenios.models.plan import TRIMESTRES, trimestre_de
from encuentros.carga.pais import Tamano, generar
from municipios.models import Municipalidad, Ugel

POR_PLAN = 6
PAIS = "pais"


def llenar_pais(compromisos: int = 0) -> None:
    """The country of `generar_pais`, with its plans: every quarter that is over is verified, and closed but for the last one, which half of the
    districts closed.
    """
    generar(Tamano(compromisos=compromisos, servicios=0), semilla=SEMILLA)
    with transaction.atomic():
        quien = Usuario.objects.get(username="coordinador")
        Usuario.objects.create(username=PAIS, nombre="Persona que lee el país", rol="administrador", is_superuser=True)
        convenios = {c.ugel_id: c for c in Convenio.objects.filter(ugel__in=las_ugeles())}
        municipalidades = Municipalidad.objects.filter(distrito__ugel__in=las_ugeles()).select_related("distrito").order_by("pk")
        planes = PlanTrabajo.objects.bulk_create([_plan(m, convenios[m.distrito.ugel_id], quien) for m in municipalidades])
        _llenar_planes(planes, quien)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def las_ugeles() -> Any:
    """Those of the generated country, by their code."""
    return Ugel.objects.filter(demostracion=True).order_by("codigo")


def _plan(municipalidad: Municipalidad, convenio: Convenio, quien: Usuario) -> PlanTrabajo:
    pasos: dict[str, Any] = {f"{paso}_en": ahora() for paso in ("propuesto", "aprobado_ugel", "aprobado_municipalidad", "iniciado")}
    pasos |= {f"{paso}_por": quien for paso in ("propuesto", "aprobado_ugel", "aprobado_municipalidad", "iniciado")}
    papeles = {"documento_ugel": "Resolución 1", "documento_municipalidad": "Acuerdo 1"}
    return PlanTrabajo(convenio=convenio, municipalidad=municipalidad, anio=hoy().year, estado="en_ejecucion", **pasos, **papeles)


def _llenar_planes(planes: list[PlanTrabajo], quien: Usuario) -> None:
    azar, terminados = random.Random(SEMILLA), trimestre_de(hoy()) - 1  # noqa: S311 -- drawn again each time alike
    otra = Usuario.objects.get(username="coordinadora")
    actividades = Actividad.objects.bulk_create(
        [Actividad(plan=p, codigo=f"A-{n}", nombre=f"Actividad {n}", unidad="talleres") for p in planes for n in range(POR_PLAN)]
    )
    metas = [Programacion(actividad=a, trimestre=t, fisica=Decimal(10), financiera=Decimal(1000)) for a in actividades for t in TRIMESTRES]
    Programacion.objects.bulk_create(metas, batch_size=2000)
    pasos: dict[str, Any] = {
        "creado_por": quien,
        "enviado_por": quien,
        "verificado_por": otra,
        "enviado_en": ahora(),
        "verificado_en": ahora(),
    }
    hechas = [
        Ejecucion(actividad=a, trimestre=t, fisica=Decimal(azar.randint(4, 12)), financiera=Decimal(azar.randint(400, 1200)), estado="verificado", **pasos)
        for a in actividades
        for t in range(1, terminados + 1)
    ]  # fmt: skip
    Ejecucion.objects.bulk_create(hechas, batch_size=2000)
    cierres = [
        Cierre(plan=p, trimestre=t, cerrado_por=quien, fisico=Decimal(azar.randint(50, 100)), fisico_anual=Decimal(20), programado=Decimal(6000 * t),
               devengado=Decimal(4000 * t), contenido={"actividades": []}, sha256="0" * 64)
        for n, p in enumerate(planes)
        for t in range(1, terminados + (n % 2))
    ]  # fmt: skip
    Cierre.objects.bulk_create(cierres, batch_size=2000)


def direcciones() -> dict[str, str]:
    """What is measured: the country, one of its filters, a page far on, and the UGEL with the most districts."""
    ugel = las_ugeles()[0]
    return {
        "planes de todo el país": "/planes/",
        "planes de todo el país: página 20": "/planes/?pagina=20",
        "planes de todo el país: en rojo": "/planes/?color=rojo",
        "planes de todo el país: sin plan": "/planes/?estado=sin_plan",
        "planes de una UGEL": f"/{ugel.codigo}/planes/",
    }
