"""The agenda of an encuentro: its points in order, the hour at which each begins, and what opens it by itself.

A new encuentro opens with what the former ones left: their acuerdos that are still open, the commitments that became overdue since, and what
was done. Those points carry a class, and their rows are looked up whenever the agenda is read.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Q

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado, comprobar_cuota
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Compromiso, Convenio
from convenios.models.situacion import Situacion

from .acciones import guardar_del_encuentro, tomar_encuentro
from .models import Acuerdo, DocumentoPunto, Encuentro, PuntoAgenda
from .models.encuentro import SOLO_QUIEN_LLEVA

Clase = PuntoAgenda.Clase
ACUERDOS = Clase.ACUERDOS.label
VENCIDOS = "Compromisos vencidos desde el encuentro anterior"
INFORME = Clase.INFORME.label
SE_LISTAN = 50


# ── Since when ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Desde:
    """The day from which an encuentro looks back, and what happened on it; without a day, all that there is."""

    dia: datetime.date | None
    que: str
    url: str = ""


def desde_cuando(encuentro: Encuentro, user: Usuario) -> Desde:
    """Since the former encuentro of its UGEL of which a day is known, and came; else since the first convenio was signed, or told to be."""
    filas = Encuentro.objects.for_user(user).filter(ugel=encuentro.ugel_id, numero__lt=encuentro.numero)
    conocidos = filas.filter(Q(fecha__lte=hoy()) | Q(fecha=None, informado_el__isnull=False))
    anterior = conocidos.select_related("ugel").order_by("-numero").first()
    if anterior is not None:
        sabido = f"el {anterior}" if anterior.fecha is not None else f"el documento que informa del {anterior}"
        return Desde(anterior.fecha or anterior.informado_el, sabido, anterior.get_absolute_url())
    firmados = Convenio.objects.for_user(user).filter(ugel=encuentro.ugel_id, estado__in=Convenio.Estado.firmados())
    dias = [
        (suscrito or informado, codigo) for suscrito, informado, codigo in firmados.values_list("suscrito_el", "informado_el", "codigo")
    ]
    firmas = sorted((dia, codigo) for dia, codigo in dias if dia is not None)
    if not firmas:
        return Desde(None, "")
    return Desde(firmas[0][0], f"la firma del convenio {firmas[0][1]}")


# ── What the points that fill themselves list ────────────────────────────────────────────────────────────────────────────
def acuerdos_abiertos(encuentro: Encuentro, user: Usuario) -> Any:
    """The open acuerdos of the former encuentros, the oldest first."""
    filas = Acuerdo.objects.for_user(user).anteriores_a(encuentro).abiertos().con_situacion()
    return filas.select_related("encuentro__ugel", "municipalidad__distrito", "distrito", "compromiso").order_by(
        "encuentro__numero", "numero"
    )


def vencidos(encuentro: Encuentro, user: Usuario, dia: datetime.date | None) -> Any:
    """The commitments of the UGEL that are overdue today and whose date was not before `dia`."""
    filas = Compromiso.objects.for_user(user).filter(convenio__ugel=encuentro.ugel_id).en_situacion(Situacion.VENCIDO)
    filas = filas if dia is None else filas.filter(plazo__gte=dia)
    return filas.select_related("convenio__ugel", "obligada__municipalidad__distrito").order_by("plazo", "codigo", "pk")


# ── The clock ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Horario:
    """A point with the hour at which it begins; None where a point before it has no minutes, or the encuentro no hour."""

    punto: Any
    empieza: datetime.time | None


def horario(encuentro: Encuentro, puntos: list[Any]) -> list[Horario]:
    """When each point begins, one after the other."""
    reloj = None if encuentro.hora is None else datetime.datetime.combine(encuentro.fecha or datetime.date(2000, 1, 1), encuentro.hora)
    filas = []
    for punto in puntos:
        filas.append(Horario(punto, None if reloj is None else reloj.time()))
        reloj = None if reloj is None or punto.minutos is None else reloj + datetime.timedelta(minutes=punto.minutos)
    return filas


def duracion(minutos: int) -> str:
    """Minutes as people say them: "1 h 30 min"."""
    horas, resto = divmod(minutos, 60)
    return " ".join(parte for parte in (f"{horas} h" if horas else "", f"{resto} min" if resto or not horas else "") if parte)


# ── What people do with it ───────────────────────────────────────────────────────────────────────────────────────────────
def guardar_punto(punto: PuntoAgenda, *, por: Usuario) -> PuntoAgenda:
    """Save a point; a new one goes last."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(punto.encuentro)
        if punto._state.adding:
            punto.orden = (encuentro.puntos.aggregate(n=Max("orden"))["n"] or 0) + 1
        guardar_del_encuentro(punto, por=por)
    return punto


