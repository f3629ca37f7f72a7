"""The page of a convenio, what hangs on it, its signed document and its steps."""

import datetime
import hashlib

import pytest
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.comun.archivos import revisar
from base.comun.fechas import hoy
from convenios.models import Adenda, Clausula, Convenio, Designacion, Parte
from convenios.models.convenio import alcanzables
from tests.factories import (
    dias,
    make_adenda,
    make_clausula,
    make_compromiso,
    make_convenio,
    make_designacion,
    make_foto,
    make_municipalidad,
    make_parte,
    make_pdf,
)
from tests.formularios import leer


def pagina(nombre: str, convenio, *resto) -> str:
    return reverse(nombre, args=[convenio.ugel.codigo, convenio.codigo, *resto])


def con_pdf(registro):
    """`registro` with a signed PDF."""
    registro.guardar_archivo(revisar(make_pdf("convenio firmado.pdf")))
    with gesto(por=None):
        registro.save()
    return registro


def bajar(respuesta) -> bytes:
    return b"".join(respuesta.streaming_content)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_says_sin_dato_where_the_source_is_silent(como, director, ugel):
    convenio = make_convenio(
        ugel, estado="suscrito", inicio=None, fin=None, informado_el=datetime.date(2023, 9, 7), fuente="Nota de prensa"
    )
    texto = como(director).get(convenio.get_absolute_url()).text
    for dicho in ("Informado el jue 07 set 2023", "no se conoce el día exacto", "sin dato", "Nota de prensa", "Suscrito"):
        assert dicho in texto


@pytest.mark.parametrize(
    ("campos", "dicho"),
    [
        ({"inicio": dias(-300), "fin": dias(100)}, "Vigente"),
        ({"inicio": dias(-300), "fin": dias(10)}, "Por vencer"),
        ({"inicio": dias(-300), "fin": dias(-1)}, "Vencido"),
        ({"inicio": dias(-300), "sin_fin": True}, "Vigencia indeterminada"),
    ],
)
def test_what_the_dates_make_of_it_is_told(como, director, ugel, campos, dicho):
    convenio = make_convenio(ugel, **campos)
    assert dicho in como(director).get(convenio.get_absolute_url()).text


@pytest.mark.parametrize(("vigentes", "avisa"), [(0, True), (1, True), (2, False), (3, True)])
def test_it_warns_unless_exactly_two_people_coordinate_today(como, director, convenio, vigentes, avisa):
    for _ in range(vigentes):
        make_designacion(convenio, inicio=dias(-10))
    make_designacion(convenio, inicio=dias(-99), fin=dias(-1))
    texto = como(director).get(convenio.get_absolute_url()).text
    assert (f"El convenio pide 2 personas designadas; hoy hay {vigentes}." in texto) is avisa


def test_parties_clauses_and_adendas_are_told_with_what_is_known(como, director, convenio, municipalidad_a):
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    parte.firmante, parte.documento = "María Alcaldesa", "Acuerdo de Concejo 12-2023"
    parte.separado_el, parte.separacion_documento = hoy(), "Oficio de separación 7"
    with gesto(por=None):
        parte.save()
    make_clausula(convenio, orden=3, titulo="De los compromisos", texto="Las partes se comprometen")
    make_adenda(convenio, numero=1, objeto="Amplía la vigencia")
    texto = como(director).get(convenio.get_absolute_url()).text
    for dicho in ("María Alcaldesa", "Acuerdo de Concejo 12-2023", "Oficio de separación 7", "3. De los compromisos", "Adenda 1"):
        assert dicho in texto


def test_a_mayor_does_not_learn_of_a_specific_convenio_being_prepared_with_another(como, coordinador, alcalde_b, convenio, municipalidad_a):
    make_convenio(
        convenio.ugel, codigo="CE-EN-PREPARACION", tipo="especifico", padre=convenio, estado="borrador", partes=(municipalidad_a,)
    )
    assert "CE-EN-PREPARACION" in como(coordinador).get(convenio.get_absolute_url()).text
    assert "CE-EN-PREPARACION" not in como(alcalde_b).get(convenio.get_absolute_url()).text


