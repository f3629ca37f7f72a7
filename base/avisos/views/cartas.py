"""One sheet of notices: to whom it is for, and to whoever looks at it before it is sent."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from base.avisos.enlaces import sin_llaves
from base.avisos.models import Carta, Preferencia
from base.avisos.redaccion import redactar
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


def una_carta(user: object, *, pk: int) -> Carta:
    """One's own, or one of the UGEL for which this person turns the sending on."""
    return get_object_or_404(Carta.objects.for_user(user).select_related("usuario"), pk=pk)


@requires(Permiso.VER, fila=una_carta)
def carta(request: Pedido, carta: Carta) -> HttpResponse:
    """What it says; for another than its person also the mail, as they will read it."""
    ajena = carta.usuario_id != request.user.pk
    correo = redactar(carta, Preferencia.de(carta.usuario)) if ajena else None
    contexto = {"carta": carta, "hoja": carta.contenido, "ajena": ajena, "correo": sin_llaves(correo["texto"]) if correo else ""}
    return render(request, "avisos/carta.html", contexto)
