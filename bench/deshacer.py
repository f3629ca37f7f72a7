"""How fast a lote is taken back: a bulk change of many commitments, edited by somebody else in some places, and undone.

Runs inside Django on a throw-away database: `python -m bench.dentro deshacer 10000` (the report reads it), or
`python -m bench.deshacer` to see both engines on the screen.
"""

import time
from typing import Any

EDITADOS = 30


def medir(cuantos: int) -> dict[str, Any]:
    """Seconds and rows a second of the rehearsal and of the undo of a lote over that many commitments."""
    from django.db import connection

    from base.bitacora.bloque import cambiar_en_bloque
    from base.bitacora.deshacer import deshacer, ensayar
    from base.bitacora.gestos import gesto
    from base.bitacora.models import Lote
    from base.cuentas.models import Usuario
    from bench.datos import UGEL, llenar
    from convenios.models import Compromiso

    llenar(cuantos)
    uno, otra = (Usuario.objects.get(username=quien) for quien in ("coordinador", "coordinadora"))
    compromisos = list(Compromiso.objects.order_by("pk")[:cuantos])
    for compromiso in compromisos:
        compromiso.responsable, compromiso.linea = "Jefatura de gestión", "otros"
    with gesto(por=uno, tipo=Lote.Tipo.MASIVA, motivo="Medición", ambito=UGEL) as lote:
        cambiar_en_bloque(Compromiso, compromisos, ["responsable", "linea"])
    with gesto(por=otra):
        for compromiso in compromisos[: EDITADOS * 7 : 7]:
            compromiso.responsable = "De otra persona"
            compromiso.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    inicio = time.perf_counter()
    ensayo = ensayar(lote, por=uno)
    medio = time.perf_counter()
    nuevo = deshacer(lote, por=uno, motivo="Medición", huella=ensayo.huella)
    fin = time.perf_counter()
    dejados = len({d.pk for d in ensayo.dejados})
    if dejados != min(EDITADOS, len(compromisos[::7])) or Compromiso.objects.filter(responsable="Jefatura de gestión").exists():
        raise AssertionError("El lote no se deshizo como debía.")
    return {
        "filas": cuantos,
        "devueltas": nuevo.cambiados,
        "dejadas": dejados,
        "segundos_ensayo": medio - inicio,
        "segundos": fin - medio,
        "por_segundo": cuantos / (fin - medio),
    }
