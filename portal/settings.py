"""Settings of the portal: one file; whatever differs between two places is an environment variable.

The variables are described in `docs/operacion.md`. A missing or nonsensical value says, in Spanish, what to write, and the process
refuses to start: an installation that begins unsafe stays unsafe.
"""

import os
import re
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import motores

RAIZ = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_EN", "").strip() or RAIZ / "var")  # what it keeps: files, copies of pages, the base of SQLite

env = environ.Env()


def _si_o_no(nombre: str) -> bool:
    valor = os.environ.get(nombre, "").strip().lower()
    if valor in {"", "0", "no", "false"}:
        return False
    if valor in {"1", "si", "sí", "true"}:
        return True
    raise ImproperlyConfigured(f"{nombre}={valor!r} no se entiende: escriba 1 (sí) o 0 (no).")


# ── How this process runs ────────────────────────────────────────────────────────────────────────────────────────────────
DEBUG = _si_o_no("DEBUG")
DEMOSTRACION = _si_o_no("DEMOSTRACION")
SOLO_ESTE_EQUIPO = _si_o_no("SOLO_ESTE_EQUIPO")  # an office with one computer: true data, no server in front, nobody from outside
EN_CLARO = DEBUG or DEMOSTRACION or SOLO_ESTE_EQUIPO  # plain http is for the own machine only
EQUIPO_LOCAL = {"127.0.0.1", "localhost", "[::1]"}

ALLOWED_HOSTS = [h.strip() for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h.strip()]
if EN_CLARO and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = sorted(EQUIPO_LOCAL)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Falta ALLOWED_HOSTS: escriba el nombre público del portal, p. ej. convenios.ejemplo.gob.pe.")
if any("*" in h or h.startswith(".") for h in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS no admite comodines: escriba cada nombre completo, separado por comas.")
for _modo, _activo in (("DEBUG", DEBUG), ("DEMOSTRACION", DEMOSTRACION), ("SOLO_ESTE_EQUIPO", SOLO_ESTE_EQUIPO)):
    if _activo and not set(ALLOWED_HOSTS) <= EQUIPO_LOCAL:
        raise ImproperlyConfigured(
            f"{_modo}=1 solo se permite en este mismo equipo (127.0.0.1, localhost): quite {_modo} o los otros nombres."
        )
_proxies = os.environ.get("PROXIES_DE_CONFIANZA", "").strip() or "0"
if not re.fullmatch(r"[0-9]", _proxies):
    raise ImproperlyConfigured(
        f"PROXIES_DE_CONFIANZA={_proxies!r} no se entiende: escriba cuántos servidores propios hay delante del portal, de 0 a 9."
    )
PROXIES_DE_CONFIANZA = int(_proxies)


def _dias(nombre: str, usuales: int) -> int:
    dicho = os.environ.get(nombre, "").strip() or str(usuales)
    if not re.fullmatch(r"[1-9][0-9]{0,3}", dicho):
        raise ImproperlyConfigured(f"{nombre}={dicho!r} no se entiende: escriba cuántos días, de 1 a 9999.")
    return int(dicho)


DIAS_DE_CORREOS, DIAS_DE_TAREAS = _dias("DIAS_DE_CORREOS", 90), _dias("DIAS_DE_TAREAS", 30)
DIAS_DE_INFORMES, DIAS_DE_RESPALDOS = _dias("DIAS_DE_INFORMES", 365), _dias("DIAS_DE_RESPALDOS", 14)
DIAS_DE_LECTURAS, DIAS_SIN_ENSAYO = _dias("DIAS_DE_LECTURAS", 730), _dias("DIAS_SIN_ENSAYO", 8)
# Who may read /salud/metricas: a program that brings this key. Empty: nobody, the page is not there
METRICAS_CLAVE = os.environ.get("METRICAS_CLAVE", "").strip()
if METRICAS_CLAVE and not re.fullmatch(r"[!-~]{24,200}", METRICAS_CLAVE):
    raise ImproperlyConfigured("METRICAS_CLAVE no se entiende: escriba 24 caracteres o más, al azar y sin espacios, o déjela vacía.")


def _guardada(nombre: str) -> str:
    """What the variable says, or the file that `<nombre>_FILE` names."""
    ruta = os.environ.get(f"{nombre}_FILE", "")
    if not ruta:
        return os.environ.get(nombre, "")
    try:
        if (
            os.name == "posix" and Path(ruta).stat().st_mode & 0o006 and not ruta.startswith("/run/secrets/")
        ):  # a container's own mount: 0444
            raise ImproperlyConfigured(f"{nombre}_FILE={ruta} está abierto a cualquier cuenta del equipo. Ciérrelo: chmod o= {ruta}")
        return Path(ruta).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"No se puede leer {nombre}_FILE={ruta}: {error.strerror}.") from error


