"""Who and where: UGEL, districts, municipalities, terms of office."""

from django.apps import AppConfig


class MunicipiosConfig(AppConfig):
    name = "municipios"
    verbose_name = "territorio y municipalidades"

    def ready(self) -> None:
        from base.bitacora import ambitos

        from . import deshacer
        from .models import Ugel

        ambitos.registrar(lambda user: Ugel.objects.atendidas_por(user).values("codigo"))
        deshacer.registrar_reglas()
