"""Where a file goes in, from the words of a command or of an address: the person, their UGEL, the convenio."""

from typing import Any

from base.comun.padron import Padron
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Convenio
from municipios.models import Ugel

from .lectura import ArchivoInvalido
from .motor import Lugar


def lugar_de(padron: Padron, *, por: Usuario | None, convenio: str = "") -> Lugar:
    """The place a padrón goes in for a person. Without a person (a shell), whoever runs the installation, else its first administrator.

    Raises `ArchivoInvalido` when a word names nothing that this person works with, or is missing.
    """
    suyo = _un_convenio(por, convenio) if convenio else None
    if padron.de_un_convenio and suyo is None:
        raise ArchivoInvalido("falta_convenio", f"El padrón de {padron.nombre.lower()} es de un convenio: diga cuál (--convenio CODIGO).")
    ugel: Any = suyo.ugel if suyo is not None else _una_ugel(por)
    persona = por or _de_la_consola(ugel)
    return Lugar(persona, ugel, suyo)


def persona_llamada(usuario: str) -> Usuario | None:
    """The open account of that username; nobody, where none is given."""
    if not usuario:
        return None
    persona = Usuario.objects.filter(username=usuario, is_active=True).first()
    if persona is None:
        raise ArchivoInvalido("sin_persona", f"No hay una cuenta abierta con el usuario «{usuario}».")
    return persona


def _un_convenio(por: Usuario | None, codigo: str) -> Convenio:
    filas = Convenio.objects.all() if por is None else Convenio.objects.filter(ugel__in=Ugel.objects.atendidas_por(por))
    hallados = list(filas.select_related("ugel").filter(codigo__iexact=codigo).order_by("pk")[:2])
    if not hallados:
        raise ArchivoInvalido("sin_convenio", f"No hay un convenio «{codigo}» entre los que usted maneja.")
    if len(hallados) > 1:
        raise ArchivoInvalido("varios_convenios", f"Hay varias UGEL con un convenio «{codigo}»: diga quién carga (--por USUARIO).")
    return hallados[0]


def _una_ugel(por: Usuario | None) -> Ugel | None:
    suyas = list((Ugel.objects.all() if por is None else Ugel.objects.atendidas_por(por)).order_by("pk")[:2])
    return suyas[0] if len(suyas) == 1 else None


def _de_la_consola(ugel: Ugel | None) -> Usuario:
    abiertas = Usuario.objects.filter(is_active=True, rol=Rol.ADMINISTRADOR).order_by("-is_superuser", "pk")
    de_la_ugel = abiertas.filter(pk__in=ugel.miembros.vigentes().values("usuario")) if ugel is not None else abiertas.none()
    persona = abiertas.filter(is_superuser=True).first() or de_la_ugel.first() or abiertas.first()
    if persona is None:
        raise ArchivoInvalido("sin_persona", "No hay una cuenta de administrador: créela, o diga quién carga (--por USUARIO).")
    return persona
