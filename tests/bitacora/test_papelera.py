"""What the papelera tells, and the one act by which something leaves it for good."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.bitacora import depuracion
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from convenios.models import Alcance, Avance, Compromiso, Convenio, Evidencia
from tests.factories import dias, make_avance, make_clausula, make_compromiso, make_convenio
from tests.formularios import leer


def borrar(registro, por, motivo="Se registró dos veces"):
    with gesto(por=por, motivo=motivo):
        registro.eliminar(por=por)


@pytest.fixture
def borrado(convenio, municipalidad_a, municipalidad_b, especialista, coordinador):
    """A deleted commitment on which hang two districts, a milestone and an avance with its proof."""
    distritos = (municipalidad_a.distrito, municipalidad_b.distrito)
    compromiso = make_compromiso(convenio, codigo="C-BORRADO", distritos=distritos, hitos=1, responsable="Área de gestión")
    make_avance(compromiso, por=especialista, con_evidencia=True)
    borrar(compromiso, coordinador)
    return compromiso


# ── What it tells ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_says_what_hung_on_each_record(borrado, coordinador, como):
    html = como(coordinador).get("/papelera/").content.decode()
    assert "2 alcances" in html
    assert "1 hito" in html
    assert "1 avance" in html


def test_what_had_been_deleted_before_did_not_hang_on_it(convenio, municipalidad_a, coordinador, como):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), hitos=1)
    borrar(compromiso.hitos.get(), coordinador)
    borrar(compromiso, coordinador)
    html = como(coordinador).get("/papelera/").content.decode()
    assert "1 alcance" in html
    assert "1 hito" not in html


@pytest.mark.parametrize(
    ("filtro", "sale"),
    [
        ({"texto": "borrado"}, True),
        ({"texto": "c-BORR"}, True),
        ({"texto": "otro"}, False),
        ({"clase": "convenios.compromiso"}, True),
        ({"clase": "convenios.clausula"}, False),
        ({"clase": "auth.user"}, True),  # not one of the kinds: not listened to
        ({"desde": f"{dias(0):%Y-%m-%d}"}, True),
        ({"hasta": f"{dias(-1):%Y-%m-%d}"}, False),
        ({"desde": "ayer", "por": "x"}, True),
    ],
)
def test_the_papelera_is_filtered(borrado, coordinador, como, filtro, sale):
    assert ("C-BORRADO" in como(coordinador).get("/papelera/", filtro).content.decode()) is sale


def test_the_papelera_is_filtered_by_who_deleted(borrado, coordinador, coordinadora, convenio, como):
    borrar(make_clausula(convenio, titulo="De ella"), coordinadora)
    html = como(coordinador).get("/papelera/", {"por": coordinadora.pk}).content.decode()
    assert "De ella" in html
    assert "C-BORRADO" not in html


def test_a_page_of_the_papelera_costs_the_same_with_one_record_or_forty(borrado, coordinador, convenio, municipalidad_a, como):
    cliente = como(coordinador)
    with CaptureQueriesContext(connection) as pocas:
        cliente.get("/papelera/")
    for n in range(40):
        borrar(make_compromiso(convenio, distritos=(municipalidad_a.distrito,)) if n % 2 else make_clausula(convenio), coordinador)
    with CaptureQueriesContext(connection) as muchas:
        cliente.get("/papelera/")
    assert len(muchas) == len(pocas) <= 8


def test_before_restoring_one_reads_how_it_was_who_deleted_it_and_why(borrado, coordinador, como):
    html = como(coordinador).get(reverse("papelera_ver", args=["convenios.compromiso", borrado.pk])).content.decode()
    for dicho in ("Área de gestión", "Se registró dos veces", coordinador.nombre, "2 alcances", "1 avance", "1 evidencia"):
        assert dicho in html
    assert reverse("restaurar", args=["convenios.compromiso", borrado.pk]) in html


def test_what_cannot_come_back_says_why_before_one_presses(borrado, convenio, coordinador, como):
    make_compromiso(convenio, codigo="C-borrado")
    html = como(coordinador).get(reverse("papelera_ver", args=["convenios.compromiso", borrado.pk])).content.decode()
    assert "Este convenio ya tiene un compromiso con ese código" in html
    assert reverse("restaurar", args=["convenios.compromiso", borrado.pk]) not in html


def test_what_is_alive_has_no_page_in_the_papelera(convenio, coordinador, como):
    compromiso = make_compromiso(convenio)
    assert como(coordinador).get(reverse("papelera_ver", args=["convenios.compromiso", compromiso.pk])).status_code == 404
    assert como(coordinador).get("/papelera/convenios.evidencia/1/").status_code == 404


# ── The retention act ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def viejo(borrado):
    """The same, deleted 400 days ago."""
    Compromiso.todos.filter(pk=borrado.pk).update(eliminado_en=ahora() - datetime.timedelta(days=400))
    return borrado


def url(*registros, plazo=365):
    elegidos = [f"{r._meta.label_lower}:{r.pk}" for r in registros]
    return reverse("papelera_depurar", query=[("dias", plazo), *(("elegido", e) for e in elegidos)])


CONFIRMADO = {"motivo": "Plazo de conservación vencido", "documento": "Acta 3-2026", "palabra": "depurar"}


def test_only_an_administrator_purges(viejo, coordinador, administrador, como):
    assert como(coordinador).get(url(viejo)).status_code == 403
    assert como(coordinador).post(url(viejo), CONFIRMADO).status_code == 403
    with pytest.raises(ValidationError), gesto(por=coordinador, tipo=Lote.Tipo.RETENCION, motivo="x"):
        depuracion.depurar([f"convenios.compromiso:{viejo.pk}"], dias=365, por=coordinador)
    assert Compromiso.todos.filter(pk=viejo.pk).exists()


def test_a_purge_takes_the_record_and_what_hangs_on_it_and_keeps_their_history(
    viejo, administrador, como, django_capture_on_commit_callbacks
):
    cliente, avance = como(administrador), Avance.todos.get(compromiso=viejo)
    evidencia = Evidencia.todos.get(avance=avance)
    almacen, nombre = evidencia.archivo.storage, evidencia.archivo.name
    pagina = cliente.get(url(viejo))
    assert "2 alcances" in pagina.content.decode()
    assert almacen.exists(nombre)
    with django_capture_on_commit_callbacks(execute=True):
        assert cliente.post(url(viejo), leer(pagina) | CONFIRMADO).status_code == 302
    for modelo, filtro in (
        (Compromiso, {"pk": viejo.pk}),
        (Alcance, {"compromiso": viejo.pk}),
        (Avance, {"pk": avance.pk}),
        (Evidencia, {"pk": evidencia.pk}),
    ):
        assert not modelo.todos.filter(**filtro).exists(), modelo
    assert not almacen.exists(nombre)
    ultima = Compromiso.history.filter(id=viejo.pk).first()
    lote = Lote.objects.get(tipo="retencion")
    assert (ultima.history_type, ultima.history_user, ultima.lote, ultima.codigo) == ("-", administrador, lote, "C-BORRADO")
    assert Evidencia.history.filter(id=evidencia.pk).first().history_type == "-"
    assert (lote.motivo, lote.eliminados, lote.por, lote.ambito) == (
        "Plazo de conservación vencido · Acta 3-2026", 6, administrador, viejo.convenio.ugel.codigo,
    )  # fmt: skip
    assert "Acta 3-2026" in cliente.get(reverse("papelera_depurar")).content.decode()


def test_the_timeline_of_the_parent_still_tells_what_was_purged(viejo, administrador, convenio, como):
    avance = Avance.todos.get(compromiso=viejo)
    Avance.todos.filter(pk=avance.pk).update(eliminado_en=viejo.eliminado_en, eliminado_por=administrador)
    Compromiso.todos.filter(pk=viejo.pk).update(eliminado_en=None, eliminado_por=None)
    Avance.todos.filter(pk=avance.pk).update(eliminado_en=ahora() - datetime.timedelta(days=200))
    with gesto(por=administrador, tipo=Lote.Tipo.RETENCION, motivo="Acta"):
        depuracion.depurar([f"convenios.avance:{avance.pk}"], dias=90, por=administrador)
    html = como(administrador).get(reverse("historia", args=["convenios.compromiso", viejo.pk])).content.decode()
    assert "Lo borró del todo" in html


def test_a_purge_that_fails_loses_no_file(viejo, administrador, como, django_capture_on_commit_callbacks, monkeypatch):
    evidencia = Evidencia.todos.get(avance__compromiso=viejo)
    cliente, datos = como(administrador), leer(como(administrador).get(url(viejo))) | CONFIRMADO
    monkeypatch.setattr(Lote, "contar", lambda *a, **k: (_ for _ in ()).throw(ValidationError("se cortó")))
    with django_capture_on_commit_callbacks(execute=True):
        assert cliente.post(url(viejo), datos).status_code == 422
    assert Compromiso.todos.filter(pk=viejo.pk).exists()
    assert evidencia.archivo.storage.exists(evidencia.archivo.name)


@pytest.mark.parametrize("mal", [{"palabra": "sí"}, {"motivo": ""}, {"documento": " "}, {"clave": ""}])
def test_without_reason_document_and_word_nothing_goes(viejo, administrador, como, mal):
    cliente = como(administrador)
    respuesta = cliente.post(url(viejo), leer(cliente.get(url(viejo))) | CONFIRMADO | mal)
    assert respuesta.status_code == 422
    assert Compromiso.todos.filter(pk=viejo.pk).exists()


def test_what_was_deleted_lately_is_neither_listed_nor_purged(borrado, administrador, como):
    cliente = como(administrador)
    assert "C-BORRADO" not in cliente.get(reverse("papelera_depurar")).content.decode()
    assert cliente.get(reverse("papelera_depurar", query={"dias": "10"})).status_code == 422
    assert "menos de" in cliente.get(url(borrado)).content.decode()
    for plazo in (0, 10, 90):
        with pytest.raises(ValidationError), gesto(por=administrador, tipo=Lote.Tipo.RETENCION, motivo="x"):
            depuracion.depurar([f"convenios.compromiso:{borrado.pk}"], dias=plazo, por=administrador)


def test_what_something_living_still_names_is_refused_by_its_name(viejo, administrador, convenio, como):
    marco = make_convenio(convenio.ugel, codigo="CM-MARCO", tipo="marco")
    especifico = make_convenio(convenio.ugel, codigo="CE-VIVO", tipo="especifico", padre=marco)
    Convenio.todos.filter(pk=marco.pk).update(
        eliminado_en=viejo.eliminado_en or ahora() - datetime.timedelta(days=400), eliminado_por=administrador
    )
    Convenio.todos.filter(pk=marco.pk).update(eliminado_en=ahora() - datetime.timedelta(days=400))
    cliente = como(administrador)
    pagina = cliente.get(url(marco, viejo)).content.decode()
    assert f"convenio «{especifico}», que sigue en uso" in pagina
    assert "Borrar del todo" not in pagina
    with pytest.raises(ValidationError, match="no se puede depurar"), gesto(por=administrador, tipo=Lote.Tipo.RETENCION, motivo="x"):
        depuracion.depurar([f"convenios.convenio:{marco.pk}", f"convenios.compromiso:{viejo.pk}"], dias=365, por=administrador)
    assert Compromiso.todos.filter(pk=viejo.pk).exists()  # all or nothing


def test_what_somebody_restored_meanwhile_is_not_purged(viejo, administrador, coordinador, como):
    cliente = como(administrador)
    datos = leer(cliente.get(url(viejo))) | CONFIRMADO
    with gesto(por=coordinador):
        Compromiso.todos.get(pk=viejo.pk).restaurar()
    respuesta = cliente.post(url(viejo), datos)
    assert respuesta.status_code == 422
    assert "ya no está en la papelera" in respuesta.content.decode()
    assert Compromiso.objects.filter(pk=viejo.pk).exists()


def test_the_papelera_of_another_ugel_is_not_reached(viejo, otra_ugel, como):
    from tests.factories import make_usuario

    ajeno = make_usuario("administrador", ugel=otra_ugel)
    assert "C-BORRADO" not in como(ajeno).get(url(viejo)).content.decode()
    with pytest.raises(ValidationError), gesto(por=ajeno, tipo=Lote.Tipo.RETENCION, motivo="x"):
        depuracion.depurar([f"convenios.compromiso:{viejo.pk}"], dias=365, por=ajeno)


@pytest.mark.parametrize(
    "basura", ["x", "convenios.compromiso:", "convenios.compromiso:abc", "auth.user:1", "convenios.compromiso:99999999999999999999"]
)
def test_nonsense_is_chosen_in_vain(viejo, administrador, como, basura):
    assert como(administrador).get(reverse("papelera_depurar"), {"dias": 365, "elegido": basura}).status_code == 200


def test_the_price_of_a_preview_does_not_grow_with_what_hangs(viejo, administrador, especialista, como):
    cliente = como(administrador)
    with CaptureQueriesContext(connection) as pocas:
        cliente.get(url(viejo))
    Avance.todos.bulk_create([Avance(compromiso=viejo, creado_por=especialista, fecha=dias(-1), descripcion=f"A {n}") for n in range(200)])
    with CaptureQueriesContext(connection) as muchas:
        cliente.get(url(viejo))
    assert len(muchas) == len(pocas)