def test_each_count_of_commitments_leads_to_its_rows(como, coordinador, convenio, ugel):
    make_compromiso(convenio, plazo=dias(-1))
    make_compromiso(make_convenio(ugel), plazo=dias(-1))
    cliente = como(coordinador)
    (vencidos,) = cliente.get(convenio.get_absolute_url()).context["situaciones"]
    assert vencidos["cuantos"] == 1
    assert cliente.get(vencidos["url"]).context["pagina"].paginator.count == 1


def test_what_nobody_has_written_down_is_listed_with_where_to_write_it(como, coordinador, director, convenio):
    make_compromiso(convenio)
    deudas = {d["que"]: d["url"] for d in como(coordinador).get(convenio.get_absolute_url()).context["deudas"]}
    assert deudas["Día de la firma"] == pagina("convenio_editar", convenio)
    assert "Firmante, en 2 de 2 partes" in deudas
    assert como(coordinador).get(deudas["Plazo, en 1 de 1 compromisos"]).context["pagina"].paginator.count == 1
    assert f'href="{pagina("convenio_editar", convenio)}"' not in como(director).get(convenio.get_absolute_url()).text


@pytest.mark.parametrize("cuantos", [2, 15])
def test_the_page_costs_no_more_than_twelve_queries(como, coordinador, convenio, cuantos, django_assert_max_num_queries):
    for _ in range(cuantos):
        make_parte(convenio, make_municipalidad(convenio.ugel))
        make_clausula(convenio)
        make_adenda(convenio)
        make_designacion(convenio)
        make_compromiso(convenio)
        make_convenio(convenio.ugel, tipo="especifico", padre=convenio)
    cliente = como(coordinador)
    with django_assert_max_num_queries(12):
        cliente.get(convenio.get_absolute_url())


@pytest.mark.parametrize("cuantos", [1, 20])
def test_the_list_costs_no_more_than_eight_queries(como, coordinador, ugel, cuantos, django_assert_max_num_queries):
    for _ in range(cuantos):
        make_compromiso(make_convenio(ugel))
    cliente = como(coordinador)
    with django_assert_max_num_queries(8):
        respuesta = cliente.get(reverse("convenios", args=[ugel.codigo]), {"orden": "-fin"})
    assert [c.n_compromisos for c in respuesta.context["pagina"]] == [1] * cuantos


@pytest.mark.parametrize(
    ("consulta", "codigos"),
    [
        ({}, ["A", "B"]),
        ({"texto": "tecnica"}, ["B"]),
        ({"estado": "borrador"}, ["B"]),
        ({"tipo": "especifico"}, []),
        ({"orden": "-codigo"}, ["B", "A"]),
    ],
)
def test_the_list_answers_what_the_address_asks(como, coordinador, ugel, consulta, codigos):
    make_convenio(ugel, codigo="A")
    make_convenio(ugel, codigo="B", titulo="Asistencia técnica", estado="borrador")
    respuesta = como(coordinador).get(reverse("convenios", args=[ugel.codigo]), consulta)
    assert [c.codigo for c in respuesta.context["pagina"]] == codigos


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_the_list_is_handed_over_in_the_columns_of_its_padron(como, coordinador, ugel, convenio, formato):
    make_convenio(ugel, codigo="HIJO", tipo="especifico", padre=convenio)
    contenido = bajar(como(coordinador).get(reverse("convenios", args=[ugel.codigo]), {"formato": formato}))
    if formato == "csv":
        encabezado, *filas = contenido.decode("utf-8-sig").splitlines()
        assert encabezado == "codigo,tipo,titulo,objeto,suscrito_el,inicio,fin,convenio_padre"
        assert [fila.split(",")[0] for fila in filas] == ["CM-PRUEBA", "HIJO"]
        assert filas[1].endswith("CM-PRUEBA")
    assert contenido


