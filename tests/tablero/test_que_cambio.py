"""¿Qué cambió?: every kind of act, in words, by district, as far as a person may see; the mark moves only when they say so."""

import datetime

import pytest
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Visto
from base.bitacora.visto import visto_hasta, ya_lo_vi
from base.comun.fechas import ahora, como_si_fuera
from encuentros.models import Encuentro
from municipios.priorizar import decidir_lista
from portal.tablero import cambios
from tests.factories import (
    dias,
    make_adenda,
    make_avance,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_evidencia_proyecto,
    make_ficha,
    make_institucion,
    make_local,
    make_nudo,
    make_plan,
    make_proyecto,
)
from tests.factories_encuentros import llevar_encuentro, make_acuerdo, make_encuentro, make_foto_expuesta, make_proyecto_expuesto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
PAGINA = "/que-cambio/"


@pytest.fixture
def mundo(ugel, otra_ugel, convenio, municipalidad_a, municipalidad_b, coordinador, especialista):
    """One act of each kind, today, and some that are not to be told: of another UGEL, not verified, of before."""
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    suyo = make_compromiso(convenio, codigo="C-A", distritos=(a,), plazo=dias(5), descripcion="Reparar techos")
    make_avance(suyo, estado="verificado", por=especialista, verificador=coordinador, distrito=a, descripcion="Diez techos")
    make_avance(suyo, por=especialista, distrito=a, descripcion="CANARIO borrador")
    make_avance(suyo, estado="enviado", por=especialista, distrito=a, descripcion="CANARIO enviado")
    with gesto(por=coordinador):
        suyo.reprogramar(por=coordinador, plazo=dias(50), motivo="CANARIO lluvias", documento="Oficio 1")
    make_compromiso(convenio, codigo="C-AB", distritos=(a, b), estado="cumplido", descripcion="De los dos")
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador)
    make_ejecucion(plan.actividades.get(), estado="verificado", verificador=coordinador)
    make_cierre(plan, por=coordinador)
    make_nudo(b, estado="atendido", por=coordinador)
    encuentro = make_encuentro(ugel, numero=3, nombre="III Encuentro", estado="en_curso", por=coordinador)
    make_acuerdo(encuentro, texto="Techar juntos", obligado="municipalidad", municipalidad=municipalidad_b, distrito=b)
    foto = make_proyecto_expuesto(encuentro, distrito=b)
    make_foto_expuesta(foto, publica_por=coordinador)
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)
    make_ficha(make_local(a))
    decidir_lista(ugel=ugel, por=coordinador, titulo="Lista de la prueba", motivo="Acta 1")
    make_evidencia_proyecto(make_proyecto(make_institucion(a)), publica_por=coordinador)
    make_avance(make_compromiso(make_convenio(otra_ugel)), estado="verificado", descripcion="CANARIO ajeno")
    return suyo


def hechos(pagina) -> dict[str, dict[str, list[str]]]:
    """What the page tells: place → kind → words."""
    return {lugar.titulo: {g: sorted(h.que for h in filas) for g, _, filas in lugar.partes} for lugar in pagina.context["lugares"]}


def test_every_kind_of_act_is_told_in_words_under_its_district_and_leads_to_its_page(mundo, director, como):
    cliente = como(director)
    pagina = cliente.get(PAGINA)
    anio = ahora().year - 1
    assert hechos(pagina) == {
        "Distrito A": {
            "verificado": ["Se verificó lo ejecutado en el I trimestre " + str(anio), "Se verificó un avance"],
            "reprogramado": [f"El plazo pasó del {cambios.fecha(dias(5))} al {cambios.fecha(dias(50))}"],
            "publicado": [f"Empezó el plan de trabajo {anio}", f"Se cerró el I trimestre {anio}", "Se mostró una foto del proyecto"],
        },
        "Distrito B": {
            "decidido": ["El nudo crítico se dio por atendido"],
            "acordado": ["Se acordó en «III Encuentro»"],
            "publicado": ["Se mostró una foto de lo expuesto"],
        },
        "De varios distritos o de toda la UGEL": {
            "decidido": ["Se dio por cumplido"],
            "publicado": ["El convenio se suscribió", "Se decidió una lista de locales en riesgo"],
        },
    }
    assert "CANARIO" not in pagina.text
    for lugar in pagina.context["lugares"]:
        for _, _, filas in lugar.partes:
            for hecho in filas:
                assert cliente.get(hecho.url).status_code == 200, hecho
                assert hecho.en <= ahora()


