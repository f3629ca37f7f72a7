"""Every total and percentage that a page shows, beside the same one worked out from the rows.

Each page answers `(what it is, what the page says, what the rows say)`; the page is asked for as a person would, with its own client.
"""

import datetime
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest import mock

from django.template.base import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse

from base.comun.recuerdos import Recuerdos
from convenios.models.situacion import Situacion
from tests.convenios.recuento import FIRMADOS, Fila, Persona, Recuento, dia_de

Cifra = tuple[str, Any, Any]
PRECISION = Fraction(1, 10**6)  # SQLite divides in binary


def iguales(uno: Any, otro: Any) -> bool:
    if isinstance(uno, int | float | Decimal | Fraction) and isinstance(otro, int | float | Decimal | Fraction):
        return abs(Fraction(uno) - Fraction(otro)) < PRECISION
    return bool(uno == otro)


@contextmanager
def sin_dibujar() -> Iterator[None]:
    """The views answer with all they know, and no template is drawn: that is most of what a page costs. None of it is remembered as a drawing."""

    def _render(plantilla: Template, contexto: Any) -> str:
        template_rendered.send(sender=plantilla, template=plantilla, context=contexto)
        return ""

    with mock.patch.object(Template, "_render", _render), mock.patch.object(Recuerdos, "guardar", lambda _, llave, dicho: dicho):
        yield


def total(filas: list[Any]) -> int:
    """What a page says of a list that it cuts."""
    return filas[0].total if filas else 0


def dichas(partes: Iterable[dict[str, Any]]) -> dict[str, int]:
    return {parte["situacion"]: parte["cuantos"] for parte in partes}


