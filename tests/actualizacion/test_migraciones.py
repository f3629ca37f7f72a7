"""What an older portal held, brought up to date: one way back and one way forward for all of it, since each takes minutes.

The folder comes first in the alphabet, so that this begins while the other worker has everything else to do.
"""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_usuario

SIN_ADENDAS_EN_BORRADOR = [("municipios", "0002_encargaturas"), ("convenios", "0002_historia_sin_texto_de_busqueda")]
SIN_LEYES_DE_ESCUELAS = [("municipios", "0006_riesgo")]
ARCHIVO = {
    "archivo_nombre": "x.jpg",
    "archivo_tipo": "image/jpeg",
    "archivo_bytes": 1,
    "archivo_sha256": "0" * 64,
    "archivo_estado": "limpio",
}


def llevar(hasta: list[tuple[str, str]] | None = None) -> Any:
    """The tables as they were then (or as they are), and the models of that time."""
    ejecutor = MigrationExecutor(connection)
    ejecutor.migrate(hasta or ejecutor.loader.graph.leaf_nodes())
    return MigrationExecutor(connection).loader.project_state(hasta).apps if hasta else None


def _adendas(viejos: Any) -> Any:
    """With all that was known of one, or with only a document, or with nothing but what it changes; the UGEL of all that follows."""
    dre = viejos.get_model("municipios", "Dre").objects.create(codigo="970000", nombre="DRE")
    ugel = viejos.get_model("municipios", "Ugel").objects.create(codigo="970001", nombre="UGEL", dre=dre)
    convenio = viejos.get_model("convenios", "Convenio").objects.create(ugel=ugel, codigo="CM-1", titulo="Convenio")
    adenda = viejos.get_model("convenios", "Adenda")
    adenda.objects.create(convenio=convenio, numero=1, objeto="Con todo", suscrita_el="2024-01-02", documento="Adenda 1")
    adenda.objects.create(convenio=convenio, numero=2, objeto="Con documento", documento="Adenda 2")
    adenda.objects.create(convenio=convenio, numero=3, objeto="Sin nada")
    return ugel.pk


def _escuela(viejos: Any, ugel: Any, quien: Any) -> Any:
    """A project that began in the year 206, with a public photo that says where its consent is kept and one that does not."""
    distrito = viejos.get_model("municipios", "Distrito").objects.create(
        ugel_id=ugel, ubigeo="970101", nombre="D", provincia="P", departamento="D"
    )
    escuela = viejos.get_model("municipios", "InstitucionEducativa").objects.create(distrito=distrito, nombre="I.E. ficticia")
    proyecto = viejos.get_model("municipios", "ProyectoEducativo").objects.create(
        institucion=escuela, codigo="P-1", titulo="Yogur", tipo="productivo", inicio="0206-01-01"
    )
    comun = {"proyecto": proyecto, "clase": "foto", "subida_por_id": quien, "consentimiento": True, "publica": True, **ARCHIVO}
    comun |= {"publicada_en": "2026-01-02T00:00:00Z", "publicada_por_id": quien}
    foto = viejos.get_model("municipios", "EvidenciaProyecto")
    foto.objects.create(archivo="x.jpg", **comun)
    foto.objects.create(archivo="y.jpg", consentimiento_documento="Acta 1", **comun)
    return proyecto


def _encuentros(ugel: Any) -> Any:
    """One of which it was written what happened, one to come, and one of the year 206: with the tables as they are at the beginning."""
    viejos = MigrationExecutor(connection).loader.project_state([("encuentros", "0001_initial")]).apps
    encuentro = viejos.get_model("encuentros", "Encuentro")
    encuentro.objects.create(ugel_id=ugel, numero=1, nombre="I", resultado="Se firmó el convenio")
    encuentro.objects.create(ugel_id=ugel, numero=2, nombre="II", fecha="2030-01-01")
    return encuentro.objects.create(ugel_id=ugel, numero=3, nombre="III", fecha="0206-01-01")


@pytest.mark.usefixtures("sin_candados")
@pytest.mark.django_db(transaction=True)
def test_what_an_older_portal_held_is_brought_up_to_date_or_said():
    ugel = _adendas(llevar(SIN_ADENDAS_EN_BORRADOR))
    quien = make_usuario().pk  # accounts stand below, and stay as they are
    proyecto, tercero = _escuela(llevar(SIN_LEYES_DE_ESCUELAS), ugel, quien), _encuentros(ugel)
    with pytest.raises(ValueError, match=f"ProyectoEducativo {proyecto.pk}: inicio 0206-01-01"):
        llevar()
    type(proyecto).objects.update(inicio="2026-01-01")
    with pytest.raises(ValueError, match="3: 0206-01-01"):
        llevar()
    type(tercero).objects.filter(pk=tercero.pk).update(fecha="2026-01-01")
    llevar()

    from convenios.models import Adenda, BorradorAdenda
    from encuentros.models import Encuentro
    from municipios.models import EvidenciaProyecto

    estan = list(Adenda.objects.order_by("numero").values_list("numero", "estado", "estado_en", "fusion", "documento"))
    assert estan == [(1, "suscrita", None, None, "Adenda 1"), (2, "suscrita", None, None, "Adenda 2"), (3, "suscrita", None, None, "")]
    assert {a.estado_largo for a in Adenda.objects.all()} == {"Suscrita, registrada sin fusionar"}
    assert not BorradorAdenda.objects.exists()
    assert set(EvidenciaProyecto.objects.values_list("consentimiento_documento", "publica")) == {("", False), ("Acta 1", True)}
    assert list(Encuentro.objects.order_by("numero").values_list("estado", flat=True)) == ["informado", "convocado", "convocado"]
