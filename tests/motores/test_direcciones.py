"""What an address of an engine means, and what is said of one that means nothing."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import motores

PRINCIPAL = "postgres://portal:clave@principal:5432/portal"


@pytest.mark.parametrize(
    ("leer", "direccion"),
    [
        (motores.memoria, "http://equipo:6379"),
        (motores.memoria, "redis://"),
        (motores.almacen, "s3://deposito"),
        (motores.almacen, "s3://llave:secreto@equipo/"),
        (motores.almacen, "s3://llave:secreto@equipo/uno/dos"),
        (motores.almacen, "s3://llave:secreto@equipo/uno?publico=1"),
        (motores.vigia, "equipo"),
        (motores.vigia, "https://equipo/1"),
        (motores.base_de_datos, f"{PRINCIPAL}?pgbouncer=quizas"),
        (lambda url: motores.replica(url, motores.base_de_datos(PRINCIPAL)), PRINCIPAL),
        (lambda url: motores.replica(url, motores.base_de_datos("sqlite:////tmp/x.sqlite3")), PRINCIPAL),
        (lambda url: motores.replica(url, motores.base_de_datos(PRINCIPAL)), "sqlite:////tmp/x.sqlite3"),
    ],
)
def test_an_address_that_means_nothing_says_in_spanish_what_to_write(leer, direccion):
    with pytest.raises(ImproperlyConfigured, match=r"escriba|empiezan"):
        leer(direccion)


def test_behind_a_pgbouncer_nothing_is_set_for_a_session():
    sola, detras = motores.base_de_datos(PRINCIPAL), motores.base_de_datos(f"{PRINCIPAL}?pgbouncer=1")
    assert (sola["CONN_MAX_AGE"], sola["OPTIONS"]["options"]) == (
        60,
        "-c jit=off -c join_collapse_limit=14 -c from_collapse_limit=14 -c geqo_threshold=20",
    )
    assert (detras["CONN_MAX_AGE"], detras["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
    assert not {"options", "pgbouncer"} & set(detras["OPTIONS"])
    assert sola["OPTIONS"]["connect_timeout"] <= 2


def test_a_package_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(motores.importlib.util, "find_spec", lambda _: None)
    for leer, direccion, orden in (
        (motores.almacen, "s3://llave:secreto@equipo/deposito", "pip install"),
        (motores.vigia, "https://llave@equipo/1", "pip install sentry-sdk"),
    ):
        with pytest.raises(ImproperlyConfigured, match=orden):
            leer(direccion)


def test_an_s3_is_private_and_its_secret_may_hold_any_character():
    opciones = motores.almacen("s3://llave:se%2Fcre%40to@equipo:9000/evidencias?region=sa-east-1")["OPTIONS"]
    assert (opciones["secret_key"], opciones["bucket_name"], opciones["region_name"]) == ("se/cre@to", "evidencias", "sa-east-1")
    assert opciones["endpoint_url"] == "https://equipo:9000"
