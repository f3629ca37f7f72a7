"""What an administrator does with an account and its charges. Each is one gesture, and each holds the account while it looks and writes."""

import datetime
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from base.bitacora.pasos import exigir
from base.comun.busqueda import sin_tildes
from base.comun.fechas import hoy
from base.cuentas import invitaciones, mis_sesiones
from base.cuentas.factores.acciones import restablecer
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import Permiso, Rol

from .correo import enviar_invitacion
from .cuentas import CLASES, clase_de, con_cargo_fuera, cuentas_para
from .models import Dre, EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad, Ugel

Lugar = Ugel | Municipalidad | Dre


def _tomar(*, por: Usuario, cuenta: Usuario, la_propia: bool = False) -> Usuario:
    """The account as it is now, held; refused when it is not for `por` to change."""
    exigir(por, Permiso.EDITAR_CUENTAS, "Solo un administrador cambia cuentas.")
    if cuenta.pk == por.pk and not la_propia:
        raise ValidationError("Nadie cambia lo que puede su propia cuenta ni la cierra: pídaselo a otro administrador.", code="propia")
    fresca = invitaciones.tomar_cuenta(cuenta)
    if not con_cargo_fuera(cuentas_para(por), por).filter(pk=cuenta.pk, con_cargo_fuera=False).exists():
        raise ValidationError(
            "Esa persona tiene también un cargo fuera de su UGEL: su cuenta la cambia quien administra toda la instalación.", code="fuera"
        )
    return fresca


# ── A new person ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def invitar(*, por: Usuario, datos: dict[str, Any], lugar: Lugar, enlace: Callable[[str], str]) -> tuple[Usuario, Invitacion, str]:
    """An account, its charge and the key to enter for the first time. The key is read once: by mail, or on the sheet of its code."""
    exigir(por, Permiso.EDITAR_CUENTAS, "Solo un administrador crea cuentas.")
    cuenta = Usuario(username=datos["username"], nombre=datos["nombre"], email=datos["email"], rol=datos["rol"])
    cuenta.set_unusable_password()
    cuenta.full_clean()
    cuenta.save()
    _dar_cargo(cuenta=cuenta, lugar=lugar, cargo=datos["cargo"], inicio=datos["inicio"], fin=datos["fin"])
    invitacion, secreto = emitir(por=por, cuenta=cuenta, clase=datos["clase"], enlace=enlace)
    return cuenta, invitacion, secreto


def emitir(*, por: Usuario, cuenta: Usuario, clase: str, enlace: Callable[[str], str]) -> tuple[Invitacion, str]:
    """A new key for an account; the former one is void. `enlace` gives the address where a key of the mail opens."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    invitacion, secreto = invitaciones.emitir(usuario=cuenta, clase=clase, por=por)
    if clase == Invitacion.Clase.CORREO:
        enviar_invitacion(cuenta=cuenta, enlace=enlace(secreto), vence_en=invitacion.vence_en)
    return invitacion, secreto


# ── An account ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def guardar_datos(*, por: Usuario, cuenta: Usuario, nombre: str, email: str) -> None:
    """Correct its name and its mail. A new mail voids the key that was sent to the former one."""
    cuenta = _tomar(por=por, cuenta=cuenta, la_propia=True)
    cuenta.nombre, cuenta.email = nombre, email
    cuenta.full_clean()
    cuenta.save(update_fields=["nombre", "email"])
    olvidar_otros_correos(cuenta)


def olvidar_otros_correos(cuenta: Usuario) -> None:
    """Only the mail of the account itself receives its links."""
    EmailAddress.objects.filter(user=cuenta).exclude(email__iexact=cuenta.email).delete()


def cerrar(*, por: Usuario, cuenta: Usuario) -> None:
    """Nobody enters with it any more: its sessions end and its key is void. What the person did stays theirs."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    if not cuenta.is_active:
        raise ValidationError("La cuenta ya estaba cerrada.", code="estado")
    cuenta.is_active = False
    cuenta.save(update_fields=["is_active"])
    invitaciones.anular_pendientes(usuario=cuenta, por=por)
    mis_sesiones.cerrar_todas(cuenta)


def reabrir(*, por: Usuario, cuenta: Usuario) -> None:
    """It opens again with the password it had."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    if cuenta.is_active:
        raise ValidationError("La cuenta ya estaba abierta.", code="estado")
    cuenta.is_active = True
    cuenta.save(update_fields=["is_active"])


def pedir_renovacion(*, por: Usuario, cuenta: Usuario) -> None:
    """Every page leads the person to the change of password until it is done."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    if not cuenta.has_usable_password():
        raise ValidationError("Esa cuenta todavía no tiene contraseña: emítale una invitación.", code="sin_clave")
    cuenta.renovar_clave = True
    cuenta.save(update_fields=["renovar_clave"])


