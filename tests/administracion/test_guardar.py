"""How the administration saves: once, under the revision that was seen, with its reason, and without going round a lock."""

import uuid

import pytest
from django.contrib import admin
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora import admin as portal_admin
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.revisiones import revision_de
from convenios.models import Avance, Compromiso, Convenio, Evidencia
from encuentros.models import Encuentro
from municipios.models import Distrito, Municipalidad
from tests.administracion.test_alcance import lista, pagina
from tests.factories import (
    dias,
    make_alcance,
    make_avance,
    make_compromiso,
    make_convenio,
    make_designacion,
    make_distrito,
    make_evidencia,
    make_hito,
    make_municipalidad,
    make_parte,
    make_pdf,
    make_usuario,
)
from tests.factories_encuentros import make_asistencia, make_encuentro, make_proyecto_expuesto
from tests.formularios import leer


@pytest.fixture
def registros(convenio, municipalidad_a, coordinador, administrador):
    """One record of each kind, with the field that two people will write in, and who may."""
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    return [
        (convenio, "objeto", coordinador),
        (compromiso, "responsable", coordinador),
        (make_avance(compromiso, por=coordinador), "expediente", coordinador),
        (make_encuentro(convenio.ugel), "lugar", coordinador),
        (municipalidad_a.distrito, "capital", administrador),
        (municipalidad_a, "fuente", administrador),
        (convenio.ugel, "fuente", administrador),
        (make_usuario("especialista", ugel=convenio.ugel, username="otra"), "email", administrador),
    ]


def _textos(campo: str) -> tuple[str, str]:
    return ("uno@ejemplo.pe", "dos@ejemplo.pe") if campo == "email" else ("El primero", "El segundo")


# ── P1: the revision ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_second_to_save_gets_both_texts_and_nothing_of_the_first_is_lost(como, registros):
    for obj, campo, persona in registros:
        primero, segundo = _textos(campo)
        cliente = como(persona)
        en_una, en_otra = leer(cliente.get(pagina(obj))), leer(cliente.get(pagina(obj)))

        assert cliente.post(pagina(obj), en_una | {campo: primero}).status_code == 302, obj
        respuesta = cliente.post(pagina(obj), en_otra | {campo: segundo})

        obj.refresh_from_db()
        assert respuesta.status_code == 409, obj
        assert getattr(obj, campo) == primero
        assert primero in respuesta.content.decode()
        assert segundo in respuesta.content.decode()
        assert persona.nombre in respuesta.content.decode()


def test_without_the_lock_the_first_one_would_be_lost(como, registros, monkeypatch):
    monkeypatch.setattr(portal_admin, "bloquear", lambda registro, revision: None)
    for obj, campo, persona in registros:
        primero, segundo = _textos(campo)
        cliente = como(persona)
        en_una, en_otra = leer(cliente.get(pagina(obj))), leer(cliente.get(pagina(obj)))

        cliente.post(pagina(obj), en_una | {campo: primero})
        assert cliente.post(pagina(obj), en_otra | {campo: segundo}).status_code == 302

        obj.refresh_from_db()
        assert getattr(obj, campo) == segundo


@pytest.mark.parametrize("revision", ["", "0", "1", "abc", "99999999999999999999999", None])
def test_a_save_that_cannot_say_what_it_saw_overwrites_nothing(como, coordinador, convenio, revision):
    campos = leer(como(coordinador).get(pagina(convenio))) | {"objeto": "Otro"}
    campos.pop("revision")

    respuesta = como(coordinador).post(pagina(convenio), campos | ({} if revision is None else {"revision": revision}))

    convenio.refresh_from_db()
    assert respuesta.status_code == 409
    assert convenio.objeto == ""


def test_what_one_did_not_touch_follows_what_is_saved_and_saving_again_keeps_both(como, coordinador, convenio):
    cliente = como(coordinador)
    en_una, en_otra = leer(cliente.get(pagina(convenio))), leer(cliente.get(pagina(convenio)))
    cliente.post(pagina(convenio), en_una | {"objeto": "Del primero", "sin_fin": "on", "fin": "", "lugar": "Jaén"})

    respuesta = cliente.post(pagina(convenio), en_otra | {"lugar": "Las Pirias"})
    respuesta.status_code = 200  # as a browser reads it
    cliente.post(pagina(convenio), leer(respuesta))

    convenio.refresh_from_db()
    assert (convenio.objeto, convenio.lugar, convenio.sin_fin, convenio.fin) == ("Del primero", "Las Pirias", True, None)


