"""What a page may ask of the database: a list 8 queries, any other page 12, and not one more with a thousand rows than with ten.

Times are no test: `make bench` measures them (docs/rendimiento.md).
"""

import pytest

from bench.consultas import MUCHAS, POCAS, consultas, contar, entrar
from bench.datos import llenar
from bench.paginas import PAGINAS, SIN_PAGINA, listas_de_la_administracion
from tests.test_casa import RUTAS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("presupuestos")]  # one world for all of them, so on one worker


def test_every_route_that_shows_a_page_has_a_budget():
    nuestras = {patron.name for ruta, patron in RUTAS if not ruta.startswith("administracion/")}
    medidas = {pagina.ruta for pagina in PAGINAS}
    assert nuestras - medidas - SIN_PAGINA == set()
    assert (medidas | SIN_PAGINA) - nuestras == set()


@pytest.fixture(scope="module")
def contadas(modulo_db) -> tuple[dict[str, int], dict[str, int]]:
    """What every page and every list of the administration asks with few rows, and with many: the same world for both tests."""

    def contar_todo() -> dict[str, int]:
        return contar(PAGINAS) | {lista: consultas(entrar("administrador"), lista) for lista in listas_de_la_administracion()}

    llenar(POCAS, resto=POCAS)
    con_pocas = contar_todo()
    llenar(MUCHAS, resto=MUCHAS)
    return con_pocas, contar_todo()


def test_a_page_costs_the_same_with_ten_rows_and_with_a_thousand(contadas):
    con_pocas, con_muchas = ({p.clave: de_todas[p.clave] for p in PAGINAS} for de_todas in contadas)

    assert {clave: n for clave, n in con_muchas.items() if n > con_pocas[clave]} == {}
    # what tells changes asks once for each kind of record that the changes of its page name, so it may ask less: nothing else may
    assert {clave for clave, n in con_muchas.items() if n < con_pocas[clave]} <= {
        p.clave for p in PAGINAS if p.ruta in {"historia", "lote", "lote_deshacer"}
    }
    assert {p.clave: con_muchas[p.clave] for p in PAGINAS if con_muchas[p.clave] > p.maximo} == {}


def test_a_list_of_the_administration_costs_the_same_with_ten_rows_and_with_a_thousand(contadas):
    con_pocas, con_muchas = ({lista: de_todas[lista] for lista in listas_de_la_administracion()} for de_todas in contadas)

    assert con_muchas == con_pocas
