"""The agenda: who reads and writes it, its clock and its order, what opens it by itself, its documents; and that a signed acta closes it."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse

from encuentros import agenda
from encuentros.convocar import guardar_encuentro
from encuentros.models import DocumentoPunto, Encuentro, PuntoAgenda
from municipios.models import Municipalidad
from tests.comun.corpus_archivos import CORPUS, SANOS
from tests.factories import dias, make_compromiso, make_pdf
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_documento_de_punto,
    make_encuentro,
    make_punto,
)
from tests.formularios import leer

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")]


@pytest.fixture
def encuentro(ugel):
    return make_encuentro(ugel, numero=3, fecha=dias(7), hora=datetime.time(9, 0))


def ir(ruta: str, encuentro: Any, *mas: Any) -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


def ocultos(respuesta: Any, accion: str) -> dict[str, str]:
    """What a form of the page that posts to `accion` carries unseen."""
    (formulario,) = re.findall(rf'<form[^>]*action="{accion}".*?</form>', respuesta.content.decode(), re.S)
    campos = dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', formulario))
    return {nombre: valor for nombre, valor in campos.items() if nombre != "csrfmiddlewaretoken"}


def en_orden(encuentro: Any) -> list[str]:
    return list(encuentro.puntos.order_by("orden", "pk").values_list("titulo", flat=True))


# ── Writing it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_points_go_one_after_the_other_with_the_hour_at_which_each_begins(como, coordinador, alcalde_b, encuentro):
    cliente, url = como(coordinador), ir("punto_nuevo", encuentro)
    for titulo, minutos in (("Apertura", "10"), ("Exposición", "45"), ("Varios", ""), ("Cierre", "5")):
        datos = leer(cliente.get(url)) | {"titulo": titulo, "minutos": minutos, "presenta": "Director de la UGEL", "orden": "99"}
        assert cliente.post(url, datos).status_code == 302
    assert en_orden(encuentro) == ["Apertura", "Exposición", "Varios", "Cierre"]
    filas = agenda.horario(encuentro, list(encuentro.puntos.order_by("orden")))
    assert [fila.empieza and f"{fila.empieza:%H:%M}" for fila in filas] == ["09:00", "09:10", "09:55", None]
    pagina = como(alcalde_b).get(ir("agenda", encuentro)).content.decode()
    assert all(dicho in pagina for dicho in ("09:55", "1 h", "sin contar 1 punto sin minutos", "Director de la UGEL"))
    assert "Añadir un punto" not in pagina


def test_the_second_to_save_a_point_is_shown_both_texts(como, coordinador, coordinadora, encuentro):
    punto = make_punto(encuentro)
    url = ir("punto_editar", encuentro, punto.pk)
    uno, otra = como(coordinador), como(coordinadora)
    de_uno, de_otra = leer(uno.get(url)), leer(otra.get(url))
    assert uno.post(url, de_uno | {"titulo": "Lo del primero"}).status_code == 302
    respuesta = otra.post(url, de_otra | {"titulo": "Lo de la segunda"})
    assert respuesta.status_code == 409
    assert all(dicho in respuesta.content.decode() for dicho in ("Lo del primero", "Lo de la segunda"))
    assert en_orden(encuentro) == ["Lo del primero"]


def test_the_same_form_twice_adds_one_point(como, coordinador, encuentro):
    cliente, url = como(coordinador), ir("punto_nuevo", encuentro)
    datos = leer(cliente.get(url)) | {"titulo": "Uno solo"}
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]
    assert en_orden(encuentro) == ["Uno solo"]


def test_a_point_takes_only_what_its_page_asks_for(como, coordinador, encuentro):
    punto, otro = make_punto(encuentro, notas="Lo que se dijo"), make_encuentro(encuentro.ugel)
    cliente, url = como(coordinador), ir("punto_editar", encuentro, punto.pk)
    pide = leer(cliente.get(url))
    prohibido = {"orden": "77", "notas": "otras", "encuentro": otro.pk, "tratado_en": "2024-01-01", "demostracion": "on", "pk": "1"}
    assert cliente.post(url, prohibido | pide | {"titulo": "Otro título"}).status_code == 302
    despues = PuntoAgenda.objects.get(pk=punto.pk)
    assert despues.titulo == "Otro título"
    iguales = ("orden", "notas", "encuentro_id", "tratado_en", "demostracion")
    assert [getattr(despues, campo) for campo in iguales] == [getattr(punto, campo) for campo in iguales]


# ── Its order ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def tres(encuentro):
    return [make_punto(encuentro, orden=1, titulo=titulo) for titulo in ("a", "b", "c")]  # even where the numbers say nothing


def mover(cliente: Any, encuentro: Any, mueve: str, datos: dict[str, str] | None = None) -> Any:
    url = ir("agenda_mover", encuentro)
    datos = ocultos(cliente.get(ir("agenda", encuentro)), url) if datos is None else datos
    return cliente.post(url, datos | {"mueve": mueve})


def test_a_point_goes_up_and_down_one_place_at_a_press(como, coordinador, encuentro, tres):
    cliente, (a, _, c) = como(coordinador), tres
    for mueve, queda in ((f"{c.pk}:arriba", "acb"), (f"{a.pk}:abajo", "cab"), (f"{c.pk}:arriba", "cab"), (f"{a.pk}:abajo", "cba")):
        assert mover(cliente, encuentro, mueve).status_code == 302
        assert "".join(en_orden(encuentro)) == queda


def test_the_same_press_twice_moves_once_and_an_order_that_changed_is_decided_again(como, coordinador, coordinadora, encuentro, tres):
    uno, otra, url = como(coordinador), como(coordinadora), ir("agenda_mover", encuentro)
    vista, de_uno = ocultos(otra.get(ir("agenda", encuentro)), url), ocultos(uno.get(ir("agenda", encuentro)), url)
    mueve = f"{tres[2].pk}:arriba"
    assert [mover(uno, encuentro, mueve, de_uno).status_code for _ in range(2)] == [302, 302]
    assert "".join(en_orden(encuentro)) == "acb"
    assert mover(otra, encuentro, mueve, vista).status_code == 409
    assert "".join(en_orden(encuentro)) == "acb"


@pytest.mark.parametrize("mueve", ["", "1:fuera", "x:arriba", "999999999:arriba"])
def test_an_invented_move_changes_nothing(como, coordinador, encuentro, tres, mueve):
    assert mover(como(coordinador), encuentro, mueve).status_code == 422
    assert "".join(en_orden(encuentro)) == "abc"


# ── What opens it ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def anterior(ugel, coordinador):
    """The II, of a month ago, with an acuerdo that is open and one that was fulfilled."""
    segundo = make_encuentro(ugel, numero=2, fecha=dias(-30), estado="en_curso", por=coordinador)
    make_acuerdo(segundo, texto="Entregar la lista de locales")
    make_acuerdo(segundo, texto="Enviar el oficio").cumplir(por=coordinador, motivo="Oficio 9")
    return segundo


def test_prepared_once_it_opens_with_what_was_left_and_keeps_what_is_there(
    como, coordinador, encuentro, anterior, convenio, municipalidad_a
):
    for codigo, plazo in (("C-ANTES", dias(-40)), ("C-DESDE", dias(-3)), ("C-FUTURO", dias(3))):
        make_compromiso(convenio, codigo=codigo, plazo=plazo, distritos=(municipalidad_a.distrito,))
    make_punto(encuentro, titulo="Saludo", orden=1)
    cliente, url = como(coordinador), ir("agenda_preparar", encuentro)
    for _ in range(2):  # two forms, not the same one twice
        assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    assert en_orden(encuentro) == ["Saludo", agenda.ACUERDOS, agenda.VENCIDOS, agenda.INFORME]
    pagina = cliente.get(ir("agenda", encuentro)).content.decode()
    assert "Entregar la lista de locales" in pagina
    assert "Enviar el oficio" not in pagina
    assert re.search(r'href="[^"]+/compromisos/C-DESDE/"', pagina)
    assert "1 compromiso vencido" in pagina
    assert "C-ANTES" not in pagina
    assert "C-FUTURO" not in pagina


def test_a_new_encuentro_opens_by_itself_whichever_door_it_comes_by(como, coordinador, ugel, anterior, convenio, municipalidad_a):
    """Nobody presses anything: by its page, by the administration and from the code it has its points; pressed afterwards, no more of them."""
    make_compromiso(convenio, codigo="C-DESDE", plazo=dias(-3), distritos=(municipalidad_a.distrito,))
    cliente, pagina, admin = como(coordinador), reverse("encuentro_nuevo", args=[ugel.codigo]), reverse("admin:encuentros_encuentro_add")
    dicho = {"fecha": dias(20).isoformat(), "nombre": "Uno nuevo"}
    assert cliente.post(pagina, leer(cliente.get(pagina)) | dicho | {"numero": "11"}).status_code == 302
    assert cliente.post(admin, leer(cliente.get(admin)) | dicho | {"numero": "12", "ugel": str(ugel.pk)}).status_code == 302
    guardar_encuentro(Encuentro(ugel=ugel, numero=13, nombre="Uno nuevo"), por=coordinador)
    for encuentro in Encuentro.objects.filter(numero__gt=10):
        assert en_orden(encuentro) == [agenda.ACUERDOS, agenda.VENCIDOS, agenda.INFORME]
        assert (encuentro.convocado_por, encuentro.invitados.count()) == (
            coordinador,
            Municipalidad.objects.filter(distrito__ugel=ugel).count(),
        )
        vista = cliente.get(ir("agenda", encuentro)).text
        assert all(
            dicho in vista
            for dicho in (
                "Entregar la lista de locales",
                "C-DESDE",
                ir("punto_editar", encuentro, encuentro.puntos.get(titulo=agenda.VENCIDOS).pk),
            )
        )
        agenda.preparar(encuentro, por=coordinador)
        assert encuentro.puntos.count() == 3


def test_what_will_be_overdue_that_day_opens_it_and_what_was_held_already_is_given_no_agenda(coordinador, ugel, convenio, municipalidad_a):
    make_compromiso(convenio, plazo=dias(3), distritos=(municipalidad_a.distrito,))
    puntos = {}
    for numero, fecha in ((1, dias(-30)), (2, dias(2)), (3, dias(4))):
        uno = guardar_encuentro(Encuentro(ugel=ugel, numero=numero, nombre="Uno", fecha=fecha), por=coordinador)
        puntos[numero] = en_orden(uno)
    assert puntos == {1: [], 2: [agenda.INFORME], 3: [agenda.VENCIDOS, agenda.INFORME]}


def test_nothing_that_is_empty_opens_it(como, coordinador, encuentro):
    cliente, url = como(coordinador), ir("agenda_preparar", encuentro)
    cliente.post(url, leer(cliente.get(url)))
    assert en_orden(encuentro) == [agenda.INFORME]


def test_it_looks_back_to_the_former_encuentro_or_else_to_the_convenio(coordinador, encuentro, convenio):
    convenio.suscrito_el = dias(-300)
    convenio.save()
    assert agenda.desde_cuando(encuentro, coordinador).dia == dias(-300)
    primero = make_encuentro(encuentro.ugel, numero=1, informado_el=dias(-90))
    assert agenda.desde_cuando(encuentro, coordinador).dia == dias(-90)
    primero.fecha = dias(-100)
    primero.save()
    assert agenda.desde_cuando(encuentro, coordinador).dia == dias(-100)
    make_encuentro(encuentro.ugel, numero=2)  # of no known day
    assert agenda.desde_cuando(encuentro, coordinador).dia == dias(-100)


# ── Its documents ────────────────────────────────────────────────────────────────────────────────────────────────────────
def abrir(cliente: Any, documento: Any) -> tuple[int, Any]:
    respuesta = cliente.get(documento.url_del_archivo())
    if respuesta.streaming:
        assert respuesta.getvalue()
    return respuesta.status_code, respuesta


@pytest.mark.promesa("P34")
def test_a_document_is_of_those_who_read_the_encuentro(
    como, client, encuentro, alcalde_a, alcalde_b, dre, especialista, coordinador_otra_ugel
):
    documento = make_documento_de_punto(make_punto(encuentro))
    dentro = [abrir(como(persona), documento)[0] for persona in (alcalde_a, alcalde_b, dre, especialista)]
    assert (dentro, abrir(como(coordinador_otra_ugel), documento)[0], abrir(client, documento)[0]) == ([200] * 4, 404, 302)


@pytest.mark.promesa("P34")
@pytest.mark.control
def test_the_scope_is_what_keeps_a_document_inside(como, encuentro, coordinador_otra_ugel, monkeypatch):
    """Control: with the scope of documents opened, the staff of another UGEL opens it."""
    documento = make_documento_de_punto(make_punto(encuentro))
    monkeypatch.setattr(type(DocumentoPunto.objects.all()), "for_user", lambda self, user: self)
    assert abrir(como(coordinador_otra_ugel), documento)[0] == 200


@pytest.mark.promesa("P34")
def test_what_was_taken_off_opens_for_nobody(como, coordinador, especialista, encuentro):
    punto = make_punto(encuentro)
    uno, otro = make_documento_de_punto(punto), make_documento_de_punto(punto)
    cliente = como(coordinador)
    url = reverse("punto_documento_quitar", args=[uno.pk])
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    url = ir("punto_quitar", encuentro, punto.pk)
    assert abrir(como(especialista), otro)[0] == 200
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    assert [abrir(como(especialista), d)[0] for d in (uno, otro)] == [404, 404]


@pytest.mark.promesa("P33")
def test_only_sound_files_get_in_and_they_stay_harmless(como, coordinador, encuentro, promesa):
    punto, cliente = make_punto(encuentro), como(coordinador)
    url = ir("punto_documento_nuevo", encuentro, punto.pk)
    casos, faltas = CORPUS[:: promesa.veces(9, 1)] + SANOS[:: promesa.veces(9, 1)], []
    for caso in casos:
        antes = punto.documentos.count()
        estado = cliente.post(url, leer(cliente.get(url)) | {"archivo": caso.subida()}).status_code
        if (estado, punto.documentos.count() - antes) != ((302, 1) if caso.espera is None else (422, 0)):
            faltas.append((caso.titulo, estado))
    assert faltas == []
    for documento in punto.documentos.all():
        estado, respuesta = abrir(cliente, documento)
        assert (estado, respuesta["Content-Security-Policy"], respuesta["X-Content-Type-Options"]) == (
            200,
            "default-src 'none'; sandbox",
            "nosniff",
        )
        assert documento.archivo_nombre.rsplit(".", 1)[0] not in documento.archivo.name
    promesa.anotar("el corpus por el formulario: documento de la agenda", subidas=len(casos), admitidas=punto.documentos.count())


# ── What closes it ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_point_from_which_something_was_agreed_stays(como, coordinador, ugel):
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    punto = make_punto(encuentro)
    make_acuerdo(encuentro, punto=punto)
    cliente, url = como(coordinador), ir("punto_quitar", encuentro, punto.pk)
    respuesta = cliente.post(url, leer(cliente.get(url)))
    assert (respuesta.status_code, "salieron acuerdos" in respuesta.content.decode()) == (422, True)
    assert encuentro.puntos.get() == punto


def test_after_the_signature_no_page_of_the_agenda_changes_anything(como, coordinador, ugel):
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    puntos = [make_punto(encuentro, orden=n) for n in (1, 2)]
    documento = make_documento_de_punto(puntos[0])
    cliente = como(coordinador)
    direcciones = [
        (ir("punto_nuevo", encuentro), {"titulo": "Uno más"}),
        (ir("punto_editar", encuentro, puntos[0].pk), {"titulo": "Otro"}),
        (ir("punto_quitar", encuentro, puntos[0].pk), {}),
        (ir("punto_documento_nuevo", encuentro, puntos[0].pk), {"archivo": make_pdf()}),
        (reverse("punto_documento_quitar", args=[documento.pk]), {}),
        (ir("agenda_preparar", encuentro), {}),
    ]
    llenos = [(url, leer(cliente.get(url)) | datos) for url, datos in direcciones]
    mover_url = ir("agenda_mover", encuentro)
    llenos.append((mover_url, ocultos(cliente.get(ir("agenda", encuentro)), mover_url) | {"mueve": f"{puntos[0].pk}:abajo"}))
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)

    def filas() -> list[Any]:
        return [list(modelo.todos.filter(encuentro=encuentro).order_by("pk").values()) for modelo in (PuntoAgenda, DocumentoPunto)]

    antes = filas()
    for url, datos in llenos:
        respuesta = cliente.post(url, datos)
        assert (url, respuesta.status_code, "ya se firmó" in respuesta.content.decode()) == (url, 422, True)
    assert filas() == antes
    assert "Añadir un punto" not in cliente.get(ir("agenda", encuentro)).content.decode()
