"""What a UGEL sets for itself: who may, what is refused, where it shows."""

import io

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from convenios.models import Compromiso, linea
from convenios.traspasos.plan import Puesto
from municipios.models import Ugel
from tests.factories import dias, make_compromiso, make_traspaso, make_usuario
from tests.formularios import leer

HOY = {"encabezado": "UGEL DE LA PRUEBA\r\n\r\n  Área de   convenios ", "nombre_del_anio": "Año de la prueba", "pie": "Jr. Falso 123"}


def url(ugel) -> str:
    return reverse("configuracion", args=[ugel.codigo])


def guardar(cliente, ugel, sin=(), **cambios):
    campos = leer(cliente.get(url(ugel))) | cambios
    return cliente.post(url(ugel), {n: v for n, v in campos.items() if n not in sin})


@pytest.fixture
def cliente(como, administrador):
    return como(administrador)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "campos",
    [
        {"dias_por_vencer": 0},
        {"dias_por_vencer": 366},
        {"umbral_verde": 75},
        {"umbral_verde": 101},
        {"umbral_ambar": 0},
        {"umbral_ambar": 95},
    ],
)
def test_the_database_and_the_form_refuse_the_same(ugel, cliente, campos):
    assert guardar(cliente, ugel, **campos).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Ugel.objects.filter(pk=ugel.pk).update(**campos)


@pytest.mark.parametrize(
    ("cambios", "dice"),
    [
        ({"encabezado": "a\nb\nc\nd"}, "como máximo 3 líneas"),
        ({"encabezado": "x" * 91}, "como máximo 90 letras"),
        ({"n_otros": "PROYECTOS educativos"}, "llamarse igual"),
        ({"dias_por_vencer": "muchos"}, "número entero"),
        ({"n_otros": "x" * 61}, "60"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_saved(ugel, cliente, cambios, dice):
    respuesta = guardar(cliente, ugel, **cambios)
    assert (respuesta.status_code, dice in respuesta.text) == (422, True)
    assert ugel.history.count() == 1


def test_a_line_that_a_living_commitment_has_is_not_put_away(ugel, cliente, administrador, convenio):
    uno = make_compromiso(convenio, linea="capacidades")
    respuesta = guardar(cliente, ugel, sin=("v_capacidades",))
    assert (respuesta.status_code, "cámbielos de línea" in respuesta.text) == (422, True)
    uno.eliminar(por=administrador)
    assert guardar(cliente, ugel, sin=("v_capacidades",)).status_code == 302
    assert Ugel.objects.get(pk=ugel.pk).lineas_ocultas == "capacidades"


def test_without_the_law_it_would_be_put_away(ugel, cliente, convenio, monkeypatch):
    """Control."""
    from convenios import acciones

    make_compromiso(convenio, linea="capacidades")
    monkeypatch.setattr(acciones, "comprobar_lineas", lambda ugel: None)
    assert guardar(cliente, ugel, sin=("v_capacidades",)).status_code == 302


def test_one_line_is_always_left(ugel, cliente):
    assert guardar(cliente, ugel, sin=[f"v_{slug}" for slug in Compromiso.Linea.values]).status_code == 422


def test_a_line_that_the_portal_has_not_is_refused(ugel):
    ugel.nombres_de_lineas = "inventada: Otra"
    with pytest.raises(ValidationError, match="no tiene"):
        linea.comprobar_lineas(ugel)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("quien", "lee", "escribe"),
    [
        ("administrador", 200, 422),
        ("coordinador", 200, 403),
        ("director", 200, 403),
        ("especialista", 403, 403),
        ("alcalde_a", 403, 403),
        ("dre", 403, 403),
        ("coordinador_otra_ugel", 404, 404),
    ],
)
def test_who_reads_and_who_writes(ugel, municipalidad_a, request, como, quien, lee, escribe):
    de = como(request.getfixturevalue(quien))
    assert (de.get(url(ugel)).status_code, de.post(url(ugel), {"umbral_verde": 99}).status_code) == (lee, escribe)
    assert Ugel.objects.get(pk=ugel.pk).umbral_verde == 90


def test_fields_that_are_not_of_the_form_change_nothing(ugel, otra_ugel, cliente):
    antes = Ugel.objects.get(pk=ugel.pk)
    ajenos = {"codigo": "111111", "nombre": "Otra", "dre": otra_ugel.dre_id, "id": otra_ugel.pk, "pk": otra_ugel.pk, "demostracion": "on",
              "nombres_de_lineas": "otros: Colado", "lineas_ocultas": "otros", "eliminado_en": "2024-01-01", "fuente": "x"}  # fmt: skip
    assert guardar(cliente, ugel, **ajenos).status_code == 302
    despues = Ugel.objects.get(pk=ugel.pk)
    for campo in ("codigo", "nombre", "dre_id", "demostracion", "nombres_de_lineas", "lineas_ocultas", "eliminado_en", "fuente"):
        assert getattr(despues, campo) == getattr(antes, campo), campo
    assert Ugel.objects.get(pk=otra_ugel.pk).nombre == "UGEL ajena"


# ── Two at once, and what stays ──────────────────────────────────────────────────────────────────────────────────────────
def test_two_that_opened_the_same_page_do_not_overwrite_each_other(ugel, cliente):
    viejo = leer(cliente.get(url(ugel)))
    assert guardar(cliente, ugel, n_otros="Lo demás", umbral_verde=85).status_code == 302
    respuesta = cliente.post(url(ugel), viejo | {"umbral_verde": 99, "n_otros": "Varios"})
    assert (respuesta.status_code, "Lo demás" in respuesta.text, "Varios" in respuesta.text) == (409, True, True)
    assert Ugel.objects.get(pk=ugel.pk).umbral_verde == 85


def test_its_history_says_who_what_and_why_and_can_be_gone_back_on(ugel, cliente):
    guardar(cliente, ugel, n_otros="Lo demás", motivo="Oficio 9")
    pagina = cliente.get(reverse("historia", args=["municipios.ugel", ugel.pk])).text
    assert all(texto in pagina for texto in ("otros: Lo demás", "Oficio 9", "Ada Administradora"))
    ultima = ugel.history.first().history_id
    ruta = reverse("volver_a", args=["municipios.ugel", ugel.pk, ultima])
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"motivo": "Fue un error"})
    assert respuesta.status_code == 302, respuesta.text[-1500:]
    assert Ugel.objects.get(pk=ugel.pk).nombres_de_lineas == ""


