"""The world into which the corpus is brought: a UGEL of three districts, a convenio, four commitments."""

import datetime
from decimal import Decimal
from typing import Any

from base.cuentas.roles import Rol
from convenios.models import Compromiso, Convenio
from convenios.padrones.situaciones import con_lo_que_sale, plegar
from tests.factories import make_avance, make_compromiso, make_convenio, make_distrito, make_municipalidad, make_ugel, make_usuario

CONVENIO = "CM-CORPUS"
CAMPOS = {
    "descripcion": "descripcion", "responsable": "responsable", "fecha_inicio": "inicio", "fecha_limite": "plazo", "meta_fisica": "meta", "unidad": "unidad",
    "meta_financiera": "meta_financiera", "avance": "progreso",
}  # fmt: skip


def hacer_mundo() -> Convenio:
    """Three districts with a zero in front; EX-1 … EX-4; an administrator, a liaison, and an administrator of elsewhere."""
    ugel = make_ugel(codigo="060008", nombre="UGEL del corpus")
    partes = [
        make_municipalidad(distrito=make_distrito(ugel, ubigeo=ubigeo, nombre=nombre, ubigeo_reniec=reniec))
        for ubigeo, nombre, reniec in (("060801", "Jaén", "060701"), ("060802", "Bellavista", "060806"), ("060806", "Las Pirias", ""))
    ]
    jaen = partes[0].distrito
    admin = make_usuario(Rol.ADMINISTRADOR, ugel=ugel, username="admin.corpus")
    coordinador = make_usuario(ugel=ugel)
    make_usuario(Rol.DIRECTOR, ugel=ugel, username="directora.corpus")
    make_usuario(Rol.ENLACE, municipalidad=partes[0], username="enlace.corpus")
    make_usuario(Rol.ADMINISTRADOR, ugel=make_ugel(), username="ajena.corpus")
    convenio = make_convenio(
        ugel, codigo=CONVENIO, partes=tuple(partes), por=admin, inicio=datetime.date(2026, 1, 1), fin=datetime.date(2029, 12, 31)
    )
    junio = datetime.date(2027, 6, 30)
    make_compromiso(convenio, codigo="EX-1", descripcion="Compromiso que existe", responsable="Jefa de gestión", inicio=datetime.date(2027, 1, 15), plazo=junio,
                    meta=12, unidad="talleres", meta_financiera=1500, distritos=(jaen,))  # fmt: skip
    reportado = make_compromiso(convenio, codigo="EX-2", descripcion="Con reportes", plazo=junio, meta=10, distritos=(jaen,))
    make_avance(reportado, estado="verificado", cantidad=5, distrito=jaen, por=admin, verificador=coordinador)
    make_compromiso(convenio, codigo="EX-3", descripcion="Ya cumplido", plazo=junio, distritos=(jaen,), estado="cumplido", por=coordinador)
    make_compromiso(convenio, codigo="EX-4", descripcion="Sin distrito ni plazo")
    return convenio


def dice(codigo: str) -> dict[str, Any]:
    """What the record of that code says, by column."""
    c: Any = con_lo_que_sale(Compromiso.objects.filter(convenio__codigo=CONVENIO, codigo=codigo)).get()
    dicho = {columna: getattr(c, campo) for columna, campo in CAMPOS.items()}
    distritos = {alcance.distrito.ubigeo for alcance in c.alcances.all()}
    return dicho | {"estado": plegar(c), "distrito": distritos, "fecha_inicio_iso": str(c.inicio)}


def igual(dicho: Any, esperado: Any) -> bool:
    """Whether a record says what was expected; a number is one whatever its zeros."""
    if isinstance(dicho, Decimal) and isinstance(esperado, int | float | Decimal):
        return dicho == Decimal(str(esperado))
    return bool(dicho == esperado)
