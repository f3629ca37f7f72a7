"""The acta: what it says, written from what was recorded; who reads its draft; how it becomes final and is signed.

`contenido_de` is plain data, the same for the same rows: it is what is shown, sealed and frozen. `encuentros/acta_escrita.py` puts it into
words. It carries charges and the names that were recorded for the acta; no contact and no document of identity is even read.
"""

import re
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Gestion, Municipalidad
from municipios.models.lista import sello

from .acciones import acta_de, tomar_encuentro
from .models import Acta, Acuerdo, Asistencia, ComentarioActa, Encuentro
from .models.encuentro import SOLO_QUIEN_LLEVA

Estado = Encuentro.Estado
CON_ACTA = (Estado.EN_CURSO, Estado.ACTA_EN_BORRADOR, Estado.ACTA_FIRMADA)


class CambioLoRegistrado(Exception):
    """Something was recorded after the page that was to be frozen was shown."""


# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def contenido_de(encuentro: Encuentro) -> dict[str, Any]:
    """What the acta of this encuentro says now, as plain JSON."""
    asistencias = _asistencias(encuentro)
    llamadas = Municipalidad.objects.filter(pk__in=encuentro.invitados.exclude(municipalidad=None).values("municipalidad"))
    convocadas = list(llamadas.select_related("distrito").order_by("distrito__ubigeo"))
    vinieron = [a for a in asistencias if a.vino]
    acordados, revisados = _de_los_acuerdos(encuentro)
    return {
        "encuentro": _encabezado(encuentro),
        "asistieron": [_asistio(a) for a in vinieron],
        "no_asistieron": _no_asistieron(asistencias, convocadas),
        "participantes": [{"nombre": p.nombre, "cargo": p.cargo, "hora": _hora(p.hora_llegada)} for p in encuentro.participantes.order_by("pk")],
        "quorum": _quorum(encuentro, len(vinieron), len(convocadas)),
        "agenda": [
            {"titulo": p.titulo, "presenta": p.presenta, "minutos": p.minutos, "notas": p.notas, "tratado": p.tratado_en is not None}
            for p in encuentro.puntos.order_by("orden", "pk")
        ],
        "revision": [_revisado(a) for a in revisados],
        "acuerdos": [_acordado(a) for a in acordados],
        "expuestos": [
            {"institucion": p.institucion, "distrito": _nombre(p.distrito), "titulo": p.titulo, "tipo": p.get_tipo_display(), "estudiantes": p.estudiantes}
            for p in encuentro.proyectos_expuestos.select_related("distrito").order_by("pk")
        ],
        "firmas": [_firma(a) for a in vinieron] + [{"por": encuentro.ugel.nombre, "nombre": "", "cargo": "Director o directora de la UGEL"}],
    }  # fmt: skip


def _asistencias(encuentro: Encuentro) -> list[Any]:
    """Each with `nombre`: the one that was written down, or of a mayor who came in person, the one who governed on that day."""
    filas = encuentro.asistencias.select_related("municipalidad__distrito").order_by("municipalidad__distrito__ubigeo")
    alcaldes: Any = Value("")
    if encuentro.fecha is not None:
        gobierna = Gestion.objects.entre(encuentro.fecha, encuentro.fecha).filter(municipalidad=OuterRef("municipalidad"))
        alcaldes = Coalesce(Subquery(gobierna.order_by("-inicio").values("alcalde")[:1]), Value(""))
    en_persona = When(representante="", quien=Asistencia.Quien.TITULAR, then=alcaldes)
    return list(filas.annotate(nombre=Case(en_persona, default=F("representante"))))


def _encabezado(encuentro: Encuentro) -> dict[str, Any]:
    cierre = encuentro.terminado_en
    return {
        "ugel": encuentro.ugel.nombre,
        "ordinal": encuentro.ordinal,
        "nombre": encuentro.nombre,
        "lema": encuentro.lema,
        "fecha": _dia(encuentro.fecha),
        "hora": _hora(encuentro.hora),
        "distrito": _nombre(encuentro.distrito),
        "lugar": encuentro.lugar,
        "organizadores": encuentro.organizadores,
        "proposito": encuentro.proposito,
        "cierre_fecha": _dia(timezone.localtime(cierre).date()) if cierre else "",
        "cierre_hora": _hora(timezone.localtime(cierre).time()) if cierre else "",
        "demostracion": encuentro.demostracion,
    }


