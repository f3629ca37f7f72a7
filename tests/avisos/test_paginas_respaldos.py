"""Copias de seguridad: what whoever runs the installation reads there, what they may ask for, and what nobody else does."""

import datetime
import re
from pathlib import Path

import pytest

from base.avisos import cuidado, obrero
from base.avisos.models import Operacion, Tarea
from base.avisos.views import respaldos as vista
from base.comun.fechas import ahora
from base.comun.respaldo import claves
from tests.factories import make_usuario
from tests.formularios import leer

pytestmark = pytest.mark.django_db
PAGINA = "/bitacora/copias/"
CLASE, DE_HOY = Operacion.Clase, "respaldo-20261127-010000.tar.age"


@pytest.fixture
def manda(db):
    return make_usuario("administrador", username="manda", is_superuser=True)


@pytest.fixture
def carpeta(settings, tmp_path) -> Path:
    """Where the worker leaves them."""
    settings.RESPALDO_EN, settings.RESPALDO_COPIA_EN, settings.VAR = str(tmp_path / "respaldos"), "", tmp_path / "var"
    settings.CLAVE_DE_RESPALDO = claves.crear()[0]
    (tmp_path / "respaldos").mkdir()
    return tmp_path / "respaldos"


def anotar(carpeta: Path, *, hace=0, sha256="a" * 64, nombre=DE_HOY, archivo=True) -> Path:
    """One that was made so many days ago."""
    ruta, cuando = carpeta / nombre, (ahora() - datetime.timedelta(days=hace)).isoformat()
    if archivo:
        ruta.write_bytes(b"x" * 2000)
    que = {"archivo": str(ruta), "bytes": 2000, "sha256": sha256, "filas": 7, "archivos": 1, "tablas": 3}
    cuidado.anotar(CLASE.RESPALDO, bien=True, hecho_en=cuando, **que)
    return ruta


def ensayado(archivo=DE_HOY, *, bien=True, alcance="restaurado", en=0, **mas) -> None:
    datos = {"archivo": archivo, "filas": 7, "archivos": 1, "segundos": 2.5, "mal": []}
    hecho = cuidado.anotar(CLASE.ENSAYO, bien=bien, alcance=alcance, **datos | mas)
    Operacion.objects.filter(pk=hecho.pk).update(en=ahora() - datetime.timedelta(days=en))


def texto(cliente) -> str:
    respuesta = cliente.get(PAGINA)
    assert respuesta.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", respuesta.text.partition("<main")[2]).split())


def test_only_whoever_administers_all_of_it_finds_the_page_and_its_button(como, administrador, manda, carpeta):
    assert PAGINA in como(manda).get("/bitacora/sellos/").text
    otro = como(administrador)
    assert PAGINA not in otro.get("/bitacora/sellos/").text
    for ruta in (PAGINA, f"{PAGINA}hacer/", f"{PAGINA}ensayar/"):
        assert (otro.get(ruta).status_code, otro.post(ruta).status_code) == (403, 403)
    assert not Tarea.objects.exists()


def test_without_a_folder_it_says_that_no_copies_are_made_and_offers_no_button(como, manda, settings):
    settings.RESPALDO_EN = ""
    dice = texto(como(manda))
    assert "no hace copias de seguridad: nadie le dijo en qué carpeta dejarlas" in dice
    assert "Hacer una copia ahora" not in dice.partition("Qué hacer si está mal")[0]
    cliente = como(manda)
    assert all(f'{donde}sin-carpeta"' in cliente.get(PAGINA).text for donde in ('href="#', 'id="'))
    respuesta = cliente.post(f"{PAGINA}hacer/", leer(cliente.get(f"{PAGINA}hacer/")))
    assert (respuesta.status_code, "RESPALDO_EN" in respuesta.text, Tarea.objects.exists()) == (422, True, False)


def test_what_had_nothing_to_do_is_not_told_as_done(como, manda, settings):
    """The worker asks for both at their hours also where nobody said where to leave a copy: nothing was kept, and nothing green says so."""
    settings.RESPALDO_EN = ""
    for nombre, resultado in (("avisos.respaldar", {"respaldo": "RESPALDO_EN está vacía"}), ("avisos.ensayar", {"ensayo": "Nada"})):
        Tarea.objects.create(nombre=nombre, estado=Tarea.Estado.HECHA, terminada_en=ahora(), resultado=resultado)
    dice = texto(como(manda))
    assert "Lo último que se pidió" not in dice
    assert "Cada noche el portal guarda" not in dice


