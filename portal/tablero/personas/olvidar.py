"""Erasing a person: the name, the addresses and the telephone go from every record and from its history; a pseudonym stays where they acted.

The history that is sealed is rewritten by an act that the chain declares. What a lock of its own keeps (a signed acta) is left, and told.
"""

import logging
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from base.avisos.models import Envio
from base.bitacora.bloque import cambiar_en_bloque
from base.bitacora.gestos import gesto
from base.bitacora.lecturas import Lectura
from base.bitacora.models import Lote
from base.bitacora.pasos import exigir, exigir_texto
from base.bitacora.sellos.declarar import puede_reescribir, reescribir
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .inventario import LUGARES, SE_BORRAN, SIN_CORREO, Lugar, Persona, correos_de

registro = logging.getLogger(__name__)
CON_LA_DE_MANTENIMIENTO = (
    "La cuenta con que el portal se conecta a la base no reescribe la historia. "
    "En el servidor, con la cuenta de mantenimiento: manage.py olvidar_persona {usuario}."
)


def olvidar(cuenta: Usuario, *, por: Usuario, motivo: str, documento: str, ajenas: Collection[str] = ()) -> list[str]:
    """Erase all that is personal of this account and that `por` reads, in one gesture; what had to be left, in words.

    `ajenas` are the rows (`Lugar.clave`) that were found by the name or the address and are of somebody else: nothing of them is touched.
    """
    exigir(por, Permiso.PROTEGER_DATOS, "Solo un administrador borra los datos de una persona.")
    dicho = f"{exigir_texto(motivo, 'Diga por qué.')} · {exigir_texto(documento, 'Diga por qué documento.')}"[:200]
    if cuenta.pk == por.pk:
        raise ValidationError("Nadie borra su propia cuenta: pídaselo a otro administrador.", code="propia")
    if not puede_reescribir():
        raise ValidationError(CON_LA_DE_MANTENIMIENTO.format(usuario=cuenta.username), code="mantenimiento")
    with gesto(por=por, motivo=dicho, tipo=Lote.Tipo.RETENCION) as lote:
        persona = Persona.de(Usuario.objects.select_for_update().get(pk=cuenta.pk))
        dejados = [frase for lugar in LUGARES for frase in _cambiar(lugar, persona, por, ajenas)]
        _cuenta(persona)
        for lugar in LUGARES:
            _historia(lugar, persona, dicho, por, ajenas)
        _historia_de_la_cuenta(persona, dicho, por)
        _lo_demas(persona, dicho, por)
        lote.contar(cambiados=1)
    return dejados


def _cambiar(lugar: Lugar, persona: Persona, por: Usuario, ajenas: Collection[str]) -> list[str]:
    dejados = []
    for fila in lugar.filas(persona, por):
        puesto = {} if lugar.clave(fila) in ajenas else lugar.campos_de(fila, persona)
        if not puesto:
            continue
        for campo, valor in puesto.items():
            setattr(fila, campo, valor)
        try:
            with transaction.atomic():
                cambiar_en_bloque(lugar.modelo, [fila], list(puesto))
        except IntegrityError as error:  # a lock of the database: a signed acta, a closed quarter
            registro.info("Se conserva %s %s: %s", lugar.modelo._meta.label, fila.pk, type(error).__name__)
            dejados.append(f"{lugar.modelo._meta.verbose_name} {fila.pk}")
    return dejados


def _cuenta(persona: Persona) -> None:
    cuenta = persona.cuenta
    cuenta.username, cuenta.nombre, cuenta.email, cuenta.is_active = f"persona-{cuenta.pk}", persona.seudonimo, "", False
    cuenta.set_unusable_password()
    cuenta.save()


def _historia(lugar: Lugar, persona: Persona, motivo: str, por: Usuario, ajenas: Collection[str]) -> None:
    """Each former line that still says one of the names, of any record within reach: it may say another by now, or be gone for good."""
    historia = lugar.modelo.history.model
    suya = Q() if por.is_superuser else Q(id__in=lugar.al_alcance(por).values("pk"))
    suya &= ~Q(id__in=[int(clave.rpartition(":")[2]) for clave in ajenas if clave.startswith(f"{lugar.modelo._meta.label_lower}:")])
    recordados = {campo.name for campo in historia._meta.concrete_fields}
    for campo in [campo for campo in lugar.nombres if campo in recordados]:
        for nombre in persona.nombres:
            reescribir(historia.objects.filter(suya, **{f"{campo}__iexact": nombre}), {campo: persona.seudonimo}, motivo=motivo, por=por)


def _historia_de_la_cuenta(persona: Persona, motivo: str, por: Usuario) -> None:
    historia: Any = Usuario.history.model  # type: ignore[attr-defined]
    suyas = historia.objects.filter(id=persona.cuenta.pk)
    reescribir(suyas, {"username": persona.cuenta.username, "nombre": persona.seudonimo}, motivo=motivo, por=por)


def _lo_demas(persona: Persona, motivo: str, por: Usuario) -> None:
    pendientes = correos_de(persona, por)
    pendientes.filter(estado__in=Envio.Estado.en_cola()).update(estado=Envio.Estado.OMITIDO)
    correos_de(persona, por).update(para=SIN_CORREO, texto="", html="", adjuntos=[], asunto="[borrado]")
    for modelo, campo in SE_BORRAN:
        modelo._base_manager.filter(**{campo: persona.cuenta}).delete()
    consultas = Lectura.objects.filter(clase="cuentas.usuario", de=str(persona.cuenta.pk))
    reescribir(consultas, {"nombre": persona.seudonimo}, motivo=motivo, por=por)
