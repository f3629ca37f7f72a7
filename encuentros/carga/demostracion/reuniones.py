"""Demonstration encuentros: one that was held, with who came, and the next one."""

from typing import Any

from encuentros.models import Asistencia, Encuentro, Participante, ProyectoExpuesto

from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco

DELEGARON = {"060804", "060809"}
FALTARON = {"060810"}


def crear(cronica: Cronica, elenco: Elenco) -> None:
    """The III, ninety days ago, and the IV, in four weeks."""
    acto = cronica.acto(elenco.coordinadora, instante(dia(-88), 10), "Registro del encuentro")
    pasado = Encuentro(
        ugel=elenco.ugel, numero=3, nombre="III Encuentro de Alcaldes (demostración)", fecha=dia(-90), distrito=elenco.distritos["060802"],
        lugar="Auditorio municipal (demostración)", proposito="Revisar cómo van los compromisos de la demostración.",
        estado=Encuentro.Estado.INFORMADO,
        resultado="Encuentro ficticio: se revisaron los compromisos vencidos y se fijaron nuevos plazos.",
    )  # fmt: skip
    proximo = Encuentro(
        ugel=elenco.ugel, numero=4, nombre="IV Encuentro de Alcaldes (demostración)", fecha=dia(28), distrito=elenco.distritos["060806"],
        proposito="Presentar los avances de la demostración y acordar el plan del año siguiente.",
    )  # fmt: skip
    cronica.guardar([cronica.nace(pasado, acto), cronica.nace(proximo, acto)])
    filas: list[Any] = [Asistencia(encuentro=pasado, municipalidad=m, quien=_quien(ubigeo)) for ubigeo, m in elenco.municipalidades.items()]
    filas.append(Participante(encuentro=pasado, nombre="Irma Solano (demostración)", cargo="Representante de la DRE"))
    filas.append(
        ProyectoExpuesto(
            encuentro=pasado,
            institucion="I.E. ficticia 99001 (demostración)",
            distrito=elenco.distritos["060802"],
            titulo="Biohuerto y compostaje",
        )
    )
    cronica.guardar([cronica.nace(fila, acto) for fila in filas])


def _quien(ubigeo: str) -> str:
    if ubigeo in FALTARON:
        return Asistencia.Quien.NO_ASISTIO
    return Asistencia.Quien.DELEGADO if ubigeo in DELEGARON else Asistencia.Quien.TITULAR
