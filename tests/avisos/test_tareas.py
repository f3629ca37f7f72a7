"""Jobs: asked for once, done once, found again after a worker died, and told to whom they concern."""

import datetime
import threading
import time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse

from base.avisos import obrero, tareas, trabajo
from base.avisos.models import Envio, Tarea
from base.avisos.tareas import ErrorDeTarea, TareaPerdida, encolar_tarea, tarea
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from tests.carreras import a_la_vez
from tests.factories import make_envio, make_tarea, make_usuario

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def solo_las_de_la_prueba(monkeypatch) -> None:
    """The jobs that a test declares are gone with it, and those of the portal do not run in between."""
    monkeypatch.setattr(tareas, "_oficios", {})
    monkeypatch.setattr(tareas, "_quehaceres", {})


def mirar(pedida: Tarea) -> Tarea:
    pedida.refresh_from_db()
    return pedida


def muere() -> None:
    """The worker that had it said nothing for longer than a worker may."""
    Tarea.objects.filter(estado="en_curso").update(latido_en=ahora() - datetime.timedelta(minutes=5))
    obrero.barrer()


def crear(nombre: str) -> None:
    Usuario.objects.create_user(nombre, "De la prueba", "especialista", None)


def test_a_job_runs_with_its_data_and_tells_its_result(coordinador):
    @tarea("sumar", titulo="Sumar")
    def sumar(contexto, *, a, b):
        contexto.avanzar(1, 2, "A la mitad")
        assert (contexto.tarea.pedida_por, Tarea.objects.get().texto) == (coordinador, "A la mitad")
        return {"suma": a + b}

    pedida = encolar_tarea("sumar", {"a": 1, "b": 2}, por=coordinador, clave="s")
    assert obrero.hacer_una()
    assert (mirar(pedida).estado, pedida.resultado, pedida.intentos) == ("hecha", {"suma": 3}, 1)
    assert not obrero.hacer_una()


def test_the_same_key_is_the_same_job_until_it_ends():
    tarea("nada")(lambda contexto: None)
    primera = encolar_tarea("nada", {}, por=None, clave="x")
    assert encolar_tarea("nada", {}, por=None, clave="x") == primera
    obrero.hacer_una()
    assert encolar_tarea("nada", {}, por=None, clave="x") != primera


def test_a_job_that_nobody_declared_cannot_be_asked_for_and_one_that_is_gone_says_so():
    with pytest.raises(LookupError):
        encolar_tarea("no.existe", {}, por=None, clave="x")
    vieja = make_tarea(nombre="ya.no.existe")
    obrero.hacer_una()
    assert (mirar(vieja).estado, vieja.error) == ("fallida", obrero.DESCONOCIDA)


@pytest.mark.parametrize("error", [ErrorDeTarea("Falta la columna plazo."), ValidationError("Falta la columna plazo.")])
def test_what_a_job_says_went_wrong_is_told_as_it_is(error):
    @tarea("falla")
    def falla(contexto):
        raise error

    pedida = encolar_tarea("falla", {}, por=None, clave="x")
    obrero.hacer_una()
    assert (mirar(pedida).estado, pedida.error, pedida.registro) == ("fallida", "Falta la columna plazo.", "")


def test_an_unexpected_error_is_told_by_a_code_that_the_log_has_too(caplog):
    @tarea("rompe")
    def rompe(contexto):
        raise RuntimeError("clave=s3creta")

    pedida = encolar_tarea("rompe", {}, por=None, clave="x")
    obrero.hacer_una()
    assert mirar(pedida).registro in pedida.error
    assert "s3creta" not in pedida.error
    assert pedida.registro in caplog.text


# ── A worker that dies ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def escribe() -> list[int]:
    """A job that writes one account inside its gesture, and may die after it has written; how often it was begun."""
    veces: list[int] = []

    @tarea("escribe", repetible=True)
    def escribir(contexto, *, muere_en: str = ""):
        veces.append(1)
        with contexto.gesto(motivo="Importación de prueba") as lote:
            crear(f"uno{contexto.tarea.pk}")
            lote.llevar_a("/bandeja/")
            if muere_en == "antes" and len(veces) == 1:
                raise OperationalError("la base se fue")
        if muere_en == "despues":
            raise OperationalError("la base se fue")

    return veces


@pytest.mark.parametrize(("muere_en", "veces"), [("antes", 2), ("despues", 1), ("", 1)])
def test_wherever_a_worker_dies_the_work_is_done_once(escribe, muere_en, veces):
    pedida = encolar_tarea("escribe", {"muere_en": muere_en}, por=None, clave="x")
    for _ in range(3):
        try:
            obrero.hacer_una()
        except OperationalError:
            muere()
    assert (mirar(pedida).estado, len(escribe)) == ("hecha", veces)
    assert Usuario.objects.filter(username__startswith="uno").count() == 1
    assert pedida.resultado["url"] == pedida.destino == "/bandeja/"
    assert Lote.objects.filter(motivo="Importación de prueba").count() == 1


