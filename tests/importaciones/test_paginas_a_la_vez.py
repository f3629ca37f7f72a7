"""Two presses, and two people, at the same instant on the pages of an import. Real threads, each with its own connection."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from base.bitacora.models import Lote
from convenios.models import Compromiso
from portal.importaciones.models import Importacion
from tests.carreras import a_la_vez
from tests.factories import make_importacion

pytestmark = pytest.mark.django_db(transaction=True)


def entrar(usuario) -> Client:
    cliente = Client()
    cliente.force_login(usuario)
    return cliente


@pytest.mark.promesa("P2")
def test_bringing_and_confirming_twice_at_once_is_done_once(convenio, coordinador, promesa):
    cliente, vueltas, de_mas = entrar(coordinador), promesa.veces(3, 100), 0
    for vuelta in range(vueltas):
        contenido = f"codigo,distrito,descripcion,fecha_limite\nV-{vuelta},TODOS,Elaborar,30/11/2027".encode()
        datos = {"clave": str(uuid.uuid4()), "padron": "compromisos", "convenio": convenio.pk}
        subir = lambda datos=datos, contenido=contenido: cliente.post(  # noqa: E731
            "/importaciones/", datos | {"archivo": SimpleUploadedFile("matriz.csv", contenido)}
        )
        assert len({respuesta["Location"] for respuesta in a_la_vez(subir, subir)}) == 1
        importacion = Importacion.objects.get(sha256=Importacion.objects.latest("pk").sha256)
        confirmar = {"clave": str(uuid.uuid4()), "huella": importacion.huella, "motivo": "Matriz"}
        url = reverse("importacion_aplicar", args=[importacion.pk])
        respuestas = a_la_vez(*[lambda url=url, confirmar=confirmar: cliente.post(url, confirmar)] * 2)
        assert {respuesta["Location"] for respuesta in respuestas} == {importacion.get_absolute_url()}
        de_mas += Importacion.objects.count() != vuelta + 1
        de_mas += Lote.objects.filter(tipo="importacion").count() != vuelta + 1
    promesa.anotar("el mismo archivo subido y confirmado dos veces a la vez", vueltas=vueltas, de_mas=de_mas)
    assert de_mas == 0


@pytest.mark.promesa("P2")
def test_two_people_who_apply_the_same_file_at_once_apply_it_once(convenio, coordinador, coordinadora):
    importacion = make_importacion(convenio, por=coordinador)
    url = reverse("importacion_aplicar", args=[importacion.pk])
    pedidos = [
        lambda c=c: c.post(url, {"clave": str(uuid.uuid4()), "huella": importacion.huella, "motivo": "Matriz"})
        for c in map(entrar, (coordinador, coordinadora))
    ]
    assert {respuesta.status_code for respuesta in a_la_vez(*pedidos)} == {302}
    assert Lote.objects.filter(tipo="importacion").count() == 1
    assert Compromiso.objects.get().history.count() == 1


@pytest.mark.promesa("P1")
def test_two_tabs_that_mend_different_rows_at_once_lose_nothing(convenio, coordinador):
    importacion = make_importacion(convenio, por=coordinador, filas=["I-1,TODOS,Uno,31/04/2027", "I-2,TODOS,Dos,31/04/2027"])
    pedidos = [
        lambda c=c, n=n: c.post(reverse("importacion_fila", args=[importacion.pk, n]), {"fecha_limite": f"0{n}/05/2027"})
        for n, c in ((2, entrar(coordinador)), (3, entrar(coordinador)))
    ]
    assert {respuesta.status_code for respuesta in a_la_vez(*pedidos)} == {302}
    importacion.refresh_from_db()
    assert (importacion.nuevos, importacion.con_error) == (2, 0)
    assert importacion.celdas == {"2": {"fecha_limite": "02/05/2027"}, "3": {"fecha_limite": "03/05/2027"}}
