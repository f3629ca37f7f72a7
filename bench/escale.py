"""A register of schools as ESCALE publishes it, made up: its column names, its lost zeros, its annexes. And how fast it comes in.

The codes are fictional (99xxxxx, and 099xxxx, which lose their zero) and carry a right check figure; the districts are those of Jaén.
"""

import io
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.management import call_command

from base.comun.documentos import escribir_csv
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from bench import importar
from bench.paginas import PERSONAL
from municipios.models import Distrito, InstitucionEducativa, LocalEscolar, MiembroUgel, Ugel
from municipios.padrones.instituciones import verificador_raro
from portal.importaciones import acciones
from portal.importaciones.models import FilaImportada

FILAS, DE_LA_VARA, SEMILLA, JAEN = 20_000, 500, 16040, "060008"
TITULOS = ["COD_MOD", "ANEXO", "CODLOCAL", "CODINST", "CEN_EDU", "NIV_MOD", "D_NIV_MOD", "D_FORMA", "D_ESTADO", "D_GESTION", "D_GES_DEP"]
TITULOS += ["D_COD_CAR", "D_TIPSSEXO", "D_COD_TUR", "CODGEO", "D_DPTO", "D_PROV", "D_DIST", "D_REGION", "CODOOII", "D_DREUGEL"]
TITULOS += ["DAREACENSO", "CODCP_INEI", "DIR_CEN", "NLAT_IE", "NLONG_IE", "TDOCENTE", "FECHA_ACT"]
TITULOS_DE_LOCALES = ["CODLOCAL", "CODGEO", "D_DIST", "CEN_EDU", "DIR_CEN", "NLAT_IE", "NLONG_IE"]
NIVELES = [("A2", "Inicial - Jardín"), ("B0", "Primaria"), ("F0", "Secundaria"), ("A5", "Inicial - Programa no escolarizado")]
NOMBRES = ["Señor de los Milagros", "José María Arguedas", "Virgen de la Asunción", "Túpac Amaru", "Niño Jesús", "César Vallejo", "Ñaupe"]
DE_CADA_LOCAL, UNO_CON_CERO = 2, 11


def _con_verificador(seis: str) -> str:
    return next(f"{seis}{cifra}" for cifra in range(10) if not verificador_raro(f"{seis}{cifra}"))


