"""Two presses, and two people, at the same instant over the same rows. Real threads, each with its own connection, on both engines."""

import pytest
from django.test import Client

from base.avisos.models import Aviso
from base.bitacora.models import Lote
from convenios.models import Compromiso, Reprogramacion
from tests.carreras import a_la_vez
from tests.convenios.test_masiva import PLAZO, RESPONSABLE, direccion
from tests.factories import dias, make_compromiso
from tests.formularios import leer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def varios(convenio, municipalidad_a):
    return [make_compromiso(convenio, codigo=f"C-{n}", distritos=(municipalidad_a.distrito,), plazo=dias(30)) for n in range(5)]


def entrar(usuario) -> Client:
    cliente = Client()
    cliente.force_login(usuario)
    return cliente


@pytest.mark.promesa("P2")
def test_pressing_twice_at_once_changes_many_once(ugel, varios, coordinador, alcalde_a, promesa):
    cliente = entrar(coordinador)
    vueltas, duplicados = promesa.veces(3, 100), 0
    for vuelta in range(vueltas):
        url = direccion(ugel, PLAZO | {"plazo": dias(100 + vuelta).isoformat()}, *varios)
        datos = leer(cliente.get(url))
        respuestas = a_la_vez(*[lambda url=url, datos=datos: cliente.post(url, datos)] * 2)
        lotes = Lote.objects.filter(clave=datos["clave"])
        assert {(r.status_code, r["Location"]) for r in respuestas} == {(302, f"/lotes/{lotes.get().pk}/")}
        duplicados += Reprogramacion.objects.filter(plazo_nuevo=dias(100 + vuelta)).count() != len(varios)
        duplicados += Aviso.objects.filter(usuario=alcalde_a).count() != vuelta + 1
    promesa.anotar("el mismo cambio de muchos, apretado dos veces a la vez", vueltas=vueltas, duplicados=duplicados)
    assert duplicados == 0


@pytest.mark.promesa("P1")
def test_of_two_who_change_the_same_rows_at_once_one_is_shown_what_the_other_did(ugel, varios, coordinador, coordinadora, promesa):
    vueltas, perdidas = promesa.veces(3, 100), 0
    for vuelta in range(vueltas):
        pedidos = []
        for cliente, nombre in ((entrar(coordinador), "uno"), (entrar(coordinadora), "otra")):
            url = direccion(ugel, RESPONSABLE | {"responsable": f"Jefatura {nombre} {vuelta}"}, *varios)
            pedidos.append((cliente, url, leer(cliente.get(url))))
        respuestas = a_la_vez(*[lambda c=c, url=url, datos=datos: c.post(url, datos) for c, url, datos in pedidos])
        perdidas += sorted(getattr(r, "status_code", r) for r in respuestas) != [302, 409]
        perdidas += len(set(Compromiso.objects.values_list("responsable", flat=True))) != 1
    promesa.anotar("dos personas cambian los mismos registros a la vez", vueltas=vueltas, perdidas=perdidas)
    assert perdidas == 0
