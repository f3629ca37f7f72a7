"""The figures of the portal worked out again, from the rows and in plain Python: nothing here asks the code that is being checked.

Every table is read whole, as it stands; what is deleted, who sees what, which situation follows from which date, what counts as progress:
all of it is written here a second time, from `docs/estados.md` and the words on the pages.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from base.cuentas.models import Usuario
from convenios.models import Alcance, Avance, Compromiso, Consulta, Convenio, Designacion, Evidencia, Hito, Parte
from municipios.models import Distrito, Municipalidad, Ugel

LIMA = ZoneInfo("America/Lima")
FIRMADOS = ("suscrito", "concluido", "resuelto")
EDITABLES = ("borrador", "observado")
Fila = dict[str, Any]


@dataclass(frozen=True)
class Persona:
    """Someone who looks at a page: an account, the UGEL they look into, the municipality they speak for."""

    cuenta: Usuario
    ugel: int
    municipalidad: int | None = None
    del_personal: bool = True


def dia_de(instante: datetime.datetime) -> datetime.date:
    return instante.astimezone(LIMA).date()


def redondo(hecho: Decimal, de: Decimal) -> Decimal:
    """A percentage to one decimal, half up."""
    decimos = Fraction(hecho) * 1000 / Fraction(de)
    return Decimal(int(decimos + Fraction(1, 2))) / 10


def _leer(modelo: Any) -> dict[Any, Fila]:
    return {fila["id"]: fila for fila in modelo._base_manager.order_by("pk").values()}


def _vivas(filas: dict[Any, Fila]) -> list[Fila]:
    return [fila for fila in filas.values() if fila["eliminado_en"] is None]


def _por(filas: Iterable[Fila], llave: str) -> dict[Any, list[Fila]]:
    grupos: dict[Any, list[Fila]] = {}
    for fila in filas:
        grupos.setdefault(fila[llave], []).append(fila)
    return grupos


class Recuento:
    """All the rows of one instant."""

    def __init__(self) -> None:
        self.hoy = datetime.datetime.now(LIMA).date()
        self.ugeles, self.distritos, self.municipalidades = _leer(Ugel), _leer(Distrito), _leer(Municipalidad)
        self.convenios, self.compromisos = _leer(Convenio), _leer(Compromiso)
        self.partes, self.todas_las_partes = _por(_vivas(_leer(Parte)), "convenio_id"), _leer(Parte)
        self.designaciones = _por(_vivas(_leer(Designacion)), "convenio_id")
        self.avances, self.alcances = _vivas(_leer(Avance)), _vivas(_leer(Alcance))
        self.avances_de = _por(self.avances, "compromiso_id")
        self.alcances_de = _por(self.alcances, "compromiso_id")
        self.hitos_de = _por(_vivas(_leer(Hito)), "compromiso_id")
        self.evidencias_de = _por(_vivas(_leer(Evidencia)), "avance_id")
        self.consultas = _vivas(_leer(Consulta))
        self.roles = dict(Usuario.objects.values_list("pk", "rol"))

    # ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────
    def convenios_que_ve(self, persona: Persona | None) -> set[int]:
        """None: anyone, without an account."""
        vistos = set()
        for convenio in _vivas(self.convenios):
            firmado = convenio["estado"] in FIRMADOS
            if persona is None:
                ve = firmado
            else:
                es_parte = any(p["municipalidad_id"] == persona.municipalidad for p in self.partes.get(convenio["id"], ()))
                ve = convenio["ugel_id"] == persona.ugel and (
                    persona.del_personal or firmado or (persona.municipalidad is not None and es_parte)
                )
            if ve:
                vistos.add(convenio["id"])
        return vistos

    def compromisos_que_ve(self, persona: Persona | None) -> list[Fila]:
        vistos = self.convenios_que_ve(persona)
        return [c for c in _vivas(self.compromisos) if c["convenio_id"] in vistos]

    def avances_que_ve(self, persona: Persona) -> list[Fila]:
        """Those of the commitments they see; of them, to who is not of the staff, the verified ones and those of their own district."""
        vistos = {c["id"] for c in self.compromisos_que_ve(persona)}
        propio = self.distrito_de(persona)
        return [
            a
            for a in self.avances
            if a["compromiso_id"] in vistos
            and (persona.del_personal or a["estado"] == "verificado" or (propio is not None and a["distrito_id"] == propio))
        ]

    def distrito_de(self, persona: Persona) -> int | None:
        return self.municipalidades[persona.municipalidad]["distrito_id"] if persona.municipalidad else None

    def llega_a(self, compromiso: Fila, distrito: int) -> bool:
        return any(a["distrito_id"] == distrito for a in self.alcances_de.get(compromiso["id"], ()))

    # ── One commitment ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _en(self, compromiso: int, estado: str) -> list[Fila]:
        return [a for a in self.avances_de.get(compromiso, ()) if a["estado"] == estado]

    def situacion(self, compromiso: Fila, *, publica: bool = False) -> str:
        plazo, pk = compromiso["plazo"], compromiso["id"]
        if compromiso["estado"] != "abierto":
            return str(compromiso["estado"])
        if plazo is not None and plazo < self.hoy:
            return "vencido"
        if self._en(pk, "enviado") and not publica:
            return "en_verificacion"
        if plazo is None:
            return "sin_plazo"
        ugel = self.ugeles[self.convenios[compromiso["convenio_id"]]["ugel_id"]]
        if (plazo - self.hoy).days <= ugel["dias_por_vencer"]:
            return "por_vencer"
        return "en_proceso" if self._en(pk, "verificado") else "por_iniciar"

    def por_situacion(self, compromisos: Iterable[Fila], *, publica: bool = False) -> dict[str, int]:
        return dict(Counter(self.situacion(c, publica=publica) for c in compromisos))

    def hecho(self, compromiso: int, distrito: int | None = None) -> Decimal:
        """The verified quantity; with a district, that of it alone."""
        verificados = self._en(compromiso, "verificado")
        return sum((a["cantidad"] or Decimal(0) for a in verificados if distrito is None or a["distrito_id"] == distrito), Decimal(0))

    def hecho_sin_distrito(self, compromiso: int) -> Decimal:
        return sum((a["cantidad"] or Decimal(0) for a in self._en(compromiso, "verificado") if a["distrito_id"] is None), Decimal(0))

    def progreso_bruto(self, compromiso: int) -> Decimal | None:
        verificados = self._en(compromiso, "verificado")
        reportes = [a for a in verificados if a["origen"] == "reporte"]
        if verificados and not reportes:
            return Decimal(max(verificados, key=lambda a: a["id"])["porcentaje"])
        hitos = {h["id"] for h in self.hitos_de.get(compromiso, ())}
        if hitos:
            return redondo(Decimal(len(hitos & {a["hito_id"] for a in reportes})), Decimal(len(hitos)))
        meta = self.compromisos[compromiso]["meta"]
        return redondo(self.hecho(compromiso), meta) if meta else None

    def progreso(self, compromiso: int) -> Decimal | None:
        bruto = self.progreso_bruto(compromiso)
        return None if bruto is None else min(bruto, Decimal(100))

    def progreso_aqui(self, compromiso: int, distrito: int) -> Decimal | None:
        meta = next((a["meta"] for a in self.alcances_de.get(compromiso, ()) if a["distrito_id"] == distrito), None)
        return min(redondo(self.hecho(compromiso, distrito), meta), Decimal(100)) if meta else None

    def hecho_el(self, hito: int) -> datetime.date | None:
        fechas = [a["fecha"] for a in self.avances if a["hito_id"] == hito and a["estado"] == "verificado"]
        return min(fechas, default=None)

    # ── Lists that wait for somebody ─────────────────────────────────────────────────────────────────────────────────────
    def por_verificar(self, persona: Persona) -> int:
        yo = persona.cuenta
        if yo.rol != "coordinador":
            return 0
        enviados = [a for a in self.avances_que_ve(persona) if a["estado"] == "enviado"]
        return sum(1 for a in enviados if yo.pk not in (a["creado_por_id"], a["enviado_por_id"]))

    def por_responder(self, persona: Persona) -> int:
        """Open questions to their side, on commitments that are not deleted: of their UGEL, or of their district where they see the convenio."""
        vistos = {c["id"] for c in self.compromisos_que_ve(persona)}
        lado, propio = ("ugel", None) if persona.del_personal else ("municipalidad", self.distrito_de(persona))
        abiertas = [q for q in self.consultas if q["estado"] == "abierta" and q["dirigida_a"] == lado and q["compromiso_id"] in vistos]
        return sum(1 for q in abiertas if propio is None or q["distrito_id"] == propio)

    def por_terminar(self, persona: Persona) -> int:
        """Nobody handed a charge over in this world: each finishes their own."""
        return sum(1 for a in self.avances_que_ve(persona) if a["estado"] in EDITABLES and a["creado_por_id"] == persona.cuenta.pk)

    def por_corregir(self, persona: Persona) -> int:
        propio = self.distrito_de(persona)
        suyos = [a for a in self.avances_que_ve(persona) if a["distrito_id"] == propio and a["estado"] in EDITABLES]
        return sum(1 for a in suyos if self.roles[a["creado_por_id"]] in ("alcalde", "enlace"))

    def por_completar(self, persona: Persona) -> dict[int, tuple[int, ...]]:
        """By convenio: parties without a signature, people designated, commitments without due date, measure or evidence."""
        faltan = {}
        for pk in self.convenios_que_ve(persona):
            if self.convenios[pk]["estado"] not in FIRMADOS:
                continue
            suyos = [c for c in _vivas(self.compromisos) if c["convenio_id"] == pk]
            cuenta = (
                sum(1 for p in self.partes.get(pk, ()) if p["firmado_el"] is None and p["separado_el"] is None),
                sum(1 for d in self.designaciones.get(pk, ()) if self._en_cargo(d)),
                sum(1 for c in suyos if c["plazo"] is None),
                sum(1 for c in suyos if c["meta"] is None and not self.hitos_de.get(c["id"])),
                sum(1 for c in suyos if c["estado"] == "cumplido" and not self._probado(c["id"])),
            )
            if cuenta[0] or cuenta[1] != 2 or any(cuenta[2:]):
                faltan[pk] = cuenta
        return faltan

    def _en_cargo(self, designacion: Fila) -> bool:
        inicio, fin = designacion["inicio"], designacion["fin"]
        return (inicio is None or inicio <= self.hoy) and (fin is None or fin >= self.hoy)

    def _probado(self, compromiso: int) -> bool:
        return any(self.evidencias_de.get(a["id"]) for a in self._en(compromiso, "verificado"))

    # ── A district ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def trimestre_anterior(self) -> datetime.date:
        """Its first day."""
        meses = self.hoy.year * 12 + (self.hoy.month - 1) // 3 * 3 - 3
        return datetime.date(meses // 12, meses % 12 + 1, 1)

    def en_distrito(self, persona: Persona | None, distrito: int) -> list[Fila]:
        return [c for c in self.compromisos_que_ve(persona) if self.llega_a(c, distrito)]

    def verificados_en(self, persona: Persona, distrito: int) -> list[Fila]:
        return [a for a in self.avances_que_ve(persona) if a["estado"] == "verificado" and a["distrito_id"] == distrito]

    def promedio(self, persona: Persona, distrito: int) -> tuple[Fraction | None, int]:
        """Mean of what each commitment with a share there has done of it, capped; and how many they are."""
        partes = []
        for compromiso in self.en_distrito(persona, distrito):
            meta = next(a["meta"] for a in self.alcances_de[compromiso["id"]] if a["distrito_id"] == distrito)
            if meta:
                partes.append(min(Fraction(100), Fraction(self.hecho(compromiso["id"], distrito)) * 100 / Fraction(meta)))
        return (sum(partes, Fraction(0)) / len(partes) if partes else None), len(partes)

    # ── Provincia ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def partes_hechas(self, compromiso: int, distrito: int | None = None) -> list[int]:
        """What is done of each share that was agreed (with that district), in hundredths of a point, half up, capped."""
        suyas = [a for a in self.alcances_de.get(compromiso, ()) if a["meta"] and distrito in (None, a["distrito_id"])]
        hechas = [(self.hecho(compromiso, a["distrito_id"]), a["meta"]) for a in suyas]
        return [min(10_000, int(Fraction(hecho) * 10_000 / Fraction(meta) + Fraction(1, 2))) for hecho, meta in hechas]

    def cambios(self, compromisos: list[Fila], desde: datetime.date) -> tuple[int, int, int, int]:
        """Since a day: with an avance verified, fulfilled, given up, overdue and still open."""
        decididos = [c["estado"] for c in compromisos if c["estado"] != "abierto" and dia_de(c["estado_en"]) >= desde]
        return (
            sum(1 for c in compromisos if any(dia_de(a["verificado_en"]) >= desde for a in self._en(c["id"], "verificado"))),
            decididos.count("cumplido"),
            decididos.count("no_cumplido"),
            sum(1 for c in compromisos if self.situacion(c) == "vencido" and c["plazo"] >= desde),
        )

    def faltas(self, compromisos: list[Fila]) -> dict[str, int]:
        """How many commitments lack each datum; those that none lacks are left out."""
        cuenta = {
            "plazo": sum(1 for c in compromisos if c["plazo"] is None),
            "responsable": sum(1 for c in compromisos if not c["responsable"]),
            "medida": sum(1 for c in compromisos if c["meta"] is None and not self.hitos_de.get(c["id"])),
            "distritos": sum(1 for c in compromisos if not self.alcances_de.get(c["id"])),
            "evidencia": sum(1 for c in compromisos if c["estado"] == "cumplido" and not self._probado(c["id"])),
        }
        return {falta: n for falta, n in cuenta.items() if n}
