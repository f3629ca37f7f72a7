"""What nobody types by accident: no address and no form, however odd, ends in an error page of the server."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from base.bitacora.models import Lote
from base.comun import pedidos
from convenios.models import Convenio
from tests.factories import make_avance, make_clausula, make_compromiso, make_convenio, make_evidencia, make_hito
from tests.formularios import leer
from tests.test_casa import RUTAS

NUL = "a\0b"
INMENSO = "9" * 5000


def cambiar(registro: Any) -> str:
    return reverse(f"admin:{registro._meta.app_label}_{registro._meta.model_name}_change", args=[registro.pk])


def lista(modelo: Any) -> str:
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_changelist")


@pytest.mark.parametrize(
    "ruta", ["/060008/compromisos/?texto=%00", "/administracion/convenios/convenio/?estado__exact=a%00", "/%00/", "/?q=%00"]
)
def test_an_address_with_a_nul_is_refused(como, coordinador, ruta):
    assert como(coordinador).get(ruta).status_code == 400


EN_UNA_RUTA = {"uuid": uuid.UUID(int=1), "ubigeo": "990001", "slug": "x", "str": "x", "codigo": "X", "path": "x"}
CON_NUMEROS = sorted({patron.name for ruta, patron in RUTAS if "<int:" in ruta and patron.name})


def con_numeros_inmensos(nombre: str) -> str:
    """The address of a route, where each number is larger than any column holds."""
    ruta = next(r for r, patron in RUTAS if patron.name == nombre)
    return reverse(nombre, kwargs={p: 10**25 if clase == "int" else EN_UNA_RUTA[clase] for clase, p in re.findall(r"<(\w+):(\w+)>", ruta)})


def test_a_number_that_no_column_holds_is_a_row_that_does_not_exist(como, coordinador, ugel):
    assert "riesgo_porque" in CON_NUMEROS
    cliente = como(coordinador)
    assert {nombre: cliente.get(con_numeros_inmensos(nombre)).status_code for nombre in CON_NUMEROS} == dict.fromkeys(CON_NUMEROS, 404)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL compares the number, and finds nothing")
def test_without_its_door_a_number_that_no_column_holds_breaks_a_page(como, coordinador, ugel, monkeypatch):
    monkeypatch.setattr(pedidos, "MAYOR_LLAVE", 10**30)
    with pytest.raises(OverflowError):
        como(coordinador).get(con_numeros_inmensos("riesgo_porque"))


@pytest.mark.parametrize("pk", ["abc", "0", INMENSO, "99999999999999999999"])
@pytest.mark.parametrize("clave", ["convenios.evidencia", "convenios.avance", "cuentas.usuario", "bitacora.lote", "admin", "a.b.c"])
def test_a_history_asked_with_a_key_that_is_none_is_missing(como, coordinador, clave, pk):
    assert como(coordinador).get(f"/registros/{clave}/{pk}/historia/").status_code == 404


# ── The lists of the administration ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "pregunta",
    [
        "password__startswith=argon2", "password=x", "email__contains=@", "username__regex=(", "rol__regex=(", "rol__year=1", "id__in=1",
        "creado_en__year=99999999999999999999",
    ],
)  # fmt: skip
def test_a_list_answers_only_what_its_filters_ask(como, administrador, pregunta):
    """A column asked for letter by letter is a column read: the hash of a password among them."""
    assert como(administrador).get(f"/administracion/cuentas/usuario/?{pregunta}").status_code == 400


@pytest.mark.parametrize(
    "pregunta", ["rol__exact=coordinador", "is_active__exact=1", "demostracion__exact=0", "q=ada", "o=1.-2", "p=2", "all="]
)
def test_a_list_still_answers_its_own_filters(como, administrador, pregunta):
    assert como(administrador).get(f"/administracion/cuentas/usuario/?{pregunta}").status_code in (200, 302)


def test_dates_and_foreign_keys_are_still_filters(como, coordinador, convenio):
    cliente = como(coordinador)
    for pregunta in ("fecha__gte=2024-01-01&fecha__lt=2025-01-01", "fecha__isnull=True", "distrito__id__exact=1", "estado__exact=enviado"):
        assert cliente.get(f"/administracion/convenios/avance/?{pregunta}").status_code == 200, pregunta


@pytest.mark.parametrize("fila", ["abc", INMENSO, "1; --"])
def test_a_chosen_row_that_is_no_key_is_refused(como, coordinador, convenio, fila):
    respuesta = como(coordinador).post(lista(Convenio), {"action": "delete_selected", "_selected_action": fila})
    assert respuesta.status_code == 400


def test_a_search_of_thousands_of_words_is_only_a_search(como, coordinador, convenio):
    cliente = como(coordinador)
    for ruta in ("/administracion/convenios/convenio/", "/administracion/convenios/compromiso/"):
        assert cliente.get(f"{ruta}?q={'a+' * 1500}").status_code == 200


# ── The pages of the administration ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def pagina(como, coordinador, convenio):
    """The page of a convenio in the administration, and what its form would post."""
    cliente = como(coordinador)
    make_clausula(convenio, orden=1)
    return cliente, cambiar(convenio), leer(cliente.get(cambiar(convenio))) | {"_save": "1"}


def test_a_reason_with_a_nul_is_an_error_of_the_page(pagina):
    cliente, url, datos = pagina
    assert cliente.post(url, datos | {"titulo": "Otro", "motivo": NUL}).status_code == 422


def test_a_revision_of_thousands_of_digits_is_a_conflict(pagina):
    cliente, url, datos = pagina
    assert cliente.post(url, datos | {"titulo": "Otro", "revision": INMENSO}).status_code == 409


@pytest.mark.parametrize("juego", ["partes", "clausulas", "adendas", "designaciones"])
def test_a_row_written_and_taken_away_on_the_same_page_is_nothing(pagina, convenio, juego):
    cliente, url, datos = pagina
    n = int(datos[f"{juego}-TOTAL_FORMS"])
    nueva = {f"{juego}-{n}-{campo}": "7" for campo in ("firmante", "titulo", "objeto", "nombre", "orden", "numero")}
    datos |= nueva | {f"{juego}-TOTAL_FORMS": n + 1, f"{juego}-{n}-DELETE": "on"}
    assert cliente.post(url, datos).status_code == 302
    assert getattr(convenio, juego).count() == n


@pytest.mark.parametrize("llave", ["{ajena}", "99999999", "abc"])
def test_a_row_that_is_not_of_the_page_is_neither_changed_nor_taken_away(pagina, convenio, otra_ugel, llave):
    ajena = make_clausula(make_convenio(otra_ugel), orden=9, titulo="De otra UGEL")
    cliente, url, datos = pagina
    n = int(datos["clausulas-TOTAL_FORMS"])
    fila = {"id": llave.format(ajena=ajena.pk), "orden": "9", "titulo": "Mía", "texto": "", "revision": "1"}
    for quitar in ({}, {"DELETE": "on"}):
        puesta = {f"clausulas-{n}-{campo}": valor for campo, valor in (fila | quitar).items()}
        envio = datos | puesta | {"clausulas-TOTAL_FORMS": n + 1, "clausulas-INITIAL_FORMS": n + 1, "clave": str(uuid.uuid4())}
        assert cliente.post(url, envio).status_code == 422
    ajena.refresh_from_db()
    assert (ajena.titulo, ajena.eliminado_en, ajena.convenio.ugel) == ("De otra UGEL", None, otra_ugel)


@pytest.mark.parametrize("llave", ["abc", INMENSO, NUL, "-1"])
def test_a_searched_choice_that_is_no_key_is_an_error_of_its_field(como, coordinador, convenio, llave):
    compromiso = make_compromiso(convenio, clausula=make_clausula(convenio))
    make_hito(compromiso)
    cliente = como(coordinador)
    datos = leer(cliente.get(cambiar(compromiso))) | {"clausula": llave, "_save": "1"}
    assert cliente.post(cambiar(compromiso), datos).status_code == 422


def test_a_list_filtered_by_a_long_text_does_not_hinder_saving(pagina, convenio):
    cliente, url, datos = pagina
    respuesta = cliente.post(f"{url}?_changelist_filters=q%3D{'a' * 900}", datos | {"titulo": "Guardado igual"})
    assert respuesta.status_code == 302
    convenio.refresh_from_db()
    assert convenio.titulo == "Guardado igual"
    assert len(Lote.objects.get(clave=datos["clave"]).destino) <= 500


# ── The pages of the portal ──────────────────────────────────────────────────────────────────────────────────────────────
CUERPOS = [
    ("application/json", '{"descripcion": "x"}', 422),
    ("text/plain", "descripcion=x", 422),
    ("multipart/form-data; boundary=x", "--x\r\nroto", 422),
    ("multipart/form-data", "sin frontera", 400),
    ("application/x-www-form-urlencoded", "descripcion=" + "x" * (6 * 1024 * 1024), 400),
    ("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(4500)), 400),
]


@pytest.mark.parametrize(("tipo", "cuerpo", "estado"), CUERPOS)
def test_a_body_that_is_no_form_is_refused_and_writes_nothing(como, especialista, convenio, huella_de_la_base, tipo, cuerpo, estado):
    compromiso = make_compromiso(convenio)
    cliente, antes = como(especialista), huella_de_la_base()
    assert cliente.generic("POST", compromiso.get_absolute_url() + "avances/nuevo/", cuerpo, content_type=tipo).status_code == estado
    assert huella_de_la_base() == antes


RAROS = [NUL, INMENSO, "NaN", "1e400", "31/02/2024", "0001-01-01", "\u202e\u2066x😀", "\x01\x0b\x1f", "x" * 60000, "99999999999999999999"]


@pytest.mark.parametrize("raro", RAROS, ids=lambda raro: ascii(raro)[:12])
def test_no_field_of_an_avance_breaks_the_page(como, especialista, convenio, municipalidad_a, raro):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), hitos=1, meta=10)
    avance = make_avance(compromiso, por=especialista)
    make_evidencia(avance)
    cliente = como(especialista)
    url = reverse("avance_editar", args=[convenio.ugel.codigo, avance.pk])
    datos = leer(cliente.get(url))
    for campo in (*datos, "enlace", "quitar", "firmado", "accion"):
        respuesta = cliente.post(url, datos | {campo: raro})
        assert respuesta.status_code in (302, 409, 422), campo
        if respuesta.status_code == 302:  # it was written: what comes next has to have seen it
            datos = leer(cliente.get(url))
