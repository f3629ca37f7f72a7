"""The one place that knows every padrón, in the order in which an installation is filled."""

from base.comun.padron import Padron
from base.cuentas.models import Usuario
from convenios.padrones import ACTIVIDADES, AVANCES, COMPROMISOS, CONVENIOS, EJECUCION, PARTES
from municipios.padrones import AUTORIDADES, DISTRITOS, INDICADORES, INSTITUCIONES, LOCALES, PROYECTOS, RIESGOS, UGELES, USUARIOS

DE_MUNICIPIOS = (UGELES, DISTRITOS, AUTORIDADES, USUARIOS, LOCALES, INSTITUCIONES, RIESGOS, PROYECTOS, INDICADORES)
DE_CONVENIOS = (CONVENIOS, PARTES, COMPROMISOS, AVANCES, ACTIVIDADES, EJECUCION)
PADRONES: dict[str, Padron] = {padron.clave: padron for padron in (*DE_MUNICIPIOS, *DE_CONVENIOS)}


def de_persona(persona: Usuario) -> list[Padron]:
    """Those that this person's role brings in."""
    return [padron for padron in PADRONES.values() if padron.lo_carga(persona)]


def conocida(titulo: str) -> bool:
    """Whether some padrón knows this heading."""
    return any(padron.reconocer(titulo) for padron in PADRONES.values())