def _dia(dia: Any) -> str:
    return dia.isoformat() if dia is not None else ""


def _hora(hora: Any) -> str:
    return f"{hora:%H:%M}" if hora is not None else ""


def _nombre(distrito: Any) -> str:
    return str(distrito.nombre) if distrito is not None else ""


def _asistio(asistencia: Any) -> dict[str, Any]:
    return {
        "municipalidad": str(asistencia.municipalidad),
        "quien": asistencia.get_quien_display(),
        "representante": asistencia.nombre,
        "cargo": asistencia.cargo,
        "acreditacion": asistencia.acreditacion,
        "hora": _hora(asistencia.hora_llegada),
    }


def _no_asistieron(asistencias: list[Any], convocadas: list[Any]) -> list[dict[str, Any]]:
    """Those that did not come, and those of which nothing was recorded: the two are not told alike."""
    dichas = {a.municipalidad_id: a for a in asistencias}
    filas = [(a.municipalidad, a.quien) for a in asistencias if not a.vino]
    filas += [(m, Asistencia.Quien.SIN_DATO) for m in convocadas if m.pk not in dichas]
    filas.sort(key=lambda fila: fila[0].distrito.ubigeo)
    return [{"municipalidad": str(m), "quien": Asistencia.Quien(quien).label} for m, quien in filas]


def _quorum(encuentro: Encuentro, presentes: int, convocadas: int) -> dict[str, Any]:
    """As `acciones.quorum_de` counts it, from what is already at hand."""
    convocadas = convocadas or Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).count()
    necesarias = encuentro.minimo_de(convocadas)
    return {"presentes": presentes, "necesarias": necesarias, "convocadas": convocadas, "hubo": presentes >= necesarias}


def _de_los_acuerdos(encuentro: Encuentro) -> tuple[list[Any], list[Any]]:
    """Those agreed here, and those of former encuentros that were reviewed here (with `como_estaba` and `que_se_dijo`), in one query."""
    aqui = Q(revisiones__encuentro=encuentro.pk, revisiones__eliminado_en=None)
    filas = (
        Acuerdo.objects.annotate(revisado=FilteredRelation("revisiones", condition=aqui))
        .filter(Q(encuentro=encuentro) | Q(revisado__isnull=False))
        .annotate(como_estaba=F("revisado__situacion"), que_se_dijo=F("revisado__nota"))
        .select_related("encuentro", "municipalidad__distrito", "distrito", "punto", "compromiso__convenio")
        .order_by("encuentro__numero", "numero", "pk")
    )
    todos = list(filas)
    return [a for a in todos if a.encuentro_id == encuentro.pk], [a for a in todos if a.encuentro_id != encuentro.pk]


def _revisado(acuerdo: Any) -> dict[str, Any]:
    numero = f"{acuerdo.encuentro.ordinal}-{acuerdo.numero}"
    return {"acuerdo": numero, "texto": acuerdo.texto, "situacion": acuerdo.como_estaba, "nota": acuerdo.que_se_dijo}


def _acordado(acuerdo: Any) -> dict[str, Any]:
    return {
        "numero": acuerdo.numero,
        "texto": acuerdo.texto,
        "obligado": acuerdo.quien_lo_debe,
        "responsable": acuerdo.responsable,
        "plazo": _dia(acuerdo.plazo),
        "distrito": _nombre(acuerdo.distrito),
        "punto": acuerdo.punto.titulo if acuerdo.punto is not None else "",
        "compromiso": f"{acuerdo.compromiso.codigo} del convenio {acuerdo.compromiso.convenio.codigo}" if acuerdo.compromiso else "",
    }


def _firma(asistencia: Any) -> dict[str, str]:
    cargo = asistencia.cargo or asistencia.get_quien_display()
    return {"por": str(asistencia.municipalidad), "nombre": asistencia.nombre, "cargo": cargo}


# ── Who reads it ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def municipalidades_que_vinieron(encuentro: Encuentro, user: Usuario) -> list[Municipalidad]:
    """Of those this person speaks for, the ones that came."""
    if not user.es_municipal:
        return []
    asistieron = encuentro.asistencias.vinieron().values("municipalidad")
    return list(Municipalidad.objects.propias_de(user).filter(pk__in=asistieron).select_related("distrito").order_by("distrito__ubigeo"))


