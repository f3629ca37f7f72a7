"""What can be found of this floor: encuentros, points of their agenda, acuerdos and final actas. Not the notes, nor who was invited."""

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Substr, Upper

from base.comun.buscador.declaracion import Hallable, registrar

from .models import Acta, Acuerdo, Encuentro, PuntoAgenda
from .models.acuerdo import SITUACIONES, aspecto_de

DEL_ENCUENTRO = ("encuentro__ugel__codigo", "encuentro__numero")
CERRADOS = (Encuentro.Estado.ACTA_FIRMADA, Encuentro.Estado.INFORMADO)  # what was recorded is decided by then


def _definitivas(user: Any) -> Any:
    """A final acta is for everybody who reads its encuentro; a draft is found by nobody."""
    return Acta.objects.for_user(user).filter(definitiva_en__isnull=False)


def _acuerdos_publicos() -> Any:
    return Acuerdo.objects.publicos().filter(encuentro__estado__in=CERRADOS)


def _codigo_del_acta() -> Func:
    """What is printed at its foot: see `Acta.codigo`."""
    trozos = [Upper(Substr("sha256", desde, 4)) for desde in (1, 5, 9)]
    return Concat(trozos[0], Value("-"), trozos[1], Value("-"), trozos[2], output_field=TextField())


def _con_situacion(filas: Any) -> Any:
    return filas.con_situacion()


def declarar() -> None:
    """Called once, when the app is ready."""
    registrar(_encuentro(), _punto(), _acuerdo(), _acta())


def _encuentro() -> Hallable:
    dicho = ("nombre", "lema", "lugar", "distrito__nombre", "proposito", "resultado")
    return Hallable(
        clave="encuentro", singular="encuentro", plural="encuentros", icono="calendario", orden=50,
        modelo=Encuentro, visibles=Encuentro.objects.for_user, busca_en=dicho, titulo="nombre", detalle="proposito",
        donde=("lugar", "distrito__nombre"), estado="estado", estados=dict(Encuentro.Estado.choices),
        ruta="encuentro", llaves=("ugel__codigo", "numero"),
        publicos=Encuentro.objects.publicos, busca_en_publico=dicho,
    )  # fmt: skip


def _punto() -> Hallable:
    return Hallable(
        clave="punto", singular="punto de agenda", plural="puntos de agenda", icono="lista", orden=54,
        modelo=PuntoAgenda, visibles=PuntoAgenda.objects.for_user, busca_en=("titulo", "detalle"), titulo="titulo", detalle="detalle",
        donde=("encuentro__nombre",), ruta="agenda", llaves=(*DEL_ENCUENTRO, "pk"), de_la_ruta=2, ancla="punto-{2}",
    )  # fmt: skip


def _acuerdo() -> Hallable:
    return Hallable(
        clave="acuerdo", singular="acuerdo", plural="acuerdos", icono="pulgar", orden=52,
        modelo=Acuerdo, visibles=Acuerdo.objects.for_user, busca_en=(), indice=("texto", "responsable"), titulo="texto", detalle="responsable",
        donde=("encuentro__nombre", "municipalidad__distrito__nombre"), estado="situacion", con_estado=_con_situacion, estados=dict(SITUACIONES), aspecto=aspecto_de,
        ruta="acuerdo", llaves=(*DEL_ENCUENTRO, "numero"),
        publicos=_acuerdos_publicos, busca_en_publico=("texto",), con_estado_publico=_con_situacion,
    )  # fmt: skip


def _acta() -> Hallable:
    return Hallable(
        clave="acta", singular="acta", plural="actas", icono="firma", orden=56,
        modelo=Acta, visibles=_definitivas, busca_en=(Value("acta"), "encuentro__nombre", _codigo_del_acta()),
        codigo=_codigo_del_acta(), titulo=Concat(Value("Acta: "), F("encuentro__nombre"), output_field=TextField()),
        estado="encuentro__estado", estados=dict(Encuentro.Estado.choices), ruta="acta", llaves=DEL_ENCUENTRO,
    )  # fmt: skip