def _clave_secreta() -> str:
    clave = _guardada("SECRET_KEY")
    if len(clave) < 50 or len(set(clave)) < 5 or clave.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "Falta una SECRET_KEY segura (50 caracteres o más, al azar) en SECRET_KEY o en el archivo SECRET_KEY_FILE. "
            'Créela con: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return clave


SECRET_KEY = _clave_secreta()

# ── What it is made of ───────────────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "portal.publico",
    "portal.tablero",
    "portal.importaciones",
    "encuentros",
    "convenios",
    "municipios",
    "base.avisos",
    "base.bitacora",
    "base.cuentas",
    "base.comun",
    "base.bitacora.sitio.AdministracionConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "base.comun.metricas.MetricasMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "base.comun.replicas.ReplicaMiddleware",
    "portal.publico.copias.CopiasMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "base.comun.pedidos.RegistroMiddleware",
    "portal.publico.api.errores.ErroresDeApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "base.cuentas.middleware.SinDatosMiddleware",
    "base.cuentas.middleware.SesionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "base.comun.pedidos.SinNulosMiddleware",
    "base.comun.pedidos.NombreAjenoMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "base.cuentas.middleware.QuienMiddleware",
    "base.bitacora.middleware.LecturasMiddleware",
    "base.cuentas.mis_sesiones.UltimaVezMiddleware",
    "base.cuentas.middleware.SinCopiaMiddleware",
    "base.cuentas.middleware.SesionVencidaMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "base.comun.pedidos.SinNumerosDeMasMiddleware",
    "base.cuentas.reglas.SinReglaMiddleware",
    "base.cuentas.renovacion.RenovarClaveMiddleware",
    "base.cuentas.factores.middleware.SegundoFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RAIZ / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["base.comun.templatetags.comun"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "base.comun.paginas.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
if not os.environ.get("DATABASE_URL"):
    VAR.mkdir(exist_ok=True)
_base = motores.base_de_datos(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'portal.sqlite3'}")
DATABASES = {"default": _base}
DATABASE_ROUTERS = ["base.comun.replicas.Enrutador"]
if _replica := os.environ.get("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = motores.replica(_replica, _base)

CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_portal"},
    # Copies of the public pages: files, so that to keep one waits for no writer and they are there while the database is not
    "copias": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "copias",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}
if REDIS_URL := os.environ.get("REDIS_URL", ""):
    CACHES["default"] = motores.memoria(REDIS_URL)
    SESSION_ENGINE = "base.cuentas.sesion_rapida"

MEDIA_ROOT = VAR / "media"  # evidence: outside static, reached only through the guarded view; there is no MEDIA_URL
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # the grid of a plan, sent whole by a browser without JavaScript: nine fields a row
CLAMAV_URL = os.environ.get("CLAMAV_URL", "")
if CLAMAV_URL and not re.fullmatch(r"tcp://[^\s/:@]+(:\d{1,5})?/?", CLAMAV_URL):
    raise ImproperlyConfigured("CLAMAV_URL no se entiende: escriba tcp://equipo:3310 o déjelo vacío.")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [RAIZ / "static"]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "base.comun.archivos.almacen.Almacen"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if STORAGE_URL := os.environ.get("STORAGE_URL", ""):
    STORAGES["default"] = motores.almacen(STORAGE_URL)
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Backups: with which key they are closed (age; never SECRET_KEY), where the worker leaves one each night, where a second copy of it goes
CLAVE_DE_RESPALDO = _guardada("CLAVE_DE_RESPALDO")
RESPALDO_EN, RESPALDO_COPIA_EN = os.environ.get("RESPALDO_EN", "").strip(), os.environ.get("RESPALDO_COPIA_EN", "").strip()
if RESPALDO_COPIA_EN and not RESPALDO_EN:
    raise ImproperlyConfigured("RESPALDO_COPIA_EN no tiene efecto sin RESPALDO_EN: escriba también en qué carpeta se hace cada respaldo.")
if RESPALDO_EN and not CLAVE_DE_RESPALDO:
    raise ImproperlyConfigured(
        "RESPALDO_EN pide respaldos y falta CLAVE_DE_RESPALDO (o CLAVE_DE_RESPALDO_FILE): con RESPALDO_EN vacía, créela con manage.py respaldar --crear-clave."
    )

# ── Language and clock of Peru ───────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "es-pe"
LANGUAGES = [("es-pe", "español del Perú")]  # without this entry Django falls back to `es` and its decimal comma
FORMAT_MODULE_PATH = ["portal.formatos"]
TIME_ZONE = "America/Lima"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "cuentas.Usuario"
AUTHENTICATION_BACKENDS = ["base.cuentas.entrada.Entrada"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "nombre", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "base.cuentas.entrada.NoEsLaDeLaDemostracion"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "inicio"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "base.cuentas.entrada.Adaptador"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the session that changed it goes on; the others end
ACCOUNT_SESSION_REMEMBER = True  # its age is the role's (base/cuentas/sesiones.py), not the browser window's
ACCOUNT_RATE_LIMITS = False  # base/cuentas/limites.py counts, in the database
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "base.cuentas.forms.Entrar",
    "change_password": "base.cuentas.renovacion.CambiarClaveForm",
    "reset_password_from_key": "base.cuentas.renovacion.RecuperarClaveForm",
}
SESSION_COOKIE_AGE = 12 * 60 * 60  # of a session that nobody has signed in to; the others: base/cuentas/sesiones.py

