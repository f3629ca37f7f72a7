"""Risk in the administration: sheets are corrected there, what was published or decided is only looked at."""

from django.urls import reverse

from municipios.models import FichaRiesgo, ListaPriorizada, PautaRiesgo
from municipios.priorizar import decidir_lista
from tests.factories import make_evidencia_de_riesgo, make_ficha, make_local
from tests.formularios import leer


def pagina(registro, paso: str = "change") -> str:
    return reverse(f"admin:municipios_{registro._meta.model_name}_{paso}", args=[registro.pk])


def test_a_sheet_is_corrected_and_its_photos_are_looked_at(como, coordinador, municipalidad_a):
    ficha = make_ficha(make_local(municipalidad_a.distrito))
    foto = make_evidencia_de_riesgo(ficha, por=coordinador)
    cliente = como(coordinador)
    hoja = cliente.get(pagina(ficha))
    assert foto.get_absolute_url() in hoja.text
    assert cliente.post(pagina(ficha), leer(hoja) | {"estructura": "5"}).status_code == 422
    assert cliente.post(pagina(ficha), leer(hoja) | {"estructura": "1", "peligro": "4"}).status_code == 302
    ficha.refresh_from_db()
    assert (ficha.estructura, ficha.peligro, ficha.servicios) == (1, 4, None)


def test_a_sheet_written_there_is_as_fictional_as_its_building(como, coordinador, municipalidad_a):
    local = make_local(municipalidad_a.distrito, demostracion=True)
    cliente, nueva = como(coordinador), reverse("admin:municipios_fichariesgo_add")
    datos = leer(cliente.get(nueva)) | {"local": local.pk, "fecha": "2026-01-05", "procedencia": "ugel", "estructura": "2"}
    assert cliente.post(nueva, datos).status_code == 302
    assert FichaRiesgo.objects.get().demostracion


def test_what_was_published_or_decided_is_only_looked_at(como, administrador, coordinador, municipalidad_a, ugel):
    make_ficha(make_local(municipalidad_a.distrito))
    lista = decidir_lista(ugel=ugel, por=coordinador, titulo="Primera", motivo="Acta 1")
    for quien in (como(administrador), como(coordinador)):
        for registro, dicho in ((lista, lista.sha256), (lista.pauta, "35")):
            assert dicho in quien.get(pagina(registro)).text
            assert [quien.post(pagina(registro, paso), {"post": "yes"}).status_code for paso in ("change", "delete")] == [403, 403]
            assert quien.get(reverse(f"admin:municipios_{registro._meta.model_name}_add")).status_code == 403
    assert (ListaPriorizada.objects.count(), PautaRiesgo.objects.count()) == (1, 1)