def test_a_row_that_hangs_on_the_record_moves_its_revision(como, coordinador, convenio):
    cliente, antes = como(coordinador), revision_de(convenio)
    en_una, en_otra = leer(cliente.get(pagina(convenio))), leer(cliente.get(pagina(convenio)))

    assert cliente.post(pagina(convenio), en_una | {"partes-0-firmante": "La primera"}).status_code == 302
    respuesta = cliente.post(pagina(convenio), en_otra | {"partes-0-firmante": "La segunda"})

    assert revision_de(convenio) > antes
    assert respuesta.status_code == 409
    assert convenio.partes.first().firmante == "La primera"
    assert "«La primera»" in respuesta.content.decode()
    assert "La segunda" in respuesta.content.decode()


def test_a_row_changed_by_another_door_is_a_conflict_of_that_row(como, coordinador, convenio):
    campos = leer(como(coordinador).get(pagina(convenio)))
    parte = convenio.partes.first()
    parte.firmante = "Por otra puerta"
    parte.save()

    respuesta = como(coordinador).post(pagina(convenio), campos | {"partes-0-firmante": "Por esta"})

    parte.refresh_from_db()
    assert respuesta.status_code == 409
    assert parte.firmante == "Por otra puerta"


def test_a_save_that_changes_nothing_leaves_no_history(como, coordinador, convenio):
    antes = revision_de(convenio)

    assert como(coordinador).post(pagina(convenio), leer(como(coordinador).get(pagina(convenio)))).status_code == 302
    assert revision_de(convenio) == antes


# ── P2: once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_pressing_twice_makes_one(como, coordinador, convenio):
    cliente, nueva = como(coordinador), reverse("admin:convenios_compromiso_add")
    campos = leer(cliente.get(nueva)) | {"convenio": convenio.pk, "codigo": "C-1", "descripcion": "Algo", "linea": "otros"}

    primera = cliente.post(nueva, campos)
    segunda = cliente.post(nueva, campos | {"codigo": "C-2"})

    assert Compromiso.objects.count() == 1
    assert Compromiso.objects.get().history.count() == 1
    assert (primera.status_code, primera.url) == (segunda.status_code, segunda.url)


def test_without_its_key_nothing_is_made(como, coordinador, convenio):
    cliente, nueva = como(coordinador), reverse("admin:encuentros_encuentro_add")
    campos = leer(cliente.get(nueva)) | {"ugel": convenio.ugel_id, "numero": 1, "nombre": "I Encuentro", "clave": ""}

    assert cliente.post(nueva, campos).status_code == 422
    assert not Encuentro.objects.exists()
    assert cliente.post(nueva, campos | {"clave": str(uuid.uuid4())}).status_code == 302


def test_a_page_that_comes_back_with_errors_leaves_no_lote_and_keeps_its_key(como, coordinador, convenio):
    cliente, antes = como(coordinador), Lote.objects.count()
    campos = leer(cliente.get(pagina(convenio)))

    respuesta = cliente.post(pagina(convenio), campos | {"titulo": "", "objeto": "Lo escrito"})
    assert respuesta.status_code == 422
    assert "Lo escrito" in respuesta.content.decode()
    assert Lote.objects.count() == antes

    assert cliente.post(pagina(convenio), campos | {"objeto": "Lo escrito"}).status_code == 302


# ── History ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_history_tells_who_what_and_why_and_offers_no_way_back(como, coordinador, convenio):
    cliente = como(coordinador)
    campos = leer(cliente.get(pagina(convenio)))

    cliente.post(pagina(convenio), campos | {"objeto": "Unir esfuerzos", "motivo": "Oficio 12-2024", "partes-0-firmante": "Alba"})
    texto = cliente.get(pagina(convenio, "history")).content.decode()

    ultima, de_la_parte = convenio.history.first(), convenio.partes.first().history.first()
    assert (ultima.history_user, ultima.history_change_reason) == (coordinador, "Oficio 12-2024")
    assert ultima.lote == de_la_parte.lote
    assert coordinador.nombre in texto
    assert "Unir esfuerzos" in texto
    assert "Oficio 12-2024" in texto
    assert "/salir/" in texto
    assert texto.count("<form") == 1  # the way out, and none to revert