def llaves(cuantas: int) -> list[tuple[str, int]]:
    """So many services, each código modular with an annex beside it; one code in eleven begins with a zero."""
    modulares = (
        _con_verificador(f"099{n // UNO_CON_CERO:03d}" if n % UNO_CON_CERO == 0 else f"99{n:04d}") for n in range(-(-cuantas // 2))
    )
    return [(modular, anexo) for modular in modulares for anexo in (0, 1)][:cuantas]


def padron(cuantas: int = FILAS) -> list[list[Any]]:
    """The rows, with their codes as a spreadsheet leaves them: numbers, so without their zeros."""
    azar = random.Random(SEMILLA)  # noqa: S311 -- no secret: the same rows every time
    distritos = list(Distrito.objects.filter(ugel__codigo=JAEN).order_by("ubigeo"))
    filas = []
    for n, (modular, anexo) in enumerate(llaves(cuantas)):
        local = n // DE_CADA_LOCAL
        distrito, (nivel, dicho) = distritos[local % len(distritos)], azar.choice(NIVELES)
        filas.append(
            [
                int(modular), anexo, int(f"09{local:04d}"), 99_000_000 + n, f"I.E. FICTICIA N.º {n} «{azar.choice(NOMBRES)}»", nivel, dicho,
                "Escolarizado", "Activo", "Pública de gestión directa", "Sector Educación", "Polidocente multigrado", "Mixto",
                "Continuo sólo en la mañana", int(distrito.ubigeo), "CAJAMARCA", "JAÉN", distrito.nombre.upper(), "DRE CAJAMARCA", 60008,
                "UGEL JAÉN", azar.choice(["Urbana", "Rural"]), int(f"{distrito.ubigeo}0001"), f"JIRÓN SIN NOMBRE {local}",
                round(-5.7 + local / 1e6, 6), round(-78.8 - local / 1e6, 6), azar.randint(1, 30), f"{hoy():%d/%m/%Y}",
            ]
        )  # fmt: skip
    return filas


def locales(filas: list[list[Any]]) -> list[list[Any]]:
    """The building of every pair of services, once."""
    return [[fila[TITULOS.index(titulo)] for titulo in TITULOS_DE_LOCALES] for fila in filas[::DE_CADA_LOCAL]]


def en_csv(titulos: list[str], filas: list[list[Any]]) -> bytes:
    """As a file of commas."""
    return b"".join(escribir_csv(titulos, filas))


def en_xlsx(titulos: list[str], filas: list[list[Any]]) -> bytes:
    """As a workbook, in which a code is a number."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"constant_memory": True}) as libro:
        hoja = libro.add_worksheet("Padron_web")
        for numero, fila in enumerate([titulos, *filas]):
            hoja.write_row(numero, 0, fila)
    return salida.getvalue()


FORMATOS = {"CSV": en_csv, "XLSX": en_xlsx}


def preparar() -> None:
    """The UGEL Jaén with its districts, and who brings the file."""
    call_command("cargar_inicial", stdout=io.StringIO())
    ugel = Ugel.objects.get(codigo=JAEN)
    quien = Usuario.objects.create(username=PERSONAL, nombre="Persona ficticia", rol=Rol.COORDINADOR)
    MiembroUgel.objects.create(ugel=ugel, usuario=quien, cargo="Coordinación", inicio=hoy())


@dataclass
class Hecho:
    """What came of one import: its seconds, its counts, and of which columns it warned, how often."""

    segundos: float
    cuentas: tuple[int, int, int]
    avisos: Counter[str]


def por_la_orden(padron_: str, titulos: list[str], filas: list[list[Any]]) -> Hecho:
    """`manage.py importar PADRON archivo.csv --aplicar --json`."""
    dicho = io.StringIO()
    with tempfile.TemporaryDirectory() as carpeta:
        archivo = Path(carpeta, "padron.csv")
        archivo.write_bytes(en_csv(titulos, filas))
        inicio = time.perf_counter()
        call_command("importar", padron_, str(archivo), "--por", PERSONAL, "--aplicar", "--json", stdout=dicho, stderr=io.StringIO())
        segundos = time.perf_counter() - inicio
    hecho = json.loads(dicho.getvalue())
    return Hecho(
        segundos, (hecho["nuevos"], hecho["cambian"], hecho["iguales"]), Counter(a["columna"] for a in hecho["avisos"] if a["fila"])
    )


def por_el_formulario(padron_: str, titulos: list[str], filas: list[list[Any]]) -> Hecho:
    """What stands behind the form: the workbook is received and rehearsed, each row kept; then what was shown is applied."""
    quien, inicio = Usuario.objects.get(username=PERSONAL), time.perf_counter()
    importacion = acciones.recibir(
        por=quien,
        nombre="padron.xlsx",
        contenido=en_xlsx(titulos, filas),
        padron=padron_,
        ugel=Ugel.objects.get(codigo=JAEN),
        convenio=None,
    )
    cuentas = (importacion.nuevos, importacion.cambian, importacion.iguales)
    avisos = list(FilaImportada.objects.filter(importacion=importacion).values_list("avisos", flat=True))
    if importacion.nuevos or importacion.cambian:
        acciones.aplicar(importacion, por=quien, motivo="Padrón", mostrado=importacion.huella, clave=None)
    segundos = time.perf_counter() - inicio
    return Hecho(segundos, cuentas, Counter(columna for de_una in avisos for columna, _ in de_una))


PUERTAS = {"CSV": por_la_orden, "XLSX": por_el_formulario}


def ceros(cuantas: int) -> dict[str, int]:
    """Of how many rows each column lost its zero."""
    return {
        "codigo_modular": sum(modular.startswith("0") for modular, _ in llaves(cuantas)),
        "codigo_local": cuantas,
        "ubigeo": cuantas,
    }


def traer(puerta: Callable[..., Hecho], cuantas: int = FILAS) -> tuple[Hecho, Hecho]:
    """The register through a door, and again: all of it is new, every lost zero is told, and the second time nothing changes."""
    filas, hay = padron(cuantas), InstitucionEducativa.objects.count()
    puerta("locales", TITULOS_DE_LOCALES, locales(filas))
    primera, segunda = (puerta("instituciones", TITULOS, filas) for _ in range(2))
    esperado = ((cuantas, 0, 0), (0, 0, cuantas), cuantas, ceros(cuantas))
    dicho = (primera.cuentas, segunda.cuentas, InstitucionEducativa.objects.count() - hay, dict(primera.avisos))
    if dicho != esperado:
        raise AssertionError(f"{dicho} no es lo esperado: {esperado}.")
    return primera, segunda


def medir(formato: str) -> dict[str, Any]:
    """The seconds of the whole register through one door, the first time and the second."""
    preparar()
    importar.sin_esperar()
    primera, segunda = traer(PUERTAS[formato])
    avisos = sum(primera.avisos.values())
    return {"formato": formato, "filas": FILAS, "segundos": primera.segundos, "segunda": segunda.segundos, "ceros": avisos}


def vara(formato: str) -> dict[str, Any]:
    """django-import-export with the same columns of the same file, on fewer rows."""
    from import_export import fields, resources, widgets

    preparar()
    importar.sin_esperar()
    filas = padron(DE_LA_VARA)
    por_la_orden("locales", TITULOS_DE_LOCALES, locales(filas))
    for fila in filas:  # it gives no zero back: it is handed the codes whole
        for titulo, cifras in (("COD_MOD", 7), ("CODLOCAL", 6), ("CODGEO", 6)):
            fila[TITULOS.index(titulo)] = f"{fila[TITULOS.index(titulo)]:0{cifras}d}"

    class Recurso(resources.ModelResource):
        """The same columns on the same model; district and building are keys resolved for each row."""

        codigo_modular = fields.Field(column_name="COD_MOD", attribute="codigo_modular")
        anexo = fields.Field(column_name="ANEXO", attribute="anexo", widget=widgets.CharWidget())
        nombre = fields.Field(column_name="CEN_EDU", attribute="nombre")
        distrito = fields.Field(column_name="CODGEO", attribute="distrito", widget=widgets.ForeignKeyWidget(Distrito, "ubigeo"))
        local = fields.Field(column_name="CODLOCAL", attribute="local", widget=widgets.ForeignKeyWidget(LocalEscolar, "codigo_local"))

        class Meta:
            model = InstitucionEducativa
            import_id_fields = ["codigo_modular", "anexo"]
            fields = ("codigo_modular", "anexo", "nombre", "distrito", "local")

        def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
            return False

    segundos = importar.cargar_con_la_vara(Recurso(), formato, FORMATOS[formato](TITULOS, filas))
    return {"formato": formato, "filas": DE_LA_VARA, "segundos": segundos}