def lee_por_dentro(user: Usuario) -> bool:
    """Of the staff of the UGEL: the encuentro itself was found within their scope."""
    return user.is_superuser or user.es_ugel


def ve_el_acta(user: Usuario, encuentro: Encuentro) -> bool:
    """Whether the page of the acta is for this person: the staff from the day itself, those that came while it is a draft, then everybody."""
    if encuentro.estado not in CON_ACTA or lee_por_dentro(user):
        return encuentro.estado in CON_ACTA
    definitivas = Acta.objects.filter(encuentro=OuterRef("pk"), definitiva_en__isnull=False)
    suyas = Asistencia.objects.vinieron().filter(encuentro=OuterRef("pk"), municipalidad__in=Municipalidad.objects.propias_de(user))
    filas = Encuentro.objects.filter(pk=encuentro.pk).annotate(definitiva=Exists(definitivas), vino=Exists(suyas))
    definitiva, vino = filas.values_list("definitiva", "vino").first() or (False, False)
    return alcanza_el_acta(user, encuentro, definitiva=definitiva, vino=vino)


def alcanza_el_acta(user: Usuario, encuentro: Encuentro, *, definitiva: bool, vino: bool) -> bool:
    """The same, of one of which it is known whether it is final and whether a municipality of this person came."""
    if encuentro.estado not in CON_ACTA:
        return False
    return lee_por_dentro(user) or definitiva or (vino and encuentro.estado == Estado.ACTA_EN_BORRADOR)


def ve_el_borrador(user: Usuario, encuentro: Encuentro, suyas: list[Municipalidad]) -> bool:
    """Whether this person reads what the draft says: the staff; and those that came (`suyas`), for as long as they may comment on it."""
    return lee_por_dentro(user) or (bool(suyas) and encuentro.recibe_comentarios)


def de_codigo(actas: Any, codigo: str) -> Acta | None:
    """Among these, the final one that carries that code; None where there is none."""
    cifras = re.sub(r"[\s-]", "", codigo).lower()
    if not re.fullmatch(r"[0-9a-f]{12}", cifras):
        return None
    acta: Acta | None = actas.filter(sha256__startswith=cifras, definitiva_en__isnull=False).select_related("encuentro__ugel").first()
    return acta


# ── What people do with it ───────────────────────────────────────────────────────────────────────────────────────────────
def dar_por_definitiva(encuentro: Encuentro, *, mostrado: str, por: Usuario) -> Acta:
    """Freeze what the acta says, if it is still what was shown: `mostrado` is the seal of that."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        contenido = contenido_de(encuentro)
        if sello(contenido) != mostrado:
            raise CambioLoRegistrado
        acta = acta_de(encuentro)
        acta.dar_por_definitiva(contenido, por=por)
    return acta


def volver_a_borrador(encuentro: Encuentro, *, por: Usuario) -> Acta:
    """Something has to be corrected before it is signed."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        acta = acta_de(tomar_encuentro(encuentro))
        acta.volver_a_borrador(por=por)
    return acta


def subir_escaneo(encuentro: Encuentro, archivo: ArchivoRevisado, *, por: Usuario) -> Acta:
    """Keep the signed paper, scanned; the signature is registered apart."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        acta = acta_de(tomar_encuentro(encuentro))
        acta.subir_escaneo(archivo, por=por)
    return acta


def comentar(encuentro: Encuentro, municipalidad: Municipalidad, *, texto: str, por: Usuario) -> ComentarioActa:
    """What a municipality that came says of the draft, until the instant that was given."""
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        comentario = ComentarioActa(
            encuentro=encuentro, municipalidad=municipalidad, texto=texto.strip(), hecho_por=por, demostracion=encuentro.demostracion
        )
        comentario.full_clean()
        comentario.save()
    return comentario


def atender_comentario(comentario: ComentarioActa, *, respuesta: str, por: Usuario) -> ComentarioActa:
    """What was done about a comment."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        tomar_encuentro(comentario.encuentro)
        comentario.atender(por=por, respuesta=respuesta)
    return comentario
