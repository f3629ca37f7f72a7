"""The padrón of accounts: who may bring in whom, with which role and where; nobody is mailed, and nobody changes what they may do themselves."""

import csv
import io

import pytest

from base.avisos.models import Envio
from base.bitacora.deshacer import deshacer
from base.cuentas.models import Invitacion, Usuario
from municipios.models import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import ArchivoInvalido, leer
from portal.importaciones.motor import Lugar, Rechazado, aplicar, ensayar
from tests.factories import dias, make_gestion, make_invitacion, make_ugel, make_usuario

PADRON = PADRONES["usuarios"]
TITULOS = ["usuario", "nombre", "correo", "rol", "ubigeo"]
NUEVA = {"usuario": "ana.perez", "nombre": "Ana Pérez", "correo": "ana@ejemplo.pe", "rol": "especialista"}
ENLACE = {"usuario": "enlace.990101", "nombre": "Eva Enlace", "rol": "enlace", "ubigeo": "990101"}
ALCALDE = {"usuario": "alcalde.990102", "nombre": "Berta Bravo", "rol": "alcaldesa", "ubigeo": "990102"}


def en_csv(*filas):
    salida = io.StringIO()
    escritor = csv.DictWriter(salida, TITULOS)
    escritor.writeheader()
    escritor.writerows(filas)
    return salida.getvalue().encode()


def tabla(*filas):
    return ubicar_tabla(leer(en_csv(*filas), conocida=conocida), PADRON)


def cargar(lugar, *filas):
    return aplicar(PADRON, tabla(*filas), lugar=lugar, motivo="Relación de la oficina")


def errores(lugar, *filas):
    return {
        (fila.numero, columna): mensaje for fila in ensayar(PADRON, tabla(*filas), lugar=lugar).filas for columna, mensaje in fila.errores
    }


@pytest.fixture
def lugar(administrador, ugel, municipalidad_a, municipalidad_b) -> Lugar:
    return Lugar(administrador, ugel)


@pytest.fixture
def raiz(lugar) -> Lugar:
    """The same place, for who runs the whole installation."""
    lugar.por.is_superuser = True
    lugar.por.save()
    return lugar


# ── New accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_new_account_comes_with_its_charge_and_without_password_invitation_or_mail(lugar, municipalidad_a, municipalidad_b, mailoutbox):
    gestion = make_gestion(municipalidad_b, alcalde="Berta  Bravo", inicio=dias(-100))
    lote, ensayo = cargar(lugar, NUEVA, ENLACE, ALCALDE | {"nombre": "Berta Bravo"})
    assert lote.creados == 3
    ana, eva, berta = (Usuario.objects.get(username=fila["usuario"]) for fila in (NUEVA, ENLACE, ALCALDE))
    assert not any(cuenta.has_usable_password() for cuenta in (ana, eva, berta))
    assert MiembroUgel.objects.get(usuario=ana).ugel == lugar.ugel
    assert EnlaceMunicipal.objects.get(usuario=eva).municipalidad == municipalidad_a
    gestion.refresh_from_db()
    assert (gestion.usuario, gestion.inicio, Gestion.objects.filter(municipalidad=municipalidad_b).count()) == (berta, dias(-100), 1)
    assert (Invitacion.objects.count(), Envio.objects.count(), len(mailoutbox)) == (0, 0, 0)
    assert ana.history.get().lote == lote  # type: ignore[attr-defined]


def test_the_same_file_twice_changes_nothing(lugar, municipalidad_b):
    make_gestion(municipalidad_b, alcalde="Berta Bravo")
    cargar(lugar, NUEVA, ENLACE, ALCALDE)
    assert ensayar(PADRON, tabla(NUEVA, ENLACE, ALCALDE), lugar=lugar).cuentas == {"nuevo": 0, "cambia": 0, "igual": 3, "error": 0}


