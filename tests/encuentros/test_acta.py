"""The acta: what it says and what it never says, who reads its draft, how it becomes final as it was shown, and what its signature closes."""

import datetime
import io
import json
import re
from typing import Any

import docx as word
import pypdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from base.comun.archivos import revisar
from encuentros import acta as acciones
from encuentros.acciones import quorum_de, volver_compromiso
from encuentros.acta import contenido_de
from encuentros.models import Acta, Acuerdo, Asistencia, ComentarioActa, Encuentro
from municipios.models import Ugel
from tests.comun.test_word import numeros
from tests.factories import dias, make_gestion, make_pdf
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_encuentro,
    make_invitado,
    make_participante,
    make_proyecto_expuesto,
    make_punto,
    make_revision,
)
from tests.formularios import leer

pytestmark = pytest.mark.django_db
RESERVADO = ("canario@ejemplo.pe", "45678912", "CANARIO")


@pytest.fixture
def encuentro(ugel, municipalidad_a, municipalidad_b, coordinador) -> Encuentro:
    """The III, in course: A came by its mayor, B did not; two acuerdos with a gap between their numbers."""
    segundo = make_encuentro(ugel, numero=2, fecha=dias(-30), estado="en_curso", por=coordinador)
    tercero = make_encuentro(
        ugel, numero=3, fecha=timezone.localdate(), hora=datetime.time(9, 30), nombre="III Encuentro de Alcaldes", lema="por la Educación al 2026",
        lugar="Auditorio", distrito=municipalidad_a.distrito, organizadores="UGEL de la prueba", proposito="Revisar los planes",
        estado="en_curso", por=coordinador,
    )  # fmt: skip
    make_invitado(tercero, municipalidad_a, correo="canario@ejemplo.pe")
    make_invitado(tercero, municipalidad_b, nombre="CANARIO contacto", correo="canario@ejemplo.pe")
    make_asistencia(tercero, municipalidad_a, quien="titular", hora_llegada=datetime.time(9, 12), nota="CANARIO DNI 45678912")
    make_participante(tercero, nombre="Persona Invitada", cargo="Especialista de la DRE")
    punto = make_punto(tercero, orden=1, titulo="Planes de trabajo", presenta="Jefe de planificación", notas="Se leyó el informe.")
    make_revision(make_acuerdo(segundo, texto="Enviar la lista de locales"), tercero, nota="Llegó incompleta")
    make_acuerdo(tercero, texto="Aprobar los planes 2027", punto=punto, responsable="Jefe de planificación", plazo=dias(40))
    make_acuerdo(tercero, texto="Reparar el local de Huabal", numero=4, obligado="municipalidad", municipalidad=municipalidad_a)
    make_proyecto_expuesto(tercero, institucion="I.E. de la prueba", estudiantes=12)
    return tercero


@pytest.fixture
def borrador(encuentro, coordinador) -> Encuentro:
    """Ended; its draft may be commented for a day."""
    return llevar_encuentro(encuentro, "acta_en_borrador", por=coordinador)


@pytest.fixture
def cerrado(encuentro, coordinador) -> Encuentro:
    """Ended, and nothing to wait for."""
    encuentro.terminar(por=coordinador, comentarios_hasta=None)
    return encuentro


def ir(ruta: str, encuentro: Any, *mas: Any) -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


def texto_de(pdf: bytes) -> str:
    paginas = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(p.extract_text() for p in paginas).replace("\u200b", "").split())


def dar_por_definitiva(cliente: Any, encuentro: Any) -> Any:
    url = ir("acta_definitiva", encuentro)
    return cliente.post(url, leer(cliente.get(url)))


# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_says_what_was_recorded(cerrado, municipalidad_a, municipalidad_b):
    dicho = contenido_de(cerrado)
    assert [a["municipalidad"] for a in dicho["asistieron"]] == [str(municipalidad_a)]
    assert dicho["no_asistieron"] == [{"municipalidad": str(municipalidad_b), "quien": "Sin dato"}]
    quorum = dicho["quorum"]
    assert (quorum["presentes"], quorum["necesarias"], quorum["convocadas"]) == quorum_de(cerrado) == (1, 2, 2)
    assert not quorum["hubo"]
    filas = Acuerdo.objects.filter(encuentro=cerrado).order_by("numero")
    assert [(a["numero"], a["texto"], a["obligado"]) for a in dicho["acuerdos"]] == [(a.numero, a.texto, a.quien_lo_debe) for a in filas]
    assert dicho["revision"] == [
        {"acuerdo": "II-1", "texto": "Enviar la lista de locales", "situacion": "abierto", "nota": "Llegó incompleta"}
    ]


