"""Three questions of whoever watches the portal: does it answer, can it serve, how is it doing. None needs an account."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from base.comun import metricas
from base.comun.buscador.indices import con_indice
from base.comun.salud import medir_salud, registrar_salud
from base.cuentas.permisos import abierta


@abierta("La pregunta del vigilante: ¿el proceso responde?")
@never_cache
def viva(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"viva": True})


@abierta("La pregunta del vigilante: ¿puede atender? No dice versiones ni nombres.")
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """Whether the portal can serve. Some parts are required (database, migrations, room for files); the others are only said."""
    puede, partes = medir_salud()
    return JsonResponse({"lista": puede, **partes}, status=200 if puede else 503)


@abierta("Las cifras del vigilante, para quien tiene METRICAS_CLAVE: cuántos pedidos, cuánto tardan, qué espera. No dice nada de nadie.")
@never_cache
def cifras(request: HttpRequest) -> HttpResponse:
    """The figures of this process in Prometheus' text format; for whoever does not bring the key there is no such page."""
    esperada = f"Bearer {settings.METRICAS_CLAVE}"
    if not settings.METRICAS_CLAVE or not constant_time_compare(request.headers.get("Authorization", ""), esperada):
        raise Http404
    puede, partes = medir_salud()
    texto, tipo = metricas.escribir({"lista": puede, **partes})
    return HttpResponse(texto, content_type=tipo)


def registrar() -> None:
    """What the roof itself measures."""
    registrar_salud("base_de_datos", _hay_base, exige=True)
    registrar_salud("migraciones", _al_dia, exige=True)
    registrar_salud("archivos", _se_puede_escribir, exige=True, pide_base=False)
    registrar_salud("antivirus", lambda: bool(settings.CLAMAV_URL), pide_base=False)
    registrar_salud("busqueda", lambda: "con índice" if con_indice() else "sin índice: falta pg_trgm")


def _hay_base() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _al_dia() -> bool:
    """Every migration is applied."""
    return escritas() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def escritas() -> frozenset[tuple[str, str]]:
    """The migrations that this code brings: to read them takes a second, and they do not change under a process that runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _se_puede_escribir() -> bool:
    """The folder of the files can be written in, or made."""
    carpeta = Path(settings.MEDIA_ROOT)
    existente = next(c for c in (carpeta, *carpeta.parents) if c.exists())
    return existente.is_dir() and os.access(existente, os.W_OK)
