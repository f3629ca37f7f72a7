"""Two adendas of the demonstration, prepared and signed by the same steps as people take: one already merged, one still a draft."""

import datetime

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import hoy
from convenios.adendas.fusion import iniciar, suscribir
from convenios.adendas.redaccion import escribir, mover_plazos, siguiente_orden
from convenios.models import BorradorAdenda, Compromiso, Convenio
from convenios.models.adenda import TERMINOS, UNICA

from . import archivos
from .convenios import Firmado
from .cronica import FUENTE
from .personas import Elenco

FIRMADA, EN_BORRADOR = "CE-DEMO-060806", "CE-DEMO-060805"
UN_ANIO = datetime.timedelta(days=365)


def crear(elenco: Elenco, firmados: list[Firmado]) -> None:
    """The one that was signed extends the term, moves due dates, rewrites a clause and adds a commitment."""
    convenios = {firmado.guion.codigo: firmado.convenio for firmado in firmados}
    with gesto(por=elenco.coordinador, tipo=Lote.Tipo.DEMOSTRACION, motivo="Proyectos de adenda"):
        borrador = _ampliar(elenco, convenios[FIRMADA])
        _ampliar(elenco, convenios[EN_BORRADOR])
        borrador.adenda.enviar_a_revision(por=elenco.coordinador)
    suscribir(
        borrador.adenda,
        por=elenco.coordinadora,
        suscrita_el=hoy() - datetime.timedelta(days=3),
        documento="Adenda N.º 001 (demostración)",
        archivo=archivos.documento("adenda-1.pdf", [f"Adenda 1 de {FIRMADA}"]),
    )


def _ampliar(elenco: Elenco, convenio: Convenio) -> BorradorAdenda:
    por = elenco.coordinador
    adenda = iniciar(convenio, por=por, objeto="Amplía la vigencia un año y precisa los compromisos (demostración)", fuente=FUENTE)
    borrador: BorradorAdenda = adenda.borrador
    fin = (convenio.fin or hoy()) + UN_ANIO
    escribir(borrador, por=por, clase=TERMINOS, llave=UNICA, valores={"fin": fin.isoformat()})
    llave, pieza = next((k, p) for k, p in borrador.quedan("clausulas").items() if "se amplía por adenda" in p["texto"])
    texto = pieza["texto"].replace("se amplía por adenda", "se amplió por adenda un año más, y se puede volver a ampliar")
    escribir(borrador, por=por, clase="clausulas", llave=llave, valores={"texto": texto})
    nueva = {
        "orden": siguiente_orden(borrador),
        "titulo": "De la evaluación conjunta",
        "texto": "Las partes evalúan cada semestre lo cumplido. Texto de demostración.",
    }
    escribir(borrador, por=por, clase="clausulas", llave=None, valores=nueva)
    _plazos(borrador, convenio, elenco)
    escribir(borrador, por=por, clase="compromisos", llave=None, valores=_nuevo(borrador, fin))
    return borrador


def _plazos(borrador: BorradorAdenda, convenio: Convenio, elenco: Elenco) -> None:
    """Two open commitments that had never been moved."""
    quietos = Compromiso.objects.abiertos().filter(convenio=convenio, reprogramaciones=None, plazo__gt=hoy()).order_by("codigo")
    elegidos = list(quietos[:2])
    if elegidos:
        plazo = max(c.plazo for c in elegidos) + UN_ANIO
        mover_plazos(borrador, por=elenco.coordinador, llaves=[str(c.pk) for c in elegidos], plazo=plazo.isoformat())


def _nuevo(borrador: BorradorAdenda, fin: datetime.date) -> dict[str, object]:
    distritos = sorted({u for c in borrador.quedan("compromisos").values() for u in c["distritos"]})[:1]
    return {
        "codigo": "A-01", "descripcion": "Presentar cada semestre un informe conjunto de lo cumplido (demostración)", "linea": "coordinacion",
        "clausula": None, "obligada": None, "responsable": "Jefatura de Gestión Institucional", "inicio": None, "plazo": fin.isoformat(),
        "unidad": "informes", "meta": "2.00", "meta_financiera": None, "distritos": dict.fromkeys(distritos), "hitos": [],
    }  # fmt: skip
