"""Pages of the encuentros: the list of a UGEL, each meeting, what people write of it, and what became of what was agreed there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros import seguimiento
from encuentros.avisar_cambio import por_avisar
from encuentros.convocar import guardar_encuentro
from encuentros.forms.encuentro import EncuentroForm, InformarForm, proponer
from encuentros.models import Acuerdo, Encuentro, FotoExpuesta, Invitado, RevisionAcuerdo
from encuentros.navegacion import navegacion
from encuentros.presencia import de_cuantas
from municipios.models import Ugel
from municipios.ugeles import una_ugel

from .acta import acta_guardada
from .filas import un_encuentro, un_encuentro_con_sus_pasos


@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Every encuentro of a UGEL, the last one first, each with who came and how its acuerdos stand."""
    user = request.user
    suyos = Encuentro.objects.for_user(user).filter(ugel=ugel)
    encuentros = list(suyos.con_asistentes().select_related("ugel", "distrito").order_by("-numero"))
    cuadro = seguimiento.por_encuentro(Acuerdo.objects.for_user(user).filter(encuentro__ugel=ugel))
    acuerdos = reverse("acuerdos", args=[ugel.codigo])
    for encuentro in encuentros:
        encuentro.cuentas = seguimiento.cuentas_de(cuadro.get(encuentro.pk, {}), f"{acuerdos}?encuentro={encuentro.numero}&")
    contexto = {"ugel": ugel, "encuentros": encuentros, "hay_acuerdos": bool(cuadro), "puede_editar": user.puede(Permiso.EDITAR_ENCUENTROS)}
    return render(request, "encuentros/lista.html", contexto)


@requires(Permiso.VER, fila=un_encuentro_con_sus_pasos)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """One encuentro: when and where, what is asked of who looks, who came, what was agreed and shown."""
    user = request.user
    paginas = navegacion(user, encuentro, "encuentro")
    acta = acta_guardada(encuentro)
    asistencias = list(encuentro.asistencias.con_calladas().select_related("municipalidad__distrito"))
    for asistencia in asistencias:
        asistencia.nota_leida = asistencia.nota_para(user)
    acuerdos = list(seguimiento.con_lo_suyo(seguimiento.para_lista(Acuerdo.objects.for_user(user).filter(encuentro=encuentro)), user))
    fotos = Prefetch("fotos", FotoExpuesta.objects.for_user(user), to_attr="visibles")
    contexto = {
        "encuentro": encuentro,
        "navegacion": paginas,
        "pasos": seguimiento.pasos(encuentro),
        "siguiente": seguimiento.siguiente(encuentro, {url for url, _, _ in paginas}),
        "asistencias": asistencias,
        "asistieron": sum(1 for a in asistencias if a.vino),
        "de_cuantas": de_cuantas(asistencias),
        "por_venir": encuentro.estado == Encuentro.Estado.CONVOCADO and not encuentro.es_anuncio,
        "participantes": encuentro.participantes.all(),
        "puntos": encuentro.puntos.defer("notas"),
        "acuerdos": acuerdos,
        "suyos": [a for a in acuerdos if a.es_suyo and a.situacion in seguimiento.ABIERTAS],
        "proyectos": encuentro.proyectos_expuestos.select_related("distrito", "proyecto__institucion__distrito__ugel").prefetch_related(
            fotos
        ),
        "acta": acta if acta is not None and acta.es_definitiva else None,
        **_convocatoria(user, encuentro),
        **_puede(user, encuentro),
    }
    return render(request, "encuentros/encuentro.html", contexto)


def _convocatoria(user: Usuario, encuentro: Encuentro) -> dict[str, Any]:
    """To a municipality, its own answer; to the staff, how many answered what."""
    if user.es_municipal:
        return {
            "invitado": Invitado.objects.for_user(user)
            .filter(encuentro=encuentro)
            .select_related("municipalidad__distrito", "anotada_por")
            .first()
        }
    filas = Invitado.objects.for_user(user).filter(encuentro=encuentro).order_by().values_list("respuesta").annotate(n=Count("pk"))
    etiquetas = dict(Invitado.Respuesta.choices)
    return {"respuestas": [(respuesta, etiquetas[respuesta], cuantos) for respuesta, cuantos in filas]}


