"""What is done with the convocatoria: numbering its oficios, sending them once, reminding, writing down what each guest answers.

Everything happens with the encuentro held, so that two who press at the same moment pass one after the other; and a `Comunicacion` is one
row for each guest, class and round, so that nothing is sent twice even past that.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from base.avisos.correo import LIMITE_DE_ADJUNTOS, encolar
from base.avisos.models import Envio, avisar
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.fechas import ahora, hoy
from base.comun.impresos import TIPO_PDF
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad

from .acciones import tomar_encuentro
from .convocatoria_correo import carta_de, oficios_en_pdf
from .eventos import invitacion_en_ics
from .models import Comunicacion, Encuentro, Invitado, Llave
from .models.encuentro import SOLO_QUIEN_LLEVA
from .oficio import puntos_de

Clase, Respuesta = Comunicacion.Clase, Invitado.Respuesta
SIN_FECHA = datetime.timedelta(days=60)  # how long a link opens when the day is not known yet
NO_SALIO = (Envio.Estado.FALLIDO, Envio.Estado.ANULADO)
FALTA_DELEGADO = "Escriba a quién envía, con su cargo."


# ── Who is left ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def por_invitar(encuentro: Encuentro) -> Any:
    """Those with mail to whom no invitation was sent."""
    ya = Comunicacion.objects.filter(clase=Clase.INVITACION).values("invitado")
    return en_orden(encuentro).exclude(correo="").exclude(pk__in=ya)


def por_recordar(encuentro: Encuentro) -> Any:
    """Those that were invited by a mail that did not fail and have said nothing, but for whom was reminded today: nobody is reminded twice
    in a day."""
    invitados = Comunicacion.objects.filter(clase=Clase.INVITACION).exclude(envio__estado__in=NO_SALIO).values("invitado")
    desde = datetime.datetime.combine(hoy(), datetime.time.min, tzinfo=timezone.get_current_timezone())
    de_hoy = Comunicacion.objects.filter(clase=Clase.RECORDATORIO, en__gte=desde).values("invitado")
    return en_orden(encuentro).sin_responder().exclude(correo="").filter(pk__in=invitados).exclude(pk__in=de_hoy)


def en_orden(encuentro: Encuentro) -> Any:
    """The guests as lists show them: municipalities by ubigeo, then institutions."""
    return encuentro.invitados.select_related("municipalidad__distrito").order_by("institucion", "municipalidad__distrito__ubigeo", "pk")


def con_lo_enviado(invitados: Any) -> Any:
    """Each guest with what was sent to it, the last first, and how each mail went; not with what it said."""
    enviado = Comunicacion.objects.select_related("envio", "por").defer("envio__texto", "envio__html", "envio__adjuntos")
    return invitados.prefetch_related(Prefetch("comunicaciones", queryset=enviado.order_by("-en", "-pk"), to_attr="enviado"))


def municipalidades_que_faltan(encuentro: Encuentro) -> int:
    """How many municipalities of the UGEL are not on the list."""
    ya = encuentro.invitados.exclude(municipalidad=None).values("municipalidad")
    return Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).exclude(pk__in=ya).count()


def comprobar_que_convoca(encuentro: Encuentro) -> None:
    """Raise `ValidationError` unless there is still something to be invited to."""
    if encuentro.estado != Encuentro.Estado.CONVOCADO:
        raise ValidationError("El encuentro ya empezó: no se envían más invitaciones.", code="estado")
    if encuentro.fecha is not None and encuentro.fecha < hoy():
        raise ValidationError("La fecha del encuentro ya pasó: corríjala antes de convocar.", code="fecha")


# ── Oficios ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def numerar(encuentro: Encuentro, *, por: Usuario, desde: int, sufijo: str) -> int:
    """Give a number to each guest that has none, one after another from `desde`; how many."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        faltan = list(en_orden(encuentro).filter(oficio=""))
        if not faltan:
            raise ValidationError("Todos los oficios ya tienen su número.", code="nadie")
        usados = set(encuentro.invitados.exclude(oficio="").values_list("oficio", flat=True))
        for n, invitado in enumerate(faltan, desde):
            invitado.oficio = f"{n}{sufijo.strip()}"
            if invitado.oficio in usados:
                raise ValidationError(f"El número {invitado.oficio} ya lo tiene otro oficio de este encuentro.", code="repetido")
            invitado.encuentro = encuentro
            invitado.full_clean()
            invitado.save(update_fields=["oficio"])
    return len(faltan)


