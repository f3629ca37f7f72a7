"""The change of authorities: what it ends and begins, what it refuses, what the successor can do, what stays as it was."""

import io

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Avance, Compromiso, Designacion, Ejecucion, Traspaso
from convenios.models import traspaso as modelo
from convenios.traspasos import acciones
from convenios.traspasos.plan import PlanCambiado, Puesto, Solicitud, planear
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel
from tests.factories import (
    CONTRASENA,
    dias,
    make_adenda,
    make_avance,
    make_compromiso,
    make_designacion,
    make_ejecucion,
    make_gestion,
    make_plan,
    make_traspaso,
    make_usuario,
)
from tests.formularios import leer


# ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def alcaldia(ugel, municipalidad_a, alcalde_a) -> Puesto:
    return Puesto(clase="alcaldia", ugel=ugel, municipalidad=municipalidad_a)


def puesto_de(usuario) -> Puesto:
    fila = MiembroUgel.objects.select_related("usuario", "ugel").get(usuario=usuario, fin=None)
    return Puesto(clase="ugel", ugel=fila.ugel, fila=fila)


def solicitud(puesto, sucesor, **campos) -> Solicitud:
    return Solicitud(puesto=puesto, sucesor=sucesor, **{"modalidad": "traspaso", "desde": dias(0), "documento": "Credencial 1"} | campos)


def rechazos(puesto, sucesor, por, **campos) -> str:
    return " ".join(planear(solicitud(puesto, sucesor, **campos), por=por).rechazos)


def direccion(puesto) -> str:
    pk = puesto.municipalidad.pk if puesto.clase == "alcaldia" else puesto.fila.pk
    return reverse("traspaso_nuevo", args=[puesto.ugel.codigo, puesto.clase, pk])


def pedir(cliente, puesto, **campos):
    """The preview page, and what its confirmation posts."""
    datos = leer(cliente.get(direccion(puesto)))
    valores = {"desde": dias(0).isoformat(), "documento": "Credencial 77-2026", "motivo": "Nueva gestión municipal", "accion": "previa"}
    previa = cliente.post(direccion(puesto), datos | valores | campos)
    return previa, (leer(previa) | {"accion": "confirmar"}) if previa.status_code == 200 else {}


NUEVA = {"nuevo_nombre": "Norma Nueva", "nuevo_usuario": "norma.nueva", "nuevo_correo": "norma@ejemplo.pe"}


# ── A municipality ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_municipality_passes_to_a_new_mayor_with_a_new_account(administrador, alcaldia, alcalde_a, como):
    cliente = como(administrador)
    previa, confirmar = pedir(cliente, alcaldia, **NUEVA)
    assert "Norma Nueva" in previa.text
    assert "Se cierra la cuenta «alcalde.a»" in previa.text
    assert not Usuario.objects.filter(username="norma.nueva").exists()  # a preview writes nothing

    respuesta = cliente.post(direccion(alcaldia), confirmar)

    traspaso = Traspaso.objects.get()
    assert (respuesta.status_code, respuesta["Location"]) == (302, traspaso.get_absolute_url())
    vieja, nueva = Gestion.objects.filter(municipalidad=alcaldia.municipalidad).order_by("inicio")
    assert (vieja.usuario, vieja.fin) == (alcalde_a, dias(-1))
    assert (nueva.alcalde, nueva.inicio, nueva.fin, nueva.encargatura, nueva.fuente) == (
        "Norma Nueva",
        dias(0),
        None,
        False,
        "Credencial 77-2026",
    )
    assert (nueva.usuario.rol, nueva.usuario.has_usable_password(), nueva.usuario.email) == ("alcalde", False, "norma@ejemplo.pe")
    alcalde_a.refresh_from_db()
    assert not alcalde_a.is_active
    lote = Lote.objects.get(tipo="traspaso")
    assert (lote.por, lote.ambito, lote.motivo) == (administrador, alcaldia.ugel.codigo, "Nueva gestión municipal")
    assert (lote.creados, lote.cambiados) == (3, 2)
    for registro in (vieja, nueva, traspaso, alcalde_a):
        assert registro.history.latest("history_id").lote == lote


def test_pressing_twice_hands_it_over_once_and_leads_to_the_same_page(administrador, alcaldia, como):
    cliente = como(administrador)
    _, confirmar = pedir(cliente, alcaldia, **NUEVA)
    respuestas = [cliente.post(direccion(alcaldia), confirmar) for _ in range(2)]
    assert {r.status_code for r in respuestas} == {302}
    assert len({r["Location"] for r in respuestas}) == 1
    assert Traspaso.objects.count() == 1


