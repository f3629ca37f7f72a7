"""The portal's own settings, as in production, with the folder of this run for what is collected and kept."""

import os
from pathlib import Path

from portal import settings as _portal

globals().update({nombre: getattr(_portal, nombre) for nombre in dir(_portal) if nombre.isupper()})

STATIC_ROOT = Path(os.environ["CARPETA_DE_MEDICION"]) / "static"
MEDIA_ROOT = Path(os.environ["CARPETA_DE_MEDICION"]) / "media"
CACHES = {**_portal.CACHES, "copias": {**_portal.CACHES["copias"], "LOCATION": Path(os.environ["CARPETA_DE_MEDICION"]) / "copias"}}
