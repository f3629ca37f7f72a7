"""What is done inside Django, in a process of its own for each database: `python -m bench.dentro TAREA` answers with one JSON object."""

import json
import sqlite3
import sys
from collections.abc import Iterable
from typing import Any

import django


def preparar() -> None:
    from django.core.management import call_command

    from base.comun.tablas import hacer_tablas

    hacer_tablas()
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def consultas() -> dict[str, Any]:
    """Queries of each page with few rows and with many."""
    from bench.consultas import MUCHAS, POCAS, contar
    from bench.datos import llenar
    from bench.paginas import PAGINAS

    preparar()
    llenar(POCAS, resto=POCAS)
    pocas = contar(PAGINAS)
    llenar(MUCHAS, resto=MUCHAS)
    muchas = contar(PAGINAS)
    filas = [{"pagina": p.clave, "lista": p.lista, "maximo": p.maximo, "pocas": pocas[p.clave], "muchas": muchas[p.clave]} for p in PAGINAS]
    return {"filas": filas}


def mundo(compromisos: int) -> dict[str, Any]:
    """A database with that many commitments, and what a client needs to know of it: addresses, and a session for each person."""
    from django.db import connection

    from bench.consultas import POCAS
    from bench.datos import GENTE, llenar
    from bench.paginas import BUSCADO, FILTROS, MUNICIPAL, PAGINAS, PERSONAL, Pagina
    from convenios.models import Avance, Compromiso

    preparar()
    llenar(compromisos, resto=POCAS)
    _limpiar(connection)
    _guardar_fotos()
    con_mas = Compromiso.objects.filter(convenio__codigo="CM-1", codigo__in=[f"C-{n:05d}" for n in range(4, 200, 3)]).con_avance()
    return {
        "motor": _motor(connection),
        "sesiones": _sesiones(GENTE),
        "personal": PERSONAL,
        "municipal": MUNICIPAL,
        "paginas": [{"pagina": p.clave, "ruta": p.ruta, "quien": p.quien, "direccion": p.direccion()} for p in PAGINAS],
        "listas": {nombre: Pagina("compromisos", consulta=filtro).direccion() for nombre, filtro in FILTROS.items()},
        "busquedas": {nombre: Pagina("buscar", consulta={"q": texto}).direccion() for nombre, texto in BUSCADO.items()},
        "compromisos": [c.get_absolute_url() for c in sorted(con_mas, key=lambda c: -c.reportes)[:5]],
        "reciben": [c.get_absolute_url() for c in con_mas if c.recibe_avances][:5],
        "filas": {"compromisos": Compromiso.objects.count(), "avances": Avance.objects.count()},
    }


def _guardar_fotos() -> None:
    """A file where the rows of photographs say that there is one: what it weighs is of who took it, and not of the page."""
    from django.core.files.base import ContentFile

    from encuentros.models import FotoExpuesta
    from municipios.models import EvidenciaProyecto

    for modelo in (EvidenciaProyecto, FotoExpuesta):
        campo = modelo._meta.get_field("archivo")
        for nombre in set(modelo.objects.values_list("archivo", flat=True)):
            if not campo.storage.exists(nombre):
                campo.storage.save(nombre, ContentFile(b"\xff\xd8\xff\xd9"))


def pais() -> dict[str, Any]:
    """The schools of a country: addresses of their lists and searches, a session for each person, and how fast scores are worked out."""
    from django.db import connection

    from bench.datos import UGEL
    from bench.paginas import PERSONAL, Pagina
    from bench.pais import BUSQUEDAS, llenar_el_pais, recalcular
    from municipios.models import FichaRiesgo, InstitucionEducativa, LocalEscolar

    preparar()
    llenar_el_pais()
    _limpiar(connection)
    return {
        "motor": _motor(connection),
        "sesiones": _sesiones([PERSONAL]),
        "listas": [(nombre, quien, Pagina(ruta, consulta=consulta).direccion()) for nombre, quien, ruta, consulta in BUSQUEDAS],
        "filas": {m._meta.verbose_name_plural: m.objects.count() for m in (LocalEscolar, InstitucionEducativa, FichaRiesgo)},
        "de_la_ugel": LocalEscolar.objects.filter(distrito__ugel__codigo=UGEL).count(),
        "recalculo": recalcular(),
    }