def test_a_hand_over_of_next_year_is_dated_and_takes_nothing_away_today(coordinador, alcaldia, alcalde_a, como):
    cliente = como(coordinador)
    previa, confirmar = pedir(cliente, alcaldia, desde=dias(40).isoformat(), **NUEVA)
    assert "queda abierta hasta que se cierre a mano" in previa.text
    cliente.post(direccion(alcaldia), confirmar)

    alcalde_a.refresh_from_db()
    assert alcalde_a.is_active
    assert como(alcalde_a).get("/mi-municipio/").context["municipalidad"] == alcaldia.municipalidad
    assert Gestion.objects.get(usuario=alcalde_a).fin == dias(39)
    nueva = Usuario.objects.get(username="norma.nueva")
    assert not type(alcaldia.municipalidad).objects.propias_de(nueva).exists()


def test_a_municipality_without_a_mayor_receives_one(administrador, ugel, municipalidad_b, como):
    puesto = Puesto(clase="alcaldia", ugel=ugel, municipalidad=municipalidad_b)
    cliente = como(administrador)
    previa, confirmar = pedir(cliente, puesto, **NUEVA)
    assert "ya no tiene titular" in previa.text
    assert cliente.post(direccion(puesto), confirmar).status_code == 302
    assert Traspaso.objects.get().saliente is None
    assert Gestion.objects.get(municipalidad=municipalidad_b).alcalde == "Norma Nueva"


def test_an_account_that_was_closed_opens_again_when_it_receives(administrador, coordinador, alcaldia, ugel, municipalidad_a):
    vuelve = make_usuario(Rol.ALCALDE, is_active=False)
    make_gestion(municipalidad_a, alcalde=vuelve.nombre, usuario=vuelve, inicio=dias(-2000), fin=dias(-400))
    assert "la abre un administrador" in rechazos(alcaldia, vuelve, coordinador)
    make_traspaso(alcaldia, vuelve, por=administrador)
    vuelve.refresh_from_db()
    assert vuelve.is_active


def test_a_liaison_passes_on(administrador, ugel, municipalidad_a, enlace_a):
    fila = EnlaceMunicipal.objects.select_related("usuario").get(usuario=enlace_a)
    nuevo = make_usuario(Rol.ENLACE)
    make_traspaso(Puesto(clase="enlace", ugel=ugel, municipalidad=municipalidad_a, fila=fila), nuevo, por=administrador)
    assert not type(municipalidad_a).objects.propias_de(enlace_a).exists()
    assert list(type(municipalidad_a).objects.propias_de(nuevo)) == [municipalidad_a]


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_plan_refuses_what_cannot_be_and_says_why(administrador, coordinador, alcaldia, alcalde_a, alcalde_b, especialista):
    nadie = make_usuario(Rol.ALCALDE)
    assert "ya tiene ese cargo" in rechazos(alcaldia, alcalde_a, administrador)
    assert "ya tiene un cargo en esas fechas" in rechazos(alcaldia, alcalde_b, administrador)
    assert "este cargo pide «Alcalde»" in rechazos(alcaldia, especialista, administrador)
    assert "Se cruza con la gestión" in rechazos(alcaldia, nadie, administrador, desde=dias(-400))
    assert "más de dos años" in rechazos(alcaldia, nadie, administrador, desde=dias(900))
    assert "no puede ser anterior" in rechazos(alcaldia, nadie, administrador, hasta=dias(-1))
    assert "hasta qué día" in rechazos(alcaldia, nadie, administrador, modalidad="encargatura")
    assert rechazos(alcaldia, nadie, administrador) == ""


def test_a_term_that_was_already_registered_is_not_trampled(administrador, alcaldia, alcalde_a, municipalidad_a):
    Gestion.objects.filter(usuario=alcalde_a).update(fin=dias(30))
    make_gestion(municipalidad_a, alcalde="Ya Registrada", inicio=dias(31))
    nadie = make_usuario(Rol.ALCALDE)
    assert rechazos(alcaldia, nadie, administrador, desde=dias(10)) == ""  # what is left of the term, until day 30
    assert "Ya Registrada" in rechazos(alcaldia, nadie, administrador, desde=dias(10), hasta=dias(50))
    assert planear(solicitud(alcaldia, nadie, desde=dias(10)), por=administrador).hasta == dias(30)