def cerrar_sesiones(*, por: Usuario, cuenta: Usuario) -> None:
    """End every session of the account; the person can enter again."""
    mis_sesiones.cerrar_todas(_tomar(por=por, cuenta=cuenta))


def quitar_segundo_factor(*, por: Usuario, cuenta: Usuario) -> None:
    """Whoever lost the telephone enters with the password alone, once, and sets up another."""
    restablecer(_tomar(por=por, cuenta=cuenta), por=por)


def anular_invitacion(*, por: Usuario, cuenta: Usuario) -> None:
    """The key that is pending opens nothing any more."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    pendiente = cuenta.invitaciones.pendientes().first()
    if pendiente is None:
        raise ValidationError("Esa cuenta no tiene una invitación pendiente.", code="estado")
    pendiente.anular(por=por)


def cambiar_rol(*, por: Usuario, cuenta: Usuario, rol: str) -> None:
    """What the person may do. The charges in force of a kind that the new role does not use end with the old one."""
    cuenta = _tomar(por=por, cuenta=cuenta)
    if cuenta.rol == rol:
        raise ValidationError("Ya tiene ese rol.", code="igual")
    if rol == Rol.DRE and not por.is_superuser:
        raise ValidationError("Quien lee por la Dirección Regional lo nombra quien administra toda la instalación.", code="dre")
    cuenta.rol = rol
    cuenta.full_clean()
    cuenta.save(update_fields=["rol"])
    terminar_los_que_no_usa(cuenta, por=por)


# ── Its charges ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def dar_cargo(*, por: Usuario, cuenta: Usuario, lugar: Lugar, cargo: str, inicio: Any, fin: Any) -> None:
    """Where the person may do it, from when to when."""
    _dar_cargo(cuenta=_tomar(por=por, cuenta=cuenta), lugar=lugar, cargo=cargo, inicio=inicio, fin=fin)


def _dar_cargo(*, cuenta: Usuario, lugar: Lugar, cargo: str, inicio: Any, fin: Any) -> None:
    datos: dict[str, Any] = {"usuario": cuenta, "inicio": inicio, "fin": fin}
    registro: Any
    if isinstance(lugar, Ugel):
        registro = MiembroUgel(ugel=lugar, cargo=cargo, **datos)
    elif isinstance(lugar, Dre):
        registro = MiembroDre(dre=lugar, cargo=cargo, **datos)
    elif cuenta.rol == Rol.ALCALDE:
        registro = _gestion_sin_cuenta(lugar, cuenta) or Gestion(municipalidad=lugar, alcalde=cuenta.nombre, **datos)
    else:
        registro = EnlaceMunicipal(municipalidad=lugar, cargo=cargo, **datos)
    registro.full_clean()
    registro.save()


def _gestion_sin_cuenta(municipalidad: Municipalidad, cuenta: Usuario) -> Gestion | None:
    """The term of today, when it is this mayor's and nobody has entered for it: the account joins it and its dates stay."""
    actual = Gestion.objects.vigentes().select_for_update().filter(municipalidad=municipalidad, usuario=None).first()
    if actual is None:
        return None
    if sin_tildes(actual.alcalde) != sin_tildes(cuenta.nombre):
        raise ValidationError(
            f"Hoy figura como alcalde «{actual.alcalde}», sin cuenta. Escriba ese mismo nombre para darle la suya, o termine antes esa gestión.",
            code="otro_alcalde",
        )
    actual.usuario = cuenta
    return actual


def terminar_los_que_no_usa(cuenta: Usuario, *, por: Usuario) -> None:
    """End the charges in force of a kind that its role does not use."""
    for clase, modelo in CLASES.items():
        if clase != clase_de(cuenta.rol):
            for cargo in modelo.objects.filter(usuario=cuenta).sin_terminar():
                terminar_cargo(cargo, por=por)


def terminar_cargo(cargo: Any, *, por: Usuario) -> None:
    """It no longer holds, from this instant: yesterday was its last day. One that had not had a day goes to the papelera."""
    ayer = hoy() - datetime.timedelta(days=1)
    if cargo.inicio is not None and cargo.inicio > ayer:
        cargo.eliminar(por=por)
        return
    cargo.fin = ayer
    cargo.full_clean()
    cargo.save()


def guardar_cargo(cargo: Any, *, por: Usuario) -> None:
    """New dates for a charge."""
    _tomar(por=por, cuenta=cargo.usuario)
    cargo.save()