def anotar_papel(invitado: Invitado, *, por: Usuario, dia: datetime.date, otra_vez: bool = False) -> Comunicacion:
    """The oficio was delivered by hand that day; `otra_vez`: another one, since what the former said changed."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    if dia > hoy():
        raise ValidationError("La entrega no puede ser de un día que no ha llegado.", code="fecha")
    with gesto(por=por):
        tomar_encuentro(invitado.encuentro)
        en = ahora() if dia == hoy() else datetime.datetime.combine(dia, datetime.time(12), tzinfo=timezone.get_current_timezone())
        vuelta = 1 + (invitado.comunicaciones.filter(clase=Clase.PAPEL).aggregate(n=Max("vuelta"))["n"] or 0) if otra_vez else 1
        comunicacion = Comunicacion(invitado=invitado, clase=Clase.PAPEL, vuelta=vuelta, en=en, por=por)
        comunicacion.full_clean(exclude=["envio"])  # none: it went on paper
        comunicacion.save(force_insert=True)
    return comunicacion


# ── By mail ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def invitar(encuentro: Encuentro, *, por: Usuario, raiz: str) -> int:
    """Send the invitation to each guest with mail that has none yet; how many. `raiz`: where the portal is."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        comprobar_que_convoca(encuentro)
        faltan = list(por_invitar(encuentro))
        if not faltan:
            raise ValidationError("A todos los que tienen correo ya se les envió la invitación.", code="nadie")
        _enviar(encuentro, faltan, Clase.INVITACION, por=por, raiz=raiz)
    return len(faltan)


def recordar(encuentro: Encuentro, *, por: Usuario | None, raiz: str) -> int:
    """Remind those that have not answered; how many. `por` is empty when the reminder has its hour."""
    if por is not None:
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        comprobar_que_convoca(encuentro)
        faltan = list(por_recordar(encuentro))
        if not faltan and por is not None:
            raise ValidationError("No queda a quién recordar hoy: respondieron, no tienen correo o ya se les recordó.", code="nadie")
        _enviar(encuentro, faltan, Clase.RECORDATORIO, por=por, raiz=raiz)
    return len(faltan)


