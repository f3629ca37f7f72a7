"""Every score of the demonstration worked out again from its plain rows, by the written rule and nothing of the portal's."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from base.cuentas.models import Usuario

pytestmark = pytest.mark.xdist_group("demo")
PESOS = {"estructura": 35, "peligro": 20, "estudiantes": 15, "servicios": 10, "tendencia": 10, "equidad": 10}


def filas(tabla: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tabla} WHERE eliminado_en IS NULL")  # noqa: S608 -- our own names
        columnas = [columna[0] for columna in cursor.description]
        return [dict(zip(columnas, fila, strict=True)) for fila in cursor.fetchall()]


def estudiantes_por_local() -> dict[int, int]:
    """Of all the services of a building, each in its last year with figures."""
    ultimas: dict[int, tuple[int, int]] = {}
    for m in filas("municipios_matricula"):
        ultimas[m["institucion_id"]] = max(ultimas.get(m["institucion_id"], (0, 0)), (m["anio"], m["estudiantes"]))
    suma: dict[int, int] = {}
    for servicio in filas("municipios_institucioneducativa"):
        if servicio["id"] in ultimas and servicio["local_id"]:
            suma[servicio["local_id"]] = suma.get(servicio["local_id"], 0) + ultimas[servicio["id"]][1]
    return suma


def puntaje(ficha: dict[str, Any], estudiantes: int | None, pesos: dict[str, int]) -> Decimal:
    """100 × Σ(weight × value/4) / Σ(weight) over what was evaluated."""
    valores = {criterio: ficha[criterio] for criterio in pesos if criterio != "estudiantes"}
    valores["estudiantes"] = None if estudiantes is None else sum(estudiantes >= desde for desde in (20, 50, 100, 250))
    evaluados = {c: v for c, v in valores.items() if v is not None}
    exacto = 100 * sum(Fraction(pesos[c] * v, 4) for c, v in evaluados.items()) / sum(pesos[c] for c in evaluados)
    return (Decimal(exacto.numerator) / Decimal(exacto.denominator)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def nivel(puntos: Decimal, inspeccion: str) -> str:
    if inspeccion in ("muy_alto", "inhabitable"):
        return "critico"
    return "critico" if puntos >= 75 else "alto" if puntos >= 50 else "medio" if puntos >= 25 else "bajo"


def a_mano(pesos: dict[str, int]) -> list[tuple[int, Decimal, str]]:
    """The list: building, score and tier, in the order of the rule."""
    estudiantes, ultimas = estudiantes_por_local(), {}
    locales = {local["id"]: local for local in filas("municipios_localescolar")}
    for ficha in sorted(filas("municipios_fichariesgo"), key=lambda f: f["fecha"]):
        ultimas[ficha["local_id"]] = ficha
    hechas = []
    for local, ficha in ultimas.items():
        puntos = puntaje(ficha, cuantos := estudiantes.get(local), pesos)
        suyo = nivel(puntos, ficha["inspeccion"])
        dia = int(str(ficha["fecha"])[:10].replace("-", ""))
        mas = 0 if cuantos is None else -cuantos - 1  # not known: after those that are
        hechas.append(((suyo != "critico", -puntos, mas, -dia, locales[local]["codigo_local"], local), (local, puntos, suyo)))
    return [dicho for _, dicho in sorted(hechas)]


@pytest.mark.parametrize("pesos", [PESOS, PESOS | {"estructura": 20, "peligro": 30, "equidad": 15}], ids=["publicados", "supuestos"])
def test_every_score_place_and_tier_of_the_demonstration_is_the_one_of_the_rule(hechos, pesos):
    cliente = Client()
    cliente.force_login(Usuario.objects.get(username="coordinador"))
    pedidos = {} if pesos is PESOS else {f"peso_{criterio}": peso for criterio, peso in pesos.items()}
    pagina = cliente.get(reverse("riesgo", args=["060008"]), pedidos).context["pagina"]
    dichas = [(d.ficha.local_id, d.puntaje, str(d.nivel)) for d in pagina]
    esperadas = a_mano(pesos)
    assert len(esperadas) > 10
    assert pagina.paginator.count == len(esperadas)
    assert dichas == esperadas[: len(dichas)]
