"""How many commitments a second a bulk edit changes, each with its line of history: the page's own POST, from the press to the answer."""

import re
import time
from dataclasses import asdict, dataclass

from django.urls import reverse

from base.bitacora.models import Lote
from bench.consultas import entrar
from bench.datos import UBIGEO, UGEL
from bench.paginas import PERSONAL
from convenios.models import Compromiso

FILAS = 10_000
OPERACIONES = {
    "cambiar el responsable": {"operacion": "responsable", "responsable": "Jefatura {vuelta}"},
    "reprogramar (y un renglón de reprogramación cada uno)": {"operacion": "plazo", "plazo": "{anio}-12-31", "documento": "Oficio 12"},
    "agregar un distrito": {"operacion": "distritos-agregar", "distritos": UBIGEO.format(1)},
    "suspender": {"operacion": "suspender"},
    "reanudar": {"operacion": "reanudar"},
}
VUELTAS = {"cambiar el responsable": 3, "reprogramar (y un renglón de reprogramación cada uno)": 3}


@dataclass
class Medida:
    """The best of several changes of one kind: how many commitments, in how many seconds; and what the preview took."""

    operacion: str
    filas: int
    segundos: float
    ensayo: float


def medir() -> list[dict[str, object]]:
    """Every operation over all that there is; on rows that are all open, so that none is refused for its state."""
    Compromiso.objects.update(estado="abierto", estado_en=None, estado_por=None, estado_motivo="")
    medidas = []
    for nombre, campos in OPERACIONES.items():
        corridas = [_una(nombre, campos, vuelta) for vuelta in range(VUELTAS.get(nombre, 1))]
        medidas.append(asdict(min(corridas, key=lambda m: m.segundos / m.filas)))
    return medidas


def _una(nombre: str, campos: dict[str, str], vuelta: int) -> Medida:
    dichos = {campo: valor.format(vuelta=vuelta, anio=2040 + vuelta) for campo, valor in campos.items()}
    consulta = dichos | {"motivo": "Medición", "cuales": "todos", "filtro": ""}
    url = reverse("masiva_ensayo", args=[UGEL, "compromisos"], query=consulta)
    cliente, por_https = entrar(PERSONAL), {"x-forwarded-proto": "https"}
    desde = time.perf_counter()
    pagina = cliente.get(url, headers=por_https)
    ensayo = time.perf_counter() - desde
    datos = dict(re.findall(r'name="(clave|huella)" value="([^"]+)"', pagina.text)) | {"solo": "on"}
    desde = time.perf_counter()
    respuesta = cliente.post(url, datos, headers=por_https)
    segundos = time.perf_counter() - desde
    if respuesta.status_code != 302:
        raise AssertionError(f"{nombre} respondió {respuesta.status_code}")
    return Medida(nombre, Lote.objects.filter(tipo=Lote.Tipo.MASIVA).latest("pk").cambiados, segundos, ensayo)