def test_written_outside_its_gesture_the_work_is_done_twice():
    """Control: what a job writes on its own is repeated when it is."""
    veces = []

    @tarea("suelta", repetible=True)
    def suelta(contexto):
        veces.append(1)
        crear(f"suelto{len(veces)}")
        if len(veces) == 1:
            raise OperationalError("la base se fue")

    encolar_tarea("suelta", {}, por=None, clave="x")
    with pytest.raises(OperationalError):
        obrero.hacer_una()
    muere()
    obrero.hacer_una()
    assert Usuario.objects.filter(username__startswith="suelto").count() == 2


def test_one_that_may_not_be_repeated_fails_with_a_plain_sentence_and_any_other_after_three_times():
    @tarea("delicada")
    def delicada(contexto):
        raise OperationalError

    @tarea("terca", repetible=True)
    def terca(contexto):
        raise OperationalError

    una, otra = (encolar_tarea(nombre, {}, por=None, clave=nombre) for nombre in ("delicada", "terca"))
    for _ in range(4):
        with pytest.raises(OperationalError):
            obrero.hacer_una()
        muere()
    assert (mirar(una).estado, una.error, una.intentos) == ("fallida", obrero.INTERRUMPIDA, 1)
    assert (mirar(otra).estado, otra.intentos) == ("fallida", 3)


def test_one_that_beats_is_not_swept_and_one_that_does_not_is_free_before_five_minutes():
    viva = make_tarea(estado="en_curso", empezada_en=ahora(), latido_en=ahora() - datetime.timedelta(minutes=3))
    assert obrero.barrer() == 0
    with time_machine.travel(time.time() + 90):  # 4 min 30 s without a beat: the next sweep, half a minute later at most, sees it
        assert obrero.barrer() == 1
    assert mirar(viva).estado == "fallida"


def test_a_worker_given_up_for_dead_that_wakes_cannot_write(escribe):
    pedida = encolar_tarea("escribe", {}, por=None, clave="x")
    dormido = tareas.Contexto(obrero.tomar())
    muere()
    obrero.hacer_una()
    with pytest.raises(TareaPerdida), dormido.gesto():
        crear("tarde")
    with pytest.raises(TareaPerdida):
        dormido.avanzar(1, 1)
    assert not Usuario.objects.filter(username="tarde").exists()
    assert mirar(pedida).estado == "hecha"


def test_annulled_while_it_runs_it_stops_at_its_next_step(coordinador):
    @tarea("larga")
    def larga(contexto):
        Tarea.objects.get().anular(por=coordinador)
        contexto.avanzar(1, 1)
        raise AssertionError("siguió")

    pedida = encolar_tarea("larga", {}, por=coordinador, clave="x")
    obrero.hacer_una()
    assert (mirar(pedida).estado, pedida.anulada_por) == ("anulada", coordinador)
    with pytest.raises(ValidationError):
        pedida.anular(por=coordinador)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job():
    hechas = []
    tarea("contar")(lambda contexto: hechas.append(contexto.tarea.pk))
    for n in range(12):
        encolar_tarea("contar", {}, por=None, clave=f"c{n}")

    def trabajar() -> None:
        while obrero.hacer_una():
            pass

    assert a_la_vez(trabajar, trabajar, trabajar) == [None] * 3
    assert len(hechas) == len(set(hechas)) == 12


# ── The hour of each ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cada", "a_las", "cuando", "periodo"),
    [
        ("hora", 0, "2026-11-25T14:30-05:00", "2026-11-25T14"),
        ("dia", 7, "2026-11-25T06:59-05:00", "2026-11-24"),
        ("dia", 7, "2026-11-25T07:00-05:00", "2026-11-25"),
        ("dia", 7, "2026-11-25T23:59-05:00", "2026-11-25"),
        ("semana", 7, "2026-11-23T06:00-05:00", "2026-S47"),
        ("semana", 7, "2026-11-23T07:00-05:00", "2026-S48"),
        ("semana", 0, "2027-01-01T12:00-05:00", "2026-S53"),
        ("mes", 7, "2026-12-01T06:00-05:00", "2026-11"),
        ("mes", 7, "2026-12-01T07:00-05:00", "2026-12"),
    ],
)
def test_a_period_begins_at_its_hour_of_lima(cada, a_las, cuando, periodo):
    oficio = tareas.Oficio("x", lambda contexto: None, "x", True, cada, a_las)
    assert obrero.periodo_de(oficio, datetime.datetime.fromisoformat(cuando)) == periodo


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_for_a_scheduled_job_once_for_each_period():
    tarea("diaria", cada="dia", a_las=0)(lambda contexto: None)
    assert a_la_vez(*[obrero.Horario() for _ in range(4)]) == [1] * 4
    assert Tarea.objects.count() == 1
    obrero.hacer_una()
    obrero.Horario()()
    assert Tarea.objects.count() == 1  # done, it is not asked for again in its period
    with time_machine.travel(time.time() + 24 * 60 * 60):
        obrero.Horario()()
    assert Tarea.objects.count() == 2


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_once_it_sends_and_does_all_that_waits_also_what_jobs_ask_for(mailoutbox):
    from base.avisos.correo import encolar

    tarea("escribir")(lambda contexto: encolar(para="b@ejemplo.pe", asunto="B", texto="B", clave="b") and None)
    make_envio(para="a@ejemplo.pe")
    encolar_tarea("escribir", {}, por=None, clave="x")
    call_command("trabajar", "--una-vez")
    assert not Envio.objects.exclude(estado="enviado").exists()
    assert [carta.to for carta in mailoutbox] == [["a@ejemplo.pe"], ["b@ejemplo.pe"]]