def reintentar(invitado: Invitado, *, por: Usuario, raiz: str) -> int:
    """Send again what failed: the same mail where nothing moved, else a new one to the address of now; how many."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(invitado.encuentro)
        comprobar_que_convoca(encuentro)
        invitado.refresh_from_db()
        if not invitado.correo:
            raise ValidationError("Escriba primero su correo.", code="sin_correo")
        invitado.encuentro = encuentro
        falladas = list(fallidas_de(invitado))
        if not falladas:
            raise ValidationError("Ya no hay ningún correo fallido de este invitado.", code="nadie")
        for comunicacion in falladas:
            comunicacion.invitado = invitado
            _otra_vez(comunicacion, por=por, raiz=raiz)
    return len(falladas)


def fallidas_de(invitado: Invitado) -> QuerySet[Comunicacion]:
    """What was sent to it and did not leave: given up by the portal, or annulled by whoever looks after the outbox."""
    return invitado.comunicaciones.filter(envio__estado__in=NO_SALIO).select_related("envio")


def _otra_vez(comunicacion: Comunicacion, *, por: Usuario, raiz: str) -> None:
    envio, invitado = comunicacion.envio, comunicacion.invitado
    assert envio is not None  # noqa: S101  (asked for with its mail)
    if envio.se_puede_reenviar and envio.para == invitado.correo:
        envio.reenviar(por=por, con=Permiso.EDITAR_ENCUENTROS)
        return
    if envio.estado == Envio.Estado.FALLIDO:
        envio.anular(por=por, con=Permiso.EDITAR_ENCUENTROS)
    encargar(comunicacion, puntos=puntos_de(invitado.encuentro), por=por, raiz=raiz, clave=f"{envio.clave}:{envio.pk}")


def _enviar(encuentro: Encuentro, invitados: list[Invitado], clase: str, *, por: Usuario | None, raiz: str) -> None:
    puntos = puntos_de(encuentro)
    for invitado in invitados:
        invitado.encuentro = encuentro
        vuelta = 1
        if clase == Clase.RECORDATORIO:
            vuelta += invitado.comunicaciones.filter(clase=clase).aggregate(n=Max("vuelta"))["n"] or 0
        comunicacion = Comunicacion(invitado=invitado, clase=clase, vuelta=vuelta, por=por)
        comunicacion.save(force_insert=True)  # the database lets one
        encargar(comunicacion, puntos=puntos, por=por, raiz=raiz, clave=f"convocatoria:{invitado.pk}:{clase}:{vuelta}")


def encargar(comunicacion: Comunicacion, *, puntos: list[str], por: Usuario | None, raiz: str, clave: str) -> None:
    """Ask the outbox for one mail, with the link of that guest alone."""
    invitado = comunicacion.invitado
    encuentro, llave = invitado.encuentro, llave_de(invitado)
    enlace = raiz + reverse("convocatoria_responder", args=[llave.secreto])
    carta = carta_de(invitado, comunicacion.clase, puntos=puntos, enlace=enlace, vence_en=llave.vence_en)
    adjuntos = [("encuentro.ics", evento, "text/calendar")] if (evento := invitacion_en_ics(encuentro)) else []
    if comunicacion.clase == Clase.INVITACION:
        pdf = oficios_en_pdf(encuentro, [invitado], puntos=puntos)
        if sum(len(contenido) for _, contenido, _ in adjuntos) + len(pdf) <= LIMITE_DE_ADJUNTOS:
            adjuntos.append(("oficio.pdf", pdf, TIPO_PDF))
    try:
        comunicacion.envio = encolar(
            para=invitado.correo,
            clave=clave,
            motivo=f"Convocatoria del {encuentro}",
            reservado=True,
            cabeceras={"Reply-To": por.email} if por is not None and por.email else {},
            adjuntos=adjuntos,
            asunto=carta["asunto"],
            texto=carta["texto"],
        )
    except ValidationError as error:
        raise ValidationError(f"{invitado}: {' '.join(error.messages)}", code="correo") from error
    comunicacion.save(update_fields=["envio"])


def hasta_cuando(encuentro: Encuentro) -> datetime.datetime:
    """How long a link opens: until the day of the encuentro ends."""
    if encuentro.fecha is None:
        return ahora() + SIN_FECHA
    return datetime.datetime.combine(encuentro.fecha, datetime.time(23, 59), tzinfo=timezone.get_current_timezone())


def llave_de(invitado: Invitado) -> Llave:
    """The key with which a guest answers; where the day was put off, it opens longer."""
    hasta = hasta_cuando(invitado.encuentro)
    llave = Llave.dar(invitado, Llave.Clase.CONFIRMAR, vence_en=hasta)
    if llave.vence_en < hasta:
        llave.vence_en = hasta
        llave.save(update_fields=["vence_en"])
    return llave


# ── What they answer ─────────────────────────────────────────────────────────────────────────────────────────────────────
def responder_con_llave(llave: Llave, *, respuesta: str, delegado: str = "") -> Invitado:
    """A guest answers by its link: the key is used up, and whoever convoked is told."""
    invitado = llave.invitado
    _comprobar(respuesta, delegado)
    with gesto(por=None, motivo="Respondió por su enlace"):
        encuentro = tomar_encuentro(invitado.encuentro)
        llave.gastar()
        invitado.responder(respuesta, por=None, delegado=delegado)
        avisar(
            _quienes_convocan(invitado, encuentro),
            texto=f"{invitado} respondió a la convocatoria del {encuentro}: {invitado.get_respuesta_display().lower()}.",
            enlace=encuentro.url_de("convocatoria"),
            clave=f"convocatoria:respuesta:{llave.pk}",
        )
    return invitado


def anotar_respuesta(invitado: Invitado, *, por: Usuario, respuesta: str, delegado: str = "") -> Invitado:
    """Write down what a guest said by telephone or on paper; the link that it had pending no longer answers for it."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    _comprobar(respuesta, delegado)
    with gesto(por=por):
        tomar_encuentro(invitado.encuentro)
        pendientes = invitado.llaves.filter(clase=Llave.Clase.CONFIRMAR, usada_en=None, anulada_en=None)
        pendientes.update(anulada_en=ahora(), anulada_por=por)
        invitado.responder(respuesta, por=por, delegado=delegado)
    return invitado


def _comprobar(respuesta: str, delegado: str) -> None:
    if respuesta == Respuesta.DELEGARA:
        exigir_texto(delegado, FALTA_DELEGADO)


def _quienes_convocan(invitado: Invitado, encuentro: Encuentro) -> list[Usuario]:
    """Who convoked the encuentro and who sent it to this guest, while their accounts are open."""
    quienes = {encuentro.convocado_por_id, *invitado.comunicaciones.values_list("por", flat=True)}
    return list(Usuario.objects.filter(pk__in=[pk for pk in quienes if pk], is_active=True))