# ── Where it shows ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_names_appear_on_the_page_the_form_the_list_and_its_filter(ugel, cliente, convenio):
    uno = make_compromiso(convenio, linea="proyectos")
    assert guardar(cliente, ugel, sin=("v_otros",), n_proyectos="Escuelas que sueñan").status_code == 302
    lista = cliente.get(reverse("compromisos", args=[ugel.codigo])).text
    assert lista.count("Escuelas que sueñan") >= 2  # its row, and the filter
    assert "Proyectos educativos" not in lista
    assert '<option value="otros"' not in lista
    assert "Escuelas que sueñan" in cliente.get(uno.get_absolute_url()).text
    formulario = cliente.get(reverse("compromiso_editar", args=[ugel.codigo, convenio.codigo, uno.codigo])).text
    assert "Escuelas que sueñan" in formulario
    assert 'value="otros"' not in formulario
    masiva = cliente.get(reverse("masiva", args=[ugel.codigo, "compromisos"]), {"operacion": "linea", "cuales": "todos", "filtro": ""}).text
    assert "Escuelas que sueñan" in masiva


def test_a_line_that_is_put_away_is_not_taken_for_a_new_commitment(ugel, cliente, convenio):
    guardar(cliente, ugel, sin=("v_otros",))
    ruta = reverse("compromiso_nuevo", args=[ugel.codigo, convenio.codigo])
    campos = leer(cliente.get(ruta)) | {"codigo": "C-9", "descripcion": "Algo", "linea": "otros"}
    assert cliente.post(ruta, campos).status_code == 422
    assert cliente.post(ruta, campos | {"linea": "proyectos"}).status_code == 302


def test_por_vencer_moves_with_its_days(ugel, cliente, convenio):
    make_compromiso(convenio, plazo=dias(40))
    assert "por_vencer" not in Compromiso.objects.por_situacion()
    guardar(cliente, ugel, dias_por_vencer=40)
    assert Compromiso.objects.por_situacion() == {"por_vencer": 1}


def test_the_colours_are_shown_as_the_portals_own(ugel, cliente, como, director):
    guardar(cliente, ugel, umbral_verde=96, umbral_ambar=55)
    pagina = como(director).get(url(ugel)).text
    assert "no oficiales" in pagina
    assert [ugel.color(n) for n in (95, 80, 60)] == ["verde", "ámbar", "rojo"]
    assert pagina.count("<strong>ámbar</strong>") == 3


def acta(cliente, traspaso) -> str:
    respuesta = cliente.get(reverse("traspaso_acta", args=[traspaso.ugel.codigo, traspaso.pk]))
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(respuesta.content)).pages).split())


def test_the_heading_is_on_the_acta_of_that_day_and_stays(ugel, cliente, municipalidad_a, alcalde_a):
    assert guardar(cliente, ugel, **HOY).status_code == 302
    ugel.refresh_from_db()
    assert ugel.encabezado == "UGEL DE LA PRUEBA\nÁrea de convenios"
    traspaso = make_traspaso(Puesto(clase="alcaldia", ugel=ugel, municipalidad=municipalidad_a), make_usuario("alcalde"))
    texto = acta(cliente, traspaso)
    lugares = [texto.index(t) for t in ("UGEL DE LA PRUEBA", "Área de convenios", "Año de la prueba")]
    assert lugares == sorted(lugares)
    assert "Jr. Falso 123" in texto
    guardar(cliente, ugel, encabezado="OTRO", nombre_del_anio="")
    assert acta(cliente, traspaso) == texto


def test_the_screen_asks_little_of_the_database(ugel, cliente, convenio, django_assert_max_num_queries):
    for _ in range(5):
        make_compromiso(convenio)
    with django_assert_max_num_queries(12):
        cliente.get(url(ugel))
