"""The people who sign in."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from base.comun.constraints import check, one_of

from .invitaciones import Invitacion
from .llaves import LlaveDeApi
from .roles import MUNICIPALES, QUIEN, UGEL, Permiso, Rol

__all__ = ["Invitacion", "LlaveDeApi", "Usuario", "UsuarioManager"]


class UsuarioManager(BaseUserManager["Usuario"]):
    """Makes accounts; there is no sign-up."""

    def create_user(self, username: str, nombre: str, rol: str, password: str | None = None, **otros: Any) -> "Usuario":
        """A person with a role; without a password the account cannot sign in until one is set."""
        usuario = self.model(username=username, nombre=nombre, rol=rol, **otros)
        usuario.set_password(password)
        usuario.full_clean()
        usuario.save(using=self._db)
        return usuario

    def create_superuser(self, username: str, nombre: str, password: str | None = None, **otros: Any) -> "Usuario":
        """The administrator of the whole installation, not of one UGEL. A weak password is refused: `createsuperuser` would let it through."""
        if password is not None:
            validate_password(password, self.model(username=username, nombre=nombre, **otros))
        return self.create_user(username, nombre, Rol.ADMINISTRADOR, password, is_superuser=True, **otros)


class Usuario(AbstractBaseUser):
    """A person who signs in: name, role, and whether the account is open. Which UGEL or municipality, the terms of `municipios` say."""

    username = models.CharField(
        "usuario",
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator(message="Use letras sin tilde, cifras y los signos @ . + - _")],
        error_messages={"unique": "Ya existe una cuenta con ese usuario."},
    )
    nombre = models.CharField("nombres y apellidos", max_length=150)
    email = models.EmailField("correo", blank=True)
    rol = models.CharField("rol", max_length=15, choices=Rol)
    is_active = models.BooleanField("cuenta abierta", default=True)
    is_superuser = models.BooleanField("administra toda la instalación", default=False, editable=False)
    demostracion = models.BooleanField("demostración", default=False, editable=False)
    creado_en = models.DateTimeField("creado el", default=timezone.now, editable=False)
    renovar_clave = models.BooleanField("debe renovar su contraseña", default=False, editable=False)
    entro_en = models.DateTimeField("entró por última vez el", null=True, editable=False)  # written apart: no line of history each time

    # Of their second factor: what a session proved before that instant no longer counts
    factores_en = models.DateTimeField("cambió su segundo factor el", null=True, editable=False)

    last_login = None  # Django would save the account, and so write a line of history, at each sign-in: see `entro_en`

    objects = UsuarioManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nombre"]

    class Meta:
        verbose_name = "usuario"
        verbose_name_plural = "usuarios"
        ordering = ["username"]
        constraints = [
            one_of("rol", Rol.values, name="cuentas_usuario_rol_conocido", message="El rol no es uno de los del portal."),
            check(
                Q(is_superuser=False) | Q(rol=Rol.ADMINISTRADOR),
                name="cuentas_usuario_instalacion_es_administrador",
                message="Solo un administrador puede administrar toda la instalación.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="cuentas_usuario_correo_unico",
                violation_error_message="Ya existe una cuenta con ese correo.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre or self.username

    def get_full_name(self) -> str:
        """Name as shown beside what the person did."""
        return self.nombre

    def puede(self, permiso: Permiso) -> bool:
        """Whether the role allows this act at all; the rows it reaches are another question."""
        return self.is_active and self.rol in QUIEN[permiso]

    @property
    def es_ugel(self) -> bool:
        """Works at a UGEL."""
        return self.rol in UGEL

    @property
    def es_municipal(self) -> bool:
        """Speaks for a municipality."""
        return self.rol in MUNICIPALES

    @property
    def is_staff(self) -> bool:
        """May enter the administration (Django's name for it)."""
        return self.puede(Permiso.USAR_ADMINISTRACION)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permission question. The admin of the portal answers per model; anything else is no."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the administration shows this app at all."""
        return self.is_staff


class Cupo(models.Model):
    """How often something was tried lately for one account, one address or both: the counter behind `base.cuentas.limites`.

    The key is a digest: the table names neither a person nor a place. What it says means nothing after `hasta`.
    """

    clave = models.CharField("clave", max_length=80, primary_key=True)
    fallos = models.JSONField("instantes de los intentos", default=list)
    aciertos = models.JSONField("cuentas que entraron bien, con su instante", default=dict)
    usados = models.PositiveIntegerField("cuántos van", default=0)  # of what is counted without its instants: the requests of the API
    hasta = models.DateTimeField("sirve hasta", db_index=True)

    class Meta:
        verbose_name = "cupo de intentos"
        verbose_name_plural = "cupos de intentos"
        ordering = ["clave"]

    def __str__(self) -> str:
        return self.clave


class Equipo(models.Model):
    """A browser from which an account signed in: its owner gets in from there while strangers use up the account's tries."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="usuario", on_delete=models.CASCADE, related_name="equipos")
    huella = models.CharField("huella de la cookie", max_length=64, db_index=True)
    usado_en = models.DateTimeField("usado por última vez", default=timezone.now)

    class Meta:
        verbose_name = "equipo conocido"
        verbose_name_plural = "equipos conocidos"
        ordering = ["-usado_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "huella"],
                name="cuentas_equipo_una_vez",
                violation_error_message="Ese equipo ya es conocido para esta cuenta.",
            ),
        ]

    def __str__(self) -> str:
        return f"Equipo de {self.usuario_id}"
