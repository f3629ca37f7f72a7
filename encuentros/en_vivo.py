"""The day itself: what the secretary writes down while the encuentro goes on, and how what two people wrote at once is put together.

Every form says what its author saw in each field (`visto`). Field by field, what only they touched is theirs, what only somebody else
touched stays as that person left it, and what both touched is asked about: nothing of the form is written until one of them chooses. A form
that does not say what it saw overwrites nothing.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Convenio
from municipios.models import Municipalidad

from .acciones import anotar_asistencia, guardar_acuerdo, guardar_del_encuentro, revisar_acuerdo, tomar_encuentro
from .models import Acuerdo, Asistencia, Encuentro, Participante, PuntoAgenda, RevisionAcuerdo
from .models.encuentro import SOLO_QUIEN_LLEVA

Estado = Encuentro.Estado
YA_NO_ESTA = "Otra persona lo quitó mientras usted escribía."
TODAVIA_NO = "El encuentro todavía no empieza: inícielo primero."
DE_UN_DOCUMENTO = "De este encuentro solo se sabe lo que dice un documento: no se lleva en vivo."
VERBOS = {"cumplido": "cumplir", "no_cumplido": "no_cumplir", "sin_efecto": "dejar_sin_efecto"}
DEL_DELEGADO = ("representante", "cargo", "acreditacion")


class Choque(Exception):
    """Two people wrote the same field: `guardado` is what stands now in each field that collides."""

    def __init__(self, guardado: Mapping[str, Any], de: Any) -> None:
        super().__init__("dos personas escribieron lo mismo")
        self.guardado, self.de = guardado, de


def juntar(escrito: Mapping[str, Any], visto: Mapping[str, Any], guardado: Mapping[str, Any], de: Any) -> dict[str, Any]:
    """What of `escrito` has to be saved over `guardado`; raises `Choque` when somebody has to choose."""
    cambios, chocan = {}, {}
    for campo, mio in escrito.items():
        ahora_dice = guardado[campo]
        if mio == ahora_dice:
            continue
        if campo in visto and visto[campo] == ahora_dice:
            cambios[campo] = mio
        elif campo not in visto or visto[campo] != mio:
            chocan[campo] = ahora_dice
    if chocan:
        raise Choque(chocan, de)
    return cambios


# ── When it can be written ───────────────────────────────────────────────────────────────────────────────────────────────
def por_que_no(encuentro: Encuentro, *, asistencia: bool = False) -> str:
    """Why nothing is written down now; empty when it can be. Who arrives is noted from the day itself, before it begins."""
    if encuentro.estado == Estado.EN_CURSO:
        return ""
    if encuentro.estado in (Estado.ACTA_EN_BORRADOR, Estado.ACTA_FIRMADA):
        return encuentro.por_que_se_cerro
    if encuentro.estado == Estado.CONVOCADO:
        return "" if asistencia and es_el_dia(encuentro) else TODAVIA_NO
    return DE_UN_DOCUMENTO


def es_el_dia(encuentro: Encuentro) -> bool:
    """The day of a convoked encuentro has come."""
    return encuentro.fecha is not None and encuentro.fecha <= hoy()


def tomar_en_vivo(encuentro: Encuentro, *, por: Usuario, asistencia: bool = False) -> Encuentro:
    """The encuentro, held until the gesture ends, while it can be written."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    tomado = tomar_encuentro(encuentro)
    if motivo := por_que_no(tomado, asistencia=asistencia):
        raise ValidationError(motivo, code="estado")
    return tomado


def instante(tocado: int | None, encuentro: Encuentro) -> datetime.datetime:
    """When a thing was done on a device that had no line, as it says in milliseconds; now, where its clock cannot be right."""
    este = ahora()
    desde = este - datetime.timedelta(hours=18)
    if tocado is None or encuentro.fecha is None or not 0 < tocado < 10**13:
        return este
    dicho = datetime.datetime.fromtimestamp(tocado / 1000, tz=datetime.UTC)
    return dicho if desde <= dicho <= este else este


