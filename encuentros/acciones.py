"""What touches several records of an encuentro at once: keyword-only, inside the caller's gesture, `por=`, no request."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.acciones import guardar_compromiso
from convenios.models import Compromiso, Convenio, Parte
from municipios.models import Distrito, Municipalidad

from .models import Acta, Acuerdo, Asistencia, Encuentro, RevisionAcuerdo
from .models.encuentro import FIRMADA, SOLO_QUIEN_LLEVA

CARGO_DE_ALCALDE = "Alcalde o alcaldesa"
DE_UNA_SOLA = (
    "Lo deben todas las municipalidades, y un compromiso lo debe la UGEL o una sola: anote un acuerdo por municipalidad, o déjelo como "
    "acción propia."
)


def tomar_encuentro(encuentro: Encuentro) -> Encuentro:
    """The encuentro as it is now, held until the gesture ends: what is recorded and the signature of its acta wait for each other."""
    filas = Encuentro._base_manager.select_for_update(of=("self",)).select_related("ugel", "distrito")
    tomado: Encuentro = filas.get(pk=encuentro.pk)
    if tomado.estado == Encuentro.Estado.ACTA_FIRMADA:
        raise ValidationError(FIRMADA, code="candado")
    if tomado.eliminado_en is not None:
        raise ValidationError("El encuentro está en la papelera: restáurelo primero.", code="eliminado")
    return tomado


def guardar_del_encuentro(fila: Any, *, por: Usuario) -> Any:
    """Save a row of an encuentro (a guest, a point, who came, what was shown): the encuentro is held, and not signed."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(fila.encuentro)
        if fila.pk is None or fila._state.adding:
            fila.demostracion = fila.demostracion or encuentro.demostracion
        fila.full_clean()
        fila.save()
    return fila


# ── Attendance ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def anotar_asistencia(
    encuentro: Encuentro,
    municipalidad: Municipalidad,
    *,
    por: Usuario | None,
    quien: str,
    hora_llegada: datetime.time | None = None,
    **mas: Any,
) -> Asistencia:
    """Write down who came for a municipality, or that nobody did. `por` is empty when it confirmed its own presence by its QR.

    `mas`: representante, cargo, acreditacion, nota, confirmo_en. What is not given stays as it was.
    """
    if por is not None:
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        fila = Asistencia.objects.filter(encuentro=encuentro, municipalidad=municipalidad).first()
        fila = fila or Asistencia(encuentro=encuentro, municipalidad=municipalidad, demostracion=encuentro.demostracion)
        fila.quien = quien
        fila.hora_llegada = (hora_llegada or fila.hora_llegada) if quien in Asistencia.Quien.vinieron() else None
        for campo, valor in mas.items():
            setattr(fila, campo, valor)
        fila.full_clean()
        fila.save()
    return fila


def quorum_de(encuentro: Encuentro) -> tuple[int, int, int]:
    """How many municipalities are there, how many it takes, how many are convoked (those on the list, or the whole UGEL where none is)."""
    convocadas = encuentro.invitados.exclude(municipalidad=None).count()
    convocadas = convocadas or Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).count()
    presentes = encuentro.asistencias.filter(quien__in=Asistencia.Quien.vinieron()).count()
    return presentes, encuentro.minimo_de(convocadas), convocadas


