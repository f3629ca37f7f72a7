"""The pages of an adenda: written by plain forms, one piece a screen; compared; signed once; nobody's text lost."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.comun.fechas import hoy
from convenios.adendas.redaccion import escribir
from convenios.models import Adenda, BorradorAdenda, Compromiso, Convenio
from convenios.models.adenda import TERMINOS, UNICA
from tests.carreras import a_la_vez
from tests.factories import (
    dias,
    make_adenda,
    make_borrador_adenda,
    make_clausula,
    make_compromiso,
    make_municipalidad,
    make_pdf,
)
from tests.formularios import leer


@pytest.fixture
def borrador(convenio, municipalidad_a, coordinador) -> BorradorAdenda:
    for orden in (1, 2):
        make_clausula(convenio, orden=orden, titulo=f"Cláusula {orden}", texto="Las partes harán cuatro talleres al año")
    make_compromiso(convenio, codigo="C-1", plazo=dias(100), distritos=(municipalidad_a.distrito,), descripcion="Dar talleres")
    return make_borrador_adenda(convenio, por=coordinador)


def ruta(borrador: BorradorAdenda, nombre: str, *resto: Any) -> str:
    convenio = borrador.adenda.convenio
    return reverse(nombre, args=[convenio.ugel.codigo, convenio.codigo, borrador.adenda_id, *resto])


def fresco(borrador: BorradorAdenda) -> BorradorAdenda:
    return BorradorAdenda.objects.get(pk=borrador.pk)


def enviar(cliente: Any, url: str, **cambios: Any) -> Any:
    return cliente.post(url, leer(cliente.get(url)) | cambios)


def a_revision(borrador: BorradorAdenda, por: Any, **cambio: Any) -> None:
    escribir(fresco(borrador), por=por, clase=TERMINOS, llave=UNICA, valores=cambio or {"fin": dias(1500).isoformat()})
    with gesto(por=por):
        Adenda.objects.get(pk=borrador.adenda_id).enviar_a_revision(por=por)


def primera(borrador: BorradorAdenda, clase: str) -> str:
    return next(iter(borrador.base[clase]))


def test_from_the_convenio_to_the_signed_adenda_by_the_pages_alone(como, coordinador, convenio, borrador, municipalidad_a):
    cliente = como(coordinador)
    nueva = reverse("adenda_nueva", args=[convenio.ugel.codigo, convenio.codigo])
    assert nueva in cliente.get(convenio.get_absolute_url()).text
    respuesta = enviar(cliente, nueva, objeto="Amplía la vigencia")
    adenda = Adenda.objects.latest("pk")
    assert respuesta.url == adenda.get_absolute_url()
    borrador = adenda.borrador

    assert enviar(cliente, ruta(borrador, "adenda_terminos"), fin=dias(1000).isoformat()).status_code == 302
    assert (
        enviar(cliente, ruta(borrador, "adenda_pieza_nueva", "clausulas"), titulo="De la ampliación", texto="Un año más").status_code == 302
    )
    una = primera(borrador, "clausulas")
    assert (
        enviar(cliente, ruta(borrador, "adenda_pieza", "clausulas", una), texto="Las partes harán seis talleres al año").status_code == 302
    )
    assert enviar(cliente, ruta(borrador, "adenda_pieza_acto", "clausulas", "n1", "subir")).status_code == 302
    otra = make_municipalidad(convenio.ugel)
    assert enviar(cliente, ruta(borrador, "adenda_pieza_nueva", "partes"), municipalidad=otra.pk, firmante="Ana").status_code == 302
    nuevo = {"codigo": "C-9", "descripcion": "Nuevo", "linea": "otros", "obligada": "n2", f"d_{otra.distrito.ubigeo}": "on"}
    assert enviar(cliente, ruta(borrador, "adenda_pieza_nueva", "compromisos"), **nuevo).status_code == 302
    c1 = primera(borrador, "compromisos")
    assert enviar(cliente, ruta(borrador, "adenda_plazos"), compromisos=[c1], plazo=dias(900).isoformat()).status_code == 302

    texto = cliente.get(ruta(borrador, "adenda_comparar")).text
    assert "<del>cuatro</del>" in texto
    assert "<ins>seis</ins>" in texto
    anexo = cliente.get(ruta(borrador, "adenda_anexo")).text
    for dicho in ("Debe decir", "De la ampliación", str(otra), "C-9"):
        assert dicho in anexo
    assert enviar(cliente, ruta(borrador, "adenda_pasar", "enviar_a_revision")).status_code == 302
    firma = ruta(borrador, "adenda_firmar")
    assert "plazo se reprograma" in cliente.get(firma).text
    respuesta = enviar(cliente, firma, suscrita_el=hoy().isoformat(), documento="Adenda 2-2026", archivo_nuevo=make_pdf())
    assert (respuesta.status_code, respuesta.url) == (302, adenda.get_absolute_url())
    adenda.refresh_from_db()
    pagina = cliente.get(adenda.get_absolute_url()).text
    assert f'href="/lotes/{adenda.fusion_id}/"' in pagina
    assert "Cambiado por la" in cliente.get(Compromiso.objects.get(codigo="C-1").get_absolute_url()).text
    hecho = Compromiso.objects.get(codigo="C-9")
    assert hecho.obligada.municipalidad == otra
    assert Convenio.objects.get(pk=convenio.pk).fin == dias(1000)


@pytest.mark.promesa("P1")
def test_the_second_to_write_in_a_draft_is_shown_both_texts_and_what_does_not_collide_is_merged(como, coordinador, coordinadora, borrador):
    url = ruta(borrador, "adenda_pieza", "clausulas", primera(borrador, "clausulas"))
    uno, otra = como(coordinador), como(coordinadora)
    de_uno, de_otra = leer(uno.get(url)), leer(otra.get(url))
    assert uno.post(url, de_uno | {"texto": "Texto del primero", "titulo": "Título del primero"}).status_code == 302
    respuesta = otra.post(url, de_otra | {"texto": "Texto de la segunda"})
    assert respuesta.status_code == 409
    assert "Texto del primero" in respuesta.text
    assert "Texto de la segunda" in respuesta.text
    respuesta.status_code = 200
    assert otra.post(url, leer(respuesta)).status_code == 302
    pieza = fresco(borrador).despues("clausulas", primera(borrador, "clausulas"))
    assert (pieza["titulo"], pieza["texto"]) == ("Título del primero", "Texto de la segunda")


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("nombre", ["adenda_terminos", "compromiso", "plazos", "acto"])
def test_every_screen_of_a_draft_refuses_an_old_revision(como, coordinador, borrador, nombre):
    c1 = primera(borrador, "compromisos")
    url = {
        "adenda_terminos": ruta(borrador, "adenda_terminos"),
        "compromiso": ruta(borrador, "adenda_pieza", "compromisos", c1),
        "plazos": ruta(borrador, "adenda_plazos"),
        "acto": ruta(borrador, "adenda_pieza_acto", "compromisos", c1, "quitar"),
    }[nombre]
    cliente = como(coordinador)
    datos = leer(cliente.get(url)) | {"compromisos": [c1], "titulo": "Mío", "responsable": "Mío"}
    escribir(
        fresco(borrador), por=coordinador, clase="clausulas", llave=primera(borrador, "clausulas"), valores={"texto": "De otra persona"}
    )
    antes = fresco(borrador).cambios
    assert cliente.post(url, datos).status_code in (409, 422)
    assert fresco(borrador).cambios == antes


def test_a_change_of_the_convenio_in_between_is_told_in_three_columns_and_nothing_is_signed(como, coordinador, convenio, borrador):
    a_revision(borrador, coordinador, titulo="Título de la adenda")
    cliente, url = como(coordinador), ruta(borrador, "adenda_firmar")
    datos = leer(cliente.get(url)) | {"suscrita_el": hoy().isoformat(), "documento": "Adenda 1"}
    convenio.refresh_from_db()
    convenio.titulo = "Título de la oficina"
    with gesto(por=coordinador):
        convenio.save()
    respuesta = cliente.post(url, datos)
    assert respuesta.status_code == 409
    for dicho in ("Convenio de la prueba", "Título de la oficina", "Título de la adenda", "Carlos Coordinador"):
        assert dicho in respuesta.text
    assert Adenda.objects.get(pk=borrador.adenda_id).estado == "en_revision"

    assert enviar(cliente, ruta(borrador, "adenda_pasar", "devolver")).status_code == 302
    al_dia = ruta(borrador, "adenda_actualizar")
    assert enviar(cliente, al_dia).status_code == 422  # nothing chosen
    assert enviar(cliente, al_dia, c_0="adenda").status_code == 302
    assert enviar(cliente, ruta(borrador, "adenda_pasar", "enviar_a_revision")).status_code == 302
    assert enviar(cliente, url, suscrita_el=hoy().isoformat(), documento="Adenda 1").status_code == 302
    convenio.refresh_from_db()
    assert convenio.titulo == "Título de la adenda"


@pytest.mark.promesa("P25")
def test_fields_that_a_form_does_not_show_change_nothing(como, coordinador, borrador, convenio):
    prohibido = {"estado": "cumplido", "codigo": "C-OTRO", "orden": "99", "adenda": "1", "base": "{}", "cambios": "{}", "pk": "1", "demostracion": "on",
                 "municipalidad": "1", "convenio": "1", "fusion": "1", "_quitar": "on"}  # fmt: skip
    cliente = como(coordinador)
    for clase in ("clausulas", "partes", "compromisos"):
        url = ruta(borrador, "adenda_pieza", clase, primera(borrador, clase))
        assert cliente.post(url, prohibido | leer(cliente.get(url))).status_code == 302, clase
    assert (
        cliente.post(ruta(borrador, "adenda_terminos"), prohibido | leer(cliente.get(ruta(borrador, "adenda_terminos")))).status_code == 302
    )
    assert fresco(borrador).cambios == {}
    a_revision(borrador, coordinador)
    url = ruta(borrador, "adenda_firmar")
    datos = prohibido | leer(cliente.get(url)) | {"suscrita_el": hoy().isoformat(), "documento": "Adenda 1"}
    assert cliente.post(url, datos).status_code == 302
    assert Adenda.objects.get(pk=borrador.adenda_id).demostracion is False


@pytest.mark.parametrize("nombre", ["adenda_editar", "adenda_terminos", "adenda_actualizar", "adenda_plazos", "adenda_firmar"])
def test_what_was_signed_is_edited_by_nobody(como, coordinador, borrador, nombre):
    a_revision(borrador, coordinador)
    cliente = como(coordinador)
    if nombre != "adenda_firmar":
        assert cliente.get(ruta(borrador, nombre)).status_code == 403  # in review already
    assert enviar(cliente, ruta(borrador, "adenda_firmar"), suscrita_el=hoy().isoformat(), documento="Adenda 1").status_code == 302
    assert cliente.get(ruta(borrador, nombre)).status_code == 403


@pytest.mark.parametrize("raro", ["x" * 60000, "\x00", "<script>alert(1)</script>", "\u202e😀", "31/02/2024", "1e400", "9" * 30])
def test_no_field_of_a_draft_breaks_the_page(como, coordinador, borrador, raro):
    cliente = como(coordinador)
    for clase in ("clausulas", "partes", "compromisos"):
        url = ruta(borrador, "adenda_pieza", clase, primera(borrador, clase))
        datos = leer(cliente.get(url))
        for campo in tuple(datos):
            respuesta = cliente.post(url, datos | {campo: raro})
            assert respuesta.status_code in (302, 409, 422), (clase, campo)
            if respuesta.status_code == 302:  # it was written: what comes next has to have seen it
                datos = leer(cliente.get(url))
    for nombre in ("adenda_comparar", "adenda_anexo", "adenda"):
        assert "<script>alert" not in cliente.get(ruta(borrador, nombre)).text


def test_five_megabytes_of_text_are_refused_and_the_draft_is_as_it_was(como, coordinador, borrador):
    url, cliente = ruta(borrador, "adenda_pieza", "clausulas", primera(borrador, "clausulas")), como(coordinador)
    datos = leer(cliente.get(url))
    assert cliente.post(url, datos | {"texto": "x" * (4 * 1024 * 1024)}).status_code == 422
    assert cliente.post(url, datos | {"texto": "x" * (6 * 1024 * 1024)}).status_code == 400
    assert fresco(borrador).cambios == {}


def test_a_draft_is_not_corrected_as_if_it_had_been_registered(como, coordinador, borrador, convenio):
    cliente = como(coordinador)
    assert cliente.get(ruta(borrador, "adenda_registro")).status_code == 404
    assert "adjunto" not in cliente.get(reverse("convenio_documento", args=[convenio.ugel.codigo, convenio.codigo]), {"adenda": "1"}).text
    registrada = make_adenda(convenio, numero=5)
    assert "registrada sin fusionar" in cliente.get(registrada.get_absolute_url()).text


def test_the_directorate_reads_a_signed_adenda_and_not_its_way_back(como, coordinador, dre, borrador, convenio):
    lector = como(dre)
    assert lector.get(borrador.adenda.get_absolute_url()).status_code == 404
    assert f"/adendas/{borrador.adenda_id}/" not in lector.get(convenio.get_absolute_url()).text
    a_revision(borrador, coordinador)
    enviar(como(coordinador), ruta(borrador, "adenda_firmar"), suscrita_el=hoy().isoformat(), documento="Adenda 1")
    texto = lector.get(borrador.adenda.get_absolute_url()).text
    assert "Adenda 1" in texto
    assert "/lotes/" not in texto


@pytest.mark.parametrize("cuantos", [3, 40])
@pytest.mark.parametrize("nombre", ["adenda", "adenda_editar", "adenda_comparar", "adenda_anexo", "adenda_firmar", "adenda_plazos"])
def test_a_page_costs_the_same_for_three_commitments_or_forty(como, coordinador, convenio, cuantos, nombre, django_assert_max_num_queries):
    for n in range(cuantos):
        make_compromiso(convenio, plazo=dias(100 + n))
        make_clausula(convenio)
    borrador = make_borrador_adenda(convenio, por=coordinador)
    for llave in list(borrador.quedan("compromisos")):
        borrador.proponer("compromisos", llave, {"plazo": dias(900).isoformat()})
    with gesto(por=coordinador):
        borrador.guardar(por=coordinador)
    cliente = como(coordinador)
    with django_assert_max_num_queries(26):
        assert cliente.get(ruta(borrador, nombre)).status_code == 200


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P2")
@pytest.mark.django_db(transaction=True)
def test_two_people_sign_at_the_same_instant_and_it_is_merged_once(como, coordinador, coordinadora, borrador, convenio, promesa):
    a_revision(borrador, coordinador)
    url = ruta(borrador, "adenda_firmar")
    firma = {"suscrita_el": hoy().isoformat(), "documento": "Adenda 1"}
    listos = [(c, leer(c.get(url)) | firma) for c in (como(coordinador), como(coordinadora))]
    respuestas = a_la_vez(*[lambda c=c, d=d: c.post(url, d) for c, d in listos])
    estados = sorted(getattr(r, "status_code", str(r)) for r in respuestas)
    adenda = Adenda.objects.get(pk=borrador.adenda_id)
    promesa.anotar("dos firman la misma adenda a la vez", fusiones=adenda.history.filter(estado="suscrita").count())
    assert estados == [302, 422]
    assert adenda.history.filter(estado="suscrita").count() == 1
    assert convenio.history.filter(fin=dias(1500)).count() == 1


@pytest.mark.promesa("P2")
def test_pressing_the_signature_twice_leads_to_the_same_receipt(como, coordinador, borrador):
    a_revision(borrador, coordinador)
    cliente, url = como(coordinador), ruta(borrador, "adenda_firmar")
    datos = leer(cliente.get(url)) | {"suscrita_el": hoy().isoformat(), "documento": "Adenda 1", "clave": str(uuid.uuid4())}
    primera_vez, segunda = cliente.post(url, datos), cliente.post(url, datos)
    assert (primera_vez.status_code, segunda.status_code) == (302, 302)
    assert primera_vez.url == segunda.url == borrador.adenda.get_absolute_url()