def test_nobody_hands_a_charge_to_themselves_and_a_role_of_the_ugel_is_an_administrators_to_give(administrador, coordinador, coordinadora):
    assert "a sí mismo" in rechazos(puesto_de(coordinadora), coordinador, coordinador)
    puesto = puesto_de(coordinadora)
    plan = planear(solicitud(puesto, make_usuario()), por=coordinador)
    with pytest.raises(ValidationError, match="no traspasa ese cargo"):
        acciones.traspasar(plan.solicitud, por=coordinador, huella=plan.huella, motivo="Porque sí")


def test_a_person_of_another_ugel_cannot_receive(administrador, coordinadora, coordinador_otra_ugel):
    assert "UGEL ajena" in rechazos(puesto_de(coordinadora), coordinador_otra_ugel, administrador)


def test_an_account_out_of_reach_is_no_choice_of_the_form(administrador, alcaldia, como):
    ajeno = make_usuario(Rol.ALCALDE, municipalidad=None)
    otro = make_usuario(Rol.ENLACE)
    for cuenta in (otro,):
        previa, _ = pedir(como(administrador), alcaldia, sucesor=cuenta.pk)
        assert previa.status_code == 422
    previa, _ = pedir(como(administrador), alcaldia, sucesor=ajeno.pk)
    assert previa.status_code == 200


def test_what_was_typed_stays_when_the_plan_is_refused(administrador, alcaldia, como):
    previa, _ = pedir(como(administrador), alcaldia, desde=dias(-900).isoformat(), **NUEVA)
    assert previa.status_code == 422
    assert "Norma Nueva" in previa.text
    assert "Se cruza con la gestión" in previa.text


def test_an_account_is_not_closed_while_it_holds_another_charge(administrador, alcaldia, alcalde_a, municipalidad_b):
    make_gestion(municipalidad_b, alcalde=alcalde_a.nombre, usuario=alcalde_a)
    make_traspaso(alcaldia, make_usuario(Rol.ALCALDE), por=administrador, cerrar=True)
    alcalde_a.refresh_from_db()
    assert alcalde_a.is_active


# ── Between the preview and the confirmation ─────────────────────────────────────────────────────────────────────────────
def test_a_charge_that_moved_since_the_preview_is_shown_again(administrador, alcaldia, alcalde_a, como):
    cliente = como(administrador)
    _, confirmar = pedir(cliente, alcaldia, **NUEVA)
    with gesto(por=None):
        gestion = Gestion.objects.get(usuario=alcalde_a)
        gestion.fin = dias(100)
        gestion.save()

    respuesta = cliente.post(direccion(alcaldia), confirmar)

    assert respuesta.status_code == 409
    assert "Algo cambió" in respuesta.text
    assert not Traspaso.objects.exists()
    respuesta.status_code = 200
    assert cliente.post(direccion(alcaldia), leer(respuesta) | {"accion": "confirmar"}).status_code == 302
    assert Gestion.objects.get(alcalde="Norma Nueva").fin == dias(100)


def test_what_is_confirmed_is_what_was_shown_and_not_what_was_posted_instead(administrador, alcaldia, como):
    cliente = como(administrador)
    _, confirmar = pedir(cliente, alcaldia, **NUEVA)
    assert cliente.post(direccion(alcaldia), confirmar | {"nuevo_nombre": "Otra Persona"}).status_code == 409
    assert cliente.post(direccion(alcaldia), confirmar | {"huella": ""}).status_code == 409
    assert not Traspaso.objects.exists()


def test_the_fingerprint_is_what_refuses(administrador, alcaldia, monkeypatch):
    """Control: with one fingerprint for every plan, what nobody was shown is applied."""
    sin_ver = solicitud(alcaldia, make_usuario(Rol.ALCALDE))
    with pytest.raises(PlanCambiado):
        acciones.traspasar(sin_ver, por=administrador, huella="otra", motivo="Sin ver")
    monkeypatch.setattr("convenios.traspasos.plan.huella_de", lambda datos: "otra")
    assert acciones.traspasar(sin_ver, por=administrador, huella="otra", motivo="Sin ver").pk


def test_the_data_can_be_corrected_from_the_preview(administrador, alcaldia, como):
    cliente = como(administrador)
    _, confirmar = pedir(cliente, alcaldia, **NUEVA)
    pagina = cliente.post(direccion(alcaldia), confirmar | {"accion": "corregir"})
    assert leer(pagina)["nuevo_nombre"] == "Norma Nueva"


