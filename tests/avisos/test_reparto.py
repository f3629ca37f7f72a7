"""What is told, when, to whom, and once: the digest of the week and the notices of the day, on a clock that moves."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.avisos import cartero, hojas
from base.avisos.models import Aviso, Carta, Envio, Preferencia, Recordado, Tarea
from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from convenios.models import Avance, Compromiso, Convenio, Ejecucion
from encuentros.models import Acuerdo
from municipios.models import EnlaceMunicipal
from portal.tablero.cartas import reparto, vigencia
from tests.carreras import a_la_vez
from tests.factories import (
    make_actividad,
    make_avance,
    make_compromiso,
    make_convenio,
    make_dia_no_laborable,
    make_ejecucion,
    make_plan,
    make_ugel,
)
from tests.factories_encuentros import make_acuerdo, make_encuentro

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P6")]
D = datetime.date
LUNES, VENCIO = D(2026, 11, 30), D(2026, 11, 20)


def el(dia: datetime.date, hora: int = 9) -> time_machine.travel:
    """That hour of Lima."""
    return time_machine.travel(datetime.datetime(dia.year, dia.month, dia.day, hora + 5, tzinfo=datetime.UTC), tick=False)


@pytest.fixture(autouse=True)
def _es_lunes():
    with el(LUNES):
        yield


@pytest.fixture
def encendida(ugel):
    ugel.avisos_desde = D(2026, 1, 1)
    ugel.save()
    return ugel


@pytest.fixture
def gente(alcalde_a, alcalde_b, coordinador, director):
    """Each with a mail."""
    for quien in (alcalde_a, alcalde_b, coordinador, director):
        quien.email = f"{quien.username}@ejemplo.pe"
        quien.save()
    return {"alcalde_a": alcalde_a, "alcalde_b": alcalde_b, "coordinador": coordinador, "director": director}


def debe(convenio, municipalidad=None, plazo=VENCIO, **campos) -> Compromiso:
    """Owed by that municipality, or by the UGEL."""
    obligada = convenio.partes.get(municipalidad=municipalidad) if municipalidad else None
    distritos = [parte.municipalidad.distrito for parte in convenio.partes.all()]
    return make_compromiso(convenio, plazo=plazo, obligada=obligada, distritos=distritos, **campos)


def enviado(compromiso, por, dia: datetime.date, **campos) -> Avance:
    """An avance that waits since that day."""
    with el(dia):
        return make_avance(compromiso, por=por, estado="enviado", fecha=dia, **campos)


def cumplir(compromiso, por) -> None:
    """Somebody decided that it was done."""
    Compromiso.objects.filter(pk=compromiso.pk).update(estado="cumplido", estado_en=ahora(), estado_por=por, estado_motivo="Acta 1")


def cosas(quien, clase="resumen") -> dict[str, str]:
    """What the sheets of a person tell of, by thing, with the title under which it stands."""
    hojas_ = Carta.objects.dadas().filter(usuario=quien, clase=clase).order_by("-pk")[:1]
    secciones = [s for c in hojas_ for s in c.contenido["secciones"]]
    return {linea["cosa"]: s["titulo"] for s in secciones for linea in s["lineas"] if linea["cosa"]}


def clases(quien, clase="recordatorio") -> list[str]:
    ultima = Carta.objects.dadas().filter(usuario=quien, clase=clase).order_by("-pk").first()
    return [s["clase"] for s in ultima.contenido["secciones"]] if ultima else []


def pasa_el_resumen(ugel) -> None:
    """The digest of this week is told already: what comes after it are the notices."""
    Recordado.objects.create(ambito=ugel.codigo, clave=reparto.marca_de_la_semana(ugel.codigo, LUNES))


# ── The digest ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_digest_goes_on_the_first_working_day_of_the_week_and_once(convenio, municipalidad_a, encendida, gente):
    debe(convenio, municipalidad_a)
    make_dia_no_laborable(fecha=LUNES, ambito=encendida.codigo)
    assert reparto.repartir(encendida) == 0
    with el(LUNES + datetime.timedelta(days=1)):
        assert reparto.repartir(encendida) == 3  # there is nothing to tell B, but that A owes something is not its own
        assert reparto.repartir(encendida) == 0
    with el(LUNES + datetime.timedelta(days=2)):
        reparto.repartir(encendida)
    assert Carta.objects.filter(clase="resumen").count() == Envio.objects.count() == 3


def test_weeks_that_were_missed_are_caught_up_once(convenio, municipalidad_a, encendida, gente):
    debe(convenio, municipalidad_a)
    reparto.repartir(encendida)
    with el(D(2026, 12, 24)):  # the server was off for three weeks, and comes back on a Thursday
        reparto.repartir(encendida)
        reparto.repartir(encendida)
    semanas = Carta.objects.filter(usuario=gente["alcalde_a"], clase="resumen").order_by("pk").values_list("periodo", flat=True)
    assert list(semanas) == ["2026-S49", "2026-S52"]


def test_each_role_reads_its_own_and_nothing_of_what_it_may_not_read(
    convenio, municipalidad_a, municipalidad_b, encendida, gente, enlace_a
):
    de_a, de_b, de_la_ugel = debe(convenio, municipalidad_a), debe(convenio, municipalidad_b), debe(convenio)
    a_ver = enviado(de_a, enlace_a, D(2026, 11, 26), distrito=municipalidad_a.distrito, descripcion="CANARIO avance")
    borrador = make_avance(de_a, por=enlace_a, distrito=municipalidad_a.distrito)
    acuerdo = make_acuerdo(
        make_encuentro(encendida, numero=1), obligado="municipalidad", municipalidad=municipalidad_b, plazo=D(2026, 12, 20)
    )
    reparto.repartir(encendida)

    de = {nombre: set(cosas(quien)) for nombre, quien in gente.items()}
    llave = {c: f"compromiso:{c.pk}:{c.plazo}" for c in (de_a, de_b, de_la_ugel)}
    en_borrador, por_verificar = f"avance:{borrador.pk}:borrador:-", f"avance:{a_ver.pk}:enviado:{a_ver.enviado_en.timestamp()}"
    suyo = f"acuerdo:{acuerdo.pk}:{acuerdo.plazo}"
    assert de["alcalde_a"] == {llave[de_a], en_borrador}
    assert de["alcalde_b"] == {llave[de_b], suyo}
    assert de["coordinador"] == {llave[de_la_ugel], por_verificar, suyo}
    assert de["director"] == set()  # numbers
    assert "CANARIO" not in str(list(Carta.objects.values_list("contenido", "asunto")))
    for nombre, quien in gente.items():  # what each is told of, each may read
        for cosa in de[nombre]:
            que, pk = cosa.split(":")[:2]
            modelo = {"compromiso": Compromiso, "avance": Avance, "acuerdo": Acuerdo}[que]
            assert modelo.objects.for_user(quien).filter(pk=pk).exists(), (nombre, cosa)


def test_the_numbers_of_a_director_are_those_of_the_list(como, convenio, municipalidad_a, encendida, gente):
    for plazo in (D(2026, 11, 1), D(2026, 11, 2), D(2026, 12, 5)):
        debe(convenio, municipalidad_a, plazo=plazo)
    reparto.repartir(encendida)
    primera = next(s for s in Carta.objects.get(usuario=gente["director"]).contenido["secciones"] if s["titulo"].startswith("Compromisos"))
    dichas = {linea["texto"]: linea["url"] for linea in primera["lineas"]}
    assert list(dichas) == ["Vencido: 2", "Por vencer: 1"]
    pagina = como(gente["director"]).get(dichas["Vencido: 2"])
    assert pagina.context["pagina"].paginator.count == 2


def test_what_is_new_is_among_what_a_list_shows_and_in_the_order_of_its_dates(convenio, municipalidad_a, ugel, alcalde_a):
    """Four wait and three fit: the two that came up today are among them, and none stands before one that is due sooner."""
    for dia in (2, 3, 5, 7):
        debe(convenio, municipalidad_a, plazo=D(2026, 12, dia), codigo=f"P-{dia}")
    for dia in (2, 5):
        pk = Compromiso.objects.get(codigo=f"P-{dia}").pk
        Recordado.objects.create(ambito=ugel.codigo, clave=f"por_vencer:compromiso:{pk}:2026-12-0{dia}")
    reparto.repartir(ugel)

    (lista,) = (s for s in Carta.objects.get(usuario=alcalde_a).contenido["secciones"] if s["titulo"] == "Compromisos por vencer")
    assert [next(c for c in ("P-2", "P-3", "P-5", "P-7") if c in linea["texto"]) for linea in lista["lineas"]] == ["P-2", "P-3", "P-7"]


def test_two_reports_of_the_same_commitment_are_told_apart_by_their_day(convenio, municipalidad_a, ugel, alcalde_a, enlace_a, coordinador):
    compromiso = debe(convenio, municipalidad_a, plazo=D(2027, 12, 1), codigo="R-1")
    for dia in (19, 20):
        make_avance(compromiso, por=enlace_a, fecha=D(2026, 11, dia), distrito=municipalidad_a.distrito)
    reparto.repartir(ugel)

    (lista,) = (s for s in Carta.objects.get(usuario=alcalde_a).contenido["secciones"] if s["titulo"].startswith("Avances por"))
    assert {linea["texto"] for linea in lista["lineas"]} == {
        f"En borrador: avance de R-1 del {cuando} nov 2026, Distrito A" for cuando in ("jue 19", "vie 20")
    }


def test_who_reads_for_the_region_gets_the_public_numbers_of_its_ugel(convenio, municipalidad_a, encendida, dre, enlace_a, como):
    compromiso = debe(convenio, municipalidad_a, plazo=D(2027, 12, 1))
    enviado(compromiso, enlace_a, LUNES, distrito=municipalidad_a.distrito)  # that somebody reported is told to nobody outside
    assert (reparto.repartir_en_la_region(encendida.dre), reparto.repartir_en_la_region(encendida.dre)) == (1, 0)
    (seccion,) = Carta.objects.get(usuario=dre).contenido["secciones"]
    assert [linea["texto"] for linea in seccion["lineas"]] == ["Por iniciar: 1"]
    filas = como(dre).get(seccion["lineas"][0]["url"])  # the page to which it leads counts as it does
    assert [fila.pk for fila in filas.context["pagina"]] == [compromiso.pk]


def test_what_waits_for_me_only_and_nothing_are_kept_to(convenio, municipalidad_a, encendida, gente, mailoutbox):
    debe(convenio, municipalidad_a)
    Convenio.objects.filter(pk=convenio.pk).update(fin=D(2027, 2, 1))
    Preferencia.objects.create(usuario=gente["alcalde_a"], resumen="pendientes", apagadas=["convenio"])
    Preferencia.objects.create(usuario=gente["alcalde_b"], resumen="ninguno")
    reparto.repartir(encendida)
    cartas = {correo.to[0]: correo.body for correo in mailoutbox}
    assert "VENCIDOS" in cartas["alcalde.a@ejemplo.pe"]
    assert "TERMINA" not in cartas["alcalde.a@ejemplo.pe"].upper()
    assert "CONVENIOS QUE ESTÁN POR TERMINAR" in cartas["alcalde.b@ejemplo.pe"]  # a notice, not the digest
    entrega = dict(Carta.objects.filter(usuario=gente["alcalde_b"]).values_list("clase", "entrega"))
    assert entrega == {"resumen": "apagada", "recordatorio": "correo"}


def test_whoever_has_nothing_to_be_told_gets_nothing(encendida, gente):
    assert reparto.repartir(encendida) == 0
    assert not Aviso.objects.exists()


# ── Where it reaches ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_until_it_is_turned_on_it_stays_in_the_portal(convenio, municipalidad_a, ugel, gente, como):
    debe(convenio, municipalidad_a)
    reparto.repartir(ugel)
    assert not Envio.objects.exists()
    aviso = Aviso.objects.get(usuario=gente["alcalde_a"])
    pagina = como(gente["alcalde_a"]).post(reverse("aviso_abrir", args=[aviso.pk]), follow=True)
    assert "Compromisos vencidos de su municipalidad" in pagina.text
    assert como(gente["alcalde_b"]).get(aviso.enlace).status_code == 404
    assert reparto.repartir(ugel) == 0  # nor is it sent afterwards


def test_in_a_demonstration_nothing_leaves(convenio, municipalidad_a, encendida, gente, settings):
    settings.DEMOSTRACION = True
    debe(convenio, municipalidad_a)
    assert reparto.repartir(encendida) == 3
    assert (Envio.objects.count(), Aviso.objects.count()) == (0, 3)


@pytest.mark.promesa("P32")
def test_the_mail_points_home_and_no_text_writes_a_header(convenio, municipalidad_a, encendida, gente, settings, mailoutbox):
    settings.PORTAL_URL = "https://convenios.ejemplo.pe"
    veneno = "Obra\r\nBcc: malo@example.com\r\n\r\nOtro cuerpo"
    debe(convenio, municipalidad_a, descripcion=veneno)
    type(gente["alcalde_a"]).objects.filter(pk=gente["alcalde_a"].pk).update(nombre=f"Alba{veneno}")
    reparto.repartir(encendida)
    carta = next(c for c in mailoutbox if c.to == ["alcalde.a@ejemplo.pe"])
    assert carta.recipients() == ["alcalde.a@ejemplo.pe"]
    assert "Bcc" not in carta.message().keys()  # noqa: SIM118
    assert "\nBcc" not in carta.body
    assert carta.extra_headers["List-Unsubscribe"].startswith("<https://convenios.ejemplo.pe/avisos/baja/resumen/")
    assert carta.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    direcciones = [p for p in carta.body.split() if p.startswith("http")]
    assert direcciones
    assert all(d.startswith("https://convenios.ejemplo.pe/") for d in direcciones)


# ── Notices ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_convenio_is_told_ninety_sixty_thirty_and_fifteen_days_before_each_once(ugel, municipalidad_a, alcalde_a, alcalde_b):
    make_convenio(ugel, partes=(municipalidad_a,), fin=D(2027, 3, 1))
    dias = [(11, 20), (11, 30), (12, 1), (12, 2), (12, 30), (12, 31), (1, 28), (1, 29), (1, 30), (2, 1), (2, 11), (2, 12), (2, 14), (2, 15)]
    for mes, dia in dias:
        with el(D(2026 if mes > 10 else 2027, mes, dia)):
            reparto.repartir(ugel)
    avisadas = Recordado.objects.filter(clave__startswith="convenio:").order_by("pk")
    vistos = [(r.clave.rsplit(":", 1)[1], r.en.date()) for r in avisadas]
    # the 1st of December; the 31st of December; the 30th of January was a Saturday; the 14th of February a Sunday
    assert vistos == [("90", D(2026, 12, 1)), ("60", D(2026, 12, 31)), ("30", D(2027, 1, 29)), ("15", D(2027, 2, 12))]
    assert not Carta.objects.filter(usuario=alcalde_b).exclude(clase="resumen").exists()


def test_countdowns_that_were_missed_are_told_once(ugel, municipalidad_a, alcalde_a):
    make_convenio(ugel, partes=(municipalidad_a,), fin=D(2026, 12, 22))
    reparto.repartir(ugel)
    assert [r.clave.rsplit(":", 1)[1] for r in Recordado.objects.filter(clave__startswith="convenio:")] == ["30"]


def test_a_due_date_is_told_seven_days_before_and_when_it_passed_to_whoever_owes_it(
    convenio, municipalidad_a, ugel, alcalde_a, alcalde_b, especialista
):
    debe(convenio, municipalidad_a, plazo=D(2026, 12, 15))  # seven days before are the 8th: a holiday, so the 7th
    dichos = []
    for dia in (D(2026, 12, 4), D(2026, 12, 7), D(2026, 12, 10), D(2026, 12, 15), D(2026, 12, 16), D(2026, 12, 17)):
        with el(dia):
            pasa = Recordado.objects.count()
            Recordado.objects.get_or_create(ambito=ugel.codigo, clave=reparto.marca_de_la_semana(ugel.codigo, dia))
            reparto.repartir(ugel)
            dichos += [(dia.day, clases(alcalde_a)) for _ in range(Carta.objects.filter(periodo=f"{dia}", usuario=alcalde_a).count())]
            assert Recordado.objects.count() > pasa
    assert dichos == [(7, ["por_vencer"]), (16, ["vencido"])]
    assert not Carta.objects.filter(usuario__in=[alcalde_b, especialista]).exists()


def test_a_date_that_moved_is_told_again_when_it_comes_and_one_fulfilled_is_not(convenio, municipalidad_a, ugel, alcalde_a, coordinador):
    compromiso, otro = debe(convenio, municipalidad_a, plazo=D(2026, 12, 3)), debe(convenio, municipalidad_a, plazo=D(2026, 12, 17))
    pasa_el_resumen(ugel)
    reparto.repartir(ugel)
    assert list(cosas(alcalde_a, "recordatorio")) == [f"compromiso:{compromiso.pk}:2026-12-03"]
    with gesto(por=coordinador):
        compromiso.reprogramar(por=coordinador, plazo=D(2026, 12, 18), motivo="Lluvias", documento="Oficio 1")
    cumplir(otro, coordinador)
    for dia in (D(2026, 12, 4), D(2026, 12, 11)):
        with el(dia):
            Recordado.objects.get_or_create(ambito=ugel.codigo, clave=reparto.marca_de_la_semana(ugel.codigo, dia))
            reparto.repartir(ugel)
    assert list(cosas(alcalde_a, "recordatorio")) == [f"compromiso:{compromiso.pk}:2026-12-18"]
    assert Carta.objects.filter(usuario=alcalde_a, clase="recordatorio").count() == 2


def test_what_waits_to_be_verified_is_told_to_others_than_its_author_and_then_to_who_leads(
    convenio, ugel, municipalidad_a, coordinador, coordinadora, director, administrador
):
    compromiso = debe(convenio, plazo=D(2027, 6, 1))
    enviado(compromiso, coordinadora, D(2026, 11, 20))
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador, anio=2026)
    ejecucion = make_ejecucion(
        make_actividad(plan) if not plan.actividades.exists() else plan.actividades.get(), estado="enviado", por=coordinadora
    )
    Ejecucion.objects.filter(pk=ejecucion.pk).update(enviado_en=datetime.datetime(2026, 11, 20, 15, tzinfo=datetime.UTC))
    pasa_el_resumen(ugel)
    vistas = {}
    for dia in (D(2026, 11, 27), LUNES, D(2026, 12, 4), D(2026, 12, 7)):  # 5, 6, 10 and 11 working days
        with el(dia):
            Recordado.objects.get_or_create(ambito=ugel.codigo, clave=reparto.marca_de_la_semana(ugel.codigo, dia))
            reparto.repartir(ugel)
            vistas[dia.day] = sorted(Carta.objects.filter(periodo=f"{dia}").values_list("usuario__username", flat=True))
    todos = sorted(["administrador", "coordinador", "coordinadora", "director"])
    assert vistas == {27: [], 30: ["coordinador"], 4: [], 7: todos}
    assert len(cosas(coordinador, "recordatorio")) == 2
    assert clases(director) == ["escalado"]


def test_what_stays_overdue_reaches_who_leads_by_the_threshold_of_the_ugel(convenio, municipalidad_a, ugel, alcalde_a, director):
    debe(convenio, municipalidad_a, plazo=D(2026, 11, 19))
    ugel.dias_escalar_vencido = 11
    ugel.save()
    pasa_el_resumen(ugel)
    reparto.repartir(ugel)
    assert (clases(director), clases(alcalde_a)) == ([], ["vencido"])
    with el(D(2026, 12, 1)):
        reparto.repartir(ugel)
    assert (clases(director), Carta.objects.filter(usuario=alcalde_a).count()) == (["escalado"], 1)


def test_a_flood_is_one_sheet_that_leads_to_the_rest(convenio, municipalidad_a, ugel, alcalde_a):
    for _ in range(12):
        debe(convenio, municipalidad_a)
    pasa_el_resumen(ugel)
    reparto.repartir(ugel)
    (seccion,) = Carta.objects.get(usuario=alcalde_a).contenido["secciones"]
    assert (len(seccion["lineas"]), seccion["total"], Aviso.objects.filter(usuario=alcalde_a).count()) == (3, 12, 1)


# ── Between being asked for and leaving ──────────────────────────────────────────────────────────────────────────────────
def test_what_was_settled_before_the_mail_leaves_is_no_longer_in_it(convenio, municipalidad_a, encendida, gente, mailoutbox):
    uno, dos = debe(convenio, municipalidad_a, codigo="C-UNO"), debe(convenio, municipalidad_a, codigo="C-DOS")
    pasa_el_resumen(encendida)
    reparto.repartir(encendida)
    assert "C-UNO" in Envio.objects.get().texto
    Compromiso.objects.filter(pk=uno.pk).update(plazo=D(2027, 1, 1))
    (carta,) = mailoutbox
    assert ("C-UNO" in carta.body, "C-DOS" in carta.body, "C-UNO" in Envio.objects.get().texto) == (False, True, False)
    assert dos.plazo == D(2026, 11, 20)


@pytest.mark.parametrize("que", ["cumplido", "preferencia", "cuenta"])
def test_a_mail_with_nothing_left_to_say_does_not_leave(convenio, municipalidad_a, encendida, gente, mailoutbox, que):
    compromiso, quien = debe(convenio, municipalidad_a), gente["alcalde_a"]
    pasa_el_resumen(encendida)
    reparto.repartir(encendida)
    if que == "cumplido":
        cumplir(compromiso, gente["coordinador"])
    elif que == "preferencia":
        Preferencia.objects.create(usuario=quien, apagadas=["vencido"])
    else:
        type(quien).objects.filter(pk=quien.pk).update(is_active=False)
    assert len(mailoutbox) == 0
    assert list(Envio.objects.values_list("estado", "enviado_en")) == [("omitido", None)]


def test_what_stops_it_is_asking_again(convenio, municipalidad_a, encendida, gente, mailoutbox, monkeypatch):
    """Control: with nothing asked when it leaves, it leaves as it was."""
    compromiso = debe(convenio, municipalidad_a)
    pasa_el_resumen(encendida)
    reparto.repartir(encendida)
    cumplir(compromiso, gente["coordinador"])
    monkeypatch.setattr(cartero, "poner_al_dia", lambda envio: True)
    assert len(mailoutbox) == 1


def test_every_kind_of_thing_that_a_sheet_tells_of_is_known_when_it_leaves():
    vigencia.registrar()
    assert {"compromiso", "acuerdo", "avance", "ejecucion", "consulta", "convenio", "encuentro"} <= set(hojas._siguen)


# ── Its hour, and two at once ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_worker_tells_it_at_eight_and_not_before(convenio, municipalidad_a, encendida, gente):
    debe(convenio, municipalidad_a)
    with el(LUNES, 7):
        call_command("trabajar", "--una-vez")
    assert not Carta.objects.exists()
    with el(LUNES, 8):
        call_command("trabajar", "--una-vez")
        call_command("trabajar", "--una-vez")
    assert Carta.objects.count() == 3
    assert set(Envio.objects.values_list("estado", flat=True)) == {"enviado"}


def test_one_ugel_that_cannot_be_told_leaves_the_others_told(convenio, municipalidad_a, encendida, gente, monkeypatch, caplog):
    debe(convenio, municipalidad_a)
    make_ugel(codigo="000001", nombre="UGEL rota")
    bien = reparto.repartir
    monkeypatch.setattr(reparto, "repartir", lambda ugel: 1 / 0 if ugel.codigo == "000001" else bien(ugel))
    call_command("trabajar", "--una-vez")
    assert Carta.objects.count() == 3
    tarea = Tarea.objects.get(nombre="tablero.avisos")
    assert (tarea.estado, "UGEL rota" in tarea.error) == ("fallida", True)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_tell_it_once(convenio, municipalidad_a, encendida, gente, promesa):
    """The mails go through the one outbox, which a worker killed between sending and marking is tried on elsewhere (test_una_vez)."""
    debe(convenio, municipalidad_a)

    def repartir() -> int:
        with el(LUNES):
            return reparto.repartir(encendida)

    veces = a_la_vez(repartir, repartir, repartir)
    repetidos = Carta.objects.count() + Envio.objects.count() + Aviso.objects.count() - 9
    promesa.anotar("tres repartos a la vez del mismo resumen", repartos=3, repetidos=repetidos)
    assert (sorted(veces), repetidos) == ([0, 0, 3], 0)


def test_what_lets_one_through_is_the_mark(convenio, municipalidad_a, ugel, gente, monkeypatch):
    """Control: without the marks the second asks for the same, and the database refuses it."""
    debe(convenio, municipalidad_a)
    reparto.repartir(ugel)
    monkeypatch.setattr(reparto, "_hecho", lambda marca: False)
    with pytest.raises(Exception, match="avisos_recordado|UNIQUE"):
        reparto.repartir(ugel)


# ── What it costs ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_read_does_not_grow_with_the_people(convenio, municipalidad_a, encendida, enlace_a):
    """With ten people and with a thousand: the same questions, and one write for each two hundred sheets."""

    def con(cuantos: int) -> tuple[int, int]:
        nuevos = Usuario.objects.bulk_create(
            Usuario(username=f"e{cuantos}.{n}", nombre=f"Enlace {n}", rol="enlace", email=f"e{cuantos}.{n}@ejemplo.pe")
            for n in range(cuantos)
        )
        EnlaceMunicipal.objects.bulk_create(EnlaceMunicipal(usuario=u, municipalidad=municipalidad_a) for u in nuevos)
        enviado(debe(convenio, municipalidad_a), enlace_a, D(2026, 11, 10), distrito=municipalidad_a.distrito)
        Recordado.objects.all().delete()
        Carta.objects.all().delete()
        with CaptureQueriesContext(connection) as consultas:
            assert reparto.repartir(encendida) >= cuantos
        lecturas = sum(c["sql"].startswith("SELECT") for c in consultas)
        return lecturas, len(consultas) - lecturas

    (pocas, _), (muchas, escrituras) = con(10), con(1000)
    assert pocas == muchas <= 30
    assert escrituras <= 60
