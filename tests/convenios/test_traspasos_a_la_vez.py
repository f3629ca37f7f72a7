"""P2: two hand-overs of one charge at the same instant are one. Real threads, each with its own connection, on both engines."""

import pytest
from django.test import Client
from django.urls import reverse

from base.bitacora.models import Lote
from convenios.models import Traspaso
from municipios.models import Gestion
from tests.carreras import a_la_vez
from tests.factories import dias
from tests.formularios import leer

pytestmark = pytest.mark.django_db(transaction=True)


def entrar(usuario) -> Client:
    cliente = Client()
    cliente.force_login(usuario)
    return cliente


def por_confirmar(cliente, url, usuario) -> dict:
    """What the confirmation of a preview posts, for a successor whose account is called `usuario`."""
    datos = {"desde": dias(0).isoformat(), "documento": "Credencial 1", "motivo": "Nueva gestión", "accion": "previa"}
    datos |= {"nuevo_nombre": f"Persona {usuario}", "nuevo_usuario": usuario}
    return leer(cliente.post(url, leer(cliente.get(url)) | datos)) | {"accion": "confirmar"}


@pytest.mark.promesa("P2")
def test_two_people_who_hand_over_one_municipality_at_once_do_it_once(
    administrador, coordinador, ugel, municipalidad_a, municipalidad_b, alcalde_a, promesa
):
    url = reverse("traspaso_nuevo", args=[ugel.codigo, "alcaldia", municipalidad_a.pk])
    clientes = [entrar(administrador), entrar(coordinador)]
    posts = [(c, por_confirmar(c, url, f"nueva.{n}")) for n, c in enumerate(clientes)]

    respuestas = a_la_vez(*[lambda c=c, d=d: c.post(url, d) for c, d in posts])

    assert sorted(r.status_code for r in respuestas) == [302, 409]
    assert Traspaso.objects.count() == Lote.objects.filter(tipo="traspaso").count() == 1
    assert Gestion.objects.filter(municipalidad=municipalidad_a).vigentes().count() == 1
    promesa.anotar("dos traspasan la misma municipalidad a la vez", vueltas=1, duplicados=0)


@pytest.mark.promesa("P2")
def test_one_confirmation_pressed_twice_at_once_leads_twice_to_the_same_acta(administrador, ugel, municipalidad_a, alcalde_a):
    url = reverse("traspaso_nuevo", args=[ugel.codigo, "alcaldia", municipalidad_a.pk])
    cliente = entrar(administrador)
    datos = por_confirmar(cliente, url, "nueva.norma")

    respuestas = a_la_vez(*[lambda: cliente.post(url, datos)] * 2)

    assert {r.status_code for r in respuestas} == {302}
    assert len({r["Location"] for r in respuestas}) == 1
    assert Traspaso.objects.count() == 1
