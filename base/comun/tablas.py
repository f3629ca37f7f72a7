"""The tables of an empty database, made at once."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection


def hacer_tablas() -> None:
    """On an empty database the tables come at once from the models, as in the tests; tests/actualizacion proves that they are those that the
    migrations make step by step, which takes a minute. A portal that is there already is brought up to date by what it lacks.
    """
    if not connection.introspection.table_names():
        settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
        try:
            call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        finally:
            settings.MIGRATION_MODULES = {}
        call_command("migrate", interactive=False, verbosity=0, fake=True)
    call_command("migrate", interactive=False, verbosity=0)