# ── The signed document ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_signed_pdf_is_kept_with_its_seal_and_handed_back_whole(como, coordinador, director, alcalde_a, convenio):
    ruta, cliente = pagina("convenio_editar", convenio), como(coordinador)
    archivo = make_pdf("convenio.pdf")
    bytes_subidos = archivo.read()
    archivo.seek(0)
    assert cliente.post(ruta, leer(cliente.get(ruta)) | {"documento": archivo}).status_code == 302

    convenio.refresh_from_db()
    assert convenio.archivo_sha256 == hashlib.sha256(bytes_subidos).hexdigest()
    assert convenio.archivo_sha256 in como(director).get(convenio.get_absolute_url()).text
    respuesta = como(alcalde_a).get(pagina("convenio_documento", convenio))
    assert bajar(respuesta) == bytes_subidos
    assert respuesta["Content-Disposition"].startswith("attachment")


def test_a_photo_is_not_a_signed_convenio(como, coordinador, convenio):
    ruta, cliente = pagina("convenio_editar", convenio), como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"documento": make_foto()})
    assert respuesta.status_code == 422
    assert "en PDF, no una foto" in respuesta.text


def test_the_document_is_as_private_as_its_convenio(como, client, coordinador_otra_ugel, convenio):
    con_pdf(convenio)
    assert como(coordinador_otra_ugel).get(pagina("convenio_documento", convenio)).status_code == 404
    assert client.get(pagina("convenio_documento", convenio)).status_code == 302


@pytest.mark.parametrize("numero", ["", "9", "x", "²"])
def test_a_document_that_is_not_there_does_not_exist(como, coordinador, convenio, numero):
    assert como(coordinador).get(pagina("convenio_documento", convenio), {"adenda": numero}).status_code == 404


def test_each_adenda_has_its_own_document(como, coordinador, convenio):
    con_pdf(make_adenda(convenio, numero=2))
    cliente = como(coordinador)
    assert "?adenda=2" in cliente.get(convenio.get_absolute_url()).text
    assert bajar(cliente.get(pagina("convenio_documento", convenio), {"adenda": "2"})).startswith(b"%PDF")


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_writes_a_convenio_down_with_what_is_known(como, coordinador, ugel):
    ruta, cliente = reverse("convenio_nuevo", args=[ugel.codigo]), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"codigo": "CM-1/2026", "titulo": "Por la educación", "libre_separacion": "true"}
    respuesta = cliente.post(ruta, datos | {"estado": "suscrito", "ugel": "999", "demostracion": "on"})
    nuevo = Convenio.objects.get(codigo="CM-1/2026")
    assert (nuevo.ugel, nuevo.estado, nuevo.libre_separacion, nuevo.suscrito_el, nuevo.demostracion) == (
        ugel,
        "borrador",
        True,
        None,
        False,
    )
    assert respuesta.url == nuevo.get_absolute_url() == f"/{ugel.codigo}/convenios/CM-1~2026/"
    assert cliente.get(respuesta.url).status_code == 200


@pytest.mark.parametrize(
    ("cambio", "dicho"),
    [
        ({"codigo": "cm-prueba"}, "ya tiene un convenio con ese código"),
        ({"codigo": "con espacio"}, "Empieza con letra o cifra"),
        ({"inicio": "2026-02-01", "fin": "2026-01-31"}, "no puede terminar antes de empezar"),
        ({"fin": "2026-01-31", "sin_fin": "on"}, "indeterminada no lleva fecha"),
    ],
)
def test_what_cannot_be_is_refused_with_everything_typed_still_there(como, coordinador, ugel, convenio, cambio, dicho):
    ruta, cliente = reverse("convenio_nuevo", args=[ugel.codigo]), como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"codigo": "N", "titulo": "Título que no se pierde"} | cambio)
    assert respuesta.status_code == 422
    assert dicho in respuesta.text
    assert "Título que no se pierde" in respuesta.text


def test_a_specific_convenio_derives_only_from_a_marco_of_its_ugel(como, coordinador, ugel, convenio, otra_ugel):
    ajeno = make_convenio(otra_ugel)
    ruta, cliente = reverse("convenio_nuevo", args=[ugel.codigo]), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"codigo": "N", "titulo": "T", "tipo": "especifico"}
    assert cliente.post(ruta, datos | {"padre": ajeno.pk}).status_code == 422
    assert cliente.post(ruta, datos | {"padre": convenio.pk}).status_code == 302


