"""What hangs on two encuentros of the measured UGEL: one whose acta is a draft that is commented, one whose acta is final."""

import datetime
from collections.abc import Callable
from typing import Any

from base.comun.fechas import ahora
from convenios.models import Compromiso
from encuentros.acta import contenido_de
from encuentros.models import (
    Acta,
    Acuerdo,
    Asistencia,
    ComentarioActa,
    DocumentoPunto,
    Encuentro,
    Invitado,
    PuntoAgenda,
    RevisionAcuerdo,
)
from municipios.models import Municipalidad, Ugel
from municipios.models.lista import sello

BORRADOR, DEFINITIVA = 3, 2
MUCHOS = 100  # points, acuerdos or comments: no encuentro has more


def abrir_el_definitivo(ugel: Ugel) -> None:
    """While an acta is final nothing is added to what it tells: it is written again when everything is there."""
    Acta.objects.filter(encuentro__ugel=ugel, encuentro__numero=DEFINITIVA).delete()


def llenar_encuentros(ugel: Ugel, n: int, gente: dict[str, Any], guardar: Callable[..., list[Any]]) -> None:
    """Up to `n` rows of each kind, a hundred at most."""
    n, quien, en = min(n, MUCHOS), gente["coordinador"], ahora()
    paso = {"estado": "acta_en_borrador", "hora": datetime.time(9, 0), "iniciado_en": en, "iniciado_por": quien, "terminado_en": en}
    suyos = Encuentro.objects.filter(ugel=ugel, numero__in=[BORRADOR, DEFINITIVA])
    suyos.filter(estado="convocado").update(**paso, terminado_por=quien)
    borrador, definitiva = suyos.get(numero=BORRADOR), suyos.get(numero=DEFINITIVA)
    Encuentro.objects.filter(pk=borrador.pk).update(comentarios_hasta=en + datetime.timedelta(days=30))
    _gente(borrador, guardar)
    _agenda(borrador, n, quien, guardar)
    _acuerdos(borrador, definitiva, n, guardar)
    hay = ComentarioActa.objects.filter(encuentro=borrador).count()
    municipalidad = Municipalidad.objects.filter(distrito__ugel=ugel).order_by("distrito__ubigeo")[0]
    comun = {"encuentro": borrador, "municipalidad": municipalidad, "hecho_por": gente["alcalde"]}
    guardar((ComentarioActa(texto=f"Comentario {i}", **comun) for i in range(hay, n)), ComentarioActa)
    contenido = contenido_de(definitiva)
    guardar([Acta(encuentro=definitiva, contenido=contenido, sha256=sello(contenido), definitiva_en=en, definitiva_por=quien)], Acta)


def _gente(encuentro: Encuentro, guardar: Callable[..., list[Any]]) -> None:
    municipalidades = list(Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).order_by("distrito__ubigeo"))
    for modelo, campos in ((Asistencia, {"quien": "titular"}), (Invitado, {"cargo": "Alcalde"})):
        ya = set(modelo.objects.filter(encuentro=encuentro).values_list("municipalidad", flat=True))
        guardar((modelo(encuentro=encuentro, municipalidad=m, **campos) for m in municipalidades if m.pk not in ya), modelo)


def _agenda(encuentro: Encuentro, n: int, quien: Any, guardar: Callable[..., list[Any]]) -> None:
    hay, abren = PuntoAgenda.objects.filter(encuentro=encuentro).count(), ("acuerdos", "vencidos", "informe")
    puntos = guardar(
        (
            PuntoAgenda(encuentro=encuentro, orden=i + 1, titulo=f"Punto {i}", minutos=5, clase=abren[i] if i < len(abren) else "tema")
            for i in range(hay, n)
        ),
        PuntoAgenda,
    )
    archivo = {"archivo_nombre": "informe.pdf", "archivo_tipo": "application/pdf", "archivo_sha256": "0" * 64, "archivo_bytes": 9}
    comun = {"encuentro": encuentro, "subida_por": quien, "archivo_estado": "limpio", **archivo}
    guardar((DocumentoPunto(punto=punto, archivo=f"evidencias/punto-{punto.pk}.pdf", **comun) for punto in puntos), DocumentoPunto)


def _acuerdos(encuentro: Encuentro, anterior: Encuentro, n: int, guardar: Callable[..., list[Any]]) -> None:
    """Open ones of both, some of them commitments; those of the former one reviewed in the next."""
    compromisos = list(Compromiso.objects.filter(convenio__ugel=encuentro.ugel_id).order_by("pk").values_list("pk", flat=True)[: n // 2])
    for de in (anterior, encuentro):
        hay = Acuerdo.objects.filter(encuentro=de).count()
        usados = set(Acuerdo.objects.exclude(compromiso=None).values_list("compromiso", flat=True))
        libres = [pk for pk in compromisos if pk not in usados] if de == anterior else []
        nuevos = [Acuerdo(encuentro=de, numero=i + 1, texto=f"Acuerdo {i + 1}") for i in range(hay, n)]
        for acuerdo, compromiso in zip(nuevos, libres, strict=False):
            acuerdo.compromiso_id = compromiso
        guardar(nuevos, Acuerdo)
    revisados = set(RevisionAcuerdo.objects.filter(encuentro=encuentro).values_list("acuerdo", flat=True))
    faltan = Acuerdo.objects.filter(encuentro=anterior).exclude(pk__in=revisados)
    guardar((RevisionAcuerdo(encuentro=encuentro, acuerdo=acuerdo, situacion="abierto") for acuerdo in faltan), RevisionAcuerdo)