def al_minuto(en: datetime.datetime) -> datetime.time:
    """Its hour in Lima, as a clock on the wall tells it."""
    return timezone.localtime(en).time().replace(second=0, microsecond=0)


# ── Who came ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def valores_de_asistencia(fila: Asistencia | None) -> dict[str, Any]:
    """What is saved of who came for a municipality; of one that nobody has noted, nothing."""
    if fila is None:
        return {"quien": Asistencia.Quien.SIN_DATO.value, "hora_llegada": None, **dict.fromkeys(DEL_DELEGADO, "")}
    hora = fila.hora_llegada.replace(second=0, microsecond=0) if fila.hora_llegada else None
    return {"quien": fila.quien, "hora_llegada": hora, **{campo: getattr(fila, campo) for campo in DEL_DELEGADO}}


def anotar_llegada(
    encuentro: Encuentro,
    municipalidad: Municipalidad,
    *,
    escrito: Mapping[str, Any],
    visto: Mapping[str, Any],
    en: datetime.datetime,
    por: Usuario,
) -> None:
    """Who came for a municipality, and when: the hour of the tap, unless it is corrected. Who is no delegate has no accreditation."""
    with gesto(por=por):
        encuentro = tomar_en_vivo(encuentro, por=por, asistencia=True)
        fila = Asistencia.objects.filter(encuentro=encuentro, municipalidad=municipalidad).first()
        guardado = valores_de_asistencia(fila)
        cambios = juntar(escrito, visto, guardado, fila)
        if not cambios:
            return
        llega = "quien" in cambios
        quien = cambios.pop("quien", guardado["quien"])
        vino = quien in Asistencia.Quien.vinieron()
        hora = cambios.pop("hora_llegada", guardado["hora_llegada"])
        if hora is not None and not vino and "hora_llegada" in escrito:
            raise ValidationError({"hora_llegada": "Toque primero quién vino."})
        if guardado["quien"] == Asistencia.Quien.DELEGADO and quien != guardado["quien"]:
            cambios |= dict.fromkeys(DEL_DELEGADO, "")
        hora = hora or (al_minuto(en) if llega else None)
        anotar_asistencia(encuentro, municipalidad, por=por, quien=quien, hora_llegada=hora, **cambios)


def anotar_participante(participante: Participante, *, en: datetime.datetime, por: Usuario) -> None:
    """Somebody of another institution has come."""
    with gesto(por=por):
        participante.encuentro = tomar_en_vivo(participante.encuentro, por=por, asistencia=True)
        participante.hora_llegada = al_minuto(en)
        guardar_del_encuentro(participante, por=por)


def quitar(fila: Participante | Acuerdo, *, por: Usuario) -> None:
    """To the papelera, while it can be written. What somebody else took away already, stays away."""
    with gesto(por=por):
        tomar_en_vivo(fila.encuentro, por=por, asistencia=isinstance(fila, Participante))
        filas: Any = type(fila)._base_manager.select_for_update(of=("self",))
        fila.refresh_from_db(from_queryset=filas)
        if fila.eliminado_en is None:
            fila.eliminar(por=por)


# ── The points ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _punto(punto: PuntoAgenda) -> PuntoAgenda:
    """As it is now, held."""
    filas = PuntoAgenda._base_manager.select_for_update(of=("self",)).filter(eliminado_en=None)
    tomado = filas.filter(pk=punto.pk).first()
    if tomado is None:
        raise ValidationError(YA_NO_ESTA, code="eliminado")
    return tomado


def en_lineas(texto: str) -> str:
    """A text as it is compared: its lines, however they end."""
    return "\n".join(texto.splitlines()).strip()


def escribir_notas(punto: PuntoAgenda, *, escrito: Mapping[str, Any], visto: Mapping[str, Any], por: Usuario) -> None:
    """What was said at a point."""
    with gesto(por=por):
        tomar_en_vivo(punto.encuentro, por=por)
        punto = _punto(punto)
        cambios = juntar(escrito, visto, {"notas": en_lineas(punto.notas)}, punto)
        if cambios:
            punto.notas = cambios["notas"]
            guardar_del_encuentro(punto, por=por)


