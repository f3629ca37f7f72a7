"""The schools of a whole country: 55,000 buildings, 110,000 services, a risk sheet of each building. Drawn from one seed, written in bulk.

A measured UGEL as large as one of a province (`DE_LA_UGEL` buildings in twelve districts), and the rest shared out among the others. No
history is written: no page that is measured reads it, and it would take most of the time.
"""

import random
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from bench.datos import NOMBRES, SEMILLA, UBIGEO, UGEL, llenar
from bench.paginas import NADIE, PERSONAL
from municipios.models import Distrito, Dre, FichaRiesgo, InstitucionEducativa, LocalEscolar, Matricula, PautaRiesgo, Ugel
from municipios.priorizar import decidir_lista

COMPROMISOS = 1_000  # of which the yardstick shows fifty
UGELES, DISTRITOS, LOCALES, SERVICIOS, DE_LA_UGEL = 224, 1_891, 55_000, 110_000, 1_000
OTROS_PESOS = {"peso_estructura": 30, "peso_peligro": 25}
NIVELES = ("inicial_jardin", "primaria", "secundaria", "tecnico_productiva")
SANTOS = [
    "Señor de los Milagros",
    "José Olaya",
    "Túpac Amaru",
    "María Auxiliadora",
    "San Martín",
    "César Vallejo",
    "Ñaupe",
    "Andrés Avelino",
]
BUSQUEDAS = [
    *(
        (f"instituciones: {nombre}", PERSONAL, "instituciones", consulta)
        for nombre, consulta in {
            "sin filtro": {},
            "por código": {"texto": "0000777"},
            "por nombre, sin tildes": {"texto": "senor de los milagros"},
            "por distrito, sin tildes": {"texto": "chontali"},
            "por nombre y distrito": {"texto": "jose olaya pucara"},
            "página 20": {"pagina": "20"},
        }.items()
    ),
    *(
        (f"locales: {nombre}", PERSONAL, "locales", consulta)
        for nombre, consulta in {
            "sin filtro": {},
            "por código": {"texto": "000777"},
            "por distrito, sin tildes": {"texto": "chontali"},
        }.items()
    ),
    *(
        (f"lista por riesgo: {nombre}", PERSONAL, "riesgo", consulta)
        for nombre, consulta in {
            "sin filtro": {},
            "un distrito": {"distrito": UBIGEO.format(3)},
            "un nivel": {"nivel": "alto"},
            "texto": {"texto": "tupac amaru"},
            "por un criterio": {"orden": "-estudiantes"},
            "otros pesos": OTROS_PESOS,
        }.items()
    ),
    ("por qué ese puesto", PERSONAL, "riesgo_porque", {}),
    ("lista decidida", PERSONAL, "riesgo_lista", {}),
    ("lista decidida, pública", NADIE, "publico_riesgo_lista", {}),
    ("listas decididas, pública", NADIE, "publico_riesgo", {}),
]
EN_CADA_PASO = 5_000
VUELTAS = 5


def llenar_el_pais() -> None:
    """The whole country, and a list of the measured UGEL that was decided, so that the page compares with it."""
    llenar(COMPROMISOS)
    with transaction.atomic():
        _distritos()
        _locales()
        _servicios()
        _fichas()
    ugel, quien = Ugel.objects.get(codigo=UGEL), Usuario.objects.get(username="coordinador")
    decidir_lista(ugel=ugel, por=quien, titulo="Lista priorizada, 2.º trimestre", motivo="Medición")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _guardar(filas: Iterable[Any], modelo: type[Any]) -> None:
    todas = iter(filas)
    while lote := list(islice(todas, EN_CADA_PASO)):
        modelo.objects.bulk_create(lote, batch_size=EN_CADA_PASO)


def _distritos() -> None:
    dre, propios = Dre.objects.get(), Distrito.objects.count()
    _guardar((Ugel(codigo=f"99{n:04d}", nombre=f"UGEL ficticia {n}", dre=dre) for n in range(1_000, 1_000 + UGELES - 1)), Ugel)
    ugeles = list(Ugel.objects.exclude(codigo=UGEL).order_by("codigo"))
    _guardar(
        (
            Distrito(
                ubigeo=f"{99_1000 + n}", nombre=NOMBRES[n % len(NOMBRES)], provincia="P", departamento="D", ugel=ugeles[n % len(ugeles)]
            )
            for n in range(DISTRITOS - propios)
        ),
        Distrito,
    )


