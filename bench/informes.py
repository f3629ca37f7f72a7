"""How long the report of a district takes (its figures from the database, and each file of it); and reports and templates for the budgets."""

import time
from typing import Any

from base.comun.fechas import ahora
from municipios.models import Distrito, Ugel
from portal.tablero.informes.escribir import Emision, escribir
from portal.tablero.informes.reunir import de_distrito, reunir
from portal.tablero.models import ArchivoInforme, InformeEmitido, PlantillaInforme

COMPROMISOS, MUCHAS = 600, 100

VUELTAS = 3


def llenar_informes(ugel: Ugel, ubigeo: str, n: int, gente: dict[str, Any]) -> None:
    """Up to `n` reports of a district, each with its three files, asked for by both who look at them; and `n` templates, a hundred at most."""
    distrito, en = Distrito.objects.get(ubigeo=ubigeo), ahora()
    for quien in (gente["coordinador"], gente["alcalde"]):
        hay = InformeEmitido.objects.filter(por=quien).count()
        dicho = {"clase": "distrito", "ugel": ugel, "distrito": distrito, "corte": "hoy", "corte_dicho": "Como está", "por": quien}
        listo = {"estado": "listo", "emitido_en": en, "cifras_sha256": "0" * 64, "formatos": ["pdf", "docx", "xlsx"]}
        nuevos = InformeEmitido.objects.bulk_create([InformeEmitido(titulo=f"Informe {i}", **dicho, **listo) for i in range(hay, n)])
        archivo = {"archivo": "informes/x.pdf", "nombre": "informe.pdf", "octetos": 9, "sha256": "0" * 64}
        ArchivoInforme.objects.bulk_create(ArchivoInforme(informe=i, formato=f, **archivo) for i in nuevos for f in ("pdf", "docx", "xlsx"))
    hay = PlantillaInforme.objects.count()
    de_la_oficina = {"ugel": ugel, "formato": "xlsx", "contenido": b"x", "archivo_nombre": "m.xlsx", "octetos": 1, "sha256": "0" * 64}
    suya = {"campos": ["distrito"], "subida_por": gente["administrador"]}
    nuevas = (PlantillaInforme(nombre=f"Matriz {i}", **de_la_oficina, **suya) for i in range(hay, min(n, MUCHAS)))
    PlantillaInforme.objects.bulk_create(nuevas)


def medir() -> dict[str, Any]:
    """The best of a few readings of the first district, figures included in each file."""
    from bench.datos import UBIGEO

    distrito = Distrito.objects.select_related("ugel", "municipalidad__distrito").get(ubigeo=UBIGEO.format(1))
    emision = Emision("hoy", "Coordinador de la UGEL", distrito.ugel.membrete if distrito.ugel else {})
    filas, segundos = 0, {}
    for formato in ("pdf", "docx", "xlsx"):
        corridas = []
        for _ in range(VUELTAS):
            desde = time.perf_counter()
            ambito = de_distrito(distrito)
            corte = ambito.corte("hoy")
            assert corte is not None
            cifras = reunir(ambito, corte)
            escribir(cifras, formato, emision)
            corridas.append(time.perf_counter() - desde)
        filas, segundos[formato] = cifras.filas, min(corridas)
    return {"filas": filas, "segundos": segundos}
