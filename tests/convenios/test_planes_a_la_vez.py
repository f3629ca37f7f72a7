"""Two people at the same plan at the same moment: a report verified while its quarter closes, one quarter closed twice, one report verified twice."""

import pytest
from django.core.exceptions import ValidationError

from convenios import plan_de_trabajo as planes
from convenios.models import Avance, Cierre, Ejecucion, PlanTrabajo
from tests.carreras import a_la_vez
from tests.factories import llevar_plan, make_actividad, make_compromiso, make_ejecucion, make_plan

pytestmark = pytest.mark.django_db(transaction=True)
VECES = 4


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    suyo = make_plan(municipalidad_a, convenio=convenio)
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=40, unidad="kits")
    make_actividad(suyo, codigo="A-1", unidad="kits", compromiso=compromiso)
    return llevar_plan(suyo, "en_ejecucion", por=coordinador)


def copia(ejecucion: Ejecucion) -> Ejecucion:
    """The same report as another person has it in hand."""
    return Ejecucion.objects.select_related("actividad__plan__municipalidad__distrito", "actividad__compromiso__convenio").get(
        pk=ejecucion.pk
    )


@pytest.mark.promesa("P2")
def test_one_report_verified_twice_at_once_counts_once(plan, coordinadora, coordinador, especialista, promesa):
    veces = promesa.veces(VECES, 100)
    hecha = make_ejecucion(plan.actividades.get(), estado="enviado", por=especialista)
    for _ in range(veces):
        una, otra = copia(hecha), copia(hecha)
        respuestas = a_la_vez(
            lambda una=una: planes.verificar_ejecucion(una, por=coordinadora),
            lambda otra=otra: planes.verificar_ejecucion(otra, por=coordinador),
        )
        assert sum(isinstance(r, ValidationError) for r in respuestas) == 1, respuestas
        assert Avance.objects.verificados().count() == 1
        planes.observar_ejecucion(copia(hecha), por=coordinadora, observacion="Otra vez")
        planes.enviar_ejecucion(copia(hecha), por=especialista)
    promesa.anotar(f"{veces} veces se verificó a la vez la misma ejecución", avances_de_mas=0)


def test_a_quarter_that_closes_while_a_report_is_returned_has_one_of_the_two_figures(plan, coordinadora, coordinador, especialista):
    hecha = make_ejecucion(plan.actividades.get(), estado="verificado", por=especialista, verificador=coordinadora)
    suya = copia(hecha)
    cerro, observo = a_la_vez(
        lambda: planes.cerrar_trimestre(plan, 1, por=coordinador),
        lambda: planes.observar_ejecucion(suya, por=coordinadora, observacion="No"),
    )
    assert isinstance(cerro, Cierre), cerro
    hecha.refresh_from_db()
    contado = cerro.contenido["actividades"][0]["fisico"][0][1]
    assert (hecha.estado, contado) == (("verificado", "10.00") if isinstance(observo, ValidationError) else ("observado", "0"))


def test_one_quarter_closes_once_however_many_press(plan, coordinadora, coordinador):
    respuestas = a_la_vez(*[lambda por=por: planes.cerrar_trimestre(plan, 1, por=por) for por in (coordinador, coordinadora, coordinador)])
    assert sum(isinstance(r, Cierre) for r in respuestas) == 1, respuestas
    assert Cierre.objects.count() == 1
