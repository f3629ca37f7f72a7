"""The page «En vivo»: one screen, and one door for each act on it.

A browser without JavaScript is taken back to the part where it wrote. The page's own module (`static/js/en_vivo.js`) asks for the parts that
changed instead, and puts each one in its place.
"""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from base.bitacora.gestos import YaHecho, gesto, ya_recibido
from base.comun.templatetags.comun import fecha_hora
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from ..en_vivo import Choque
from ..forms.actos import Acto
from ..forms.en_vivo import ACTOS
from ..models import Encuentro
from ..navegacion import navegacion
from ..pantalla import Pantalla, Parte
from .filas import un_encuentro

CRUCE = "Otra persona guardó algo que choca con esto en el mismo momento. Guarde de nuevo."
DICHO = {
    "iniciar": "El encuentro empezó. Anote quién llega.",
    "terminar": "El encuentro terminó. Su acta está en borrador.",
    "retomar": "El encuentro sigue en curso.",
}
ENTERA = DICHO.keys()  # acts after which the whole page is another one


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The page; or one act of it."""
    if request.method != "POST":
        return _pagina(request, Pantalla(encuentro, request.user))
    clase = ACTOS.get(request.POST.get("que", ""))
    if clase is None:
        raise BadRequest
    return _hacer(request, clase(request.POST, encuentro=encuentro))


def _hacer(request: Pedido, acto: Acto) -> HttpResponse:
    """Do it once; or say why not, beside what was typed."""
    choque = None
    if acto.is_valid():
        try:
            with gesto(por=request.user, clave=acto.cleaned_data["clave"]) as lote:
                lote.llevar_a(_aqui(acto))
                acto.hacer(por=request.user)
        except YaHecho:
            return _hecho(request, acto)
        except Choque as otro:
            choque = otro
        except ValidationError as error:
            _anotar(acto, error)
        except IntegrityError:
            acto.add_error(None, ValidationError(CRUCE, code="estado"))
        else:
            if acto.que in DICHO:
                messages.success(request, DICHO[acto.que])
            return _hecho(request, acto)
    elif ya_recibido(request.user, acto.cleaned_data.get("clave")) is not None:
        return _hecho(request, acto)  # what the first press did is what makes the second one invalid
    return _no_se_pudo(request, acto, choque)


def _aqui(acto: Acto) -> str:
    return f"{acto.encuentro.url_de('en_vivo')}#{acto.ancla}"


def _por_partes(request: Pedido) -> bool:
    """The page's own module asks."""
    return "HX-Request" in request.headers


def _hecho(request: Pedido, acto: Acto) -> HttpResponse:
    if not _por_partes(request) or acto.que in ENTERA:
        return redirect(_aqui(acto))
    pantalla = _fresco(request, acto)
    partes = pantalla.buscar(acto.cambian)
    for parte in partes:
        parte.guardada = parte.clave == acto.parte
    return render(request, "encuentros/en_vivo_partes.html", {"p": pantalla, "partes": partes})


def _anotar(acto: Acto, error: ValidationError) -> None:
    """Each message beside its field, where the form has it."""
    if not hasattr(error, "error_dict"):
        acto.add_error(None, error)
        return
    for campo, errores in error.error_dict.items():
        acto.add_error(campo if campo in acto.fields else None, errores)


def _fresco(request: Pedido, acto: Acto) -> Pantalla:
    """The page as it is after the act, or without it."""
    filas = Encuentro.objects.for_user(request.user).select_related("ugel", "distrito")
    return Pantalla(filas.get(pk=acto.encuentro.pk), request.user)


def _no_se_pudo(request: Pedido, acto: Acto, choque: Choque | None) -> HttpResponse:
    """409: somebody else was before. 422: something has to be mended. Either way what was typed stands where it was."""
    pantalla = _fresco(request, acto)
    parte = next(iter(pantalla.buscar([acto.parte])), None) or Parte(acto.parte, "encuentros/en_vivo_perdida.html")
    _devolver(pantalla, parte, acto, choque)
    status = 409 if choque is not None or _se_fue(acto) else 422
    if _por_partes(request):
        return render(request, "encuentros/en_vivo_partes.html", {"p": pantalla, "partes": [parte]}, status=status)
    return _pagina(request, pantalla, parte, status=status)


def _se_fue(acto: Acto) -> bool:
    """What it speaks of moved on, or was taken away, while it was written."""
    if any(acto.has_error(fila, "invalid_choice") for fila in ("acuerdo", "punto", "participante")):
        return True
    return any(error.code in ("estado", "eliminado", "candado") for lista in acto.errors.as_data().values() for error in lista)


def _devolver(pantalla: Pantalla, parte: Parte, acto: Acto, choque: Choque | None) -> None:
    """What was typed, what is wrong with it, and what somebody else wrote meanwhile."""
    if choque is not None:
        parte.chocan = {campo: pantalla.en_palabras(campo, valor) for campo, valor in choque.guardado.items()}
        parte.de = _quien(choque)
        parte.aviso = "Otra persona guardó otra cosa mientras usted escribía. Lo suyo no se ha perdido ni se ha guardado."
    for campo, errores in acto.errors.items():
        texto = " ".join(str(e) for e in errores)
        if campo in parte.valores:
            parte.errores[campo] = texto
        else:
            parte.aviso = f"{parte.aviso} {texto}".strip()
    escrito = {campo: str(acto.data[campo]) for campo in acto.fields if campo in acto.data}
    visto = {campo: str(acto.data[f"visto-{campo}"]) for campo in acto.campos if f"visto-{campo}" in acto.data}
    parte.devolver(escrito, visto)
    if parte.plantilla.endswith("perdida.html"):
        parte.objeto = [
            escrito[c] for c in acto.fields if escrito.get(c) and c not in ("clave", "punto", "acuerdo", "convenio", "tocado_en")
        ]


def _quien(choque: Choque) -> str:
    """Who wrote it, and when."""
    if choque.de is None:
        return ""
    linea = choque.de.history.select_related("history_user").first()
    return f"{linea.history_user or 'La propia delegación'}, {fecha_hora(linea.history_date)}" if linea is not None else ""


def _pagina(request: Pedido, pantalla: Pantalla, fallida: Parte | None = None, *, status: int = 200) -> HttpResponse:
    contexto = {
        "p": pantalla,
        "encuentro": pantalla.encuentro,
        "navegacion": navegacion(request.user, pantalla.encuentro, "en_vivo"),
        "fallida": fallida,
    }
    return render(request, "encuentros/en_vivo.html", contexto, status=status)