def deshacer(compromisos: int) -> dict[str, Any]:
    """A lote over that many commitments, taken back."""
    from django.db import connection

    from bench.deshacer import medir

    preparar()
    return {"motor": _motor(connection), **medir(compromisos)}


def masiva() -> dict[str, Any]:
    """Commitments a second of each bulk edit."""
    from django.db import connection

    from bench.datos import llenar
    from bench.masiva import FILAS, medir

    preparar()
    llenar(FILAS)
    return {"motor": _motor(connection), "medidas": medir()}


def importar() -> dict[str, Any]:
    """One measure of the imports: `importar CSV`, `importar vara XLSX`, `importar copia`, `importar larga 20000`."""
    from django.db import connection

    from bench import importar as medidas

    preparar()
    que, *resto = sys.argv[2:]
    if que == "copia":
        hecho = medidas.copia()
    elif que == "vara":
        hecho = medidas.vara(resto[0])
    elif que == "larga":
        hecho = medidas.larga(int(resto[0]))
    else:
        hecho = medidas.medir(que)
    return {"motor": _motor(connection), **hecho}


def informes() -> dict[str, Any]:
    """The report of a district."""
    from django.db import connection

    from bench.consultas import POCAS
    from bench.datos import llenar
    from bench.informes import COMPROMISOS, medir

    preparar()
    llenar(COMPROMISOS, resto=POCAS)
    return {"motor": _motor(connection), **medir()}


