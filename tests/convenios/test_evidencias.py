"""The proof: who opens a file, who takes it off, who shows it to everybody."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.comun.archivos import Analisis, revisar
from convenios import acciones
from convenios import plan_de_trabajo as planes
from convenios.models import Avance, Evidencia, EvidenciaEjecucion
from convenios.models.avance import EvidenciaQuerySet
from convenios.models.ejecucion import EvidenciaEjecucionQuerySet
from tests.factories import make_avance, make_compromiso, make_ejecucion, make_evidencia, make_foto, make_plan
from tests.formularios import leer

NADIE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=["avance", "ejecucion"])
def evidencia(request, convenio, municipalidad_a, enlace_a, coordinador):
    """A photo of a sent report of district A: of an avance, and of the execution of its plan."""
    if request.param == "avance":
        compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
        avance = make_avance(compromiso, por=enlace_a, distrito=municipalidad_a.distrito, sin_evidencia_motivo="")
        foto = make_evidencia(avance, archivo=make_foto(), clase="foto")
        acciones.enviar_avance(avance, por=enlace_a)
        return Evidencia.objects.get(pk=foto.pk)
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador)
    hecha = make_ejecucion(plan.actividades.get(), por=enlace_a, sin_evidencia_motivo="")
    planes.guardar_ejecucion(hecha, por=enlace_a, archivos=[revisar(make_foto())], enviar=True)
    return EvidenciaEjecucion.objects.get()


FILAS = {Evidencia: EvidenciaQuerySet, EvidenciaEjecucion: EvidenciaEjecucionQuerySet}
ACTOS = {
    Evidencia: (acciones.verificar_avance, acciones.observar_avance),
    EvidenciaEjecucion: (planes.verificar_ejecucion, planes.observar_ejecucion),
}


def reporte(evidencia):
    """What it proves, as it is now."""
    return type(evidencia.reporte).objects.get(pk=evidencia.reporte.pk)


def verificar(evidencia, coordinador) -> None:
    ACTOS[type(evidencia)][0](reporte(evidencia), por=coordinador)


def observar(evidencia, coordinador) -> None:
    ACTOS[type(evidencia)][1](reporte(evidencia), por=coordinador, observacion="No corresponde")


def publicar(evidencia, coordinador) -> None:
    with gesto(por=coordinador):
        evidencia.publicar(por=coordinador, publica=True)


def leida(respuesta):
    """The answer, read to its end, as a browser does."""
    if respuesta.streaming:
        assert b"".join(respuesta.streaming_content)
    return respuesta


def abrir(cliente, evidencia) -> int:
    return leida(cliente.get(evidencia.get_absolute_url())).status_code


def ve_el_mundo(como, client, evidencia, *gente) -> list[int]:
    return [abrir(client, evidencia), *(abrir(como(persona), evidencia) for persona in gente)]


# ── Who opens it ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P34")
def test_a_file_is_as_private_as_its_avance(
    como, client, evidencia, enlace_a, alcalde_a, alcalde_b, especialista, director, dre, coordinador_otra_ugel, coordinador
):
    gente = (enlace_a, alcalde_a, especialista, director, alcalde_b, dre, coordinador_otra_ugel)
    assert ve_el_mundo(como, client, evidencia, *gente) == [404, 200, 200, 200, 200, 404, 404, 404]
    verificar(evidencia, coordinador)
    assert ve_el_mundo(como, client, evidencia, *gente) == [404, 200, 200, 200, 200, 404, 404, 404]


@pytest.mark.promesa("P34")
@pytest.mark.control
def test_the_scope_is_what_keeps_a_file_private(como, evidencia, alcalde_b, monkeypatch):
    """Control: with the scope of evidence opened, the mayor of another municipality opens the file."""
    assert abrir(como(alcalde_b), evidencia) == 404
    monkeypatch.setattr(FILAS[type(evidencia)], "for_user", lambda self, user: self)
    assert abrir(como(alcalde_b), evidencia) == 200


@pytest.mark.promesa("P34")
def test_anyone_opens_only_what_is_both_public_and_verified(como, client, evidencia, alcalde_b, dre, coordinador):
    publicar(evidencia, coordinador)
    assert ve_el_mundo(como, client, evidencia, alcalde_b, dre) == [404, 404, 404]
    verificar(evidencia, coordinador)
    assert ve_el_mundo(como, client, evidencia, alcalde_b, dre) == [200, 200, 200]
    observar(evidencia, coordinador)
    assert ve_el_mundo(como, client, evidencia, alcalde_b, dre) == [404, 404, 404]


def test_an_evidence_that_one_may_not_see_is_the_same_page_as_one_that_does_not_exist(como, client, evidencia, alcalde_b):
    for quien in (client, como(alcalde_b)):
        ajena, ninguna = quien.get(evidencia.get_absolute_url()), quien.get(reverse(evidencia.RUTA, args=[NADIE]))
        assert (ajena.status_code, ajena.content) == (ninguna.status_code, ninguna.content)


@pytest.mark.promesa("P34")
def test_an_old_address_dies_with_the_term_of_office(como, evidencia, alcalde_a, municipalidad_a):
    from tests.factories import dias

    cliente = como(alcalde_a)
    assert abrir(cliente, evidencia) == 200
    municipalidad_a.gestiones.update(fin=dias(-1))
    assert abrir(cliente, evidencia) == 404


def test_what_was_taken_off_is_opened_by_nobody(como, evidencia, enlace_a, especialista):
    with gesto(por=enlace_a):
        reporte(evidencia).retirar(por=enlace_a)
        type(evidencia).objects.get(pk=evidencia.pk).eliminar(por=enlace_a)
    assert [abrir(como(p), evidencia) for p in (enlace_a, especialista)] == [404, 404]


@pytest.mark.promesa("P34")
def test_the_stored_file_has_no_address_of_its_own(client, evidencia):
    for camino in (f"/media/{evidencia.archivo.name}", f"/static/{evidencia.archivo.name}", f"/{evidencia.archivo.name}"):
        assert client.get(camino).status_code in (302, 404)
    assert "foto" not in evidencia.archivo.name


def test_a_file_leaves_unable_to_run_and_unkept_by_caches(como, client, evidencia, enlace_a, coordinador):
    respuesta = leida(como(enlace_a).get(evidencia.get_absolute_url()))
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in respuesta["Content-Security-Policy"]
    assert respuesta["Cache-Control"] == "private, no-store"
    assert respuesta["Content-Disposition"].startswith("inline")
    descarga = leida(como(enlace_a).get(evidencia.get_absolute_url(), {"descargar": 1}))
    assert descarga["Content-Disposition"].startswith("attachment")

    publicar(evidencia, coordinador)
    verificar(evidencia, coordinador)
    assert leida(client.get(evidencia.get_absolute_url()))["Cache-Control"].startswith("public")


def test_a_link_is_no_file_and_the_door_takes_no_posts(como, evidencia, enlace_a, coordinador):
    observar(evidencia, coordinador)
    with gesto(por=enlace_a):
        acciones.adjuntar(reporte(evidencia), por=enlace_a, enlace="https://ejemplo.pe")
    enlace = type(evidencia).objects.get(clase="enlace")
    assert abrir(como(enlace_a), enlace) == 404
    assert como(enlace_a).post(evidencia.get_absolute_url()).status_code == 405


def test_a_file_in_quarantine_is_opened_by_nobody(como, client, evidencia, enlace_a, coordinador):
    publicar(evidencia, coordinador)
    verificar(evidencia, coordinador)
    type(evidencia).objects.filter(pk=evidencia.pk).update(archivo_estado="cuarentena")
    assert abrir(client, evidencia) == 404
    for persona in (enlace_a, coordinador):
        respuesta = como(persona).get(evidencia.get_absolute_url())
        assert (respuesta.status_code, "en cuarentena" in respuesta.content.decode()) == (409, True)
    html = como(coordinador).get(evidencia.reporte.get_absolute_url()).content.decode()
    assert "en cuarentena" in html
    assert evidencia.get_absolute_url() + '"' not in html


# ── Who shows it ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_shows_it_only_after_saying_that_they_looked(como, client, evidencia, coordinador):
    verificar(evidencia, coordinador)
    cliente, url = como(coordinador), evidencia.url_de_publicar
    datos = leer(cliente.get(url))
    assert cliente.post(url, datos).status_code == 422
    assert abrir(client, evidencia) == 404

    assert cliente.post(url, datos | {"comprobado": "on"}).url == evidencia.reporte.get_absolute_url()
    assert abrir(client, evidencia) == 200
    assert evidencia.history.first().history_user == coordinador

    cliente.post(url, leer(cliente.get(url)))
    assert abrir(client, evidencia) == 404


def test_two_coordinators_who_both_show_it_do_not_hide_it(como, evidencia, coordinador, coordinadora):
    url = evidencia.url_de_publicar
    posts = [(como(p), leer(como(p).get(url)) | {"comprobado": "on"}) for p in (coordinador, coordinadora)]
    assert [cliente.post(url, datos).status_code for cliente, datos in posts] == [302, 302]
    evidencia.refresh_from_db()
    assert evidencia.publica
    assert "Ahora es pública" in posts[1][0].get(evidencia.reporte.get_absolute_url()).content.decode()


@pytest.mark.parametrize("publica", [True, False])
def test_an_old_page_does_not_undo_what_another_coordinator_decided_since(como, evidencia, coordinador, coordinadora, publica):
    """Whoever hid it had a reason: the press on a page that is older than that says so, and shows how it is now."""
    url = evidencia.url_de_publicar
    if not publica:
        publicar(evidencia, coordinador)
    vieja = leer(como(coordinador).get(url)) | {"comprobado": "on"}
    for valor in (publica, not publica):
        with gesto(por=coordinadora):
            evidencia.publicar(por=coordinadora, publica=valor)

    respuesta = como(coordinador).post(url, vieja)
    assert (respuesta.status_code, str(coordinadora) in respuesta.content.decode()) == (409, True)
    evidencia.refresh_from_db()
    assert evidencia.publica is not publica
    # the control: on a page of now the same press is taken
    assert como(coordinador).post(url, leer(como(coordinador).get(url)) | {"comprobado": "on"}).status_code == 302
    evidencia.refresh_from_db()
    assert evidencia.publica is publica


def test_who_sees_it_but_does_not_verify_gets_403_and_a_stranger_404_even_when_it_is_public(
    como, evidencia, alcalde_a, alcalde_b, especialista, administrador, coordinador, coordinador_otra_ugel
):
    publicar(evidencia, coordinador)
    verificar(evidencia, coordinador)
    url = evidencia.url_de_publicar
    gente = (alcalde_a, especialista, administrador, alcalde_b, coordinador_otra_ugel)
    assert [como(p).get(url).status_code for p in gente] == [403, 403, 403, 404, 404]
    assert [como(p).post(url, {"publica": "False"}).status_code for p in gente] == [403, 403, 403, 404, 404]
    with pytest.raises(ValidationError, match="Solo un coordinador"):
        evidencia.publicar(por=especialista, publica=False)
    evidencia.refresh_from_db()
    assert evidencia.publica


# ── What it is made of ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_made_it_public_is_told_to_its_own_ugel_alone(como, evidencia, coordinador, coordinador_otra_ugel):
    with gesto(por=coordinador, motivo="Lo pidió el alcalde"):
        reporte(evidencia).verificar(por=coordinador)
        evidencia.publicar(por=coordinador, publica=True)
    historia = reverse("historia", args=[evidencia.clave_de_registro, evidencia.pk])
    assert abrir(como(coordinador_otra_ugel), evidencia) == 200
    assert como(coordinador_otra_ugel).get(historia).status_code == 404
    assert "Lo pidió el alcalde" in como(coordinador).get(historia).content.decode()


def test_an_evidence_is_a_file_or_a_link_and_its_class_follows(evidencia):
    for cambio in ({"enlace": "https://ejemplo.pe"}, {"clase": "enlace"}, {"archivo_sha256": ""}, {"archivo": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(evidencia).todos.filter(pk=evidencia.pk).update(**cambio)


@pytest.mark.parametrize("estado", ["enviado", "verificado"])
def test_the_proof_of_what_was_sent_is_neither_changed_nor_taken_away(evidencia, coordinador, enlace_a, estado):
    if estado == "verificado":
        verificar(evidencia, coordinador)
    guardada = type(evidencia).objects.get(pk=evidencia.pk)
    with pytest.raises(ValidationError, match="no se quita"):
        guardada.eliminar(por=enlace_a)
    guardada.clase = "documento"
    with pytest.raises(ValidationError, match="no se cambia"):
        guardada.full_clean()


def test_the_best_proof_gives_the_avance_its_quality(convenio, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista)
    assert (avance.calidad, avance.calidad_etiqueta) == ("ninguna", "Sin evidencia")
    for esperada, campos in (
        ("enlace", {"enlace": "https://ejemplo.pe"}),
        ("foto", {"archivo": make_foto(), "clase": "foto"}),
        ("documento_firmado", {}),
    ):
        make_evidencia(avance, **campos)
        assert avance.calidad == Avance.objects.con_calidad().get(pk=avance.pk).calidad == esperada


def test_a_person_uploads_so_much_a_day_and_no_more(monkeypatch, convenio, especialista):
    from base.comun.archivos import limites, revisar

    monkeypatch.setattr(limites, "CUOTA_DIARIA", 1500)
    avance = make_avance(make_compromiso(convenio), por=especialista)
    with pytest.raises(ValidationError, match="en un día"), gesto(por=especialista):
        acciones.adjuntar(avance, por=especialista, archivos=[revisar(make_foto(f"f{n}.jpg")) for n in range(20)])
    assert not avance.evidencias.exists()


@pytest.mark.parametrize(
    ("dice", "queda"), [(Analisis.LIMPIO, "limpio"), (Analisis.SIN_RESPUESTA, "cuarentena"), (Analisis.INFECTADO, "cuarentena")]
)
def test_only_what_the_scanner_finds_clean_leaves_quarantine(evidencia, monkeypatch, dice, queda):
    type(evidencia).objects.filter(pk=evidencia.pk).update(archivo_estado="cuarentena")
    monkeypatch.setattr("base.comun.archivos.modelo.analizar", lambda contenido: dice)
    call_command("analizar_cuarentena", verbosity=0, stdout=io.StringIO())
    evidencia.refresh_from_db()
    assert evidencia.archivo_estado == queda
