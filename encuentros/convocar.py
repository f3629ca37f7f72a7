"""How an encuentro begins: it is written down, its municipalities are put on the list, and its agenda opens with what the former ones left."""

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad

from .acciones import CARGO_DE_ALCALDE, tomar_encuentro
from .agenda import preparar
from .models import Encuentro, Invitado
from .models.encuentro import SOLO_QUIEN_LLEVA


def guardar_encuentro(encuentro: Encuentro, *, por: Usuario) -> Encuentro:
    """Save an encuentro's own columns; a new one is convoked by whoever writes it, with every municipality of its UGEL on
    the list and, if it is still to come, with the points that open it on its agenda: what was held already had the agenda that it had."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        nuevo = encuentro.pk is None
        if nuevo:
            encuentro.convocado_en, encuentro.convocado_por = ahora(), por
        else:
            tomar_encuentro(encuentro)
        encuentro.full_clean()
        encuentro.save()
        if nuevo:
            convocar_municipalidades(encuentro, por=por)
            if encuentro.por_celebrar:
                preparar(encuentro, por=por)
    return encuentro


def convocar_municipalidades(encuentro: Encuentro, *, por: Usuario) -> list[Invitado]:
    """Put on the list every municipality of the UGEL that is not there yet, through its mayor, with the mail of the term in office."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        ya = encuentro.invitados.exclude(municipalidad=None).values("municipalidad")
        faltan = Municipalidad.objects.filter(distrito__ugel=encuentro.ugel).exclude(pk__in=ya).select_related("distrito")
        nuevos = []
        for municipalidad in faltan.order_by("distrito__ubigeo"):
            gestion = municipalidad.gestiones.vigentes().filter(eliminado_en=None).first()
            invitado = Invitado(
                encuentro=encuentro, municipalidad=municipalidad, cargo=CARGO_DE_ALCALDE, demostracion=encuentro.demostracion
            )
            if gestion is not None:
                invitado.nombre, invitado.correo = gestion.alcalde, gestion.correo
            invitado.full_clean()
            invitado.save()
            nuevos.append(invitado)
    return nuevos
