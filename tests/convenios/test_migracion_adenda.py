"""The adendas that were registered before they had states."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ANTES = [("municipios", "0002_encargaturas"), ("convenios", "0002_historia_sin_texto_de_busqueda")]


@pytest.mark.usefixtures("sin_candados")
@pytest.mark.django_db(transaction=True)
def test_what_was_registered_stays_signed_and_merged_nothing():
    """With all that was known of them, or with only a document, or with nothing but what they change; in history too."""
    ejecutor = MigrationExecutor(connection)
    ejecutor.migrate(ANTES)
    try:
        viejos = ejecutor.loader.project_state(ANTES).apps
        ugel = viejos.get_model("municipios", "Ugel").objects.create(
            codigo="970001", nombre="UGEL", dre=viejos.get_model("municipios", "Dre").objects.create(codigo="970000", nombre="DRE")
        )
        convenio = viejos.get_model("convenios", "Convenio").objects.create(ugel=ugel, codigo="CM-1", titulo="Convenio")
        adenda = viejos.get_model("convenios", "Adenda")
        adenda.objects.create(convenio=convenio, numero=1, objeto="Con todo", suscrita_el="2024-01-02", documento="Adenda 1")
        adenda.objects.create(convenio=convenio, numero=2, objeto="Con documento", documento="Adenda 2")
        adenda.objects.create(convenio=convenio, numero=3, objeto="Sin nada")
    finally:
        ejecutor = MigrationExecutor(connection)
        ejecutor.migrate(ejecutor.loader.graph.leaf_nodes())

    from convenios.models import Adenda, BorradorAdenda

    estan = list(Adenda.objects.order_by("numero").values_list("numero", "estado", "estado_en", "fusion", "documento"))
    assert estan == [(1, "suscrita", None, None, "Adenda 1"), (2, "suscrita", None, None, "Adenda 2"), (3, "suscrita", None, None, "")]
    assert {a.estado_largo for a in Adenda.objects.all()} == {"Suscrita, registrada sin fusionar"}
    assert not BorradorAdenda.objects.exists()
