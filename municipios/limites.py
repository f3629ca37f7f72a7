"""Boundaries of districts brought in from a file: first a rehearsal that writes no boundary, then the load of what the rehearsal found good.

A district whose shape is missing or bad in the new file keeps the one that it had. RENIEC's codes are INEI's, permuted: a file that carries them
is refused as a whole when its names say so, and a shape far from the capital of its district is not taken.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from base.bitacora.gestos import gesto
from base.comun.busqueda import sin_tildes
from base.comun.fechas import ahora
from base.comun.trazos import Anillo, caja, simplificar
from base.cuentas.models import Usuario

from .geojson import Figura, Ilegible, leer
from .models import CargaDeLimites, Distrito, Limite

TOLERANCIA = 0.0006  # degrees, some 65 m: less than a pixel of any map that the portal draws
LEJOS = 0.12  # degrees from the capital to the box of its district: some 13 km
EN_LA_LISTA = 60
AL_CARGAR = 500


def ensayar(
    contenido: bytes, *, distritos: Iterable[Distrito], archivo: str, fuente: str, licencia: str, por: Usuario | None
) -> CargaDeLimites:
    """Read the file for those districts and keep what was found of it; no boundary is written. Raises `Ilegible`."""
    conocidos = {d.ubigeo: d for d in distritos}
    figuras = [figura for figura in leer(contenido) if figura.ubigeo]
    _no_es_de_reniec(figuras, conocidos)
    veces = Counter(figura.ubigeo for figura in figuras)
    buenas: dict[str, Figura] = {}
    malas: list[list[str]] = []
    for figura in (f for f in figuras if f.ubigeo in conocidos):
        mal = "está más de una vez en el archivo" if veces[figura.ubigeo] > 1 else figura.mal or _lejos(figura, conocidos[figura.ubigeo])
        if mal:
            malas.append([figura.ubigeo, str(conocidos[figura.ubigeo]), mal])
        else:
            buenas[figura.ubigeo] = figura
    if not buenas:
        raise Ilegible(_nada_que_cargar(malas))
    return _guardar_ensayo(contenido, figuras, buenas, malas, conocidos, archivo=archivo, fuente=fuente, licencia=licencia, por=por)


def _nada_que_cargar(malas: list[list[str]]) -> str:
    if not malas:
        return "El archivo no trae ninguno de los distritos que usted administra: revise que sus ubigeos sean del INEI."
    casos = "; ".join(f"{nombre} ({ubigeo}): {mal}" for ubigeo, nombre, mal in malas[:5])
    return f"Ninguna de las formas de sus distritos sirve. {casos}."


def _guardar_ensayo(
    contenido: bytes,
    figuras: list[Figura],
    buenas: dict[str, Figura],
    malas: list[list[str]],
    conocidos: dict[str, Distrito],
    **carga: Any,
) -> CargaDeLimites:
    """What waits to be loaded, already light, with the report of the rehearsal. The former rehearsals of the same person go."""
    ligeras = simplificar({ubigeo: figura.anillos for ubigeo, figura in buenas.items()}, TOLERANCIA)
    ajenos = sorted({f.ubigeo for f in figuras} - conocidos.keys())
    informe = {
        "hallados": [
            [
                ubigeo,
                str(conocidos[ubigeo]),
                _puntos(buenas[ubigeo].anillos),
                _puntos(ligeras[ubigeo]),
                _otro_nombre(buenas[ubigeo], conocidos[ubigeo]),
            ]
            for ubigeo in sorted(buenas)
        ],
        "malas": sorted(malas),
        "faltan": [[u, str(d)] for u, d in sorted(conocidos.items()) if u not in {f.ubigeo for f in figuras}][:EN_LA_LISTA],
        "cuantos_faltan": len(conocidos.keys() - {f.ubigeo for f in figuras}),
        "ajenos": ajenos[:EN_LA_LISTA],
        "cuantos_ajenos": len(ajenos),
    }
    with transaction.atomic():
        CargaDeLimites.objects.filter(por=carga["por"], aplicada_en=None).delete()
        return CargaDeLimites.objects.create(
            sha256=hashlib.sha256(contenido).hexdigest(), formas=ligeras, informe=informe, **carga | {"archivo": carga["archivo"][:200]}
        )


def _puntos(anillos: list[Anillo]) -> int:
    return sum(len(anillo) for anillo in anillos)


# ── What may be wrong with a code ────────────────────────────────────────────────────────────────────────────────────────
def _nombres(distrito: Distrito) -> set[str]:
    return {sin_tildes(distrito.nombre), sin_tildes(distrito.nombre_inei)} - {""}


def _otro_nombre(figura: Figura, distrito: Distrito) -> str:
    """The name that the file gives to the code, when it is none of the district's: told, never decided by."""
    return figura.nombre if figura.nombre and sin_tildes(figura.nombre) not in _nombres(distrito) else ""


