"""Who and where: UGEL, districts, municipalities, terms of office."""

from django.apps import AppConfig


class MunicipiosConfig(AppConfig):
    name = "municipios"
    verbose_name = "territorio y municipalidades"

    def ready(self) -> None:
        from base.avisos import alcance
        from base.bitacora import ambitos

        from . import deshacer
        from .cuentas_propias import cuentas_administradas
        from .models import Ugel

        ambitos.registrar(lambda user: Ugel.objects.atendidas_por(user).values("codigo"))
        alcance.registrar(cuentas_administradas)
        deshacer.registrar_reglas()
