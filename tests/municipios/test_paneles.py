"""What this floor says on the pages of districts and of schools."""

import pytest

from tests.factories import make_ficha, make_institucion, make_local, make_proyecto


@pytest.fixture
def distrito(municipalidad_a):
    """Two schools in one building at risk, one building that nobody looked at, one project."""
    local = make_local(municipalidad_a.distrito)
    escuela, _ = make_institucion(local=local), make_institucion(local=local)
    make_ficha(local, inspeccion="inhabitable")
    make_local(municipalidad_a.distrito)
    make_proyecto(escuela, codigo="PE-1")
    return municipalidad_a.distrito


@pytest.mark.parametrize(
    ("quien", "pagina"), [("alcalde_a", "/mi-municipio/"), ("alcalde_a", "/municipios/{}/"), ("coordinador", "/municipios/{}/")]
)
def test_a_district_leads_to_its_schools_its_risk_and_its_projects(request, distrito, como, quien, pagina):
    make_proyecto(codigo="PE-2")
    cliente = como(request.getfixturevalue(quien))
    texto = cliente.get(pagina.format(distrito.ubigeo)).text
    for ruta, cuantas in (("instituciones", 2), ("riesgo", 1), ("proyectos", 1)):
        direccion = f"/990001/{ruta}/?distrito={distrito.ubigeo}"
        assert f'href="{direccion}">' in texto
        assert cliente.get(direccion).context["pagina"].paginator.count == cuantas


def test_a_school_tells_the_risk_of_its_building(distrito, como, alcalde_b):
    escuela = distrito.instituciones.first()
    texto = como(alcalde_b).get(escuela.get_absolute_url()).text
    assert "Crítico" in texto
    assert f"/990001/riesgo/{escuela.local_id}/porque/" in texto
    escuela.local = None
    escuela.save()
    assert "Riesgo del local" not in como(alcalde_b).get(escuela.get_absolute_url()).text
