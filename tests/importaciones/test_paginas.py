"""The pages of an import: a file is brought, mended, applied all or nothing, and found again."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from base.avisos import trabajo
from base.avisos.models import Tarea
from base.avisos.models.tarea import PLAZO_DE_LATIDO
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from convenios.models import Avance, Compromiso, Convenio
from portal.importaciones import ensayos, limites, motor, tareas
from portal.importaciones.models import FilaImportada, Importacion, TituloRecordado
from tests.factories import dias, make_compromiso, make_importacion
from tests.formularios import leer

BUENA, OTRA = "I-1,TODOS,Elaborar el plan,30/11/2027", "I-2,990101,Capacitar,30/10/2027"
MALA = "I-3,990101,Equipar,31/04/2027"


def csv(*filas: str, titulos: str = "codigo,distrito,descripcion,fecha_limite") -> SimpleUploadedFile:
    return SimpleUploadedFile("matriz.csv", "\n".join([titulos, *filas]).encode())


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


def subir(navegador, *filas, archivo=None, **campos):
    datos = leer(navegador.get("/importaciones/"))
    return navegador.post("/importaciones/", datos | campos | {"archivo": archivo or csv(*filas)})


def subida(navegador, *filas, **campos) -> Importacion:
    respuesta = subir(navegador, *filas, **campos)
    assert respuesta.status_code == 302, re.findall(r"invalid-feedback.*?>(.*?)<", respuesta.content.decode())
    return Importacion.objects.get(pk=int(respuesta["Location"].split("/")[2]))


def confirmar(navegador, importacion, **campos):
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    datos = {nombre: re.search(rf'name="{nombre}" value="([^"]*)"', pagina)[1] for nombre in ("clave", "huella")}
    return datos | {"motivo": "Matriz de marzo"} | campos


def aplicar(navegador, importacion, **campos):
    return navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), confirmar(navegador, importacion, **campos))


def corregir(navegador, importacion, numero, **celdas):
    return navegador.post(reverse("importacion_fila", args=[importacion.pk, numero]), celdas)


def cuentas(importacion) -> tuple[int, int, int, int]:
    importacion.refresh_from_db()
    return importacion.nuevos, importacion.cambian, importacion.iguales, importacion.con_error


# ── The rehearsal ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_is_recognised_and_shown_before_anything_is_written(navegador, convenio):
    importacion = subida(navegador, BUENA, OTRA)
    assert (importacion.padron, importacion.convenio, importacion.estado) == ("compromisos", convenio, "ensayo")
    assert cuentas(importacion) == (2, 0, 0, 0)
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    assert "Elaborar el plan" in pagina
    assert "Cargar 2 nuevas" in pagina
    assert not Compromiso.objects.exists()
    assert not Lote.objects.filter(tipo="importacion").exists()


def test_every_error_is_named_with_its_row_and_its_cell_at_once(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA, "I 4,990199,,30/11/27")
    assert cuentas(importacion) == (1, 0, 0, 2)
    errores = {fila.numero: {columna for columna, _ in fila.errores} for fila in importacion.filas.filter(estado="error")}
    assert errores == {3: {"fecha_limite"}, 4: {"codigo", "distrito", "descripcion", "fecha_limite"}}
    pagina = navegador.get(importacion.get_absolute_url(), {"ver": "error"}).content.decode()
    assert "Esa fecha no existe en el calendario: 31/04/2027." in pagina
    assert "Elaborar el plan" not in pagina
    assert "Cargar" not in re.sub(r"<title>.*?</title>", "", pagina).split("Filas con error")[0].split("<h1>")[1]


def test_mending_a_cell_checks_that_row_alone(navegador, convenio, monkeypatch):
    importacion = subida(navegador, BUENA, MALA, OTRA)
    miradas = []

    def espiar(*args, **kwargs):
        ensayo = motor.ensayar(*args, **kwargs)
        miradas.append([fila.numero for fila in ensayo.filas])
        return ensayo

    monkeypatch.setattr(ensayos, "ensayar", espiar)
    respuesta = corregir(navegador, importacion, 3, fecha_limite="30/04/2027", volver="ver=error")
    assert respuesta["Location"] == f"/importaciones/{importacion.pk}/?ver=error"
    assert miradas == [[3]]
    assert cuentas(importacion) == (3, 0, 0, 0)


def test_mending_a_repeated_key_checks_the_row_that_it_repeated(navegador, convenio):
    importacion = subida(navegador, BUENA, "I-1,990101,Lo mismo,30/11/2027", OTRA)
    assert cuentas(importacion) == (2, 0, 0, 1)
    corregir(navegador, importacion, 3, codigo="I-2")
    assert cuentas(importacion) == (2, 0, 0, 1)
    assert importacion.filas.get(estado="error").numero == 4  # the second of the two in the file
    corregir(navegador, importacion, 3, codigo="I-9")
    assert cuentas(importacion) == (3, 0, 0, 0)


def test_a_change_is_shown_cell_by_cell(navegador, convenio, municipalidad_a):
    make_compromiso(convenio, codigo="I-2", descripcion="Lo de antes", distritos=(municipalidad_a.distrito,), plazo=dias(400))
    importacion = subida(navegador, OTRA)
    assert cuentas(importacion) == (0, 1, 0, 0)
    assert ["descripcion", "Lo de antes", "Capacitar"] in importacion.filas.get().cambios
    assert "<del>Lo de antes</del> → <ins>Capacitar</ins>" in navegador.get(importacion.get_absolute_url()).content.decode()


def test_a_figure_that_reads_two_ways_is_one_question_for_the_column(navegador, convenio):
    titulos = "codigo,distrito,descripcion,fecha_limite,meta_financiera"
    archivo = csv(*(f'{fila},"{monto}"' for fila, monto in ((BUENA, "1,500"), (OTRA, "2,250"))), titulos=titulos)
    importacion = subida(navegador, archivo=archivo)
    assert cuentas(importacion) == (0, 0, 0, 2)
    assert "¿qué separa el punto o la coma?" in navegador.get(importacion.get_absolute_url()).content.decode()
    navegador.post(reverse("importacion_decidir", args=[importacion.pk]), {"columna": "meta_financiera", "separa": "miles"})
    assert cuentas(importacion) == (2, 0, 0, 0)
    assert importacion.filas.get(numero=2).celdas["meta_financiera"] == "1,500"


def test_rows_are_searched_and_told_apart_by_what_would_happen(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA, OTRA)
    pagina = navegador.get(importacion.get_absolute_url(), {"ver": "nuevo", "texto": "CAPACITAR"}).content.decode()
    assert "Capacitar" in pagina
    assert "Elaborar el plan" not in pagina


# ── Files that need a hand, or are refused ───────────────────────────────────────────────────────────────────────────────
def test_a_column_with_another_name_is_pointed_at_once_and_remembered(navegador, convenio):
    archivo = lambda: csv(BUENA, titulos="codigo,distrito,Tarea asumida,fecha_limite")  # noqa: E731
    importacion = subida(navegador, archivo=archivo())
    assert importacion.estado == "columnas"
    url = reverse("importacion_columnas", args=[importacion.pk])
    assert navegador.get(importacion.get_absolute_url())["Location"] == url
    pagina = navegador.get(url)
    assert "Al archivo le falta «descripcion»." in pagina.content.decode()
    assert "Elaborar el plan" in pagina.content.decode()
    columnas = {"encabezado": 1, "columna-0": "codigo", "columna-1": "distrito", "columna-2": "", "columna-3": "fecha_limite"}
    assert navegador.post(url, columnas).status_code == 422
    assert navegador.post(url, columnas | {"columna-2": "descripcion"})["Location"] == importacion.get_absolute_url()
    assert cuentas(importacion) == (1, 0, 0, 0)
    assert TituloRecordado.objects.get(titulo="tareaasumida").columna == "descripcion"
    assert subida(navegador, archivo=archivo()).estado == "ensayo"


def test_the_wrong_template_is_refused_by_name(navegador, convenio, administrador, como):
    respuesta = subir(como(administrador), archivo=csv("990101,01/01/2023,Alguien", titulos="ubigeo,inicio,alcalde"), padron="compromisos")
    assert respuesta.status_code == 422
    assert "Este archivo parece el padrón de autoridades, no el de compromisos." in respuesta.content.decode()
    assert not Importacion.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(navegador, convenio):
    for contenido, dicho in ((b"%PDF-1.7", "un PDF"), (b"PK\x03\x04 roto", "dañado"), (b"\0\0\0", "vacío")):
        respuesta = subir(navegador, archivo=SimpleUploadedFile("matriz.xlsx", contenido), padron="compromisos")
        assert respuesta.status_code == 422
        assert dicho in respuesta.content.decode()
    assert not Importacion.objects.exists()


def test_a_file_left_is_forgotten(navegador, convenio):
    importacion = subida(navegador, BUENA)
    navegador.post(reverse("importacion_decidir", args=[importacion.pk]), {"accion": "descartar"})
    importacion.refresh_from_db()
    assert (importacion.estado, importacion.contenido, importacion.filas.count()) == ("descartada", None, 0)


def test_a_rehearsal_that_nobody_finishes_is_forgotten_in_a_month(navegador, convenio):
    importacion = subida(navegador, BUENA)
    nueva = subida(navegador, OTRA)
    Importacion.objects.filter(pk=importacion.pk).update(movida_en=ahora() - tareas.ABANDONO)
    tareas.olvidar(None)
    assert [i.estado for i in (importacion, nueva) if not i.refresh_from_db()] == ["descartada", "ensayo"]
    assert not FilaImportada.objects.filter(importacion=importacion).exists()


# ── Applying ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_was_shown_is_applied_and_the_receipt_has_its_address(navegador, convenio):
    importacion = subida(navegador, BUENA, OTRA)
    assert aplicar(navegador, importacion)["Location"] == importacion.get_absolute_url()
    importacion.refresh_from_db()
    lote = importacion.lote
    assert (lote.tipo, lote.creados, lote.motivo, lote.ambito) == ("importacion", 2, "Matriz de marzo", convenio.ugel.codigo)
    assert (importacion.estado, importacion.contenido, importacion.filas.count()) == ("aplicada", None, 0)
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    assert importacion.sha256 in pagina
    lista = reverse("compromisos", args=[convenio.ugel.codigo], query={"lote": lote.pk})
    assert lista in pagina
    otro = make_compromiso(convenio, codigo="C-OTRO")
    suyos = navegador.get(lista).content.decode()
    assert "I-1" in suyos
    assert otro.codigo not in suyos


def test_the_lote_is_no_filter_for_who_does_not_read_the_history(navegador, convenio, como, alcalde_a):
    importacion = subida(navegador, BUENA)
    aplicar(navegador, importacion)
    importacion.refresh_from_db()
    lista = reverse("compromisos", args=[convenio.ugel.codigo], query={"lote": importacion.lote_id})
    assert "I-1" not in como(alcalde_a).get(lista).content.decode()


def test_pressing_twice_applies_once(navegador, convenio):
    importacion = subida(navegador, BUENA)
    datos = confirmar(navegador, importacion)
    url = reverse("importacion_aplicar", args=[importacion.pk])
    assert [navegador.post(url, datos)["Location"] for _ in range(2)] == [importacion.get_absolute_url()] * 2
    assert Lote.objects.filter(tipo="importacion").count() == 1
    assert Compromiso.objects.get(codigo="I-1").history.count() == 1


def test_bringing_the_same_form_twice_is_one_file(navegador, convenio):
    datos = leer(navegador.get("/importaciones/"))
    ubicaciones = {navegador.post("/importaciones/", datos | {"archivo": csv(BUENA)})["Location"] for _ in range(2)}
    assert len(ubicaciones) == Importacion.objects.count() == 1


def test_going_back_to_choose_another_file_brings_the_other_one(navegador, convenio):
    """The page that a browser gives back carries the key of the form that was already sent."""
    datos = leer(navegador.get("/importaciones/"))
    uno, otro = (navegador.post("/importaciones/", datos | {"archivo": csv(fila)})["Location"] for fila in (BUENA, OTRA))
    assert uno != otro
    assert Importacion.objects.get(pk=int(otro.split("/")[2])).filas.get().celdas["codigo"] == "I-2"


def test_the_same_file_again_has_nothing_to_apply(navegador, convenio):
    aplicar(navegador, subida(navegador, BUENA, OTRA))
    otra_vez = subida(navegador, BUENA, OTRA)
    assert cuentas(otra_vez) == (0, 0, 2, 0)
    assert "No hay nada que cargar" in navegador.get(otra_vez.get_absolute_url()).content.decode()


def test_a_row_with_an_error_stops_all_until_it_is_left_out_by_choice(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA)
    datos = {"clave": "7b6ab7a4-1f4f-4b7e-9a41-5b8a0d0c6f11", "huella": importacion.huella, "motivo": "Matriz"}
    assert navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos).status_code == 409
    assert not Compromiso.objects.exists()
    corregir(navegador, importacion, 3, accion="dejar")
    assert cuentas(importacion) == (1, 0, 0, 0)
    aplicar(navegador, importacion)
    lote = Importacion.objects.get(pk=importacion.pk).lote
    assert list(Compromiso.objects.values_list("codigo", flat=True)) == ["I-1"]
    assert lote.dejados == [{"registro": "Fila 3: I-3 · Equipar", "motivo": "Se dejó fuera al cargar"}]


def test_a_row_left_out_is_taken_back(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA)
    navegador.post(reverse("importacion_decidir", args=[importacion.pk]), {"accion": "dejar_errores"})
    assert cuentas(importacion) == (1, 0, 0, 0)
    corregir(navegador, importacion, 3, accion="tomar")
    assert cuentas(importacion) == (1, 0, 0, 1)


@pytest.mark.promesa("P4")
def test_what_somebody_edited_meanwhile_is_shown_again_and_nothing_is_written(navegador, convenio, municipalidad_a, huella_de_la_base):
    compromiso = make_compromiso(convenio, codigo="I-2", descripcion="Antes", distritos=(municipalidad_a.distrito,), plazo=dias(400))
    importacion = subida(navegador, BUENA, OTRA)
    datos = confirmar(navegador, importacion)
    compromiso.descripcion = "Lo que otra persona escribió"
    compromiso.save()
    antes = Compromiso.objects.count(), Lote.objects.count()
    respuesta = navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos)
    assert respuesta.status_code == 409
    assert (Compromiso.objects.count(), Lote.objects.count()) == antes
    assert list(importacion.filas.filter(de_nuevo=True).values_list("numero", flat=True)) == [3]
    assert "Lo que otra persona escribió" in respuesta.content.decode()
    assert aplicar(navegador, importacion).status_code == 302  # seen again, it is applied
    assert Compromiso.objects.get(codigo="I-2").descripcion == "Capacitar"


@pytest.mark.promesa("P4")
def test_without_the_sum_of_what_was_shown_the_other_edit_would_be_lost(navegador, convenio, municipalidad_a, monkeypatch):
    """Control: what refuses is that the rehearsal is compared with what was shown."""
    compromiso = make_compromiso(convenio, codigo="I-2", descripcion="Antes", distritos=(municipalidad_a.distrito,), plazo=dias(400))
    importacion = subida(navegador, OTRA)
    datos = confirmar(navegador, importacion)
    compromiso.descripcion = "Lo que otra persona escribió"
    compromiso.save()
    monkeypatch.setattr(motor.Ensayo, "huella", importacion.huella)
    assert navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos).status_code == 302
    assert Compromiso.objects.get(codigo="I-2").descripcion == "Capacitar"


def test_a_correction_in_another_tab_has_to_be_seen_before_it_is_applied(navegador, convenio):
    importacion = subida(navegador, BUENA)
    datos = confirmar(navegador, importacion)
    corregir(navegador, importacion, 2, descripcion="Elaborar otro plan")
    respuesta = navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos)
    assert respuesta.status_code == 409
    assert "El ensayo cambió después de abrir esta página" in respuesta.content.decode()
    assert not Compromiso.objects.exists()


def test_an_import_is_taken_back_from_its_receipt_and_says_so(navegador, convenio):
    importacion = subida(navegador, BUENA, OTRA)
    aplicar(navegador, importacion)
    importacion.refresh_from_db()
    url = reverse("lote_deshacer", args=[importacion.lote_id])
    assert url in navegador.get(importacion.get_absolute_url()).content.decode()
    assert navegador.post(url, leer(navegador.get(url)) | {"motivo": "Era la de otro año"}).status_code == 302
    assert not Compromiso.objects.exists()
    assert "Era la de otro año" in navegador.get(importacion.get_absolute_url()).content.decode()


# ── Behind the page ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def todo_es_grande(monkeypatch):
    for nombre in ("AL_MOMENTO_CSV", "AL_MOMENTO_XLSX", "AL_MOMENTO_FILAS"):
        monkeypatch.setattr(limites, nombre, 0)


def test_a_large_file_is_read_and_applied_by_a_worker_while_the_page_says_how_it_goes(navegador, convenio, todo_es_grande):
    importacion = subida(navegador, BUENA, OTRA)
    assert importacion.estado == "en_cola"
    assert "Puede cerrar esta página" in navegador.get(importacion.get_absolute_url()).content.decode()
    trabajo.una_vez()
    assert cuentas(importacion) == (2, 0, 0, 0)
    datos = confirmar(navegador, importacion)
    url = reverse("importacion_aplicar", args=[importacion.pk])
    assert [navegador.post(url, datos).status_code for _ in range(2)] == [302, 302]
    assert Importacion.objects.get(pk=importacion.pk).estado == "aplicando"
    assert not Compromiso.objects.exists()
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert importacion.estado == "aplicada"
    assert Tarea.objects.filter(nombre="importaciones.aplicar", estado="hecha").count() == 1
    assert Lote.objects.filter(tipo="importacion").count() == 1
    assert Compromiso.objects.count() == 2


def test_a_large_file_that_lacks_columns_asks_for_them(navegador, convenio, todo_es_grande):
    importacion = subida(navegador, archivo=csv(BUENA, titulos="codigo,distrito,otra,fecha_limite"), padron="compromisos")
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.estado, importacion.problema) == ("columnas", "Al archivo le falta «descripcion».")
    pedido = navegador.get(importacion.get_absolute_url(), headers={"HX-Request": "true"})
    assert pedido["HX-Redirect"] == reverse("importacion_columnas", args=[importacion.pk])


def test_taking_a_column_away_by_hand_asks_for_it_again(navegador, convenio):
    importacion = subida(navegador, BUENA)
    columnas = {"encabezado": 1, "columna-0": "codigo", "columna-1": "distrito", "columna-2": "", "columna-3": "fecha_limite"}
    respuesta = navegador.post(reverse("importacion_columnas", args=[importacion.pk]), columnas)
    assert respuesta.status_code == 422
    assert "Al archivo le falta «descripcion»." in respuesta.content.decode()
    importacion.refresh_from_db()
    assert importacion.estado == "columnas"


def test_a_large_file_that_cannot_be_read_says_why_on_its_page(navegador, convenio, todo_es_grande):
    importacion = subida(navegador, archivo=SimpleUploadedFile("matriz.xlsx", b"PK\x03\x04 roto"), padron="compromisos")
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.estado, importacion.contenido) == ("rechazada", None)
    assert "está dañado" in navegador.get(importacion.get_absolute_url()).content.decode()


@pytest.mark.promesa("P4")
def test_a_worker_that_meets_another_edit_writes_nothing_and_the_page_shows_it(navegador, convenio, municipalidad_a, todo_es_grande):
    compromiso = make_compromiso(convenio, codigo="I-2", descripcion="Antes", distritos=(municipalidad_a.distrito,), plazo=dias(400))
    importacion = subida(navegador, BUENA, OTRA)
    trabajo.una_vez()
    aplicar(navegador, importacion)
    compromiso.descripcion = "Lo que otra persona escribió"
    compromiso.save()
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert importacion.situacion == "ensayo"
    assert not Compromiso.objects.filter(codigo="I-1").exists()
    assert list(importacion.filas.filter(de_nuevo=True).values_list("numero", flat=True)) == [3]
    aplicar(navegador, importacion)
    trabajo.una_vez()
    assert Compromiso.objects.get(codigo="I-2").descripcion == "Capacitar"


def test_a_job_that_somebody_annuls_leaves_the_rehearsal_as_it_was(navegador, convenio, coordinador, todo_es_grande):
    importacion = subida(navegador, BUENA)
    trabajo.una_vez()
    aplicar(navegador, importacion)
    importacion.refresh_from_db()
    importacion.tarea.anular(por=coordinador)
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    assert "Cargar 1 nueva" in pagina
    corregir(navegador, importacion, 2, descripcion="Elaborar otro plan")
    aplicar(navegador, importacion)
    trabajo.una_vez()
    assert Compromiso.objects.get().descripcion == "Elaborar otro plan"


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_is_offered_commitments_and_no_convenios(navegador, convenio):
    opciones = navegador.get("/importaciones/").content.decode()
    assert 'value="compromisos"' in opciones
    assert 'value="convenios"' not in opciones
    respuesta = subir(navegador, archivo=csv("CM-9,marco,Otro", titulos="codigo,tipo,titulo"), padron="convenios")
    assert respuesta.status_code == 422
    assert Convenio.objects.count() == 1


def test_a_convenio_of_another_ugel_is_no_choice(navegador, como, coordinador_otra_ugel, convenio):
    respuesta = subir(como(coordinador_otra_ugel), BUENA, convenio=convenio.pk, padron="compromisos")
    assert respuesta.status_code == 422
    assert not Importacion.objects.exists()


def test_the_person_who_applies_needs_the_right_then(convenio, coordinador, administrador, como):
    """What a role lost between the rehearsal and the confirmation is not done."""
    importacion = make_importacion(convenio, por=coordinador)
    navegador = como(coordinador)
    datos = confirmar(navegador, importacion)
    coordinador.rol = "especialista"
    coordinador.save()
    assert navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos).status_code == 404
    assert not Compromiso.objects.exists()


def test_an_import_button_stands_in_the_lists_and_in_the_administration(navegador, como, administrador, alcalde_a, convenio):
    codigo = convenio.ugel.codigo
    lista, suya = reverse("compromisos", args=[codigo]), reverse("convenio", args=[codigo, convenio.codigo])
    assert f"/importaciones/?padron=compromisos&amp;ugel={codigo}" in navegador.get(lista).content.decode()
    assert f"/importaciones/?padron=compromisos&amp;ugel={codigo}&amp;convenio={convenio.codigo}" in navegador.get(suya).content.decode()
    assert "/importaciones/?padron" not in como(alcalde_a).get(lista).content.decode()
    admin = como(administrador).get("/administracion/convenios/compromiso/").content.decode()
    assert "/importaciones/?padron=compromisos" in admin


def test_the_upload_page_comes_with_what_the_button_chose(navegador, convenio):
    campos = leer(navegador.get("/importaciones/", {"padron": "compromisos", "convenio": convenio.codigo}))
    assert (campos["padron"], campos["convenio"]) == ("compromisos", str(convenio.pk))


def test_no_avance_of_the_initial_load_needs_another_person(navegador, convenio):
    titulos = "codigo,distrito,descripcion,fecha_limite,estado,avance"
    importacion = subida(navegador, archivo=csv(f"{BUENA},en proceso,40", titulos=titulos))
    aplicar(navegador, importacion)
    assert Avance.objects.get().origen == "carga_inicial"


def test_a_reading_that_is_cut_half_way_begins_again_from_the_file_itself(navegador, convenio, todo_es_grande, monkeypatch):
    importacion = subida(navegador, BUENA)

    def se_corta(*args, **kwargs):
        raise OperationalError("la base de datos se fue")

    monkeypatch.setattr(ensayos, "insertar", se_corta)
    with pytest.raises(OperationalError):
        trabajo.una_vez()
    monkeypatch.undo()
    Tarea.objects.update(latido_en=ahora() - PLAZO_DE_LATIDO - timedelta(minutes=1))
    trabajo.una_vez()
    assert cuentas(importacion) == (1, 0, 0, 0)


def test_a_reading_that_was_annulled_says_so(navegador, convenio, coordinador, todo_es_grande):
    importacion = subida(navegador, BUENA)
    importacion.tarea.anular(por=coordinador)
    assert "La lectura se detuvo antes de terminar." in navegador.get(importacion.get_absolute_url()).content.decode()


def test_the_file_comes_back_marked_with_what_was_mended_on_the_page(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA, "I-4,990101,Otra,31/06/2027")
    corregir(navegador, importacion, 3, fecha_limite="30/04/2027")
    corregir(navegador, importacion, 2, accion="dejar")
    respuesta = navegador.get(reverse("importacion_marcado", args=[importacion.pk]))
    assert 'filename="matriz-revisado.xlsx"' in respuesta["Content-Disposition"]
    hoja = openpyxl.load_workbook(io.BytesIO(b"".join(respuesta.streaming_content))).worksheets[0]
    filas = [[celda.value for celda in fila] for fila in hoja.iter_rows()]
    assert [(fila[0], fila[3], fila[-2]) for fila in filas[1:]] == [
        ("I-1", "30/11/2027", "dejada fuera"),
        ("I-3", "30/04/2027", "nuevo"),
        ("I-4", "31/06/2027", "con error"),
    ]
    assert "Esa fecha no existe en el calendario" in filas[3][-1]


def test_a_cell_that_is_too_long_is_refused_and_what_it_said_stays(navegador, convenio):
    importacion = subida(navegador, BUENA)
    corregir(navegador, importacion, 2, descripcion="x" * (limites.LARGO_DE_CELDA + 1))
    assert importacion.filas.get().celdas["descripcion"] == "Elaborar el plan"
    assert "descripcion: " in navegador.get(importacion.get_absolute_url()).content.decode()
