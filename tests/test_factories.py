"""What the factories make is lawful: they leave the constraints to the database, so each is asked here once about all of its laws."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import factories, factories_encuentros
from tests.factories import dias, make_convenio, make_designacion, make_distrito, make_ugel

# files; what is of somebody or of something, which has to be given; rows that the portal writes by itself, and nobody types
OTRAS = {
    "make_pdf",
    "make_foto",
    "make_traspaso",
    "make_importacion",
    "make_informe",
    "make_plantilla",
    "make_sesion",
    "make_aviso",
    "make_envio",
    "make_tarea",
    "make_llave",
    "make_aplicacion",
    "make_evidencia_de_plan",
    "make_carta",
    "make_baja",
    "make_ensayo_de_limites",
}
TODAS = vars(factories) | vars(factories_encuentros)
FABRICAS = {nombre: fabrica for nombre, fabrica in TODAS.items() if nombre.startswith("make_") and nombre not in OTRAS}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nombre", FABRICAS)
def test_what_a_factory_makes_passes_its_own_laws(nombre):
    hecho = FABRICAS[nombre]()
    (hecho[0] if isinstance(hecho, tuple) else hecho).full_clean()


def test_what_breaks_a_constraint_is_not_made():
    """Control: the database refuses what the factory did not ask about, and the factory what no constraint says."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make_convenio(inicio=dias(5), fin=dias(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_distrito(make_ugel(), ubigeo=make_distrito().ubigeo)
    with pytest.raises(ValidationError):
        make_designacion(nombre="")
