"""The page «En vivo» as its parts: each is drawn alone, comes back alone when it is saved, and keeps what was typed when it is not.

The number of queries does not grow with the rows: everything of an encuentro is read at once, whichever part is asked for.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.text import Truncator

from base.comun.templatetags.comun import fecha
from convenios.models import Convenio
from municipios.models import Municipalidad

from .en_vivo import en_lineas, es_el_dia, por_que_no, valores_de_acuerdo, valores_de_asistencia
from .models import Acuerdo, Asistencia, Encuentro, Participante, PuntoAgenda, RevisionAcuerdo

MAXIMO_DE_CONVENIOS = 50  # that a list to choose from shows: the last ones
ACUERDO_NUEVO = {"texto": "", "debe": Acuerdo.Obligado.UGEL.value, "responsable": "", "plazo": "", "distrito": "", "convenio": ""}
BOTONES = (("titular", "Alcalde", "persona"), ("delegado", "Delegado", "documento"), ("no_asistio", "No vino", "equis"))

DECISIONES = [(e.value, e.label) for e in Acuerdo.Estado if e != Acuerdo.Estado.ABIERTO]


def en_campo(valor: Any) -> str:
    """A value as a field of a form holds it."""
    if isinstance(valor, datetime.time):
        return f"{valor:%H:%M}"
    return "" if valor is None else str(valor)


@dataclass
class Campo:
    """A field of a part, as it is drawn."""

    id: str
    nombre: str
    valor: str
    visto: str | None  # None: nobody else writes it
    error: str
    guardado: str | None  # None: it does not collide


@dataclass
class Parte:
    """One part of the page: `valores` is what stands in its fields, `visto` what is saved in them as its author saw it."""

    clave: str
    plantilla: str
    objeto: Any = None
    valores: dict[str, str] = field(default_factory=dict)
    visto: dict[str, str] = field(default_factory=dict)
    errores: dict[str, str] = field(default_factory=dict)
    chocan: dict[str, str] = field(default_factory=dict)
    aviso: str = ""
    de: str = ""  # who wrote what collides
    guardada: bool = False
    hijas: list["Parte"] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def por_revisar(self) -> bool:
        """Something of it was not saved."""
        return bool(self.errores or self.chocan or self.aviso)

    @property
    def nueva_clave(self) -> uuid.UUID:
        """A key for each form that is drawn."""
        return uuid.uuid4()

    @property
    def c(self) -> dict[str, Campo]:
        """Its fields, by name."""
        return {
            n: Campo(f"{self.clave}-{n}", n, v, self.visto.get(n), self.errores.get(n, ""), self.chocan.get(n))
            for n, v in self.valores.items()
        }

    def devolver(self, escrito: Mapping[str, str], visto: Mapping[str, str]) -> None:
        """What was sent and not saved stands in its fields; what its author had not touched, as it is saved now."""
        for campo in self.valores:
            if campo in escrito and not (campo in visto and visto[campo] == escrito[campo]):
                self.valores[campo] = escrito[campo]
        if not self.chocan:  # who chooses has seen both; who only mends something has seen no more than before
            self.visto |= {campo: dicho for campo, dicho in visto.items() if campo in self.visto}


def _anunciado(invitado: Any, fila: Asistencia | None) -> dict[str, str]:
    """What the answer to the convocatoria said of a delegate who came and whose name nobody has written: it waits in the form to be saved."""
    if invitado is None or not invitado.delegado or fila is None or fila.quien != Asistencia.Quien.DELEGADO:
        return {}
    if fila.representante or fila.cargo:
        return {}
    nombre, _, cargo = invitado.delegado.partition(", ")
    return {"representante": nombre[:150], "cargo": cargo[:120]}


class Pantalla:
    """Everything of an encuentro, read once."""

    def __init__(self, encuentro: Encuentro, user: Any) -> None:
        self.encuentro, self.user = encuentro, user
        self.por_que_no = por_que_no(encuentro)
        self.escribe = not self.por_que_no
        self.recibe = self.escribe or not por_que_no(encuentro, asistencia=True)
        self.botones, self.decisiones = BOTONES, DECISIONES
        self.se_inicia = encuentro.estado == Encuentro.Estado.CONVOCADO and es_el_dia(encuentro)

    # ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def municipalidades(self) -> list[Municipalidad]:
        """Every one of the UGEL."""
        return list(
            Municipalidad.objects.filter(distrito__ugel=self.encuentro.ugel_id).select_related("distrito").order_by("distrito__ubigeo")
        )

    @cached_property
    def _invitados(self) -> list[Any]:
        return list(self.encuentro.invitados.all())

    @cached_property
    def instituciones(self) -> list[tuple[str, str]]:
        """The other institutions that were invited, to choose from."""
        return [(str(i.pk), i.institucion) for i in self._invitados if i.municipalidad_id is None]

    @cached_property
    def convenios(self) -> list[tuple[str, str]]:
        """The signed ones of which an acuerdo can become a commitment."""
        filas = Convenio.objects.for_user(self.user).filter(ugel=self.encuentro.ugel_id, estado=Convenio.Estado.SUSCRITO)
        ultimos = filas.order_by("-inicio", "-pk").values_list("codigo", "pk", "titulo")[:MAXIMO_DE_CONVENIOS]
        return [(str(pk), f"{codigo} · {Truncator(titulo).chars(90)}") for codigo, pk, titulo in sorted(ultimos)]

    @property
    def como_queda(self) -> list[tuple[str, str]]:
        """An action of its own is the other choice."""
        return [(pk, f"Compromiso del {dicho}") for pk, dicho in self.convenios]

    @cached_property
    def quienes(self) -> list[tuple[str, str]]:
        """Who may owe an acuerdo."""
        generales = [(o.value, o.label) for o in Acuerdo.Obligado if o != Acuerdo.Obligado.MUNICIPALIDAD]
        return [*generales, *((f"m{m.pk}", str(m)) for m in self.municipalidades)]

    @cached_property
    def distritos(self) -> list[tuple[str, str]]:
        """For which district."""
        return [(str(m.distrito_id), m.distrito.nombre) for m in self.municipalidades]

    def en_palabras(self, campo: str, valor: Any) -> str:
        """A value that somebody else saved, as a person reads it."""
        if isinstance(valor, datetime.date):
            return fecha(valor)
        dichos: dict[str, list[tuple[str, str]]] = {
            "debe": self.quienes,
            "distrito": self.distritos,
            "quien": [(v, e) for v, e, _ in BOTONES],
        }
        return dict(dichos.get(campo, ())).get(en_campo(valor), en_campo(valor))

    # ── Head ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def cabeza(self) -> Parte:
        """State, hour, quorum, who is missing."""
        vinieron = [p for p in self.asistencias if p.objeto["vino"]]
        no_vienen = [str(p.objeto["municipalidad"]) for p in self.asistencias if p.objeto["no_vino"]]
        faltan = [str(p.objeto["municipalidad"]) for p in self.asistencias if not (p.objeto["vino"] or p.objeto["no_vino"])]
        convocadas = sum(p.objeto["convocada"] for p in self.asistencias)
        minimo = self.encuentro.minimo_de(convocadas)
        cuentas = {
            "presentes": len(vinieron),
            "convocadas": convocadas,
            "minimo": minimo,
            "falta": max(minimo - len(vinieron), 0),
            "ausentes": faltan,
            "no_vienen": no_vienen,
        }
        return Parte("cabeza", "encuentros/en_vivo_cabeza.html", extra=cuentas, valores={"comentarios_hasta": ""})

    # ── Who came ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def asistencias(self) -> list[Parte]:
        """Each convoked municipality (all of the UGEL where none is), and those that came without being so."""
        invitados = {i.municipalidad_id: i for i in self._invitados if i.municipalidad_id}
        filas = {a.municipalidad_id: a for a in self.encuentro.asistencias.all()}
        son = [m for m in self.municipalidades if not invitados or m.pk in invitados or m.pk in filas]
        return [self._asistencia(m, invitados.get(m.pk), filas.get(m.pk), convocada=not invitados or m.pk in invitados) for m in son]

    def _asistencia(self, municipalidad: Municipalidad, invitado: Any, fila: Asistencia | None, *, convocada: bool) -> Parte:
        valores = {campo: en_campo(valor) for campo, valor in valores_de_asistencia(fila).items()}
        objeto = {
            "municipalidad": municipalidad,
            "invitado": invitado,
            "fila": fila,
            "vino": fila is not None and fila.vino,
            "no_vino": fila is not None and fila.quien == Asistencia.Quien.NO_ASISTIO,
            "convocada": convocada,
        }
        escritos = valores | _anunciado(invitado, fila)
        return Parte(f"asistencia-{municipalidad.pk}", "encuentros/en_vivo_asistencia.html", objeto, escritos, valores)

    @cached_property
    def participantes(self) -> Parte:
        """Who came for other institutions."""
        personas: Iterable[Participante] = self.encuentro.participantes.select_related("invitado")
        return Parte("participantes", "encuentros/en_vivo_participantes.html", list(personas))

    @cached_property
    def participante(self) -> Parte:
        """One more."""
        return Parte("participante", "encuentros/en_vivo_participante.html", valores={"nombre": "", "cargo": "", "invitado": ""})

    # ── The points and their acuerdos ────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def puntos(self) -> list[dict[str, Any]]:
        """Each point of the agenda with its parts; after the last one, what was agreed outside any point."""
        filas = list(self.encuentro.puntos.select_related("tratado_por").order_by("orden", "pk"))
        hay_repaso = [p.pk for p in filas if p.clase == PuntoAgenda.Clase.ACUERDOS][:1]
        return [
            *({**self._de_un_punto(p), "anteriores": self.anteriores if p.pk in hay_repaso else None} for p in filas),
            {"punto": None, "pk": 0, "anteriores": None, **self._acuerdos_de(0)},
        ]

    def _de_un_punto(self, punto: PuntoAgenda) -> dict[str, Any]:
        valores = {"notas": en_lineas(punto.notas)}
        return {
            "punto": punto,
            "pk": punto.pk,
            "notas": Parte(f"notas-{punto.pk}", "encuentros/en_vivo_notas.html", punto, dict(valores), valores),
            "tratado": Parte(f"tratado-{punto.pk}", "encuentros/en_vivo_tratado.html", punto),
            **self._acuerdos_de(punto.pk),
        }

    def _acuerdos_de(self, punto: int) -> dict[str, Parte]:
        suyos = [p for p in self.acuerdos if (p.objeto.punto_id or 0) == punto]
        nuevo = Parte(f"nuevo-{punto}", "encuentros/en_vivo_nuevo.html", valores=dict(ACUERDO_NUEVO), extra={"punto": punto})
        return {"acuerdos": Parte(f"acuerdos-{punto}", "encuentros/en_vivo_acuerdos.html", hijas=suyos), "nuevo": nuevo}

    @cached_property
    def acuerdos(self) -> list[Parte]:
        """What was agreed today, in order."""
        filas = self.encuentro.acuerdos.select_related("municipalidad__distrito", "distrito", "compromiso__convenio__ugel").order_by(
            "numero"
        )
        return [self._acuerdo(acuerdo) for acuerdo in filas]

    def _acuerdo(self, acuerdo: Acuerdo) -> Parte:
        valores = {campo: en_campo(valor) for campo, valor in valores_de_acuerdo(acuerdo).items()}
        return Parte(f"acuerdo-{acuerdo.pk}", "encuentros/en_vivo_acuerdo.html", acuerdo, valores | {"convenio": ""}, valores)

    @cached_property
    def anteriores(self) -> list[Parte]:
        """The acuerdos of former encuentros that are open, or that were looked at today."""
        de_hoy = RevisionAcuerdo.objects.filter(encuentro=self.encuentro, acuerdo=OuterRef("pk"))
        filas = (
            Acuerdo.objects.anteriores_a(self.encuentro)
            .con_situacion()
            .annotate(revisado=Subquery(de_hoy.values("pk")[:1]), nota_de_hoy=Subquery(de_hoy.values("nota")[:1]))
            .filter(Q(pk__in=Acuerdo.objects.abiertos().values("pk")) | Q(revisado__isnull=False))
            .select_related("encuentro__ugel", "municipalidad__distrito", "distrito", "compromiso__convenio__ugel", "decidido_por")
            .order_by("encuentro__numero", "numero")
        )
        return [self._anterior(acuerdo) for acuerdo in filas]

    def _anterior(self, acuerdo: Any) -> Parte:
        valores = {"nota": acuerdo.nota_de_hoy or ""}
        return Parte(
            f"anterior-{acuerdo.pk}", "encuentros/en_vivo_anterior.html", acuerdo, valores | {"decision": "", "motivo": ""}, valores
        )

    # ── Which part ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def partes(self) -> Iterable[Parte]:
        """All of them."""
        yield from (self.cabeza, *self.asistencias, self.participantes, self.participante)
        for suyo in self.puntos:
            yield from (suyo[nombre] for nombre in ("notas", "tratado", "acuerdos", "nuevo") if nombre in suyo)
            yield from suyo["acuerdos"].hijas
            yield from suyo["anteriores"] or ()

    def buscar(self, claves: Iterable[str]) -> list[Parte]:
        """Those parts, in the order in which they are asked for; what is not there any more is left out."""
        por_clave = {parte.clave: parte for parte in self.partes()}
        return [por_clave[clave] for clave in claves if clave in por_clave]
