"""Which writes make a summary be counted again (`base/comun/candados.py` puts these notes on).

Each says from which row its UGEL follows. A district, a line, a due date that changed is seen by the recount itself: the note says only of
which UGEL. What a UGEL sets (`dias_por_vencer`, the names of its lines) is read beside the summary, and is in no note.
"""

from collections.abc import Iterator

from base.comun.candados import Nota, cambia

NOTAS = "convenios_porrecontar"
_DEL_CONVENIO = "SELECT c.ugel_id FROM convenios_convenio c WHERE c.id = {fila}.convenio_id"
_DEL_COMPROMISO = (
    "SELECT c.ugel_id FROM convenios_compromiso k JOIN convenios_convenio c ON c.id = k.convenio_id WHERE k.id = {fila}.compromiso_id"
)
_DE_LA_EJECUCION = (
    "SELECT c.ugel_id FROM convenios_ejecucion e JOIN convenios_avance a ON a.id = e.avance_id"
    " JOIN convenios_compromiso k ON k.id = a.compromiso_id JOIN convenios_convenio c ON c.id = k.convenio_id WHERE e.id = {fila}.ejecucion_id"
)
_DEL_AVANCE = (
    "SELECT c.ugel_id FROM convenios_avance a JOIN convenios_compromiso k ON k.id = a.compromiso_id"
    " JOIN convenios_convenio c ON c.id = k.convenio_id WHERE a.id = {fila}.avance_id"
)
_DEL_PLAN = "SELECT c.ugel_id FROM convenios_plantrabajo p JOIN convenios_convenio c ON c.id = p.convenio_id WHERE p.id = {fila}.plan_id"
CUENTA = {  # of each table: how its UGEL is found, and the columns that are counted
    "convenios_convenio": ("SELECT {fila}.ugel_id AS ugel_id", ("ugel_id", "estado", "eliminado_en")),
    "convenios_compromiso": (
        _DEL_CONVENIO,
        ("convenio_id", "linea", "estado", "estado_en", "plazo", "responsable", "meta", "eliminado_en"),
    ),
    "convenios_alcance": (_DEL_COMPROMISO, ("compromiso_id", "distrito_id", "meta", "eliminado_en")),
    "convenios_hito": (_DEL_COMPROMISO, ("compromiso_id", "eliminado_en")),
    "convenios_avance": (_DEL_COMPROMISO, ("compromiso_id", "distrito_id", "estado", "verificado_en", "cantidad", "eliminado_en")),
    "convenios_evidencia": (_DEL_AVANCE, ("avance_id", "eliminado_en")),
    "convenios_evidenciaejecucion": (_DE_LA_EJECUCION, ("ejecucion_id", "eliminado_en")),
    "convenios_ejecucion": (_DEL_AVANCE, ("avance_id", "eliminado_en")),
    "convenios_cierre": (_DEL_PLAN, ("plan_id", "trimestre", "fisico", "programado", "devengado")),
}
_FILAS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_QUE_YA_ESTABAN = f"INSERT INTO {NOTAS} (ugel_id, transaccion) SELECT ugel_id, {{transaccion}} FROM convenios_resumen"  # noqa: S608  our own names


def _anotar(de_quien: str, acto: str) -> str:
    """One note for each UGEL, once in each transaction: another one's may be taken away before this one ends."""
    ugeles = " UNION ".join(de_quien.format(fila=fila) for fila in _FILAS[acto])
    suya = f"SELECT 1 FROM {NOTAS} n WHERE n.ugel_id = u.ugel_id AND n.transaccion = {{transaccion}}"  # noqa: S608  our own names
    return f"INSERT INTO {NOTAS} (ugel_id, transaccion) SELECT u.ugel_id, {{transaccion}} FROM ({ugeles}) AS u WHERE NOT EXISTS ({suya})"  # noqa: S608


def notas() -> Iterator[Nota]:
    """Every note of this floor."""
    for tabla, (de_quien, columnas) in CUENTA.items():
        for acto in _FILAS:
            primera = tabla == "convenios_convenio" and acto == "INSERT"
            yield Nota(
                f"{tabla}_recuenta_{acto.lower()}",
                tabla,
                acto,
                cambia(columnas) if acto == "UPDATE" else "1 = 1",
                _anotar(de_quien, acto),
                NOTAS,
                _QUE_YA_ESTABAN if primera else "",
            )
