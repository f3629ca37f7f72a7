"""The copies of the public pages: who asks again is answered without drawing, and what was withdrawn is gone at once."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.cuentas.roles import Rol
from municipios.models import MiembroUgel
from portal.publico import copias, versiones
from tests.factories import dias, guardar, make_compromiso, make_convenio, make_indicador, make_medicion, make_usuario

CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"


@pytest.fixture
def guardadas(settings, tmp_path):
    """The folder where copies are kept, as in production."""
    archivos = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path / "copias", "TIMEOUT": 86400}
    settings.CACHES = {**settings.CACHES, "copias": archivos}
    return lambda: len(list((tmp_path / "copias").glob("*.djcache")))


@pytest.fixture
def compromiso(convenio, municipalidad_a, guardadas):
    return make_compromiso(convenio, distritos=(municipalidad_a.distrito,), descripcion="Techar el patio", plazo=dias(90))


@pytest.mark.parametrize("ruta", ["/", "/publico/", "/publico/990001/", CONVENIO])
def test_who_asks_again_is_answered_without_drawing(ruta, compromiso, client, django_assert_num_queries):
    primera = client.get(ruta)
    with django_assert_num_queries(1):  # of which version the portal is
        segunda = client.get(ruta)
    with django_assert_num_queries(1):
        tercera = client.get(ruta, headers={"if-none-match": primera["ETag"]})
    assert segunda.content == primera.content
    assert "Techar el patio" in client.get(CONVENIO).text
    assert (tercera.status_code, tercera.content, tercera["ETag"]) == (304, b"", primera["ETag"])
    assert client.get(ruta, headers={"if-modified-since": primera["Last-Modified"]}).status_code == 304


def test_a_copy_travels_compressed_and_with_the_guards_of_any_page(compromiso, client):
    for _ in range(2):
        respuesta = client.get(CONVENIO, headers={"accept-encoding": "gzip"})
        assert respuesta["Content-Encoding"] == "gzip"
        assert respuesta["Vary"] == "Accept-Encoding"
        assert "default-src 'none'" in respuesta["Content-Security-Policy"]
        assert respuesta["X-Content-Type-Options"] == "nosniff"
        assert respuesta["X-Frame-Options"] == "DENY"
        assert not respuesta.cookies


@pytest.mark.promesa("P27")
def test_what_was_withdrawn_is_gone_at_the_next_request(compromiso, client, coordinador, promesa):
    for ruta in ("/", "/publico/990001/compromisos/", CONVENIO):
        assert client.get(ruta).status_code == 200
    antes = client.get(CONVENIO)
    with gesto(por=coordinador):
        compromiso.eliminar(por=coordinador)
    despues = client.get(CONVENIO, headers={"if-none-match": antes["ETag"]})
    quedan = [ruta for ruta in ("/", "/publico/990001/compromisos/", CONVENIO) if "Techar" in client.get(ruta).text]
    promesa.anotar("un compromiso retirado, pedido otra vez enseguida", paginas=3, quedan=len(quedan))
    assert (despues.status_code, quedan) == (200, [])


@pytest.mark.promesa("P27")
@pytest.mark.control
def test_control_without_the_version_what_was_withdrawn_is_still_told(compromiso, client, coordinador, monkeypatch):
    monkeypatch.setattr(copias, "version", lambda *_: "siempre la misma")
    client.get(CONVENIO)
    with gesto(por=coordinador):
        compromiso.eliminar(por=coordinador)
    assert "Techar" in client.get(CONVENIO).text


@pytest.mark.promesa("P27")
def test_what_no_gesture_wrote_is_seen_when_the_copy_is_old(compromiso, client, monkeypatch):
    client.get(CONVENIO)
    type(compromiso).objects.filter(pk=compromiso.pk).update(descripcion="Pintar el aula")
    assert "Techar" in client.get(CONVENIO).text
    ahora = time.time()
    monkeypatch.setattr(copias.time, "time", lambda: ahora + copias.SEGUNDOS)
    assert "Pintar el aula" in client.get(CONVENIO).text
    assert 2 * copias.SEGUNDOS <= 60  # here, and as many again in a browser


def test_the_version_is_the_same_prepared_or_not_and_on_every_connection(db, ugel, monkeypatch):
    """PostgreSQL keeps the question in a connection; behind a PgBouncer, and on SQLite, it is asked whole each time."""
    preparada = versiones.version(ugel.codigo)
    assert versiones.version(ugel.codigo) == preparada  # the second time by its name
    if connection.vendor == "postgresql":
        assert connection.connection in versiones._preparadas
        otra = connection.copy()
        monkeypatch.setattr(versiones.replicas, "conexion", lambda: otra)
        try:
            versiones.version(ugel.codigo)  # a new connection knows nothing by name
        finally:
            otra.close()
        monkeypatch.undo()
    monkeypatch.setattr(versiones, "se_prepara", lambda _: False)
    assert versiones.version(ugel.codigo) == preparada


@pytest.mark.parametrize("de", ["", "990001"])
def test_a_gesture_that_began_before_and_is_written_after_is_another_version(db, coordinador, de):
    lotes = [Lote.objects.create(por=coordinador, tipo="edicion", ambito="990001") for _ in range(3)]
    lotes[1].delete()  # not written yet
    antes = versiones.version(de)
    Lote.objects.create(pk=lotes[1].pk or lotes[0].pk + 1, por=coordinador, tipo="edicion", ambito="990001")
    assert versiones.version(de) != antes


@pytest.fixture
def otra_casa(otra_ugel, municipalidad_ajena, guardadas):
    """The public home of another UGEL that has signed something."""
    suyo = make_convenio(otra_ugel, codigo="CM-OTRA", partes=(municipalidad_ajena,))
    make_compromiso(suyo, distritos=(municipalidad_ajena.distrito,), descripcion="Regar el biohuerto")
    return f"/publico/{otra_ugel.codigo}/"


@pytest.mark.parametrize("quien", ["coordinador", "alcalde_a"])
def test_what_people_of_one_ugel_do_leaves_the_copies_of_another_as_they_were(
    quien, compromiso, otra_casa, client, request, django_assert_num_queries
):
    persona, propia, todas = request.getfixturevalue(quien), "/publico/990001/", "/publico/"
    antes = {ruta: client.get(ruta) for ruta in (propia, todas, otra_casa)}
    with gesto(por=persona):
        type(compromiso).objects.filter(pk=compromiso.pk).update(plazo=dias(-1))
    with django_assert_num_queries(1):
        assert client.get(otra_casa).content == antes[otra_casa].content
    assert client.get(propia).content != antes[propia].content
    with CaptureQueriesContext(connection) as preguntas:
        client.get(todas)
    assert len(preguntas) > 1  # drawn again: it tells of every UGEL


def test_control_what_a_ugel_writes_under_the_name_of_another_is_not_seen_at_once(compromiso, otra_casa, otra_ugel, client, coordinador):
    client.get("/publico/990001/")
    with gesto(por=coordinador, ambito=otra_ugel.codigo):
        type(compromiso).objects.filter(pk=compromiso.pk).update(plazo=dias(-1))
    assert "situacion=vencido" not in client.get("/publico/990001/").text


def test_what_no_single_ugel_wrote_makes_every_copy_old(otra_ugel, ugel, coordinador):
    """Whoever writes in several, nobody (a job, a link without an account), and what holds for a whole region."""
    en_las_dos = make_usuario(Rol.COORDINADOR, ugel=ugel)
    guardar(MiembroUgel(usuario=en_las_dos, ugel=otra_ugel, cargo="Coordinador", inicio=dias(-1)))
    medida = make_indicador()
    dichas = [versiones.version("990001")]
    for por, hacer in ((None, list), (en_las_dos, list), (coordinador, lambda: make_medicion(medida, ubigeo="99"))):
        with gesto(por=por):
            hacer()
        dichas.append(versiones.version("990001"))
    assert len(set(dichas)) == 4
    antes = versiones.version(otra_ugel.codigo)
    with gesto(por=coordinador):
        make_medicion(medida, ubigeo="98")
    assert versiones.version(otra_ugel.codigo) != antes


def test_what_means_nothing_fills_no_folder(compromiso, guardadas, client):
    for ruta in (CONVENIO, f"{CONVENIO}?situacion=en_proceso"):
        client.get(ruta)
    kept = guardadas()
    sin_sentido = ["?x=1", "?utm_source=a&y=2", "?pagina=77", "?pagina=nada", "?distrito=123456", "?situacion=ninguna", "?situacion=&x=1"]
    for consulta in sin_sentido:
        assert client.get(CONVENIO + consulta).status_code == 200
    client.get("/publico/comprobar/?codigo=AAAA-BBBB-CCCC")
    client.get("/publico/990001/proyectos/?texto=nada")
    client.get("/publico/990001/convenios/NINGUNO/")
    assert guardadas() == kept == 2


def test_what_the_page_does_not_read_is_not_in_it(compromiso, client):
    assert "CANARIO" not in client.get(f"{CONVENIO}?x=CANARIO&situacion=CANARIO").text.partition("<main")[2].partition('id="citar"')[0]
    assert client.get(f"{CONVENIO}?x=1").content == client.get(CONVENIO).content


def test_head_says_the_same_without_a_body(compromiso, client):
    entera = client.get(CONVENIO)
    cabeza = client.head(CONVENIO)
    assert cabeza.content == b""
    assert {n: cabeza[n] for n in ("ETag", "Last-Modified", "Content-Length")} == {
        n: entera[n] for n in ("ETag", "Last-Modified", "Content-Length")
    }


def test_the_first_page_is_of_each_person(compromiso, client, como, coordinador):
    cualquiera = client.get("/")
    assert (cualquiera["Cache-Control"], "Cookie" in cualquiera["Vary"]) == ("private, no-cache", True)
    assert 'href="/entrar/"' in cualquiera.text
    assert como(coordinador).get("/").status_code == 302
    assert client.get("/").content == cualquiera.content


def test_a_name_that_is_not_ours_is_refused_also_where_there_is_a_copy(compromiso, client):
    client.get(CONVENIO)
    assert client.get(CONVENIO, headers={"x-forwarded-host": "ajeno.example"}).status_code == 400
    assert client.get(CONVENIO, headers={"host": "ajeno.example"}).status_code == 400


def test_what_changes_within_a_second_has_a_later_date(convenio, compromiso, client, coordinador):
    fechas = []
    for n in range(3):
        with gesto(por=coordinador):
            make_compromiso(convenio, descripcion=f"Otro {n}")
        fechas.append(client.get(CONVENIO)["Last-Modified"])
    assert len(set(fechas)) == 3


def test_a_change_that_the_page_does_not_show_leaves_it_as_it_was(ugel, compromiso, client, coordinador):
    antes = client.get(CONVENIO)
    with gesto(por=coordinador):
        make_convenio(ugel, codigo="EN-PREPARACION", estado="borrador")
    assert client.get(CONVENIO, headers={"if-none-match": antes["ETag"]}).status_code == 304


def test_a_full_disk_takes_no_page_away(compromiso, client, monkeypatch, caplog):
    def lleno(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.cache.backends.filebased.FileBasedCache.set", lleno)
    assert "Techar el patio" in client.get(CONVENIO).text
    assert "copia sin guardar" in caplog.text