def test_the_code_of_a_signed_convenio_is_its_address_and_stays(como, coordinador, convenio):
    ruta, cliente = pagina("convenio_editar", convenio), como(coordinador)
    datos = leer(cliente.get(ruta))
    assert "codigo" not in datos
    cliente.post(ruta, datos | {"codigo": "OTRO", "objeto": "Sumar esfuerzos"})
    convenio.refresh_from_db()
    assert (convenio.codigo, convenio.objeto) == ("CM-PRUEBA", "Sumar esfuerzos")


def test_the_second_of_two_who_edit_sees_both_texts(como, coordinador, coordinadora, convenio):
    ruta, uno, otra = pagina("convenio_editar", convenio), como(coordinador), como(coordinadora)
    de_uno, de_otra = leer(uno.get(ruta)), leer(otra.get(ruta))
    assert uno.post(ruta, de_uno | {"lugar": "Las Pirias"}).status_code == 302
    respuesta = otra.post(ruta, de_otra | {"lugar": "Bellavista"})
    assert respuesta.status_code == 409
    assert "Las Pirias" in respuesta.text
    assert "Bellavista" in respuesta.text


@pytest.mark.parametrize(
    ("palabra", "modelo", "campos"),
    [
        ("partes", Parte, {"firmante": "María", "firmado_el": "2023-09-06"}),
        ("clausulas", Clausula, {"orden": "4", "titulo": "Del plazo", "texto": "Dos años"}),
        ("adendas", Adenda, {"numero": "1", "objeto": "Amplía", "suscrita_el": "2024-01-02"}),
        ("designaciones", Designacion, {"nombre": "Ana", "resolucion": "RD 100-2023"}),
    ],
)
def test_what_hangs_on_it_is_written_corrected_and_taken_off(como, coordinador, convenio, palabra, modelo, campos):
    if palabra == "partes":
        campos = campos | {"municipalidad": make_municipalidad(convenio.ugel).pk}
    ruta, cliente = pagina("convenio_parte_nueva", convenio, palabra), como(coordinador)
    assert cliente.post(ruta, leer(cliente.get(ruta)) | campos).url == f"{convenio.get_absolute_url()}#{palabra}"

    fila = modelo.objects.filter(convenio=convenio).latest("pk")
    edicion = pagina("adenda_registro", convenio, fila.pk) if palabra == "adendas" else fila.get_absolute_url()
    assert edicion in cliente.get(convenio.get_absolute_url()).text
    assert cliente.post(edicion, leer(cliente.get(edicion)) | {"fuente": "Acta 9"}).status_code == 302
    fila.refresh_from_db()
    assert fila.fuente == "Acta 9"

    quitar = f"{edicion}?quitar=1"
    assert cliente.post(quitar, leer(cliente.get(quitar)) | {"motivo": "Se registró dos veces"}).status_code == 302
    assert not modelo.objects.filter(pk=fila.pk).exists()
    assert modelo.todos.get(pk=fila.pk).eliminado_por == coordinador
    assert cliente.get(edicion).status_code == 404


def test_a_party_leaves_with_the_document_that_says_so(como, coordinador, convenio, municipalidad_a):
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    ruta, cliente = parte.get_absolute_url(), como(coordinador)
    datos = leer(cliente.get(ruta)) | {"separado_el": hoy().isoformat()}
    respuesta = cliente.post(ruta, datos)
    assert respuesta.status_code == 422
    assert "lleva el documento que la comunica" in respuesta.text
    assert cliente.post(ruta, datos | {"separacion_documento": "Oficio 7"}).status_code == 302
    assert municipalidad_a.distrito_id not in alcanzables([convenio.pk])[convenio.pk]


def test_who_owes_something_is_not_taken_off(como, coordinador, convenio, municipalidad_a):
    parte = Parte.objects.get(convenio=convenio, municipalidad=municipalidad_a)
    make_compromiso(convenio, obligada=parte)
    ruta, cliente = f"{parte.get_absolute_url()}?quitar=1", como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"motivo": "x"})
    assert respuesta.status_code == 422
    assert "registre su separación" in respuesta.text