# ── An encargatura ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_encargatura_leaves_a_gap_that_the_titular_fills_again(administrador, alcaldia, alcalde_a, como):
    cliente = como(administrador)
    previa, confirmar = pedir(cliente, alcaldia, modalidad="encargatura", hasta=dias(9).isoformat(), **NUEVA)
    assert "vuelve el titular" in previa.text
    assert cliente.post(direccion(alcaldia), confirmar).status_code == 302

    filas = Gestion.objects.filter(municipalidad=alcaldia.municipalidad).order_by("inicio")
    assert [(g.alcalde, g.inicio, g.fin, g.encargatura) for g in filas] == [
        (alcalde_a.nombre, dias(-365), dias(-1), False),
        ("Norma Nueva", dias(0), dias(9), True),
        (alcalde_a.nombre, dias(10), None, False),
    ]
    for gestion in filas:
        gestion.full_clean()
    alcalde_a.refresh_from_db()
    assert alcalde_a.is_active
    assert Traspaso.objects.get().en_curso


def test_an_encargatura_never_outlives_the_term_of_the_titular(administrador, alcaldia, alcalde_a):
    Gestion.objects.filter(usuario=alcalde_a).update(fin=dias(5))
    nadie = make_usuario(Rol.ALCALDE)
    pedido = {"modalidad": "encargatura", "hasta": dias(9)}
    assert "no puede pasar de ese día" in rechazos(alcaldia, nadie, administrador, **pedido)
    make_traspaso(alcaldia, nadie, por=administrador, modalidad="encargatura", hasta=dias(5))
    assert Gestion.objects.filter(municipalidad=alcaldia.municipalidad).count() == 2


def test_who_is_designated_for_a_convenio_is_replaced_for_the_same_days(administrador, coordinadora, convenio):
    make_designacion(convenio, nombre=coordinadora.nombre, usuario=coordinadora, inicio=dias(-100), fin=dias(300))
    encargado = make_usuario(Rol.COORDINADOR)
    make_traspaso(puesto_de(coordinadora), encargado, por=administrador, modalidad="encargatura", hasta=dias(9))

    filas = Designacion.objects.filter(convenio=convenio).order_by("inicio")
    assert [(d.usuario, d.inicio, d.fin) for d in filas] == [
        (coordinadora, dias(-100), dias(-1)),
        (encargado, dias(0), dias(9)),
        (coordinadora, dias(10), dias(300)),
    ]
    assert filas[1].resolucion == "Resolución 1-2026"
    miembros = MiembroUgel.objects.filter(cargo=filas[0].usuario.get_rol_display(), usuario__in=[coordinadora, encargado]).order_by(
        "inicio"
    )
    assert [(m.usuario, m.inicio, m.fin, m.encargatura) for m in miembros] == [
        (coordinadora, dias(-365), dias(-1), False),
        (encargado, dias(0), dias(9), True),
        (coordinadora, dias(10), None, False),
    ]


# ── What the successor can do, what stays as it was ──────────────────────────────────────────────────────────────────────
@pytest.fixture
def heredero(administrador, especialista, convenio) -> Usuario:
    """Who received the charge of `especialista`, which had a draft, a returned one and a sent one."""
    compromiso = make_compromiso(convenio)
    for estado in ("borrador", "observado", "enviado"):
        make_avance(compromiso, estado=estado, por=especialista, descripcion=estado)
    nuevo = make_usuario(Rol.ESPECIALISTA)
    make_traspaso(puesto_de(especialista), nuevo, por=administrador)
    return nuevo


def test_the_successor_finishes_what_was_left_half_done_and_nothing_else(heredero, especialista, coordinador, como):
    pendientes = Avance.objects.pendientes_de(heredero)
    assert {a.descripcion for a in pendientes} == {"borrador", "observado"}
    borrador = Avance.objects.get(descripcion="borrador")
    assert borrador.lo_termina(heredero)
    assert not borrador.lo_termina(coordinador)
    assert borrador.creado_por == especialista
    assert como(heredero).get(reverse("avance_editar", args=[borrador.compromiso.convenio.ugel.codigo, borrador.pk])).status_code == 200
    assert especialista.nombre in como(heredero).get("/bandeja/").text


