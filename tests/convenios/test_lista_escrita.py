"""The list of commitments asks questions that are written once, and draws rows that were drawn before: it says what it would have said without."""

import itertools
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template import engines
from django.urls import reverse
from django.utils.safestring import mark_safe

from base.comun import dibujos, preparadas
from base.comun.dibujos import dibujar
from base.comun.fechas import ahora
from base.cuentas.preparadas import traer_para
from convenios.filtro_compromisos import CompromisoFiltro
from convenios.models import Compromiso
from convenios.models.linea import Linea
from convenios.models.situacion import Situacion
from tests.factories import dias, make_compromiso, make_convenio

pytestmark = pytest.mark.django_db
ELENCO = ("director", "alcalde_a", "dre", "administrador")


@pytest.fixture
def mundo(ugel, otra_ugel, municipalidad_a, municipalidad_b, municipalidad_ajena):
    """Two convenios of a UGEL, one that is only prepared, and one of another."""
    partes = (municipalidad_a, municipalidad_b)
    hechos = [make_convenio(ugel, codigo="CM/1", partes=partes), make_convenio(ugel, codigo="CM-2", estado="borrador", partes=partes)]
    hechos.append(make_convenio(otra_ugel, partes=(municipalidad_ajena,)))
    textos = ("Techar el patio al 50%", "Talleres de lectura", "Censo de nudos_críticos", "")
    for n, (convenio, texto) in enumerate(itertools.product(hechos, textos)):
        debe = convenio.partes.order_by("pk")[n % 2 :].first() if n % 3 else None
        distritos = {debe.municipalidad.distrito} if debe else set()
        distritos |= {parte.municipalidad.distrito for parte in convenio.partes.all()[: n % 3]}
        plazo = None if n % 4 == 0 else dias(20 * n - 60)
        campos = {"linea": Linea.values[n % 5], "plazo": plazo, "obligada": debe, "descripcion": texto or "Nada más"}
        make_compromiso(convenio, distritos=tuple(distritos), **campos)
    return ugel


def consultas(mundo) -> list[dict[str, str]]:
    """Each filter with each of its values, and some of them together."""
    ubigeos = list(mundo.distritos.values_list("ubigeo", flat=True))
    de_uno = {
        "situacion": ["", *Situacion.values],
        "distrito": ubigeos,
        "linea": Linea.values,
        "obligada": ["ugel", *ubigeos],
        "convenio": ["CM/1", "CM-2"],
        "texto": ["talleres", "patio 50%", "nudos_criticos", "%", "_", "nada mas", "no está", "\x010\x01", "…"],
        "orden": ["codigo", "-plazo", "situacion"],
        "responsable": ["jefatura"],
        "falta": ["plazo", "distritos"],
    }
    solas = [{nombre: valor} for nombre, valores in de_uno.items() for valor in valores]
    nombres = ("distrito", "obligada", "situacion", "texto")
    juntas = [dict(zip(nombres, valores, strict=True)) for valores in itertools.product(*(de_uno[n][:2] for n in nombres))]
    return [*solas, *juntas]


@pytest.mark.promesa("P24")
@pytest.mark.parametrize("quien", ELENCO)
def test_whatever_is_asked_is_answered_as_if_it_were_written_now(request, mundo, quien):
    persona, halladas = request.getfixturevalue(quien), 0
    for dicho in consultas(mundo):
        consulta = QueryDict(mutable=True)
        consulta.update(dicho)
        filtro = CompromisoFiltro(consulta, ugel=mundo, persona=persona)
        esperados = list(filtro.ordenar(filtro.qs))
        assert filtro.pagina(desde=0, cuantas=50) == esperados, dicho
        assert filtro.pagina(desde=2, cuantas=1) == esperados[2:3], dicho
        assert (filtro.cuantos, filtro.por_situacion) == (len(esperados), filtro.sin_situacion.por_situacion()), dicho
        halladas += len(esperados)
    assert halladas > 20 if Compromiso.objects.for_user(persona).filter(convenio__ugel=mundo).exists() else halladas == 0


@pytest.mark.promesa("P24")
def test_control_a_value_that_stays_in_the_question_is_noticed(mundo, director, monkeypatch):
    """Where the name of a question leaves out what shapes it, the second one gets the answer of the first."""
    filtros = [CompromisoFiltro(QueryDict(f"situacion={s}"), ugel=mundo, persona=director) for s in ("vencido", "sin_plazo")]
    esperados = [list(filtro.ordenar(filtro.qs)) for filtro in filtros]
    assert esperados[0] != esperados[1]
    monkeypatch.setattr(
        "convenios.filtro_compromisos.traer_para", lambda persona, clave, hacer, **v: traer_para(persona, clave[0], hacer, **v)
    )
    assert [filtro.pagina(desde=0, cuantas=50) for filtro in filtros] == [esperados[0], esperados[0]]


def test_a_long_list_asks_for_the_same_shape_once(mundo, director, monkeypatch):
    CompromisoFiltro(QueryDict("linea=proyectos"), ugel=mundo, persona=director).pagina(desde=0, cuantas=50)
    monkeypatch.setattr(preparadas, "_Escrita", lambda *_: pytest.fail("se escribió otra vez"))
    CompromisoFiltro(QueryDict("linea=otros"), ugel=mundo, persona=director).pagina(desde=0, cuantas=50)


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_row_says_what_changed_at_the_next_look(mundo, como, coordinador):
    lista, cliente = reverse("compromisos", args=[mundo.codigo]), como(coordinador)
    assert "Talleres de lectura" in cliente.get(lista).text
    Compromiso.todos.filter(descripcion="Talleres de lectura").update(descripcion="Talleres <b>de</b> escritura")
    texto = cliente.get(lista).text
    assert "Talleres de lectura" not in texto
    assert "Talleres &lt;b&gt;de&lt;/b&gt; escritura" in texto


def test_who_may_not_choose_a_row_is_not_shown_the_box_of_who_may(mundo, como, coordinador, director):
    lista = reverse("compromisos", args=[mundo.codigo])
    assert 'name="ids"' in como(coordinador).get(lista).text
    assert 'name="ids"' not in como(director).get(lista).text


def test_another_day_is_drawn_anew(mundo, como, coordinador, time_machine):
    time_machine.move_to(ahora())
    lista = reverse("compromisos", args=[mundo.codigo])
    assert "faltan 40 días" in como(coordinador).get(lista).text
    time_machine.shift(86400)
    assert "faltan 39 días" in como(coordinador).get(lista).text


def test_what_is_written_otherwise_is_another_drawing(monkeypatch):
    monkeypatch.setattr(dibujos, "get_template", engines["django"].from_string)
    valores = (Decimal("100.0"), Decimal(100), True, 1, "1", mark_safe("<b>"), "<b>")
    assert [dibujar("{{ valor }}", {"valor": valor}) for valor in valores] == ["100.0", "100", "True", "1", "1", "<b>", "&lt;b&gt;"]


def test_the_second_time_nothing_is_drawn(mundo, como, coordinador, monkeypatch):
    lista, cliente = reverse("compromisos", args=[mundo.codigo]), como(coordinador)
    antes = cliente.get(lista).text
    monkeypatch.setattr(dibujos, "get_template", lambda _: pytest.fail("se dibujó otra vez"))
    assert cliente.get(lista).text.count("data-etiqueta") == antes.count("data-etiqueta")