def test_a_mayor_who_came_is_named_as_who_governed_on_that_day_unless_another_name_was_written(cerrado, municipalidad_a):
    make_gestion(municipalidad_a, alcalde="Quien gobernó antes", inicio=dias(-900), fin=dias(-401))
    make_gestion(municipalidad_a, alcalde="Quien gobierna", inicio=dias(-400))
    dicho = contenido_de(cerrado)
    assert [a["representante"] for a in dicho["asistieron"]] == ["Quien gobierna"]
    assert dicho["firmas"][0]["nombre"] == "Quien gobierna"

    Asistencia.objects.filter(encuentro=cerrado).update(representante="Quien firmó la lista")
    assert contenido_de(cerrado)["firmas"][0]["nombre"] == "Quien firmó la lista"


def test_the_same_rows_write_the_same_acta_and_it_is_plain_json(cerrado):
    dicho = contenido_de(cerrado)
    assert json.loads(json.dumps(dicho)) == dicho == contenido_de(Encuentro.objects.get(pk=cerrado.pk))


def test_the_page_the_pdf_and_the_word_file_say_the_same(como, especialista, cerrado):
    cliente = como(especialista)
    pagina = cliente.get(ir("acta", cerrado)).content.decode()
    pdf = cliente.get(ir("acta_pdf", cerrado)).content
    docx = word.Document(io.BytesIO(cliente.get(ir("acta_docx", cerrado)).content))
    entero = " ".join([p.text for p in docx.paragraphs] + [c.text for t in docx.tables for f in t.rows for c in f.cells])
    dichos = [
        *("siendo las nueve horas con treinta minutos", "por la Educación al 2026", "Auditorio", "No hubo quórum", "Persona Invitada"),
        *("Planes de trabajo", "Se leyó el informe.", "Enviar la lista de locales", "Llegó incompleta", "Aprobar los planes 2027"),
        *("Reparar el local de Huabal", "I.E. de la prueba", "Ley N.° 27269"),
    ]
    for salida in (pagina, texto_de(pdf), entero):
        assert [dicho for dicho in dichos if dicho not in salida] == []
    acuerdos = {(a.numero, a.texto) for a in cerrado.acuerdos.all()}
    assert acuerdos <= set(numeros(docx))
    assert "BORRADOR" in texto_de(pdf)
    assert "BORRADOR" in docx.sections[0].header.paragraphs[0].text


def test_the_pdf_is_accessible_and_the_word_file_has_its_headings(como, especialista, cerrado):
    cliente = como(especialista)
    raiz = pypdf.PdfReader(io.BytesIO(cliente.get(ir("acta_pdf", cerrado)).content)).trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"].value is True
    assert raiz["/Lang"].lower().startswith("es")
    assert b"pdfuaid" in raiz["/Metadata"].get_data()
    docx = word.Document(io.BytesIO(cliente.get(ir("acta_docx", cerrado)).content))
    titulos = [p.text for p in docx.paragraphs if p.style.name == "Heading 2"]
    assert titulos == [
        *("Asistencia", "Agenda", "Revisión de los acuerdos anteriores", "Acuerdos", "Proyectos expuestos", "Cierre y firmas"),
    ]  # fmt: skip


@pytest.mark.promesa("P35")
def test_no_contact_and_no_document_of_identity_is_in_it(como, especialista, coordinador, cerrado):
    cliente = como(especialista)
    dar_por_definitiva(como(coordinador), cerrado)
    paginas = [cliente.get(ir(ruta, cerrado)) for ruta in ("acta", "acta_pdf", "acta_docx")]
    docx = word.Document(io.BytesIO(paginas[2].content))
    entero = docx.element.xml + docx.sections[0].header._element.xml
    for salida in (paginas[0].content.decode(), texto_de(paginas[1].content), entero, json.dumps(Acta.objects.get().contenido)):
        assert [dicho for dicho in RESERVADO if dicho in salida] == []


# ── Who reads the draft ──────────────────────────────────────────────────────────────────────────────────────────────────
RUTAS = ("acta", "acta_pdf", "acta_docx")


def ven(como: Any, encuentro: Any, *gente: Any) -> list[list[int]]:
    return [[como(persona).get(ir(ruta, encuentro)).status_code for ruta in RUTAS] for persona in gente]


