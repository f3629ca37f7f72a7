"""Demonstration avances: reported by one person, verified by another, some returned and sent again, with small files for evidence."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from base.avisos.models import Aviso
from base.cuentas.models import Usuario
from convenios.models import Avance, Convenio, Evidencia, Hito
from convenios.models.situacion import Situacion

from . import archivos
from .compromisos import SIN_PRUEBA, Tarea
from .convenios import dia
from .cronica import Cronica, instante
from .personas import ENLACE, Elenco
from .textos import DETALLES, OBSERVACIONES, SIN_EVIDENCIA

S = Situacion
E = Avance.Estado
HECHO = {  # how much of the target is done and verified: from, to (in hundredths)
    S.EN_PROCESO: (30, 85), S.POR_VENCER: (50, 95), S.VENCIDO: (30, 85), S.NO_CUMPLIDO: (20, 60), S.SUSPENDIDO: (10, 50),
    S.EN_VERIFICACION: (15, 65), S.SIN_PLAZO: (10, 50), S.CUMPLIDO: (100, 101), S.POR_INICIAR: (0, 1),
}  # fmt: skip
ABIERTAS = {S.EN_PROCESO, S.POR_VENCER, S.EN_VERIFICACION, S.VENCIDO}
NADA: dict[str, Any] = {
    "estado": E.BORRADOR, "enviado_en": None, "enviado_por_id": None, "verificado_en": None, "verificado_por_id": None,
    "observado_en": None, "observado_por_id": None, "observacion": "",
}  # fmt: skip


@dataclass(frozen=True)
class Parcial:
    """One thing to report: where, and how much or which milestone."""

    ubigeo: str | None = None
    cantidad: int | None = None
    hito: Hito | None = None
    del_enlace: bool = False  # by the liaison, not by the mayor


def crear(cronica: Cronica, elenco: Elenco, tareas: list[Tarea], azar: random.Random) -> list[Avance]:
    """All of them, with their evidence and with the notices that their steps gave."""
    relatos = [
        _Relato(cronica, elenco, azar, tarea, parcial, estado, numero)
        for numero, tarea in enumerate(tareas)
        if tarea.compromiso.convenio.estado in Convenio.Estado.firmados() and tarea.compromiso.estado_motivo != SIN_PRUEBA
        for estado, parcial in _que_se_hizo(tarea, numero, azar)
    ]
    avances = [relato.contar() for relato in relatos]
    cargas = _cargas_iniciales(cronica, elenco, tareas)
    cronica.guardar(avances + cargas)
    cronica.guardar(evidencia for relato in relatos for evidencia in relato.probar())
    Aviso.objects.bulk_create([aviso for relato in relatos for aviso in relato.avisar()], batch_size=200)
    return avances + cargas


def _que_se_hizo(tarea: Tarea, numero: int, azar: random.Random) -> Iterator[tuple[str, Parcial]]:
    desde, hasta = HECHO[tarea.situacion]
    pedazos = list(_pedazos(tarea, azar))
    if tarea.situacion == S.CUMPLIDO and tarea.partes_de_meta and numero % 9 == 0:
        pedazos.append(Parcial(tarea.ubigeos[0], 2))  # more was done than promised
    hechos = len(pedazos) if tarea.situacion == S.CUMPLIDO else len(pedazos) * azar.randrange(desde, hasta) // 100
    if tarea.situacion in (S.EN_PROCESO, S.POR_VENCER):
        hechos = max(1, hechos)
    yield from ((E.VERIFICADO, pedazo) for pedazo in pedazos[:hechos])
    quedan = itertools.chain(pedazos[hechos:], itertools.repeat(Parcial(tarea.ubigeos[0])))
    yield from zip(_pendientes(tarea, numero, azar), quedan, strict=False)
    if tarea.municipal and tarea.ubigeos[0] == ENLACE[2] and tarea.situacion in ABIERTAS:
        yield from ((estado, replace(next(quedan), del_enlace=quien)) for estado in (E.OBSERVADO, E.BORRADOR) for quien in (True, False))


def _pendientes(tarea: Tarea, numero: int, azar: random.Random) -> list[Avance.Estado]:
    """States of what is not verified yet: waiting, returned, begun."""
    if tarea.situacion == S.POR_INICIAR:
        return [E.BORRADOR] * (numero % 2)
    if tarea.situacion not in ABIERTAS:
        return []
    enviados = azar.randrange(1, 4) if tarea.situacion == S.EN_VERIFICACION else int(tarea.situacion == S.VENCIDO and numero % 2)
    return [E.ENVIADO] * enviados + [E.OBSERVADO] * (numero % 2 == 0) + [E.BORRADOR] * (numero % 4 == 1)


def _pedazos(tarea: Tarea, azar: random.Random) -> Iterator[Parcial]:
    """All there is to do, in pieces as a person would report them."""
    propio = tarea.ubigeos[0] if len(tarea.ubigeos) == 1 else None
    if tarea.hitos:
        yield from (Parcial(propio, hito=hito, del_enlace=propio == ENLACE[2] and azar.random() < 0.5) for hito in tarea.hitos)
    elif tarea.partes_de_meta:
        for ubigeo, meta in azar.sample(sorted(tarea.partes_de_meta.items()), len(tarea.partes_de_meta)):
            veces = min(meta, 5 if len(tarea.ubigeos) == 1 else 3 if len(tarea.ubigeos) < 8 else 2)
            yield from (Parcial(ubigeo, meta * (vez + 1) // veces - meta * vez // veces) for vez in range(veces))
    else:
        yield from (Parcial(azar.choice(tarea.ubigeos)) for _ in range(azar.randrange(4, 8)))


class _Relato:
    """One avance, told step by step: who, when, what it said at each moment."""

    def __init__(
        self, cronica: Cronica, elenco: Elenco, azar: random.Random, tarea: Tarea, parcial: Parcial, estado: str, numero: int
    ) -> None:
        self.cronica, self.elenco, self.azar = cronica, elenco, azar
        self.tarea, self.parcial, self.estado, self.numero = tarea, parcial, estado, numero
        self.autor = self._autor()
        self.verificador = elenco.otra_persona(self.autor if azar.random() < 0.5 else elenco.coordinador)
        if self.verificador.pk == self.autor.pk:
            self.verificador = elenco.otra_persona(self.autor)
        self.avance = self._avance()
        self.con_evidencia = tarea.situacion == S.CUMPLIDO or azar.random() < 0.85

    def _autor(self) -> Usuario:
        ubigeo = self.parcial.ubigeo
        if self.tarea.municipal and ubigeo is not None:
            if self.parcial.del_enlace:
                return self.elenco.enlace
            return self.elenco.alcaldes[ubigeo]
        if ubigeo is not None and self.azar.random() < 0.08:
            return self.elenco.alcaldes[ubigeo]
        return self.azar.choices((self.elenco.especialista, self.elenco.coordinador, self.elenco.coordinadora), (6, 1, 1))[0]

    def _avance(self) -> Avance:
        cuando = self._cuando()
        cantidad, hito = self.parcial.cantidad, self.parcial.hito
        unidad = self.tarea.compromiso.unidad
        que = (
            f"{unidad[:1].upper()}{unidad[1:]}: {cantidad}"
            if cantidad
            else f"Se alcanzó el hito «{hito}»"
            if hito
            else "Se atendió lo previsto"
        )
        donde = f", en {self.elenco.distritos[self.parcial.ubigeo].nombre}" if self.parcial.ubigeo else ""
        return Avance(
            compromiso=self.tarea.compromiso,
            distrito=self.elenco.distritos[self.parcial.ubigeo] if self.parcial.ubigeo else None,
            fecha=dia(cuando),
            descripcion=f"{que}{donde}. {self.azar.choice(DETALLES)}",
            cantidad=None if cantidad is None else Decimal(cantidad),
            hito=hito,
            expediente=f"Exp. {self.azar.randrange(1000, 99999):05d}-{dia(cuando).year} (demostración)" if self.azar.random() < 0.6 else "",
            creado_por=self.autor,
            creado_en=instante(dia(cuando), 16, self.azar.randrange(60)),
        )

    def _cuando(self) -> int:
        """Day on which it was done, counted from today."""
        if self.estado == E.BORRADOR:
            return self.azar.randrange(-6, 0)
        if self.estado == E.ENVIADO:
            return self.azar.randrange(-12, -2)
        if self.estado == E.OBSERVADO:
            return self.azar.randrange(-25, -8)
        ultimo = self.tarea.hasta - 12
        return self.azar.randrange(min(self.tarea.desde + 5, ultimo - 1), ultimo)

    def contar(self) -> Avance:
        """The avance with every step of its way."""
        avance, dias = self.avance, (self.avance.fecha - dia(0)).days
        if not self.con_evidencia:
            avance.sin_evidencia_motivo = self.azar.choice(SIN_EVIDENCIA)
        self.cronica.nace(avance, self.cronica.acto(self.autor, avance.creado_en, "Registrar avance"), **NADA)
        if self.estado == E.BORRADOR:
            return avance
        self._enviar(dias + 1)
        if self.estado == E.OBSERVADO or (self.estado == E.VERIFICADO and self.azar.random() < 0.12):
            self._observar(dias + 4)
            if self.estado == E.VERIFICADO:
                self._enviar(dias + 7)
        if self.estado == E.VERIFICADO:
            self._verificar(dias + 9)
        return avance

    def _enviar(self, cuando: int) -> None:
        acto = self.cronica.acto(self.autor, instante(dia(min(cuando, -1)), 17, self.azar.randrange(60)), "Enviar")
        self.avance.estado, self.avance.enviado_en, self.avance.enviado_por = E.ENVIADO, acto.en, self.autor
        self._anotar(acto)

    def _observar(self, cuando: int) -> None:
        motivo = self.azar.choice(OBSERVACIONES)
        acto = self.cronica.acto(self.verificador, instante(dia(min(cuando, -1)), 18, self.azar.randrange(60)), motivo)
        self.avance.estado, self.avance.observado_en, self.avance.observado_por = E.OBSERVADO, acto.en, self.verificador
        self.avance.observacion = motivo
        self._anotar(acto)

    def _verificar(self, cuando: int) -> None:
        acto = self.cronica.acto(self.verificador, instante(dia(cuando), 11, self.azar.randrange(60)), "Verificar")
        self.avance.estado, self.avance.verificado_en, self.avance.verificado_por = E.VERIFICADO, acto.en, self.verificador
        self._anotar(acto)

    def _anotar(self, acto: Any) -> None:
        self.cronica.cambia(self.avance, acto, **{campo: getattr(self.avance, campo) for campo in NADA})

    def probar(self) -> Iterator[Evidencia]:
        """Its evidence: a signed document, a plain one, a photo, a scanned list or a link; sometimes two of them."""
        if not self.con_evidencia:
            return
        acto = self.cronica.acto(self.autor, self.avance.creado_en, "Adjuntar")
        for clase in self.azar.sample(["documento_firmado", "documento", "foto", "lista", "enlace"], self.azar.choice((1, 1, 1, 2))):
            evidencia = Evidencia(avance=self.avance, subida_por=self.autor, subida_en=acto.en, clase="foto" if clase == "lista" else clase)
            if clase == "enlace":
                evidencia.enlace = f"https://example.org/demostracion/{self.avance.pk}"
            else:
                evidencia.guardar_archivo(self._archivo(clase))
            evidencia.publica = clase == "documento_firmado" and self.estado == E.VERIFICADO and self.azar.random() < 0.5
            yield self.cronica.nace(evidencia, acto)

    def _archivo(self, clase: str) -> archivos.ArchivoRevisado:
        if clase == "foto":
            return archivos.foto(f"foto-{self.avance.pk}.jpg", self.azar)
        if clase == "lista":
            return archivos.lista(
                f"lista-de-asistencia-{self.avance.pk}.png", f"Lista de asistencia, {self.avance.fecha:%d/%m/%Y}", self.azar
            )
        nombre = "acta-firmada" if clase == "documento_firmado" else "informe"
        compromiso = self.tarea.compromiso
        lineas = [
            f"{nombre.replace('-', ' ').capitalize()} {self.avance.pk}",
            f"Compromiso {compromiso.codigo} de {compromiso.convenio.codigo}",
        ]
        return archivos.documento(
            f"{nombre}-{self.avance.pk}.pdf", [*lineas, f"Fecha: {self.avance.fecha:%d/%m/%Y}", self.avance.descripcion]
        )

    def avisar(self) -> Iterator[Aviso]:
        """What its last step told to whom: a sent one to its verifiers, a returned one to its author."""
        avance = self.avance
        if avance.estado == E.ENVIADO:
            texto, en = f"{self.autor} envió un avance de {avance.compromiso.codigo}: está por verificar.", avance.enviado_en
            personas = [p for p in (self.elenco.coordinador, self.elenco.coordinadora) if p.pk != self.autor.pk]
        elif avance.estado == E.OBSERVADO:
            texto, en = f"{self.verificador} observó su avance de {avance.compromiso.codigo}: {avance.observacion}", avance.observado_en
            personas = [self.autor]
        else:
            return
        for persona in personas:
            clave = f"avance:{avance.pk}:{avance.estado}:{en:%Y%m%d%H%M%S%f}"
            yield Aviso(usuario=persona, texto=texto[:300], enlace=avance.get_absolute_url(), clave=clave, creado_en=en or avance.creado_en)


def _cargas_iniciales(cronica: Cronica, elenco: Elenco, tareas: list[Tarea]) -> list[Avance]:
    """Two percentages that came from the office's old matrix, on commitments on which nothing has been reported since."""
    callados = [t for t in tareas if t.compromiso.estado_motivo == SIN_PRUEBA][:2]
    cargas = []
    for tarea in callados:
        acto = cronica.acto(elenco.admin, instante(dia(tarea.hasta - 30), 9), "Carga inicial de la matriz")
        carga = Avance(
            compromiso=tarea.compromiso, fecha=dia(tarea.hasta - 30), descripcion="Porcentaje de la matriz de la oficina, antes del portal.",
            porcentaje=Decimal(100), origen=Avance.Origen.CARGA_INICIAL, sin_evidencia_motivo="carga inicial", creado_por=elenco.admin, creado_en=acto.en,
            estado=E.VERIFICADO, verificado_en=acto.en, verificado_por=elenco.coordinador,
        )  # fmt: skip
        cargas.append(cronica.nace(carga, acto))
    return cargas
