"""How the records of this floor are undone: the locks of the models, asked of many rows at once."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from base.bitacora.reglas import SALE, VUELVE, Intento, Regla, Reparo, registrar
from base.cuentas.roles import Permiso

from . import deshacer_planes
from .models import (
    Adenda,
    Alcance,
    Avance,
    Clausula,
    Compromiso,
    Consulta,
    Convenio,
    Designacion,
    Evidencia,
    Hito,
    Parte,
    Reprogramacion,
)
from .models.compromiso import comprobar_partes

Intentos = dict[Any, Intento]
CERRADOS = (Compromiso.Estado.CUMPLIDO, Compromiso.Estado.NO_CUMPLIDO)
EDITABLES = Avance.Estado.editables()
CONTENIDO = {
    "compromiso_id",
    "distrito_id",
    "fecha",
    "descripcion",
    "cantidad",
    "hito_id",
    "porcentaje",
    "expediente",
    "sin_evidencia_motivo",
}


# ── Commitments ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def candado_de_compromisos(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """A closed one is not rescheduled, a fulfilled one has its proof, and its districts still add up to its target."""
    for pk, intento in intentos.items():
        if (
            "plazo" in intento.valores
            and intento.accion != SALE
            and intento.final("estado") in CERRADOS
            and intento.registro.estado in CERRADOS
        ):
            yield Reparo(pk, "Un compromiso cerrado no se reprograma: reábralo primero.", frozenset({"plazo"}))
    yield from _sin_prueba(intentos)
    con_meta = {pk for pk, i in intentos.items() if i.accion != SALE and ("meta" in i.valores or i.accion == VUELVE)}
    for pk, mensaje in _partes_que_no_cuadran(con_meta, ensayo).items():
        campos = None if intentos[pk].accion == VUELVE else frozenset({"meta"})
        yield Reparo(pk, mensaje, campos)


def _sin_prueba(intentos: Intentos) -> Iterable[Reparo]:
    """Those that would be fulfilled again, without a written reason and without what proved it."""
    vuelven = {
        pk: i for pk, i in intentos.items() if i.valores.get("estado") == Compromiso.Estado.CUMPLIDO and not i.final("estado_motivo")
    }
    if not vuelven:
        return
    pruebas = Evidencia.objects.filter(avance__compromiso=OuterRef("pk"), avance__estado="verificado", avance__eliminado_en=None)
    medidos = Compromiso.todos.filter(pk__in=list(vuelven)).con_avance().annotate(con_prueba=Exists(pruebas))
    for medido in medidos:
        if not medido.con_prueba or (medido.progreso is not None and medido.progreso < 100):
            yield Reparo(medido.pk, "Ya no tiene la evidencia o el avance con que se dio por cumplido.", frozenset({"estado"}))


def _partes_que_no_cuadran(compromisos: set[Any], ensayo: Any) -> dict[Any, str]:
    """The commitments of those whose districts' shares would no longer add up to their target, though they do now."""
    if not compromisos:
        return {}
    antes: dict[Any, list[Any]] = {pk: [] for pk in compromisos}
    despues: dict[Any, list[Any]] = {pk: [] for pk in compromisos}
    filas = Alcance.todos.filter(compromiso__in=compromisos).values_list("pk", "compromiso", "meta", "eliminado_en")
    salen, vuelven = ensayo.salen(Alcance), ensayo.vuelven(Alcance)
    for pk, compromiso, meta, eliminado in filas:
        if eliminado is None:
            antes[compromiso].append(meta)
        if (eliminado is None and pk not in salen) or pk in vuelven:
            despues[compromiso].append(ensayo.final(Alcance, pk, "meta", meta))
    actuales = dict(Compromiso.todos.filter(pk__in=compromisos).values_list("pk", "meta"))
    fallan = {}
    for pk, meta in actuales.items():
        mensaje = _no_cuadra(ensayo.final(Compromiso, pk, "meta", meta), despues[pk])
        if mensaje and not _no_cuadra(meta, antes[pk]):
            fallan[pk] = mensaje
    return fallan