# ── To the papelera ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_account_has_a_history_page_too(como, administrador, especialista):
    for nombre in ("Ana Uno", "Ana Dos"):
        especialista.nombre = nombre
        with gesto(por=administrador):
            especialista.save()
    pagina = como(administrador).get(reverse("admin:cuentas_usuario_history", args=[especialista.pk])).content.decode()
    assert "Ana Uno" in pagina
    assert "Ana Dos" in pagina


def test_deleting_sends_to_the_papelera_with_who_and_why(como, coordinador, convenio):
    compromiso = make_compromiso(convenio)
    cliente = como(coordinador)
    campos = leer(cliente.get(pagina(compromiso, "delete")))

    assert cliente.post(pagina(compromiso, "delete"), campos | {"motivo": "Repetido"}).status_code == 302
    assert cliente.post(pagina(compromiso, "delete"), campos).status_code == 302  # pressed twice

    borrado = Compromiso.todos.get(pk=compromiso.pk)
    assert borrado.eliminado_por == coordinador
    assert borrado.history.first().history_change_reason == "Repetido"
    assert borrado.history.count() == compromiso.history.count()


def test_several_go_to_the_papelera_in_one_gesture(como, coordinador, convenio):
    elegidos = [make_compromiso(convenio) for _ in range(3)]
    otro = make_compromiso(convenio)
    cliente = como(coordinador)
    datos = {"action": "delete_selected", "_selected_action": [c.pk for c in elegidos]}

    campos = leer(cliente.post(lista(Compromiso), datos))
    cliente.post(lista(Compromiso), campos | datos | {"motivo": "Repetidos"})

    assert list(Compromiso.objects.all()) == [otro]
    assert len({c.history.first().lote_id for c in elegidos}) == 1


def test_what_is_locked_is_not_deleted_and_the_page_says_why(como, coordinador, coordinadora, convenio):
    avance = make_avance(make_compromiso(convenio), estado="verificado", verificador=coordinadora)
    cliente = como(coordinador)

    assert "no se elimina" in cliente.get(pagina(avance, "delete")).content.decode()
    assert cliente.post(pagina(avance, "delete"), {"post": "yes", "clave": uuid.uuid4()}).status_code == 422
    datos = {"action": "delete_selected", "_selected_action": [avance.pk], "post": "yes", "clave": uuid.uuid4()}
    assert "no se elimina" in cliente.post(lista(Avance), datos).content.decode()
    assert Avance.objects.filter(pk=avance.pk).exists()


def test_a_row_taken_away_on_the_page_goes_to_the_papelera_unless_it_is_locked(
    como, coordinador, convenio, municipalidad_a, municipalidad_b
):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito))
    make_avance(compromiso, por=coordinador, distrito=municipalidad_a.distrito)
    cliente = como(coordinador)

    respuesta = cliente.post(pagina(compromiso), leer(cliente.get(pagina(compromiso))) | {"alcances-0-DELETE": "on"})
    assert respuesta.status_code == 422
    assert "ya tiene avances" in respuesta.content.decode()

    assert cliente.post(pagina(compromiso), leer(cliente.get(pagina(compromiso))) | {"alcances-1-DELETE": "on"}).status_code == 302
    assert [a.distrito for a in compromiso.alcances.all()] == [municipalidad_a.distrito]
    assert compromiso.alcances.model.todos.filter(eliminado_por=coordinador).count() == 1


# ── Locks and laws ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("estado", ["enviado", "verificado"])
def test_an_avance_that_was_sent_is_read_only(como, coordinador, coordinadora, convenio, estado):
    avance = make_avance(make_compromiso(convenio), estado=estado, por=coordinador, verificador=coordinadora, con_evidencia=True)

    texto = como(coordinador).get(pagina(avance)).content.decode()

    assert 'name="descripcion"' not in texto
    assert 'name="_save"' not in texto
    assert como(coordinador).post(pagina(avance), {"descripcion": "Otra cosa"}).status_code == 403


