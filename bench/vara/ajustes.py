"""Settings of the yardstick: the same models, database and templates engine; only the middleware that `startproject` writes."""

from pathlib import Path

from bench import ajustes as _ajustes

globals().update({nombre: getattr(_ajustes, nombre) for nombre in dir(_ajustes) if nombre.isupper()})

ROOT_URLCONF = "bench.vara.urls"
INSTALLED_APPS = [app for app in _ajustes.INSTALLED_APPS if app != "allauth.account"]  # it insists on its own middleware
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
