"""Attendance: the list on paper, the code of each delegation, what it confirms with it, and the page that tells it."""

import datetime
import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from base.comun.graficos import qr
from encuentros import presencia
from encuentros.models import Asistencia, Encuentro, Llave
from encuentros.views import asistencia as vista
from tests.carreras import a_la_vez
from tests.factories import dias
from tests.factories_encuentros import llevar_encuentro, make_asistencia, make_encuentro, make_invitado

pytestmark = pytest.mark.django_db


@pytest.fixture
def convocado(ugel, municipalidad_a, municipalidad_b) -> Encuentro:
    """For today, A and B on the list; of A there is a mail."""
    encuentro = make_encuentro(ugel, numero=3, fecha=dias(0), nombre="III Encuentro", lema="por la lectura", lugar="Auditorio")
    make_invitado(encuentro, municipalidad_a, correo="canario@example.org", nombre="CANARIO")
    make_invitado(encuentro, municipalidad_b)
    return encuentro


@pytest.fixture
def en_curso(convocado, coordinador) -> Encuentro:
    with gesto(por=coordinador):
        return llevar_encuentro(convocado, "en_curso", por=coordinador)


def llave_de(encuentro: Encuentro, municipalidad) -> Llave:
    return presencia.llaves_de_presencia(encuentro)[municipalidad.pk]


def url(llave: Llave) -> str:
    return reverse("presencia", args=[llave.secreto])