def test_an_avance_of_another_person_is_read_only(como, coordinador, coordinadora, convenio):
    avance = make_avance(make_compromiso(convenio), por=coordinadora)

    assert como(coordinador).get(pagina(avance)).status_code == 200
    assert como(coordinador).post(pagina(avance), {"descripcion": "Otra cosa"}).status_code == 403


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("estado", "cumplido"),
        ("estado_motivo", "Porque sí"),
        ("demostracion", "on"),
        ("eliminado_en", "2024-01-01"),
        ("plazo", "2030-01-01"),
        ("convenio", "ajeno"),
    ],
)
def test_what_is_not_a_field_of_the_page_cannot_be_posted(como, coordinador, convenio, campo, valor):
    compromiso = make_compromiso(convenio, plazo=dias(30))
    otro = make_convenio(convenio.ugel)
    antes = Compromiso.objects.filter(pk=compromiso.pk).values().get()

    como(coordinador).post(
        pagina(compromiso),
        leer(como(coordinador).get(pagina(compromiso))) | {campo: otro.pk if valor == "ajeno" else valor, "fuente": "Acta"},
    )

    assert Compromiso.objects.filter(pk=compromiso.pk).values().get() == antes | {"fuente": "Acta"}


def test_a_due_date_once_set_leads_to_its_own_page(como, coordinador, convenio):
    compromiso = make_compromiso(convenio, plazo=dias(30))

    texto = como(coordinador).get(pagina(compromiso)).content.decode()

    assert reverse("compromiso_reprogramar", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo]) in texto
    assert 'name="plazo"' not in texto


def test_a_law_of_the_database_is_told_on_the_page(como, coordinador, convenio, municipalidad_a):
    make_compromiso(convenio, codigo="C-1")
    cliente, nueva = como(coordinador), reverse("admin:convenios_compromiso_add")
    campos = leer(cliente.get(nueva)) | {"convenio": convenio.pk, "codigo": "c-1", "descripcion": "Algo", "linea": "otros"}
    assert "ya tiene un compromiso con ese código" in cliente.post(nueva, campos).content.decode()

    campos |= {"codigo": "C-2", "meta": "10", "unidad": ""}
    assert "necesita su unidad" in cliente.post(nueva, campos).content.decode()

    dos = {f"alcances-{n}-distrito": municipalidad_a.distrito.pk for n in (0, 1)}
    respuesta = cliente.post(nueva, campos | {"meta": ""} | {"alcances-TOTAL_FORMS": "2"} | dos)
    assert respuesta.status_code == 422
    assert "Ese distrito ya está" in respuesta.content.decode()
    assert not Compromiso.objects.filter(codigo="C-2").exists()


def test_a_law_that_only_the_save_can_see_comes_back_on_the_page(como, coordinador, convenio, otra_ugel, municipalidad_ajena):
    """A superuser may choose any municipality; the convenio takes only those of its UGEL."""
    jefe = make_usuario("administrador", username="instalacion", is_superuser=True)
    cliente, nueva = como(jefe), reverse("admin:convenios_convenio_add")
    campos = leer(cliente.get(nueva)) | {"ugel": convenio.ugel_id, "codigo": "X-1", "titulo": "Título"}

    respuesta = cliente.post(nueva, campos | {"partes-TOTAL_FORMS": "1", "partes-0-municipalidad": municipalidad_ajena.pk})

    assert respuesta.status_code == 422
    assert "no pertenece al ámbito" in respuesta.content.decode()
    assert not Convenio.todos.filter(codigo="X-1").exists()


def test_a_record_is_made_whole_with_its_rows(como, coordinador, convenio, municipalidad_a):
    cliente, nueva = como(coordinador), reverse("admin:convenios_convenio_add")
    campos = leer(cliente.get(nueva)) | {
        "ugel": convenio.ugel_id,
        "codigo": "ESP-1",
        "titulo": "Específico",
        "tipo": "especifico",
        "padre": convenio.pk,
    }
    filas = {"partes-TOTAL_FORMS": "1", "partes-0-municipalidad": municipalidad_a.pk, "clausulas-TOTAL_FORMS": "1", "clausulas-0-orden": 1}

    assert cliente.post(nueva, campos | filas | {"clausulas-0-titulo": "Del objeto", "adjunto": make_pdf()}).status_code == 302

    hecho = Convenio.objects.get(codigo="ESP-1")
    assert (hecho.estado, hecho.padre, hecho.partes.count(), hecho.clausulas.get().titulo) == ("borrador", convenio, 1, "Del objeto")
    assert hecho.archivo_nombre == "acta.pdf"
    assert len(hecho.archivo_sha256) == 64