def preparar(encuentro: Encuentro, *, por: Usuario) -> list[PuntoAgenda]:
    """Add the points that open an encuentro and are not there yet, after what is there; only those that have something to tell."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        hay = set(encuentro.puntos.values_list("clase", flat=True))
        abren = {
            Clase.ACUERDOS: (ACUERDOS, acuerdos_abiertos(encuentro, por).exists()),
            Clase.VENCIDOS: (VENCIDOS, _habra_vencidos(encuentro, por)),
            Clase.INFORME: (INFORME, True),
        }
        faltan = [(clase, titulo) for clase, (titulo, algo) in abren.items() if algo and clase not in hay]
        return [guardar_punto(PuntoAgenda(encuentro=encuentro, clase=clase, titulo=titulo), por=por) for clase, titulo in faltan]


def _habra_vencidos(encuentro: Encuentro, user: Usuario) -> bool:
    """Some commitment is overdue, or will be by the day of the encuentro unless it is fulfilled before."""
    dia = desde_cuando(encuentro, user).dia
    if vencidos(encuentro, user, dia).exists():
        return True
    suyos = Compromiso.objects.for_user(user).filter(convenio__ugel=encuentro.ugel_id, estado=Compromiso.Estado.ABIERTO)
    return encuentro.fecha is not None and suyos.filter(plazo__gte=hoy(), plazo__lt=encuentro.fecha).exists()


def mover(encuentro: Encuentro, pk: int, pasos: int, *, por: Usuario) -> None:
    """Take a point one place up (-1) or down (1); at the end of the list it stays where it is."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        puntos = list(tomar_encuentro(encuentro).puntos.order_by("orden", "pk"))
        desde = next((lugar for lugar, punto in enumerate(puntos) if punto.pk == pk), None)
        if desde is None:
            raise ValidationError("Ese punto ya no está en la agenda.", code="no_esta")
        puntos[desde].exigir_abierto()
        hacia = min(max(desde + pasos, 0), len(puntos) - 1)
        puntos.insert(hacia, puntos.pop(desde))
        for orden, punto in enumerate(puntos, start=1):
            if punto.orden != orden:
                punto.orden = orden
                punto.save(update_fields=["orden"])


def quitar_punto(punto: PuntoAgenda, *, por: Usuario) -> None:
    """Take a point off the agenda, with its documents."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        tomar_encuentro(punto.encuentro)
        for documento in punto.documentos.all():
            documento.eliminar(por=por)
        punto.eliminar(por=por)


def adjuntar_documento(punto: PuntoAgenda, archivo: ArchivoRevisado, *, por: Usuario, titulo: str = "") -> DocumentoPunto:
    """Keep what the presenter of a point brought, within the day's quota of who uploads it."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    comprobar_cuota(por, archivo.tamano)
    documento = DocumentoPunto(punto=punto, encuentro=punto.encuentro, titulo=titulo, subida_por=por)
    documento.guardar_archivo(archivo)
    guardado: DocumentoPunto = guardar_del_encuentro(documento, por=por)
    return guardado


def quitar_documento(documento: DocumentoPunto, *, por: Usuario) -> None:
    """Take a document off its point."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        tomar_encuentro(documento.encuentro)
        documento.eliminar(por=por)