def test_the_draft_is_of_the_staff_and_of_those_that_came_and_the_final_one_of_all(
    como, borrador, especialista, alcalde_a, enlace_a, alcalde_b, dre, coordinador_otra_ugel, coordinador
):
    gente = (especialista, alcalde_a, enlace_a, alcalde_b, dre, coordinador_otra_ugel)
    si, no = [200] * 3, [404] * 3
    assert ven(como, borrador, *gente) == [si, si, si, no, no, no]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        assert ven(como, borrador, *gente) == [si, [200, 404, 404], [200, 404, 404], no, no, no]
        assert "Aprobar los planes 2027" not in como(alcalde_a).get(ir("acta", borrador)).content.decode()
        dar_por_definitiva(como(coordinador), borrador)
        assert ven(como, borrador, *gente) == [si, si, si, si, si, no]


def test_having_come_is_what_opens_the_draft(como, borrador, alcalde_b, municipalidad_b):
    """Control: the same mayor, once the municipality is on the list of those that came."""
    assert ven(como, borrador, alcalde_b) == [[404] * 3]
    make_asistencia(borrador, municipalidad_b, quien="delegado")
    assert ven(como, borrador, alcalde_b) == [[200] * 3]


# ── Comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def comentar(cliente: Any, encuentro: Any, texto: str = "Falta la hora de salida") -> Any:
    url = ir("acta", encuentro)
    return cliente.post(url, leer(cliente.get(url)) | {"texto": texto})


def test_those_that_came_comment_once_a_press_and_read_only_their_own(
    como, borrador, alcalde_a, enlace_a, alcalde_b, municipalidad_b, especialista
):
    cliente, url = como(alcalde_a), ir("acta", borrador)
    datos = leer(cliente.get(url)) | {"texto": "Falta la hora de salida"}
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]
    assert ComentarioActa.objects.get().hecho_por == alcalde_a
    make_asistencia(borrador, municipalidad_b, quien="titular")
    assert comentar(como(alcalde_b), borrador, "Lo de B").status_code == 302
    leen = {persona: como(persona).get(url).content.decode() for persona in (enlace_a, alcalde_b, especialista)}
    assert {p.username: ("Falta la hora" in t, "Lo de B" in t) for p, t in leen.items()} == {
        "enlace.a": (True, False), "alcalde.b": (False, True), "especialista": (True, True),
    }  # fmt: skip


def test_nobody_else_comments_and_nobody_after_the_instant(como, borrador, alcalde_a, alcalde_b, coordinador, dre):
    url = ir("acta", borrador)
    datos = leer(como(alcalde_a).get(url)) | {"texto": "Tarde"}
    assert [como(p).post(url, datos).status_code for p in (coordinador, alcalde_b, dre)] == [403, 404, 404]
    with time_machine.travel(borrador.comentarios_hasta + datetime.timedelta(seconds=1), tick=False):
        respuesta = como(alcalde_a).post(url, datos)
    assert (respuesta.status_code, "ya terminó" in respuesta.content.decode()) == (422, True)
    assert not ComentarioActa.objects.exists()
    with time_machine.travel(borrador.comentarios_hasta, tick=False):
        assert como(alcalde_a).post(url, datos).status_code == 302


def test_the_second_to_answer_a_comment_is_shown_the_first_answer(como, borrador, municipalidad_a, alcalde_a, coordinador, coordinadora):
    comentario = make_comentario(borrador, municipalidad_a, por=alcalde_a)
    uno, otra, url = como(coordinador), como(coordinadora), ir("acta_comentario", borrador, comentario.pk)
    de_uno, de_otra = leer(uno.get(url)), leer(otra.get(url))
    assert uno.post(url, de_uno | {"respuesta": "Se añadió la hora"}).status_code == 302
    respuesta = otra.post(url, de_otra | {"respuesta": "No procede"})
    assert respuesta.status_code == 409
    assert all(dicho in respuesta.content.decode() for dicho in ("Se añadió la hora", "No procede"))
    assert "Se añadió la hora" in como(alcalde_a).get(ir("acta", borrador)).content.decode()
    comentario.refresh_from_db()
    assert (comentario.respuesta, comentario.atendido_por) == ("Se añadió la hora", coordinador)


# ── Making it final ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_is_frozen_as_it_was_shown_with_a_code_at_its_foot(como, coordinador, alcalde_b, cerrado):
    assert dar_por_definitiva(como(coordinador), cerrado).status_code == 302
    acta = Acta.objects.get(encuentro=cerrado)
    assert acta.intacta
    assert acta.contenido == contenido_de(cerrado)
    Ugel.objects.filter(pk=cerrado.ugel_id).update(nombre="Cambiado por detrás")
    pdf = texto_de(como(alcalde_b).get(ir("acta_pdf", cerrado)).content)
    assert acta.codigo in pdf
    assert "BORRADOR" not in pdf
    assert "Cambiado por detrás" not in pdf
    docx = word.Document(io.BytesIO(como(alcalde_b).get(ir("acta_docx", cerrado)).content))
    assert acta.codigo in docx.sections[0].footer.paragraphs[0].text