# ── Avances ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_avance_is_registered_with_its_proof(como, coordinador, convenio):
    compromiso = make_compromiso(convenio, hitos=1)
    cliente, nueva = como(coordinador), reverse("admin:convenios_avance_add")
    campos = leer(cliente.get(nueva)) | {"compromiso": compromiso.pk, "fecha": dias(-1).isoformat(), "descripcion": "Se reunieron"}
    fila = {"evidencias-TOTAL_FORMS": "1", "evidencias-0-clase": "documento_firmado", "evidencias-0-adjunto": make_pdf()}

    respuesta = cliente.post(nueva, campos | {"hito": compromiso.hitos.get().pk} | fila)

    assert respuesta.status_code == 302
    avance = Avance.objects.get()
    assert (avance.creado_por, avance.estado, avance.evidencias.get().subida_por) == (coordinador, "borrador", coordinador)
    assert avance.evidencias.get().archivo_nombre == "acta.pdf"


def test_what_is_not_a_pdf_nor_a_photo_does_not_get_in(como, coordinador, convenio):
    from django.core.files.uploadedfile import SimpleUploadedFile

    avance = make_avance(make_compromiso(convenio), por=coordinador)
    malo = SimpleUploadedFile("acta.pdf", b"<script>alert(1)</script>", content_type="application/pdf")
    fila = {"evidencias-TOTAL_FORMS": "1", "evidencias-0-clase": "documento", "evidencias-0-adjunto": malo}

    respuesta = como(coordinador).post(pagina(avance), leer(como(coordinador).get(pagina(avance))) | fila)

    assert respuesta.status_code == 422
    assert not Evidencia.objects.exists()


def test_an_evidence_is_a_link_or_is_taken_away(como, coordinador, convenio):
    avance = make_avance(make_compromiso(convenio), por=coordinador)
    make_evidencia(avance)
    cliente = como(coordinador)
    fila = {"evidencias-TOTAL_FORMS": "2", "evidencias-1-clase": "enlace", "evidencias-1-enlace": "https://ejemplo.pe/acta"}

    respuesta = cliente.post(pagina(avance), leer(cliente.get(pagina(avance))) | fila | {"evidencias-0-DELETE": "on"})

    assert respuesta.status_code == 302
    assert [e.enlace for e in avance.evidencias.all()] == ["https://ejemplo.pe/acta"]


def test_verifying_tells_by_row_what_could_not_be_verified(como, coordinador, coordinadora, convenio):
    compromiso = make_compromiso(convenio)
    bueno, propio = make_avance(compromiso, estado="enviado"), make_avance(compromiso, estado="enviado", por=coordinador)
    datos = {"action": "verificar", "_selected_action": [bueno.pk, propio.pk]}

    respuesta = como(coordinador).post(lista(Avance), datos, follow=True)

    assert Avance.objects.get(pk=bueno.pk).verificado_por == coordinador
    assert Avance.objects.get(pk=propio.pk).estado == "enviado"
    assert f"{propio}" in respuesta.content.decode()
    assert "es otra persona" in respuesta.content.decode()
    assert "Verificados: 1." in respuesta.content.decode()


def test_returning_needs_its_reason_and_reaches_the_author(como, coordinador, especialista, convenio):
    avance = make_avance(make_compromiso(convenio), estado="enviado", por=especialista)
    datos = {"action": "observar", "_selected_action": [avance.pk]}

    como(coordinador).post(lista(Avance), datos)
    assert Avance.objects.get(pk=avance.pk).estado == "enviado"

    como(coordinador).post(lista(Avance), datos | {"motivo": "Falta la lista"})
    avance.refresh_from_db()
    assert (avance.estado, avance.observacion) == ("observado", "Falta la lista")
    assert Aviso.objects.for_user(especialista).count() == 1