@pytest.mark.parametrize(
    ("fila", "columna", "dice"),
    [
        (NUEVA | {"usuario": "ana pérez"}, "usuario", "letras sin tilde"),
        (NUEVA | {"usuario": "x" * 61}, "usuario", "61 caracteres"),
        (NUEVA | {"nombre": ""}, "nombre", "Falta"),
        (NUEVA | {"correo": "ana"}, "correo", "dirección de correo"),
        (NUEVA | {"correo": "ADA@ejemplo.pe"}, "correo", "Ya existe"),
        (NUEVA | {"rol": "jefe"}, "rol", "No es una de las"),
        (NUEVA | {"rol": "dre"}, "rol", "toda la instalación"),
        (NUEVA | {"ubigeo": "990101"}, "ubigeo", "Solo un alcalde"),
        (ENLACE | {"ubigeo": ""}, "ubigeo", "Escriba el ubigeo"),
        (ENLACE | {"ubigeo": "960101"}, "ubigeo", "no es un distrito de su UGEL"),
        (ALCALDE, "ubigeo", "no tiene hoy una gestión"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(lugar, municipalidad_ajena, fila, columna, dice):
    Usuario.objects.filter(pk=lugar.por.pk).update(email="ada@ejemplo.pe")
    with pytest.raises(Rechazado) as error:
        cargar(lugar, NUEVA | {"usuario": "otra", "correo": ""}, fila)
    assert dice in dict(error.value.ensayo.filas[1].errores)[columna]
    assert Usuario.objects.count() == 1


def test_two_rows_do_not_share_a_mail_nor_a_term_of_office(lugar, municipalidad_b):
    make_gestion(municipalidad_b, alcalde="Berta Bravo")
    dichos = errores(lugar, NUEVA, NUEVA | {"usuario": "b", "correo": "ANA@ejemplo.pe"}, ALCALDE, ALCALDE | {"usuario": "c"})
    assert dichos == {
        (3, "correo"): "Está repetido: ya aparece en la fila 2.",
        (5, "ubigeo"): "El alcalde de esa municipalidad ya tiene su cuenta: para cambiarla, use Traspasos.",
    }


def test_a_mayor_of_another_name_is_not_given_the_term_of_who_governs(lugar, municipalidad_b):
    make_gestion(municipalidad_b, alcalde="Otra Persona")
    assert "«Otra Persona»" in errores(lugar, ALCALDE)[2, "nombre"]


def test_where_a_person_serves_is_not_guessed(raiz, ugel):
    make_ugel()
    assert "varias, o ninguna" in errores(Lugar(raiz.por, None), NUEVA)[2, "rol"]


def test_who_runs_the_installation_names_who_reads_for_the_region(raiz, ugel):
    cargar(raiz, NUEVA | {"rol": "dre"})
    assert MiembroDre.objects.get(usuario__username="ana.perez").dre == ugel.dre


# ── Existing ones ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_role_that_changes_ends_the_charges_it_does_not_use_and_an_empty_cell_changes_nothing(lugar, municipalidad_a, especialista):
    Usuario.objects.filter(pk=especialista.pk).update(email="elena@ejemplo.pe")
    lote, _ = cargar(lugar, {"usuario": "ESPECIALISTA", "nombre": "Elena Especialista", "rol": "enlace", "ubigeo": "990101"})
    especialista.refresh_from_db()
    assert (especialista.rol, especialista.email, especialista.username) == ("enlace", "elena@ejemplo.pe", "especialista")
    assert not MiembroUgel.objects.vigentes().filter(usuario=especialista).exists()
    assert EnlaceMunicipal.objects.vigentes().get(usuario=especialista).municipalidad == municipalidad_a
    assert lote.cambiados == 1


def test_nobody_is_moved_to_another_municipality(lugar, municipalidad_a, municipalidad_b):
    make_usuario("enlace", municipalidad=municipalidad_a, username="enlace.990101", nombre="Eva Enlace")
    assert "no mueve a nadie" in errores(lugar, ENLACE | {"ubigeo": "990102"})[2, "ubigeo"]


def test_a_liaison_of_two_municipalities_is_told_by_either(lugar, municipalidad_a, municipalidad_b):
    eva = make_usuario("enlace", municipalidad=municipalidad_a, username="enlace.990101", nombre="Eva Enlace")
    EnlaceMunicipal.objects.create(usuario=eva, municipalidad=municipalidad_b, inicio=dias(-1))
    for ubigeo in ("990101", "990102", ""):
        assert ensayar(PADRON, tabla(ENLACE | {"ubigeo": ubigeo}), lugar=lugar).cuentas["igual"] == 1


def test_a_mail_that_changes_voids_the_key_that_was_sent(lugar, especialista):
    Usuario.objects.filter(pk=especialista.pk).update(email="elena@ejemplo.pe")
    especialista.refresh_from_db()
    invitacion, _ = make_invitacion(especialista, clase="correo", por=lugar.por)
    cargar(lugar, {"usuario": "especialista", "nombre": "Elena Especialista", "correo": "nueva@ejemplo.pe", "rol": "especialista"})
    assert Invitacion.objects.get(pk=invitacion.pk).situacion == "anulada"


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_nobody_changes_their_own_role_but_corrects_their_own_name(lugar):
    propia = {"usuario": "administrador", "nombre": "Ada A. Administradora", "rol": "administrador"}
    assert errores(lugar, propia) == {}
    assert (
        errores(lugar, propia | {"rol": "director"})[2, "rol"]
        == "Nadie cambia lo que puede su propia cuenta: pídaselo a otro administrador."
    )


def test_who_runs_the_installation_is_never_changed(lugar):
    Usuario.objects.create_superuser("raiz", nombre="Raíz", password="una-clave-de-pruebas")
    for quien in (lugar, Lugar(Usuario.objects.create_superuser("otra.raiz", nombre="Otra", password="una-clave-de-pruebas"), lugar.ugel)):
        assert "no es de las que usted cambia" in errores(quien, NUEVA | {"usuario": "Raiz"})[2, "usuario"]
    assert "raiz" not in {fila[0] for fila in PADRON.exportar(por=lugar.por, ugel=lugar.ugel, convenio=None)}


def test_an_account_of_another_ugel_is_neither_changed_nor_exported(lugar, otra_ugel, municipalidad_ajena):
    make_usuario("coordinador", ugel=otra_ugel, username="ajena", nombre="Ajena", email="ajena@ejemplo.pe")
    assert "no es de las que usted cambia" in errores(lugar, NUEVA | {"usuario": "ajena"})[2, "usuario"]
    assert "ajena" not in {fila[0] for fila in PADRON.exportar(por=lugar.por, ugel=lugar.ugel, convenio=None)}


def test_who_serves_elsewhere_too_is_left_to_the_installation(lugar, otra_ugel, especialista):
    MiembroUgel.objects.create(usuario=especialista, ugel=otra_ugel)
    fila = {"usuario": "especialista", "nombre": "Elena Especialista", "rol": "especialista"}
    assert errores(lugar, fila) == {}
    assert "fuera de su UGEL" in errores(lugar, fila | {"nombre": "Otra"})[2, None]


@pytest.mark.parametrize("quien", ["coordinador", "especialista", "alcalde_a", "director", "dre"])
def test_who_does_not_administer_accounts_brings_in_none(request, ugel, quien):
    with pytest.raises(ArchivoInvalido, match="Su rol no carga"):
        ensayar(PADRON, tabla(NUEVA), lugar=Lugar(request.getfixturevalue(quien), ugel))


# ── Back ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_undone_the_new_accounts_are_closed_and_their_charges_go(lugar):
    lote, _ = cargar(lugar, NUEVA, ENLACE)
    deshacer(lote, por=lugar.por, motivo="Era otra relación")
    assert not Usuario.objects.filter(username__in=["ana.perez", "enlace.990101"], is_active=True).exists()
    assert not EnlaceMunicipal.objects.filter(usuario__username="enlace.990101").exists()
