"""How fast the office's matrix comes in: read, rehearsed, applied with history; beside django-import-export, and beside the database alone.

Runs inside Django on a throw-away database (`bench.dentro`). The yardstick is measured on fewer rows: its time grows with them.
"""

import gc
import io
import os
import random
import resource
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.documentos import escribir_csv
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from bench.consultas import POCAS, entrar
from bench.datos import UBIGEO, UGEL, llenar
from bench.paginas import PERSONAL
from convenios.models import Compromiso, Convenio, Parte
from municipios.models import Distrito, Municipalidad, Ugel
from portal.importaciones import acciones, limites
from portal.importaciones.models import Importacion

FILAS, DE_LA_VARA = 10_000, 500
TITULOS = ["codigo", "distrito", "descripcion", "responsable", "fecha_inicio", "fecha_limite", "estado", "avance"]
TITULOS += ["meta_fisica", "unidad", "meta_financiera"]


def matriz(filas: int) -> list[list[Any]]:
    """All of the rows at once."""
    return list(una_a_una(filas))


def una_a_una(filas: int) -> Iterator[list[Any]]:
    """Rows as an office writes them: one in four has begun."""
    azar = random.Random(filas)  # noqa: S311 -- no secret: the same rows every time
    for n in range(filas):
        avance = azar.choice([10, 35, 60]) if n % 4 == 0 else 0
        yield [
            f"I-{n:05d}",
            UBIGEO.format(1 + n % 12),
            f"Fortalecer la gestión de las instituciones educativas de la red {n}",
            "Jefatura de gestión pedagógica",
            hoy().replace(month=1, day=15),
            hoy().replace(year=hoy().year + 1, month=11, day=30),
            "en proceso" if avance else "pendiente",
            avance,
            azar.randint(1, 40),
            "talleres",
            azar.randint(100, 90_000) + 0.5,
        ]


def en_csv(filas: list[list[Any]]) -> bytes:
    return b"".join(escribir_csv(TITULOS, filas))


def en_xlsx(filas: list[list[Any]]) -> bytes:
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"constant_memory": True}) as libro:
        hoja, dia = libro.add_worksheet(), libro.add_format({"num_format": "dd/mm/yyyy"})
        for numero, fila in enumerate([TITULOS, *filas]):
            for indice, valor in enumerate(fila):
                if hasattr(valor, "isoformat"):
                    hoja.write_datetime(numero, indice, valor, dia)
                else:
                    hoja.write(numero, indice, valor)
    return salida.getvalue()


FORMATOS: dict[str, Callable[[list[list[Any]]], bytes]] = {"CSV": en_csv, "XLSX": en_xlsx}


def _convenio(codigo: str) -> Convenio:
    """A new convenio with every municipality, for each measure."""
    quien = Usuario.objects.get(username=PERSONAL)
    convenio = Convenio.objects.create(
        ugel=Ugel.objects.get(codigo=UGEL), codigo=codigo, titulo=codigo, estado="suscrito", estado_en=ahora(), estado_por=quien
    )
    Parte.objects.bulk_create(Parte(convenio=convenio, municipalidad=m) for m in Municipalidad.objects.order_by("pk"))
    return convenio


def _cronometrar(hacer: Callable[[], Any]) -> tuple[float, Any]:
    inicio = time.perf_counter()
    hecho = hacer()
    return time.perf_counter() - inicio, hecho


def _traer(convenio: Convenio, formato: str, contenido: bytes) -> tuple[float, Importacion]:
    quien = Usuario.objects.get(username=PERSONAL)
    datos = {"nombre": f"matriz.{formato.lower()}", "padron": "compromisos", "ugel": convenio.ugel, "convenio": convenio}
    return _cronometrar(lambda: acciones.recibir(por=quien, contenido=contenido, **datos))


def _aplicar(importacion: Importacion) -> float:
    quien = Usuario.objects.get(username=PERSONAL)
    segundos, _ = _cronometrar(lambda: acciones.aplicar(importacion, por=quien, motivo="Medición", mostrado=importacion.huella, clave=None))
    return segundos


def sin_esperar() -> None:
    """What a worker would do is done at once, so that it is timed."""
    limites.AL_MOMENTO_CSV = limites.AL_MOMENTO_XLSX = 10**9
    limites.AL_MOMENTO_FILAS = 10**9


def medir(formato: str) -> dict[str, Any]:
    """Rehearsal, application and second import of the matrix in one format; the weight of the page; the memory of this process."""
    llenar(POCAS, resto=POCAS)
    sin_esperar()
    filas, convenio = matriz(FILAS), _convenio(f"IMP-{formato}")
    contenido = FORMATOS[formato](filas)
    gc.collect()
    with Memoria() as memoria:
        ensayo, importacion = _traer(convenio, formato, contenido)
    peso = entrar(PERSONAL).get(
        reverse("importacion", args=[importacion.pk]), headers={"x-forwarded-proto": "https", "accept-encoding": "gzip"}
    )
    aplicacion = _aplicar(importacion)
    if Compromiso.objects.filter(convenio=convenio).count() != FILAS:
        raise AssertionError("No entraron todas las filas.")
    segunda, otra = _traer(convenio, formato, contenido)
    if (otra.nuevos, otra.cambian, otra.iguales) != (0, 0, FILAS):
        raise AssertionError("La segunda vez cambia algo.")
    return {
        "formato": formato,
        "filas": FILAS,
        "ensayo": ensayo,
        "aplicacion": aplicacion,
        "segunda": segunda,
        "pagina": len(peso.content),
        "memoria": memoria.pico,
    }


