"""What changed since an instant, as far as one person may see: verified, decided, reprogrammed, agreed, published; by district, in words.

Each kind is a row of the table below: the record that carries who and when, and the columns that tell it. All of them travel in one UNION, so
that the page costs one query whatever there is. The history of each record (`base.bitacora.linea`) tells field by field; this tells acts.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, CharField, Count, DateTimeField, F, Min, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.safestring import SafeString

from base.comun.dibujos import dibujar
from base.comun.templatetags.comun import fecha
from base.cuentas.models import Usuario
from base.cuentas.preparadas import traer_para
from convenios.models import (
    Adenda,
    Alcance,
    Avance,
    Cierre,
    Compromiso,
    Convenio,
    Ejecucion,
    PlanTrabajo,
    Reprogramacion,
    VersionPlan,
)
from convenios.models.plan import ROMANOS
from encuentros.models import Acuerdo, Encuentro, FotoExpuesta
from municipios.models import Distrito, EvidenciaProyecto, ListaPriorizada, NudoCritico, Ugel

VERIFICADO, DECIDIDO, REPROGRAMADO, ACORDADO, PUBLICADO = "verificado", "decidido", "reprogramado", "acordado", "publicado"
GRUPOS = {VERIFICADO: "Verificado", DECIDIDO: "Decidido", REPROGRAMADO: "Reprogramado", ACORDADO: "Acordado", PUBLICADO: "Publicado"}
TOPE = 400  # acts that one page tells
SOLO_UNO = "*"  # instead of the path of a district: the one that the commitment reaches, when it is one


@dataclass(frozen=True, kw_only=True)
class Fuente:
    """One kind of act: where it is written down, and how it is told."""

    clase: str
    grupo: str
    modelo: Any
    en: str
    por: str
    ugel: str
    texto: str
    ruta: str
    argumentos: tuple[str, ...]
    que: Callable[[str, str], str]
    codigo: str = ""
    distrito: str = ""  # path to the district; empty: of the whole UGEL
    del_compromiso: str = ""  # path to the commitment, where the district is `SOLO_UNO`
    dichos: tuple[str, str] = ("", "")  # two columns that the words of `que` need
    solo: Q = field(default_factory=Q)

    def filas(self, user: Usuario, ugel: int, desde: datetime.datetime, distrito: int | None) -> Any:
        """Its acts since then, in the columns that every kind has."""
        filas = self.modelo.objects.for_user(user).filter(self.solo, **{self.ugel: ugel, f"{self.en}__gte": desde})
        if distrito is not None:
            filas = filas.filter(self._en(distrito))
        texto = {f"f_{n}": _texto(ruta) for n, ruta in enumerate([*self.argumentos, *[""] * (4 - len(self.argumentos))])}
        return (
            filas.order_by()
            .annotate(
                f_clase=Value(self.clase, output_field=CharField()),
                f_en=Cast(self.en, DateTimeField()),
                f_por=_texto(f"{self.por}__nombre"),
                f_ubigeo=self._ubigeo(),
                f_codigo=_texto(self.codigo),
                f_texto=_texto(self.texto),
                f_uno=_texto(self.dichos[0]),
                f_dos=_texto(self.dichos[1]),
                f_demo=Cast("demostracion", BooleanField()),
                **texto,
            )
            .values_list(
                *("f_clase", "f_en", "f_por", "f_ubigeo", "f_codigo", "f_texto", "f_uno", "f_dos", "f_demo", "f_0", "f_1", "f_2", "f_3")
            )
        )

    def _en(self, distrito: int) -> Q:
        if not self.distrito:
            return Q(pk__in=[])
        if self.distrito == SOLO_UNO:
            return Q(**{f"{self.del_compromiso}__in": Alcance.objects.filter(distrito=distrito).values("compromiso")})
        return Q(**{self.distrito: distrito})

    def _ubigeo(self) -> Any:
        if self.distrito != SOLO_UNO:
            return _texto(f"{self.distrito}__ubigeo" if self.distrito else "")
        suyos = Alcance.objects.filter(compromiso=OuterRef(self.del_compromiso)).order_by().values("compromiso")
        uno = suyos.annotate(n=Count("pk"), cual=Min("distrito__ubigeo")).filter(n=1)
        return Cast(Subquery(uno.values("cual")), TextField())


def _texto(ruta: str) -> Any:
    return Cast(F(ruta) if ruta else Value(""), TextField())


def _dicho(**palabras: str) -> Callable[[str, str], str]:
    """The words of each state."""
    return lambda estado, _: palabras[estado]


def _plazo(antes: str, ahora: str) -> str:
    dias = [fecha(datetime.date.fromisoformat(dia)) if dia else "" for dia in (antes, ahora)]
    return f"El plazo pasó del {dias[0]} al {dias[1]}" if dias[0] else f"Recibió plazo: {dias[1]}"


def _trimestre(dicho: str) -> Callable[[str, str], str]:
    return lambda trimestre, anio: dicho.format(ROMANOS[int(trimestre)], anio)


DEL_COMPROMISO = ("compromiso__convenio__ugel__codigo", "compromiso__convenio__codigo", "compromiso__codigo")
FUENTES = {
    fuente.clase: fuente
    for fuente in (
        Fuente(
            clase="avance", grupo=VERIFICADO, modelo=Avance, en="verificado_en", por="verificado_por",
            ugel="compromiso__convenio__ugel", distrito="distrito", codigo="compromiso__codigo", texto="descripcion",
            ruta="avance", argumentos=(DEL_COMPROMISO[0], "pk"),
            que=lambda *_: "Se verificó un avance",
        ),
        Fuente(
            clase="ejecucion", grupo=VERIFICADO, modelo=Ejecucion, en="verificado_en", por="verificado_por",
            ugel="actividad__plan__convenio__ugel", distrito="actividad__plan__municipalidad__distrito",
            codigo="actividad__codigo", texto="actividad__nombre",
            ruta="ejecucion",
            argumentos=("actividad__plan__municipalidad__distrito__ubigeo", "actividad__plan__anio", "actividad", "trimestre"),
            que=_trimestre("Se verificó lo ejecutado en el {} trimestre {}"), dichos=("trimestre", "actividad__plan__anio"),
        ),
        Fuente(
            clase="compromiso", grupo=DECIDIDO, modelo=Compromiso, en="estado_en", por="estado_por",
            ugel="convenio__ugel", distrito=SOLO_UNO, del_compromiso="pk", codigo="codigo", texto="descripcion",
            ruta="compromiso", argumentos=("convenio__ugel__codigo", "convenio__codigo", "codigo"),
            que=_dicho(
                cumplido="Se dio por cumplido", no_cumplido="Se dio por no cumplido", suspendido="Se suspendió",
                abierto="Volvió a estar abierto",
            ),
            dichos=("estado", ""),
        ),
        Fuente(
            clase="acuerdo_decidido", grupo=DECIDIDO, modelo=Acuerdo, en="decidido_en", por="decidido_por",
            ugel="encuentro__ugel", distrito="distrito", codigo="numero", texto="texto",
            ruta="acuerdo", argumentos=("encuentro__ugel__codigo", "encuentro__numero", "numero"),
            que=_dicho(
                cumplido="El acuerdo se dio por cumplido", no_cumplido="El acuerdo se dio por no cumplido",
                sin_efecto="El acuerdo quedó sin efecto", abierto="El acuerdo volvió a estar abierto",
            ),
            dichos=("estado", ""),
        ),
        Fuente(
            clase="nudo", grupo=DECIDIDO, modelo=NudoCritico, en="estado_en", por="estado_por",
            ugel="distrito__ugel", distrito="distrito", codigo="codigo", texto="texto",
            ruta="diagnostico", argumentos=("distrito__ubigeo",),
            que=_dicho(
                atendido="El nudo crítico se dio por atendido", descartado="El nudo crítico se descartó",
                abierto="El nudo crítico volvió a estar abierto",
            ),
            dichos=("estado", ""),
        ),
        Fuente(
            clase="plazo", grupo=REPROGRAMADO, modelo=Reprogramacion, en="en", por="por",
            ugel="compromiso__convenio__ugel", distrito=SOLO_UNO, del_compromiso="compromiso",
            codigo="compromiso__codigo", texto="compromiso__descripcion",
            ruta="compromiso", argumentos=DEL_COMPROMISO,
            que=_plazo, dichos=("plazo_anterior", "plazo_nuevo"),
        ),
        Fuente(
            clase="version", grupo=REPROGRAMADO, modelo=VersionPlan, en="en", por="por",
            ugel="plan__convenio__ugel", distrito="plan__municipalidad__distrito", texto="motivo",
            ruta="plan", argumentos=("plan__municipalidad__distrito__ubigeo", "plan__anio"),
            que=lambda anio, _: f"Se reprogramó el plan de trabajo {anio}", dichos=("plan__anio", ""),
            solo=Q(numero__gt=1),
        ),
        Fuente(
            clase="acuerdo", grupo=ACORDADO, modelo=Acuerdo, en="encuentro__firmado_en", por="encuentro__firmado_por",
            ugel="encuentro__ugel", distrito="distrito", codigo="numero", texto="texto",
            ruta="acuerdo", argumentos=("encuentro__ugel__codigo", "encuentro__numero", "numero"),
            que=lambda nombre, _: f"Se acordó en «{nombre}»", dichos=("encuentro__nombre", ""),
            solo=Q(encuentro__estado=Encuentro.Estado.ACTA_FIRMADA),
        ),
        Fuente(
            clase="convocado", grupo=PUBLICADO, modelo=Encuentro, en="convocado_en", por="convocado_por",
            ugel="ugel", distrito="distrito", texto="nombre",
            ruta="encuentro", argumentos=("ugel__codigo", "numero"),
            que=lambda dia, _: f"Se convocó para el {fecha(datetime.date.fromisoformat(dia))}" if dia else "Se convocó",
            dichos=("fecha", ""),
        ),
        Fuente(
            clase="convenio", grupo=PUBLICADO, modelo=Convenio, en="estado_en", por="estado_por",
            ugel="ugel", codigo="codigo", texto="titulo",
            ruta="convenio", argumentos=("ugel__codigo", "codigo"),
            que=_dicho(suscrito="El convenio se suscribió", concluido="El convenio concluyó", resuelto="El convenio se resolvió"),
            dichos=("estado", ""), solo=Q(estado__in=Convenio.Estado.firmados()),
        ),
        Fuente(
            clase="adenda", grupo=PUBLICADO, modelo=Adenda, en="estado_en", por="estado_por",
            ugel="convenio__ugel", codigo="convenio__codigo", texto="objeto",
            ruta="adenda", argumentos=("convenio__ugel__codigo", "convenio__codigo", "pk"),
            que=lambda *_: "Se suscribió una adenda", solo=Q(estado=Adenda.Estado.SUSCRITA),
        ),
        Fuente(
            clase="plan", grupo=PUBLICADO, modelo=PlanTrabajo, en="iniciado_en", por="iniciado_por",
            ugel="convenio__ugel", distrito="municipalidad__distrito", texto="objetivo",
            ruta="plan", argumentos=("municipalidad__distrito__ubigeo", "anio"),
            que=lambda anio, _: f"Empezó el plan de trabajo {anio}", dichos=("anio", ""),
        ),
        Fuente(
            clase="cierre", grupo=PUBLICADO, modelo=Cierre, en="cerrado_en", por="cerrado_por",
            ugel="plan__convenio__ugel", distrito="plan__municipalidad__distrito", texto="nota",
            ruta="cierre", argumentos=("plan__municipalidad__distrito__ubigeo", "plan__anio", "trimestre"),
            que=_trimestre("Se cerró el {} trimestre {}"), dichos=("trimestre", "plan__anio"),
        ),
        Fuente(
            clase="lista", grupo=PUBLICADO, modelo=ListaPriorizada, en="decidida_en", por="decidida_por",
            ugel="ugel", texto="titulo",
            ruta="riesgo_lista", argumentos=("ugel__codigo", "pk"),
            que=lambda *_: "Se decidió una lista de locales en riesgo",
        ),
        Fuente(
            clase="foto", grupo=PUBLICADO, modelo=EvidenciaProyecto, en="publicada_en", por="publicada_por",
            ugel="proyecto__institucion__distrito__ugel", distrito="proyecto__institucion__distrito",
            codigo="proyecto__codigo", texto="proyecto__titulo",
            ruta="proyecto", argumentos=("proyecto__institucion__distrito__ugel__codigo", "proyecto"),
            que=lambda *_: "Se mostró una foto del proyecto",
        ),
        Fuente(
            clase="foto_expuesta", grupo=PUBLICADO, modelo=FotoExpuesta, en="publicada_en", por="publicada_por",
            ugel="encuentro__ugel", distrito="proyecto__distrito", texto="proyecto__titulo",
            ruta="encuentro", argumentos=("encuentro__ugel__codigo", "encuentro__numero"),
            que=lambda *_: "Se mostró una foto de lo expuesto",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Suceso:
    """One act."""

    grupo: str
    que: str
    codigo: str
    texto: str
    por: str
    en: datetime.datetime
    url: str
    demostracion: bool
    ubigeo: str

    @property
    def fila(self) -> SafeString:
        """As it is drawn."""
        return dibujar("tablero/_suceso.html", {nombre: getattr(self, nombre) for nombre in DE_LA_FILA})


DE_LA_FILA = ("que", "url", "codigo", "texto", "demostracion", "por", "en")


def sucesos(user: Usuario, ugel: Ugel, desde: datetime.datetime, distrito: Distrito | None) -> tuple[list[Suceso], bool]:
    """The acts since then, the newest first, and whether there are more than are told. One query."""
    de_uno = {} if distrito is None else {"distrito": distrito.pk}
    filas = traer_para(user, ("qué cambió", *de_uno), _filas, ugel=ugel.pk, desde=desde, **de_uno)
    return [_suceso(*fila) for fila in filas[:TOPE]], len(filas) > TOPE


def _filas(user: Usuario, *, ugel: int, desde: datetime.datetime, distrito: int | None = None) -> Any:
    primera, *otras = [fuente.filas(user, ugel, desde, distrito) for fuente in FUENTES.values()]
    return primera.union(*otras, all=True).order_by("-f_en", "f_clase", "f_codigo", "f_0", "f_1")[: TOPE + 1]


def _suceso(
    clase: str,
    en: datetime.datetime,
    por: str | None,
    ubigeo: str | None,
    codigo: str,
    texto: str,
    uno: str | None,
    dos: str | None,
    demostracion: bool,
    *argumentos: str,
) -> Suceso:
    fuente = FUENTES[clase]
    url = reverse(fuente.ruta, args=argumentos[: len(fuente.argumentos)])
    return Suceso(fuente.grupo, fuente.que(uno or "", dos or ""), codigo, texto, por or "", en, url, bool(demostracion), ubigeo or "")


# ── By district ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Lugar:
    """A district (or what is of several) with its acts by kind."""

    titulo: str
    ancla: str
    grupos: dict[str, list[Suceso]] = field(default_factory=dict)

    @property
    def partes(self) -> list[tuple[str, str, list[Suceso]]]:
        """Slug, label and acts of each kind that has some."""
        return [(g, etiqueta, self.grupos[g]) for g, etiqueta in GRUPOS.items() if g in self.grupos]

    @property
    def cuentas(self) -> list[tuple[str, int]]:
        """How many of each kind, also none."""
        return [(g, len(self.grupos.get(g, []))) for g in GRUPOS]


def por_lugar(hechos: Iterable[Suceso], distritos: Iterable[Distrito], propios: set[str]) -> list[Lugar]:
    """The own districts first, then the others in their order; what is of several, or of the whole UGEL, at the end."""
    en_orden = sorted(distritos, key=lambda d: (d.ubigeo not in propios, d.ubigeo))
    lugares = {d.ubigeo: Lugar(d.nombre, f"d-{d.ubigeo}") for d in en_orden} | {
        "": Lugar("De varios distritos o de toda la UGEL", "d-varios")
    }
    for hecho in hechos:
        lugares[hecho.ubigeo if hecho.ubigeo in lugares else ""].grupos.setdefault(hecho.grupo, []).append(hecho)
    return [lugar for lugar in lugares.values() if lugar.grupos]