# Every mail goes to the outbox, in the transaction that asks for it; `manage.py trabajar` sends it through the server of EMAIL_URL.
EMAIL_BACKEND = "base.avisos.correo.BuzonDeSalida"
EMAIL_TIMEOUT = 20
EMAIL_URL = os.environ.get("EMAIL_URL", "")
try:
    _correo = env.email_url_config(EMAIL_URL or "consolemail://")
    if EMAIL_URL and not (_correo["EMAIL_BACKEND"].endswith(".smtp.EmailBackend") and _correo["EMAIL_HOST"]):
        raise ValueError(EMAIL_URL)
except (KeyError, ValueError, environ.ImproperlyConfigured) as error:
    raise ImproperlyConfigured("EMAIL_URL no se entiende: escriba smtp+tls://usuario:clave@equipo:587 o déjelo vacío.") from error
CORREO: dict[str, Any] = {"BACKEND": _correo["EMAIL_BACKEND"]}
if EMAIL_URL:
    CORREO |= {
        "host": _correo["EMAIL_HOST"],
        "port": _correo["EMAIL_PORT"] or 25,
        "username": _correo["EMAIL_HOST_USER"] or "",
        "password": _correo["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": _correo.get("EMAIL_USE_TLS", False),  # a server that refuses STARTTLS gets nothing
        "use_ssl": _correo.get("EMAIL_USE_SSL", False),
    }
# Where the portal is, for the links of mails that no page asks for (a reminder at its hour)
PORTAL_URL = os.environ.get("PORTAL_URL", "").strip().rstrip("/") or (
    "http://127.0.0.1:8000" if EN_CLARO else f"https://{ALLOWED_HOSTS[0]}"
)
if not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+", PORTAL_URL):
    raise ImproperlyConfigured(
        f"PORTAL_URL={PORTAL_URL!r} no se entiende: escriba la dirección del portal, p. ej. https://convenios.ejemplo.gob.pe."
    )
if PORTAL_URL.startswith("http:") and not EN_CLARO:
    raise ImproperlyConfigured(
        "PORTAL_URL empieza con http: los enlaces de los correos llevarían por una línea sin cifrar. Escriba https://…"
    )
PORTAL_NOMBRE = os.environ.get("PORTAL_NOMBRE", "").strip() or "Convenios UGEL Jaén"
# Under which licence the public data are given: what whoever publishes has decided, in words and with the address of its text. Empty: not said
LICENCIA_DE_LOS_DATOS = os.environ.get("LICENCIA_DE_LOS_DATOS", "").strip()
LICENCIA_URL = os.environ.get("LICENCIA_URL", "").strip()
if LICENCIA_URL and not (LICENCIA_DE_LOS_DATOS and re.fullmatch(r"https://[^\s<>\"]+", LICENCIA_URL)):
    raise ImproperlyConfigured(
        "LICENCIA_URL no se entiende: escriba la dirección (https://…) del texto de la licencia que nombra en LICENCIA_DE_LOS_DATOS."
    )
# Whom anyone may ask about their data, or tell that a page does not work for them: a mail, a telephone, an office, in words. Empty: not said
CONTACTO = os.environ.get("CONTACTO", "").strip()
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "") or f"portal@{ALLOWED_HOSTS[0].strip('[]')}"

# ── What a browser is told ───────────────────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    nombre: []
    for nombre in ("accelerometer", "autoplay", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "base.cuentas.views.respuestas.pedido_rechazado"
if EN_CLARO:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, EQUIPO_COOKIE_NAME = "sesion", "csrf", "equipo"
else:
    # The __Host- prefix makes the browser itself refuse a cookie set by a neighbour or over plain http.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, EQUIPO_COOKIE_NAME = "__Host-sesion", "__Host-csrf", "__Host-equipo"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^salud/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

# One JSON object a line (base/comun/registro.py). A refusal is told there with who and from where: Django's own line would say it twice.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"linea": {"()": "base.comun.registro.UnaLinea"}},
    "handlers": {"consola": {"class": "logging.StreamHandler", "formatter": "linea"}},
    "root": {"handlers": ["consola"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "fido2": {"level": "WARNING"},
        "_granian": {"handlers": [], "propagate": True},
        "granian.access": {"handlers": [], "propagate": True},
    },
}
DEFAULT_EXCEPTION_REPORTER = "base.comun.registro.Informe"
DEFAULT_EXCEPTION_REPORTER_FILTER = "base.comun.registro.SinSecretos"

SENTRY_DSN = motores.vigia(os.environ.get("SENTRY_DSN", ""))