def test_an_administrator_is_not_offered_what_only_a_coordinator_decides(como, administrador, convenio):
    avance = make_avance(make_compromiso(convenio), estado="enviado")
    texto = como(administrador).get(lista(Avance)).content.decode()

    assert 'value="verificar"' not in texto
    como(administrador).post(lista(Avance), {"action": "verificar", "_selected_action": [avance.pk]})
    assert Avance.objects.get(pk=avance.pk).estado == "enviado"


# ── What a page costs ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def contar(django_assert_max_num_queries):
    def _contar(cliente, direccion) -> int:
        with django_assert_max_num_queries(40) as consultas:
            assert cliente.get(direccion).status_code == 200
        return len(consultas)

    return _contar


def test_a_list_costs_the_same_for_ten_rows_or_a_thousand(como, coordinador, administrador, convenio, municipalidad_a, contar):
    def llenar(hasta: int) -> None:
        faltan = range(Compromiso.objects.count(), hasta)
        compromisos = Compromiso.objects.bulk_create(
            [Compromiso(convenio=convenio, codigo=f"M-{n}", descripcion="Masa", obligada=convenio.partes.first()) for n in faltan]
        )
        Avance.objects.bulk_create(
            [
                Avance(compromiso=c, distrito=municipalidad_a.distrito, fecha=dias(-1), descripcion="Masa", creado_por=coordinador)
                for c in compromisos
            ]
        )
        Encuentro.objects.bulk_create(
            [Encuentro(ugel=convenio.ugel, numero=n + 1, nombre="Masa", distrito=municipalidad_a.distrito) for n in faltan]
        )
        distritos = Distrito.objects.bulk_create(
            [Distrito(ugel=convenio.ugel, ubigeo=f"5{n:05d}", nombre=f"D{n}", provincia="P", departamento="D") for n in faltan]
        )
        Municipalidad.objects.bulk_create([Municipalidad(distrito=d) for d in distritos])
        Convenio.objects.bulk_create(
            [Convenio(ugel=convenio.ugel, codigo=f"M-{n}", titulo="Masa", tipo="especifico", padre=convenio) for n in faltan]
        )

    listas = [lista(modelo) for modelo, suyo in admin.site._registry.items() if suyo.en_el_indice]
    visitas = [(como(p), d) for p in (administrador, coordinador) for d in listas if p == administrador or "usuario" not in d]

    llenar(10)
    pocas = [contar(*visita) for visita in visitas]
    llenar(1000)
    muchas = [contar(*visita) for visita in visitas]

    assert pocas == muchas
    assert max(muchas) <= 12


def test_a_page_costs_the_same_for_two_rows_or_forty(como, coordinador, administrador, convenio, contar):
    compromiso = make_compromiso(convenio, plazo=dias(10))
    avance = make_avance(compromiso, por=coordinador)
    encuentro = make_encuentro(convenio.ugel)

    def llenar(hasta: int) -> None:
        faltan = range(compromiso.hitos.count(), hasta)
        distritos = [make_distrito(convenio.ugel) for _ in faltan]
        for distrito in distritos:
            municipalidad = make_municipalidad(distrito=distrito)
            make_parte(convenio, municipalidad)
            make_alcance(compromiso, distrito)
            make_hito(compromiso)
            make_asistencia(encuentro, municipalidad)
            make_proyecto_expuesto(encuentro, distrito=distrito)
            make_evidencia(avance, enlace="https://ejemplo.pe/")
            make_designacion(convenio, usuario=make_usuario("especialista", ugel=convenio.ugel))
        convenio.objeto = f"Con {hasta} partes"
        convenio.save()

    suyas = [
        (coordinador, d) for d in (pagina(convenio), pagina(compromiso), pagina(avance), pagina(encuentro), pagina(convenio, "history"))
    ]
    visitas = [(como(p), d) for p, d in [*suyas, (administrador, pagina(convenio.ugel)), (administrador, pagina(administrador))]]

    for cliente, direccion in visitas:  # content types are asked for once in the life of a process
        cliente.get(direccion)
    llenar(2)
    pocas = [contar(*visita) for visita in visitas]
    llenar(40)

    assert [contar(*visita) for visita in visitas] == pocas
    assert max(pocas) <= 12