def _no_es_de_reniec(figuras: list[Figura], conocidos: dict[str, Distrito]) -> None:
    """Refuse a file whose name for a code is that of the district which RENIEC calls by that code."""
    por_reniec = {d.ubigeo_reniec: d for d in conocidos.values() if d.ubigeo_reniec}
    for figura in figuras:
        suyo, otro = conocidos.get(figura.ubigeo), por_reniec.get(figura.ubigeo)
        if suyo is None or otro is None or otro.ubigeo == suyo.ubigeo or not _otro_nombre(figura, suyo):
            continue
        if sin_tildes(figura.nombre) in _nombres(otro):
            raise Ilegible(
                f"El archivo lleva códigos de RENIEC: llama {otro} al {figura.ubigeo}, que en el INEI es {suyo} ({otro} es {otro.ubigeo}). "
                "Use uno con el ubigeo del INEI."
            )


def _lejos(figura: Figura, distrito: Distrito) -> str:
    """Why the shape cannot be this district's: its capital is far away. Of a district whose capital is not known, nothing is said."""
    if distrito.latitud is None or distrito.longitud is None:
        return ""
    oeste, sur, este, norte = caja(punto for anillo in figura.anillos for punto in anillo)
    x, y = float(distrito.longitud), float(distrito.latitud)
    fuera = math.hypot(max(oeste - x, x - este, 0), max(sur - y, y - norte, 0))
    if fuera <= LEJOS:
        return ""
    return f"queda a {round(fuera * 111)} km de la capital del distrito (¿el código es de RENIEC?)"


# ── The load ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def aplicar(carga: CargaDeLimites, *, distritos: Iterable[Distrito], por: Usuario | None) -> int:
    """Load what the rehearsal found good, once; how many districts it was. All or nothing."""
    with gesto(por=por), transaction.atomic():
        esta = CargaDeLimites.objects.select_for_update().filter(pk=carga.pk).first()
        if esta is None or esta.aplicada_en is not None:
            raise ValidationError("Ese ensayo ya se cargó o ya no está: ensaye el archivo de nuevo.", code="ya")
        formas = {d: esta.formas[d.ubigeo] for d in distritos if d.ubigeo in esta.formas}
        if not formas:
            raise ValidationError("Ya no administra ninguno de esos distritos.", code="nada")
        filas = [Limite(distrito=d, carga=esta, anillos=anillos, huella=_huella(anillos)) for d, anillos in formas.items()]
        Limite.objects.bulk_create(
            filas, batch_size=AL_CARGAR, update_conflicts=True, unique_fields=["distrito"], update_fields=["carga", "anillos", "huella"]
        )
        esta.aplicada_en, esta.formas = ahora(), {}
        esta.save(update_fields=["aplicada_en", "formas"])
    return len(filas)


def _huella(anillos: Any) -> str:
    return hashlib.sha256(json.dumps(anillos).encode()).hexdigest()


def retirar(*, distritos: Any, por: Usuario | None) -> int:
    """Back to the map of the capitals; how many boundaries were taken away."""
    with gesto(por=por):
        return int(Limite.objects.filter(distrito__in=distritos).delete()[0])