def tratar(punto: PuntoAgenda, *, tratado: bool, en: datetime.datetime, por: Usuario) -> None:
    """The point was dealt with, or it was said too soon."""
    with gesto(por=por):
        tomar_en_vivo(punto.encuentro, por=por)
        punto = _punto(punto)
        if (punto.tratado_en is not None) != tratado:
            punto.tratado_en, punto.tratado_por = (en, por) if tratado else (None, None)
            guardar_del_encuentro(punto, por=por)


# ── Acuerdos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def debe_de(acuerdo: Acuerdo) -> str:
    """Who owes it, as one choice: «m12» is the municipality 12."""
    return f"m{acuerdo.municipalidad_id}" if acuerdo.municipalidad_id else acuerdo.obligado


def valores_de_acuerdo(acuerdo: Acuerdo) -> dict[str, Any]:
    """What is saved of an acuerdo, field by field."""
    return {
        "texto": acuerdo.texto,
        "debe": debe_de(acuerdo),
        "responsable": acuerdo.responsable,
        "plazo": acuerdo.plazo,
        "distrito": acuerdo.distrito_id,
    }


def _poner(acuerdo: Acuerdo, cambios: Mapping[str, Any]) -> None:
    for campo, valor in cambios.items():
        if campo == "debe":
            de_una = valor.startswith("m")
            acuerdo.obligado = Acuerdo.Obligado.MUNICIPALIDAD if de_una else valor
            acuerdo.municipalidad = Municipalidad.objects.get(pk=int(valor[1:])) if de_una else None
        else:
            setattr(acuerdo, "distrito_id" if campo == "distrito" else campo, valor)


def anotar_acuerdo(
    acuerdo: Acuerdo, *, escrito: Mapping[str, Any], visto: Mapping[str, Any], convenio: Convenio | None, por: Usuario
) -> None:
    """A new acuerdo, or what changes of one; with a `convenio` it becomes its commitment in the same act."""
    with gesto(por=por):
        encuentro = tomar_en_vivo(acuerdo.encuentro, por=por)
        if acuerdo.pk is None:
            _poner(acuerdo, escrito)
        else:
            filas = Acuerdo._base_manager.select_for_update(of=("self",)).select_related("municipalidad", "distrito")
            fresco = filas.filter(pk=acuerdo.pk, eliminado_en=None).first()
            if fresco is None:
                raise ValidationError(YA_NO_ESTA, code="eliminado")
            acuerdo = fresco
            cambios = juntar(escrito, visto, valores_de_acuerdo(acuerdo), acuerdo)
            if not cambios and convenio is None:
                return
            _poner(acuerdo, cambios)
        acuerdo.encuentro = encuentro
        guardar_acuerdo(acuerdo, por=por, convenio=convenio)


def revisar(
    acuerdo: Acuerdo,
    encuentro: Encuentro,
    *,
    escrito: Mapping[str, Any],
    visto: Mapping[str, Any],
    decision: str,
    motivo: str,
    por: Usuario,
) -> None:
    """What was said today of an acuerdo of a former encuentro and, with a `decision`, what becomes of it."""
    with gesto(por=por):
        encuentro = tomar_en_vivo(encuentro, por=por)
        fila = RevisionAcuerdo.objects.filter(encuentro=encuentro, acuerdo=acuerdo).first()
        nota = fila.nota if fila is not None else ""
        cambios = juntar(escrito, visto, {"nota": nota}, fila)
        suyo = Acuerdo.objects.select_related("encuentro", "compromiso").get(pk=acuerdo.pk)
        if decision:
            getattr(suyo, VERBOS[decision])(por=por, motivo=motivo)
        revisar_acuerdo(suyo, encuentro=encuentro, por=por, nota=cambios.get("nota", nota))
