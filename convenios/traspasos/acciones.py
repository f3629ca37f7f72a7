"""The change of authorities, done: once, in one gesture, as its plan said."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError

from base.avisos.models import avisar
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.pasos import exigir
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Traspaso
from convenios.models.traspaso import huella_de
from municipios.models import Gestion, Ugel

from .acta import armar_acta
from .plan import UN_DIA, Clase, Plan, PlanCambiado, Solicitud, despues, hasta_designacion, planear, vuelve_a


def traspasar(solicitud: Solicitud, *, por: Usuario, huella: str, motivo: str) -> Traspaso:
    """Do what the plan of that `huella` said, all of it or nothing; `PlanCambiado` when it would no longer be the same."""
    puesto = solicitud.puesto
    with gesto(por=por, motivo=motivo, tipo=Lote.Tipo.TRASPASO, ambito=puesto.ugel.codigo) as lote:
        exigir(por, Permiso.TRASPASAR if puesto.clase != Clase.UGEL else Permiso.EDITAR_CUENTAS, "Su rol no traspasa ese cargo.")
        _tomar(solicitud)
        plan = planear(solicitud, por=por)
        if plan.huella != huella:
            raise PlanCambiado(plan)
        if plan.rechazos:
            raise ValidationError(plan.rechazos)
        acta = armar_acta(plan, por=por, en=ahora(), motivo=motivo)
        creados, cambiados = _mover_cuentas(plan)
        recibido, mas_creados, mas_cambiados = _mover_cargos(plan)
        traspaso = componer(plan, por=por, acta=acta, recibido=recibido)
        traspaso.full_clean()
        traspaso.save()
        lote.contar(creados=creados + mas_creados + 1, cambiados=cambiados + mas_cambiados)
        if solicitud.desde <= hoy():
            texto = f"Usted recibió un cargo: {puesto.nombre}. El acta dice qué queda por hacer."
            avisar([solicitud.sucesor], texto=texto, enlace=traspaso.get_absolute_url(), clave=f"traspaso:{traspaso.pk}")
    return traspaso


def _tomar(solicitud: Solicitud) -> None:
    """Hold what the plan reads: one hand-over at a time in a UGEL, and nobody else moves that charge or those accounts meanwhile."""
    puesto = solicitud.puesto
    Ugel.todos.select_for_update(no_key=True).only("pk").get(pk=puesto.ugel.pk)
    filas: list[tuple[Any, Any]] = []
    if puesto.clase == Clase.ALCALDIA:
        list(Gestion.todos.select_for_update().filter(municipalidad=puesto.municipalidad).order_by("pk"))
    else:
        filas.append((puesto.fila, type(puesto.fila)))
    if solicitud.sucesor.pk is not None:
        filas.append((solicitud.sucesor, Usuario))
    for fila, modelo in filas:
        fila.refresh_from_db(from_queryset=modelo._base_manager.select_for_update(no_key=True))
    if puesto.fila is not None and puesto.fila.eliminado_en is not None:
        raise ValidationError("Ese cargo está en la papelera.", code="eliminado")


def _mover_cuentas(plan: Plan) -> tuple[int, int]:
    """Accounts made, opened again and closed: how many were created, how many changed."""
    entra, sale = plan.solicitud.sucesor, plan.saliente
    creados = cambiados = 0
    if entra.pk is None:
        entra.set_unusable_password()
        entra.full_clean()
        entra.save()
        creados = 1
    elif not entra.is_active:
        entra.is_active = True
        entra.save(update_fields=["is_active"])
        cambiados = 1
    if plan.cierra and sale is not None:
        sale.is_active = False
        sale.save(update_fields=["is_active"])
        cambiados += 1
    return creados, cambiados


def _mover_cargos(plan: Plan) -> tuple[Any, int, int]:
    """The row of who receives, and how many rows were created and changed. What ends, ends first: two never hold it on the same day."""
    s = plan.solicitud
    terminan = [*([plan.fila] if plan.corta else []), *plan.designaciones]
    nuevas = [_cargo_nuevo(plan)]
    if plan.vuelve:
        nuevas.append(_copia(plan.fila, inicio=despues(plan)))
    for fila in plan.designaciones:
        persona = {"usuario": s.sucesor, "nombre": s.sucesor.nombre, "resolucion": s.documento, "fuente": s.documento}
        nuevas.append(_copia(fila, inicio=s.desde, fin=hasta_designacion(plan, fila), **persona))
        if vuelve_a(plan, fila):
            nuevas.append(_copia(fila, inicio=despues(plan)))
    for fila in terminan:
        fila.fin = s.desde - UN_DIA
    for fila in (*terminan, *nuevas):
        fila.full_clean()
        fila.save()
    return nuevas[0], len(nuevas), len(terminan)


def _copia(fila: Any, **cambios: Any) -> Any:
    """Another row that says the same, but for `cambios`."""
    valores = {c.attname: getattr(fila, c.attname) for c in fila._meta.concrete_fields if not c.primary_key}
    nueva = type(fila)(**valores)
    for nombre, valor in cambios.items():
        setattr(nueva, nombre, valor)
    return nueva


def _cargo_nuevo(plan: Plan) -> Any:
    s, puesto = plan.solicitud, plan.solicitud.puesto
    comun = {
        "usuario": s.sucesor,
        "inicio": s.desde,
        "fin": plan.hasta,
        "encargatura": s.es_encargatura,
        "fuente": s.documento,
        "demostracion": bool(plan.fila is not None and plan.fila.demostracion),
    }
    if puesto.clase == Clase.ALCALDIA:
        return Gestion(municipalidad=puesto.municipalidad, alcalde=s.sucesor.nombre, **comun)
    return _copia(plan.fila, **comun)


def componer(plan: Plan, *, por: Usuario, acta: dict[str, Any], recibido: Any) -> Traspaso:
    """The record of it, not saved: `recibido` is the row of whoever receives."""
    s, puesto = plan.solicitud, plan.solicitud.puesto
    anterior = None
    if plan.saliente is not None:
        tramos = Traspaso.objects.filter(clase=puesto.clase, ugel=puesto.ugel, municipalidad=puesto.municipalidad, entrante=plan.saliente)
        anterior = tramos.order_by("-pk").first()
    return Traspaso(
        clase=puesto.clase,
        modalidad=s.modalidad,
        ugel=puesto.ugel,
        municipalidad=puesto.municipalidad,
        cargo=puesto.nombre[:200],
        saliente=plan.saliente,
        saliente_nombre=plan.saliente_nombre,
        entrante=s.sucesor,
        entrante_nombre=s.sucesor.nombre,
        desde=s.desde,
        hasta=plan.hasta,
        documento=s.documento,
        fuente=s.documento,
        cadena=anterior.cadena if anterior is not None else uuid.uuid4(),
        cargo_entregado=getattr(plan.fila, "pk", None),
        cargo_recibido=recibido.pk,
        acta=acta,
        acta_sha256=huella_de(acta),
        hecho_por=por,
        demostracion=recibido.demostracion,
    )
