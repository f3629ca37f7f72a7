"""A fictional, plausible year on top of the published facts, every record of it marked as demonstration.

It is told once. What was told stays as people have left it: running it again adds nothing and changes nothing.
"""

import random
import uuid

from django.db import transaction

from base.bitacora.models import Lote
from encuentros.carga import hechos
from municipios.datos import jaen
from municipios.models import Ugel

from . import (
    adendas,
    avances,
    compromisos,
    convenios,
    diagnostico,
    encuentros,
    escuelas,
    papelera,
    personas,
    planes,
    proyectos,
    riesgos,
    traspasos,
)
from .cronica import Cronica

SEMILLA = 60008
CONTADO = uuid.uuid5(uuid.NAMESPACE_URL, "portal:demostracion:1")  # the key of the gesture that says that this year was told


def contar_el_anio() -> bool:
    """Load the facts, then the year; False when it had been told before."""
    hechos.cargar()
    with transaction.atomic():
        if Lote.objects.filter(por=None, clave=CONTADO).exists():
            return False
        Lote.objects.create(tipo=Lote.Tipo.DEMOSTRACION, clave=CONTADO, motivo="Año de demostración")
        azar = random.Random(SEMILLA)  # noqa: S311 -- the same story every time, nothing secret in it
        cronica = Cronica()
        elenco = personas.crear(cronica, Ugel.objects.get(codigo=jaen.UGEL[0]))
        firmados = convenios.crear(cronica, elenco, azar)
        tareas = compromisos.crear(cronica, elenco, firmados, azar)
        avances.crear(cronica, elenco, tareas, azar)
        escuelas.crear(cronica, elenco, azar)
        proyectos.crear(cronica, elenco, azar)
        riesgos.crear(cronica, elenco, azar)
        diagnostico.crear(cronica, elenco, random.Random(SEMILLA))  # noqa: S311 -- of its own: what is told after it stays as it was
        papelera.crear(cronica, elenco, tareas)
        traspasos.crear(cronica, elenco)
        articulado = planes.crear_convenio(cronica, elenco)
        cronica.cerrar()
        adendas.crear(elenco, firmados)
        planes.crear(elenco, articulado, random.Random(SEMILLA))  # noqa: S311 -- of its own: what is told beside it stays as it was
        encuentros.crear(elenco, articulado)
    return True