def test_before_it_is_frozen_the_page_says_what_is_left_to_look_at(como, coordinador, alcalde_a, borrador, municipalidad_a, convenio):
    make_comentario(borrador, municipalidad_a, por=alcalde_a)
    volver_compromiso(borrador.acuerdos.get(numero=1), convenio=convenio, por=coordinador)
    pagina = como(coordinador).get(ir("acta_definitiva", borrador)).content.decode()
    assert "Queda 1 comentario por atender" in pagina
    assert "El acta dice que empezó a las <strong>09:30</strong>" in pagina  # not the hour at which it was begun in the portal
    assert f"Queda como compromiso A-III-01 del convenio {convenio.codigo}." in pagina
    Encuentro.objects.filter(pk=borrador.pk).update(hora=timezone.localtime(borrador.iniciado_en).time())
    ComentarioActa.objects.update(atendido_en=timezone.now(), atendido_por=coordinador, respuesta="Se precisó")
    pagina = como(coordinador).get(ir("acta_definitiva", borrador)).content.decode()
    assert "por atender" not in pagina
    assert "El acta dice que empezó" not in pagina


def test_what_changed_meanwhile_is_shown_again_and_nothing_is_frozen(como, coordinador, cerrado, municipalidad_b):
    cliente, url = como(coordinador), ir("acta_definitiva", cerrado)
    datos = leer(cliente.get(url))
    make_acuerdo(cerrado, numero=9, texto="Llegó tarde a la página")
    respuesta = cliente.post(url, datos)
    assert (respuesta.status_code, "Llegó tarde a la página" in respuesta.content.decode()) == (409, True)
    assert not Acta.objects.filter(definitiva_en__isnull=False).exists()
    for sello in ("", "0" * 64, None):
        otros = datos | ({"mostrado": sello} if sello is not None else {})
        if sello is None:
            otros.pop("mostrado")
        assert cliente.post(url, otros).status_code == 409
    assert cliente.post(url, leer(respuesta, estado=409)).status_code == 302


def test_the_seal_of_what_was_shown_is_what_refuses(como, coordinador, cerrado, monkeypatch):
    """Control: without the comparison, what nobody saw is frozen."""
    cliente, url = como(coordinador), ir("acta_definitiva", cerrado)
    datos = leer(cliente.get(url))
    make_acuerdo(cerrado, numero=9, texto="Llegó tarde a la página")
    monkeypatch.setattr(acciones, "sello", lambda contenido: datos["mostrado"])
    assert cliente.post(url, datos).status_code == 302
    assert "Llegó tarde a la página" in json.dumps(Acta.objects.get().contenido, ensure_ascii=False)


def test_while_it_may_be_commented_it_is_not_final(como, coordinador, borrador):
    respuesta = dar_por_definitiva(como(coordinador), borrador)
    assert (respuesta.status_code, "todavía pueden comentar" in respuesta.content.decode()) == (422, True)


def test_it_goes_back_to_draft_and_a_page_that_was_open_meanwhile_decides_again(como, coordinador, coordinadora, cerrado):
    uno, otra, url = como(coordinador), como(coordinadora), ir("acta_borrador", cerrado)
    dar_por_definitiva(uno, cerrado)
    de_uno, de_otra = leer(uno.get(url)), leer(otra.get(url))
    codigo = Acta.objects.get().codigo
    assert [uno.post(url, de_uno).status_code for _ in range(2)] == [302, 302]
    assert not Acta.objects.get().es_definitiva
    assert otra.post(url, de_otra).status_code == 409
    assert codigo not in uno.get(ir("acta", cerrado)).content.decode()


