"""Educational projects: who sees them, what of a child is never told, who shows a photo, how they come in and out."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from base.bitacora.deshacer import deshacer, ensayar
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.archivos import revisar
from base.comun.paneles import paneles_de
from municipios.acciones_proyectos import adjuntar
from municipios.filtro_proyectos import Resumen
from municipios.models import Distrito, EvidenciaProyecto, ProyectoEducativo
from municipios.models.evidencia import EvidenciaProyectoQuerySet
from municipios.priorizar import guardar_ficha
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer
from portal.importaciones.motor import Lugar, aplicar
from portal.importaciones.motor import ensayar as ensayar_archivo
from tests.comun.corpus_archivos import foto_con_gps
from tests.factories import make_evidencia_proyecto, make_ficha, make_foto, make_institucion, make_pdf, make_proyecto, make_usuario
from tests.formularios import leer as leer_formulario

NADIE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def escuela(municipalidad_a):
    return make_institucion(municipalidad_a.distrito, nombre="I.E. ficticia Túpac", codigo_modular="9900019")


@pytest.fixture
def proyecto(escuela):
    return make_proyecto(escuela, codigo="PE-1", titulo="Yogur ficticio", estudiantes=24, asesor="CANARIO asesor")


@pytest.fixture
def foto(proyecto, especialista):
    return make_evidencia_proyecto(proyecto, subida_por=especialista)


def direccion(ruta, proyecto) -> str:
    return reverse(ruta, args=[proyecto.institucion.distrito.ugel.codigo, proyecto.pk])


def abrir(cliente, evidencia) -> int:
    respuesta = cliente.get(evidencia.get_absolute_url())
    if respuesta.streaming:
        assert b"".join(respuesta.streaming_content)
    return respuesta.status_code


# ── What the database says ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_code_is_unique_among_the_living_whatever_its_capitals(proyecto, coordinador):
    with pytest.raises(ValidationError, match="Ya hay un proyecto"):
        ProyectoEducativo(institucion=proyecto.institucion, codigo="pe-1", titulo="Otro", tipo="productivo").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_proyecto(proyecto.institucion, codigo="pe-1")
    proyecto.eliminar(por=coordinador)
    make_proyecto(proyecto.institucion, codigo="pe-1")


@pytest.mark.parametrize(
    "cambio",
    [
        {"tipo": "otro"},
        {"etapa": "terminado"},
        {"concurso": "feria"},
        {"presupuesto": Decimal(-1)},
        {"estudiantes_hombres": 10, "estudiantes_mujeres": 10, "estudiantes": 24},
        {"estudiantes_mujeres": 25},
        {"apoyo_acta": "Acuerdo 3"},
        {"categoria": "a", "concurso": "eureka"},
        {"etapa_concurso": "ugel"},
        {"inicio": "2026-05-01", "fin": "2026-04-01"},
        {"inicio": "0206-05-01"},
        {"fin": "1999-12-31"},
    ],
)
def test_what_makes_no_sense_is_refused_by_the_database(proyecto, cambio):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProyectoEducativo.todos.filter(pk=proyecto.pk).update(**cambio)


def test_the_total_of_the_students_follows_from_both_sexes(escuela):
    assert make_proyecto(escuela, estudiantes_hombres=7, estudiantes_mujeres=9).estudiantes == 16
    with pytest.raises(ValidationError, match="el total"):
        make_proyecto(escuela, estudiantes_hombres=7)


@pytest.mark.promesa("P35")
@pytest.mark.parametrize(
    ("hombres", "mujeres", "total", "dicho"),
    [
        (None, None, None, ""),
        (None, None, 0, "menos de 5"),
        (None, None, 4, "menos de 5"),
        (None, None, 5, "5"),
        (10, 14, 24, "24 (10 hombres y 14 mujeres)"),
        (4, 20, 24, "24"),  # one small cell hides both: the other one would give it away
        (24, 0, 24, "24"),
        (20, None, 24, "24"),
        (2, 2, 4, "menos de 5"),
    ],
)
def test_a_number_that_points_at_a_child_is_not_told(hombres, mujeres, total, dicho):
    proyecto = ProyectoEducativo(estudiantes_hombres=hombres, estudiantes_mujeres=mujeres, estudiantes=total)
    assert proyecto.estudiantes_en_publico == dicho


@pytest.mark.promesa("P35")
def test_who_advises_is_in_no_history_and_only_the_ugel_reads_it(como, proyecto, especialista, coordinador, alcalde_a, dre, client):
    assert "asesor" not in {campo.name for campo in ProyectoEducativo.history.model._meta.fields}
    for persona in (especialista, coordinador):
        assert "CANARIO asesor" in como(persona).get(proyecto.get_absolute_url()).text
    for persona in (alcalde_a, dre):
        assert "CANARIO" not in como(persona).get(proyecto.get_absolute_url()).text
    for ruta in ("proyectos", "publico_proyectos"):
        url = reverse(ruta, args=["990001"])
        assert "CANARIO" not in como(alcalde_a).get(url, {"vista": "galeria"}).text
        assert "CANARIO" not in como(alcalde_a).get(url, {"texto": "asesor"}).text
    descarga = como(coordinador).get(reverse("proyectos", args=["990001"]), {"formato": "csv"})
    assert b"CANARIO" not in b"".join(descarga.streaming_content)


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_is_filtered_and_found_without_accents(como, coordinador, ugel, proyecto, municipalidad_b):
    otra = make_institucion(municipalidad_b.distrito)
    make_proyecto(otra, titulo="Robot ficticio", tipo="innovacion", etapa="culminado", anio=None, concurso="eureka")
    url = reverse("proyectos", args=[ugel.codigo])
    for consulta, hay, no_hay in (
        ({"texto": "YÓGUR tupac"}, "Yogur", "Robot"),
        ({"tipo": "innovacion"}, "Robot", "Yogur"),
        ({"distrito": "990101"}, "Yogur", "Robot"),
        ({"anio": "2026"}, "Yogur", "Robot"),
        ({"anio": "sin"}, "Robot", "Yogur"),
        ({"etapa": "culminado"}, "Robot", "Yogur"),
        ({"concurso": "eureka"}, "Robot", "Yogur"),
    ):
        for vista in ("", "galeria"):
            texto = como(coordinador).get(url, consulta | {"vista": vista}).text
            assert (hay in texto, no_hay in texto) == (True, False), consulta
    assert "cumple esos filtros" in como(coordinador).get(url, {"texto": "nada de nada"}).text
    assert "Yogur" in como(coordinador).get(url, {"anio": "x", "tipo": "inventado"}).text


def test_the_counts_are_those_of_the_rows_and_say_where_there_is_none(ugel, proyecto, municipalidad_a, municipalidad_b, coordinador):
    make_proyecto(proyecto.institucion, tipo="innovacion", anio=2025)
    make_proyecto(proyecto.institucion, etapa="idea", anio=None)
    make_proyecto(proyecto.institucion).eliminar(por=coordinador)
    cerrada = make_institucion(municipalidad_b.distrito)
    make_proyecto(cerrada)
    cerrada.eliminar(por=coordinador)
    distritos = Distrito.objects.filter(ugel=ugel)

    resumen = Resumen(distritos)
    assert (resumen.total, resumen.anios) == (3, [2026, 2025, None])
    assert {f["tipo"]: [c["cuantos"] for c in f["celdas"]] for f in resumen.por_tipo if f["total"]} == {
        "productivo": [1, 0, 1],
        "innovacion": [0, 1, 0],
    }
    assert resumen.por_distrito == [{"ubigeo": "990101", "nombre": "Distrito A", "cuantos": 3}]
    assert resumen.sin_proyectos == ["Distrito B"]
    assert Resumen(distritos, solo_publicos=True).total == 2  # an idea is not yet public


def test_a_stranger_finds_neither_the_list_nor_the_project(como, proyecto, coordinador_otra_ugel, alcalde_b):
    for url in (reverse("proyectos", args=["990001"]), proyecto.get_absolute_url()):
        assert como(coordinador_otra_ugel).get(url).status_code == 404
        assert como(alcalde_b).get(url).status_code == 200  # a neighbour reads


def test_the_page_of_the_school_shows_its_projects(como, proyecto, especialista, alcalde_a):
    pagina = como(especialista).get(proyecto.institucion.get_absolute_url()).text
    assert "Yogur ficticio" in pagina
    assert "Registrar un proyecto" in pagina
    assert "Registrar un proyecto" not in como(alcalde_a).get(proyecto.institucion.get_absolute_url()).text
    assert "proyectos" in {panel.clave for panel in paneles_de(proyecto.institucion, especialista)}


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_project_is_registered_from_its_school_and_corrected_with_its_sources(como, especialista, escuela):
    cliente = como(especialista)
    nuevo = reverse("proyecto_nuevo", args=["990001"])
    datos = leer_formulario(cliente.get(nuevo, {"institucion": escuela.pk}))
    assert datos["institucion"] == str(escuela.pk)
    escrito = {"codigo": "PE-7", "titulo": "Huerto ficticio", "tipo": "productivo", "monto_fondep": "30000", "monto_familias": "50.5"}
    respuesta = cliente.post(nuevo, datos | escrito)
    proyecto = ProyectoEducativo.objects.get()
    assert respuesta.url == proyecto.get_absolute_url()
    assert {f.clase: f.monto for f in proyecto.fuentes.all()} == {"fondep": 30000, "familias": Decimal("50.5")}

    editar = direccion("proyecto_editar", proyecto)
    datos = leer_formulario(cliente.get(editar))
    cliente.post(editar, datos | {"monto_familias": "", "presupuesto": "40000", "motivo": "Oficio 4"})
    assert {f.clase: f.monto for f in proyecto.fuentes.all()} == {"fondep": 30000}
    assert "Falta financiar S/\u00a010,000.00" in cliente.get(proyecto.get_absolute_url()).text
    assert proyecto.history.first().history_change_reason == "Oficio 4"
    assert cliente.post(editar, datos | {"clave": "", "titulo": ""}).status_code == 422


def test_who_saved_in_between_is_shown_and_nothing_is_lost(como, especialista, coordinador, proyecto):
    editar = direccion("proyecto_editar", proyecto)
    viejo = leer_formulario(como(especialista).get(editar))
    como(coordinador).post(editar, leer_formulario(como(coordinador).get(editar)) | {"monto_ie": "10", "tema": "Leche"})
    respuesta = como(especialista).post(editar, viejo | {"tema": "Queso"})
    assert respuesta.status_code == 409
    proyecto.refresh_from_db()
    assert (proyecto.tema, proyecto.asesor) == ("Leche", "CANARIO asesor")


def test_a_school_of_another_district_or_ugel_is_no_choice(como, especialista, proyecto, municipalidad_b, municipalidad_ajena):
    editar, nuevo = direccion("proyecto_editar", proyecto), reverse("proyecto_nuevo", args=["990001"])
    datos = leer_formulario(como(especialista).get(editar))
    assert como(especialista).post(editar, datos | {"institucion": make_institucion(municipalidad_b.distrito).pk}).status_code == 422
    ajena = make_institucion(municipalidad_ajena.distrito)
    datos = leer_formulario(como(especialista).get(nuevo)) | {"codigo": "X-1", "titulo": "X", "tipo": "productivo"}
    assert como(especialista).post(nuevo, datos | {"institucion": ajena.pk}).status_code == 422
    assert ProyectoEducativo.objects.count() == 1


# ── Photos ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P34")
def test_a_photo_is_private_until_somebody_shows_it(
    como, client, foto, especialista, director, alcalde_a, alcalde_b, dre, coordinador, coordinador_otra_ugel
):
    dentro, fuera = (especialista, director, alcalde_a), (alcalde_b, dre, coordinador_otra_ugel)
    assert [abrir(como(p), foto) for p in dentro] == [200] * 3
    assert [abrir(client, foto), *(abrir(como(p), foto) for p in fuera)] == [404] * 4
    for quien in (client, como(dre)):
        ajena, ninguna = quien.get(foto.get_absolute_url()), quien.get(reverse("proyecto_evidencia", args=[NADIE]))
        assert (ajena.status_code, ajena.content) == (ninguna.status_code, ninguna.content)

    with gesto(por=coordinador):
        foto.publicar(por=coordinador, documento="Folio 12")
    assert [abrir(client, foto), *(abrir(como(p), foto) for p in fuera)] == [200] * 4
    with gesto(por=coordinador):
        foto.reservar(por=coordinador, retiran=True)
    assert [abrir(client, foto), *(abrir(como(p), foto) for p in fuera)] == [404] * 4
    foto.refresh_from_db()
    assert (foto.publica, foto.consentimiento, foto.publicada_por) == (False, False, None)


@pytest.mark.promesa("P34")
@pytest.mark.control
def test_the_scope_is_what_keeps_a_photo_private(como, foto, alcalde_b, monkeypatch):
    """Control: with the scope of the photos opened, the mayor of another municipality opens it."""
    assert abrir(como(alcalde_b), foto) == 404
    monkeypatch.setattr(EvidenciaProyectoQuerySet, "for_user", lambda self, user: self)
    assert abrir(como(alcalde_b), foto) == 200


@pytest.mark.promesa("P35")
def test_a_public_photo_is_private_again_when_its_project_is_an_idea_or_is_deleted(client, foto, coordinador):
    with gesto(por=coordinador):
        foto.publicar(por=coordinador, documento="Folio 12")
        ProyectoEducativo.objects.filter(pk=foto.proyecto_id).update(etapa="idea")
    assert abrir(client, foto) == 404
    ProyectoEducativo.objects.filter(pk=foto.proyecto_id).update(etapa="")
    assert abrir(client, foto) == 200
    foto.proyecto.refresh_from_db()
    foto.proyecto.eliminar(por=coordinador)
    assert abrir(client, foto) == 404


@pytest.mark.promesa("P35")
def test_no_photo_is_public_without_its_consent_even_in_the_database(foto, coordinador):
    for cambio in (
        {"publica": True},
        {"publica": True, "consentimiento": True},
        {"publica": True, "publicada_en": "2026-01-01T00:00Z", "publicada_por": coordinador},
        {"publica": True, "consentimiento": True, "publicada_en": "2026-01-01T00:00Z", "publicada_por": coordinador},  # kept nowhere
        {"publica": True, "consentimiento": True, "clase": "documento", "publicada_en": "2026-01-01T00:00Z", "publicada_por": coordinador},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenciaProyecto.todos.filter(pk=foto.pk).update(**cambio)
    with pytest.raises(ValidationError, match="dónde está"):
        foto.publicar(por=coordinador, documento=" ")
    with pytest.raises(ValidationError, match="Su rol"):
        foto.publicar(por=make_usuario("alcalde"), documento="Folio 12")


def test_a_photo_is_shown_by_an_act_of_its_own_after_looking(como, client, foto, especialista):
    cliente, url = como(especialista), reverse("proyecto_evidencia_publicar", args=[foto.pk])
    datos = leer_formulario(cliente.get(url))
    assert cliente.post(url, datos | {"documento": "Folio 12"}).status_code == 422
    assert cliente.post(url, datos | {"comprobado": "on"}).status_code == 422
    assert abrir(client, foto) == 404
    cliente.post(url, datos | {"documento": "Folio 12", "comprobado": "on"})
    assert abrir(client, foto) == 200
    assert foto.history.first().history_user == especialista

    quitar = reverse("proyecto_evidencia_quitar", args=[foto.pk])
    assert cliente.post(quitar, leer_formulario(cliente.get(quitar)) | {"motivo": "Salió mal"}).status_code == 422  # reserve it first
    reservar = f"{url}?acto=reservar"
    cliente.post(reservar, leer_formulario(cliente.get(reservar)))
    assert abrir(client, foto) == 404
    assert cliente.post(quitar, leer_formulario(cliente.get(quitar)) | {"motivo": "Salió mal"}).status_code == 302
    assert abrir(cliente, foto) == 404


@pytest.mark.promesa("P35")
def test_a_page_opened_before_the_consent_was_withdrawn_shows_nothing(como, client, foto, especialista, coordinador):
    cliente, url = como(especialista), reverse("proyecto_evidencia_publicar", args=[foto.pk])
    datos = leer_formulario(cliente.get(url)) | {"documento": "Folio 12", "comprobado": "on"}
    with gesto(por=coordinador):
        foto.publicar(por=coordinador, documento="Folio 12")
        foto.reservar(por=coordinador, retiran=True)
    tarde = cliente.post(url, datos)
    assert (tarde.status_code, abrir(client, foto)) == (409, 404)
    assert "No se hizo nada" in tarde.text
    assert coordinador.nombre in tarde.text
    assert cliente.post(url, datos | {"revision": ""}).status_code == 409  # who cannot say what they saw does not decide
    assert cliente.post(url, leer_formulario(cliente.get(url)) | {"documento": "Folio 13", "comprobado": "on"}).status_code == 302
    assert cliente.post(url, leer_formulario(cliente.get(url)) | {"documento": "Folio 14", "comprobado": "on"}).status_code == 422
    foto.refresh_from_db()
    assert (foto.publica, foto.consentimiento_documento) == (True, "Folio 13")


def test_who_may_not_shows_nothing_even_when_it_is_public(como, foto, especialista, alcalde_a, director, coordinador_otra_ugel, dre):
    with gesto(por=especialista):
        foto.publicar(por=especialista, documento="Folio 12")
    for ruta in ("proyecto_evidencia_publicar", "proyecto_evidencia_quitar"):
        url = reverse(ruta, args=[foto.pk])
        assert [como(p).post(url).status_code for p in (alcalde_a, director, coordinador_otra_ugel, dre)] == [403, 403, 404, 404]
    historia = reverse("historia", args=[foto.clave_de_registro, foto.pk])
    assert como(coordinador_otra_ugel).get(historia).status_code == 404
    eliminar = reverse("eliminar", args=[foto.clave_de_registro, foto.pk])
    assert como(coordinador_otra_ugel).get(eliminar).status_code == 404


@pytest.mark.promesa("P33")
def test_what_is_uploaded_is_checked_rewritten_and_kept_apart(como, client, proyecto, especialista):
    url = direccion("proyecto_adjuntar", proyecto)
    cliente = como(especialista)
    datos = leer_formulario(cliente.get(url))
    assert cliente.post(url, datos | {"archivos": [make_foto()], "consentimiento": "on"}).status_code == 422
    assert not EvidenciaProyecto.objects.exists()
    cliente.post(url, datos | {"archivos": [make_foto("niños en el patio.jpg"), make_pdf()], "pie": "La feria"})
    foto, documento = EvidenciaProyecto.objects.order_by("-clase")
    assert [(e.clase, e.publica, e.consentimiento) for e in (foto, documento)] == [("foto", False, False), ("documento", False, False)]
    assert "patio" not in foto.archivo.name
    with foto.archivo.open("rb") as abierto, Image.open(abierto) as guardada:
        assert not guardada.getexif()
    respuesta = cliente.get(foto.get_absolute_url())
    assert (respuesta["X-Content-Type-Options"], respuesta["Cache-Control"]) == ("nosniff", "private, no-store")
    b"".join(respuesta.streaming_content)
    publicar = reverse("proyecto_evidencia_publicar", args=[documento.pk])
    escrito = leer_formulario(cliente.get(publicar)) | {"documento": "Folio 1", "comprobado": "on"}
    assert cliente.post(publicar, escrito).status_code == 422  # only photos


def test_the_quota_of_a_day_counts_every_kind_of_file(monkeypatch, proyecto, especialista):
    from base.comun.archivos import limites
    from tests.factories import make_avance, make_evidencia

    avance = make_avance(por=especialista)
    make_evidencia(avance)
    usado = avance.evidencias.get().archivo_bytes
    archivo = revisar(make_foto())
    monkeypatch.setattr(limites, "CUOTA_DIARIA", usado + archivo.tamano - 1)
    with pytest.raises(ValidationError, match="en un día"):
        adjuntar(proyecto, por=especialista, archivos=[archivo])
    with pytest.raises(ValidationError, match="en un día"):
        guardar_ficha(make_ficha(), por=especialista, archivos=[archivo])
    monkeypatch.setattr(limites, "CUOTA_DIARIA", usado + archivo.tamano)
    assert len(adjuntar(proyecto, por=especialista, archivos=[archivo])) == 1


def test_a_photo_in_quarantine_is_opened_and_shown_by_nobody(como, client, foto, coordinador):
    EvidenciaProyecto.objects.filter(pk=foto.pk).update(archivo_estado="cuarentena")
    assert abrir(como(coordinador), foto) == 409
    assert abrir(client, foto) == 404
    foto.refresh_from_db()
    with pytest.raises(ValidationError, match="análisis"):
        foto.publicar(por=coordinador, documento="Folio 12")
    for vista in ("", "galeria"):
        assert f'src="{foto.get_absolute_url()}"' not in como(coordinador).get(reverse("proyectos", args=["990001"]), {"vista": vista}).text


def test_an_undo_never_shows_a_photo_to_everybody(foto, coordinador):
    with gesto(por=coordinador):
        foto.publicar(por=coordinador, documento="Folio 12")
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Reservar", ambito="990001") as lote:
        foto.reservar(por=coordinador)
    with pytest.raises(ValidationError, match="nada por devolver"):
        deshacer(lote, por=coordinador, motivo="Me equivoqué")
    foto.refresh_from_db()
    assert not foto.publica


# ── In and out ───────────────────────────────────────────────────────────────────────────────────────────────────────────
TITULOS = ("codigo", "codigo_modular", "anexo", "titulo", "tipo", "etapa", "estudiantes", "anio", "presupuesto", "concurso", "resultado")


def tabla(*filas, titulos=TITULOS):
    salida = io.StringIO()
    csv.writer(salida).writerows([titulos, *filas])
    return ubicar_tabla(leer(salida.getvalue().encode(), conocida=conocida), PADRONES["proyectos"], otros=list(PADRONES.values()))


def errores(ensayo):
    return {(fila.numero, columna): mensaje for fila in ensayo.filas for columna, mensaje in fila.errores}


@pytest.fixture
def lugar(coordinador, ugel) -> Lugar:
    return Lugar(coordinador, ugel)


def test_a_file_brings_projects_in_and_its_lote_is_taken_back(lugar, escuela, coordinador):
    nueva = ("PE-9", "900019", "", "Yogur", "Productivo", "en ejecución", "24", "2026", "1250.50", "Crea y Emprende", "Primer puesto")
    archivo = tabla(("PE-8", "9900019", "0", "Queso", "innovacion", "", "", "", "", "", ""), nueva)
    mal = ensayar_archivo(PADRONES["proyectos"], archivo, lugar=lugar)
    assert "no es una institución de su UGEL" in errores(mal)[3, "codigo_modular"]
    archivo = tabla(("PE-8", "9900019", "0", "Queso", "innovacion", "", "", "", "", "", ""), (nueva[0], "9900019", *nueva[2:]))
    lote, _ = aplicar(PADRONES["proyectos"], archivo, lugar=lugar, motivo="Carga")
    queso, yogur = ProyectoEducativo.objects.order_by("codigo")
    assert (yogur.institucion, yogur.etapa, yogur.presupuesto, yogur.concurso) == (
        escuela,
        "en_ejecucion",
        Decimal("1250.5"),
        "crea_y_emprende",
    )
    assert (queso.etapa, queso.estudiantes, queso.concurso) == ("", None, "")
    assert ensayar_archivo(PADRONES["proyectos"], archivo, lugar=lugar).cuentas == {"nuevo": 0, "cambia": 0, "igual": 2, "error": 0}

    assert ensayar(lote, por=coordinador).cuentas["sale"] == 2
    deshacer(lote, por=coordinador, motivo="Era otra hoja")
    assert not ProyectoEducativo.objects.exists()


def test_a_project_changes_its_school_within_its_district_and_no_further(lugar, proyecto, escuela, municipalidad_a, municipalidad_b):
    make_institucion(municipalidad_a.distrito, codigo_modular="9900019", anexo="1")
    make_institucion(municipalidad_b.distrito, codigo_modular="9900027")
    fila = ("PE-1", "9900019", "1", "Yogur", "productivo", "", "", "", "", "", "")
    aplicar(PADRONES["proyectos"], tabla(fila), lugar=lugar, motivo="Carga")
    proyecto.refresh_from_db()
    assert (proyecto.institucion.anexo, proyecto.titulo, proyecto.estudiantes) == ("1", "Yogur", 24)
    sin_anexo = ("PE-1", "9900019", "", *fila[3:])
    assert ensayar_archivo(PADRONES["proyectos"], tabla(sin_anexo), lugar=lugar).cuentas["igual"] == 1  # an empty cell changes nothing
    otra = ensayar_archivo(PADRONES["proyectos"], tabla(("PE-1", "9900027", "", *fila[3:])), lugar=lugar)
    assert "no pasa a otro distrito" in errores(otra)[2, "codigo_modular"]


def test_a_row_that_breaks_a_law_or_takes_a_code_of_another_ugel_is_told(lugar, proyecto, municipalidad_ajena):
    ajena = make_institucion(municipalidad_ajena.distrito)
    make_proyecto(ajena, codigo="PE-AJENO")
    ProyectoEducativo.objects.filter(pk=proyecto.pk).update(
        estudiantes_hombres=10, estudiantes_mujeres=14, concurso="crea_y_emprende", categoria="a"
    )
    visto = errores(
        ensayar_archivo(
            PADRONES["proyectos"],
            tabla(
                ("pe-ajeno", "9900019", "", "T", "productivo", "", "", "", "", "", ""),
                ("PE-1", "9900019", "", "T", "productivo", "", "25", "", "", "eureka", ""),
                ("PE-3", "9900019", "", "T", "pecuario", "", "-1", "1999", "-5", "", ""),
                ("PE-4", ajena.codigo_modular, "", "T", "productivo", "", "", "", "", "", ""),
            ),
            lugar=lugar,
        )
    )
    assert set(visto) == {
        *((2, "codigo"), (3, "estudiantes"), (3, "concurso")),
        *((4, "tipo"), (4, "estudiantes"), (4, "anio"), (4, "presupuesto"), (5, "codigo_modular")),
    }
    assert "otra UGEL" in visto[2, "codigo"]


def test_a_project_of_a_school_without_a_known_code_goes_out_and_comes_back(lugar, como, coordinador, municipalidad_a):
    make_proyecto(make_institucion(municipalidad_a.distrito, codigo_modular=""), codigo="PE-5", presupuesto=Decimal("10.5"))
    descarga = como(coordinador).get(reverse("proyectos", args=["990001"]), {"formato": "csv"})
    filas = leer(b"".join(descarga.streaming_content), conocida=conocida)
    vuelve = ubicar_tabla(filas, PADRONES["proyectos"], otros=list(PADRONES.values()))
    assert ensayar_archivo(PADRONES["proyectos"], vuelve, lugar=lugar).cuentas == {"nuevo": 0, "cambia": 0, "igual": 1, "error": 0}


# ── Anyone ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
PUBLICO = "/publico/990001/proyectos/"


def test_the_public_gallery_tells_only_what_was_decided(client, proyecto, escuela, coordinador, especialista, municipalidad_b):
    ProyectoEducativo.objects.filter(pk=proyecto.pk).update(
        concurso="crea_y_emprende", categoria="a", etapa_concurso="regional", resultado="Segundo puesto", problema="CANARIO problema",
        apoyo="dinero", apoyo_acta="CANARIO acta", presupuesto=999, estudiantes=4, fuente="CANARIO fuente",
    )  # fmt: skip
    make_proyecto(escuela, titulo="CANARIO idea", etapa="idea")
    make_proyecto(escuela, titulo="CANARIO borrado").eliminar(por=coordinador)
    publica = make_evidencia_proyecto(proyecto, publica_por=coordinador, pie="CANARIO pie")
    privada = make_evidencia_proyecto(proyecto, subida_por=especialista)

    texto = client.get(PUBLICO).text
    for dicho in ("Yogur ficticio", "Productivo", "I.E. ficticia Túpac", "Distrito A", "En ejecución", "Segundo puesto"):
        assert dicho in texto
    assert "Crea y Emprende, categoría A: etapa Regional" in texto
    assert "menos de 5" in texto
    assert "Todavía no hay proyectos publicados de:</strong> Distrito B" in texto
    assert "CANARIO" not in texto
    assert "999" not in texto
    assert publica.get_absolute_url() in texto
    assert str(privada.pk) not in texto
    assert "CANARIO" not in client.get(PUBLICO, {"texto": "problema"}).text


def test_the_public_gallery_is_the_same_for_everybody_and_may_be_kept(client, como, proyecto, coordinador, foto):
    respuesta = client.get(PUBLICO)
    assert (respuesta.status_code, bool(respuesta.cookies), respuesta["Cache-Control"]) == (200, False, "public, max-age=30")
    assert "Cookie" not in respuesta.get("Vary", "")
    dentro = como(coordinador).get(PUBLICO)
    assert dentro.text.split("Datos al")[0] == respuesta.text.split("Datos al")[0]
    assert client.get("/publico/000000/proyectos/").status_code == 404


def test_a_gallery_costs_the_same_for_one_project_or_ten(como, coordinador, proyecto, escuela, django_assert_max_num_queries):
    for _ in range(10):
        make_evidencia_proyecto(make_proyecto(escuela), publica_por=coordinador)
    cliente = como(coordinador)
    with django_assert_max_num_queries(8):
        cliente.get(reverse("proyectos", args=["990001"]), {"vista": "galeria"})


@pytest.mark.promesa("P35")
def test_a_photo_leaves_its_place_behind(client, proyecto, coordinador):
    """Who opens a public photo gets its pixels alone: not where it was taken, nor with what."""
    tomada = SimpleUploadedFile("IMG_0001.jpg", foto_con_gps(), content_type="image/jpeg")
    assert b"Canario" in foto_con_gps()
    foto = make_evidencia_proyecto(proyecto, archivo=tomada, publica_por=coordinador)
    contenido = b"".join(client.get(foto.get_absolute_url()).streaming_content)
    assert b"anario" not in contenido
    assert b"Exif" not in contenido