def test_an_idle_round_costs_three_readings_and_no_lock(django_assert_num_queries):
    faena = trabajo.Faena()
    faena._proximo_barrido = time.monotonic() + 60
    with django_assert_num_queries(1) as consultas:
        assert faena() is False
    assert "UPDATE" not in str(consultas.captured_queries)


def test_a_database_that_goes_away_is_waited_for(monkeypatch):
    parar, vueltas = threading.Event(), []
    monkeypatch.setattr(trabajo, "connection", type("Sin", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(trabajo, "close_old_connections", lambda: None)

    def vuelta() -> bool:
        vueltas.append(1)
        if len(vueltas) < 3:
            raise OperationalError("se fue")
        parar.set()
        return True

    trabajo.rodar(vuelta, parar, 0.01)
    assert len(vueltas) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_worker_outlives_a_restart_of_the_database():
    """Its connection is cut by the server, between two rounds and in the middle of one."""
    parar, vueltas = threading.Event(), []

    def vuelta() -> bool:
        vueltas.append(1)
        with connection.cursor() as cursor:
            if len(vueltas) == 2:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            cursor.execute("SELECT 1")
        if len(vueltas) == 4:
            parar.set()
        return True

    hilo = threading.Thread(target=trabajo.rodar, args=(vuelta, parar, 0.05))
    hilo.start()
    hilo.join(timeout=30)
    assert len(vueltas) == 4


@pytest.mark.django_db(transaction=True)
def test_told_to_stop_it_finishes_what_is_in_hand(trabajador, smtp):
    smtp.al_recibir = lambda: time.sleep(2) is None
    envio = make_envio()
    proceso = trabajador()
    limite = time.monotonic() + 60
    while not smtp.recibidos and time.monotonic() < limite:
        time.sleep(0.05)
    proceso.terminate()
    assert proceso.wait(timeout=30) == 0
    envio.refresh_from_db()
    assert envio.estado == "enviado"
    proceso.stderr.close()


# ── Its page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_asks_again_by_itself_while_it_lasts_and_then_leads_to_the_result(como, especialista):
    cliente = como(especialista)
    pedida = make_tarea(especialista, estado="en_curso", empezada_en=ahora(), latido_en=ahora(), hecho=40, total=100, texto="Leyendo")
    pagina = cliente.get(pedida.get_absolute_url()).content.decode()
    assert '<progress id="progreso" value="40" max="100">' in pagina
    assert 'hx-trigger="every 2s"' in pagina
    assert '<noscript><meta http-equiv="refresh"' in pagina
    Tarea.objects.update(estado="hecha", terminada_en=ahora(), resultado={"url": "/bandeja/"})
    pagina = cliente.get(pedida.get_absolute_url()).content.decode()
    assert 'href="/bandeja/"' in pagina
    assert "every 2s" not in pagina
    assert "refresh" not in pagina


@pytest.mark.parametrize("url", ["https://malo.example", "//malo.example", "/\\malo.example", "javascript:alert(1)", 7, None])
def test_a_result_leads_nowhere_else(url):
    assert Tarea(resultado={"url": url}).destino == ""


def test_who_asked_may_annul_it_and_a_stranger_finds_nothing(como, especialista, coordinador):
    pedida = make_tarea(especialista, ambito="990001")
    url = reverse("tarea_anular", args=[pedida.pk])
    assert como(coordinador).post(url).status_code == 404
    from tests.formularios import leer

    cliente = como(especialista)
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    assert mirar(pedida).estado == "anulada"


def test_the_list_costs_the_same_for_one_or_many(como, administrador, django_assert_max_num_queries):
    for _ in range(60):
        make_tarea(make_usuario(), ambito="990001")
    cliente = como(administrador)
    cliente.get("/tareas/")
    with django_assert_max_num_queries(9):
        assert cliente.get("/tareas/").content.decode().count("<strong>prueba</strong>") == 50


def test_what_the_worker_looks_after_goes_on_when_one_of_it_fails(monkeypatch, caplog):
    def fallar() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(tareas, "_quehaceres", {"falla": fallar, "anda": lambda: 2, "descansa": lambda: 0})
    assert trabajo.atender()
    assert "Un quehacer del trabajador falló" in caplog.text
    monkeypatch.setattr(tareas, "_quehaceres", {"descansa": lambda: 0})
    assert not trabajo.atender()
