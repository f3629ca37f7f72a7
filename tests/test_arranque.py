"""P40: the process starts only when safe, and tells the browser what production tells it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import CONTRASENA

CLAVE = "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
SEGURO = {"SECRET_KEY": CLAVE, "ALLOWED_HOSTS": "convenios.ejemplo.gob.pe", "DATABASE_URL": "sqlite:///:memory:"}
CABECERAS = Path(__file__).with_name("cabeceras.txt")


def arrancar(**entorno: str) -> subprocess.CompletedProcess:
    limpio = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **{k: v for k, v in entorno.items() if v}}
    orden = [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(orden, check=False, cwd=settings.RAIZ, env=limpio, capture_output=True, text=True, timeout=60)


@pytest.mark.promesa("P40")
def test_it_starts_without_a_warning_when_everything_is_said():
    resultado = arrancar(**SEGURO)
    assert resultado.returncode == 0, resultado.stderr


INSEGUROS = {
    "sin clave": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "clave corta": ({"SECRET_KEY": "corta"}, "SECRET_KEY"),
    "clave de ejemplo": ({"SECRET_KEY": "django-insecure-" + "a1b2c3d4e5" * 6}, "SECRET_KEY"),
    "clave repetida": ({"SECRET_KEY": "a" * 64}, "SECRET_KEY"),
    "archivo de clave ausente": ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/no/existe"}, "SECRET_KEY_FILE"),
    "sin nombres": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    "comodín": ({"ALLOWED_HOSTS": "*"}, "comodines"),
    "comodín entre otros": ({"ALLOWED_HOSTS": "convenios.ejemplo.gob.pe,*"}, "comodines"),
    "subdominios": ({"ALLOWED_HOSTS": ".ejemplo.gob.pe"}, "comodines"),
    "DEBUG en un nombre público": ({"DEBUG": "1"}, "DEBUG"),
    "DEBUG que no se entiende": ({"DEBUG": "quizás"}, "DEBUG"),
    "demostración en un nombre público": ({"DEMOSTRACION": "1"}, "DEMOSTRACION"),
    "almacén que no se entiende": ({"STORAGE_URL": "s3://evidencias"}, "STORAGE_URL no se entiende"),
    "memoria que no se entiende": ({"REDIS_URL": "equipo:6379"}, "REDIS_URL no se entiende"),
    "réplica de un archivo": ({"DATABASE_REPLICA_URL": "postgres://u:c@equipo/b"}, "DATABASE_REPLICA_URL"),
    "vigía que no se entiende": ({"SENTRY_DSN": "equipo"}, "SENTRY_DSN no se entiende"),
    "otro motor": ({"DATABASE_URL": "mysql://u:c@localhost/b"}, "DATABASE_URL"),
    "base que no se entiende": ({"DATABASE_URL": "esto no es"}, "DATABASE_URL"),
    "correo que no se entiende": ({"EMAIL_URL": "correo@ejemplo"}, "EMAIL_URL"),
    "días que no se entienden": ({"DIAS_DE_CORREOS": "tres meses"}, "DIAS_DE_CORREOS"),
    "cero días": ({"DIAS_DE_TAREAS": "0"}, "DIAS_DE_TAREAS"),
    "clave de cifras corta": ({"METRICAS_CLAVE": "corta"}, "METRICAS_CLAVE"),
    "antivirus que no se entiende": ({"CLAMAV_URL": "equipo:3310"}, "CLAMAV_URL"),
    "dirección sin https": ({"PORTAL_URL": "http://convenios.ejemplo.gob.pe"}, "PORTAL_URL empieza con http"),
    "clave escrita como en el ejemplo": ({"DATABASE_URL": "postgres://portal:CAMBIE-ESTA-CLAVE@127.0.0.1/b"}, "la contraseña del ejemplo"),
    "licencia sin nombre": ({"LICENCIA_URL": "https://ejemplo.pe/licencia"}, "LICENCIA_URL no se entiende"),
    "licencia sin https": ({"LICENCIA_DE_LOS_DATOS": "Una", "LICENCIA_URL": "javascript:alert(1)"}, "LICENCIA_URL no se entiende"),
}


@pytest.mark.promesa("P40")
@pytest.mark.parametrize(("cambio", "dice"), INSEGUROS.values(), ids=INSEGUROS)
def test_it_refuses_to_start_unsafe_and_says_what_to_write(cambio, dice):
    resultado = arrancar(**{**SEGURO, **cambio})
    assert resultado.returncode != 0
    assert dice in resultado.stderr


@pytest.mark.promesa("P40")
@pytest.mark.skipif("os.name != 'posix'", reason="Windows no tiene estos permisos")
@pytest.mark.parametrize(("modo", "arranca"), [(0o640, True), (0o400, True), (0o644, False), (0o602, False)])
def test_a_key_that_every_account_of_the_machine_may_open_is_no_key(tmp_path, modo, arranca):
    archivo = tmp_path / "clave"
    archivo.write_text(CLAVE)
    archivo.chmod(modo)
    resultado = arrancar(**{**SEGURO, "SECRET_KEY": "", "SECRET_KEY_FILE": str(archivo)})
    assert (resultado.returncode == 0) is arranca, resultado.stderr
    assert arranca or f"chmod o= {archivo}" in resultado.stderr


def test_debug_on_this_machine_alone_is_allowed_but_is_not_fit_for_deployment():
    resultado = arrancar(**{**SEGURO, "DEBUG": "1", "ALLOWED_HOSTS": "127.0.0.1"})
    assert "ImproperlyConfigured" not in resultado.stderr
    assert resultado.returncode != 0


def ordenada(nombre: str, valor: str) -> str:
    """Lists whose order means nothing, in one order."""
    separador = {"Content-Security-Policy": "; ", "Cache-Control": ", "}.get(nombre)
    return separador.join(sorted(valor.split(separador))) if separador else valor


def cabeceras(cliente: Client) -> dict[str, str]:
    respuesta = cliente.get("/entrar/")
    cambian = {"Content-Length", "Expires", "Vary", "Content-Language"}
    return {n: ordenada(n, v) for n, v in respuesta.headers.items() if n not in cambian}


ESPERADAS = dict(linea.split(": ", 1) for linea in CABECERAS.read_text().splitlines() if linea)


@pytest.mark.promesa("P40")
@pytest.mark.django_db
def test_the_headers_are_those_of_the_golden_file(client):
    assert cabeceras(client) == ESPERADAS


@pytest.mark.promesa("P40")
@pytest.mark.django_db
@pytest.mark.parametrize("falta", ["CSPMiddleware", "SecurityMiddleware", "XFrameOptionsMiddleware"])
@pytest.mark.control
def test_the_golden_file_misses_a_header_that_is_gone(client, settings, falta):
    """Control: without the part that says it, the headers are no longer those."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith(falta)]
    assert cabeceras(client) != ESPERADAS


@pytest.mark.promesa("P40")
@pytest.mark.django_db
def test_cookies_are_of_this_host_alone_and_closed_to_scripts(client, coordinador):
    client.get("/entrar/")
    client.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    for nombre in ("__Host-csrf", "__Host-sesion"):
        galleta = client.cookies[nombre]
        assert (galleta["secure"], galleta["httponly"], galleta["samesite"], galleta["path"], galleta["domain"]) == (
            True,
            True,
            "Lax",
            "/",
            "",
        )


def test_the_policy_lets_no_inline_code_run():
    politica = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    todo = " ".join(str(v) for valores in politica.values() for v in valores)
    assert "unsafe" not in todo
    assert "*" not in todo
