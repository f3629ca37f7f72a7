"""What schools held before the database had laws about it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_usuario

ANTES = [("municipios", "0006_riesgo")]
ARCHIVO = {
    "archivo_nombre": "x.jpg",
    "archivo_tipo": "image/jpeg",
    "archivo_bytes": 1,
    "archivo_sha256": "0" * 64,
    "archivo_estado": "limpio",
}


def _al_dia() -> None:
    ejecutor = MigrationExecutor(connection)
    ejecutor.migrate(ejecutor.loader.graph.leaf_nodes())


def _proyecto(viejos, **campos):
    modelo = viejos.get_model
    ugel = modelo("municipios", "Ugel").objects.create(
        codigo="970001", nombre="UGEL", dre=modelo("municipios", "Dre").objects.create(codigo="970000", nombre="DRE")
    )
    distrito = modelo("municipios", "Distrito").objects.create(ugel=ugel, ubigeo="970101", nombre="D", provincia="P", departamento="D")
    escuela = modelo("municipios", "InstitucionEducativa").objects.create(distrito=distrito, nombre="I.E. ficticia")
    return modelo("municipios", "ProyectoEducativo").objects.create(
        institucion=escuela, codigo="P-1", titulo="Yogur", tipo="productivo", **campos
    )


@pytest.mark.usefixtures("sin_candados")
@pytest.mark.django_db(transaction=True)
def test_a_date_before_2000_is_said_and_a_public_photo_without_its_document_is_private_again():
    ejecutor = MigrationExecutor(connection)
    ejecutor.migrate(ANTES)
    viejos = ejecutor.loader.project_state(ANTES).apps
    quien = make_usuario().pk  # accounts stand below, and stay as they are
    proyecto = _proyecto(viejos, inicio="0206-01-01")
    comun = {"proyecto": proyecto, "clase": "foto", "subida_por_id": quien, "consentimiento": True, "publica": True, **ARCHIVO}
    comun |= {"publicada_en": "2026-01-02T00:00:00Z", "publicada_por_id": quien}
    foto = viejos.get_model("municipios", "EvidenciaProyecto")
    foto.objects.create(archivo="x.jpg", **comun)
    foto.objects.create(archivo="y.jpg", consentimiento_documento="Acta 1", **comun)
    with pytest.raises(ValueError, match=f"ProyectoEducativo {proyecto.pk}: inicio 0206-01-01"):
        _al_dia()
    type(proyecto).objects.update(inicio="2026-01-01")
    _al_dia()

    from municipios.models import EvidenciaProyecto

    assert set(EvidenciaProyecto.objects.values_list("consentimiento_documento", "publica")) == {("", False), ("Acta 1", True)}
