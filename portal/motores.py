"""The engines behind the portal, each from one address: what an address means to Django, or, in Spanish, what to write instead.

DATABASE_URL          postgres://… (…?pgbouncer=1 behind a PgBouncer in transaction mode) or sqlite:///…
DATABASE_REPLICA_URL  postgres://… of a standby that streams from the former
REDIS_URL             redis://… or rediss://…, shared by all the processes
STORAGE_URL           s3://key:secret@host/bucket?region=…, of files that people bring
SENTRY_DSN            where errors are told
"""

import importlib.util
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"
CON_TOPE = "base.comun.postgresql"  # the former, which does not wait without end for a server that fell silent
# A server that is gone is told within three seconds: nobody waits longer to connect, nor for the network to say that it took a question
ESPERAS = {"connect_timeout": 2, "keepalives_idle": 5, "keepalives_interval": 1, "keepalives_count": 2, "tcp_user_timeout": 2500}
SIN_REDIS = 0.5  # seconds: a cache that takes longer is no cache


def base_de_datos(url: str) -> dict[str, Any]:
    """The database of the portal."""
    base = _leer("DATABASE_URL", url, "escriba postgres://usuario:clave@equipo:5432/base o déjelo vacío.")
    if base.get("ENGINE") == SQLITE:
        # Writers queue instead of failing: the lock is taken when a transaction begins, not at its first write.
        base["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        }
        base["CONN_MAX_AGE"] = 60  # to open the file, and to close it last, takes ten times what a short question does
        return base
    if base.get("ENGINE") == POSTGRESQL:
        if str(base.get("PASSWORD")).startswith("CAMBIE"):
            raise ImproperlyConfigured("DATABASE_URL lleva la contraseña del ejemplo: escriba una al azar (openssl rand -hex 24).")
        return _postgresql(base)
    raise ImproperlyConfigured("DATABASE_URL admite dos motores: postgres://… o sqlite:///….")


def replica(url: str, principal: dict[str, Any]) -> dict[str, Any]:
    """A copy of it that is only read."""
    base = _leer("DATABASE_REPLICA_URL", url, "escriba postgres://usuario:clave@replica:5432/base o déjelo vacío.")
    if base.get("ENGINE") != POSTGRESQL or principal["ENGINE"] != CON_TOPE:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL es la réplica de un PostgreSQL: las dos direcciones empiezan por postgres://.")
    if all(base.get(parte) == principal.get(parte) for parte in ("HOST", "PORT", "NAME")):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL dice el mismo servidor que DATABASE_URL: escriba el de la réplica o déjelo vacío.")
    base["TEST"] = {"MIRROR": "default"}
    return _postgresql(base)


def _leer(nombre: str, url: str, escriba: str) -> dict[str, Any]:
    try:
        return environ.Env.db_url_config(url)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{nombre} no se entiende: {escriba}") from error


# How PostgreSQL plans. Its compiler takes a second over the score of every building of the country, which without it is worked out in half of one.
# A list that asks what its reader may see joins a dozen tables: beyond eight it would take them as they are written, and begin with every row of the country.
PLANES = {"jit": "off", "join_collapse_limit": 14, "from_collapse_limit": 14, "geqo_threshold": 20}


def _postgresql(base: dict[str, Any]) -> dict[str, Any]:
    opciones = base.setdefault("OPTIONS", {})
    intermediario = str(opciones.pop("pgbouncer", "0"))
    if intermediario not in ("0", "1"):
        raise ImproperlyConfigured(f"?pgbouncer={intermediario} no se entiende: escriba ?pgbouncer=1 si delante hay un PgBouncer.")
    for espera, valor in ESPERAS.items():
        opciones.setdefault(espera, valor)
    base |= {"ENGINE": CON_TOPE, "CONN_HEALTH_CHECKS": True}
    if intermediario == "1":
        # Its connections are short and change hands after each transaction: no cursor of the server outlives one, nothing is set for a session
        base |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
    else:
        base["CONN_MAX_AGE"] = 60
        opciones.setdefault("options", " ".join(f"-c {ajuste}={valor}" for ajuste, valor in PLANES.items()))
    return base


def memoria(url: str) -> dict[str, Any]:
    """The shared cache."""
    if not re.fullmatch(r"rediss?://([^\s/@]*@)?[^\s/:@]+(:\d{1,5})?(/\d{1,2})?", url):
        raise ImproperlyConfigured("REDIS_URL no se entiende: escriba redis://:clave@equipo:6379/0 (o rediss://… cifrado) o déjelo vacío.")
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    opciones = {
        "serializer": "base.comun.memoria.Texto",
        "socket_timeout": SIN_REDIS,
        "socket_connect_timeout": SIN_REDIS,
        "retry": Retry(NoBackoff(), 0),
    }
    return {"BACKEND": "base.comun.memoria.Memoria", "LOCATION": url, "KEY_PREFIX": "portal", "OPTIONS": opciones}


def almacen(url: str) -> dict[str, Any]:
    """Where files are kept, in another place than this machine: private, each read through a signed address of a minute."""
    dicho, lugar = "escriba s3://llave:secreto@equipo/deposito?region=lugar o déjelo vacío.", urlsplit(url)
    consulta = dict(parse_qsl(lugar.query, keep_blank_values=True))
    deposito = lugar.path.strip("/")
    if lugar.scheme != "s3" or not all((lugar.username, lugar.password, lugar.hostname, deposito)) or "/" in deposito:
        raise ImproperlyConfigured(f"STORAGE_URL no se entiende: {dicho}")
    if set(consulta) - {"region", "http"}:
        raise ImproperlyConfigured(f"STORAGE_URL no se entiende: después de ? solo va region; {dicho}")
    _exigir("storages", "boto3", nombre="STORAGE_URL", paquete='"django-storages[s3]"')
    puerto = f":{lugar.port}" if lugar.port else ""
    opciones = {
        "access_key": unquote(str(lugar.username)),
        "secret_key": unquote(str(lugar.password)),
        "bucket_name": deposito,
        "endpoint_url": f"{'http' if consulta.get('http') == '1' else 'https'}://{lugar.hostname}{puerto}",
        "region_name": consulta.get("region") or "us-east-1",
    }
    return {"BACKEND": "base.comun.archivos.deposito.Deposito", "OPTIONS": opciones}


def vigia(dsn: str) -> str:
    """Where errors are told; nowhere, if it is empty."""
    if dsn == "":
        return ""
    if not re.fullmatch(r"https?://[^\s/:@]+@[^\s/@]+/\S*\d+", dsn):
        raise ImproperlyConfigured("SENTRY_DSN no se entiende: escriba https://llave@equipo/1 o déjelo vacío.")
    _exigir("sentry_sdk", nombre="SENTRY_DSN", paquete="sentry-sdk")
    return dsn


def _exigir(*modulos: str, nombre: str, paquete: str) -> None:
    if not all(importlib.util.find_spec(modulo) for modulo in modulos):
        raise ImproperlyConfigured(f"{nombre} necesita un paquete que no está instalado: .venv/bin/python -m pip install {paquete}")
