"""Who and where: UGEL, districts, municipalities, terms of office."""

from django.apps import AppConfig


class MunicipiosConfig(AppConfig):
    name = "municipios"
    verbose_name = "territorio y municipalidades"
