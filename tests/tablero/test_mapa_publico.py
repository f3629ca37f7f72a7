"""The map as anyone may see it says nothing of what is not public."""

import pytest

from portal.publico.mapa import mapa_publico
from tests.factories import dias, make_avance, make_compromiso, make_convenio

pytestmark = pytest.mark.django_db


@pytest.mark.promesa("P27")
def test_the_public_map_counts_public_commitments_and_tells_nothing_that_waits(
    convenio, municipalidad_a, municipalidad_b, especialista, django_assert_num_queries
):
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    esperando = make_compromiso(convenio, distritos=(a, b), plazo=dias(200))
    make_avance(esperando, estado="enviado", por=especialista, distrito=a)
    make_compromiso(make_convenio(convenio.ugel, estado="borrador"), distritos=(b,), plazo=dias(-9))

    with django_assert_num_queries(2):
        suyo = mapa_publico(convenio.ugel, lambda d: f"/d/{d.ubigeo}/")

    assert [(f.distrito, f.valor.etiqueta, f.valor.url) for f in suyo.filas] == [
        (a, "Por iniciar: 1", f"/d/{a.ubigeo}/"),
        (b, "Por iniciar: 1", f"/d/{b.ubigeo}/"),
    ]
