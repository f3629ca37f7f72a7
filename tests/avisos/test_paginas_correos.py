"""The page of the outbox: what an administrator sees, and what nobody does."""

import pytest
from django.urls import reverse

from base.avisos.models import Envio
from base.cuentas.roles import Rol
from tests.factories import make_envio, make_usuario
from tests.formularios import leer

pytestmark = pytest.mark.django_db
SECRETO = "https://testserver/cuenta/olvido/1-secreto/"


def test_an_administrator_sees_the_mails_to_their_own_people_and_no_other(
    como, administrador, especialista, alcalde_a, enlace_a, coordinador_otra_ugel, dre
):
    suyos = {make_envio(quien, asunto=f"Para {quien.username}").asunto for quien in (administrador, especialista, alcalde_a, enlace_a)}
    ajenos = [make_envio(quien, asunto="AJENO") for quien in (coordinador_otra_ugel, dre, None)]
    pagina = como(administrador).get("/correos/").content.decode()
    assert all(asunto in pagina for asunto in suyos)
    assert "AJENO" not in pagina
    assert {como(administrador).get(e.get_absolute_url()).status_code for e in ajenos} == {404}


def test_who_runs_the_installation_sees_all(como):
    superior = make_usuario(Rol.ADMINISTRADOR, is_superuser=True)
    make_envio(asunto="SIN CUENTA")
    assert "SIN CUENTA" in como(superior).get("/correos/").content.decode()


@pytest.mark.parametrize("estado", ["pendiente", "fallido"])
def test_the_body_of_a_reserved_mail_is_shown_to_nobody(como, estado):
    superior = make_usuario(Rol.ADMINISTRADOR, is_superuser=True)
    reservado = make_envio(texto=SECRETO, html=f"<a href={SECRETO}>x</a>", reservado=True, estado=estado)
    comun = make_envio(texto="El acta dice")
    cliente = como(superior)
    for url in ("/correos/", reservado.get_absolute_url(), reverse("correo_anular", args=[reservado.pk])):
        assert "secreto" not in cliente.get(url).content.decode()
    assert "El acta dice" in cliente.get(comun.get_absolute_url()).content.decode()  # control: another one's is


def test_a_failed_mail_is_seen_with_its_error_and_sent_again(como, administrador, alcalde_a, mailoutbox):
    envio = make_envio(alcalde_a, estado="fallido", intentos=6, ultimo_error="El servidor no acepta esa dirección: 550")
    cliente = como(administrador)
    assert "no acepta esa dirección" in cliente.get("/correos/?estado=fallido").content.decode()
    url = reverse("correo_reenviar", args=[envio.pk])
    datos = leer(cliente.get(url))
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]  # pressed twice
    assert [carta.to for carta in mailoutbox] == [[envio.para]]
    assert cliente.post(url, leer(cliente.get(url))).status_code == 422  # sent: it is not sent again from here


def test_a_pending_mail_is_annulled_and_a_reserved_one_forgets_its_secret(como, administrador, alcalde_a, mailoutbox):
    envio = make_envio(alcalde_a, texto=SECRETO, reservado=True)
    cliente = como(administrador)
    url = reverse("correo_anular", args=[envio.pk])
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    envio.refresh_from_db()
    assert (envio.estado, envio.texto, envio.anulado_por) == ("anulado", "", administrador)
    assert not mailoutbox


def test_the_list_is_filtered_and_costs_the_same_for_one_or_many(como, administrador, alcalde_a, django_assert_max_num_queries):
    for n in range(80):
        make_envio(alcalde_a, estado="fallido" if n % 2 else "pendiente")
    cliente = como(administrador)
    cliente.get("/correos/")
    with django_assert_max_num_queries(10):
        pagina = cliente.get("/correos/?estado=fallido").content.decode()
    assert pagina.count('class="estado estado-mal"') == 40
    assert cliente.get("/correos/?estado=cualquiera&pagina=x").status_code == 200


def test_the_readiness_says_how_long_the_queues_have_waited(client, django_assert_max_num_queries):
    import datetime

    from base.comun.fechas import ahora

    assert client.get("/salud/lista").json()["colas_s"] == {"correos": 0, "tareas": 0}
    make_envio(proximo_intento_en=ahora() - datetime.timedelta(minutes=10))
    make_envio(proximo_intento_en=ahora() + datetime.timedelta(minutes=10))
    assert 600 <= client.get("/salud/lista").json()["colas_s"]["correos"] < 660


def test_the_law_of_the_database_keeps_a_line_one_line():
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="avisos_envio_una_linea"):
        make_envio(asunto="Uno\nBcc: malo@example.com")
    assert Envio._meta.constraints
