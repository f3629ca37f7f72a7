"""The grid of a plan: its rows as a page shows them, what of a row somebody typed is new, and how it is saved.

Each row carries a token: the revision of what it saw in each quarter. Whoever sends a row back says with it what stood there when they
opened the page, so that three texts are compared, cell by cell: what they saw, what they typed, what is saved now. A cell that only they
touched is theirs; one that only somebody else touched stays as that person left it; one that both touched is asked about, and until it is
answered nothing of its row is written. A row that cannot say what it saw overwrites nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Sum

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.bitacora.revisiones import con_revision, historia_de, revisiones_de
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import Ejecucion, PlanTrabajo, Programacion, VersionPlan
from .models.plan import ROMANOS, SOLO_QUIEN_PREPARA, TRIMESTRES
from .plan_de_trabajo import Metas, exigir_que_reporta, reprogramar

Par = tuple[Decimal | None, Decimal | None]  # cantidad and soles of a quarter; None: nobody has said anything
Lugar = tuple[str, int]  # which figure of a row: its kind and its quarter
CAMPOS = {"fis": "fisica", "fin": "financiera"}
COLUMNAS: list[Lugar] = [(clase, trimestre) for clase in CAMPOS for trimestre in TRIMESTRES]  # from left to right
CERO = Decimal(0)
NADA = dict.fromkeys(CAMPOS, CERO)
METAS_DE_CADA_UNA = {
    f"meta_{clase}_{trimestre}": Sum(
        f"programaciones__{CAMPOS[clase]}", filter=Q(programaciones__trimestre=trimestre, programaciones__eliminado_en=None)
    )
    for clase, trimestre in COLUMNAS
}  # beside each activity, in its own query
_FICHA = re.compile(r"[0-9]{1,18}(?:-[0-9]{1,18}){3}", re.ASCII)
YA_NO_ESTA = "Una actividad que usted escribió ya no está en el plan."
CHOQUE = "Otra persona guardó otra cifra mientras usted escribía: elija cuál queda."


class Modo(models.TextChoices):
    """What is typed in the grid."""

    METAS = "metas", "Metas"
    REPROGRAMAR = "reprogramar", "Reprogramar"
    EJECUCION = "ejecucion", "Ejecución"


@dataclass(frozen=True)
class Escrita:
    """One row as it was sent: what it says that it saw, and every figure as text, as it was read, or why it could not be."""

    ficha: str = ""
    textos: Mapping[Lugar, str] = field(default_factory=dict)
    valores: Mapping[Lugar, Decimal | None] = field(default_factory=dict)
    errores: Mapping[Lugar, str] = field(default_factory=dict)
    sin_elegir: Collection[Lugar] = ()  # was asked about, and came back without an answer


@dataclass
class Celda:
    """One figure of a row."""

    clase: str
    trimestre: int
    nombre: str
    valor: Decimal | None  # saved now; None: nobody has said anything
    abierta: bool  # somebody may type in it
    cerrada: bool = False  # its quarter is
    reporte: Any = None
    meta: Decimal = CERO
    rectificado: Decimal = CERO
    escrito: str | None = None  # what was typed and is not saved
    leido: Decimal | None = None
    error: str = ""
    choca: bool = False

    @property
    def guardado(self) -> str:
        """What is saved, as it is typed."""
        return "" if self.valor is None else f"{self.valor.normalize():f}"

    @property
    def texto(self) -> str:
        """What stands in it: what was typed, while it is not saved."""
        return self.guardado if self.escrito is None else self.escrito

    @property
    def contado(self) -> Decimal:
        """What it adds to the sums: a closed quarter counts what was verified, with its rectificaciones."""
        if self.cerrada and self.reporte is not None and self.reporte.estado != Ejecucion.Estado.VERIFICADO:
            return self.rectificado
        vale = self.valor if self.escrito is None or self.error else self.leido
        return (vale or CERO) + self.rectificado

    @property
    def visto(self) -> Decimal:
        """What is read where nobody types: what is saved, as it was rectified."""
        return (self.valor or CERO) + self.rectificado

    @property
    def romano(self) -> str:
        """Its quarter."""
        return ROMANOS[self.trimestre]

    @property
    def etiqueta(self) -> str:
        """What it is, in words."""
        return f"{self.romano} trimestre, {'cantidad' if self.clase == 'fis' else 'soles'}"

    @property
    def corta(self) -> str:
        """The same, on a telephone."""
        return f"{self.romano}, {'cantidad' if self.clase == 'fis' else 'soles'}"


@dataclass
class Fila:
    """One activity, with what is saved of it now."""

    actividad: Any
    registros: dict[int, Any]  # by quarter
    celdas: list[Celda] = field(default_factory=list)
    ultima: Any = None  # the last line of history of what it shows
    error: str = ""

    def revision(self, trimestre: int) -> int:
        """Of what is saved in a quarter; 0 where nothing is."""
        return self.registros[trimestre].revision_vista if trimestre in self.registros else 0

    @property
    def ficha(self) -> str:
        """Its token."""
        return "-".join(str(self.revision(t)) for t in TRIMESTRES)

    @property
    def choca(self) -> bool:
        """Somebody has to choose."""
        return any(celda.choca for celda in self.celdas)

    @property
    def por_revisar(self) -> bool:
        """Something of it was not saved."""
        return bool(self.error) or self.choca or any(celda.error for celda in self.celdas)

    @property
    def se_escribe(self) -> bool:
        """Some of its cells are open."""
        return any(celda.abierta for celda in self.celdas)

    @property
    def sumas(self) -> dict[str, Decimal]:
        """Of its year, by kind: a row has one unit, so its quantities add up."""
        return {clase: sum((c.contado for c in self.celdas if c.clase == clase), CERO) for clase in CAMPOS}

    def valor(self, lugar: Lugar) -> Decimal | None:
        """What is saved now."""
        clase, trimestre = lugar
        return getattr(self.registros[trimestre], CAMPOS[clase]) if trimestre in self.registros else None


@dataclass
class Junta:
    """What becomes of a row that was sent: what is new in it, what collides, and what somebody else changed beside it."""

    cambios: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    chocan: set[Lugar] = field(default_factory=set)
    de_otros: set[Lugar] = field(default_factory=set)


class Choque(Exception):
    """Two people touched the same cell: one of them has to choose."""


# ── What there is ────────────────────────────────────────────────────────────────────────────────────────────────────────
class Tabla:
    """The rows of a plan, or some of them, with what is saved now."""

    def __init__(
        self, plan: PlanTrabajo, modo: Modo, *, user: Any, escribe: bool, solo: Collection[int] | None = None, tomar: bool = False
    ):
        self.plan, self.modo, self.escribe = plan, modo, escribe
        self.cerrados, self.rectificado = self._cierres()
        tomados = self._tomar(solo or ()) if tomar else []
        self.filas = [Fila(a, {}) for a in self._actividades(solo, tomados)]
        por_llave = {fila.actividad.pk: fila for fila in self.filas}
        for registro in tomados if tomar else con_revision(self.modelo.objects.for_user(user).filter(actividad__in=list(por_llave))):
            if registro.actividad_id in por_llave:
                por_llave[registro.actividad_id].registros[registro.trimestre] = registro
        for fila in self.filas:
            fila.actividad.plan = plan
            self._poner_celdas(fila)
        if escribe and not tomar:
            self.decir_quien()

    @property
    def modelo(self) -> Any:
        """Whose rows stand behind the cells."""
        return Ejecucion if self.modo == Modo.EJECUCION else Programacion

    def _actividades(self, solo: Collection[int] | None, tomados: list[Any]) -> list[Any]:
        """Its activities, or some of them, in order: those that came along with what was taken of them are not asked for again."""
        if self.modo == Modo.METAS and solo is not None and (suyas := {r.actividad_id: r.actividad for r in tomados}).keys() == set(solo):
            return sorted(suyas.values(), key=lambda actividad: (actividad.codigo, actividad.pk))
        actividades = self.plan.actividades.order_by("codigo", "pk").annotate(**(METAS_DE_CADA_UNA if self.modo == Modo.EJECUCION else {}))
        return list(actividades if solo is None else actividades.filter(pk__in=solo))

    def _tomar(self, solo: Collection[int]) -> list[Any]:
        """What is saved of these activities, held until the gesture ends."""
        suyos = self.modelo.objects.filter(actividad__in=solo, actividad__plan=self.plan, actividad__eliminado_en=None)
        registros = list(suyos.order_by("pk").select_related("actividad").select_for_update(of=("self",)))
        revisiones = revisiones_de(self.modelo, [r.pk for r in registros])  # once they are held: whoever had them may have just written
        for registro in registros:
            registro.revision_vista = revisiones.get(registro.pk, 0)
        return registros

    def asentar(self, fila: Fila, *, por: Usuario) -> None:
        """A row that has just been written, as it stands now: what was written knows its revision, and the rest was held."""
        fila.ultima = historia_de(self.modelo)(history_user=por, history_date=ahora())
        self._poner_celdas(fila)

    def _cierres(self) -> tuple[set[int], dict[tuple[int, int], dict[str, Decimal]]]:
        """Which quarters are closed, and what was added to their figures, or taken from them, since."""
        cerrados: set[int] = set()
        sumas: dict[tuple[int, int], dict[str, Decimal]] = {}
        if self.plan.estado not in (PlanTrabajo.Estado.EN_EJECUCION, PlanTrabajo.Estado.CERRADO):
            return cerrados, sumas
        campos = ("trimestre", "rectificaciones__actividad", "rectificaciones__fisica", "rectificaciones__financiera")
        for trimestre, actividad, fisica, financiera in self.plan.cierres.order_by().values_list(*campos):
            cerrados.add(trimestre)
            if actividad is not None and self.modo == Modo.EJECUCION:
                suya = sumas.setdefault((actividad, trimestre), {"fis": CERO, "fin": CERO})
                suya["fis"], suya["fin"] = suya["fis"] + fisica, suya["fin"] + financiera
        return cerrados, sumas

    def _poner_celdas(self, fila: Fila) -> None:
        fila.celdas = [self._celda(fila, lugar) for lugar in COLUMNAS]

    def _celda(self, fila: Fila, lugar: Lugar) -> Celda:
        clase, trimestre = lugar
        reporte = fila.registros.get(trimestre) if self.modo == Modo.EJECUCION else None
        valor = fila.valor(lugar)
        return Celda(
            clase, trimestre, f"a{fila.actividad.pk}_{clase}_t{trimestre}",
            valor if valor or self.modo == Modo.EJECUCION else None,
            self.escribe and self._abierto(trimestre) and (reporte is None or reporte.estado in Ejecucion.Estado.editables()),
            cerrada=trimestre in self.cerrados, reporte=reporte,
            meta=getattr(fila.actividad, f"meta_{clase}_{trimestre}", None) or CERO,
            rectificado=self.rectificado.get((fila.actividad.pk, trimestre), NADA)[clase],
        )  # fmt: skip

    def _abierto(self, trimestre: int) -> bool:
        """Somebody may type in a quarter. The models say it again, whoever writes."""
        estado = self.plan.estado
        if self.modo == Modo.METAS:
            return estado == PlanTrabajo.Estado.BORRADOR
        if trimestre in self.cerrados:
            return False
        if self.modo == Modo.REPROGRAMAR:
            return estado in (PlanTrabajo.Estado.APROBADO, PlanTrabajo.Estado.EN_EJECUCION)
        return self.plan.recibe_ejecucion and trimestre <= self.plan.trimestre_de_hoy

    def decir_quien(self) -> None:
        """Each row with who saved the last of what it shows, in one query."""
        ultimas = {max(map(fila.revision, TRIMESTRES)): fila for fila in self.filas if fila.registros}
        for linea in historia_de(self.modelo).objects.filter(history_id__in=list(ultimas)).select_related("history_user"):
            ultimas[linea.history_id].ultima = linea

    @property
    def se_escribe(self) -> bool:
        """Some cell is open."""
        return any(fila.se_escribe for fila in self.filas)

    @property
    def por_revisar(self) -> list[Fila]:
        """Rows of which something was not saved."""
        return [fila for fila in self.filas if fila.por_revisar]

    @property
    def choca(self) -> bool:
        """Somebody has to choose."""
        return any(fila.choca for fila in self.filas)

    @property
    def totales(self) -> list[tuple[str, Decimal]]:
        """Soles of each quarter. Quantities of different units are never added."""
        return [
            (ROMANOS[t], sum((c.contado for f in self.filas for c in f.celdas if (c.clase, c.trimestre) == ("fin", t)), CERO))
            for t in TRIMESTRES
        ]

    @property
    def total(self) -> Decimal:
        """Soles of the year."""
        return sum((total for _, total in self.totales), CERO)

    # ── What was typed ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _vistos(self, escritas: Mapping[int, Escrita]) -> dict[tuple[int, int], Par]:
        """What each row saw in each quarter, by its token; what a token does not say is not here."""
        vistos: dict[tuple[int, int], Par] = {}
        viejas: dict[int, tuple[int, int]] = {}
        for fila in self.filas:
            pk = fila.actividad.pk
            ficha = escritas[pk].ficha if pk in escritas else ""
            for trimestre, revision in zip(TRIMESTRES, map(int, ficha.split("-")), strict=True) if _FICHA.fullmatch(ficha) else ():
                if revision == fila.revision(trimestre):
                    vistos[pk, trimestre] = fila.valor(("fis", trimestre)), fila.valor(("fin", trimestre))
                elif revision == 0:
                    vistos[pk, trimestre] = None, None
                else:
                    viejas[revision] = (pk, trimestre)
        if viejas:
            for linea in historia_de(self.modelo).objects.filter(history_id__in=list(viejas)):
                if viejas[linea.history_id] == (linea.actividad_id, linea.trimestre):
                    vistos[viejas[linea.history_id]] = linea.fisica, linea.financiera
        return vistos

    def devolver(self, escritas: Mapping[int, Escrita], errores: Mapping[int, str]) -> None:
        """Give back what was typed in the rows of `errores` and is not saved, with the reason. What only others touched shows as they left it."""
        juntas = self.juntar(escritas)
        for fila in self.filas:
            if (pk := fila.actividad.pk) not in errores or pk not in escritas:
                continue
            escrita, junta = escritas[pk], juntas[pk]
            fila.error = errores[pk]
            for celda in fila.celdas:
                lugar = (celda.clase, celda.trimestre)
                celda.choca, celda.error = lugar in junta.chocan, escrita.errores.get(lugar, "")
                if celda.choca or celda.error or celda.clase in junta.cambios.get(celda.trimestre, {}):
                    celda.escrito, celda.leido = escrita.textos[lugar], escrita.valores.get(lugar)

    def juntar(self, escritas: Mapping[int, Escrita]) -> dict[int, Junta]:
        """Each row that was sent against what is saved now."""
        vistos = self._vistos(escritas)
        return {f.actividad.pk: self._juntar(f, escritas[f.actividad.pk], vistos) for f in self.filas if f.actividad.pk in escritas}

    def _juntar(self, fila: Fila, escrita: Escrita, vistos: Mapping[tuple[int, int], Par]) -> Junta:
        junta = Junta()
        for lugar, escrito in escrita.valores.items():
            clase, trimestre = lugar
            visto = vistos.get((fila.actividad.pk, trimestre))
            ahora, antes = self._dicho(self._ahora(fila, lugar, visto)), self._dicho(visto[list(CAMPOS).index(clase)]) if visto else None
            suyo = self._dicho(CERO if escrito is None and visto and antes is not None else escrito)
            if visto and suyo == antes:
                if antes != ahora:
                    junta.de_otros.add(lugar)
            elif suyo != ahora and (not visto or antes != ahora or lugar in escrita.sin_elegir):
                junta.chocan.add(lugar)
            elif suyo != ahora:
                junta.cambios.setdefault(trimestre, {})[clase] = suyo if suyo is not None else CERO
        return junta

    def _ahora(self, fila: Fila, lugar: Lugar, visto: Par | None) -> Decimal | None:
        """What is saved. Of a report that somebody began meanwhile by one figure, the other one, still zero, is not said yet."""
        clase, trimestre = lugar
        valor, otro = fila.valor(lugar), fila.valor(("fin" if clase == "fis" else "fis", trimestre))
        sin_decir = self.modo == Modo.EJECUCION and visto == (None, None) and valor == 0 and otro
        return None if sin_decir else valor

    def _dicho(self, valor: Decimal | None) -> Decimal | None:
        """Nothing programmed is a target of zero; nothing reported is not a report of zero."""
        return valor if self.modo == Modo.EJECUCION or valor is not None else CERO


# ── Saving ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _pares(fila: Fila, junta: Junta) -> dict[int, tuple[Decimal, Decimal]]:
    """The whole pair of each quarter that changes: of what was not typed, what is saved now."""
    return {
        t: (cambio.get("fis", fila.valor(("fis", t)) or CERO), cambio.get("fin", fila.valor(("fin", t)) or CERO))
        for t, cambio in junta.cambios.items()
    }


def _exigir_legible(escritas: Mapping[int, Escrita]) -> None:
    if any(escrita.errores for escrita in escritas.values()):
        raise ValidationError("Hay cifras que no se entienden: están marcadas.", code="celdas")


def _tomada(plan: PlanTrabajo, modo: Modo, escritas: Mapping[int, Escrita], por: Usuario) -> tuple[Tabla, dict[int, Junta]]:
    """Those rows of a plan that were sent, held with it until the gesture ends; raises `Choque` when somebody has to choose."""
    if modo == Modo.EJECUCION:  # its reports before it, in the order in which every other door takes them
        list(Ejecucion._base_manager.select_for_update().filter(actividad__in=list(escritas)).order_by("pk").values_list("pk"))
    plan.refresh_from_db(fields=["estado"], from_queryset=PlanTrabajo._base_manager.select_for_update())
    tabla = Tabla(plan, modo, user=por, escribe=True, solo=list(escritas), tomar=True)
    if len(tabla.filas) != len(escritas):
        raise ValidationError(YA_NO_ESTA, code="ajena")
    juntas = tabla.juntar(escritas)
    if any(junta.chocan for junta in juntas.values()):
        raise Choque
    return tabla, juntas


def guardar_fila(plan: PlanTrabajo, modo: Modo, actividad: int, escrita: Escrita, *, por: Usuario) -> tuple[Tabla, Junta]:
    """Save one row of a draft, or of what is being reported: all of it or, when a figure of it may not be, nothing."""
    escritas = {actividad: escrita}
    _exigir_legible(escritas)
    with gesto(por=por):
        tabla, juntas = _tomada(plan, modo, escritas, por)
        (fila,), junta = tabla.filas, juntas[actividad]
        if junta.cambios:
            (_reportar if modo == Modo.EJECUCION else _programar)(fila, _pares(fila, junta), por=por)
            tabla.asentar(fila, por=por)
        else:
            tabla.decir_quien()
    return tabla, junta


def _programar(fila: Fila, metas: Metas, *, por: Usuario) -> None:
    """The targets of a draft. The row is held, its figures were read and no other row of its quarter can appear: what the table says of
    each column and of its neighbours holds already, and what the model says of the plan is asked again."""
    exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
    for trimestre, (fisica, financiera) in metas.items():
        antes = fila.registros[trimestre].dicho if trimestre in fila.registros else None
        registro = fila.registros.setdefault(
            trimestre, Programacion(actividad=fila.actividad, trimestre=trimestre, demostracion=fila.actividad.demostracion)
        )
        registro.actividad, registro.fisica, registro.financiera = fila.actividad, fisica, financiera
        registro.comprobar_cambio(antes)
        registro.save()


def _reportar(fila: Fila, hecho: Metas, *, por: Usuario) -> None:
    """What was done, as drafts; in the same way: who may, and what the model says of the plan, of its quarter and of what was sent."""
    exigir_que_reporta(por, fila.actividad.plan)
    for trimestre, (fisica, financiera) in hecho.items():
        antes = fila.registros[trimestre].dicho if trimestre in fila.registros else None
        nueva = {"trimestre": trimestre, "demostracion": fila.actividad.demostracion, "creado_por": por}
        ejecucion = fila.registros.setdefault(trimestre, Ejecucion(**nueva))
        ejecucion.actividad, ejecucion.fisica, ejecucion.financiera = fila.actividad, fisica, financiera
        ejecucion.comprobar_cambio(antes)
        ejecucion.save()


def reprogramar_filas(plan: PlanTrabajo, escritas: Mapping[int, Escrita], *, por: Usuario, motivo: str, documento: str) -> VersionPlan:
    """Move the targets of an approved plan: every row that was sent, or none."""
    _exigir_legible(escritas)
    with gesto(por=por, motivo=motivo[:200]):
        tabla, juntas = _tomada(plan, Modo.REPROGRAMAR, escritas, por)
        pares = ((fila.actividad.pk, _pares(fila, juntas[fila.actividad.pk])) for fila in tabla.filas)
        cambios: dict[int, Metas] = {pk: metas for pk, metas in pares if metas}
        return reprogramar(plan, cambios, por=por, motivo=motivo, documento=documento)


def cambiadas(tabla: Tabla, escritas: Mapping[int, Escrita]) -> Iterator[int]:
    """Which of the rows that were sent are not as they are saved: the others have nothing to say."""
    juntas = tabla.juntar(escritas)
    for pk, escrita in escritas.items():
        if escrita.errores or (pk in juntas and (juntas[pk].cambios or juntas[pk].chocan)):
            yield pk