def _no_cuadra(meta: Decimal | None, partes: list[Decimal | None]) -> str:
    try:
        comprobar_partes(meta, partes)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def candado_de_alcances(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """A district where something was reported stays; and the shares still add up."""
    salen = {(i.registro.compromiso_id, i.registro.distrito_id): pk for pk, i in intentos.items() if i.accion == SALE}
    if salen:
        se_van = ensayo.salen(Avance)
        hechos = Avance.objects.filter(compromiso__in={c for c, _ in salen}).exclude(distrito=None)
        usados = {(c, d) for pk, c, d in hechos.values_list("pk", "compromiso", "distrito") if pk not in se_van}
        yield from (Reparo(salen[par], "Ese distrito ya tiene avances en este compromiso.") for par in sorted(usados & salen.keys()))
    tocados = {i.registro.compromiso_id for i in intentos.values() if i.accion != "cambia" or "meta" in i.valores} - ensayo.salen(
        Compromiso
    )
    fallan = _partes_que_no_cuadran(tocados, ensayo)
    for pk, intento in intentos.items():
        mensaje = fallan.get(intento.registro.compromiso_id)
        if mensaje and (intento.accion != "cambia" or "meta" in intento.valores):
            yield Reparo(pk, mensaje)


def candado_de_hitos(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was reported was reported on these words."""
    cambian = [pk for pk, i in intentos.items() if "descripcion" in i.valores]
    usados = set(Avance.objects.filter(hito__in=cambian).values_list("hito", flat=True)) if cambian else set()
    yield from (Reparo(pk, "Este hito ya tiene avances: no se cambia su texto.", frozenset({"descripcion"})) for pk in sorted(usados))


# ── Avances ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def permiso_de_avance(avance: Avance) -> Permiso:
    """Who may bring a matrix in may take it back: the percentage of a carga inicial was verified by nobody."""
    return Permiso.EDITAR_COMPROMISOS if avance.origen == Avance.Origen.CARGA_INICIAL else Permiso.VERIFICAR_AVANCES


def candado_de_avances(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was sent is not rewritten, and what proves a fulfilled commitment still counts."""
    estados = ensayo.finales(Compromiso, {i.registro.compromiso_id for i in intentos.values()}, "estado")
    se_van = ensayo.salen(Compromiso)
    for pk, intento in intentos.items():
        avance = intento.registro
        final = intento.final("estado")
        deja = avance.estado == "verificado" and avance.eliminado_en is None and (intento.accion == SALE or final != "verificado")
        if deja and avance.compromiso_id not in se_van and estados.get(avance.compromiso_id) == Compromiso.Estado.CUMPLIDO:
            yield Reparo(pk, "El compromiso figura cumplido con este avance: reábralo primero.")
        elif intento.accion != SALE and avance.estado not in EDITABLES and final not in EDITABLES and CONTENIDO & intento.valores.keys():
            campos = frozenset(CONTENIDO & intento.valores.keys())
            yield Reparo(pk, "Un avance enviado o verificado no se edita: pida que lo observen.", campos)
    yield from _sin_distrito(intentos, ensayo)


def _sin_distrito(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Those that would come back where their commitment no longer reaches their district."""
    vuelven = {pk: i for pk, i in intentos.items() if i.accion == VUELVE and i.final("distrito_id") is not None}
    if not vuelven:
        return
    salen, regresan = ensayo.salen(Alcance), ensayo.vuelven(Alcance)
    filas = Alcance.todos.filter(compromiso__in={i.final("compromiso_id") for i in vuelven.values()})
    hay = {
        (compromiso, distrito)
        for pk, compromiso, distrito, eliminado in filas.values_list("pk", "compromiso", "distrito", "eliminado_en")
        if (eliminado is None and pk not in salen) or pk in regresan
    }
    for pk, intento in vuelven.items():
        if (intento.final("compromiso_id"), intento.final("distrito_id")) not in hay:
            yield Reparo(pk, "El compromiso ya no alcanza su distrito.")


def candado_de_evidencias(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """The proof of what was sent neither changes, nor goes, nor comes; whether anyone may see it is another matter."""
    estados = ensayo.finales(Avance, {i.registro.avance_id for i in intentos.values()}, "estado")
    se_mueven = ensayo.salen(Avance) | ensayo.vuelven(Avance)
    for pk, intento in intentos.items():
        avance = intento.registro.avance_id
        contenido = intento.valores.keys() - {"publica", "archivo_estado"}
        if avance not in se_mueven and estados.get(avance) not in EDITABLES and (intento.accion != "cambia" or contenido):
            campos = None if intento.accion != "cambia" else frozenset(contenido)
            yield Reparo(pk, "La evidencia de un avance enviado o verificado no se cambia.", campos)


# ── Questions ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def candado_de_consultas(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """What was answered stays answered, unless its whole commitment goes."""
    se_van = ensayo.salen(Compromiso)
    for pk, intento in intentos.items():
        respondida = intento.registro.estado == Consulta.Estado.RESPONDIDA and intento.registro.eliminado_en is None
        if respondida and intento.registro.compromiso_id not in se_van:
            yield Reparo(pk, "Una consulta respondida no se deshace: haga otra.")


def registrar_reglas() -> None:
    """Called once, when the app is ready."""
    registrar(
        {
            **dict.fromkeys((Convenio, Clausula, Parte, Adenda, Designacion), Permiso.EDITAR_CONVENIOS),
            Compromiso: Regla(Permiso.EDITAR_COMPROMISOS, candado=candado_de_compromisos),
            Alcance: Regla(Permiso.EDITAR_COMPROMISOS, candado=candado_de_alcances),
            Hito: Regla(Permiso.EDITAR_COMPROMISOS, candado=candado_de_hitos),
            Reprogramacion: Regla(Permiso.EDITAR_COMPROMISOS, sigue_a=("compromiso", "plazo")),
            Avance: Regla(Permiso.VERIFICAR_AVANCES, candado=candado_de_avances, permiso_de=permiso_de_avance),
            Consulta: Regla(Permiso.CONSULTAR, candado=candado_de_consultas),
            Evidencia: Regla(Permiso.VERIFICAR_AVANCES, candado=candado_de_evidencias),
            **deshacer_planes.REGLAS,
        }
    )