def test_a_municipality_of_another_ugel_cannot_be_a_party(como, coordinador, convenio, municipalidad_ajena):
    ruta, cliente = pagina("convenio_parte_nueva", convenio, "partes"), como(coordinador)
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)) | {"municipalidad": municipalidad_ajena.pk})
    assert respuesta.status_code == 422
    assert "Distrito ajeno" not in respuesta.text


def test_a_row_is_not_reached_through_another_convenio_nor_by_another_word(como, coordinador, convenio, ugel):
    clausula, otro = make_clausula(convenio), make_convenio(ugel)
    cliente = como(coordinador)
    assert cliente.get(pagina("convenio_parte_editar", otro, "clausulas", clausula.pk)).status_code == 404
    assert cliente.get(pagina("convenio_parte_editar", convenio, "designaciones", clausula.pk)).status_code == 404
    assert cliente.get(pagina("convenio_parte_editar", convenio, "secretos", clausula.pk)).status_code == 404
    assert cliente.get(pagina("convenio_parte_editar", convenio, "clausulas", 10**20)).status_code == 404
    assert cliente.get(pagina("convenio_parte_nueva", convenio, "secretos")).status_code == 404


# ── Its steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("desde", "paso", "queda"),
    [
        ("borrador", "enviar_a_revision", "en_revision"),
        ("en_revision", "devolver", "borrador"),
        ("en_revision", "aprobar", "aprobado"),
        ("aprobado", "suscribir", "suscrito"),
        ("suscrito", "concluir", "concluido"),
        ("suscrito", "resolver", "resuelto"),
        ("borrador", "anular", "anulado"),
    ],
)
def test_each_step_is_offered_taken_and_remembered(como, coordinador, ugel, desde, paso, queda):
    convenio = make_convenio(ugel, estado=desde)
    ruta, cliente = pagina("convenio_pasar", convenio, paso), como(coordinador)
    assert ruta in cliente.get(convenio.get_absolute_url()).text
    assert cliente.post(ruta, leer(cliente.get(ruta)) | {"motivo": "Oficio 3"}).url == convenio.get_absolute_url()
    convenio.refresh_from_db()
    assert (convenio.estado, convenio.estado_por) == (queda, coordinador)
    assert convenio.history.first().history_change_reason == "Oficio 3"


def test_a_step_out_of_turn_is_refused(como, coordinador, convenio):
    ruta, cliente = pagina("convenio_pasar", convenio, "anular"), como(coordinador)
    assert ruta not in cliente.get(convenio.get_absolute_url()).text
    respuesta = cliente.post(ruta, leer(cliente.get(ruta)))
    assert respuesta.status_code == 422
    assert "se resuelve" in respuesta.text
    assert cliente.get(pagina("convenio_pasar", convenio, "save")).status_code == 404


@pytest.mark.parametrize("quien", ["especialista", "director", "alcalde_a", "dre"])
def test_who_reads_is_offered_nothing_to_write(request, como, convenio, quien):
    texto = como(request.getfixturevalue(quien)).get(convenio.get_absolute_url()).text.partition("<main")[2]
    assert [accion for accion in ("Editar", "Registrar un", "Agregar", "Designar", "Resolver", "Eliminar") if accion in texto] == []


def test_a_short_list_of_commitments_is_read_on_the_page_of_the_convenio(como, coordinador, convenio):
    for n in range(3):
        make_compromiso(convenio, codigo=f"C-{n}", descripcion=f"Promesa número {n}")
    texto = como(coordinador).get(convenio.get_absolute_url()).content.decode()
    assert [f"Promesa número {n}" in texto for n in range(3)] == [True, True, True]


def test_a_long_list_of_commitments_is_counted_there_and_read_apart(como, coordinador, convenio):
    for n in range(13):
        make_compromiso(convenio, codigo=f"C-{n}", descripcion=f"Promesa número {n}")
    pagina = como(coordinador).get(convenio.get_absolute_url())
    assert "Promesa número" not in pagina.content.decode()
    assert sum(parte["cuantos"] for parte in pagina.context["situaciones"]) == 13
