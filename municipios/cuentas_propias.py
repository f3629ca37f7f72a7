"""Whose accounts an administrator looks after: those with a charge in their UGEL or in its municipalities, now or before."""

from typing import Any

from django.db.models import Q

from base.cuentas.models import Usuario

from .models import EnlaceMunicipal, Gestion, MiembroUgel


def cuentas_administradas(user: Usuario) -> Any:
    """The keys of those accounts, as a subquery."""
    cargos = [modelo.objects.for_user(user).values("usuario") for modelo in (MiembroUgel, Gestion, EnlaceMunicipal)]
    suyas = Q(pk__in=cargos[0]) | Q(pk__in=cargos[1]) | Q(pk__in=cargos[2])
    return Usuario.objects.filter(suyas, is_superuser=False).values("pk")
