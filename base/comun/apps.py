"""The ground of the portal: what every floor uses and no domain owns."""

from django.apps import AppConfig
from django.conf import settings


class ComunConfig(AppConfig):
    """Shared rooms without models: face, figures, files, the one clock."""

    name = "base.comun"
    label = "comun"
    verbose_name = "común"

    def ready(self) -> None:
        from django.core.signals import request_started
        from django.db.backends.signals import connection_created

        from .busqueda import dar_plano
        from .caidas import al_conectar, soltar_lo_que_ya_no_esta

        connection_created.connect(dar_plano)
        connection_created.connect(al_conectar)
        request_started.connect(soltar_lo_que_ya_no_esta)
        if settings.SENTRY_DSN:
            from .vigia import avisar_a

            avisar_a(settings.SENTRY_DSN)
