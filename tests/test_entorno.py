"""The harness keeps its word: each guard is tried with what it must stop, and with what it must let pass."""

import os
import re
import socket
import warnings

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Origin, Template, engines
from django.test import Client, RequestFactory

from tests.entorno import RedProhibida, VariableIndefinida

NUESTRA = str(settings.RAIZ / "templates" / "comun" / "prueba.html")
AJENA = "/usr/lib/python3/site-packages/otro/templates/prueba.html"


def render(texto: str, archivo: str, **contexto) -> str:
    motor: Engine = engines["django"].engine
    return Template(texto, origin=Origin(archivo), engine=motor).render(Context(contexto))


@pytest.mark.parametrize("texto", ["{{ nadie }}", "{{ nadie|default:'x' }}", "{{ hay.nada }}", "{% for x in nadie %}{% endfor %}"])
def test_a_variable_that_our_template_does_not_find_fails(texto):
    with pytest.raises(VariableIndefinida, match=r"prueba\.html"):
        render(texto, NUESTRA, hay={})


def test_a_condition_may_ask_for_what_is_not_there():
    class SinFila:
        @property
        def parte(self):
            raise FilaAusente

    class FilaAusente(ObjectDoesNotExist):
        silent_variable_failure = True

    assert render("{% if nadie %}sí{% else %}no{% endif %}", NUESTRA) == "no"
    assert render("{% if a.parte %}sí{% else %}no{% endif %}", NUESTRA, a=SinFila()) == "no"


def test_the_templates_of_others_keep_the_silence_of_django():
    assert render("[{{ nadie }}{{ nadie|default:'x' }}]", AJENA) == "[x]"


@pytest.mark.parametrize("direccion", [("192.0.2.1", 80), ("example.org", 80), ("2001:db8::1", 80, 0, 0)])
def test_no_test_reaches_another_machine(direccion):
    familia = socket.AF_INET6 if len(direccion) == 4 else socket.AF_INET

    with socket.socket(familia) as conexion, pytest.raises(RedProhibida):
        conexion.connect(direccion)
    with pytest.raises(RedProhibida):
        socket.create_connection(direccion[:2])


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as servidor, socket.create_connection(servidor.getsockname()):
        pass


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("esto se va en la próxima versión", DeprecationWarning, stacklevel=1)


def test_a_request_arrives_over_https_unless_it_says_otherwise():
    assert RequestFactory().get("/").is_secure()
    assert not RequestFactory().get("/", headers={"x-forwarded-proto": "http"}).is_secure()


def test_plain_http_is_sent_to_https():
    respuesta = Client().get("/salud-que-no-hay/", headers={"x-forwarded-proto": "http"})

    assert respuesta.status_code == 301
    assert re.match(r"https://testserver/", respuesta["Location"])


def test_the_settings_are_those_of_production():
    assert not settings.DEBUG
    assert not settings.DEMOSTRACION
    assert settings.SESSION_COOKIE_SECURE


def test_the_sum_of_the_database_tells_a_row_that_changed_and_nothing_else(huella_de_la_base, convenio):
    antes = huella_de_la_base()
    assert huella_de_la_base() == antes
    type(convenio).objects.filter(pk=convenio.pk).update(titulo="Otro")
    assert huella_de_la_base() != antes


@pytest.mark.xdist_group("entorno")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="Solo con varios obreros a la vez hay grupos que guardar.")
def test_a_group_of_tests_stays_on_one_worker(request):
    """xdist writes the group in the name of the test; where it does not, every world that a file shares is made once for each worker."""
    assert request.node.nodeid.endswith("@entorno")
