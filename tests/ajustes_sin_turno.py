"""The settings of a measurement with the writers' queue of SQLite taken away: only for the control of tests/test_sqlite_en_equipo.py."""

from bench import ajustes as _ajustes

globals().update({nombre: getattr(_ajustes, nombre) for nombre in dir(_ajustes) if nombre.isupper()})

_base = _ajustes.DATABASES["default"]
DATABASES = {"default": {**_base, "OPTIONS": {**_base["OPTIONS"], "transaction_mode": "DEFERRED", "timeout": 0}}}
