"""A PgBouncer in transaction mode in front of PostgreSQL (`?pgbouncer=1`): pages, writes and the worker go through it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from base.comun.fechas import hoy
from tests.factories import dias, make_compromiso, make_envio
from tests.postgres import cuenta_sin_poderes, puerto_libre
from tests.servidores import Persona, base_de_las_pruebas, entorno, esperar, portal, sesion_de

CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"


@contextlib.contextmanager
def pgbouncer() -> Iterator[str]:
    """The address of the database of the tests through one: two connections for everybody, each lent for a transaction."""
    partes, puerto, cuenta = urlsplit(base_de_las_pruebas()), puerto_libre(), cuenta_sin_poderes()
    carpeta = Path(tempfile.mkdtemp(prefix="portal-pgb-", dir="/tmp" if cuenta else None))  # noqa: S108 -- mkdtemp: 0700, ours
    (carpeta / "gente.txt").write_text(f'"{partes.username}" "{partes.password}"\n')
    base = partes.path.strip("/")
    (carpeta / "pgbouncer.ini").write_text(
        f"[databases]\n{base} = host=127.0.0.1 port={partes.port} dbname={base} user={partes.username} password={partes.password}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {puerto}\nauth_type = scram-sha-256\nauth_file = {carpeta / 'gente.txt'}\n"
        f"pool_mode = transaction\ndefault_pool_size = 2\nunix_socket_dir =\n"
    )
    for ruta in (carpeta, *carpeta.iterdir()) if cuenta else ():
        os.chown(ruta, cuenta["user"], cuenta["group"])
    programa = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    proceso = subprocess.Popen([programa, carpeta / "pgbouncer.ini"], cwd=carpeta, stderr=subprocess.DEVNULL, **cuenta)
    url = partes._replace(netloc=f"{partes.username}:{partes.password}@127.0.0.1:{puerto}").geturl()

    def responde() -> bool:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(url).close()
            return True
        return False

    try:
        esperar(responde, segundos=20)
        yield url
    finally:
        proceso.terminate()
        proceso.wait(timeout=10)
        shutil.rmtree(carpeta)


@pytest.mark.django_db(transaction=True)
def test_the_portal_and_its_worker_go_through_it(convenio, municipalidad_a, coordinador, como, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("se mide en PostgreSQL")
    if not (shutil.which("pgbouncer") or Path("/usr/sbin/pgbouncer").exists()):
        pytest.skip("no está instalado PgBouncer (en Debian: apt-get install pgbouncer)")
    mia = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), descripcion="Techar el patio", plazo=dias(90)).get_absolute_url()
    galleta, envio = sesion_de(como(coordinador)), make_envio()
    with pgbouncer() as url:
        with pytest.raises(psycopg2.OperationalError):  # control: what is set when a connection begins is refused
            psycopg2.connect(url, options="-c jit=off")
        with portal(f"{url}?pgbouncer=1", tmp_path) as servidor:
            persona = Persona(servidor.puerto, galleta)
            for ruta in (mia, CONVENIO, "/bandeja/", "/publico/990001/sitemap.xml", "/api/v1/compromisos.csv"):
                assert persona.pedir(ruta) in (200, 404), ruta
            datos = {"clave": str(uuid.uuid4()), "descripcion": "Por el PgBouncer", "fecha": hoy().isoformat(), "accion": "guardar"}
            assert persona.pedir(f"{mia}avances/nuevo/", datos) == 302
            assert persona.pedir(f"{mia}avances/nuevo/", datos) == 302
        orden = [sys.executable, "-W", "ignore", "manage.py", "trabajar", "--una-vez"]
        subprocess.run(orden, check=True, cwd=settings.RAIZ, env=entorno(f"{url}?pgbouncer=1", tmp_path), stderr=subprocess.PIPE)
    envio.refresh_from_db()
    assert envio.estado == "enviado"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM convenios_avance WHERE descripcion = 'Por el PgBouncer'")
        assert cursor.fetchone() == (1,)