# ── Acuerdos ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def guardar_acuerdo(acuerdo: Acuerdo, *, por: Usuario, convenio: Convenio | None = None) -> Acuerdo:
    """Save what was agreed; a new one takes the next number. With a `convenio` it becomes a commitment of it in the same act."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        acuerdo.encuentro = encuentro = tomar_encuentro(acuerdo.encuentro)
        if encuentro.estado == Encuentro.Estado.CONVOCADO:
            raise ValidationError("Los acuerdos se anotan cuando el encuentro ya empezó.", code="estado")
        if acuerdo._state.adding:
            acuerdo.numero = (encuentro.acuerdos.aggregate(n=Max("numero"))["n"] or 0) + 1
            acuerdo.demostracion = encuentro.demostracion
        acuerdo.full_clean()
        acuerdo.save()
        if convenio is not None:
            volver_compromiso(acuerdo, convenio=convenio, por=por)
    return acuerdo


def volver_compromiso(acuerdo: Acuerdo, *, convenio: Convenio, por: Usuario) -> Compromiso:
    """The acuerdo becomes a commitment of a signed convenio of the same UGEL, with its text, who owes it, its date and its districts."""
    exigir(por, Permiso.EDITAR_COMPROMISOS, "Su rol no crea compromisos.")
    with gesto(por=por):
        acuerdo.refresh_from_db(from_queryset=Acuerdo._base_manager.select_for_update(of=("self",)).select_related("encuentro__ugel"))
        if acuerdo.eliminado_en is not None:
            raise ValidationError("Ese acuerdo está en la papelera: restáurelo primero.", code="eliminado")
        if acuerdo.compromiso_id is not None:
            raise ValidationError("Ese acuerdo ya es un compromiso.", code="compromiso")
        if acuerdo.estado != Acuerdo.Estado.ABIERTO:
            raise ValidationError("Solo un acuerdo abierto pasa a ser compromiso.", code="estado")
        if convenio.ugel_id != acuerdo.encuentro.ugel_id or not convenio.esta_suscrito:
            raise ValidationError("Elija un convenio suscrito de esta UGEL.", code="convenio")
        compromiso = Compromiso(
            convenio=convenio,
            codigo=f"A-{acuerdo.encuentro.ordinal}-{acuerdo.numero:02}",
            descripcion=acuerdo.texto,
            obligada=_parte(acuerdo, convenio),
            responsable=acuerdo.responsable,
            plazo=acuerdo.plazo,
            fuente=_fuente(acuerdo),
            demostracion=acuerdo.demostracion,
        )
        guardar_compromiso(compromiso, por=por, distritos=dict.fromkeys(_distritos(acuerdo, convenio)))
        acuerdo.compromiso = compromiso
        acuerdo.save(update_fields=["compromiso"])
    return compromiso


def _parte(acuerdo: Acuerdo, convenio: Convenio) -> Parte | None:
    """Who owes it in the convenio: the municipality that the acuerdo names, or the UGEL. A commitment has one debtor: what the municipalities or
    another institution owe does not become a debt of the UGEL."""
    partes = Parte.objects.siguen().filter(convenio=convenio)
    if acuerdo.obligado in (Acuerdo.Obligado.UGEL, Acuerdo.Obligado.AMBAS):
        return None
    if acuerdo.obligado == Acuerdo.Obligado.OTRA:
        raise ValidationError("Lo debe otra institución, que no es parte de un convenio: queda como acción propia.", code="parte")
    if acuerdo.obligado == Acuerdo.Obligado.TODAS:
        todas = list(partes[:2])
        if len(todas) != 1:
            raise ValidationError(DE_UNA_SOLA, code="parte")
        return todas[0]
    parte = partes.filter(municipalidad=acuerdo.municipalidad).first()
    if parte is None:
        raise ValidationError("Esa municipalidad no es parte de ese convenio.", code="parte")
    return parte


def _fuente(acuerdo: Acuerdo) -> str:
    """Which acuerdo it comes from; and who else owes it, where the UGEL does not owe it alone."""
    tambien = f"; lo deben {acuerdo.get_obligado_display()}" if acuerdo.obligado == Acuerdo.Obligado.AMBAS else ""
    return f"Acuerdo {acuerdo.numero} del {acuerdo.encuentro.nombre}"[: 300 - len(tambien)] + tambien


def _distritos(acuerdo: Acuerdo, convenio: Convenio) -> Iterable[Distrito]:
    """Those that it reaches: its own, that of the municipality that owes it, or those of every party of the convenio."""
    uno = acuerdo.distrito or getattr(acuerdo.municipalidad, "distrito", None)
    if uno is not None:
        return [uno]
    partes = Parte.objects.siguen().filter(convenio=convenio).select_related("municipalidad__distrito")
    return [parte.municipalidad.distrito for parte in partes]


def revisar_acuerdo(acuerdo: Acuerdo, *, encuentro: Encuentro, por: Usuario, nota: str = "") -> RevisionAcuerdo:
    """Write down in an encuentro how an acuerdo of a former one stands, and what was said of it."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        fila = RevisionAcuerdo.objects.filter(encuentro=encuentro, acuerdo=acuerdo).first()
        fila = fila or RevisionAcuerdo(encuentro=encuentro, acuerdo=acuerdo, demostracion=encuentro.demostracion)
        fila.situacion, fila.nota = acuerdo.situacion_de_hoy, nota.strip()
        fila.full_clean()
        fila.save()
    return fila


# ── The acta ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def acta_de(encuentro: Encuentro) -> Acta:
    """The acta of an encuentro; of one that has none yet, a new one. Inside the caller's gesture."""
    acta = Acta.objects.filter(encuentro=encuentro).first()
    if acta is None:
        acta = Acta(encuentro=encuentro, demostracion=encuentro.demostracion)
        acta.full_clean()
        acta.save()
    return acta


def registrar_firma(encuentro: Encuentro, archivo: ArchivoRevisado | None, *, por: Usuario) -> Encuentro:
    """The signed acta came: keep its scan, or go on with the one that is there, and close the encuentro."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        tomado = tomar_encuentro(encuentro)
        if archivo is not None:
            acta_de(tomado).subir_escaneo(archivo, por=por)
        encuentro.refresh_from_db()
        encuentro.firmar(por=por)
    return encuentro