def _locales() -> None:
    suyos, ajenos = (list(filas.order_by("ubigeo")) for filas in _de_la_ugel_y_del_resto())
    azar = random.Random(SEMILLA)  # noqa: S311 -- no secret: the same rows every time

    def filas() -> Iterator[LocalEscolar]:
        for n in range(LOCALES):
            distrito = suyos[n % len(suyos)] if n < DE_LA_UGEL else ajenos[n % len(ajenos)]
            yield LocalEscolar(
                codigo_local=f"{n:06d}",
                nombre=f"Local ficticio N.º {n} {azar.choice(SANTOS)}",
                centro_poblado=f"Caserío {n % 900}",
                distrito=distrito,
                saneamiento=azar.choice(["", "saneado", "en_proceso", "no_saneado"]),
            )

    _guardar(filas(), LocalEscolar)


def _de_la_ugel_y_del_resto() -> tuple[Any, Any]:
    return Distrito.objects.filter(ugel__codigo=UGEL), Distrito.objects.exclude(ugel__codigo=UGEL)


def _servicios() -> None:
    """Two a building on average, from one to three, and four years of enrolment of one in ten."""
    azar = random.Random(SEMILLA + 1)  # noqa: S311 -- no secret: the same rows every time
    locales = list(LocalEscolar.objects.order_by("pk").values_list("pk", "distrito_id"))

    def filas() -> Iterator[InstitucionEducativa]:
        for n in range(SERVICIOS):
            local, distrito = locales[n % LOCALES]
            yield InstitucionEducativa(
                codigo_modular=f"{n:07d}",
                nombre=f"I.E. ficticia N.º {n} {azar.choice(SANTOS)}",
                nivel=azar.choice(NIVELES),
                local_id=local,
                distrito_id=distrito,
                area=azar.choice(["urbana", "rural"]),
                gestion="publica_directa",
            )

    _guardar(filas(), InstitucionEducativa)
    servicios = InstitucionEducativa.objects.order_by("pk").values_list("pk", flat=True)
    _guardar(
        (
            Matricula(institucion_id=servicio, anio=anio, estudiantes=azar.randint(5, 300))
            for n, servicio in enumerate(servicios)
            for anio in range(2023 if n % 10 == 0 else 2026, 2027)
        ),
        Matricula,
    )


def _fichas() -> None:
    """One of each building, and an older one of one in ten."""
    azar = random.Random(SEMILLA + 2)  # noqa: S311 -- no secret: the same rows every time
    dia = hoy()

    def filas() -> Iterator[FichaRiesgo]:
        for n, local in enumerate(LocalEscolar.objects.order_by("pk").values_list("pk", flat=True)):
            for fecha in (dia, dia.replace(year=dia.year - 1, day=1))[: 2 if n % 10 == 0 else 1]:
                valores = {slug: azar.choice([None, 0, 1, 2, 3, 4]) for slug in ("peligro", "servicios", "tendencia", "equidad")}
                inspeccion = azar.choice(["muy_alto", "alto", "medio"]) if n % 25 == 0 else ""
                yield FichaRiesgo(
                    local_id=local, fecha=fecha, estructura=azar.randint(0, 4), procedencia="ugel", inspeccion=inspeccion, **valores
                )

    _guardar(filas(), FichaRiesgo)


def recalcular() -> dict[str, Any]:
    """Every score of the country under weights that nobody has used, worked out by the database: the best of some rounds.

    Twice: only the sum comes out (what the database takes), and each score does (what whoever asks for them waits).
    """
    pauta = PautaRiesgo(**OTROS_PESOS)
    puntajes = FichaRiesgo.objects.ultimas().con_puntaje(pauta)
    if FichaRiesgo.objects.ultimas().count() != LOCALES:
        raise AssertionError("Falta alguna ficha.")
    suma = min(_tarda(lambda: puntajes.aggregate(n=Sum("centesimas"))) for _ in range(VUELTAS))
    cada_uno = min(_tarda(lambda: list(puntajes.order_by().values_list("pk", "centesimas"))) for _ in range(VUELTAS))
    return {"fichas": LOCALES, "en_la_base": suma, "traidos": cada_uno}


def _tarda(hacer: Any) -> float:
    inicio = time.perf_counter()
    hacer()
    return time.perf_counter() - inicio