def test_the_successor_finishes_the_executions_of_plans_too(
    administrador, especialista, coordinador, coordinadora, convenio, municipalidad_a, como
):
    actividad = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador).actividades.get()
    borrador, enviada = (
        make_ejecucion(actividad, por=especialista),
        make_ejecucion(actividad, trimestre=2, por=especialista, estado="enviado"),
    )
    nuevo = make_usuario(Rol.ESPECIALISTA)
    make_traspaso(puesto_de(especialista), nuevo, por=administrador)
    assert list(Ejecucion.objects.pendientes_de(nuevo)) == [borrador]
    assert (borrador.lo_termina(nuevo), borrador.lo_termina(coordinador), borrador.creado_por) == (True, False, especialista)
    assert como(nuevo).get(borrador.direccion("editar")).status_code == 200
    assert borrador.get_absolute_url() in como(nuevo).get("/bandeja/").text
    assert enviada.get_absolute_url() not in como(nuevo).get("/bandeja/").text


def test_who_finishes_it_does_not_verify_it_and_its_author_stays(administrador, coordinador, convenio):
    avance = make_avance(make_compromiso(convenio), por=coordinador)
    nuevo = make_usuario(Rol.COORDINADOR)
    make_traspaso(puesto_de(coordinador), nuevo, por=administrador)
    with gesto(por=nuevo):
        avance.enviar(por=nuevo)
    assert (avance.creado_por, avance.enviado_por) == (coordinador, nuevo)
    assert not Avance.objects.por_verificar(nuevo).exists()
    with pytest.raises(ValidationError, match="otra persona"):
        avance.verificar(por=nuevo)


def test_while_the_author_holds_a_charge_nobody_finishes_for_them(administrador, especialista, heredero, ugel):
    """Control of the rule: with the author in office again, the drafts are the author's."""
    with gesto(por=None):
        MiembroUgel(ugel=ugel, usuario=especialista, inicio=dias(0)).save()
    assert not Avance.objects.pendientes_de(heredero).exists()
    assert not Avance.objects.get(descripcion="borrador").lo_termina(heredero)


def test_a_charge_handed_on_twice_takes_all_its_drafts_along(administrador, heredero, especialista):
    tercero = make_usuario(Rol.ESPECIALISTA)
    make_traspaso(puesto_de(heredero), tercero, por=administrador, desde=dias(1))
    assert Avance.objects.pendientes_de(heredero).count() == 2  # until tomorrow
    MiembroUgel.objects.filter(usuario=heredero).update(inicio=dias(-3), fin=dias(-2))
    MiembroUgel.objects.filter(usuario=tercero).update(inicio=dias(-1))
    assert Avance.objects.pendientes_de(tercero).count() == 2
    assert not Avance.objects.pendientes_de(heredero).exists()


def test_a_charge_received_in_one_ugel_opens_nothing_of_another(heredero, especialista, otra_ugel):
    ajeno = make_avance(make_compromiso(convenio=None), por=especialista)
    assert not ajeno.lo_termina(heredero)


def test_in_a_municipality_the_new_mayor_finishes_and_the_old_one_no_longer(administrador, alcaldia, alcalde_a, convenio):
    compromiso = make_compromiso(convenio, distritos=(alcaldia.municipalidad.distrito,))
    avance = make_avance(compromiso, por=alcalde_a, distrito=alcaldia.municipalidad.distrito)
    nuevo = make_usuario(Rol.ALCALDE)
    make_traspaso(alcaldia, nuevo, por=administrador)
    assert avance.lo_termina(nuevo)
    assert not Avance.objects.for_user(alcalde_a).exists()


# ── The acta ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def con_sesenta(administrador, alcaldia, alcalde_a, convenio) -> Traspaso:
    """The hand-over of a municipality with sixty open commitments."""
    distrito = alcaldia.municipalidad.distrito
    parte = convenio.partes.get(municipalidad=alcaldia.municipalidad)
    for n in range(60):
        obligada = parte if n % 2 else None
        c = make_compromiso(convenio, codigo=f"C-{n:03}", distritos=(distrito,), plazo=dias(n * 7 - 30), meta=10, obligada=obligada,
                            descripcion=f"Compromiso {n}: mejorar la infraestructura de la institución educativa n.º {n} del distrito")  # fmt: skip
        if n < 8:
            make_avance(c, por=alcalde_a, distrito=distrito, estado="borrador", cantidad=1, con_evidencia=n < 3)
    make_compromiso(convenio, codigo="C-CERRADO", distritos=(distrito,), estado="cumplido")
    make_compromiso(convenio, codigo="C-DE-B")
    make_adenda(convenio)
    return make_traspaso(alcaldia, make_usuario(Rol.ALCALDE, nombre="Norma Nueva"), por=administrador, cerrar=True)


