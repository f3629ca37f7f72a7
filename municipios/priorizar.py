"""What people do about risk, and why a building stands where it stands: keyword-only, inside the caller's gesture, `por=`, no request."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.archivos import ArchivoRevisado, comprobar_cuota
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import EvidenciaRiesgo, FichaRiesgo, ListaPriorizada, PautaRiesgo, Ugel
from .models.criterios import CRITERIOS, MAXIMO, Criterio
from .models.lista import sello
from .models.pauta import Regla


# ── Sheets ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def guardar_ficha(
    ficha: FichaRiesgo,
    *,
    por: Usuario,
    archivos: Iterable[ArchivoRevisado] = (),
    momento: str = EvidenciaRiesgo.Momento.ANTES,
    quitar: Iterable[EvidenciaRiesgo] = (),
) -> FichaRiesgo:
    """Save what was seen with its new photos and documents, and drop those that were taken off. All or nothing."""
    exigir(por, Permiso.EVALUAR_RIESGO, "Su rol no llena fichas de riesgo.")
    traidos = list(archivos)
    with gesto(por=por):
        ficha.full_clean()
        ficha.save()
        for evidencia in quitar:
            evidencia.eliminar(por=por)
        comprobar_cuota(por, sum(archivo.tamano for archivo in traidos))
        for archivo in traidos:
            evidencia = EvidenciaRiesgo(ficha=ficha, momento=momento, subida_por=por, demostracion=ficha.demostracion)
            evidencia.guardar_archivo(archivo)
            evidencia.full_clean()
            evidencia.save()
    return ficha


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def publicar_pauta(pauta: PautaRiesgo, *, ugel: Ugel, por: Usuario) -> PautaRiesgo:
    """Publish new weights for a UGEL: from now on its list is computed with them. The lists that were decided keep theirs."""
    exigir(por, Permiso.PRIORIZAR, "Su rol no fija los pesos.")
    with gesto(por=por, motivo=pauta.motivo[:200]):
        Ugel.objects.select_for_update().get(pk=ugel.pk)
        pauta.ugel, pauta.publicada_en, pauta.publicada_por = ugel, ahora(), por
        pauta.version = PautaRiesgo.objects.vigente(ugel).version + 1
        pauta.demostracion = ugel.demostracion
        exigir_texto(pauta.motivo, "Escriba por qué cambian los pesos.")
        pauta.full_clean()
        pauta.save()
    return pauta


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Termino:
    """What one criterion puts into a score. `valor` None: not evaluated, and left out."""

    criterio: Criterio
    peso: int
    valor: int | None
    ancla: str

    @property
    def puntos(self) -> int:
        """Weight × value."""
        return self.peso * (self.valor or 0)

    @property
    def evaluado(self) -> bool:
        """It counts."""
        return self.valor is not None


@dataclass(frozen=True)
class Si:
    """What the score would be if one criterion were another."""

    criterio: Criterio
    que: str
    centesimas: int
    nivel: Any

    @property
    def puntaje(self) -> Decimal:
        """From 0 to 100."""
        return en_puntos(self.centesimas)


class Desglose:
    """The score of one sheet, criterion by criterion. The sheet comes with `centesimas` and `estudiantes`."""

    def __init__(self, ficha: Any, pauta: PautaRiesgo) -> None:
        self.ficha, self.pauta = ficha, pauta
        self.valores = ficha.valores(pauta)
        self.centesimas: int = ficha.centesimas

    @property
    def puntaje(self) -> Decimal:
        """From 0 to 100."""
        return en_puntos(self.centesimas)

    @property
    def nivel(self) -> Any:
        """Its tier."""
        return self.pauta.nivel(self.centesimas, se_impone=self.ficha.se_impone)

    @property
    def evaluados(self) -> int:
        """How many of the six criteria count."""
        return sum(valor is not None for valor in self.valores.values())

    @property
    def terminos(self) -> list[Termino]:
        """The six, in order."""
        return [self._termino(criterio) for criterio in CRITERIOS]

    def _termino(self, criterio: Criterio) -> Termino:
        valor = self.valores[criterio.slug]
        return Termino(criterio, self.pauta.peso(criterio), valor, "" if valor is None else self.pauta.anclas(criterio)[valor])

    @property
    def puntos(self) -> int:
        """Σ(weight × value) of what was evaluated."""
        return sum(t.puntos for t in self.terminos)

    @property
    def pesos(self) -> int:
        """Σ(weight) of what was evaluated."""
        return sum(t.peso for t in self.terminos if t.evaluado)

    @property
    def cambiaria(self) -> list[Si]:
        """What would move it: each criterion one step better or worse; one that was not evaluated, at its best and at its worst."""
        cambios = []
        for criterio in CRITERIOS:
            valor = self.valores[criterio.slug]
            if not self.pauta.peso(criterio):
                continue
            for otro in (0, MAXIMO) if valor is None else (valor - 1, valor + 1):
                if 0 <= otro <= MAXIMO:
                    centesimas = self.pauta.centesimas(self.valores | {criterio.slug: otro})
                    nivel = self.pauta.nivel(centesimas, se_impone=self.ficha.se_impone)
                    cambios.append(Si(criterio, f"{'se evaluara en' if valor is None else 'fuera'} {otro}", centesimas, nivel))
        return cambios


def en_puntos(centesimas: int) -> Decimal:
    """Hundredths as they are read: 6806 is 68.06."""
    return Decimal(centesimas).scaleb(-2)


def ordenadas(ugel: Ugel, pauta: PautaRiesgo) -> Any:
    """The newest sheet of every building of a UGEL, in the order of the list."""
    return _en_orden(pauta.regla).filter(local__distrito__ugel=ugel)


# Writing the score takes longer than working out that of a page: what it is asked with is written once for each rule, and narrowed each
# time. These querysets are never filled.
@lru_cache(maxsize=32)
def _en_orden(regla: Regla) -> Any:
    return FichaRiesgo.objects.ultimas().con_puntaje(regla).por_prioridad(regla)


@lru_cache(maxsize=32)
def _con_puntaje(regla: Regla) -> Any:
    return FichaRiesgo.objects.con_estudiantes().con_puntaje(regla).para_lista().order_by()


def desgloses(fichas: Collection[int], pauta: PautaRiesgo) -> dict[int, Desglose]:
    """The scores of these sheets, which were found within somebody's scope, with what a page shows of each."""
    return {ficha.pk: Desglose(ficha, pauta) for ficha in _con_puntaje(pauta.regla).filter(pk__in=fichas)}