@dataclass
class Pantallas:
    """The pages, for a few people who look at them; `recuento` is that of the instant of the last `comparar`."""

    personas: dict[str, Persona]
    azar: random.Random
    recuento: Recuento = field(default_factory=Recuento)
    _clientes: dict[tuple[str, datetime.date], Client] = field(default_factory=dict)

    def _contexto(self, quien: str | None, direccion: str) -> Any:
        respuesta = (Client() if quien is None else self._cliente(quien)).get(direccion)
        assert respuesta.status_code == 200, (quien, direccion, respuesta.status_code)
        return respuesta.context

    def _cliente(self, quien: str) -> Client:
        """Signed in again each day: sessions end."""
        clave = (quien, self.recuento.hoy)
        if clave not in self._clientes:
            self._clientes[clave] = Client()
            self._clientes[clave].force_login(self.personas[quien].cuenta)
        return self._clientes[clave]

    def _codigo(self) -> str:
        return str(self.recuento.ugeles[self.personas["coordinador"].ugel]["codigo"])

    # ── Inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    def bandeja(self, quien: str) -> Iterator[Cifra]:
        r, persona, pagina = self.recuento, self.personas[quien], self._contexto(quien, reverse("bandeja"))
        suyos = r.compromisos_que_ve(persona)
        cuenta = r.por_situacion(suyos)
        yield "reparto", dichas(pagina["reparto"]), cuenta
        yield "todos", pagina["hay_compromisos"], len(suyos)
        for grupo in pagina["urgentes"]:
            yield grupo["situacion"], grupo["total"], cuenta.get(grupo["situacion"], 0)
            yield from self._filas(grupo["filas"])
        yield "por verificar", total(pagina["por_verificar"]), r.por_verificar(persona)
        yield "por responder", total(pagina["por_responder"]), r.por_responder(persona)
        yield "por terminar", total(pagina["por_terminar"]), r.por_terminar(persona)
        if persona.cuenta.rol in ("administrador", "coordinador"):
            dicho = {c.pk: (c.sin_firma, c.designados, c.sin_plazo, c.sin_medida, c.sin_evidencia) for c in pagina["por_completar"]}
            yield "por completar", dicho, r.por_completar(persona)

    def provincia(self, quien: str) -> Iterator[Cifra]:
        r, persona, pagina = self.recuento, self.personas[quien], self._contexto(quien, reverse("distritos"))
        suyos = r.compromisos_que_ve(persona)
        yield "reparto", dichas(pagina["reparto"]), r.por_situacion(suyos)
        yield "total", pagina["total"], len(suyos)
        yield "filas", len(pagina["filas"]), sum(1 for d in r.distritos.values() if d["ugel_id"] == persona.ugel)
        for fila in pagina["filas"]:
            distrito = fila["distrito"]
            llegan = r.en_distrito(persona, distrito.pk)
            celdas = {etiqueta: cuantos for etiqueta, cuantos, _ in fila["celdas"] if cuantos}
            yield f"{distrito}", celdas, {Situacion(s).label: n for s, n in r.por_situacion(llegan).items()}
            yield f"{distrito}: total", fila["total"], len(llegan)
            promedio, medidos = r.promedio(persona, distrito.pk)
            yield f"{distrito}: promedio", fila["promedio"], promedio
            yield f"{distrito}: medidos", fila["medidos"], medidos
            fechas = [a["fecha"] for a in r.verificados_en(persona, distrito.pk)]
            yield f"{distrito}: último avance", distrito.ultimo, max(fechas, default=None)

    def tablero(self, quien: str) -> Iterator[Cifra]:
        """Provincia: its matrix, what changed, what the data lack; from the summaries, or from the rows where one is behind them."""
        r, persona, pagina = self.recuento, self.personas[quien], self._contexto(quien, reverse("provincia"))
        cuadro, desde, suyos = pagina["cuadro"], pagina["desde"].dia, r.compromisos_que_ve(persona)
        yield from self._lugar("conjunto", cuadro.todo, suyos, desde)
        repartidas = [p for c in suyos for p in r.partes_hechas(c["id"])]
        yield "conjunto: avance", (cuadro.todo.conjunto.partes, cuadro.todo.conjunto.medidos), (sum(repartidas), len(repartidas))
        yield "conjunto: datos que faltan", {f: n for f, n in cuadro.deudas.items() if n}, r.faltas(suyos)
        yield "conjunto: reparto", dichas(cuadro.reparto), r.por_situacion(suyos)
        por_delante = [c for c in suyos if c["estado"] == "abierto" and c["plazo"] is not None and c["plazo"] >= r.hoy]
        yield (
            "lo que vence",
            [c.pk for c in pagina["proximos"]],
            [c["id"] for c in sorted(por_delante, key=lambda c: (c["plazo"], c["id"]))[:6]],
        )
        yield "filas", len(cuadro.filas), sum(1 for d in r.distritos.values() if d["ugel_id"] == persona.ugel)
        for fila, distrito in zip(cuadro.filas, sorted(self._distritos(persona), key=lambda d: d["ubigeo"]), strict=True):
            llegan = r.en_distrito(persona, distrito["id"])
            yield from self._lugar(fila.nombre, fila, llegan, desde)
            hechas = [p for c in llegan for p in r.partes_hechas(c["id"], distrito["id"])]
            yield f"{fila.nombre}: avance", (fila.conjunto.partes, fila.conjunto.medidos), (sum(hechas), len(hechas))

    def _distritos(self, persona: Persona) -> list[Fila]:
        return [d for d in self.recuento.distritos.values() if d["ugel_id"] == persona.ugel]

    def _lugar(self, nombre: str, fila: Any, suyos: list[Fila], desde: datetime.date) -> Iterator[Cifra]:
        r, c = self.recuento, fila.conjunto
        por_linea = {linea: r.por_situacion(x for x in suyos if x["linea"] == linea) for linea in {x["linea"] for x in suyos}}
        yield f"{nombre}: matriz", {linea: cuenta.situaciones for linea, cuenta in fila.lineas.items()}, por_linea
        yield f"{nombre}: total", c.total, len(suyos)
        yield f"{nombre}: cambios", (c.avanzaron, c.cumplidos, c.no_cumplidos, c.vencieron), r.cambios(suyos, desde)

    def mi_municipio(self, quien: str) -> Iterator[Cifra]:
        r, persona, pagina = self.recuento, self.personas[quien], self._contexto(quien, reverse("mi_municipio"))
        distrito, desde = r.distrito_de(persona), r.trimestre_anterior()
        assert distrito is not None
        suyos = r.en_distrito(persona, distrito)
        abiertos = [c for c in suyos if c["estado"] == "abierto"]
        debe = [
            c for c in abiertos if c["obligada_id"] and r.todas_las_partes[c["obligada_id"]]["municipalidad_id"] == persona.municipalidad
        ]
        verificados = [a for a in r.verificados_en(persona, distrito) if dia_de(a["verificado_en"]) >= desde]
        cumplidos = [c for c in suyos if c["estado"] == "cumplido" and dia_de(c["estado_en"]) >= desde]
        yield "reparto", dichas(pagina["reparto"]), r.por_situacion(suyos)
        yield "debe", total(pagina["debe"]), len(debe)
        yield "le deben", total(pagina["le_deben"]), sum(1 for c in abiertos if c["obligada_id"] is None)
        yield "por responder", total(pagina["por_responder"]), r.por_responder(persona)
        yield "por corregir", total(pagina["por_corregir"]), r.por_corregir(persona)
        elegibles = [c for c in abiertos if r.convenios[c["convenio_id"]]["estado"] == "suscrito"]
        yield "puede reportar de", total(pagina["elegibles"]), len(elegibles)
        yield "verificados", total(pagina["verificados"]), len(verificados)
        yield "cumplidos", pagina["cumplidos"], len(cumplidos)
        yield from self._filas(pagina["debe"] + pagina["le_deben"], distrito)

    def distrito(self, quien: str) -> Iterator[Cifra]:
        r, persona = self.recuento, self.personas[quien]
        distrito = self.azar.choice([d for d in r.distritos.values() if d["ugel_id"] == persona.ugel])
        pagina = self._contexto(quien, reverse("distrito", args=[distrito["ubigeo"]]))
        llegan = r.en_distrito(persona, distrito["id"])
        yield "reparto", dichas(pagina["reparto"]), r.por_situacion(llegan)
        yield "total", pagina["total"], len(llegan)
        yield "verificados", total(pagina["verificados"]), len(r.verificados_en(persona, distrito["id"]))
        yield from self._filas(pagina["compromisos"], distrito["id"])

    def lista(self, quien: str) -> Iterator[Cifra]:
        """The big list, by district or not; and the rows behind one of its numbers."""
        r, persona = self.recuento, self.personas[quien]
        distrito = self.azar.choice([None, *(d for d in r.distritos.values() if d["ugel_id"] == persona.ugel)])
        suyos = r.en_distrito(persona, distrito["id"]) if distrito else r.compromisos_que_ve(persona)
        consulta = {"distrito": distrito["ubigeo"]} if distrito else {}
        cuenta = r.por_situacion(suyos)
        pagina = self._contexto(quien, reverse("compromisos", args=[self._codigo()], query=consulta))
        yield "cuentas", dichas(pagina["partes"]), cuenta
        yield "filas", pagina["pagina"].paginator.count, len(suyos)
        yield from self._filas(pagina["pagina"].object_list)
        situacion = self.azar.choice(Situacion.values)
        pagina = self._contexto(quien, reverse("compromisos", args=[self._codigo()], query=consulta | {"situacion": situacion}))
        cuantos = cuenta.get(situacion, 0)
        yield f"filas {situacion}", (pagina["pagina"].paginator.count, len(pagina["pagina"].object_list)), (cuantos, min(cuantos, 50))

    def convenios(self, quien: str) -> Iterator[Cifra]:
        r, persona = self.recuento, self.personas[quien]
        pagina = self._contexto(quien, reverse("convenios", args=[self._codigo()]))
        suyos = r.compromisos_que_ve(persona)
        contado = {pk: (len(r.partes.get(pk, ())), sum(1 for c in suyos if c["convenio_id"] == pk)) for pk in r.convenios_que_ve(persona)}
        yield "partes y compromisos", {c.pk: (c.n_partes, c.n_compromisos) for c in pagina["pagina"].object_list}, contado

    def convenio(self, quien: str) -> Iterator[Cifra]:
        r, persona = self.recuento, self.personas[quien]
        for pk in sorted(r.convenios_que_ve(persona)):
            codigo = r.convenios[pk]["codigo"]
            pagina = self._contexto(quien, reverse("convenio", args=[self._codigo(), codigo]))
            suyos = [c for c in r.compromisos_que_ve(persona) if c["convenio_id"] == pk]
            yield f"{codigo}: situaciones", dichas(pagina["situaciones"]), r.por_situacion(suyos)
            faltan = [
                ("Plazo", sum(1 for c in suyos if c["plazo"] is None)),
                ("Responsable", sum(1 for c in suyos if not c["responsable"])),
            ]
            dicho = [d["que"] for d in pagina["deudas"] if d["que"].endswith(" compromisos")]
            yield f"{codigo}: deudas", dicho, [f"{que}, en {n} de {len(suyos)} compromisos" for que, n in faltan if n]
            yield from self._filas(pagina["compromisos"])

    def compromiso(self, quien: str) -> Iterator[Cifra]:
        r, persona = self.recuento, self.personas[quien]
        vistos = r.compromisos_que_ve(persona)
        if not vistos:
            return
        fila = self.azar.choice(vistos)
        convenio = r.convenios[fila["convenio_id"]]
        pagina = self._contexto(quien, reverse("compromiso", args=[self._codigo(), convenio["codigo"], fila["codigo"]]))
        yield f"{fila['codigo']}: avance sin tope", pagina["compromiso"].progreso_bruto, r.progreso_bruto(fila["id"])
        yield f"{fila['codigo']}: sin distrito", pagina["sin_distrito"], r.hecho_sin_distrito(fila["id"])
        partes = {a.distrito_id: (a.hecho or Decimal(0), a.progreso) for a in pagina["alcances"]}
        contadas = {
            a["distrito_id"]: (r.hecho(fila["id"], a["distrito_id"]), r.progreso_aqui(fila["id"], a["distrito_id"]))
            for a in r.alcances_de.get(fila["id"], ())
        }
        yield f"{fila['codigo']}: partes", partes, contadas
        hitos = {h["id"]: r.hecho_el(h["id"]) for h in r.hitos_de.get(fila["id"], ())}
        yield f"{fila['codigo']}: hitos", {h.pk: h.hecho_el for h in pagina["hitos"]}, hitos
        abiertas = [q for q in r.consultas if q["compromiso_id"] == fila["id"] and q["estado"] == "abierta"]
        propio = r.distrito_de(persona)
        suyas = [q for q in abiertas if persona.del_personal or q["distrito_id"] == propio]
        yield f"{fila['codigo']}: consultas", pagina["compromiso"].consultas_abiertas, len(suyas)
        yield from self._filas([pagina["compromiso"]])

    # ── Outside ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def portada(self, _: str) -> Iterator[Cifra]:
        """The public home of each UGEL that signed something, and the page of one of its districts."""
        r = self.recuento
        publicados, vistos = r.compromisos_que_ve(None), r.convenios_que_ve(None)
        for ugel in {r.convenios[pk]["ugel_id"]: r.ugeles[r.convenios[pk]["ugel_id"]] for pk in vistos}.values():
            pagina, propios = self._contexto(None, reverse("publico_ugel", args=[ugel["codigo"]])), {}
            for pk in (pk for pk in vistos if r.convenios[pk]["ugel_id"] == ugel["id"]):
                suyos = [c for c in publicados if c["convenio_id"] == pk]
                propios[pk] = len(suyos), sum(1 for c in suyos if c["estado"] == "cumplido")
            dichos = pagina["convenios"].paginator.object_list
            yield f"{ugel['codigo']}: convenios", {c.pk: (c.total, c.cumplidos) for c in dichos}, propios
            de_ella = [c for c in publicados if c["convenio_id"] in propios]
            yield f"{ugel['codigo']}: reparto", dichas(pagina["reparto"]), r.por_situacion(de_ella, publica=True)
            distrito = self.azar.choice([d for d in r.distritos.values() if d["ugel_id"] == ugel["id"]])
            pagina = self._contexto(None, reverse("publico_distrito", args=[ugel["codigo"], distrito["ubigeo"]]))
            llegan = [c for c in publicados if r.llega_a(c, distrito["id"])]
            yield f"{distrito['ubigeo']}: reparto", dichas(pagina["reparto"]), r.por_situacion(llegan, publica=True)
            yield f"{distrito['ubigeo']}: filas", pagina["pagina"].paginator.count, len(llegan)
            yield from self._filas(pagina["pagina"].object_list, publica=True)

    def publico(self, _: str) -> Iterator[Cifra]:
        r = self.recuento
        for convenio in [c for c in r.convenios.values() if c["eliminado_en"] is None and c["estado"] in FIRMADOS]:
            suyos = [c for c in r.compromisos_que_ve(None) if c["convenio_id"] == convenio["id"]]
            llegan = {d["ubigeo"]: sum(1 for c in suyos if r.llega_a(c, d["id"])) for d in r.distritos.values()}
            llegan = {ubigeo: cuantos for ubigeo, cuantos in sorted(llegan.items()) if cuantos}
            direccion = reverse("publico_convenio", args=[r.ugeles[convenio["ugel_id"]]["codigo"], convenio["codigo"]])
            yield from self._publico(convenio["codigo"], direccion, suyos, llegan)
            if llegan:
                ubigeo = self.azar.choice(sorted(llegan))
                alli = next(d["id"] for d in r.distritos.values() if d["ubigeo"] == ubigeo)
                yield from self._publico(
                    f"{convenio['codigo']} en {ubigeo}", f"{direccion}?distrito={ubigeo}", [c for c in suyos if r.llega_a(c, alli)], llegan
                )

    def _publico(self, nombre: str, direccion: str, suyos: list[Fila], llegan: dict[str, int]) -> Iterator[Cifra]:
        r, pagina = self.recuento, self._contexto(None, direccion)
        yield f"{nombre}: distritos", {d["ubigeo"]: d["cuantos"] for d in pagina["distritos"]}, llegan
        yield f"{nombre}: reparto", dichas(pagina["reparto"]), r.por_situacion(suyos, publica=True)
        yield f"{nombre}: filas", pagina["pagina"].paginator.count, len(suyos)
        yield from self._filas(pagina["pagina"].object_list, publica=True)

    # ── The rows of any of them ──────────────────────────────────────────────────────────────────────────────────────────
    def _filas(self, filas: Iterable[Any], distrito: int | None = None, *, publica: bool = False) -> Iterator[Cifra]:
        r = self.recuento
        for c in filas:
            yield f"{c}: avance", c.progreso, r.progreso(c.pk)
            yield f"{c}: situación", c.situacion, r.situacion(r.compromisos[c.pk], publica=publica)
            if distrito is not None:
                yield f"{c}: avance en el distrito", c.progreso_aqui, r.progreso_aqui(c.pk, distrito)

    # ── All of them ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def todas(self) -> list[tuple[str, Callable[[str], Iterator[Cifra]], str]]:
        """Each page with each of the people who look at it."""
        quienes = {
            "bandeja": ("coordinador", "coordinadora", "especialista", "administrador"),
            "provincia": ("coordinador", "alcalde_a", "dre"),
            "tablero": ("coordinador", "director", "alcalde_a", "dre"),
            "mi_municipio": ("alcalde_a", "alcalde_b", "enlace_a"),
            "distrito": ("director", "alcalde_b", "dre"),
            "lista": ("coordinador", "alcalde_a"),
            "convenios": ("coordinador", "alcalde_b"),
            "convenio": ("coordinador", "alcalde_a"),
            "compromiso": ("coordinador", "alcalde_a", "dre"),
            "portada": ("",),
            "publico": ("",),
        }
        return [(pagina, getattr(self, pagina), quien) for pagina, personas in quienes.items() for quien in personas]

    def comparar(self, *, cuantas: int | None = None, solo: str = "") -> tuple[int, list[str]]:
        """How many figures were compared, and those that differ: on all the pages, as they are drawn; or on what some, or one, would draw."""
        self.recuento = Recuento()
        paginas = [pagina for pagina in self.todas() if solo in ("", pagina[0])]
        if cuantas is not None:
            paginas = self.azar.sample(paginas, min(cuantas, len(paginas)))
        comparadas, distintas = 0, []
        with nullcontext() if cuantas is None else sin_dibujar():
            for nombre, pagina, quien in paginas:
                for que, dicho, contado in pagina(quien):
                    comparadas += 1
                    if not iguales(dicho, contado):
                        distintas.append(f"{nombre} {quien}, {que}: la página dice {dicho}, las filas dicen {contado}")
        return comparadas, distintas
