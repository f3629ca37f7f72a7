"""The link that turns a kind of notice off, from the mail, without signing in.

The key is worked out from whose it is, which kind and which day, from the address to which it went, and from a seal that moves when the
person voids the former links; the database keeps nothing of it. It does one thing, which can be taken back on the same page.
"""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from base.comun.fechas import hoy
from base.cuentas.models import Usuario

from .models import Clase, Preferencia

TODAS = "todas"  # every kind but the digest: what a mail that tells of several turns off by its header
DIAS = 180  # that a link opens
_LLAVE = re.compile(r"(/avisos/baja/[a-z_]+/[0-9]{8}/)[0-9]+-[0-9a-f]{40}/")


@dataclass(frozen=True)
class Baja:
    """What a link is for."""

    preferencia: Preferencia
    clases: list[str]
    nombre: str

    @property
    def apagada(self) -> bool:
        """None of them is wanted any more."""
        return not any(self.preferencia.quiere(clase) for clase in self.clases)

    def poner(self, *, encendidas: bool) -> None:
        """Turn them off, or on again."""
        self.preferencia.poner(self.clases, encendidas=encendidas)
        self.preferencia.save()


def clases_de(cual: str) -> list[str]:
    """The kinds that the word of a link turns off; none for a word that is not one of ours."""
    return Clase.sueltas() if cual == TODAS else [cual] if cual in Clase.values else []


def direccion(preferencia: Preferencia, cual: str) -> str:
    """The whole address of the link of today."""
    dia = f"{hoy():%Y%m%d}"
    return settings.PORTAL_URL + reverse("avisos_baja", args=[cual, dia, _secreto(preferencia.usuario, preferencia.sello, cual, dia)])


def sin_llaves(texto: str) -> str:
    """A mail as somebody else than its receiver may read it: the links that only the receiver uses, without their key."""
    return _LLAVE.sub(r"\1[llave de su destinatario]/", texto)


def leer(cual: str, dia: str, secreto: str) -> Baja | None:
    """What a link is for, while it opens; None for one that was never given, was voided, or is too old."""
    numero, clases = secreto.partition("-")[0], clases_de(cual)
    if not clases or not (numero.isascii() and numero.isdigit() and len(numero) <= 18) or not _reciente(dia):
        return None
    usuario = Usuario.objects.filter(pk=int(numero), is_active=True).first()
    if usuario is None:
        return None
    preferencia = Preferencia.de(usuario)
    if not constant_time_compare(_secreto(usuario, preferencia.sello, cual, dia), secreto):
        return None
    return Baja(preferencia, clases, "todos los avisos sueltos" if cual == TODAS else f"«{Clase(cual).label}»")


def _secreto(usuario: Usuario, sello: int, cual: str, dia: str) -> str:
    firmado = f"{usuario.pk}:{cual}:{dia}:{sello}:{usuario.email.lower()}"
    return f"{usuario.pk}-{salted_hmac('avisos.baja', firmado, algorithm='sha256').hexdigest()[:40]}"


def _reciente(dia: str) -> bool:
    try:
        dado = datetime.datetime.strptime(dia, "%Y%m%d").date()  # noqa: DTZ007 -- a calendar day of Lima
    except ValueError:
        return False
    return datetime.timedelta() <= hoy() - dado <= datetime.timedelta(days=DIAS)
