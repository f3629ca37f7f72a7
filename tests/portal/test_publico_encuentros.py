"""The public side of the encuentros: what was recorded that anyone may read, the same for everybody, and no contact, note or comment."""

import pytest

from tests.factories import dias, make_municipalidad
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acta,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_documento_de_punto,
    make_encuentro,
    make_foto_expuesta,
    make_invitado,
    make_participante,
    make_proyecto_expuesto,
    make_punto,
    make_revision,
)

LISTA = "/publico/990001/encuentros/"
UNO = "/publico/990001/encuentros/1/"


@pytest.fixture
def encuentro(ugel, municipalidad_a, coordinador):
    """One with every private field filled with a canary, and its acta signed."""
    encuentro = make_encuentro(
        ugel,
        numero=1,
        nombre="I Encuentro",
        lema="por la Educación",
        estado="en_curso",
        por=coordinador,
        lugar="Plaza",
        proposito="Acordar",
    )
    encuentro.oficio_asunto = encuentro.oficio_texto = "CANARIO oficio"
    encuentro.save()
    make_invitado(encuentro, municipalidad_a, nombre="CANARIO invitado", correo="canario@ejemplo.pe", oficio="CANARIO 1")
    make_asistencia(
        encuentro, municipalidad_a, quien="delegado", representante="CANARIO delegado", cargo="CANARIO cargo",
        acreditacion="CANARIO acreditación", nota="CANARIO nota",
    )  # fmt: skip
    make_participante(encuentro, nombre="Mg. Ana Ejemplo", cargo="Especialista", fuente="Nota de prensa")
    make_participante(encuentro, nombre="CANARIO sin fuente")
    punto = make_punto(
        encuentro, titulo="Informe de la UGEL", detalle="CANARIO detalle", notas="CANARIO notas", presenta="CANARIO presenta"
    )
    make_documento_de_punto(punto, titulo="CANARIO documento", por=coordinador)
    acuerdo = make_acuerdo(encuentro, texto="Techar el patio", responsable="CANARIO responsable", plazo=dias(20), punto=punto)
    expuesto = make_proyecto_expuesto(encuentro, institucion="I.E. 16040", titulo="Biohuerto", estudiantes=3)
    make_foto_expuesta(expuesto, pie="CANARIO foto", consentimiento_documento="CANARIO folio")
    make_foto_expuesta(expuesto, pie="Niñas y niños en el huerto", publica_por=coordinador)
    encuentro = llevar_encuentro(encuentro, "acta_en_borrador", por=coordinador)
    make_comentario(encuentro, municipalidad_a, texto="CANARIO comentario", por=coordinador)
    type(encuentro).objects.filter(pk=encuentro.pk).update(comentarios_hasta=None)
    encuentro.refresh_from_db()
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)
    acuerdo.no_cumplir(por=coordinador, motivo="CANARIO motivo")
    make_revision(acuerdo, make_encuentro(ugel, numero=2), nota="CANARIO revisión")
    return encuentro


@pytest.mark.promesa("P27")
def test_anyone_reads_what_was_recorded_and_nothing_else(encuentro, client, coordinador, promesa):
    textos = {ruta: client.get(ruta).text for ruta in (LISTA, UNO, "/publico/")}
    assert [ruta for ruta, texto in textos.items() if "canario" in texto.lower()] == []
    assert [ruta for ruta, texto in textos.items() if coordinador.nombre in texto] == []
    acta = make_acta(encuentro)
    dichos = (
        "I Encuentro", "por la Educación", "Plaza", "Acordar", "Delegado", "Mg. Ana Ejemplo", "Informe de la UGEL", "Techar el patio",
        "No cumplido", "I.E. 16040", "Biohuerto", "Niñas y niños en el huerto", acta.codigo, acta.sha256,
    )  # fmt: skip
    assert [dicho for dicho in dichos if dicho not in textos[UNO]] == []
    assert "/acta/" not in textos[UNO]  # the scan is nobody's but their own
    promesa.anotar("lo público de los encuentros", paginas=len(textos), canarios=0)


@pytest.mark.promesa("P27")
@pytest.mark.control
def test_control_the_canaries_are_read_inside(encuentro, como, coordinador):
    dentro = como(coordinador).get(f"/{encuentro.ugel.codigo}/encuentros/1/").text
    assert "CANARIO nota" in dentro
    assert "CANARIO responsable" in dentro


@pytest.mark.promesa("P27")
@pytest.mark.parametrize("ruta", [LISTA, UNO])
def test_it_sets_no_cookie_may_be_kept_and_is_the_same_for_who_signed_in(ruta, encuentro, client, como, coordinador):
    fuera, dentro = client.get(ruta), como(coordinador).get(ruta)
    assert not fuera.cookies
    assert not dentro.cookies
    assert "Cookie" not in fuera.get("Vary", "")
    assert fuera["Cache-Control"] == "public, max-age=30"
    assert dentro.text.split("Datos al")[0] == fuera.text.split("Datos al")[0]


def test_an_acta_that_is_not_signed_is_not_told(ugel, client, coordinador):
    encuentro = make_encuentro(ugel, numero=1, estado="en_curso", por=coordinador)
    encuentro.terminar(por=coordinador, comentarios_hasta=None)
    acta = make_acta(encuentro, definitiva=True, por=coordinador)
    texto = client.get(UNO).text
    assert acta.sha256 not in texto
    assert acta.codigo not in texto


@pytest.mark.promesa("P27")
def test_what_may_still_change_is_not_told(ugel, client, coordinador, municipalidad_a):
    encuentro = make_encuentro(ugel, numero=1, estado="en_curso", por=coordinador)
    make_asistencia(encuentro, municipalidad_a, quien="delegado")
    make_acuerdo(encuentro, texto="CANARIO acuerdo")
    for estado in ("en_curso", "acta_en_borrador"):
        llevar_encuentro(encuentro, estado, por=coordinador)
        textos = client.get(UNO).text + client.get(LISTA).text
        assert "CANARIO" not in textos
        assert "Delegado" not in textos
        assert "</strong> municipalidades asistieron" not in textos


def test_what_is_in_the_papelera_is_not_public(encuentro, client, coordinador, ugel):
    otro = make_encuentro(ugel, numero=3, nombre="Borrado")
    otro.eliminar(por=coordinador)
    assert "Borrado" not in client.get(LISTA).text
    assert client.get("/publico/990001/encuentros/3/").status_code == 404
    assert client.get("/publico/999999/encuentros/").status_code == 404


def test_the_pages_cost_the_same_for_few_rows_or_many(ugel, client, django_assert_max_num_queries):
    encuentro = make_encuentro(ugel, numero=1, estado="informado")
    for _ in range(2):
        for ruta in (LISTA, UNO):
            with django_assert_max_num_queries(12):
                client.get(ruta)
        for _ in range(5):
            make_asistencia(encuentro, make_municipalidad(ugel), quien="titular")
            make_acuerdo(encuentro)
            make_foto_expuesta(make_proyecto_expuesto(encuentro))