def pdf_de(cliente, traspaso) -> str:
    respuesta = cliente.get(reverse("traspaso_acta", args=[traspaso.ugel.codigo, traspaso.pk]))
    assert (respuesta.status_code, respuesta["Content-Type"]) == (200, "application/pdf")
    return respuesta.content


def test_the_acta_of_a_municipality_with_sixty_open_commitments_lists_them_all(con_sesenta, administrador, como):
    datos = pdf_de(como(administrador), con_sesenta)
    lector = pypdf.PdfReader(io.BytesIO(datos))
    texto = " ".join(" ".join(p.extract_text() for p in lector.pages).split())
    assert con_sesenta.acta["compromisos_total"] == 60
    assert [n for n in range(60) if f"C-{n:03}" not in texto.replace(" ", "")] == []
    assert "C-CERRADO" not in texto
    assert "C-DE-B" not in texto
    assert len(con_sesenta.acta["avances"]) == 8
    assert con_sesenta.acta["convenios"][0][3:] == ["1", "3"]
    for palabra in ("Norma Nueva", "Alba Alcaldesa", "Testigo", "Ley 27269", con_sesenta.acta_sha256[:16]):
        assert palabra in texto, palabra


def test_the_acta_says_the_same_whatever_happens_later(con_sesenta, administrador, como):
    antes = pdf_de(como(administrador), con_sesenta)
    con_sesenta.entrante.nombre = "Otro Nombre"
    con_sesenta.entrante.save()
    Compromiso.objects.filter(codigo="C-001").update(descripcion="Otro texto")
    assert pdf_de(como(administrador), con_sesenta) == antes


def test_an_acta_that_somebody_touched_in_the_database_is_not_drawn(con_sesenta, administrador, como):
    Traspaso.objects.filter(pk=con_sesenta.pk).update(acta=con_sesenta.acta | {"recibe": "Otra Persona"})
    cliente = como(administrador)
    respuesta = cliente.get(reverse("traspaso_acta", args=[con_sesenta.ugel.codigo, con_sesenta.pk]), follow=True)
    assert "no coincide con su SHA-256" in respuesta.text


def test_without_the_sum_a_touched_acta_would_be_drawn(con_sesenta, administrador, como, monkeypatch):
    """Control: with the sum unasked, the false name is on the paper."""
    monkeypatch.setattr(modelo.Traspaso, "acta_integra", True)
    Traspaso.objects.filter(pk=con_sesenta.pk).update(acta=con_sesenta.acta | {"recibe": "Otra Persona"})
    assert "Otra Persona" in pypdf.PdfReader(io.BytesIO(pdf_de(como(administrador), con_sesenta))).pages[0].extract_text()


def test_the_acta_is_read_by_the_ugel_and_by_its_own_municipality(con_sesenta, request, como):
    esperado = {"coordinador": 200, "director": 200, "alcalde_b": 404, "dre": 404, "coordinador_otra_ugel": 404, "enlace_a": 200}
    for ruta in ("traspaso", "traspaso_acta"):
        direccion_de = reverse(ruta, args=[con_sesenta.ugel.codigo, con_sesenta.pk])
        visto = {quien: como(request.getfixturevalue(quien)).get(direccion_de).status_code for quien in esperado}
        assert visto == esperado, ruta


def test_the_new_mayor_reads_it_and_the_one_who_left_no_longer_enters(con_sesenta, alcalde_a, como, client):
    url = reverse("traspaso_acta", args=[con_sesenta.ugel.codigo, con_sesenta.pk])
    assert como(con_sesenta.entrante).get(url).status_code == 200
    assert not client.login(username="alcalde.a", password=CONTRASENA)


def test_the_preview_costs_the_same_with_few_commitments_or_many(administrador, alcaldia, convenio, como, django_assert_max_num_queries):
    cliente = como(administrador)
    distrito = alcaldia.municipalidad.distrito
    datos = leer(cliente.get(direccion(alcaldia)))
    datos |= {"desde": dias(0).isoformat(), "documento": "X", "motivo": "Y", "accion": "previa", **NUEVA}
    for _ in range(2):
        for _ in range(12):
            make_compromiso(convenio, distritos=(distrito,), plazo=dias(9))
        with django_assert_max_num_queries(30):
            assert cliente.post(direccion(alcaldia), datos).status_code == 200


def test_nothing_of_what_the_former_did_changes_author(con_sesenta, alcalde_a):
    assert set(Avance.objects.values_list("creado_por", flat=True)) == {alcalde_a.pk}
    assert Avance.history.filter(lote__tipo="traspaso").count() == 0
