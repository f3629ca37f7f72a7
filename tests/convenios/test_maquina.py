"""P5: after a thousand random acts of people, every total on every page is what the rows say, worked out a second time in plain Python."""

import random
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Count, Q

from base.cuentas.roles import Rol
from convenios.models import Alcance, Avance, Convenio
from convenios.models.compromiso import CompromisoQuerySet
from portal.publico import consultas as publico
from portal.tablero import consultas as tablero
from tests.convenios.cifras import Pantallas
from tests.convenios.maquina import Maquina
from tests.convenios.recuento import Persona
from tests.factories import make_compromiso, make_convenio, make_distrito, make_municipalidad, make_usuario

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P5")]

DE_UNA_VEZ = 4  # pages at each look; all of them at the end of a run
GENTE = ["administrador", "coordinador", "coordinadora", "especialista", "director", "alcalde_a", "enlace_a", "alcalde_b", "dre"]


class Mundo:
    """What every run starts from, and the people who act and look."""

    def __init__(self, gente, personas):
        self.gente, self.personas = gente, personas

    def correr(self, semilla: int, actos: int, *, cada: int) -> tuple[Maquina, int, list[str]]:
        """One run, that leaves nothing behind: the machine, how many figures were compared, and those that differed."""
        comparadas, distintas = 0, []
        with closing(self._actos(semilla, actos, cada)) as momentos:
            for n, maquina, mirar in momentos:
                cuantas, nuevas = mirar(cuantas=None if n == actos else DE_UNA_VEZ)
                comparadas += cuantas
                distintas += [f"semilla {semilla}, acto {n}: {una} · antes: {maquina.diario[-cada:]}" for una in nuevas]
        return maquina, comparadas, distintas

    def se_nota(self, pagina: str, *, actos: int = 200, cada: int = 5, al_dia: bool = False) -> bool:
        """Whether some look at that page sees a difference. `al_dia`: the summaries are counted before every act."""
        with closing(self._actos(0, actos, cada, al_dia=al_dia)) as momentos:
            return any(mirar(cuantas=1, solo=pagina)[1] for _, _, mirar in momentos)

    def _actos(
        self, semilla: int, actos: int, cada: int, *, al_dia: bool = False
    ) -> Generator[tuple[int, Maquina, Callable[..., tuple[int, list[str]]]]]:
        """Stop each `cada` acts, for whoever wants to look. To be closed: what was done is undone then, and not when memory is swept."""
        with transaction.atomic(), time_machine.travel(time.time()) as viajero:
            maquina = Maquina(semilla, self.gente, lambda dias: viajero.shift(timedelta(days=dias)))
            pantallas = Pantallas(self.personas, random.Random(semilla))  # noqa: S311  (which pages, no secret)
            for n in range(1, actos + 1):
                if al_dia:
                    maquina.recontar()
                maquina.paso()
                if n % cada == 0 or n == actos:
                    yield n, maquina, pantallas.comparar
            transaction.set_rollback(True)


@pytest.fixture
def mundo(request, ugel, otra_ugel, convenio, municipalidad_a, municipalidad_b, municipalidad_ajena) -> Mundo:
    """Three convenios of the UGEL (one still a draft), one of another UGEL, and a few commitments in each."""
    gente = {nombre: request.getfixturevalue(nombre) for nombre in [*GENTE, "coordinador_otra_ugel"]}
    gente["especialista_otra_ugel"] = make_usuario(Rol.ESPECIALISTA, ugel=otra_ugel)
    make_municipalidad(distrito=make_distrito(ugel, ubigeo="990103", nombre="Distrito C"))
    convenios = [
        convenio,
        make_convenio(ugel, codigo="CM-SEGUNDO"),
        make_convenio(ugel, codigo="CM-BORRADOR", estado="borrador", partes=(municipalidad_a,)),
        make_convenio(otra_ugel, codigo="CM-AJENO", partes=(municipalidad_ajena,)),
    ]
    for uno in convenios:
        distritos = [p.municipalidad.distrito for p in uno.partes.select_related("municipalidad__distrito")]
        make_compromiso(uno, codigo="C-1", meta=40, distritos=distritos)
        make_compromiso(uno, codigo="C-2", hitos=2, distritos=distritos[:1])
    lugares = {"alcalde_a": municipalidad_a, "enlace_a": municipalidad_a, "alcalde_b": municipalidad_b}
    personas = {
        nombre: Persona(gente[nombre], ugel.pk, lugares[nombre].pk if nombre in lugares else None, nombre not in (*lugares, "dre"))
        for nombre in GENTE
    }
    return Mundo(gente, personas)


def test_every_total_of_every_page_is_what_the_rows_say(mundo, promesa):
    semillas, actos, cada = promesa.veces(1, 20), promesa.veces(60, 1000), promesa.veces(10, 20)
    hechas: Counter[str] = Counter()
    rechazados, comparadas, distintas = 0, 0, []
    for semilla in range(semillas):
        maquina, cuantas, nuevas = mundo.correr(semilla, actos, cada=cada)
        hechas += maquina.hechas
        rechazados += maquina.rechazadas.total()
        comparadas += cuantas
        distintas += nuevas
    promesa.anotar(
        f"{actos} actos al azar × {semillas} semillas, y las cifras de las páginas contra las filas",
        actos_hechos=hechas.total(),
        rechazados_por_una_ley=rechazados,
        cifras_comparadas=comparadas,
        diferencias=len(distintas),
    )
    assert not distintas, "\n".join(distintas[:20])
    assert len(hechas) > promesa.veces(15, 20), hechas  # nearly every kind of act was done


# ── Controls: a figure that is counted wrongly is seen ───────────────────────────────────────────────────────────────────
def con_la_papelera(ugel) -> Any:
    """The public home of a UGEL, if it counted what is deleted."""
    cumplidos = Count("compromisos", filter=Q(compromisos__estado="cumplido"))
    return Convenio.objects.publicos().filter(ugel=ugel).annotate(total=Count("compromisos"), cumplidos=cumplidos).order_by("codigo")


def aun_donde_ya_no_llega(compromisos, distrito) -> Any:
    """A district, if a share in the papelera still reached it."""
    return compromisos.filter(pk__in=Alcance.todos.filter(distrito=distrito).values("compromiso"))


def tambien_lo_propio(user, ugel) -> Any:
    """What waits to be verified, if one's own waited for oneself."""
    return Avance.objects.filter(estado="enviado", compromiso__convenio__ugel=ugel).para_lista()


@pytest.mark.parametrize(
    ("donde", "nombre", "roto", "pagina"),
    [
        (publico, "convenios", con_la_papelera, "portada"),
        (CompromisoQuerySet, "en_distrito", aun_donde_ya_no_llega, "mi_municipio"),
        (tablero, "por_verificar", tambien_lo_propio, "bandeja"),
    ],
    ids=["publico", "mi_municipio", "bandeja"],
)
def test_a_figure_that_is_counted_wrongly_is_found(mundo, monkeypatch, donde, nombre, roto, pagina):
    monkeypatch.setattr(donde, nombre, roto)
    assert mundo.se_nota(pagina)


@pytest.mark.parametrize("nota", ["convenios_compromiso_recuenta_update", "convenios_avance_recuenta_update"])
def test_a_summary_that_is_not_told_of_what_was_written_is_found(mundo, nota):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {nota}" + ("" if connection.vendor == "sqlite" else f" ON {nota.partition('_recuenta')[0]}"))
    assert mundo.se_nota("tablero", actos=60, cada=1, al_dia=True)
