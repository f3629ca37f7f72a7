"""The cast: the people of the tests, each a fixture, made only when a test names them.

Two UGEL of two regions. The first has municipalities A and B; the other one has a municipality of its own. `como(persona)` is a client
that is signed in as that person, and `client` (of pytest-django) is anyone.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Convenio
from municipios.models import Municipalidad, Ugel
from tests.factories import make_convenio, make_distrito, make_dre, make_municipalidad, make_ugel, make_usuario


@pytest.fixture
def ugel(db) -> Ugel:
    """The UGEL of the story."""
    return make_ugel(codigo="990001", nombre="UGEL de la prueba", dre=make_dre(codigo="990000", nombre="DRE de la prueba"))


@pytest.fixture
def otra_ugel(db) -> Ugel:
    """A UGEL of another region: its people are strangers here."""
    return make_ugel(codigo="960001", nombre="UGEL ajena", dre=make_dre(codigo="960000", nombre="DRE ajena"))


@pytest.fixture
def municipalidad_a(ugel) -> Municipalidad:
    return make_municipalidad(distrito=make_distrito(ugel, ubigeo="990101", nombre="Distrito A"), tipo="provincial")


@pytest.fixture
def municipalidad_b(ugel) -> Municipalidad:
    return make_municipalidad(distrito=make_distrito(ugel, ubigeo="990102", nombre="Distrito B"))


@pytest.fixture
def municipalidad_ajena(otra_ugel) -> Municipalidad:
    return make_municipalidad(distrito=make_distrito(otra_ugel, ubigeo="960101", nombre="Distrito ajeno"))


@pytest.fixture
def convenio(ugel, municipalidad_a, municipalidad_b) -> Convenio:
    """Signed by A and B, in force."""
    return make_convenio(ugel, codigo="CM-PRUEBA", titulo="Convenio de la prueba", partes=(municipalidad_a, municipalidad_b))


@pytest.fixture
def administrador(ugel) -> Usuario:
    return make_usuario(Rol.ADMINISTRADOR, ugel=ugel, username="administrador", nombre="Ada Administradora")


@pytest.fixture
def coordinador(ugel) -> Usuario:
    return make_usuario(Rol.COORDINADOR, ugel=ugel, username="coordinador", nombre="Carlos Coordinador")


@pytest.fixture
def coordinadora(ugel) -> Usuario:
    """The second of the two: who reports is never who verifies."""
    return make_usuario(Rol.COORDINADOR, ugel=ugel, username="coordinadora", nombre="Carla Coordinadora")


@pytest.fixture
def especialista(ugel) -> Usuario:
    return make_usuario(Rol.ESPECIALISTA, ugel=ugel, username="especialista", nombre="Elena Especialista")


@pytest.fixture
def director(ugel) -> Usuario:
    return make_usuario(Rol.DIRECTOR, ugel=ugel, username="director", nombre="Darío Director")


@pytest.fixture
def alcalde_a(municipalidad_a) -> Usuario:
    return make_usuario(Rol.ALCALDE, municipalidad=municipalidad_a, username="alcalde.a", nombre="Alba Alcaldesa")


@pytest.fixture
def enlace_a(municipalidad_a) -> Usuario:
    return make_usuario(Rol.ENLACE, municipalidad=municipalidad_a, username="enlace.a", nombre="Enrique Enlace")


@pytest.fixture
def alcalde_b(municipalidad_b) -> Usuario:
    return make_usuario(Rol.ALCALDE, municipalidad=municipalidad_b, username="alcalde.b", nombre="Bruno Alcalde")


@pytest.fixture
def dre(ugel) -> Usuario:
    """Someone of the regional directorate above `ugel`, who reads."""
    return make_usuario(Rol.DRE, dre=ugel.dre, username="dre", nombre="Diana Regional")


@pytest.fixture
def coordinador_otra_ugel(otra_ugel) -> Usuario:
    return make_usuario(Rol.COORDINADOR, ugel=otra_ugel, username="coordinador.ajeno", nombre="Otto Ajeno")


@pytest.fixture
def como(db) -> Callable[[Usuario], Client]:
    """A client signed in as a person: `como(alcalde_a).get("/mi-municipio/")`."""

    def entrar(usuario: Usuario) -> Client:
        cliente = Client()
        cliente.force_login(usuario)
        return cliente

    return entrar
