"""The portal's own settings, for a server that a test starts: its folder is the test's, and nothing has to be collected first."""

import os
from pathlib import Path

from portal import settings as _portal

globals().update({nombre: getattr(_portal, nombre) for nombre in dir(_portal) if nombre.isupper()})

_CARPETA = Path(os.environ["CARPETA_DE_MEDICION"])
STATIC_ROOT, MEDIA_ROOT = _CARPETA / "static", _CARPETA / "media"
CACHES = {**_portal.CACHES, "copias": {**_portal.CACHES["copias"], "LOCATION": _CARPETA / "copias"}}
STORAGES = {**_portal.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