def _limpiar(connection: Any) -> None:
    """What the database would do by itself in the middle of what is measured, it does now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def _sesiones(gente: Iterable[str]) -> dict[str, str]:
    """The cookie of each."""
    from django.conf import settings

    from bench.consultas import entrar

    return {quien: f"{settings.SESSION_COOKIE_NAME}={entrar(quien).cookies[settings.SESSION_COOKIE_NAME].value}" for quien in gente}


def escale() -> dict[str, Any]:
    """A register of schools as ESCALE publishes it: `escale CSV`, `escale vara XLSX`."""
    from django.db import connection

    from bench import escale as medidas

    preparar()
    *vara, formato = sys.argv[2:]
    return {"motor": _motor(connection), **(medidas.vara(formato) if vara else medidas.medir(formato))}


def planes_del_pais() -> dict[str, Any]:
    """The plans of a country, and what a client needs to know of them."""
    from django.conf import settings
    from django.db import connection

    from bench.consultas import POCAS, consultas, entrar
    from bench.datos import llenar
    from bench.planes_del_pais import PAIS, direcciones, llenar_pais
    from convenios.models import Actividad, Ejecucion, PlanTrabajo

    preparar()
    llenar(POCAS + 40)
    llenar_pais()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    cliente = entrar(PAIS)
    return {
        "motor": _motor(connection),
        "sesion": f"{settings.SESSION_COOKIE_NAME}={cliente.cookies[settings.SESSION_COOKIE_NAME].value}",
        "direcciones": direcciones(),
        "consultas": {nombre: consultas(cliente, direccion) for nombre, direccion in direcciones().items()},
        "filas": {modelo._meta.verbose_name_plural: modelo.objects.count() for modelo in (PlanTrabajo, Actividad, Ejecucion)},
    }


def tableros(compromisos: int) -> dict[str, Any]:
    """The boards of a country, and what a client needs to know of them."""
    from django.conf import settings
    from django.db import connection

    from bench.consultas import POCAS, consultas, entrar
    from bench.datos import llenar
    from bench.planes_del_pais import PAIS
    from bench.tableros_del_pais import direcciones, llenar_el_pais
    from convenios.models import Alcance, Avance, Compromiso

    preparar()
    llenar(POCAS + 40)
    contar = llenar_el_pais(compromisos)
    _limpiar(connection)
    cliente = entrar(PAIS)
    return {
        "motor": _motor(connection),
        "contar": contar,
        "sesion": f"{settings.SESSION_COOKIE_NAME}={cliente.cookies[settings.SESSION_COOKIE_NAME].value}",
        "direcciones": direcciones(),
        "consultas": {nombre: consultas(cliente, direccion) for nombre, direccion in direcciones().items()},
        "filas": {modelo._meta.verbose_name_plural: modelo.objects.count() for modelo in (Compromiso, Alcance, Avance)},
    }


def marcar(ugeles: int) -> dict[str, Any]:
    """Somebody writes in some UGEL of that country."""
    from bench import tableros_del_pais as medidos

    medidos.marcar(ugeles)
    return {}


def importar_mucho() -> dict[str, Any]:
    """The two ends of that measure: `importar_mucho preparar FILAS`, `importar_mucho copiar`."""
    from pathlib import Path

    from django.conf import settings

    from bench import importar_mucho as medida

    carpeta = Path(settings.MEDIA_ROOT).parent
    if sys.argv[2] == "copiar":
        return medida.copiar(carpeta)
    preparar()
    return medida.preparar(carpeta, int(sys.argv[3]))


def crecer(compromisos: int) -> dict[str, Any]:
    """A country with that many commitments, and what a client needs to know of it."""
    from django.db import connection

    from bench.crecido import hacer, mundo
    from encuentros.carga.pais import Tamano

    preparar()
    hecho = hacer(Tamano(compromisos=compromisos))
    _limpiar(connection)
    return mundo() | {"motor": _motor(connection), "generar": hecho["generar"], "contar": hecho["contar"]}


def carga(veces: int) -> dict[str, Any]:
    """A UGEL with people at work and visitors."""
    from django.db import connection

    from bench.carga_de_un_dia import llenar_la_carga

    preparar()
    hecho = llenar_la_carga(veces)
    _limpiar(connection)
    return {"motor": _motor(connection), **hecho}


def cuadricula() -> dict[str, Any]:
    """A plan of sixty activities, with what its grid asks of the database: to open, and to save a row."""
    from django.db import connection

    from bench.cuadricula import contar, preparar_plan

    preparar()
    return {"motor": _motor(connection), **(plan := preparar_plan()), **contar(plan["direccion"])}


def publico() -> dict[str, Any]:
    """The facts of the convenio, and the addresses of the public pages that are asked for again and again: what a copy costs depends on no row."""
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse

    preparar()
    call_command("cargar_inicial", verbosity=0, stdout=sys.stderr)
    return {
        "motor": _motor(connection),
        "estatico": staticfiles_storage.url("css/portal.css"),
        "direcciones": {
            "la primera página": reverse("publico"),
            "un convenio": reverse("publico_convenio", args=["060008", "CM-2023-JAEN"]),
        },
    }


def _motor(connection: Any) -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    version = connection.pg_version
    return f"PostgreSQL {version // 10000}.{version % 10000}"


TAREAS = {
    "consultas": consultas,
    "mundo": lambda: mundo(int(sys.argv[2])),
    "pais": pais,
    "deshacer": lambda: deshacer(int(sys.argv[2])),
    "masiva": masiva,
    "informes": informes,
    "importar": importar,
    "escale": escale,
    "planes_del_pais": planes_del_pais,
    "importar_mucho": importar_mucho,
    "crecer": lambda: crecer(int(sys.argv[2])),
    "carga": lambda: carga(int(sys.argv[2])),
    "cuadricula": cuadricula,
    "publico": publico,
    "tableros": lambda: tableros(int(sys.argv[2])),
    "marcar": lambda: marcar(int(sys.argv[2])),
}

if __name__ == "__main__":
    django.setup()
    json.dump(TAREAS[sys.argv[1]](), sys.stdout)