# ── The signed paper ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_signed_paper_is_kept_shown_and_closes_the_encuentro(como, client, coordinador, alcalde_b, especialista, cerrado):
    cliente = como(coordinador)
    dar_por_definitiva(cliente, cerrado)
    url = ir("acta_escaneo", cerrado)
    pagina = cliente.get(ir("acta", cerrado)).content.decode()
    assert pagina.index("Subir el escaneo") < pagina.index("Registrar la firma")  # in the order in which they are done
    assert cliente.post(url, leer(cliente.get(url)) | {"archivo": make_pdf("escaneo.pdf")}).status_code == 302
    archivo = ir("acta_archivo", cerrado)
    assert [c.get(archivo).status_code for c in (como(alcalde_b), client)] == [404, 302]
    url = ir("acta_firmar", cerrado)
    datos = leer(cliente.get(url))
    assert cliente.post(url, datos).status_code == 422  # nobody says that they compared it
    assert [cliente.post(url, datos | {"comprobado": "on"}).status_code for _ in range(2)] == [302, 302]
    cerrado.refresh_from_db()
    acta = Acta.objects.get(encuentro=cerrado)
    assert cerrado.estado == "acta_firmada"
    pagina = como(alcalde_b).get(ir("acta", cerrado)).content.decode()
    assert all(
        d in pagina for d in (acta.archivo_sha256, "Carlos Coordinador", "No es una firma digital en el sentido de la Ley N.° 27269")
    )
    respuesta = como(alcalde_b).get(archivo)
    assert (respuesta.status_code, respuesta["Content-Security-Policy"]) == (200, "default-src 'none'; sandbox")
    assert respuesta.getvalue() == revisar(make_pdf()).contenido


def test_the_paper_may_come_with_the_signature_itself(como, coordinador, cerrado):
    cliente, url = como(coordinador), ir("acta_firmar", cerrado)
    dar_por_definitiva(cliente, cerrado)
    datos = leer(cliente.get(url)) | {"comprobado": "on"}
    assert cliente.post(url, datos).status_code == 422
    assert cliente.post(url, datos | {"archivo": make_pdf()}).status_code == 302
    cerrado.refresh_from_db()
    assert cerrado.estado == "acta_firmada"


def test_after_the_signature_no_page_of_the_acta_changes_anything(como, coordinador, alcalde_a, cerrado, municipalidad_a):
    cerrado.comentarios_hasta = timezone.now() + datetime.timedelta(hours=1)
    cerrado.save()
    comentario = make_comentario(cerrado, municipalidad_a, por=alcalde_a)
    de_alcalde = leer(como(alcalde_a).get(ir("acta", cerrado))) | {"texto": "Después"}
    Encuentro.objects.filter(pk=cerrado.pk).update(comentarios_hasta=None)
    cliente = como(coordinador)
    llenos = [(ir(ruta, cerrado, *mas), leer(cliente.get(ir(ruta, cerrado, *mas))) | datos) for ruta, mas, datos in (
        ("acta_definitiva", (), {}), ("acta_comentario", (comentario.pk,), {"respuesta": "Después"}),
    )]  # fmt: skip
    dar_por_definitiva(cliente, cerrado)
    llenos += [(ir(ruta, cerrado), leer(cliente.get(ir(ruta, cerrado))) | datos) for ruta, datos in (
        ("acta_borrador", {}), ("acta_escaneo", {"archivo": make_pdf()}), ("acta_firmar", {"archivo": make_pdf(), "comprobado": "on"}),
    )]  # fmt: skip
    llevar_encuentro(cerrado, "acta_firmada", por=coordinador)

    def filas() -> list[Any]:
        return [list(m.todos.order_by("pk").values()) for m in (Encuentro, Acta, ComentarioActa, Asistencia, Acuerdo)]

    antes = filas()
    for url, datos in llenos:
        assert (url, cliente.post(url, datos).status_code in (409, 422)) == (url, True)
    assert como(alcalde_a).post(ir("acta", cerrado), de_alcalde).status_code == 403
    assert filas() == antes


# ── Who may what ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_only_who_runs_the_encuentro_decides_on_its_acta(como, cerrado, coordinador, especialista, director, alcalde_a):
    dar_por_definitiva(como(coordinador), cerrado)
    for ruta in ("acta_definitiva", "acta_borrador", "acta_escaneo", "acta_firmar"):
        for persona in (especialista, director, alcalde_a):
            assert (ruta, como(persona).get(ir(ruta, cerrado)).status_code) == (ruta, 403)
            assert (ruta, como(persona).post(ir(ruta, cerrado), {}).status_code) == (ruta, 403)


def test_anyone_checks_the_code_of_a_final_acta(client, como, coordinador, cerrado):
    url = reverse("publico_comprobar")
    dar_por_definitiva(como(coordinador), cerrado)
    codigo = Acta.objects.get().codigo
    hallada = client.get(url, {"codigo": codigo.lower()}).content.decode()
    assert "III Encuentro" in hallada
    assert "no ha cambiado" in hallada
    assert not re.search("Aprobar los planes|Persona Invitada|Carlos", hallada)
    Acta.objects.update(contenido={"otro": 1})
    assert "no es el que se selló" in client.get(url, {"codigo": codigo}).content.decode()
    Acta.objects.update(contenido=None, sha256="", definitiva_en=None, definitiva_por=None)
    assert "III Encuentro" not in client.get(url, {"codigo": codigo}).content.decode()
