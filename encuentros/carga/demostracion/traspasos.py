"""One change of authorities: the municipality of Las Pirias, whose former mayor had no account, registered some days ago."""

import datetime

from base.comun.fechas import hoy
from convenios.traspasos.acciones import componer
from convenios.traspasos.acta import armar_acta
from convenios.traspasos.plan import Clase, Modalidad, Plan, Puesto, Solicitud, Tramo
from municipios.models import Gestion

from .cronica import Cronica, instante
from .personas import ANTES, Elenco


def crear(cronica: Cronica, elenco: Elenco) -> None:
    """Its record and its acta; the terms of both mayors were already there."""
    municipalidad = elenco.municipalidades[ANTES[0]]
    anterior, actual = Gestion.objects.filter(municipalidad=municipalidad).select_related("usuario").order_by("inicio")
    acto = cronica.acto(elenco.admin, instante(hoy() - datetime.timedelta(days=2), 11), "Se registra el cambio de gestión municipal")
    puesto = Puesto(clase=Clase.ALCALDIA, ugel=elenco.ugel, municipalidad=municipalidad)
    solicitud = Solicitud(
        puesto=puesto,
        modalidad=Modalidad.TRASPASO,
        desde=actual.inicio,
        documento="Credencial de autoridad electa (demostración)",
        sucesor=actual.usuario,
    )
    plan = Plan(solicitud=solicitud, fila=anterior)
    plan.terminan.append(Tramo(puesto.nombre, anterior.alcalde, anterior.inicio, anterior.fin))
    plan.empiezan.append(Tramo(puesto.nombre, actual.alcalde, actual.inicio, actual.fin))
    acta = armar_acta(plan, por=elenco.admin, en=acto.en, motivo=acto.motivo)
    traspaso = componer(plan, por=elenco.admin, acta=acta, recibido=actual)
    traspaso.hecho_en = acto.en
    cronica.nace(traspaso, acto)
    cronica.guardar([traspaso])