def por_que_antes(una: Desglose, otra: Desglose) -> str:
    """Why `una` stands before `otra`, in words: the first key of the order that tells them apart."""
    critica, tambien = una.nivel == "critico", otra.nivel == "critico"
    if critica != tambien:
        return "es Crítico por inspección" if una.ficha.se_impone else "su nivel es más urgente"
    if una.centesimas != otra.centesimas:
        return f"tiene más puntaje ({una.puntaje} frente a {otra.puntaje})"
    cuantos, de_otra = una.ficha.estudiantes, otra.ficha.estudiantes
    if cuantos != de_otra:
        return f"empatan en puntaje, y tiene más estudiantes ({cuantos} frente a {'sin dato' if de_otra is None else de_otra})"
    if una.ficha.fecha != otra.ficha.fecha:
        return f"empatan en puntaje y estudiantes, y su ficha es más reciente ({una.ficha.fecha:%d/%m/%Y})"
    return "empatan en todo, y su código de local va antes"


# ── The list that is decided ─────────────────────────────────────────────────────────────────────────────────────────────
def decidir_lista(*, ugel: Ugel, por: Usuario, titulo: str, motivo: str) -> ListaPriorizada:
    """Keep the list as it stands today, with its weights and its seal: from now on anyone may see it."""
    exigir(por, Permiso.PRIORIZAR, "Su rol no decide la lista priorizada.")
    with gesto(por=por, motivo=motivo):
        Ugel.objects.select_for_update().get(pk=ugel.pk)
        pauta = PautaRiesgo.objects.vigente(ugel)
        if pauta.pk is None:
            pauta.motivo = "La del portal"
            pauta.save()
        fichas = list(ordenadas(ugel, pauta).select_related("local__distrito"))
        if not fichas:
            raise ValidationError("No hay ningún local con ficha de riesgo: todavía no hay qué priorizar.", code="vacia")
        contenido = {
            "ugel": ugel.codigo,
            "fecha": hoy().isoformat(),
            "pauta": pauta.en_datos(),
            "filas": [_fila(n, Desglose(ficha, pauta)) for n, ficha in enumerate(fichas, 1)],
        }
        lista = ListaPriorizada(
            ugel=ugel, titulo=titulo, pauta=pauta, contenido=contenido, motivo=motivo, decidida_por=por,
            sha256=sello(contenido), demostracion=any(f.demostracion for f in fichas),
        )  # fmt: skip
        lista.full_clean()
        lista.save()
    return lista


def _fila(puesto: int, desglose: Desglose) -> dict[str, Any]:
    """One row as it is kept. No note, no person, no file."""
    ficha, local = desglose.ficha, desglose.ficha.local
    return {
        "puesto": puesto,
        "local": local.pk,
        "codigo_local": local.codigo_local,
        "nombre": local.nombre,
        "ubigeo": local.distrito.ubigeo,
        "distrito": local.distrito.nombre,
        "fecha": ficha.fecha.isoformat(),
        "procedencia": ficha.procedencia,
        "inspeccion": ficha.inspeccion,
        "valores": desglose.valores,
        "puntaje": str(desglose.puntaje),
        "nivel": str(desglose.nivel),
        "evaluados": desglose.evaluados,
        "demostracion": ficha.demostracion,
    }
