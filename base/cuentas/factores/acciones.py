"""Giving, changing and taking away a second factor. Each holds the account while it looks and writes, tells its person by mail, and ends the
other sessions: what they had proved is no longer what is asked for."""

import logging

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from base.comun.fechas import ahora
from base.comun.registro import anotar
from base.cuentas import equipos, limites, mis_sesiones
from base.cuentas.invitaciones import tomar_cuenta
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido

from . import acceso, aplicacion, recados, recuperacion
from .estado import dar_por_probado, exigido, factores_de


def poner_aplicacion(request: Pedido, *, secreto: str, paso: int) -> list[str]:
    """The application of a telephone, in the place of the former one. Gives the codes of recovery, when they are made with it."""
    with transaction.atomic():
        usuario = tomar_cuenta(request.user)
        nueva = aplicacion.guardar(usuario, secreto, paso=paso)
        anotar("segundo_factor_puesto", cuenta=usuario.pk, con="totp", en_lugar_de_otra=not nueva)
        recados.contar(request, usuario, "aplicacion" if nueva else "aplicacion_otra")
        codigos = _codigos_si_faltan(usuario)
        _cambio(request)
    aplicacion.terminar_alta(request)
    return codigos


def poner_llave(request: Pedido, *, credencial: str, nombre: str) -> list[str]:
    """A passkey, beside what the person has. Gives the codes of recovery, when they are made with it."""
    with transaction.atomic():
        usuario = tomar_cuenta(request.user)
        if acceso.de(usuario).count() >= acceso.CUANTAS:
            raise ValidationError(f"Ya tiene {acceso.CUANTAS} llaves de acceso: quite antes alguna.", code="muchas")
        acceso.guardar(usuario, credencial, nombre=nombre)
        anotar("segundo_factor_puesto", cuenta=usuario.pk, con="webauthn", en_lugar_de_otra=False)
        recados.contar(request, usuario, "llave", nombre=nombre)
        codigos = _codigos_si_faltan(usuario)
        _cambio(request)
    return codigos


def quitar(request: Pedido, factor: Authenticator) -> None:
    """One of them. The last one goes only of an account that can do without; its codes of recovery go with it."""
    with transaction.atomic():
        usuario = tomar_cuenta(request.user)
        quedan = factores_de(usuario).exclude(pk=factor.pk).exists()
        if not quedan and exigido(usuario):
            raise ValidationError(
                "Es su único segundo factor y su rol no entra sin uno. Para cambiarlo, ponga antes otro o vuelva a configurar la aplicación.",
                code="ultimo",
            )
        factores_de(usuario).filter(pk=factor.pk).delete()
        if not quedan:
            Authenticator.objects.filter(user=usuario).delete()
        anotar("segundo_factor_quitado", nivel=logging.WARNING, cuenta=usuario.pk, con=factor.type)
        recados.contar(request, usuario, "quitado", queda_alguno=quedan)
        _cambio(request)


def rehacer_codigos(request: Pedido) -> list[str]:
    """Ten codes of recovery in the place of the former ones."""
    with transaction.atomic():
        usuario = tomar_cuenta(request.user)
        codigos = recuperacion.hacer(usuario)
        anotar("codigos_de_recuperacion_hechos", cuenta=usuario.pk)
        recados.contar(request, usuario, "codigos")
        _cambio(request)
    return codigos


def restablecer(cuenta: Usuario, *, por: Usuario | None, motivo: str = "") -> None:
    """Take them all away from another person, who has lost them: they set up others the next time they enter, with their password.

    The account is held by whoever calls, inside a gesture: when it was done stays in the history of the account.
    """
    if not Authenticator.objects.filter(user=cuenta).exists():
        raise ValidationError("Esa cuenta no tiene un segundo factor.", code="estado")
    Authenticator.objects.filter(user=cuenta).delete()
    cuenta.factores_en = ahora()
    cuenta.save(update_fields=["factores_en"])
    mis_sesiones.cerrar_todas(cuenta)
    equipos.olvidar(cuenta)
    limites.olvidar(limites.Clase.FACTOR, str(cuenta.pk))
    dicho = {"motivo": motivo} if motivo else {}
    anotar("segundo_factor_restablecido", nivel=logging.WARNING, de=cuenta.pk, por=por.pk if por is not None else None, **dicho)
    recados.contar(None, cuenta, "restablecido", por=por)


def _codigos_si_faltan(usuario: Usuario) -> list[str]:
    return recuperacion.hacer(usuario) if not recuperacion.quedan(usuario) else []


def _cambio(request: Pedido) -> None:
    """From now on; no line of history, as of one's own password. This session goes on, under another key."""
    request.user.factores_en = ahora()
    Usuario._base_manager.filter(pk=request.user.pk).update(factores_en=request.user.factores_en)
    dar_por_probado(request)
    mis_sesiones.cerrar_todas(request.user, salvo=request.session.session_key)
