"""The administration of what hangs on an encuentro: within the UGEL of who looks, and closed by the signed acta as everywhere else."""

import pytest
from django.urls import reverse

from encuentros.models import Acuerdo, Invitado, PuntoAgenda
from tests.factories_encuentros import llevar_encuentro, make_acuerdo, make_encuentro, make_invitado, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
FABRICAS = {Invitado: (make_invitado, "cargo"), PuntoAgenda: (make_punto, "titulo"), Acuerdo: (make_acuerdo, "texto")}


@pytest.mark.parametrize("modelo", FABRICAS)
def test_a_row_is_corrected_there_until_the_acta_is_signed(modelo, coordinador, ugel, otra_ugel, como):
    hacer, campo = FABRICAS[modelo]
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    fila, ajena = hacer(encuentro), hacer(make_encuentro(otra_ugel, estado="en_curso"))
    cliente, nombre = como(coordinador), f"admin:encuentros_{modelo._meta.model_name}"
    assert list(cliente.get(reverse(f"{nombre}_changelist")).context["cl"].result_list) == [fila]
    assert cliente.get(reverse(f"{nombre}_change", args=[ajena.pk])).status_code == 404
    url = reverse(f"{nombre}_change", args=[fila.pk])
    assert cliente.post(url, leer(cliente.get(url)) | {campo: "Corregido"}).status_code == 302
    datos = leer(cliente.get(url))
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)

    respuesta = cliente.post(url, datos | {campo: "Después de firmada"})

    assert "ya se firmó" in respuesta.text
    assert getattr(modelo.objects.get(pk=fila.pk), campo) == "Corregido"


@pytest.mark.parametrize("de_prueba", [True, False])
def test_a_new_row_is_of_the_demonstration_if_its_encuentro_is(de_prueba, coordinador, ugel, como):
    encuentro = make_encuentro(ugel, demostracion=de_prueba)
    cliente, url = como(coordinador), reverse("admin:encuentros_puntoagenda_add")
    datos = leer(cliente.get(url)) | {"encuentro": encuentro.pk, "orden": 1, "clase": "tema", "titulo": "Uno nuevo"}
    assert cliente.post(url, datos).status_code == 302
    assert PuntoAgenda.objects.get(encuentro=encuentro).demostracion is de_prueba