@pytest.mark.promesa("P24")
def test_nobody_is_told_what_they_do_not_see(mundo, convenio, director, municipalidad_a, alcalde_b, dre, coordinador_otra_ugel, como):
    """B's mayor reads of A what was verified; the draft of an adenda or of a convenio is told to nobody."""
    make_adenda(convenio, objeto="CANARIO adenda en borrador")
    en_preparacion = make_convenio(convenio.ugel, estado="en_revision", partes=(municipalidad_a,))
    make_compromiso(en_preparacion, distritos=(municipalidad_a.distrito,), estado="suspendido", descripcion="CANARIO en preparación")
    assert "CANARIO en preparación" in como(director).get(PAGINA).text
    de_b = como(alcalde_b).get(PAGINA)
    assert list(hechos(de_b))[0] == "Distrito B"  # the own one first
    assert "Diez techos" in de_b.text
    for persona in (alcalde_b, dre):
        assert "CANARIO" not in como(persona).get(PAGINA).text
    ajena = como(coordinador_otra_ugel).get(PAGINA)
    assert hechos(ajena) == {
        "De varios distritos o de toda la UGEL": {"publicado": ["El convenio se suscribió"], "verificado": ["Se verificó un avance"]}
    }
    assert "Diez techos" not in ajena.text


@pytest.mark.promesa("P24")
@pytest.mark.control
def test_control_with_the_scope_of_avances_opened_the_other_ugel_is_told(mundo, coordinador_otra_ugel, monkeypatch, como):
    monkeypatch.setattr(cambios.Ugel.objects.none().__class__, "for_user", lambda self, user: self)
    monkeypatch.setattr(cambios.Convenio.objects.none().__class__, "for_user", lambda self, user: self)
    assert "Diez techos" in como(coordinador_otra_ugel).get(f"{PAGINA}?ugel=990001").text


def test_the_mark_moves_only_when_the_person_says_so_and_to_what_they_looked_at(mundo, director, coordinadora, especialista, como):
    cliente = como(director)
    primera = cliente.get(PAGINA)
    for _ in range(3):
        cliente.get(PAGINA)
    assert Visto.objects.count() == 0
    assert "últimos 30 días" in primera.text
    make_avance(mundo, estado="verificado", por=especialista, verificador=coordinadora, descripcion="Llegó mientras leía")
    cliente.post(PAGINA, leer(primera))

    segunda = cliente.get(PAGINA)
    assert [h.texto for lugar in segunda.context["lugares"] for _, _, filas in lugar.partes for h in filas] == ["Llegó mientras leía"]
    cliente.post(PAGINA, leer(segunda))
    assert "Nada cambió desde entonces" in cliente.get(PAGINA).text
    assert como(coordinadora).get(PAGINA).context["marca"] is None  # each person has their own
    antes = visto_hasta(director, "990001")
    ya_lo_vi(director, "990001", ahora() - datetime.timedelta(days=9))
    assert visto_hasta(director, "990001") == antes
    ya_lo_vi(director, "990001", ahora() + datetime.timedelta(days=900))
    assert visto_hasta(director, "990001") <= ahora()


def test_since_when_may_be_chosen_and_who_looks_at_a_part_marks_nothing(mundo, director, ugel, como):
    cliente = como(director)
    hace_mucho = ahora() - datetime.timedelta(days=20)
    with como_si_fuera(hace_mucho):
        make_avance(mundo, estado="verificado", descripcion="De hace veinte días")
    ya_lo_vi(director, ugel.codigo, ahora())
    assert "De hace veinte días" not in cliente.get(PAGINA).text
    for eleccion, se_ve in (
        ("desde=semana", False),
        ("desde=encuentro", False),
        (f"desde=fecha&fecha={dias(-25)}", True),
        (f"fecha={dias(-25)}", True),
    ):
        pagina = cliente.get(f"{PAGINA}?{eleccion}")
        assert ("De hace veinte días" in pagina.text, "Diez techos" in pagina.text) == (se_ve, True), eleccion
        assert not pagina.context["se_marca"]
    de_b = cliente.get(f"{PAGINA}?desde=semana&distrito=990102")
    assert set(hechos(de_b)) == {"Distrito B", "De varios distritos o de toda la UGEL"}
    assert hechos(de_b)["De varios distritos o de toda la UGEL"] == {"decidido": ["Se dio por cumplido"]}
    for sin_sentido in ("desde=ayer", "fecha=31/02/2026", "distrito=999999", "desde=fecha"):
        assert cliente.get(f"{PAGINA}?{sin_sentido}").status_code == 200


def test_what_does_not_fit_is_said_and_marks_nothing(mundo, director, monkeypatch, como):
    monkeypatch.setattr(cambios, "TOPE", 3)
    pagina = como(director).get(PAGINA)
    assert (pagina.context["total"], pagina.context["hay_mas"], pagina.context["se_marca"]) == (3, True, False)
    assert "hay más" in pagina.text


def test_without_a_ugel_the_page_says_so_and_with_nothing_it_says_what_to_do(ugel, director, como):
    from tests.factories import make_usuario

    assert "no tiene hoy un cargo vigente" in como(make_usuario("director")).get(PAGINA).text
    assert "Nada cambió" in como(director).get(PAGINA).text
    assert reverse("que_cambio") == PAGINA
    assert Encuentro.objects.count() == 0