def ruta(encuentro: Encuentro, nombre: str, *mas: str) -> str:
    return reverse(nombre, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


DELEGADO = {"quien": "delegado", "representante": "Persona ficticia", "cargo": "Gerente", "acreditacion": "Carta 3"}


def test_a_delegation_confirms_once_with_its_code(en_curso, municipalidad_a, client):
    llave = llave_de(en_curso, municipalidad_a)
    pregunta = client.get(url(llave))
    assert str(municipalidad_a) in pregunta.text
    assert "CANARIO" not in pregunta.text
    assert client.post(url(llave), {"quien": "delegado"}).status_code == 422  # a delegate has a name
    dicho = client.post(url(llave), DELEGADO)
    assert "Presencia confirmada" in dicho.text
    fila = Asistencia.objects.get(encuentro=en_curso)
    assert (fila.municipalidad, fila.quien, fila.representante, fila.acreditacion) == (
        municipalidad_a,
        "delegado",
        "Persona ficticia",
        "Carta 3",
    )
    assert (fila.confirmo_en is not None, fila.hora_llegada is not None) == (True, True)
    for respuesta in (client.get(url(llave)), client.post(url(llave), {"quien": "titular"})):
        assert "ya se usó" in respuesta.text
    assert fila.history.count() == 1


@pytest.mark.parametrize(
    ("que", "status", "dicho"),
    [
        ("inventada", 404, "no se reconoce"),
        ("de_otra_clase", 404, "no se reconoce"),
        ("torcida", 404, "no se reconoce"),
        ("anulada", 410, "se anuló"),
        ("antes", 200, "todavía no empieza"),
        ("despues", 410, "ya venció"),
        ("vencida", 410, "ya venció"),
    ],
)
def test_a_code_that_does_not_open_says_why(convocado, municipalidad_a, coordinador, client, que, status, dicho):
    llave = llave_de(convocado, municipalidad_a)
    if que != "antes":
        llevar_encuentro(convocado, "acta_en_borrador" if que == "despues" else "en_curso", por=coordinador)
    cambios = {
        "anulada": {"anulada_en": ahora(), "anulada_por": coordinador},
        "vencida": {"vence_en": ahora() - datetime.timedelta(days=1)},
        "de_otra_clase": {"clase": "confirmar"},
    }
    Llave.objects.filter(pk=llave.pk).update(**cambios.get(que, {"clase": "presencia"}))
    donde = {"inventada": "/presencia/1-abc/", "torcida": url(llave)[:-2] + ("1/" if url(llave)[-2] == "0" else "0/")}.get(que, url(llave))
    for respuesta in (client.get(donde), client.post(donde, DELEGADO)):
        assert (respuesta.status_code, dicho in respuesta.text) == (status, True)
    assert not Asistencia.objects.exists()


def test_what_the_secretary_noted_is_not_written_over(en_curso, municipalidad_a, municipalidad_b, client):
    make_asistencia(en_curso, municipalidad_a, quien="titular", hora_llegada=datetime.time(9, 5))
    make_asistencia(en_curso, municipalidad_b, quien="no_asistio")
    for municipalidad in (municipalidad_a, municipalidad_b):
        client.post(url(llave_de(en_curso, municipalidad)), DELEGADO)
    de_a, de_b = en_curso.asistencias.all()
    assert (de_a.quien, de_a.hora_llegada, de_a.representante, de_a.confirmo_en is not None) == ("titular", datetime.time(9, 5), "", True)
    assert (de_b.quien, de_b.representante) == ("delegado", "Persona ficticia")  # it came after all


@pytest.mark.django_db(transaction=True)
@pytest.mark.promesa("P2")
def test_confirming_twice_at_once_is_written_once(en_curso, municipalidad_a, municipalidad_b, promesa):
    de_mas = 0
    for municipalidad in (municipalidad_a, municipalidad_b):
        donde = url(llave_de(en_curso, municipalidad))
        respuestas = a_la_vez(*[lambda donde=donde: Client().post(donde, {"quien": "titular"})] * 2)
        assert ["Presencia confirmada" in r.text for r in respuestas] == [True, True]
        de_mas += Asistencia.history.filter(municipalidad=municipalidad).count() != 1
    promesa.anotar("una delegación confirma dos veces a la vez", vueltas=2, de_mas=de_mas)
    assert de_mas == 0


@pytest.mark.promesa("P2")
@pytest.mark.control
def test_what_makes_it_once_is_the_key(en_curso, municipalidad_a, client, monkeypatch):
    """Control: with a key that is not used up, it is written again."""
    monkeypatch.setattr(Llave, "gastar", lambda self: None)
    llave = llave_de(en_curso, municipalidad_a)
    for _ in range(2):
        client.post(url(llave), {"quien": "titular"})
    assert Asistencia.history.filter(encuentro=en_curso).count() == 2


def test_the_page_of_a_code_leaves_no_cookie_and_is_not_indexed(en_curso, municipalidad_a, coordinador, como, client):
    llave = llave_de(en_curso, municipalidad_a)
    for cliente in (client, como(coordinador)):
        for respuesta in (cliente.get(url(llave)), cliente.post(url(llave), {}), cliente.get("/presencia/nada/")):
            assert not respuesta.cookies
            assert "noindex" in respuesta["X-Robots-Tag"]
            assert respuesta["Referrer-Policy"] == "no-referrer"
            assert "no-store" in respuesta["Cache-Control"]


def test_a_code_works_where_the_browser_sends_no_cookie_at_all(en_curso, municipalidad_a):
    cliente = Client(enforce_csrf_checks=True)
    assert "Presencia confirmada" in cliente.post(url(llave_de(en_curso, municipalidad_a)), {"quien": "titular"}).text


# ── On paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_is_printed_again_with_the_same_codes(convocado, municipalidad_a, coordinador, como, client):
    cliente = como(coordinador)
    uno, otro = (cliente.get(ruta(convocado, "asistencia_lista")).content for _ in range(2))
    assert uno == otro
    assert Llave.objects.count() == 2
    llevar_encuentro(convocado, "en_curso", por=coordinador)
    client.post(url(llave_de(convocado, municipalidad_a)), {"quien": "titular"})
    assert cliente.get(ruta(convocado, "asistencia_lista")).content == uno  # also once it was used
    pdf = PdfReader(io.BytesIO(uno))
    raiz = pdf.trailer["/Root"]
    assert bool(raiz["/MarkInfo"]["/Marked"])
    assert str(raiz["/Lang"]).startswith("es")
    texto = " ".join(" ".join(pagina.extract_text() for pagina in pdf.pages).split())
    for dicho in ("III Encuentro", "por la lectura", "Auditorio", str(municipalidad_a), "Firma", "DNI"):
        assert dicho in texto
    assert "CANARIO" not in texto


def test_each_row_of_the_list_carries_the_code_of_its_delegation(convocado, municipalidad_a, municipalidad_b):
    llaves = presencia.llaves_de_presencia(convocado)
    direcciones = {de: f"https://portal.example{url(llave)}" for de, llave in llaves.items()}
    filas = presencia.datos_de_lista(convocado, direcciones)["filas"]
    assert [f["municipalidad"] for f in filas] == [str(municipalidad_a), str(municipalidad_b)]
    assert [f["qr"] for f in filas] == [qr(direcciones[m.pk]) for m in (municipalidad_a, municipalidad_b)]
    assert len({f["qr"] for f in filas}) == 2


def test_where_nobody_was_convoked_the_whole_ugel_is_on_the_list_without_codes(ugel, municipalidad_a, coordinador, como):
    encuentro = make_encuentro(ugel, fecha=dias(0))
    assert presencia.datos_de_lista(encuentro, {})["filas"][0]["qr"] == ""
    assert como(coordinador).get(ruta(encuentro, "asistencia_lista"))["Content-Type"] == "application/pdf"
    assert como(coordinador).get(ruta(encuentro, "asistencia_codigo", municipalidad_a.distrito.ubigeo)).status_code == 404


def test_the_code_of_one_delegation_is_shown_big(convocado, municipalidad_a, coordinador, como):
    texto = como(coordinador).get(ruta(convocado, "asistencia_codigo", municipalidad_a.distrito.ubigeo)).text
    assert "<svg" in texto
    assert str(municipalidad_a) in texto


# ── The page that tells it ───────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_tells_who_came_and_how_it_is_known(en_curso, municipalidad_a, municipalidad_b, alcalde_b, coordinador, como, client):
    make_asistencia(en_curso, municipalidad_b, quien="delegado", representante="Otra persona", acreditacion="Carta 9")
    client.post(url(llave_de(en_curso, municipalidad_a)), {"quien": "titular"})
    leido, llevado = (como(persona).get(ruta(en_curso, "encuentro_asistencia")).text for persona in (alcalde_b, coordinador))
    for texto in (leido, llevado):
        assert all(dicho in texto for dicho in ("Confirmó con su código", "Lo anotó la secretaría", "Otra persona", "Hay quórum"))
        assert "CANARIO" not in texto
    assert ("Carta 9" in leido, "Carta 9" in llevado) == (False, True)
    assert ("/asistencia/codigo/" in leido, "/asistencia/codigo/" in llevado) == (False, True)


def test_a_code_is_no_session(en_curso, municipalidad_a, client):
    client.get(url(llave_de(en_curso, municipalidad_a)))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.get(ruta(en_curso, "en_vivo")).status_code == 302


@pytest.mark.parametrize("codigo", ["candado", "eliminado"])
def test_what_closed_between_the_question_and_the_answer_is_told(en_curso, municipalidad_a, client, monkeypatch, codigo):
    def cerrado(llave, **_):
        raise ValidationError("Se cerró.", code=codigo)

    monkeypatch.setattr(vista, "confirmar_presencia", cerrado)
    respuesta = client.post(url(llave_de(en_curso, municipalidad_a)), {"quien": "titular"})
    assert "Este código ya venció" in respuesta.text


def test_the_code_on_the_list_opens_on_the_day_to_which_it_was_put_off(convocado, municipalidad_a):
    impresa = llave_de(convocado, municipalidad_a)
    Encuentro.objects.filter(pk=convocado.pk).update(fecha=dias(200))
    convocado.refresh_from_db()
    otra_vez = llave_de(convocado, municipalidad_a)
    otra_vez.refresh_from_db()
    assert otra_vez.secreto == impresa.secreto
    assert otra_vez.vence_en > ahora() + datetime.timedelta(days=201)


def test_a_municipality_of_which_nobody_noted_anything_is_still_counted(
    en_curso, municipalidad_a, municipalidad_b, coordinador, como, client
):
    make_asistencia(en_curso, municipalidad_a, quien="titular")
    lista = como(coordinador).get(ruta(en_curso, "encuentro_asistencia")).text
    assert lista.count("Municipalidad distrital de Distrito B") == 1  # «sin dato», as the acta says
    with gesto(por=coordinador):
        llevar_encuentro(en_curso, "acta_firmada", por=coordinador)
    assert "Códigos de las delegaciones" in lista
    assert "Códigos de las delegaciones" not in como(coordinador).get(ruta(en_curso, "encuentro_asistencia")).text  # none opens any more
    publica = reverse("publico_encuentro", args=[en_curso.ugel.codigo, en_curso.numero])
    for pagina in (como(coordinador).get(en_curso.get_absolute_url()), client.get(publica)):
        assert '<strong class="num">1</strong> de 2 municipalidades de la lista asistió' in pagina.text
        assert "De 1 no se anotó nada." in pagina.text
