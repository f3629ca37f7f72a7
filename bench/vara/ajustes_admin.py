"""Settings of the yardstick of the lists: those of the other one, with the templates of the administration and what it is extended with."""

from bench.vara import ajustes as _vara

globals().update({nombre: getattr(_vara, nombre) for nombre in dir(_vara) if nombre.isupper()})

ROOT_URLCONF = "bench.vara.administracion"
INSTALLED_APPS = [*_vara.INSTALLED_APPS, "import_export"]
TEMPLATES = [{**_vara.TEMPLATES[0], "APP_DIRS": True}]
STORAGES = {**_vara.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