def test_each_copy_says_where_it_is_whether_there_is_another_and_what_came_out_of_it(como, manda, carpeta, settings):
    anotar(carpeta)
    cuidado.anotar(CLASE.COPIA, bien=True, sha256="a" * 64, hecho_en=ahora().isoformat(), donde="caja fuerte")
    ensayado()
    anotar(carpeta, hace=1, sha256="b" * 64, nombre="respaldo-20261126-010000.tar.age", archivo=False)  # somebody took it away
    anotar(carpeta, hace=40, sha256="c" * 64, nombre="respaldo-20261018-010000.tar.age", archivo=False)  # its days are over
    anotar(carpeta / "otro" / "equipo", hace=2, sha256="d" * 64, nombre="respaldo-20261125-010000.tar.age", archivo=False)
    (carpeta / "respaldo-20200101-010000.tar.age").write_bytes(b"x")  # of before this database
    dice = texto(como(manda))
    de_hoy, _, resto = dice.partition("respaldo-20261126-010000")
    assert "caja fuerte" in de_hoy
    assert "Se restauró" in de_hoy
    assert resto.split("respaldo-")[0].split()[1:4] == ["Ya", "no", "está"]
    assert "Desde esta página no se ve esa carpeta" in dice
    assert "respaldo-20261018" not in dice
    assert "El portal no anotó cuándo la hizo" in dice
    assert "Salió bien hace menos de una hora" in dice
    ensayado(bien=False, sha256="e" * 64, mal=["El archivo cambió."])  # the sum is another one: it is still that file
    assert "Se restauró" not in texto(como(manda))


@pytest.mark.parametrize(
    ("que", "dice", "remedio"),
    [
        (lambda c: anotar(c, hace=2), "Se hizo hace 2 días: la de anoche falta.", "copia-atrasada"),
        (anotar, "Ninguna está en otro lugar", "fuera"),
        (lambda c: cuidado.anotar(CLASE.RESPALDO, bien=False, error="El disco está lleno."), "El disco está lleno.", "copia-falla"),
        (lambda c: ensayado(bien=False, mal=["El archivo cambió."]), "encontró una falla. El archivo cambió.", "ensayo-falla"),
        (lambda c: ensayado(alcance="huella", porque="Solo está la pública."), "Solo está la pública.", "ensayo-a-medias"),
        (lambda c: ensayado(en=20), "El último que salió bien fue hace 20 días.", "ensayo-atrasado"),
        (lambda c: cuidado.anotar(CLASE.COTEJO, bien=False, faltan=1), "faltaban archivos", "archivos"),
    ],
)
def test_what_is_wrong_is_said_and_leads_to_what_to_do_on_the_same_page(que, dice, remedio, como, manda, carpeta):
    que(carpeta)
    pagina = como(manda).get(PAGINA).text
    assert dice in " ".join(re.sub(r"<[^>]+>", " ", pagina).split())
    assert f'href="#{remedio}"' in pagina
    assert f'id="{remedio}"' in pagina


def test_a_copy_is_asked_for_once_and_its_progress_is_seen_without_a_script(como, manda, carpeta, monkeypatch):
    cliente = como(manda)
    datos = leer(cliente.get(f"{PAGINA}hacer/"))
    primera, segunda = (cliente.post(f"{PAGINA}hacer/", datos) for _ in range(2))
    pedida = Tarea.objects.get()
    assert primera.url == segunda.url == pedida.get_absolute_url()
    assert (pedida.nombre, pedida.pedida_por) == ("avisos.respaldar", manda)
    pagina = cliente.get(PAGINA).text
    assert '<meta http-equiv="refresh" content="5">' in pagina
    assert "<progress" in pagina
    monkeypatch.setattr("base.avisos.nocturnas.respaldo_de_la_noche", lambda _: {"archivo": "/x/y", "bytes": 1, "completo": True})
    assert obrero.hacer_una()
    pagina = cliente.get(PAGINA).text
    assert "http-equiv" not in pagina
    assert "Ver cómo quedó" in pagina
    assert f'href="{PAGINA}">Ver el resultado' in cliente.get(pedida.get_absolute_url()).text


def test_a_drill_is_asked_for_where_there_is_something_to_try_and_one_at_a_time(como, manda, carpeta):
    cliente = como(manda)
    respuesta = cliente.post(f"{PAGINA}ensayar/", leer(cliente.get(f"{PAGINA}ensayar/")))
    assert (respuesta.status_code, "Todavía no hay ninguna copia que ensayar" in respuesta.text) == (422, True)
    anotar(carpeta)
    for _ in range(2):  # two people, or twice the same
        assert cliente.post(f"{PAGINA}ensayar/", leer(cliente.get(f"{PAGINA}ensayar/"))).status_code == 302
    assert Tarea.objects.get().nombre == "avisos.ensayar"


def test_the_page_costs_the_same_with_one_copy_or_fifty(como, manda, carpeta, django_assert_max_num_queries):
    anotar(carpeta)
    ensayado()
    cliente = como(manda)
    cliente.get(PAGINA)
    for n in range(50):
        anotar(carpeta, sha256=f"{n:064}", nombre=f"respaldo-20261101-0100{n:02}.tar.age")
        ensayado(f"respaldo-20261101-0100{n:02}.tar.age")
    with django_assert_max_num_queries(12):
        assert cliente.get(PAGINA).text.count("Se restauró") == 51


def test_nothing_of_a_backup_leaves_by_the_page(como, manda, carpeta):
    anotar(carpeta)
    assert ".tar.age" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', como(manda).get(PAGINA).text))
    assert not {nombre for nombre in dir(vista) if "FileResponse" in nombre}