def _puede(user: Usuario, encuentro: Encuentro) -> dict[str, bool]:
    """What the buttons of the page ask."""
    edita = user.puede(Permiso.EDITAR_ENCUENTROS)
    return {
        "puede_editar": edita and encuentro.se_registra,
        "puede_informar": edita and encuentro.estado == Encuentro.Estado.CONVOCADO,
        "puede_adjuntar": edita and not encuentro.esta_firmado,
        "puede_mostrar": edita,
        "puede_ver_historia": user.puede(Permiso.VER_HISTORIA),
        "puede_eliminar": user.puede(Permiso.PAPELERA) and encuentro.se_registra,
    }


@requires(Permiso.VER, fila=un_encuentro)
def que_fue(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """What became of each of its acuerdos: how it stands, and what was said of it in each later encuentro."""
    user = request.user
    acuerdos = list(seguimiento.para_lista(Acuerdo.objects.for_user(user).filter(encuentro=encuentro)))
    cuadro = seguimiento.que_fue(encuentro, acuerdos, RevisionAcuerdo.objects.for_user(user))
    cuenta: dict[str, int] = {}
    for acuerdo in acuerdos:
        cuenta[acuerdo.situacion] = cuenta.get(acuerdo.situacion, 0) + 1
    lista_url = f"{reverse('acuerdos', args=[encuentro.ugel.codigo])}?encuentro={encuentro.numero}"
    contexto = {
        "encuentro": encuentro,
        "navegacion": navegacion(user, encuentro, "encuentro_seguimiento"),
        "cuentas": seguimiento.cuentas_de(cuenta, f"{lista_url}&"),
        "lista_url": lista_url,
        **cuadro,
    }
    return render(request, "encuentros/que_fue.html", contexto)


# ── What people write of it ──────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=una_ugel)
def nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Convoke an encuentro: the next ordinal and what the last one said are proposed."""
    encuentro = Encuentro(ugel=ugel)
    form = EncuentroForm(request.POST or None, instance=encuentro, ugel=ugel, initial=proponer(ugel))
    volver = reverse("encuentros", args=[ugel.codigo])
    contexto = {"ugel": ugel, "titulo": "Convocar un encuentro", "volver_url": volver, "clave": f"encuentro-nuevo-{ugel.pk}"}
    return _escribir(request, form, contexto, "Se registró el encuentro, con todas las municipalidades en la lista de convocadas.")


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def editar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Correct what is known of it, while its acta is not signed."""
    if not encuentro.se_registra and request.method != "POST":
        raise PermissionDenied
    volver, titulo = encuentro.get_absolute_url(), f"Editar el {encuentro}"
    form = EncuentroForm(request.POST or None, instance=encuentro, ugel=encuentro.ugel)
    contexto = {"ugel": encuentro.ugel, "titulo": titulo, "volver_url": volver, "clave": f"encuentro-{encuentro.pk}"}
    return _escribir(request, form, contexto, "Se guardó el encuentro.")


def _escribir(request: Pedido, form: EncuentroForm, contexto: dict[str, Any], mensaje: str) -> HttpResponse:
    def hacer() -> Any:
        """Saved; if those that were invited know another day, hour or place, to where they are told."""
        guardado = guardar_encuentro(form.instance, por=request.user)
        return guardado.url_de("convocatoria_cambio") if por_avisar(guardado) else guardado

    return responder(
        request,
        form,
        plantilla="encuentros/encuentro_form.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto=contexto,
        recibido=contexto["clave"],
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def informar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Give it as held because a document says so: nobody ran it with the portal."""
    if encuentro.estado != Encuentro.Estado.CONVOCADO and request.method != "POST":
        raise PermissionDenied
    volver = encuentro.get_absolute_url()
    form = InformarForm(request.POST or None, instance=encuentro)
    clave = f"informar-{encuentro.pk}"
    return responder(
        request,
        form,
        plantilla="encuentros/encuentro_informar.html",
        hacer=lambda: seguimiento.informar_encuentro(form.instance, por=request.user),
        mensaje="Quedó como celebrado, según el documento.",
        contexto={"encuentro": encuentro, "volver_url": volver, "clave": clave},
        recibido=clave,
    )