class Memoria:
    """The most that this process and its children hold at once while the block lasts, above what they held before: bytes (Linux)."""

    def __enter__(self) -> "Memoria":
        self.reposo, self.pico, self._fin = self._ahora(), 0, threading.Event()
        self._hilo = threading.Thread(target=self._mirar)
        self._hilo.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._fin.set()
        self._hilo.join()

    def _mirar(self) -> None:
        while not self._fin.wait(0.005):
            self.pico = max(self.pico, self._ahora() - self.reposo)

    def _ahora(self) -> int:
        propio = os.getpid()
        hijos = Path(f"/proc/{propio}/task/{propio}/children").read_text().split()
        return sum(_en_memoria(pid) for pid in (propio, *hijos))


def _en_memoria(pid: int | str) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):  # a child that has just ended
        return 0


# ── The yardstick ────────────────────────────────────────────────────────────────────────────────────────────────────────
def vara(formato: str) -> dict[str, Any]:
    """django-import-export as its admin does it: a rehearsal with its differences, then the same file read again and saved row by row."""
    from import_export import fields, resources, widgets

    llenar(POCAS, resto=POCAS)
    convenio = _convenio(f"VARA-{formato}")

    class Recurso(resources.ModelResource):
        """The same columns on the same model; the district is a key resolved for each row."""

        distrito = fields.Field(column_name="distrito", attribute="_distrito", widget=widgets.ForeignKeyWidget(Distrito, "ubigeo"))
        inicio = fields.Field(column_name="fecha_inicio", attribute="inicio", widget=widgets.DateWidget("%d/%m/%Y"))
        plazo = fields.Field(column_name="fecha_limite", attribute="plazo", widget=widgets.DateWidget("%d/%m/%Y"))
        meta = fields.Field(column_name="meta_fisica", attribute="meta", widget=widgets.DecimalWidget())

        class Meta:
            model = Compromiso
            import_id_fields = ["codigo"]
            fields = ("codigo", "distrito", "descripcion", "responsable", "inicio", "plazo", "meta", "unidad", "meta_financiera")

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.convenio = convenio

        def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
            return False

    segundos = cargar_con_la_vara(Recurso(), formato, FORMATOS[formato](matriz(DE_LA_VARA)))
    return {"formato": formato, "filas": DE_LA_VARA, "segundos": segundos}


def cargar_con_la_vara(recurso: Any, formato: str, contenido: bytes) -> float:
    """The seconds that a resource of django-import-export takes: its rehearsal, and the load."""
    from import_export.formats.base_formats import CSV, XLSX

    lector: Any = CSV(encoding="utf-8-sig") if formato == "CSV" else XLSX()

    def todo() -> None:
        for en_seco in (True, False):
            tabla = lector.create_dataset(contenido.decode("utf-8-sig") if formato == "CSV" else contenido)
            resultado = recurso.import_data(tabla, dry_run=en_seco, raise_errors=True, use_transactions=True)
            if resultado.has_errors() or resultado.has_validation_errors():
                raise AssertionError("La vara no carga el archivo.")

    with gesto(por=Usuario.objects.get(username=PERSONAL), tipo=Lote.Tipo.IMPORTACION, motivo="Medición"):
        return _cronometrar(todo)[0]


def copia() -> dict[str, Any]:
    """The database alone (PostgreSQL): COPY to a staging table, one upsert, one statement of history. No rule is asked."""
    llenar(POCAS, resto=POCAS)
    convenio = _convenio("COPIA")
    campos = ["codigo", "descripcion", "responsable", "inicio", "plazo", "meta", "unidad", "meta_financiera"]
    lineas = io.StringIO()
    for fila in matriz(FILAS):
        valores = [fila[i] for i in (0, 2, 3, 4, 5, 8, 9, 10)]
        lineas.write("\t".join(str(valor) for valor in valores) + "\n")
    lineas.seek(0)
    fijos = {"convenio_id": convenio.pk, "linea": "otros", "estado": "abierto", "estado_motivo": "", "demostracion": False, "fuente": ""}
    historia = Compromiso.history.model
    comunes = [c.column for c in historia._meta.fields if c.column in {f.column for f in Compromiso._meta.concrete_fields}]
    inicio = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE llegada ON COMMIT DROP AS SELECT {', '.join(campos)} FROM convenios_compromiso LIMIT 0")  # noqa: S608
        cursor.cursor.copy_expert("COPY llegada FROM STDIN", lineas)
        cursor.execute(
            f"INSERT INTO convenios_compromiso ({', '.join([*campos, *fijos])}) "  # noqa: S608
            f"SELECT {', '.join(campos)}, {', '.join(['%s'] * len(fijos))} FROM llegada "
            "ON CONFLICT DO NOTHING",
            list(fijos.values()),
        )
        cursor.execute(
            f"INSERT INTO {historia._meta.db_table} ({', '.join(comunes)}, history_date, history_type) "  # noqa: S608
            f"SELECT {', '.join(comunes)}, now(), '+' FROM convenios_compromiso WHERE convenio_id = %s",
            [convenio.pk],
        )
    return {"filas": FILAS, "segundos": time.perf_counter() - inicio, "escritas": Compromiso.objects.filter(convenio=convenio).count()}


def larga(filas: int) -> dict[str, Any]:
    """An import of that many rows from end to end, while others look at pages."""
    sin_esperar()
    segundos, importacion = _traer(_convenio("LARGA"), "CSV", en_csv(matriz(filas)))
    return {"filas": filas, "segundos": segundos + _aplicar(importacion)}
