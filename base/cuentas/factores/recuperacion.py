"""Codes of recovery: ten, on paper, each good once for whoever has lost the telephone. The portal keeps only what each leaves when it is hashed."""

import hashlib
import hmac
import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from base.comun.fechas import ahora
from base.cuentas.invitaciones import codigo_nuevo, codigo_plano
from base.cuentas.models import Usuario

CUANTOS, GRUPOS, DE_CADA_GRUPO = 10, 3, 4  # 31^12: 59 bits
COSTO = {"n": 2**13, "r": 8, "p": 1, "dklen": 32}  # twenty milliseconds and 8 MB for each


def _huella(codigo: str, sal: str) -> str:
    return hashlib.scrypt(codigo_plano(codigo).encode(), salt=bytes.fromhex(sal), **COSTO).hex()


def hacer(usuario: Usuario) -> list[str]:
    """Ten new ones, and the only time they can be read; the former ones open nothing."""
    codigos, sal = [codigo_nuevo(GRUPOS, DE_CADA_GRUPO) for _ in range(CUANTOS)], secrets.token_hex(16)
    datos = {"sal": sal, "huellas": [_huella(codigo, sal) for codigo in codigos]}
    Authenticator.objects.update_or_create(
        user=usuario,
        type=Authenticator.Type.RECOVERY_CODES,
        defaults={"data": datos, "created_at": ahora(), "last_used_at": None},
    )
    return codigos


def usar(usuario: Usuario, escrito: str) -> Authenticator | None:
    """The codes of that person, if this is one of those that are left; it is left no more: of two at the same moment, one."""
    with transaction.atomic():
        factor = _de(usuario).select_for_update().first()
        if factor is None:
            return None
        huella = _huella(escrito, factor.data["sal"])
        quedan = [otra for otra in factor.data["huellas"] if not hmac.compare_digest(otra, huella)]
        if len(quedan) == len(factor.data["huellas"]):
            return None
        factor.data["huellas"], factor.last_used_at = quedan, ahora()
        factor.save(update_fields=["data", "last_used_at"])
        return factor


def quedan(usuario: Usuario) -> int | None:
    """How many are left to use; None when none were ever made."""
    factor = _de(usuario).first()
    return None if factor is None else len(factor.data["huellas"])


def _de(usuario: Usuario) -> "QuerySet[Authenticator]":
    return Authenticator.objects.filter(user=usuario, type=Authenticator.Type.RECOVERY_CODES)
